//! When an article was published, and how that is known.
//!
//! | states it | source | inferred from |
//! |---|---|---|
//! | the header | header | |
//! | a field of the container | container | |
//! | a page's time stamp | header | |
//! | the dateline, with its year | dateline | |
//! | the dateline without its year | dateline | the path, the neighbours, or the weekday among their years |
//! | the path alone, with day | path | path |
//!
//! The dateline's day is compared with the header's, never put in its place: the evening before and another time zone are no
//! conflict.

use super::above::Above;
use super::dateline::{Form, Found};
use super::header::Header;
use super::year::{distance, nearest, path_date};
use crate::article::{DateSource, Dated, Inference, Remark, RemarkKind};
use crate::date::{DayRange, PartialDate};
use crate::story::Story;

/// Days that lie further apart were not the same filing.
const SAME_FILING: i64 = 4;

/// Reads the date of publication and remarks what contradicts it.
pub(super) fn read(
    story: &Story,
    neighbours: Option<DayRange>,
    header: &Header,
    above: &Above,
    remarks: &mut Vec<Remark>,
) -> Option<Dated> {
    let found = above.dateline.as_ref();
    let stated = |date: Option<PartialDate>, source| date.map(|date| Dated { date, source, inferred: None });
    // A field of the container is a statement; a time stamp among the lines of a page is only found.
    let filed = stated(header.date, DateSource::Header)
        .or_else(|| stated(story.known.date, DateSource::Container))
        .or_else(|| stated(above.date, DateSource::Header));
    if let Some(filed) = filed {
        if let (Some(days), Some(found)) = (filed.date.days(), found) {
            compare(days, found, remarks);
        }
        return Some(filed);
    }
    if let Some(dated) = found.and_then(|found| from_dateline(story, neighbours, found)) {
        if let (Some(from), Some(found)) = (dated.inferred, found) {
            let from = match from {
                Inference::Path => "the path",
                Inference::Neighbours => "the stories beside it",
                Inference::Weekday => "the weekday",
            };
            let text = format!("{} read as {}, from {from}", found.date, dated.date);
            remarks.push(Remark { kind: RemarkKind::InferredYear, text, span: found.span });
        }
        return Some(dated);
    }
    let dated = found.is_some_and(|f| !f.date.is_empty());
    let path = path_date(&story.origin.path).filter(|date| date.to_day().is_some() && !dated);
    path.map(|date| Dated { date, source: DateSource::Path, inferred: Some(Inference::Path) })
}

fn from_dateline(story: &Story, neighbours: Option<DayRange>, found: &Found) -> Option<Dated> {
    let dated = |date, inferred| Some(Dated { date, source: DateSource::Dateline, inferred });
    if let Some(day) = found.date.to_day() {
        return dated(PartialDate::of_day(day), None);
    }
    if found.date.is_empty() && found.weekday.is_none() {
        return None;
    }
    let choose = |near: DayRange, weekday| nearest(found.date, weekday, near);
    if let Some(day) = path_date(&story.origin.path).and_then(|path| choose(path.days()?, found.weekday)) {
        return dated(PartialDate::of_day(day), Some(Inference::Path));
    }
    let near = neighbours?;
    // Neighbours say what stretch of time an archive covers; a day far outside it is not known from them.
    let close = |day: &crate::date::Day| distance(*day, near) <= 60;
    if let Some(day) = choose(near, None).filter(close) {
        return dated(PartialDate::of_day(day), Some(Inference::Neighbours));
    }
    let day = found.weekday.and_then(|weekday| choose(near, Some(weekday))).filter(close)?;
    dated(PartialDate::of_day(day), Some(Inference::Weekday))
}

/// Remarks a dateline whose day lies too far from the days on which the story was filed.
fn compare(filed: DayRange, found: &Found, remarks: &mut Vec<Remark>) {
    if !matches!(found.form, Some(Form::Whole)) || found.date.month.is_none() {
        return;
    }
    // The common case: the very day.
    let day = filed.first;
    if found.date == (PartialDate { year: None, month: Some(day.month()), day: Some(day.day()) }) && day == filed.last {
        return;
    }
    match nearest(found.date, None, filed) {
        Some(day) if distance(day, filed) <= SAME_FILING => {}
        Some(day) => {
            let text = format!("the dateline says {}, {} days from {filed}", found.date, distance(day, filed));
            remarks.push(Remark { kind: RemarkKind::DateConflict, text, span: found.span });
        }
        // Two years as near lie half a year off; a day that no calendar has is garbled.
        None => {
            let text = format!("the dateline says {}, which fits no day near {filed}", found.date);
            remarks.push(Remark { kind: RemarkKind::BadDate, text, span: found.span });
        }
    }
}

//! The filters that all questions share, and the query they make together with the words.

use clap::Args;
use dateline::date::{Day, DayRange, parse_date};
use dateline::query::{self, Juxtaposed, ParseOptions, Property, Query, Today};

use super::Global;
use super::dash;
use super::failure::Failure;

#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filters {
    /// First day: 2025-04-28, 2025-04, 2025, yesterday, "3 weeks ago"
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<String>,
    /// Last day; a month or a year means to its end
    #[arg(long, value_name = "DATE")]
    pub(super) to: Option<String>,
    /// Only this day, month or year
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub(super) on: Option<String>,
    /// Dateline place by name, region or country code; again for alternatives
    #[arg(long, value_name = "PLACE")]
    pub(super) place: Vec<String>,
    /// Country of the dateline, by name or ISO 3166-1 code; again for alternatives
    #[arg(long, value_name = "COUNTRY", value_parser = country)]
    pub(super) country: Vec<String>,
    /// Dateline agency; again for alternatives
    #[arg(long, value_name = "AGENCY")]
    pub(super) agency: Vec<String>,
    /// Language, such as en or zh-Hant; again for alternatives
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Vec<String>,
    /// Files whose path matches, such as '2025/**'; again for alternatives
    #[arg(long, value_name = "GLOB")]
    pub(super) path: Vec<String>,
}

/// Gives today: the one place where the clock is read, and handed down from.
fn today() -> Day {
    use chrono::Datelike;
    let now = chrono::Local::now().date_naive();
    Day::new(now.year(), now.month() as u8, now.day() as u8).unwrap_or(Day::MAX)
}

/// Takes what names a country.
fn country(typed: &str) -> Result<String, String> {
    match dateline::wire::places::country(typed) {
        Some(_) => Ok(typed.to_owned()),
        None => Err("expected a country by name or ISO 3166-1 code, such as japan or JP".to_owned()),
    }
}

impl Filters {
    /// Reads the words and the filters as one query, and says what was put right.
    pub(super) fn query(&self, words: &[String], juxtaposed: Juxtaposed, global: &Global) -> Result<Query, Failure> {
        let typed = words.iter().map(|word| dash::unmarked(word)).collect::<Vec<_>>().join(" ");
        let (query, notes) = self.read(&typed, juxtaposed)?;
        notes.iter().for_each(|note| global.note(note));
        Ok(query)
    }

    /// Reads typed text and the filters as one query; gives it with the notes on what was put right.
    pub(super) fn read(&self, typed: &str, juxtaposed: Juxtaposed) -> Result<(Query, Vec<String>), Failure> {
        let options = ParseOptions { today: Today(today()), juxtaposed };
        let parsed = query::parse(typed, options).map_err(|error| Failure::of_syntax(&error, typed))?;
        let mut notes: Vec<String> = parsed.notes.iter().map(|note| format!("query: {}", note.text)).collect();
        let mut clauses = vec![parsed.query];
        clauses.extend(self.days(&mut notes)?.map(Query::Date));
        for (property, values) in [
            (Property::Place, &self.place),
            (Property::Country, &self.country),
            (Property::Agency, &self.agency),
            (Property::Language, &self.lang),
            (Property::Path, &self.path),
        ] {
            if !values.is_empty() {
                clauses.push(Query::or(values.iter().map(|value| Query::Property { property, value: value.clone() })));
            }
        }
        Ok((Query::and(clauses), notes))
    }

    fn days(&self, notes: &mut Vec<String>) -> Result<Option<DayRange>, Failure> {
        let read = |flag: &str, typed: &Option<String>| -> Result<Option<DayRange>, Failure> {
            let Some(typed) = typed else { return Ok(None) };
            parse_date(typed, today()).map(Some).map_err(|error| {
                let failure = Failure::new(format!("{flag} {error}"));
                match error.hint() {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            })
        };
        if let Some(days) = read("--on", &self.on)? {
            return Ok(Some(days));
        }
        let (from, to) = (read("--from", &self.from)?, read("--to", &self.to)?);
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        let (mut from, mut to) = (from.unwrap_or(DayRange::ALL), to.unwrap_or(DayRange::ALL));
        if from.first > to.last {
            (from, to) = (to, from);
            notes.push(format!("dates were reversed: reading {}", DayRange { first: from.first, last: to.last }));
        }
        Ok(Some(DayRange { first: from.first, last: to.last }))
    }
}

/// Says whether a query asks for text, so that there is a best match.
pub(super) fn asks_for_text(query: &Query) -> bool {
    match query {
        Query::Text { .. } | Query::Measured { .. } => true,
        Query::And(clauses) | Query::Or(clauses) => clauses.iter().any(asks_for_text),
        Query::Not(_) | Query::All | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => false,
    }
}

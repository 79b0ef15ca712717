//! The filters that all questions share, and the query they make together with the words.

use clap::Args;
use dateline::date::{Day, DayRange, parse_date};
use dateline::query::{self, Juxtaposed, Note, ParseOptions, Property, Query, Saved, Today};

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
pub(super) fn country(typed: &str) -> Result<String, String> {
    match dateline::wire::places::country(typed) {
        Some(_) => Ok(typed.to_owned()),
        None => Err("expected a country by name or ISO 3166-1 code, such as japan or JP".to_owned()),
    }
}

impl Filters {
    /// Reads the words and the filters as one query, and says what was put right.
    pub(super) fn query(
        &self,
        words: &[String],
        juxtaposed: Juxtaposed,
        saved: &Saved,
        global: &Global,
    ) -> Result<Query, Failure> {
        let (query, notes) = self.read(&typed(words), juxtaposed, saved)?;
        notes.iter().for_each(|note| global.note(note));
        Ok(query)
    }

    /// Reads typed text and the filters as one query; gives it with the notes on what was put right.
    pub(super) fn read(
        &self,
        typed: &str,
        juxtaposed: Juxtaposed,
        saved: &Saved,
    ) -> Result<(Query, Vec<String>), Failure> {
        let options = ParseOptions { today: Today(today()), juxtaposed, saved };
        let parsed = query::parse(typed, options).map_err(|error| Failure::of_syntax(&error, typed))?;
        let mut notes = said(parsed.notes);
        let days = self.days(today(), &mut notes)?.map(Query::Date);
        Ok((Query::and([parsed.query].into_iter().chain(days).chain(self.properties())), notes))
    }

    /// Gives the text that keeps standing for the words and the filters, with the notes on what was put right: canonical, but
    /// for relative dates and saved queries, which stay as typed.
    pub(super) fn standing(
        &self,
        words: &[String],
        juxtaposed: Juxtaposed,
        saved: &Saved,
    ) -> Result<(String, Vec<String>), Failure> {
        let typed = typed(words);
        let options = ParseOptions { today: Today(today()), juxtaposed, saved };
        let (text, said_of_words) = query::standing(&typed, options).map_err(|e| Failure::of_syntax(&e, &typed))?;
        let mut notes = said(said_of_words);
        let days = self.days(today(), &mut notes)?;
        // What is relative reads otherwise on another day.
        let moves = self.days(query::another_day(), &mut Vec::new())? != days;
        let meant = self.read(&typed, juxtaposed, saved)?.0;
        let days = match (days, &self.on) {
            (None, _) => None,
            (Some(days), _) if !moves => Some(Query::Date(days).to_string()),
            (Some(_), Some(on)) => Some(format!("date:\"{on}\"")),
            (Some(_), None) => {
                let end = |end: &Option<String>| end.clone().unwrap_or_default();
                Some(format!("date:\"{}..{}\"", end(&self.from), end(&self.to)))
            }
        };
        let filters = days.into_iter().chain(self.properties().map(|filter| match filter {
            Query::Or(_) => format!("({filter})"),
            filter => filter.to_string(),
        }));
        let filters: Vec<String> = filters.collect();
        let bracketed = format!("({text})");
        let forms = match (filters.is_empty(), text.is_empty()) {
            (true, _) => [text.clone(), text],
            (false, true) => [filters.join(" "), String::new()],
            (false, false) => [text, bracketed].map(|text| format!("{text} {}", filters.join(" "))),
        };
        // The first that reads back to what was meant, so that there are no more brackets than need be.
        let options = ParseOptions { juxtaposed: Juxtaposed::All, ..options };
        let reads_back = |form: &&String| query::parse(form, options).is_ok_and(|parsed| parsed.query == meant);
        match forms.iter().find(reads_back) {
            Some(form) => Ok((form.trim().to_owned(), notes)),
            None => Err(Failure::new(format!("save: no text says what `{typed}` means together with the filters"))
                .hint("write the filters into the query: ferry place:tokyo date:2025")),
        }
    }

    fn properties(&self) -> impl Iterator<Item = Query> {
        let all = [
            (Property::Place, &self.place),
            (Property::Country, &self.country),
            (Property::Agency, &self.agency),
            (Property::Language, &self.lang),
            (Property::Path, &self.path),
        ];
        all.into_iter().filter(|(_, values)| !values.is_empty()).map(|(property, values)| {
            Query::or(values.iter().map(|value| Query::Property { property, value: value.clone() }))
        })
    }

    fn days(&self, today: Day, notes: &mut Vec<String>) -> Result<Option<DayRange>, Failure> {
        let read = |flag: &str, typed: &Option<String>| -> Result<Option<DayRange>, Failure> {
            let Some(typed) = typed else { return Ok(None) };
            parse_date(typed, today).map(Some).map_err(|error| {
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

fn typed(words: &[String]) -> String {
    words.iter().map(|word| dash::unmarked(word)).collect::<Vec<_>>().join(" ")
}

fn said(notes: Vec<Note>) -> Vec<String> {
    notes.into_iter().map(|note| format!("query: {}", note.text)).collect()
}

/// Says whether a query asks for text, so that there is a best match.
pub(super) fn asks_for_text(query: &Query) -> bool {
    match query {
        Query::Text { .. } | Query::Measured { .. } => true,
        Query::And(clauses) | Query::Or(clauses) => clauses.iter().any(asks_for_text),
        Query::Not(_) | Query::All | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => false,
    }
}

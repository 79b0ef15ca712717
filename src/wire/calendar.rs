//! Names of months and weekdays by language.
//!
//! One name may mean different months (`listopada` is October in Croatian, November in Polish): all readings are kept, and
//! the language of the style, or the date of the file, picks one.

use serde::Deserialize;

use super::hash::{ShortMap, Starts};
use super::style::StyleError;
use crate::words::fold;

/// The files that are built in.
pub(super) const FILES: [(&str, &str); 8] = [
    ("calendars/african", include_str!("data/calendars/african.toml")),
    ("calendars/asian", include_str!("data/calendars/asian.toml")),
    ("calendars/caucasus", include_str!("data/calendars/caucasus.toml")),
    ("calendars/central", include_str!("data/calendars/central.toml")),
    ("calendars/cyrillic", include_str!("data/calendars/cyrillic.toml")),
    ("calendars/middle-east", include_str!("data/calendars/middle-east.toml")),
    ("calendars/northern", include_str!("data/calendars/northern.toml")),
    ("calendars/western", include_str!("data/calendars/western.toml")),
];

/// The months that a name can mean: bit 0 is January.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Months(u16);

impl Months {
    /// Makes the set of one month, 1 to 12; empty for any other number.
    pub fn one(month: u8) -> Months {
        if (1..=12).contains(&month) { Months(1 << (month - 1)) } else { Months(0) }
    }

    /// Gives the months, 1 to 12, in order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (1..=12).filter(move |m| self.0 & 1 << (m - 1) != 0)
    }

    /// Gives the month if there is only one.
    pub fn only(self) -> Option<u8> {
        (self.0.count_ones() == 1).then(|| self.0.trailing_zeros() as u8 + 1)
    }
}

/// The names of all languages, folded.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    months: ShortMap<Vec<(Box<str>, u8)>>,
    weekdays: ShortMap<u8>,
    english: Vec<(Box<str>, u8)>,
    starts: Starts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    calendar: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    language: Box<str>,
    months: Vec<Vec<String>>,
    #[serde(default)]
    weekdays: Vec<Vec<String>>,
}

impl Calendar {
    /// Reads the calendars of the files, given by name and text.
    pub fn load(files: &[(&str, &str)]) -> Result<Calendar, StyleError> {
        let mut calendar = Calendar::default();
        for &(name, text) in files {
            let file: File = toml::from_str(text).map_err(|e| StyleError::new(name, e.message()))?;
            for entry in file.calendar {
                calendar.add(entry).map_err(|what| StyleError::new(name, what))?;
            }
        }
        Ok(calendar)
    }

    fn add(&mut self, entry: Entry) -> Result<(), String> {
        if entry.months.len() != 12 || !matches!(entry.weekdays.len(), 0 | 7) {
            return Err(format!("{}: expected 12 months and 7 weekdays or none", entry.language));
        }
        for (names, month) in entry.months.iter().zip(1u8..) {
            for name in names {
                let key: Box<str> = fold(name).into();
                self.starts.add(&key);
                if &*entry.language == "en" && name.len() > 3 {
                    self.english.push((key.clone(), month));
                }
                self.months.entry(key).or_default().push((entry.language.clone(), month));
            }
        }
        for (names, weekday) in entry.weekdays.iter().zip(0u8..) {
            for name in names {
                let key: Box<str> = fold(name).into();
                self.starts.add(&key);
                self.weekdays.insert(key, weekday);
            }
        }
        Ok(())
    }

    /// Says whether a word, not folded, may name a month or weekday.
    pub fn may_name(&self, word: &str) -> bool {
        self.starts.may_have(word)
    }

    /// Gives the months that a folded name can mean.
    pub fn months(&self, folded: &str) -> Months {
        let readings = self.months.get(folded).map(Vec::as_slice).unwrap_or_default();
        Months(readings.iter().fold(0, |all, &(_, month)| all | Months::one(month).0))
    }

    /// Gives the month that a folded name means in a language, or in any other if that one does not have it.
    pub fn month_in(&self, folded: &str, language: Option<&str>) -> Option<u8> {
        let readings = self.months.get(folded)?;
        let own = readings.iter().find(|(tag, _)| Some(&**tag) == language);
        own.or_else(|| readings.first()).map(|&(_, month)| month)
    }

    /// Gives the weekday, 0 for Monday, that a folded name means.
    pub fn weekday(&self, folded: &str) -> Option<u8> {
        self.weekdays.get(folded).copied()
    }

    /// Gives the English month that a folded garbled name (`narch`, `macrh`, `juen`) is nearest to: one letter wrong, missing
    /// or added, or two neighbours swapped. Nothing where two months are as near.
    pub fn repair(&self, folded: &str) -> Option<u8> {
        if !(3..=10).contains(&folded.len()) {
            return None;
        }
        let mut near = self.english.iter().filter(|(name, _)| one_slip(folded, name)).map(|&(_, month)| month);
        let month = near.next()?;
        near.all(|other| other == month).then_some(month)
    }
}

/// Says whether one slip of the hand turns `name` into `garbled`.
fn one_slip(garbled: &str, name: &str) -> bool {
    let (a, b) = (garbled.as_bytes(), name.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => false,
        ([x, y, rest @ ..], [z, w, other @ ..]) if x == w && y == z && rest == other => true,
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        _ => a.get(1..) == Some(b) || b.get(1..) == Some(a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_picks_among_readings() {
        let calendar = Calendar::load(&FILES).unwrap();
        assert_eq!(calendar.month_in("listopada", Some("hr")), Some(10));
        assert_eq!(calendar.month_in("listopada", Some("pl")), Some(11));
        assert_eq!(calendar.months("listopada").iter().collect::<Vec<_>>(), [10, 11]);
        assert_eq!(calendar.months(&fold("АПРЕЛЯ")).only(), Some(4));
        assert_eq!(calendar.months("cheese").only(), None);
        assert_eq!(calendar.weekday(&fold("Çarşamba")), Some(2));
    }

    #[test]
    fn garbled_months_are_put_right_only_where_one_slip_explains_them() {
        let calendar = Calendar::load(&FILES).unwrap();
        for (garbled, month) in
            [("narch", 3), ("macrh", 3), ("mach", 3), ("marchg", 3), ("juen", 6), ("jne", 6), ("apri", 4), ("junee", 6)]
        {
            assert_eq!(calendar.repair(garbled), Some(month), "{garbled}");
        }
        for clean in ["harsh", "close", "june", "ma", "jule", "prices"] {
            assert_eq!(calendar.repair(clean), None, "{clean}");
        }
    }
}

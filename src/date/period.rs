//! Calendar periods: what days are counted by.

use std::fmt;

use chrono::Datelike;

use super::{Day, DayRange};

/// A calendar period. Weeks begin on Monday and belong to the year that holds their Thursday (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// A week, Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Period {
    /// All of them, from the shortest to the longest.
    pub const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

    /// Gives its name: `day`, `week`, `month`, `year`.
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }

    /// Gives the days of the period that holds `day`.
    ///
    /// ```
    /// use dateline::date::{Day, Period};
    /// let day = Day::new(2025, 4, 30).unwrap();
    /// assert_eq!(Period::Week.of(day).to_string(), "2025-04-28..2025-05-04");
    /// assert_eq!(Period::Month.of(day).to_string(), "2025-04");
    /// ```
    pub fn of(self, day: Day) -> DayRange {
        let range = |first: Option<Day>, last: Option<Day>| DayRange {
            first: first.unwrap_or(Day::MIN),
            last: last.unwrap_or(Day::MAX),
        };
        match self {
            Period::Day => DayRange { first: day, last: day },
            Period::Week => {
                let since_monday = i64::from(day.weekday());
                range(day.plus(-since_monday), day.plus(6 - since_monday))
            }
            Period::Month => range(Day::new(day.year(), day.month(), 1), Some(day.month_end())),
            Period::Year => range(Day::new(day.year(), 1, 1), Day::new(day.year(), 12, 31)),
        }
    }

    /// Gives the period after `period`; nothing after the last that can be written.
    pub fn after(self, period: DayRange) -> Option<DayRange> {
        period.last.plus(1).map(|next| self.of(next))
    }

    /// Counts the periods from the one that holds `days.first` to the one that holds `days.last`.
    pub fn count(self, days: DayRange) -> u64 {
        let (first, last) = (self.of(days.first).first, self.of(days.last).first);
        let months = |day: Day| i64::from(day.year()) * 12 + i64::from(day.month());
        let apart = match self {
            Period::Day => last.since(first),
            Period::Week => last.since(first) / 7,
            Period::Month => months(last) - months(first),
            Period::Year => i64::from(last.year() - first.year()),
        };
        apart.unsigned_abs() + 1
    }

    /// Writes the period that begins with `first` as ISO 8601 does: `2025-04-28`, `2025-W18`, `2025-04`, `2025`.
    pub fn label(self, first: Day) -> String {
        match self {
            Period::Day => first.to_string(),
            Period::Week => {
                let week = first.civil().iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Period::Month => format!("{:04}-{:02}", first.year(), first.month()),
            Period::Year => format!("{:04}", first.year()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> Day {
        Day::from_number(number).unwrap()
    }

    #[test]
    fn weeks_at_the_turn_of_the_year_belong_to_the_year_of_their_thursday() {
        for (in_week, label) in
            [(20241230, "2025-W01"), (20250105, "2025-W01"), (20201231, "2020-W53"), (20210103, "2020-W53")]
        {
            assert_eq!(Period::Week.label(Period::Week.of(day(in_week)).first), label, "{in_week}");
        }
    }

    #[test]
    fn periods_follow_one_another_without_a_gap() {
        for period in Period::ALL {
            let days = DayRange { first: day(19991215), last: day(20010301) };
            let mut at = period.of(days.first);
            let mut seen = 1;
            while at.last < days.last {
                let next = period.after(at).unwrap();
                assert_eq!(next.first, at.last.plus(1).unwrap());
                at = next;
                seen += 1;
            }
            assert_eq!(period.count(days), seen, "{period}");
        }
        assert_eq!(Period::Year.after(Period::Year.of(Day::MAX)), None);
    }
}

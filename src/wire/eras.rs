//! Dates that a header counts in years of another calendar.
//!
//! | stated | day |
//! |---|---|
//! | `令和7年4月28日`, `平成31年4月30日`, `昭和64年1月7日` | 2025-04-28, 2019-04-30, 1989-01-07 |
//! | `民國114年4月28日`, `주체114년 4월 28일` | 2025-04-28 |
//! | `۸ اردیبهشت ۱۴۰۴` (Jalali) | 2025-04-28 |
//! | `29 شوال 1446` (Hijri, by the tabular calendar: the sighted moon may be a day off) | 2025-04-28 |

use crate::date::Day;
use crate::words::fold;

/// Gives the Gregorian year of the year `n` of the era whose name ends `before`.
pub(crate) fn year(before: &str, n: i32) -> Option<i32> {
    const ERAS: [(&str, i32); 9] = [
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
        ("大正", 1911),
        ("明治", 1867),
        ("民國", 1911),
        ("民国", 1911),
        ("주체", 1911),
        ("主体", 1911),
    ];
    let before = before.trim_end();
    ERAS.iter().find(|(name, _)| before.ends_with(name)).map(|(_, zero)| zero + n)
}

/// Gives the day of a Jalali or Hijri date, by the name of its month.
pub(crate) fn day(day: u8, month: &str, year: i32) -> Option<Day> {
    // No other year is one of these calendars' of our time.
    if !(1000..=1600).contains(&year) {
        return None;
    }
    let month = fold(month);
    let place = |names: &[&str]| names.iter().position(|name| fold(name) == month);
    if let Some(month) = place(&JALALI).filter(|_| (1200..=1600).contains(&year)) {
        return jalali(year, month as i64, day.into());
    }
    let month = place(&HIJRI)?;
    hijri(year.into(), month as i64, day.into())
}

const JALALI: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];

const HIJRI: [&str; 12] = [
    "محرم",
    "صفر",
    "ربيع الأول",
    "ربيع الثاني",
    "جمادى الأولى",
    "جمادى الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة",
    "ذو الحجة",
];

/// Counts on from 1 Farvardin 1400 = 21 March 2021, with the leap years of the 33-year cycle: right for 1178 to 1633.
fn jalali(year: i32, month: i64, day: i64) -> Option<Day> {
    let length = |year: i32| if matches!(year.rem_euclid(33), 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30) { 366 } else { 365 };
    let years: i64 = if year >= 1400 { (1400..year).map(length).sum() } else { -(year..1400).map(length).sum::<i64>() };
    let months = if month <= 6 { 31 * month } else { 186 + 30 * (month - 6) };
    Day::new(2021, 3, 21)?.plus(years + months + day - 1)
}

/// The tabular calendar: years of 354 days with 11 leap days in 30 years, from 19 July 622 (Gregorian).
fn hijri(year: i64, month: i64, day: i64) -> Option<Day> {
    let months = (59 * month + 1) / 2;
    Day::new(622, 7, 19)?.plus((11 * year + 3) / 30 + 354 * (year - 1) + months + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_eras_are_counted_from_their_first() {
        assert_eq!(year("令和", 7), Some(2025));
        assert_eq!(year("中華民國", 114), Some(2025));
        assert_eq!(year("西暦", 2025), None);
    }

    #[test]
    fn persian_and_islamic_days_fall_where_they_do() {
        let shown = |d, m, y| day(d, m, y).map(|d| d.to_string());
        assert_eq!(shown(8, "اردیبهشت", 1404).as_deref(), Some("2025-04-28"));
        assert_eq!(shown(1, "فروردین", 1403).as_deref(), Some("2024-03-20"));
        assert_eq!(shown(22, "بهمن", 1357).as_deref(), Some("1979-02-11"));
        assert_eq!(shown(1, "محرم", 1446).as_deref(), Some("2024-07-08"));
        assert_eq!(shown(1, "cheese", 1446), None);
    }
}

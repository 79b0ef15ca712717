//! The months of the year by their English names: what paths, containers and users write whatever the language of the copy.
//! The names that datelines use, in all languages, are the parser's (`wire/data/calendars`).

/// The names, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Finds a month, 1 to 12, by its name or by three or more of its first letters, in any case.
///
/// ```
/// use dateline::date::english_month;
/// assert_eq!([english_month("apr"), english_month("SEPT"), english_month("market")], [Some(4), Some(9), None]);
/// ```
pub fn english_month(word: &str) -> Option<u8> {
    let begins = |name: &str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let place = MONTHS.iter().position(|name| word.len() >= 3 && begins(name))?;
    Some(place as u8 + 1)
}

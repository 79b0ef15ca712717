//! Text that may have been meant for something else: it stays text, and that is said.
//!
//! | typed | said |
//! |---|---|
//! | `source:tass`, `headlin:oil` | no field is called so |
//! | `/nucl.*` | a regular expression ends with `/` |
//! | `oil or gas` | for alternatives write OR |
//! | `2025-01..2025-04` | for days of publication write `date:` |

use super::field;
use super::notes::short;
use super::signs::{closing, is_regex_sign};
use crate::date::{Day, parse_range};

/// Says of a name before a colon that no field is called so; `rest` is what follows the text.
pub(super) fn field(raw: &str, rest: &str) -> Option<String> {
    let (name, value) = raw.split_once(':')?;
    let has_value = match value {
        "" => rest.chars().next().is_some_and(|c| c == '(' || closing(c).is_some()),
        _ => !value.starts_with("//"),
    };
    if !has_value || !field::is_plausible(name) {
        return None;
    }
    let advice = match field::nearest(name) {
        Some(near) => format!("did you mean `{near}:`?"),
        None => format!("fields are {}", field::NAMES),
    };
    Some(format!("no field is called `{name}`: reading `{}` as text; {advice}", short(raw)))
}

/// Says of text that begins like a regular expression but does not end like one that it is none.
pub(super) fn regex(raw: &str) -> Option<String> {
    let inside = raw.strip_prefix('/')?;
    // File names have stops.
    let of_its_own = |c| is_regex_sign(c) && c != '.';
    (!inside.contains('/') && inside.contains(of_its_own))
        .then(|| format!("`{}` is read as text: a regular expression has no blank and ends with `/`", short(raw)))
}

/// Says of an operator in small letters that it is a word.
pub(super) fn operator(raw: &str) -> Option<String> {
    let advice = match raw {
        "or" => "for alternatives write OR",
        "not" => "to exclude what follows write NOT",
        "and" => "for both words write AND, or nothing",
        _ => return None,
    };
    Some(format!("`{raw}` is read as a word; {advice}"))
}

/// Says of a range of days that stands alone that it is text.
pub(super) fn days(raw: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let absolute = raw.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    if !absolute || !raw.contains("..") || raw.len() > LONGEST {
        return None;
    }
    // Only whether it is one is asked: any day will do.
    let range = parse_range(raw, Day::MIN).ok()?;
    Some(format!("`{raw}` is read as text; for days of publication write date:{}", range.days))
}

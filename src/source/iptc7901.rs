//! IPTC 7901, the frame of the wires of Europe.
//!
//! ```text
//! eca062 4 i 211 ccccb   dpa 061       source and number, priority, category, words, free
//! ferry/                               slug
//! STX
//! Ferry crews end strike =             headline, ended so (dpa)
//!
//! Harwich (dpa) - Ferry crews …
//! ETX 261501 GMT Feb 98                day and time, month, year
//! ```

use super::anpa1312::full_year;
use super::dates::civil;
use super::fields::{finish, one_line};
use super::item::Item;
use crate::date::PartialDate;
use crate::story::Known;

/// The headline ends within so many lines, or there is none.
const HEADLINE_WITHIN: usize = 8;

/// Makes a story of the parts of a frame.
pub(super) fn item(header: &str, copy: &str, trailer: &str) -> Option<Item> {
    let mut lines = header.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let slug = lines.next().map(|line| one_line(line.trim_end_matches('/'))).filter(|slug| !slug.is_empty());
    let mut known = Known { slug, date: stamp(trailer), ..Known::default() };
    let text = take_headline(copy, &mut known);
    let number = first.split_whitespace().next().filter(|word| word.ends_with(|c: char| c.is_ascii_digit()));
    finish(Item { id: number.map(str::to_owned), text: text.trim_matches('\n').to_owned(), known })
}

/// Takes the lines above the copy that end in ` =`; gives the copy. A dateline ends so too, but names its agency.
fn take_headline<'t>(copy: &'t str, known: &mut Known) -> &'t str {
    let mut above: Vec<&str> = Vec::new();
    let mut at = 0;
    for line in copy.split_inclusive('\n').take(HEADLINE_WITHIN) {
        at += line.len();
        let own = line.trim();
        if own.is_empty() && above.is_empty() {
            continue;
        }
        if own.is_empty() {
            break;
        }
        if let Some(last) = own.strip_suffix('=') {
            if last.contains('(') && last.trim_end().ends_with(')') {
                break;
            }
            above.extend(Some(last.trim_end()).filter(|last| !last.is_empty()));
            if above.last().is_some_and(|last| is_byline(last)) {
                known.byline = above.pop().map(one_line);
            }
            known.headline = Some(one_line(&above.join(" "))).filter(|headline| !headline.is_empty());
            return &copy[at..];
        }
        above.push(own);
    }
    copy
}

fn is_byline(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    matches!(first.to_lowercase().as_str(), "by" | "von" | "par" | "por" | "di" | "door" | "av")
        && line.split_whitespace().count() <= 8
}

/// Reads the day of a trailer: `261501 GMT Feb 98`, `310001 JUL 97`.
fn stamp(trailer: &str) -> Option<PartialDate> {
    let words: Vec<&str> = trailer.split_whitespace().collect();
    let at = words.iter().position(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))?;
    let day = &words[at][..2];
    let rest: Vec<&str> =
        words[at + 1..].iter().copied().filter(|word| !word.eq_ignore_ascii_case("gmt")).take(2).collect();
    let &[month, year] = rest.as_slice() else { return None };
    let year: i32 = year.parse().ok()?;
    civil(&format!("{day} {month} {}", if year < 100 { full_year(year) } else { year }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_frame_are_read() {
        let header = "eca062 4 i 211 ccccb   dpa 061\r\nferry/\r\n";
        let copy = "\nFerry crews end strike\nafter nine days\nBy Ann Example, dpa =\n\nHarwich (dpa) - Ferry crews went back.\n";
        let one = item(header, copy, "261501 GMT Feb 98").unwrap();
        assert_eq!((one.id.as_deref(), one.known.slug.as_deref()), (Some("eca062"), Some("ferry")));
        assert_eq!(one.known.headline.as_deref(), Some("Ferry crews end strike after nine days"));
        assert_eq!(one.known.byline.as_deref(), Some("By Ann Example, dpa"));
        assert_eq!(one.known.date.unwrap().to_string(), "1998-02-26");
        assert_eq!(one.text, "Harwich (dpa) - Ferry crews went back.");
        let belga = item(
            "SPF001 3 RES 0070 F BELGA-0001\r\nFERRY/\r\n",
            "   GENT 31/07 (BELGA) =\nDe veerboot vaart.\n",
            "310001 JUL 97",
        )
        .unwrap();
        assert_eq!(belga.text, "   GENT 31/07 (BELGA) =\nDe veerboot vaart.");
        assert_eq!(belga.known.headline, None);
        assert_eq!(belga.known.date.unwrap().to_string(), "1997-07-31");
    }
}

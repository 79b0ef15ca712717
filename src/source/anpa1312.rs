//! ANPA 1312, the frame of AP and other wires of North America.
//!
//! ```text
//! f0704 US reute                       service, number, selector
//! u f BC-FERRY-STRIKE  02-26 0105      priority, category, slug, month-day, words
//! STX
//! ^BC-Ferry Strike,105<                lines between ^ and < are the wire's own: slug, headline, byline
//! ^Ferry Crews End Strike<
//! ^By ANN EXAMPLE=
//!     HARWICH, England (AP) _ Ferry crews …
//! ETX AP-WF-02-26-98 1501GMT<          where, month-day-year, time
//! ```

use super::fields::{finish, one_line};
use super::item::Item;
use crate::date::PartialDate;
use crate::story::Known;

/// Makes a story of the parts of a frame.
pub(super) fn item(header: &str, copy: &str, trailer: &str) -> Option<Item> {
    let mut known = Known { slug: slug(header), date: stamp(trailer), ..Known::default() };
    let mut number = header.split_whitespace();
    let number =
        number.next().filter(|word| word.len() > 1 && word.ends_with(|c: char| c.is_ascii_digit())).map(str::to_owned);
    let mut kept = String::with_capacity(copy.len());
    let mut lines = copy.split_inclusive('\n').peekable();
    while let Some(line) = lines.peek() {
        let Some(own) = line.trim_start().strip_prefix('^') else {
            if line.trim().is_empty() {
                lines.next();
                continue;
            }
            break;
        };
        let own = one_line(own.trim_end().trim_end_matches(['<', '=', '>']));
        take(&own, &mut known, &mut kept);
        lines.next();
    }
    kept.extend(lines);
    // `<` ends a line of a table too, and means no more.
    let text: Vec<&str> =
        kept.lines().map(|line| line.trim_end().strip_suffix('<').unwrap_or(line).trim_end()).collect();
    finish(Item { id: number, text: text.join("\n").trim_matches('\n').to_owned(), known })
}

/// Takes one of the wire's own lines for what it is; those that are notes to editors stay in the copy.
fn take(own: &str, known: &mut Known, kept: &mut String) {
    let lower = own.to_lowercase();
    let words = own.rsplit(',').next().unwrap_or_default();
    if lower.starts_with("by ") {
        known.byline = Some(own.to_owned());
    } else if own.contains(',') && !words.is_empty() && words.bytes().all(|b| b.is_ascii_digit()) {
        // `BC-Ferry Strike,105`: the slug once more, with the number of words.
        known.slug.get_or_insert_with(|| own.rsplit_once(',').map_or(own, |(slug, _)| slug).to_owned());
    } else if matches!(lower.as_str(), "associated press" | "associated press writer" | "ap") {
        known.agency = Some("AP".to_owned());
    } else if known.headline.is_none() && !lower.starts_with("eds") {
        known.headline = Some(own.to_owned());
    } else {
        kept.push_str(own);
        kept.push('\n');
    }
}

/// Gives the slug of the second header line: its first word with a hyphen.
fn slug(header: &str) -> Option<String> {
    let line = header.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).nth(1)?;
    line.split_whitespace().skip(1).find(|word| word.len() > 3 && word.contains('-')).map(str::to_owned)
}

/// Reads the day of a trailer: `AP-WF-02-26-98 1501GMT`. Two digits make a year of 1970 to 2069.
fn stamp(trailer: &str) -> Option<PartialDate> {
    trailer.split_whitespace().find_map(|word| {
        let numbers: Vec<i32> = word
            .split('-')
            .rev()
            .take(3)
            .filter_map(|part| if part.len() == 2 { part.parse().ok() } else { None })
            .collect();
        let &[year, day, month] = numbers.as_slice() else { return None };
        PartialDate::new(full_year(year), u8::try_from(month).ok(), u8::try_from(day).ok())
    })
}

/// Gives the year that two digits of a wire mean: the first wires that were kept as files are of 1970.
pub(super) fn full_year(two: i32) -> i32 {
    if two < 70 { 2000 + two } else { 1900 + two }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_frame_are_read() {
        let copy = "^BC-Ferry Strike,105<\n^Ferry Crews End Strike<\n^Eds: UPDATES with quotes<\n^By ANN EXAMPLE=\n^Associated Press=\n\t   HARWICH, England (AP) _ Ferry crews went back to work.\n\t   Sailings resume.\n";
        let item = item("f0704 reute\r\nu f BC-FERRY-STRIKE 02-26 0105\r\n", copy, "AP-WF-02-26-98 1501GMT<").unwrap();
        assert_eq!(item.id.as_deref(), Some("f0704"));
        assert_eq!(item.known.slug.as_deref(), Some("BC-FERRY-STRIKE"));
        assert_eq!(item.known.headline.as_deref(), Some("Ferry Crews End Strike"));
        assert_eq!(item.known.byline.as_deref(), Some("By ANN EXAMPLE"));
        assert_eq!(item.known.date.unwrap().to_string(), "1998-02-26");
        assert_eq!(
            item.text,
            "Eds: UPDATES with quotes\n\t   HARWICH, England (AP) _ Ferry crews went back to work.\n\t   Sailings resume."
        );
    }
}

//! Tables with named columns: CSV and its kin (RFC 4180), parted by commas, semicolons, tabs or bars.
//!
//! Read here because a record has to be parted off before it is decoded, and the bytes of a record come back as filed. A
//! quote opens a field only at its beginning, so that `a 5" gun` harms nobody.

use super::Reason;
use super::fields::{Field, field_of, item};
use super::item::Item;

/// The columns of a table, from its first row.
#[derive(Clone, Debug)]
pub(super) struct Columns(Vec<Option<(Field, usize)>>);

/// What no name of a column has.
const NO_NAME: &[u8] = b".!?";

/// Tells a table by its first row: names, two or more, one of them of the text or headline. Gives what parts the columns.
pub(super) fn delimiter(head: &str) -> Option<u8> {
    let first = head.lines().next()?;
    [b',', b'\t', b';', b'|'].into_iter().find(|&delimiter| {
        // Every text is asked: the names are looked up only of what could be names.
        if memchr::memchr(delimiter, first.as_bytes()).is_none() || first.bytes().any(|b| NO_NAME.contains(&b)) {
            return false;
        }
        let names = split(first, delimiter);
        if names.len() < 2 || names.iter().any(|name| name.len() > 40) {
            return false;
        }
        let known: Vec<Field> = names.iter().filter_map(|name| field_of(name)).map(|(field, _)| field).collect();
        known.len() >= 2 && known.contains(&Field::Text)
    })
}

/// Ends a record at each line end outside of quotes.
pub(super) fn rows(delimiter: u8) -> impl FnMut(&[u8], usize) -> Option<usize> {
    let (mut quoted, mut fresh) = (false, true);
    move |record, seen| {
        for (at, &byte) in record.iter().enumerate().skip(seen) {
            match byte {
                b'"' if quoted => quoted = false,
                // Two quotes in a row are one that is meant: the second opens again.
                b'"' if fresh || (at > 0 && record[at - 1] == b'"') => quoted = true,
                b'\n' if !quoted => {
                    fresh = true;
                    return Some(at + 1);
                }
                _ => {}
            }
            fresh = byte == delimiter || (fresh && byte == b' ');
        }
        None
    }
}

/// Makes a story of a row. The first row gives the columns and no story.
pub(super) fn items(text: &str, delimiter: u8, columns: &mut Option<Columns>) -> Result<Vec<Item>, Reason> {
    let text = text.trim_matches(['\r', '\n', '\u{feff}']);
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let values = split(text, delimiter);
    let Some(Columns(fields)) = columns else {
        *columns = Some(Columns(values.iter().map(|name| field_of(name)).collect()));
        return Ok(Vec::new());
    };
    let named = fields
        .iter()
        .zip(&values)
        .filter_map(|(field, value)| field.map(|(field, rank)| (field, rank, value.as_str())));
    item(named).map(|item| vec![item]).ok_or(Reason::Empty)
}

/// Parts a row into its fields, without their quotes.
fn split(row: &str, delimiter: u8) -> Vec<String> {
    let delimiter = delimiter as char;
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        let field = fields.last_mut().map_or(0, |field| field.len());
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                push(&mut fields, '"');
            }
            '"' if quoted => quoted = false,
            '"' if field == 0 => quoted = true,
            _ if c == delimiter && !quoted => fields.push(String::new()),
            ' ' if field == 0 && !quoted => {}
            _ => push(&mut fields, c),
        }
    }
    fields
}

fn push(fields: &mut [String], c: char) {
    if let Some(field) = fields.last_mut() {
        field.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_outside_of_quotes() {
        let mut end = rows(b',');
        let table = b"1,\"a\nb \"\"c\"\"\n\",x\n2,5\" gun,y\n";
        let first = end(table, 0).unwrap();
        assert_eq!(&table[..first], b"1,\"a\nb \"\"c\"\"\n\",x\n");
        assert_eq!(end(&table[first..], 0), Some(table.len() - first));
        assert_eq!(split("1,\"a\nb \"\"c\"\"\n\",x", b','), ["1", "a\nb \"c\"\n", "x"]);
        assert_eq!(split("2\t5\" gun\t", b'\t'), ["2", "5\" gun", ""]);
    }

    #[test]
    fn a_table_is_told_by_the_names_of_its_columns() {
        assert_eq!(delimiter("id,title,date,text\n1,…"), Some(b','));
        assert_eq!(delimiter("Date\tHeadline\tBody\n"), Some(b'\t'));
        assert_eq!(delimiter("\"id\";\"content\"\n"), Some(b';'));
        for prose in ["TOKYO, April 28, text", "Text, date and place.\n", "date 2025-04-28 TOKYO", ""] {
            assert_eq!(delimiter(prose), None, "{prose}");
        }
    }
}

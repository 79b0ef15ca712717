//! Rows for spreadsheets and data frames.

use super::{Format, record};
use crate::article::Article;

const COLUMNS: [&str; 18] = [
    "id",
    "path",
    "entry",
    "date",
    "date_source",
    "date_inferred",
    "place",
    "country",
    "agency",
    "style",
    "language",
    "slug",
    "byline",
    "words",
    "score",
    "headline",
    "lead",
    "body",
];

pub(super) fn header(format: Format) -> String {
    header_with(format, &[])
}

/// Like [`header`], with more columns behind.
pub(super) fn header_with(format: Format, more: &[&str]) -> String {
    line(format, COLUMNS.iter().chain(more).map(|name| (*name).to_owned()))
}

pub(super) fn row(format: Format, article: &Article, score: Option<f32>) -> String {
    row_with(format, article, score, [])
}

/// Like [`row`], with more cells behind.
pub(super) fn row_with<const N: usize>(
    format: Format,
    article: &Article,
    score: Option<f32>,
    more: [String; N],
) -> String {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let dateline = article.dateline.as_ref();
    let date_source = article.published.map(|dated| record::date_source(dated.source));
    line(
        format,
        [
            article.id.to_string(),
            article.origin.path.clone(),
            text(article.origin.entry.as_deref()),
            article.published.map_or(String::new(), |dated| dated.date.to_string()),
            text(date_source),
            article.published.is_some_and(|dated| dated.inferred.is_some()).to_string(),
            text(dateline.and_then(|d| d.place.as_deref())),
            text(dateline.and_then(|d| d.places.first()).and_then(|place| place.country.as_deref())),
            text(dateline.and_then(|d| d.agencies.first()).map(String::as_str)),
            text(dateline.map(|d| d.style.as_str())),
            text(article.language.as_deref()),
            text(article.slug.as_deref()),
            text(article.byline.as_deref()),
            article.words.to_string(),
            score.map_or(String::new(), |score| score.to_string()),
            text(article.headline.as_deref()),
            text(article.lead()),
            article.body.clone(),
        ]
        .into_iter()
        .chain(more),
    )
}

pub(super) fn line(format: Format, cells: impl Iterator<Item = String>) -> String {
    let mut out = String::new();
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            out.push(if format == Format::Csv { ',' } else { '\t' });
        }
        if format == Format::Csv {
            push_csv(&mut out, &cell);
        } else {
            push_tsv(&mut out, &cell);
        }
    }
    out.push_str(if format == Format::Csv { "\r\n" } else { "\n" });
    out
}

/// RFC 4180: quoted where it must be, quotes doubled.
fn push_csv(out: &mut String, cell: &str) {
    if cell.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

/// The usual escapes (as in PostgreSQL's COPY): a tab or line feed in a cell would be a wrong number of cells.
fn push_tsv(out: &mut String, cell: &str) {
    for c in cell.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_survive_what_stands_in_them() {
        let mut article = Article {
            headline: Some("A \"big\", bad day".into()),
            body: "One.\n\nTwo\tthree.".into(),
            ..Article::default()
        };
        article.origin.path = "a.txt".into();
        assert!(
            row(Format::Csv, &article, None).ends_with(",\"A \"\"big\"\", bad day\",One.,\"One.\n\nTwo\tthree.\"\r\n")
        );
        assert!(row(Format::Tsv, &article, None).ends_with("\tOne.\tOne.\\n\\nTwo\\tthree.\n"));
        assert_eq!(header(Format::Tsv).matches('\t').count(), row(Format::Tsv, &article, None).matches('\t').count());
    }
}

//! Lists of words with counts: collocates, n-grams, key words.

use serde_json::json;

use super::clean::one_line;
use super::rows::{Record, rows};
use super::wrap::width;
use super::{About, Format, number};
use crate::search::Summary;

/// A word or a run of words, its counts, and how strongly it stands out.
pub type TermRow = (String, Vec<u64>, Option<f64>);

/// Writes words with their counts: aligned for people, a bucket each for programs. `names` are those of the word, of each
/// count, and of the strength if there is one.
pub fn term_rows(names: &[&str], terms: &[TermRow], summary: &Summary, about: &About, format: Format) -> String {
    if format == Format::Text {
        return aligned(names, terms);
    }
    let buckets = terms
        .iter()
        .map(|(term, counts, strength)| {
            let strength = strength.map(|strength| json!(strength));
            std::iter::once(json!(term)).chain(counts.iter().map(|count| json!(count))).chain(strength).collect()
        })
        .collect();
    let summary = Record::summary(vec![
        ("total", json!(summary.total)),
        ("terms", json!(terms.len())),
        ("undecided", json!(summary.undecided)),
        ("took_ms", json!(about.took_ms)),
        ("snapshot", json!(summary.snapshot)),
        ("query", json!(about.query)),
        ("index", json!(about.index)),
    ]);
    rows(names, buckets, &summary, format)
}

fn aligned(names: &[&str], terms: &[TermRow]) -> String {
    let mut lines: Vec<Vec<String>> = vec![names.iter().map(|name| (*name).to_owned()).collect()];
    for (term, counts, strength) in terms {
        let mut cells = vec![one_line(term)];
        cells.extend(counts.iter().map(|count| number(*count)));
        cells.extend(strength.map(|strength| format!("{strength:.1}")));
        lines.push(cells);
    }
    let widths: Vec<usize> = (0..names.len())
        .map(|at| lines.iter().filter_map(|cells| cells.get(at)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for cells in lines {
        for (at, cell) in cells.iter().enumerate() {
            let blanks = " ".repeat(widths.get(at).copied().unwrap_or(0).saturating_sub(width(cell)));
            match at {
                0 => out.push_str(&format!("{cell}{blanks}")),
                _ => out.push_str(&format!("  {blanks}{cell}")),
            }
        }
        out.push('\n');
    }
    out
}

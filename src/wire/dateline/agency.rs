//! The agency inside a dateline: in brackets, known or not; bare only if known.
//!
//! | copy | agencies |
//! |---|---|
//! | `(AP)`, `( AP )`, `/TASS/`, `/Корр. БЕЛТА/` | one |
//! | `(APA/dpa)`, `(AFP-DPA-REUTER)`, `(ats afp)`, `(KCNA via Reuters)` | several: a slash parts always, a hyphen or blank only known ones |
//! | `(ACAN-EFE)`, `(dpa-AFX)` | one that is known by that name |
//! | `(RADIO SANDINO)` | one that no style names |

use super::line::Line;
use super::token::{Bracket, Gap, Kind};
use crate::story::Span;
use crate::wire::style::{Styles, key};

/// The agencies of a dateline as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credit {
    /// Their bytes, without brackets.
    pub span: Span,
    /// The style of the first that is known.
    pub style: Option<usize>,
}

/// Reads the agencies in the bracket that opens at token `at`: the token after the bracket, and the credit.
pub(crate) fn bracketed(line: &Line, at: usize, bracket: Bracket, styles: &Styles) -> Option<(usize, Credit)> {
    let close = match bracket {
        Bracket::Slash => {
            (line.kind(at)? == Kind::Slash && line.is_word(at + 1)).then_some(())?;
            (at + 2..at + 9).find(|&i| line.kind(i) == Some(Kind::Slash) && !splits(line, i))?
        }
        _ if line.kind(at)? == Kind::Open(bracket) => line.closing(at, 12)?,
        _ => return None,
    };
    let mut from = at + 1;
    // The correspondent of an agency stands for it.
    while matches!(line.word(from), "Корр" | "корр" | "Corr" | "corr" | "Кор") {
        from += 1 + usize::from(line.kind(from + 1) == Some(Kind::Stop));
    }
    let span = line.span(from, close);
    (!span.is_empty()).then_some(())?;
    let style = style(span.of(line.text), styles);
    // An agency, then its reporter: `/Корр. ТАСС Иван Петров/`.
    if style.is_none()
        && let Some((end, credit)) = bare(line, from, styles)
        && (end..close).all(|i| line.is_name(i))
    {
        return Some((close + 1, credit));
    }
    Some((close + 1, Credit { span, style }))
}

/// Reads the known agency that begins at token `at`, the longest name if several fit.
pub(crate) fn bare(line: &Line, at: usize, styles: &Styles) -> Option<(usize, Credit)> {
    (line.is_word(at) && styles.may_begin_agency(line.word(at))).then_some(())?;
    let first = line.folded(at);
    let most = styles.agency_tokens(&first);
    (1..=most).rev().find_map(|length| {
        let span = line.span(at, at + length);
        // A word without any sign is its own key, folded.
        let style = match length {
            1 if first.bytes().all(|b| b.is_ascii_alphanumeric()) => styles.agency(&first),
            _ => styles.agency(&key(span.of(line.text))),
        }?;
        Some((at + length, Credit { span, style: Some(style) }))
    })
}

/// Parts a credit into its agencies.
pub(crate) fn split(credit: &Credit, text: &str, styles: &Styles) -> Vec<String> {
    let printed = credit.span.of(text);
    if styles.agency(&key(printed)).is_some() {
        return vec![tidy(printed)];
    }
    let mut parts: Vec<&str> = printed.split(['/', ',', '、']).flat_map(|part| part.split(" via ")).collect();
    if parts.len() == 1 {
        for mark in ['-', ' '] {
            let pieces: Vec<&str> = printed.split(mark).filter(|p| !p.trim().is_empty()).collect();
            if pieces.len() > 1 && pieces.iter().all(|piece| styles.agency(&key(piece)).is_some()) {
                parts = pieces;
                break;
            }
        }
    }
    parts.into_iter().map(tidy).filter(|part| !part.is_empty()).collect()
}

fn style(printed: &str, styles: &Styles) -> Option<usize> {
    let whole = key(printed);
    styles.agency(&whole).or_else(|| {
        let mut parts = whole.split(['/', ',', '-', ' ', '、']).map(str::trim).filter(|part| !part.is_empty());
        let mut first = None;
        // A slash, comma or `via` says that agencies are listed; one known among them is enough. Otherwise all must be known.
        let listed = whole.contains(['/', ',', '、']) || whole.contains(" via ");
        let all = parts.all(|part| {
            let known = styles.agency(part);
            first = first.or(known);
            known.is_some() || listed
        });
        // A service of an agency, or its bureau: `Interfax-Ural`.
        first.filter(|_| all).or_else(|| styles.agency(whole.split_once('-')?.0))
    })
}

/// A slash between two glued words parts agencies inside the brackets: `/Xinhua/ANI/` has none, `/A B/` closes.
fn splits(line: &Line, at: usize) -> bool {
    line.gap(at) == Gap::Glued && line.gap(at + 1) == Gap::Glued && line.is_word(at + 1)
}

fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dateline::token::{MOST, cut};

    fn agencies(text: &str, bracket: Bracket) -> Option<(Vec<String>, bool)> {
        let styles = Styles::builtin();
        let mut tokens = Vec::new();
        cut(text, 0, MOST, &mut tokens);
        let line = Line::new(text, &tokens);
        let (_, credit) = bracketed(&line, 0, bracket, styles)?;
        Some((split(&credit, text, styles), credit.style.is_some()))
    }

    #[test]
    fn credits_part_into_agencies() {
        let named = |names: &[&str], known| Some((names.iter().map(|n| n.to_string()).collect(), known));
        assert_eq!(agencies("( AP ) -", Bracket::Round), named(&["AP"], true));
        assert_eq!(agencies("/Корр. БЕЛТА/.", Bracket::Slash), named(&["БЕЛТА"], true));
        assert_eq!(agencies("(APA/dpa) -", Bracket::Round), named(&["APA", "dpa"], true));
        assert_eq!(agencies("(AFP-DPA-REUTER) =", Bracket::Round), named(&["AFP", "DPA", "REUTER"], true));
        assert_eq!(agencies("(ACAN - EFE) --", Bracket::Round), named(&["ACAN - EFE"], true));
        assert_eq!(agencies("(RADIO SANDINO) --", Bracket::Round), named(&["RADIO SANDINO"], false));
        assert_eq!(agencies("(no end", Bracket::Round), None);
    }
}

//! Text for people: a block a hit on a terminal, a line a hit in a pipe.

use super::clean::{clean, one_line, visible};
use super::paint::{Look, Role};
use super::wrap::{width, wrap};
use unicode_segmentation::UnicodeSegmentation;

use crate::article::Article;
use crate::query::TextField;
use crate::search::{Fragment, Hit};

/// How many digits of an id are shown: enough for a hundred million articles to be told apart most of the time, and
/// `show` says when it is not.
const ID_DIGITS: usize = 10;

/// How much of a lead stands for a hit that has no fragment, in columns.
const LEAD: usize = 220;

pub(super) fn hit(hit: &Hit, look: Look, number: u64) -> String {
    if look.columns.is_none() {
        return line(&hit.article);
    }
    let mut out = if number == 0 { String::new() } else { "\n".to_owned() };
    out.push_str(&head(&hit.article, &takes(hit), look));
    let of_headline = |fragment: &&Fragment| fragment.field == TextField::Headline;
    if let Some(headline) = &hit.article.headline {
        let painted = match hit.fragments.iter().find(of_headline) {
            Some(fragment) => marked(fragment, look, Role::Headline),
            None => look.paint(Role::Headline, &one_line(headline)),
        };
        out.push_str(&wrap(&painted, look.measure(), 0));
        out.push('\n');
    }
    let mut rest = hit.fragments.iter().filter(|fragment| !of_headline(fragment)).peekable();
    if rest.peek().is_none() {
        out.push_str(&wrap(&shortened(hit.article.lead().unwrap_or_default()), look.measure(), 2));
        out.push('\n');
    }
    for fragment in rest {
        out.push_str(&wrap(&marked(fragment, look, Role::Faint), look.measure(), 2));
        out.push('\n');
    }
    out
}

pub(super) fn article(article: &Article, look: Look, number: u64) -> String {
    if look.columns.is_none() {
        return line(article);
    }
    let mut out = if number == 0 { String::new() } else { "\n".to_owned() };
    out.push_str(&whole(article, look));
    out
}

/// Gives an article as one reads it: head, headline, byline, dateline and body.
pub fn whole(article: &Article, look: Look) -> String {
    let mut out = head(article, "", look);
    if let Some(headline) = &article.headline {
        out.push_str(&wrap(&look.paint(Role::Headline, &one_line(headline)), look.measure(), 0));
        out.push('\n');
    }
    if let Some(byline) = &article.byline {
        out.push_str(&wrap(&look.paint(Role::Faint, &one_line(byline)), look.measure(), 0));
        out.push('\n');
    }
    out.push('\n');
    let dateline = article.dateline.as_ref().map(|dateline| look.paint(Role::Place, &one_line(&dateline.text)));
    for (number, paragraph) in article.body.split("\n\n").enumerate() {
        let lines: Vec<&str> = paragraph.lines().collect();
        // Tables keep their lines: blanks in a row are columns.
        let text = match lines.iter().any(|line| line.trim().contains("   ")) {
            true => lines.iter().map(|line| clean(line).into_owned()).collect::<Vec<_>>().join("\n"),
            false => {
                let lead = dateline.as_deref().filter(|_| number == 0).map_or(String::new(), |text| format!("{text} "));
                wrap(&format!("{lead}{}", one_line(paragraph)), look.measure(), 0)
            }
        };
        out.push_str(&text);
        out.push_str("\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// `2025-04-28  TOKYO  TASS  3fa9c1d204  2025-04/tokyo.txt`
///
/// `beside` is what is said of its takes.
pub(super) fn head(article: &Article, beside: &str, look: Look) -> String {
    let mut cells = vec![look.paint(Role::Date, &date(article))];
    if let Some(dateline) = &article.dateline {
        if let Some(place) = &dateline.place {
            cells.push(look.paint(Role::Place, &one_line(place)));
        }
        if !dateline.agencies.is_empty() {
            cells.push(one_line(&dateline.agencies.join("/")));
        }
    }
    if !beside.is_empty() {
        cells.push(look.paint(Role::Mark, beside));
    }
    cells.push(look.paint(Role::Faint, &article.id.to_string()[..ID_DIGITS]));
    let path = look.paint(Role::Faint, &visible(&article.origin.to_string()));
    cells.push(look.link(&article.origin.path, &path));
    let mut out = wrap(&cells.join("  "), look.columns, 0);
    out.push('\n');
    out
}

/// Gives the headline, or the beginning of the lead where there is none.
pub(super) fn title(article: &Article) -> String {
    match &article.headline {
        Some(headline) => one_line(headline),
        None => shortened(article.lead().unwrap_or_default()),
    }
}

fn takes(hit: &Hit) -> String {
    match hit.folded.len() {
        0 => String::new(),
        1 => "+1 take".to_owned(),
        more => format!("+{more} takes"),
    }
}

/// A date of which a part is inferred is followed by `?`.
fn date(article: &Article) -> String {
    match article.published {
        Some(dated) if dated.inferred.is_some() => format!("{}?", dated.date),
        Some(dated) => dated.date.to_string(),
        None => "undated".to_owned(),
    }
}

fn line(article: &Article) -> String {
    let dateline = article.dateline.as_ref();
    let place = dateline.and_then(|d| d.place.as_deref()).unwrap_or_default();
    let agency = dateline.map(|d| d.agencies.join("/")).unwrap_or_default();
    let title = article.headline.as_deref().or(article.lead()).unwrap_or_default();
    let cells = [
        date(article),
        one_line(place),
        one_line(&agency),
        article.id.to_string(),
        visible(&article.origin.to_string()).into_owned(),
        one_line(title),
    ];
    let mut out = cells.join("\t");
    out.push('\n');
    out
}

/// Cuts a text that is too long at the last blank, or, in scripts without, between two characters as readers see them.
fn shortened(text: &str) -> String {
    let text = one_line(text);
    let mut columns = 0;
    let beyond = text.grapheme_indices(true).find(|(_, cluster)| {
        columns += width(cluster);
        columns > LEAD
    });
    let Some((end, _)) = beyond else { return text };
    let end = text[..end].rfind(' ').filter(|&blank| blank > end / 2).unwrap_or(end);
    format!("{}…", &text[..end])
}

/// Paints the marks of a fragment; `around` is the role of the rest where it is a headline.
fn marked(fragment: &Fragment, look: Look, around: Role) -> String {
    let (rest, mark): (&dyn Fn(&str) -> String, Role) = match around {
        Role::Headline => (&|text| look.paint(Role::Headline, &clean(text)), Role::HeadlineMark),
        _ => (&|text| clean(text).into_owned(), Role::Mark),
    };
    let mut out = String::new();
    let mut at = 0;
    for span in &fragment.marks {
        out.push_str(&rest(fragment.text.get(at..span.start).unwrap_or_default()));
        out.push_str(&look.paint(mark, &clean(span.of(&fragment.text))));
        at = span.end;
    }
    out.push_str(&rest(fragment.text.get(at..).unwrap_or_default()));
    out
}

//! What the parser took each part of a story for, and why: how one finds out where a style is missing.

use super::clean::{clean, one_line, visible};
use super::paint::{Look, Role};
use super::wrap::{width, wrap};
use crate::article::{Article, PartKind};
use crate::story::{Span, Story};

/// How many characters of a part are shown from its beginning and its end.
const SHOWN: usize = 160;

/// Writes an article of `story` part by part, then its dateline piece by piece, its date, and what was noticed.
pub fn explain(story: &Story, article: &Article, look: Look) -> String {
    let origin = look.paint(Role::Headline, &visible(&article.origin.to_string()));
    let mut out = format!("{}\n", look.link(&article.origin.path, &origin));
    let shift = story.origin.span.start;
    for part in &article.parts {
        let at = Span::new(part.span.start.saturating_sub(shift), part.span.end.saturating_sub(shift));
        row(&mut out, name(part.kind), at.of(&story.text), Some(part.span), look);
    }
    if let Some(dateline) = &article.dateline {
        out.push_str(&look.paint(Role::Date, "dateline"));
        out.push_str(&format!(" taken by the style {}\n", one_line(&dateline.style)));
        if let Some(place) = &dateline.place {
            let meant: Vec<String> = dateline.places.iter().map(meaning).collect();
            row(&mut out, "  place", &format!("{place} → {}", meant.join("; ")), None, look);
        }
        if !dateline.date.is_empty() {
            row(&mut out, "  date", &dateline.date.to_string(), None, look);
        }
        if !dateline.agencies.is_empty() {
            row(&mut out, "  agency", &dateline.agencies.join(", "), None, look);
        }
    } else {
        out.push_str("no dateline was found\n");
    }
    let published = match article.published {
        None => "unknown".to_owned(),
        Some(dated) => {
            let from = format!("{:?}", dated.source).to_lowercase();
            let inferred =
                dated.inferred.map(|how| format!(", a part inferred from the {}", format!("{how:?}").to_lowercase()));
            format!("{} by the {from}{}", dated.date, inferred.unwrap_or_default())
        }
    };
    row(&mut out, "published", &published, None, look);
    row(&mut out, "language", article.language.as_deref().unwrap_or("unknown"), None, look);
    for remark in &article.remarks {
        row(&mut out, "remark", &remark.text, Some(remark.span), look);
    }
    out
}

fn meaning(place: &crate::article::Place) -> String {
    let named = [Some(place.name.as_str()), place.region.as_deref(), place.country.as_deref()];
    let mut out = named.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if let Some((latitude, longitude)) = place.position {
        out.push_str(&format!(" ({latitude:.2}, {longitude:.2})"));
    }
    out
}

fn row(out: &mut String, label: &str, text: &str, span: Option<Span>, look: Look) {
    let span = span.map_or(String::new(), |span| {
        format!("  {}", look.paint(Role::Faint, &format!("{}..{}", span.start, span.end)))
    });
    let text = shortened(&one_line(text));
    let padding = " ".repeat(12usize.saturating_sub(width(label)));
    let body = wrap(&format!("{}{span}", clean(&text)), look.measure(), 12);
    out.push_str(&format!("{}{padding}{}\n", look.paint(Role::Date, label), body.trim_start()));
}

/// Keeps beginning and end of a long text.
fn shortened(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= 2 * SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    let tail: String = text.chars().skip(characters - SHOWN / 2).collect();
    format!("{head} … {tail}")
}

fn name(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Header => "header",
        PartKind::Headline => "headline",
        PartKind::Slug => "slug",
        PartKind::Standfirst => "standfirst",
        PartKind::Advisory => "advisory",
        PartKind::Byline => "byline",
        PartKind::Caption => "caption",
        PartKind::Credit => "credit",
        PartKind::Furniture => "furniture",
        PartKind::Dateline => "dateline",
        PartKind::Body => "body",
        PartKind::Tail => "tail",
    }
}

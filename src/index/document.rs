//! Articles to documents and back.

use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::draft::Draft;
use super::ledger::{Barren, Failed, Made, Mark};
use super::schema::Fields;
use super::tally;
use crate::article::{Article, DateSource, RemarkKind};
use crate::words::{self, Folded, Sketch};

/// The values of `kind`.
pub(super) const ARTICLE: &str = "article";
pub(super) const BARREN: &str = "barren";
const FAILED: &str = "failed";
const TOUCHED: &str = "touched";

/// The values of `state`.
pub(super) mod state {
    pub(in crate::index) const UNDATED: &str = "undated";
    pub(in crate::index) const INFERRED: &str = "inferred";
    pub(in crate::index) const CONFLICT: &str = "conflict";
    pub(in crate::index) const IMPRECISE: &str = "imprecise";
}

/// Makes the document of an article that came from `source`.
pub(super) fn of_article(fields: &Fields, source: &str, made: &Made, article: &Article) -> Draft {
    // Text is held twice: to be found and to be shown.
    let mut document = ledger_part(fields, source, made, article.body.len() * 5 / 4 + 600);
    document.add_text(fields.kind, ARTICLE);
    document.add_u64(fields.id, article.id.0);
    // Dateline and body run on as they do in the copy, so that a phrase may begin in one and end in the other.
    let beside = [&article.headline, &article.slug, &article.byline, &article.standfirst, &article.captions];
    let leading = article.dateline.as_ref().map(|dateline| [&dateline.text, " "]);
    let mut words = Folded::with_room(article.body.len() + leading.map_or(0, |[text, _]| text.len()));
    if let Some([text, _]) = leading {
        words.read_on(text);
    }
    let before = words.len();
    words.read_on(&article.body);
    // The words of the body are read once for both.
    let sketch = Sketch::of_words(words.words().skip(before));
    document.add_read(fields.text, leading.into_iter().flatten().chain([article.body.as_str()]), words);
    for text in beside.into_iter().flatten() {
        document.add_text(fields.text, text);
    }
    if let Some(headline) = &article.headline {
        document.add_text(fields.headline, headline);
    }
    if let Some(byline) = &article.byline {
        document.add_text(fields.byline, byline);
    }
    if let Some(dateline) = &article.dateline {
        let names =
            dateline.places.iter().flat_map(|place| [Some(&place.name), place.region.as_ref()].into_iter().flatten());
        for text in dateline.place.iter().chain(names) {
            document.add_text(fields.place, text);
        }
        let mut countries: Vec<&str> = dateline.places.iter().filter_map(|place| place.country.as_deref()).collect();
        countries.sort_unstable();
        countries.dedup();
        for country in countries {
            document.add_text(fields.country, country);
        }
        // The name of the style is that of the agency in Latin letters: `tass` finds ТАСС.
        for agency in dateline.agencies.iter().chain((!dateline.agencies.is_empty()).then_some(&dateline.style)) {
            document.add_text(fields.agency, agency);
        }
        let mut places: Vec<String> = dateline.places.iter().map(tally::place_key).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            document.add_text(fields.places, place);
        }
        for agency in tally::agencies(article) {
            document.add_text(fields.agencies, agency);
        }
        if !dateline.style.is_empty() {
            document.add_text(fields.style, &dateline.style);
        }
    }
    if let Some(tag) = &article.language {
        document.add_text(fields.tag, tag);
        let tag = tag.to_ascii_lowercase();
        // `lang:sr` and `lang:sr-Latn` find what is tagged sr-Latn-RS.
        for (end, _) in tag.match_indices('-') {
            document.add_text(fields.language, &tag[..end]);
        }
        document.add_text(fields.language, tag);
    }
    document.add_u64(fields.stemmer, words::stem_number(article.language.as_deref()));
    match article.days() {
        Some(days) => {
            document.add_u64(fields.first, days.first.number().into());
            document.add_u64(fields.last, days.last.number().into());
            if days.first != days.last {
                document.add_text(fields.state, state::IMPRECISE);
            }
        }
        None => document.add_text(fields.state, state::UNDATED),
    }
    if article.published.is_some_and(|dated| dated.inferred.is_some() || dated.source == DateSource::Path) {
        document.add_text(fields.state, state::INFERRED);
    }
    if article.remarks.iter().any(|remark| remark.kind == RemarkKind::DateConflict) {
        document.add_text(fields.state, state::CONFLICT);
    }
    document.add_u64(fields.start, article.origin.span.start as u64);
    for (field, number) in fields.sketch.iter().zip(sketch.to_numbers()) {
        document.add_u64(*field, number);
    }
    document.add_bytes(fields.record, encode(article));
    document
}

/// Makes the document of a source that gave no article.
pub(super) fn of_barren(fields: &Fields, source: &str, made: &Made, why: Barren) -> Draft {
    marked(fields, source, made, BARREN, Mark::Barren(why))
}

/// Makes the document of a member that failed.
pub(super) fn of_failed(fields: &Fields, source: &str, made: &Made, failed: &Failed) -> Draft {
    let mut document = marked(fields, source, made, FAILED, Mark::Failed(failed.why));
    document.add_bytes(fields.record, postcard::to_allocvec(&(&failed.path, &failed.detail)).unwrap_or_default());
    document
}

/// Makes the document that says when a source was last touched, where that left it as it was.
pub(super) fn of_touched(fields: &Fields, source: &str, made: &Made) -> Draft {
    let mut document = marked(fields, source, made, TOUCHED, Mark::Touched);
    document.add_text(fields.kind, touched_key(source));
    document
}

/// Gives the value of `kind` that only the touched document of `source` has.
pub(super) fn touched_key(source: &str) -> String {
    format!("{TOUCHED} {source}")
}

fn marked(fields: &Fields, source: &str, made: &Made, kind: &str, mark: Mark) -> Draft {
    let mut document = ledger_part(fields, source, made, 0);
    document.add_text(fields.kind, kind);
    if let Some(number) = mark.number() {
        document.add_u64(fields.barren, number);
    }
    document
}

/// Reads a failed member back out of its document.
pub(super) fn to_failed(fields: &Fields, document: &TantivyDocument, why: Barren) -> tantivy::Result<Failed> {
    let bytes = document.get_first(fields.record).and_then(|value| value.as_bytes()).unwrap_or_default();
    match postcard::from_bytes(bytes) {
        Ok((path, detail)) => Ok(Failed { path, why, detail }),
        Err(error) => Err(tantivy::TantivyError::InternalError(format!("a stored record cannot be read: {error}"))),
    }
}

/// Reads the article back out of its document.
pub(super) fn to_article(fields: &Fields, document: &TantivyDocument) -> Result<Article, postcard::Error> {
    let bytes = document.get_first(fields.record).and_then(|value| value.as_bytes()).unwrap_or_default();
    postcard::from_bytes(bytes)
}

fn encode(article: &Article) -> Vec<u8> {
    // Writing into memory fails only on types that postcard cannot hold; the record has none (see the tests).
    postcard::to_extend(article, Vec::with_capacity(article.body.len() + 512)).unwrap_or_default()
}

fn ledger_part(fields: &Fields, source: &str, made: &Made, room: usize) -> Draft {
    let mut document = Draft::with_room(source.len() + room);
    document.add_text(fields.source, source);
    document.add_u64(fields.fingerprint, made.fingerprint);
    document.add_u64(fields.size, made.size);
    document.add_i64(fields.mtime, made.mtime);
    document.add_u64(fields.maker, made.maker);
    document.add_u64(fields.context, made.context);
    document.add_u64(fields.doubt, made.doubtful.into());
    document
}

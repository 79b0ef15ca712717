//! Named fields to a story: what the columns of tables and the keys of JSON records are called.
//!
//! | field | names, the first that is there counts |
//! |---|---|
//! | text | `text`, `body`, `content`, `article`, `fulltext` … |
//! | headline | `headline`, `title` |
//! | date | `date`, `published`, `pubdate`, `publication_date` … |
//! | byline, dateline, agency, language, slug | `byline`, `author` … |
//! | id | `id`, `guid`, `docno`, `uri`, `url` … |
//!
//! Names are compared by their letters alone: `Publication Date`, `publication_date` and `publicationDate` are one.

use super::dates::civil;
use super::item::Item;
use crate::story::Known;

/// The fields that a record can state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// The copy.
    Text,
    /// The headline.
    Headline,
    /// The date.
    Date,
    /// The byline.
    Byline,
    /// The dateline, as printed.
    Dateline,
    /// A place alone.
    Place,
    /// The agency.
    Agency,
    /// The language.
    Language,
    /// The slug line.
    Slug,
    /// What the record is named by.
    Id,
}

const NAMES: [(Field, &[&str]); 10] = [
    (
        Field::Text,
        &[
            "text",
            "body",
            "content",
            "article",
            "fulltext",
            "bodytext",
            "articlebody",
            "articletext",
            "maintext",
            "story",
            "storytext",
            "plaintext",
            "rawtext",
            "news",
            "copy",
            "cuerpo",
            "texto",
            "texte",
            "inhalt",
            "lead",
        ],
    ),
    (Field::Headline, &["headline", "title", "headlines", "hl1", "titre", "titulo", "titel"]),
    (
        Field::Date,
        &[
            "date",
            "published",
            "publisheddate",
            "publishedat",
            "publicationdate",
            "pubdate",
            "datepublished",
            "datepublish",
            "pubtime",
            "publishtime",
            "publishdate",
            "issued",
            "versioncreated",
            "timestamp",
            "datetime",
            "created",
            "createdat",
            "day",
            "datum",
            "fecha",
            "time",
        ],
    ),
    (Field::Byline, &["byline", "author", "authors", "by", "creator", "writer", "autor"]),
    (Field::Dateline, &["dateline"]),
    (Field::Place, &["place", "location", "city", "located", "ort", "lugar"]),
    (
        Field::Agency,
        &[
            "agency",
            "source",
            "provider",
            "newsagency",
            "publisher",
            "outlet",
            "newspaper",
            "publication",
            "wire",
            "quelle",
        ],
    ),
    (Field::Language, &["language", "lang", "languagecode", "inlanguage"]),
    (Field::Slug, &["slug", "slugline"]),
    (
        Field::Id,
        &["id", "guid", "docno", "docid", "articleid", "storyid", "documentid", "uid", "uuid", "uri", "url", "link"],
    ),
];

/// Says which field a column or key is, and how good a name for it that is (0 is best).
pub(super) fn field_of(name: &str) -> Option<(Field, usize)> {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    NAMES.iter().find_map(|(field, names)| Some((*field, names.iter().position(|name| *name == letters)?)))
}

/// Makes a story of fields; where two have a name for the same, the better name counts. Nothing without text or headline.
pub(super) fn item<'f>(fields: impl Iterator<Item = (Field, usize, &'f str)>) -> Option<Item> {
    let mut best: [Option<(usize, &str)>; 10] = [None; 10];
    for (field, rank, value) in fields {
        let slot = &mut best[field as usize];
        if !value.trim().is_empty() && slot.is_none_or(|(known, _)| rank < known) {
            *slot = Some((rank, value));
        }
    }
    let get = |field: Field| best[field as usize].map(|(_, value)| value.trim());
    let own = |field: Field| get(field).map(one_line);
    let known = Known {
        date: get(Field::Date).and_then(civil),
        headline: own(Field::Headline),
        slug: own(Field::Slug),
        byline: own(Field::Byline),
        dateline: own(Field::Dateline).or_else(|| own(Field::Place)),
        agency: own(Field::Agency),
        language: get(Field::Language).and_then(language),
    };
    let body = get(Field::Text).unwrap_or_default();
    let body = if looks_marked_up(body) { super::html::text_of(body) } else { body.to_owned() };
    let text = join_dateline(get(Field::Dateline), &body);
    finish(Item { id: own(Field::Id), text, known })
}

/// Lets a story of a headline alone (a flash, a brief) have it for its copy. Nothing where there is neither.
pub(super) fn finish(mut item: Item) -> Option<Item> {
    if super::item::is_blank(&item.text) {
        item.text = item.known.headline.clone()?;
    }
    Some(item)
}

/// Puts a dateline that its container keeps apart before the body, unless the body begins with it itself. Where neither has
/// a dash, one is put between them: the container stands where it was printed.
pub(super) fn join_dateline(dateline: Option<&str>, body: &str) -> String {
    let Some(dateline) = dateline.map(str::trim).filter(|dateline| !dateline.is_empty()) else {
        return body.to_owned();
    };
    let body_start = body.trim_start();
    let letters = |text: &str| -> String {
        text.chars().take(400).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let place = dateline.split([',', '(', '/']).next().unwrap_or(dateline);
    let (place, start) = (letters(place), letters(body_start));
    let repeats = !place.is_empty() && start.starts_with(&place) && {
        // A body that begins with the place as part of a sentence (`London police said`) does not repeat the dateline.
        let printed: String = body_start.chars().take(place.chars().count() + 60).collect();
        [" - ", " -- ", "—", "–", "(", "_", "/"].iter().any(|sign| printed.contains(sign))
    };
    if repeats || body_start.is_empty() {
        return body.to_owned();
    }
    // A stop ends a dateline only behind the agency (`/TASS/.`); else it ends an abbreviation.
    let has_dash =
        dateline.ends_with(['-', '–', '—', ':', '=', '_']) || dateline.ends_with("/.") || dateline.ends_with(").");
    let has_dash = has_dash || body_start.starts_with(['-', '–', '—', '_']);
    format!("{dateline}{}{body_start}", if has_dash { " " } else { " - " })
}

/// Reads a language as a BCP 47 tag: `en`, `en-US`, `pt_BR`, `eng`, `English`.
pub(super) fn language(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let mut parts = text.split('-');
    let first = parts.next()?.to_lowercase();
    if (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase()) {
        let short = LANGUAGES
            .iter()
            .find(|(_, three, _)| three.contains(&first.as_str()))
            .map_or(first.as_str(), |(two, ..)| two);
        let region = parts.next().filter(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()));
        return Some(region.map_or_else(|| short.to_owned(), |region| format!("{short}-{}", region.to_uppercase())));
    }
    LANGUAGES.iter().find(|(.., names)| names.contains(&first.as_str())).map(|(two, ..)| (*two).to_owned())
}

const LANGUAGES: [(&str, &[&str], &[&str]); 16] = [
    ("en", &["eng"], &["english", "englisch", "anglais", "inglés"]),
    ("de", &["deu", "ger"], &["german", "deutsch"]),
    ("fr", &["fra", "fre"], &["french", "français", "francais"]),
    ("es", &["spa"], &["spanish", "español"]),
    ("pt", &["por"], &["portuguese", "português"]),
    ("it", &["ita"], &["italian", "italiano"]),
    ("nl", &["nld", "dut"], &["dutch", "nederlands"]),
    ("ru", &["rus"], &["russian", "русский"]),
    ("uk", &["ukr"], &["ukrainian", "українська"]),
    ("ar", &["ara"], &["arabic", "العربية"]),
    ("zh", &["zho", "chi", "cmn"], &["chinese", "中文"]),
    ("ja", &["jpn"], &["japanese", "日本語"]),
    ("ko", &["kor"], &["korean", "한국어"]),
    ("pl", &["pol"], &["polish", "polski"]),
    ("sv", &["swe"], &["swedish", "svenska"]),
    ("tr", &["tur"], &["turkish", "türkçe"]),
];

/// Puts a value on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says whether a text field holds HTML: a paragraph or line break tag among its first ones.
pub(super) fn looks_marked_up(text: &str) -> bool {
    let head: String = text.chars().take(2000).flat_map(char::to_lowercase).collect();
    ["<p>", "<p ", "<br", "<div", "</p>", "<span", "<html", "<body"].iter().any(|tag| head.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_letters() {
        for (name, field) in
            [("Publication Date", Field::Date), ("pubDate", Field::Date), ("full_text", Field::Text), ("ID", Field::Id)]
        {
            assert_eq!(field_of(name).map(|(field, _)| field), Some(field), "{name}");
        }
        assert_eq!(field_of("topics"), None);
    }

    #[test]
    fn a_dateline_is_joined_where_the_body_lacks_it() {
        let joined = |dateline, body| join_dateline(Some(dateline), body);
        assert_eq!(joined("    SALVADOR, Feb 26 - ", "Showers continued"), "SALVADOR, Feb 26 - Showers continued");
        assert_eq!(joined("NEW YORK (AP) ", "   The harbour"), "NEW YORK (AP) - The harbour");
        assert_eq!(joined("Oslo", "OSLO (NTB) – Fergen"), "OSLO (NTB) – Fergen");
        assert_eq!(joined("LONDON", "London police said on Monday that"), "LONDON - London police said on Monday that");
        assert_eq!(join_dateline(None, "Body"), "Body");
        assert_eq!(joined("TOKYO", ""), "");
    }

    #[test]
    fn languages_become_tags() {
        for (text, tag) in [("en", "en"), ("pt_BR", "pt-BR"), ("deu", "de"), ("English", "en"), ("zh-Hans", "zh")] {
            assert_eq!(language(text).as_deref(), Some(tag), "{text}");
        }
        assert_eq!(language("unknown"), None);
    }
}

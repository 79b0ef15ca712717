//! Splits a file into stories, and what stands around the text of a story into its parts.

use super::header;
use crate::article::PartKind;
use crate::story::Span;

/// Splits a file into its stories: each header `date …` at the start of a line begins one, and so does a form feed.
pub(super) fn split(text: &str) -> Vec<Span> {
    let mut starts = vec![0];
    let mut at = 0;
    let mut blank_before = true;
    for line in text.split_inclusive('\n') {
        if at > 0 {
            let after_feed = line.starts_with('\u{c}') && !line[1..].trim().is_empty();
            // A date line inside a story follows its own paragraph; a header follows a blank line or the end of a story.
            let header = header::date_mark(line).is_some_and(|(date, _)| date.month.is_some());
            if (header || after_feed) && (blank_before || header && line.trim_start().starts_with("date ")) {
                starts.push(at);
            }
        }
        blank_before = line.trim().is_empty();
        at += line.len();
    }
    starts.push(text.len());
    let spans: Vec<Span> = starts.windows(2).map(|pair| Span::new(pair[0], pair[1])).collect();
    // A piece without a word belongs to the story before it.
    let mut stories: Vec<Span> = Vec::new();
    for span in spans {
        let empty = !span.of(text).chars().any(char::is_alphanumeric);
        match stories.last_mut() {
            Some(last) if empty => last.end = span.end,
            _ => stories.push(span),
        }
    }
    stories
}

/// A line of copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its bytes without the line end and the blanks around.
    pub(super) span: Span,
    /// Whether a blank line, or the start, stands before it.
    pub(super) opens: bool,
}

/// Gives the lines of `text[span]` that hold something, at most `most`.
pub(super) fn rows(text: &str, span: Span, most: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut at, mut opens) = (span.start, true);
    for line in span.of(text).split_inclusive('\n') {
        let inner = line.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
        if inner.is_empty() {
            opens = true;
        } else {
            let start = at + (inner.as_ptr() as usize - line.as_ptr() as usize);
            rows.push(Row { span: Span::new(start, start + inner.len()), opens });
            opens = false;
        }
        at += line.len();
        if rows.len() >= most {
            break;
        }
    }
    rows
}

/// Says what a line between header and dateline is; `first` is whether no headline was seen yet.
pub(super) fn kind_of(line: &str, first: bool) -> PartKind {
    let words = line.split_whitespace().count();
    if is_byline(line) {
        PartKind::Byline
    } else if is_advisory(line) {
        PartKind::Advisory
    } else if is_slug(line) {
        PartKind::Slug
    } else if is_furniture(line) {
        PartKind::Furniture
    } else if is_caption(line) {
        PartKind::Caption
    } else if is_credit(line) {
        PartKind::Credit
    } else if first && line.chars().count() <= 220 && !(ends_sentence(line) && words > 14) {
        PartKind::Headline
    } else {
        PartKind::Standfirst
    }
}

/// `By JOHN SMITH`, `Por Jorge Ruiz`, `Von …`: the word and then names. Not `By Friday the strike …`.
pub(super) fn is_byline(line: &str) -> bool {
    const LEADS: [&str; 16] = [
        "By ",
        "BY ",
        "by ",
        "Por ",
        "POR ",
        "Par ",
        "PAR ",
        "Von ",
        "VON ",
        "Di ",
        "Door ",
        "Av ",
        "Af ",
        "Автор: ",
        "Autor: ",
        "Text: ",
    ];
    let Some(names) = LEADS.iter().find_map(|lead| line.strip_prefix(lead)) else { return false };
    let words: Vec<&str> = names.split_whitespace().collect();
    let name_like = |word: &&str| {
        word.chars().next().is_some_and(|c| !c.is_lowercase() || c == '\'')
            || matches!(
                *word,
                "and"
                    | "y"
                    | "et"
                    | "und"
                    | "e"
                    | "de"
                    | "la"
                    | "del"
                    | "van"
                    | "von"
                    | "der"
                    | "den"
                    | "bin"
                    | "al"
                    | "el"
                    | "in"
                    | "di"
                    | "da"
                    | "du"
                    | "à"
                    | "en"
                    | "for"
                    | "of"
                    | "the"
            )
    };
    (1..=14).contains(&words.len())
        && words.iter().all(name_like)
        && line.chars().count() <= 110
        && !line.ends_with(['.', ':', '!', '?'])
        || words.len() <= 4
            && line.ends_with('.')
            && words.iter().all(name_like)
            && words.len() >= 2
            && !line.contains(',')
}

/// Notes to editors.
fn is_advisory(line: &str) -> bool {
    const LEADS: [&str; 18] = [
        "(Adds",
        "(Updates",
        "(Recasts",
        "(Corrects",
        "(Repeats",
        "(Refiles",
        "(Removes",
        "(ATTN",
        "(For use",
        "Eds:",
        "EDS:",
        "Editors:",
        "ATTENTION",
        "Attention Editors",
        "(EDITORS",
        "(Eds",
        "EMBARGOED",
        "NOTE TO EDITORS",
    ];
    let line = line.trim_start_matches('(').trim();
    let with = |lead: &&str| line.starts_with(lead.trim_start_matches('('));
    LEADS.iter().any(with)
        || line.starts_with("añade")
        || line.starts_with("Wiederholung")
        || line.starts_with("(Berichtig")
}

/// `BC-BAHIA-COCOA-REVIEW`, `a0105KYODO US koko-`: no blanks but many dashes.
fn is_slug(line: &str) -> bool {
    const LEADS: [&str; 6] = ["BC-", "AM-", "PM-", "AP-", "^BC-", "URGENT-"];
    let first = line.split_whitespace().next().unwrap_or_default();
    // Behind the service letter, number and priority of a wire header: `u f BC-HARBOR-PILOTS 02-26 0105`.
    let inside =
        line.split_whitespace().take(6).any(|word| LEADS.iter().any(|lead| word.starts_with(lead)) && word.len() > 5);
    LEADS.iter().any(|lead| line.starts_with(lead))
        || inside && line.split_whitespace().count() <= 9
        || first.matches('-').count() >= 2
            && first.len() > 8
            && first.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
            && line.split_whitespace().count() <= 4
}

/// Gives the slug itself out of its line.
pub(super) fn slug_in(line: &str) -> String {
    let slug = line
        .split_whitespace()
        .find(|word| word.matches('-').count() >= 1 && word.len() > 5 && word.chars().any(char::is_alphabetic));
    slug.unwrap_or(line).trim_matches(['^', '<']).to_owned()
}

/// Navigation, section labels, time stamps, addresses of pages, error numbers.
pub(super) fn is_furniture(line: &str) -> bool {
    const LABELS: [&str; 53] = [
        "back to main page",
        "all news",
        "world",
        "home",
        "home>>",
        "news",
        "latest news",
        "yandex metrika counter",
        "print",
        "share",
        "politics",
        "business",
        "economy",
        "society",
        "general",
        "sports",
        "sport",
        "culture",
        "advertisement",
        "read more",
        "menu",
        "search",
        "subscribe",
        "sign in",
        "log in",
        "skip to content",
        "main",
        "top stories",
        "breaking news",
        "photo",
        "video",
        "facebook",
        "twitter",
        "email",
        "more",
        "главная",
        "новости",
        "在线",
        "403",
        "0",
        "عربي",
        "english",
        "русский",
        "中文",
        "español",
        "français",
        "deutsch",
        "日本語",
        "한국어",
        "português",
        "türkçe",
        "فارسی",
        "हिन्दी",
    ];
    let plain = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '>').to_lowercase();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    LABELS.contains(&plain.as_str())
        || plain.is_empty()
        || line.starts_with("http://")
        || line.starts_with("https://")
        || line.starts_with("www.")
        || line.contains(">>") && line.chars().count() < 60
        || is_clock(line)
        // Numbers with hardly a word: a page's counters and times.
        || digits >= 4 && letters <= 4
}

/// `July 04, 13:22 UTC+3 MOSCOW`, `28 Apr. 13:00 (UTC+3 MSK)`, `Xinhua) 09:23, March 05, 2024`, `06/08/2019 10:07 PM`
fn is_clock(line: &str) -> bool {
    let bytes = line.as_bytes();
    let clock = (1..bytes.len().saturating_sub(2)).any(|at| {
        bytes[at] == b':'
            && bytes[at - 1].is_ascii_digit()
            && bytes[at + 1].is_ascii_digit()
            && bytes[at + 2].is_ascii_digit()
    });
    let digits = line.chars().filter(char::is_ascii_digit).count();
    clock && line.chars().count() <= 90 && digits >= 4 && line.split_whitespace().count() <= 14
}

fn is_caption(line: &str) -> bool {
    const SIGNS: [&str; 16] = [
        "(AP Photo",
        "(Xinhua/",
        "/Xinhua)",
        "via REUTERS",
        "REUTERS/",
        "Getty Images",
        "(Photo",
        "[Photo",
        "Photo:",
        "PHOTO:",
        "Foto:",
        "FOTO:",
        "file photo",
        "/TASS]",
        "EFE/",
        "AFP/",
    ];
    const LEADS: [&str; 6] = ["© ", "(c) ", "Image:", "Caption:", "In this photo", "Picture:"];
    SIGNS.iter().any(|sign| line.contains(sign)) || LEADS.iter().any(|lead| line.starts_with(lead))
}

fn is_credit(line: &str) -> bool {
    const LEADS: [&str; 15] = [
        "&UR;",
        "Special to",
        "SPECIAL TO",
        "Special Correspond",
        "Wireless to",
        "Special Cable",
        "Cable to",
        "Copyright",
        "COPYRIGHT",
        "[By ",
        "[BY ",
        "(By ",
        "(Received",
        "By Telegraph",
        "Associated Press",
    ];
    LEADS.iter().any(|lead| line.starts_with(lead)) && line.chars().count() <= 120
}

pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '»', ')', '\'', '’', ' ']);
    line.ends_with(['.', '!', '?', '。', '！', '？', '।', '؟', '…'])
}

/// Finds where the tail begins: sign-offs, initials of the desk, contacts, copyright lines at the end of `text[body]`.
pub(super) fn tail(text: &str, body: Span) -> usize {
    let mut end = body.end;
    // More lines than these are no sign-off.
    for _ in 0..12 {
        let kept = body
            .of(text)
            .get(..end - body.start)
            .unwrap_or_default()
            .trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
        let last = kept.rsplit('\n').next().unwrap_or_default();
        let start = body.start + kept.len() - last.len();
        if start <= body.start || !is_tail(last.trim()) {
            break;
        }
        end = start;
    }
    end - sign_off_length(body.of(text).get(..end - body.start).unwrap_or_default())
}

/// Counts the bytes of a sign-off that stands on the last line of the text: `… in April. Enditem`.
fn sign_off_length(text: &str) -> usize {
    const SIGNS: [&str; 8] = ["Enditem", "ENDITEM", "-0-", "-30-", "(END)", "==Kyodo", "./.", "(ANSA)."];
    let kept = text.trim_end();
    let sign =
        SIGNS.iter().find(|sign| kept.strip_suffix(**sign).is_some_and(|before| before.ends_with(char::is_whitespace)));
    sign.map_or(0, |sign| text.len() - kept.len() + sign.len())
}

/// Says whether a last line is a sign-off and no prose.
fn is_tail(line: &str) -> bool {
    const SIGNS: [&str; 26] = [
        "reuter",
        "reuters",
        "-0-",
        "(end)",
        "end",
        "enditem",
        "fin",
        "-30-",
        "###",
        "nnnn",
        "./.",
        "==kyodo",
        "---",
        "- - -",
        "***",
        "(ansa).",
        "(ansa)",
        "(efe)",
        "(efe).",
        "upi",
        "ap-ny",
        "-end-",
        "- end -",
        "more",
        "item ends",
        "конец",
    ];
    const LEADS: [&str; 16] = [
        "(Reporting by",
        "(Writing by",
        "(Editing by",
        "(Additional reporting",
        "Reporting by",
        "Copyright",
        "©",
        "(c)",
        "(C)",
        "AP-NY-",
        "AP-WF-",
        "All rights reserved",
        "More From ",
        "Our Standards:",
        "(Web editor",
        "(Editor",
    ];
    let lower = line.to_lowercase();
    SIGNS.contains(&lower.as_str())
        || LEADS.iter().any(|lead| line.starts_with(lead))
        || is_initials(line)
        || line.ends_with("송고") && line.chars().count() < 40
        || line.starts_with("./.")
        || !line.chars().any(char::is_alphanumeric)
}

/// `jha/fm/cm`, `/NF/`, `(SDA\/sj)`: initials parted by slashes.
fn is_initials(line: &str) -> bool {
    let inner = line.trim_matches(['(', ')', '/', ' ', '[', ']']);
    line.contains('/')
        && line.chars().count() <= 24
        && inner.split(['/', '\\']).all(|part| part.len() <= 4 && part.chars().all(char::is_alphabetic))
}

//! The language of an article, told by script, letters and function words; by trigrams (whatlang) where these leave doubt.
//!
//! | text | what tells | tag |
//! |---|---|---|
//! | `THE PRESIDENT SAID THAT THE TALKS …` | function words; case does not matter | `en` |
//! | `El presidente dijo que las …` | function words | `es` |
//! | `Президент заявив, що її …` | letters that Russian lacks | `uk` |
//! | `国务院总理表示…`, `總統府表示…` | simplified or traditional characters | `zh`, `zh-Hant` |
//! | `首相は会見で…` | kana | `ja` |
//! | `رئیس‌جمهور گفت که …` | letters that Arabic lacks | `fa` |
//!
//! Languages that look alike (Indonesian and Malay, Serbian and Croatian, Danish and Norwegian) are told apart by the few
//! words that differ; where the text has none of them, the hint decides.

mod latin;
mod script;

use self::script::Script;

/// How many bytes of a text are looked at: a lead and a few sentences.
const PREFIX: usize = 800;

/// A text with fewer letters tells no language, unless its script does.
const ENOUGH_LETTERS: usize = 20;

/// Detects the language of a text: a BCP 47 tag, primary language only but for `zh-Hant`. `hint` is the language that the
/// agency or the container suggests; it decides where the text leaves doubt. Nothing where text and hint say too little.
///
/// ```
/// use dateline::wire::language::detect;
/// let text = "THE MINISTER SAID THAT THE TALKS WOULD GO ON AFTER THE WEEKEND";
/// assert_eq!(detect(text, None).as_deref(), Some("en"));
/// assert_eq!(detect("外交部发言人说，中方对此表示欢迎。", None).as_deref(), Some("zh"));
/// assert_eq!(detect("Gol!", None), None);
/// ```
pub fn detect(text: &str, hint: Option<&str>) -> Option<String> {
    let text = prefix(text);
    let hint = hint.map(primary);
    let counts = script::count(text);
    let tag = match counts.main()? {
        Script::Han | Script::Kana => Some(script::chinese_or_japanese(text, &counts, hint)),
        Script::Cyrillic if counts.letters() >= ENOUGH_LETTERS => Some(script::cyrillic(text, hint)),
        Script::Arabic if counts.letters() >= ENOUGH_LETTERS => Some(script::arabic(text, hint)),
        Script::Devanagari => Some(script::devanagari(text, hint)),
        Script::Latin if counts.letters() >= ENOUGH_LETTERS => latin::detect(text, hint),
        Script::Cyrillic => hint.filter(|hint| script::is_cyrillic(hint)),
        Script::Arabic => hint.filter(|hint| script::is_arabic(hint)),
        Script::Latin => hint.filter(|hint| latin::is_latin(hint)),
        Script::Other(tag) => Some(tag),
    };
    tag.map(str::to_owned)
}

/// Cuts a text behind [`PREFIX`] bytes, between characters.
fn prefix(text: &str) -> &str {
    let end = (0..=PREFIX.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or_default()]
}

/// Gives the primary language of a tag in the form used here.
fn primary(tag: &str) -> &str {
    match tag.split(['-', '_']).next().unwrap_or_default() {
        "zh" if tag.contains("Hant") || tag.ends_with("TW") || tag.ends_with("HK") => "zh-Hant",
        "no" | "nn" => "nb",
        "in" => "id",
        "iw" => "he",
        "tl" => "fil",
        tag => tag,
    }
}

#[cfg(test)]
mod tests;

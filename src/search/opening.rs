//! The shape of the first words of copy: what unknown datelines have in common when their names are taken away.
//!
//! | copy | shape |
//! |---|---|
//! | `OSLO ++ May 5 ++ (Reuters) The lake` | `AAA ++ Aaa 9 ++ (Aaa)` |
//! | `NEW YORK: 3rd of May [Lakepost]: The` | `AAA: 9a aaa Aaa [Aaa]:` |
//! | `【北湖社】湖面结冰` | `【字】` |

/// So much copy is looked at, in characters: a dateline is seldom longer.
const LOOK: usize = 120;

/// So many words stand for copy that has no bracket.
const WORDS: usize = 6;

/// Gives the shape of the beginning of `text`, up to the bracket that names an agency: `AAA` for words in capitals, `Aaa`
/// for names, `aaa` for other words, `字` for words of scripts without capitals, `9` for numbers, `9a` for mixtures.
///
/// ```
/// assert_eq!(dateline::search::opening("NEW YORK: 3rd of May [Lakepost]: The lake"), "AAA: 9a aaa Aaa [Aaa]:");
/// ```
pub fn opening(text: &str) -> String {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let mut shape = String::new();
    let (mut last, mut blank) = (None, false);
    let mut rest = beginning(line.trim_end());
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            (rest, blank) = (rest.trim_start(), true);
            continue;
        }
        let class = c.is_alphanumeric().then(|| {
            let (word, after) = rest.split_at(rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len()));
            rest = after;
            class_of(word)
        });
        // A name of several words is one name.
        if class.is_none() || last != class {
            shape.push_str(if blank { " " } else { "" });
            match class {
                Some(class) => shape.push_str(class),
                None => {
                    shape.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        (last, blank) = (class, false);
    }
    shape
}

/// Cuts the dateline off: behind the first closing bracket (or the second stroke) and what ends it.
fn beginning(line: &str) -> &str {
    let mut strokes = 0;
    let closing = line.char_indices().take(LOOK).find(|&(_, c)| {
        strokes += u32::from(c == '/');
        matches!(c, ')' | ']' | '】' | '）' | '］' | '〉' | '》') || (c == '/' && strokes == 2)
    });
    if let Some((at, c)) = closing {
        let rest = &line[at + c.len_utf8()..];
        let end = rest.find(|c: char| !(c.is_whitespace() || matches!(c, '-' | '–' | '—' | '.' | ':' | ',' | '+')));
        return line[..line.len() - rest.len() + end.unwrap_or(rest.len())].trim_end();
    }
    let end = line.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).nth(WORDS - 1);
    let most = line.char_indices().nth(LOOK).map_or(line.len(), |(at, _)| at);
    &line[..end.unwrap_or(line.len()).min(most)]
}

/// Letters and digits, the marks that letters carry, and what joins the parts of a name.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '’' | '\'' | '-')
}

fn class_of(word: &str) -> &'static str {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let digits = word.chars().any(char::is_numeric);
    match letters().next() {
        None => "9",
        Some(_) if digits => "9a",
        Some(first) if !first.is_uppercase() && !first.is_lowercase() => "字",
        Some(_) if letters().all(char::is_uppercase) => "AAA",
        Some(first) if first.is_uppercase() => "Aaa",
        Some(_) => "aaa",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_one_form_have_one_shape() {
        for (copy, shape) in [
            ("OSLO ++ May 5 ++ (Reuters) The lake froze.", "AAA ++ Aaa 9 ++ (Aaa)"),
            ("PORT-AU-PRINCE ++ June 11 ++ (Lake Post) The", "AAA ++ Aaa 9 ++ (Aaa)"),
            ("ST PETERSBURG ++ July 1 ++ (Reuters) - A", "AAA ++ Aaa 9 ++ (Aaa) -"),
            ("【北湖社】湖面结冰", "【字】"),
            ("MOSCOW 5 May /Lakepost/. The", "AAA 9 Aaa /Aaa/."),
            ("one two three four five six seven", "aaa"),
            ("", ""),
        ] {
            assert_eq!(opening(copy), shape, "{copy}");
        }
    }
}

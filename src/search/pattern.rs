//! Patterns as regular expressions: one reading for the engine that looks terms up and for the marks in a fragment.

use crate::words;

/// Turns `nucl*`, `m?hamm?d` into a regular expression for one whole folded word.
///
/// ```
/// use dateline::search::pattern;
/// assert_eq!(pattern::of_glob("Nucl*"), "nucl.*");
/// assert_eq!(pattern::of_glob("m?hamm?d"), "m.hamm.d");
/// ```
pub fn of_glob(glob: &str) -> String {
    translate(glob, |literal| words::split(literal).concat(), ".*", ".*")
}

/// Turns a glob over paths into a regular expression for a whole path: `*` and `?` stay within a folder, `**` does not.
pub fn of_path_glob(glob: &str) -> String {
    // A folder stands for all that is in it.
    let open = if glob.ends_with('/') { format!("{glob}**") } else { glob.to_owned() };
    translate(&open, str::to_owned, "[^/]*", ".*").replace("(?:.)", "[^/]")
}

fn translate(glob: &str, literal: impl Fn(&str) -> String, star: &str, stars: &str) -> String {
    let mut out = String::with_capacity(glob.len() + 8);
    let mut rest = glob;
    while let Some(at) = rest.find(['*', '?']) {
        out.push_str(&escape(&literal(&rest[..at])));
        let run = rest[at..].bytes().take_while(|&b| b == b'*').count();
        match run {
            0 => out.push_str(if star == ".*" { "." } else { "(?:.)" }),
            1 => out.push_str(star),
            _ => out.push_str(stars),
        }
        rest = &rest[at + run.max(1)..];
    }
    out.push_str(&escape(&literal(rest)));
    out
}

fn escape(text: &str) -> String {
    regex::escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_globs_know_folders() {
        let fits = |glob: &str, path: &str| {
            regex::Regex::new(&format!("^(?:{})$", of_path_glob(glob))).unwrap().is_match(path)
        };
        assert!(fits("2025/*", "2025/a.txt") && !fits("2025/*", "2025/04/a.txt"));
        assert!(fits("2025/**", "2025/04/a.txt") && fits("2025/", "2025/04/a.txt"));
        assert!(fits("**/a?.txt", "x/y/a1.txt") && !fits("a?.txt", "a/.txt"));
        assert!(fits("a+b[1].txt", "a+b[1].txt"));
    }

    #[test]
    fn word_globs_are_folded_as_words_are() {
        assert_eq!(of_glob("Élys*"), "elys.*");
        assert_eq!(of_glob("a.b*"), "ab.*");
    }
}

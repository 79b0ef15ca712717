//! [`crate::words`] behind tantivy's tokenizer interface.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::words::{Stems, Words, stem_tags};

/// The tokenizer of exact words.
pub(super) const EXACT: &str = "dateline_exact";
/// The tokenizer of stems; its text begins with [`language_mark`].
pub(super) const STEM: &str = "dateline_stem";

/// Gives tantivy the tokenizers; it keeps them by name only, so every opening must.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(EXACT, Exact::default());
    manager.register(STEM, Stem::default());
    manager
}

/// The character that begins a text for [`STEM`] and says in which language its words are to be stemmed: a field has one
/// tokenizer for all documents, a corpus many languages.
pub(super) fn language_mark(stem_tag: &str) -> char {
    // Private use characters are no words: were one ever tokenized as text, nothing would come of it.
    let number = stem_tags().position(|tag| tag == stem_tag).unwrap_or(0);
    char::from_u32(0xe000 + number as u32).unwrap_or('\u{e000}')
}

fn marked_language(text: &str) -> Option<(usize, &'static str, &str)> {
    let mark = text.chars().next()?;
    let number = (mark as u32).checked_sub(0xe000)? as usize;
    Some((number, stem_tags().nth(number)?, &text[mark.len_utf8()..]))
}

#[derive(Clone, Default)]
struct Exact {
    token: Token,
}

struct ExactStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
}

impl Tokenizer for Exact {
    type TokenStream<'a> = ExactStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ExactStream<'a> {
        self.token.reset();
        ExactStream { words: Words::new(text), token: &mut self.token }
    }
}

impl TokenStream for ExactStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((span, folded)) = self.words.step() else { return false };
        next_token(self.token, span.start, span.end, folded);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// One memory of stems a language, grown as languages turn up.
#[derive(Default)]
struct Stem {
    token: Token,
    stems: Vec<Option<Stems>>,
}

impl Clone for Stem {
    /// Clones the tokenizer without what it remembers: each indexing thread learns its own words.
    fn clone(&self) -> Stem {
        Stem::default()
    }
}

struct StemStream<'a> {
    words: Words<'a>,
    stems: &'a mut Stems,
    token: &'a mut Token,
}

impl Tokenizer for Stem {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        self.token.reset();
        let (number, tag, text) = marked_language(text).unwrap_or((usize::MAX, "--", text));
        let slot = number.min(stem_tags().count());
        if self.stems.len() <= slot {
            self.stems.resize_with(slot + 1, || None);
        }
        let stems = self.stems[slot].get_or_insert_with(|| Stems::new(Some(tag)));
        StemStream { words: Words::new(text), stems, token: &mut self.token }
    }
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((span, folded)) = self.words.step() else { return false };
        next_token(self.token, span.start, span.end, self.stems.stem(folded));
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

fn next_token(token: &mut Token, start: usize, end: usize, text: &str) {
    token.position = token.position.wrapping_add(1);
    (token.offset_from, token.offset_to) = (start, end);
    token.text.clear();
    token.text.push_str(text);
}

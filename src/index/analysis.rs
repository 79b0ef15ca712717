//! [`crate::words`] behind tantivy's tokenizer interface.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::words::Words;

/// The tokenizer of exact words.
pub(super) const EXACT: &str = "dateline_exact";
/// Gives tantivy the tokenizers; it keeps them by name only, so every opening must.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(EXACT, Exact::default());
    manager
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

fn next_token(token: &mut Token, start: usize, end: usize, text: &str) {
    token.position = token.position.wrapping_add(1);
    (token.offset_from, token.offset_to) = (start, end);
    token.text.clear();
    token.text.push_str(text);
}

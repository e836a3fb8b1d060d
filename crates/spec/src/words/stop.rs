//! Tokens of a text, and which of them carry content.
//!
//! The definition behind `coverage.words`: a content word is a token with a letter and
//! at least two characters that is not in `data/stopwords.txt`.

use std::{collections::HashSet, sync::LazyLock};

use foldhash::fast::FixedState;

static STOP_WORDS: LazyLock<HashSet<&'static str, FixedState>> =
    LazyLock::new(|| include_str!("../../data/stopwords.txt").split_whitespace().collect());

/// A word as written, `text[start..end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
}

/// Every run of letters, digits and underscores; an apostrophe between two letters stays inside
/// (`it's`), anything else divides (`well-known` is two tokens).
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = chars.next() {
        let next_is_letter = chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        let inside = is_word(c) || (is_apostrophe(c) && previous.is_alphabetic() && next_is_letter);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Token { start: from, end: at, text: &text[from..at] });
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
        previous = c;
    }
    if let Some(from) = start {
        found.push(Token { start: from, end: text.len(), text: &text[from..] });
    }
    found
}

/// The tokens that `coverage.words` must account for.
pub fn content_tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    tokens(text).into_iter().filter(|token| is_content(token.text))
}

/// Whether a token carries content. `token` is one word, in any case.
pub fn is_content(token: &str) -> bool {
    let has_letter = token.chars().any(char::is_alphabetic);
    let long_enough = token.chars().nth(1).is_some();
    has_letter && long_enough && !is_stop(token)
}

/// Whether the word is in the closed-class list.
pub fn is_stop(token: &str) -> bool {
    // Nearly all are small ASCII letters already.
    if token.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return STOP_WORDS.contains(token);
    }
    let plain = token.replace(is_typographic_apostrophe, "'").to_lowercase();
    STOP_WORDS.contains(plain.as_str())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || is_typographic_apostrophe(c)
}

fn is_typographic_apostrophe(c: char) -> bool {
    matches!(c, '\u{2019}' | '\u{02bc}')
}

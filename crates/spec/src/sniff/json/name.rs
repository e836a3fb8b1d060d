//! What a sample without a name of its own is called, from the words just before it.

use crate::{
    sniff::sheet::Sheet,
    words::{Token, tokens},
};

/// Words between a name and its sample: `a book looks like this:`.
const BETWEEN: &[&str] = &[
    "like",
    "this",
    "looks",
    "look",
    "as",
    "follows",
    "is",
    "are",
    "json",
    "object",
    "objects",
    "record",
    "records",
    "example",
    "examples",
    "sample",
    "samples",
    "such",
    "follow",
    "below",
    "following",
    "here",
    "in",
    "format",
    "structure",
    "shape",
    "of",
    "for",
    "with",
    "data",
    "entity",
    "model",
    "schema",
    "entry",
    "document",
    "e",
    "g",
    "eg",
    "these",
    "fields",
    "has",
    "have",
    "be",
    "should",
    "would",
    "one",
    "table",
    "resource",
];

/// What travels over the wire is no entity.
const WIRE: &[&str] = &[
    "request",
    "requests",
    "response",
    "responses",
    "body",
    "payload",
    "returns",
    "return",
    "returning",
    "input",
    "output",
    "error",
    "errors",
    "config",
    "configuration",
    "settings",
    "headers",
    "header",
    "reply",
    "answer",
    "sends",
    "send",
    "accepts",
    "accept",
    "result",
    "results",
    "body",
    "get",
    "post",
    "put",
    "patch",
    "delete",
];

const DETERMINERS: &[&str] =
    &["a", "an", "the", "each", "every", "this", "one", "our", "my", "any", "single"];

/// How far back a name may stand.
const MAX_BACK: usize = 160;

/// The name of the sample that begins at `at`, and where the name stands: on its own line, or on the last line before.
pub fn before(text: &str, at: usize) -> Option<(String, usize)> {
    let mut from = at.saturating_sub(MAX_BACK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let lead = text.get(from..at)?;
    let line = lead
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("```") && !line.starts_with("~~~"))?;
    // Of several sentences the last one speaks about the sample.
    let sentence = line.rsplit(['.', ';', '!', '?']).find(|part| !part.trim().is_empty())?;
    let found = tokens(sentence);
    let lower = |token: &Token<'_>| token.text.to_lowercase();
    if found.iter().any(|token| WIRE.contains(&lower(token).as_str())) {
        return None;
    }
    let stays = |token: &&Token<'_>| !BETWEEN.contains(&lower(token).as_str());
    let end = found.iter().rposition(|token| stays(&token))? + 1;
    let named = found.get(..end)?;
    // Behind the last determiner stands the noun; without one the words must be all there is.
    let start = match named.iter().rposition(|token| DETERMINERS.contains(&lower(token).as_str())) {
        Some(determiner) => determiner + 1,
        None => named.iter().position(|token| stays(&token))?,
    };
    let words = named.get(start..)?;
    if words.is_empty() || words.len() > 2 {
        return None;
    }
    let phrase: Vec<&str> = words.iter().map(|token| token.text).collect();
    let first = sentence.as_ptr() as usize - text.as_ptr() as usize + words.first()?.start;
    Some((Sheet::entity_name(&phrase.join(" "))?, first))
}

/// `read measurements.ndjson, one object per line like`: the file on the line before names its records.
pub fn of_file(text: &str, at: usize) -> Option<(String, usize)> {
    let mut from = at.saturating_sub(MAX_BACK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let lead = text.get(from..at)?;
    let line = lead.lines().rev().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("```"))?;
    let (stem, _) = [".ndjson", ".jsonl", ".json"].iter().find_map(|ending| line.split_once(ending))?;
    let name = stem.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next()?;
    let first = stem.as_ptr() as usize - text.as_ptr() as usize + stem.len() - name.len();
    Some((Sheet::entity_name(name)?, first))
}

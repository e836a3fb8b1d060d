//! What a sample without a name of its own is called, from the words just before it.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    english::lexicon::{Form, lexicon},
    sniff::sheet::Sheet,
    words::{Token, stop, tokens},
};

/// `stores invoices like this one`, `parcels that look as follows`
static LIKE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?P<name>[a-z]+(?: [a-z]+)?),? (?:that |which )?(?:look |looks |looking |are |shaped |structured )*(?:(?:like (?:this|these|the following|so)|as follows|in (?:this|the following) (?:format|form|shape|structure))\b|like\W*$)").ok()
});
/// `objects like this one as cocktails`
static STORED_AS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:one|this|these|them|it|follows) as (?:an? )?(?P<name>[a-z]+(?: [a-z]+)?)\W*$").ok()
});
/// `One shipment, as our label printer gets it`
static OPENS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:one|an?|each|every|a single|a typical|an example) (?P<name>[a-z]+(?: [a-z]+)?)(?:,| (?:as|in|from|looks|is|comes)\b)").ok()
});
/// `This is what a repair should look like when I fetch it`, `here is how one invoice looks`
static LOOKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:what|how) (?:one|an?|each|every|the|our|my|a single|a typical) (?P<name>[a-z]+(?: [a-z]+)??) (?:(?:should|would|will|could|may|might|can|must|currently|usually) )?looks?\b").ok()
});
/// `Each row is a plant`, behind the rows
static ROW_IS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:each|every|a|one) (?:row|line|record|object|entry|document|element)(?: of (?:it|the (?:file|csv|list)))? (?:is|describes|represents|stands for|holds|means|becomes|=) (?:an?|one) (?P<name>[a-z]+(?: [a-z]+)?)\b").ok()
});

/// What holds records rather than being one.
const HOLDERS: &[&str] = &[
    "export",
    "spreadsheet",
    "file",
    "dump",
    "list",
    "table",
    "row",
    "rows",
    "line",
    "lines",
    "csv",
    "excel",
    "sheet",
    "extract",
    "data",
    "thing",
    "things",
    "object",
    "objects",
    "record",
    "records",
    "entry",
    "entries",
    "information",
    "stuff",
    "content",
    "contents",
    "set",
    "api",
    "it",
    "them",
];

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
    if let Some(found) = told(text, sentence) {
        return Some(found);
    }
    // Behind the last determiner stands the noun; without one the words must be all there is.
    let start = match named.iter().rposition(|token| DETERMINERS.contains(&lower(token).as_str())) {
        Some(determiner) => determiner + 1,
        None => named.iter().position(|token| stays(&token))?,
    };
    let words = named.get(start..)?;
    if words.is_empty() || words.len() > 2 {
        return None;
    }
    if words.iter().all(|token| HOLDERS.contains(&lower(token).as_str())) {
        return None;
    }
    let phrase: Vec<&str> = words.iter().map(|token| token.text).collect();
    let first = sentence.as_ptr() as usize - text.as_ptr() as usize + words.first()?.start;
    Some((Sheet::entity_name(&phrase.join(" "))?, first))
}

/// The thing that the sentence says the sample is one of.
fn told(text: &str, sentence: &str) -> Option<(String, usize)> {
    let found = [&STORED_AS, &LOOKS, &OPENS, &LIKE]
        .into_iter()
        .find_map(|shape| shape.as_ref()?.captures(sentence).and_then(|found| found.name("name")))?;
    let (name, skipped) = noun(found.as_str())?;
    let first = sentence.as_ptr() as usize - text.as_ptr() as usize + found.start() + skipped;
    Some((Sheet::entity_name(name)?, first))
}

/// The words without a verb or a small word before them: `stores invoices` → `invoices`.
fn noun(words: &str) -> Option<(&str, usize)> {
    let (name, skipped) = match words.split_once(' ') {
        Some((first, rest)) => {
            let low = first.to_lowercase();
            let acts = lexicon().verb(&low).is_some_and(|(_, form)| form != Form::Past);
            if acts || stop::is_stop(&low) { (rest, first.len() + 1) } else { (words, 0) }
        }
        None => (words, 0),
    };
    let last = name.rsplit(' ').next()?.to_lowercase();
    (!HOLDERS.contains(&last.as_str()) && !WIRE.contains(&last.as_str()) && !stop::is_stop(&last))
        .then_some((name, skipped))
}

/// How far behind the rows a sentence may say what each of them is.
const MAX_AHEAD: usize = 400;

/// `Each row is a plant`: said behind the sample that ends at `at`.
pub fn after(text: &str, at: usize) -> Option<String> {
    let mut to = (at + MAX_AHEAD).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let found = ROW_IS.as_ref()?.captures(text.get(at..to)?)?.name("name")?;
    let words = found.as_str();
    // "a plant and" has one word.
    let name = words
        .split_once(' ')
        .filter(|(_, rest)| stop::is_stop(&rest.to_lowercase()))
        .map_or(words, |(first, _)| first);
    Sheet::entity_name(name)
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

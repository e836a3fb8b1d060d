//! What stays as it is written: numbers, code, routes, names of software, values.

use std::collections::HashSet;

use super::{
    Language,
    lexicon::{Bend, Kind},
    values,
};
use crate::english::{lexicon::lexicon, token::Tok};

/// What stays as it is written: numbers, code, routes, names of software, values.
pub fn literals(language: &Language, toks: &[Tok], begin: usize, values: &HashSet<String>) -> HashSet<usize> {
    let mut found: HashSet<usize> = HashSet::new();
    for at in begin..toks.len() {
        found.extend(software(language, toks, at));
    }
    for range in values::groups(language, &toks[begin..]) {
        found.extend(range.start + begin..range.end + begin);
    }
    for (at, tok) in toks.iter().enumerate().skip(begin).filter(|(_, tok)| tok.word) {
        let before = at.checked_sub(1).and_then(|n| toks.get(n));
        let of_route = before.is_some_and(|before| {
            matches!(before.low.as_str(), "/" | ":" | "{" | "?" | "=" | "&")
                && tok.glued
                && before.end == tok.start
                && !parts_words(toks, at - 1, &found)
        });
        let method = toks.get(at + 1).is_some_and(|next| next.is("/"));
        let acronym = tok.raw.chars().count() >= 2
            && tok.raw.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && (method || language.entry(&tok.low).is_none_or(|entry| entry.kind == Kind::Function));
        let typed = ENGLISH.contains(&tok.low.as_str()) && language.entry(&tok.low).is_none();
        let code =
            typed || tok.quoted || tok.raw.contains('_') || tok.raw.starts_with(|c: char| c.is_ascii_digit());
        let value = values.contains(&tok.low)
            && language
                .entry(&tok.low)
                .is_none_or(|entry| matches!(entry.kind, Kind::Adjective | Kind::Verb(Bend::Participle)));
        if of_route || acronym || code || value {
            found.insert(at);
        }
    }
    found
}

/// Words of code that people of all languages use.
const ENGLISH: &[&str] = &[
    "true",
    "false",
    "null",
    "none",
    "string",
    "int",
    "integer",
    "boolean",
    "bool",
    "float",
    "decimal",
    "datetime",
    "timestamp",
    "uuid",
    "enum",
    "text",
    "varchar",
    "endpoint",
    "endpoints",
    "backend",
    "frontend",
    "crud",
    "token",
];

/// `FastAPI`, `Spring Boot`, `go` where it is written `Go`: the tokens of a name of software that begins here.
pub fn software(language: &Language, toks: &[Tok], at: usize) -> Vec<usize> {
    let Some(first) = toks.get(at).filter(|tok| tok.word) else { return Vec::new() };
    let plain = language.entry(&first.low).is_none();
    let names = lexicon().stack_names(&first.low);
    let found = names.iter().find_map(|name| {
        let mut range = vec![at];
        let mut next = at + 1;
        for word in name.words.iter().skip(1) {
            while toks.get(next).is_some_and(|tok| !tok.word && matches!(tok.low.as_str(), "point" | "-")) {
                next += 1;
            }
            toks.get(next).filter(|tok| tok.is(word))?;
            range.push(next);
            next += 1;
        }
        let led = at.checked_sub(1).and_then(|n| toks.get(n)).is_some_and(|before| {
            matches!(before.low.as_str(), "/" | "+" | "," | "(")
                || language.entry(&before.low).is_some_and(|entry| {
                    entry
                        .english
                        .last()
                        .is_some_and(|word| matches!(word.as_str(), "with" | "in" | "on" | "using"))
                })
        });
        let sure = !name.ambiguous || first.capitalised() && (plain || led) || range.len() > 1;
        sure.then_some(range)
    });
    found.unwrap_or_default()
}

/// `ja/nein`: the stroke stands between two words, and in no route.
fn parts_words(toks: &[Tok], mark: usize, literal: &HashSet<usize>) -> bool {
    let before = mark.checked_sub(1).and_then(|n| toks.get(n));
    before
        .is_some_and(|before| before.word && before.end == toks[mark].start && !literal.contains(&(mark - 1)))
}

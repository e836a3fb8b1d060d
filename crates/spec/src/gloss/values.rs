//! Values of a choice keep the words of the text: `prioridad (baja, media, alta)`, `Status: neu → offen → zu`.

use std::{collections::HashSet, ops::Range};

use crate::english::token::{BULLET, LINE, Tok};

use super::{
    Language,
    lexicon::{Bend, Entry, Kind},
};

/// What a rule of a field is called is no value of it.
const RULES: &[&str] = &[
    "required",
    "optional",
    "unique",
    "mandatory",
    "positive",
    "negative",
    "default",
    "nullable",
    "repeatable",
    "numeric",
    "automatic",
    "whole",
    "decimal",
    "long",
    "short",
    "free",
    "multiline",
    "indexed",
];

/// What has values and no members, though it is no field's usual name.
const CHOICES: &[&str] = &[
    "category",
    "kind",
    "type",
    "species",
    "status",
    "state",
    "priority",
    "colour",
    "color",
    "level",
    "size",
    "role",
    "gender",
    "language",
    "genre",
    "breed",
    "class",
    "condition",
    "stage",
    "phase",
    "unit",
    "grade",
];

/// The words that are values somewhere in the text, in small letters.
pub fn words(language: &Language, toks: &[Tok], sentences: &[Range<usize>]) -> HashSet<String> {
    let mut found = HashSet::new();
    for sentence in sentences {
        let toks = toks.get(sentence.clone()).unwrap_or_default();
        for range in groups(language, toks) {
            let words = toks.get(range).unwrap_or_default().iter().filter(|tok| tok.word);
            found.extend(words.map(|tok| tok.low.clone()));
        }
    }
    found
}

/// The members of all choices of the sentence, each a range of tokens.
pub fn groups(language: &Language, toks: &[Tok]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 0..toks.len() {
        let tok = &toks[at];
        if tok.is("(") || tok.is(":") && toks.get(at.wrapping_sub(1)).is_some_and(|before| before.word) {
            let end = (at + 1..toks.len())
                .find(|n| {
                    let ends = if tok.is("(") { &[")"][..] } else { &[";", ".", ")", "("][..] };
                    ends.contains(&toks[*n].low.as_str()) || toks[*n].is(LINE) || toks[*n].is(BULLET)
                })
                .unwrap_or(toks.len());
            found.extend(members(language, toks, at, at + 1..end));
        }
        if tok.is("→") {
            let before = (0..at).rev().take_while(|n| toks[*n].word).take(3).last().unwrap_or(at);
            let after =
                (at + 1..toks.len()).take_while(|n| toks[*n].word).take(3).last().map_or(at, |n| n + 1);
            // "el estado pasa de abierto → cerrado": what leads to the value is none.
            let start = (before..at).rev().take_while(|n| function(language, &toks[*n]).is_none()).last();
            found.push(start.unwrap_or(at)..at);
            found.push(at + 1..after.max(at + 1));
        }
        if function(language, tok).is_some_and(|entry| entry.english == ["or"]) {
            found.extend(listed(language, toks, at));
        }
    }
    found.retain(|range| !range.is_empty());
    found
}

fn function(language: &Language, tok: &Tok) -> Option<Entry> {
    language.entry(&tok.low).filter(|entry| entry.kind == Kind::Function)
}

/// What stands in brackets or behind a colon, where all of it are values.
fn members(language: &Language, toks: &[Tok], head: usize, range: Range<usize>) -> Vec<Range<usize>> {
    let headed = head.checked_sub(1).and_then(|n| toks.get(n)).and_then(|tok| language.entry(&tok.low));
    let choice = headed
        .as_ref()
        .is_some_and(|entry| entry.english.last().is_some_and(|word| CHOICES.contains(&word.as_str())));
    let of_thing = headed.is_some_and(|entry| entry.kind == Kind::Thing) && !choice;
    let mut found = Vec::new();
    let mut start = range.start;
    let ends = (range.start..range.end).map(Some).chain([None]);
    for n in ends {
        let divides = n.is_none_or(|n| divides(language, &toks[n]));
        let n = n.unwrap_or(range.end);
        if divides {
            if n > start {
                found.push(start..n);
            }
            start = n + 1;
        }
    }
    // "; por defecto pending"
    found.retain(|member| !told_default(language, &toks[member.clone()]));
    let plain = |member: &Range<usize>, of_thing: bool| {
        let words = &toks[member.clone()];
        let short = words.len() <= 3 && words.iter().all(|tok| tok.word || tok.is("-"));
        short
            && words.iter().enumerate().all(|(n, tok)| match language.entry(&tok.low) {
                Some(entry) => match entry.kind {
                    Kind::Trait => choice,
                    Kind::Thing => !of_thing,
                    Kind::Function => {
                        let plain = entry.english.len() == 1
                            && !entry.english.iter().any(|word| RULES.contains(&word.as_str()));
                        n + 1 < words.len() || choice && plain
                    }
                    Kind::Verb(_) => true,
                    Kind::Adjective => !entry.english.iter().any(|word| RULES.contains(&word.as_str())),
                },
                None => !tok.is_number(),
            })
    };
    // What no lexicon has is no field of a thing.
    let unknown =
        found.iter().any(|member| toks[member.clone()].iter().all(|tok| language.entry(&tok.low).is_none()));
    let known = |member: &Range<usize>| plain(member, of_thing && !unknown);
    if found.len() >= 2 && found.iter().all(known) { found } else { Vec::new() }
}

fn divides(language: &Language, tok: &Tok) -> bool {
    matches!(tok.low.as_str(), "," | ";" | "/" | "|" | "→" | "—")
        || function(language, tok).is_some_and(|entry| entry.english == ["or"] || entry.english == ["and"])
}

pub fn told_default(language: &Language, toks: &[Tok]) -> bool {
    let words: Vec<&str> = toks.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
    (0..words.len()).any(|n| {
        let entry =
            language.phrase(&words[n..]).map(|(entry, _)| entry.clone()).or_else(|| language.entry(words[n]));
        entry.is_some_and(|entry| entry.english.iter().any(|word| word == "default"))
    })
}

/// `baja, media o alta` behind a field: words that are no nouns, joined by "or".
fn listed(language: &Language, toks: &[Tok], or: usize) -> Vec<Range<usize>> {
    let value = |n: usize| {
        toks.get(n).is_some_and(|tok| {
            tok.word
                && !tok.is_number()
                && match language.entry(&tok.low) {
                    Some(entry) => {
                        matches!(entry.kind, Kind::Adjective | Kind::Verb(Bend::Third | Bend::Participle))
                            && !entry.english.iter().any(|word| RULES.contains(&word.as_str()))
                    }
                    None => true,
                }
        })
    };
    let (Some(last), true, true) = (or.checked_sub(1), value(or + 1), or > 0) else { return Vec::new() };
    if !value(last) {
        return Vec::new();
    }
    let mut found = vec![or + 1..or + 2, last..last + 1];
    let mut first = last;
    while first >= 2 && toks[first - 1].is(",") && value(first - 2) {
        first -= 2;
        found.push(first..first + 1);
    }
    // What they are values of.
    let head = first.checked_sub(1).and_then(|n| toks.get(n));
    let of_field = head.is_some_and(|tok| {
        matches!(tok.low.as_str(), ":" | "(" | ",")
            || language.entry(&tok.low).is_some_and(|entry| entry.kind == Kind::Trait)
            || function(language, tok)
                .is_some_and(|entry| entry.english == ["as"] || entry.english == ["either"])
    });
    if of_field { found } else { Vec::new() }
}

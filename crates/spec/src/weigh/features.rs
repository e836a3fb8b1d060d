//! What is looked at of a word: itself, its neighbours, its place in the sentence, how the whole text uses it, and what
//! the first reading took it for.

use linear::{Feature, feature};

use super::text::{Line, Text};
use crate::english::token::{BULLET, LINE, Tok};

const HAS: &[&str] = &[
    "have",
    "has",
    "had",
    "having",
    "with",
    "record",
    "records",
    "store",
    "stores",
    "keep",
    "keeps",
    "track",
    "tracks",
    "include",
    "includes",
    "including",
    "need",
    "needs",
    "contain",
    "contains",
    "capture",
    "note",
    "hold",
    "holds",
    "enter",
    "enters",
    "register",
    "give",
    "gives",
    "show",
    "shows",
    "consist",
];

/// Whether the word says that something has something.
pub fn has(tok: &Tok) -> bool {
    tok.word && HAS.contains(&tok.low.as_str())
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// A small number as a word, larger ones as the largest.
pub fn digit(n: usize) -> &'static str {
    DIGITS[n.min(9)]
}

fn shape(tok: &Tok) -> &'static str {
    if !tok.word {
        return "mark";
    }
    let raw = &tok.raw;
    if tok.is_number() {
        "number"
    } else if raw.contains('_') {
        "snake"
    } else if raw.len() > 1 && raw.chars().all(|c| c.is_uppercase()) {
        "upper"
    } else if raw.chars().skip(1).any(char::is_uppercase) {
        "camel"
    } else if tok.capitalised() {
        "capital"
    } else {
        "low"
    }
}

fn tail(word: &str, len: usize) -> &str {
    let at = word.char_indices().rev().nth(len - 1).map_or(0, |(at, _)| at);
    &word[at..]
}

fn head(word: &str, len: usize) -> &str {
    let at = word.char_indices().nth(len).map_or(word.len(), |(at, _)| at);
    &word[..at]
}

/// The features of each word of a sentence.
pub fn of_line(text: &Text<'_>, line: &Line<'_>) -> Vec<Vec<Feature>> {
    let toks = &line.sentence.toks;
    let len = toks.len();
    let one = |at: Option<usize>| match at {
        None => "<start>",
        Some(at) => line.ones.get(at).map_or("<end>", String::as_str),
    };
    let near = |at: usize, by: isize| one(at.checked_add_signed(by));
    let commas = toks.iter().filter(|tok| tok.is(",")).count().min(3);
    let first = line.ones.first().map_or("", String::as_str);
    let bullet = toks.first().is_some_and(|tok| tok.is(BULLET) || tok.is(LINE));
    let mark_behind: Vec<&str> = {
        let mut next = "<end>";
        let mut behind: Vec<&str> = toks
            .iter()
            .rev()
            .map(|tok| {
                let here = next;
                if !tok.word {
                    next = tok.low.as_str();
                }
                here
            })
            .collect();
        behind.reverse();
        behind
    };
    let mut has_at: Option<(usize, &str)> = None;
    let (mut depth, mut colon, mut mark_before) = (0usize, false, "<start>");
    let mut all = Vec::with_capacity(len);
    for (at, tok) in toks.iter().enumerate() {
        let mut f: Vec<Feature> = Vec::with_capacity(64);
        let mut put = |parts: &[&str]| f.push(feature(parts));
        let low = tok.low.as_str();
        put(&["any"]);
        put(&["word", low]);
        put(&["one", near(at, 0)]);
        if tok.word {
            put(&["end3", tail(low, 3)]);
            put(&["end2", tail(low, 2)]);
            put(&["start4", head(low, 4)]);
            let count = text.counts.get(near(at, 0)).copied().unwrap_or(0).min(4);
            put(&["count", digit(count)]);
            if text.capitals.contains(near(at, 0)) {
                put(&["capital"]);
            }
            if text.heads.contains(near(at, 0)) {
                put(&["head"]);
            }
            if text.things.contains(near(at, 0)) {
                put(&["thing"]);
            }
            let pair = |a: &str, b: &str| {
                !a.is_empty() && !b.is_empty() && text.things.contains(&format!("{a} {b}"))
            };
            if pair(near(at, -1), near(at, 0)) || pair(near(at, 0), near(at, 1)) {
                put(&["thing-part"]);
            }
        }
        if tok.quoted {
            put(&["quoted"]);
        }
        if tok.person {
            put(&["person"]);
        }
        if tok.possessive {
            put(&["possessive"]);
        }
        put(&["shape", shape(tok)]);
        for by in [-3isize, -2, -1, 1, 2, 3] {
            let name = ["-3", "-2", "-1", "", "+1", "+2", "+3"][usize::try_from(by + 3).unwrap_or(3)];
            put(&["near", name, near(at, by)]);
            if let Some(tok) = at.checked_add_signed(by).and_then(|n| toks.get(n)).filter(|_| by.abs() == 1) {
                put(&["near-shape", name, shape(tok)]);
                if tok.word {
                    put(&["near-end", name, tail(&tok.low, 3)]);
                }
            }
            if let Some(read) =
                at.checked_add_signed(by).and_then(|n| line.read_as.get(n)).filter(|_| by.abs() == 1)
            {
                put(&["near-read", name, read]);
            }
        }
        put(&["pair-", near(at, -1), near(at, 0)]);
        put(&["pair+", near(at, 0), near(at, 1)]);
        put(&["between", near(at, -1), near(at, 1)]);
        put(&["read", line.read_as.get(at).copied().unwrap_or("")]);
        put(&["inside", digit(depth.min(1))]);
        put(&["place", digit(at.min(3))]);
        let start = line.begins.get(at).copied().unwrap_or(0);
        put(&["line-place", digit((at - start).min(3))]);
        put(&["colon", digit(usize::from(colon))]);
        match has_at {
            None => put(&["has", "no"]),
            Some((n, word)) => {
                put(&["has", word]);
                put(&["has-by", digit((at - n).min(6))]);
            }
        }
        put(&["mark-", mark_before]);
        put(&["mark+", mark_behind[at]]);
        put(&["marks", mark_before, mark_behind[at]]);
        put(&["first", first]);
        put(&["commas", digit(commas)]);
        if bullet {
            put(&["bullet"]);
        }
        all.push(f);
        if has(tok) {
            has_at = Some((at, low));
        }
        match low {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            ":" => colon = true,
            ";" => (has_at, colon) = (None, false),
            _ => {}
        }
        if !tok.word {
            mark_before = low;
        }
    }
    all
}

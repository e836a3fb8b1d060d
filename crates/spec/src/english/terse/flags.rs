//! `prescription only flag`, `in stock flag`, `is vegetarian flag`, `neutered or not`, `free entry y/n`: the words before
//! the word for a yes or no are one name, whatever they do elsewhere.

use super::super::{cursor::any, kind::type_word, lexicon::lexicon, token::Tok};
use crate::words::stop::is_stop;

/// Longer names are clauses.
const LONGEST: usize = 4;

/// Joins the words of such names, and writes the other signs of a yes or no as "flag".
pub(super) fn join(toks: &mut Vec<Tok>) {
    signs(toks);
    let mut at = 1;
    while at < toks.len() {
        if let Some(start) = name_before(toks, at) {
            let joined = one(&toks[start..at]);
            toks.splice(start..at, [joined]);
            at = start + 1;
        }
        at += 1;
    }
}

/// "or not" and "y/n" behind a name that stands alone between commas.
fn signs(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at < toks.len() {
        let length = if any(toks, at, &["or"]) && any(toks, at + 1, &["not"]) {
            2
        } else if any(toks, at, &["y"]) && any(toks, at + 1, &["/"]) && any(toks, at + 2, &["n"]) {
            3
        } else {
            0
        };
        // "Anyone, logged in or not, can read": who, and no field.
        let whoever =
            any(toks, at.wrapping_sub(1), &["in"]) && any(toks, at.wrapping_sub(2), &["logged", "signed"]);
        let named = length > 0
            && !whoever
            && ends(toks, at + length)
            && (at.saturating_sub(LONGEST)..at).any(|n| begins(toks, n, at));
        if named {
            let flag = Tok {
                raw: "flag".to_owned(),
                low: "flag".to_owned(),
                word: true,
                ..one(&toks[at..at + length])
            };
            toks.splice(at..at + length, [flag]);
        }
        at += 1;
    }
}

/// Where the name begins that ends before a "flag" at `at`, if its words need to be held together.
fn name_before(toks: &[Tok], at: usize) -> Option<usize> {
    let flag = any(toks, at, &["flag"])
        || any(toks, at, &["bool", "boolean"])
        || any(toks, at, &["yes"]) && any(toks, at + 1, &["/"]);
    if !flag || type_word(toks, at).is_none_or(|(_, end)| !ends(toks, end) && !ends(toks, at + 1)) {
        return None;
    }
    let start = (at.saturating_sub(LONGEST)..at).find(|n| begins(toks, *n, at))?;
    let words = &toks[start..at];
    // Words that make a name by themselves stay what they are.
    let odd = words.iter().any(|tok| is_stop(&tok.low) || tok.is("only") || tok.is("-") || tok.is("plus"))
        || words.len() == 1 && lexicon().verb(&words[0].low).is_some() && any(toks, at, &["bool", "boolean"]);
    (odd && words.len() <= LONGEST).then_some(start)
}

/// What divides members stands before the name, and nothing but words is in it.
fn begins(toks: &[Tok], at: usize, last: usize) -> bool {
    const BEFORE: &[&str] = &[",", ";", "(", ":", "a", "an", "the"];
    const LEAD: &[&str] = &[
        "a", "an", "the", "and", "with", "optional", "required", "unique", "has", "have", "whether", "if",
        "that", "are", "it", "they", "can", "either",
    ];
    const NEVER: &[&str] =
        &["a", "an", "the", "has", "have", "with", "must", "whether", "it", "they", "can", "may", "flag"];
    let inner = &toks[at..last];
    let apart = at.checked_sub(1).is_some_and(|n| any(toks, n, BEFORE) || any(toks, n, &["and"]));
    // "an is vegetarian flag"; "a bed is isolation capable or not" is a clause.
    let is = |tok: &Tok| matches!(tok.low.as_str(), "is" | "are" | "was" | "were" | "be");
    let clause = inner.iter().skip(1).any(is) || inner.first().is_some_and(is) && !any(toks, last, &["flag"]);
    apart
        && !clause
        && !inner.is_empty()
        && inner.iter().enumerate().all(|(n, tok)| {
            // "plus-one"
            let hyphen =
                tok.is("-") && tok.glued && inner.get(n + 1).is_some_and(|next| next.word && next.glued);
            hyphen || tok.word && !tok.is_number() && !tok.possessive && !NEVER.contains(&tok.low.as_str())
        })
        && !LEAD.contains(&inner[0].low.as_str())
}

fn ends(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| matches!(tok.low.as_str(), "," | ";" | ")" | "." | "(" | "=" | "and"))
        || any(toks, at, &["default", "defaults", "optional", "required"])
}

/// One word over all of them: `prescription_only`.
fn one(words: &[Tok]) -> Tok {
    let joined =
        |part: fn(&Tok) -> &str| words.iter().filter(|tok| tok.word).map(part).collect::<Vec<_>>().join("_");
    let (start, end) = (words.first().map_or(0, |tok| tok.start), words.last().map_or(0, |tok| tok.end));
    let glued = words.first().is_some_and(|tok| tok.glued);
    Tok {
        start,
        end,
        raw: joined(|tok| &tok.raw),
        low: joined(|tok| &tok.low),
        word: true,
        quoted: false,
        glued,
        possessive: false,
        content: true,
        person: false,
    }
}

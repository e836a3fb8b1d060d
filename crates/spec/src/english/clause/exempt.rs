//! Whom a rule leaves out. Behind the rule (`unless one of them is cancelled`, `except for cancelled ones`, `not
//! counting drafts`) or in a sentence of its own (`cancelled bookings don't count`, `only confirmed bookings
//! count`): a lead, the states, and how they are left out. Which field knows the states only the whole text tells.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};
use crate::words::{self, stop::is_stop};

/// Behind a rule: what it does not hold for.
pub fn behind(toks: &[Tok], at: usize, rule: &Fact) -> Read {
    if !matches!(rule, Fact::Overlap { .. } | Fact::Limit { .. }) {
        return None;
    }
    const UNLESS: &[&str] = &["( unless", "( except if|when|where", ",? unless", ",? except if|when|where"];
    const BUT: &[&str] = &[
        "( except|excluding|ignoring|without for?",
        ",? except|besides|excluding|ignoring|disregarding|without for?",
        ",? apart|aside from",
        ",? not counting|including|considering",
        ",? but not",
    ];
    const BOTH: &[&str] =
        &["one|either|both|any of them|these|those|the? two?", "one|either|both|they|it|that|those"];
    const BE: &[&str] = &["is|are|was|were|gets|get already?", "has|have already? been"];
    let open = any(toks, at, &["("]);
    let (states, mut end) = match eat_first(toks, at, UNLESS) {
        Some(next) => {
            let who = eat_first(toks, next, BOTH)
                .or_else(|| {
                    noun_phrase(toks, next).map(|(_, n)| n).filter(|n| eat_first(toks, *n, BE).is_some())
                })
                .unwrap_or(next);
            states(toks, eat_first(toks, who, BE).unwrap_or(who))?
        }
        None => {
            let next = eat_first(toks, at, BUT)?;
            let (states, next) =
                states(toks, eat_first(toks, next, &["the|any|all those?"]).unwrap_or(next))?;
            let whom = if states.iter().all(|state| words::is_plural(state)) {
                next
            } else {
                whom(toks, next).map_or(next, |(_, end)| end)
            };
            (states, whom)
        }
    };
    if open {
        end = eat_first(toks, end, &[")"])?;
    }
    ends(toks, end).then(|| (vec![Fact::Counting { what: None, states, only: false, toks: at..end }], end))
}

/// `cancelled bookings don't count`, `only confirmed ones count`
pub fn read(toks: &[Tok], at: usize) -> Read {
    const OUT: &[&str] = &[
        "don't|doesn't|shouldn't|mustn't|cannot|can't|won't be? count|counted|matter|block|conflict|considered",
        "do|does|should|must|shall|may|will not|never be? count|counted|matter|block|conflict|considered",
        "is|are|should|must|shall|will not|never be? counted|considered|included|affected|taken_",
        "is|are|should|must|shall|will be? ignored|excluded|exempt|exempted|disregarded|skipped",
        "is|are|should|must be? left out",
        "can|may overlap",
        "is|are an exception|exceptions",
        "is|are exceptions",
        "frees|free|releases|release up? the|its|their|that slot|slots|time|room|space|place|it",
    ];
    const IN: &[&str] =
        &["is|are|should|must? be? counted|considered", "count|counts|matter|matters|block|blocks"];
    let only = eat_first(toks, at, &["only|just the?"]);
    let next = only.or_else(|| eat_first(toks, at, &["the|all|any"])).unwrap_or(at);
    let (states, next) = states(toks, next)?;
    let (what, next) = whom(toks, next)?;
    let told = match only {
        Some(_) => eat_first(toks, next, IN)?,
        None => eat_first(toks, next, OUT)?,
    };
    const THERE: &[&str] = &[
        "to|towards|for|against the|this|that limit|rule|count|number|maximum",
        "for|in this|that|it",
        "the? slot|slots|time|room",
        "here|there|of course|though|anymore",
    ];
    let end = eat_first(toks, told, THERE).unwrap_or(told);
    ends(toks, end).then(|| (vec![Fact::Counting { what, states, only: only.is_some(), toks: at..end }], end))
}

/// `cancelled`, `rejected or withdrawn`
fn states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let plain = |n: usize| {
        toks.get(n).filter(|tok| tok.word && tok.low.len() > 2 && !is_stop(&tok.low) && !tok.is_number())
    };
    let mut found = vec![plain(at)?.low.clone()];
    let mut end = at + 1;
    // "checked - in"
    while any(toks, end, &["-"]) && toks.get(end + 1).is_some_and(|tok| tok.word && tok.glued) {
        let last = found.last_mut()?;
        *last = format!("{last} {}", low(toks, end + 1));
        end += 2;
    }
    while let Some(next) = eat_first(toks, end, &[", or|and", "or|and|/|,"]).filter(|_| found.len() < 6) {
        let Some(tok) = plain(next) else { break };
        found.push(tok.low.clone());
        end = next + 1;
    }
    Some((found, end))
}

/// `bookings`, `ones`: whose states they are.
fn whom(toks: &[Tok], at: usize) -> Option<(Option<Np>, usize)> {
    if let Some(next) = eat_first(toks, at, &["ones|one"]) {
        return Some((None, next));
    }
    // "bookings count": the verb is no word of the name.
    let verb = (at + 1..at + 3).find(|n| any(toks, *n, &["count", "counts", "matter", "block", "blocks"]));
    noun_phrase(toks.get(..verb.unwrap_or(toks.len()))?, at)
        .filter(|(np, _)| np.low.len() <= 2)
        .map(|(np, next)| (Some(np), next))
}

fn ends(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| !tok.word || any(toks, at, &["and", "but"]))
}

//! A rule is read as a whole or not at all.
//!
//! "At most 2 leases without an end date" is no "at most 2 leases": where words that no shape took go on right
//! behind a rule, or stand before it as its condition, the rule said something else. It is given up, so that the
//! whole clause stays text and is asked about.

use std::ops::Range;

use super::super::{
    cursor::{any, eat_first},
    evidence::{Fact, Quant},
    token::Tok,
};

/// The facts without the rules that say less than their clause.
pub(super) fn rules(toks: &[Tok], facts: Vec<Fact>) -> Vec<Fact> {
    let taken: Vec<Range<usize>> = facts.iter().map(|fact| fact.toks().clone()).collect();
    let free = |n: usize| !taken.iter().any(|range| range.contains(&n));
    facts
        .into_iter()
        .map(unrelated)
        .filter(|fact| {
            let Some(range) = rule(fact) else { return true };
            // "the apprentices stay without one" says what comes of it.
            let stays = matches!(fact, Fact::Cascade { .. }) && any(toks, range.end, &["without"]);
            !(goes_on(toks, range.end, free) && !stays || hangs_on(toks, range.start, free))
        })
        .collect()
}

/// "No locker can belong to two students": what is denied ties nothing together.
fn unrelated(fact: Fact) -> Fact {
    match fact {
        Fact::Relation { from: Some(from), toks, .. } | Fact::Link { from: Some(from), toks, .. }
            if from.quant == Quant::No =>
        {
            Fact::Unread { toks }
        }
        other => other,
    }
}

fn rule(fact: &Fact) -> Option<&Range<usize>> {
    match fact {
        Fact::Overlap { toks, .. }
        | Fact::Limit { toks, .. }
        | Fact::Capacity { toks, .. }
        | Fact::Order { toks, .. }
        | Fact::Deadline { toks, .. }
        | Fact::Differ { toks, .. }
        | Fact::Settled { toks, .. }
        | Fact::Cascade { toks, .. }
        | Fact::Deny { toks, .. }
        | Fact::UniqueTogether { toks, .. } => Some(toks),
        _ => None,
    }
}

/// Words behind which a condition stands, whatever divides it from the rule.
const WHEN: &[&str] = &[
    "if",
    "when",
    "whenever",
    "while",
    "unless",
    "except",
    "without",
    "provided",
    "where",
    "whose",
    "until",
    "during",
    "but not if|when|while",
];
/// Words that begin something else, or say nothing.
const ELSE: &[&str] = &[
    "and",
    "or",
    "but",
    "please",
    "pls",
    "so",
    "because",
    "obviously",
    "naturally",
    "ofc",
    "of course",
    "too",
    "then",
];

/// Whether the clause goes on with words that nothing took: `… without an end date`, `…, unless it is full`.
fn goes_on(toks: &[Tok], at: usize, free: impl Fn(usize) -> bool) -> bool {
    let start = eat_first(toks, at, &[",", "(", "–", "—"]).unwrap_or(at);
    let begins = if start > at {
        eat_first(toks, start, WHEN).is_some()
    } else {
        toks.get(at).is_some_and(|tok| tok.word) && eat_first(toks, at, ELSE).is_none()
    };
    begins && loose(toks, start, free)
}

/// Whether free words with a meaning stand there before the clause ends.
fn loose(toks: &[Tok], at: usize, free: impl Fn(usize) -> bool) -> bool {
    let end = (at..toks.len()).find(|n| !toks[*n].word && !any(toks, *n, &["-", "'"])).unwrap_or(toks.len());
    (at..end).take_while(|n| free(*n)).any(|n| toks[n].content)
}

/// Whether a condition that nothing took stands before the rule: `for plots over 100 m², …`, `in summer …`.
fn hangs_on(toks: &[Tok], at: usize, free: impl Fn(usize) -> bool) -> bool {
    let comma = at > 0 && any(toks, at - 1, &[","]);
    let end = if comma { at - 1 } else { at };
    let start = (0..end).rev().take_while(|n| toks[*n].word && free(*n)).last().unwrap_or(end);
    let told = (start..end).any(|n| toks[n].content);
    const FOR: &[&str] = &[
        "if", "when", "whenever", "while", "unless", "during", "for", "in", "on", "once", "after", "before",
    ];
    told && if comma { any(toks, start, FOR) } else { any(toks, start, &["if", "when", "while", "unless"]) }
}

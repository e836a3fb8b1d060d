//! `apples count plus pears count must not exceed the limit`: what is added up is held against the limit, and neither part
//! by itself. No form has a sum, so the clause is given back whole and stays text.

use super::super::{
    cursor::{any, eat_first, refusal},
    evidence::{Fact, Item},
    noun::noun_phrase,
    token::Tok,
};

const SIGNS: &[&str] = &["plus|minus|times|+|×|*", "multiplied|divided by"];
const TOGETHER: &[&str] =
    &["together|combined|added", "in total|sum", "taken|put together", "added up|together"];

/// The facts without those that hold one part of a sum against something.
pub(super) fn given_back(toks: &[Tok], facts: Vec<Fact>) -> Vec<Fact> {
    let sums = sums(toks);
    if sums.is_empty() {
        return facts;
    }
    let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        let Some(sum) = sums.iter().find(|sum| sum.start < fact.toks().end && fact.toks().start < sum.end)
        else {
            kept.push(fact);
            continue;
        };
        match fact {
            // "a budget: rent + fee must stay below it": the list before it is one all the same.
            Fact::Has { subject, items, toks, from_frame } if toks.start < sum.start => {
                let items: Vec<Item> = items.into_iter().filter_map(|item| cut(item, sum.start)).collect();
                if !items.is_empty() {
                    kept.push(Fact::Has { subject, items, toks: toks.start..sum.start, from_frame });
                }
            }
            Fact::Filler { .. } | Fact::Aside { .. } if fact.toks().end <= sum.start + 1 => kept.push(fact),
            _ => {}
        }
    }
    kept.extend(sums.into_iter().map(|toks| Fact::Unread { toks }));
    kept.sort_by_key(|fact| fact.toks().start);
    kept
}

/// The member as it is told before the sum.
fn cut(item: Item, at: usize) -> Option<Item> {
    if item.toks.start >= at {
        return None;
    }
    if item.toks.end <= at {
        return Some(item);
    }
    Some(Item {
        mods: Vec::new(),
        members: Vec::new(),
        toks: item.toks.start..item.np.toks.end.min(at),
        ..item
    })
}

fn sums(toks: &[Tok]) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for at in 1..toks.len() {
        if found.last().is_some_and(|sum| sum.end > at) {
            continue;
        }
        let Some((start, end)) = signed(toks, at).or_else(|| worded(toks, at)).or_else(|| together(toks, at))
        else {
            continue;
        };
        if compared(toks, end) {
            found.push(start..clause_end(toks, end));
        }
    }
    found
}

/// `the rent plus the fee`, where its sign stands: from the first part to the end of the last.
fn signed(toks: &[Tok], at: usize) -> Option<(usize, usize)> {
    eat_first(toks, at, SIGNS)?;
    let start = begin_of(toks, at)?;
    let mut end = at;
    while let Some((_, next)) = eat_first(toks, end, SIGNS).and_then(|n| noun_phrase(toks, n)) {
        end = next;
    }
    (end > at).then(|| (start, eat_first(toks, end, TOGETHER).unwrap_or(end)))
}

/// `the sum of rent and fee`
fn worded(toks: &[Tok], at: usize) -> Option<(usize, usize)> {
    let of = eat_first(toks, at, &["sum|total|difference|product of|between"])?;
    let start = if any(toks, at - 1, &["the", "a", "their"]) { at - 1 } else { at };
    let (_, mut end) = noun_phrase(toks, of)?;
    let first = end;
    while let Some((_, next)) =
        eat_first(toks, end, &[", and", "and", ",", "plus"]).and_then(|n| noun_phrase(toks, n))
    {
        end = next;
    }
    (end > first).then_some((start, end))
}

/// `rent and fee together`, where its last word stands.
fn together(toks: &[Tok], at: usize) -> Option<(usize, usize)> {
    let end = eat_first(toks, at, TOGETHER)?;
    let second = begin_of(toks, at)?;
    let and = second.checked_sub(1).filter(|n| any(toks, *n, &["and"]))?;
    Some((begin_of(toks, and)?, end))
}

/// Where the name begins that ends before `at`: the longest one.
fn begin_of(toks: &[Tok], at: usize) -> Option<usize> {
    let ends = |start: &usize| noun_phrase(&toks[..at], *start).is_some_and(|(_, end)| end == at);
    (at.saturating_sub(5)..at).find(ends)
}

/// `must not exceed`, `is at most`, `≤`; "serial number + brand must be unique" adds nothing up.
fn compared(toks: &[Tok], at: usize) -> bool {
    const MODALS: &[&str] =
        &["must", "may", "can", "should", "shall", "has", "have", "is", "are", "never", "stays", "cannot"];
    const HOW: &[&str] = &[
        "exceed", "exceeds", "surpass", "more", "less", "most", "least", "above", "below", "over", "under",
        "greater", "smaller", "larger", "bigger", "lower", "higher", "fewer", "between", "exactly", "equal",
        "positive", "negative", "same", "than", "up",
    ];
    let told = super::comparison(toks, at).is_some()
        || refusal(toks, at).is_some()
        || any(toks, at, MODALS)
        || any(toks, at, &["=", "equals", "exceeds"]);
    let stop =
        (at..toks.len().min(at + 6)).find(|n| any(toks, *n, &[",", ";"])).unwrap_or(toks.len().min(at + 6));
    let amount = |n: usize| any(toks, n, HOW) || toks[n].is_number() || !toks[n].word && !toks[n].is("-");
    told && (at..stop).any(amount)
}

/// Where the words up to the next mark end that is none of reckoning.
fn clause_end(toks: &[Tok], at: usize) -> usize {
    let sign = |n: usize| any(toks, n, &["-", "/", "≤", "≥", "<", ">", "=", "+", "×", "*", "%"]);
    (at..toks.len()).find(|n| !toks[*n].word && !sign(*n)).unwrap_or(toks.len())
}

//! Who may take a step, told beside its arrow: `pending -> approved (by the supervisor)`, `draft -> sent [clerk]`,
//! `- sent -> filed: boss`. The arrows are read without these words, and each of them is a right to its step.

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Act, Fact, Who},
        noun::noun_phrase,
        token::Tok,
    },
    Read, arrow, course,
    permit::{low_singular, role_of, roles},
    state::joined,
};
use crate::words;

/// Who takes a step, and where it is said.
type People = Vec<(Who, Range<usize>)>;

struct Told {
    at: Range<usize>,
    who: People,
}

pub fn read(toks: &[Tok], at: usize) -> Read {
    let stop = (at..toks.len()).find(|n| any(toks, *n, &["."])).unwrap_or(toks.len());
    let first = (at..stop).find(|n| any(toks, *n, &["→"]))?;
    let mut told: Vec<Told> = Vec::new();
    let mut n = first + 2;
    while n < stop {
        match beside(toks, n, stop) {
            Some((who, end)) => {
                told.push(Told { at: n..end, who });
                n = end;
            }
            None => n += 1,
        }
    }
    if told.is_empty() {
        return None;
    }
    // "The step draft -> sent is done by the clerk": no word of the state.
    let lead = eat_first(toks, at, &["the|each|every? step|transition|move|change from?"])
        .filter(|next| *next < first)
        .unwrap_or(at);
    let left: Vec<usize> = (0..toks.len())
        .filter(|n| *n >= first || *n < at || *n >= lead)
        .filter(|n| !told.iter().any(|group| group.at.contains(n)))
        .collect();
    let bare: Vec<Tok> = left.iter().filter_map(|n| toks.get(*n)).cloned().collect();
    let drawn = || arrow::read(&bare, at).filter(|(facts, _)| !course::glued(facts));
    let (mut facts, end) = course::read(&bare, at).or_else(drawn)?;
    let mut end = left.get(end.checked_sub(1)?)? + 1;
    while let Some(group) = told.iter().find(|group| group.at.start == end) {
        end = group.at.end;
    }
    let steps: Vec<(String, Option<String>)> = facts
        .iter_mut()
        .filter_map(|fact| match fact {
            Fact::Flow { steps, toks, .. } => {
                toks.end = end;
                Some(steps.iter().map(|step| (step.to.clone(), step.verb.clone())).collect::<Vec<_>>())
            }
            _ => None,
        })
        .flatten()
        .collect();
    for group in told.into_iter().filter(|group| group.at.end <= end) {
        let from = (first..group.at.start).rev().find(|n| any(toks, *n, &["→", "or", "/"]))? + 1;
        let state = joined(toks, from..group.at.start);
        let (to, verb) = steps.iter().find(|(to, _)| *to == state)?;
        let act = Act { verb: words::snake(verb.as_ref().unwrap_or(to))?, toks: group.at.clone() };
        facts.push(Fact::Permit {
            who: group.who,
            acts: vec![act],
            objects: Vec::new(),
            own: false,
            only: true,
            deny: false,
            toks: group.at,
        });
    }
    Some((facts, end))
}

/// The people behind a state, and the index behind their words.
fn beside(toks: &[Tok], at: usize, stop: usize) -> Option<(People, usize)> {
    if let Some(open) = eat_first(toks, at, &["("]) {
        let by = eat_first(toks, open, &["only|just? by|for only?", "only"]);
        let (who, end) = people(toks, by.unwrap_or(open), by.is_some())?;
        let end = eat_first(toks, end, &["only|alone"]).unwrap_or(end);
        return eat_first(toks, end, &[")"]).map(|end| (who, end));
    }
    const BY: &[&str] = &[
        "is|are only? done|made|taken|performed|triggered|allowed|possible|set only? by|for only?",
        "only? by only?",
        ":|, only? by|for only?",
    ];
    let by = eat_first(toks, at, BY).or_else(|| eat_first(toks, at, &[":"]))?;
    let (who, end) = people(toks, by, false)?;
    let end = eat_first(toks, end, &["only|alone"]).unwrap_or(end);
    let over = end >= stop || toks.get(end).is_none_or(|tok| matches!(tok.low.as_str(), "," | ";" | "→"));
    over.then_some((who, end))
}

/// Those of whom lists know, and behind "by" in brackets whoever is named: `(by the foreman)`.
fn people(toks: &[Tok], at: usize, named: bool) -> Option<(People, usize)> {
    let start = eat_first(toks, at, &["the|a|an|any"]).unwrap_or(at);
    if let Some((who, end)) = roles(toks, at).or_else(|| roles(toks, start))
        && who.iter().all(|(who, _)| matches!(who, Who::Role(_) | Who::User))
    {
        return Some((who, end));
    }
    let (np, end) = noun_phrase(toks, at).filter(|(np, _)| named && np.low.len() <= 2)?;
    let thing =
        matches!(np.last(), "system" | "server" | "api" | "service" | "cron" | "job" | "time" | "date");
    let who = role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np)));
    (!thing && matches!(who, Who::Role(_) | Who::User)).then(|| (vec![(who, np.toks.clone())], end))
}

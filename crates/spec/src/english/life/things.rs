//! What the text keeps, and which of it a heading or a name speaks of.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Heard, Kept, words,
};
use crate::words as plain;

/// The singular names of what the text keeps.
pub(super) fn things(heard: &[Heard<'_>], kept: &[Kept]) -> Vec<String> {
    let mut found: Vec<String> = kept.iter().map(|kept| kept.name.clone()).collect();
    let mut take = |np: &Np| {
        let mut low = apart(np);
        if let Some(last) = low.last_mut() {
            *last = plain::singular(last);
        }
        let key = low.join(" ");
        if !key.is_empty() && low.len() <= 3 && !found.contains(&key) {
            found.push(key);
        }
    };
    heard.iter().filter_map(|sentence| begins(sentence.toks)).for_each(|np| take(&np));
    let facts = || heard.iter().flat_map(|sentence| sentence.facts);
    for fact in facts() {
        if let Fact::Has { subject, items, from_frame, .. } = fact {
            subject.iter().filter(|_| !from_frame).for_each(&mut take);
            items.iter().filter(|item| item.members.len() > 1).for_each(|item| take(&item.np));
        }
    }
    // "A taken job gets delivered": jobs, and no thing of another name.
    let all = found.clone();
    found.retain(|key| {
        let rest = key.split_once(' ').filter(|(state, _)| words::looks_like_a_state(state));
        rest.is_none_or(|(_, rest)| !all.iter().any(|other| other == rest))
    });
    let described = found.len();
    let mut take = |np: &Np| {
        let mut low = apart(np);
        if let Some(last) = low.last_mut() {
            *last = plain::singular(last);
        }
        // "Planned shows are approved by an editor": shows, where shows are described.
        let known =
            (0..low.len()).any(|n| found.iter().take(described).any(|key| *key == low[n..].join(" ")));
        // "Marking no-shows is for nurses": a deed, and nothing that is kept.
        let gerund = |word: &String| lexicon().verb(word).is_some_and(|(_, form)| form == Form::Gerund);
        let deed = low.len() > 1 && low.first().is_some_and(gerund);
        if !known && !deed && (1..=3).contains(&low.len()) {
            found.push(low.join(" "));
        }
    };
    for fact in facts() {
        match fact {
            Fact::Relation { from: Some(np), .. } => take(np),
            Fact::Mention { np, weight } if *weight >= 3 => take(np),
            _ => {}
        }
    }
    found
}

/// `A prescription begins as draft`: what has a life is kept, whatever else is told of it.
fn begins(toks: &[Tok]) -> Option<Np> {
    const BEGINS: &[&str] =
        &["begins|begin|starts|start out|off|life? as", "begins|begin|starts|start out|off? life? as"];
    let verb = (1..toks.len().min(6)).find(|n| eat_first(toks, *n, BEGINS).is_some())?;
    let (np, end) = noun_phrase(toks.get(..verb)?, 0)?;
    let named =
        !np.person && !np.low.iter().any(|word| matches!(word.as_str(), "status" | "state" | "it" | "they"));
    (end == verb && named).then_some(np)
}

/// The words of a name: "SwapRequest" is a swap request elsewhere.
fn apart(np: &Np) -> Vec<String> {
    let camel = np.low.len() == 1
        && np.name.chars().skip(1).any(char::is_uppercase)
        && np.name.chars().any(char::is_lowercase);
    let split = plain::snake(&np.name).filter(|_| camel);
    split.map_or_else(|| np.low.clone(), |name| name.split('_').map(str::to_owned).collect())
}

pub(super) fn key_of(np: &Np, things: &[String]) -> Option<String> {
    let mut low = apart(np);
    if let Some(last) = low.last_mut() {
        *last = plain::singular(last);
    }
    (0..low.len()).map(|n| low[n..].join(" ")).find(|key| things.contains(key))
}

/// `Life of a booking`, `Workflow`: the heading of what follows; the thing that it names.
pub(super) fn heads(things: &[String], toks: &[Tok]) -> Option<String> {
    // "How a booking lives", "What happens to an order"
    const LIVES: &[&str] =
        &["lives", "goes|works|moves|runs|changes on?", "goes through", "'s life|lifecycle|states"];
    if let Some(next) = eat_first(toks, 0, &["what happens to|with a|an|the|each?", "how a|an|the|each?"]) {
        let end = (next + 1..toks.len().min(next + 4))
            .find(|n| eat_first(toks, *n, LIVES).is_some())
            .unwrap_or(toks.len());
        return name_of(things, toks.get(next..end)?);
    }
    // "Booking lifecycle", "Order states"
    if let Some(end) = (1..toks.len().min(5)).find(|n| {
        any(toks, *n, &["lifecycle", "life", "states", "statuses", "workflow", "stages", "status", "flow"])
    }) && toks[end + 1..].iter().all(|tok| !tok.word)
    {
        // "A flag's life"
        let start = eat_first(toks, 0, &["a|an|the|each|every"]).filter(|next| *next < end).unwrap_or(0);
        return name_of(things, toks.get(start..end)?);
    }
    let of = eat_first(
        toks,
        0,
        &[
            "the? life|lifecycle|workflow|course|statuses|states|status|state|process|flow|steps of a|an|the|each?",
            "the? life - cycle of a|an|the|each?",
            "the? status|state flow|changes|transitions|machine of|for a|an|the|each?",
        ],
    )?;
    name_of(things, toks.get(of..)?)
}

/// The thing whose name that is, in the singular or the plural.
fn name_of(things: &[String], toks: &[Tok]) -> Option<String> {
    let article = usize::from(any(toks, 0, &["a", "an", "the", "each", "every"]));
    let words = toks.iter().skip(article).filter(|tok| tok.word);
    let mut low: Vec<String> = words.map(|tok| tok.low.clone()).collect();
    if let Some(last) = low.last_mut() {
        *last = plain::singular(last);
    }
    let key = low.join(" ");
    things.contains(&key).then_some(key)
}

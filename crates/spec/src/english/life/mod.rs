//! The life of a thing, told over several sentences: where it begins, what is done to it, by whom, and what it is then.
//!
//! One such clause alone may be anything: "the owner accepts it" tells a habit, a right or a step. Beside "it begins as
//! requested" it is a step. So the clauses of the whole text are gathered first; they count where something of them
//! says that there are states, and then all of them do. What a clause leaves out (`from where`) is told by their order.

mod begins;
mod clause;
mod does;
mod done;
mod ends;
mod known;
mod named;
mod object;
mod owners;
mod people;
mod steps;
mod text;
mod things;
mod whose;
mod words;

use std::{collections::BTreeMap, ops::Range};

use super::{evidence::Fact, token::Tok};
use clause::Grammar;
use known::Life;
pub(crate) use words::{under_way, undone_by};

/// A sentence as it was read by itself. `fixed` where a table or a line of rights told it.
pub struct Heard<'a> {
    pub toks: &'a [Tok],
    pub facts: &'a [Fact],
    pub fixed: bool,
}

/// A thing that a block of the text describes, with what is known of its status.
pub struct Kept {
    pub name: String,
    /// What its status is called.
    pub field: Option<String>,
    pub states: Vec<String>,
    pub initial: Option<String>,
}

/// The parts of a sentence that a life tells, with their facts.
pub type Parts = Vec<(Range<usize>, Vec<Fact>)>;

/// For each sentence the parts that a life tells better than the sentence does by itself.
pub fn read(heard: &[Heard<'_>], kept: &[Kept]) -> Vec<Option<Parts>> {
    let things = things::things(heard, kept);
    let mut found: Vec<Option<Parts>> = heard.iter().map(|_| None).collect();
    if things.is_empty() {
        return found;
    }
    let mut lives: BTreeMap<String, Life> = BTreeMap::new();
    for kept in kept.iter().filter(|kept| !kept.states.is_empty()) {
        let (listed, initial) =
            (kept.states.clone(), kept.initial.clone().map(|state| state.replace('_', " ")));
        let field = kept.field.clone();
        let life = Life { listed, initial, field, drawn: true, told: true, ..Life::default() };
        let life = lives.entry(kept.name.clone()).or_insert(life);
        kept.states.iter().for_each(|state| life.know(&state.replace('_', " ")));
    }
    let mut spoken: Option<String> = None;
    for sentence in heard {
        spoken = things::heads(&things, sentence.toks).or(spoken);
        known::listed(sentence.facts, &things, &mut spoken, &mut lives);
    }
    let states: Vec<String> = lives.values().flat_map(|life| life.states.clone()).collect();
    let mut states = states;
    let mut clauses;
    let mut again = 0;
    // A state may be named behind its first use: "a charging session" before "starts it (charging)".
    loop {
        clauses = text::all_clauses(heard, &Grammar { things: &things, states: &states }, &things);
        let known = states.len();
        let told = clauses.iter().flatten().flat_map(|(_, clause)| clause.states());
        for state in told {
            if !states.contains(&state) {
                states.push(state);
            }
        }
        if states.len() == known || clauses.iter().flatten().next().is_none() {
            break;
        }
        again += 1;
        if again > 2 {
            break;
        }
    }
    owners::settle(&mut clauses, &lives);
    // Names of states first, wherever they stand: a step may be told before the state that it leads to.
    for (thing, clause) in clauses.iter().flatten() {
        known::gather(lives.entry(thing.clone()).or_default(), clause);
    }
    lives.values_mut().for_each(Life::begin);
    lives.values_mut().for_each(Life::name);
    let mut parts: Vec<Parts> = heard.iter().map(|_| Vec::new()).collect();
    let mut drawn = vec![true; heard.len()];
    // Deeds that are only listed name steps that are told elsewhere, before or behind them.
    for listed in [false, true] {
        for (n, (thing, clause)) in
            clauses.iter().enumerate().flat_map(|(n, told)| told.iter().map(move |told| (n, told)))
        {
            let Some(life) = lives.get_mut(thing).filter(|life| life.told && clause.listed == listed) else {
                continue;
            };
            let facts = steps::facts_of(life, thing, clause);
            life.lost = facts.is_none();
            if let (Some(facts), Some(parts)) = (facts, parts.get_mut(n)) {
                drawn[n] &= life.drawn;
                parts.push((clause.toks.clone(), facts));
            }
        }
    }
    let headed = owners::of_headings(heard, &things);
    for (n, ((sentence, mut parts), headed)) in heard.iter().zip(parts).zip(headed).enumerate() {
        if parts.is_empty() && !headed.is_empty() {
            found[n] = Some(headed);
            continue;
        }
        if parts.is_empty()
            && let Some(thing) = things::heads(&things, sentence.toks)
            && lives.get(&thing).is_some_and(|life| life.told)
        {
            parts.push((
                0..sentence.toks.len(),
                vec![Fact::Aside { left_out: false, toks: 0..sentence.toks.len() }],
            ));
        }
        if parts.iter().any(|(range, facts)| !heard_well(sentence, range, facts, drawn[n])) {
            found[n] = Some(parts);
        }
    }
    found
}

/// Whether the words of the range say as much by the sentence alone.
fn heard_well(sentence: &Heard<'_>, range: &Range<usize>, told: &[Fact], drawn: bool) -> bool {
    let within = |fact: &&Fact| {
        let toks = fact.toks();
        toks.start < range.end && range.start < toks.end && !matches!(fact, Fact::Filler { .. })
    };
    let of_a_life = |fact: &Fact| {
        matches!(
            fact,
            Fact::Flow { .. }
                | Fact::Transition { .. }
                | Fact::Permit { .. }
                | Fact::Settled { .. }
                | Fact::While { .. }
                | Fact::Requires { .. }
                | Fact::Deny { .. }
                | Fact::Aside { .. }
        )
    };
    // A right alone says nothing of where the step leads from, and a state that no list has is known by its life alone.
    let moves = |fact: &Fact| matches!(fact, Fact::Flow { .. });
    let right = !drawn && told.iter().any(moves) && !sentence.facts.iter().filter(within).any(moves);
    !right
        && sentence.facts.iter().filter(within).all(of_a_life)
        && range
            .clone()
            .filter(|n| sentence.toks.get(*n).is_some_and(|tok| tok.content))
            .all(|n| sentence.facts.iter().any(|fact| fact.toks().contains(&n)))
}

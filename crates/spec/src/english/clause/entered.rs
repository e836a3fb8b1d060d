//! Who makes records of a kind, with what is entered: `Owners register their dogs: name, breed`, `Customers open tickets
//! with a subject and a description`, `an owner requests a walk for a dog, with a start and a duration`.
//!
//! It is a right, a thing and its members at once. The verb may be an adjective or a thing elsewhere ("open", "request").

use super::{
    super::{
        cursor::{any, eat_first},
        declare,
        evidence::{Act, Fact, Item, Np, Quant, Who},
        lexicon::lexicon,
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read, permit,
};
use crate::assemble::entities::field_like;

const ENTERING: &[&str] = &[
    "open|file|raise|lodge|request|report|register|enter|add|create|submit|post|write|log|record|upload|propose|leave|issue|draft|announce|declare|offer|publish",
    "opens|files|raises|lodges|requests|reports|registers|enters|adds|creates|submits|posts|writes|logs|records|uploads|proposes|leaves|issues|drafts|announces|declares|offers|publishes",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    let (who, role, verb) = actor(toks, at)?;
    let object = eat_first(toks, verb, ENTERING)?;
    let object = eat_first(toks, object, &["in|out|up"]).unwrap_or(object);
    let (thing, named) = noun_phrase(toks, object).filter(|(np, _)| np.plural || np.quant == Quant::One)?;
    let thing = Np { own: false, ..thing };
    let (of, next) = below(toks, named);
    // "books a glider for a slot (date and time)": of the slot.
    let bracket = of.is_some() && any(toks, next, &["("]);
    let (items, end) = entered(toks, next).filter(|(items, _)| field_like(items) && !bracket)?;
    let right = Fact::Permit {
        who: vec![(permit::role_of(&who).unwrap_or(Who::Role(role)), at..who.toks.end)],
        acts: vec![Act { verb: "create".to_owned(), toks: who.toks.end..object }],
        objects: vec![thing.clone()],
        own: false,
        only: false,
        deny: false,
        toks: at..named,
    };
    let key = of.map(|to| Fact::Link { from: Some(thing.clone()), to, optional: false, toks: named..next });
    let made = Fact::Has { subject: Some(thing.clone()), items, toks: next..end, from_frame: false };
    let facts = [Fact::Mention { np: thing, weight: 2 }, right].into_iter().chain(key).chain([made]);
    Some((facts.collect(), end))
}

/// People that the text or everybody calls so, before their verb.
fn actor(toks: &[Tok], at: usize) -> Option<(Np, String, usize)> {
    let named = eat_first(toks, at, &["a|an|each|every|any|the"]).unwrap_or(at);
    let tok = toks.get(named).filter(|tok| tok.word && !tok.is_number())?;
    let one = named > at;
    let role = crate::words::singular(&tok.low);
    let people = tok.person || lexicon().roles.contains(&role);
    if !people || !(one || crate::words::is_plural(&tok.low)) {
        return None;
    }
    let verb = eat_first(toks, named + 1, &["can|may|will|should|must"]).unwrap_or(named + 1);
    let (who, _) = noun_phrase(toks.get(..named + 1)?, at)?;
    Some((who, role, verb))
}

/// "… for a dog": what the thing is of.
fn below(toks: &[Tok], at: usize) -> (Option<Np>, usize) {
    let of = eat_first(toks, at, &["for|of|about|on|in|at|to"])
        .and_then(|next| noun_phrase(toks, next))
        .filter(|(np, _)| matches!(np.quant, Quant::One | Quant::The | Quant::Each) && !np.plural);
    match of {
        Some((np, next)) if !super::is_field_word(np.last()) => (Some(Np { own: false, ..np }), next),
        _ => (None, at),
    }
}

/// What is entered: "with a start and a price", ": name, breed", "(title, author)".
fn entered(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let comma = if any(toks, at, &[","]) { at + 1 } else { at };
    const WITH: &[&str] = &["with|giving|stating|containing|having|including their|its|the?", ":", "—"];
    match eat_first(toks, comma, WITH) {
        Some(next) => list::items(toks, next).filter(|(items, _)| items.len() > 1),
        None if any(toks, at, &["("]) => declare::inside(toks, at).filter(|(items, _)| items.len() > 1),
        None => None,
    }
}

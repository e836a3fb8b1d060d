//! Many accounts of one role: for rules that count records of which each account may have only one.

use std::ops::Range;

use domain::spec::RelationKind;

use super::access;
use super::scenario::{Crowd, Member, Named, Step};
use super::unique::outcome;
use super::write::Writer;
use crate::model::{Relation, Verb};

/// The crowd to make records with that share those members, where one account could not make two.
pub fn needed(w: &Writer<'_, '_>, shared: &[String]) -> Option<Crowd> {
    let entity = w.thing.entity;
    let sets = entity.unique.iter().map(|set| &set.fields);
    let sets = sets.chain(entity.limits.iter().map(|limit| &limit.scope));
    // All of the set is shared but the key that names an account.
    let person = |set: &Vec<String>| -> Option<&Relation> {
        let mut apart = set.iter().filter(|name| !shared.contains(name));
        let key = entity.relation(apart.next()?)?;
        let one = apart.next().is_none() && key.kind != RelationKind::ManyToMany;
        (one && (key.owner || (key.required && key.to == "User"))).then_some(key)
    };
    let key = sets.filter_map(person).next()?;
    let by = w.world.accounts.maker(entity)?;
    if !key.owner {
        let named = Named { member: key.field.clone(), by: w.who(Verb::Create)? };
        return Some(Crowd { role: "user".to_owned(), named: Some(named) });
    }
    let role = w.world.accounts.roles.iter().find(|role| access::account(role) == by)?.clone();
    Some(Crowd { role, named: None })
}

/// So many records with those members, one after the other.
pub fn fill(w: &Writer<'_, '_>, crowd: Option<&Crowd>, with: Vec<Member>, times: u32) -> Step {
    match crowd {
        Some(crowd) => step(w, crowd, with, 0..times, None),
        None => Step::Make { factory: w.thing.one.to_owned(), with, by: None, save: None, times },
    }
}

/// Many requests for such a record at the same moment; `kept` of all records are kept, the others conflict.
/// Of many, all but the last ones are made before: so many callers do not meet at one moment.
pub fn rush(w: &Writer<'_, '_>, crowd: Option<&Crowd>, by: &str, with: Vec<Member>, kept: u32) -> Vec<Step> {
    const MEETING: u32 = 12;
    let before = if kept > MEETING { kept - 2 } else { 0 };
    let (times, statuses) = outcome(kept - before);
    let mut steps = Vec::new();
    if before > 0 {
        steps.push(fill(w, crowd, with.clone(), before));
    }
    steps.push(match crowd {
        Some(crowd) => step(w, crowd, with, before..before + times, Some(statuses)),
        None => Step::AtOnce { call: w.post(by, w.valid(with), vec![]), times, statuses },
    });
    steps
}

fn step(
    w: &Writer<'_, '_>,
    crowd: &Crowd,
    with: Vec<Member>,
    people: Range<u32>,
    statuses: Option<Vec<u16>>,
) -> Step {
    let (factory, path) = (w.thing.one.to_owned(), w.thing.path.to_owned());
    let Range { start: first, end } = people;
    Step::Crowd { crowd: crowd.clone(), factory, path, with, first, end, statuses }
}

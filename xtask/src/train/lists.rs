//! What lists are filtered by, searched in and sorted by.

use std::collections::BTreeSet;

use linear::{Decision, Settings, Tagged};
use spec::weigh::{
    Text,
    list::{self, Parameter, Use},
    owner::Names,
};

use super::{
    align::{Example, norm},
    learn::{FOLDS, Seen, named, seen},
};
use crate::score::member;

const LIST: Settings = Settings { rounds: 8, alpha: 0.1, l1: 0.5, l2: 0.5, seed: 1 };

/// A parameter of a list that may be meant, held against the labels and the first reading.
#[derive(Debug, Clone)]
pub(super) struct Held {
    parameter: Parameter,
    /// The label that says it.
    said: Option<(String, Use, String)>,
    /// The first reading has it, or the opposite of it.
    read: bool,
}

/// Parameters of lists whose member the thing has, by the first reading or by the labels.
pub(super) fn lists(seen: &Seen<'_>, tagged: &[Tagged], names: &Names) -> Vec<Held> {
    let example = seen.example;
    let draft = &example.draft;
    let all = list::candidates(&seen.text, tagged, names).into_iter();
    all.filter_map(|parameter| {
        let thing = &names.things.get(parameter.thing)?.key;
        let is = |whole: &str| {
            whole == thing || whole.strip_suffix(thing.as_str()).is_some_and(|lead| lead.ends_with(' '))
        };
        let entity = draft.resolve_key(thing);
        if parameter.usage == Use::Below {
            let record = |whole: &str| {
                whole == parameter.name
                    || whole.strip_suffix(parameter.name.as_str()).is_some_and(|lead| lead.ends_with(' '))
            };
            let below = |(rows, usage, name): &&(String, Use, String)| {
                *usage == Use::Below && is(rows) && record(name)
            };
            let said = example.lists.iter().find(below).cloned();
            let read =
                entity.is_some_and(|entity| list::is_read(draft, &entity, &parameter.name, Use::Below));
            return Some(Held { said, read, parameter });
        }
        let np = Text::phrase(seen.text.sentences.get(parameter.line)?, parameter.from, parameter.to);
        let name = entity.as_ref().and_then(|entity| draft.member(entity, &np));
        let labelled = || {
            let said = norm(&parameter.name);
            let mut pairs = example.members.iter().chain(&example.keys);
            pairs.find(|(owner, name)| is(owner) && *name == said).map(|(_, name)| name.replace(' ', "_"))
        };
        let name = name.or_else(labelled)?;
        let wanted = member(&name);
        let said = example
            .lists
            .iter()
            .find(|(owner, usage, name)| is(owner) && *usage == parameter.usage && *name == wanted);
        let read = entity.is_some_and(|entity| list::is_read(draft, &entity, &name, parameter.usage));
        Some(Held { said: said.cloned(), read, parameter })
    })
    .collect()
}

/// Of all places where a label may be said the likeliest says it; the others only name the member.
pub(super) fn list_decision<'a>(requests: impl Iterator<Item = &'a Vec<Held>>) -> Decision<'static> {
    const PASSES: usize = 2;
    let requests: Vec<&Vec<Held>> = requests.collect();
    let mut right: Vec<Vec<bool>> =
        requests.iter().map(|all| all.iter().map(|held| held.said.is_some()).collect()).collect();
    let mut decision = None;
    for pass in 0..=PASSES {
        let examples = requests.iter().zip(&right).flat_map(|(all, right)| {
            all.iter().zip(right).map(|(held, right)| (held.parameter.features.clone(), *right))
        });
        let learned = Decision::train(&examples.collect::<Vec<_>>(), &LIST);
        if pass < PASSES {
            right = requests.iter().map(|all| likeliest(all, &learned)).collect();
        }
        decision = Some(learned);
    }
    decision.unwrap_or_else(|| Decision::train(&[], &LIST))
}

pub(super) fn likeliest(all: &[Held], decision: &Decision<'static>) -> Vec<bool> {
    let likely: Vec<f32> = all.iter().map(|held| decision.likely(&held.parameter.features)).collect();
    let best = |said: &(String, Use, String)| {
        let of = all.iter().zip(&likely).filter(|(held, _)| held.said.as_ref() == Some(said));
        of.map(|(_, likely)| *likely).fold(0.0, f32::max)
    };
    let near = |held: &Held, likely: f32| held.said.as_ref().is_some_and(|said| likely >= 0.8 * best(said));
    all.iter().zip(&likely).map(|(held, likely)| near(held, *likely)).collect()
}

/// A parameter of a list by weights that were not learned from its request.
#[derive(Debug, Clone)]
pub struct Listed {
    pub thing: String,
    pub usage: Use,
    pub member: String,
    pub right: bool,
    pub read: bool,
    pub likely: f32,
}

/// Of a use: how many labels there are, how many that some words may say, and how many of those are read.
pub type Reach = (Use, usize, usize, usize);

/// Each parameter that may be meant once, as likely as where it is likeliest; and how many labels there are of each use,
/// and how many that some words may say.
pub fn measure_lists(examples: &[Example]) -> (Vec<Listed>, Vec<Reach>) {
    let seen = seen(examples);
    let seen: Vec<&Seen<'_>> = seen.iter().collect();
    let (tagged, names) = named(&seen);
    let all: Vec<Vec<Held>> = seen
        .iter()
        .zip(&tagged)
        .zip(&names)
        .map(|((seen, tagged), names)| lists(seen, tagged, names))
        .collect();
    println!("{} candidates", all.iter().map(Vec::len).sum::<usize>());
    let mut reach = Vec::new();
    for usage in Use::ALL {
        let of = |said: &&(String, Use, String)| said.1 == usage;
        let wanted: usize = seen.iter().map(|seen| seen.example.lists.iter().filter(of).count()).sum();
        let there = |read: bool| -> usize {
            let one = |all: &Vec<Held>| {
                let said: BTreeSet<_> = all
                    .iter()
                    .filter(|held| !read || held.read)
                    .filter_map(|held| held.said.as_ref())
                    .collect();
                said.into_iter().filter(of).count()
            };
            all.iter().map(one).sum()
        };
        reach.push((usage, wanted, there(false), there(true)));
    }
    let mut found = Vec::new();
    for fold in 0..FOLDS {
        let rest = all.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, all)| all);
        let decision = list_decision(rest);
        for n in (0..seen.len()).filter(|n| n % FOLDS == fold) {
            let mut best: Vec<Listed> = Vec::new();
            for held in &all[n] {
                let one = Listed {
                    thing: names[n].things[held.parameter.thing].key.clone(),
                    usage: held.parameter.usage,
                    member: held.parameter.name.clone(),
                    right: held.said.is_some(),
                    read: held.read,
                    likely: decision.likely(&held.parameter.features),
                };
                let same = |other: &&mut Listed| {
                    (&other.thing, other.usage, &other.member) == (&one.thing, one.usage, &one.member)
                };
                match best.iter_mut().find(same) {
                    Some(other) if other.likely < one.likely => *other = one,
                    Some(_) => {}
                    None => best.push(one),
                }
            }
            found.extend(best);
        }
    }
    (found, reach)
}

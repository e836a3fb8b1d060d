//! Learning in folds: what a later part learns from is what the earlier parts say of requests that they did not see.

use linear::{Chain, Choice, Decision, Sequence, Settings, Tagged};
use spec::weigh::{
    Model, Text, features,
    label::{LABELS, Name},
    owner::{self, Before, Names},
    right::{self, DEEDS, Right},
    thing::{self, Noun},
    verdict,
};

use std::collections::BTreeSet;

use super::{
    align::{Allowed, Example, norm},
    keys::{key_decision, keys},
    lists::{list_decision, lists},
    lives::life_decisions,
    project::{kind_choice, stack_decision},
    rows::row_decision,
};

pub(super) const FOLDS: usize = 5;

/// Found by measuring: twice as much of any of them changes nothing beyond chance.
const CHAIN: Settings = Settings { rounds: 12, alpha: 0.1, l1: 0.2, l2: 0.5, seed: 1 };
const OWNER: Settings = Settings { rounds: 15, alpha: 0.1, l1: 0.2, l2: 0.5, seed: 1 };
const RIGHT: Settings = Settings { rounds: 8, alpha: 0.1, l1: 0.5, l2: 0.5, seed: 1 };
const THING: Settings = Settings { rounds: 12, alpha: 0.1, l1: 0.3, l2: 0.5, seed: 1 };
const VERDICT: Settings = Settings { rounds: 15, alpha: 0.1, l1: 0.3, l2: 0.5, seed: 1 };

/// A request with the features of its words.
pub(super) struct Seen<'a> {
    pub example: &'a Example,
    pub text: Text<'a>,
    words: Vec<Sequence>,
}

/// A member with what was found of it.
#[derive(Debug, Clone)]
pub struct Found {
    pub request: String,
    pub owner: String,
    pub member: String,
    pub read: bool,
    pub likely: f32,
    pub right: bool,
}

/// Of a kind of name: how many are right, how many were given, how many there are.
pub type Tally = (Name, usize, usize, usize);

pub(super) fn seen(examples: &[Example]) -> Vec<Seen<'_>> {
    fn one(example: &Example) -> Seen<'_> {
        let text = Text::of(&example.sentences);
        let words = text.sentences.iter().map(|line| features::of_line(&text, line)).collect();
        Seen { example, text, words }
    }
    examples.iter().map(one).collect()
}

fn chain(seen: &[&Seen<'_>]) -> Chain<'static> {
    let sentences =
        seen.iter().flat_map(|seen| seen.words.iter().cloned().zip(seen.example.labels.iter().cloned()));
    Chain::train(LABELS, &sentences.collect::<Vec<_>>(), &CHAIN)
}

fn tag(chain: &Chain<'static>, seen: &Seen<'_>) -> Vec<Tagged> {
    seen.words.iter().map(|words| chain.tag(words)).collect()
}

/// What each request is labelled by a chain that did not see it.
pub(super) fn unseen(seen: &[&Seen<'_>]) -> Vec<Vec<Tagged>> {
    let mut all = vec![Vec::new(); seen.len()];
    for fold in 0..FOLDS {
        let rest: Vec<&Seen<'_>> =
            seen.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, s)| *s).collect();
        let chain = chain(&rest);
        for (n, seen) in seen.iter().enumerate().filter(|(n, _)| n % FOLDS == fold) {
            all[n] = tag(&chain, seen);
        }
    }
    all
}

/// Candidates for the owner of each member, with which of them are right. The member before is taken to have gone to
/// its right owner.
fn choices(seen: &Seen<'_>, names: &Names) -> Vec<(Vec<Vec<linear::Feature>>, Vec<bool>)> {
    let mut all = Vec::new();
    let mut before = Before::default();
    for member in &names.members {
        let name = norm(&member.name);
        let right: Vec<bool> = names
            .things
            .iter()
            .map(|thing| {
                seen.example.members.contains(&(thing.key.clone(), name.clone()))
                    || seen.example.keys.contains(&(thing.key.clone(), name.clone()))
            })
            .collect();
        if !right.contains(&true) {
            continue;
        }
        all.push((owner::candidates(&seen.text, names, member, &before), right.clone()));
        let stays =
            before.last.filter(|last| right.get(last.thing).copied().unwrap_or(false)).map(|last| last.thing);
        let thing = stays.or_else(|| right.iter().rposition(|right| *right));
        if let Some(thing) = thing {
            before.went(member, thing, true);
        }
    }
    all
}

pub(super) fn owners(seen: &[&Seen<'_>], names: &[Names]) -> Choice<'static> {
    let examples: Vec<_> = seen.iter().zip(names).flat_map(|(seen, names)| choices(seen, names)).collect();
    Choice::train(&examples, &OWNER)
}

fn is_right(seen: &Seen<'_>, names: &Names, said: &verdict::Said) -> bool {
    let name = norm(&said.member.name);
    let of = |owner: &str| {
        let pair = (owner.to_owned(), name.clone());
        seen.example.members.contains(&pair) || said.read && seen.example.keys.contains(&pair)
    };
    match said.thing.and_then(|n| names.things.get(n)) {
        Some(thing) => of(&thing.key),
        None => seen.example.things.iter().any(|thing| of(thing)),
    }
}

/// The rights of the labels that say the same.
fn said_by<'a>(example: &'a Example, names: &Names, right: &Right) -> Vec<&'a Allowed> {
    let role = right.holder.role.as_deref().unwrap_or("public");
    let thing = right.object.and_then(|object| names.things.get(object.thing)).map(|thing| &thing.key);
    // "orders" are the work orders, where nothing else is an order.
    let is = |whole: &str| match thing {
        Some(key) => whole == key || whole.strip_suffix(key.as_str()).is_some_and(|lead| lead.ends_with(' ')),
        None => !DEEDS.contains(&right.deed.as_str()),
    };
    let deed = right.deed.replace('_', " ");
    let managed = |a: &Allowed| deed == "manage" && ["create", "update", "delete"].contains(&a.deed.as_str());
    let all = example.rights.iter();
    all.filter(|a| a.deny == right.deny && a.role == role && (a.deed == deed || managed(a)) && is(&a.thing))
        .collect()
}

/// What speaks for each right that may be meant, and whether it is. A verb of no plain meaning has one only where no
/// other verb says the same.
fn rights(seen: &Seen<'_>, tagged: &[Tagged], names: &Names) -> Vec<(Right, bool)> {
    let all = right::candidates(&seen.text, tagged, names);
    let mut plain: BTreeSet<&Allowed> = BTreeSet::new();
    for right in all.iter().filter(|right| right.plain) {
        plain.extend(said_by(seen.example, names, right));
    }
    plain.extend(seen.example.rights.iter().filter(|a| seen.example.read.contains(a)));
    let said = |right: &Right| {
        let said = said_by(seen.example, names, right);
        let new = right.plain || said.iter().any(|a| !plain.contains(a));
        let enough = if right.deed == "manage" { 2 } else { 1 };
        new && said.len() >= enough
    };
    let said: Vec<bool> = all.iter().map(said).collect();
    all.into_iter().zip(said).collect()
}

/// The nouns that may be things, each with whether it is one.
fn nouns(seen: &Seen<'_>, tagged: &[Tagged], names: &Names) -> Vec<(Noun, bool)> {
    // "sign-up" is a `Signup` to one and a `SignUp` to another.
    let things: BTreeSet<String> = seen.example.things.iter().map(|thing| joined(thing)).collect();
    let all = thing::candidates(&seen.text, tagged, names, &seen.example.votes).into_iter();
    all.map(|noun| {
        let is = things.contains(&joined(&noun.ones));
        (noun, is)
    })
    .collect()
}

fn thing_decision<'a>(nouns: impl Iterator<Item = &'a Vec<(Noun, bool)>>) -> Decision<'static> {
    let all = nouns.flatten().map(|(noun, is)| (noun.features.clone(), *is));
    Decision::train(&all.collect::<Vec<_>>(), &THING)
}

/// Tells the names how sure each thing is, by decisions that did not see the request; and the decision from all.
pub(super) fn sure_things(
    seen: &[&Seen<'_>],
    tagged: &[Vec<Tagged>],
    names: &mut [Names],
) -> Decision<'static> {
    let all: Vec<Vec<(Noun, bool)>> = seen
        .iter()
        .zip(tagged)
        .zip(names.iter())
        .map(|((seen, tagged), names)| nouns(seen, tagged, names))
        .collect();
    for fold in 0..FOLDS {
        let rest = all.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, nouns)| nouns);
        let decision = thing_decision(rest);
        for (n, names) in names.iter_mut().enumerate().filter(|(n, _)| n % FOLDS == fold) {
            let mine = all[n].iter().map(|(noun, _)| noun.clone()).collect();
            thing::weigh(names, mine, &decision);
        }
    }
    thing_decision(all.iter())
}

/// The labels of each request, and the names with how sure each thing is, all by weights that did not see it.
pub(super) fn named(seen: &[&Seen<'_>]) -> (Vec<Vec<Tagged>>, Vec<Names>) {
    let tagged = unseen(seen);
    let mut names: Vec<Names> =
        seen.iter().zip(&tagged).map(|(seen, tagged)| Names::of(&seen.text, tagged)).collect();
    sure_things(seen, &tagged, &mut names);
    (tagged, names)
}

/// How likely something is, whether it is right, and whether the first reading has it.
pub type Case = (f32, bool, bool);

/// A name without what joins its words: "sign-up" is a `Signup` to one and a `SignUp` to another.
pub(super) fn joined(name: &str) -> String {
    name.replace([' ', '-'], "")
}

/// What stands upon the labels of the words.
struct Upper {
    owner: Choice<'static>,
    verdict: Decision<'static>,
    right: Decision<'static>,
    thing: Decision<'static>,
    step: Decision<'static>,
    deed: Decision<'static>,
    list: Decision<'static>,
    key: Decision<'static>,
    row: Decision<'static>,
}

/// The second and third part, rights and things, from labels that the first gave without having seen the requests.
fn upper(seen: &[&Seen<'_>]) -> Upper {
    let tagged = unseen(seen);
    let mut names: Vec<Names> =
        seen.iter().zip(&tagged).map(|(seen, tagged)| Names::of(&seen.text, tagged)).collect();
    let thing = sure_things(seen, &tagged, &mut names);
    let (mut decisions, mut keyed) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let rest = |n: &usize| n % FOLDS != fold;
        let kept: Vec<usize> = (0..seen.len()).filter(rest).collect();
        let choice = owners(
            &kept.iter().map(|n| seen[*n]).collect::<Vec<_>>(),
            &kept.iter().map(|n| names[*n].clone()).collect::<Vec<_>>(),
        );
        for n in (0..seen.len()).filter(|n| n % FOLDS == fold) {
            let all = verdict::said(&seen[n].text, &names[n], &choice);
            let mine = keys(seen[n], &tagged[n], &names[n], &choice, &all);
            keyed.extend(mine.into_iter().map(|keyed| (keyed.features, keyed.right)));
            for said in all {
                let right = is_right(seen[n], &names[n], &said);
                decisions.push((said.features, right));
            }
        }
    }
    let allowed = seen.iter().zip(&tagged).zip(&names).flat_map(|((seen, tagged), names)| {
        rights(seen, tagged, names).into_iter().map(|(right, said)| (right.features, said))
    });
    let right = Decision::train(&allowed.collect::<Vec<_>>(), &RIGHT);
    let (step, deed) = life_decisions(seen, &tagged, &names);
    let held: Vec<Vec<_>> = seen
        .iter()
        .zip(&tagged)
        .zip(&names)
        .map(|((seen, tagged), names)| lists(seen, tagged, names))
        .collect();
    let list = list_decision(held.iter());
    let verdict = Decision::train(&decisions, &VERDICT);
    let (key, row) = (key_decision(&keyed), row_decision(seen, &names));
    Upper { owner: owners(seen, &names), verdict, right, thing, step, deed, list, key, row }
}

/// Learns from all of them.
pub fn learn(examples: &[Example]) -> Model<'static> {
    let seen = seen(examples);
    let seen: Vec<&Seen<'_>> = seen.iter().collect();
    let Upper { owner, verdict, right, thing, step, deed, list, key, row } = upper(&seen);
    let (stack, kind) = (stack_decision(&seen), kind_choice(&seen));
    Model { tagger: chain(&seen), owner, verdict, right, thing, stack, kind, step, deed, list, key, row }
}

/// What weights say of requests that they were not learned from.
pub struct Measured {
    pub found: Vec<Found>,
    pub counts: Vec<Tally>,
    /// How likely each right is, and whether it is one.
    pub allowed: Vec<(f32, bool)>,
    /// How likely each noun is a thing, whether it is one, and whether the first reading takes it.
    pub nouns: Vec<(f32, bool, bool)>,
}

/// How often each kind of name is tagged right in requests that a chain did not see.
pub fn measure_names(examples: &[Example]) -> Vec<Tally> {
    let all = seen(examples);
    let all: Vec<&Seen<'_>> = all.iter().collect();
    let mut counts: Vec<Tally> = Name::ALL.iter().map(|name| (*name, 0, 0, 0)).collect();
    for (seen, tagged) in all.iter().zip(unseen(&all)) {
        count(&mut counts, seen, &tagged);
    }
    counts
}

fn count(counts: &mut [Tally], seen: &Seen<'_>, tagged: &[Tagged]) {
    for (tagged, gold) in tagged.iter().zip(&seen.example.labels) {
        let (ours, right) = (spec::weigh::label::mentions(&tagged.best), spec::weigh::label::mentions(gold));
        for (name, hit, given, wanted) in counts.iter_mut() {
            let of = |list: &[spec::weigh::label::Mention]| list.iter().filter(|m| m.name == *name).count();
            *given += of(&ours);
            *wanted += of(&right);
            *hit += ours.iter().filter(|m| m.name == *name && right.contains(m)).count();
        }
    }
}

/// What is said of each request by weights that were learned from the others; how many names of things and members the
/// tagger has right, of how many it gives and how many there are; and how likely each right is, and whether it is one.
pub fn measure(examples: &[Example]) -> Measured {
    let mut allowed = Vec::new();
    let mut kept_nouns = Vec::new();
    let all = seen(examples);
    let mut found = Vec::new();
    let mut counts: Vec<Tally> = Name::ALL.iter().map(|name| (*name, 0, 0, 0)).collect();
    for fold in 0..FOLDS {
        let kept: Vec<&Seen<'_>> =
            all.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, s)| s).collect();
        let Upper { owner, verdict, right, thing, .. } = upper(&kept);
        let chain = chain(&kept);
        for seen in all.iter().enumerate().filter(|(n, _)| n % FOLDS == fold).map(|(_, s)| s) {
            let tagged = tag(&chain, seen);
            count(&mut counts, seen, &tagged);
            let mut names = Names::of(&seen.text, &tagged);
            let (mine, are): (Vec<Noun>, Vec<bool>) = nouns(seen, &tagged, &names).into_iter().unzip();
            let mine = thing::weigh(&mut names, mine, &thing);
            kept_nouns.extend(mine.iter().zip(are).map(|((likely, noun), is)| (*likely, is, noun.taken)));
            allowed.extend(
                rights(seen, &tagged, &names).iter().map(|(r, said)| (right.likely(&r.features), *said)),
            );
            for said in verdict::said(&seen.text, &names, &owner) {
                found.push(Found {
                    request: seen.example.name.clone(),
                    owner: said.thing.map(|n| names.things[n].key.clone()).unwrap_or_default(),
                    member: norm(&said.member.name),
                    read: said.read,
                    likely: verdict.likely(&said.features),
                    right: is_right(seen, &names, &said),
                });
            }
        }
    }
    Measured { found, counts, allowed, nouns: kept_nouns }
}

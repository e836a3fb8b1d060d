//! The first reading, changed where the weights are sure.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    owner::Place,
    verdict::{Weighed, Words},
};
use crate::{
    assemble::{draft::Sentence, entities},
    english::{
        evidence::{Fact, Item, Mod, Np, Quant},
        list,
    },
    words,
};

/// Below it a member of the first reading of which it knows no more than the words is none: seven of eight such were
/// wrong when they were measured.
const DROP: f32 = 0.25;
/// From it on a member that only the words around it speak for is taken as likely, where nothing else was read from
/// them.
const ADD: f32 = 0.65;
/// The same where the first reading made something else of the words: a filter, a rule.
const ADD_READ: f32 = 0.75;
/// The same where a word that nobody knows may be whose it is.
const ADD_OF_STRANGER: f32 = 0.85;
/// From it on it takes the place of a member that the first reading has in the same words …
const MOVE: f32 = 0.6;
/// … if it is so much likelier.
const LIKELIER: f32 = 0.3;
/// From it on that is done for fewer words than the first reading has, …
const SHORTEN: f32 = 0.8;
/// … where those are less likely than this.
const TOO_LONG: f32 = 0.45;
/// From it on members that the first reading gives to whatever was spoken of are the owner's.
const CARRY: f32 = 0.6;
/// … where they are likely members at all.
const CARRIED: f32 = 0.5;
/// From it on a name with a value behind it is a name of its own.
const MOVE_VALUED: f32 = 0.85;

pub(super) fn apply(sentences: &mut [Sentence], members: Vec<Weighed>, sure: &BTreeMap<String, f32>) {
    let members = &by_one_name(members, sure)[..];
    let few = super::says_little(sentences);
    let added = added(members, few);
    let carried = carried(sentences, members);
    let owners: Vec<Option<Np>> = added.iter().map(|weighed| owner(sentences, weighed)).collect();
    for (n, sentence) in sentences.iter_mut().enumerate() {
        let here: Vec<&Weighed> = members.iter().filter(|weighed| weighed.member.line == n).collect();
        if here.is_empty() {
            continue;
        }
        let mine = || added.iter().zip(&owners).filter(|(weighed, _)| weighed.member.line == n);
        let mut new = Vec::new();
        for (weighed, np) in mine() {
            let Some(np) = np.clone() else { continue };
            let item = match weighed.member.read {
                Some((fact, item)) => read_item(sentence, fact, item),
                None => Some(fresh_item(sentence, weighed, &here)),
            };
            let Some(mut item) = item else { continue };
            item.mods.push(Mod::Likely);
            let toks = item.toks.clone();
            new.push(Fact::Has { subject: Some(np), items: vec![item], toks, from_frame: false });
        }
        let mut facts = Vec::new();
        for (at, mut fact) in std::mem::take(&mut sentence.facts).into_iter().enumerate() {
            if let Fact::Has { subject: subject @ None, .. } = &mut fact {
                *subject = carried.get(&(n, at)).cloned();
            }
            let goes = |item: usize| {
                let this = Some((at, item));
                here.iter().any(|other| !few && other.member.read == this && other.is_none())
                    || here.iter().any(|read| {
                        let instead = |(weighed, np): (&&Weighed, &Option<Np>)| {
                            np.is_some() && weighed.member.overlaps(&read.member)
                        };
                        read.read && read.member.read == this && mine().any(instead)
                    })
            };
            facts.extend(kept(fact, &goes));
        }
        facts.extend(new);
        sentence.facts = facts;
    }
}

/// "UI translations: key, locale", which are translations: what is read of the one name is the other's, and as likely.
fn by_one_name(mut members: Vec<Weighed>, sure: &BTreeMap<String, f32>) -> Vec<Weighed> {
    let mut gone = BTreeSet::new();
    for n in 0..members.len() {
        let Some(read) = members.get(n).filter(|weighed| weighed.read) else { continue };
        let same = |(_, other): &(usize, &Weighed)| {
            !other.read
                && other.member.line == read.member.line
                && (other.member.from, other.member.to) == (read.member.from, read.member.to)
                && other.likely > read.likely
                && entities::is_likelier(sure, &read.owner, &other.owner)
        };
        let Some((at, likely)) = members.iter().enumerate().find(same).map(|(at, other)| (at, other.likely))
        else {
            continue;
        };
        gone.insert(at);
        if let Some(read) = members.get_mut(n) {
            read.likely = likely;
        }
    }
    let mut at = 0..;
    members.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
    members
}

/// Lists of members of which the first reading does not say whose they are, where most members say the same, for a
/// name is had by many: by the sentence and the fact.
fn carried(sentences: &[Sentence], members: &[Weighed]) -> BTreeMap<(usize, usize), Np> {
    let mut lists: BTreeMap<(usize, usize), Vec<&Weighed>> = BTreeMap::new();
    for weighed in members.iter().filter(|weighed| weighed.carried.is_some()) {
        if let Some((fact, _)) = weighed.member.read {
            lists.entry((weighed.member.line, fact)).or_default().push(weighed);
        }
    }
    let whose = |list: &[&Weighed]| {
        let of = |owner: &str| list.iter().filter(|weighed| weighed.owner == owner).count();
        let most = list.iter().max_by_key(|weighed| of(&weighed.owner))?;
        let mine: Vec<&&Weighed> = list.iter().filter(|weighed| weighed.owner == most.owner).collect();
        let sure = mine.iter().filter_map(|weighed| weighed.carried).sum::<f32>() / mine.len() as f32;
        let told = mine.len() * 2 > list.len() && sure >= CARRY;
        (told && mine.iter().all(|weighed| weighed.likely >= CARRIED))
            .then(|| owner(sentences, most))
            .flatten()
    };
    lists.into_iter().filter_map(|(at, list)| Some((at, whose(&list)?))).collect()
}

impl Weighed {
    /// The first reading has it, and nothing speaks for it.
    fn is_none(&self) -> bool {
        self.read && self.likely < DROP && !self.member.told
    }
}

/// "Ordered by start time", where something starts at a time: which end of it a name tells, whatever it is called.
fn moment(name: &str) -> Option<&'static str> {
    const START: &[&str] = &[
        "start",
        "starts at",
        "start at",
        "started",
        "started at",
        "start time",
        "starting time",
        "begins at",
        "begin at",
    ];
    const END: &[&str] = &["end", "ends at", "end at", "ended", "ended at", "end time", "ending time"];
    let plain = name.replace('_', " ");
    let of = |list: &[&str]| {
        list.contains(&plain.as_str()) || list.iter().any(|known| words::singular(known) == plain)
    };
    if of(START) { Some("start") } else { of(END).then_some("end") }
}

/// The members to add: those that are likely enough, each once, the likelier owner where there are two, and none where
/// the first reading has a member in the same words that is as likely.
fn added(members: &[Weighed], few: bool) -> Vec<&Weighed> {
    let key = |weighed: &Weighed| (weighed.owner.clone(), weighed.member.name.clone());
    let stays = |weighed: &&Weighed| weighed.read && !weighed.is_none();
    let read: BTreeSet<(String, String)> = members.iter().filter(stays).map(key).collect();
    let mut likely: Vec<&Weighed> =
        members.iter().filter(|weighed| !weighed.read && weighed.likely >= MOVE).collect();
    likely.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    let mut taken = BTreeSet::new();
    let mut added: Vec<&Weighed> = Vec::new();
    for weighed in likely {
        let others = || members.iter().filter(stays).filter(|other| other.member.overlaps(&weighed.member));
        let better = |other: &Weighed| {
            let shorter = !weighed.member.holds(&other.member);
            other.member.told
                || weighed.likely - other.likely < LIKELIER
                || shorter && (weighed.likely < SHORTEN || other.likely > TOO_LONG)
        };
        // "Tools in the category power" are told by a value of theirs.
        let valued = members.iter().filter(stays).any(|other| {
            let rest = weighed.member.name.strip_prefix(other.member.name.as_str());
            other.owner == weighed.owner && rest.is_some_and(|rest| rest.starts_with(' '))
        });
        if valued && weighed.likely < MOVE_VALUED {
            continue;
        }
        // "Filtered by sunlight": by the sunlight needs.
        let shorter = |other: &Weighed| {
            let mut words = weighed.member.name.split(' ');
            other.owner == weighed.owner && words.all(|word| other.member.name.split(' ').any(|w| w == word))
        };
        if weighed.words == Words::Read && members.iter().filter(stays).any(shorter) {
            continue;
        }
        let same = |other: &Weighed| {
            other.owner == weighed.owner
                && moment(&other.member.name).is_some_and(|of| moment(&weighed.member.name) == Some(of))
        };
        if members.iter().filter(stays).any(same) {
            continue;
        }
        let dropped = members.iter().any(|other| other.is_none() && other.member.overlaps(&weighed.member));
        let bound = match weighed.words {
            _ if dropped => ADD,
            Words::Free => ADD,
            Words::Read => ADD_READ,
            Words::Strange => ADD_OF_STRANGER,
            Words::Inner => f32::INFINITY,
        };
        let free = if others().next().is_some() {
            !few && !others().any(better)
        } else {
            weighed.likely >= bound && (!few || weighed.words == Words::Free)
        };
        if free && !read.contains(&key(weighed)) && taken.insert(key(weighed)) {
            added.push(weighed);
        }
    }
    // People of whom nothing is kept otherwise need more than one word that says so.
    let kept = |owner: &str| {
        let of = |weighed: &&&Weighed| weighed.owner == owner;
        members.iter().filter(stays).any(|weighed| of(&&weighed)) || added.iter().filter(of).count() > 1
    };
    let kept: Vec<bool> = added.iter().map(|weighed| !weighed.person || kept(&weighed.owner)).collect();
    let mut kept = kept.into_iter();
    added.retain(|_| kept.next().unwrap_or(false));
    added.sort_by_key(|weighed| (weighed.member.line, weighed.member.from));
    added
}

/// The fact without the members that go: the others in as many facts as there are stretches of them, so that none
/// says that it was read from the words between.
fn kept(fact: Fact, goes: &dyn Fn(usize) -> bool) -> Vec<Fact> {
    let Fact::Has { subject, items, toks, from_frame } = fact else { return vec![fact] };
    if !(0..items.len()).any(goes) {
        return vec![Fact::Has { subject, items, toks, from_frame }];
    }
    let mut stretches: Vec<Vec<Item>> = vec![Vec::new()];
    for (n, item) in items.into_iter().enumerate() {
        if goes(n) {
            stretches.push(Vec::new());
        } else if let Some(stretch) = stretches.last_mut() {
            stretch.push(item);
        }
    }
    let mut facts = Vec::new();
    for (n, items) in stretches.into_iter().enumerate() {
        let (Some(first), Some(last)) = (items.first(), items.last()) else { continue };
        let start = if n == 0 { toks.start } else { first.toks.start };
        let toks = start.min(first.toks.start)..last.toks.end;
        facts.push(Fact::Has { subject: subject.clone(), items, toks, from_frame });
    }
    facts
}

fn read_item(sentence: &Sentence, fact: usize, item: usize) -> Option<Item> {
    let Fact::Has { items, .. } = sentence.facts.get(fact)? else { return None };
    items.get(item).cloned()
}

/// The member with what is said of it, where a list of members would be read so, else its name alone.
fn fresh_item(sentence: &Sentence, weighed: &Weighed, here: &[&Weighed]) -> Item {
    let (from, to) = (weighed.member.from, weighed.member.to);
    let next = here.iter().map(|other| other.member.from).filter(|start| *start >= to).min();
    // "an optional end date": from the words before its name on, if they are read with it.
    let read = (from.saturating_sub(3)..=from).find_map(|start| {
        let (item, _) = list::item(&sentence.toks, start)?;
        let whole = item.np.name_toks == (from..to) && item.members.is_empty();
        (whole && next.is_none_or(|next| item.toks.end <= next)).then_some(item)
    });
    read.unwrap_or_else(|| {
        let np = phrase(sentence, from, to);
        Item { np, ..Item::spanning(from..to) }
    })
}

pub(super) fn phrase(sentence: &Sentence, from: usize, to: usize) -> Np {
    let toks = sentence.toks.get(from..to).unwrap_or_default();
    let said = |raw: bool| {
        let words = toks.iter().filter(|tok| tok.word);
        words.map(|tok| if raw { tok.raw.clone() } else { tok.low.clone() }).collect::<Vec<_>>()
    };
    let low = said(false);
    Np {
        name: said(true).join(" "),
        plural: low.last().is_some_and(|word| words::is_plural(word)),
        low,
        quant: Quant::One,
        toks: from..to,
        name_toks: from..to,
        capitalised: toks.first().is_some_and(|tok| tok.capitalised()),
        ..Np::default()
    }
}

/// The phrase that names the owner; without a place in this sentence where it stands in another.
fn owner(sentences: &[Sentence], weighed: &Weighed) -> Option<Np> {
    let Place { line, from, to, .. } = weighed.named?;
    let np = phrase(sentences.get(line)?, from, to);
    if np.low.is_empty() {
        return None;
    }
    let here = line == weighed.member.line;
    Some(if here { np } else { Np { toks: 0..0, name_toks: 0..0, ..np } })
}

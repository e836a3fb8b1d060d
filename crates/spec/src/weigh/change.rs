//! The first reading, changed where the weights are sure.

use std::collections::BTreeSet;

use super::{owner::Place, verdict::Weighed};
use crate::{
    assemble::draft::Sentence,
    english::{
        evidence::{Fact, Item, Mod, Np, Quant},
        list,
    },
    words,
};

/// Below it a member of the first reading is none: nine of ten such were wrong when they were measured.
const DROP: f32 = 0.35;
/// From it on a member that only the words around it speak for is taken as likely.
const ADD: f32 = 0.6;

pub(super) fn apply(sentences: &mut [Sentence], members: &[Weighed]) {
    let added = added(sentences, members);
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
        for (at, fact) in std::mem::take(&mut sentence.facts).into_iter().enumerate() {
            let goes = |item: usize| {
                let this = Some((at, item));
                here.iter().any(|other| other.read && other.member.read == this && other.likely < DROP)
                    || mine().any(|(weighed, np)| weighed.member.read == this && np.is_some())
            };
            facts.extend(kept(fact, &goes));
        }
        facts.extend(new);
        sentence.facts = facts;
    }
}

/// The members to add: those that are likely enough, each once, the likelier owner where there are two.
fn added<'a>(sentences: &[Sentence], members: &'a [Weighed]) -> Vec<&'a Weighed> {
    let key = |weighed: &Weighed| {
        let toks = sentences.get(weighed.member.line).map(|sentence| sentence.toks.as_slice()).unwrap_or_default();
        let words = toks.get(weighed.member.from..weighed.member.to).unwrap_or_default();
        let words: Vec<String> = words.iter().filter(|tok| tok.word).map(|tok| words::singular(&tok.low)).collect();
        (weighed.owner.clone(), words.join(" "))
    };
    let read: BTreeSet<(String, String)> =
        members.iter().filter(|weighed| weighed.read && weighed.likely >= DROP).map(key).collect();
    let mut likely: Vec<&Weighed> =
        members.iter().filter(|weighed| !weighed.read && weighed.likely >= ADD).collect();
    likely.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    let mut taken = BTreeSet::new();
    let mut added: Vec<&Weighed> = Vec::new();
    for weighed in likely {
        let stays = members.iter().any(|other| {
            other.read && other.member == weighed.member && other.likely >= weighed.likely
        });
        if !stays && !read.contains(&key(weighed)) && taken.insert(key(weighed)) {
            added.push(weighed);
        }
    }
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
    if facts.is_empty() {
        facts.push(Fact::Unread { toks });
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
    let read = list::item(&sentence.toks, from).map(|(item, _)| item).filter(|item| {
        item.np.name_toks == (from..to) && item.members.is_empty() && next.is_none_or(|next| item.toks.end <= next)
    });
    read.unwrap_or_else(|| {
        let np = phrase(sentence, from, to);
        Item { np, ..Item::spanning(from..to) }
    })
}

fn phrase(sentence: &Sentence, from: usize, to: usize) -> Np {
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

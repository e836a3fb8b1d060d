//! Keys that only the weights tell, and keys of the first reading that hardly anything speaks for.

use std::collections::BTreeMap;

use domain::{Origin, spec::FieldType};

use super::draft::{Draft, Sentence, Target, many_to_one};
use crate::{
    weigh::{
        self,
        key::{Pair, Ties, ones},
        tie,
    },
    words,
};

/// The rule of a key that nothing but the words around it speaks for: see [`crate::weigh::key`].
const LIKELY: &str = "W4.likely-key";

/// Settles the pairs of things that stand together, once what is read ties them: drops, then adds, the likeliest first.
pub fn settle(draft: &mut Draft, sentences: &[Sentence]) {
    let pairs = std::mem::take(&mut draft.pairs);
    if pairs.is_empty() {
        return;
    }
    let ties = Ties::of(&draft.relations);
    let weighed = tie::weigh(pairs, &ties, weigh::says_little(sentences));
    let entities = entities(draft);
    let named = |pair: &Pair| {
        let name = |key: &str| entities.get(&joined(key)).cloned().or_else(|| draft.resolve_key(key));
        Some((name(&pair.holder)?, name(&pair.target)?))
    };
    // "Contract: member, plan": a contract has a membership plan by another name.
    let said: Vec<(String, String)> = weighed.said.iter().filter_map(named).collect();
    let none = weighed.none.iter().filter_map(named).filter(|pair| !said.contains(pair));
    let none: Vec<(String, String)> = none.collect();
    let new = weighed.new.iter().filter_map(|pair| Some((pair, named(pair)?)));
    let new: Vec<(&Pair, (String, String))> = new.collect();
    for (from, to) in &none {
        drop(draft, from, to);
    }
    for (pair, (from, to)) in new {
        if let Some(sentence) = sentences.get(pair.place.0) {
            add(draft, sentence, pair, &from, &to);
        }
    }
}

/// Entities by all that they are called, each word in the singular and none apart: "sign-up" is a `Signup` too.
fn entities(draft: &Draft) -> BTreeMap<String, String> {
    let called = draft.names.iter().map(|(key, name)| (joined(&ones(key)), name.clone()));
    let named = draft.entities.keys().map(|name| (joined(&ones(name)), name.clone()));
    called.chain(named).filter(|(_, name)| draft.entities.contains_key(name)).collect()
}

fn joined(key: &str) -> String {
    key.replace(' ', "")
}

fn add(draft: &mut Draft, sentence: &Sentence, pair: &Pair, from: &str, to: &str) {
    let tied = |a: &str, b: &str| draft.relations.iter().any(|r| r.from == a && r.to == b);
    let Some(part) = words::snake(to) else { return };
    let key = format!("{part}_id");
    // A plain text of that name is the key said twice: see [`super::doubled`].
    let held = [&part, &key].into_iter().filter_map(|name| draft.entities.get(from)?.fields.get(name));
    let held = held.into_iter().any(|field| field.ql_type != FieldType::String || field.values.is_some());
    // "Bookings: room or desk": which of the two, or both, is asked about.
    let near = pair.place.1.saturating_sub(1)..pair.place.2 + 1;
    let either = near.filter_map(|at| sentence.toks.get(at)).any(|tok| tok.is("or"));
    if from == to || either || held || tied(from, to) || tied(to, from) {
        return;
    }
    let mut relation = many_to_one(from, to, key.clone());
    relation.origin = Some(Origin::Inferred);
    relation.src = sentence.span(&(pair.place.1..pair.place.2));
    relation.rule = Some(LIKELY.to_owned());
    let index = draft.relate(relation);
    draft.assume(
        format!("each record of {from} is of one of {to} ({key}), as the words around them suggest"),
        Some(format!("/relations/{index}")),
        &["many of each", "the other way round", "no key"],
    );
}

/// Takes a key back that was read, if nothing else was said of it; its words are to be asked about.
fn drop(draft: &mut Draft, from: &str, to: &str) {
    let read = |rule: &str| rule.starts_with("G2.") || rule.starts_with("G3.");
    // A key by another name was told by another name: what stands around this one says nothing of it.
    let key = words::snake(to).map(|part| format!("{part}_id"));
    let found = draft.relations.iter().position(|r| {
        r.from == from
            && r.to == to
            && r.field == key
            && r.on_delete.is_none()
            && r.rule.as_deref().is_some_and(read)
    });
    let Some(gone) = found else { return };
    draft.relations.remove(gone);
    draft.cover.retain(|_, target| *target != Target::Relation(gone));
    for target in draft.cover.values_mut() {
        if let Target::Relation(index) = target
            && *index > gone
        {
            *index -= 1;
        }
    }
    draft.assumptions.retain_mut(|(_, path, _)| {
        let Some(of) = path.as_deref().and_then(|path| path.strip_prefix("/relations/")) else { return true };
        let (index, rest) = of.split_at(of.find('/').unwrap_or(of.len()));
        let Ok(index) = index.parse::<usize>() else { return true };
        let moved = (index > gone).then(|| format!("/relations/{}{rest}", index - 1));
        let stays = index != gone;
        if moved.is_some() {
            *path = moved;
        }
        stays
    });
}

/// The words that told a likely key go to it, unless something else was read from them.
pub fn cover(draft: &mut Draft, sentences: &[Sentence]) {
    let likely = draft.relations.iter().enumerate().filter(|(_, r)| r.rule.as_deref() == Some(LIKELY));
    let told: Vec<_> = likely.filter_map(|(index, r)| Some((index, r.src?))).collect();
    for (index, src) in told {
        for sentence in sentences.iter().filter(|sentence| sentence.text == src.attachment) {
            let inside = |tok: &crate::english::token::Tok| src.start <= tok.start && tok.end <= src.end;
            let Some(from) = sentence.toks.iter().position(inside) else { continue };
            let to = sentence.toks.iter().rposition(inside).map_or(from, |at| at + 1);
            draft.cover(sentence, &(from..to), &Target::Relation(index));
        }
    }
}

//! Rights that the weights are sure enough of, as facts of the sentences that they stand in.

use std::collections::BTreeSet;

use super::{
    change::phrase,
    right::{DEEDS, Right},
};
use crate::{
    assemble::draft::Sentence,
    english::{
        evidence::{Act, Fact, Np, Who},
        lexicon::lexicon,
    },
};

/// A right and how likely it is meant.
pub(super) type Weighed = (f32, Right);

/// From it on a right is taken as likely.
const ADD: f32 = 0.6;

pub(super) fn apply(sentences: &mut [Sentence], mut rights: Vec<Weighed>) {
    rights.retain(|(likely, right)| *likely >= ADD && is_free(sentences, right));
    rights.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut taken: Vec<Right> = Vec::new();
    for (_, right) in rights {
        let same =
            |other: &&Right| other.line == right.line && other.at == right.at && other.holder == right.holder;
        let differs = |other: &Right| {
            other.deed != right.deed
                || other.deny != right.deny
                || other.object.is_some() != right.object.is_some()
        };
        // A verb has one meaning, and what is spoken of is meant where nothing is named.
        let plain = right.object.is_none() && DEEDS.contains(&right.deed.as_str());
        if !plain && !taken.iter().filter(same).any(differs) {
            taken.push(right);
        }
    }
    let words: Vec<BTreeSet<usize>> = (0..sentences.len())
        .map(|n| taken.iter().filter(|right| right.line == n).flat_map(words).collect())
        .collect();
    taken.sort_by_key(|right| (right.line, right.at, right.holder.from, right.object.map(|o| o.from)));
    for group in taken.chunk_by(|a, b| {
        (a.line, a.at, a.deny, a.own, &a.deed, &a.holder) == (b.line, b.at, b.deny, b.own, &b.deed, &b.holder)
    }) {
        let Some(first) = group.first() else { continue };
        let (Some(sentence), Some(words)) = (sentences.get_mut(first.line), words.get(first.line)) else {
            continue;
        };
        let fact = fact(sentence, group, first, words);
        sentence.facts.push(Fact::Likely(Box::new(fact)));
    }
}

/// The words of which the right is made.
fn words(right: &Right) -> Vec<usize> {
    let object = right.object.map_or(0..0, |object| object.from..object.to);
    let holder = if right.holder.carried { 0..0 } else { right.holder.from..right.holder.to };
    holder.chain([right.at]).chain(object).collect()
}

fn fact(sentence: &Sentence, group: &[Right], first: &Right, words: &BTreeSet<usize>) -> Fact {
    let mut objects: Vec<Np> = Vec::new();
    for object in group.iter().filter_map(|right| right.object) {
        let np = phrase(sentence, object.from, object.to);
        if !objects.iter().any(|other| other.low == np.low) {
            objects.push(np);
        }
    }
    let who = match &first.holder.role {
        Some(role) => Who::Role(role.clone()),
        None => Who::Public,
    };
    let holder = if first.holder.carried { first.at..first.at } else { first.holder.from..first.holder.to };
    // Words between that no right is made of are not read by this one.
    let all: Vec<usize> = group.iter().flat_map(self::words).collect();
    let hull = |of: &[usize]| match (of.iter().min(), of.iter().max()) {
        (Some(from), Some(to)) => *from..to + 1,
        _ => first.at..first.at + 1,
    };
    let whole = hull(&all);
    let read = |range: &std::ops::Range<usize>| {
        let toks = sentence.toks.get(range.clone()).unwrap_or_default();
        range.clone().zip(toks).all(|(at, tok)| !tok.content || tok.is("alone") || words.contains(&at))
    };
    let deed: Vec<usize> = all.iter().copied().filter(|at| !holder.contains(at)).collect();
    let toks = [whole, hull(&deed)].into_iter().find(read).unwrap_or(first.at..first.at + 1);
    Fact::Permit {
        who: vec![(who, holder)],
        acts: vec![Act { verb: first.deed.clone(), toks: first.at..first.at + 1 }],
        objects,
        own: first.own,
        only: false,
        deny: first.deny,
        toks,
    }
}

/// Whether no member was found in its verb since, and nothing bounds the right to some of the rows: what is allowed of
/// some must not be taken for all.
fn is_free(sentences: &[Sentence], right: &Right) -> bool {
    const BOUNDS: &[&str] = &[
        "if", "unless", "while", "until", "till", "whose", "once", "when", "whenever", "status", "state",
        "nobody", "except", "without", "same", "anything",
    ];
    let Some(sentence) = sentences.get(right.line) else { return false };
    let had = sentence.facts.iter().any(|fact| match fact {
        Fact::Has { items, .. } => items.iter().any(|item| item.toks.contains(&right.at)),
        _ => false,
    });
    // "purser: reads sailings; master: cancels sailings": another is spoken of behind the mark.
    let gap =
        sentence.toks.get(right.holder.to..right.at).filter(|_| !right.holder.carried).unwrap_or_default();
    let another = gap.iter().skip_while(|tok| !tok.is(";")).any(|tok| tok.is(":"));
    let bounded = another || sentence.toks.iter().any(|tok| BOUNDS.contains(&tok.low.as_str()));
    let before = |at: usize| at.checked_sub(1).and_then(|n| sentence.toks.get(n));
    // "cancelled trips can be deleted by clerks"
    let some = right
        .object
        .and_then(|object| before(object.from))
        .is_some_and(|tok| tok.word && tok.content && lexicon().is_state(&tok.low));
    !had && !bounded && !some && !right.apart
}

//! What of a sentence still holds where things are no records.

use crate::{
    assemble::draft::Sentence,
    english::{clause, evidence::Fact},
};

/// Functions, pages, games: what the whole is, what it is made with, and qualities with a number.
pub fn keep_frame(sentence: &mut Sentence) {
    sentence.facts.retain(|fact| {
        matches!(
            fact,
            Fact::Frame { .. }
                | Fact::Stack { .. }
                | Fact::Quality { .. }
                | Fact::Refused { .. }
                | Fact::Aside { .. }
                | Fact::Filler { .. }
        )
    });
    finish(sentence);
}

/// Programs and jobs may keep records: a thing with members stays, a thing without is no record.
pub fn keep_records(sentence: &mut Sentence) {
    sentence.facts.retain(|fact| match fact {
        Fact::Has { subject: Some(np), items, from_frame: false, .. } => {
            np.low.len() <= 3 && items.len() >= 2
        }
        Fact::Frame { .. }
        | Fact::Stack { .. }
        | Fact::Quality { .. }
        | Fact::Refused { .. }
        | Fact::Aside { .. }
        | Fact::Filler { .. }
        | Fact::About { .. }
        | Fact::Relation { .. }
        | Fact::Order { .. }
        | Fact::UniqueTogether { .. } => true,
        _ => false,
    });
    finish(sentence);
}

/// A topic names the program and nothing that it stores; and islands that a dropped shape had
/// swallowed are read again.
fn finish(sentence: &mut Sentence) {
    for fact in &mut sentence.facts {
        if let Fact::Frame { topics, place, .. } = fact {
            let about = std::mem::take(topics).into_iter().next();
            *place = place.take().or(about);
        }
    }
    let mut taken: Vec<std::ops::Range<usize>> = sentence.facts.iter().map(range_of).collect();
    let mut at = 0;
    while at < sentence.toks.len() {
        if let Some(range) = taken.iter().find(|range| range.contains(&at)) {
            at = range.end.max(at + 1);
            continue;
        }
        let Some((found, next)) = clause::island(&sentence.toks, at).filter(|(_, next)| *next > at) else {
            at += 1;
            continue;
        };
        let kept = found.into_iter().filter(|fact| matches!(fact, Fact::Stack { .. } | Fact::Quality { .. }));
        let before = sentence.facts.len();
        sentence.facts.extend(kept);
        if sentence.facts.len() > before {
            taken.push(at..next);
            at = next;
        } else {
            at += 1;
        }
    }
}

/// Of the facts that [`keep_frame`] and [`keep_records`] keep.
fn range_of(fact: &Fact) -> std::ops::Range<usize> {
    match fact {
        Fact::Frame { toks, .. }
        | Fact::Stack { toks, .. }
        | Fact::Quality { toks, .. }
        | Fact::Refused { toks, .. }
        | Fact::Aside { toks, .. }
        | Fact::Filler { toks }
        | Fact::Has { toks, .. }
        | Fact::About { toks, .. }
        | Fact::Relation { toks, .. }
        | Fact::Order { toks, .. }
        | Fact::UniqueTogether { toks, .. } => toks.clone(),
        _ => 0..0,
    }
}

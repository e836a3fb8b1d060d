//! What of a sentence still holds where things are no records.

use crate::{
    assemble::draft::Sentence,
    english::{
        clause,
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        list, noun,
        token::Tok,
    },
};

/// A first sentence without a verb names the program: "Connect Four", "Roman numerals in Java".
pub fn title(sentence: &mut Sentence) -> Option<Fact> {
    let framed = sentence.facts.iter().any(|fact| matches!(fact, Fact::Frame { .. }));
    let (place, next) = noun::noun_phrase(&sentence.toks, 0).filter(|_| !framed)?;
    let ends = sentence
        .toks
        .get(next)
        .is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "in" | "for" | "with" | "game"));
    let toks = place.toks.clone();
    (ends && place.low.len() <= 5).then_some(Fact::Frame {
        kind: None,
        topics: Vec::new(),
        called: None,
        place: Some(place),
        toks,
    })
}

/// A page that is written in HTML and nothing more; the words that go with it are no wish.
pub fn markup(sentences: &mut [Sentence]) {
    let scripted = sentences
        .iter()
        .flat_map(|s| &s.facts)
        .any(|fact| matches!(fact, Fact::Stack { key: "language", .. }));
    for sentence in sentences {
        let found: Vec<usize> = (0..sentence.toks.len())
            .filter(|at| any(&sentence.toks, *at, &["html", "html5", "css", "css3", "vanilla"]))
            .filter(|at| !sentence.facts.iter().any(|fact| range_of(fact).contains(at)))
            .collect();
        for at in found {
            let toks = at..at + 1;
            sentence.facts.push(match any(&sentence.toks, at, &["html", "html5"]) && !scripted {
                true => Fact::Stack { key: "language", value: "html".to_owned(), toks },
                false => Fact::Filler { toks },
            });
        }
    }
}

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
    records(sentence);
}

/// `stores a check in SQLite: url, status_code and checked_at`: what is written down, with its members.
fn records(sentence: &mut Sentence) {
    let toks = &sentence.toks;
    const VERBS: &[&str] = &[
        "stores|store|saves|save|records|record|writes|write|inserts|insert|keeps|keep a|an|one|each|every",
    ];
    let Some((np, colon)) = (0..toks.len()).find_map(|at| {
        let object = eat_first(toks, at, VERBS)?;
        let (np, next) = noun::noun_phrase(toks, object)?;
        let colon = (next..toks.len().min(next + 6)).find(|n| any(toks, *n, &[":", "("]))?;
        let plain = (next..colon).all(|n| toks.get(n).is_some_and(|tok| tok.word));
        let np = head_of(toks, np);
        (plain && np.low.len() <= 3).then_some((np, colon))
    }) else {
        return;
    };
    let Some((items, end)) = list::items(toks, colon + 1).filter(|(items, _)| items.len() >= 2) else {
        return;
    };
    let taken = np.toks.start..end;
    sentence.facts.retain(|fact| {
        let range = range_of(fact);
        matches!(fact, Fact::Stack { .. }) || range.end <= taken.start || range.start >= taken.end
    });
    sentence.facts.push(Fact::Has { subject: Some(np), items, toks: colon..end, from_frame: false });
}

/// "a check in SQLite" is a check.
fn head_of(toks: &[Tok], np: Np) -> Np {
    let Some(cut) = np.name_toks.clone().find(|n| any(toks, *n, &["in", "into", "to", "on"])) else {
        return np;
    };
    let kept = cut - np.name_toks.start;
    Np {
        name: np.name.split(' ').take(kept).collect::<Vec<_>>().join(" "),
        low: np.low.iter().take(kept).cloned().collect(),
        toks: np.toks.start..cut,
        name_toks: np.name_toks.start..cut,
        ..np
    }
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

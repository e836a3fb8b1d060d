//! What a text tells and asks nobody for: how things are or were, who writes and why, by when and for how much, who makes
//! the rest, and headings.
//!
//! The judgement comes late, when the things are known, and only about words that no fact took. A part of a sentence that
//! binds, limits, wishes or tells what a known thing does is never background and stays a question. What is certain is set
//! aside; what is only likely is set aside by an assumption, which says so and can be taken back.

mod heads;
mod phrases;
mod place;
pub mod rest;
mod signs;

use std::ops::Range;

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{cursor::any, cursor::eat_first, evidence::Fact, token::Tok},
    questions,
};
use place::Place;
use signs::Signs;

/// How sure it is that a part of a sentence asks for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Asks,
    Likely,
    Told,
}

/// Sets aside what asks for nothing. Of a program that keeps no records each sentence may tell what it does, so there only
/// what is certain is background.
pub fn settle(draft: &mut Draft, sentences: &mut [Sentence], texts: &[&str], keeps_records: bool) {
    let heads = heads::find(draft, sentences, texts, keeps_records);
    let places = place::find(draft, sentences, texts);
    for n in 0..sentences.len() {
        let sentence = &sentences[n];
        if !(0..sentence.toks.len()).any(|at| open(draft, sentence, at)) {
            continue;
        }
        let told = match heads[n] {
            Some(verdict) => vec![(verdict, 0..sentence.toks.len())],
            None => judged(draft, sentence, places[n]),
        };
        for (verdict, range) in
            told.into_iter().filter(|(verdict, _)| keeps_records || *verdict == Verdict::Told)
        {
            set_aside(draft, &mut sentences[n], verdict, range);
        }
    }
}

fn open(draft: &Draft, sentence: &Sentence, at: usize) -> bool {
    sentence.toks.get(at).is_some_and(|tok| tok.content && !draft.covered(sentence, tok))
}

fn set_aside(draft: &mut Draft, sentence: &mut Sentence, verdict: Verdict, range: Range<usize>) {
    let target = match verdict {
        Verdict::Asks => return,
        Verdict::Told => "/source/intent",
        Verdict::Likely => {
            let words = questions::quote(sentence, &range);
            let text = format!("taken as background, and not built: \u{201c}{words}\u{201d}");
            draft.assume(text, None, &["it is a requirement"]);
            "/assumptions"
        }
    };
    draft.cover(sentence, &range, &Target::Pointer(target.to_owned()));
    sentence.facts.push(Fact::Aside { left_out: false, toks: range });
}

/// The parts of a sentence that have open words, each with its verdict; neighbours of one kind are one part.
fn judged(draft: &Draft, sentence: &Sentence, place: Place) -> Vec<(Verdict, Range<usize>)> {
    let mut found: Vec<(Verdict, Range<usize>)> = Vec::new();
    for range in parts(&sentence.toks) {
        if !range.clone().any(|at| open(draft, sentence, at)) {
            continue;
        }
        let verdict = Signs::of(draft, sentence, range.clone(), place).verdict();
        match found.last_mut() {
            Some((last, before)) if *last == verdict && before.end + 3 >= range.start => {
                before.end = range.end
            }
            _ => found.push((verdict, range)),
        }
    }
    found
}

/// Where a new clause begins behind a mark or a joining word.
const CLAUSE: &[&str] = &[
    "i|we|it|they|you|he|she|this|that|there|nobody|everybody|everyone|somebody|someone|people|now|please|our|my|the|a|an|every|each|last",
    "would|want|need|wants|needs|like",
    "i'm|i'd|i've|we're|we'd|we've|it's|that's|there's",
];

/// A clause that begins so is one with what follows its comma.
const SUBORDINATE: &str = "and|but|so? since|because|as|after|when|if|while|although|though|once|before|unless|whenever|until|where";

/// `the user who put it there`, `the date it was frozen`: the verb tells which.
fn is_relative(toks: &[Tok], verb: usize, start: usize) -> bool {
    let noun = |n: usize| n >= start && toks[n].content && !any(toks, n, &["now", "then", "today"]);
    any(toks, verb - 1, &["who", "which", "that"])
        || any(toks, verb - 1, &["it", "he", "she", "they", "we", "i"]) && verb >= 2 && noun(verb - 2)
}

fn parts(toks: &[Tok]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    for at in 0..toks.len() {
        match toks[at].low.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let joined = eat_first(toks, at, &[",? and|but|so|yet|because that?"])
            .filter(|next| any(toks, at, &["because"]) || eat_first(toks, *next, CLAUSE).is_some());
        let led = eat_first(toks, start, &[SUBORDINATE]).is_some();
        let beside = any(toks, at, &[","])
            && !led
            && toks
                .get(at + 1)
                .is_some_and(|next| next.capitalised() || eat_first(toks, at + 1, CLAUSE).is_some())
            && signs::first_verb(toks, &(start..at)).is_some_and(|verb| verb > start)
            && signs::first_verb(toks, &(at + 1..toks.len().min(at + 7)))
                .is_some_and(|verb| verb > at + 1 && !is_relative(toks, verb, at + 1));
        let marked = beside || any(toks, at, &[";", "—", "–", ".", "!", "?", ":"]);
        if depth == 0 && at > start && (marked || joined.is_some()) {
            found.push(start..at);
            start = if marked { at + 1 } else { at };
        }
    }
    found.push(start..toks.len());
    found.retain(|range| !range.is_empty());
    found
}

//! Small words that limit (`only`, `never`, `at most`) are no words of weight, and yet a clause without them says something
//! else: where no fact was read from one, its clause is asked about.

use std::ops::Range;

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{cursor::any, evidence::Fact},
    questions,
    taken::Taken,
};

const LIMITING: &[&str] = &[
    "only", "once", "twice", "never", "not", "cannot", "can't", "mustn't", "must", "most", "least", "unless",
    "except", "without", "same", "nobody", "neither", "nor",
];

/// Whether the part of the sentence, up to the marks around it, has a limiting word that no fact was read from.
pub fn unread(sentence: &Sentence, range: Range<usize>) -> bool {
    part(sentence, range).any(|n| any(&sentence.toks, n, LIMITING) && !read(sentence, n))
}

/// Asks about the parts of which the limit was not read.
pub fn ask(draft: &mut Draft, sentences: &[Sentence]) {
    let taken = Taken::new(draft);
    // Words of weight are looked at for themselves.
    for sentence in sentences {
        let mut from = 0;
        for at in 0..sentence.toks.len() {
            if at < from
                || sentence.toks[at].content
                || !any(&sentence.toks, at, LIMITING)
                || read(sentence, at)
                || any(&sentence.toks, at - at.min(1), &["or"])
                || is_when(sentence, at)
            {
                continue;
            }
            let part = part(sentence, at..at + 1);
            from = part.end;
            if sentence.span(&part).is_none_or(|span| taken.overlaps(span)) || apart(draft, sentence, &part) {
                continue;
            }
            let quoted = questions::quote(sentence, &part);
            let word = sentence.span(&(at..at + 1)).into_iter().collect();
            draft.ask(questions::unrecognised(&quoted, word, false));
        }
    }
}

/// "Once created, …": it tells when, and not how often.
fn is_when(sentence: &Sentence, at: usize) -> bool {
    let toks = &sentence.toks;
    let begins = at == 0 || !toks[at - 1].word;
    begins && toks[at].is("once") && !any(toks, at + 1, &["per", "a", "for", "each", "every"])
}

fn part(sentence: &Sentence, range: Range<usize>) -> Range<usize> {
    let toks = &sentence.toks;
    let mark = |n: &usize| !toks[*n].word && !toks[*n].is("-") && !toks[*n].is("/");
    let start = (0..range.start).rev().find(mark).map_or(0, |n| n + 1);
    start..(range.end..toks.len()).find(mark).unwrap_or(toks.len())
}

fn read(sentence: &Sentence, at: usize) -> bool {
    // "There must not be more than one": what follows a modal is what it binds.
    let behind = if sentence.toks.get(at).is_some_and(|tok| tok.is("must")) { 3 } else { 0 };
    (at..=at + behind).any(|at| is_read(sentence, at))
}

fn is_read(sentence: &Sentence, at: usize) -> bool {
    sentence.facts.iter().any(|fact| {
        !matches!(fact, Fact::Filler { .. } | Fact::Unread { .. } | Fact::Mention { .. })
            && fact.toks().contains(&at)
    })
}

/// All of it is said of the writer, of the project or of nothing.
fn apart(draft: &Draft, sentence: &Sentence, part: &Range<usize>) -> bool {
    sentence.toks[part.clone()].iter().filter(|tok| tok.content).all(|tok| {
        match draft.cover.get(&(sentence.text, tok.start)) {
            Some(Target::Pointer(to)) => {
                ["/source/", "/project/", "/auth/"].iter().any(|part| to.starts_with(part))
            }
            Some(_) => false,
            None => true,
        }
    })
}

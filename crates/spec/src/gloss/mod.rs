//! German, Spanish and French requests, told in English word by word.
//!
//! Each word is looked up in the lexicon of its language and the words are put in the order that English has; what comes
//! out is read like any request, and every span of the spec is put back in the text (`back`). Names are never
//! spelled in another language: a word that no lexicon has is asked about with its part of the sentence, and values of a
//! choice, names in code marks and names of software stay as they are written. A language is one file here, one file
//! under `data/lexicons`, and one line in `LANGUAGES`.

mod back;
mod french;
mod german;
pub mod lexicon;
mod literal;
mod neighbours;
pub mod piece;
mod romance;
mod scan;
mod spanish;
mod unread;
mod values;

use std::{collections::HashSet, ops::Range};

use crate::english::{
    guess,
    token::{BULLET, LINE, Tok},
};

pub use back::Glossed;
use lexicon::{Entry, Kind, Lexicon};
use piece::{Piece, What};

/// A language that can be glossed.
pub struct Language {
    /// `de`
    pub code: &'static str,
    lexicon: fn() -> &'static Lexicon,
    /// The entry of a bent or joined word that the lexicon has under another form.
    bent: fn(&Lexicon, &str) -> Option<Entry>,
    /// Nouns are written with a capital letter.
    capital_nouns: bool,
    /// Settles words that are parts of one another: separable verbs, participles that look like a third person.
    parts: fn(&Language, &mut [Piece]),
    /// Puts the pieces of a sentence in the order of English.
    order: fn(Vec<Piece>) -> Vec<Piece>,
}

const LANGUAGES: &[&Language] = &[&german::LANGUAGE, &spanish::LANGUAGE, &french::LANGUAGE];

pub fn language(code: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.code == code).copied()
}

impl Language {
    /// What the lexicon has for the word, in small letters.
    pub fn entry(&self, word: &str) -> Option<Entry> {
        let lexicon = (self.lexicon)();
        lexicon.word(word).cloned().or_else(|| (self.bent)(lexicon, word))
    }

    fn phrase(&self, words: &[&str]) -> Option<(&'static Entry, usize)> {
        (self.lexicon)().phrase(words)
    }
}

/// More than this share of words in no lexicon, and the text is not read at all: half a request is worse than a question.
const UNREAD_PERCENT: usize = 40;

/// No request of people has more words, and no sentence of theirs more words and marks: such a text is asked about.
const MOST_WORDS: usize = 50_000;
const LONGEST: usize = 1_000;

/// The text in English, when it is in a language that the reader knows and enough of its words are. `kept` are parts of it
/// in formats of their own, sorted.
pub fn english(text: &str, kept: &[(usize, usize)]) -> Option<Glossed> {
    let (code, name) = guess::of(text)?;
    if crate::words::tokens(text).len() > MOST_WORDS {
        return None;
    }
    let language = language(code)?;
    let toks = parted(language, scan::toks(text, kept));
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, tok) in toks.iter().enumerate() {
        if matches!(tok.low.as_str(), "." | "!" | "?" | LINE) {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences.push(start..toks.len());
    if sentences.iter().any(|range| range.len() > LONGEST) {
        return None;
    }
    let values = values::words(language, &toks, &sentences);
    let mut pieces = Vec::new();
    let mut unread = Vec::new();
    let mut lost = 0;
    // What was told last is not read, and what says more of it neither.
    let mut unknown = false;
    for range in sentences {
        let told = self::pieces(language, &toks, range.clone(), &values);
        let says_more =
            told.iter().find(|piece| !piece.is(LINE) && !piece.english.is_empty()).is_some_and(|piece| {
                piece.is(BULLET)
                    || piece.any(&["it", "they", "he", "she", "he has", "it has", "they have", "also"])
            });
        let words = told.iter().any(|piece| !piece.mark());
        let (kept, cut) = if unknown && says_more { unread::nothing(told) } else { unread::readable(told) };
        if words && !(unknown && says_more) {
            unknown = kept.iter().all(Piece::mark) && !cut.is_empty();
        }
        for range in cut {
            // What software is made with has the same name in every language.
            let mut at = range.start;
            while at < range.end {
                let named = literal::software(language, &toks, at);
                let next = named.last().map_or(at + 1, |last| last + 1);
                if !named.is_empty() && next <= range.end {
                    let english = toks[at..next].iter().map(|tok| tok.low.clone()).collect();
                    pieces.push(Piece::added("Use", at));
                    pieces.push(Piece {
                        english,
                        what: What::Literal,
                        from: at..next,
                        ..Piece::added("", at)
                    });
                    pieces.push(Piece::added(".", next));
                }
                at = next;
            }
            let part = toks.get(range).unwrap_or_default();
            lost += part.iter().filter(|tok| tok.word).count();
            let words = || part.iter().filter(|tok| tok.word);
            if let (Some(first), Some(last)) = (words().next(), words().next_back()) {
                unread.push(first.start..last.end);
            }
        }
        // "Hola, …": what is left of a greeting is no mark of the sentence.
        let from = kept.iter().position(|piece| !(piece.english.is_empty() || piece.is(","))).unwrap_or(0);
        pieces.extend((language.order)(kept.into_iter().skip(from).collect()));
    }
    let all = toks.iter().filter(|tok| tok.word).count();
    (lost * 100 <= all * UNREAD_PERCENT).then(|| Glossed {
        english: piece::write(&pieces, &toks, text),
        unread,
        code,
        name,
    })
}

/// `l'auteur`, `d'un`: the small word that was joined to the next stands alone again.
fn parted(language: &Language, toks: Vec<Tok>) -> Vec<Tok> {
    let mut found = Vec::with_capacity(toks.len());
    for tok in toks {
        let parts = tok.low.split_once('\'').filter(|(first, rest)| {
            tok.word && !tok.quoted && !rest.is_empty() && first.chars().count() <= 7
        });
        let joined = parts.filter(|_| (language.lexicon)().word(&tok.low).is_none());
        match joined {
            Some((first, rest)) if language.entry(&format!("{first}'")).is_some() => {
                let at = tok.end - rest.len();
                let small = format!("{first}'");
                found.push(Tok { end: at, glued: tok.glued, ..Tok::added(&small, tok.start) });
                let low = rest.to_owned();
                found.push(Tok { start: at, raw: low.clone(), low, glued: false, ..tok.clone() });
            }
            _ => found.push(tok),
        }
    }
    found
}

fn pieces(language: &Language, toks: &[Tok], range: Range<usize>, values: &HashSet<String>) -> Vec<Piece> {
    let begin = range.start;
    let toks = toks.get(..range.end).unwrap_or_default();
    let literal = literal::literals(language, toks, begin, values);
    let mut found = Vec::new();
    let mut at = begin;
    while at < toks.len() {
        let tok = &toks[at];
        let kept = |what: What| Piece {
            what,
            english: vec![tok.low.clone()],
            plural: false,
            both: false,
            source: tok.low.clone(),
            from: at..at + 1,
        };
        if tok.is(scan::SHORT) {
            // "max. 80": the point of a short form says nothing.
            found.push(Piece { english: Vec::new(), ..kept(What::Known(Kind::Function)) });
            at += 1;
            continue;
        }
        if !tok.word {
            found.push(kept(What::Mark));
            at += 1;
            continue;
        }
        if literal.contains(&at) {
            found.push(kept(What::Literal));
            at += 1;
            continue;
        }
        if let Some((entry, end)) = phrase(language, toks, at, &literal) {
            let source: Vec<&str> =
                toks.get(at..end).unwrap_or_default().iter().map(|tok| tok.low.as_str()).collect();
            found.push(Piece::known(entry, source.join(" "), at..end));
            at = end;
            continue;
        }
        let noun =
            (language.lexicon)().noun(&tok.low).filter(|_| named(language, toks, begin, at, found.last()));
        found.push(match noun.cloned().or_else(|| language.entry(&tok.low)) {
            Some(entry) => Piece::known(&entry, tok.low.clone(), at..at + 1),
            None => kept(What::Unknown),
        });
        at += 1;
    }
    (language.parts)(language, &mut found);
    neighbours::settle(&mut found);
    found
}

/// Where a word that may be a noun is one: behind an article, alone on its line, and written with a capital letter
/// where the language writes nouns so.
fn named(language: &Language, toks: &[Tok], begin: usize, at: usize, before: Option<&Piece>) -> bool {
    const DETERMINERS: &[&str] = &[
        "a", "an", "the", "its", "their", "his", "our", "your", "my", "each", "every", "no", "this", "these",
        "of the", "all", "all the", "several", "many",
    ];
    let first = toks[begin..at].iter().all(|tok| !tok.word);
    let alone = first && toks.get(at + 1..).unwrap_or_default().iter().all(|tok| !tok.word);
    let behind = before.is_some_and(|piece| piece.any(DETERMINERS));
    alone || behind || language.capital_nouns && !first && toks[at].capitalised()
}

/// The longest phrase that begins here: its words may be joined by dashes.
fn phrase(
    language: &Language,
    toks: &[Tok],
    at: usize,
    literal: &HashSet<usize>,
) -> Option<(&'static Entry, usize)> {
    const LONGEST: usize = 8;
    let mut words = Vec::new();
    let mut ends = Vec::new();
    let mut next = at;
    while words.len() < LONGEST {
        match toks.get(next) {
            Some(tok) if tok.word && !literal.contains(&next) => {
                words.push(tok.low.as_str());
                ends.push(next + 1);
            }
            Some(tok) if tok.is("-") && !words.is_empty() => {}
            _ => break,
        }
        next += 1;
    }
    let (entry, len) = language.phrase(&words)?;
    Some((entry, *ends.get(len - 1)?))
}

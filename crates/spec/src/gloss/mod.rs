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
pub mod piece;
mod romance;
mod scan;
mod spanish;
mod values;

use std::{collections::HashSet, ops::Range};

use crate::english::{
    guess,
    lexicon::lexicon,
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
        let (kept, cut) = if unknown && says_more { (Vec::new(), vec![range]) } else { readable(told) };
        if words && !(unknown && says_more) {
            unknown = kept.iter().all(Piece::mark) && !cut.is_empty();
        }
        for range in cut {
            // What software is made with has the same name in every language.
            let mut at = range.start;
            while at < range.end {
                let named = software(language, &toks, at);
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
    let literal = literals(language, toks, begin, values);
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
    if language.code == "de" {
        german::parts(&mut found, &|word| (language.lexicon)().participle(word).cloned(), &|verb, prefix| {
            language.phrase(&[verb, prefix]).map(|(entry, _)| entry.clone())
        });
    }
    ranges(&mut found);
    joined(&mut found);
    behind_verbs(&mut found);
    defaults(&mut found);
    for at in 0..found.len() {
        one_of(&mut found, at);
        many_of(&mut found, at);
    }
    found
}

/// `80 Zeichen`, `Spender haben`: many, where the form is that of one as well.
fn many_of(pieces: &mut [Piece], at: usize) {
    let counted = at > 0
        && pieces[at - 1].what == What::Literal
        && pieces[at - 1].english.iter().all(|word| word != "1" && word.bytes().all(|b| b.is_ascii_digit()));
    let have = pieces.get(at + 1).is_some_and(|next| next.any(&["have", "are"]));
    let bare = at.checked_sub(1).is_none_or(|n| pieces[n].mark());
    let numbered = at > 0
        && pieces[at].both
        && (pieces[at - 1].says("number of")
            || at > 1 && pieces[at - 1].is("of") && pieces[at - 2].is("number"));
    let several = at > 0
        && pieces[at - 1].any(&["many", "several", "all", "these", "has many", "have many", "multiple"]);
    // "möchte Artikel anlegen": one would have an article before it.
    let object = at > 0 && pieces[at - 1].bend().is_some() && pieces[at].both;
    let after = at > 0 && modal_like(&pieces[at - 1]) && pieces[at].both;
    let piece = &mut pieces[at];
    if piece.noun() && !piece.plural && (counted || have && bare || several || object || after || numbered) {
        piece.english = lexicon::several(&piece.english);
        piece.plural = true;
    }
}

/// `les trier`, `la borrar`: a pronoun that looks like an article.
fn behind_verbs(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let pronoun = match pieces[at - 1].source.rsplit(' ').next() {
            Some("les" | "los" | "las") => "them",
            Some("le" | "la" | "l'" | "lo") => "it",
            _ => continue,
        };
        // "lo gestiona todo"
        let finite = matches!(pieces[at].bend(), Some(lexicon::Bend::Third | lexicon::Bend::Base));
        if finite && pieces[at - 1].is("the") && !pieces[at - 1].source.contains(' ') {
            pieces[at - 1].english.clear();
        }
        if pieces[at].bend() == Some(lexicon::Bend::Infinitive)
            && pieces[at - 1].english.last().is_some_and(|word| word == "the")
        {
            pieces[at - 1].english.pop();
            pieces[at].english.push(pronoun.to_owned());
        }
    }
}

/// `(0 par défaut)`: "default 0".
fn defaults(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let behind = pieces[at].is("default")
            && pieces[at - 1].what == What::Literal
            && pieces.get(at + 1).is_none_or(|next| next.mark());
        if behind {
            pieces.swap(at - 1, at);
        }
        // "100 caractères maximum": "at most 100 characters".
        let bound = pieces[at].any(&["at most", "at least", "max", "min"])
            && pieces.get(at + 1).is_none_or(|next| next.mark())
            && at > 1
            && !pieces[at - 1].mark()
            && pieces[at - 2].what == What::Literal;
        if bound {
            pieces[at - 2..=at].rotate_right(1);
        }
    }
}

/// `de 1 a 5`, `del 1 al 5`, `von 1 bis 5`: "from 1 to 5".
fn ranges(pieces: &mut [Piece]) {
    let number = |piece: &Piece| {
        piece.what == What::Literal
            && piece.english.iter().all(|word| word.bytes().all(|b| b.is_ascii_digit()))
    };
    for at in 3..pieces.len() {
        let from = pieces[at - 3].any(&["of", "of the", "from", "from the", "between"]);
        let to = pieces[at - 1].any(&["to", "to the", "at", "until", "at most", "up to"]);
        if from && to && number(&pieces[at - 2]) && number(&pieces[at]) {
            pieces[at - 3].english = vec!["from".to_owned()];
            pieces[at - 1].english = vec!["to".to_owned()];
        }
    }
}

/// `REST-API`, `E-Mail-Adresse`: what a dash joins is one name.
fn joined(pieces: &mut Vec<Piece>) {
    let mut at = 1;
    while at + 1 < pieces.len() {
        let (before, behind) = (&pieces[at - 1], &pieces[at + 1]);
        let name = |piece: &Piece| piece.noun() || piece.what == What::Literal;
        let touches = pieces[at].is("-")
            && before.from.end == pieces[at].from.start
            && pieces[at].from.end == behind.from.start
            && name(before)
            && name(behind);
        if touches {
            pieces.remove(at);
        }
        at += 1;
    }
}

/// `einen Namen`: one of them, where the form is that of many as well.
fn one_of(pieces: &mut [Piece], at: usize) {
    let before = (0..at).rev().find(|n| !pieces[*n].adjective()).map(|n| &pieces[n]);
    let one = before.is_some_and(|piece| {
        let last = piece.english.last().map(String::as_str);
        matches!(piece.what, What::Known(Kind::Function))
            && matches!(last, Some("a" | "an" | "each" | "every" | "one"))
            || matches!(piece.source.rsplit(' ').next(), Some("des" | "dem" | "das" | "eines" | "einem"))
    });
    let piece = &mut pieces[at];
    if one && piece.noun() && piece.plural {
        if let Some(last) = piece.english.last_mut() {
            *last = crate::words::singular(last);
        }
        piece.plural = false;
    }
}

/// Where a word that may be a noun is one: behind an article, alone on its line, and in German where it is written with a
/// capital letter.
fn named(language: &Language, toks: &[Tok], begin: usize, at: usize, before: Option<&Piece>) -> bool {
    const DETERMINERS: &[&str] = &[
        "a", "an", "the", "its", "their", "his", "our", "your", "my", "each", "every", "no", "this", "these",
        "of the", "all", "all the", "several", "many",
    ];
    let first = toks[begin..at].iter().all(|tok| !tok.word);
    let alone = first && toks.get(at + 1..).unwrap_or_default().iter().all(|tok| !tok.word);
    let behind = before.is_some_and(|piece| piece.any(DETERMINERS));
    alone || behind || language.code == "de" && !first && toks[at].capitalised()
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

/// What stays as it is written: numbers, code, routes, names of software, values.
fn literals(language: &Language, toks: &[Tok], begin: usize, values: &HashSet<String>) -> HashSet<usize> {
    let mut found: HashSet<usize> = HashSet::new();
    for at in begin..toks.len() {
        found.extend(software(language, toks, at));
    }
    for range in values::groups(language, &toks[begin..]) {
        found.extend(range.start + begin..range.end + begin);
    }
    for (at, tok) in toks.iter().enumerate().skip(begin).filter(|(_, tok)| tok.word) {
        let before = at.checked_sub(1).and_then(|n| toks.get(n));
        let of_route = before.is_some_and(|before| {
            matches!(before.low.as_str(), "/" | ":" | "{" | "?" | "=" | "&")
                && tok.glued
                && before.end == tok.start
                && !parts_words(toks, at - 1, &found)
        });
        let method = toks.get(at + 1).is_some_and(|next| next.is("/"));
        let acronym = tok.raw.chars().count() >= 2
            && tok.raw.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && (method || language.entry(&tok.low).is_none_or(|entry| entry.kind == Kind::Function));
        let typed = ENGLISH.contains(&tok.low.as_str()) && language.entry(&tok.low).is_none();
        let code =
            typed || tok.quoted || tok.raw.contains('_') || tok.raw.starts_with(|c: char| c.is_ascii_digit());
        let value = values.contains(&tok.low)
            && language.entry(&tok.low).is_none_or(|entry| {
                matches!(entry.kind, Kind::Adjective | Kind::Verb(lexicon::Bend::Participle))
            });
        if of_route || acronym || code || value {
            found.insert(at);
        }
    }
    found
}

fn modal_like(piece: &Piece) -> bool {
    piece
        .english
        .last()
        .is_some_and(|word| matches!(word.as_str(), "to" | "may" | "can" | "must" | "should" | "no"))
}

/// Words of code that people of all languages use.
const ENGLISH: &[&str] = &[
    "true",
    "false",
    "null",
    "none",
    "string",
    "int",
    "integer",
    "boolean",
    "bool",
    "float",
    "decimal",
    "datetime",
    "timestamp",
    "uuid",
    "enum",
    "text",
    "varchar",
    "endpoint",
    "endpoints",
    "backend",
    "frontend",
    "crud",
    "token",
];

/// `FastAPI`, `Spring Boot`, `go` where it is written `Go`: the tokens of a name of software that begins here.
fn software(language: &Language, toks: &[Tok], at: usize) -> Vec<usize> {
    let Some(first) = toks.get(at).filter(|tok| tok.word) else { return Vec::new() };
    let plain = language.entry(&first.low).is_none();
    let names = lexicon().stack_names(&first.low);
    let found = names.iter().find_map(|name| {
        let mut range = vec![at];
        let mut next = at + 1;
        for word in name.words.iter().skip(1) {
            while toks.get(next).is_some_and(|tok| !tok.word && matches!(tok.low.as_str(), "point" | "-")) {
                next += 1;
            }
            toks.get(next).filter(|tok| tok.is(word))?;
            range.push(next);
            next += 1;
        }
        let led = at.checked_sub(1).and_then(|n| toks.get(n)).is_some_and(|before| {
            matches!(before.low.as_str(), "/" | "+" | "," | "(")
                || language.entry(&before.low).is_some_and(|entry| {
                    entry
                        .english
                        .last()
                        .is_some_and(|word| matches!(word.as_str(), "with" | "in" | "on" | "using"))
                })
        });
        let sure = !name.ambiguous || first.capitalised() && (plain || led) || range.len() > 1;
        sure.then_some(range)
    });
    found.unwrap_or_default()
}

/// `ja/nein`: the stroke stands between two words, and in no route.
fn parts_words(toks: &[Tok], mark: usize, literal: &HashSet<usize>) -> bool {
    let before = mark.checked_sub(1).and_then(|n| toks.get(n));
    before
        .is_some_and(|before| before.word && before.end == toks[mark].start && !literal.contains(&(mark - 1)))
}

/// The pieces that can be read, and the tokens of those that cannot: an item of a list with a word that no lexicon has is
/// cut out; where such a word stands before the first item, nothing of the sentence is read.
fn readable(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Range<usize>>) {
    let span = |pieces: &[Piece]| Some(pieces.first()?.from.start..pieces.last()?.from.end);
    let whole = |pieces: &[Piece]| span(pieces).into_iter().collect::<Vec<_>>();
    let divides = |piece: &Piece| {
        piece.mark() && piece.any(&[",", ";", "(", ")", LINE, BULLET, "."])
            || piece.what == What::Known(Kind::Function) && piece.any(&["and", "or"])
    };
    // "API mit Laravel für ein kleines Magazin": what it is about is no fact.
    let colon = pieces.iter().position(|piece| piece.is(":")).unwrap_or(pieces.len());
    let frame =
        pieces[..colon].iter().any(|piece| piece.english.iter().any(|word| word.eq_ignore_ascii_case("api")))
            && !pieces[..colon].iter().any(|piece| piece.any(&["has", "have", "belongs to"]));
    // "damit ich das Magazin füllen kann": nor is what somebody wants it for.
    let reason = |at: usize| {
        let start = (0..at).rev().find(|n| pieces[*n].mark()).map_or(0, |n| n + 1);
        pieces[start..at].iter().any(|piece| {
            let words = piece.english.join(" ");
            ["so that", "in order to", "because"].iter().any(|lead| words.starts_with(lead))
        })
    };
    let plain: Vec<usize> = (0..pieces.len())
        .filter(|n| pieces[*n].what == What::Unknown && (frame && *n < colon || reason(*n)))
        .collect();
    let mut pieces = pieces;
    for at in plain {
        pieces[at].what = What::Literal;
    }
    let mut cut: Vec<Range<usize>> = Vec::new();
    for at in (0..pieces.len()).filter(|n| pieces[*n].what == What::Unknown) {
        if cut.last().is_some_and(|range| range.contains(&at)) {
            continue;
        }
        let start = (0..at).rev().find(|n| divides(&pieces[*n]));
        let Some(start) = start.filter(|start| !head(&pieces[..*start])) else {
            // What is told of it goes with it, up to the next clause.
            let end = (at..pieces.len()).find(|n| pieces[*n].is(";")).map_or(pieces.len(), |n| n + 1);
            let begin = pieces[..at].iter().rposition(|piece| piece.is(";")).map_or(0, |n| n + 1);
            cut.push(begin..end);
            continue;
        };
        let mut end = (at..pieces.len()).find(|n| divides(&pieces[*n])).unwrap_or(pieces.len());
        // What somebody does governs the rest of the sentence.
        if pieces[start..end]
            .iter()
            .any(|piece| piece.bend().is_some() || piece.any(&["has", "have", "is", "are"]))
        {
            end = (end..pieces.len()).find(|n| pieces[*n].is(";")).unwrap_or(pieces.len());
        }
        // What stands in brackets behind the word goes with it.
        if pieces.get(end).is_some_and(|piece| piece.is("(")) {
            end = (end..pieces.len()).find(|n| pieces[*n].is(")")).map_or(pieces.len(), |n| n + 1);
        }
        // ", die nie fehlen darf": what is told of it goes too.
        while pieces.get(end).is_some_and(|piece| piece.is(","))
            && pieces.get(end + 1).is_some_and(|next| {
                next.any(&["that", "which", "who", "whose"])
                    || matches!(next.source.as_str(), "der" | "die" | "das" | "qui" | "que")
            })
        {
            end = (end + 1..pieces.len()).find(|n| pieces[*n].mark()).unwrap_or(pieces.len());
        }
        let opens = pieces[start].any(&["(", LINE, BULLET, ".", ")"]);
        cut.push(if opens { start + 1 } else { start }..end);
    }
    let mut kept = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if !cut.iter().any(|range| range.contains(&at)) {
            kept.push(piece.clone());
        }
    }
    let tokens = cut.iter().filter_map(|range| span(&pieces[range.clone()])).collect();
    if !cut.is_empty() && kept.iter().all(Piece::mark) {
        return (Vec::new(), whole(&pieces));
    }
    (kept, tokens)
}

/// Nothing but marks stands before it, and so it is what the sentence is about.
fn head(before: &[Piece]) -> bool {
    let clause = before.iter().rposition(|piece| piece.is(";")).map_or(0, |n| n + 1);
    before[clause..].iter().all(Piece::mark) && !before.iter().any(|piece| piece.is(BULLET))
}

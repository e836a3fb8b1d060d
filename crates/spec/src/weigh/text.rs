//! A text with what the first reading made of its words.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::{
    assemble::draft::Sentence,
    english::{
        evidence::{Fact, Np},
        token::{BULLET, HEADING, LINE, Tok},
    },
    words,
};

/// The sentences with their words in the singular, and what is known of the whole.
#[derive(Debug)]
pub struct Text<'a> {
    pub sentences: Vec<Line<'a>>,
    pub counts: HashMap<String, usize, FixedState>,
    /// Words that are written with a capital inside of a sentence.
    pub capitals: HashSet<String, FixedState>,
    /// Words with which a sentence begins.
    pub heads: HashSet<String, FixedState>,
    /// Things that the first reading found, by their words in the singular.
    pub things: HashSet<String, FixedState>,
}

#[derive(Debug)]
pub struct Line<'a> {
    pub sentence: &'a Sentence,
    /// The singular of each word, other marks as they are.
    pub ones: Vec<String>,
    /// What the first reading took each word for.
    pub read_as: Vec<&'static str>,
    /// The first token of the line of the text that each token stands in, without marks of lists.
    pub begins: Vec<usize>,
}

impl<'a> Text<'a> {
    pub fn of(sentences: &'a [Sentence]) -> Self {
        let mut text = Self {
            sentences: Vec::with_capacity(sentences.len()),
            counts: HashMap::default(),
            capitals: HashSet::default(),
            heads: HashSet::default(),
            things: HashSet::default(),
        };
        for sentence in sentences {
            let toks = &sentence.toks;
            let ones: Vec<String> =
                toks.iter()
                    .map(|tok| {
                        if tok.word && !tok.is_number() { words::singular(&tok.low) } else { tok.low.clone() }
                    })
                    .collect();
            let mut said = toks.iter().zip(&ones).filter(|(tok, _)| tok.word);
            for (n, (tok, one)) in said.by_ref().enumerate() {
                *text.counts.entry(one.clone()).or_default() += 1;
                if n < 2 {
                    text.heads.insert(one.clone());
                }
                if n > 0 && tok.capitalised() {
                    text.capitals.insert(one.clone());
                }
            }
            for fact in &sentence.facts {
                match fact {
                    Fact::Has { subject, items, .. } => {
                        text.things.extend(subject.as_ref().map(key));
                        let made = items.iter().filter(|item| item.members.len() > 1);
                        text.things.extend(made.map(|item| key(&item.np)));
                    }
                    Fact::Mention { np, weight: 2.. } => {
                        text.things.insert(key(np));
                    }
                    _ => {}
                }
            }
            text.sentences.push(Line { sentence, read_as: read_as(sentence), begins: begins(toks), ones });
        }
        text
    }
}

impl Text<'_> {
    /// Whether nothing was read from the words of a member, and nothing will be: what is to be shown is found by the
    /// whole draft, later, and "the other one" names nothing by itself.
    pub fn free(&self, member: &super::owner::Member) -> bool {
        const SHOWS: &[&str] = &[
            "show", "shows", "list", "lists", "display", "give", "gives", "get", "return", "returns",
            "report", "reports", "export", "find", "search", "filter", "sort", "sorted", "print", "average",
            "total", "sum",
        ];
        let Some(line) = self.sentences.get(member.line) else { return false };
        let read = line.read_as.get(member.from..member.to).unwrap_or_default();
        let start = line.begins.get(member.from).copied().unwrap_or(0);
        let before = line.sentence.toks.get(start..member.to).unwrap_or_default();
        let shown = before.iter().any(|tok| SHOWS.contains(&tok.low.as_str()));
        let led = line.sentence.toks.get(member.from.saturating_sub(2)..member.from).unwrap_or_default();
        let span = led.iter().any(|tok| matches!(tok.low.as_str(), "within" | "between" | "during"));
        read.iter().all(|read| matches!(*read, "" | "unread" | "filler" | "aside"))
            && !shown
            && !span
            && !before.last().is_some_and(|tok| matches!(tok.low.as_str(), "one" | "ones"))
    }
}

impl Text<'_> {
    /// Whether the text speaks of people there.
    pub fn person(&self, place: &super::owner::Place) -> bool {
        let toks =
            self.sentences.get(place.line).and_then(|line| line.sentence.toks.get(place.from..place.to));
        toks.and_then(<[Tok]>::last).is_some_and(|tok| tok.person)
    }
}

impl Text<'_> {
    /// The words there as a phrase.
    pub fn phrase(line: &Line<'_>, from: usize, to: usize) -> Np {
        super::change::phrase(line.sentence, from, to)
    }
}

impl Line<'_> {
    /// The words of a name, in the singular.
    pub fn key(&self, from: usize, to: usize) -> String {
        let words = self.sentence.toks.get(from..to).unwrap_or_default().iter();
        let ones = self.ones.get(from..to).unwrap_or_default();
        let words: Vec<&str> =
            words.zip(ones).filter(|(tok, _)| tok.word).map(|(_, one)| one.as_str()).collect();
        words.join(" ")
    }
}

fn begins(toks: &[Tok]) -> Vec<usize> {
    let mut start = 0;
    let begins = toks.iter().enumerate().map(|(at, tok)| {
        let begins = start;
        if tok.is(LINE) || tok.is(BULLET) || tok.is(HEADING) {
            start = at + 1;
        }
        begins
    });
    begins.collect()
}

/// The words of a phrase, each in the singular.
pub fn key(np: &Np) -> String {
    let ones: Vec<String> = np.low.iter().map(|word| words::singular(word)).collect();
    ones.join(" ")
}

fn read_as(sentence: &Sentence) -> Vec<&'static str> {
    let mut read = vec![""; sentence.toks.len()];
    let mut put = |range: &std::ops::Range<usize>, what: &'static str, over: bool| {
        for at in range.clone() {
            if let Some(slot) = read.get_mut(at).filter(|slot| over || slot.is_empty()) {
                *slot = what;
            }
        }
    };
    for fact in &sentence.facts {
        put(fact.toks(), kind(fact), false);
        match fact {
            Fact::Has { subject, items, .. } => {
                for item in items {
                    put(&item.toks, "has-more", true);
                    put(&item.np.name_toks, "has-member", true);
                    for member in &item.members {
                        put(&member.np.name_toks, "has-inner", true);
                    }
                }
                if let Some(np) = subject {
                    put(&np.name_toks, "has-thing", true);
                }
            }
            Fact::Relation { from, to, .. } => {
                put(&to.name_toks, "key-to", true);
                if let Some(np) = from {
                    put(&np.name_toks, "key-from", true);
                }
            }
            Fact::Mention { np, .. } => put(&np.name_toks, "mention", true),
            Fact::Permit { objects, .. } => {
                objects.iter().for_each(|np| put(&np.name_toks, "permit-object", true));
            }
            _ => {}
        }
    }
    read
}

/// What a fact says, in a word.
pub(super) fn kind(fact: &Fact) -> &'static str {
    match fact {
        Fact::Likely(fact) => kind(fact),
        Fact::Frame { .. } => "frame",
        Fact::Mention { .. } => "mention",
        Fact::Has { .. } => "has",
        Fact::Relation { .. } => "relation",
        Fact::Link { .. } => "link",
        Fact::About { .. } => "about",
        Fact::Permit { .. } | Fact::Alike { .. } | Fact::Deny { .. } | Fact::While { .. } => "permit",
        Fact::Roles { .. } | Fact::FirstRole { .. } => "roles",
        Fact::Filter { .. } | Fact::Search { .. } | Fact::By { .. } => "filter",
        Fact::Sort { .. } | Fact::NewestFirst { .. } | Fact::Page { .. } => "sort",
        Fact::Auth { .. } => "auth",
        Fact::Stack { .. } => "stack",
        Fact::Flow { .. } | Fact::Transition { .. } => "flow",
        Fact::Aside { .. } => "aside",
        Fact::Filler { .. } => "filler",
        Fact::Unread { .. } => "unread",
        Fact::Refused { .. } => "refused",
        _ => "rule",
    }
}

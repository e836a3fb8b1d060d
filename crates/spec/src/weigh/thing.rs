//! Which nouns are things: what the first reading says for each, beside how the tagger sees its words wherever they
//! stand and what stands around them.

use std::collections::BTreeSet;

use linear::{Decision, Feature, Tagged, feature};

use super::{
    features::{digit, has},
    label::Name,
    owner::{Names, tenth},
    text::Text,
};
use crate::{
    assemble::entities::Vote,
    english::{lexicon::lexicon, token::Tok},
    words,
};

/// A noun that may be a thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Noun {
    /// As entities are keyed: [`crate::assemble::draft::key_of`].
    pub key: String,
    /// The same with every word in the singular.
    pub ones: String,
    /// Where it is named first as what the tagger takes for a thing: line, from and to.
    pub place: Option<(usize, usize, usize)>,
    /// The first reading takes it.
    pub taken: bool,
    /// The text speaks of people by it.
    pub person: bool,
    /// The first reading has a member of that name.
    pub member: bool,
    pub features: Vec<Feature>,
}

/// More nouns than a text of a page has.
const MOST: usize = 120;

/// What names a thing somewhere, and every noun that the first reading considers.
pub fn candidates(text: &Text<'_>, tagged: &[Tagged], names: &Names, votes: &[Vote]) -> Vec<Noun> {
    let ones_of = |key: &str| -> String {
        let ones: Vec<String> = key.split(' ').map(words::singular).collect();
        ones.join(" ")
    };
    let voted: Vec<(String, &Vote)> = votes.iter().map(|vote| (ones_of(&vote.key), vote)).collect();
    let taken: BTreeSet<&str> =
        voted.iter().filter(|(_, vote)| vote.taken).map(|(ones, _)| ones.as_str()).collect();
    let mut keys: Vec<String> = names.things.iter().map(|thing| thing.key.clone()).collect();
    for (ones, _) in &voted {
        if !keys.contains(ones) {
            keys.push(ones.clone());
        }
    }
    keys.truncate(MOST);
    let seen: Vec<Seen> = keys.iter().map(|key| Seen::of(text, tagged, names, key)).collect();
    let likely = |seen: &Seen| seen.thing;
    keys.iter()
        .zip(&seen)
        .map(|(ones, here)| {
            let vote = voted.iter().find(|(other, _)| other == ones).map(|(_, vote)| *vote);
            let longer = keys.iter().zip(&seen).filter(|(other, _)| is_tail(ones, other));
            let shorter = keys.iter().zip(&seen).filter(|(other, _)| is_tail(other, ones));
            let starts = keys.iter().zip(&seen).filter(|(other, _)| is_head(ones, other));
            let best = |of: &mut dyn Iterator<Item = (&String, &Seen)>| {
                let mut best: Option<(f32, bool)> = None;
                for (key, seen) in of {
                    let this = (likely(seen), taken.contains(key.as_str()));
                    best = Some(best.map_or(this, |b| (b.0.max(this.0), b.1 || this.1)));
                }
                best
            };
            let mut longer = longer;
            let mut shorter = shorter;
            let mut starts = starts;
            let around = Around {
                longer: best(&mut longer),
                shorter: best(&mut shorter),
                starts: best(&mut starts),
                things: taken.len(),
                lines: text.sentences.len(),
            };
            let place = here.place;
            let key = vote.map_or_else(
                || place.map_or_else(|| ones.clone(), |(line, from, to)| said(text, line, from, to)),
                |vote| vote.key.clone(),
            );
            Noun {
                features: features(ones, here, vote, &around),
                key,
                member: names.members.iter().any(|member| member.read.is_some() && member.name == *ones),
                ones: ones.clone(),
                place,
                taken: vote.is_some_and(|vote| vote.taken),
                person: here.person
                    || ones.rsplit(' ').next().is_some_and(|head| lexicon().roles.contains(head)),
            }
        })
        .collect()
}

/// How likely each noun is a thing, which the names are told too.
pub fn weigh(names: &mut Names, nouns: Vec<Noun>, decision: &Decision) -> Vec<(f32, Noun)> {
    let weighed: Vec<(f32, Noun)> =
        nouns.into_iter().map(|noun| (decision.likely(&noun.features), noun)).collect();
    for (likely, noun) in &weighed {
        if let Some(thing) = names.things.iter_mut().find(|thing| thing.key == noun.ones) {
            thing.sure = *likely;
        }
    }
    weighed
}

/// The words there as entities are keyed.
fn said(text: &Text<'_>, line: usize, from: usize, to: usize) -> String {
    let toks = text.sentences.get(line).and_then(|line| line.sentence.toks.get(from..to)).unwrap_or_default();
    let mut low: Vec<String> = toks.iter().filter(|tok| tok.word).map(|tok| tok.low.clone()).collect();
    if let Some(last) = low.last_mut() {
        *last = words::singular(last);
    }
    low.join(" ")
}

/// Whether the longer name ends in the shorter: `handover note`, `note`.
fn is_tail(short: &str, long: &str) -> bool {
    long.strip_suffix(short).is_some_and(|lead| lead.ends_with(' '))
}

fn is_head(short: &str, long: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
}

/// How a noun stands in the text.
#[derive(Debug, Default)]
struct Seen {
    /// How likely its words name a thing where that is likeliest, and over all places; the same of other names.
    thing: f32,
    mean: f32,
    role: f32,
    member: f32,
    value: f32,
    /// All places of its words, and those where the tagger takes exactly them for a thing.
    stands: usize,
    named: usize,
    place: Option<(usize, usize, usize)>,
    /// Members that the tagger sees right behind it, up to the next thing.
    members: usize,
    /// Said in the plural, with "a" or "each" before it, with "has" behind it, at the start of a line, with a capital
    /// inside of one.
    many: bool,
    each: bool,
    has: bool,
    first: usize,
    capital: bool,
    possessive: bool,
    quoted: bool,
    person: bool,
    /// The words before and behind it where it is named first.
    before: String,
    behind: String,
    /// Of the line where it stands first.
    line: usize,
    read_as: &'static str,
    leads: BTreeSet<String>,
    follows: BTreeSet<String>,
}

impl Seen {
    fn of(text: &Text<'_>, tagged: &[Tagged], names: &Names, key: &str) -> Self {
        let words: Vec<&str> = key.split(' ').collect();
        let mut seen = Self::default();
        let mut sum = 0.0;
        for (n, line) in text.sentences.iter().enumerate() {
            let toks = &line.sentence.toks;
            for from in 0..line.ones.len() {
                if line.ones.get(from).map(String::as_str) != words.first().copied() {
                    continue;
                }
                let Some(to) = end(toks, &line.ones, from, &words) else { continue };
                let least = |name: Name| {
                    let rows = tagged.get(n).map(|tagged| tagged.likely.as_slice()).unwrap_or_default();
                    let of = |row: &Vec<f32>| row[usize::from(name.first())] + row[usize::from(name.later())];
                    rows.get(from..to).unwrap_or_default().iter().map(of).fold(1.0, f32::min)
                };
                let thing = least(Name::Thing);
                sum += thing;
                seen.role = seen.role.max(least(Name::Role));
                seen.member = seen.member.max(least(Name::Member));
                seen.value = seen.value.max(least(Name::Value));
                seen.thing = seen.thing.max(thing);
                seen.stands += 1;
                let exact = names.named(n).iter().any(|(_, f, t)| (*f, *t) == (from, to)) && thing > 0.5;
                if exact {
                    seen.named += 1;
                    let place = (n, from, to);
                    seen.place = seen.place.or(Some(place));
                    seen.members += behind(tagged, names, n, to, toks.len());
                }
                let one =
                    |at: Option<usize>| at.and_then(|at| line.ones.get(at)).map_or("<edge>", String::as_str);
                let (before, next) = (one(from.checked_sub(1)), one(Some(to)));
                if seen.stands == 1 {
                    before.clone_into(&mut seen.before);
                    next.clone_into(&mut seen.behind);
                    seen.line = n;
                    seen.read_as = line.read_as.get(from).copied().unwrap_or("");
                }
                if seen.leads.len() < 6 {
                    seen.leads.insert(before.to_owned());
                }
                if seen.follows.len() < 6 {
                    seen.follows.insert(next.to_owned());
                }
                seen.each |= matches!(before, "a" | "an" | "each" | "every" | "one" | "per");
                seen.has |= toks.get(to).is_some_and(has);
                let start = line.begins.get(from).copied().unwrap_or(0);
                let led = toks.get(start..from).unwrap_or_default().iter().filter(|tok| tok.word).count();
                seen.first += usize::from(led < 2);
                if let Some(last) = to.checked_sub(1).and_then(|at| toks.get(at)) {
                    seen.many |= words::is_plural(&last.low);
                    seen.capital |= led > 0 && last.capitalised();
                    seen.possessive |= last.possessive;
                    seen.quoted |= last.quoted;
                    seen.person |= last.person;
                }
            }
        }
        seen.mean = sum / seen.stands.max(1) as f32;
        seen
    }
}

/// Where the words of a name end that begin there; marks that join them ("sign-up") are stepped over.
fn end(toks: &[Tok], ones: &[String], from: usize, words: &[&str]) -> Option<usize> {
    let mut at = from;
    for (n, word) in words.iter().enumerate() {
        if n > 0 && toks.get(at).is_some_and(|tok| tok.is("-")) {
            at += 1;
        }
        if ones.get(at)? != word {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// How many members stand behind a thing, before the next one.
fn behind(tagged: &[Tagged], names: &Names, line: usize, to: usize, len: usize) -> usize {
    let next =
        names.named(line).iter().map(|(_, from, _)| *from).filter(|from| *from >= to).min().unwrap_or(len);
    let best = tagged.get(line).map(|tagged| tagged.best.as_slice()).unwrap_or_default();
    best.get(to..next.max(to))
        .unwrap_or_default()
        .iter()
        .filter(|label| **label == Name::Member.first())
        .count()
}

struct Around {
    /// Of names that end in this one, in which this one ends, that begin with this one: how likely they are things, and
    /// whether the first reading takes one.
    longer: Option<(f32, bool)>,
    shorter: Option<(f32, bool)>,
    starts: Option<(f32, bool)>,
    things: usize,
    lines: usize,
}

fn features(key: &str, seen: &Seen, vote: Option<&Vote>, around: &Around) -> Vec<Feature> {
    let mut f = Vec::with_capacity(72);
    let mut put = |parts: &[&str]| f.push(feature(parts));
    let flag = |yes: bool| digit(usize::from(yes));
    let way = match vote {
        Some(vote) if vote.taken && vote.described => "described",
        Some(vote) if vote.taken => "taken",
        Some(vote) if vote.weight > 1 => "refused",
        Some(_) => "voted",
        None => "tagged",
    };
    let rule = vote.map_or("", |vote| vote.rule);
    let weight = digit(vote.map_or(0, |vote| vote.weight as usize).min(8));
    let (best, mean) = (tenth(seen.thing), tenth(seen.mean));
    let head = key.rsplit(' ').next().unwrap_or_default();
    let first = key.split(' ').next().unwrap_or_default();
    put(&["any"]);
    put(&["way", way]);
    put(&["rule", rule, way]);
    put(&["weight", weight, way]);
    put(&["best", best]);
    put(&["best", best, way]);
    put(&["mean", mean, way]);
    put(&["best-mean", best, mean]);
    put(&["best-rule", best, rule]);
    put(&["best-weight", best, weight, way]);
    put(&["role", tenth(seen.role), way]);
    put(&["member", tenth(seen.member), way]);
    put(&["value", tenth(seen.value), way]);
    put(&["member-best", tenth(seen.member), best]);
    put(&["role-best", tenth(seen.role), best, way]);
    put(&["stands", digit(seen.stands.min(6)), way]);
    put(&["named", digit(seen.named.min(6)), way]);
    let share = seen.named as f32 / seen.stands.max(1) as f32;
    put(&["share", tenth(share), way]);
    put(&["share", tenth(share), digit(seen.stands.min(3)), best]);
    put(&["members", digit(seen.members.min(5)), way]);
    put(&["members", digit(seen.members.min(5)), best]);
    put(&["key", key]);
    put(&["head", head]);
    put(&["head", head, way]);
    put(&["head-words", head, digit(key.split(' ').count().min(3))]);
    put(&["first", first]);
    put(&["words", digit(key.split(' ').count().min(4)), way]);
    put(&["words", digit(key.split(' ').count().min(4)), best]);
    let tail = |len: usize| {
        let at = head.char_indices().rev().nth(len - 1).map_or(0, |(at, _)| at);
        &head[at..]
    };
    put(&["end3", tail(3)]);
    put(&["end4", tail(4)]);
    for (name, is) in [
        ("many", seen.many),
        ("each", seen.each),
        ("has", seen.has),
        ("capital", seen.capital),
        ("possessive", seen.possessive),
        ("quoted", seen.quoted),
        ("person", seen.person),
    ] {
        put(&["seen", name, flag(is), way]);
        put(&["seen", name, flag(is), best]);
    }
    put(&["firsts", digit(seen.first.min(3)), way]);
    put(&["before", &seen.before, way]);
    put(&["behind", &seen.behind, way]);
    put(&["line", digit(seen.line.min(3)), way]);
    put(&["read-as", seen.read_as, way]);
    seen.leads.iter().for_each(|lead| put(&["lead", lead]));
    seen.follows.iter().for_each(|next| put(&["follow", next]));
    if let Some(vote) = vote {
        for (name, is) in
            [("person", vote.person), ("kept", vote.kept), ("framed", vote.framed), ("trade", vote.of_trade)]
        {
            if is {
                put(&["vote", name, way]);
                put(&["vote", name, best]);
            }
        }
    }
    for (name, of) in [("longer", around.longer), ("shorter", around.shorter), ("starts", around.starts)] {
        match of {
            None => put(&[name, "none", way]),
            Some((likely, taken)) => {
                put(&[name, tenth(likely), flag(taken), way]);
                put(&[name, tenth(likely), best, flag(taken)]);
            }
        }
    }
    put(&["things", digit(around.things.min(8)), way]);
    put(&["lines", digit(around.lines.div_ceil(5).min(8)), way]);
    f
}

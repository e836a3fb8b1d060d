//! The lives of things, read a second time: which state leads to which, and which verbs move a record, each combination
//! of words in a line looked at by where they stand and what stands between.

use std::collections::BTreeMap;

use linear::{Decision, Feature, Tagged, feature};

use super::{
    features::digit,
    label::{self, Name},
    owner::{Names, tenth},
    text::{Line, Text},
};
use crate::{
    assemble::permits,
    english::{
        evidence::Fact,
        lexicon::{Form, lexicon},
        token::Tok,
    },
};

/// A change of state that the first reading has: of which thing, by which verb, from where to where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// By its words in the singular.
    pub thing: String,
    pub verb: String,
    /// Empty where it is not said.
    pub from: String,
    pub to: String,
}

/// A change of state that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub thing: String,
    pub from: String,
    pub to: String,
    pub line: usize,
    /// Where the state that is entered is told.
    pub at: usize,
    /// The first reading has it.
    pub read: bool,
    /// The states are values that a member may have, one beside the other: no step is told.
    pub listed: bool,
    pub features: Vec<Feature>,
}

/// A verb that may move a thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub thing: String,
    /// `approve`, `check_in`
    pub verb: String,
    pub line: usize,
    pub at: usize,
    pub read: bool,
    /// The word says that somebody does it, or that it is done: "approved" in a list of states only names one.
    pub told: bool,
    pub features: Vec<Feature>,
}

/// How likely a verb moves a thing: by the sentence, the place of the verb and the thing.
pub type Moving = BTreeMap<(usize, usize, String), f32>;

/// Words of a line further apart than this say nothing of each other.
const APART: usize = 40;
/// More combinations than a line of a person has, and than a text has.
const MOST_OF_LINE: usize = 240;
const MOST: usize = 4_000;
/// From it on words may name a value.
const MAY_BE: f32 = 0.3;
/// From it on a word counts as a verb that may only name a state.
const SURELY: f32 = 0.7;
/// States of the lines before that a line may start from.
const CARRIED: usize = 3;

/// A state in a line.
#[derive(Debug, Clone, PartialEq)]
struct State {
    name: String,
    from: usize,
    to: usize,
    way: Way,
    likely: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The tagger sees a value.
    Value,
    /// A word for how a record stands.
    Word,
    /// What the verb leads to.
    Verb,
    /// Of a line before.
    Carried,
}

impl Way {
    fn as_str(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Word => "word",
            Self::Verb => "verb",
            Self::Carried => "carried",
        }
    }
}

/// What a text says of lives, beside what the first reading made of it.
pub struct Lives<'a> {
    text: &'a Text<'a>,
    tagged: &'a [Tagged],
    names: &'a Names,
    read: &'a [Change],
    /// States by the order in which the text names them first.
    known: BTreeMap<String, usize>,
    /// The things that have a status, or of which the first reading has a change.
    living: Vec<usize>,
}

impl<'a> Lives<'a> {
    pub fn of(text: &'a Text<'a>, tagged: &'a [Tagged], names: &'a Names, read: &'a [Change]) -> Self {
        let mut lives = Self { text, tagged, names, read, known: BTreeMap::new(), living: Vec::new() };
        for n in 0..text.sentences.len() {
            for state in lives.named(n).into_iter().filter(|state| state.way == Way::Value) {
                let next = lives.known.len();
                lives.known.entry(state.name).or_insert(next);
            }
        }
        for state in read.iter().flat_map(|change| [&change.from, &change.to]).filter(|name| !name.is_empty())
        {
            let next = lives.known.len();
            lives.known.entry(state.clone()).or_insert(next);
        }
        let has_status = |thing: &super::owner::Thing| {
            read.iter().any(|change| change.thing == thing.key)
                || text.sentences.iter().flat_map(|line| &line.sentence.facts).any(|fact| match fact {
                    Fact::Has { subject: Some(np), items, .. } => {
                        super::text::key(np) == thing.key
                            && items.iter().any(|item| matches!(item.np.last(), "status" | "state" | "stage"))
                    }
                    _ => false,
                })
        };
        lives.living =
            names.things.iter().enumerate().filter(|(_, thing)| has_status(thing)).map(|(n, _)| n).collect();
        lives
    }

    /// The states that a line names by themselves.
    fn named(&self, n: usize) -> Vec<State> {
        let (Some(line), Some(labels)) = (self.text.sentences.get(n), self.tagged.get(n)) else {
            return Vec::new();
        };
        let toks = &line.sentence.toks;
        let sum = |at: usize, name: Name| {
            let row = labels.likely.get(at);
            row.map_or(0.0, |row| row[usize::from(name.first())] + row[usize::from(name.later())])
        };
        let mut found: Vec<State> = Vec::new();
        let mentions = label::mentions(&labels.best);
        for mention in mentions.iter().filter(|mention| mention.name == Name::Value) {
            let (from, to) = (mention.from, mention.to);
            let likely = (from..to).map(|at| sum(at, Name::Value)).fold(1.0, f32::min);
            let name = joined(toks, from, to);
            if !name.is_empty() {
                found.push(State { name, from, to, way: Way::Value, likely });
            }
        }
        let free = |at: usize| mentions.iter().all(|mention| at < mention.from || mention.to <= at);
        for (at, tok) in toks.iter().enumerate().filter(|(at, tok)| tok.word && free(*at)) {
            let low = tok.low.as_str();
            let past = lexicon().verb(low).is_some_and(|(_, form)| form == Form::Past);
            let known = self.known.contains_key(low);
            if past || known || lexicon().names_a_state(low) || sum(at, Name::Value) > MAY_BE && tok.content {
                let likely = sum(at, Name::Value);
                found.push(State { name: low.to_owned(), from: at, to: at + 1, way: Way::Word, likely });
            }
        }
        found.sort_by_key(|state| state.from);
        found
    }

    /// The verbs of a line with the states that they lead to.
    fn verbs(&self, n: usize) -> Vec<(usize, String, Form)> {
        let (Some(line), Some(labels)) = (self.text.sentences.get(n), self.tagged.get(n)) else {
            return Vec::new();
        };
        const NONE: &[&str] =
            &["be", "have", "do", "need", "want", "let", "allow", "can", "may", "must", "like", "own", "use"];
        let toks = &line.sentence.toks;
        let mut found = Vec::new();
        for (at, tok) in toks.iter().enumerate().filter(|(_, tok)| tok.word && !tok.is_number()) {
            let label = labels.best.get(at).copied().unwrap_or_default();
            let named = [Name::Thing, Name::Member, Name::Role]
                .iter()
                .any(|name| [name.first(), name.later()].contains(&label));
            let Some((verb, form)) = lexicon().verb(&tok.low).filter(|_| !named) else { continue };
            if NONE.contains(&verb) {
                continue;
            }
            found.push((at, verb.to_owned(), form));
            // "checks the guest in", "sign off"
            let small = (at + 1..(at + 4).min(toks.len())).find(|n| {
                toks.get(*n).is_some_and(|tok| {
                    matches!(tok.low.as_str(), "in" | "out" | "off" | "up" | "back" | "over" | "down" | "on")
                })
            });
            if let Some(small) = small.and_then(|n| toks.get(n)) {
                found.push((at, format!("{verb}_{}", small.low), form));
            }
        }
        found
    }

    /// The things that words of a line may speak of: the nearest before and behind, the last of the lines before, and
    /// the one that lives.
    fn things(&self, n: usize, at: usize) -> Vec<(usize, &'static str)> {
        let named = self.names.named(n);
        let sure = |thing: &usize| self.names.things.get(*thing).is_some_and(|t| t.sure > 0.3 || t.known);
        let mut found: Vec<(usize, &'static str)> = Vec::new();
        let mut put = |thing: Option<usize>, way: &'static str| {
            if let Some(thing) = thing.filter(|thing| found.iter().all(|(other, _)| other != thing)) {
                found.push((thing, way));
            }
        };
        let here = || named.iter().filter(|(thing, ..)| sure(thing));
        put(here().rfind(|(_, _, to)| *to <= at).map(|(thing, ..)| *thing), "before");
        put(here().find(|(_, from, _)| *from > at).map(|(thing, ..)| *thing), "behind");
        let last = (n.saturating_sub(6)..n)
            .rev()
            .find_map(|line| self.names.named(line).iter().find(|(thing, ..)| sure(thing)).map(|(t, ..)| *t));
        put(last, "last");
        if let [only] = self.living.as_slice() {
            put(Some(*only), "living");
        }
        found
    }

    /// The features of a thing as the one that is spoken of.
    fn of_thing(&self, n: usize, thing: usize, way: &'static str) -> Vec<(&'static str, String)> {
        let Some(known) = self.names.things.get(thing) else { return Vec::new() };
        let lives = self.living.contains(&thing);
        let rivals = self.living.len().min(3);
        let read = self.read.iter().any(|change| change.thing == known.key);
        let here =
            self.names.named(n).iter().map(|(t, ..)| *t).collect::<std::collections::BTreeSet<_>>().len();
        vec![
            ("thing-way", format!("{way} {}", here.min(3))),
            ("thing-sure", format!("{way} {}", tenth(known.sure))),
            ("thing-lives", format!("{way} {lives} {rivals}")),
            ("thing-read", format!("{way} {read}")),
        ]
    }

    /// All changes that may be meant; `deeds` says how likely each verb moves a thing.
    pub fn steps(&self, deeds: &Moving) -> Vec<Step> {
        let mut all: Vec<Step> = Vec::new();
        if self.known.is_empty() && self.read.is_empty() {
            return all;
        }
        let mut carried: Vec<State> = Vec::new();
        for (n, line) in self.text.sentences.iter().enumerate() {
            let states = self.named(n);
            let verbs = self.verbs(n);
            let mut ends: Vec<State> = states.clone();
            for (at, verb, _) in &verbs {
                let name = lexicon().past_of(verb);
                let known = self.known.keys().find(|state| **state == name || leads(verb, state)).cloned();
                let name = known.unwrap_or(name);
                let same = |state: &State| state.name == name && state.from == *at;
                if !ends.iter().any(same) {
                    ends.push(State { name, from: *at, to: at + 1, way: Way::Verb, likely: 0.0 });
                }
            }
            let mut begins: Vec<State> = states.clone();
            begins.extend(carried.iter().cloned().map(|state| State { way: Way::Carried, ..state }));
            let before = all.len();
            'line: for end in &ends {
                for begin in begins.iter().filter(|begin| begin.name != end.name) {
                    if begin.way != Way::Carried && begin.from.abs_diff(end.from) > APART {
                        continue;
                    }
                    for (thing, way) in self.things(n, end.from) {
                        if all.len() >= MOST || all.len() - before >= MOST_OF_LINE {
                            break 'line;
                        }
                        all.extend(self.step(
                            (n, line),
                            (begin, end),
                            (thing, way),
                            (&states, &verbs),
                            deeds,
                        ));
                    }
                }
            }
            for state in states
                .into_iter()
                .filter(|state| state.way == Way::Value || self.known.contains_key(&state.name))
            {
                carried.retain(|old| old.name != state.name);
                carried.push(state);
            }
            let over = carried.len().saturating_sub(CARRIED);
            carried.drain(..over);
        }
        all
    }

    fn step(
        &self,
        (n, line): (usize, &Line<'_>),
        (begin, end): (&State, &State),
        (thing, way): (usize, &'static str),
        (states, verbs): (&[State], &[(usize, String, Form)]),
        deeds: &Moving,
    ) -> Option<Step> {
        let key = self.names.things.get(thing)?.key.clone();
        let toks = &line.sentence.toks;
        let word = |at: Option<usize>| at.and_then(|at| line.ones.get(at)).map_or("<edge>", String::as_str);
        let carried = begin.way == Way::Carried;
        let order = match (carried, begin.from < end.from) {
            (true, _) => "carried",
            (false, true) => "on",
            (false, false) => "back",
        };
        let gap = match order {
            "on" => begin.to..end.from,
            "back" => end.to..begin.from,
            _ => line.begins.get(end.from).copied().unwrap_or(0)..end.from,
        };
        let between = toks.get(gap.clone()).unwrap_or_default();
        let inside = |at: usize| gap.contains(&at);
        let states_between = states.iter().filter(|state| inside(state.from)).count();
        let verbs_between = verbs.iter().filter(|(at, ..)| inside(*at)).count();
        let things_between = self.names.named(n).iter().filter(|(_, from, _)| inside(*from)).count();
        let place = |name: &str| self.known.get(name).copied();
        let far = match (place(&begin.name), place(&end.name)) {
            (Some(a), Some(b)) if b > a => digit((b - a).min(4)),
            (Some(_), Some(_)) => "back",
            (None, Some(_)) => "new-begin",
            (Some(_), None) => "new-end",
            (None, None) => "new",
        };
        let read_here = self.read.iter().any(|c| c.thing == key && c.from == begin.name && c.to == end.name);
        let read_of_other =
            self.read.iter().any(|c| c.thing != key && c.from == begin.name && c.to == end.name);
        let entered = self.read.iter().any(|c| c.thing == key && c.to == end.name);
        let left = self.read.iter().any(|c| c.thing == key && c.from == begin.name);
        let bend = verbs.iter().find(|(at, ..)| *at == end.from).map_or("none", |(_, _, form)| match form {
            Form::Base => "base",
            Form::Third => "third",
            Form::Past => "past",
            Form::Gerund => "gerund",
        });
        let plain = verbs
            .iter()
            .find(|(at, ..)| *at == end.from)
            .is_some_and(|(_, verb, _)| permits::ops_of(verb).is_some());
        let flag = |yes: bool| digit(usize::from(yes));
        let ways = format!("{}>{}", begin.way.as_str(), end.way.as_str());
        let ways = ways.as_str();
        let qualifies = |state: &State| self.names.named(n).iter().any(|(_, from, _)| *from == state.to);
        let mark = between.iter().find(|tok| !tok.word).map_or("", |tok| tok.low.as_str());
        let only = toks.get(..end.from.max(begin.from)).unwrap_or_default().iter().any(|tok| tok.is("only"));
        let not = between.iter().any(|tok| matches!(tok.low.as_str(), "not" | "never" | "cannot" | "no"));
        let start = line.begins.get(end.from).copied().unwrap_or(0);
        let mut f = Vec::with_capacity(64);
        let mut put = |parts: &[&str]| f.push(feature(parts));
        put(&["any"]);
        put(&["ways", ways, order]);
        put(&["read", flag(read_here)]);
        put(&["read", flag(read_here), order, ways]);
        put(&["read-other", flag(read_of_other), flag(read_here)]);
        put(&["entered", flag(entered), flag(left), flag(read_here), order]);
        put(&["far", far, order]);
        put(&["far", far, ways, flag(read_here)]);
        put(&["pair", &begin.name, &end.name]);
        put(&["begin", &begin.name, order]);
        put(&["end", &end.name, order]);
        put(&["end-bend", &end.name, bend]);
        put(&["bend", bend, ways, order]);
        put(&["plain", flag(plain), ways]);
        let deed = deeds.get(&(n, end.from, key.clone())).map_or("none", |likely| tenth(*likely));
        put(&["deed", deed, order, ways]);
        put(&["deed", deed, flag(read_here)]);
        put(&["deed", deed, far]);
        put(&["gap", order, digit(gap.len().div_ceil(2).min(9))]);
        put(&["gap-first", word(gap.clone().next()), order]);
        put(&["gap-last", word(gap.clone().next_back()), order]);
        if gap.len() <= 3 {
            let whole: Vec<&str> = gap.clone().map(|at| word(Some(at))).collect();
            put(&["gap-whole", &whole.join(" "), order]);
        }
        put(&["mark", mark, order]);
        put(&[
            "between",
            order,
            digit(states_between.min(4)),
            digit(verbs_between.min(4)),
            digit(things_between.min(3)),
        ]);
        put(&["states-between", order, digit(states_between.min(5)), far]);
        put(&["lead-begin", word(begin.from.checked_sub(1)), order, ways]);
        put(&["lead-end", word(end.from.checked_sub(1)), order, ways]);
        put(&["lead-end2", word(end.from.checked_sub(2)), word(end.from.checked_sub(1))]);
        put(&["behind-end", word(Some(end.to)), order]);
        if !carried {
            put(&["behind-begin", word(Some(begin.to)), order]);
            put(&["lead-begin2", word(begin.from.checked_sub(2)), word(begin.from.checked_sub(1))]);
            put(&["qualifies", flag(qualifies(begin)), flag(qualifies(end)), order]);
        }
        put(&["likely", tenth(begin.likely), tenth(end.likely), order]);
        put(&["first", word(Some(start)), order]);
        put(&["only", flag(only), order, ways]);
        put(&["not", flag(not), order]);
        put(&["states", digit(states.len().min(6)), order]);
        put(&["read-as", line.read_as.get(end.from).copied().unwrap_or(""), flag(read_here)]);
        for tok in between.iter().filter(|tok| tok.word).take(12) {
            put(&["in-gap", &tok.low, order]);
        }
        for (name, value) in self.of_thing(n, thing, way) {
            put(&[name, &value]);
            put(&[name, &value, flag(read_here)]);
        }
        let (from, to) = (begin.name.clone(), end.name.clone());
        let of_member = |at: usize| matches!(line.read_as.get(at), Some(&("has-more" | "has-member")));
        let joins = |tok: &Tok| matches!(tok.low.as_str(), "," | "and" | "or" | "/" | "|" | ";");
        let beside = !carried && begin.way != Way::Verb && end.way != Way::Verb && between.iter().all(joins);
        let listed = of_member(end.from) || beside;
        Some(Step { thing: key, from, to, line: n, at: end.from, read: read_here, listed, features: f })
    }

    /// All verbs that may move a thing.
    pub fn deeds(&self) -> Vec<Deed> {
        let mut all: Vec<Deed> = Vec::new();
        for (n, line) in self.text.sentences.iter().enumerate() {
            let states = self.named(n);
            let verbs = self.verbs(n);
            for (at, verb, form) in &verbs {
                for (thing, way) in self.things(n, *at) {
                    if all.len() >= MOST {
                        return all;
                    }
                    all.extend(self.deed(n, line, (*at, verb, *form), (thing, way), &states, &verbs));
                }
            }
        }
        all
    }

    fn deed(
        &self,
        n: usize,
        line: &Line<'_>,
        (at, verb, form): (usize, &str, Form),
        (thing, way): (usize, &'static str),
        states: &[State],
        verbs: &[(usize, String, Form)],
    ) -> Option<Deed> {
        let key = self.names.things.get(thing)?.key.clone();
        let toks = &line.sentence.toks;
        let word = |at: Option<usize>| at.and_then(|at| line.ones.get(at)).map_or("<edge>", String::as_str);
        let state = lexicon().past_of(verb);
        let known = self.known.keys().any(|name| *name == state || leads(verb, name));
        let read = self.read.iter().any(|c| c.thing == key && c.verb == verb);
        let read_other = self
            .read
            .iter()
            .any(|c| c.thing == key && c.verb != verb && (c.to == state || leads(verb, &c.to)));
        let entered = self.read.iter().any(|c| c.thing == key && (c.to == state || leads(verb, &c.to)));
        let labels = self.tagged.get(n)?;
        let role = |name: Name, at: usize| {
            let row = labels.likely.get(at);
            row.map_or(0.0, |row| row[usize::from(name.first())] + row[usize::from(name.later())])
        };
        let start = line.begins.get(at).copied().unwrap_or(0);
        let who = (start..at).rev().find(|at| role(Name::Role, *at) > 0.4);
        let who_far = who.map_or("none", |who| digit((at - who).div_ceil(2).min(6)));
        let modal = (at.saturating_sub(4)..at)
            .rev()
            .filter_map(|n| toks.get(n))
            .find(|tok| {
                matches!(
                    tok.low.as_str(),
                    "can" | "may" | "must" | "should" | "will" | "shall" | "could" | "to"
                )
            })
            .map_or("", |tok| tok.low.as_str());
        let bend = match form {
            Form::Base => "base",
            Form::Third => "third",
            Form::Past => "past",
            Form::Gerund => "gerund",
        };
        let base = verb.split('_').next().unwrap_or_default();
        let plain = permits::ops_of(base).is_some();
        let flag = |yes: bool| digit(usize::from(yes));
        let small = flag(verb.contains('_'));
        let mut f = Vec::with_capacity(56);
        let mut put = |parts: &[&str]| f.push(feature(parts));
        put(&["any", small]);
        put(&["verb", verb]);
        put(&["verb-bend", verb, bend]);
        put(&["bend", bend, modal, small]);
        put(&["plain", flag(plain), bend]);
        put(&["known", flag(known), bend, small]);
        put(&["read", flag(read)]);
        put(&["read", flag(read), flag(read_other), flag(entered), small]);
        put(&["read", flag(read), flag(known), bend]);
        put(&["who", who_far, bend]);
        put(&["who", flag(who.is_some()), modal, bend]);
        put(&["before", word(at.checked_sub(1)), bend]);
        put(&["before2", word(at.checked_sub(2)), word(at.checked_sub(1))]);
        put(&["behind", word(Some(at + 1)), bend]);
        put(&["behind2", word(Some(at + 1)), word(Some(at + 2))]);
        put(&["verb-behind", verb, word(Some(at + 1))]);
        put(&["first", word(Some(start)), bend]);
        put(&["states", digit(states.len().min(5)), bend]);
        put(&["verbs", digit(verbs.len().min(6)), bend]);
        put(&["place", digit((at - start).div_ceil(3).min(6)), bend]);
        let read_as = line.read_as.get(at).copied().unwrap_or("");
        put(&["read-as", read_as, bend]);
        put(&["read-as", read_as, flag(read), flag(known)]);
        put(&["value", tenth(role(Name::Value, at)), bend]);
        let object = self.names.named(n).iter().find(|(t, from, _)| *t == thing && *from > at);
        let object_far = object.map_or("none", |(_, from, _)| digit((from - at).min(6)));
        put(&["object", object_far, way, bend]);
        let subject = self.names.named(n).iter().rfind(|(t, _, to)| *t == thing && *to <= at);
        let subject_far = subject.map_or("none", |(_, _, to)| digit((at + 1 - to).min(6)));
        put(&["subject", subject_far, bend, modal]);
        put(&["ends", flag(state.ends_with("ed")), small]);
        let again = self.text.counts.get(verb).copied().unwrap_or(0);
        put(&["again", digit(again.min(4))]);
        put(&["past-said", flag(self.text.counts.contains_key(&state)), bend, flag(known)]);
        for (name, value) in self.of_thing(n, thing, way) {
            put(&[name, &value]);
            put(&[name, &value, flag(read)]);
            put(&[name, &value, flag(known), bend]);
        }
        let passive = ["be", "is", "are", "was", "been", "being", "get", "gets"];
        let done = toks.get(at.saturating_sub(3)..at).unwrap_or_default();
        let told = form != Form::Past || done.iter().any(|tok| passive.contains(&tok.low.as_str()));
        Some(Deed { thing: key, verb: verb.to_owned(), line: n, at, read, told, features: f })
    }
}

/// `in progress` → `in_progress`
fn joined(toks: &[Tok], from: usize, to: usize) -> String {
    let words: Vec<&str> = toks
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .filter(|tok| tok.word)
        .flat_map(|tok| tok.low.split(['-', '_']))
        .filter(|part| !part.is_empty())
        .collect();
    words.join("_")
}

/// Whether the verb leads to the state by its own stem: `close` to `closed`, `start` to `started`, `ship` to `shipped`.
fn leads(verb: &str, state: &str) -> bool {
    lexicon().verb(state).is_some_and(|(base, _)| base == verb)
}

/// Each of them once: how likely it is where that is likeliest.
pub fn best<T: Clone, K: Ord>(weighed: Vec<(f32, T)>, key: impl Fn(&T) -> K) -> Vec<(f32, T)> {
    let mut found: BTreeMap<K, (f32, T)> = BTreeMap::new();
    for (likely, one) in weighed {
        match found.get_mut(&key(&one)) {
            Some(old) if old.0 >= likely => {}
            Some(old) => *old = (likely, one),
            None => {
                found.insert(key(&one), (likely, one));
            }
        }
    }
    found.into_values().collect()
}

/// The steps and deeds, each once and with how likely it is.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    pub steps: Vec<(f32, Step)>,
    pub deeds: Vec<(f32, Deed)>,
}

pub fn weigh(lives: &Lives<'_>, step: &Decision, deed: &Decision) -> Weighed {
    let deeds: Vec<(f32, Deed)> =
        lives.deeds().into_iter().map(|one| (deed.likely(&one.features), one)).collect();
    let moving = moving(&deeds);
    let steps = lives.steps(&moving).into_iter().filter(|step| step.read || !step.listed);
    let steps = steps.map(|one| (step.likely(&one.features), one)).collect();
    Weighed {
        steps: best(steps, |step: &Step| (step.thing.clone(), step.from.clone(), step.to.clone())),
        deeds: best(
            deeds.into_iter().filter(|(likely, deed)| deed.told || *likely >= SURELY).collect(),
            |deed: &Deed| (deed.thing.clone(), deed.verb.clone()),
        ),
    }
}

/// The likeliest of the verbs that stand in one place.
pub fn moving(deeds: &[(f32, Deed)]) -> Moving {
    let mut moving = Moving::new();
    for (likely, deed) in deeds {
        let slot = moving.entry((deed.line, deed.at, deed.thing.clone())).or_default();
        *slot = slot.max(*likely);
    }
    moving
}

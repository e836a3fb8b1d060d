//! Rules told the other way round, read by the plain clause that says the same.
//!
//! ```text
//! Bookings whose end is before their start are rejected    the end of bookings must not be before their start
//! A band with 3 open bookings can't make another one       a band must not have more than 3 open bookings
//! A shift may not overlap another one of the same nurse    shifts of the same nurse must not overlap
//! ```
//! A rewording counts only where the plain clause is a rule from its first word to its last. Every name keeps its
//! place in the text, and small words alone are put in.

mod counts;
mod fixed;
mod once;
mod overlaps;
mod refused;
pub(in crate::english) mod rights;
mod stays;
mod steps;

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Act, Fact, Mod, Np},
        memory::Memory,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};
use crate::words;

/// One of these stands in everything that is reworded here.
const TOLD_BY: &[&str] = &[
    "another",
    "other",
    "again",
    "more",
    "further",
    "share",
    "limited",
    "also",
    "than",
    "two",
    "only",
    "full",
    "there",
    "being",
    "nothing",
    "updates",
    "changes",
    "edits",
    "once",
    "until",
    "before",
    "then",
    "by",
    "first",
    "initially",
    "created",
    "lifecycle",
    "cycle",
    "workflow",
    "flow",
    "stages",
    "steps",
    "states",
    "phases",
    "order",
    "from",
    "becomes",
    "unless",
    "twice",
    "parallel",
    "later",
    "earlier",
    "after",
    "most",
    "nobody",
    "noone",
    "overlapping",
    "colliding",
    "parallel",
    "backwards",
    "back",
    "cannot",
    "can't",
    "go",
    "goes",
    "per",
    "stop",
    "that's",
    "afterwards",
    "written",
    "entered",
    "saving",
    "we",
];

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let over = super::clause_end(toks, at);
    let told = (at..over).any(|n| any(toks, n, TOLD_BY))
        || refused::may_be_told(toks, at..over)
        || rights::may_be_told(toks, at);
    if !told || over - at < 3 || super::full::read(toks, at).is_some() {
        return None;
    }
    // The clause may end before the sentence does.
    let ends = (at + 3..over).rev().filter(|n| any(toks, *n, &[",", "and", "but", "("]));
    // What comes "then" hangs on what was before.
    let goes_on = |n: &usize| {
        eat_first(toks, *n, &[",? and|but? then|later|finally|afterwards|until|unless"]).is_none()
    };
    let (facts, end) = std::iter::once(over).chain(ends.filter(goes_on)).take(4).find_map(|end| {
        let clause = toks.get(..end)?;
        let _memory = Memory::of(clause);
        let facts = rewordings(clause, at).into_iter().find_map(|plain| plain.rules(subject, at..end))?;
        Some((facts, end))
    })?;
    // "A product may appear only once per order": told plainly already.
    let once = |facts: &[Fact]| {
        facts.iter().all(|fact| matches!(fact, Fact::UniqueTogether { .. } | Fact::About { .. }))
    };
    let plain = || {
        let own = super::shape(toks, at, subject, false);
        own.is_some_and(|(own, over)| over >= end && matches!(own.as_slice(), [Fact::UniqueTogether { .. }]))
    };
    (!once(&facts) || !plain()).then_some((facts, end))
}

fn rewordings(toks: &[Tok], at: usize) -> Vec<Plain> {
    let mut found = refused::told(toks, at);
    found.extend(overlaps::told(toks, at));
    found.extend(counts::told(toks, at));
    found.extend(never_both(toks, at).or_else(|| occurs_once(toks, at)).or_else(|| there_once(toks, at)));
    found.extend(once::told(toks, at));
    found.extend(fixed::told(toks, at));
    found.extend(stays::told(toks, at));
    found.extend(steps::told(toks, at));
    found.extend(rights::told(toks, at));
    found
}

/// A clause in plainer words, and where in the sentence each of them stands.
struct Plain {
    toks: Vec<Tok>,
    places: Vec<usize>,
    at: usize,
}

impl Plain {
    fn from(at: usize) -> Self {
        Self { toks: Vec::new(), places: Vec::new(), at }
    }

    fn here(&self) -> usize {
        self.places.last().copied().unwrap_or(self.at)
    }

    /// Small words that the text leaves out.
    fn say(mut self, small: &str) -> Self {
        let place = self.here();
        let start = self.toks.last().map_or(0, |tok| tok.end);
        for word in small.split(' ') {
            self.toks.push(Tok { word: word != ",", ..Tok::added(word, start) });
            self.places.push(place);
        }
        self
    }

    fn keep(mut self, toks: &[Tok], range: Range<usize>) -> Self {
        self.toks.extend(toks.get(range.clone()).unwrap_or_default().iter().cloned());
        self.places.extend(range);
        self
    }

    /// The name in the plural, without its article.
    fn several(self, toks: &[Tok], np: &Np) -> Self {
        let mut plain = self.keep(toks, np.name_toks.clone());
        if let Some(last) = plain.toks.last_mut().filter(|tok| !words::is_plural(&tok.low)) {
            last.low = words::plural(&last.low);
        }
        plain
    }

    /// The facts of the clause, where all of it is rules, with their places in the sentence.
    fn rules(&self, subject: Option<&Np>, whole: Range<usize>) -> Option<Vec<Fact>> {
        let _memory = Memory::of(&self.toks);
        let (facts, end) = super::shape(&self.toks, 0, subject, false)?;
        if end < self.toks.len() {
            return None;
        }
        let facts = super::whole::rules(&self.toks, facts);
        facts.into_iter().map(|fact| self.placed(fact, &whole)).collect()
    }

    fn placed(&self, fact: Fact, whole: &Range<usize>) -> Option<Fact> {
        let toks = whole.clone();
        let np = |np: Np| self.np(np);
        let one = |found: Option<Np>| found.map(|np| self.np(np));
        let many = |found: Vec<Np>| found.into_iter().map(|np| self.np(np)).collect();
        Some(match fact {
            Fact::Order { before, after, owner, strict, .. } => {
                Fact::Order { before: np(before), after: np(after), owner: one(owner), strict, toks }
            }
            Fact::Overlap { subject, scope, .. } => {
                Fact::Overlap { subject: one(subject), scope: one(scope), toks }
            }
            Fact::Limit { holder, also, max, counted, per, .. } => {
                Fact::Limit { holder: one(holder), also: many(also), max, counted: np(counted), per, toks }
            }
            Fact::UniqueTogether { on, with, .. } => {
                Fact::UniqueTogether { on: one(on), with: many(with), toks }
            }
            Fact::Capacity { counted, holder, field, .. } => {
                Fact::Capacity { counted: np(counted), holder: one(holder), field: np(field), toks }
            }
            Fact::Differ { one: first, other, owner, .. } => {
                Fact::Differ { one: np(first), other: one(other), owner: one(owner), toks }
            }
            Fact::Settled { subject, states, but, lasting, ops, .. } => {
                Fact::Settled { subject: np(subject), states, but, lasting, ops, toks }
            }
            Fact::Deadline { deeds, thing, owner, field, .. } => {
                Fact::Deadline { deeds, thing: one(thing), owner: one(owner), field: np(field), toks }
            }
            Fact::Deny { acts, objects, .. } => {
                Fact::Deny { acts: self.acts(acts), objects: many(objects), toks }
            }
            Fact::About { field, owner, mods, .. } if !mods.is_empty() => {
                let mods = mods.into_iter().map(|said| match said {
                    Mod::UniquePer(scopes) => Some(Mod::UniquePer(many(scopes))),
                    Mod::Immutable | Mod::Values(_) => Some(said),
                    _ => None,
                });
                Fact::About { field: one(field), owner: one(owner), mods: mods.collect::<Option<_>>()?, toks }
            }
            Fact::Flow { field, owner, steps, initial, .. } => {
                Fact::Flow { field: one(field), owner: one(owner), steps, initial, toks }
            }
            Fact::Transition { owner, from, verb, to, by, .. } => {
                let by = by.into_iter().map(|(who, at)| (who, self.range(&at))).collect();
                Fact::Transition { owner: np(owner), from, verb, to, by, toks }
            }
            Fact::Permit { who, acts, objects, own, only, deny, .. } => {
                let who = who.into_iter().map(|(who, at)| (who, self.range(&at))).collect();
                Fact::Permit { who, acts: self.acts(acts), objects: many(objects), own, only, deny, toks }
            }
            _ => return None,
        })
    }

    fn acts(&self, acts: Vec<Act>) -> Vec<Act> {
        acts.into_iter().map(|act| Act { toks: self.range(&act.toks), ..act }).collect()
    }

    fn np(&self, np: Np) -> Np {
        Np { toks: self.range(&np.toks), name_toks: self.range(&np.name_toks), ..np }
    }

    fn range(&self, range: &Range<usize>) -> Range<usize> {
        let places = self.places.get(range.clone()).unwrap_or_default();
        match (places.iter().min(), places.iter().max()) {
            (Some(first), Some(last)) => *first..*last + 1,
            _ => self.at..self.at,
        }
    }
}

/// A name and where one of the verbs begins right behind it, which is no word of the name.
fn name_before(toks: &[Tok], at: usize, verbs: &'static [&'static str]) -> Option<(Np, usize)> {
    let mut cut = (at + 1..toks.len().min(at + 8)).filter(|n| eat_first(toks, *n, verbs).is_some());
    cut.find_map(|n| noun_phrase(toks.get(..n)?, at).filter(|(_, end)| *end == n))
}

fn ends(toks: &[Tok], at: usize) -> Option<()> {
    (at >= toks.len()).then_some(())
}

const MUST_NOT: &[&str] = &["cannot", "do|does not", "don't|doesn't", "never"];
/// `the home player can't also be the away player`, `the payer is never the payee`
fn never_both(toks: &[Tok], at: usize) -> Option<Plain> {
    let (one, next) = noun_phrase(toks, at)?;
    const NOT: &[&str] = &[
        "cannot also? be also? the same? person|one|thing? as? the?",
        "is|are never also? the same? as? the?",
        "must|has|have to? always? be someone|somebody|something|anyone|another|other else? person|one? than",
    ];
    let other = eat_first(toks, next, NOT)?;
    let (other, end) = noun_phrase(toks, other)?;
    ends(toks, end)?;
    let apart = one.last() != other.last() || one.low.len() > 1;
    (apart && !one.plural && !other.plural).then(|| {
        Plain::from(at)
            .say("the")
            .keep(toks, one.name_toks)
            .say("and the")
            .keep(toks, other.name_toks)
            .say("must differ")
    })
}

/// `a lane number exists only once per hall`
fn occurs_once(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at)?;
    const ONCE: &[&str] = &[
        "exists|exist|occurs|occur|appears|appear|comes up? only|just|at|exactly? most? once",
        "can|may|must|should|shall|will only|just? exist|occur|appear|come up? only|just|at|exactly? most? once",
        "is|are used|given|taken|assigned only|just|at|exactly? most? once",
    ];
    let once = eat_first(toks, next, ONCE)?;
    let per =
        eat_first(toks, once, &["per", "in|within|on|for|at|inside a|an|each|every|any|the|one? same?"])?;
    let (scope, end) = noun_phrase(toks, per)?;
    ends(toks, end)?;
    Some(Plain::from(at).keep(toks, np.name_toks).say("must be unique per").keep(toks, scope.name_toks))
}

/// `a member is only in once per callout`, `no member twice on the same callout`: the same two are together once.
fn there_once(toks: &[Tok], at: usize) -> Option<Plain> {
    let none = eat_first(toks, at, &["no"]);
    let (np, next) = noun_phrase(toks, none.unwrap_or(at))?;
    const ONCE: &[&str] = &[
        "is|are|can|may|shall|must be? only|just be? in|on|there|down|listed|present|entered|put? down? once",
        "goes|go|gets|get only|just in|on once",
    ];
    const TWICE: &[&str] =
        &["twice", "is|are|may|can|shall be? ever? in|on|there|listed|down? twice", "two times"];
    let once = match none {
        Some(_) => eat_first(toks, next, TWICE)?,
        None => eat_first(toks, next, ONCE)?,
    };
    const PER: &[&str] = &[
        "per",
        "in|within|on|for|at|inside|to a|an|each|every|any|the|one? same",
        "in|on|for|at|to a|an|each|every|any|one",
    ];
    let (scope, end) = noun_phrase(toks, eat_first(toks, once, PER)?)?;
    ends(toks, end)?;
    let plain = Plain::from(at).say("the same").keep(toks, np.name_toks).say("just once on a");
    Some(plain.keep(toks, scope.name_toks))
}

/// A word that a condition hangs on, and the name before it.
fn is_pronoun(toks: &[Tok], at: usize) -> bool {
    matches!(low(toks, at), "it" | "they" | "this" | "that")
}

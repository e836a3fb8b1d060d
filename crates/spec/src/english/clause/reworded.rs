//! Rules told the other way round, read by the plain clause that says the same.
//!
//! ```text
//! Bookings whose end is before their start are rejected    the end of bookings must not be before their start
//! A band with 3 open bookings can't make another one       a band must not have more than 3 open bookings
//! A shift may not overlap another one of the same nurse    shifts of the same nurse must not overlap
//! ```
//! A rewording counts only where the plain clause is a rule from its first word to its last. Every name keeps its
//! place in the text, and small words alone are put in.

mod refused;
mod stays;
mod steps;

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat_first, low, number},
        evidence::{Act, Fact, Mod, Np},
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
];

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let over = super::clause_end(toks, at);
    let told = (at..over).any(|n| any(toks, n, TOLD_BY)) || refused::may_be_told(toks, at..over);
    if !told || over - at < 3 || super::full::read(toks, at).is_some() {
        return None;
    }
    // The clause may end before the sentence does.
    let ends = (at + 3..over).rev().filter(|n| any(toks, *n, &[",", "and", "but", "("]));
    std::iter::once(over).chain(ends).take(4).find_map(|end| {
        let clause = toks.get(..end)?;
        let facts = rewordings(clause, at).into_iter().find_map(|plain| plain.rules(subject, at..end))?;
        Some((facts, end))
    })
}

fn rewordings(toks: &[Tok], at: usize) -> Vec<Plain> {
    let mut found = refused::told(toks, at);
    let others = [overlaps_another, shared, held_once, with_so_many, limited_to, never_both, no_more_than_its, occurs_once];
    found.extend(others.iter().filter_map(|reword| reword(toks, at)));
    found.extend(stays::told(toks, at));
    found.extend(steps::told(toks, at));
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
        let (facts, end) = super::clause(&self.toks, 0, subject)?;
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

fn ends(toks: &[Tok], at: usize) -> Option<()> {
    (at >= toks.len()).then_some(())
}

const MUST_NOT: &[&str] = &["cannot", "do|does not", "don't|doesn't", "never"];
const AT_ONCE: &[&str] = &[
    "at the? same? time|moment",
    "at a|any|one? given? time|moment",
    "at once",
    "simultaneously|concurrently|then",
    "for the same|that time|period|slot",
];

/// `a booking may not overlap another one of the same booth`
fn overlaps_another(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, MUST_NOT)?;
    let next = eat_first(toks, verb, &["overlap|overlaps|clash|collide|conflict|intersect|coincide with?"])?;
    let other = eat_first(toks, next, &["another|other|any|an other|existing? one|ones?"])?;
    // "another booking of the booth"
    let next = match noun_phrase(toks, other) {
        Some((named, next)) if named.last() == np.last() || words::singular(named.last()) == np.last() => next,
        _ => other,
    };
    let of = eat_first(toks, next, &["of|in|on|for|at|by|from the|that? same?"])?;
    let (scope, end) = noun_phrase(toks, of)?;
    ends(toks, end)?;
    Some(
        Plain::from(at)
            .several(toks, &np)
            .say("of the same")
            .keep(toks, scope.name_toks)
            .say("must not overlap"),
    )
}

/// `no two bookings may share a booth at the same time`, `no two lanes of a hall share a number`
fn shared(toks: &[Tok], at: usize) -> Option<Plain> {
    let two = eat_first(toks, at, &["no two"])?;
    let (np, next) = noun_phrase(toks, two)?;
    let next = eat_first(toks, next, &["can|may|must|should|shall|will ever?"]).unwrap_or(next);
    let of = eat_first(toks, next, &["share|use|take|occupy|have the|a|an|one same?"])?;
    let (scope, next) = noun_phrase(toks, of)?;
    ends(toks, eat_first(toks, next, AT_ONCE)?)?;
    Some(
        Plain::from(at)
            .several(toks, &np)
            .say("of the same")
            .keep(toks, scope.name_toks)
            .say("must not overlap"),
    )
}

/// `only one band can be in a booth at the same time`, `a booth can hold only one booking at any moment`
fn held_once(toks: &[Tok], at: usize) -> Option<Plain> {
    const BE: &[&str] = &[
        "can|may|must|should|shall|will be in|on|at|inside|assigned|using to?",
        "can|may|must|should|shall|will use|have|book|occupy|rent|hold|take|drive|borrow|reserve",
        "is|are allowed|permitted in|on|at|per",
    ];
    const HOLDS: &[&str] = &[
        "can|may|must|should|shall|will only? host|serve|fit|see|receive|treat|carry",
        "only? hosts|serves|fits|sees|receives|treats|carries",
    ];
    let only = eat_first(toks, at, &["only|just|exactly one|1|a", "at most one|1", "no more than one|1"]);
    let (scope, one, end) = if let Some(only) = only {
        let (one, next) = noun_phrase(toks, only)?;
        let of = eat_first(toks, next, BE)?;
        let (scope, end) = noun_phrase(toks, of)?;
        (scope, one, end)
    } else {
        let (scope, next) = noun_phrase(toks, at)?;
        let verb = eat_first(toks, next, HOLDS)?;
        let only = (next..verb).any(|n| any(toks, n, &["only"]));
        let one = eat_first(toks, verb, &["only|just|exactly one|1", "at most one|1", "no more than one|1"])
            .or_else(|| eat_first(toks, verb, &["one|1"]).filter(|_| only))?;
        let (one, end) = noun_phrase(toks, one)?;
        (scope, one, end)
    };
    ends(toks, eat_first(toks, end, AT_ONCE)?)?;
    Some(
        Plain::from(at)
            .say("a")
            .keep(toks, scope.name_toks.clone())
            .say("cannot have two")
            .several(toks, &one)
            .say("at the same time"),
    )
}

/// `a band with 3 open bookings can't make another one`, `if a band already has 3 bookings, a new one is refused`
fn with_so_many(toks: &[Tok], at: usize) -> Option<Plain> {
    let (holder, next) = noun_phrase(toks, at)?;
    let with = eat_first(
        toks,
        next,
        &["with|having already? at? least?", "who|that|which already? has|have|holds|hold already? at? least?"],
    )?;
    let (_, name) = number(toks, with)?;
    let (counted, next) = noun_phrase(toks, name)?;
    let verb = eat_first(toks, next, MUST_NOT)?;
    let more = (verb..toks.len()).any(|n| any(toks, n, &["another", "more", "again", "new", "further", "any"]));
    // Whatever else stands there says what they cannot do, and nothing more.
    (more && toks.len() - verb <= 6 && !(verb..toks.len()).any(|n| toks[n].is_number())).then(|| {
        Plain::from(at)
            .say("a")
            .keep(toks, holder.name_toks)
            .say("must not have more than")
            .keep(toks, with..counted.toks.end)
    })
}

/// `a band's open bookings are limited to 3`, `the open bookings of a band are limited to 3`
fn limited_to(toks: &[Tok], at: usize) -> Option<Plain> {
    let limited = (at + 1..toks.len()).find(|n| any(toks, *n, &["limited", "restricted", "capped"]))?;
    let to = eat_first(toks, limited + 1, &["to|at a? maximum|total? of?"])?;
    let (_, end) = number(toks, to)?;
    ends(toks, end)?;
    let be = eat_first(toks, limited.checked_sub(1)?, &["is|are"]).map(|n| n - 1)?;
    let owner = (at..be).find(|n| toks[*n].possessive);
    let (holder, counted) = match owner {
        Some(owner) => (eat_first(toks, at, &["a|an|the|each|every"]).unwrap_or(at)..owner + 1, owner + 1..be),
        None => {
            let (counted, next) = noun_phrase(toks, eat_first(toks, at, &["the? number of"]).unwrap_or(at))?;
            let of = eat_first(toks, next, &["of|per|for a|an|each|every|one|the?"])?;
            let (holder, end) = noun_phrase(toks, of)?;
            (end == be).then_some((holder.name_toks, counted.name_toks))?
        }
    };
    let mut plain = Plain::from(at).say("a").keep(toks, holder);
    if let Some(last) = plain.toks.last_mut() {
        last.possessive = false;
    }
    Some(plain.say("must not have more than").keep(toks, to..end).keep(toks, counted))
}

/// `the home player can't also be the away player`, `the payer is never the payee`
fn never_both(toks: &[Tok], at: usize) -> Option<Plain> {
    let (one, next) = noun_phrase(toks, at)?;
    const NOT: &[&str] = &[
        "cannot also? be also? the? same? person|one|thing? as?",
        "is|are never also? the? same? as?",
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

/// `there can be no more entries in a league than its capacity`, `a hall never has two lanes with the same number`
fn no_more_than_its(toks: &[Tok], at: usize) -> Option<Plain> {
    const THERE: &[&str] = &[
        "there can|may|must|should|shall be no more",
        "there cannot be more",
        "there are|is never more",
        "never more",
        "no more",
    ];
    if let Some(more) = eat_first(toks, at, THERE) {
        let (counted, next) = noun_phrase(toks, more)?;
        let (holder, than) = eat_first(toks, next, &["in|of|for|on|per|at"]).and_then(|n| noun_phrase(toks, n))?;
        let own = eat_first(toks, than, &["than its|the|their|his|her"])?;
        return Some(
            Plain::from(at)
                .say("a")
                .keep(toks, holder.name_toks)
                .say("must not have more")
                .keep(toks, counted.name_toks)
                .say("than its")
                .keep(toks, own..toks.len()),
        );
    }
    let (scope, next) = noun_phrase(toks, at)?;
    let two = eat_first(toks, next, &["never has|have|holds|contains two", "cannot have|hold|contain two|2"])?;
    let (counted, next) = noun_phrase(toks, two)?;
    let with = eat_first(toks, next, &["with|of|having the|an same|identical|equal"])?;
    Some(
        Plain::from(at)
            .say("two")
            .several(toks, &counted)
            .say("of the same")
            .keep(toks, scope.name_toks)
            .say("cannot have the same")
            .keep(toks, with..toks.len()),
    )
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
    let per = eat_first(toks, once, &["per", "in|within|on|for|at|inside a|an|each|every|any|the|one? same?"])?;
    let (scope, end) = noun_phrase(toks, per)?;
    ends(toks, end)?;
    Some(
        Plain::from(at).keep(toks, np.name_toks).say("must be unique per").keep(toks, scope.name_toks),
    )
}

/// A word that a condition hangs on, and the name before it.
fn is_pronoun(toks: &[Tok], at: usize) -> bool {
    matches!(low(toks, at), "it" | "they" | "this" | "that")
}

//! Requirements by pattern, as engineers write them: what happens when somebody does something, what
//! is refused, and the three lines of a scenario.
//!
//! ```text
//! When a technician receives a sample, the system shall move it from registered to received.
//! If the value of a reading is negative, then the system shall refuse it.
//! Given a draft invoice, when a clerk sends it, then it is sent.
//! ```

use super::{
    super::{
        cursor::{any, eat_first, low, number},
        evidence::{Act, Fact, Mod, Np, Step, Unit, Who},
        lexicon::{Form, lexicon},
        modifier::value_words,
        noun::noun_phrase,
        token::Tok,
    },
    Read, finite_verb,
};
use crate::words;

const SYSTEM: &[&str] = &[
    "the|our|this system|service|api|software|application|app|backend|platform|server shall|should|must|will",
    "it|we shall|should|must|will",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    event(toks, at).or_else(|| unwanted(toks, at)).or_else(|| scenario(toks, at))
}

/// Who did what to which thing.
struct Deed {
    who: Who,
    who_at: usize,
    act: Act,
    object: Option<Np>,
    end: usize,
}

fn deed(toks: &[Tok], at: usize) -> Option<Deed> {
    let who_at = eat_first(toks, at, &["a|an|the|any|some"]).unwrap_or(at);
    let word = words::singular(low(toks, who_at));
    let who = match word.as_str() {
        "admin" | "administrator" => Who::Role("admin".to_owned()),
        "user" | "somebody" | "someone" => Who::User,
        word if lexicon().roles.contains(word) => Who::Role(word.to_owned()),
        // "when a shift lead approves it": who does something in a scenario is a person.
        _ => {
            let (np, next) = noun_phrase(toks, at).filter(|(np, _)| !np.plural && np.low.len() <= 3)?;
            finite_verb(toks, next)
                .filter(|_| lexicon().verb(low(toks, next)).is_some_and(|(_, form)| form == Form::Third))?;
            return deed_of(toks, Who::Role(super::permit::low_singular(&np)), who_at, next);
        }
    };
    deed_of(toks, who, who_at, who_at + 1)
}

fn deed_of(toks: &[Tok], who: Who, who_at: usize, verb_at: usize) -> Option<Deed> {
    let verb = finite_verb(toks, verb_at)?;
    let act = Act { verb: verb.to_owned(), toks: verb_at..verb_at + 1 };
    if let Some(end) = eat_first(toks, verb_at + 1, &["it", "them"]) {
        return Some(Deed { who, who_at, act, object: None, end });
    }
    let (object, end) = noun_phrase(toks, verb_at + 1)?;
    Some(Deed { who, who_at, act, object: Some(object), end })
}

/// `When a ROLE VERBs a THING, the system shall move it from A to B`
fn event(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["when|whenever|once|if|after"])?;
    let deed = deed(toks, next)?;
    let object = deed.object.clone()?;
    let next = eat_first(toks, deed.end, &[", then", ",", "then"])?;
    let moved = eat_first(toks, next, SYSTEM)
        .and_then(|n| eat_first(toks, n, &["move|change|set|switch|transition|take|put"]))
        .and_then(|n| thing(toks, n))
        .or_else(|| {
            thing(toks, next)
                .and_then(|n| eat_first(toks, n, &["moves|goes|changes|switches|transitions|is? moved|set?"]))
        })?;
    let (from, to, end) = from_to(toks, moved)?;
    Some(changes(at, end, &deed, object, from, to))
}

/// `it`, `its status`, `the status of the sample`, `the sample`
fn thing(toks: &[Tok], at: usize) -> Option<usize> {
    if let Some(next) =
        eat_first(toks, at, &["its|the status|state of the|that", "its|the status|state", "it", "them"])
    {
        let of = low(toks, next - 1) == "the" || low(toks, next - 1) == "that";
        return if of { noun_phrase(toks, next).map(|(_, n)| n) } else { Some(next) };
    }
    eat_first(toks, at, &["the|that"]).and_then(|_| noun_phrase(toks, at)).map(|(_, next)| next)
}

fn from_to(toks: &[Tok], at: usize) -> Option<(String, String, usize)> {
    let from_at = eat_first(toks, at, &["from"])?;
    let to_at = (from_at..toks.len().min(from_at + 5)).find(|n| any(toks, *n, &["to", "into"]))?;
    let (from, _) = value_words(&toks[..to_at], from_at).filter(|(_, n)| *n == to_at)?;
    let (to, end) = target(toks, to_at + 1)?;
    Some((from, to, end))
}

/// The state at the end of a clause.
fn target(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let stop = (at..toks.len()).find(|n| !toks[*n].word && !any(toks, *n, &["-"]) || any(toks, *n, &["and"]));
    let stop = stop.unwrap_or(toks.len());
    value_words(&toks[..stop], at).filter(|(_, n)| *n == stop)
}

fn changes(at: usize, end: usize, deed: &Deed, object: Np, from: String, to: String) -> (Vec<Fact>, usize) {
    let step = Step { from: vec![from], to, verb: Some(deed.act.verb.clone()) };
    let flow = Fact::Flow {
        field: None,
        owner: Some(object.clone()),
        steps: vec![step],
        initial: None,
        toks: at..end,
    };
    let permit = Fact::Permit {
        who: vec![(deed.who.clone(), deed.who_at..deed.who_at + 1)],
        acts: vec![deed.act.clone()],
        objects: vec![object],
        own: false,
        only: false,
        deny: false,
        toks: at..end,
    };
    (vec![flow, permit], end)
}

/// `If the value of a test result is negative, then the system shall refuse it`
fn unwanted(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["if|when a|an|the"])?;
    let (field, next) = noun_phrase(toks, next)?;
    let (owner, next) = match eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((owner, next)) => (Some(owner), next),
        None => (None, next),
    };
    let next = eat_first(toks, next, &["is|are"])?;
    let (said, next) = opposite(toks, next)?;
    let next = eat_first(toks, next, &[", then", ",", "then"])?;
    let next = eat_first(toks, next, SYSTEM).unwrap_or(next);
    let end = refused(toks, next)?;
    Some((vec![Fact::About { field: Some(field), owner, mods: vec![said], toks: at..end }], end))
}

/// `refuse it`, `not accept the request`, `it is rejected`
fn refused(toks: &[Tok], at: usize) -> Option<usize> {
    if let Some(next) = eat_first(toks, at, &["refuse|reject|deny|decline", "not accept|store|save|take"]) {
        let object = eat_first(toks, next, &["it|them|this", "the request|record|entry|input"]);
        return object.or_else(|| noun_phrase(toks, next).map(|(_, end)| end));
    }
    let next = thing(toks, at)?;
    eat_first(
        toks,
        next,
        &["is|are|must|shall|should|will be? refused|rejected|denied|declined", "is|must be? not accepted"],
    )
}

/// What has to hold where the condition must not.
fn opposite(toks: &[Tok], at: usize) -> Option<(Mod, usize)> {
    if let Some(next) = eat_first(toks, at, &["zero or negative", "not positive", "negative or zero"]) {
        return Some((Mod::MoreThan(0.0), next));
    }
    if let Some(next) = eat_first(toks, at, &["negative"]) {
        return Some((Mod::AtLeast(0.0, Unit::None), next));
    }
    if let Some(next) = eat_first(toks, at, &["missing", "empty", "not given|set|present"]) {
        return Some((Mod::Required, next));
    }
    let lower = eat_first(toks, at, &["less|lower|smaller than", "below|under", "<"]);
    let upper = eat_first(toks, at, &["more|greater|higher|larger|bigger than", "above|over", ">"]);
    let (n, next) = number(toks, lower.or(upper)?)?;
    let unit = eat_first(toks, next, &["characters|character|chars"]);
    let kind = if unit.is_some() { Unit::Characters } else { Unit::None };
    let said = if lower.is_some() { Mod::AtLeast(n, kind) } else { Mod::AtMost(n, kind) };
    Some((said, unit.unwrap_or(next)))
}

/// `Given a draft invoice, when a clerk sends it, then its status is sent`
fn scenario(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["given a|an|the", "given there is a|an"])?;
    let (np, next) = noun_phrase(toks, next)?;
    let told = eat_first(
        toks,
        next,
        &[
            "that|which is in?",
            "that|which has been",
            "in state|status",
            "with status|state",
            "whose status|state is",
            "has been",
        ],
    )
    .and_then(|n| target_before(toks, n));
    let (from, object, next) = match told {
        Some((state, next)) => (state, np, next),
        None => {
            let (from, object) = (np.low.len() >= 2).then(|| np.low.split_first())??;
            let object = Np {
                name: np.name.split(' ').skip(1).collect::<Vec<_>>().join(" "),
                low: object.to_vec(),
                name_toks: np.name_toks.start + 1..np.name_toks.end,
                ..np.clone()
            };
            (from.clone(), object, next)
        }
    };
    let next = eat_first(toks, next, &[",? when", "; when"])?;
    let deed = deed(toks, next)?;
    let same = deed.object.as_ref().is_none_or(|named| named.last() == object.last());
    let next = eat_first(toks, deed.end, &[",? then", "; then"]).filter(|_| same)?;
    // "then the request is refused": what the states say without it.
    if let Some(end) = eat_first(
        toks,
        next,
        &[
            "the request|call|api is|gets|answers|returns|responds with? refused|rejected|denied|409|403|422|400",
            "it|this is refused|rejected|denied|forbidden|not_",
        ],
    ) {
        let end = super::clause_end(toks, end);
        let role = match &deed.who {
            Who::Role(role) => vec![role.clone()],
            _ => Vec::new(),
        };
        return Some((vec![Fact::Roles { names: role, toks: at..end }], end));
    }
    let next = thing(toks, next)?;
    let next = eat_first(toks, next, &["is|becomes|changes|goes|moves|should|must|shall be? now? to?"])?;
    let (to, end) = target(toks, next)?;
    Some(changes(at, end, &deed, object, from, to))
}

/// The state before `when`.
fn target_before(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let stop = (at..toks.len().min(at + 5)).find(|n| any(toks, *n, &[",", ";", "when"]))?;
    value_words(&toks[..stop], at).filter(|(_, n)| *n == stop)
}

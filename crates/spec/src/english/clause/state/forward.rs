//! States that are gone through in the order in which they were listed: `the stages can only go forward one by one`, `the
//! status moves through these states in order`, `no state can be skipped`. Which states those are, only the draft knows.

use super::super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np, Step},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

/// Stands for every state of the field: each leads to the next one.
const NEXT: &str = "next";
/// Stands for every state of the field: each leads to all behind it.
pub const AHEAD: &str = "ahead";

const GENERAL: &[&str] = &["state", "status", "stage", "phase", "step"];

pub fn read(toks: &[Tok], at: usize) -> Read {
    moved(toks, at).or_else(|| skipped(toks, at))
}

const ONE_BY_ONE: &[&str] = &[
    "one by one",
    "step by step",
    "one step|state|stage|at at? a time",
    "one step|state|stage at a time",
    "one after the? other|another",
    "in|through this|that|the|their order only?",
    "in|through this|that|the|their given|listed|stated|same order only?",
    "in order only?",
    "without skipping any|a? state|stage|step|status?",
    "and no|never skip|skipping any|a? state|stage|step|status|states|stages|steps?",
    ", no skipping",
];
const BACK: &[&str] =
    &["and|but|, never|not back|backward|backwards", "never|not back|backward|backwards", "and not? return"];

/// `the stage of a job can only go forward, one step at a time`
fn moved(toks: &[Tok], at: usize) -> Read {
    const GOES: &[&str] = &[
        "can|may|must|should|shall|will only? be? go|move|change|advance|progress|proceed|moved|changed|advanced|pass",
        "always? goes|moves|changes|advances|progresses|proceeds|go|move|change|advance only?",
        "only goes|moves|changes|advances|progresses|proceeds|go|move|change|advance",
    ];
    const ON: &[&str] = &["only? forward|forwards|onward|onwards|ahead", "only? in the? forward direction"];
    let (field, owner, next) = of_what(toks, at)?;
    let verb = eat_first(toks, next, GOES)?;
    let on = eat_first(toks, verb, ON);
    let mut end = on.unwrap_or(verb);
    let mut single = None;
    for _ in 0..3 {
        let after = eat_first(toks, end, &[","]).unwrap_or(end);
        if let Some(next) = eat_first(toks, after, ONE_BY_ONE).or_else(|| eat_first(toks, end, ONE_BY_ONE)) {
            single = Some(next);
            end = next;
        } else if let Some(next) = eat_first(toks, end, BACK) {
            end = next;
        } else {
            break;
        }
    }
    (on.is_some() || single.is_some()).then_some(())?;
    told(toks, at, field, owner, if single.is_some() { NEXT } else { AHEAD }, end)
}

/// `no state can be skipped`, `stages must not be skipped`
fn skipped(toks: &[Tok], at: usize) -> Read {
    const SKIPPED: &[&str] =
        &["cannot|can't|mustn't be skipped", "can|may|must|should|shall not|never be skipped"];
    let no = eat_first(toks, at, &["no"]);
    let (field, owner, next) = of_what(toks, no.unwrap_or(at))?;
    let end = match no {
        Some(_) => eat_first(toks, next, &["can|may|must|should|is be? skipped"])?,
        None => eat_first(toks, next, SKIPPED)?,
    };
    told(toks, at, field, owner, NEXT, end)
}

/// The field by its name, where it has one of its own, and whose it is.
fn of_what(toks: &[Tok], at: usize) -> Option<(Option<Np>, Option<Np>, usize)> {
    let (np, next) = noun_phrase(toks, at)?;
    let name = crate::words::singular(np.last());
    if !GENERAL.contains(&name.as_str()) {
        return None;
    }
    let own = np.low.len() == 1 && !np.plural;
    let of = np.of.as_ref().map(|of| Np {
        name: of.clone(),
        low: of.split(' ').map(str::to_owned).collect(),
        ..Np::default()
    });
    // "job stages", "the repair's stage"
    let before = || {
        let low = np.low.get(..np.low.len() - 1).filter(|low| !low.is_empty())?.to_vec();
        Some(Np { name: low.join(" "), low, ..Np::default() })
    };
    let (owner, next) = match eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((owner, next)) => (Some(owner), next),
        None => (of.or_else(before), next),
    };
    let field = Some(Np { of: None, ..np }).filter(|np| own && np.low == [name.clone()]);
    Some((field, owner, next))
}

fn told(toks: &[Tok], at: usize, field: Option<Np>, owner: Option<Np>, way: &str, end: usize) -> Read {
    let ends = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    let steps = vec![Step { from: vec![way.to_owned()], to: String::new(), verb: None }];
    ends.then(|| (vec![Fact::Flow { field, owner, steps, initial: None, toks: at..end }], end))
}

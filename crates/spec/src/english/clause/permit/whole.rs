//! Who may do everything, in few words: `Coordinators: all`, `I (the leader) can do everything`, `Me, the curator,
//! everything`.

use super::{
    super::{
        super::{
            cursor::eat_first,
            evidence::{Act, Fact, Np, Who},
            noun::noun_phrase,
            token::Tok,
        },
        Read,
    },
    people::{CAN, low_singular, role_of},
    same_people,
};

const ALL: &[&str] = &[
    "can|may do|make|change everything|anything|all",
    "do|does everything|anything|all",
    "all|full rights|access|control",
    "everything|anything|all",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    if at > 0 {
        return None;
    }
    let (np, next) = oneself(toks, at).or_else(|| {
        let (np, next) = noun_phrase(toks, at).filter(|(np, _)| role_of(np).is_some())?;
        Some((np, eat_first(toks, next, &[":|—"])?))
    })?;
    let who = role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np)));
    if !matches!(who, Who::Role(_)) {
        return None;
    }
    let who = vec![(who, np.toks.clone())];
    let whole = |end: &usize| toks.get(*end).is_none_or(|tok| !tok.word);
    if let Some(end) = eat_first(toks, next, ALL).filter(whole) {
        let act = Act { verb: "manage".to_owned(), toks: next..end };
        let everything = "everything".to_owned();
        let objects = vec![Np { low: vec![everything.clone()], name: everything, ..Np::default() }];
        let toks = at..end;
        let fact = Fact::Permit { who, acts: vec![act], objects, own: false, only: false, deny: false, toks };
        return Some((vec![fact], end));
    }
    // "I (the leader) can cancel trips"
    let can = oneself(toks, at).and_then(|_| eat_first(toks, next, CAN));
    can.and_then(|_| same_people(toks, next, &who, false, false, at))
}

/// `I (the leader)`, `me, the curator,`: who writes, by what they are.
fn oneself(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let open = eat_first(toks, at, &["i|me|myself (|, as? the|a|an"])?;
    let (np, next) = noun_phrase(toks, open).filter(|(np, _)| np.low.len() <= 2)?;
    Some((np, eat_first(toks, next, &[") :?", ", :?", ":"])?))
}

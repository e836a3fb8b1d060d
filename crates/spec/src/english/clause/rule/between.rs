//! Between two ends of which at least one is another member: `guests must be between 1 and the seats of the hall`, `the
//! bid lies between the reserve price and the estimate`. Two rules, one for each end.

use super::{
    super::{
        super::{
            cursor::{eat_first, number},
            evidence::{Fact, Mod, Np, Unit},
            noun::noun_phrase,
            token::Tok,
        },
        Read,
    },
    order::reckons,
};

enum End {
    Number(f64),
    Member(Np),
}

pub fn read(toks: &[Tok], at: usize) -> Read {
    const BETWEEN: &[&str] = &[
        "must|should|shall|has|have|needs|need to? always? be|lie|stay somewhere? between",
        "is|are|lies|lie|stays always? between",
    ];
    let (field, next) = noun_phrase(toks, at)?;
    let (low, next) = end(toks, eat_first(toks, next, BETWEEN)?)?;
    let (high, next) = end(toks, eat_first(toks, next, &["and"])?)?;
    let told = at..next;
    let about = |said: Mod| Fact::About {
        field: Some(field.clone()),
        owner: None,
        mods: vec![Mod::Amount, said],
        toks: told.clone(),
    };
    let order =
        |before: Np, after: Np| Fact::Order { before, after, owner: None, strict: false, toks: told.clone() };
    let facts = match (low, high) {
        // Two numbers are bounds, which others know.
        (End::Number(_), End::Number(_)) => return None,
        (End::Number(low), End::Member(high)) => {
            vec![about(Mod::AtLeast(low, Unit::None)), order(field.clone(), high)]
        }
        (End::Member(low), End::Number(high)) => {
            vec![order(low, field.clone()), about(Mod::AtMost(high, Unit::None))]
        }
        (End::Member(low), End::Member(high)) => vec![order(low, field.clone()), order(field.clone(), high)],
    };
    (!reckons(toks, next)).then_some((facts, next))
}

/// `1`, `the seats of the hall`, `its maximum`.
fn end(toks: &[Tok], at: usize) -> Option<(End, usize)> {
    if let Some((value, next)) = number(toks, at) {
        return Some((End::Number(value), next));
    }
    let (np, next) = noun_phrase(toks, at)?;
    let owner = eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n));
    Some(match owner {
        Some((owner, next)) => (End::Member(Np { of: Some(owner.key()), ..np }), next),
        None => (End::Member(np), next),
    })
}

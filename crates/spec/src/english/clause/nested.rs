//! `Buildings -> flats -> leases`: a line of things, each of which belongs to the one before it.

use super::{
    super::{
        cursor::eat_first,
        evidence::{Fact, Np, Quant},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    let mut things: Vec<Np> = Vec::new();
    let mut here = at;
    loop {
        let (np, next) = noun_phrase(toks, here).filter(|(np, _)| thing(np))?;
        things.push(np);
        // "los > aos" holds two of a record against each other.
        let sign: &'static [&'static str] = if toks[at].capitalised() { &["→", ">"] } else { &["→"] };
        let Some(after) = eat_first(toks, next, sign) else {
            here = next;
            break;
        };
        here = after;
    }
    if at != 0 || things.len() < 2 || here < toks.len() {
        return None;
    }
    let one = |np: &Np| Np { plural: false, quant: Quant::One, ..np.clone() };
    let mut facts: Vec<Fact> = things.iter().map(|np| Fact::Mention { np: np.clone(), weight: 2 }).collect();
    facts.extend(things.windows(2).map(|two| Fact::Relation {
        from: Some(two[1].clone()),
        to: one(&two[0]),
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks: two[0].toks.start..two[1].toks.end,
    }));
    Some((facts, here))
}

/// Many of one kind: states are no plurals.
fn thing(np: &Np) -> bool {
    np.plural
        && np.low.len() <= 2
        && matches!(np.quant, Quant::Bare | Quant::Many)
        && crate::words::singular(np.last()) != np.last()
}

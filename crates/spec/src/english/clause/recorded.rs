//! `Loans: a member borrows one piece of equipment`: what is kept is the deed, which is of both.

use super::{
    super::{
        cursor::{divider, eat_first},
        evidence::{Fact, Np, Quant},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Read, low,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    // Whether a clause begins is asked at every word, so what is cheap to see comes first.
    if !(at + 1..toks.len().min(at + 4)).any(|n| matches!(low(toks, n), ":" | "—")) {
        return None;
    }
    let (thing, next) = noun_phrase(toks, at)?;
    let first = eat_first(toks, next, &[":", "—"])?;
    let known = thing.plural && thing.low.len() <= 2 && thing.quant == Quant::Bare && thing.of.is_none();
    if !known || super::super::declare::heads_a_part(&thing) || super::is_field_word(thing.last()) {
        return None;
    }
    let one = |np: &Np| matches!(np.quant, Quant::One | Quant::Each);
    let (verb, who) = (first + 1..toks.len().min(first + 5)).find_map(|verb| {
        lexicon().verb(low(toks, verb)).filter(|(_, form)| *form == Form::Third)?;
        let (np, end) = noun_phrase(toks.get(..verb)?, first)?;
        (end == verb && one(&np) && !np.plural).then_some((verb, np))
    })?;
    // "a locker has a number", "a loan belongs to a member": of what the thing itself is.
    let of_itself = crate::words::singular(who.last()) == crate::words::singular(thing.last());
    if of_itself || eat_first(toks, verb, &["has|is|belongs|contains|needs|gets|consists"]).is_some() {
        return None;
    }
    let object = eat_first(toks, verb + 1, &["for|in|on|to|at|up"]).unwrap_or(verb + 1);
    let (what, end) = noun_phrase(toks, object).filter(|(np, _)| one(np))?;
    if !divider(toks, end) || crate::words::singular(what.last()) == crate::words::singular(thing.last()) {
        return None;
    }
    let key = |to: Np, toks: std::ops::Range<usize>| Fact::Relation {
        from: Some(thing.clone()),
        to,
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks,
    };
    let mention = Fact::Mention { np: thing.clone(), weight: 3 };
    let what = Np { plural: false, quant: Quant::One, ..what };
    Some((vec![mention, key(who, at..verb), key(what, verb..end)], end))
}

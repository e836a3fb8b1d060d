//! Deeds of which a record is kept: `a technician performs a visit on an elevator on a date with a result: passed, failed`.
//! What is done is the thing that the rest of the clause tells of; it names who did it, and what it was done to.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Item, Np, Quant},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};
use crate::assemble::entities::field_like;

const DOES: &[&str] = &[
    "performs|performed|perform|conducts|conducted|conduct|makes|make|does|gives|give|files|file|writes|write|submits|submit",
    "carries|carry out",
    "places|place|takes|take|runs|run|executes|execute|completes|complete|undertakes|undertake|logs|log|records|record",
];

/// `subject`: who does it, where the clause begins with the verb.
pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let (who, verb) = match eat_first(toks, at, DOES).and(subject) {
        Some(np) => (np.clone(), at),
        None => noun_phrase(toks, at).filter(|(np, _)| matches!(np.quant, Quant::One | Quant::Each))?,
    };
    let object = eat_first(toks, verb, DOES)?;
    let (thing, next) = noun_phrase(toks, object)
        .filter(|(np, _)| np.quant == Quant::One && !np.plural && np.low.len() <= 3 && np.of.is_none())?;
    let key = |from: &Np, to: Np, range| Fact::Relation {
        from: Some(from.clone()),
        to,
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks: range,
    };
    let mut facts = vec![Fact::Mention { np: thing.clone(), weight: 2 }];
    facts.push(key(&thing, Np { toks: 0..0, quant: Quant::One, ..who }, at..next));
    let mut items: Vec<Item> = Vec::new();
    let mut end = next;
    while let Some((to, after)) = eat_first(toks, end, &["on|for|in|at|of|to|from a|an|one|exactly"])
        .and_then(|n| noun_phrase(toks, n - 1))
        .filter(|(to, _)| to.quant == Quant::One && !to.plural)
    {
        if matches!(to.last(), "date" | "day" | "time" | "moment") {
            items.push(Item { np: to, ..Item::spanning(end..after) });
        } else {
            facts.push(key(&thing, to, end..after));
        }
        end = after;
    }
    // Without anything told of it, it may be a right or a habit as well.
    let with = eat_first(toks, end, &["with", ", with", "and records|notes|states|gives|enters"])
        .filter(|_| end > next)?;
    let (told, stop) = list::items(toks, with).filter(|(told, _)| field_like(told))?;
    let whole = toks.get(stop).is_none_or(|tok| !tok.word || any(toks, stop, &["and", "but"]));
    let first = items.first().map_or(end, |item: &Item| item.toks.start);
    items.extend(told);
    facts.push(Fact::Has { subject: Some(thing), items, toks: first..stop, from_frame: false });
    whole.then_some((facts, stop))
}

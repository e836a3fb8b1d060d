//! Several members that are unique together within something: `row and number are unique per room`, `floor plus number must
//! be unique in the building`, `the same row and number can be sold only once per play`.

use std::borrow::Cow;

use super::{
    super::{
        super::{cursor::eat_first, evidence::Fact, token::Tok},
        Read,
    },
    names, scopes,
};

const TOGETHER: &[&str] =
    &[",? taken|considered? together ,?", ",? in combination ,?", ",? as a pair|combination ,?"];
const UNIQUE: &[&str] = &[
    "must|should|shall|has|have|needs|need always? to? be? unique",
    "is|are always? unique",
    "together is|are|must|should be? unique",
];
const WITHIN: &[&str] =
    &["per", "in|within|inside|for|on|at each|every|the|a|an|its|their|one", "within|inside"];

pub(super) fn read(toks: &[Tok], at: usize) -> Read {
    unique(toks, at).or_else(|| sold_once(toks, at))
}

fn unique(toks: &[Tok], at: usize) -> Read {
    let pair = eat_first(toks, at, &["the? combination|pair of", "each combination|pair of"]);
    let start = pair.or_else(|| eat_first(toks, at, &["the"])).unwrap_or(at);
    let (mut with, next) = joined(toks, start)?;
    // "names and emails are unique per company": each of them.
    if pair.is_none() && with.iter().any(|np| np.plural) {
        return None;
    }
    let next = eat_first(toks, next, TOGETHER).unwrap_or(next);
    let next = eat_first(toks, next, UNIQUE)?;
    let next = eat_first(toks, next, TOGETHER).unwrap_or(next);
    let (scopes, end) = scopes(toks, eat_first(toks, next, WITHIN)?)?;
    with.extend(scopes);
    Some((vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end))
}

fn sold_once(toks: &[Tok], at: usize) -> Read {
    let (mut with, next) = joined(toks, eat_first(toks, at, &["the same", "each|every", "a|an"])?)?;
    let past = eat_first(toks, next, &["can|may|must|should only|just? be only|just?", "is|are only|just?"])?;
    super::super::past_verb(toks, past)?;
    let next = eat_first(toks, past + 1, &["only|just|at? most|exactly? once", "one time"])?;
    let within = eat_first(toks, next, &["for|in|on|within|at the same", "for|in|on|within|at"]);
    let (scopes, end) = scopes(toks, eat_first(toks, next, WITHIN).or(within)?)?;
    with.extend(scopes);
    Some((vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end))
}

/// `row and number`, `floor plus flat number`: two or more, each named once.
fn joined(toks: &[Tok], at: usize) -> Option<(Vec<super::Np>, usize)> {
    let plus = |tok: &Tok| tok.is("plus");
    let mut spelled = Cow::Borrowed(toks);
    if toks.iter().skip(at).take(8).any(plus) {
        for tok in spelled.to_mut().iter_mut().skip(at).take(8).filter(|tok| plus(tok)) {
            tok.low = "and".to_owned();
        }
    }
    // "row and number together are": how they are taken is no word of a name.
    let stop = (at..toks.len().min(at + 12))
        .find(|n| super::super::super::cursor::any(toks, *n, &["together", "taken"]));
    names(spelled.get(..stop.unwrap_or(toks.len()))?, at).filter(|(found, _)| found.len() >= 2)
}

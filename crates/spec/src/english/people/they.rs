//! `Clerks see and edit bookings. They do not delete them.`: whoever a sentence speaks of before it.

use super::super::{
    cursor::{any, eat_first, low},
    lexicon::{Form, lexicon},
    token::Tok,
};
use crate::assemble::permits::ops_of;

const MAY: &[&str] = &[
    "can|may|must|cannot|can't|don't|doesn't|never|also|only|should|shall not|also|only|never?",
    "do|does not|also|never",
];

/// Puts the people of the sentence before in the place of "they", where a right or a denial follows.
pub fn name(before: &[Tok], toks: &mut Vec<Tok>) {
    let Some(people) = people(before) else { return };
    if !any(toks, 0, &["they", "he", "she"]) || toks[0].possessive {
        return;
    }
    let verb = eat_first(toks, 1, MAY).unwrap_or(1);
    let right = lexicon()
        .verb(low(toks, verb))
        .is_some_and(|(base, form)| matches!(form, Form::Base | Form::Third) && ops_of(base).is_some());
    if !right {
        return;
    }
    let (start, end) = (toks[0].start, toks[0].end);
    let named: Vec<Tok> =
        people.iter().map(|tok| Tok { start, end, content: false, ..tok.clone() }).collect();
    toks.splice(0..1, named);
}

/// The people that a sentence begins with and that do something in it.
fn people(toks: &[Tok]) -> Option<Vec<Tok>> {
    let at = eat_first(toks, 0, &["only|all|the|a|an|both|every|each the?"]).unwrap_or(0);
    let end = (at + 1..toks.len().min(at + 4)).find(|n| toks[n - 1].person)?;
    let plain = toks.get(at..end)?.iter().all(|tok| tok.word);
    let acts = any(toks, end, &["can", "may", "must", "cannot", "can't", "should", "shall", "only", "also"])
        || lexicon().verb(low(toks, end)).is_some_and(|(_, form)| matches!(form, Form::Base | Form::Third));
    (plain && acts).then(|| toks[at..end].to_vec())
}

//! A list behind two names: `inspections against trees: date, finding` tells of inspections, and no tree has them.

use super::super::{
    clause::{is_choice_name, is_field_word},
    cursor::any,
    evidence::{Fact, Np, Quant},
    lexicon::lexicon,
    list,
    noun::noun_phrase,
    token::Tok,
};
use crate::assemble::entities::field_like;

/// Words behind which what a thing is about stands.
const ABOUT: &[&str] = &["against", "about", "on", "at", "between", "among", "from", "for", "of", "in"];

/// Words before "of" that name no thing: "a list of books: title, author".
const NO_THING: &[&str] = &[
    "list",
    "lists",
    "number",
    "numbers",
    "set",
    "sets",
    "kind",
    "kinds",
    "type",
    "types",
    "sort",
    "sorts",
    "collection",
    "catalogue",
    "catalog",
    "database",
    "record",
    "records",
    "details",
    "data",
    "information",
    "couple",
    "lot",
    "lots",
    "part",
    "parts",
    "table",
    "tables",
    "register",
    "overview",
    "track",
];

/// The last name begins at `start` and ends at the colon.
pub(super) fn of_the_first(toks: &[Tok], start: usize, colon: usize) -> Option<(Vec<Fact>, usize)> {
    let preposition = start.checked_sub(1).filter(|n| any(toks, *n, ABOUT))?;
    of_thing(toks, start, colon, preposition).or_else(|| {
        // "… against goats: a date": no goat has it, whatever has.
        let end = list::items(toks, colon + 1)?.1;
        any(toks, preposition, &["against", "between", "among"])
            .then(|| (vec![Fact::Unread { toks: start..end }], end))
    })
}

fn of_thing(toks: &[Tok], start: usize, colon: usize, preposition: usize) -> Option<(Vec<Fact>, usize)> {
    let (thing, _) = (preposition.saturating_sub(3)..preposition)
        .filter(|n| lexicon().verb(&toks[*n].low).is_none() || *n + 1 == preposition)
        .find_map(|n| noun_phrase(&toks[..preposition], n).filter(|(_, end)| *end == preposition))?;
    let named = thing.plural || thing.quant == Quant::One;
    let field =
        is_field_word(thing.last()) || is_choice_name(thing.last()) || NO_THING.contains(&thing.last());
    if !named || field || thing.person {
        return None;
    }
    let (items, end) = list::items(toks, colon + 1)?;
    if items.len() < 2 || !field_like(&items) {
        return None;
    }
    let (whole, _) = noun_phrase(toks, start)?;
    let mut facts = vec![Fact::Mention { np: thing.clone(), weight: 3 }];
    // "games between members": one of them has no single one of the others.
    if !any(toks, preposition, &["between", "among"]) {
        facts.push(Fact::Relation {
            from: Some(thing.clone()),
            to: Np { plural: false, quant: Quant::One, ..whole },
            loose: true,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: preposition..colon,
        });
    }
    facts.push(Fact::Has { subject: Some(thing), items, toks: colon..end, from_frame: false });
    Some((facts, end))
}

//! What is said of a field behind a comma, and looks like a member of its own: `the waiting days, a whole number from
//! 0 to 10`, `a colour, usually red`, `points, empty until played`.

use super::{
    super::{
        cursor::{any, divider, eat_first, low},
        evidence::Mod,
        token::Tok,
    },
    bounds, modifiers, value_list,
};
use domain::spec::FieldType;

/// The comma stands at `at`.
pub fn read(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    any(toks, at, &[","]).then_some(())?;
    let next = at + 1;
    apposed(toks, next)
        .or_else(|| super::super::unless::mostly(toks, next))
        .or_else(|| at_first(toks, next))
        // "tries, 0 at first": "visible at first" is a yes or no of its own.
        .or_else(|| {
            let number = super::super::cursor::number(toks, next).is_some();
            super::super::unless::read(toks, next).filter(|(_, end)| number && divider(toks, *end))
        })
}

/// What can be said of nothing but the member before the comma: `a whole number from 0 to 10`, `being hot or cold`.
pub fn apposed(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    some_lack_it(toks, at)
        .or_else(|| kind(toks, at))
        .or_else(|| chosen(toks, at))
        .or_else(|| must_be(toks, at))
        .or_else(|| anything(toks, at))
        .or_else(|| super::uniqueness(toks, at).filter(|(_, end)| divider(toks, *end)))
}

/// `although some don't have one`, `but not everybody has one`
fn some_lack_it(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const LACK: &[&str] = &[
        "although|though|but|however some|many|most|several|few of? them? don't|doesn't|haven't|lack have|got? one|it|any",
        "although|though|but|however not all|everybody|everyone|each|every|many of? them? do|does",
        "although|though|but|however not all|everybody|everyone|each|every|many of? them? has|have|got got? one|it|any",
        "some|many|few of? them? don't|doesn't|haven't have|got? one|it|any",
        "not all|everybody|everyone of? them? has|have one|it|any",
    ];
    eat_first(toks, at, LACK).filter(|end| divider(toks, *end)).map(|end| (vec![Mod::Optional], end))
}

/// `has to be after the start`, `must be unique`, `that's unique`, `may be empty`: a verb without anybody before it.
fn must_be(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const VERBS: &[&str] = &[
        "must|should|shall|can|may|will not? be",
        "cannot|can't|mustn't|shouldn't|won't be",
        "has|have|needs|need|ought not? to be",
        "that's|they're|which's",
        "it's|it|which|that always|also? unique|optional|required|mandatory|compulsory|obligatory",
        "it|this|which|that is|are always|also? unique|optional|required|mandatory|compulsory|obligatory",
    ];
    eat_first(toks, at, VERBS)?;
    // "it's optional": as if it stood alone.
    let start = eat_first(toks, at, &["it's|they're|it|this"]).unwrap_or(at);
    let (mods, end) = super::bare_run(toks, start);
    (!mods.is_empty() && divider(toks, end)).then_some((mods, end))
}

/// `anything from one to eight`, `somewhere between 1 and 5`, `only up to 20`
fn anything(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(toks, at, &["anything|anywhere|somewhere|something"])?;
    bounds(toks, next).filter(|(_, end)| divider(toks, *end))
}

/// `being petrol, diesel or hybrid`, `which is yes, no or maybe`: what it chooses between.
fn chosen(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(
        toks,
        at,
        &["being|namely either|one? of?", "which|that is|are|can|may|must be? either|one? of?"],
    )?;
    let (values, end) = value_list(toks, next, false).filter(|(values, _)| values.len() >= 2)?;
    // ", and maybe if nothing was said"
    let more = eat_first(toks, end, &[", and", ",", "and"])
        .and_then(|next| super::super::unless::read(toks, next))
        .filter(|(_, end)| divider(toks, *end));
    let (mut mods, end) = more.unwrap_or((Vec::new(), end));
    mods.insert(0, Mod::Values(values));
    divider(toks, end).then_some((mods, end))
}

/// `a whole number from 0 to 10`, `an integer between 1 and 8`. "A number from 1 to 200" may be a member: a locker has one.
fn kind(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "a|always whole|natural|round|positive number|figure",
            "an|always integer number|value?",
            "whole|natural numbers only?",
        ],
    )?;
    let (mut mods, end) = bounds(toks, next).unwrap_or_else(|| modifiers(toks, next));
    if end == next && !divider(toks, next) {
        return None;
    }
    mods.insert(0, Mod::Type(FieldType::Integer));
    Some((mods, end))
}

/// `empty until played`, `blank until sold`
fn at_first(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "empty|blank|null|unset|unknown until|till|before|unless|while|as",
            "empty|blank|unknown at|to first|begin|start",
        ],
    )?;
    let end = (next..toks.len())
        .find(|n| matches!(low(toks, *n), ")" | "," | ";" | "." | "and"))
        .unwrap_or(toks.len());
    Some((vec![Mod::Optional], end))
}

//! What is said of a field behind a comma, and looks like a member of its own: `the waiting days, a whole number from
//! 0 to 10`, `a colour, usually red`, `points, empty until played`.

use super::{
    super::{
        cursor::{any, divider, eat_first, low},
        evidence::Mod,
        token::Tok,
    },
    bounds, modifiers,
};
use domain::spec::FieldType;

/// The comma stands at `at`.
pub fn read(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    any(toks, at, &[","]).then_some(())?;
    let next = at + 1;
    kind(toks, next).or_else(|| super::super::unless::mostly(toks, next)).or_else(|| at_first(toks, next))
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

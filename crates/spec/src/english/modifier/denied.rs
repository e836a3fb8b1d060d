//! Bounds that are told as what may not be: `can't be before 1978`, `may never be more than 90 kg`, `must not go below 3`.

use super::{
    super::{
        cursor::{eat, eat_first, number},
        evidence::{Mod, Unit},
        token::Tok,
    },
    bounds::{amounting, character_unit},
    units::measure,
};

const MAY_NOT: &[&str] = &[
    "cannot|can't|mustn't|shouldn't|won't|isn't|aren't ever? be|go|lie|reach|get|have|contain|last?",
    "can|may|must|should|shall|will|is not|never ever? be|go|lie|reach|get|have|contain|last?",
    "never be|goes|go|lies|lie|is|are|has|have|contains?",
    // The verb before it led to the modifier and is read.
    "not|never ever? be|go|lie|reach|get",
];
const TOO_MUCH: &[&str] = &[
    "more|greater|higher|larger|bigger|longer|later|newer|older|heavier|taller than",
    "above",
    "over",
    "beyond",
    "after",
    "past",
    "exceed|exceeding|exceeds|surpass",
];
const TOO_LITTLE: &[&str] =
    &["less|lower|smaller|fewer|shorter|earlier|sooner|younger|lighter than", "below", "under", "before"];

/// What is too much or too little, and the number from which on it is allowed.
pub(super) fn read(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    // Looked at first: most of what stands behind a name begins with none of these.
    const FIRST: [&str; 16] = [
        "cannot",
        "can't",
        "mustn't",
        "shouldn't",
        "won't",
        "isn't",
        "aren't",
        "can",
        "may",
        "must",
        "should",
        "shall",
        "will",
        "is",
        "never",
        "not",
    ];
    toks.get(at).filter(|tok| FIRST.contains(&tok.low.as_str()))?;
    let next = eat_first(toks, at, MAY_NOT)?;
    type Make = fn(f64, Unit) -> Mod;
    let sides: [(&[&str], Make); 2] =
        [(TOO_MUCH, |n, unit| Mod::AtMost(n, unit)), (TOO_LITTLE, |n, unit| Mod::AtLeast(n, unit))];
    sides.into_iter().find_map(|(phrases, make)| {
        let (value, next) = eat_first(toks, next, phrases)
            .and_then(|next| number(toks, eat(toks, next, "the year").unwrap_or(next)))?;
        let (unit, next) = character_unit(toks, next).unwrap_or((Unit::None, next));
        let end = if unit == Unit::None { measure(toks, next).unwrap_or(next) } else { next };
        Some((amounting(toks, next.saturating_sub(1)..end, vec![make(value, unit)]), end))
    })
}

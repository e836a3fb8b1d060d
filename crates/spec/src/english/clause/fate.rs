//! What a deletion makes of the others: they go too, they stay, or they stay without what is deleted.

use domain::spec::OnDelete;

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::Np,
        noun::noun_phrase,
        token::Tok,
    },
    deletion::{GONE, NOT_TO_BE, TOO},
};

/// What becomes of the others: `should go too`, `are also deleted`, `stay`, `must not be deleted`, `lose the team`.
pub(super) fn fate(toks: &[Tok], at: usize, parents: &[Np]) -> Option<(OnDelete, usize)> {
    let kept = eat_first(toks, at, NOT_TO_BE)
        .and_then(|next| eat_first(toks, next, GONE))
        .or_else(|| eat_first(toks, at, &["is|are not deleted|removed", "aren't|isn't deleted|removed"]));
    let next =
        eat_first(toks, at, &["should|must|shall|will|can|may", "has|have|need|needs to"]).unwrap_or(at);
    let next = eat_first(toks, next, &["all|also|automatically|simply|just"]).unwrap_or(next);
    let kept = kept.or_else(|| without(toks, next, parents)).or_else(|| {
        eat_first(
            toks,
            next,
            &[
                "stay|stays|remain|remains|survive|survives",
                "keep|keeps existing|living|running",
                "continue|continues existing",
                "continue|continues to exist",
                "live|lives on",
                "be|is|are kept|retained|detached|unassigned|orphaned|preserved",
                "become|becomes unassigned|orphaned",
            ],
        )
    });
    if let Some(end) = kept {
        let end = eat_first(toks, end, &["without one|it|them"]).unwrap_or(end);
        return Some((OnDelete::SetNull, more_of_it(toks, end, parents)));
    }
    let mut end = eat_first(toks, next, &["be|is|are|get|gets all|also|automatically?"])
        .and_then(|next| eat_first(toks, next, GONE))
        .or_else(|| {
            eat_first(toks, next, &["go|goes|disappear|disappears|vanish|vanishes|die|dies|follow|follows"])
        })?;
    while let Some(after) = eat_first(toks, end, TOO) {
        end = after;
    }
    Some((OnDelete::Cascade, end))
}

/// `lose the team`, `get no tour`, `are left without a tour`: what is deleted, and no more of it.
fn without(toks: &[Tok], at: usize, parents: &[Np]) -> Option<usize> {
    const NONE_LEFT: &[&str] = &[
        "lose|loses the|their|its|his|her|that",
        "get|gets|have|has then|simply|just? no",
        "no longer have|has|belong|belongs to? a|an|any|the|their|its?",
        "is|are|be|become|becomes left? without a|an|any|the|their|its?",
        "stay|stays|remain|remains|live|lives|go|goes on? without a|an|any|the|their|its?",
    ];
    let next = eat_first(toks, at, NONE_LEFT)?;
    if let Some(end) = eat_first(toks, next, &["one|it|them"]) {
        return Some(end);
    }
    let (np, end) = noun_phrase(toks, next)?;
    let fits = parents.is_empty() || parents.iter().any(|parent| same(&np, parent));
    fits.then(|| eat_first(toks, end, &["then", "any more", "anymore", "afterwards|left"]).unwrap_or(end))
}

/// `… and its vehicle is simply emptied`, `…, with no tour`: the same said again.
fn more_of_it(toks: &[Tok], at: usize, parents: &[Np]) -> usize {
    let start = eat_first(toks, at, &[", and|but", "and|but", ","]).unwrap_or(at);
    let start = eat_first(toks, start, &["they|it"]).unwrap_or(start);
    if let Some(end) = without(toks, start, parents) {
        return end;
    }
    let start = eat_first(toks, start, &["only|just|simply"]).unwrap_or(start);
    let whose = eat_first(toks, start, &["with|without no|a|an|the|their|its?", "the|their|its|his|her"]);
    let Some((np, end)) = whose.and_then(|n| noun_phrase(toks, n)) else { return at };
    // "his missions remain and the commander becomes empty": the key, by its own name.
    if !parents.iter().any(|parent| same(&np, parent)) {
        return emptied(toks, end).filter(|_| start > at && np.low.len() == 1).unwrap_or(at);
    }
    if any(toks, start, &["with", "without"]) {
        return end;
    }
    eat_first(toks, end, EMPTIED).or_else(|| emptied(toks, end)).unwrap_or(at)
}

/// `becomes empty`, `is set to null`: said of a key.
pub(super) fn emptied(toks: &[Tok], at: usize) -> Option<usize> {
    const EMPTY: &[&str] = &[
        "becomes|become|gets|get|turns|turn simply|just|then? emptied|cleared|empty|null|unset|blank",
        "is|are|must|should be? simply|just|then? set to null|none|nothing|empty",
        "is|are|must|should be? simply|just|then? emptied|cleared|nulled",
    ];
    eat_first(toks, at, EMPTY)
}

const EMPTIED: &[&str] = &[
    "is|are|becomes|become|gets|get|stays simply|just|then? emptied|cleared|empty|null|removed|reset|unset|blank",
    "is|are simply|just|then? set to null|none|nothing|empty",
];

fn same(one: &Np, other: &Np) -> bool {
    crate::words::singular(one.last()) == crate::words::singular(other.last())
}

//! What narrows a right to records of one's own without naming them: `write reports and edit only those`, `edit plans,
//! but only their own`.

use super::{
    super::super::{
        cursor::{any, eat_first},
        evidence::{Act, Fact},
        token::Tok,
    },
    acts::they_did,
};

const ONLY: &[&str] =
    &["only|just|exclusively|solely", "nothing|none but|except|besides", "nothing other than"];

/// What `only those` behind a verb means.
pub enum Those {
    /// Those that they made, and the index behind.
    Own(usize),
    /// Some that nothing tells apart.
    Unknown,
}

/// `edit only those`: of what they make or have, by the right told before; `correct only those they filed`.
pub fn only_those(toks: &[Tok], at: usize, before: &[Fact]) -> Option<Those> {
    let only = eat_first(toks, at, ONLY)?;
    let end = eat_first(toks, only, &["those|these|them ones?", "such ones?", "this|that one"])?;
    if let Some(end) = they_did(toks, end) {
        return Some(Those::Own(end));
    }
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but", "or"]));
    // "see urgent reports and edit only those" limits it to some that are nobody's own.
    let theirs = before.iter().rev().find_map(|fact| match fact {
        Fact::Permit { acts, own, deny: false, .. } => Some(*own || acts.iter().any(makes)),
        _ => None,
    });
    Some(if over && theirs == Some(true) { Those::Own(end) } else { Those::Unknown })
}

fn makes(act: &Act) -> bool {
    matches!(act.verb.as_str(), "plan" | "schedule" | "give" | "request" | "register")
        || crate::assemble::permits::ops_of(&act.verb).is_some_and(|ops| ops == ["create"])
}

/// `edit plans, but only their own`, `(only their own)`: the index behind what makes the right before one to own
/// records.
pub fn own_alone(toks: &[Tok], at: usize) -> Option<usize> {
    const OWN: &[&str] = &[
        ",|—|-|( but|and|though|although? only|just|solely their|his|her|my|your own ones? )?",
        ",|—|-|( but|and|though|although? only|just|solely theirs|his|mine|yours )?",
        ",|—|-|( but|and|though|although? only|just those|these they|he|she|i created|made|wrote|added|own )?",
        "but|and|though|although only|just|solely their|his|her|my|your own ones?",
        "but|and|though|although only|just|solely theirs|his|mine|yours",
        ", but|though|although? only|just if they are|were their|his|her|my|your own ones?",
    ];
    let end = eat_first(toks, at, OWN)?;
    toks.get(end).is_none_or(|tok| !tok.word).then_some(end)
}

/// The last group of deeds told is of their own records.
pub fn narrow(facts: &mut [Fact], end: usize) {
    let group = facts.iter().rev().find_map(|fact| match fact {
        Fact::Permit { toks, .. } => Some(toks.start),
        _ => None,
    });
    for fact in facts {
        if let Fact::Permit { own, toks, deny: false, .. } = fact
            && Some(toks.start) == group
        {
            *own = true;
            toks.end = toks.end.max(end);
        }
    }
}

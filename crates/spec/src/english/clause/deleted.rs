//! Deletions told in the course of things: what is tried and what is in the way (`when I delete a box and there are
//! still hives in it, it must be refused`), who is left with nothing (`only empty shelves may be deleted`), and what
//! goes before it (`if a teacher leaves and we delete him, the course stays without teacher`).

use std::ops::Range;

use domain::spec::OnDelete;

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::Np,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
    deletion::{GONE, NOT_TO_BE, acted, cascade, ends, guard, others},
    fate::{emptied, fate},
};

/// What is said of the try, behind what holds it.
const REFUSED: &[&str] = &[
    "it|this|that|the deletion|attempt|request? is|are|must|should|shall|will|has|gets to? be? forbidden|refused|rejected|blocked|prevented|denied|disallowed|impossible",
    "it|this|that|the deletion|attempt|request? is|must|should|shall|will not be? allowed|permitted|possible",
    "it|this|that|the deletion|attempt|request? must|should|shall|will? fail|fails",
    "it|this|that mustn't|shouldn't|can't work|happen|be allowed|possible",
    "it|this|that must|should|shall|may|can not work|happen|go through",
    "refuse|reject|block|prevent|deny it|this|that?",
    "we|the api|system|server|service|app must|should|shall|will? refuse|refuses|reject|rejects|block|blocks|deny|denies it|this|that?",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    tried(toks, at)
        .or_else(|| super::gone::while_it_has(toks, at))
        .or_else(|| while_there_are(toks, at))
        .or_else(|| emptied_first(toks, at))
        .or_else(|| until_none(toks, at))
        .or_else(|| along(toks, at))
        .or_else(|| of_the_deleted(toks, at))
        .or_else(|| worn_out(toks, at))
        .or_else(|| not_with_it(toks, at))
}

fn refused(toks: &[Tok], at: usize) -> Option<usize> {
    let end = eat_first(toks, at, REFUSED)?;
    let end = eat_first(toks, end, &["with|by a|an|the? 409|conflict error?", "( 409 )"]).unwrap_or(end);
    ends(toks, end).then_some(end)
}

/// `When I delete a box and there are still hives in it, it must be refused`
fn tried(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(toks, at, &["when|whenever|if", "in case"])?;
    let event = acted(toks, lead).filter(|event| !event.refused)?;
    let next = eat_first(toks, event.end, &[",? and|but|while"]).unwrap_or(event.end);
    // "when" stands for the joining word: the hold has the same forms behind it.
    let (held_by, next) = joined(toks, next).or_else(|| guard(toks, event.end))?;
    let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
    let end = refused(toks, next)?;
    let held = |what: &Np| cascade(what, held_by.clone(), OnDelete::Restrict, at..end);
    Some((event.whats.iter().map(held).collect(), end))
}

/// `there are still hives in it`, `it still has hives`
fn joined(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "it|they|he|she|there still? has|have|is|are|contains|contain still? any|some?",
            "it's|there's|they've still? any|some?",
        ],
    )?;
    let (found, end) = others(toks, next)?;
    let end = eat_first(toks, end, &["in|on|of|for|to|at|inside it|them|him|her", "left"]).unwrap_or(end);
    Some((found, end))
}

/// `If there are members in a club, it cannot be deleted`
fn while_there_are(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &["as|so long as there are|is still? any|some?", "while|if|when|where there are|is still? any|some?"],
    )?;
    let (child, next) = noun_phrase(toks, next)?;
    let (parent, next) = eat_first(toks, next, &["in|on|of|for|to|at|with|under|inside"])
        .and_then(|n| noun_phrase(toks, n))?;
    let next = eat_first(toks, next, &[",? then", ","])?;
    let it = || {
        let named = noun_phrase(toks, next).filter(|(np, _)| np.last() == parent.last()).map(|(_, n)| n);
        let n = named.or_else(|| eat_first(toks, next, &["it|they|this|that"]))?;
        eat_first(toks, eat_first(toks, n, NOT_TO_BE)?, GONE)
    };
    let deleting = || {
        const DELETING: &[&str] = &["deleting|removing it|them|this|that"];
        super::deletion::refusal_behind(toks, eat_first(toks, next, DELETING)?)
    };
    let end = it().or_else(deleting)?;
    ends(toks, end).then(|| (vec![cascade(&parent, vec![child], OnDelete::Restrict, at..end)], end))
}

/// `Before deleting a club all members must be removed`
fn emptied_first(toks: &[Tok], at: usize) -> Read {
    let led = at > 0 && any(toks, at - 1, &["before"]);
    let next = eat_first(toks, at, &["before deleting|removing"])
        .or_else(|| eat_first(toks, at, &["deleting|removing"]).filter(|_| led))?;
    let (parent, next) = noun_phrase(toks.get(..all_at(toks, next)?)?, next)?;
    let (children, next) = others(toks, eat_first(toks, next, &[","]).unwrap_or(next))?;
    let next = eat_first(toks, next, &["must|should|have|has|need|needs to? first? be"])?;
    let end =
        eat_first(toks, next, GONE).or_else(|| eat_first(toks, next, &["moved|unassigned|detached"]))?;
    let end = eat_first(toks, end, &["first", "from it|there"]).unwrap_or(end);
    ends(toks, end).then(|| (vec![cascade(&parent, children, OnDelete::Restrict, at..end)], end))
}

fn all_at(toks: &[Tok], from: usize) -> Option<usize> {
    (from + 1..toks.len().min(from + 6)).find(|n| any(toks, *n, &["all", "its", "their", ","]))
}

/// `A club can't be deleted until it has no members`, `… until its members are gone`
fn until_none(toks: &[Tok], at: usize) -> Read {
    let (parent, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, eat_first(toks, next, NOT_TO_BE)?, GONE)?;
    let next = eat_first(toks, next, &["until|unless|before it|they|he|she|there has|have|are|is no|none"])?;
    let next = eat_first(toks, next, &["more|longer|open_"]).unwrap_or(next);
    let (children, end) = others(toks, next)?;
    let end =
        eat_first(toks, end, &["left", "any more|longer", "anymore", "in|on|of it|them"]).unwrap_or(end);
    ends(toks, end).then(|| (vec![cascade(&parent, children, OnDelete::Restrict, at..end)], end))
}

/// `Only empty shelves may be deleted`, `shelves that are not empty can't be deleted`, `you can only throw away a shelf
/// once it is empty`: whatever points to it holds it.
pub(super) fn left_with_nothing(toks: &[Tok], at: usize) -> Read {
    const EMPTY: &[&str] = &["empty|unused|unreferenced"];
    const MAY: &[&str] = &["can|may|must|should be", "is|are allowed|permitted to be"];
    const ONCE: &[&str] = &["only? if|when|while|once|after it|they is|are? completely? empty|unused"];
    const DELETE: &[&str] = &["delete|remove|erase|discard", "throw away|out"];
    if let Some(next) = eat_first(toks, at, &["only"]).and_then(|n| eat_first(toks, n, EMPTY)) {
        let (what, next) = noun_phrase(toks, next)?;
        let end = eat_first(toks, eat_first(toks, next, MAY)?, GONE)?;
        return ends(toks, end).then(|| (vec![cascade(&what, Vec::new(), OnDelete::Restrict, at..end)], end));
    }
    // "non-empty shelves cannot be deleted"
    if let Some(next) = eat_first(toks, at, &["a|the? non|not - empty"]) {
        let (what, next) = noun_phrase(toks, next)?;
        let end = eat_first(toks, eat_first(toks, next, NOT_TO_BE)?, GONE)?;
        return ends(toks, end).then(|| (vec![cascade(&what, Vec::new(), OnDelete::Restrict, at..end)], end));
    }
    let (what, next) = match eat_first(
        toks,
        at,
        &["you|we|one|users|people|i can|may only", "you|we|one|users|people|i must|should only"],
    ) {
        Some(next) => {
            let (what, next) = noun_phrase(toks, eat_first(toks, next, DELETE)?)?;
            let end = eat_first(toks, next, ONCE)?;
            return ends(toks, end)
                .then(|| (vec![cascade(&what, Vec::new(), OnDelete::Restrict, at..end)], end));
        }
        None => noun_phrase(toks, at)?,
    };
    let not = eat_first(
        toks,
        next,
        &[
            "that|which is|are not empty|unused yet?",
            "that|which isn't|aren't empty|unused",
            "which|that is|are still? used|referenced",
        ],
    );
    if let Some(next) = not {
        let end = eat_first(toks, eat_first(toks, next, NOT_TO_BE)?, GONE)?;
        return ends(toks, end).then(|| (vec![cascade(&what, Vec::new(), OnDelete::Restrict, at..end)], end));
    }
    let next = eat_first(toks, eat_first(toks, next, NOT_TO_BE)?, GONE)?;
    let end = eat_first(
        toks,
        next,
        &["unless|until it|they is|are empty|unused", "if|when|while it|they is|are not empty|unused"],
    )?;
    ends(toks, end).then(|| (vec![cascade(&what, Vec::new(), OnDelete::Restrict, at..end)], end))
}

/// `Its books go with the shelf when it is deleted`
fn along(toks: &[Tok], at: usize) -> Read {
    const GO: &[&str] = &[
        "goes|go|disappears|disappear|vanishes|vanish|leaves|leave away? with|together|along with? the|its|their|that",
    ];
    let start = eat_first(toks, at, &["its|their"]).unwrap_or(at);
    let go = (start + 1..toks.len().min(start + 5)).find(|n| eat_first(toks, *n, GO).is_some())?;
    let (children, _) = others(toks.get(..go)?, start).filter(|(_, end)| *end == go)?;
    let (parent, next) = noun_phrase(toks, eat_first(toks, go, GO)?)?;
    let gone = eat_first(toks, next, &["when|if|once it|that|this is|gets"])?;
    let end = eat_first(toks, gone, GONE)?;
    ends(toks, end).then(|| (vec![cascade(&parent, children, OnDelete::Cascade, at..end)], end))
}

/// `The members of a deleted club are kept without club`
fn of_the_deleted(toks: &[Tok], at: usize) -> Read {
    let of = (at + 1..toks.len().min(at + 6))
        .find(|n| eat_first(toks, *n, &["of|in|on|for a|an|the? deleted|removed|erased"]).is_some())?;
    let (children, _) = others(toks.get(..of)?, at).filter(|(_, end)| *end == of)?;
    let next = eat_first(toks, of, &["of|in|on|for a|an|the? deleted|removed|erased"])?;
    let (parent, next) = noun_phrase(toks, next)?;
    let parents = [parent];
    let (effect, end) = fate(toks, next, &parents)?;
    let [parent] = &parents;
    ends(toks, end).then(|| (vec![cascade(parent, children, effect, at..end)], end))
}

/// `If a building is torn down its flats go with it`: only what goes along tells that the first is gone; by itself
/// it may be a state.
fn worn_out(toks: &[Tok], at: usize) -> Read {
    const WORN: &[&str] =
        &["is|are|gets|get torn|pulled down", "is|are|gets|get scrapped|demolished|dissolved"];
    let lead = eat_first(toks, at, &["as soon as", "when|whenever|if|once|after"])?;
    let (parent, next) = noun_phrase(toks, lead)?;
    let next = eat_first(toks, next, WORN)?;
    let (children, next) = others(toks, eat_first(toks, next, &[", then?", "then"]).unwrap_or(next))?;
    let parents = [parent];
    let (effect, end) = fate(toks, next, &parents)?;
    let along = any(toks, end - 1, &["it", "them", "too", "well", "also", "along"]);
    let [parent] = &parents;
    (effect == OnDelete::Cascade && along && ends(toks, end))
        .then(|| (vec![cascade(parent, children, effect, at..end)], end))
}

/// `Do not delete members when their club is deleted, just clear the club`
fn not_with_it(toks: &[Tok], at: usize) -> Read {
    let led = at > 0 && any(toks, at - 1, &["do"]);
    let next = eat_first(
        toks,
        at,
        &["do not|never delete|remove", "don't ever? delete|remove", "never delete|remove"],
    )
    .or_else(|| eat_first(toks, at, &["not delete|remove"]).filter(|_| led))?;
    let when = (next + 1..toks.len().min(next + 6)).find(|n| any(toks, *n, &["when", "if", "once"]))?;
    let (children, _) = others(toks.get(..when)?, next).filter(|(_, end)| *end == when)?;
    let (parent, next) = noun_phrase(toks, when + 1)?;
    let end = eat_first(toks, next, &["is|are|gets|get|was"]).and_then(|n| eat_first(toks, n, GONE))?;
    const CLEAR: &[&str] = &[
        ", but|and? just|simply|only? clear|empty|unset|reset the|their|its?",
        "but just? clear|empty|unset the|their|its?",
    ];
    let cleared = eat_first(toks, end, CLEAR)
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(np, _)| crate::words::singular(np.last()) == crate::words::singular(parent.last()))
        .map(|(_, n)| n);
    let end = cleared.unwrap_or(end);
    ends(toks, end).then(|| (vec![cascade(&parent, children, OnDelete::SetNull, at..end)], end))
}

/// `a shelf breaks and is deleted`, `a teacher leaves and we delete him`: why it goes, and that it does.
pub(super) fn for_a_reason(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    // "a box rots and": what happens to it is no word of its name.
    let verb = (at + 1..toks.len().min(at + 5)).find(|n| {
        let next = eat_first(toks, n + 1, &["down|up|out|away|off"]).unwrap_or(n + 1);
        eat_first(toks, next, &[", and", "and", ", so", "so"]).is_some()
    })?;
    let (what, next) = noun_phrase(toks.get(..verb)?, at).filter(|(_, end)| *end == verb)?;
    let (_, form) = super::lexicon().verb(super::low(toks, next)).unwrap_or(("", super::Form::Third));
    if form != super::Form::Third || !toks.get(next).is_some_and(|tok| tok.word && tok.low.ends_with('s')) {
        return None;
    }
    let next = eat_first(toks, next + 1, &["down|up|out|away|off"]).unwrap_or(next + 1);
    let and = eat_first(toks, next, &[", and", "and", ", so", "so"])?;
    let end = eat_first(toks, and, &["it|he|she? is|gets"]).and_then(|n| eat_first(toks, n, GONE)).or_else(
        || {
            eat_first(
                toks,
                and,
                &["we|i|you|somebody|someone|they delete|deletes|remove|removes|erase it|him|her"],
            )
        },
    )?;
    Some((what, end))
}

/// `keep nothing of his sessions`, `nothing of his sessions stays`, `the shelf of its books becomes empty`
pub(super) fn nothing_of(
    toks: &[Tok],
    at: usize,
    parents: &[Np],
) -> Option<(Vec<Np>, OnDelete, Range<usize>)> {
    let led = || {
        let next = eat_first(
            toks,
            at,
            &[
                "we? keep|leave|retain nothing|none of|from|about",
                "we? do not|never keep|retain",
                "we? don't keep|retain",
            ],
        )?;
        let (children, end) = others(toks, next)?;
        Some((children, OnDelete::Cascade, at..end))
    };
    let told = || {
        let next = eat_first(toks, at, &["nothing|none of|from|about"])?;
        const STAYS: &[&str] = &[
            "stays|remains|survives|stay|remain|survive behind?",
            "is|are|may|must|should be? kept|left|retained",
        ];
        let (children, end) = others(toks, next)?;
        Some((children, OnDelete::Cascade, at..eat_first(toks, end, STAYS)?))
    };
    let key = || {
        let (np, next) = noun_phrase(toks, at)?;
        let same = |parent: &Np| crate::words::singular(parent.last()) == crate::words::singular(np.last());
        if !parents.iter().any(same) {
            return None;
        }
        let (children, next) = others(toks, eat_first(toks, next, &["of|on|in"])?)?;
        Some((children, OnDelete::SetNull, at..emptied(toks, next)?))
    };
    led().or_else(told).or_else(key).filter(|(.., toks_of)| ends(toks, toks_of.end))
}

/// `Screenings survive the deletion of their film`, `screenings do not outlive their film`
pub(super) fn outlives(toks: &[Tok], at: usize) -> Read {
    const NOT: &[&str] = &[
        "do|does|should|must|may|can|shall|will not|never survive|outlive",
        "don't|doesn't|shouldn't|mustn't|can't|cannot|won't survive|outlive",
    ];
    let (children, next) = others(toks, at)?;
    let not = eat_first(toks, next, NOT);
    let verb = not.or_else(|| {
        eat_first(
            toks,
            next,
            &["should|must|shall|will|can? survive|survives", "should|must|shall|will|can? outlive|outlives"],
        )
    })?;
    let named = eat_first(toks, verb, &["the|a? deletion|removal of"]);
    let outlives = any(toks, verb - 1, &["outlive", "outlives"]);
    let (what, end) = noun_phrase(toks, named.unwrap_or(verb)).filter(|_| named.is_some() || outlives)?;
    let effect = if not.is_some() { OnDelete::Cascade } else { OnDelete::SetNull };
    ends(toks, end).then(|| (vec![cascade(&what, children, effect, at..end)], end))
}

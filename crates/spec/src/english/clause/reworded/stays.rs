//! What stays as it is, told by what is not done to it: `no updates to entries`, `after being played, a booking can no
//! longer be edited`, `nothing may be changed on a played booking`.

use super::{
    super::super::{
        cursor::{any, eat_first},
        lexicon::lexicon,
        noun::noun_phrase,
        token::Tok,
    },
    Plain, ends,
};

pub(super) fn told(toks: &[Tok], at: usize) -> Option<Plain> {
    no_updates(toks, at)
        .or_else(|| updates_refused(toks, at))
        .or_else(|| after_being(toks, at))
        .or_else(|| nobody_after(toks, at))
        .or_else(|| nothing(toks, at))
        .or_else(|| never_changes(toks, at))
}

/// `no updates to entries`, `no changes to played bookings`
fn no_updates(toks: &[Tok], at: usize) -> Option<Plain> {
    let of = eat_first(
        toks,
        at,
        &[
            "there are|is? no updates|changes|edits|modifications|update|change|editing to|of|on the|any|a|an?",
        ],
    )?;
    let (np, next) = noun_phrase(toks, of)?;
    let end = eat_first(toks, next, &["is|are? allowed|possible|permitted|accepted|ever"]).unwrap_or(next);
    ends(toks, end)?;
    Some(Plain::from(at).keep(toks, np.name_toks).say("cannot be changed"))
}

/// `changes to aired shows are not allowed`
fn updates_refused(toks: &[Tok], at: usize) -> Option<Plain> {
    let of = eat_first(
        toks,
        at,
        &["updates|changes|edits|modifications|updating|changing|editing to|of|on the|any|a|an?"],
    )?;
    let (np, next) = noun_phrase(toks, of)?;
    const REFUSED: &[&str] = &[
        "is|are not|never allowed|possible|permitted|accepted",
        "is|are rejected|refused|forbidden|impossible|prohibited|blocked",
        "must|should be rejected|refused|blocked|impossible",
        "cannot be made|allowed|accepted?",
    ];
    ends(toks, eat_first(toks, next, REFUSED)?)?;
    Some(Plain::from(at).keep(toks, np.name_toks).say("cannot be changed"))
}

/// `after a show was aired nobody may change it`
fn nobody_after(toks: &[Tok], at: usize) -> Option<Plain> {
    let when = eat_first(toks, at, &["after|once|when|if a|an|the?"])?;
    let stop =
        (when + 1..toks.len().min(when + 4)).find(|n| any(toks, *n, &["was", "is", "has", "were", "are"]))?;
    let (np, _) = noun_phrase(toks.get(..stop)?, when).filter(|(_, end)| *end == stop)?;
    let state = eat_first(toks, stop, &["was|is|were|are|has been?"])?;
    let nobody = eat_first(
        toks,
        state + 1,
        &[",? nobody|noone can|may|must|should", ",? no one can|may|must|should"],
    )?;
    let (base, _) = lexicon().verb(super::low(toks, nobody))?;
    ends(toks, eat_first(toks, nobody + 1, &["it|them any? more|longer?"])?)?;
    let plain =
        Plain::from(at).say("a").keep(toks, state..state + 1).keep(toks, np.name_toks).say("cannot be");
    Some(plain.say(&lexicon().past_of(base)))
}

/// `the title can't change once set`, `the fee can only be set when the entry is made`
fn never_changes(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at)?;
    let (of, next) = match eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((_, end)) => (next..end, end),
        None => (next..next, next),
    };
    const ONCE: &[&str] = &[
        "cannot|never change|changes once|after? it|they? is|are|has|have|was? been? set|given|written|chosen|entered|stored|made|created|saved",
        "cannot be? changed|edited|altered once|after? it|they? is|are|has|have|was? been? set|given|written|chosen|entered|stored|made|created|saved",
        "cannot change later|afterwards|again|anymore?",
        "can|may|must only be set|given|chosen|entered at|on|during creation|first?",
        "is|are only? set|given|chosen|entered only? once|at creation",
    ];
    let end = eat_first(toks, next, ONCE)?;
    // "… when the entry is created"
    const MADE: &[&str] = &[
        "when|after|once|while the|a|an? it|is|was|has|been|being? created|made|added|entered|written",
        "later|afterwards|again|anymore",
    ];
    let made = eat_first(toks, end, &["when|after|once|while the|a|an"]).and_then(|n| noun_phrase(toks, n));
    let end = made
        .and_then(|(_, n)| eat_first(toks, n, &["is|was|has been? created|made|added|entered|written"]))
        .or_else(|| eat_first(toks, end, MADE))
        .unwrap_or(end);
    ends(toks, end)?;
    Some(Plain::from(at).say("the").keep(toks, np.name_toks).keep(toks, of).say("never changes"))
}

/// `after being played, a booking can no longer be edited`
fn after_being(toks: &[Tok], at: usize) -> Option<Plain> {
    let state = eat_first(toks, at, &["after|once being|having been?", "being"])?;
    let comma = (state + 1..toks.len().min(state + 4)).find(|n| any(toks, *n, &[","]))?;
    let (np, next) = noun_phrase(toks, comma + 1)?;
    let denied = eat_first(toks, next, &["can|may no longer be", "cannot be"])?;
    Some(
        Plain::from(at)
            .say("a")
            .keep(toks, state..comma)
            .keep(toks, np.name_toks)
            .say("cannot be")
            .keep(toks, denied..toks.len()),
    )
}

/// `nothing may be changed on a played booking`
fn nothing(toks: &[Tok], at: usize) -> Option<Plain> {
    let verb = eat_first(toks, at, &["nothing can|may|must|should|is be?"])?;
    super::super::past_verb(toks, verb)?;
    let of = eat_first(toks, verb + 1, &["on|in|about|of|to|at a|an|the|any?"])?;
    let (np, end) = noun_phrase(toks, of)?;
    ends(toks, end)?;
    Some(Plain::from(at).say("a").keep(toks, np.name_toks).say("cannot be").keep(toks, verb..verb + 1))
}

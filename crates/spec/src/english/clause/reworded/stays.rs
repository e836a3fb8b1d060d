//! What stays as it is, told by what is not done to it: `no updates to entries`, `after being played, a booking can no
//! longer be edited`, `nothing may be changed on a played booking`.

use super::{
    super::super::{
        cursor::{any, eat_first},
        noun::noun_phrase,
        token::Tok,
    },
    Plain, ends,
};

pub(super) fn told(toks: &[Tok], at: usize) -> Option<Plain> {
    no_updates(toks, at).or_else(|| after_being(toks, at)).or_else(|| nothing(toks, at))
}

/// `no updates to entries`, `no changes to played bookings`
fn no_updates(toks: &[Tok], at: usize) -> Option<Plain> {
    let of = eat_first(
        toks,
        at,
        &["there are|is? no updates|changes|edits|modifications|update|change|editing to|of|on the|any|a|an?"],
    )?;
    let (np, next) = noun_phrase(toks, of)?;
    let end = eat_first(toks, next, &["is|are? allowed|possible|permitted|accepted|ever"]).unwrap_or(next);
    ends(toks, end)?;
    Some(Plain::from(at).keep(toks, np.name_toks).say("cannot be changed"))
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

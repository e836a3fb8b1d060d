//! Words behind a member that are no name of another: `the mood of the guests from 1 to 10`, `half day? yes/no`, `a mother
//! who is also in the list`.

use super::super::{
    cursor::{any, eat_first},
    evidence::{Np, Quant},
    modifier,
    noun::noun_phrase,
    token::Tok,
};

/// `of the guests`, where what follows says something of the member and not of the guests.
pub(super) fn of_what(toks: &[Tok], at: usize) -> Option<usize> {
    // A long list is tried at every place: the word first, then the phrases.
    any(toks, at, &["of"]).then_some(())?;
    let next = eat_first(toks, at, &["of the|its|their|our|this|that"])?;
    let (_, end) = noun_phrase(toks, next - 1).filter(|(np, _)| np.of.is_none() && np.low.len() <= 2)?;
    let bracket = any(toks, end, &["("]) && modifier::parenthesis(toks, end).is_some();
    let (mods, after) = modifier::bare_run(toks, end);
    (bracket || !mods.is_empty() && after > end && !any(toks, end, &["and", ","])).then_some(end)
}

/// `? yes/no`, `(y/n)`
pub(super) fn yes_or_no(toks: &[Tok], at: usize) -> Option<usize> {
    any(toks, at, &["?"]).then_some(())?;
    eat_first(toks, at, &["? ( yes|y / no|n )", "? yes|y / no|n", "? yes|y or no|n"])
}

/// `who is also in the list`: one of those that the member is said of.
pub(super) fn one_of_the_list(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const LISTED: &[&str] = &[
        ",? who|which|that is|are|must also|too? be? in|on|among the|our|this list|table|register|system|database|file too?",
        ",? from the same list|table|register",
    ];
    let who = if any(toks, at, &[","]) { at + 1 } else { at };
    any(toks, who, &["who", "which", "that", "from"]).then_some(())?;
    let next = eat_first(toks, at, LISTED)?;
    let itself = vec![super::super::evidence::ITSELF.to_owned()];
    Some((
        Np {
            name: itself.join(""),
            low: itself,
            quant: Quant::One,
            toks: at..next,
            name_toks: at..next,
            ..Np::default()
        },
        next,
    ))
}

//! `see plays and, after logging in, their tickets`: that a role has logged in goes without saying.

use super::super::{
    cursor::{any, eat_first, low},
    token::Tok,
};

/// Takes the words out, between commas and before what is named: "…, after logging in, buy tickets" begins another deed.
pub(super) fn take_out(toks: &mut Vec<Tok>) {
    const LOGGED: &[&str] = &[
        "after|when|once|upon|if logging|signing|logged|signed in",
        "after|when|once|if they|he|she have|has|are|is logged|signed in",
        "after|upon login|sign - in",
    ];
    const NAMED: &[&str] = &["the|their|his|her|all|any|those|a|an"];
    let Some(at) = (1..toks.len()).find(|n| {
        any(toks, *n, &[","])
            && any(toks, n - 1, &["and", "also", "see", "view"])
            && eat_first(toks, n + 1, LOGGED)
                .is_some_and(|end| any(toks, end, &[","]) && eat_first(toks, end + 1, NAMED).is_some())
    }) else {
        return;
    };
    const ANYBODY: &[&str] =
        &["anyone", "anybody", "everyone", "everybody", "visitors", "guests", "public", "people"];
    if (0..at).any(|n| ANYBODY.contains(&low(toks, n))) {
        return;
    }
    if let Some(end) = eat_first(toks, at + 1, LOGGED) {
        // The word before takes their place in the text, so that they are read with it.
        toks[at - 1].end = toks[end].end;
        toks.drain(at..=end);
    }
}

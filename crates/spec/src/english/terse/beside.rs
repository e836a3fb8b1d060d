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
        let mut taken = toks.drain(at..=end);
        let Some(login) = taken.find(|tok| tok.content) else { return };
        drop(taken);
        // It is told behind everything else, where it is no member of the list.
        let stop = toks.last().is_some_and(|tok| tok.is(".")).then(|| toks.pop()).flatten();
        let end = login.start;
        toks.extend([
            Tok { word: false, ..Tok::added(",", end) },
            Tok::added("with", end),
            Tok::added("a", end),
        ]);
        toks.push(Tok { low: "login".to_owned(), ..login });
        toks.extend(stop);
    }
}

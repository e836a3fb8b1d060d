//! `Booking - room: Room, guest: string`: among typed members the name of a thing is the type of a key.

use std::collections::HashSet;

use super::super::{cursor::any, token::Tok};

/// `room: Room` becomes `room (refers to Room)`, where the text says what a room is made of.
pub(super) fn spell_out(toks: &mut Vec<Tok>, heads: &HashSet<String>) {
    let mut at = 2;
    while at + 1 < toks.len() {
        if points(toks, at, heads) {
            let start = toks[at + 1].start;
            let end = toks[at + 1].end;
            toks[at].low = "(".to_owned();
            toks[at].raw = "(".to_owned();
            toks.insert(at + 2, Tok { word: false, ..Tok::added(")", end) });
            toks.insert(at + 1, Tok::added("to", start));
            toks.insert(at + 1, Tok::added("refers", start));
            at += 4;
        }
        at += 1;
    }
}

/// Whether a member's colon stands at `at`, and behind it nothing but the name of a thing: "Room: Room" alone declares.
fn points(toks: &[Tok], at: usize, heads: &HashSet<String>) -> bool {
    let thing =
        |n: usize| toks.get(n).is_some_and(|tok| tok.word && tok.capitalised() && heads.contains(&tok.low));
    let ends = toks.get(at + 2).is_none_or(|tok| matches!(tok.low.as_str(), "," | ";" | ")" | "."));
    let named = toks.get(at - 1).is_some_and(|tok| tok.word && !tok.capitalised());
    let begins = (at.saturating_sub(3)..at - 1).any(|n| {
        any(toks, n, &[",", ";", "(", ":", "-", "—", "has", "have", "with", "and", "a", "an"])
            && toks[n + 1..at].iter().all(|tok| tok.word)
    });
    any(toks, at, &[":"]) && thing(at + 1) && ends && named && begins
}

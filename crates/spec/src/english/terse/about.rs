//! `When it comes to boxes, only keepers may add or change any`, `as for boxes, keepers add them`: what is spoken of stands
//! before the clause, and a small word stands for it there.

use super::super::{
    cursor::{any, eat_first},
    token::Tok,
};

const ABOUT: &[&str] = &["when it comes to the?", "as for|to the?", "as far as", "concerning|regarding the?"];

pub(super) fn plain(toks: &mut Vec<Tok>) {
    let Some(start) = eat_first(toks, 0, ABOUT) else { return };
    let Some(comma) = (start + 1..toks.len().min(start + 4)).find(|n| any(toks, *n, &[",", ":"])) else {
        return;
    };
    let end = if any(toks, comma - 1, &["concerned"]) { comma.saturating_sub(2) } else { comma };
    let Some(name) = toks.get(start..end).filter(|name| !name.is_empty() && name.iter().all(|tok| tok.word))
    else {
        return;
    };
    let plural = name.last().is_some_and(|tok| crate::words::is_plural(&tok.low));
    // The last of the small words is what the deeds before it are done to.
    let stands = |n: &usize| {
        any(toks, *n, &["them", "any", "these", "those", "it"])
            && toks.get(n + 1).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("but"))
    };
    let Some(place) = (comma + 2..toks.len()).find(stands).filter(|_| plural) else { return };
    let name = name.to_vec();
    toks.splice(place..=place, name);
    let first = toks[0].start;
    toks.drain(..=comma);
    if let Some(tok) = toks.first_mut() {
        // It holds the words that go.
        tok.start = first;
        tok.content = true;
    }
}

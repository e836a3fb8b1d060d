//! `one person max one pending application per animal`: the verb that is left out.

use super::super::{
    cursor::{any, eat_first, number},
    token::Tok,
};

/// Puts "may have" between people and the most that they may have, where a clause begins so.
pub(super) fn plain(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at < toks.len() {
        let begins = at == 0 || !toks[at - 1].word || any(toks, at - 1, &["and", "but"]);
        let most = eat_first(toks, at, &["one|each|every|a|an"])
            .filter(|_| begins)
            .map(|name| name + 1)
            .filter(|most| toks.get(most - 1).is_some_and(|tok| tok.word && tok.content))
            .filter(|most| {
                eat_first(toks, *most, &["max|maximum", "at most", "only"])
                    .is_some_and(|n| number(toks, n).is_some() && toks.get(n + 1).is_some_and(|tok| tok.word))
            });
        if let Some(most) = most {
            let place = toks[most].start;
            toks.splice(most..most, [Tok::added("may", place), Tok::added("have", place)]);
            at = most + 2;
        }
        at += 1;
    }
}

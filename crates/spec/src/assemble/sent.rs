//! `Translators can send them to review`, where review is one of the states: they move a record on, and nothing is sent.

use crate::{
    english::{
        cursor::{any, divider, eat_first},
        evidence::Fact,
        modifier::value_words,
        phrasal,
    },
    words,
};

use super::{draft::Sentence, entities::values_of};

const MOVES: &[&str] = &[
    "send", "return", "hand", "pass", "push", "forward", "submit", "bring", "put", "take", "transfer",
    "release", "move", "advance",
];

/// "send" of "send back".
fn moving(verb: &str) -> &str {
    phrasal::parts(verb).map_or(verb, |(base, _)| base)
}

/// Names the deed by the state that it leads to, as `move it to review` does.
pub fn settle(sentences: &mut [Sentence]) {
    let states = values_of(sentences);
    let named = |state: &str| {
        let snake = words::snake(state)?;
        (states.contains(state) || states.contains(&snake) || states.contains(&snake.replace('_', " ")))
            .then_some(snake)
    };
    for sentence in sentences.iter_mut() {
        let toks = &sentence.toks;
        for fact in &mut sentence.facts {
            let Fact::Permit { acts, objects, deny: false, toks: told, .. } = fact else { continue };
            let Some(act) = acts.last_mut().filter(|act| MOVES.contains(&moving(&act.verb))) else {
                continue;
            };
            let end = told.end;
            // "send a request back to draft": to a state that it had before, and from which it goes nobody says.
            let back = objects.last().is_some_and(|np| np.low.len() > 1 && np.last() == "back")
                || any(toks, end, &["back"])
                || (told.start..end).any(|n| any(toks, n, &["back"]));
            let Some(next) = eat_first(toks, end, &["back|on? to|into|for|in the?"]) else { continue };
            let Some((state, after)) = value_words(toks, next).filter(|(_, after)| divider(toks, *after))
            else {
                continue;
            };
            let Some(state) = named(&state).filter(|_| !any(toks, after, &["or"])) else { continue };
            // "draft" is a deed as well, and another one.
            if back || super::permits::ops_of(&state).is_some() {
                *fact = Fact::Unread { toks: told.start..after };
                continue;
            }
            act.verb = state;
            told.end = after;
        }
    }
}

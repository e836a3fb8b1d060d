//! `…, and when the owner is deleted the animals go too`: behind a list, a clause that tells when, and what happens then.
//! It is no member, whatever its verb is the name of elsewhere: `when it was bought` is one.

use super::super::{
    cursor::{any, divider, eat_first, low},
    lexicon::{Form, lexicon},
    noun::{begins_clause, noun_phrase},
    token::Tok,
};

const WHEN: &[&str] = &["when|whenever|if|once", "as soon as"];
const PRONOUNS: &[&str] =
    &["it", "they", "we", "i", "he", "she", "you", "nobody", "everybody", "everyone", "somebody", "nothing"];
const DETERMINERS: &[&str] =
    &["the", "a", "an", "its", "their", "his", "her", "all", "each", "every", "no", "any"];

/// Whether the words tell when or if something happens, and then what follows from it.
pub fn begins(toks: &[Tok], at: usize) -> bool {
    let Some(next) = eat_first(toks, at, WHEN) else { return false };
    let stop = (next..toks.len()).find(|n| !toks[*n].word && !any(toks, *n, &["-"])).unwrap_or(toks.len());
    // "when a goat is sold we need the price": somebody else does something in the same breath.
    if (next + 1..stop).any(|n| acts(toks, n, next)) {
        return true;
    }
    // "if the shop is removed, the products go": it does so behind the comma.
    let behind = eat_first(toks, stop, &[", then?", ", and"]).filter(|_| told_of(toks, next, stop));
    behind
        .is_some_and(|n| acts(toks, n, at) || eat_first(toks, n, &["delete|remove|keep|set|mark"]).is_some())
}

/// The words from `next` are a whole clause: somebody, and what befalls them.
fn told_of(toks: &[Tok], next: usize, stop: usize) -> bool {
    (next + 1..stop).any(|n| {
        any(toks, n, &["is", "are", "was", "were", "has", "have", "gets", "get"])
            || lexicon().verb(low(toks, n)).is_some_and(|(_, form)| form == Form::Third)
    })
}

/// `we need the price`, `the animals go too`, `players stay`: a subject that is not the first of its clause, and its verb.
fn acts(toks: &[Tok], at: usize, first: usize) -> bool {
    let finite = |n: usize| {
        any(
            toks,
            n,
            &[
                "is", "are", "was", "were", "has", "have", "must", "should", "shall", "can", "may", "will",
                "do", "does", "cannot", "can't", "stay", "stays", "remain", "remains", "go", "goes",
                "vanish", "gets", "get", "becomes", "become", "lose", "loses",
            ],
        ) || lexicon().verb(low(toks, n)).is_some_and(|(_, form)| matches!(form, Form::Base | Form::Third))
    };
    if at == first {
        return false;
    }
    if any(toks, at, PRONOUNS) {
        return finite(at + 1);
    }
    // "when the owner of the animal is known" speaks of the owner.
    const PLACED: &[&str] = &["of", "in", "on", "at", "by", "for", "with", "to", "from", "than", "as", "or"];
    if any(toks, at - 1, PLACED) {
        return false;
    }
    let determined = any(toks, at, DETERMINERS);
    let several = toks.get(at).is_some_and(|tok| {
        tok.word
            && at > first + 1
            && crate::words::is_plural(&tok.low)
            && !crate::words::stop::is_stop(&tok.low)
    });
    if !(determined || several) || at > 0 && any(toks, at - 1, DETERMINERS) {
        return false;
    }
    // The verb is no word of the name: "the animals go".
    let verb = (at + 1..toks.len().min(at + 6))
        .take_while(|n| toks[*n].word)
        .find(|n| finite(*n) && noun_phrase(&toks[..*n], at).is_some_and(|(_, end)| end == *n));
    verb.is_some() || noun_phrase(toks, at).is_some_and(|(_, end)| begins_clause(toks, end))
}

/// `a translator, if one has been chosen`, `a buyer, once it is sold`: there may be none yet.
pub fn if_there_is_one(toks: &[Tok], at: usize) -> Option<usize> {
    const ONE: &[&str] = &[
        "if|when|once|where one|any|someone|somebody|anyone|anybody is|was|are|were|has|have|had been? already?",
        "if|when|once|where there is|was|has been? already? one|any",
        "once it|he|she|they is|are|was|were|has|have been? already?",
    ];
    const THEY: &[&str] = &["if|when|once|where they|we|i|he|she|you|it already? has|have|had already?"];
    let end = match eat_first(toks, at, ONE) {
        Some(next) if divider(toks, next) => next,
        Some(next) => {
            done(toks, next).then_some(())?;
            eat_first(toks, next + 1, &["yet|already|up|out|in"]).unwrap_or(next + 1)
        }
        None => match eat_first(toks, at, &["if|when|once|where one|any already? exists|exist"]) {
            Some(end) => end,
            None => {
                let verb = eat_first(toks, at, THEY).filter(|n| done(toks, *n))?;
                eat_first(toks, verb + 1, &["one|any"])?
            }
        },
    };
    divider(toks, end).then_some(end)
}

fn done(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["known", "given", "set", "there"])
        || super::super::is_past(low(toks, at))
        || super::super::clause::past_of(toks, at)
}

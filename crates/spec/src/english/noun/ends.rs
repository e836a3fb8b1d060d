//! Where a name or a list of names ends: at what begins a clause, divides, or says what a thing does.

use super::super::{
    cursor::{any, eat_first, low},
    lexicon::{Form, lexicon},
    token::Tok,
};
use super::word::works_in;

/// After a member of a list: the index where the next one begins.
pub fn list_divider(toks: &[Tok], at: usize) -> Option<usize> {
    // The end of a line under a heading, put in between two bullets.
    if toks.get(at).is_some_and(|tok| tok.is(";") && tok.start == tok.end) {
        return Some(at + 1);
    }
    eat_first(
        toks,
        at,
        &[
            ", and also?",
            ", or",
            ", plus",
            ", as well as",
            ", along with",
            ", together with",
            ",",
            "and/or",
            "and / or",
            "and also?",
            "or",
            "plus",
            "as well as",
            "along with",
            "together with",
            "&",
            "+",
            "/",
            "|",
        ],
    )
}

/// Whether a verb follows, so that the phrase before it is the subject of a clause of its own.
pub fn begins_clause(toks: &[Tok], at: usize) -> bool {
    const FINITE: &[&str] = &[
        "has",
        "have",
        "is",
        "are",
        "can",
        "cannot",
        "can't",
        "may",
        "must",
        "should",
        "shall",
        "will",
        "needs",
        "belongs",
        "belong",
        "contains",
        "contain",
        "consists",
        "goes",
        "moves",
        "defaults",
        "mustn't",
        "shouldn't",
        "references",
        "includes",
        "stores",
        "links",
        "link",
        "connect",
        "refers",
        "starts",
        "begins",
        "comes",
        "doesn't",
        "don't",
        "isn't",
        "aren't",
        "owns",
        "connects",
    ];
    // "a group holds any number of …", "a customer sees only his own"
    let third = || {
        lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Third)
            && any(
                toks,
                at + 1,
                &["a", "an", "the", "one", "many", "any", "several", "exactly", "only", "its", "all"],
            )
    };
    // "a box holds samples": one of something, and what it does to several.
    let one = || {
        at >= 2
            && any(toks, at - 2, &["a", "an", "each", "every", "one"])
            && lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Third)
            && toks.get(at + 1).is_some_and(|next| next.word && crate::words::is_plural(&next.low))
            && super::super::cursor::divider(toks, at + 2)
    };
    // "belongs to a car and records litres": what else it does.
    const KEEPS: &[&str] = &["records", "holds", "keeps", "carries", "notes", "captures"];
    let keeps = || {
        any(toks, at, KEEPS)
            && any(toks, at.wrapping_sub(1), &["and"])
            && toks.get(at + 1).is_some_and(|next| next.word)
            && !super::super::cursor::divider(toks, at + 1)
    };
    // "people book them": what a crowd does.
    let crowd = || {
        at >= 1
            && any(toks, at - 1, &["people", "users", "everyone", "everybody", "anyone", "they"])
            && lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base)
            && any(toks, at + 1, &["them", "it", "a", "an", "the", "one", "their", "this", "that"])
    };
    any(toks, at, FINITE)
        || crowd()
        || keeps()
        || third()
        || one()
        || several_do(toks, at)
        || works_in(toks, at)
}

/// "boxes hold samples": several of something, and what they do to several others.
fn several_do(toks: &[Tok], at: usize) -> bool {
    let several = |n: usize| {
        toks.get(n).is_some_and(|tok| tok.word && crate::words::is_plural(&tok.low) && !tok.is_number())
    };
    let to = eat_first(toks, at + 1, &["many|several|multiple|some", "one|zero or more"]).unwrap_or(at + 1);
    at >= 1
        && several(at - 1)
        && lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base)
        && several(to)
        && super::super::cursor::divider(toks, to + 1)
}

/// Whether a member of a list is none: a verb, and what it does it to. "… and stores the time",
/// "…, stands at a gate", "… and ride on one bus".
pub fn predicate(toks: &[Tok], at: usize) -> bool {
    const PLACED: &[&str] = &["in", "for", "on", "at", "to", "with", "under", "into", "from", "by"];
    const ONE: &[&str] = &["a", "an", "one", "exactly", "the", "its", "their", "several", "many", "another"];
    let Some(tok) = toks.get(at).filter(|tok| tok.word && !tok.quoted) else { return false };
    // "…; removed together with the building"
    if eat_first(toks, at, &["delete|deleted|remove|removed together|along? with"]).is_some() {
        return true;
    }
    // "a status …, cancelled possible from anything but done"
    if super::super::clause::state::possible(toks, at).is_some() {
        return true;
    }
    let placed = any(toks, at + 1, PLACED) && any(toks, at + 2, ONE);
    match lexicon().verb(&tok.low) {
        // "belongs to a show and stores artist, title and length": no thing is called so.
        Some((base, Form::Third))
            if matches!(base, "store" | "contain" | "include" | "keep")
                && toks.get(at + 1).is_some_and(|tok| tok.word && !crate::words::is_plural(&tok.low))
                && any(toks, at + 2, &[",", "and"]) =>
        {
            true
        }
        Some((_, Form::Third)) => {
            // "and holds at most 24 bottles"
            const BOUNDED: &[&str] =
                &["at most|least", "up to", "no|not more|less|fewer than", "exactly|only"];
            placed
                || eat_first(toks, at + 1, BOUNDED).is_some()
                    // "remarks up to 1000 characters": how long a text is, and nothing that it does.
                    && !(at + 2..at + 6).any(|n| any(toks, n, &["characters", "chars", "letters", "signs"]))
                    && !toks.get(at + 1).is_some_and(|t| t.is("up") && !any(toks, at + 2, &["to"]))
                || any(
                    toks,
                    at + 1,
                    &["a", "an", "the", "exactly", "one", "its", "their", "several", "many", "multiple"],
                )
        }
        Some((base, Form::Base)) => {
            placed && !any(toks, at + 2, &["the"])
                || any(toks, at + 1, &["many", "several", "multiple"])
                || matches!(
                    base,
                    "hold" | "store" | "contain" | "include" | "carry" | "keep" | "record" | "need" | "have"
                ) && any(
                    toks,
                    at + 1,
                    &[
                        "a", "an", "the", "their", "its", "up", "at", "between", "several", "many",
                        "exactly", "multiple",
                    ],
                )
        }
        // "stands at an apiary": nothing else ends so and stands there.
        None => {
            placed
                && tok.low.len() > 3
                && tok.low.ends_with('s')
                && !tok.low.ends_with("ss")
                && any(toks, at + 1, &["in", "on", "at", "under"])
                // "minutes in the oven": how long, and nothing that stands there.
                && !super::super::modifier::is_unit(&tok.low)
        }
        _ => false,
    }
}

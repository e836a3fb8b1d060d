//! Who takes the steps of a life.

use std::ops::Range;

use super::super::{
    clause::{past_verb, permit},
    cursor::{any, eat_first},
    evidence::{Np, Quant, Who},
    lexicon::{Form, lexicon},
    noun::noun_phrase,
    people::person_like,
    token::Tok,
};
use crate::words;

/// The people, or none where nobody in particular is meant: "we", "the system".
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct People {
    pub who: Vec<(Who, Range<usize>)>,
    /// `he`, `they`: whoever took the last step.
    pub same: bool,
    /// `whoever filed it`: of what is theirs.
    pub own: bool,
}

/// Whoever is named by all the words from `at` to `stop`.
pub(super) fn read(toks: &[Tok], at: usize, stop: usize, things: &[String]) -> Option<People> {
    let toks = toks.get(..stop)?;
    // "On the day we check it in", "afterwards the clerk …"
    let at = eat_first(
        toks,
        at,
        &[
            "on the day|spot ,?",
            "then|later|afterwards|finally|next|there ,?",
            "after that ,?",
            "at the end ,?",
            "also|and|but",
        ],
    )
    .filter(|next| *next < stop)
    .unwrap_or(at);
    const NOBODY: &[&str] =
        &["we|i|you|one", "the|our|this? system|app|application|service|api|software|server|backend|program"];
    if eat_first(toks, at, NOBODY) == Some(stop) {
        return Some(People::default());
    }
    if eat_first(toks, at, &["he|she|they|who"]) == Some(stop) {
        return Some(People { who: Vec::new(), same: true, own: false });
    }
    if eat_first(
        toks,
        at,
        &[
            "somebody|someone|anybody|anyone|everybody|everyone who|that? is? logged in?",
            "any|every|a|all logged? in? user|users",
        ],
    ) == Some(stop)
    {
        return Some(People { who: vec![(Who::User, at..stop)], same: false, own: false });
    }
    const WHOEVER: &[&str] = &["whoever has?", "the one|person|people|user who|that has|have?"];
    if let Some(did) = eat_first(toks, at, WHOEVER)
        && past_verb(toks, did).is_some()
        && (any(toks, did + 1, &["it", "them"]) && did + 2 == stop
            || eat_first(toks, did + 1, &["the|a"]).is_some_and(|n| n + 1 == stop))
    {
        return Some(People { who: vec![(Who::User, at..stop)], same: false, own: true });
    }
    // "the sponsor who made it"
    if let Some(that) = (at + 1..stop).find(|n| any(toks, *n, &["who", "that"]))
        && let Some(did) = eat_first(toks, that, &["who|that has|have?"])
        && past_verb(toks, did).is_some()
        && any(toks, stop - 1, &["it", "them"])
        && did + 2 == stop
        && let Some(people) = read(toks, at, that, things)
    {
        return Some(People { own: true, ..people });
    }
    if let Some((who, end)) = permit::roles(toks, at).filter(|(_, end)| *end == stop) {
        let _ = end;
        return Some(People { who, same: false, own: false });
    }
    let mut who = Vec::new();
    let mut next = at;
    loop {
        let (name, end) = one(toks, next, things)?;
        who.push((name, next..end));
        if end == stop {
            return Some(People { who, same: false, own: false });
        }
        next = eat_first(toks, end, &[", or|and", "or|and", ",", "/"])?;
    }
}

/// Whoever is named from `at` on, and the index behind them.
pub(super) fn before(toks: &[Tok], at: usize, things: &[String]) -> Option<(People, usize)> {
    let longest = (at + 1..=toks.len().min(at + 9)).rev().find_map(|stop| {
        let over = toks.get(stop).is_none_or(|tok| {
            !tok.word && !tok.is("-")
                || matches!(
                    tok.low.as_str(),
                    "and"
                        | "or"
                        | "but"
                        | "only"
                        | "alone"
                        | "once"
                        | "when"
                        | "after"
                        | "if"
                        | "then"
                        | "while"
                        | "until"
                        | "as"
                        | "to"
                        | "from"
                        | "before"
                        | "unless"
                        | "with"
                        | "at"
                        | "on"
                        | "in"
                        | "otherwise"
                        | "exclusively"
                        | "later"
                        | "too"
                        | "also"
                )
        });
        if !over || !any(toks, stop - 1, &["alone"]) && !toks[stop - 1].word {
            return None;
        }
        read(toks, at, stop, things).map(|people| (people, stop))
    })?;
    let end = eat_first(toks, longest.1, &["only|alone|exclusively"]).unwrap_or(longest.1);
    Some((longest.0, end))
}

fn one(toks: &[Tok], at: usize, things: &[String]) -> Option<(Who, usize)> {
    let (np, end) = noun_phrase(toks, at).filter(|(np, _)| !matches!(np.quant, Quant::Many | Quant::No))?;
    let last = words::singular(np.last());
    let thing = things.contains(&last) || things.contains(&words::singular(&np.key()));
    let person = np.person
        || lexicon().roles.contains(&last)
        || person_like(&last)
        || matches!(
            last.as_str(),
            "reception" | "administration" | "accounting" | "logistics" | "maintenance" | "security"
        );
    let made = ["ment", "tion", "sion", "ness", "ity", "ance", "ence", "age", "ing", "ure"];
    let inanimate = made.iter().any(|end| last.ends_with(end)) && !person;
    let deed = |word: &String| {
        lexicon().verb(word).is_some_and(|(base, form)| form == Form::Past || lexicon().pure_verb(base))
    };
    let status = matches!(
        last.as_str(),
        "status"
            | "state"
            | "it"
            | "one"
            | "nothing"
            | "nobody"
            | "noone"
            | "time"
            | "date"
            | "day"
            | "this"
            | "that"
            | "everything"
            | "all"
            | "button"
            | "there"
            | "action"
            | "endpoint"
    );
    let called = np.plural || matches!(np.quant, Quant::The | Quant::One | Quant::Each);
    if np.low.len() > 3
        || !called && !person
        || thing && !person
        || inanimate
        || status
        || np.low.iter().any(deed)
        || lexicon().is_state(&np.low[0]) && !person
    {
        return None;
    }
    Some((who_of(&np), end))
}

/// Who a name stands for where only people can stand.
fn who_of(np: &Np) -> Who {
    permit::role_of(np).unwrap_or_else(|| Who::Role(permit::low_singular(np)))
}

//! What a list takes or does, told of the list rather than of who looks: `the repair list takes a status filter`, `repairs
//! can be listed per workshop`, `repairs come back newest first`, `show the repairs, soonest due date first`.

use super::super::{
    super::{
        cursor::{any, divider, eat_first},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    Read, page,
};
use super::{field_list, order::newest};

pub(super) fn read(toks: &[Tok], at: usize) -> Read {
    // Long sentences are tried at every clause: the words first, then the phrases.
    let near = |words: &[&str]| (at..toks.len().min(at + 8)).any(|n| any(toks, n, words));
    const LISTS: &[&str] = &["list", "listing", "overview", "index"];
    const LISTED: &[&str] =
        &["listed", "shown", "fetched", "retrieved", "queried", "displayed", "viewed", "seen"];
    const COMES: &[&str] = &["come", "appear", "arrive", "be", "are"];
    const SHOWS: &[&str] =
        &["list", "lists", "show", "shows", "return", "returns", "display", "displays", "give", "get"];
    let told = near(LISTS).then(|| taken(toks, at)).flatten();
    told.or_else(|| near(LISTED).then(|| per(toks, at)).flatten())
        .or_else(|| near(COMES).then(|| comes(toks, at)).flatten())
        .or_else(|| any(toks, at, SHOWS).then(|| shown(toks, at)).flatten())
}

/// `the repair list takes a status filter`, `the list of repairs has filters for status and workshop`
fn taken(toks: &[Tok], at: usize) -> Read {
    const TAKES: &[&str] = &[
        "can|should|must|may|will? takes|take|has|have|accepts|accept|supports|support|offers|offer|needs|need|gets|get|allows|allow|knows|provides|provide",
    ];
    let (on, next) = list_of(toks, at)?;
    let next = eat_first(toks, next, TAKES)?;
    let (fields, end) = match eat_first(toks, next, &["a|an|one|optional? filter|filters on|for|by|over :?"])
    {
        Some(by) => field_list(toks, by).map(|(fields, end, _)| (fields, end))?,
        None => match eat_first(toks, next, &["filters|filtering on|for|by|over :?"]) {
            Some(by) => field_list(toks, by).map(|(fields, end, _)| (fields, end))?,
            // "a status filter", "a status and a workshop filter"
            None => named(toks, next)?,
        },
    };
    divider(toks, end)
        .then(|| (vec![Fact::Filter { on: Some(on), fields, range: false, toks: at..end }], end))
}

/// `a status filter`: the field before the word.
fn named(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let at = eat_first(toks, at, &["a|an|one", "optional"]).unwrap_or(at);
    let stop = (at + 1..at + 8).find(|n| any(toks, *n, &["filter", "filters"]))?;
    let (fields, end, _) = field_list(toks.get(..stop)?, at).filter(|(_, end, _)| *end == stop)?;
    Some((fields, end + 1))
}

/// `the repair list`, `the list of repairs`, `the endpoint for listing repairs`: of what.
pub(super) fn list_of(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const LIST: &[&str] = &[
        "a|the|each? list|listing|overview|index of all? the?",
        "a|an|the? list|listing|overview? endpoint|route for|of listing|showing|getting? all? the?",
    ];
    const WORDS: &[&str] = &["list", "listing", "overview", "endpoint", "route"];
    if let Some(next) = eat_first(toks, at, LIST) {
        return noun_phrase(toks, next).filter(|(np, _)| np.plural);
    }
    // "the repairs list", "the repair list shows": the name ends with the word for it.
    let word = (at + 1..toks.len().min(at + 6)).find(|n| any(toks, *n, WORDS))?;
    let whole = noun_phrase(toks.get(..=word)?, at).filter(|(_, end)| *end == word + 1);
    let (mut np, next) =
        whole.or_else(|| noun_phrase(toks.get(..word)?, at).filter(|(_, end)| *end == word))?;
    let next = next.max(word + 1);
    let next = if any(toks, next, WORDS) { next + 1 } else { next };
    if np.of.is_some() || WORDS.contains(&np.last()) && np.low.len() < 2 {
        return None;
    }
    while np.low.len() > 1 && WORDS.contains(&np.last()) {
        np.low.pop();
        np.name_toks.end -= 1;
    }
    let many = crate::words::plural(&crate::words::singular(np.last()));
    np.low.pop();
    np.low.push(many);
    np.name = np.low.join(" ");
    np.plural = true;
    Some((np, next))
}

/// `repairs can be listed per workshop`
fn per(toks: &[Tok], at: usize) -> Read {
    let (on, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural && np.of.is_none())?;
    const LISTED: &[&str] = &[
        "can|could|should|must|may|will|shall also? be listed|shown|fetched|retrieved|queried|displayed|viewed|seen",
        "is|are listed|shown|displayed",
    ];
    let next = eat_first(toks, next, LISTED)?;
    let by = eat_first(toks, next, &["per", "for each|every|one|a|any single|given?"])?;
    let (fields, end, _) =
        field_list(toks, by).filter(|(fields, ..)| fields.iter().all(|np| np.last() != "page"))?;
    divider(toks, end)
        .then(|| (vec![Fact::Filter { on: Some(on), fields, range: false, toks: at..end }], end))
}

/// `repairs come back newest first`, `the repairs come in pages of 25`
fn comes(toks: &[Tok], at: usize) -> Read {
    let (on, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural && np.of.is_none())?;
    const COMES: &[&str] = &[
        "come|appear|arrive back?",
        "should|must|shall|will come|appear|arrive|be back|returned|shown|given|sent|listed?",
        "are returned|shown|given|sent|delivered|displayed|listed back?",
    ];
    let next = eat_first(toks, next, COMES)?;
    page::read(toks, next, at, Some(on.clone())).or_else(|| newest(toks, next, at, Some(on)))
}

/// `show the repairs, soonest due date first`
fn shown(toks: &[Tok], at: usize) -> Read {
    let next =
        eat_first(toks, at, &["list|lists|show|shows|return|returns|display|displays|give|get all? the?"])?;
    let (on, next) = noun_phrase(toks, next).filter(|(np, _)| np.plural && np.of.is_none())?;
    let next = eat_first(toks, next, &[", with the?", ", the?"])?;
    newest(toks, next, at, Some(on))
}

//! What is there once, told in other words: `a singer isn't on the same bus twice`, `one pupil can't have the same part
//! twice`, `a guest's room can only be on a trip once`, `row plus number is only there once`, `per week there is one report
//! for a given trainee`.

use super::{
    super::super::{
        cursor::{any, eat_first, refusal},
        evidence::Np,
        noun::noun_phrase,
        token::Tok,
    },
    Plain, ends,
};

pub(super) fn told(toks: &[Tok], at: usize) -> Option<Plain> {
    there(toks, at)
        .or_else(|| refused(toks, at))
        .or_else(|| listed_once(toks, at))
        .or_else(|| one_per(toks, at))
}

const SAME: &[&str] = &["the|one|any? very? same", "the|a|an|one|any|each|every"];
const BEING: &[&str] = &["be|appear|stand|sit|go|come|get|have|hold|take|play|turn up|down|in|out?"];

/// `a singer isn't on the same bus twice`, `nobody is on it twice`, `a room can only be on a trip once`
fn there(toks: &[Tok], at: usize) -> Option<Plain> {
    let none = eat_first(toks, at, &["no"]);
    let start = none.or_else(|| eat_first(toks, at, SAME)).unwrap_or(at);
    const NOT: &[&str] = &["isn't|aren't", "is|are not|never", "never is|are", "doesn't|don't|never"];
    const ONLY: &[&str] = &[
        "can|may|must|should|shall|will only|just be|appear|stand|go",
        "is|are only|just",
        "can|may|must|should|shall|will be|appear only|just",
    ];
    const EVER: &[&str] = &["is|are|may|can|shall|must|gets|goes ever? be? again?"];
    let verb = |n: usize| -> Option<(usize, bool)> {
        if none.is_some() {
            return eat_first(toks, n, EVER).map(|next| (next, false));
        }
        let cannot = || refusal(toks, n).and_then(|verb| eat_first(toks, verb, BEING));
        let not = || eat_first(toks, n, NOT).map(|next| eat_first(toks, next, BEING).unwrap_or(next));
        let only = eat_first(toks, n, ONLY).map(|next| (next, true));
        only.or_else(|| cannot().or_else(not).map(|next| (next, false)))
    };
    let (stop, (next, once)) = (start + 1..toks.len().min(start + 7)).find_map(|n| Some((n, verb(n)?)))?;
    // "A guest's room": the room.
    let owner = (start..stop).rev().find(|n| toks[*n].possessive).map_or(start, |n| n + 1);
    let (who, _) = noun_phrase(toks.get(..stop)?, owner).filter(|(np, end)| *end == stop && !np.plural)?;
    let places = places(toks, next, once)?;
    plainly(toks, at, &[who], &places)
}

/// `twice for the same day and slot`, `on the same bus twice`: what it may not be in twice, to the end.
fn places(toks: &[Tok], at: usize, once: bool) -> Option<Vec<Np>> {
    const TWICE: &[&str] = &[
        "twice|again",
        "two|2|several|multiple times",
        "more than once",
        "a second time",
        "in|on|there|down twice",
    ];
    const ONCE: &[&str] = &["once only?", "one time", "in|on|there once", "a single time"];
    const IN: &[&str] = &[
        "in|on|at|for|to|with|of|per the|one? same",
        "in|on|at|for|to|with|of the|a|an|one|any|each",
        "per a|an|each?",
        "the|one? same",
        "and the? same?",
    ];
    let counts = |n: usize| eat_first(toks, n, if once { ONCE } else { TWICE });
    let (mut end, mut told, mut found) = (at, false, Vec::new());
    while end < toks.len() {
        if let Some(next) = counts(end).filter(|_| !told) {
            (told, end) = (true, next);
            continue;
        }
        let stop = (end + 1..toks.len()).find(|n| counts(*n).is_some() && !told).unwrap_or(toks.len());
        let named = toks.get(..stop)?;
        let begin = eat_first(named, end, IN).filter(|_| !any(named, end, &["and"]) || !found.is_empty())?;
        let (np, next) = noun_phrase(named, begin)?;
        found.push(np);
        end = next;
    }
    (told && (1..=3).contains(&found.len())).then_some(found)
}

/// `the same pitch twice on the same date is refused`, `same lane twice on one day: no`
fn refused(toks: &[Tok], at: usize) -> Option<Plain> {
    const REFUSED: &[&str] = &[
        "is|are|gets|must|shall|will be? refused|rejected|forbidden|impossible|blocked|out|denied|prohibited",
        "is|are|must|shall|will not|never be? allowed|permitted|possible|accepted",
        "isn't|aren't allowed|permitted|possible|accepted",
        "cannot be? happen|occur|there?",
    ];
    let start = eat_first(toks, at, &["the? same"])?;
    let verb = (start + 2..toks.len().min(start + 30)).find(|n| eat_first(toks, *n, REFUSED).is_some())?;
    ends(toks, eat_first(toks, verb, REFUSED)?)?;
    let stop = (start + 1..verb).find(|n| any(toks, *n, &["twice"]))?;
    let (np, _) = noun_phrase(toks.get(..stop)?, start).filter(|(_, end)| *end == stop)?;
    let places = places(toks.get(..verb)?, stop, false)?;
    plainly(toks, at, &[np], &places)
}

/// `row plus number is only there once`, `writer + work + role only once`, `each member once per slot`
fn listed_once(toks: &[Tok], at: usize) -> Option<Plain> {
    const ONCE: &[&str] = &[
        "is|are|can|may|must|shall only|just be? there|in|on|listed|present|taken|used|possible? once only?",
        "is|are|can|may|must|shall be? there|in|on|listed|present|taken|used? only|just once",
        "only|just once",
        "at most once",
    ];
    let every = eat_first(toks, at, &["each|every"]);
    let start = every.or_else(|| eat_first(toks, at, &["the|a|an"])).unwrap_or(at);
    let bare = |n: usize| every.and_then(|_| eat_first(toks, n, &["once"]));
    let (stop, next) = (start + 1..toks.len().min(start + 12))
        .find_map(|n| Some((n, eat_first(toks, n, ONCE).or_else(|| bare(n))?)))?;
    let mut named: Vec<Np> = Vec::new();
    for piece in pieces(toks, start, stop) {
        let (np, _) =
            noun_phrase(toks.get(..piece.end)?, piece.start).filter(|(_, end)| *end == piece.end)?;
        named.push(np);
    }
    let mut scopes = Vec::new();
    let mut end = next;
    const PER: &[&str] =
        &["per a|an|each?", "in|within|on|for|at|inside a|an|each|every|any|the|one same?", "and"];
    while end < toks.len() {
        let begin = eat_first(toks, end, PER).filter(|_| !any(toks, end, &["and"]) || !scopes.is_empty())?;
        let (np, after) = noun_phrase(toks, begin)?;
        scopes.push(np);
        end = after;
    }
    let enough = named.len() + scopes.len() >= 2 && named.len() <= 4;
    enough.then(|| plainly(toks, at, &named, &scopes)).flatten()
}

/// Between `+`, `plus`, `&`, `and` and commas.
fn pieces(toks: &[Tok], at: usize, end: usize) -> Vec<std::ops::Range<usize>> {
    let parts = |n: &usize| any(toks, *n, &["+", "plus", "&", "and", ","]);
    let mut found = Vec::new();
    let mut begin = at;
    while begin < end {
        let stop = (begin..end).find(parts).unwrap_or(end);
        if stop > begin {
            found.push(begin..stop);
        }
        begin = stop + 1;
    }
    found
}

/// `per week there is one report for a given trainee`, `a certificate is per person and training`
fn one_per(toks: &[Tok], at: usize) -> Option<Plain> {
    const AND: &[&str] = &["and|,|, and per? a|an|each?", "per a|an|each?"];
    const FOR: &[&str] = &["for|of|by|from|per a|an|each|every|one given|single|particular?"];
    let scopes = |at: usize, leads: &'static [&'static str]| -> Option<(Vec<Np>, usize)> {
        let (first, mut end) = noun_phrase(toks, at)?;
        let mut found = vec![first];
        while let Some((np, next)) = eat_first(toks, end, leads).and_then(|n| noun_phrase(toks, n)) {
            found.push(np);
            end = next;
        }
        Some((found, end))
    };
    // "Per week there is one report for a given trainee"
    if let Some(start) = eat_first(toks, at, &["per a|an|each?", "for each|every"]) {
        let (mut found, next) = scopes(start, AND)?;
        let one = eat_first(toks, next, &[",? there is|are|can|may|must only|exactly|just? be? one|1"])?;
        let (thing, mut end) = noun_phrase(toks, one)?;
        while let Some((np, after)) =
            eat_first(toks, end, FOR).or_else(|| eat_first(toks, end, AND)).and_then(|n| noun_phrase(toks, n))
        {
            found.push(np);
            end = after;
        }
        ends(toks, end)?;
        return (found.len() >= 2).then(|| once_per(toks, at, &thing, &found));
    }
    const NOT_MORE: &[&str] = &[
        "allow|allows|there is|are|can|may|must? be? no|not|never more than one|1",
        "no|not|never more than one|1",
        "there can|may|must|should|shall never|not be more than one|1",
    ];
    let more = eat_first(toks, at, NOT_MORE);
    let (thing, next) = noun_phrase(toks, more.unwrap_or(at)).filter(|(np, _)| !np.plural)?;
    let per = match more {
        Some(_) => eat_first(toks, next, &["per", "for|of each"])?,
        None => eat_first(toks, next, &["is|exists only|just? per"])?,
    };
    let (found, end) = scopes(per, AND)?;
    ends(toks, end)?;
    (found.len() >= 2).then(|| once_per(toks, at, &thing, &found))
}

fn once_per(toks: &[Tok], at: usize, thing: &Np, scopes: &[Np]) -> Plain {
    let plain = Plain::from(at).say("one").keep(toks, thing.name_toks.clone());
    scopes.iter().enumerate().fold(plain, |plain, (n, np)| {
        plain.say(if n == 0 { "per" } else { "and" }).keep(toks, np.name_toks.clone())
    })
}

fn plainly(toks: &[Tok], at: usize, named: &[Np], scopes: &[Np]) -> Option<Plain> {
    let (first, more) = named.split_first()?;
    let mut plain = Plain::from(at).say("the same").keep(toks, first.name_toks.clone());
    for np in more {
        plain = plain.say("and").keep(toks, np.name_toks.clone());
    }
    plain = plain.say("just once");
    for np in scopes {
        plain = plain.say("per").keep(toks, np.name_toks.clone());
    }
    Some(plain)
}

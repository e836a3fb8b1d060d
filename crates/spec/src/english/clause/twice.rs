//! What may not be there twice, put together from its parts: who (`a diver`, `nobody`), what is refused or
//! counted (`can't`, `the system shall not allow … to`, `only`), the deed (`sign up`), for what (`for the same
//! trip`, `per trip`) and how often (`twice`, `once`). Or two things that are alike: of whom (`a car can't have
//! two fill-ups`) and in what (`with the same odometer`). Each part has many forms and they combine freely.

use super::{
    super::{
        cursor::{any, eat_first, refusal},
        evidence::{Fact, Np, Quant},
        lexicon::{Form, lexicon},
        noun::{begins_clause, noun_list, noun_phrase},
        token::Tok,
    },
    Read,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    done(toks, at)
        .or_else(|| alike(toks, at))
        .or_else(|| within(toks, at))
        .or_else(|| same_once(toks, at))
        .or_else(|| all_differ(toks, at))
}

/// `Same finder, place and day only once`
fn same_once(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["the? same"])?;
    let modal = |n: &usize| any(toks, *n, &["can", "may", "must", "should", "cannot", "can't", "mustn't"]);
    let named = toks.get(..(next..toks.len()).find(modal).unwrap_or(toks.len()))?;
    let (mut with, next) = noun_list(named, next).filter(|(with, _)| (1..=6).contains(&with.len()))?;
    const ONLY: &[&str] = &[
        "only|just|at most? once",
        "can|may|must|should only be? recorded|entered|used|stored|logged|added|given|assigned|issued|occur|appear|exist? once",
        "cannot|can't|mustn't be? recorded|entered|used|stored|logged|added|given|assigned|issued|occur|appear|exist? twice|again",
        "must|may|can|should not be? recorded|entered|used|stored|logged|added|given|assigned|issued|occur|appear|exist? twice|again",
        "not|never twice",
    ];
    let mut end = eat_first(toks, next, ONLY)?;
    while let Some((np, after)) = scope(toks, end, PER) {
        with.push(np);
        end = after;
    }
    // "The same number must not be used twice": of one member.
    if let [field] = with.as_slice() {
        let whole = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
        let (field, mods) = (Some(field.clone()), vec![super::super::evidence::Mod::Unique]);
        return whole.then(|| (vec![Fact::About { field, owner: None, mods, toks: at..end }], end));
    }
    Some((vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end))
}

/// `Boat names must be different`, `plate numbers have to be all distinct`: of one member, in the plural.
fn all_differ(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural && np.low.len() >= 2)?;
    let next = eat_first(toks, next, &["must|should|shall|have|need to? all? be all?", "are all"])?;
    let end =
        eat_first(toks, next, &["different|distinct from each|one other|another", "different|distinct"])?;
    let ends = toks.get(end).is_none_or(|tok| !tok.word);
    let field = Np { plural: false, ..np };
    ends.then(|| {
        let mods = vec![super::super::evidence::Mod::Unique];
        (vec![Fact::About { field: Some(field), owner: None, mods, toks: at..end }], end)
    })
}

/// Spans of time: what happens twice in one of them overlaps, which is another rule.
const SPANS: &[&str] = &[
    "time", "times", "period", "periods", "slot", "slots", "moment", "hour", "hours", "interval", "once",
    "dates", "days",
];

const TWICE: &[&str] = &[
    "more than once|one_",
    "twice|again|repeatedly",
    "two|2|multiple|several times",
    "a second time",
    "once more|again",
];
const ONCE: &[&str] = &[
    "only|just|exactly|max|maximum a? single? once|time_",
    "at most|maximum once|one_",
    "a single time|time_",
    "no more than once",
    "not more than once",
    "one|1 time only|maximum|max",
];

/// How often something is refused or allowed.
enum Verdict {
    /// Not twice.
    Refused,
    /// Only once; whether that was said already: `may only vote once`.
    Counted(bool),
}

/// `a diver can't sign up for the same trip twice`, `not allow a diver to sign up for a trip more than once`,
/// `a speaker speaks at most once per motion`, `a trip can only be joined once by a diver`
fn done(toks: &[Tok], at: usize) -> Read {
    let (lead, start) = match scope(toks, at, PER) {
        Some((np, next)) => (vec![np], eat_first(toks, next, &[","]).unwrap_or(next)),
        None => (Vec::new(), at),
    };
    let (who, verdict, verb) = tried(toks, start).or_else(|| modal(toks, start))?;
    let (base, next) = deed(toks, verb)?;
    let anybody = who.is_none();
    let mut with: Vec<Np> = who.into_iter().collect();
    let (often, mut end) = places(toks, next, &mut with)?;
    match (&verdict, often?) {
        (Verdict::Refused, Often::Twice)
        | (Verdict::Counted(_), Often::Once)
        | (Verdict::Counted(true), Often::Bare) => {}
        _ => return None,
    }
    with.extend(lead);
    end = eat_first(toks, end, &["only", "at most", "max|maximum"]).unwrap_or(end);
    let enough = with.len() >= 2 || anybody && with.len() == 1 && matches!(verdict, Verdict::Refused);
    enough.then(|| (vec![Fact::UniqueTogether { on: Some(named(&base)), with, toks: at..end }], end))
}

/// `not allow a diver to`, `prevent divers from`, `it must not be possible for a diver to`: who, and where the
/// verb stands.
fn tried(toks: &[Tok], at: usize) -> Option<(Option<Np>, Verdict, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "not|never allow|let|permit",
            "do|does|must|should|shall|will not|never allow|let|permit",
            "don't|doesn't allow|let|permit",
            "prevent|prevents|stop|stops|forbid|forbids|keep|keeps|disallow",
            "it must|should|shall|may|can not be? possible|allowed for",
            "it is not possible|allowed for",
            "it isn't|mustn't|shouldn't be? possible|allowed for",
            "not be? possible|allowed for",
        ],
    )?;
    let (who, next) = people(toks, next)?;
    let verb = eat_first(toks, next, &["to|from"]).unwrap_or(next);
    Some((who, Verdict::Refused, verb))
}

/// `a diver can't`, `divers may only`, `nobody should be able to`, `no diver may`; nothing, where the verb
/// follows: `a speaker speaks at most once`.
fn modal(toks: &[Tok], at: usize) -> Option<(Option<Np>, Verdict, usize)> {
    let none = eat_first(toks, at, &["nobody|noone", "no one|user"]).is_some() || any(toks, at, &["no"]);
    let (who, next) = people(toks, at)?;
    if let Some(verb) = refusal(toks, next) {
        return (!none).then_some((who, Verdict::Refused, verb));
    }
    // "a horse does not get the same vaccine twice", "a boat never gets a berth twice"
    let verb = eat_first(toks, next, &["do|does not|never", "don't|doesn't", "never"]);
    if let Some(verb) = verb {
        return (!none).then_some((who, Verdict::Refused, verb));
    }
    let next_verb = eat_first(toks, next, &["can|may|must|should|shall|will|could be? able|allowed? to?"]);
    // "Nobody is entered for an exam twice"
    if none && next_verb.is_none() && any(toks, next, &["is", "are", "gets", "get"]) {
        return Some((who, Verdict::Refused, next));
    }
    if none {
        return Some((who, Verdict::Refused, eat_first(toks, next_verb?, &["ever"]).unwrap_or(next_verb?)));
    }
    let next = next_verb.unwrap_or(next);
    let verb = eat_first(toks, next, &["only|just"]);
    Some((who, Verdict::Counted(verb.is_some()), verb.unwrap_or(next)))
}

/// Who does it; nobody in particular for `you` and `nobody`.
fn people(toks: &[Tok], at: usize) -> Option<(Option<Np>, usize)> {
    if let Some(next) =
        eat_first(toks, at, &["nobody|noone|you|i|we|anyone|anybody|somebody|someone|people", "no one"])
    {
        return Some((None, next));
    }
    let start = eat_first(toks, at, &["the|one? same", "one"]).unwrap_or(at);
    // "a diver signs up": the verb is no word of the name.
    let stop = (start + 1..toks.len().min(start + 6))
        .find(|n| {
            refusal(toks, *n).is_some()
                || any(toks, *n, &["can", "may", "must", "should", "shall", "to", "from"])
                || any(toks, *n, &["does", "doesn't", "do", "don't", "never"])
                || eat_first(toks, n + 1, ONCE).is_some() && deed(toks, *n).is_some()
                || eat_first(toks, n + 2, ONCE).is_some()
                    && particle(toks, n + 1).is_some()
                    && deed(toks, *n).is_some()
        })
        .filter(|n| {
            !any(toks, *n, &["from"])
                || any(toks, at.wrapping_sub(1), &["prevent", "prevents", "stop", "stops", "keep", "keeps"])
        })?;
    let (np, next) = noun_phrase(toks.get(..stop)?, start).filter(|(_, next)| *next == stop)?;
    Some((Some(Np { plural: false, quant: Quant::Each, ..np }), next))
}

fn particle(toks: &[Tok], at: usize) -> Option<usize> {
    eat_first(toks, at, &["up|in|out|down|back"])
}

/// `sign up`, `signing up`, `be signed up`, `speaks`: its base and what is behind it.
fn deed(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    if let Some(next) = eat_first(toks, at, &["be|get|gets|is|are|being"])
        && let Some(base) = super::past_verb(toks, next)
    {
        return Some((base, particle(toks, next + 1).unwrap_or(next + 1)));
    }
    // "be on duty for", "be in charge of"
    if let Some(next) = eat_first(toks, at, &["be on|in"])
        && toks.get(next).is_some_and(|tok| tok.word && tok.content)
        && any(toks, next + 1, &["for", "in", "at", "on", "of", "twice"])
    {
        return Some((super::low(toks, next).to_owned(), next + 1));
    }
    let (base, form) = lexicon().verb(super::low(toks, at))?;
    let fits = matches!(form, Form::Base | Form::Third | Form::Gerund)
        && !matches!(base, "have" | "be" | "do" | "contain");
    fits.then(|| (base.to_owned(), particle(toks, at + 1).unwrap_or(at + 1)))
}

#[derive(Clone, Copy)]
enum Often {
    Twice,
    Once,
    /// `once` alone, behind `may only`.
    Bare,
}

const PER: &[&str] =
    &["per", "for|in|on|within|to|at each|every|any|one|the|a|an? same?", "with|by the same"];
const PLACE: &[&str] = &[
    "and? for|in|to|on|at|by|with|of|from|within|during|into the|one|a|an|any|each|every? same|given|single?",
    "and? per|within",
    "the|a|an|one|any same?",
    "and|, the same",
];

fn scope(toks: &[Tok], at: usize, leads: &'static [&'static str]) -> Option<(Np, usize)> {
    let next = eat_first(toks, at, leads)?;
    // "teams of a tournament share a name": the verb is no word of the name.
    let stop = (next + 1..toks.len().min(next + 5)).find(|n| any(toks, *n, &["share", "shares"]));
    let (np, end) = noun_phrase(toks.get(..stop.unwrap_or(toks.len()))?, next)?;
    // "once per day and slot": which of the day it is.
    let slot = any(toks, at, &["per"]) && any(toks, next, &["slot"]);
    let span = SPANS.contains(&np.last()) && !slot || np.quant == Quant::No;
    (!span).then_some((Np { plural: false, ..np }, end))
}

/// What it is done to and how often, in any order.
fn places(toks: &[Tok], at: usize, with: &mut Vec<Np>) -> Option<(Option<Often>, usize)> {
    let (mut often, mut end) = (None, at);
    for _ in 0..6 {
        let told = |phrases: &'static [&'static str], what: Often| {
            eat_first(toks, end, phrases).map(|next| (what, next))
        };
        let found = told(TWICE, Often::Twice)
            .or_else(|| told(ONCE, Often::Once))
            .or_else(|| told(&["once"], Often::Bare));
        if let Some((what, next)) = found.filter(|_| often.is_none()) {
            often = Some(what);
            end = next;
            continue;
        }
        // "rate a car again": how often is no word of the name.
        let counts = |n: &usize| {
            eat_first(toks, *n, TWICE).or_else(|| eat_first(toks, *n, ONCE)).is_some()
                || any(toks, *n, &["once"])
        };
        let named = toks.get(..(end + 1..toks.len()).find(counts).unwrap_or(toks.len()))?;
        let read = scope(named, end, PLACE).or_else(|| {
            // "subscribe newsletters twice"
            let bare = often.is_none() && toks.get(end).is_some_and(|tok| tok.word && tok.content);
            bare.then(|| noun_phrase(named, end)).flatten().map(|(np, n)| (Np { plural: false, ..np }, n))
        });
        let Some((np, next)) = read else { break };
        // "… , and a trip has": what goes on is another clause.
        if often.is_some() && begins_clause(toks, next) {
            break;
        }
        with.push(np);
        end = next;
    }
    // "twice at the same time"
    let spanned = eat_first(
        toks,
        end,
        &["at|in|for|during the|one|a same? time|times|period|slot|hour|moment|days|dates", "at once"],
    );
    (spanned.is_none() && with.len() <= 5).then_some((often, end))
}

/// `no two fill-ups of a car may have the same odometer`, `a car can't have two fill-ups with the same odometer`,
/// `fill-ups of one car must not share an odometer`
fn alike(toks: &[Tok], at: usize) -> Read {
    let mut with = Vec::new();
    let Pair { mut refused, thing, next } = pair(toks, at, &mut with)?;
    let owned = !with.is_empty();
    let (thing, mut next) = match thing {
        Some(thing) => (thing, next),
        None => noun_phrase(toks, next)?,
    };
    // "three trips with the same guide" are no two.
    if thing.quant == Quant::No || thing.low.is_empty() {
        return None;
    }
    // "of a team share a number": the verb is no word of the name.
    const VERBS: &[&str] = &["share", "have", "may", "can", "must", "should", "use"];
    let stop = (next + 2..toks.len()).find(|n| any(toks, *n, VERBS)).unwrap_or(toks.len());
    while let Some((np, after)) =
        scope(&toks[..stop], next, &["of|for|in|on|by|from|within a|an|one|the|any|each? same?"])
    {
        with.push(np);
        next = after;
    }
    const SAME: &[&str] =
        &["with|at|on the|an? same|identical|equal", "with one and the same", "sharing the|a same?"];
    const HAVE: &[&str] = &[
        "have|share|use|get|carry the|an|a same|identical|equal",
        "share|use a|an|the",
        "be|exist|stand|lie|sit with|for|on|at|in|under the same",
    ];
    let mut told = eat_first(toks, next, SAME)
        .or_else(|| eat_first(toks, next, &["that|which have|share the|a same?", "having the same"]));
    let modal = if told.is_none() {
        match refusal(toks, next) {
            Some(verb) => {
                refused = true;
                Some(verb)
            }
            // "two bottles never share a slot"
            None if eat_first(toks, next, &["never"]).is_some() => {
                refused = true;
                Some(next + 1)
            }
            None => eat_first(toks, next, &["can|may|must|should|shall|could ever?"])
                // "no two players of a team share a shirt number"
                .or_else(|| (refused && any(toks, next, &["share", "have", "use"])).then_some(next)),
        }
    } else {
        None
    };
    if let Some(verb) = modal {
        told = eat_first(toks, verb, HAVE);
    } else if told.is_none() && refused {
        // "no two courses share a title"
        told = eat_first(toks, next, HAVE);
    }
    // "two sign-ups of one diver for one trip are not allowed"
    let (mut seen, mut end) = match told {
        Some(next) => {
            let (mut same, next) = names(toks, next)?;
            with.append(&mut same);
            (true, next)
        }
        None => (false, next),
    };
    // "a slot of a rack": the same slot of the same rack.
    if let Some((np, after)) =
        scope(toks, end, &["of|in|within the|a|an|one|its"]).filter(|_| told.is_some() && !owned)
    {
        with.push(np);
        end = after;
    }
    while let Some((np, after)) =
        scope(toks, end, &["and? for|with|in|on|of|at|and the|one|a same", "and|, the same"])
    {
        with.push(np);
        end = after;
        seen = true;
    }
    if !refused {
        let not = refusal(toks, end).and_then(|next| eat_first(toks, next, HAVE));
        if let Some((mut same, next)) = not.and_then(|next| names(toks, next)) {
            with.append(&mut same);
            (refused, seen, end) = (true, true, next);
        } else {
            end = eat_first(toks, end, REFUSED)?;
            refused = true;
        }
    }
    if eat_first(
        toks,
        end,
        &["at|in|for|during the|one|a same? time|times|period|slot|hour|moment", "at once"],
    )
    .is_some()
    {
        return None;
    }
    let enough = refused && (seen && !with.is_empty() || with.len() >= 2) && (!owned || seen);
    let on = Some(Np { quant: Quant::Many, ..thing });
    enough.then(|| (vec![Fact::UniqueTogether { on, with, toks: at..end }], end))
}

const REFUSED: &[&str] = &[
    "is|are|must|should|shall|will be? forbidden|refused|rejected|blocked|prevented|denied|impossible|prohibited|invalid",
    "is|are|must|should|shall|will not|never be? allowed|permitted|possible|accepted",
    "isn't|aren't|mustn't|shouldn't be? allowed|permitted|possible|accepted",
    "cannot|can't exist|happen|occur",
    "cannot|can't be created|added|made|stored|saved",
];

struct Pair {
    refused: bool,
    /// Where it was named before: `several bids but never two`.
    thing: Option<Np>,
    next: usize,
}

/// `no two`, `a car can't have two`, `a second`, `a buyer can have several bids but never two`.
fn pair(toks: &[Tok], at: usize, with: &mut Vec<Np>) -> Option<Pair> {
    let told = |refused: bool, next: usize| Some(Pair { refused, thing: None, next });
    const TWO: &[&str] = &["two|2", "more than one|1", "multiple|several", "a second", "another"];
    let two = |n: usize| eat_first(toks, n, TWO).map(|n| eat_first(toks, n, &["different"]).unwrap_or(n));
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "no|never",
            "there must|should|can|may|shall|will never|not ever? be",
            "there cannot|can't|mustn't be",
            "there is|are never",
            "not|never allow|accept|permit|store",
            "do not|don't allow|accept|permit",
            "reject|refuse|prevent|forbid|block|avoid",
        ],
    )
    .and_then(two)
    {
        return told(true, next);
    }
    if let Some(next) = two(at) {
        return told(false, next);
    }
    let no = any(toks, at, &["no"]);
    let (holder, next) = noun_phrase(toks, if no { at + 1 } else { at })?;
    let holder = Np { plural: false, quant: Quant::Each, ..holder };
    const HAVE: &[&str] = &["have|hold|own|get|make|place|contain|create|submit"];
    let verb =
        if no { eat_first(toks, next, &["can|may|must|should|shall ever?"]) } else { refusal(toks, next) };
    if let Some(next) = verb.and_then(|verb| eat_first(toks, verb, HAVE)).and_then(two) {
        with.push(holder);
        return told(true, next);
    }
    // "can have several bids on a lot but never two with the same price"
    let several = eat_first(toks, next, &["can|may", "might"])
        .and_then(|verb| eat_first(toks, verb, HAVE))
        .and_then(|n| eat_first(toks, n, &["several|many|multiple|more", "any number of", "more than one"]));
    if let Some((np, mut after)) = several.and_then(|n| noun_phrase(toks, n)) {
        let mut also = vec![holder];
        while let Some((np, next)) =
            scope(toks, after, &["of|for|in|on|by|from|at a|an|one|the|any|each? same?"])
        {
            also.push(np);
            after = next;
        }
        let next = eat_first(toks, after, &[", but not|never two|2", "but not|never two|2"])?;
        with.extend(also);
        let thing = noun_phrase(toks, next).is_none().then_some(np);
        return Some(Pair { refused: true, thing, next });
    }
    // "Fill-ups of one car must not share an odometer": no two of them.
    let start = eat_first(toks, at, &["all", "the|any"]).unwrap_or(at);
    let (several, next) = noun_phrase(toks, start).filter(|(np, _)| np.plural)?;
    let after = scope(toks, next, &["of|for|in|on|by|from|within a|an|one|the|any|each? same?"])
        .map_or(next, |(_, n)| n);
    let shared = refusal(toks, after).is_some_and(|verb| {
        eat_first(toks, verb, &["share|use a|an|the same?", "have the same|identical", "have an|a identical"])
            .is_some()
    });
    let same = eat_first(toks, after, &["with the|an same|identical"]).is_some();
    (shared || same && several.plural).then_some(Pair { refused: false, thing: None, next: start })
}

/// `odometer and day`
fn names(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    // "a slot of a rack" is a place.
    let place = |end: usize| eat_first(toks, end, &["of|in a|the|its|one"]).is_some();
    let (first, mut end) =
        noun_phrase(toks, at).filter(|(np, end)| !SPANS.contains(&np.last()) || place(*end))?;
    let mut found = vec![first];
    while let Some((np, next)) = eat_first(toks, end, &[", and", "and|&|+|,"])
        .map(|n| eat_first(toks, n, &["the? same"]).unwrap_or(n))
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(np, n)| found.len() < 6 && !begins_clause(toks, *n) && !SPANS.contains(&np.last()))
    {
        found.push(np);
        end = next;
    }
    Some((found, end))
}

/// `Within a car, the odometer is unique`, `for each car, odometers must be unique`
fn within(toks: &[Tok], at: usize) -> Read {
    // "within one podcast each episode number": the name ends before the other one begins.
    let lead = eat_first(toks, at, &["per", "for|in|on|at|within|inside each|every|a|an|one|the? same?"])?;
    let other =
        (lead + 1..toks.len().min(lead + 5)).find(|n| any(toks, *n, &["each", "every", "all", "the"]));
    let named = toks.get(..other.unwrap_or(toks.len()))?;
    let (scope, next) =
        scope(named, at, &["per", "for|in|on|at|within|inside each|every|a|an|one|the? same?"])?;
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    // "each episode number is used only once": the verb is no word of the name.
    let stop = (next + 1..toks.len().min(next + 6)).find(|n| any(toks, *n, &["occurs", "appears", "exists"]));
    let (mut with, next) = names(toks.get(..stop.unwrap_or(toks.len()))?, next)?;
    let end = eat_first(
        toks,
        next,
        &[
            "is|are used|given|taken|assigned|allowed only|just|at once",
            "is|are used|given|taken|assigned at most once",
            "occurs|appears|exists|occur|appear|exist only|just once",
            "occurs|appears|exists|occur|appear|exist at most once",
            "is|are|must|should|shall|has|have to? be? unique|distinct",
            "is|are unique",
            "must|should|may|can|shall only be? used|appear|occur|exist? once",
            "must|should|may|can|shall not repeat|recur",
            "must|should|may|can|shall not be repeated|reused",
        ],
    )?;
    with.push(scope);
    Some((vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end))
}

fn named(word: &str) -> Np {
    Np { name: word.to_owned(), low: vec![word.to_owned()], ..Np::default() }
}

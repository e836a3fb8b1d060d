//! What may be there only once: `no two viewings with the same start`, `the same email cannot register
//! twice for one event`, `a property can have only one viewing with the same start`.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np, Quant},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

const NOT: &[&str] = &[
    "cannot|can't|mustn't|shouldn't",
    "can|may|must|should|shall not|never",
    "are|is not allowed|permitted to",
    "is|are never",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    at_a_time(toks, at)
        .or_else(|| by_two(toks, at))
        .or_else(|| two(toks, at))
        .or_else(|| twice(toks, at))
        .or_else(|| only_one(toks, at))
        .or_else(|| joined(toks, at))
}

/// `An instrument can be lent to only one student at a time`: its loans never overlap.
fn at_a_time(toks: &[Tok], at: usize) -> Read {
    let (thing, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, next, &["can|may|must|should|is|are only? be?"])?;
    super::past_verb(toks, next)?;
    let next = eat_first(
        toks,
        eat_first(toks, next + 1, &["out|up|off"]).unwrap_or(next + 1),
        &[
            "by|to|in|for|at|with only|just|exactly one|1|a",
            "by|to|in|for|at|with at most one|1",
            "by|to|in|for|at|with one|1",
        ],
    )?;
    let (_, next) = noun_phrase(toks, next)?;
    let end = eat_first(toks, next, &["at a|one|any|the same? time", "at once", "simultaneously"])?;
    Some((vec![Fact::Overlap { subject: None, scope: Some(thing), toks: at..end }], end))
}

/// `A room may not be reserved by two people for the same time`
fn by_two(toks: &[Tok], at: usize) -> Read {
    let (thing, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, next, NOT).and_then(|n| eat_first(toks, n, &["be"]))?;
    super::past_verb(toks, next)?;
    let next = eat_first(
        toks,
        eat_first(toks, next + 1, &["out|up|off"]).unwrap_or(next + 1),
        &["by|to|for|with two|2|several|multiple|different", "by|to|for|with more than one"],
    )?;
    let (_, next) = noun_phrase(toks, next)?;
    let end = eat_first(toks, next, super::rule::SAME_TIME)?;
    Some((vec![Fact::Overlap { subject: None, scope: Some(thing), toks: at..end }], end))
}

/// `no two showings in the same hall may start at the same time`, `two leases for the same apartment`
fn two(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(
        toks,
        at,
        &[
            "not allowed|permitted|possible :? two|2|several|multiple",
            "it is|are not allowed|permitted|possible to? have? two|2|several|multiple",
            "there must|should|can|may never|not be two|2|several|multiple",
            "it must|should never|not be possible to have two|2|several|multiple",
            "never two|2",
            "no two|2",
            "two|2|several|multiple different?",
        ],
    )?;
    let refused = any(toks, at, &["no", "never", "not", "there", "it"]);
    let (thing, mut next) = noun_phrase(toks, lead).filter(|(np, _)| np.plural)?;
    let (mut with, mut timed) = (Vec::new(), false);
    // "two fill-ups of a car with the same odometer"
    if let Some((np, after)) = eat_first(toks, next, &["of|for|in|on|by|from a|an|one|any|each"])
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(_, after)| eat_first(toks, *after, &["with|for|in|on|at the? same"]).is_some())
    {
        with.push(np);
        next = after;
    }
    (with, timed, next) = sames(toks, next, with, timed);
    let negated = eat_first(toks, next, NOT);
    if !refused && negated.is_none() {
        return None;
    }
    let modal = negated.or_else(|| eat_first(toks, next, &["can|may|must|should|shall ever?"]));
    let mut end = next;
    if let Some(verb) = modal {
        end = eat_first(
            toks,
            verb,
            &[
                "be|exist|have|share|overlap|happen|occur|clash",
                "take place",
                "be booked|placed|scheduled|made",
            ],
        )
        .unwrap_or(verb);
        // "can never be on air at once"
        const AT_ONCE: &[&str] =
            &["at once", "at the same time", "at a time", "simultaneously", "in parallel", "concurrently"];
        let once = (end..toks.len().min(end + 4))
            .take_while(|n| toks[*n].word)
            .find_map(|n| eat_first(toks, n, AT_ONCE));
        if let Some(end) = once {
            let scope = with.into_iter().next();
            return Some((vec![Fact::Overlap { subject: Some(thing), scope, toks: at..end }], end));
        }
        if any(toks, verb, &["overlap", "clash", "collide"]) {
            return Some((
                vec![Fact::Overlap { subject: Some(thing), scope: with.into_iter().next(), toks: at..end }],
                end,
            ));
        }
        // "must not start at the same time": the start is what may not be the same.
        if let Some(base) = lexicon()
            .verb(super::low(toks, verb))
            .filter(|(_, form)| *form == Form::Base)
            .map(|(base, _)| base)
            && matches!(base, "start" | "begin" | "end" | "finish" | "share")
            && let Some(after) =
                eat_first(toks, verb + 1, &["at the same time|moment", "the same", "at once"])
        {
            if base == "share" {
                let (np, after) = noun_phrase(toks, after)?;
                with.push(np);
                end = after;
            } else {
                with.push(named(base));
                end = after;
                timed = false;
            }
        } else {
            (with, timed, end) = sames(toks, end, with, timed);
        }
    }
    if timed {
        let scope = with.into_iter().next();
        return Some((vec![Fact::Overlap { subject: Some(thing), scope, toks: at..end }], end));
    }
    (!with.is_empty()).then(|| (vec![Fact::UniqueTogether { on: Some(thing), with, toks: at..end }], end))
}

/// `for the same room`, `with the same row and number`, `at the same time`: what is the same, and
/// whether a span of time is among it.
fn sames(toks: &[Tok], at: usize, mut found: Vec<Np>, mut timed: bool) -> (Vec<Np>, bool, usize) {
    let mut end = at;
    while let Some(next) = eat_first(
        toks,
        end,
        &[
            "and? with|for|in|of|at|on|by|during|per|within the? same",
            "the same",
            "and|+|& the same",
            "and|, at the same",
            ", the same",
        ],
    ) {
        if let Some(after) = eat_first(
            toks,
            next,
            &[
                "time|times|period|periods|slot|slots|interval|moment|timeslot|hour|hours",
                "time slot|period",
                "date range",
                "dates",
            ],
        ) {
            timed = true;
            end = after;
            continue;
        }
        let Some((np, after)) = noun_phrase(toks, next) else { break };
        found.push(np);
        end = after;
        // "the same row and number"
        while let Some((np, after)) = eat_first(toks, end, &["and", "+", "&"])
            .filter(|n| !any(toks, *n, &["the", "for", "at", "with"]))
            .and_then(|n| noun_phrase(toks, n))
            .filter(|(_, after)| !super::super::noun::begins_clause(toks, *after))
        {
            found.push(np);
            end = after;
        }
    }
    (found, timed, end)
}

/// `the same email cannot register twice for one event`, `a guest must not review a place twice`
fn twice(toks: &[Tok], at: usize) -> Read {
    // "you can't subscribe to the same newsletter twice": whoever it is.
    let anybody = eat_first(toks, at, &["you", "one", "nobody", "no one"])
        .filter(|n| eat_first(toks, *n, NOT).is_some());
    let (who, next) = match anybody {
        Some(next) => (None, next),
        None => {
            let start = eat_first(toks, at, &["the? same", "one|a|an|each|every"])?;
            noun_phrase(toks, start).map(|(np, next)| (Some(np), next))?
        }
    };
    let verb = eat_first(toks, next, NOT)?;
    let (base, form) = lexicon().verb(super::low(toks, verb))?;
    if form != Form::Base || matches!(base, "have" | "be") {
        return None;
    }
    let particle = eat_first(toks, verb + 1, &["up|in|out|down|back"]);
    let mut end = particle.unwrap_or(verb + 1);
    let mut with: Vec<Np> = who.into_iter().collect();
    const AGAIN: &[&str] =
        &["twice", "again", "more than once", "two times", "a second time", "multiple times", "repeatedly"];
    let mut seen = false;
    for _ in 0..4 {
        if let Some(after) = eat_first(toks, end, AGAIN) {
            seen = true;
            end = after;
        } else if let Some((np, after)) = eat_first(
            toks,
            end,
            &["for|in|to|on|at|up the? same|one|a|an|any", "for|in|to|on|at", "the same|one"],
        )
        .or(Some(end))
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(np, _)| !np.plural)
        {
            with.push(np);
            end = after;
        } else {
            break;
        }
    }
    (seen && (with.len() >= 2 || anybody.is_some() && with.len() == 1))
        .then(|| (vec![Fact::UniqueTogether { on: Some(named(base)), with, toks: at..end }], end))
}

/// `a property can have only one viewing with the same start`, `same room only 1 task per day`
fn only_one(toks: &[Tok], at: usize) -> Read {
    let mut with = Vec::new();
    let mut next = at;
    // "same cafe same product only 1 standing order"
    while let Some((np, after)) = eat_first(toks, next, &["the? same"]).and_then(|n| noun_phrase(toks, n)) {
        with.push(np);
        next = eat_first(toks, after, &["and", ",", "+"])
            .filter(|n| any(toks, *n, &["same", "the"]))
            .unwrap_or(after);
    }
    let counted_at = if with.is_empty() {
        let (np, after) = noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::Bare || np.plural)?;
        with.push(Np { plural: false, ..np });
        eat_first(
            toks,
            after,
            &[
                "can|may|must|should|shall only? have|hold|get|contain only? one|1",
                "can|may|must|should|shall only? have|hold|get|contain at most one|1",
                "has|have only|exactly|max|maximum one|1",
                "cannot|can't|mustn't have|hold more than one|1",
                "can|may|must|should not have|hold more than one|1",
            ],
        )?
    } else {
        eat_first(
            toks,
            next,
            &[
                "only|max|maximum|just one|1",
                "at most one|1",
                "can|may|must|should only? have only|max|just? one|1",
                "can|may|must|should have at most one|1",
                "only a single",
            ],
        )?
    };
    let (thing, after) = noun_phrase(toks, counted_at)?;
    let mut end = after;
    while let Some((np, after)) = eat_first(
        toks,
        end,
        &[
            "and? with|for|in|of|at|on|by the? same",
            "and? per",
            "and? for each|every|a|any",
            "and? in each|every|a|any",
            "and? on each|every|a|any",
        ],
    )
    .and_then(|n| noun_phrase(toks, n))
    .filter(|(np, _)| !matches!(np.last(), "time" | "times" | "moment"))
    {
        with.push(Np { plural: false, ..np });
        end = after;
    }
    (with.len() >= 2).then(|| (vec![Fact::UniqueTogether { on: Some(thing), with, toks: at..end }], end))
}

/// `serial number + brand must be unique together`, `row, seat and screening are unique in combination`
fn joined(toks: &[Tok], at: usize) -> Read {
    let (first, mut end) = noun_phrase(toks, at)?;
    let mut with = vec![first];
    while let Some((np, after)) =
        eat_first(toks, end, &[", and", "and", "+", "&", ",", "/"]).and_then(|n| noun_phrase(toks, n))
    {
        with.push(np);
        end = after;
    }
    let end = eat_first(
        toks,
        end,
        &[
            "must|should|have to? be unique together|combined",
            "must|should|have to? together be unique",
            "must|should|have to? be unique in combination",
            "must|should be a? unique combination|pair",
            "are|is unique together",
            "are|is unique in combination",
            "together must|should be unique",
            "together are|is unique",
            "unique together",
            "is|are a? unique combination|pair",
        ],
    )?;
    (with.len() >= 2).then(|| (vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end))
}

fn named(word: &str) -> Np {
    Np { name: word.to_owned(), low: vec![word.to_owned()], ..Np::default() }
}

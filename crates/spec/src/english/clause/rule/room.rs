//! As many as a field of another thing says, in any order of the words, put together from their parts: what is counted
//! (`the number of enrollments`, `further bookings`), for what (`of a course`, `per event`), and the field that is the
//! limit (`its max students`, `the capacity of the room`, `max_seats allows`).

use super::{
    super::{
        super::{
            cursor::{any, eat_first, number, refusal},
            evidence::{Fact, Np, Quant},
            noun::noun_phrase,
            token::Tok,
        },
        Read, full,
    },
    order::reckons,
};

const HOLDS: &[&str] = &[
    "have|has|take|takes|accept|accepts|hold|holds|contain|contains|admit|admits|get|gets|host|hosts|fit|fits|allow|allows",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    more_than(toks, at)
        .or_else(|| at_most(toks, at))
        .or_else(|| not_exceed(toks, at))
        .or_else(|| limits(toks, at))
        .or_else(|| reached(toks, at))
}

/// `enrollments (of a course)`, `the number of enrollments per course`.
fn counted(toks: &[Tok], at: usize) -> Option<(Np, Option<Np>, usize)> {
    let next = eat_first(toks, at, &["the? total? number|count|amount of"]);
    let (np, next) = noun_phrase(toks, next.unwrap_or(at)).filter(|(np, _)| np.plural && np.of.is_none())?;
    let (holder, next) = scope(toks, next).map_or((None, next), |(np, next)| (Some(np), next));
    Some((np, holder, next))
}

fn scope(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let next = eat_first(
        toks,
        at,
        &["of|for|per|in|on|at|to|into the|a|one same|single|given", "of|for|per|in|on|at|to|into"],
    )?;
    noun_phrase(toks, next).filter(|(np, _)| !np.plural && np.quant != Quant::No)
}

/// `its max students`, `the capacity of the room`, `the room's seats`, `it has seats`, `max seats allows`.
fn limit(toks: &[Tok], at: usize) -> Option<(Np, Option<Np>, usize)> {
    const SAYS: &[&str] =
        &["allows", "allow", "says", "say", "permits", "states", "allowed", "holds", "fits"];
    let next = eat_first(toks, at, &["as many as", "what"]).unwrap_or(at);
    let next =
        eat_first(toks, next, &["it|they|there has|have|is|are|offers|holds|takes|allows", "its|their|the"])
            .unwrap_or(next);
    let stop = (next + 1..toks.len().min(next + 6)).find(|n| any(toks, *n, SAYS)).unwrap_or(toks.len());
    let (mut field, mut end) = noun_phrase(&toks[..stop], next)?;
    // "the maximum number of guests" is one name.
    if matches!(field.last(), "number" | "count")
        && let Some((np, after)) = eat_first(toks, end, &["of"]).and_then(|n| noun_phrase(&toks[..stop], n))
    {
        field.name = format!("{} of {}", field.name, np.name);
        field.low.push("of".to_owned());
        field.low.extend(np.low);
        end = after;
    }
    let mut owner = field.of.take().map(|of| Np {
        low: of.split(' ').map(str::to_owned).collect(),
        name: of,
        ..Np::default()
    });
    if let Some((np, after)) = eat_first(toks, end, &["of|in|at|on"]).and_then(|n| noun_phrase(toks, n)) {
        owner = Some(np);
        end = after;
    } else if let Some((np, after)) = noun_phrase(toks, end)
        && let Some(after) = eat_first(toks, after, &["has|have|allows|offers|holds"])
    {
        // "than the room has", "seats the hall has"
        owner = Some(np);
        end = after;
    }
    let end =
        eat_first(toks, end, &["allows|allow|says|say|permits|states|allowed|holds|fits"]).unwrap_or(end);
    let counts = number(toks, field.name_toks.start).is_none() && number(toks, next).is_none();
    (counts && !reckons(toks, end)).then_some((field, owner, end))
}

fn fact(counted: Np, holder: Option<Np>, field: Np, owner: Option<Np>, toks: std::ops::Range<usize>) -> Read {
    // "registrations per exam … the capacity of the room": two keys away.
    if let (Some(owner), Some(holder)) = (&owner, &holder)
        && crate::words::singular(owner.last()) != crate::words::singular(holder.last())
    {
        return None;
    }
    let end = toks.end;
    let holder = owner.or(holder).map(|np| Np { quant: Quant::Each, ..np });
    Some((vec![Fact::Capacity { counted, holder, field, toks }], end))
}

/// `A course never has more students than its max students`, `don't allow more guests at a table than it has seats`
fn more_than(toks: &[Tok], at: usize) -> Read {
    let (holder, more) = if let Some(next) = eat_first(
        toks,
        at,
        &[
            "there can|may|must|should never|not be more",
            "there cannot be more",
            "no|not|never more",
            "not|never|don't allow|accept|sell|take|make|create|permit|book more",
            "do not allow|accept|sell|take|make|create|permit|book more",
            "we|you|users|people|nobody cannot|never|may|can sell|book|make|create|take|accept|add more",
            "prevent|reject|refuse more",
        ],
    ) {
        (None, next)
    } else {
        let (np, next) = noun_phrase(toks, at)?;
        let none = np.quant == Quant::No;
        let verb = match refusal(toks, next) {
            Some(verb) => verb,
            None if none => eat_first(toks, next, &["can|may|must|should|shall ever?"]).unwrap_or(next),
            None => eat_first(toks, next, &["never"])?,
        };
        (Some(np), eat_first(toks, verb, HOLDS).and_then(|n| eat_first(toks, n, &["more"]))?)
    };
    let (np, scope, next) = counted(toks, more)?;
    let next = eat_first(toks, next, &["than"])?;
    let (field, owner, end) = limit(toks, next)?;
    fact(np, holder.or(scope), field, owner, at..end)
}

/// `A course can have at most max students enrollments`: the field and what is counted stand side by side, and only
/// the things of the text tell them apart.
fn at_most(toks: &[Tok], at: usize) -> Read {
    let (holder, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, next, &["can|may|must|should|will only?"]).unwrap_or(next);
    let next = eat_first(toks, next, HOLDS)?;
    let next = eat_first(toks, next, &["at most", "up to", "no|not more than", "a? maximum|max of"])?;
    let (field, owner, end) = limit(toks, next).filter(|(field, ..)| field.low.len() >= 2)?;
    fact(Np::default(), Some(holder), field, owner, at..end)
}

/// `The number of enrollments per course is limited to max students`, `enrollments of a course must not exceed it`
fn not_exceed(toks: &[Tok], at: usize) -> Read {
    let (np, holder, next) = counted(toks, at)?;
    let limited = eat_first(
        toks,
        next,
        &[
            "is|are|must|should|shall be? limited|capped|restricted|bounded to|by|at",
            "is|are|must|may be? at most",
        ],
    );
    let next = limited.or_else(|| {
        let verb = refusal(toks, next)?;
        eat_first(
            toks,
            verb,
            &["exceed", "be more|greater|higher|larger|bigger than", "go|be above|over|beyond"],
        )
    })?;
    let (field, owner, end) = limit(toks, next)?;
    fact(np, holder, field, owner, at..end)
}

/// `Max students limits how many enrollments a course can have`, `max_seats caps the number of bookings per event`
fn limits(toks: &[Tok], at: usize) -> Read {
    let verb = (at + 1..toks.len().min(at + 9))
        .find(|n| any(toks, *n, &["limits", "caps", "restricts", "bounds"]))?;
    let start = eat_first(toks, at, &["the|a|its"]).unwrap_or(at);
    let (field, next) = noun_phrase(&toks[..verb], start)?;
    let (owner, next) = match eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(&toks[..verb], n)) {
        Some((np, next)) => (Some(np), next),
        None => (None, next),
    };
    if next != verb {
        return None;
    }
    let (np, holder, end) = match eat_first(toks, verb + 1, &["how many"]) {
        Some(next) => {
            let (np, next) = noun_phrase(toks, next)?;
            let (holder, next) = noun_phrase(toks, next)?;
            let end =
                eat_first(toks, next, &["can|may|will have|take|accept|hold|get", "has|have|takes|accepts"])?;
            (np, Some(holder), end)
        }
        None => counted(toks, verb + 1)?,
    };
    fact(np, holder, field, owner, at..end)
}

/// `When a course has reached its max students, further enrollments are rejected`, and turned round
fn reached(toks: &[Tok], at: usize) -> Read {
    let full = |at: usize| {
        let next = eat_first(toks, at, &["as soon as", "once|when|if|after|whenever"])?;
        // "max students is reached"
        let whole = (next + 1..toks.len().min(next + 8)).find_map(|n| {
            eat_first(
                toks,
                n,
                &[
                    "is|are reached|exceeded|exhausted|used up?",
                    "has|have been reached|exceeded|exhausted|used up?",
                ],
            )
            .map(|end| (n, end))
        });
        if let Some((verb, end)) = whole
            && let Some((field, owner, after)) = limit(&toks[..verb], next)
            && after == verb
        {
            return Some((owner, field, end));
        }
        let (np, next) = match eat_first(toks, next, &["it|they"]) {
            Some(next) => (None, next),
            None => noun_phrase(toks, next).map(|(np, next)| (Some(np), next))?,
        };
        let next = eat_first(toks, next, &["has|have reached", "reaches|reach|hits", "is|are at"])?;
        let (field, owner, end) = limit(toks, next)?;
        Some((owner.or(np), field, end))
    };
    if let Some((holder, field, next)) = full(at) {
        let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
        let (np, what, end) = full::effect(toks, next)?;
        return fact(np?, holder.or(what), field, None, at..end);
    }
    let (np, what, next) = full::effect(toks, at)?;
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    let (holder, field, end) = full(next)?;
    fact(np?, holder.or(what), field, None, at..end)
}

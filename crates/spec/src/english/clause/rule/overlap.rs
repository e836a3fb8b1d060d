//! Two at once: no overlap, no double booking, one at a time.

use super::{
    super::super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    super::Read,
};

/// `at the same time`, `in same period`, `at once`: that two things happen together.
pub const SAME_TIME: &[&str] = &[
    "at|in|on|for|during|within the|one|a? same time|times|period|periods|slot|slots|interval|moment|timeslot|hour|hours|dates|days|timeframe slot|slots|period?",
    "at|in|on|for|during|within the? same date|day range|and time|slot",
    "at|in|for|during|within overlapping time|times|period|periods|slot|slots|dates|intervals|hours slot|slots?",
    "that|which would? overlap|overlaps|clash|clashes|conflict|collide",
    "at|in one time",
    "at a|any? given? time",
    "at once",
    "simultaneously|concurrently",
    "in parallel",
];

/// What begins with "no", "neither" or "two" and forbids: no clause about a thing may take it before.
pub fn never(toks: &[Tok], at: usize) -> Read {
    if !any(toks, at, &["no", "neither", "two"]) {
        return None;
    }
    neither_overlaps(toks, at).or_else(|| overlap(toks, at))
}

const NOT: &[&str] = &[
    "cannot|can't|mustn't|shouldn't|may|must|should|can|shall not? be",
    "cannot|can't|mustn't|shouldn't",
    "must|may|can|should|shall not",
    "can|may never be",
    "is|are never",
    "can|may never",
    "must|should|shall|will never be?",
];

/// `neither a therapist nor a patient can have two appointments at the same time`: a rule for each.
pub fn neither_overlaps(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["neither"])?;
    let (first, next) = noun_phrase(toks, next)?;
    let mut others = vec![first];
    let mut nor = eat_first(toks, next, &["nor"])?;
    let mut behind = noun_phrase(toks, nor)?.1;
    // "neither the instructor nor the car nor the student"
    while let Some((np, next)) =
        eat_first(toks, behind, &[", nor", "nor"]).and_then(|n| noun_phrase(toks, n).map(|(_, end)| (n, end)))
    {
        others.push(noun_phrase(toks, nor)?.0);
        (nor, behind) = (np, next);
    }
    // Read as "no patient can have two …".
    let mut copy = toks.get(nor - 1..)?.to_vec();
    if let Some(word) = copy.first_mut() {
        word.low = "no".to_owned();
    }
    let (found, end) = overlap(&copy, 0).filter(|(_, end)| *end > behind - (nor - 1))?;
    let end = end + nor - 1;
    let mut facts = Vec::new();
    for fact in found {
        if let Fact::Overlap { subject, scope, .. } = fact {
            facts.extend(others.iter().map(|other| Fact::Overlap {
                subject: subject.clone(),
                scope: Some(other.clone()),
                toks: at..end,
            }));
            facts.push(Fact::Overlap { subject, scope, toks: at..end });
        }
    }
    (!facts.is_empty()).then_some((facts, end))
}

/// `in one room only one talk at a time`, `per kennel only one dog at the same time`
fn in_one_place(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["in|at|on|per|for one|a|an|each|every|any|the? same?", "per"])?;
    let (scope, next) = noun_phrase(toks, next)?;
    let next =
        eat_first(toks, next, &[",? there can|may|must|should|is|are only? be?", ",? only? at? most?", ","])
            .unwrap_or(next);
    let one = eat_first(toks, next, &["only? at? most? one|1", "only? a single"])?;
    let only = (at..one).any(|n| any(toks, n, &["only", "most", "single"]));
    let (thing, next) = noun_phrase(toks, one)?;
    let next = eat_first(toks, next, &["is|are allowed|permitted|possible", "can|may run|happen|take place"])
        .unwrap_or(next);
    let end =
        eat_first(toks, next, &["at a|one|any? time", "at once", "at the same time", "simultaneously"])?;
    only.then(|| (vec![Fact::Overlap { subject: Some(thing), scope: Some(scope), toks: at..end }], end))
}

/// `reject a booking that overlaps with another booking of the same court`, `if the requested time overlaps
/// with an existing booking of the court`: what is refused is the second one.
pub fn another(toks: &[Tok], at: usize) -> Read {
    const OVERLAPS: &[&str] = &[
        "overlaps|overlap|conflicts|conflict|clashes|clash|collides with another|other|existing|any",
        "overlaps|overlap|conflicts|conflict|clashes|clash|collides with an|any existing|other?",
        "would overlap|conflict with another|existing|other",
        "would overlap|conflict with an existing",
    ];
    // "nobody can book a court that is already taken for that time"
    if let Some(verb) =
        eat_first(toks, at, &["nobody|noone can|may|should|must", "no one can|may|should|must"])
        && super::super::finite_verb(toks, verb).is_some()
        && let Some((thing, next)) = noun_phrase(toks, verb + 1)
        && let Some(next) = eat_first(
            toks,
            next,
            &[
                "that|which is|was|has been? already? taken|booked|reserved|occupied|rented|used|hired",
                "already taken|booked|reserved|occupied",
            ],
        )
    {
        let end = eat_first(
            toks,
            next,
            &[
                "for|at|during|in that|the|this same? time|period|slot|date|day",
                "for|at|during|in those|the|these same? times|days|dates|hours",
                "then|already",
            ],
        )
        .unwrap_or(next);
        return Some((vec![Fact::Overlap { subject: None, scope: Some(thing), toks: at..end }], end));
    }
    let next = match eat_first(
        toks,
        at,
        &[
            "reject|refuse|prevent|forbid|block|disallow a|an|any|new?",
            "not|never allow|accept a|an|any|new?",
        ],
    ) {
        Some(next) => {
            let (_, next) = noun_phrase(toks, next)?;
            eat_first(toks, next, &["that|which", "whose time|times|period"])?
        }
        None => {
            let next = eat_first(toks, at, &["if|when a|an|the|any"])?;
            noun_phrase(toks, next)?.1
        }
    };
    let (thing, next) = eat_first(toks, next, OVERLAPS).and_then(|n| noun_phrase(toks, n))?;
    let (scope, end) = scope_after(toks, next);
    // ", the API returns 409"
    let end = if any(toks, at, &["if", "when"]) && any(toks, end, &[","]) {
        let stop = super::super::clause_end(toks, end);
        let refused = (end..stop).any(|n| {
            any(
                toks,
                n,
                &[
                    "409", "rejected", "refused", "error", "denied", "reject", "refuse", "fail", "fails",
                    "conflict",
                ],
            )
        });
        if !refused {
            return None;
        }
        stop
    } else {
        end
    };
    Some((vec![Fact::Overlap { subject: Some(thing), scope, toks: at..end }], end))
}

/// `two plays | simultaneously`: how they meet is no word of the name.
fn before_time(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let stop = (at..toks.len().min(at + 6)).find(|n| any(toks, *n, &["simultaneously", "concurrently"]));
    noun_phrase(toks.get(..stop.unwrap_or(toks.len()))?, at)
}

pub fn overlap(toks: &[Tok], at: usize) -> Read {
    if let Some(found) = in_one_place(toks, at) {
        return Some(found);
    }
    // "no double bookings (per room)", "no overlapping bookings for the same room"
    if let Some(next) =
        eat_first(toks, at, &["there must|should|can|may be", "there are|is"]).or(Some(at)).and_then(|n| {
            eat_first(
                toks,
                n,
                &[
                    "no double - bookings|booking|reservations",
                    "no double bookings|booking|reservations",
                    "prevent|avoid|forbid|reject|refuse double - bookings|booking",
                    "prevent|avoid|forbid|reject|refuse double bookings|booking",
                ],
            )
        })
    {
        let (scope, end) = scope_after(toks, next);
        return Some((vec![Fact::Overlap { subject: None, scope, toks: at..end }], end));
    }
    // "it must not be possible to rent out the same car twice for overlapping periods"
    if let Some((np, next)) = eat_first(
        toks,
        at,
        &[
            "it? must|should|may|can not be possible to book|reserve|rent|lend|assign|schedule|hire out? the|a|an same?",
            "do not|don't allow booking|reserving|renting|lending|assigning out? the|a|an same?",
            "not be? possible to book|reserve|rent|lend|assign|schedule|hire out? the|a|an same?",
        ],
    )
    .and_then(|n| noun_phrase(toks, n))
        && let Some(next) = eat_first(toks, next, &["twice|again", "more than once"])
        && let Some(end) = eat_first(
            toks,
            next,
            &[
                "for|in|at|during overlapping|the? same? times|time|periods|period|dates|slots|slot|intervals|days",
                "at once",
                "at the same time",
            ],
        )
    {
        return Some((vec![Fact::Overlap { subject: None, scope: Some(np), toks: at..end }], end));
    }
    // "a tool can't be lent out twice for the same days"
    if let Some((np, next)) = noun_phrase(toks, at)
        && let Some(next) = eat_first(toks, next, NOT)
        && super::super::past_verb(toks, next).is_some()
        && let Some(next) = eat_first(toks, next + 1, &["out? twice|again", "out? more than once"])
        && let Some(end) = eat_first(
            toks,
            next,
            &[
                "for|in|at|during|on overlapping|the? same? times|time|periods|period|dates|slots|slot|intervals|days",
                "at once",
                "at the same time",
            ],
        )
    {
        return Some((vec![Fact::Overlap { subject: None, scope: Some(np), toks: at..end }], end));
    }
    // "it should not be possible to double-book a room"
    if let Some((np, end)) = eat_first(
        toks,
        at,
        &[
            "it? must|should|may|can not be possible to double - book|reserve",
            "it? must|should|may|can not be possible to double book|reserve",
            "not be? possible to double - book|reserve",
            "never|not double - book|reserve",
            "no double - booking|bookings of|for",
        ],
    )
    .and_then(|n| noun_phrase(toks, n))
    {
        return Some((vec![Fact::Overlap { subject: None, scope: Some(np), toks: at..end }], end));
    }
    if let Some((np, next)) = eat_first(
        toks,
        at,
        &[
            "no",
            "prevent|avoid|forbid|reject|refuse any?",
            "there must|should|can be no",
            "do not allow",
            "don't allow",
        ],
    )
    .and_then(|n| eat_first(toks, n, &["overlapping", "conflicting", "overlaps between", "two overlapping"]))
    .and_then(|n| noun_phrase(toks, n))
    {
        let (scope, end) = scope_after(toks, next);
        return Some((vec![Fact::Overlap { subject: Some(np), scope, toks: at..end }], end));
    }
    // "no two bookings (for the same room) may overlap"
    let lead = eat_first(toks, at, &["no two", "two", "no"]);
    let (np, next) = noun_phrase(toks, lead.unwrap_or(at))?;
    let (scope, next) = scope_after(toks, next);
    let negated = lead.is_some_and(|_| any(toks, at, &["no"]));
    // "rentals of one excavator do not overlap"
    const NEVER: &[&str] = &["do|does not|never", "don't|doesn't", "is|are never|not", "never"];
    let verb = match eat_first(toks, next, NOT).or_else(|| eat_first(toks, next, NEVER)) {
        Some(verb) => verb,
        None if negated => eat_first(toks, next, &["may|can|should|must|shall ever?"]).unwrap_or(next),
        None => return None,
    };
    // "a doctor cannot have overlapping appointments", "cannot have two shifts at the same time"
    if let Some(counted_at) = eat_first(
        toks,
        verb,
        &[
            "have|hold|be in|contain|take|attend|work? any? two|more|multiple? than? one? overlapping|conflicting|simultaneous|concurrent",
            "have|hold|contain any|two? overlapping|conflicting|simultaneous|concurrent",
            "have|hold|take|attend|work overlapping|conflicting",
        ],
    ) {
        let (counted, end) = noun_phrase(toks, counted_at)?;
        let end = eat_first(toks, end, &["at the same time", "at once", "in time"]).unwrap_or(end);
        return Some((vec![Fact::Overlap { subject: Some(counted), scope: Some(np), toks: at..end }], end));
    }
    if let Some((counted, end)) = eat_first(
        toks,
        verb,
        &[
            "have|hold|take|attend|work|make|run|drive|fly|play|teach|give|host|contain|on|in|at|be|assigned on|in|to|at? any? two|2|multiple|several",
            "have|hold|take|attend|work|teach|give|host|contain|on|in|at|be on|in|to|at? more than one",
            "be? used|booked|assigned|scheduled|part in|for|on|to|of? two|2|multiple|several",
        ],
    )
    .and_then(|n| before_time(toks, n))
        && let Some(end) = eat_first(toks, end, SAME_TIME)
    {
        return Some((vec![Fact::Overlap { subject: Some(counted), scope: Some(np), toks: at..end }], end));
    }
    // "a room cannot be booked twice at the same time", "cannot be double-booked"
    let booked = eat_first(
        toks,
        verb,
        &[
            "double - booked|reserved",
            "double booked|reserved",
            "booked|reserved|rented|scheduled|assigned|used|lent|taken",
        ],
    );
    if let Some(next) = booked {
        let tail = eat_first(toks, next, &["more than once", "twice", "two|2 times"]).unwrap_or(next);
        let time = eat_first(
            toks,
            tail,
            &[
                "for|in|at|during overlapping|the? same? times|time|periods|period|dates|slots|slot|intervals|days|hours|hour",
                "for overlapping",
                "at once",
                "in the same time slot|period?",
                "for the same period|time|slot|dates",
                "at the same time",
            ],
        );
        // "booked" alone is a state; twice or a time makes it a rule.
        if tail > next || time.is_some() || any(toks, verb, &["double"]) || any(toks, next - 1, &["twice"]) {
            let end = time.unwrap_or(tail);
            let end = eat_first(toks, end, &["time|slot|slots|period|range|ranges|intervals"]).unwrap_or(end);
            return Some((vec![Fact::Overlap { subject: None, scope: Some(np), toks: at..end }], end));
        }
        return None;
    }
    let next = eat_first(
        toks,
        verb,
        &["overlap|intersect|conflict|overlapping|clash|collide|coincide", "be overlapping"],
    )?;
    let next = eat_first(
        toks,
        next,
        &["with each other|another", "each other", "in time", "with other bookings|reservations"],
    )
    .unwrap_or(next);
    let (late, end) = scope_after(toks, next);
    // "A doctor's appointments must not overlap": those of one doctor.
    let whose = np.of.as_ref().map(|of| Np {
        name: of.clone(),
        low: of.split(' ').map(str::to_owned).collect(),
        of: None,
        ..np.clone()
    });
    // "periods must not overlap": of whatever has them.
    let times = matches!(np.last(), "periods" | "times" | "dates" | "slots" | "spans" | "intervals")
        && np.low.len() == 1;
    let subject = Some(Np { of: None, ..np }).filter(|_| !times);
    Some((vec![Fact::Overlap { subject, scope: scope.or(late).or(whose), toks: at..end }], end))
}

/// `for the same room`, `per room`, `of a room`
fn scope_after(toks: &[Tok], at: usize) -> (Option<Np>, usize) {
    let lead = eat_first(
        toks,
        at,
        &[
            "for|of|in|on|by|with|at the|one same?",
            "for|of|in|on|by|with|at a|an|any|each|every",
            "per",
            "within",
            "for|in|of",
            "by",
        ],
    );
    match lead
        .map(|n| eat_first(toks, n, &["same", "the", "each", "a"]).unwrap_or(n))
        .and_then(|n| noun_phrase(toks, n))
    {
        Some((np, end)) if !any(toks, end.wrapping_sub(1), &["time", "times"]) => {
            (Some(np), eat_first(toks, end, &["at the same time", "at once"]).unwrap_or(end))
        }
        Some((_, end)) => (None, end),
        None => {
            (None, eat_first(toks, at, &["at the same time", "for the same time|period|slot"]).unwrap_or(at))
        }
    }
}

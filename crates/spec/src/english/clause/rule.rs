//! Rules between rows and fields: no overlap, at most k, before and after, once per.

use super::{
    super::{
        cursor::{any, eat, eat_first, number},
        evidence::{Fact, Np, Quant},
        noun::{begins_clause, noun_phrase},
        token::Tok,
    },
    Read,
};

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    in_order(toks, at)
        .or_else(|| another(toks, at))
        .or_else(|| duplicates(toks, at))
        .or_else(|| overlap(toks, at))
        .or_else(|| one_per(toks, at))
        .or_else(|| not_twice(toks, at))
        .or_else(|| sold_once(toks, at))
        .or_else(|| order(toks, at))
        .or_else(|| once(toks, at))
        .or_else(|| times(toks, at))
        .or_else(|| capacity(toks, at))
        .or_else(|| limit(toks, at, subject))
}

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

/// `…, only once per job` behind what somebody may do.
pub fn only_once(
    toks: &[Tok],
    at: usize,
    who: &[(super::super::evidence::Who, std::ops::Range<usize>)],
    acts: &[super::super::evidence::Act],
    objects: &[Np],
) -> Read {
    use super::super::evidence::Who;
    let next =
        eat_first(toks, at, &[", but? only? once", "but only once", "( only once", "only once", "once"])?;
    let [(people, range)] = who else { return None };
    let name = match people {
        Who::Role(role) => role.replace('_', " "),
        Who::User => "user".to_owned(),
        Who::Public | Who::Holder(_) => return None,
    };
    let who = Np {
        low: name.split(' ').map(str::to_owned).collect(),
        name,
        toks: range.clone(),
        name_toks: range.clone(),
        ..Np::default()
    };
    let verb = acts.last()?.verb.clone();
    let (scope, end) = match eat_first(toks, next, &["per|for|in|on|at each|every|the?"])
        .and_then(|n| noun_phrase(toks, n))
    {
        Some(found) => found,
        None => (objects.last().cloned()?, next),
    };
    let end = eat_first(toks, end, &[")"]).unwrap_or(end);
    let thing = Np { name: verb.clone(), low: vec![verb], ..Np::default() };
    Some((vec![Fact::UniqueTogether { on: Some(thing), with: vec![who, scope], toks: at..end }], end))
}

/// `each user can leave a single review per place`
fn one_per(toks: &[Tok], at: usize) -> Read {
    let (who, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &[
            "can|may|must|should only? leave|write|submit|have|give|post|create|make|cast|hold|file|add|own|receive|get only?",
        ],
    )?;
    let next = eat_first(
        toks,
        next,
        &["at most one|1", "exactly one|1", "a single", "no more than one|1", "only|just one|1", "one|1"],
    )?;
    let (thing, next) = noun_phrase(toks, next).filter(|(np, _)| !np.plural)?;
    let next = eat_first(toks, next, &["per", "for each|every|any", "for the same"])?;
    if any(toks, next, &["day", "week", "month", "year"]) {
        return None;
    }
    let (mut with, end) = scopes(toks, next)?;
    with.insert(0, who);
    Some((vec![Fact::UniqueTogether { on: Some(thing), with, toks: at..end }], end))
}

/// `no candidate may register twice for the same exam`
fn not_twice(toks: &[Tok], at: usize) -> Read {
    let (who, next) = eat_first(toks, at, &["no"]).and_then(|n| noun_phrase(toks, n))?;
    let next = eat_first(toks, next, &["can|may|must|should|shall"])?;
    let (base, form) = super::lexicon().verb(super::low(toks, next))?;
    if form != super::Form::Base || base == "be" {
        return None;
    }
    let base = base.to_owned();
    let after = next + 1;
    let (object, end) = match eat_first(
        toks,
        after,
        &["twice|again for|in|on|to|at the? same?", "more than once for|in|on|to|at the? same?"],
    ) {
        Some(n) => noun_phrase(toks, n)?,
        None => {
            let n = eat_first(toks, after, &["for|in|on|to|at"]).unwrap_or(after);
            let (object, n) = noun_phrase(toks, n)?;
            (object, eat_first(toks, n, &["twice", "more than once", "a second time"])?)
        }
    };
    let thing = Np { name: base.clone(), low: vec![base], ..Np::default() };
    Some((vec![Fact::UniqueTogether { on: Some(thing), with: vec![who, object], toks: at..end }], end))
}

/// `neither a therapist nor a patient can have two appointments at the same time`: a rule for each.
fn neither_overlaps(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["neither"])?;
    let (first, next) = noun_phrase(toks, next)?;
    let nor = eat_first(toks, next, &["nor"])?;
    let (_, behind) = noun_phrase(toks, nor)?;
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
            facts.push(Fact::Overlap { subject: subject.clone(), scope: Some(first.clone()), toks: at..end });
            facts.push(Fact::Overlap { subject, scope, toks: at..end });
        }
    }
    (!facts.is_empty()).then_some((facts, end))
}

fn overlap(toks: &[Tok], at: usize) -> Read {
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
    let verb = match eat_first(toks, next, NOT) {
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
            "have|hold|take|attend|work|make|run|drive|fly|play|teach|give|host|on|in|at|be|assigned on|in|to|at? two|2|multiple|several",
            "have|hold|take|attend|work|on|in|at|be on|in|to|at? more than one",
        ],
    )
    .and_then(|n| noun_phrase(toks, n))
        && let Some(end) = eat_first(
            toks,
            end,
            &["at the same time", "at once", "at one time", "simultaneously", "in the same slot"],
        )
    {
        return Some((vec![Fact::Overlap { subject: Some(counted), scope: Some(np), toks: at..end }], end));
    }
    if let Some((counted, end)) = eat_first(
        toks,
        verb,
        &[
            "have|hold|take|attend|be|contain|be? used|booked|assigned|scheduled|part in|for|on|to|of? two|2|multiple|several",
            "have|hold|take|attend any? two|2|multiple|several",
        ],
    )
    .and_then(|n| noun_phrase(toks, n))
        && let Some(end) = eat_first(
            toks,
            end,
            &["that|which overlap|overlaps|clash|conflict", "at the same time", "at once", "simultaneously"],
        )
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
        let tail = eat_first(toks, next, &["more than once", "twice"]).unwrap_or(next);
        let time = eat_first(
            toks,
            tail,
            &[
                "for|in|at|during overlapping|the? same? times|time|periods|period|dates|slots|slot|intervals|day_|hours",
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
    let next =
        eat_first(toks, verb, &["overlap", "be overlapping", "conflict", "overlapping", "clash", "collide"])?;
    let next = eat_first(
        toks,
        next,
        &["with each other|another", "each other", "in time", "with other bookings|reservations"],
    )
    .unwrap_or(next);
    let (late, end) = scope_after(toks, next);
    Some((vec![Fact::Overlap { subject: Some(np), scope: scope.or(late), toks: at..end }], end))
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

/// `closes on`, `departs at`: a name that begins like a verb; else any noun phrase.
fn member(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let start = eat_first(toks, at, &["the|its|their"]).unwrap_or(at);
    let named = super::lexicon().verb(super::low(toks, start)).is_some()
        || super::past_verb(toks, start).is_some()
        || any(toks, start, &["done", "born", "sent", "held"])
        || any(toks, start, &["valid", "due", "available"]);
    if named
        && any(toks, start + 1, &["at", "on", "from", "until"])
        && toks.get(start + 2).is_none_or(|tok| {
            !tok.word
                || any(
                    toks,
                    start + 2,
                    &[
                        "must", "has", "should", "cannot", "can't", "may", "can", "is", "needs", "shall",
                        "before", "after", "and", "mustn't",
                    ],
                )
        })
    {
        let low = vec![super::low(toks, start).to_owned(), super::low(toks, start + 1).to_owned()];
        let np = Np {
            name: low.join(" "),
            low,
            toks: at..start + 2,
            name_toks: start..start + 2,
            ..Np::default()
        };
        return Some((np, start + 2));
    }
    // "\"to\" must be after \"from\"": the quoted word is a name.
    if let Some(tok) =
        toks.get(start).filter(|tok| tok.quoted && any(toks, start, &["from", "to", "until", "start", "end"]))
    {
        let np = Np {
            name: tok.low.clone(),
            low: vec![tok.low.clone()],
            toks: at..start + 1,
            name_toks: start..start + 1,
            ..Np::default()
        };
        return Some((np, start + 1));
    }
    noun_phrase(toks, at)
}

/// `reject a booking that overlaps with another booking of the same court`, `if the requested time overlaps
/// with an existing booking of the court`: what is refused is the second one.
fn another(toks: &[Tok], at: usize) -> Read {
    const OVERLAPS: &[&str] = &[
        "overlaps|overlap|conflicts|conflict|clashes|clash|collides with another|other|existing|any",
        "overlaps|overlap|conflicts|conflict|clashes|clash|collides with an|any existing|other?",
        "would overlap|conflict with another|existing|other",
        "would overlap|conflict with an existing",
    ];
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
        let stop = super::clause_end(toks, end);
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

/// `duplicate bookings (same member, same court) are not allowed`, `no duplicate bookings for a member and court`
fn duplicates(toks: &[Tok], at: usize) -> Read {
    let lead =
        eat_first(toks, at, &["no|prevent|forbid|reject|avoid duplicate|duplicated", "no duplicates of"]);
    let next = lead.or_else(|| eat_first(toks, at, &["duplicate|duplicated"]))?;
    let (thing, next) = noun_phrase(toks, next)?;
    let open = eat_first(toks, next, &["(", "for|with|by the|a|one? same?", "per"])?;
    let mut with = Vec::new();
    let mut end = open;
    loop {
        let start = eat_first(toks, end, &["the? same", "the|a"]).unwrap_or(end);
        let Some((np, after)) = member(toks, start) else { break };
        with.push(np);
        end = after;
        match eat_first(toks, end, &[", and|or?", "and|or|+|/|&"]) {
            Some(more) => end = more,
            None => break,
        }
    }
    let end = eat_first(toks, end, &[")"]).unwrap_or(end);
    let refused = eat_first(
        toks,
        end,
        &[
            "are|is|must|should not be? allowed|permitted|possible|accepted",
            "are|is forbidden|rejected|refused|prohibited",
            "must|should be rejected|refused|prevented",
        ],
    );
    let end = match (lead, refused) {
        (None, None) => return None,
        (_, refused) => refused.unwrap_or(end),
    };
    (with.len() >= 2).then(|| (vec![Fact::UniqueTogether { on: Some(thing), with, toks: at..end }], end))
}

/// `a shift ends after it starts`, `a booking cannot end before it starts`
fn in_order(toks: &[Tok], at: usize) -> Read {
    let turn = (at + 2..toks.len().min(at + 8)).find(|n| any(toks, *n, &["after", "before"]))?;
    let (owner, next) = noun_phrase(&toks[..turn - 1], at)?;
    let verb = |n: usize| {
        super::lexicon().verb(super::low(toks, n)).is_some_and(|(base, form)| {
            form == super::Form::Third
                && matches!(
                    base,
                    "end"
                        | "start"
                        | "begin"
                        | "close"
                        | "open"
                        | "finish"
                        | "depart"
                        | "arrive"
                        | "leave"
                        | "return"
                        | "expire"
                )
        })
    };
    let modal = eat_first(toks, next, &["must|should|always"]).unwrap_or(next);
    let name = |n: usize| Np {
        name: super::low(toks, n).to_owned(),
        low: vec![super::low(toks, n).to_owned()],
        toks: n..n + 1,
        name_toks: n..n + 1,
        ..Np::default()
    };
    // "cannot end before it starts": at the same moment it may.
    if let Some(bare) = eat_first(toks, next, &["cannot|can't|mustn't", "can|may|must|should not|never"])
        && super::lexicon().verb(super::low(toks, bare)).is_some_and(|(_, form)| form == super::Form::Base)
    {
        let earlier = eat_first(toks, bare + 1, &["before it|they"]);
        let other = earlier.or_else(|| eat_first(toks, bare + 1, &["after it|they"]))?;
        if !verb(other) {
            return None;
        }
        let (before, after) =
            if earlier.is_some() { (name(other), name(bare)) } else { (name(bare), name(other)) };
        return Some((
            vec![Fact::Order { before, after, owner: Some(owner), strict: false, toks: at..other + 1 }],
            other + 1,
        ));
    }
    if !verb(modal) {
        return None;
    }
    let later = eat_first(toks, modal + 1, &["after it|they"]);
    let other = later.or_else(|| eat_first(toks, modal + 1, &["before it|they"]))?;
    if !verb(other) {
        return None;
    }
    let (before, after) =
        if later.is_some() { (name(other), name(modal)) } else { (name(modal), name(other)) };
    Some((
        vec![Fact::Order { before, after, owner: Some(owner), strict: true, toks: at..other + 1 }],
        other + 1,
    ))
}

/// `end must be after start`, `the due date cannot be before the start date`
fn order(toks: &[Tok], at: usize) -> Read {
    let (left, next) = member(toks, at)?;
    // "end_km >= start_km"
    if let Some((sign, right_at)) =
        ["≥", "≤", ">", "<"].into_iter().find_map(|sign| eat(toks, next, sign).map(|n| (sign, n)))
        && let Some((right, end)) = member(toks, right_at)
        && let (right, end) = of_whom(toks, right, end)
        && !reckons(toks, end)
        && toks.get(end).is_none_or(|t| !t.word)
    {
        let strict = matches!(sign, ">" | "<");
        let (before, after) = if matches!(sign, "≥" | ">") { (right, left) } else { (left, right) };
        return Some((vec![Fact::Order { before, after, owner: None, strict, toks: at..end }], end));
    }
    let (owner, next) = match eat(toks, next, "of").and_then(|n| noun_phrase(toks, n)) {
        Some((np, n)) => (Some(np), n),
        None => (None, next),
    };
    let (negated, verb) = match eat_first(
        toks,
        next,
        &[
            "cannot|can't|mustn't|shouldn't be",
            "must|may|can|should|shall not be",
            "is|are never",
            "must never be",
        ],
    ) {
        Some(verb) => (true, verb),
        None => (
            false,
            eat_first(
                toks,
                next,
                &[
                    "must|should|has|have|needs|shall always? to? be|lie|come|fall",
                    "must|should always be",
                    "is|are always|also?",
                    "comes|come|lies|lie",
                ],
            )?,
        ),
    };
    const LATER: &[&str] = &["strictly? after|later|greater|larger|bigger|higher|more than?", ">"];
    const EARLIER: &[&str] =
        &["strictly? before|earlier|less|smaller|lower|sooner|fewer than?", "prior to", "<"];
    const NOT_EARLIER: &[&str] = &[
        "≥",
        "on or after",
        "at or after",
        "after or equal to",
        "the same as or after|later than?",
        "greater|later than or equal to|than?",
        "equal to or after|greater|later than?",
    ];
    const NOT_LATER: &[&str] =
        &["≤", "on or before", "at or before", "before or equal to", "less|earlier than or equal to|than?"];
    let (after, strict, read) =
        if let Some(n) = eat_first(toks, verb, NOT_EARLIER).filter(|n| member(toks, *n).is_some()) {
            (true, false, n)
        } else if let Some(n) = eat_first(toks, verb, NOT_LATER).filter(|n| member(toks, *n).is_some()) {
            (false, false, n)
        } else if let Some(n) = eat_first(toks, verb, LATER) {
            (true, true, n)
        } else {
            (false, true, eat_first(toks, verb, EARLIER)?)
        };
    let (right, end) = member(toks, read)?;
    if matches!(right.last(), "today" | "now" | "tomorrow" | "creation" | "zero" | "character" | "characters")
    {
        return None;
    }
    let (right, end) = of_whom(toks, right, end);
    if reckons(toks, end) {
        return None;
    }
    let (after, strict) = if negated { (!after, !strict) } else { (after, strict) };
    let (before, after) = if after { (right, left) } else { (left, right) };
    Some((vec![Fact::Order { before, after, owner, strict, toks: at..end }], end))
}

/// `seats - 1`, `twice the rent`: more than a comparison.
fn reckons(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["-", "—", "+", "*", "×", "/", "plus", "minus", "times", "x", "%"])
}

/// `the seats of the table`: whose the right side is.
fn of_whom(toks: &[Tok], right: Np, end: usize) -> (Np, usize) {
    match eat_first(toks, end, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((owner, after)) if right.of.is_none() => (Np { of: Some(owner.key()), ..right }, after),
        _ => (right, end),
    }
}

/// `member, court and starts at`
fn names(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let (first, mut end) = member(toks, at)?;
    let mut found = vec![first];
    while let Some((np, next)) = eat_first(toks, end, &[", and?", "and|&|+|/"])
        .and_then(|n| member(toks, n))
        .filter(|_| found.len() < 6)
    {
        found.push(np);
        end = next;
    }
    Some((found, end))
}

/// `a user can review a product only once`, `one review per user and product`
fn once(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(
        toks,
        at,
        &["there is|are|can|may|must|should only? be? only?", "there can|may|must|should not be more than"],
    );
    if let Some((thing, next)) = eat_first(
        toks,
        lead.unwrap_or(at),
        &["only? one|1", "only? a single", "at most one|1", "exactly|just one"],
    )
    .and_then(|n| noun_phrase(toks, n))
        && let Some((scopes, end)) =
            eat_first(toks, next, &["per", "for each|every", "is allowed per"]).and_then(|n| scopes(toks, n))
    {
        // "only one lease per flat at any time" is no count of all there ever were.
        if let (Some(end), [scope]) = (
            eat_first(
                toks,
                end,
                &["at any? time", "at a time", "at the same time", "at once", "at any point in time"],
            ),
            scopes.as_slice(),
        ) {
            let fact = Fact::Overlap { subject: Some(thing), scope: Some(scope.clone()), toks: at..end };
            return Some((vec![fact], end));
        }
        return Some((vec![Fact::UniqueTogether { on: Some(thing), with: scopes, toks: at..end }], end));
    }
    // "per bin and day there may be at most one pickup"
    if let Some((scopes, next)) =
        eat_first(toks, at, &["per", "for each|every"]).and_then(|n| scopes(toks, n))
        && let Some((thing, end)) = eat_first(
            toks,
            next,
            &[
                ",? there may|can|must|should|is|are be? at most|only|exactly one|1",
                ",? only|exactly one|1",
                ",? at most one|1",
            ],
        )
        .and_then(|n| noun_phrase(toks, n))
    {
        let end = eat_first(toks, end, &["is allowed|permitted|possible"]).unwrap_or(end);
        return Some((vec![Fact::UniqueTogether { on: Some(thing), with: scopes, toks: at..end }], end));
    }
    // "the combination of name and city must be unique", "name and city must be unique together"
    if let Some((with, next)) =
        eat_first(toks, at, &["the? combination|pair of"]).and_then(|n| names(toks, n))
    {
        let end = eat_first(toks, next, &["must|should|has|have to? be unique", "is|are unique"])?;
        return Some((vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end));
    }
    let (who, next) = noun_phrase(toks, at)?;
    if let Some(end) =
        eat_first(toks, next, &["and"]).and_then(|n| noun_phrase(toks, n)).and_then(|(second, n)| {
            eat_first(
                toks,
                n,
                &[
                    "must|should be unique together|in combination",
                    "are|is unique together|in combination",
                    "together are|must be? unique",
                ],
            )
            .map(|n| (second, n))
        })
    {
        return Some((
            vec![Fact::UniqueTogether { on: None, with: vec![who, end.0], toks: at..end.1 }],
            end.1,
        ));
    }
    let verb = eat_first(
        toks,
        next,
        &["can|may|must|should only", "can|may|must|should", "cannot|can't", "can|may|must not"],
    )?;
    let verb_only = any(toks, verb - 1, &["only"]);
    // "can be enrolled in a course only once"
    if let Some(past) = eat_first(toks, verb, &["be"])
        && let Some(base) = super::past_verb(toks, past)
        && let Some((object, next)) =
            eat_first(toks, past + 1, &["up for", "for|in|to|on|at|with"]).and_then(|n| noun_phrase(toks, n))
        && let Some(end) = eat_first(toks, next, &["only|at? most? once", "twice", "more than once"])
    {
        let thing = Np { name: base.clone(), low: vec![base], ..Np::default() };
        return Some((
            vec![Fact::UniqueTogether { on: Some(thing), with: vec![who, object], toks: at..end }],
            end,
        ));
    }
    let (base, form) = super::lexicon().verb(super::low(toks, verb))?;
    if form != super::Form::Base || base == "be" {
        return None;
    }
    if let Some((scope, end)) = eat_first(toks, verb + 1, &["only? once per", "only? once for|in each|every"])
        .and_then(|n| noun_phrase(toks, n))
    {
        let thing = Np { name: base.to_owned(), low: vec![base.to_owned()], ..Np::default() };
        let with = vec![who, scope];
        return Some((vec![Fact::UniqueTogether { on: Some(thing), with, toks: at..end }], end));
    }
    let object_at = eat_first(toks, verb + 1, &["for|in|to|on|at", "up for"]).unwrap_or(verb + 1);
    let (object, next) = noun_phrase(toks, object_at)?;
    let end =
        eat_first(toks, next, &["only|at? most? once", "twice", "more than once", "a second time", "again"])?;
    let _ = verb_only;
    let end = eat_first(toks, end, &["per"]).and_then(|n| noun_phrase(toks, n)).map_or(end, |_| end);
    let thing = Np { name: base.to_owned(), low: vec![base.to_owned()], ..Np::default() };
    Some((vec![Fact::UniqueTogether { on: Some(thing), with: vec![who, object], toks: at..end }], end))
}

/// `no seat can be sold twice for the same screening`
fn sold_once(toks: &[Tok], at: usize) -> Read {
    // "a seat number may be sold only once per screening"
    if let Some((thing, next)) = noun_phrase(toks, at)
        && let Some(past) = eat_first(toks, next, &["can|may|must|should only? be"])
        && super::past_verb(toks, past).is_some()
        && let Some(next) = eat_first(
            toks,
            past + 1,
            &[
                "only|at? most? once per",
                "only|at? most? once for|in|on|within each|every|a|the?",
                "only|at? most? once for|in|on|within",
            ],
        )
        && let Some((scope, end)) = noun_phrase(toks, next)
    {
        let same = eat_first(toks, end, &["at a time"]).is_some();
        return (!same).then(|| {
            (vec![Fact::UniqueTogether { on: None, with: vec![thing, scope], toks: at..end }], end)
        });
    }
    let lead = eat_first(toks, at, &["no", "a|an|the|each|the same"])?;
    let negated = any(toks, at, &["no"]);
    let (thing, next) = noun_phrase(toks, lead)?;
    let next = if negated {
        eat_first(toks, next, &["can|may|must|should be", "is|are"])?
    } else {
        eat_first(toks, next, &["cannot|can't|mustn't be", "can|may|must|should not be"])?
    };
    super::past_verb(toks, next)?;
    let next = eat_first(toks, next + 1, &["twice", "more than once"])?;
    let next =
        eat_first(toks, next, &["for|in|at|by|within|on the same", "per", "for|in|at|by|within one|a"])?;
    let (scope, end) = noun_phrase(toks, next)?;
    if matches!(scope.last(), "time" | "times" | "period" | "slot" | "date" | "dates") {
        return None;
    }
    Some((vec![Fact::UniqueTogether { on: None, with: vec![thing, scope], toks: at..end }], end))
}

fn scopes(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let (first, mut end) = member(toks, at)?;
    let mut found = vec![first];
    while let Some((np, next)) = eat_first(toks, end, &[", and per?", "and per?", "per", "/", ", per", ","])
        .and_then(|n| noun_phrase(toks, n))
        .filter(|(_, n)| !begins_clause(toks, *n))
        .filter(|(_, n)| {
            !any(toks, end, &[","]) || any(toks, end + 1, &["per", "and"]) || any(toks, *n, &["and", ","])
        })
    {
        found.push(np);
        end = next;
    }
    Some((found, end))
}

/// `no more registrations than the capacity of the event`, `the number of bookings of a class must not
/// exceed its seats`: as many as a field of the other one says.
fn capacity(toks: &[Tok], at: usize) -> Read {
    const NOT_MORE: &[&str] = &[
        "not exceed",
        "never exceed",
        "not be more|greater|larger|higher|bigger than",
        "never be more|greater|higher|larger|bigger than",
        "not go above|over|beyond",
    ];
    let holder;
    let (counted, next) = if let Some((np, next)) =
        eat_first(toks, at, &["the? total? number|count|amount of"]).and_then(|n| noun_phrase(toks, n))
    {
        let (owner, next) =
            match eat_first(toks, next, &["of|for|per|in|on|at"]).and_then(|n| noun_phrase(toks, n)) {
                Some((owner, next)) => (Some(owner), next),
                None => (None, next),
            };
        holder = owner;
        let next = eat_first(toks, next, &["must|may|can|should|shall|will|does"])
            .and_then(|n| eat_first(toks, n, NOT_MORE))
            .or_else(|| {
                eat_first(
                    toks,
                    next,
                    &[
                        "cannot|can't|mustn't exceed",
                        "cannot|can't be more|greater|higher than",
                        "is limited to|by",
                        "is at most",
                    ],
                )
            })?;
        (np, next)
    } else if let Some((np, next)) = eat_first(
        toks,
        at,
        &[
            "there can|may|must|should never|not be more",
            "there cannot|can't be more",
            "no|not more",
            "never more",
        ],
    )
    .and_then(|n| noun_phrase(toks, n))
    {
        let (owner, next) =
            match eat_first(toks, next, &["of|for|per|in|on"]).and_then(|n| noun_phrase(toks, n)) {
                Some((owner, next)) => (Some(owner), next),
                None => (None, next),
            };
        holder = owner;
        (np, eat_first(toks, next, &["can|may be? made|accepted|booked|allowed? than", "than"])?)
    } else if let Some((owner, next)) = noun_phrase(toks, at)
        && let Some((np, next)) = eat_first(
            toks,
            next,
            &[
                "cannot|can't|mustn't have|take|accept|hold more",
                "can|may|must|should not|never have|take|accept|hold more",
            ],
        )
        .and_then(|n| noun_phrase(toks, n))
    {
        holder = Some(owner);
        (np, eat_first(toks, next, &["than"])?)
    } else {
        let (np, next) = noun_phrase(toks, at)?;
        let (owner, next) = match eat_first(toks, next, &["per|for|of|in"]).and_then(|n| noun_phrase(toks, n))
        {
            Some((owner, next)) => (Some(owner), next),
            None => (None, next),
        };
        holder = owner;
        let limited = &[
            "is|are limited|capped|restricted by|to|at",
            "cannot|can't|mustn't exceed",
            "can|may|must|should|shall not|never exceed",
        ];
        (np, eat_first(toks, next, limited)?)
    };
    let (field, next) = noun_phrase(toks, next)?;
    if field.person
        || number(toks, field.name_toks.start).is_some()
        || number(toks, field.toks.start).is_some()
        || reckons(toks, next)
    {
        return None;
    }
    let (owner, end) = match eat_first(toks, next, &["of|in|at|on"]).and_then(|n| noun_phrase(toks, n)) {
        Some((owner, end)) => (Some(owner), end),
        None => (None, eat_first(toks, next, &["allows|permits|has", "it has"]).unwrap_or(next)),
    };
    // "registrations per exam … the capacity of the room": two keys away.
    if let (Some(owner), Some(holder)) = (&owner, &holder)
        && owner.last() != holder.last()
        && !any(toks, next.saturating_sub(1), &["it"])
    {
        return None;
    }
    Some((vec![Fact::Capacity { counted, holder: owner.or(holder), field, toks: at..end }], end))
}

/// `a student may attempt a quiz at most 3 times`
fn times(toks: &[Tok], at: usize) -> Read {
    let (who, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, &["can|may|must|should only?", "cannot|can't|mustn't_"])?;
    let (base, form) = super::lexicon().verb(super::low(toks, verb))?;
    if form != super::Form::Base {
        return None;
    }
    let object = eat_first(toks, verb + 1, &["for|in|to|on|at"]).unwrap_or(verb + 1);
    let (what, next) = noun_phrase(toks, object)?;
    let count =
        eat_first(toks, next, &["at most|maximum", "no more than", "up to", "a? max|maximum of?", "only"])?;
    let (max, end) = number(toks, count)?;
    let end = eat_first(toks, end, &["times|time"])?;
    let per = calendar(toks, end);
    let end = per.map_or(end, |(_, n)| n);
    let counted =
        Np { name: base.to_owned(), low: vec![base.to_owned()], quant: Quant::Many, ..Np::default() };
    (max.fract() == 0.0 && max >= 1.0).then(|| {
        let per = per.map(|(unit, _)| unit);
        (
            vec![Fact::Limit {
                holder: Some(who),
                also: vec![what],
                max: max as u64,
                counted,
                per,
                toks: at..end,
            }],
            end,
        )
    })
}

/// `each member may have at most 3 active loans`, `at most 10 bookings per user per day`
fn limit(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const MOST: &[&str] = &[
        "at most",
        "no more than",
        "not more than",
        "up to",
        "a? maximum|max of",
        "a? maximum|max",
        "only",
        "more than",
        "maximum",
    ];
    // "Limit members to 3 bookings per week", "there can be at most 40 bookings per court"
    if let Some((holder, to)) = eat_first(toks, at, &["limit|restrict|cap"])
        .and_then(|n| noun_phrase(toks, n))
        .and_then(|(np, n)| Some((np, eat(toks, n, "to")?)))
        && number(toks, to).is_some()
        && let Some((mut found, end)) = counted_of(toks, to)
    {
        if let [Fact::Limit { holder: none, toks: range, .. }] = found.as_mut_slice() {
            none.get_or_insert(holder);
            range.start = at;
        }
        return Some((found, end));
    }
    let at = eat_first(toks, at, &["there can|may|must|should|will only? be"])
        .filter(|n| eat_first(toks, *n, MOST).is_some_and(|n| number(toks, n).is_some()))
        .unwrap_or(at);
    let (holder, next, negated) = match eat_first(toks, at, MOST).filter(|n| number(toks, *n).is_some()) {
        Some(_) => (None, at, false),
        None => {
            let (np, next) = match eat_first(toks, at, &["it", "they"]) {
                Some(next) => (subject.cloned()?, next),
                None => noun_phrase(toks, at)?,
            };
            let negated = np.quant == Quant::No
                || eat_first(toks, next, &["cannot|can't|mustn't", "can|may|must|should not"]).is_some();
            let verb = eat_first(
                toks,
                next,
                &[
                    "can|may|must|should|cannot|can't|mustn't not|only? host|serve|play|teach|run|drive|fly|handle|show|treat|see|attend|buy|attempt|use|do|perform|work|sell|upload|create|have|hold|borrow|book|own|make|place|create|contain|take|rent|reserve|be|accept|give|submit|file|upload|post|register|send|open|keep|receive|order|request|write|issue|add",
                    "has|have|holds|contains|gets|accepts",
                    "flies|drives|plays|teaches|works|runs|gives|takes|makes|books|places|attends|hosts|submits",
                    "is|are limited|restricted to",
                    "is|are allowed|permitted to? have?",
                ],
            )?;
            let verb = eat_first(toks, verb, &["in", "enrolled in", "assigned to?", "assigned", "currently"])
                .unwrap_or(verb);
            (Some(np), verb, negated)
        }
    };
    let limited = holder.is_some() && next > 0 && any(toks, next - 1, &["to"]);
    let count_at = match eat_first(toks, next, MOST) {
        Some(n) if negated == any(toks, next, &["more"]) => n,
        Some(_) => return None,
        None if limited => next,
        // "may only have one active contract"
        None if holder.is_some()
            && (at..next).any(|n| any(toks, n, &["only"]))
            && number(toks, next).is_some() =>
        {
            next
        }
        None => return None,
    };
    let (max, next) = number(toks, count_at)?;
    let next = eat_first(toks, next, &["different", "of"]).unwrap_or(next);
    // "5 open loans": the word before the thing says in which state.
    let mut named = toks.to_vec();
    if let Some(tok) = named.get_mut(next).filter(|tok| super::lexicon().adjectives.contains(&tok.low)) {
        tok.quoted = true;
    }
    let (mut counted, mut end) = noun_phrase(&named, next)?;
    if matches!(
        counted.last(),
        "characters"
            | "chars"
            | "character"
            | "letters"
            | "digits"
            | "items_"
            | "minutes"
            | "hours"
            | "days"
            | "words"
    ) || max.fract() != 0.0
        || max < 0.0
    {
        return None;
    }
    counted.quant = Quant::Many;
    let mut holder = holder;
    let mut per = None;
    let mut also = Vec::new();
    for _ in 0..3 {
        if let Some((unit, n)) = calendar(toks, end) {
            per = Some(unit);
            end = n;
        } else if let Some((np, n)) =
            eat_first(toks, end, &["per", "for each|every", "for a|one"]).and_then(|n| noun_phrase(toks, n))
        {
            match holder {
                Some(_) => also.push(np),
                None => holder = Some(np),
            }
            end = n;
        } else if let Some(n) =
            eat_first(toks, end, &["at a time", "at once", "at the same time", "in total", "simultaneously"])
        {
            end = n;
        } else {
            break;
        }
    }
    // "only one appointment at a time" is no count of all there ever were.
    let at_a_time = (end.saturating_sub(3)..end)
        .any(|n| eat_first(toks, n, &["at a time", "at once"]) == Some(end))
        || (end.saturating_sub(4)..end).any(|n| eat_first(toks, n, &["at the same time"]) == Some(end));
    if at_a_time && max == 1.0 && holder.is_some() && per.is_none() {
        return Some((vec![Fact::Overlap { subject: Some(counted), scope: holder, toks: at..end }], end));
    }
    Some((vec![Fact::Limit { holder, also, max: max as u64, counted, per, toks: at..end }], end))
}

/// `3 bookings per week` behind what they are limited to.
fn counted_of(toks: &[Tok], at: usize) -> Read {
    let (max, next) = number(toks, at).filter(|(max, _)| max.fract() == 0.0 && *max >= 0.0)?;
    let (mut counted, mut end) = noun_phrase(toks, next)?;
    counted.quant = Quant::Many;
    let per = calendar(toks, end);
    end = per.map_or(end, |(_, n)| n);
    let fact = Fact::Limit {
        holder: None,
        also: Vec::new(),
        max: max as u64,
        counted,
        per: per.map(|(unit, _)| unit),
        toks: at..end,
    };
    Some((vec![fact], end))
}

fn calendar(toks: &[Tok], at: usize) -> Option<(&'static str, usize)> {
    for (unit, phrases) in [
        ("day", &["per|a|each|every calendar? day", "daily"] as &[&str]),
        ("week", &["per|a|each|every calendar? week", "weekly"]),
        ("month", &["per|a|each|every calendar? month", "monthly"]),
        ("year", &["per|a|each|every calendar? year", "yearly"]),
    ] {
        if let Some(next) = eat_first(toks, at, phrases) {
            return Some((unit, next));
        }
    }
    None
}

//! Before and after, more and less: the order of two fields, be they of one record or of two.

use super::{
    super::super::{
        cursor::{any, eat, eat_first},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    super::Read,
};

/// `a shift ends after it starts`, `a booking cannot end before it starts`
pub fn in_order(toks: &[Tok], at: usize) -> Read {
    let turn = (at + 2..toks.len().min(at + 8)).find(|n| any(toks, *n, &["after", "before"]))?;
    let (owner, next) = noun_phrase(&toks[..turn - 1], at)?;
    let verb = |n: usize| {
        super::super::lexicon().verb(super::super::low(toks, n)).is_some_and(|(base, form)| {
            form == super::super::Form::Third
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
        name: super::super::low(toks, n).to_owned(),
        low: vec![super::super::low(toks, n).to_owned()],
        toks: n..n + 1,
        name_toks: n..n + 1,
        ..Np::default()
    };
    // "cannot end before it starts": at the same moment it may.
    if let Some(bare) = eat_first(toks, next, &["cannot|can't|mustn't", "can|may|must|should not|never"])
        && super::super::lexicon()
            .verb(super::super::low(toks, bare))
            .is_some_and(|(_, form)| form == super::super::Form::Base)
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
pub fn order(toks: &[Tok], at: usize) -> Read {
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

/// `closes on`, `departs at`: a name that begins like a verb; else any noun phrase.
pub fn member(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let start = eat_first(toks, at, &["the|its|their"]).unwrap_or(at);
    let named = super::super::lexicon().verb(super::super::low(toks, start)).is_some()
        || super::super::past_verb(toks, start).is_some()
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
        let low =
            vec![super::super::low(toks, start).to_owned(), super::super::low(toks, start + 1).to_owned()];
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

/// `the seats of the table`: whose the right side is.
pub fn of_whom(toks: &[Tok], right: Np, end: usize) -> (Np, usize) {
    match eat_first(toks, end, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((owner, after)) if right.of.is_none() => (Np { of: Some(owner.key()), ..right }, after),
        _ => (right, end),
    }
}

/// `seats - 1`, `twice the rent`: more than a comparison.
pub fn reckons(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["-", "—", "+", "*", "×", "/", "plus", "minus", "times", "x", "%"])
}

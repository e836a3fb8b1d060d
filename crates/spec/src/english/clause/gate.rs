//! Deeds that are held by a state or by a moment, put together from their parts: the deed (`bookings can only be
//! made`, `nobody may answer`, `won deals must not be edited`, `an order can be cancelled`), and what holds it
//! (`until the event starts`, `after the poll's closing time`, `up to 2 hours before the start of the trip`).
//! And how long a thing may last (`shifts last at most 12 hours`).
//!
//! No form holds a deed so, and nothing else is to be made of it: it stays text as a whole.

use super::{
    super::{
        cursor::{any, eat_first, low, number, refusal},
        evidence::{Fact, Quant},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Read, past_verb,
};
use crate::words;

pub fn read(toks: &[Tok], at: usize) -> Read {
    let end = timed(toks, at).or_else(|| frozen(toks, at)).or_else(|| lasting(toks, at))?;
    Some((vec![Fact::Unread { toks: at..end }], end))
}

/// `Bookings can only be made until the event starts`, `before the survey opens nobody may answer`
fn timed(toks: &[Tok], at: usize) -> Option<usize> {
    if let Some(next) = deed(toks, at)
        && let Some(end) = moment(toks, next).or_else(|| happened(toks, next))
    {
        return Some(end);
    }
    let next = moment(toks, at)?;
    let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
    deed(toks, next)
}

const EVENTS: &[&str] = &[
    "start", "begin", "end", "close", "open", "finish", "expire", "depart", "launch", "commence", "conclude",
];

/// `(an event) that has already started`, `which is over`
fn happened(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(toks, at, &["that|which has|have|is|are|was|were already|not? yet? been?"])?;
    let next = eat_first(toks, next, &["already|yet|still"]).unwrap_or(next);
    if let Some(end) = eat_first(toks, next, &["over|past|closed|finished", "in the past"]) {
        return Some(end);
    }
    lexicon().verb(low(toks, next)).filter(|(base, _)| EVENTS.contains(base)).map(|_| next + 1)
}

const ANY_MORE: &[&str] = &["any more|longer", "anymore|afterwards|later"];

/// What somebody does or what is done, and whether that it may or may not be.
fn deed(toks: &[Tok], at: usize) -> Option<usize> {
    const MAY: &[&str] = &[
        "can|may|must|should|shall|will|could only|just|still|no|always? longer?",
        "is|are only|just|still|no|not? longer? allowed|permitted|able|possible to?",
        "is|are only|just|still|no|not? longer?",
    ];
    const MADE: &[&str] = &["made|done|placed|given|taken|cast|held|sent|sold"];
    let tail = |next: usize| eat_first(toks, next, ANY_MORE).unwrap_or(next);
    // "nobody may answer (the survey)", "you can't book an event", "members can only vote"
    let who = eat_first(
        toks,
        at,
        &["nobody|noone", "no one|user|more", "you|they|we|people|users|everybody|everyone|it"],
    );
    let np = noun_phrase(toks, at);
    // "no more bookings", "no bookings (are accepted)"
    let none = np.as_ref().is_some_and(|(np, _)| np.quant == Quant::No)
        || eat_first(toks, at, &["no more|further|new|other|additional", "no"]).is_some();
    let next = match who {
        Some(next) => next,
        None => match eat_first(toks, at, &["no more|further|new|other|additional"]) {
            Some(more) => noun_phrase(toks, more)?.1,
            None => np?.1,
        },
    };
    let modal = refusal(toks, next).or_else(|| eat_first(toks, next, MAY));
    if let Some(verb) = modal {
        let verb = eat_first(toks, verb, &["be"]).unwrap_or(verb);
        let passive = eat_first(toks, verb, MADE).or_else(|| past_verb(toks, verb).map(|_| verb + 1));
        if let Some(next) = passive {
            return Some(tail(next));
        }
        if let Some(next) = eat_first(toks, verb, &["possible|allowed|accepted|open|permitted"]) {
            return Some(tail(next));
        }
        // "may only have one ticket that is not closed" counts.
        let (base, form) = lexicon().verb(low(toks, verb))?;
        if form != Form::Base || matches!(base, "have" | "be" | "own" | "hold" | "keep" | "contain") {
            return None;
        }
        let next = eat_first(toks, verb + 1, &["up|for|in|on|to|part for|in|to|on?"]).unwrap_or(verb + 1);
        let next = noun_phrase(toks, next).map_or(next, |(_, n)| n);
        return Some(tail(next));
    }
    let done = eat_first(
        toks,
        next,
        &[
            "is|are only? accepted|allowed|possible|open|permitted|made",
            "closes|close|ends|end",
            "must|should be in|made",
        ],
    );
    match done {
        Some(next) => Some(tail(next)),
        None if none => Some(next),
        None => None,
    }
}

/// `until the event starts`, `after the closing time of the poll`, `up to 24 hours before the trip departs`
fn moment(toks: &[Tok], at: usize) -> Option<usize> {
    const LEAD: &[&str] = &[
        "until|till|before|after|once|while|when|unless|whenever",
        "as soon as",
        "as|so long as",
        "only? while|when|after|before|until|once",
        "at the latest before?",
    ];
    let ahead = eat_first(
        toks,
        at,
        &["only? up to", "only? until|till", "at least|most", "no later|less than", "within"],
    )
    .unwrap_or(at);
    let distance = number(toks, ahead).and_then(|(_, n)| {
        let unit = eat_first(toks, n, &["minute|minutes|hour|hours|day|days|week|weeks|h|min"])?;
        eat_first(toks, unit, &["in advance of|to?", "before|after|prior|until|ahead of|to?"])
    });
    let lead = distance.or_else(|| eat_first(toks, at, LEAD))?;
    let (np, next) = noun_phrase(toks, lead)?;
    // "the event starts", "the survey has been closed", "the trip is over"
    let verb = eat_first(toks, next, &["has|have|is|are|was|were already? been?"]).unwrap_or(next);
    let verb = eat_first(toks, verb, &["already|still|not yet?"]).unwrap_or(verb);
    let happens = lexicon().verb(low(toks, verb)).is_some_and(|(base, _)| EVENTS.contains(&base))
        || any(toks, verb, &["over", "open", "past", "up", "live"]);
    if happens && verb < toks.len() {
        return Some(verb + 1);
    }
    // "the survey opens" read as one name
    let named = |word: &str| lexicon().verb(word).is_some_and(|(base, _)| EVENTS.contains(&base));
    if np.low.len() >= 2 && named(np.last()) && np.of.is_none() {
        return Some(next);
    }
    // "the start of the trip", "the poll's closing time", "its deadline"
    let when = |word: &str| {
        named(word)
            || matches!(
                word,
                "deadline" | "departure" | "start" | "end" | "opening" | "closing" | "beginning" | "expiry"
            )
            || matches!(word, "time" | "date")
    };
    if !when(&words::singular(np.last())) {
        return None;
    }
    if let Some((_, end)) = eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        return Some(end);
    }
    (np.of.is_some() || distance.is_some() || any(toks, lead, &["its", "their"])).then_some(next)
}

/// `Won or lost deals must not be edited`, `a paid payslip can't be changed anymore`, `only draft invoices can be
/// deleted`: a deed that the state of the record forbids. One state before the thing is what other readers know.
fn frozen(toks: &[Tok], at: usize) -> Option<usize> {
    let lead = eat_first(toks, at, &["only|all|any|a|an|the"]).unwrap_or(at);
    let mut next = lead;
    let mut states = 0;
    loop {
        let word = toks.get(next).filter(|tok| tok.word && !words::stop::is_stop(&tok.low))?;
        let state = lexicon().is_state(&word.low);
        if !state {
            break;
        }
        states += 1;
        next += 1;
        match eat_first(toks, next, &[", or|and", "or|and|/", ","]) {
            Some(more) => next = more,
            None => break,
        }
    }
    if states < 2 {
        return unless(toks, at);
    }
    let (_, next) = noun_phrase(toks, next)?;
    let verb = refusal(toks, next).or_else(|| eat_first(toks, next, &["can|may no longer"]))?;
    let verb = eat_first(toks, verb, &["be"])?;
    let (_, end) = super::permit::past_acts(toks, verb)?;
    Some(eat_first(toks, end, ANY_MORE).unwrap_or(end))
}

/// `An order cannot be deleted once it is shipped`: of a deed that every record knows.
fn unless(toks: &[Tok], at: usize) -> Option<usize> {
    let (_, next) = noun_phrase(toks, at)?;
    let verb = refusal(toks, next)
        .or_else(|| eat_first(toks, next, &["can|may only|no longer?"]))
        .and_then(|n| eat_first(toks, n, &["be"]))?;
    let (acts, next) = super::permit::past_acts(toks, verb)?;
    let plain = acts.iter().all(|act| {
        matches!(act.verb.as_str(), "edit" | "update" | "change" | "modify" | "delete" | "remove" | "alter")
    });
    let next = eat_first(toks, next, ANY_MORE).unwrap_or(next);
    let state = eat_first(
        toks,
        next,
        &[
            ",? once|if|when|while|after|unless|until|till|as it|they|he|she is|are|was|has|have|were already|still? been?",
            ",? as long|soon as it|they|he|she is|are|was|has|have already|still? been?",
        ],
    )
    .filter(|_| plain)?;
    let state = eat_first(toks, state, &["already|still|not|been"]).unwrap_or(state);
    // "after they are created": never.
    let (word, end) = crate::english::modifier::value_words(toks, state)?;
    let always = matches!(
        word.as_str(),
        "created" | "made" | "placed" | "saved" | "stored" | "added" | "recorded" | "written" | "entered"
    );
    (!always).then_some(end)
}

/// `Shifts last at most 12 hours`, `bookings shorter than 30 minutes are refused`, `a lesson must be at least 20
/// minutes long`: a length that no field holds.
fn lasting(toks: &[Tok], at: usize) -> Option<usize> {
    const UNITS: &[&str] =
        &["second|seconds|minute|minutes|hour|hours|day|days|week|weeks|month|months|night|nights"];
    const BOUND: &[&str] = &[
        "at most|least",
        "no|not longer|shorter|more|less than",
        "longer|shorter|more|less than",
        "up to",
        "exactly",
        "a? maximum|minimum of",
        "between",
        "from",
    ];
    let length = |at: usize| {
        let next = eat_first(toks, at, BOUND)?;
        let (_, next) = number(toks, next)?;
        let next =
            eat_first(toks, next, &["and|to|-"]).and_then(|n| number(toks, n)).map_or(next, |(_, n)| n);
        let end = eat_first(toks, next, UNITS)?;
        Some(eat_first(toks, end, &["long"]).unwrap_or(end))
    };
    // The verb is no word of the name: "shifts last at most".
    let verb = (at + 1..toks.len().min(at + 5)).find(|n| {
        any(toks, *n, &["last", "lasts", "take", "takes", "run", "runs", "go", "goes", "longer", "shorter"])
            || refusal(toks, *n).is_some()
            || any(toks, *n, &["must", "may", "should", "can"])
    })?;
    let (np, end) = noun_phrase(&toks[..verb], at)?;
    if end != verb || np.low.len() > 3 {
        return None;
    }
    if any(toks, verb, &["longer", "shorter"]) {
        let end = length(verb)?;
        let told = eat_first(
            toks,
            end,
            &[
                "is|are|must|should|will not|never|be? be? allowed|accepted|possible|refused|rejected|forbidden|permitted",
                "makes|make no sense",
                "cannot be made|booked|created|accepted",
            ],
        )?;
        return Some(told);
    }
    let next = refusal(toks, verb)
        .or_else(|| eat_first(toks, verb, &["must|may|should|can only|always?"]))
        .unwrap_or(verb);
    let lasts = eat_first(toks, next, &["last|lasts|take|takes|run|runs|go|goes|continue on|for?"]);
    let end = match lasts {
        Some(next) => length(next)?,
        None => {
            eat_first(toks, next, &["be"]).and_then(length).filter(|end| any(toks, end - 1, &["long"]))?
        }
    };
    Some(end)
}

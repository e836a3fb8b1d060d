//! What is refused, told as what must not be: `bookings whose end is before their start are rejected`, `refuse a
//! booking if its end is before its start`.

use std::ops::Range;

use super::{
    super::super::{
        cursor::{any, eat_first, low, number},
        evidence::Np,
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Plain, ends, is_pronoun, name_before,
};

const REFUSED: &[&str] = &[
    "is|are|gets|get always? rejected|refused|denied|declined|blocked|prevented|forbidden|prohibited|disallowed|invalid|impossible",
    "must|should|shall|will|have|has to? be rejected|refused|denied|declined|blocked|prevented|forbidden|prohibited|disallowed|invalid|impossible",
    "is|are not|never accepted|allowed|permitted|possible|valid|saved|stored|taken",
    "isn't|aren't accepted|allowed|permitted|possible|valid|saved|stored|taken",
    "cannot be accepted|allowed|permitted|possible|valid|saved|stored|made|created|placed",
];
const REFUSE: &[&str] = &[
    "reject|refuse|deny|decline|prevent|forbid|block|disallow|rejects|refuses|denies|declines|prevents|forbids|blocks|disallows",
    "do|does not allow|accept|permit|save|store|take",
    "don't|doesn't allow|accept|permit|save|store|take",
    "never accept|allow|save|store|accepts|allows|saves|stores",
    "cannot accept|allow|save|store|take",
];

const CLASHING: &[&str] = &["overlapping|conflicting|clashing|colliding", "double"];

pub(super) fn may_be_told(toks: &[Tok], range: Range<usize>) -> bool {
    range.into_iter().any(|n| eat_first(toks, n, REFUSED).or_else(|| eat_first(toks, n, REFUSE)).is_some())
}

/// The plain forms of a refusal that begins there.
pub(super) fn told(toks: &[Tok], at: usize) -> Vec<Plain> {
    refusing(toks, at).or_else(|| suffered(toks, at)).or_else(|| on_condition(toks, at)).unwrap_or_default()
}

/// `reject a booking whose end is before its start`
fn refusing(toks: &[Tok], at: usize) -> Option<Vec<Plain>> {
    let next = eat_first(toks, at, REFUSE)?;
    if eat_first(toks, next, CLASHING).is_some() {
        return None;
    }
    let (thing, next) = noun_phrase(toks, next)?;
    Some(denied(toks, at, Some(&thing), next, toks.len()))
}

/// `bookings whose end is before their start are rejected`, `a booking is refused when its booth is taken`
fn suffered(toks: &[Tok], at: usize) -> Option<Vec<Plain>> {
    if let Some(next) = eat_first(toks, at, CLASHING) {
        let (start, end) = (next..toks.len()).find_map(|n| Some((n, eat_first(toks, n, REFUSED)?)))?;
        ends(toks, end)?;
        return Some(vec![Plain::from(at).keep(toks, next..start).say("must not overlap")]);
    }
    let (thing, next) = noun_phrase(toks, at)?;
    if let Some(when) = eat_first(toks, next, REFUSED) {
        return Some(denied(toks, at, Some(&thing), when, toks.len()));
    }
    let (start, end) = (next..toks.len()).find_map(|n| Some((n, eat_first(toks, n, REFUSED)?)))?;
    ends(toks, end)?;
    Some(denied(toks, at, Some(&thing), next, start))
}

/// `if the end lies before the start, the booking is refused`, `when …, the system rejects it`
fn on_condition(toks: &[Tok], at: usize) -> Option<Vec<Plain>> {
    eat_first(toks, at, &["if|when|whenever|where"])?;
    let comma = (at + 1..toks.len()).rev().find(|n| any(toks, *n, &[","]))?;
    let then = eat_first(toks, comma + 1, &["then"]).unwrap_or(comma + 1);
    let thing = noun_phrase(toks, then)
        .filter(|(_, next)| eat_first(toks, *next, REFUSED).is_some_and(|end| ends(toks, end).is_some()));
    if let Some((thing, _)) = thing {
        // "a new one is refused"
        let thing = Some(thing).filter(|np| !matches!(np.last(), "one" | "request" | "entry" | "call"));
        return Some(denied(toks, at, thing.as_ref(), at, comma));
    }
    let it = is_pronoun(toks, then).then(|| eat_first(toks, then + 1, REFUSED)).flatten();
    if it.is_some_and(|end| ends(toks, end).is_some()) {
        return Some(denied(toks, at, None, at, comma));
    }
    const SYSTEM: &[&str] = &[
        "the|our|this system|service|api|software|application|app|backend|platform|server shall|should|must|will?",
        "it|we shall|should|must|will?",
    ];
    let system = eat_first(toks, then, SYSTEM).unwrap_or(then);
    let refused = eat_first(toks, system, REFUSE)?;
    let named = noun_phrase(toks, refused).filter(|(_, end)| *end >= toks.len()).map(|(np, _)| np);
    let it = eat_first(toks, refused, &["it|them|this|that"]).filter(|end| *end >= toks.len());
    (named.is_some() || it.is_some()).then(|| denied(toks, at, named.as_ref(), at, comma))
}

/// The clauses that say of the thing what it must not be, by what stands behind it: `whose …`, `with …`, `that …`, `if …`.
fn denied(toks: &[Tok], at: usize, thing: Option<&Np>, join: usize, end: usize) -> Vec<Plain> {
    let Some(toks) = toks.get(..end) else { return Vec::new() };
    let next = join + 1;
    let found = match low(toks, join) {
        "whose" => thing.and_then(|thing| {
            let (np, verb) = subject(toks, next)?;
            let plain =
                Plain::from(at).say("the").keep(toks, np.name_toks).say("of").keep(toks, thing.toks.clone());
            must_not(plain, toks, verb)
        }),
        "that" | "which" => {
            thing.and_then(|thing| must_not(Plain::from(at).keep(toks, thing.toks.clone()), toks, next))
        }
        "with" | "having" | "for" | "of" => thing.and_then(|thing| with(toks, at, thing, next)),
        "if" | "when" | "whenever" | "where" => return condition(toks, at, thing, next),
        _ => None,
    };
    found.into_iter().collect()
}

/// `with an end before the start`, `with the same name and town`
fn with(toks: &[Tok], at: usize, thing: &Np, next: usize) -> Option<Plain> {
    if let Some(same) = eat_first(toks, next, &["the|an? same|identical|equal"]) {
        let plain = Plain::from(at).say("two").several(toks, thing).say("must not have the same");
        return Some(plain.keep(toks, same..toks.len()));
    }
    let (np, rest) = noun_phrase(toks, next)?;
    const STANDS: &[&str] = &[
        "before|after|below|above|under|over|beyond|past",
        "less|more|greater|smaller|later|earlier|lower|higher|longer|shorter|larger|bigger than",
        "in the past|future",
    ];
    eat_first(toks, rest, STANDS)?;
    let plain = Plain::from(at).say("the").keep(toks, np.name_toks).say("of").keep(toks, thing.toks.clone());
    Some(plain.say("must not be").keep(toks, rest..toks.len()))
}

/// `the booth is already taken at that time`, `its end lies before its start`, `a band has 3 open bookings`
fn condition(toks: &[Tok], at: usize, thing: Option<&Np>, next: usize) -> Vec<Plain> {
    if is_pronoun(toks, next) {
        let plain =
            thing.and_then(|thing| must_not(Plain::from(at).keep(toks, thing.toks.clone()), toks, next + 1));
        return plain.into_iter().collect();
    }
    let Some((np, verb)) = subject(toks, next) else { return Vec::new() };
    const TAKEN: &[&str] = &[
        "is|are|has|have already|still? been? taken|booked|occupied|reserved|used|busy|rented|lent|hired|unavailable out?",
        "is|are|has|have already|still? in use",
    ];
    if let Some(taken) = eat_first(toks, verb, TAKEN) {
        const THEN: &[&str] = &[
            "already? at|in|for|during|on|within that|this|the|an? same|given|requested|wanted|overlapping? time|times|period|slot|days|dates|hours|day",
            "then|already",
        ];
        return match eat_first(toks, taken, THEN).filter(|end| *end >= toks.len()) {
            Some(_) => {
                let plain = Plain::from(at).say("a").keep(toks, np.name_toks);
                vec![plain.say("cannot be booked twice at the same time")]
            }
            None => Vec::new(),
        };
    }
    let own = any(toks, next, &["its", "their"]);
    let (plain, verb) = match eat_first(toks, verb, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((_, verb)) => (Plain::from(at).keep(toks, next..verb), verb),
        None => match thing.filter(|_| own) {
            Some(thing) => {
                let plain = Plain::from(at).say("the").keep(toks, np.name_toks).say("of");
                (plain.keep(toks, thing.toks.clone()), verb)
            }
            None => (Plain::from(at).keep(toks, np.toks), verb),
        },
    };
    must_not(plain, toks, verb).into_iter().collect()
}

/// A name and the verb behind it, which is no word of the name.
fn subject(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const VERBS: &[&str] = &[
        "already|still is|are|has|have|holds|lies|lie|falls|fall|comes|come",
        "is|are|isn't|aren't|has|have|does|do|doesn't|don't|lies|lie|falls|fall|comes|come",
    ];
    const NOUNS: &[&str] =
        &["exceeds|exceed|overlaps|overlap|clashes|clash|ends|end|starts|start|begins|begin"];
    let before = |verbs| name_before(toks, at, verbs);
    before(VERBS).or_else(|| before(NOUNS)).or_else(|| noun_phrase(toks, at))
}

/// The verb that stands there, denied, and what stands behind it.
fn must_not(plain: Plain, toks: &[Tok], verb: usize) -> Option<Plain> {
    let rest = |plain: Plain, from: usize| (from < toks.len()).then(|| plain.keep(toks, from..toks.len()));
    if let Some(next) = eat_first(toks, verb, &["is|are not", "isn't|aren't"]) {
        return rest(plain.say("must be"), next);
    }
    if let Some(next) = eat_first(toks, verb, &["does|do not", "doesn't|don't"]) {
        return rest(plain.say("must"), next);
    }
    if let Some(next) = eat_first(toks, verb, &["is|are|lies|lie|falls|fall|comes|come"]) {
        return rest(plain.say("must not be"), next);
    }
    if let Some(next) = eat_first(toks, verb, &["already? has|have|holds already?"]) {
        return match number(toks, next) {
            Some(_) => rest(plain.say("must not have more than"), next),
            None => rest(plain.say("must not have"), next),
        };
    }
    let (base, form) = lexicon().verb(low(toks, verb)).or_else(|| overlaps(toks, verb))?;
    if !matches!(form, Form::Base | Form::Third) {
        return None;
    }
    let plain = plain.say("must not").say(base);
    if verb + 1 >= toks.len() { Some(plain) } else { rest(plain, verb + 1) }
}

fn overlaps(toks: &[Tok], at: usize) -> Option<(&'static str, Form)> {
    let base = match low(toks, at) {
        "overlap" | "overlaps" => "overlap",
        "exceed" | "exceeds" => "exceed",
        "clash" | "clashes" => "clash",
        _ => return None,
    };
    Some((base, Form::Third))
}

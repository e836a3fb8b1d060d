//! What is done only before a moment, put together from its parts: the deed (`votes can't be cast`, `no bookings
//! may be made`, `bids placed … are refused`, behind a right: `members can cancel their bookings`), and the moment
//! (`after the poll has closed`, `until the class starts`, `before its start`, `after the event's closing time`).

use super::{
    super::{
        cursor::{any, eat_first, refusal},
        evidence::{Fact, Np, Quant},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
    rule::of_whom,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    passed_first(toks, at)
        .or_else(|| none_after(toks, at))
        .or_else(|| past_ones(toks, at))
        .or_else(|| suffered(toks, at))
        .or_else(|| refused(toks, at))
        .or_else(|| closing(toks, at))
}

/// The moment, and whether something is done until then or refused from then on.
struct Moment {
    until: bool,
    owner: Option<Np>,
    /// `start`, `end`, or the words of a field.
    field: Np,
    end: usize,
}

const UNTIL: &[&str] =
    &["only? until|till|before|prior to?", "only? up to|until", "at any time until|before"];
const AFTER: &[&str] =
    &["any more|longer after|once", "anymore? after|once|past", "after|once|as soon as", "when"];
const STARTS: &[&str] =
    &["starts|start|begins|begin|started|begun|departs|depart|departed", "kicks|kick off"];
const ENDS: &[&str] = &[
    "ends|end|ended|closes|close|closed|finishes|finish|finished|expires|expire|expired|over",
    "is|are over",
    "passed",
];

fn moment(toks: &[Tok], at: usize) -> Option<Moment> {
    let (until, next) = eat_first(toks, at, UNTIL)
        .map(|next| (true, next))
        .or_else(|| eat_first(toks, at, AFTER).map(|next| (false, next)))
        .or_else(|| eat_first(toks, at, &["as|so long as", "while"]).map(|next| (true, next)))?;
    let lasting = any(toks, next - 1, &["as", "while"]);
    let own = eat_first(toks, next, &["it|they|this|that"]);
    let (owner, after) = match own {
        Some(after) => (None, after),
        None => {
            happening(toks, next).or_else(|| noun_phrase(toks, next)).map(|(np, after)| (Some(np), after))?
        }
    };
    // "the event starts", "it has begun", "as long as the poll has not closed"
    let has = eat_first(toks, after, &["has|have|had already|actually?", "is|are already?", "already"]);
    let not = has
        .and_then(|n| eat_first(toks, n, &["not yet?"]))
        .or_else(|| eat_first(toks, after, &["hasn't|haven't yet?"]));
    let verb = not.or(has).unwrap_or(after);
    let told = |phrases: &'static [&'static str], word: &str| {
        eat_first(toks, verb, phrases).map(|end| (named(word), end))
    };
    let state = any(toks, after, &["is", "are"]) && !any(toks, verb, &["over"]);
    if let Some((field, end)) = told(STARTS, "start").or_else(|| told(ENDS, "end")).filter(|_| !state) {
        // "as long as it has not started" lasts until then; "while it starts" says nothing.
        return (lasting == not.is_some()).then_some(Moment { until, owner, field, end });
    }
    if lasting {
        return None;
    }
    // "the event's closing time", "the start of the event", "its deadline"
    let its = any(toks, next, &["its", "their"]);
    let (field, end) = of_whom(toks, owner?, after);
    // "the closes at of the poll"
    let when = |np: &Np| np.low.iter().any(|word| WHEN.contains(&word.as_str()));
    let whose = field.of.as_ref().map(|of| of_words(of));
    // "after closing time", "until departure": which one is meant is plain.
    let bare = matches!(field.quant, Quant::Bare) && !field.plural;
    (when(&field) && (its || whose.is_some() || bare || any(toks, next, &["the"]))).then_some(Moment {
        until,
        owner: whose,
        field: Np { of: None, ..field },
        end,
    })
}

/// `the poll ends`: the verb is no word of the name.
fn happening(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let verb = (at + 1..toks.len().min(at + 6)).find(|n| {
        let ends = eat_first(toks, *n, STARTS).or_else(|| eat_first(toks, *n, ENDS));
        ends.is_some_and(|next| !any(toks, next, &["date", "time", "at", "on", "day"]))
    })?;
    noun_phrase(toks.get(..verb)?, at).filter(|(_, next)| *next == verb)
}

const WHEN: &[&str] = &[
    "start",
    "starts",
    "beginning",
    "end",
    "ends",
    "date",
    "time",
    "deadline",
    "closing",
    "expiry",
    "departure",
    "kickoff",
    "due",
    "cutoff",
    "closes",
];

/// What is done: the bases of one or several verbs.
fn deeds(toks: &[Tok], at: usize, past: bool) -> Option<(Vec<String>, usize)> {
    let one = |at: usize| -> Option<(String, usize)> {
        let base = if past {
            super::past_verb(toks, at)?
        } else {
            let (base, form) = lexicon().verb(super::low(toks, at))?;
            (form == Form::Base && !matches!(base, "be" | "have" | "do")).then(|| base.to_owned())?
        };
        let particle =
            eat_first(toks, at + 1, &["up|in|out"]).filter(|next| !any(toks, *next, &["to", "until"]));
        Some((base, particle.unwrap_or(at + 1)))
    };
    let (first, mut end) = one(at)?;
    let mut found = vec![first];
    while let Some((verb, next)) = eat_first(toks, end, &[", or|and|nor", "or|and|nor|/", ","]).and_then(one)
    {
        found.push(verb);
        end = next;
    }
    Some((found, end))
}

fn fact(deeds: Vec<String>, thing: Option<Np>, moment: Moment, toks: std::ops::Range<usize>) -> Read {
    let end = toks.end;
    let Moment { owner, field, .. } = moment;
    Some((vec![Fact::Deadline { deeds, thing, owner, field, toks }], end))
}

const ANY_MORE: &[&str] = &["any more|longer", "anymore"];

/// `Votes can't be cast after the poll has closed`, `bookings can be cancelled until the class starts`, `no bids may
/// be placed after …`, `bids are accepted until …`
fn suffered(toks: &[Tok], at: usize) -> Read {
    let none = any(toks, at, &["no"]);
    let start = eat_first(toks, at, &["no more|further|new?", "new"]).unwrap_or(at);
    let (thing, next) = noun_phrase(toks, start)?;
    // "a bid must be placed before its auction ends", "bids placed after the auction ends are refused"
    if !none
        && let Some((verbs, next)) = deeds(toks, next, true)
        && let Some(moment) = moment(toks, next).filter(|m| !m.until)
        && let Some(end) = eat_first(
            toks,
            moment.end,
            &[
                "is|are|must|should|will be? refused|rejected|invalid|ignored|forbidden",
                "is|are|must|should|will not be? accepted|allowed|counted|possible|valid|permitted",
                "do|does not count",
                "don't|doesn't count",
            ],
        )
    {
        return fact(verbs, Some(thing), moment, at..end);
    }
    // "Submissions are possible until the exam ends"
    if !none
        && let Some(next) = eat_first(toks, next, &["is|are only? possible|open|allowed|available"])
        && let Some(moment) = moment(toks, next).filter(|m| m.until)
    {
        let end = moment.end;
        return fact(vec!["create".to_owned()], Some(thing), moment, at..end);
    }
    let no_longer = eat_first(toks, next, &["can|may no longer"]);
    let not = || eat_first(toks, next, &["is|are not|never", "isn't|aren't"]);
    let (refused, verb) = match no_longer.or_else(|| refusal(toks, next)).or_else(not) {
        Some(verb) => (true, verb),
        None => (none, eat_first(toks, next, &["can|may|must|should|has|have|are|is still? only? to?"])?),
    };
    let verb = eat_first(toks, verb, &["still|only"]).unwrap_or(verb);
    let verb = eat_first(toks, verb, &["be"]).unwrap_or(verb);
    let (mut verbs, next) = deeds(toks, verb, true)?;
    if verbs.iter().all(|verb| matches!(verb.as_str(), "allow" | "accept" | "permit" | "take")) {
        verbs = vec!["create".to_owned()];
    }
    let next = eat_first(toks, next, ANY_MORE).unwrap_or(next);
    let moment = moment(toks, next)?;
    let end = moment.end;
    (refused != moment.until).then(|| fact(verbs, Some(thing), moment, at..end)).flatten()
}

/// `No bids after the lot closes`, `no more registrations once the event has started`: none is made.
fn none_after(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, &["no more|further|new?"])?;
    let verb = (start + 1..toks.len().min(start + 4)).find(|n| moment(toks, *n).is_some_and(|m| !m.until))?;
    let (thing, next) = noun_phrase(toks.get(..verb)?, start)?;
    let moment = moment(toks, verb).filter(|_| next == verb)?;
    let end = moment.end;
    fact(vec!["create".to_owned()], Some(thing), moment, at..end)
}

/// `Past sessions may not be changed`
fn past_ones(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["past"])?;
    let (thing, next) = noun_phrase(toks, next).filter(|(np, _)| np.plural)?;
    let verb = refusal(toks, next).and_then(|n| eat_first(toks, n, &["be"]))?;
    let (verbs, next) = deeds(toks, verb, true)?;
    let end = eat_first(toks, next, ANY_MORE).unwrap_or(next);
    let moment = Moment { until: false, owner: None, field: named("start"), end };
    fact(verbs, Some(thing), moment, at..end)
}

/// `Nobody can register after the event has started`, `members can't cancel a booking once the class has begun`
fn refused(toks: &[Tok], at: usize) -> Read {
    let nobody = eat_first(toks, at, &["nobody|noone can|may|must|should", "no one can|may|must|should"]);
    let verb = match nobody {
        Some(verb) => verb,
        None => {
            let next = eat_first(toks, at, &["you|users|people|one|they|it"])
                .or_else(|| noun_phrase(toks, at).map(|(_, next)| next))?;
            eat_first(toks, next, &["can|may no longer"]).or_else(|| refusal(toks, next))?
        }
    };
    let (verbs, next) = deeds(toks, verb, false)?;
    let next = eat_first(toks, next, ANY_MORE).unwrap_or(next);
    if let Some(moment) = moment(toks, next).filter(|m| !m.until) {
        let end = moment.end;
        return fact(verbs, None, moment, at..end);
    }
    let object = eat_first(toks, next, &["for|on|in|to|at|from"]).unwrap_or(next);
    let (thing, next) = noun_phrase(toks, object)?;
    let next = eat_first(toks, next, ANY_MORE).unwrap_or(next);
    let moment = moment(toks, next).filter(|m| !m.until)?;
    let end = moment.end;
    fact(verbs, Some(thing), moment, at..end)
}

/// `After the poll has closed, no votes can be cast`, `once the event has started nobody may register`
fn passed_first(toks: &[Tok], at: usize) -> Read {
    let first = moment(toks, at)?;
    let start = eat_first(toks, first.end, &[",? then?", ","]).unwrap_or(first.end);
    // Read as if the moment stood behind.
    let stop = (start..toks.len()).find(|n| !toks[*n].word && !toks[*n].is("-")).unwrap_or(toks.len());
    let behind = [toks.get(start..stop)?, toks.get(at..first.end)?].concat();
    let (found, end) = suffered(&behind, 0).or_else(|| refused(&behind, 0))?;
    if end != behind.len() {
        return None;
    }
    let facts = found.into_iter().map(|fact| match fact {
        Fact::Deadline { deeds, thing, owner, field, .. } => {
            Fact::Deadline { deeds, thing, owner, field, toks: at..stop }
        }
        other => other,
    });
    Some((facts.collect(), stop))
}

/// `Registrations close when the event starts`, `voting ends at the deadline of the poll`
fn closing(toks: &[Tok], at: usize) -> Read {
    let (thing, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, next, &["close|closes|stop|stops|end|ends", "is|are closed"])?;
    let next = eat_first(toks, next, &["when|once|at|on|with|as soon as"])?;
    let marked = [
        toks.get(..next)?,
        &[Tok { low: "after".to_owned(), ..toks.get(next - 1)?.clone() }],
        toks.get(next..)?,
    ]
    .concat();
    let moment = moment(&marked, next)?;
    let end = moment.end - 1;
    let moment = Moment { owner: moment.owner, ..moment };
    fact(vec!["create".to_owned()], Some(thing), moment, at..end)
}

/// `Members can cancel their bookings | until the class starts`, `| , but not after it has started`
pub fn behind(toks: &[Tok], at: usize, acts: &[super::super::evidence::Act], objects: &[Np]) -> Read {
    let not = eat_first(toks, at, &[",? but not|never", "but not|never", "not"]);
    let next = not.or_else(|| eat_first(toks, at, &["but? only", ", but only", ","])).unwrap_or(at);
    let next = if any(toks, next, &["until", "till", "before", "after", "once", "up", "as", "while"]) {
        next
    } else {
        at
    };
    let moment = moment(toks, next).filter(|moment| moment.until == not.is_none())?;
    let end = moment.end;
    let verbs = acts.iter().map(|act| act.verb.clone()).collect();
    fact(verbs, objects.first().cloned(), moment, at..end)
}

/// Whether what follows is a moment until which something may be done: read behind the right, it is a rule.
pub fn follows(toks: &[Tok], at: usize) -> bool {
    moment(toks, at).is_some_and(|moment| moment.until)
}

fn named(word: &str) -> Np {
    Np { name: word.to_owned(), low: vec![word.to_owned()], ..Np::default() }
}

fn of_words(words: &str) -> Np {
    Np { name: words.to_owned(), low: words.split(' ').map(str::to_owned).collect(), ..Np::default() }
}

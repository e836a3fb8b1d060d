//! When there is no more room: a state (`once an event is full`) and what comes of it (`no more registrations
//! are accepted`), in either order; or at once (`a course takes at most its capacity`).

use super::{
    super::{
        cursor::{any, eat, eat_first, low, refusal},
        evidence::{Fact, Np},
        lexicon::lexicon,
        noun::noun_phrase,
        token::Tok,
    },
    Read, deed,
};

/// Words for the room of a thing, whatever its field is called.
const ROOM: &[&str] = &["capacity", "limit", "maximum"];

pub fn read(toks: &[Tok], at: usize) -> Read {
    state_first(toks, at)
        .or_else(|| effect_first(toks, at))
        .or_else(|| suffered(toks, at))
        .or_else(|| at_most(toks, at))
}

fn room(toks: std::ops::Range<usize>) -> Np {
    Np { name: "capacity".to_owned(), low: vec!["capacity".to_owned()], toks, ..Np::default() }
}

fn fact(counted: Option<Np>, holder: Np, toks: std::ops::Range<usize>) -> Fact {
    let field = room(toks.start..toks.start);
    Fact::Capacity { counted: counted.unwrap_or_default(), holder: Some(holder), field, toks }
}

/// `(once) an event is full`, `if all seats of a course are taken`: whose room it is. `None` for a pronoun.
pub fn state(toks: &[Tok], at: usize) -> Option<(Option<Np>, usize)> {
    const FULL: &[&str] = &[
        "is|are|gets|get|becomes|become already|completely? full|filled",
        "is|are|gets|get already? fully|completely booked|taken|occupied|full",
        "is|are|gets|get already? sold|booked out",
        "is|are at full? capacity",
        "is|are filled up",
        "fills up",
        "has|have reached its|their|the full? capacity|limit|maximum",
        "reaches|reach its|their|the full? capacity|limit|maximum",
        "has|have no more|free|available|open? seats|places|spots|slots|capacity|room|space left|free|available?",
        "runs|run out of seats|places|spots|slots|room|space",
    ];
    let lead = eat_first(
        toks,
        at,
        &["as soon as", "as long as not", "once|when|if|until|unless|while|whenever|after|till"],
    )?;
    // "all seats of a course are taken", "the capacity of an event is reached"
    const USED: &[&str] =
        &["is|are|has|have been? reached|exceeded|exhausted|used|taken|filled|booked|gone|sold up?"];
    if let Some(seats) = eat_first(toks, lead, &["all|the? of? the? capacity|limit|seats|places|spots|slots"])
    {
        let (holder, next) =
            match eat_first(toks, seats, &["of|for|in|on|at"]).and_then(|n| noun_phrase(toks, n)) {
                Some((np, next)) => (Some(np), next),
                None => (None, seats),
            };
        return eat_first(toks, next, USED).map(|end| (holder, end));
    }
    if let Some(next) = eat_first(toks, lead, &["it|they|this|that"]) {
        return eat_first(toks, next, FULL).map(|end| (None, end));
    }
    let (np, next) = noun_phrase(toks, lead)?;
    // "the event's capacity is reached"
    if let Some(of) = np.of.clone().filter(|_| ROOM.contains(&np.last())) {
        let low: Vec<String> = of.split(' ').map(str::to_owned).collect();
        let holder = Np { name: of, low, of: None, ..np };
        return eat_first(toks, next, USED).map(|end| (Some(holder), end));
    }
    eat_first(toks, next, FULL).map(|end| (Some(np), end))
}

/// `no more registrations are accepted`, `nobody can sign up (for it) any more`, `registration is closed`:
/// what is counted, what it is for, and the end.
pub fn effect(toks: &[Tok], at: usize) -> Option<(Option<Np>, Option<Np>, usize)> {
    const NO_MORE: &[&str] = &["no more|further|new|additional|other", "no"];
    const ACCEPTED: &[&str] = &[
        "is|are|will|can|may|must|should be? accepted|allowed|possible|permitted|taken|made|added|created|booked|sold",
    ];
    const REFUSED: &[&str] = &[
        "is|are|must|should|shall|will|gets|get be? rejected|refused|closed|blocked|denied|declined|forbidden|prevented|impossible",
        "is|are no longer|more accepted|possible|allowed|open|permitted",
        "must|should|shall|will|can|may|is|are not|never be? accepted|possible|allowed|permitted|made any? more|longer?",
        "cannot|can't|mustn't|isn't|aren't be? accepted|possible|allowed|permitted|made",
        "closes|close|stops|stop|fails|fail",
    ];
    const MORE: &[&str] =
        &["any|further|new|additional|more|other|every more|further|new?", "the|a|an|another"];
    const TOO: &[&str] = &["any more|longer", "anymore", "then"];
    let tail = |at: usize| eat_first(toks, at, TOO).unwrap_or(at);
    let of = |at: usize| match eat_first(toks, at, &["for|of|to|in|on it|this|that|them"]) {
        Some(end) => (None, end),
        None => match eat_first(toks, at, &["for|of|to|in|on"]).and_then(|n| noun_phrase(toks, n)) {
            Some((np, end)) => (Some(np), end),
            None => (None, at),
        },
    };
    // "no more registrations (for it) are accepted"
    if let Some(next) = eat_first(toks, at, NO_MORE)
        && let Some((np, next)) = noun_phrase(toks, next)
    {
        let (what, next) = of(next);
        let end = eat_first(toks, next, ACCEPTED).or_else(|| {
            let verb = eat_first(toks, next, &["can|may|must|should"])?;
            deed_noun(toks, verb)?;
            let verb = eat_first(toks, verb + 1, &["up|part"]).unwrap_or(verb + 1);
            Some(of(verb).1)
        })?;
        // "no more attendees can register": the deed is counted, not who does it.
        let counted = (next..end).find_map(|n| deed_noun(toks, n)).unwrap_or(np);
        return Some((Some(counted), what, tail(end)));
    }
    // "it accepts no more registrations", "the system must refuse further registrations", "reject bookings"
    let system = eat_first(toks, at, &["the? system|api|service|app|it|they|we|then"]).unwrap_or(at);
    let system = eat_first(toks, system, &["must|should|shall|will"]).unwrap_or(system);
    if let Some(next) =
        eat_first(toks, system, &["rejects|reject|refuses|refuse|blocks|block|declines|decline"])
        && let next = eat_first(toks, next, MORE).unwrap_or(next)
        && let Some((np, next)) = noun_phrase(toks, next)
    {
        let (what, end) = of(next);
        return Some((Some(np), what, tail(end)));
    }
    if let Some(next) = refusal(toks, system)
        .or_else(|| eat_first(toks, system, &["does|do not", "doesn't|don't", "no longer"]))
        .or(Some(system))
        && let refused = next > system
        && let Some(verb) = eat_first(toks, next, &["accepts|accept|takes|take|allows|allow|permits|permit"])
        && let Some(more) =
            eat_first(toks, verb, if refused { MORE } else { NO_MORE }).or(refused.then_some(verb))
        && let Some((np, next)) = noun_phrase(toks, more)
    {
        let (what, end) = of(next);
        return Some((Some(np), what, tail(end)));
    }
    // "nobody can sign up for it any more", "you can't register anymore"
    let nobody = eat_first(
        toks,
        at,
        &["nobody|noone else? can|may", "no one else? can|may", "no more|further people|users can|may"],
    )
    .or_else(|| eat_first(toks, at, &["you|people|users|they|one"]).and_then(|n| refusal(toks, n)))
    .or_else(|| eat_first(toks, at, &["it is|must|should no|not longer|be? possible|allowed to"]));
    if let Some(verb) = nobody {
        let noun = deed_noun(toks, verb)?;
        let next = eat_first(toks, verb + 1, &["up|part"]).unwrap_or(verb + 1);
        let (what, end) = of(next);
        return Some((Some(noun), what, tail(end)));
    }
    // "further registrations are rejected", "registration is closed"
    let next = eat_first(toks, at, MORE).unwrap_or(at);
    let (np, next) = noun_phrase(toks, next)?;
    let (what, next) = of(next);
    let end = eat_first(toks, next, REFUSED)?;
    Some((Some(np), what, tail(end)))
}

/// What the verb at the index makes: `sign up` makes a signup.
fn deed_noun(toks: &[Tok], at: usize) -> Option<Np> {
    let (base, _) = lexicon().verb(low(toks, at))?;
    let noun = deed::noun_of(base)?;
    Some(Np { name: noun.to_owned(), low: noun.split(' ').map(str::to_owned).collect(), ..Np::default() })
}

/// `Once an event is full, no more registrations are accepted`
fn state_first(toks: &[Tok], at: usize) -> Read {
    let (holder, next) = state(toks, at)?;
    let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
    let (counted, what, end) = effect(toks, next)?;
    let holder = holder.or(what)?;
    Some((vec![fact(counted, holder, at..end)], end))
}

/// `No more registrations are accepted when the event is full`, `registrations for a full event are refused`
fn effect_first(toks: &[Tok], at: usize) -> Read {
    let (counted, what, next) = effect(toks, at)?;
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    if let Some((holder, end)) = state(toks, next) {
        let holder = holder.or(what)?;
        return Some((vec![fact(counted, holder, at..end)], end));
    }
    let full =
        what.filter(|np| np.low.len() > 1 && matches!(np.low[0].as_str(), "full" | "booked" | "filled"))?;
    let low = full.low[1..].to_vec();
    let holder = Np { name: low.join(" "), low, ..full };
    Some((vec![fact(counted, holder, at..next)], next))
}

/// `a tour can't be booked once it is full`, `a full tour can no longer be booked`
fn suffered(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)?;
    let verb = refusal(toks, next)
        .or_else(|| eat_first(toks, next, &["can|may no longer"]))
        .and_then(|n| eat_first(toks, n, &["be"]))?;
    if let Some(end) = eat_first(toks, verb, &["overbooked|oversold|overfilled|overcrowded"]) {
        return Some((vec![fact(None, np, at..end)], end));
    }
    let counted = deed::noun_of(&super::past_verb(toks, verb)?)?;
    let counted = Np {
        name: counted.to_owned(),
        low: counted.split(' ').map(str::to_owned).collect(),
        ..Np::default()
    };
    let next = eat_first(toks, verb + 1, &["any more|longer", "anymore"]).unwrap_or(verb + 1);
    if np.low.len() > 1 && np.low[0] == "full" {
        let low = np.low[1..].to_vec();
        let holder = Np { name: low.join(" "), low, ..np };
        return Some((vec![fact(Some(counted), holder, at..next)], next));
    }
    let (_, end) = state(toks, next)?;
    Some((vec![fact(Some(counted), np, at..end)], end))
}

/// `an event takes at most its capacity`, `a course never has more students than fit`
fn at_most(toks: &[Tok], at: usize) -> Read {
    let (holder, next) = noun_phrase(toks, at)?;
    let next = eat_first(toks, next, &["can|may|must|should|will"]).unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &["only? takes|take|accepts|accept|holds|hold|fits|fit|admits|admit|has|have room|space|places for?"],
    )
    .or_else(|| {
        eat_first(toks, next, &["only? takes|take|accepts|accept|holds|hold|fits|fit|admits|admit"])
    })?;
    let next = eat_first(toks, next, &["at most", "up to", "no|not more than", "only", "a? maximum of"])?;
    let next = eat(toks, next, "as many as").unwrap_or(next);
    let own = eat_first(toks, next, &["its|their|the"])?;
    let (field, end) = noun_phrase(toks, own).or_else(|| noun_phrase(toks, next))?;
    let counted =
        eat_first(toks, end, &["of|in"]).and_then(|n| noun_phrase(toks, n)).map(|(np, n)| (Some(np), n));
    let (counted, end) = counted.unwrap_or((None, end));
    if any(toks, next, &["the"]) && counted.is_some() {
        return None;
    }
    let fact =
        Fact::Capacity { counted: counted.unwrap_or_default(), holder: Some(holder), field, toks: at..end };
    Some((vec![fact], end))
}

/// `a league has a capacity | and cannot take more entries than that`: no more than the member says that was told last.
pub(super) fn than_that(toks: &[Tok], at: usize, holder: &Np, member: &super::super::evidence::Item) -> Read {
    let next = eat_first(toks, at, &[",|;? and|but it|they?", "; it|they"])?;
    let next = refusal(toks, next).or_else(|| eat_first(toks, next, &["never"]))?;
    const TAKE: &[&str] =
        &["take|have|hold|accept|fit|get|admit|contain|receive|carry|takes|has|holds|accepts more"];
    let (counted, next) = eat_first(toks, next, TAKE).and_then(|n| noun_phrase(toks, n))?;
    let end = eat_first(toks, next, &["than that|this|it|these", "than that many|number"])?;
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    let holder = Some(holder.clone());
    over.then(|| (vec![Fact::Capacity { counted, holder, field: member.np.clone(), toks: at..end }], end))
}

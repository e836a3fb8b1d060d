//! Rules between rows and fields: no overlap, at most k, before and after, once per.

mod atmost;
mod between;
mod ceiling;
mod count;
mod differ;
pub(super) mod order;
mod overlap;
mod room;
mod together;

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        noun::{begins_clause, noun_phrase},
        token::Tok,
    },
    Read,
};

use count::{capacity, limit, times};
pub(in crate::english) use differ::they as they_differ;
pub(in crate::english) use order::{comparison, of_whom};
use order::{in_order, member, order, timely, turned_away};
pub(super) use overlap::SAME_TIME;
pub use overlap::never;
use overlap::{another, overlap};

/// A limit that begins like a right.
pub fn cared_for(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let limited = (at..toks.len().min(at + 9)).find(|n| {
        eat_first(toks, *n, &["at most", "no|not more than", "up to", "a? maximum of"]).is_some()
    })?;
    let plain = !(at..limited).any(|n| any(toks, n, &["create", "make", "open", "submit", "file", "place"]));
    atmost::read(toks, at, subject).or_else(|| limit(toks, at, subject)).filter(|_| plain && limited > at)
}

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    // "A vehicle must belong to exactly one resident": where a key leads, and no number of residents.
    let leads = noun_phrase(toks, at)
        .filter(|(np, _)| np.quant != super::super::evidence::Quant::No)
        .is_some_and(|(_, next)| {
            eat_first(
                toks,
                next,
                &["must|shall|should|will|has|have to? always? belong|refer to exactly? one|1"],
            )
            .is_some()
        });
    if leads {
        return None;
    }
    between::read(toks, at)
        .or_else(|| together::read(toks, at))
        .or_else(|| in_order(toks, at))
        .or_else(|| differ::read(toks, at))
        .or_else(|| timely(toks, at))
        .or_else(|| turned_away(toks, at))
        .or_else(|| another(toks, at))
        .or_else(|| duplicates(toks, at))
        .or_else(|| atmost::read(toks, at, subject))
        .or_else(|| room::read(toks, at))
        .or_else(|| overlap(toks, at))
        .or_else(|| one_per(toks, at))
        .or_else(|| sold_once(toks, at))
        .or_else(|| order(toks, at))
        .or_else(|| once(toks, at))
        .or_else(|| times(toks, at))
        .or_else(|| capacity(toks, at))
        .or_else(|| limit(toks, at, subject))
        .or_else(|| ceiling::read(toks, at))
}

/// `No plot can be rented by two tenants`: a rule, and no relation of many to many.
pub fn taken_by_one(toks: &[Tok], at: usize) -> Read {
    atmost::suffered(toks, at)
}

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
            "leaves|writes|submits|has|gives|posts|creates|makes|casts|holds|files|receives|gets only?",
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

/// `duplicate bookings (same member, same court) are not allowed`, `no duplicate bookings for a member and court`
fn duplicates(toks: &[Tok], at: usize) -> Read {
    let lead =
        eat_first(toks, at, &["no|prevent|forbid|reject|avoid duplicate|duplicated", "no duplicates of"]);
    let next = lead.or_else(|| eat_first(toks, at, &["duplicate|duplicated"]))?;
    let (thing, next) = noun_phrase(toks, next)?;
    let open =
        eat_first(toks, next, &["(", "for|with|by|from|in|within|of the|a|an|one|each? same?", "per"])?;
    let mut with = Vec::new();
    let mut end = open;
    loop {
        let start = eat_first(toks, end, &["the? same", "the|a"]).unwrap_or(end);
        let Some((np, after)) = member(toks, start) else { break };
        with.push(np);
        end = after;
        match eat_first(toks, end, &[", and|or?", "and|or|+|/|&", "in|for|of|at|on|by"]) {
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
    // "duplicate article numbers from one manufacturer": a member of its own, and whose it is.
    if with.len() == 1 && !any(toks, open - 1, &["("]) {
        with.insert(0, thing);
        return Some((vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end));
    }
    (with.len() >= 2).then(|| (vec![Fact::UniqueTogether { on: Some(thing), with, toks: at..end }], end))
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

/// `one review per user and product`, `name and city must be unique together`
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
        // "only one booking per band per day": counted anew each day.
        let unit = |np: &Np| {
            ["day", "week", "month", "year"].into_iter().find(|unit| np.low.len() == 1 && np.last() == *unit)
        };
        if let [holder, time] = scopes.as_slice()
            && let Some(per) = unit(time)
        {
            let holder = Some(holder.clone());
            let (also, toks) = (Vec::new(), at..end);
            let limit = Fact::Limit { holder, also, max: 1, counted: thing, per: Some(per), toks };
            return Some((vec![limit], end));
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
    // "number + pipeline is unique", "box and row together have to be unique"
    let joined = || {
        let (with, next) = names(toks, at).filter(|(with, _)| with.len() >= 2)?;
        let plus = (at..next).any(|n| any(toks, n, &["+", "&", "/"]));
        let end = eat_first(
            toks,
            next,
            &[
                "together|combined|jointly is|are|must|should|shall|has|have to? always? be? unique",
                "in combination is|are|must|should|shall|has|have to? always? be? unique",
                "as a pair|combination is|are|must|should|shall|has|have to? always? be? unique",
            ],
        )
        .or_else(|| {
            eat_first(toks, next, &["is|are|must|should|shall|has|have to? always? be? unique"])
                .filter(|_| plus)
        })?;
        Some((vec![Fact::UniqueTogether { on: None, with, toks: at..end }], end))
    };
    if let Some(found) = joined() {
        return Some(found);
    }
    // "per topic, an email may only appear once"
    if let Some((scopes, next)) =
        eat_first(toks, at, &["per", "for|in|on|within|of each|every|one|any|a|an|the same?"])
            .and_then(|n| scopes(toks, n))
        && let Some((thing, next)) =
            eat_first(toks, next, &[",? a|an|the|each|every|one", ","]).and_then(|n| noun_phrase(toks, n))
        && let Some(verb) = eat_first(toks, next, &["can|may|must|should only? be?"])
        && let Some(end) = eat_first(toks, verb + 1, &["only|just|at? most|exactly? once"])
        && toks.get(end).is_none_or(|tok| !tok.word || tok.is("and"))
    {
        let mut with = vec![thing];
        with.extend(scopes);
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
    None
}

/// `no seat can be sold twice for the same screening`
fn sold_once(toks: &[Tok], at: usize) -> Read {
    // "a seat number may be sold only once per screening"
    if let Some((thing, next)) = noun_phrase(toks, at)
        && let Some(past) = eat_first(toks, next, &["can|may|must|should only? be", "is|are only?"])
        && super::past_verb(toks, past).is_some()
        && let Some(next) = eat_first(
            toks,
            // "is given out only once"
            eat_first(toks, past + 1, &["out|up"]).unwrap_or(past + 1),
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
    const MORE: &[&str] = &[
        ", and per|for? the same",
        "and per|for? the same",
        ", and per?",
        "and per?",
        "per",
        "/",
        ", per",
        ",",
    ];
    while let Some((np, next)) = eat_first(toks, end, MORE)
        // "… and one bed per guest" is another rule.
        .filter(|n| !any(toks, *n, &["one", "only", "at", "exactly", "no"]))
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

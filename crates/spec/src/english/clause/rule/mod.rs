//! Rules between rows and fields: no overlap, at most k, before and after, once per.

mod order;
mod overlap;

use super::{
    super::{
        cursor::{any, eat, eat_first, number},
        evidence::{Fact, Np, Quant},
        noun::{begins_clause, noun_phrase},
        token::Tok,
    },
    Read,
};

use order::{in_order, member, order, reckons};
pub use overlap::never;
use overlap::{another, overlap};

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

//! How many there may be: at most k of something, as many as a field of another record says.

use super::{
    super::super::{
        cursor::{any, eat, eat_first, number, refusal},
        evidence::{Fact, Np, Quant},
        noun::noun_phrase,
        token::Tok,
    },
    super::{Form, Read, lexicon, low},
    order::reckons,
};

/// `no more registrations than the capacity of the event`, `the number of bookings of a class must not
/// exceed its seats`: as many as a field of the other one says.
pub fn capacity(toks: &[Tok], at: usize) -> Read {
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
            "not|never allow|accept|take|permit more",
            "do not|don't allow|accept|take|permit more",
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
    } else if let Some(found) = by_holder(toks, at) {
        let (owner, np, next) = found;
        holder = Some(owner);
        (np, next)
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
    // "than it has seats", "than there are places"
    let next = eat_first(
        toks,
        next,
        &["it|they has|have|takes|offers|allows|holds", "there are|is", "as its|their|the"],
    )
    .unwrap_or(next);
    let (mut field, mut next) = noun_phrase(toks, next)?;
    // "its maximum number of journalists" is one name.
    if matches!(field.last(), "number" | "count")
        && let Some((np, after)) = eat(toks, next, "of").and_then(|n| noun_phrase(toks, n))
    {
        field.name = format!("{} of {}", field.name, np.name);
        field.low.push("of".to_owned());
        field.low.extend(np.low);
        next = after;
    }
    // "its maximum number of journalists" counts people and is none.
    if field.person && !field.low.iter().any(|word| word == "of")
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

/// `an exam can't take more registrations than`, `a shelf holds at most as many parcels as`, `a coupon can't be
/// redeemed more often than`: whose room it is, what takes it, and where the number's name begins.
fn by_holder(toks: &[Tok], at: usize) -> Option<(Np, Np, usize)> {
    let (owner, next) = noun_phrase(toks, at)?;
    let refused = refusal(toks, next);
    let verb =
        refused.or_else(|| eat_first(toks, next, &["can|may|must|should|shall|will only?"])).unwrap_or(next);
    // "can't be redeemed more often than"
    if let Some(past) = eat_first(toks, verb, &["be"]).filter(|_| refused.is_some())
        && let Some(base) = super::super::past_verb(toks, past)
        && let Some(next) = eat_first(toks, past + 1, &["more often|times|frequently than"])
    {
        let deed = Np { name: base.clone(), low: vec![base], ..Np::default() };
        return Some((owner, deed, next));
    }
    let (base, form) = lexicon().verb(low(toks, verb))?;
    if !matches!(form, Form::Base | Form::Third) || base == "be" {
        return None;
    }
    let (count, than) = match refused {
        Some(_) => (eat_first(toks, verb + 1, &["more"])?, "than"),
        None => match eat_first(toks, verb + 1, &["no|not more"]) {
            Some(count) => (count, "than"),
            None => (
                eat_first(toks, verb + 1, &["at most|maximum? as many", "only? as many", "up to as many"])?,
                "as",
            ),
        },
    };
    let (np, next) = noun_phrase(toks, count)?;
    Some((owner, np, eat(toks, next, than)?))
}

/// `a track may be played at most 3 times a day`, `a tank must not be fed more than 4 times a day`
fn times_done(toks: &[Tok], at: usize) -> Read {
    let (what, next) = noun_phrase(toks, at)?;
    let refused = refusal(toks, next);
    let verb = refused.or_else(|| eat_first(toks, next, &["can|may|must|should only?", "is|are only?"]))?;
    let verb = eat_first(toks, verb, &["be"]).unwrap_or(verb);
    let base = super::super::past_verb(toks, verb)?;
    let told = match refused {
        Some(_) => Some(eat_first(toks, verb + 1, &["more than"])?),
        None => eat_first(toks, verb + 1, &["at most|maximum", "no|not more than", "up to", "only|just"]),
    };
    let count = told.unwrap_or(verb + 1);
    // "can be booked only once a day", "is inspected twice a year at most"
    let often = eat_first(toks, count, &["once"]).map(|end| (1.0, end));
    let often = often.or_else(|| eat_first(toks, count, &["twice"]).map(|end| (2.0, end)));
    let (max, end) = match often {
        Some(found) => found,
        None => {
            told?;
            let (max, end) = number(toks, count).filter(|(max, _)| max.fract() == 0.0 && *max >= 1.0)?;
            (max, eat_first(toks, end, &["times|time"])?)
        }
    };
    let per = calendar(toks, end);
    let end = per.map_or(end, |(_, n)| n);
    let only = (next..verb).any(|n| any(toks, n, &["only", "just"]));
    let end = match told {
        None if !only => eat_first(toks, end, &["at the? most", "only", "max|maximum"])?,
        _ => end,
    };
    // "only once", whenever that is, is told of all that it is done with.
    if often.is_some() && per.is_none() {
        return None;
    }
    let counted = Np { name: base.clone(), low: vec![base], quant: Quant::Many, ..Np::default() };
    let (per, also) = (per.map(|(unit, _)| unit), Vec::new());
    let fact = Fact::Limit { holder: Some(what), also, max: max as u64, counted, per, toks: at..end };
    Some((vec![fact], end))
}

/// `a student may attempt a quiz at most 3 times`
pub fn times(toks: &[Tok], at: usize) -> Read {
    if let Some(found) = times_done(toks, at) {
        return Some(found);
    }
    let (who, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, &["can|may|must|should only?", "cannot|can't|mustn't_"])?;
    let (base, form) = lexicon().verb(low(toks, verb))?;
    if form != Form::Base {
        return None;
    }
    let object = eat_first(toks, verb + 1, &["for|in|to|on|at"]).unwrap_or(verb + 1);
    const MOST: &[&str] = &["at most|maximum", "no|not more than", "up to", "a? max|maximum of?", "only"];
    // "a donor may donate at most 4 times a year"
    let (what, count) = match eat_first(toks, verb + 1, MOST).filter(|n| number(toks, *n).is_some()) {
        Some(count) => (None, count),
        None => {
            let (what, next) = noun_phrase(toks, object)?;
            (Some(what), eat_first(toks, next, MOST)?)
        }
    };
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
                also: what.into_iter().collect(),
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
pub fn limit(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const MOST: &[&str] = &[
        "at most",
        "no more than",
        "not more than",
        "up to",
        "a? maximum|max of",
        "a? maximum|max",
        "only",
        "more than",
        "over",
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
                // "mentors have a name and can look after at most 4 apprentices"
                None if at > 0 && any(toks, at - 1, &["and"]) && any(toks, at, &["can", "may", "must"]) => {
                    (subject.cloned()?, at)
                }
                None => noun_phrase(toks, at)?,
            };
            let negated = np.quant == Quant::No
                || eat_first(toks, next, &["cannot|can't|mustn't", "can|may|must|should not"]).is_some();
            let verb = eat_first(
                toks,
                next,
                &[
                    "can|may|must|should|cannot|can't|mustn't not|only? host|serve|play|teach|run|drive|fly|handle|show|treat|see|attend|buy|attempt|use|do|perform|work|sell|upload|create|have|hold|borrow|book|own|make|place|create|contain|take|rent|reserve|be|accept|give|submit|file|upload|post|register|send|open|keep|receive|order|request|write|issue|add",
                    "can|may|must|should|cannot|can't|mustn't not|only? look after|for",
                    "can|may|must|should|cannot|can't|mustn't not|only? take|have care of",
                    "can|may|must|should|cannot|can't|mustn't not|only? supervise|mentor|coach|oversee|tutor|guide|lead|train|manage|carry|store|join|lend|care|cover|clean|visit",
                    "looks|look after",
                    "takes|take care of",
                    "supervises|mentors|coaches|oversees|tutors|guides|leads|trains|manages|carries|stores|joins|covers",
                    "has|have|holds|contains|gets|accepts",
                    "flies|drives|plays|teaches|works|runs|gives|takes|makes|books|places|attends|hosts|submits",
                    "is|are limited|restricted to",
                    "is|are allowed|permitted to? have?",
                ],
            )
            .or_else(|| any_deed(toks, next))?;
            let verb = eat_first(toks, verb, &["in", "enrolled in", "assigned to?", "assigned", "currently"])
                .unwrap_or(verb);
            (Some(np), verb, negated)
        }
    };
    let limited = holder.is_some() && next > 0 && any(toks, next - 1, &["to"]);
    let mut told_behind = false;
    let count_at = match eat_first(toks, next, MOST) {
        Some(n) if negated == any(toks, next, &["more", "over"]) => n,
        Some(_) => return None,
        None if limited => next,
        // "may only have one active contract"
        None if holder.is_some()
            && (at..next).any(|n| any(toks, n, &["only"]))
            && number(toks, next).is_some() =>
        {
            next
        }
        // "each customer may make 3 bookings per day at most"
        None if holder.is_some() && !negated && number(toks, next).is_some() => {
            told_behind = true;
            next
        }
        None => return None,
    };
    let (max, next) = number(toks, count_at)?;
    let next = eat_first(toks, next, &["different", "of"]).unwrap_or(next);
    // "5 open loans": the word before the thing says in which state.
    let mut named = toks.to_vec();
    if let Some(tok) = named.get_mut(next).filter(|tok| lexicon().adjectives.contains(&tok.low)) {
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
    // "at most 3 rentals that are out": which of them is no small matter.
    if any(toks, end, &["that", "which", "whose", "who", "in"])
        && calendar(toks, end).is_none()
        && toks.get(end + 1).is_some_and(|tok| tok.word)
    {
        return None;
    }
    counted.quant = Quant::Many;
    let mut holder = holder;
    let mut per = None;
    let mut also = Vec::new();
    for _ in 0..3 {
        if let Some((unit, n)) = calendar(toks, end).or_else(|| and_calendar(toks, end)) {
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
    // "at most 10 boats can be in repair"
    if any(toks, end, &["can", "may", "must", "should"])
        && let Some((state, after)) = super::atmost::state_behind(toks, end)
    {
        counted.name = format!("{state} {}", counted.name);
        counted.low.insert(0, state);
        end = after;
    }
    if told_behind {
        end = eat_first(toks, end, &["at the? most", "at maximum|max", "max|maximum|tops", "or fewer|less"])?;
    }
    // "only one appointment at a time" is no count of all there ever were.
    let at_a_time = (end.saturating_sub(3)..end)
        .any(|n| eat_first(toks, n, &["at a time", "at once"]) == Some(end))
        || (end.saturating_sub(4)..end).any(|n| eat_first(toks, n, &["at the same time"]) == Some(end));
    if at_a_time && max == 1.0 && holder.is_some() && per.is_none() {
        return Some((vec![Fact::Overlap { subject: Some(counted), scope: holder, toks: at..end }], end));
    }
    if super::atmost::conditioned(toks, end) {
        return None;
    }
    Some((vec![Fact::Limit { holder, also, max: max as u64, counted, per, toks: at..end }], end))
}

/// `(a walker) does at most`, `may borrow up to`: whatever it is that is done so often at most.
fn any_deed(toks: &[Tok], at: usize) -> Option<usize> {
    let verb = eat_first(toks, at, &["can|may|must|should only?"]).unwrap_or(at);
    let form = match low(toks, verb) {
        "does" => Form::Third,
        "do" => Form::Base,
        other => lexicon().verb(other)?.1,
    };
    let fits = if verb > at { form == Form::Base } else { form == Form::Third };
    const MOST: &[&str] = &["at most", "no more than", "not more than", "up to", "a? maximum|max of?"];
    let most = eat_first(toks, verb + 1, MOST)?;
    (fits && number(toks, most).is_some()).then_some(verb + 1)
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

/// `(per flat) and week`
pub fn and_calendar(toks: &[Tok], at: usize) -> Option<(&'static str, usize)> {
    let next = eat_first(toks, at, &["and|/ per?"])?;
    let unit = ["day", "week", "month", "year"].into_iter().find(|unit| any(toks, next, &[unit]))?;
    Some((unit, next + 1))
}

pub fn calendar(toks: &[Tok], at: usize) -> Option<(&'static str, usize)> {
    for (unit, phrases) in [
        (
            "day",
            &["per|a|each|every calendar? day", "on|in|within a|one|any|each|every|the same? day", "daily"]
                as &[&str],
        ),
        (
            "week",
            &[
                "per|a|each|every calendar? week",
                "in|within a|one|any|each|every|the same? calendar? week",
                "weekly",
            ],
        ),
        (
            "month",
            &[
                "per|a|each|every calendar? month",
                "in|within a|one|any|each|every|the same? calendar? month",
                "monthly",
            ],
        ),
        (
            "year",
            &[
                "per|a|each|every calendar? year",
                "in|within a|one|any|each|every|the same? calendar? year",
                "yearly",
            ],
        ),
    ] {
        if let Some(next) = eat_first(toks, at, phrases) {
            return Some((unit, next));
        }
    }
    None
}

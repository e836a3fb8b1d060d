//! How many there may be, told in other words: `a band with 3 open bookings can't make another one`, `a host only gets 4
//! shows a week`, `no more entries in a league than its capacity`.

use super::{
    super::super::{
        cursor::{any, eat_first, number},
        evidence::Np,
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    MUST_NOT, Plain, ends,
};
use crate::words;

pub(super) fn told(toks: &[Tok], at: usize) -> Option<Plain> {
    with_so_many(toks, at)
        .or_else(|| once_so_many(toks, at))
        .or_else(|| limited_to(toks, at))
        .or_else(|| no_more_than_its(toks, at))
        .or_else(|| only_so_many(toks, at))
        .or_else(|| refuse_more(toks, at))
        .or_else(|| nobody_gets(toks, at))
        .or_else(|| unwanted(toks, at))
        .or_else(|| that_is_all(toks, at))
        .or_else(|| stops_at(toks, at))
        .or_else(|| never_more(toks, at))
}

/// `I don't want shipwrights with more than 5 jobs each`: a shipwright has no more.
fn unwanted(toks: &[Tok], at: usize) -> Option<Plain> {
    const WANT: &[&str] = &[
        "i|we don't|cannot|can't|won't want|like|allow|accept",
        "i|we do|can|will not want|like|allow|accept",
        "there should|must|shall|may be no",
        "no",
    ];
    let start = eat_first(toks, at, WANT)?;
    let (holder, next) =
        noun_phrase(toks, start).filter(|(np, _)| np.plural || any(toks, at, &["no", "there"]))?;
    let more = eat_first(toks, next, &["with|having|to? have? more than"])?;
    let (_, name) = number(toks, more)?;
    let (counted, end) = noun_phrase(toks, name)?;
    ends(toks, eat_first(toks, end, &["each", "at once|a time"]).unwrap_or(end))?;
    let plain = Plain::from(at).say("a").keep(toks, holder.name_toks).say("must not have more than");
    Some(plain.keep(toks, more..counted.toks.end))
}

/// `a landscaper can hold 20 reservations, that's it`: so many and no more.
fn that_is_all(toks: &[Tok], at: usize) -> Option<Plain> {
    const ALL: &[&str] =
        &[",|—? and? that's it|all|enough", ",|—? that is it|all|enough", ",|—? and|but? no|not|never more"];
    let (holder, next) = noun_phrase(toks, at).filter(|(np, _)| !np.plural)?;
    let can = eat_first(toks, next, &["can|may|gets|has|holds have|hold|take|make|get|book|own|keep?"])?;
    let (_, name) = number(toks, can)?;
    let (counted, end) = noun_phrase(toks, name)?;
    ends(toks, eat_first(toks, end, ALL)?)?;
    let plain = Plain::from(at).say("a").keep(toks, holder.name_toks).say("must not have more than");
    Some(plain.keep(toks, can..counted.toks.end))
}

/// `entries stop at the maximum number of candidates of the exam`: no more of them than it says.
fn stops_at(toks: &[Tok], at: usize) -> Option<Plain> {
    let stop = (at + 1..toks.len().min(at + 6)).find(|n| any(toks, *n, &["stop", "stops", "end", "ends"]))?;
    let (counted, _) = noun_phrase(toks.get(..stop)?, at).filter(|(np, end)| *end == stop && np.plural)?;
    let most = eat_first(toks, stop + 1, &["at|with the"])?;
    let (of, holder, end) = (most + 1..toks.len()).rev().find_map(|n| {
        let (np, end) = noun_phrase(toks, eat_first(toks, n, &["of the|a|an|its|each|every"])?)?;
        (end >= toks.len()).then_some((n, np, end))
    })?;
    let (field, _) = noun_phrase(toks.get(..of)?, most).filter(|(_, end)| *end == of)?;
    ends(toks, end)?;
    Some(no_more(toks, at, &holder, &counted, field.name_toks))
}

/// `a tutor has never more pairings than max learners`, `never takes more bookings than it has seats`
fn never_more(toks: &[Tok], at: usize) -> Option<Plain> {
    let (holder, next) = noun_phrase(toks, at)?;
    const NEVER: &[&str] =
        &["has|gets|takes|holds|gives never more", "never has|gets|takes|holds|gives more"];
    let more = eat_first(toks, next, NEVER)?;
    let (counted, than) = noun_phrase(toks, more)?;
    let field = eat_first(toks, than, &["than it|they has|have", "than its|the|their?"])?;
    Some(no_more(toks, at, &holder, &counted, field..toks.len()))
}

/// A `holder` must not have more of the `counted` than the words in `field` say.
fn no_more(toks: &[Tok], at: usize, holder: &Np, counted: &Np, field: std::ops::Range<usize>) -> Plain {
    Plain::from(at)
        .say("a")
        .keep(toks, holder.name_toks.clone())
        .say("must not have more")
        .keep(toks, counted.name_toks.clone())
        .say("than its")
        .keep(toks, field)
}

/// `refuse more than 3 parcels per household`: a household has no more.
fn refuse_more(toks: &[Tok], at: usize) -> Option<Plain> {
    const REFUSE: &[&str] = &[
        "refuse|refuses|reject|rejects|prevent|prevents|forbid|forbids|block|blocks|deny|denies|stop|stops more than",
        "do|does not allow|accept|permit|take more than",
        "don't|doesn't|never|not allow|accept|permit|take more than",
        "never have|accept more than",
        "i|we cannot|can't|won't|don't cope with more than",
        "i|we cannot|can't|won't|don't want|handle|manage|take|accept|serve|allow more than",
        "i|we do|can|will not want|handle|manage|take|accept|serve|allow more than",
    ];
    let start = eat_first(toks, at, REFUSE)?;
    let (_, name) = number(toks, start)?;
    let (counted, next) = noun_phrase(toks, name)?;
    let per =
        eat_first(toks, next, &["per", "for|of|from|by|in|on a|an|one|the|any|each|every|single same?"])?;
    let (holder, end) = noun_phrase(toks, per)?;
    ends(toks, end)?;
    let plain = Plain::from(at).say("a").keep(toks, holder.name_toks).say("must not have more than");
    Some(plain.keep(toks, start..counted.toks.end))
}

/// `nobody gets more than 6 duties`
fn nobody_gets(toks: &[Tok], at: usize) -> Option<Plain> {
    let next = eat_first(toks, at, &["nobody|noone", "no one"])?;
    let modal = eat_first(toks, next, &["can|may|must|should|shall|will ever?"]);
    let verb = modal.unwrap_or(next);
    let has = matches!(super::low(toks, verb), "has" | "have").then_some(if modal.is_some() {
        Form::Base
    } else {
        Form::Third
    });
    let form = has.or_else(|| lexicon().verb(super::low(toks, verb)).map(|(_, form)| form))?;
    let fits = form == if modal.is_some() { Form::Base } else { Form::Third };
    let start = eat_first(toks, verb + 1, &["more than"]).filter(|_| fits)?;
    let (_, name) = number(toks, start)?;
    let (_, end) = noun_phrase(toks, name)?;
    ends(toks, end)?;
    Some(Plain::from(at).say("a user must not have more than").keep(toks, start..toks.len()))
}

/// `… can't make another one`, `… no more shows can be added`: whether more of what was counted is refused, and nothing
/// else is.
fn no_more_of(toks: &[Tok], from: usize, counted: &Np) -> bool {
    const MORE: &[&str] =
        &["another", "any|no more|further|additional|new|other", "a new|further|next", "again"];
    let Some((at, end)) = (from..toks.len()).find_map(|n| Some((n, eat_first(toks, n, MORE)?))) else {
        return false;
    };
    let one = eat_first(toks, end, &["one|ones", "of them|those"]);
    let named = || {
        noun_phrase(toks, end).filter(|(np, _)| words::singular(np.last()) == words::singular(counted.last()))
    };
    let over = one.or_else(|| named().map(|(_, end)| end)).unwrap_or(end);
    // "no more can be added", "a new one is refused", "then"
    const DONE: &[&str] = &[
        "can|may|must|should be? added|made|created|booked|planned|accepted|taken|opened|allowed|scheduled",
        "is|are refused|rejected|allowed|accepted|possible|permitted|added|denied",
        "cannot be added|made|created|booked|planned|accepted|opened|allowed|scheduled",
        "then|anymore",
    ];
    let over = eat_first(toks, over, DONE).unwrap_or(over);
    // Before it stand the people and the verb, and no other thing that is refused to them.
    over >= toks.len() && at - from <= 4
}

/// `once a host has 4 planned shows, no more can be added`
fn once_so_many(toks: &[Tok], at: usize) -> Option<Plain> {
    let when = eat_first(toks, at, &["once|when|if|as soon? as?"])?;
    let stop = (when + 1..toks.len().min(when + 6)).find(|n| any(toks, *n, &["already", "has", "have"]))?;
    let (holder, _) = noun_phrase(toks.get(..stop)?, when).filter(|(_, end)| *end == stop)?;
    let with = eat_first(toks, stop, &["already? has|have already? at? least?"])?;
    let (_, name) = number(toks, with)?;
    let (counted, next) = noun_phrase(toks, name)?;
    let then = eat_first(toks, next, &[", then?"])?;
    no_more_of(toks, then, &counted).then(|| {
        let plain = Plain::from(at).say("a").keep(toks, holder.name_toks).say("must not have more than");
        plain.keep(toks, with..counted.toks.end)
    })
}

/// `a host only gets 4 shows a week`, `each host may present only one show per studio`
fn only_so_many(toks: &[Tok], at: usize) -> Option<Plain> {
    let (holder, next) = noun_phrase(toks, at)?;
    let finite = |n: usize| {
        lexicon().verb(super::low(toks, n)).is_some_and(|(base, form)| {
            matches!(form, Form::Base | Form::Third)
                && !matches!(base, "be" | "is" | "have" | "has" | "need" | "want" | "cost" | "take")
        })
    };
    let can = eat_first(toks, next, &["can|may|should|must|shall"]);
    let only = eat_first(toks, can.unwrap_or(next), &["only|just"]);
    let verb = only.or(can).unwrap_or(next);
    if !finite(verb) {
        return None;
    }
    let most = eat_first(toks, verb + 1, &["only|just", "at most", "no more than", "up to", "a? maximum of"]);
    // "a host gets 4 shows" says how many there are.
    only.or(most)?;
    let start = most.unwrap_or(verb + 1);
    let (_, name) = number(toks, start)?;
    noun_phrase(toks, name)?;
    let one = any(toks, start, &["one", "1"]);
    let plain = Plain::from(at).say("a").keep(toks, holder.name_toks);
    let plain = if one { plain.say("can only have") } else { plain.say("must not have more than") };
    Some(plain.keep(toks, start..toks.len()))
}

/// `a band with 3 open bookings can't make another one`, `if a band already has 3 bookings, a new one is refused`
fn with_so_many(toks: &[Tok], at: usize) -> Option<Plain> {
    let (holder, next) = noun_phrase(toks, at)?;
    let with = eat_first(
        toks,
        next,
        &[
            "with|having already? at? least?",
            "who|that|which already? has|have|holds|hold already? at? least?",
        ],
    )?;
    let (_, name) = number(toks, with)?;
    let (counted, next) = noun_phrase(toks, name)?;
    let verb = eat_first(toks, next, MUST_NOT)?;
    no_more_of(toks, verb, &counted).then(|| {
        Plain::from(at)
            .say("a")
            .keep(toks, holder.name_toks)
            .say("must not have more than")
            .keep(toks, with..counted.toks.end)
    })
}

/// `a band's open bookings are limited to 3`, `the open bookings of a band are limited to 3`
fn limited_to(toks: &[Tok], at: usize) -> Option<Plain> {
    let limited = (at + 1..toks.len()).find(|n| any(toks, *n, &["limited", "restricted", "capped"]))?;
    let to = eat_first(toks, limited + 1, &["to|at a? maximum|total? of?"])?;
    let (_, end) = number(toks, to)?;
    ends(toks, end)?;
    let be = eat_first(toks, limited.checked_sub(1)?, &["is|are"]).map(|n| n - 1)?;
    let owner = (at..be).find(|n| toks[*n].possessive);
    let (holder, counted) = match owner {
        Some(owner) => {
            (eat_first(toks, at, &["a|an|the|each|every"]).unwrap_or(at)..owner + 1, owner + 1..be)
        }
        None => {
            let (counted, next) = noun_phrase(toks, eat_first(toks, at, &["the? number of"]).unwrap_or(at))?;
            let of = eat_first(toks, next, &["of|per|for a|an|each|every|one|the?"])?;
            let (holder, end) = noun_phrase(toks, of)?;
            (end == be).then_some((holder.name_toks, counted.name_toks))?
        }
    };
    let mut plain = Plain::from(at).say("a").keep(toks, holder);
    if let Some(last) = plain.toks.last_mut() {
        last.possessive = false;
    }
    Some(plain.say("must not have more than").keep(toks, to..end).keep(toks, counted))
}

/// `there can be no more entries in a league than its capacity`, `a hall never has two lanes with the same number`
fn no_more_than_its(toks: &[Tok], at: usize) -> Option<Plain> {
    const THERE: &[&str] = &[
        "there can|may|must|should|shall be no more",
        "there cannot be more",
        "there are|is never more",
        "never more",
        "no more",
    ];
    if let Some(more) = eat_first(toks, at, THERE) {
        let (counted, next) = noun_phrase(toks, more)?;
        let (holder, than) =
            eat_first(toks, next, &["in|of|for|on|per|at"]).and_then(|n| noun_phrase(toks, n))?;
        let own = eat_first(toks, than, &["than its|the|their|his|her"])?;
        return Some(no_more(toks, at, &holder, &counted, own..toks.len()));
    }
    let (scope, next) = noun_phrase(toks, at)?;
    let two =
        eat_first(toks, next, &["never has|have|holds|contains two", "cannot have|hold|contain two|2"])?;
    let (counted, next) = noun_phrase(toks, two)?;
    let with = eat_first(toks, next, &["with|of|having the|an same|identical|equal"])?;
    Some(
        Plain::from(at)
            .say("two")
            .several(toks, &counted)
            .say("of the same")
            .keep(toks, scope.name_toks)
            .say("cannot have the same")
            .keep(toks, with..toks.len()),
    )
}

//! What stays as it was written, told in other words: `conversations aren't edited afterwards`, `nobody edits a calibration
//! later`, `handouts stay as written`, `images are immutable once pushed`, `once a peal is in, nobody changes it`.

use super::{
    super::super::{
        cursor::{eat_first, low, refusal},
        evidence::Np,
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Plain, ends,
};

pub(super) fn told(toks: &[Tok], at: usize) -> Option<Plain> {
    let np = never_done(toks, at)
        .or_else(|| nobody_does(toks, at))
        .or_else(|| stays(toks, at))
        .or_else(|| final_once(toks, at))
        .or_else(|| no_changing(toks, at))
        .or_else(|| once_in(toks, at))?;
    Some(Plain::from(at).several(toks, &np).say("are immutable"))
}

/// Whether the verb changes what is written.
fn edits(base: &str) -> bool {
    matches!(
        base,
        "edit"
            | "change"
            | "alter"
            | "modify"
            | "update"
            | "amend"
            | "correct"
            | "rewrite"
            | "revise"
            | "touch"
            | "overwrite"
            | "adjust"
    )
}

/// `edited`, `changed or deleted`: the index behind them, where one of them changes what is written.
fn deeds(toks: &[Tok], at: usize, fits: impl Fn(usize) -> Option<String>) -> Option<usize> {
    let (mut end, mut changes) = (at, false);
    loop {
        let base = fits(end)?;
        changes |= edits(&base);
        if !edits(&base) && !matches!(base.as_str(), "delete" | "remove" | "erase") {
            return None;
        }
        end += 1;
        match eat_first(toks, end, &[", or|nor|and", "or|nor|and", ",", "/"]).filter(|n| fits(*n).is_some()) {
            Some(next) => end = next,
            None => return changes.then_some(end),
        }
    }
}

/// `afterwards`, `once pushed`, `after saving`: from when on; nothing, where it is never.
fn from_then(toks: &[Tok], at: usize) -> Option<usize> {
    const LATER: &[&str] = &[
        "afterwards|later|afterward|anymore|again|ever",
        "any more|longer",
        "after that|this",
        // "…, only deleted": that is no change.
        ", only|just deleted|removed|added|created",
    ];
    const AFTER: &[&str] =
        &["once|after|when|as it|they is|are|was|were|has|have been?", "once|after|when being?"];
    if let Some(end) = eat_first(toks, at, LATER) {
        return Some(end);
    }
    let done = eat_first(toks, at, AFTER)?;
    let gerund = lexicon().verb(low(toks, done)).is_some_and(|(_, form)| form == Form::Gerund);
    (gerund || super::super::super::is_past(low(toks, done)) || matches!(low(toks, done), "in" | "there"))
        .then_some(done + 1)
}

/// `conversations aren't edited afterwards`, `donations are never changed after saving`
fn never_done(toks: &[Tok], at: usize) -> Option<Np> {
    const NOT: &[&str] = &["isn't|aren't", "is|are not|never ever?", "never get|gets"];
    let verb = |n: usize| {
        let be = || refusal(toks, n).and_then(|verb| eat_first(toks, verb, &["ever? be|get"]));
        eat_first(toks, n, NOT).or_else(be)
    };
    let (stop, next) = (at + 1..toks.len().min(at + 6)).find_map(|n| Some((n, verb(n)?)))?;
    let (np, _) = noun_phrase(toks.get(..stop)?, at).filter(|(_, end)| *end == stop)?;
    let end = deeds(toks, next, |n| super::super::past_verb(toks, n))?;
    ends(toks, from_then(toks, end)?)?;
    Some(np)
}

/// `nobody edits a calibration afterwards`, `we don't correct measurements`
fn nobody_does(toks: &[Tok], at: usize) -> Option<Np> {
    const NOBODY: &[&str] = &[
        "nobody|noone can|may|should|must|shall|will? ever?",
        "no one|user can|may|should|must|shall|will? ever?",
    ];
    const WE: &[&str] =
        &["we|they|people don't|never|cannot|can't", "we|they|people do|may|must|can not|never"];
    let next = eat_first(toks, at, NOBODY).or_else(|| eat_first(toks, at, WE))?;
    let known = |n: usize| {
        let (base, form) = lexicon().verb(low(toks, n))?;
        matches!(form, Form::Base | Form::Third).then(|| base.to_owned())
    };
    let end = deeds(toks, next, known)?;
    let (np, end) = noun_phrase(toks, end).filter(|(np, _)| !np.own && !np.person)?;
    let whose = eat_first(toks, at, WE).is_some() && np.plural && end >= toks.len();
    ends(toks, from_then(toks, end).or(whose.then_some(end))?)?;
    Some(np)
}

/// `handouts stay as written`, `these entries must remain exactly as they were entered`
fn stays(toks: &[Tok], at: usize) -> Option<Np> {
    const STAYS: &[&str] = &[
        "must|should|shall|have|has|will to? always? stay|remain|be|kept? kept? exactly|just? as it|they? is|are|was|were?",
        "stays|stay|remains|remain always? exactly|just? as it|they? is|are|was|were?",
        "is|are kept|left exactly|just? as it|they? is|are|was|were?",
    ];
    let start = eat_first(toks, at, &["these|those|such"]).unwrap_or(at);
    let (stop, next) =
        (start + 1..toks.len().min(start + 5)).find_map(|n| Some((n, eat_first(toks, n, STAYS)?)))?;
    let (np, _) = noun_phrase(toks.get(..stop)?, start).filter(|(_, end)| *end == stop)?;
    let verb = super::super::past_verb(toks, next)?;
    let written = matches!(
        verb.as_str(),
        "write" | "enter" | "record" | "note" | "save" | "store" | "book" | "log" | "make"
    );
    written.then_some(())?;
    ends(toks, next + 1)?;
    Some(np)
}

/// `images are immutable once pushed`, `a receipt is final once booked`
fn final_once(toks: &[Tok], at: usize) -> Option<Np> {
    const FINAL: &[&str] = &["is|are immutable|unchangeable|unalterable|frozen|fixed"];
    let (np, next) = noun_phrase(toks, at)?;
    ends(toks, from_then(toks, eat_first(toks, next, FINAL)?)?)?;
    Some(np)
}

/// `no changing of readings later`
fn no_changing(toks: &[Tok], at: usize) -> Option<Np> {
    let next = eat_first(toks, at, &["no|never"])?;
    let (base, form) = lexicon().verb(low(toks, next))?;
    (form == Form::Gerund && edits(base)).then_some(())?;
    let (np, end) = noun_phrase(toks, eat_first(toks, next + 1, &["of"]).unwrap_or(next + 1))?;
    ends(toks, from_then(toks, end)?)?;
    Some(np)
}

/// `once a peal is in, nobody changes or deletes it`, `after a reading was saved it must not be altered`
fn once_in(toks: &[Tok], at: usize) -> Option<Np> {
    let start = eat_first(toks, at, &["once|after|when|as soon? as?"])?;
    let (stop, next) = (start + 1..toks.len().min(start + 6))
        .find_map(|n| Some((n, eat_first(toks, n, &["is|are|was|were", "has|have been"])?)))?;
    let (np, _) = noun_phrase(toks.get(..stop)?, start).filter(|(_, end)| *end == stop)?;
    // "After a show was aired": those that are, and not all there are.
    let written = |verb: String| {
        matches!(
            verb.as_str(),
            "save" | "store" | "write" | "enter" | "record" | "create" | "log" | "push" | "make"
        )
    };
    let there =
        matches!(low(toks, next), "in" | "there") || super::super::past_verb(toks, next).is_some_and(written);
    let then = eat_first(toks, next + 1, &[","]).unwrap_or(next + 1);
    const NOBODY: &[&str] =
        &["nobody|noone can|may|must|shall|will? ever?", "no one can|may|must|shall|will? ever?"];
    let by_somebody = || {
        let known = |n: usize| lexicon().verb(low(toks, n)).map(|(base, _)| base.to_owned());
        let end = deeds(toks, eat_first(toks, then, NOBODY)?, known)?;
        eat_first(toks, end, &["it|them any? more|longer?"])
    };
    let done = || {
        let it = eat_first(toks, then, &["it|they"])?;
        let be = refusal(toks, it).and_then(|verb| eat_first(toks, verb, &["be"]));
        let be = be.or_else(|| eat_first(toks, it, &["is|are never|not"]))?;
        deeds(toks, be, |n| super::super::past_verb(toks, n))
    };
    let end = by_somebody().or_else(done).filter(|_| there)?;
    ends(toks, end)?;
    Some(np)
}

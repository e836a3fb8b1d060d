//! Deeds that tie two things, put together from their parts: who (`an attendee`), may or may not, what is
//! done (`register for`), to what (`the same event`), how often (`twice`, `only once`), with what (`with a
//! cover letter`). Each part has its forms once, and they combine freely.
//!
//! What is done is kept as a thing of its own, whose name is the noun of the verb.

use super::{
    super::{
        cursor::{any, eat_first, low, refusal},
        evidence::{Fact, Item, Mod, Np, Quant, Unit, Who},
        lexicon::{Form, lexicon},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read, past_verb,
};

/// A verb, what stands between it and its object, and what a deed of it is called.
struct Verb {
    bases: &'static [&'static str],
    towards: &'static [&'static str],
    noun: &'static str,
}

const fn verb(bases: &'static [&'static str], towards: &'static [&'static str], noun: &'static str) -> Verb {
    Verb { bases, towards, noun }
}

const VERBS: &[Verb] = &[
    verb(&["register"], &["for|at|in"], "registration"),
    verb(&["sign"], &["up for|to|in"], "signup"),
    verb(&["enrol", "enroll"], &["in|into|for|on|at"], "enrollment"),
    verb(&["apply"], &["for|to"], "application"),
    verb(&["vote"], &["for|on"], "vote"),
    verb(&["subscribe"], &["to"], "subscription"),
    verb(&["bid"], &["on|for"], "bid"),
    verb(&["volunteer"], &["for|at"], "signup"),
    verb(&["participate", "compete"], &["in|at"], "participation"),
    verb(&["take"], &["part in|at"], "participation"),
    verb(&["donate"], &["to|for"], "donation"),
    verb(&["comment"], &["on"], "comment"),
    verb(&["check"], &["in to|at|for", "into"], "visit"),
    verb(&["assign"], &["to"], "assignment"),
    verb(&["invite"], &["to"], "invitation"),
    verb(&["book"], &[], "booking"),
    verb(&["reserve"], &[], "reservation"),
    verb(&["borrow"], &[], "loan"),
    verb(&["lend", "loan"], &["to"], "loan"),
    verb(&["rent", "hire"], &[], "rental"),
    verb(&["follow"], &[], "follow"),
    verb(&["attend"], &[], "attendance"),
    verb(&["join"], &[], "membership"),
    verb(&["review"], &[], "review"),
    verb(&["rate"], &[], "rating"),
    verb(&["like"], &[], "like"),
    verb(&["adopt"], &[], "adoption"),
    verb(&["order"], &[], "order"),
];

const ONCE: &[&str] =
    &["only|just|exactly? once", "at most once", "no|not more than once", "a single time", "only? one time"];
const AGAIN: &[&str] = &[
    "twice",
    "again",
    "more than once",
    "a second time",
    "several|multiple|many|two times",
    "more than one time",
    "repeatedly",
];
/// Behind how often: where what is done to was not named yet.
const PER: &[&str] = &["per|for|in|on|at|to each|every|any|the|a|one? same?"];

/// What a deed of the verb is called, if it ties two things.
pub fn noun_of(base: &str) -> Option<&'static str> {
    VERBS.iter().find(|verb| verb.bases.contains(&base)).map(|verb| verb.noun)
}

/// What a deed of the act is called where it stands: "sign up for" is a sign-up, "sign them" is none.
pub fn noun_at(toks: &[Tok], act: &super::super::evidence::Act) -> Option<&'static str> {
    let known = VERBS.iter().find(|verb| verb.bases.contains(&act.verb.as_str()))?;
    let told = known.towards.is_empty() || eat_first(toks, act.toks.end, known.towards).is_some();
    told.then_some(known.noun)
}

/// Whether what makes a deed of the verb stands behind it: `up for` behind `sign`.
pub fn towards(toks: &[Tok], base: &str, at: usize) -> bool {
    VERBS
        .iter()
        .find(|verb| verb.bases.contains(&base))
        .is_some_and(|verb| verb.towards.is_empty() || eat_first(toks, at, verb.towards).is_some())
}

/// The verb whose deeds are called so.
pub fn verbs_of(noun: &str) -> impl Iterator<Item = &'static str> + '_ {
    VERBS.iter().filter(move |verb| verb.noun == noun).flat_map(|verb| verb.bases.iter().copied())
}

/// Who does it, as a right knows them.
pub fn role(who: &Np) -> Who {
    super::permit::role_of(who).unwrap_or_else(|| Who::Role(super::permit::low_singular(who)))
}

/// "request leave", "pending leave requests": a noun there, and no verb.
pub fn mark_leave(toks: &mut [Tok]) {
    for at in 0..toks.len() {
        let asked = at > 0
            && any(
                toks,
                at - 1,
                &[
                    "request",
                    "requests",
                    "requesting",
                    "pending",
                    "annual",
                    "sick",
                    "parental",
                    "take",
                    "unpaid",
                ],
            )
            || eat_first(toks, at.saturating_sub(2), &["apply|applies|ask for leave"]).is_some();
        let kind = any(
            toks,
            at + 1,
            &["request", "requests", "application", "applications", "type", "types", "balance", "days"],
        ) && !toks.get(at + 2).is_some_and(|tok| tok.is("for"));
        if (asked || kind)
            && let Some(tok) = toks.get_mut(at).filter(|tok| tok.is("leave"))
        {
            tok.quoted = true;
        }
    }
}

/// Whether the phrase speaks of people: by a list, or because they act elsewhere.
pub fn is_people(who: &Np) -> bool {
    who.person || super::permit::role_of(who).is_some() || named_for_a_deed(who.last())
}

/// Visitors and guests, who have no record of their own unless the text gives them one.
pub fn is_public(who: &Np) -> bool {
    super::permit::role_of(who) == Some(Who::Public)
}

/// "Bidders": who is named for what they do, as a verb that we know.
fn named_for_a_deed(word: &str) -> bool {
    let word = crate::words::singular(word);
    let Some(stem) = word.strip_suffix("er").or_else(|| word.strip_suffix("or")) else { return false };
    let mut shorter = stem.chars();
    let (last, before) = (shorter.next_back(), stem.chars().rev().nth(1));
    let doubled = (last == before).then(|| shorter.as_str().to_owned());
    [Some(stem.to_owned()), Some(format!("{stem}e")), doubled]
        .into_iter()
        .flatten()
        .any(|verb| verb.len() > 2 && lexicon().verb(&verb).is_some_and(|(_, form)| form == Form::Base))
}

/// How a clause begins: whether it refuses, who is spoken of, and where the verb stands.
struct Opening {
    refused: bool,
    who: Np,
    modal: bool,
    /// `Members only vote once`
    sparing: bool,
    gerund: bool,
    next: usize,
}

fn opening(toks: &[Tok], at: usize) -> Option<Opening> {
    const IMPERSONAL: &[&str] = &[
        "it must|should|shall|may|can not|never be possible|allowed for|that",
        "it is not|never possible|allowed for|that",
        "it cannot|mustn't|shouldn't be possible|allowed for|that",
        "don't|never allow|let|permit",
        "do not allow|let|permit",
        "make sure that? no",
        "prevent|stop that?",
        "no|neither",
    ];
    let lead = eat_first(toks, at, IMPERSONAL);
    // "Nobody can sign up twice": whoever it is.
    let anybody =
        eat_first(toks, at, &["nobody|noone can|may|must|should|is", "no one|user can|may|must|should"])
            .or_else(|| eat_first(toks, at, &["you|one|people|they"]).and_then(|n| refusal(toks, n)));
    if let Some(next) = anybody {
        return Some(Opening {
            refused: true,
            who: Np::default(),
            modal: true,
            sparing: false,
            gerund: false,
            next,
        });
    }
    let start = lead.unwrap_or(at);
    let (who, next) = before_verb(toks, start).or_else(|| noun_phrase(toks, start))?;
    let from = eat_first(toks, next, &["from"]).filter(|_| lead.is_some());
    if let Some(next) = from {
        return Some(Opening { refused: true, who, modal: false, sparing: false, gerund: true, next });
    }
    let refused = lead.is_some() || who.quant == Quant::No;
    let (refused, modal, next) = match refusal(toks, next) {
        Some(next) => (true, true, next),
        None => match eat_first(
            toks,
            next,
            &["can|may|must|should|shall|will|could", "is|are allowed|able|permitted to", "to"],
        ) {
            Some(next) => (refused, true, next),
            None => (refused, false, next),
        },
    };
    let sparing = eat_first(toks, next, &["only|just"]);
    let next = sparing.or_else(|| eat_first(toks, next, &["also|never"])).unwrap_or(next);
    Some(Opening { refused, who, modal, sparing: sparing.is_some(), gerund: false, next })
}

/// "Members vote for books": who stands before a verb that is a noun elsewhere.
fn before_verb(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let verb = (at + 1..toks.len().min(at + 4)).find(|n| {
        let known =
            lexicon().verb(low(toks, *n)).filter(|(_, form)| matches!(form, Form::Base | Form::Third));
        known.is_some_and(|(base, _)| {
            VERBS.iter().any(|verb| {
                let next = often(toks, n + 1).1;
                let over = next > n + 1 && eat_first(toks, next, PER).is_some();
                // "Guests book trips"
                let direct = verb.towards.is_empty()
                    && toks.get(n + 1).is_some_and(|t| t.word && crate::words::is_plural(&t.low))
                    && crate::words::is_plural(low(toks, n - 1));
                verb.bases.contains(&base)
                    && (over || direct || eat_first(toks, next, verb.towards).is_some())
            })
        })
    })?;
    noun_phrase(&toks[..verb], at).filter(|(_, next)| *next == verb)
}

/// The verb in the form that the opening asks for: `register`, `registers`, `registering`, `be registered`.
fn verb_at(toks: &[Tok], opening: &Opening) -> Option<(String, bool, usize)> {
    if let Some(past) = eat_first(toks, opening.next, &["be", "is|are", "get|gets", "being|getting"]) {
        let base = past_verb(toks, past)?;
        return Some((base, true, past + 1));
    }
    let (base, form) = lexicon().verb(low(toks, opening.next))?;
    let fits = match form {
        Form::Gerund => opening.gerund,
        Form::Third => !opening.modal && !opening.gerund,
        Form::Base => !opening.gerund,
        Form::Past => false,
    };
    (fits && base != "be" && base != "have").then(|| (base.to_owned(), false, opening.next + 1))
}

/// How often: `Some(true)` for only once, `Some(false)` for again.
fn often(toks: &[Tok], at: usize) -> (Option<bool>, usize) {
    if let Some(next) = eat_first(toks, at, ONCE) {
        return (Some(true), next);
    }
    match eat_first(toks, at, AGAIN) {
        Some(next) => (Some(false), next),
        None => (None, at),
    }
}

/// `An attendee cannot register twice for the same event`, `Members vote for books`, `Candidates apply to
/// jobs with a cover letter and a CV link`
pub fn read(toks: &[Tok], at: usize) -> Read {
    told(toks, at, opening(toks, at)?)
}

/// `Volunteers (name, phone) sign up for shifts`: what those do that were described just before.
pub fn behind(toks: &[Tok], at: usize, who: &Np) -> Read {
    let modal = eat_first(toks, at, &["can|may"]);
    let next = modal.unwrap_or(at);
    let opening = Opening {
        refused: false,
        who: who.clone(),
        modal: modal.is_some(),
        sparing: false,
        gerund: false,
        next,
    };
    told(toks, at, opening)
}

fn told(toks: &[Tok], at: usize, opening: Opening) -> Read {
    let (base, passive, next) = verb_at(toks, &opening)?;
    let known = VERBS.iter().find(|verb| verb.bases.contains(&base.as_str()));
    // "sign up twice for": the particle goes with the verb.
    let apart = eat_first(toks, next, &["up|part"]).filter(|n| often(toks, *n).0.is_some());
    let (first, next) = often(toks, apart.unwrap_or(next));
    let towards = known.and_then(|verb| eat_first(toks, next, verb.towards));
    let towards = towards.or_else(|| apart.and_then(|_| eat_first(toks, next, &["for|to|in|at"])));
    let direct = known.is_some_and(|verb| verb.towards.is_empty()) && !passive;
    let over = if first.is_some() { eat_first(toks, next, PER) } else { None };
    let loose = || eat_first(toks, next, &["up? for|in|to|on|at|with|into"]);
    let object = towards.or(over).or_else(loose).unwrap_or(next);
    let object = eat_first(toks, object, &["one and the same", "the? same", "any given?"]).unwrap_or(object);
    // "the same course again": how often is no word of the name.
    let stop = (object + 1..toks.len().min(object + 6)).find(|n| often(toks, *n).0.is_some());
    let (what, next) = noun_phrase(toks.get(..stop.unwrap_or(toks.len()))?, object).filter(|(np, _)| {
        !matches!(
            crate::words::singular(np.last()).as_str(),
            "time" | "period" | "slot" | "day" | "week" | "month" | "year" | "date" | "hour" | "interval"
        )
    })?;
    let (second, end) = if first.is_none() { often(toks, next) } else { (None, next) };
    let plain = Np { name: base.clone(), low: vec![base.clone()], ..Np::default() };
    let deed = |told: bool, toks: std::ops::Range<usize>| {
        known.map(|verb| Fact::Deed {
            who: opening.who.clone(),
            noun: verb.noun,
            what: what.clone(),
            told,
            right: !opening.refused && !told,
            toks,
        })
    };
    if let Some(once) = first.or(second) {
        let calendar = eat_first(
            toks,
            end,
            &["per|a|each|every|in|within|during? a|the|one? same? day|week|month|year"],
        );
        // "cannot … twice", "may … only once"; "can … again" is no rule.
        if once == opening.refused || calendar.is_some() {
            return None;
        }
        let end = eat_first(toks, end, PER)
            .and_then(|n| noun_phrase(toks, n))
            .filter(|(np, _)| np.last() == what.last() || super::many::same(np, &what))
            .map_or(end, |(_, n)| n);
        // "at the same time" is an overlap.
        if eat_first(toks, end, &["at|in|for|during the|a|overlapping", "at once"]).is_some() {
            return None;
        }
        let somebody = !opening.who.low.is_empty();
        let with = somebody.then(|| opening.who.clone()).into_iter().chain([what.clone()]).collect();
        let mut facts: Vec<Fact> = deed(true, at..end).filter(|_| somebody).into_iter().collect();
        facts.push(Fact::UniqueTogether { on: Some(plain), with, toks: at..end });
        return Some((facts, end));
    }
    // "vote only once": where nothing says for what, nothing is said.
    let people = is_people(&opening.who) && opening.who.quant != Quant::Many;
    // "Visitors can register for events" is a right of everybody.
    if is_public(&opening.who) && !direct {
        return None;
    }
    if opening.refused || opening.sparing || what.quant == Quant::Many || !people || passive {
        return None;
    }
    let towards = towards.is_some() || direct;
    let items = towards.then(|| brought(toks, next)).flatten().filter(|_| !is_public(&opening.who));
    // "Members can borrow books" is a right, which the reader of rights knows; "Guests book trips" is none.
    let habit = direct && !opening.modal && opening.who.plural && what.plural && !what.own;
    if items.is_none() && (direct && !habit || !towards) {
        return None;
    }
    // "… until the course is full": as many as it has room for.
    if let Some((holder, end)) = super::full::state(toks, next).filter(|_| towards) {
        let verb = known?;
        let counted = Np {
            name: verb.noun.to_owned(),
            low: verb.noun.split(' ').map(str::to_owned).collect(),
            ..Np::default()
        };
        let field = Np { name: "capacity".to_owned(), low: vec!["capacity".to_owned()], ..Np::default() };
        let holder = Some(holder.unwrap_or_else(|| what.clone()));
        let mut told = deed(false, at..next)?;
        if let Fact::Deed { told, .. } = &mut told {
            *told = true;
        }
        return Some((vec![told, Fact::Capacity { counted, holder, field, toks: next..end }], end));
    }
    // A condition behind it is no part of this.
    if super::permit::conditional(toks, items.as_ref().map_or(next, |(_, end)| *end)) {
        return None;
    }
    let mut facts = vec![deed(false, at..next)?];
    if let (Some(Fact::Deed { told, .. }), true) = (facts.first_mut(), items.is_some()) {
        *told = true;
    }
    let mut end = next;
    if let (Some((items, after)), Some(verb)) = (items, known) {
        let low: Vec<String> = verb.noun.split(' ').map(str::to_owned).collect();
        let kept = Np { name: verb.noun.to_owned(), low, quant: Quant::One, ..plain };
        facts.push(Fact::Has { subject: Some(kept), items, toks: next..after, from_frame: false });
        end = after;
    }
    Some((facts, end))
}

/// `rate an episode from 1 to 5 stars`, `with 1 to 10 points`: how many of what is kept of it.
fn ranged(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let next = eat_first(toks, at, &["from|with|between"])?;
    let (low, after) = super::super::cursor::number(toks, next)?;
    let after = eat_first(toks, after, &["to|and|-|–|up", "up to"])?;
    let (high, after) = super::super::cursor::number(toks, after)?;
    let (np, end) = noun_phrase(toks, after).filter(|(np, _)| np.low.len() == 1 && np.plural)?;
    let mods = vec![
        Mod::AtLeast(low, Unit::None),
        Mod::AtMost(high, Unit::None),
        Mod::Type(domain::spec::FieldType::Integer),
    ];
    (low < high).then(|| (vec![Item { np, mods, toks: at..end, ..Item::default() }], end))
}

/// `with a cover letter and a CV link`, `giving a rating from 1 to 5`
fn brought(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    if let Some(found) = ranged(toks, at) {
        return Some(found);
    }
    let next = eat_first(
        toks,
        at,
        &[
            "with|giving|stating|providing|including|specifying",
            "by giving|stating|providing|sending|entering|leaving",
        ],
    )?;
    let (items, end) = list::items(toks, next)?;
    let told = |item: &Item| {
        !item.mods.is_empty() || item.np.quant == Quant::One || super::is_field_word(item.np.last())
    };
    (items.iter().any(told) && !any(toks, next, &["them", "it"])).then_some((items, end))
}

//! One step of a machine at a time, as people tell it beside what somebody does:
//! `reviewers accept a talk: proposed to accepted`, `when a technician receives a sample, it moves from
//! registered to received`, `admitting changes it from planned to active`.

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Act, Fact, Np, Quant, Step, Who},
        lexicon::{Form, lexicon},
        modifier::value_words,
        noun::noun_phrase,
        token::Tok,
    },
    Read, state,
};
use crate::words;

const MOVES: &[&str] = &[
    "moves|move|changes|change|sets|set|takes|take|brings|bring|turns|turn|switches|switch|puts|put|advances|advance|transitions|transition",
    "goes|go|passes|pass",
];
const IT: &[&str] = &["it|them|this", "the|its status|state|stage"];
const SHALL: &[&str] = &["shall|must|should|will|can|may|has|have to?"];

pub fn read(toks: &[Tok], at: usize) -> Read {
    when(toks, at)
        .or_else(|| gerund(toks, at))
        .or_else(|| acted(toks, at))
        .or_else(|| moved(toks, at))
        .or_else(|| either(toks, at))
        .or_else(|| plain(toks, at))
}

/// `pending or confirmed can be cancelled`: several states that one verb leaves.
fn either(toks: &[Tok], at: usize) -> Read {
    let mut from = Vec::new();
    let start = eat_first(toks, at, &["a|an|the|any|every|each"]).unwrap_or(at);
    let mut next = start;
    loop {
        let word = toks.get(next).filter(|t| t.word && !words::stop::is_stop(&t.low))?;
        from.push(word.low.clone());
        next += 1;
        match eat_first(toks, next, &["or", ",", "and"]) {
            Some(more) if from.len() < 5 => next = more,
            _ => break,
        }
    }
    // "new and paid orders can be cancelled": the thing stands behind the last state.
    let next = if from.len() >= 2
        && toks.get(next).is_some_and(|tok| tok.word && (start > at || words::is_plural(&tok.low)))
        && any(toks, next + 1, &["can", "may"])
    {
        next + 1
    } else {
        next
    };
    let next =
        eat_first(toks, next, &["ones|orders|bookings|reservations|requests|tickets_"]).unwrap_or(next);
    // "Offered ones may also be declined"
    let ones = from.len() == 1 && any(toks, next - 1, &["ones"]);
    // "A draft can be submitted": the thing by the name of its state.
    let alone = matches!(from.as_slice(), [state] if words::singular(state) == "draft");
    if alone && let Some(state) = from.first_mut() {
        *state = words::singular(state);
    }
    let ones = ones || alone;
    let verb_index = eat_first(toks, next, &["can|may also|still? be"])
        .or_else(|| eat_first(toks, next, &["gets|get then|later|finally?"]).filter(|_| ones))
        .filter(|_| from.len() >= 2 || ones)?;
    let verb = super::past_verb(toks, verb_index)?;
    // "A draft can be edited": what is done to it, and no step.
    if alone && crate::assemble::permits::ops_of(&verb).is_some_and(|ops| ops != ["create"]) {
        return None;
    }
    let to = toks.get(verb_index)?.low.clone();
    let steps = vec![Step { from, to, verb: Some(verb) }];
    Some((
        vec![Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..verb_index + 1 }],
        verb_index + 1,
    ))
}

/// `from draft to sent`, `draft to sent`, `draft → sent`
pub fn pair(toks: &[Tok], at: usize) -> Option<(Vec<String>, String, usize)> {
    let start = eat_first(toks, at, &["from"]).unwrap_or(at);
    let mut from = Vec::new();
    let mut next = start;
    loop {
        let stop = (next..toks.len().min(next + 5)).find(|n| any(toks, *n, &["to", "→", "or", "into"]))?;
        let (state, after) = value_words(&toks[..stop], next).filter(|(_, after)| *after == stop)?;
        from.push(state);
        next = after;
        match eat_first(toks, next, &["or", ","]) {
            Some(more) => next = more,
            None => break,
        }
    }
    let next = eat_first(toks, next, &["to", "→", "into"])?;
    let stop = (next..toks.len().min(next + 4))
        .find(|n| {
            !toks[*n].word
                || any(
                    toks,
                    *n,
                    &["with", "via", "by", "when", "if", "and", "or", "once", "using", "through"],
                )
        })
        .unwrap_or(toks.len().min(next + 4));
    let (to, end) = value_words(&toks[..stop], next)?;
    // "(10 to 1000 characters)" says how many, and no states.
    let counts = |state: &String| state.starts_with(|c: char| c.is_ascii_digit());
    let stages = !counts(&to) && !from.iter().any(counts);
    (stages && (end == stop || end == toks.len())).then_some((from, to, end))
}

/// The person or role before a verb.
fn person(toks: &[Tok], at: usize) -> Option<(Who, usize)> {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.low.len() <= 2)?;
    let last = words::singular(np.last());
    let who = match last.as_str() {
        "admin" | "administrator" => Who::Role("admin".to_owned()),
        "user" | "somebody" | "someone" | "anyone" => Who::User,
        _ => {
            let mut low = np.low.clone();
            if let Some(word) = low.last_mut() {
                *word = last;
            }
            Who::Role(words::snake(&low.join(" "))?)
        }
    };
    Some((who, next))
}

fn verb_at(toks: &[Tok], at: usize) -> Option<&'static str> {
    lexicon()
        .verb(super::low(toks, at))
        // "an appointment has a state: …" is nobody's deed.
        .filter(|(base, form)| {
            matches!(form, Form::Base | Form::Third)
                && !matches!(
                    *base,
                    "have" | "has" | "be" | "is" | "do" | "contain" | "include" | "consist" | "hold"
                )
        })
        .map(|(base, _)| base)
}

fn told(
    who: Option<(Who, Range<usize>)>,
    verb: &str,
    thing: Option<Np>,
    from: Vec<String>,
    to: String,
    toks: Range<usize>,
) -> Vec<Fact> {
    let step = Step { from, to, verb: Some(verb.to_owned()) };
    let mut facts = vec![Fact::Flow {
        field: None,
        owner: thing.clone(),
        steps: vec![step],
        initial: None,
        toks: toks.clone(),
    }];
    if let Some((who, range)) = who {
        facts.push(Fact::Permit {
            who: vec![(who, range)],
            acts: vec![Act { verb: verb.to_owned(), toks: toks.clone() }],
            objects: thing.into_iter().collect(),
            own: false,
            only: true,
            deny: false,
            toks,
        });
    }
    facts
}

/// `When a technician receives a sample, the system shall move it from registered to received.`
fn when(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, &["when|if|once|whenever", "as soon as"])?;
    let (who, verb_at_) = person(toks, start)?;
    let verb = verb_at(toks, verb_at_)?;
    let it = eat_first(toks, verb_at_ + 1, &["it|them"]).map(|next| (None, next));
    let (thing, next) = it.or_else(|| noun_phrase(toks, verb_at_ + 1).map(|(np, next)| (Some(np), next)))?;
    let same = |np: &Np| thing.as_ref().is_some_and(|thing| np.low == thing.low);
    let next = eat_first(toks, next, &[", then", ",", "then"])?;
    let next = eat_first(
        toks,
        next,
        &[
            "the|our|this system|service|api|application|app|backend",
            "we",
            "its|the status|state",
            "it",
            "the|this",
        ],
    )
    .unwrap_or(next);
    let next = noun_phrase(toks, next).filter(|(np, _)| same(np)).map_or(next, |(_, after)| after);
    let next = eat_first(toks, next, SHALL).unwrap_or(next);
    let next = eat_first(toks, next, &["is|be moved|changed|set|switched"])
        .or_else(|| eat_first(toks, next, MOVES))?;
    let next = eat_first(toks, next, IT)
        .or_else(|| noun_phrase(toks, next).filter(|(np, _)| same(np)).map(|(_, n)| n))
        .unwrap_or(next);
    let (from, to, end) = pair(toks, next)?;
    Some((told(Some((who, start..verb_at_)), verb, thing, from, to, at..end), end))
}

/// `Admitting changes it from planned to active`, `cancelling changes a planned admission to cancelled`
fn gerund(toks: &[Tok], at: usize) -> Read {
    let (verb, form) = lexicon().verb(super::low(toks, at))?;
    if form != Form::Gerund {
        return None;
    }
    let moved = noun_phrase(toks, at + 1)
        .filter(|(_, n)| eat_first(toks, *n, MOVES).is_some())
        .map_or(at + 1, |(_, n)| n);
    let moves = eat_first(toks, moved, MOVES);
    let next = moves.unwrap_or(at + 1);
    if let Some((from, to, end)) = eat_first(toks, next, IT)
        .or_else(|| noun_phrase(toks, next).map(|(_, n)| n))
        .and_then(|n| pair(toks, n).filter(|_| any(toks, n, &["from"])))
        && moves.is_some()
    {
        return Some((told(None, verb, None, from, to, at..end), end));
    }
    // "brewing a planned batch makes it fermenting"
    if let Some((np, after)) = noun_phrase(toks, at + 1).filter(|(np, _)| np.low.len() >= 2)
        && let Some(after) =
            eat_first(toks, after, &["makes|turns|sets|puts|moves|changes|brings it|them in|to|into?"])
        && let Some((to, end)) = value_words(toks, after)
    {
        let from = np.low.get(..np.low.len() - 1)?.join(" ");
        let head = Np { name: np.last().to_owned(), low: vec![np.last().to_owned()], ..np.clone() };
        return Some((told(None, verb, Some(head), vec![from], to, at..end), end));
    }
    moves?;
    // "a planned admission to cancelled"; "sets the return date to today" moves through no states.
    let kept = |np: &Np| {
        matches!(np.last(), "date" | "time" | "day" | "at" | "on" | "count" | "number" | "flag" | "field")
    };
    let (np, next) = noun_phrase(toks, next).filter(|(np, _)| np.low.len() >= 2 && !kept(np))?;
    let next = eat_first(toks, next, &["to", "into"])?;
    let (to, end) = value_words(toks, next)?;
    let from = np.low.get(..np.low.len() - 1)?.join(" ");
    let head = Np { name: np.last().to_owned(), low: vec![np.last().to_owned()], ..np.clone() };
    Some((told(None, verb, Some(head), vec![from], to, at..end), end))
}

/// `An agent takes a new ticket (new to open) and resolves it (open to resolved)`
fn acted(toks: &[Tok], at: usize) -> Read {
    let (who, mut verb_index) = person(toks, at)?;
    let modal = eat_first(toks, verb_index, &["can|may|must"]).unwrap_or(verb_index);
    verb_index = modal;
    let named = at..modal;
    let mut facts = Vec::new();
    let mut begin = at;
    let mut thing: Option<Np> = None;
    let mut end;
    loop {
        let verb = verb_at(toks, verb_index)?;
        let next = match eat_first(toks, verb_index + 1, &["it", "them"]) {
            Some(next) => next,
            None => {
                let (np, next) = noun_phrase(toks, verb_index + 1)?;
                thing = Some(np);
                next
            }
        };
        let open = eat_first(toks, next, &["(", ":", "—", ","])?;
        let (from, to, after) = pair(toks, open)?;
        end = eat_first(toks, after, &[")"]).unwrap_or(after);
        facts.extend(told(Some((who.clone(), named.clone())), verb, thing.clone(), from, to, begin..end));
        let Some(next) =
            eat_first(toks, end, &[", and|or", "and|or", ","]).filter(|n| verb_at(toks, *n).is_some())
        else {
            break;
        };
        begin = end;
        verb_index = next;
    }
    Some((facts, end))
}

/// `Agents can move tickets from open to in progress to resolved`: whose steps all of them are.
fn moved(toks: &[Tok], at: usize) -> Read {
    let (who, next) = person(toks, at)?;
    let next = eat_first(toks, next, &["can|may|must|should|will only?"]).unwrap_or(next);
    let verb = eat_first(toks, next, MOVES)?;
    let from = (verb + 1..toks.len().min(verb + 6)).find(|n| any(toks, *n, &["from"]))?;
    let (thing, _) = noun_phrase(&toks[..from], verb).filter(|(_, end)| *end == from)?;
    let (steps, end) = super::state::chain(toks, from + 1)?;
    let acts: Vec<Act> =
        steps.iter().filter_map(|step| Some(Act { verb: words::snake(&step.to)?, toks: at..end })).collect();
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    let flow = Fact::Flow { field: None, owner: Some(thing.clone()), steps, initial, toks: at..end };
    let right = Fact::Permit {
        who: vec![(who, at..next)],
        acts,
        objects: vec![thing],
        own: false,
        only: true,
        deny: false,
        toks: at..end,
    };
    Some((vec![flow, right], end))
}

/// `…, which moves it from draft to submitted`: the step of the act told before.
pub fn which(toks: &[Tok], at: usize, verb: &str, thing: Option<&Np>) -> Read {
    let next = eat_first(
        toks,
        at,
        &[", which|that|this", "which", "( which|this?", ": this", ", and this", "— this|which"],
    )
    .and_then(|n| eat_first(toks, n, MOVES))
    .map(|n| {
        eat_first(toks, n, IT)
            .or_else(|| noun_phrase(toks, n).filter(|_| !any(toks, n, &["from"])).map(|(_, n)| n))
            .unwrap_or(n)
    })
    .or_else(|| eat_first(toks, at, &[":", "(", ", from_"]))?;
    let (from, to, end) = pair(toks, next)?;
    let end = if any(toks, at, &["("]) { eat_first(toks, end, &[")"]).unwrap_or(end) } else { end };
    Some((told(None, verb, thing.cloned(), from, to, at..end), end))
}

/// `(reports a scheduled game), which makes it played`, `(completes a planned visit), whereupon it is done`: what comes of
/// a deed, and the thing that it is done to.
pub(super) fn outcome(
    toks: &[Tok],
    at: usize,
    verb: &str,
    things: &[Np],
    begin: usize,
) -> Option<(Fact, Vec<Np>, usize)> {
    const COMES: &[&str] = &[
        ",|(|— which|that|this|and|, then? makes|turns|renders|sets|puts it|them in|to|into?",
        "which|that makes|turns|renders it|them",
        ",|(|;|— whereupon|thereupon|and? it|they then? is|are|becomes|become",
        ",|(|;|— upon|after which it|they is|are|becomes|become",
        ",|(|;|— and? after that|this it|they is|are|becomes|become",
    ];
    // "by POST /visits/{id}/complete": the route was taken out before.
    let here = by_route(toks, at);
    let next = eat_first(toks, here, COMES)?;
    let (to, end) = super::course::state(toks, next)?;
    if end > next + 2 || !lexicon().is_state(to.rsplit(' ').next().unwrap_or_default()) {
        return None;
    }
    let end = if any(toks, here, &["("]) { eat_first(toks, end, &[")"]).unwrap_or(end) } else { end };
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    let (owner, from) = match things {
        [] => (None, Vec::new()),
        [np] => {
            let state = np.low.first().filter(|word| np.low.len() > 1 && lexicon().is_state(word)).cloned();
            let low: Vec<String> = np.low.iter().skip(usize::from(state.is_some())).cloned().collect();
            let named = Np { name: low.join(" "), low, ..np.clone() };
            (Some(named), state.into_iter().collect())
        }
        _ => return None,
    };
    let steps = vec![Step { from, to, verb: Some(verb.to_owned()) }];
    let things = owner.iter().cloned().collect();
    let flow = Fact::Flow { field: None, owner, steps, initial: None, toks: begin..end };
    over.then_some((flow, things, end))
}

/// `by POST /visits/{id}/complete`, where nothing but the small word is left of it.
pub(super) fn by_route(toks: &[Tok], at: usize) -> usize {
    eat_first(toks, at, &["by|via|with|through|using"])
        .filter(|next| toks.get(*next).is_none_or(|tok| !tok.word))
        .unwrap_or(at)
}

/// `draft to sent`, `sent to paid or void`: nothing but the step, between words that can be states.
fn plain(toks: &[Tok], at: usize) -> Read {
    let (from, to, mut end) = pair(toks, at)?;
    let state = |word: &String| lexicon().is_state(word.rsplit(' ').next().unwrap_or_default());
    if !from.iter().all(state) || !state(&to) || any(toks, at, &["from"]) && at > 0 {
        return None;
    }
    // "new → paid → shipped": the arrows go on.
    if any(toks, end, &["→"]) {
        return None;
    }
    let mut steps = vec![Step { from: from.clone(), to, verb: None }];
    while let Some((more, after)) = eat_first(toks, end, &["or"]).and_then(|n| value_words(toks, n)) {
        steps.push(Step { from: from.clone(), to: more, verb: None });
        end = after;
    }
    end = eat_first(toks, end, &["with|via|through|by|using"])
        .filter(|n| *n >= toks.len() || any(toks, *n, &[",", "."]))
        .unwrap_or(end);
    Some((vec![Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..end }], end))
}

/// `starts as open and can become reserved and then adopted`: a line of states, one after the other.
pub fn line(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "starts|start|begins|begin out? as|at|in|with",
            "starts|start|begins|begin",
            "is|are first|initially",
            "is|are at first",
        ],
    )?;
    let next = eat_first(toks, next, &["a|an|the"]).unwrap_or(next);
    let stop = |from: usize| {
        (from..toks.len().min(from + 4))
            .find(|n| !toks[*n].word || any(toks, *n, &["and", "then", "can", "may", "or", "but"]))
            .unwrap_or(toks.len().min(from + 4))
    };
    let (first, mut end) = value_words(&toks[..stop(next)], next)?;
    let first = if first.contains(' ') { first } else { words::singular(&first) };
    let mut found = vec![first];
    while let Some(next) = eat_first(
        toks,
        end,
        &[
            ",? and? then? can|may then|later? become|becomes|be|go|move|change",
            ",? and|then then|later|finally? becomes|become|goes|moves|changes",
            ",? and|then finally? ends|end|finishes|finish up? as|in|with|at?",
            ",? and? is|are then|later|finally",
            ", is|are|gets|becomes",
            ",? and? then|finally|later|afterwards|eventually",
            ", and",
        ],
    ) {
        let next =
            eat_first(toks, next, &["set|changed|moved|switched|turned to|into", "to", "becomes|become"])
                .unwrap_or(next);
        let next = eat_first(toks, next, &["a|an|the"]).unwrap_or(next);
        if any(toks, next, &["either"]) || does(toks, next) {
            break;
        }
        let Some((state, after)) = value_words(&toks[..stop(next)], next) else { break };
        if any(toks, after, &["or"]) {
            break;
        }
        found.push(state);
        end = after;
    }
    (!found.is_empty()).then_some((found, end))
}

/// `…, and a mechanic can close it`, `then a clerk closes it`: behind the article stands who does something, and no state.
pub(super) fn does(toks: &[Tok], at: usize) -> bool {
    // "A mechanic starts a job, then finishes it"
    let deed = lexicon().verb(super::low(toks, at)).is_some_and(|(_, form)| form == Form::Third);
    if deed && any(toks, at + 1, &["it", "them", "the", "a", "an", "his", "her", "their", "all"]) {
        return true;
    }
    let at = eat_first(toks, at, &["a|an|the"]).unwrap_or(at);
    let article = at > 0 && any(toks, at - 1, &["a", "an", "the"]);
    let somebody = noun_phrase(toks, at).filter(|_| article);
    somebody.is_some_and(|(np, _)| {
        (np.toks.start + 1..=np.toks.end).any(|n| {
            eat_first(toks, n, &SHALL[..1]).is_some()
                || lexicon().verb(super::low(toks, n)).is_some_and(|(_, form)| form == Form::Third)
        })
    })
}

/// `An issue starts open and can be set to in progress and then closed.`
pub fn life(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::No)?;
    let (states, mut end) = line(toks, next).or_else(|| told_in_turn(toks, next))?;
    let (mut steps, initial, lone) = (steps_of(&states), states.first().cloned(), states.len() == 1);
    // "…, and is then either approved or rejected": where the line parts.
    while let Some((states, after)) = branches(toks, end) {
        let last = steps.last().map(|step| step.to.clone()).or_else(|| initial.clone());
        let from = last.into_iter().collect::<Vec<_>>();
        steps.extend(states.into_iter().map(|to| Step { from: from.clone(), to, verb: None }));
        end = after;
    }
    // "A room is big, then small or medium": one state that parts is none unless all of it reads like states.
    if steps.is_empty() || lone && (any(toks, next, &["can", "may"]) || !steps.iter().all(is_told)) {
        return None;
    }
    let is_field = matches!(np.last(), "status" | "state" | "stage" | "phase");
    let (field, owner) = if is_field { (Some(np), None) } else { (None, Some(np)) };
    let by = by_somebody(toks, end, &mut steps, owner.as_ref());
    let mut facts = vec![Fact::Flow { field, owner, steps, initial, toks: at..end }];
    if let Some((permit, over)) = by {
        facts.push(permit);
        end = over;
    }
    Some((facts, end))
}

/// Whether both ends of a step read like states.
fn is_told(step: &Step) -> bool {
    let state = |said: &String| {
        said.split([' ', '_'])
            .next()
            .is_some_and(|first| lexicon().is_state(first) || super::super::is_past(first))
    };
    step.from.iter().all(state) && state(&step.to)
}

/// `…, and can be closed by a clerk`: the last step is theirs, and those that part from it.
pub(super) fn by_somebody(
    toks: &[Tok],
    at: usize,
    steps: &mut [Step],
    owner: Option<&Np>,
) -> Option<(Fact, usize)> {
    let (who, end) = eat_first(toks, at, &["only? by"]).and_then(|n| person(toks, n))?;
    let from = steps.last()?.from.clone();
    let mut acts = Vec::new();
    for step in steps.iter_mut().rev().take_while(|step| step.from == from) {
        let verb = super::past_verb_of(&step.to)?;
        step.verb = Some(verb.clone());
        acts.push(Act { verb, toks: at..end });
    }
    let permit = Fact::Permit {
        who: vec![(who, at..end)],
        acts,
        objects: owner.cloned().into_iter().collect(),
        own: false,
        only: true,
        deny: false,
        toks: at..end,
    };
    Some((permit, end))
}

/// `has to be planned, then running, then finished`, `is opened, later full, later played`
fn told_in_turn(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    const THEN: &[&str] = &[
        ",? and? then|later|afterwards|finally|lastly it|they? is|are|be|becomes|gets|get?",
        ",? and? after that it|they? is|are|be|becomes|gets|get?",
        ",? and? at last it|they? is|are|be|becomes|gets|get?",
        ",? and? at the end it|they? is|are|be|becomes|gets|get?",
        ",? and? from there|that on? it|they? can|may? is|are|be|becomes|gets|get?",
    ];
    let next = eat_first(
        toks,
        at,
        &["has|have|needs|need to be first?", "must|should|will be first?", "is|are first?", "can|may be"],
    )?;
    // "A fermenting batch can be moved on, and from there …": one step, and the next.
    let thens = if any(toks, at, &["can", "may"]) { THEN.get(..4)? } else { THEN };
    let (first, mut end) = one_state(toks, next)?;
    // "is a draft first, then sent"
    end = eat_first(toks, end, &["first|initially", "at first"]).unwrap_or(end);
    let mut found = vec![first];
    loop {
        let by = done_by(toks, end);
        // "is applied for, registered by the chamber, and later completed": the last word tells the commas before it.
        let plain = || {
            let told = |n: &usize| {
                super::super::is_past(super::low(toks, *n))
                    && thens_on(toks, *n)
                    && done_by(toks, *n + 1) != *n + 1
            };
            eat_first(toks, by, &[","]).filter(told)
        };
        let next = eat_first(toks, by, thens).or_else(plain).and_then(|n| one_state(toks, moved_to(toks, n)));
        // "… then approved or refused": where it parts.
        let Some((state, after)) = next.filter(|(_, after)| !any(toks, *after, &["or", "/"])) else { break };
        found.push(state);
        end = after;
    }
    // "… by the chamber, and later completed or dissolved"
    let by = done_by(toks, end);
    let end = if by > end && branches(toks, by).is_some() { by } else { end };
    Some((found, end))
}

/// Behind `by the chamber`, where more follows: who does it is asked of the last step alone.
fn done_by(toks: &[Tok], at: usize) -> usize {
    let who = eat_first(toks, at, &["by"]).and_then(|n| noun_phrase(toks, n));
    who.filter(|(np, end)| np.low.len() <= 3 && any(toks, *end, &[","])).map_or(at, |(_, end)| end)
}

/// Whether a later word of the clause says that one comes after the other.
fn thens_on(toks: &[Tok], at: usize) -> bool {
    (at..toks.len().min(at + 40))
        .take_while(|n| toks[*n].word || any(toks, *n, &[",", "-"]))
        .any(|n| any(toks, n, &["then", "later", "finally", "afterwards", "lastly"]))
}

/// `moved to conditioning`: the state that it is moved to.
fn moved_to(toks: &[Tok], at: usize) -> usize {
    eat_first(toks, at, &["moved|set|changed|switched|turned to|into"]).unwrap_or(at)
}

fn one_state(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let at = eat_first(toks, at, &["a|an|the"]).unwrap_or(at);
    let stop = (at..toks.len().min(at + 4))
        .find(|n| {
            !toks[*n].word
                || any(
                    toks,
                    *n,
                    &[
                        "and",
                        "then",
                        "can",
                        "may",
                        "or",
                        "but",
                        "by",
                        "later",
                        "finally",
                        "first",
                        "initially",
                    ],
                )
        })
        .unwrap_or(toks.len().min(at + 4));
    // "applied for"
    let whole = stop == at + 2 && any(toks, at + 1, &["for", "with", "on", "off", "up", "out", "in"]);
    let small = || {
        (whole && super::super::is_past(super::low(toks, at))).then(|| (state::joined(toks, at..stop), stop))
    };
    value_words(&toks[..stop], at).filter(|(_, n)| *n == stop).or_else(small)
}

/// `, and is then either approved or rejected`
fn branches(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            ",? and? is|are|gets then|finally|later? either?",
            ",? and? can|may then? be|become either?",
            ",? and? then|finally|later|afterwards is|are|becomes|become|be|gets|get? either?",
            ",? and? from there|that on? it|they? can|may is|are|be|become|get? either?",
            ",? and? after that it|they? is|are|be|becomes|gets? either?",
            ",? and? at last it|they? is|are|be|becomes|gets? either?",
            ",? and? at the end it|they? is|are|be|becomes|gets? either?",
            ",? and? finally? ends|end|finishes|finish up? as|in|with|at? either?",
        ],
    )?;
    let (first, mut end) = one_state(toks, next)?;
    let mut found = vec![first];
    while let Some((state, after)) =
        eat_first(toks, end, &[", or", "or", "/"]).and_then(|n| one_state(toks, n))
    {
        found.push(state);
        end = after;
    }
    Some((found, end))
}

pub fn steps_of(states: &[String]) -> Vec<Step> {
    states.windows(2).map(|two| Step { from: vec![two[0].clone()], to: two[1].clone(), verb: None }).collect()
}

//! The life of a thing as its status goes through it: `the status of a sample is stored, then thawed, then
//! discarded`, `a game has the status scheduled, then played`, `Donation status: offered, then collected`,
//! `Requested first; …`.

use super::super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Mod, Np, Quant, Step},
        lexicon::lexicon,
        modifier::value_list,
        noun::noun_phrase,
        token::Tok,
    },
    Read, course,
};

const NAMES: &[&str] = &["status", "state", "stage", "phase"];
const THEN: &[&str] = &[
    ",|; and? then|afterwards|later|finally|next|eventually|lastly it|they? is|are|becomes|gets|to?",
    "and? then|afterwards|later|finally|eventually it|they? is|are|becomes|gets|to?",
    ",? and? after that it|they? is|are|becomes?",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    has_the_status(toks, at)
        .or_else(|| begins_as(toks, at))
        .or_else(|| of_the_status(toks, at))
        .or_else(|| of_label(toks, at))
        .or_else(|| alone(toks, at))
        .or_else(|| first(toks, at))
        .or_else(|| while_it_is(toks, at))
        .or_else(|| goes_to(toks, at))
        .or_else(|| initially(toks, at))
        .or_else(|| stays(toks, at))
}

/// `(open, accepted, rejected)` behind the steps of a status: the list of what it can be.
pub fn in_brackets(toks: &[Tok], at: usize) -> Option<(Fact, usize)> {
    let open = eat_first(toks, at, &["("])?;
    let (values, next) = value_list(toks, open, false).filter(|(values, _)| values.len() >= 2)?;
    let end = eat_first(toks, next, &[")"])?;
    let state = |value: &String| lexicon().is_state(value.rsplit(' ').next().unwrap_or_default());
    let mods = vec![Mod::Values(values.clone())];
    let field = Some(status(at..open));
    values.iter().all(state).then(|| (Fact::About { field, owner: None, mods, toks: at..end }, end))
}

/// `a retired route stays retired`: nothing leads out of it, as no step told does.
fn stays(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.low.len() == 2)?;
    let state = np.low.first().filter(|word| lexicon().is_state(word))?;
    let said = eat_first(toks, next, &["stays|stay|remains|remain"])?;
    let same = toks.get(said).is_some_and(|tok| tok.low == *state);
    let end = eat_first(toks, said + 1, &["for good|ever", "forever|always"]).unwrap_or(said + 1);
    let over = toks.get(end).is_none_or(|tok| !tok.word);
    (same && over).then(|| (vec![Fact::Aside { left_out: false, toks: at..end }], end))
}

/// `a game has the status scheduled, then played, then approved`
fn has_the_status(toks: &[Tok], at: usize) -> Read {
    let (owner, next) = owner(toks, at)?;
    let next = eat_first(toks, next, &["has|have|gets|get the|a|an|its|their? status|state|stage|phase :?"])?;
    let (steps, end, _) = in_turn(toks, next)?;
    Some((vec![told(steps, None, owner, at..end)], end))
}

/// `a defect has a status: it starts as open, …`: what follows the colon is no value of it.
fn begins_as(toks: &[Tok], at: usize) -> Read {
    let (owner, next) = owner(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &["has|have|gets|get the|a|an|its|their? status|state|stage|phase :|,|— it|which|that starts|begins"],
    )?;
    let next = eat_first(toks, next, &["out|off? as|in|with|at"]).unwrap_or(next);
    let (state, end) = course::state(toks, next)?;
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    if !over {
        return None;
    }
    let (steps, initial) = (Vec::new(), Some(state));
    let flow = Fact::Flow { field: Some(status(at..next)), owner, steps, initial, toks: at..end };
    Some((vec![flow], end))
}

/// `the status of a sample is stored, then thawed`, `Donation status: offered, then collected`
fn of_the_status(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::No)?;
    if !NAMES.contains(&np.last()) || np.low.len() > 3 {
        return None;
    }
    let (of, next) = match eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((of, next)) => (Some(of), next),
        None => (None, next),
    };
    let before = || {
        let low = np.low.get(..np.low.len() - 1).filter(|low| !low.is_empty())?.to_vec();
        Some(Np { name: low.join(" "), low, toks: np.toks.clone(), ..Np::default() })
    };
    let owner = of.or_else(before).or_else(|| {
        let of = np.of.as_ref()?;
        Some(Np { name: of.clone(), low: of.split(' ').map(str::to_owned).collect(), ..np.clone() })
    });
    const IS: &[&str] =
        &["is|are|: first|initially|either?", "=", "shall|must|should|will|can be first|initially?"];
    let next = eat_first(toks, next, IS)?;
    let (steps, end, _) = in_turn(toks, next)?;
    Some((vec![told(steps, None, owner, at..end)], end))
}

/// `booked, then checked in, then done`: nothing else in the sentence, and nothing else that it could be.
fn alone(toks: &[Tok], at: usize) -> Read {
    let (steps, end, thens) = in_turn(toks, at)?;
    let whole = toks.get(end).is_none_or(|tok| any(std::slice::from_ref(tok), 0, &[".", ";", ":"]));
    // "A sample starts received, then …" begins with no state.
    let states =
        steps.iter().all(|step| step.from.iter().all(|state| told_alone(state)) && told_alone(&step.to));
    // "Raised, then settled or dismissed"
    let parts = steps.len() > thens;
    (whole && states && (thens >= 2 || parts)).then(|| (vec![told(steps, None, None, at..end)], end))
}

/// `Bookings: pending, then confirmed or cancelled by the tutor`: behind the name of a thing.
fn of_label(toks: &[Tok], at: usize) -> Read {
    let colon =
        (at + 1..toks.len().min(at + 4)).find(|n| !toks[*n].word).filter(|n| any(toks, *n, &[":"]))?;
    let (mut steps, end, _) = in_turn(toks, colon + 1)?;
    if !steps.iter().all(|step| step.from.iter().all(|state| told_alone(state)) && told_alone(&step.to)) {
        return None;
    }
    let label = toks.get(..colon)?;
    let (owner, _) = noun_phrase(label, at).filter(|(np, next)| *next == colon && np.quant == Quant::Bare)?;
    let by = super::super::step::by_somebody(toks, end, &mut steps, Some(&owner));
    let flow = told(steps, None, Some(owner), at..end);
    Some(match by {
        Some((permit, over)) => (vec![flow, permit], over),
        None => (vec![flow], end),
    })
}

/// Whether it reads like a state wherever it stands.
fn told_alone(said: &str) -> bool {
    match said.split([' ', '_']).collect::<Vec<_>>().as_slice() {
        [word] => lexicon().is_state(word) || super::super::super::is_past(word),
        [first, _] => {
            lexicon().is_state(first) || matches!(*first, "in" | "on" | "under" | "not" | "out" | "at")
        }
        _ => false,
    }
}

/// `Requested first; the keeper confirms it`: where what is spoken of begins.
fn first(toks: &[Tok], at: usize) -> Read {
    let word = toks.get(at).filter(|tok| tok.word)?;
    let end = eat_first(toks, at + 1, &["first|initially", "at first", "to begin|start with"])?;
    let over = toks.get(end).is_some_and(|tok| any(std::slice::from_ref(tok), 0, &[";", ",", "."]));
    (over && (super::super::super::is_past(&word.low) || lexicon().is_state(&word.low))).then(|| {
        let initial = Some(word.low.clone());
        (vec![Fact::Flow { field: None, owner: None, steps: Vec::new(), initial, toks: at..end }], end)
    })
}

/// `a new item is ready`, `(its status) shall initially be requested`: where it begins.
fn initially(toks: &[Tok], at: usize) -> Read {
    const SHALL: &[&str] = &[
        "shall|must|should|will initially|first be",
        "shall|must|should|will be initially|first",
        "is|are|starts|begins initially|first set|as? to?",
    ];
    let new = eat_first(toks, at, &["a|an|the|each|every|all|any newly? created?"])
        .filter(|n| any(toks, *n, &["new"]) || any(toks, n - 1, &["created"]))
        .or_else(|| eat_first(toks, at, &["newly created"]).map(|n| n - 1));
    let (field, owner, next) = match new {
        Some(new) => {
            let (np, next) = noun_phrase(toks, if any(toks, new, &["new"]) { new + 1 } else { new })?;
            let next = eat_first(toks, next, &["is|are|starts|start|begins|begin always? out? as|in|with?"])?;
            (None, Some(Np { quant: Quant::One, ..np }), next)
        }
        // "… and shall initially be scheduled"
        None if eat_first(toks, at, &SHALL[..2]).is_some() => (None, None, eat_first(toks, at, SHALL)?),
        None => {
            let (np, next) = noun_phrase(toks, at).filter(|(np, _)| NAMES.contains(&np.last()))?;
            let of = eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n));
            let next = of.as_ref().map_or(next, |(_, next)| *next);
            let field = Np { own: false, ..np };
            (Some(field), of.map(|(of, _)| of), eat_first(toks, next, SHALL)?)
        }
    };
    let (said, end) = course::state(toks, next)?;
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    let known = lexicon().is_state(said.rsplit(' ').next().unwrap_or_default());
    let role = lexicon().roles.contains(&said) || owner.as_ref().is_some_and(|np| np.person);
    (over && known && !role).then(|| {
        let initial = Some(said);
        (vec![Fact::Flow { field, owner, steps: Vec::new(), initial, toks: at..end }], end)
    })
}

/// `As long as it is only requested it can be cancelled`, `while reserved, it may be released`
fn while_it_is(toks: &[Tok], at: usize) -> Read {
    const WHILE: &[&str] = &[
        "as|so long as it|they is|are only|just|still?",
        "while|when|if|once it|they is|are only|just|still?",
        "while|when|once only|just|still?",
    ];
    const CAN: &[&str] =
        &[",? then? it|they can|may|could also|still? be|become", ",? it|they is|are then|later"];
    let next = eat_first(toks, at, WHILE)?;
    let can = (next + 1..toks.len().min(next + 7)).find(|n| eat_first(toks, *n, CAN).is_some())?;
    let (from, end) = one_of(toks.get(..can)?, next)?;
    let state = |said: &String| lexicon().is_state(said.rsplit(' ').next().unwrap_or_default());
    if end != can || !from.iter().all(state) {
        return None;
    }
    let mut end = eat_first(toks, can, CAN)?;
    let mut steps = Vec::new();
    loop {
        let verb = super::past_verb(toks, end)?;
        steps.push(Step { from: from.clone(), to: toks.get(end)?.low.clone(), verb: Some(verb) });
        end += 1;
        match eat_first(toks, end, &["or", "/"]).filter(|n| super::past_verb(toks, *n).is_some()) {
            Some(next) => end = next,
            None => break,
        }
    }
    // "… can be edited" moves it nowhere, and "… by the clerk" says more.
    let moves = steps.iter().all(|step| {
        step.verb.as_deref().is_some_and(|verb| crate::assemble::permits::ops_of(verb).is_none())
    });
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    let flow = Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..end };
    (moves && over).then(|| (vec![flow], end))
}

/// `it goes to repair and from there back to ready`: from where it begins.
fn goes_to(toks: &[Tok], at: usize) -> Read {
    const GOES: &[&str] = &[
        "it|they then|later|first? goes|moves|passes|changes|go|move|pass|change on|over? to|into",
        "it|they can|may then|later|first? go|move|pass|change|be moved|sent? on|over? to|into",
    ];
    const THERE: &[&str] = &[",? and? from there|that on? ,? it|they? can|may? then? go|goes? back? to|into"];
    let next = eat_first(toks, at, GOES)?;
    let (first, mut end) = one_of(toks, next)?;
    let mut steps = Vec::new();
    super::push(&mut steps, &[], &first);
    let mut from = first;
    while let Some((to, after)) = eat_first(toks, end, THERE).and_then(|n| one_of(toks, n)) {
        super::push(&mut steps, &from, &to);
        from = to;
        end = after;
    }
    // "It goes to the printer" says where it is brought.
    let over = toks.get(end).is_none_or(|tok| !tok.word);
    (steps.len() >= 2 && over)
        .then(|| (vec![Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..end }], end))
}

/// States one after the other, at least once with a word that says so; the index behind them, and how many such words.
fn in_turn(toks: &[Tok], at: usize) -> Option<(Vec<Step>, usize, usize)> {
    let (mut from, mut end) = one_of(toks, at)?;
    let (mut steps, mut thens, mut plain) = (Vec::new(), 0, 0);
    loop {
        let then = eat_first(toks, end, THEN);
        // "received, in analysis, then reported": the first comma is told by the last word.
        let Some(next) = then.or_else(|| eat_first(toks, end, &[","]).filter(|_| thens == 0)) else { break };
        let next = eat_first(toks, next, &["either"]).unwrap_or(next);
        if super::super::step::does(toks, next) {
            break;
        }
        let Some((to, after)) = one_of(toks, next) else { break };
        if then.is_some() {
            thens += 1;
        } else {
            plain += 1;
        }
        super::push(&mut steps, &from, &to);
        from = to;
        end = after;
    }
    let over =
        toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but", "via", "by", "through"]));
    (thens > 0 && plain <= 3 && over).then_some((steps, end, thens))
}

fn one_of(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let (first, mut end) = course::state(toks, at)?;
    let mut found = vec![first];
    while let Some((more, after)) =
        eat_first(toks, end, &["or", "/", "|"]).and_then(|n| course::state(toks, n))
    {
        found.push(more);
        end = after;
    }
    Some((found, end))
}

fn owner(toks: &[Tok], at: usize) -> Option<(Option<Np>, usize)> {
    match eat_first(toks, at, &["it|they"]) {
        Some(next) => Some((None, next)),
        None => {
            noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::No).map(|(np, next)| (Some(np), next))
        }
    }
}

fn status(toks: std::ops::Range<usize>) -> Np {
    let name = "status".to_owned();
    Np { low: vec![name.clone()], name, name_toks: toks.start..toks.start, toks, ..Np::default() }
}

fn told(steps: Vec<Step>, field: Option<Np>, owner: Option<Np>, toks: std::ops::Range<usize>) -> Fact {
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    Fact::Flow { field, owner, steps, initial, toks }
}

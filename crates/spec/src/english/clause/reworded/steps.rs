//! The course of states, told in other words than the ones that its shapes read: `a draft claim is submitted, then
//! approved`, `a claim can't be paid before it's approved`, `the life cycle of a claim is draft, submitted, paid`.

use std::ops::Range;

use super::{
    super::super::{
        cursor::{any, eat_first},
        evidence::Np,
        lexicon::lexicon,
        noun::noun_phrase,
        token::Tok,
    },
    Plain, ends, name_before,
};

pub(super) fn told(toks: &[Tok], at: usize) -> Option<Plain> {
    in_turn(toks, at)
        .or_else(|| done_by(toks, at))
        .or_else(|| created_as(toks, at))
        .or_else(|| not_before(toks, at))
        .or_else(|| until(toks, at))
        .or_else(|| becomes(toks, at))
        .or_else(|| life(toks, at))
        .or_else(|| in_this_order(toks, at))
        .or_else(|| from_to(toks, at))
        .or_else(|| goes(toks, at))
        .or_else(|| not_back(toks, at))
        .or_else(|| later_than(toks, at))
}

const GO: &[&str] = &["can|may|must|could|should only|then? go|become|turn"];

/// `only approved shows can go live`, `a show can't go live before it is approved`, `a show must be approved before it can
/// go live`
fn goes(toks: &[Tok], at: usize) -> Option<Plain> {
    let becomes = |state: Range<usize>, thing: Range<usize>, to: Range<usize>| {
        let plain = Plain::from(at).keep(toks, state).keep(toks, thing);
        plain.say("can become").keep(toks, to)
    };
    if let Some(only) = eat_first(toks, at, &["only"]) {
        let (state, thing, next) = in_a_state(toks, only)?;
        let to = eat_first(toks, next, GO)?;
        ends(toks, to + 1)?;
        return Some(becomes(state..state + 1, thing, to..to + 1));
    }
    let (np, next) = noun_phrase(toks, at)?;
    if let Some(to) = eat_first(toks, next, &["cannot go|become"]) {
        let state = eat_first(toks, to + 1, &["before|until|unless it|they is|are|was|has|have? been?"])?;
        ends(toks, state + 1)?;
        return Some(becomes(state..state + 1, np.name_toks, to..to + 1));
    }
    let state = eat_first(toks, next, &["must|has|have|needs|need to? be|been?"])?;
    let before = eat_first(toks, state + 1, &["first? before it|they"])?;
    let to = eat_first(toks, before, GO).or_else(|| eat_first(toks, before, &["goes|becomes|go|become"]))?;
    ends(toks, to + 1)?;
    Some(becomes(state..state + 1, np.name_toks, to..to + 1))
}

/// `the stage can't go backwards`
fn not_back(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at)?;
    const BACK: &[&str] = &[
        "cannot go|move|change|jump|be? moved|set? back|backward|backwards",
        "never goes|moves|changes|go|move|jumps back|backward|backwards",
    ];
    ends(toks, eat_first(toks, next, BACK)?)?;
    let named = matches!(np.last(), "status" | "state" | "stage" | "phase");
    named.then(|| Plain::from(at).keep(toks, np.toks).say("can only go forward"))
}

/// `a show ends later than it begins`: after it begins.
fn later_than(toks: &[Tok], at: usize) -> Option<Plain> {
    const LATER: &[&str] = &[
        "must|should|has|have|always? to? ends|end|starts|start|begins|begin|closes|opens|finishes|finish later|earlier than",
    ];
    let (_, verb) = name_before(toks, at, LATER)?;
    let than = eat_first(toks, verb, LATER)?;
    let after = any(toks, than - 2, &["later"]);
    let plain = Plain::from(at).keep(toks, at..than - 2);
    Some(plain.say(if after { "after" } else { "before" }).keep(toks, than..toks.len()))
}

/// `a draft claim`: the state and the name of the thing.
fn in_a_state(toks: &[Tok], at: usize) -> Option<(usize, Range<usize>, usize)> {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.low.len() == 2 && !np.person)?;
    let state = np.low.first().filter(|word| lexicon().names_a_state(word))?;
    let at = np.name_toks.clone().find(|n| toks[*n].is(state))?;
    Some((at, at + 1..np.name_toks.end, next))
}

/// `a draft claim is submitted, then approved`
fn in_turn(toks: &[Tok], at: usize) -> Option<Plain> {
    let (state, thing, next) = in_a_state(toks, at)?;
    let first = eat_first(toks, next, &["is|are|gets|get|becomes|become first?"])?;
    (first..toks.len()).find(|n| eat_first(toks, *n, &[",? and? then"]).is_some())?;
    let plain = Plain::from(at).say("a").keep(toks, thing).say("is first").keep(toks, state..state + 1);
    Some(plain.say(", then").keep(toks, first..toks.len()))
}

/// `a submitted claim is approved by a manager or sent back to draft`
fn done_by(toks: &[Tok], at: usize) -> Option<Plain> {
    let (state, thing, next) = in_a_state(toks, at)?;
    let verb = eat_first(toks, next, &["is|are|gets|get then|either?"])?;
    super::super::past_verb(toks, verb)?;
    let told = |n: usize| any(toks, n, &["by", "or"]);
    (verb + 1..toks.len()).any(told).then(|| {
        let plain = Plain::from(at).say("a").keep(toks, state..state + 1).keep(toks, thing);
        plain.say("can be").keep(toks, verb..toks.len())
    })
}

fn starts(at: usize, toks: &[Tok], np: &Np, state: usize) -> Option<Plain> {
    // "Orders are entered in the evening" says when.
    toks.get(state).filter(|tok| lexicon().is_state(&tok.low))?;
    let plain = Plain::from(at).say("a").keep(toks, np.name_toks.clone());
    Some(plain.say("starts as").keep(toks, state..toks.len()))
}

/// `when a claim is created it is a draft`, `a claim is created as draft`, `initially a claim is pending`
fn created_as(toks: &[Tok], at: usize) -> Option<Plain> {
    const MADE: &[&str] = &["is|are newly|first? created|made|opened|registered|entered|added|new|filed"];
    const IS: &[&str] = &[
        ",? its|their|the status|state is|becomes|starts set? as|to|in|with|at? a|an?",
        ",? it|they is|are|becomes|starts|begins|gets in|as|with|at? a|an?",
    ];
    if let Some(when) = eat_first(toks, at, &["when|once|whenever|after|as soon? as?"])
        && let Some((np, next)) = noun_phrase(toks, when)
        && let Some(state) = eat_first(toks, next, MADE).and_then(|n| eat_first(toks, n, IS))
    {
        return starts(at, toks, &np, state);
    }
    if let Some(first) =
        eat_first(toks, at, &["initially|first ,?", "at first|start ,?", "in the beginning ,?"])
        && let Some((np, next)) = noun_phrase(toks, first)
        && let Some(state) = eat_first(toks, next, &["is|are in|a|an?"])
    {
        return starts(at, toks, &np, state);
    }
    let (np, next) = noun_phrase(toks, at)?;
    const AS: &[&str] = &[
        "is|are always? created|made|opened|registered|entered|added|filed as|in a|an|the? status|state?",
        "is|are always? created|made|opened|registered|entered|added|filed with a|an|the? status|state",
        "is|are initially a|an?",
    ];
    starts(at, toks, &np, eat_first(toks, next, AS)?)
}

/// `a claim can't be paid before it's approved`, `a claim has to be approved before it can be paid`
fn not_before(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at)?;
    const BEFORE: &[&str] =
        &["before|until|unless it|they is|are|was|has|have? been?", "before|until|unless it's|they're been?"];
    let after = |verb: Range<usize>, state: Range<usize>| {
        let plain = Plain::from(at).say("a").keep(toks, np.name_toks.clone()).say("can only be");
        plain.keep(toks, verb).say("after it is").keep(toks, state)
    };
    if let Some(verb) = eat_first(toks, next, &["cannot be"]) {
        super::super::past_verb(toks, verb)?;
        let state = eat_first(toks, verb + 1, BEFORE)?;
        ends(toks, state + 1)?;
        return Some(after(verb..verb + 1, state..state + 1));
    }
    let state = eat_first(toks, next, &["must|has|have|needs|need to? be|been?"])?;
    super::super::past_verb(toks, state)?;
    let verb = eat_first(
        toks,
        state + 1,
        &["first? before it|they can|may be", "first? before it|they is|are|gets|get", "first? before being"],
    )?;
    super::super::past_verb(toks, verb)?;
    ends(toks, verb + 1)?;
    Some(after(verb..verb + 1, state..state + 1))
}

/// `a claim may be cancelled at any time until it is paid`, `… unless it is paid`
fn until(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, &["can|may be"])?;
    let base = super::super::past_verb(toks, verb)?;
    // "… can be changed until it is paid" holds what is done to it, and moves nothing.
    if crate::assemble::permits::ops_of(&base).is_some() {
        return None;
    }
    let state = eat_first(
        toks,
        verb + 1,
        &[
            "at any time|point|moment ,? until|unless it|they is|are|has|have? been?",
            "until|unless it|they is|are|has|have? been?",
            "until|unless it's|they're been?",
        ],
    )?;
    ends(toks, state + 1)?;
    toks.get(state).filter(|tok| tok.word && !tok.is_number())?;
    let plain = Plain::from(at).say("a").keep(toks, np.name_toks).say("can be").keep(toks, verb..verb + 1);
    Some(plain.say("while it is not").keep(toks, state..state + 1))
}

/// `when a clerk submits a draft claim, its status becomes submitted`
fn becomes(toks: &[Tok], at: usize) -> Option<Plain> {
    let when = eat_first(toks, at, &["when|once|if|whenever|after a|an|the?"])?;
    let (_, verb) = noun_phrase(toks, when)?;
    super::super::finite_verb(toks, verb)?;
    let (state, thing, next) = in_a_state(toks, verb + 1)?;
    const TURNS: &[&str] = &[
        ", then? its|the status|state becomes|is|turns|changes|goes|moves set|changed? into|to?",
        ", then? it becomes|is|turns|changes|goes|moves set|changed? into|to?",
    ];
    let to = eat_first(toks, next, TURNS)?;
    let plain = Plain::from(at).say("when a").keep(toks, when..verb + 1).say("the").keep(toks, thing.clone());
    let plain = plain.say(", a").keep(toks, state..state + 1).keep(toks, thing);
    Some(plain.say("becomes").keep(toks, to..toks.len()))
}

/// `the life cycle of a claim is draft, submitted, paid`, `a claim runs through these steps: draft, submitted, paid`
fn life(toks: &[Tok], at: usize) -> Option<Plain> {
    const LIFE: &[&str] = &[
        "the? lifecycle|workflow|flow|life|progress|course of a|an|the|each?",
        "the? life - cycle of a|an|the|each?",
        "the? life cycle of a|an|the|each?",
        "the? possible? states|statuses|stages|steps|phases of a|an|the|each?",
    ];
    if let Some(of) = eat_first(toks, at, LIFE) {
        let (np, next) = noun_phrase(toks, of)?;
        let list = eat_first(toks, next, &["is|are|: :?"])?;
        // "The states of a claim are …" says nothing of an order.
        let turn = !any(toks, at, &["states", "statuses"]) && !any(toks, at + 1, &["states", "statuses"]);
        let plain = Plain::from(at).say("a").keep(toks, np.name_toks);
        let plain = if turn { plain.say("goes through") } else { plain.say("can be") };
        return Some(plain.keep(toks, list..toks.len()));
    }
    const RUNS: &[&str] = &[
        "goes|go|runs|run|passes|pass|moves|move|progresses|proceeds|follows|follow through|along|in? the|these|this|following? following|different? steps|stages|states|phases|statuses|order|sequence :",
    ];
    let (np, next) = name_before(toks, at, RUNS)?;
    let list = eat_first(toks, next, RUNS)?;
    let plain = Plain::from(at).say("a").keep(toks, np.name_toks).say("goes through");
    Some(plain.keep(toks, list..toks.len()))
}

/// `it moves in that order`, `and changes only in this order`
fn in_this_order(toks: &[Tok], at: usize) -> Option<Plain> {
    const GOES: &[&str] = &[
        "it|they? only? moves|move|changes|change|goes|go|passes|pass|runs|advances|progresses only? in|through the|that|this|exactly? same|given|listed? order only?",
        "it|they? can|may|must only? move|change|go|pass|run|advance only? in the|that|this|exactly? same|given|listed? order only?",
        "always? only? in the|that|this|exactly same|given|listed? order only?",
    ];
    let end = eat_first(toks, at, GOES)?;
    ends(toks, end)?;
    Some(Plain::from(at).say("the status can only move in this order").keep(toks, end..end))
}

/// `from draft a claim can go to submitted or cancelled`
fn from_to(toks: &[Tok], at: usize) -> Option<Plain> {
    let from = eat_first(toks, at, &["from"])?;
    let (thing, stop) = (from + 1..toks.len().min(from + 4)).find_map(|n| {
        let start = eat_first(toks, n, &["a|an|the|it"])?;
        let (np, next) = match any(toks, n, &["it"]) {
            true => (None, start),
            false => noun_phrase(toks, n).map(|(np, next)| (Some(np), next))?,
        };
        Some(((np, next), n))
    })?;
    let (np, next) = thing;
    let comma = usize::from(any(toks, stop - 1, &[","]));
    let to = eat_first(
        toks,
        next,
        &[
            "can|may|must only|then|either? go|move|change|be moved|set|changed? on|back? to",
            "goes|moves|changes on|back? to",
            "can|may only|then? become",
        ],
    )?;
    let plain = Plain::from(at);
    let plain = match np {
        Some(np) => plain.say("a").keep(toks, np.name_toks),
        None => plain.say("it"),
    };
    Some(plain.say("goes from").keep(toks, from..stop - comma).say("to").keep(toks, to..toks.len()))
}

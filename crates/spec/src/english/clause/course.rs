//! The course that a thing takes: whose it is, the verb of going, the states, and where else it may turn.
//!
//! `each sample moves received -> in analysis -> reported, or rejected from received`; `the status of an order
//! goes from placed to paid to shipped`; `a payslip starts as draft, then is approved, then paid`. Each part has
//! its forms once, and they combine freely.

use super::{
    super::{
        cursor::{any, eat, eat_first},
        evidence::{Act, Fact, Item, Mod, Np, Quant, Step, Who},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Read, arrow, state,
};
use crate::words;

/// How a thing goes on; the last group says where it begins.
const GOES: &[&str] = &[
    "can|may|must|should|shall|will only? be moved|changed|switched|set|transitioned|taken|brought",
    "can|may|must|should|shall|will only? go|move|change|transition|progress|advance|pass|proceed|run",
    "has|have|needs|need to go|move|pass|run|be",
    "goes|go|moves|move|changes|change|transitions|transition|progresses|progress|flows|flow|passes|pass",
    "advances|advance|runs|run|proceeds|proceed|travels|travel",
    "is|are moved|changed|taken|processed|brought",
    "follows|follow the|this? path|flow|states|steps|stages|lifecycle|workflow|course",
];
const BEGINS: &[&str] = &[
    "starts|start|begins|begin out? as|in|with|at",
    "starts|start|begins|begin off|out",
    "starts|start|begins|begin",
    "is|are first|initially",
];
const IS: &[&str] = &["is|are|has|have"];
/// Between the verb and the first state.
const ALONG: &[&str] =
    &["from", "through|along|via :?", "as follows :?", "like this :?", "in this|the order :?", ":"];
/// States that are told without an order of their own.
const STAGES: &[&str] = &[
    "through|along|via? the|these|possible? following|possible? states|steps|stages|statuses|phases :?",
    "through the following :",
];

/// A whole course, from its subject on.
pub fn read(toks: &[Tok], at: usize) -> Read {
    let found = told(toks, at)?;
    // Several lines of arrows, or pairs that part, are read by what is made for them.
    let special = arrow::read(toks, at).or_else(|| state::flow(toks, at)).filter(|(facts, _)| !glued(facts));
    match special {
        Some(other) if other.1 >= found.1 => Some(other),
        _ => Some(found),
    }
}

/// Whether words of the sentence stuck to the first state: "each sample moves received".
pub(super) fn glued(facts: &[Fact]) -> bool {
    let goes = |word: &str| {
        let verb = lexicon().verb(word).filter(|(_, form)| matches!(form, Form::Base | Form::Third));
        verb.is_some_and(|(base, _)| {
            matches!(
                base,
                "go" | "move" | "change" | "pass" | "run" | "start" | "begin" | "flow" | "follow" | "be"
            )
        }) || matches!(
            word,
            "moved"
                | "changed"
                | "taken"
                | "the"
                | "a"
                | "an"
                | "its"
                | "each"
                | "every"
                | "states"
                | "steps"
                | "stages"
                | "statuses"
                | "through"
                | "is"
                | "are"
                | "can"
                | "may"
                | "must"
                | "has"
                | "have"
        )
    };
    facts.iter().any(|fact| match fact {
        Fact::Flow { steps, .. } => {
            steps.iter().flat_map(|step| &step.from).any(|from| from.split(' ').any(goes))
        }
        _ => false,
    })
}

fn told(toks: &[Tok], at: usize) -> Read {
    let verb = |n: usize| -> Option<(usize, bool, bool)> {
        let begins = || eat_first(toks, n, BEGINS).map(|next| (next, true, false));
        let is = || eat_first(toks, n, IS).map(|next| (next, false, true));
        eat_first(toks, n, GOES).map(|next| (next, false, false)).or_else(begins).or_else(is)
    };
    for anchor in at + 1..toks.len().min(at + 9) {
        let Some((next, begins, drawn)) = verb(anchor) else { continue };
        let Some((field, owner)) = subject(&toks[..anchor], at) else { continue };
        if let Some(stages) = eat_first(toks, next, STAGES).filter(|_| !begins && !drawn)
            && !toks.get(stages..).unwrap_or_default().iter().any(|tok| tok.is("→") || tok.is("to"))
        {
            let found = stages_of(toks, stages, field.as_ref(), owner.as_ref(), at);
            return found;
        }
        let listed = eat_first(toks, next, &ALONG[1..]);
        let from = listed.or_else(|| eat_first(toks, next, ALONG)).unwrap_or(next);
        if begins && let Some(fact) = begun(toks, from, field.as_ref(), owner.as_ref(), at) {
            return Some(fact);
        }
        let Some(found) = chain(toks, from, listed.is_some(), begins) else { continue };
        // "a task is open to all": only arrows make states of what a thing is; two names may be two places.
        let plain = field.is_some() || begins || found.steps.len() >= 2 || listed.is_some();
        if drawn && !found.arrows || !found.arrows && !plain && !found.steps.iter().all(is_step) {
            continue;
        }
        // "…, then they go live and finally aired": it began before.
        let later = at > 0 && any(toks, at - 1, &["then", "later", "afterwards", "finally", "next"]);
        let first = || found.steps.first().and_then(|step| step.from.first().cloned());
        let initial = if later { None } else { first() };
        let (mut steps, end) = (found.steps, found.end);
        let end = tail(toks, end, &mut steps);
        let by = super::step::by_somebody(toks, end, &mut steps, owner.as_ref());
        let flow = Fact::Flow { field, owner, steps, initial, toks: at..end };
        return Some(match by {
            Some((permit, over)) => (vec![flow, permit], over),
            None => (vec![flow], end),
        });
    }
    None
}

/// `starts as open and goes open -> in progress -> done`, `starts as open`: the beginning, and then the course.
fn begun(toks: &[Tok], from: usize, field: Option<&Np>, owner: Option<&Np>, at: usize) -> Read {
    let (first, after) = state(toks, from)?;
    let flow = |steps: Vec<Step>, initial: String, end: usize| {
        let (field, owner) = (field.cloned(), owner.cloned());
        Some((vec![Fact::Flow { field, owner, steps, initial: Some(initial), toks: at..end }], end))
    };
    // Of a status alone: a thing that starts as something may start as many things.
    if field.is_some() && toks.get(after).is_none_or(|tok| matches!(tok.low.as_str(), "." | ";")) {
        return flow(Vec::new(), first, after);
    }
    let next = eat_first(toks, after, &[", and|then?", "; and|then?", "and then?"])?;
    let next = eat_first(toks, next, &["it|they"]).unwrap_or(next);
    let goes = eat_first(toks, next, GOES)?;
    let next = eat_first(toks, goes, ALONG).unwrap_or(goes);
    let found = chain(toks, next, false, false)?;
    let mut steps = found.steps;
    let end = tail(toks, found.end, &mut steps);
    flow(steps, first, end)
}

/// `a status that goes from scheduled to completed or cancelled`, behind the list that names it.
pub fn of_member(toks: &[Tok], at: usize, subject: Option<&Np>, item: &Item) -> Read {
    if item.toks.end != at || !matches!(item.np.last(), "status" | "state" | "stage" | "phase") {
        return None;
    }
    let next = eat_first(toks, at, &["that|which"])?;
    let next = eat_first(toks, next, GOES)?;
    let next = eat_first(toks, next, ALONG)?;
    let found = chain(toks, next, false, false)?;
    let mut steps = found.steps;
    let end = tail(toks, found.end, &mut steps);
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    let (field, owner) = (Some(item.np.clone()), subject.cloned());
    Some((vec![Fact::Flow { field, owner, steps, initial, toks: at..end }], end))
}

/// `through the states received, in analysis, reported`: which there are, and where it begins.
fn stages_of(toks: &[Tok], at: usize, field: Option<&Np>, owner: Option<&Np>, from: usize) -> Read {
    let (first, mut end) = state(toks, at)?;
    let mut values = vec![first.clone()];
    while let Some((value, after)) =
        eat_first(toks, end, &[", and|or?", "and|or", ",", "/"]).and_then(|n| state(toks, n))
    {
        values.push(value);
        end = after;
    }
    let whole = toks.get(end).is_none_or(|tok| !tok.word);
    if values.len() < 2 || !whole {
        return None;
    }
    let status = || Np {
        name: "status".to_owned(),
        low: vec!["status".to_owned()],
        toks: from..at,
        name_toks: from..from,
        ..Np::default()
    };
    let mods = vec![Mod::Values(values)];
    let field = field.cloned().unwrap_or_else(status);
    let owner = owner.cloned();
    Some((vec![Fact::About { field: Some(field), owner, mods, toks: from..end }], end))
}

/// `from in transit it may also go to lost`: one more turn of what was spoken of.
pub fn turning(toks: &[Tok], at: usize) -> Read {
    let mut steps = Vec::new();
    let end = from_to(toks, at, &mut steps)?;
    let end = tail(toks, end, &mut steps);
    Some((vec![Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..end }], end))
}

/// `(agents can) move tickets from open to in progress to done`: the steps, and that these people take them.
pub fn moved_by(
    toks: &[Tok],
    end: usize,
    act: &Act,
    who: &[(Who, std::ops::Range<usize>)],
    objects: &[Np],
    begin: usize,
    only: bool,
) -> Read {
    let moves = ["move", "set", "change", "take", "bring", "put", "advance", "transition", "switch", "shift"];
    let next = eat_first(toks, end, &["from"]).filter(|_| moves.contains(&act.verb.as_str()))?;
    let found = chain(toks, next, false, false)?;
    // "move them from wet to dry": states, where the text says elsewhere that they are; "from hall A to hall B" are none.
    let told = found.arrows || found.steps.len() > 1 || found.steps.iter().all(is_step);
    if !told && !objects.is_empty() {
        return None;
    }
    let mut steps = found.steps;
    let end = tail(toks, found.end, &mut steps);
    let mut acts: Vec<Act> = Vec::new();
    for step in &steps {
        let Some(verb) = words::snake(&step.to) else { continue };
        if !acts.iter().any(|act| act.verb == verb) {
            acts.push(Act { verb, toks: begin..end });
        }
    }
    let owner = objects.first().cloned();
    let flow = Fact::Flow { field: None, owner, steps, initial: None, toks: begin..end };
    let permit = Fact::Permit {
        who: who.to_vec(),
        acts,
        objects: objects.to_vec(),
        own: false,
        only,
        deny: false,
        toks: begin..end,
    };
    if told {
        return Some((vec![flow, permit], end));
    }
    let Fact::Flow { steps, .. } = flow else { return None };
    let step = steps.into_iter().next()?;
    let spoken = Np { name: "one".to_owned(), low: vec!["one".to_owned()], ..Np::default() };
    let (verb, to, by) = (act.verb.clone(), Some(step.to), Vec::new());
    let turn = Fact::Transition { owner: spoken, from: step.from, verb, to, by, toks: begin..end };
    Some((vec![turn, permit], end))
}

/// A thing, or the status of one.
fn subject(toks: &[Tok], at: usize) -> Option<(Option<Np>, Option<Np>)> {
    if eat_first(toks, at, &["it|they"]) == Some(toks.len()) {
        return Some((None, None));
    }
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::No)?;
    let is_field = matches!(np.last(), "status" | "state" | "stage" | "phase");
    if next == toks.len() {
        let owner = np.of.as_ref().map(|of| Np {
            name: of.clone(),
            low: of.split(' ').map(str::to_owned).collect(),
            ..np.clone()
        });
        return Some(if is_field { (Some(np), owner) } else { (None, Some(np)) });
    }
    let (owner, end) = eat(toks, next, "of").and_then(|n| noun_phrase(toks, n))?;
    (is_field && end == toks.len()).then_some((Some(np), Some(owner)))
}

pub(super) struct Chain {
    pub steps: Vec<Step>,
    /// Drawn with arrows: whatever stands between them is a state.
    pub arrows: bool,
    pub end: usize,
}

/// States and what stands between them.
pub(super) fn chain(toks: &[Tok], at: usize, listed: bool, begins: bool) -> Option<Chain> {
    let (mut current, mut end) = states(toks, at)?;
    let mut found = Chain { steps: Vec::new(), arrows: false, end };
    while let Some((verb, next, drawn)) = between(toks, end, listed, begins).or_else(|| through(toks, end)) {
        if super::step::does(toks, next) {
            break;
        }
        let Some((to, after)) = states(toks, next) else { break };
        // "to closed, or rejected from open": the last word is another turn.
        if !drawn && eat_first(toks, after, &["from"]).is_some() && any(toks, end, &[","]) {
            break;
        }
        for target in &to {
            let verb = verb.clone().filter(|_| to.len() == 1);
            found.steps.push(Step { from: current.clone(), to: target.clone(), verb });
        }
        found.arrows |= drawn;
        current = to;
        end = after;
        found.end = end;
    }
    // "from one list to the next one of mine": a word that no state ends before.
    let over = toks.get(found.end).is_none_or(|tok| !tok.word || any(toks, found.end, ENDS));
    (!found.steps.is_empty() && over).then_some(found)
}

/// Words before which a state is over.
const ENDS: &[&str] = &[
    "to",
    "then",
    "or",
    "and",
    "from",
    "by",
    "when",
    "if",
    "once",
    "only",
    "after",
    "until",
    "with",
    "via",
    "through",
    "before",
    "back",
    "but",
    "while",
    "unless",
    "into",
    "finally",
    "is",
    "are",
    "it",
    "they",
    "as",
    "which",
    "that",
    "where",
    "can",
    "may",
    "must",
    "later",
    "eventually",
    "afterwards",
    "becomes",
    "gets",
    "in",
    "either",
];

/// `from draft through review to sent`: a state between two others. "Sent through the portal" is how, and no state.
fn through(toks: &[Tok], at: usize) -> Option<(Option<String>, usize, bool)> {
    let next = eat_first(toks, at, &["through|via|over"])?;
    let (_, end) = states(toks, next)?;
    eat_first(toks, end, &["to|into"]).map(|_| (None, next, false))
}

fn between(toks: &[Tok], at: usize, listed: bool, begins: bool) -> Option<(Option<String>, usize, bool)> {
    if let Some((verb, next)) = arrow::arrow(toks, at) {
        return Some((verb, next, true));
    }
    const THEN: &[&str] = &[
        ",? and|or? then|finally|later|afterwards|eventually|next|lastly it|they? is|are|gets|becomes|goes|moves|be? to|into?",
        ",? and? it|they? is|are|gets then|finally|later|eventually",
        ",? and? can|may then|later? be|become|go moved|set? to?",
        ",? and? after that it|they? is|are|gets|becomes?",
        ",? and? becomes|become|goes to|moves to",
        ",? and? then|finally? ends|end|finishes up? as|in|with",
        ",? and? either? to|into",
        ",? and? on to",
    ];
    let told = eat_first(toks, at, THEN)
        .or_else(|| eat_first(toks, at, &[", is|are|gets|becomes"]).filter(|_| begins));
    let told = told.or_else(|| eat_first(toks, at, &[", and", ",", "and"]).filter(|_| listed));
    told.map(|next| (None, eat_first(toks, next, &["either"]).unwrap_or(next), false))
}

/// One state, or several divided by `or`.
fn states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let (first, mut end) = state(toks, at)?;
    let mut found = vec![first];
    while let Some((more, after)) =
        eat_first(toks, end, &["or back? to?", "/", "|"]).and_then(|n| state(toks, n))
    {
        // "to closed or rejected from open"
        if eat_first(toks, after, &["from"]).is_some() {
            break;
        }
        found.push(more);
        end = after;
    }
    Some((found, end))
}

/// `open`, `in progress`, `on hold`, `the under review state`
pub(super) fn state(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let start = eat_first(toks, at, &["a|an|the"]).unwrap_or(at);
    let word = |n: usize| toks.get(n).filter(|tok| tok.word || tok.is("-") && n > start);
    let mut end = start;
    while let Some(tok) = word(end) {
        // "in progress" begins with a word that ends others.
        let begins = end == start && any(toks, end, &["in", "on", "under", "out", "not", "up", "at"]);
        if !begins && any(toks, end, ENDS) || tok.is("-") && !toks.get(end + 1).is_some_and(|next| next.word)
        {
            break;
        }
        if arrow::arrow(toks, end).is_some() {
            break;
        }
        end += 1;
    }
    let named = eat_first(toks, end.saturating_sub(1), &["state|status|stage"]).is_some() && end > start + 1;
    let said = toks.get(start..if named { end - 1 } else { end })?;
    let words_of: Vec<&str> = said.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
    let no_state = |word: &&str| {
        matches!(
            *word,
            "it" | "them"
                | "one"
                | "another"
                | "can"
                | "can't"
                | "cannot"
                | "may"
                | "must"
                | "their"
                | "his"
                | "her"
                | "its"
                | "each"
                | "every"
                | "all"
                | "any"
                | "this"
                | "that"
                | "other"
                | "next"
                | "there"
                | "here"
                | "beginning"
                | "end"
        ) || word.bytes().all(|b| b.is_ascii_digit())
    };
    // "in that order"
    let small =
        end == start + 1 && any(toks, start, &["in", "on", "under", "not", "at"]) && word(end).is_some();
    // "a mechanic starts a job, then finishes it": what somebody does.
    let deed = any(toks, end, &["it", "them"])
        && words_of
            .last()
            .and_then(|word| lexicon().verb(word))
            .is_some_and(|(_, form)| matches!(form, Form::Third | Form::Base));
    let whole =
        !small && !deed && !words_of.is_empty() && words_of.len() <= 3 && !words_of.iter().any(no_state);
    whole.then(|| (words_of.join(" "), end))
}

/// Where else it may turn: `or rejected from received`, `and from done back to open`, `or back to draft from
/// sent`.
fn tail(toks: &[Tok], at: usize, steps: &mut Vec<Step>) -> usize {
    const GLUE: &[&str] = &[
        ",|; and|or|but? then? it|they? can|may? also|even? be|go|move|moved|return?",
        "and|or|but it|they? can|may? also|even? be|go|move|moved|return?",
    ];
    let mut end = at;
    while let Some(next) = eat_first(toks, end, GLUE).filter(|next| *next > end) {
        let from_there = from_to(toks, next, steps);
        let to_here = || {
            let start = eat_first(toks, next, &["back? to", "set|changed to"]).unwrap_or(next);
            let (to, after) = state(toks, start)?;
            let (from, after) = eat_first(toks, after, &["only? from"]).and_then(|n| states(toks, n))?;
            Some((Step { from, to, verb: None }, after))
        };
        match from_there {
            Some(after) => end = after,
            None => match to_here() {
                Some((step, after)) => {
                    steps.push(step);
                    end = after;
                }
                None => break,
            },
        }
    }
    end
}

/// `from in transit it may also go (back) to lost`
fn from_to(toks: &[Tok], at: usize, steps: &mut Vec<Step>) -> Option<usize> {
    let next = eat_first(toks, at, &["also? from"])?;
    // "… to sent and from there to paid"
    let there =
        eat_first(toks, next, &["there|here on?"]).zip(steps.last().map(|step| vec![step.to.clone()]));
    let (from, next) = there.map(|(next, from)| (from, next)).or_else(|| states(toks, next))?;
    // "from ready it can also be retired"
    if let Some(be) = eat_first(toks, next, &[",? it|they can|may also|only|still? be|become"])
        .filter(|n| super::past(toks, *n).is_some() && toks.get(n + 1).is_none_or(|tok| !tok.word))
    {
        return finish_turn(toks, be, from, steps);
    }
    let next = eat_first(
        toks,
        next,
        &[
            ",? it|they? can|may also|only? go|move|return|change|be back? to",
            ",? it|they? can|may also|only? be moved|set|sent|changed back? to",
            ",? it|they? can|may also|only? become",
            ",? it|they? goes|moves|returns back? to",
            ",? directly|straight|either? back? to|into",
            "→",
        ],
    )?;
    finish_turn(toks, next, from, steps)
}

/// The states that a turn leads to, where nothing else belongs to them.
fn finish_turn(toks: &[Tok], at: usize, from: Vec<String>, steps: &mut Vec<Step>) -> Option<usize> {
    let (to, end) = states(toks, at)?;
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, ENDS));
    if !over {
        return None;
    }
    steps.extend(to.into_iter().map(|to| Step { from: from.clone(), to, verb: None }));
    Some(end)
}

/// Both ends read like states rather than places: a participle, an adjective, `in progress`.
fn is_step(step: &Step) -> bool {
    step.from.iter().all(|state| is_state(state)) && is_state(&step.to)
}

fn is_state(said: &str) -> bool {
    let last = said.rsplit(' ').next().unwrap_or_default();
    lexicon().is_state(last) || ["in ", "on ", "under "].iter().any(|lead| said.starts_with(lead))
}

//! States and the arrows between them: `status: open -> in progress -> done, open -> void`.

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::{Fact, Np, Step},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
    state::{joined, push},
};
use crate::english::modifier::points;
use crate::words;

/// `A → B → C`, with or without the field's name before it.
pub fn read(toks: &[Tok], at: usize) -> Read {
    // "status open > in progress > closed"
    let end = (at..toks.len()).find(|n| any(toks, *n, &[".", ";", "(", ")"])).unwrap_or(toks.len());
    let heads = toks.get(at..end).is_some_and(|slice| {
        slice.iter().take(4).any(|tok| tok.is("status") || tok.is("state") || tok.is("stage"))
            && slice.iter().filter(|tok| tok.is(">")).count() >= 2
            && !slice.iter().any(Tok::is_number)
    });
    let heads = heads || toks.get(at..end).is_some_and(drawn_by_signs);
    if heads && !toks[at..end].iter().any(|tok| tok.is("→")) {
        let mut drawn = toks.to_vec();
        for tok in drawn.get_mut(at..end).into_iter().flatten().filter(|tok| tok.is(">")) {
            tok.low = "→".to_owned();
        }
        return read(&drawn, at);
    }
    // "status open → closed": the first state is no word of the name.
    let named = |toks: &[Tok], at: usize| {
        let word = eat_first(toks, at, &["a|an|the|its|their"]).unwrap_or(at);
        let alone = any(
            toks,
            word,
            &[
                "status",
                "state",
                "stage",
                "stages",
                "statuses",
                "states",
                "workflow",
                "lifecycle",
                "flow",
                "transitions",
            ],
        ) && toks.get(word + 1).is_some_and(|t| t.word)
            && (word + 1..word + 7).any(|n| any(toks, n, &["→"]));
        if alone { noun_phrase(&toks[..word + 1], at) } else { noun_phrase(toks, at) }
    };
    if let Some((np, next)) = named(toks, at).filter(|(np, _)| {
        matches!(
            np.last(),
            "status"
                | "state"
                | "stage"
                | "workflow"
                | "states"
                | "stages"
                | "lifecycle"
                | "statuses"
                | "changes"
                | "transitions"
                | "flow"
        )
    }) {
        // "Status of a report: …"
        let (of, next) = match eat_first(toks, next, &["of|for"]).and_then(|n| noun_phrase(toks, n)) {
            Some((of, next)) if any(toks, next, &[":", "(", "—", "is", "goes", "moves"]) => {
                (Some(of), next)
            }
            _ => (None, next),
        };
        let next = eat_first(
            toks,
            next,
            &[
                ": (?",
                "is|flow|transitions|changes allowed|possible? :?",
                "(",
                "can|may|must|should only? change|go|move|be|pass from? :?",
                "goes|go|moves|move|changes|change|runs|flows from? :?",
                "allowed|possible :?",
                "are :?",
            ],
        )
        .unwrap_or(next);
        // "Allowed status changes: new to open, open to closed"
        let pairs =
            || super::state::chain(toks, next).filter(|_| matches!(np.last(), "changes" | "transitions"));
        if let Some((steps, end)) = chain(toks, next).or_else(pairs) {
            let end = if any(toks, end, &[")"]) { end + 1 } else { end };
            let owner = (np.low.len() > 1).then(|| Np {
                low: np.low[..np.low.len() - 1].to_vec(),
                name: np.low[..np.low.len() - 1].join(" "),
                ..np.clone()
            });
            let owner = owner
                .filter(|_| matches!(np.last(), "status" | "state" | "stage" | "lifecycle" | "workflow"));
            let owner = owner
                .filter(|np| !matches!(np.last(), "allowed" | "possible" | "valid" | "status" | "state"))
                .or_else(|| changing(&np))
                .or(of)
                // "Job.state", "the job's state"
                .or_else(|| {
                    np.of.as_ref().map(|of| Np { name: of.clone(), low: vec![of.clone()], ..np.clone() })
                });
            let field = matches!(np.last(), "status" | "state" | "stage").then(|| Np {
                low: vec![np.last().to_owned()],
                name: np.last().to_owned(),
                ..np.clone()
            });
            let initial = steps.first().and_then(|step| step.from.first().cloned());
            return Some((vec![Fact::Flow { field, owner, steps, initial, toks: at..end }], end));
        }
    }
    if let Some(found) = lives(toks, at).or_else(|| moves(toks, at)).or_else(|| labelled(toks, at)) {
        return Some(found);
    }
    let (steps, end) = chain(toks, at)?;
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    Some((vec![Fact::Flow { field: None, owner: None, steps, initial, toks: at..end }], end))
}

/// "lessons go planned > held, or planned > dropped": signs between words that say how a thing stands.
fn drawn_by_signs(toks: &[Tok]) -> bool {
    let mut signs = (0..toks.len()).filter(|n| toks[*n].is(">")).peekable();
    if signs.peek().is_none() || toks.iter().any(Tok::is_number) {
        return false;
    }
    let stands = |n: usize| {
        toks.get(n).is_some_and(|tok| lexicon().is_state(&tok.low)) || super::past_verb(toks, n).is_some()
    };
    let (mut all, mut sure) = (0, 0);
    for n in signs {
        let between = n.checked_sub(1).is_some_and(|before| toks[before].word)
            && toks.get(n + 1).is_some_and(|tok| tok.word);
        if !between {
            return false;
        }
        all += 1;
        sure += usize::from(n.checked_sub(1).is_some_and(stands) && stands(n + 1));
    }
    sure > 0 && 2 * sure >= all
}

/// "ticket status changes": of the tickets.
fn changing(np: &Np) -> Option<Np> {
    let [head @ .., field, last] = np.low.as_slice() else { return None };
    let told =
        matches!(field.as_str(), "status" | "state") && matches!(last.as_str(), "changes" | "transitions");
    let thing = !head.is_empty()
        && !head.iter().any(|word| matches!(word.as_str(), "allowed" | "possible" | "valid"));
    (told && thing).then(|| Np { low: head.to_vec(), name: head.join(" "), ..np.clone() })
}

/// `Life cycle of an order: new → paid`, `Order life cycle: …`: whose states they are, whatever the label calls them.
/// Without it the states would go to what was spoken of last.
fn lives(toks: &[Tok], at: usize) -> Read {
    const CALLED: &[&str] =
        &["'s? life - cycle", "'s? life cycle|span|time?", "'s? journey|progress|phases|steps|path|way"];
    let colon = (at + 1..toks.len().min(at + 9)).find(|n| any(toks, *n, &[":", "—"]))?;
    let (steps, end) = chain(toks, colon + 1)?;
    let label = toks.get(..colon)?;
    let whose = |n: usize| noun_phrase(label, n).filter(|(np, end)| *end == colon && !np.low.is_empty());
    let of = (at + 1..colon).find_map(|n| eat_first(label, n, &["of|for"])).and_then(whose);
    let called = || {
        let stop = (at + 1..colon).find(|n| eat_first(label, *n, CALLED) == Some(colon))?;
        noun_phrase(toks.get(..stop)?, at).filter(|(_, end)| *end == stop)
    };
    let (owner, _) = of.or_else(called)?;
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    Some((vec![Fact::Flow { field: None, owner: Some(owner), steps, initial, toks: at..end }], end))
}

/// `appointment: booked → arrived → done`: whose states they are, where the label is the name of a thing.
fn labelled(toks: &[Tok], at: usize) -> Read {
    let colon = (at + 1..toks.len().min(at + 4)).find(|n| !toks[*n].word).filter(|n| toks[*n].is(":"))?;
    let (steps, end) = chain(toks, colon + 1)?;
    let label = toks.get(..colon)?;
    let (owner, _) = noun_phrase(label, at).filter(|(np, end)| *end == colon && !np.low.is_empty())?;
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    Some((vec![Fact::Flow { field: None, owner: Some(owner), steps, initial, toks: at..end }], end))
}

/// `Each sample moves received → tested`, `orders can go through: new → paid`: the thing and its verb are no words
/// of the first state.
fn moves(toks: &[Tok], at: usize) -> Read {
    const MOVES: &[&str] = &[
        "can|may|must|should|shall|will only|always? be? go|move|moved|pass|passed|run|change|changed|advance|progress|proceed|flow from|through|along|like|as|in? :?",
        "is|are only|always? moved|passed|changed|taken from|through|along? :?",
        "goes|go|moves|move|passes|pass|runs|run|changes|change|advances|advance|progresses|progress|proceeds|flows|flow|transitions|is|are only|always? from|through|along|like|as|in? :?",
    ];
    let (verb, start) =
        (at + 1..toks.len().min(at + 6)).find_map(|n| eat_first(toks, n, MOVES).map(|next| (n, next)))?;
    let (np, _) = noun_phrase(&toks[..verb], at).filter(|(_, end)| *end == verb)?;
    let start =
        eat_first(toks, start, &["the? states|statuses|stages|steps :?", "these states :?"]).unwrap_or(start);
    let (steps, end) = chain(toks, start)?;
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    let is_field = matches!(np.last(), "status" | "state" | "stage" | "phase");
    let (field, owner) = if is_field { (Some(np), None) } else { (None, Some(np)) };
    Some((vec![Fact::Flow { field, owner, steps, initial, toks: at..end }], end))
}

/// Between one row of states and the next.
const MORE: &[&str] =
    &[",|; and|or|plus|also|but? also|else|then?", "and|or|plus also|else?", "as well as", ",", ";"];

pub(in crate::english) fn chain(toks: &[Tok], at: usize) -> Option<(Vec<Step>, usize)> {
    let (first, next) = states(toks, at)?;
    arrow(toks, next)?;
    let mut steps = Vec::new();
    let (mut current, mut at) = (first, next);
    while let Some((verb, next)) = arrow(toks, at) {
        let next_arrow = next - 1;
        let (mut to, next) = states(toks, next)?;
        // "return → mechanic": whose step that is. "A depot that has vans → refuse": what follows from what.
        let answer =
            |state: &String| matches!(state.as_str(), "refuse" | "reject" | "deny" | "error" | "forbid");
        if to.iter().any(|state| answer(state) || lexicon().roles.contains(&words::singular(state))) {
            return None;
        }
        // "reviewed → translated allowed"
        for state in &mut to {
            let bare = [" allowed", " possible", " permitted", " ok", " okay"];
            if let Some(name) = bare.iter().find_map(|tail| state.strip_suffix(tail)) {
                *state = name.to_owned();
            }
        }
        // "running <-> paused": there and back again.
        let both = any(toks, next_arrow, &["↔"]);
        push(&mut steps, &current, &to);
        if both {
            push(&mut steps, &to, &current);
        }
        if let (Some(step), [_]) = (steps.last_mut(), to.as_slice()) {
            step.verb = verb;
        }
        current = to;
        // "closed → open again is possible"
        at = eat_first(
            toks,
            next,
            &["again is|are? also? possible|allowed?", "is|are also? possible|allowed"],
        )
        .unwrap_or(next);
        // "open → closed, closed → open", "open → closed or closed → open"
        if let Some((from, after)) = eat_first(toks, at, MORE)
            .and_then(|n| states(toks, n))
            .filter(|(_, after)| arrow(toks, *after).is_some())
        {
            current = from;
            at = after;
        }
    }
    Some((steps, at))
}

/// `→`, or one that says what it does: `--accept-->`, `—(accept)→`.
pub(super) fn arrow(toks: &[Tok], at: usize) -> Option<(Option<String>, usize)> {
    if let Some(next) = eat(toks, at, "→") {
        return Some((None, next));
    }
    // "books <-> authors" ties two things.
    if any(toks, at, &["↔"]) && at > 0 {
        let state = |n: usize| {
            let done = |form: Form| matches!(form, Form::Past | Form::Gerund);
            lexicon().is_state(low(toks, n))
                || lexicon().verb(low(toks, n)).is_some_and(|(_, form)| done(form))
        };
        return (state(at - 1) || state(at + 1)).then_some((None, at + 1));
    }
    let dash = |n: usize| any(toks, n, &["-", "—", "–"]);
    let mut next = at;
    while dash(next) {
        next += 1;
    }
    let open = eat_first(toks, next, &["("]).unwrap_or(next);
    let end = (open..toks.len().min(open + 3)).find(|n| !toks[*n].word)?;
    let verb = words::snake(&joined(toks, open..end)).filter(|_| next > at && end > open)?;
    let mut close = eat_first(toks, end, &[")"]).unwrap_or(end);
    while dash(close) {
        close += 1;
    }
    Some((Some(verb), eat(toks, close, "→")?))
}

/// The states between two arrows; a state may have several words and any of them: `in stock`.
fn states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    // "with supplier" may be a state, "closed with a note" ends in one.
    let begins = eat_first(toks, at, &["either", "from"]).unwrap_or(at);
    let ends = |n: usize| {
        any(
            toks,
            n,
            &[
                "again", "is", "are", "can", "may", "must", "with", "nothing", "never", "who", "which",
                "that", "but", "while", "until",
            ],
        )
    };
    let word = |n: usize| {
        toks.get(n).is_some_and(|tok| {
            tok.word
                && (n == begins || !ends(n))
                && !any(
                    toks,
                    n,
                    &["or", "and", "from", "then", "via", "when", "if", "by", "once", "only", "after"],
                )
        })
    };
    let mut found = Vec::new();
    let mut at = eat_first(toks, at, &["either", "from"]).unwrap_or(at);
    loop {
        let mut end = at;
        while word(end) || end > at && any(toks, end, &["-"]) && word(end + 1) && arrow(toks, end).is_none() {
            end += 1;
        }
        // "wont fix", "in stock": beyond that it is a sentence.
        if end == at || end > at + 4 {
            break;
        }
        // "paid or submitted → declined": where another chain begins.
        if !found.is_empty()
            && arrow(toks, end).is_some()
            && any(toks, at.wrapping_sub(1), &["or"])
            && !only_froms(toks, at)
        {
            return Some((found, at - 1));
        }
        // "The vet signs it → signed": what somebody does is no state.
        if toks[at..end].iter().any(points) {
            return None;
        }
        found.push(joined(toks, at..end));
        at = end;
        match eat_first(toks, at, &["or", "/", "|"]) {
            Some(next) if word(next) => at = next,
            _ => break,
        }
    }
    (!found.is_empty()).then_some((found, at))
}

/// Whether the states before `or` stand at the head of their chain: "new or paid → cancelled".
fn only_froms(toks: &[Tok], at: usize) -> bool {
    !(0..at).rev().take_while(|n| !any(toks, *n, &[",", ";", ".", ":"])).any(|n| any(toks, n, &["→"]))
}

//! Chains of states: `status goes from open to in progress to done (and back to open)`.

use super::super::{
    super::{
        cursor::{any, eat, eat_first},
        evidence::{Fact, Np, Step},
        modifier::value_words,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};
use super::joined;

pub(super) const GOES: &[&str] = &[
    "goes|go|moves|move|changes|change|transitions|transition|progresses|progress|flows|flow|passes|pass|advances|advance|runs|proceeds",
    "can|may|must|should only? go|move|change|transition|progress|advance|pass",
    "can|may|must|should only? be changed|moved|set|switched",
    "is changed|moved",
];

/// `status goes from A to B to C`
pub(in crate::english) fn flow(toks: &[Tok], at: usize) -> Read {
    // "Let parcels go from planned to packed"
    let (np, next) = noun_phrase(toks, eat(toks, at, "let").unwrap_or(at))?;
    let (owner, next) = match eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((owner, next)) => (Some(owner), next),
        None => (None, next),
    };
    if let Some(found) = listed(toks, at, next, &np) {
        return Some(found);
    }
    let next = eat_first(toks, next, GOES)?;
    let next = eat_first(toks, next, &["only"]).unwrap_or(next);
    let next = eat_first(toks, next, &["from", "through :?", "as follows :?", "in the order", ":"])?;
    let next = eat_first(toks, next, &["the? states|statuses|stages|steps :?", "these states|stages :?"])
        .unwrap_or(next);
    let (steps, end) = chain(toks, next)?;
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    let is_field = matches!(np.last(), "status" | "state" | "stage" | "phase");
    let owner = owner.or_else(|| {
        np.of.as_ref().map(|of| Np {
            name: of.clone(),
            low: of.split(' ').map(str::to_owned).collect(),
            ..np.clone()
        })
    });
    let (field, owner) = if is_field { (Some(np), owner) } else { (None, Some(np)) };
    Some((vec![Fact::Flow { field, owner, steps, initial, toks: at..end }], end))
}

/// `Donation status: offered, then collected, then distributed`
fn listed(toks: &[Tok], at: usize, next: usize, np: &Np) -> Read {
    let colon = matches!(super::super::low(toks, next), ":" | "=").then_some(next + 1)?;
    let (last, whose) = np.low.split_last()?;
    if !matches!(last.as_str(), "status" | "state" | "stage" | "phase") || whose.len() > 2 {
        return None;
    }
    let (_, first) = states(toks, colon)?;
    eat_first(toks, first, &[",? and? then"])?;
    let (steps, end) = chain(toks, colon)?;
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    let field = Np { name: last.clone(), low: vec![last.clone()], ..np.clone() };
    let owner = (!whose.is_empty()).then(|| Np { name: whose.join(" "), low: whose.to_vec(), ..np.clone() });
    Some((vec![Fact::Flow { field: Some(field), owner, steps, initial, toks: at..end }], end))
}

/// `open to in progress to done`, with `(and) from done back to open` behind it.
pub(in crate::english) fn chain(toks: &[Tok], at: usize) -> Option<(Vec<Step>, usize)> {
    // "from A1 to C2": every code between the two, and no way from one to the other.
    if super::super::super::modifier::codes::range(toks, at).is_some() {
        return None;
    }
    let mut steps: Vec<Step> = Vec::new();
    let (mut current, mut at) = states(toks, at)?;
    loop {
        // "pending to completed, pending to failed": the next pair.
        if let Some((from, to_at)) = eat_first(toks, at, &[", and|or? from?", "; and|or? from?"])
            .filter(|_| !steps.is_empty())
            .filter(|n| !any(toks, *n, &["then", "to", "finally"]))
            .and_then(|n| states(toks, n))
            .and_then(|(from, n)| eat_first(toks, n, &["either? back? to", "→"]).map(|n| (from, n)))
            && let Some((to, next)) = states(toks, to_at)
        {
            push(&mut steps, &from, &to);
            current = to;
            at = next;
            continue;
        }
        // "from in review to published or back to draft"
        if let Some((to, next)) = eat_first(toks, at, &[",? or back to"]).and_then(|n| states(toks, n))
            && let Some(from) = steps.last().map(|step| step.from.clone())
        {
            push(&mut steps, &from, &to);
            at = next;
            continue;
        }
        let Some(next) = eat_first(
            toks,
            at,
            &[
                "then? to",
                ", then to?",
                ",? and? then? finally? to",
                "and then to?",
                "and finally to?",
                "→",
                ", to",
                ", and? finally|then? to?",
                "and? finally|then",
            ],
        )
        // "then become running", "and finally end as done": the verb is no word of the state.
        .map(|next| {
            const BECOME: &[&str] = &[
                "becomes|become|is|are",
                "goes|moves|changes|switches|turns|go|move|change|switch|turn on? to|into",
                "ends|finishes|end|finish up? as|in|with",
            ];
            eat_first(toks, next, BECOME).unwrap_or(next)
        }) else {
            // "and from done back to open", "or from open to cancelled"
            let more = eat_first(toks, at, &[",? and|or? then|also? from", "; from", ",? or|and back from"]);
            match more
                .and_then(|n| states(toks, n))
                .filter(|(_, n)| eat_first(toks, *n, &["either? back? to", "→"]).is_some())
            {
                Some((from, next)) => {
                    current = from;
                    at = next;
                    let Some(next) = eat_first(toks, at, &["either? back? to", "→"]) else { break };
                    let Some((to, next)) = states(toks, next) else { break };
                    push(&mut steps, &current, &to);
                    current = to;
                    at = next;
                    continue;
                }
                None => break,
            }
        };
        let next = eat(toks, next, "either").unwrap_or(next);
        let Some((to, next)) = states(toks, next) else { break };
        push(&mut steps, &current, &to);
        current = to;
        at = next;
    }
    (!steps.is_empty()).then_some((steps, at))
}

pub(in crate::english) fn push(steps: &mut Vec<Step>, from: &[String], to: &[String]) {
    for target in to {
        steps.push(Step { from: from.to_vec(), to: target.clone(), verb: None });
    }
}

/// One state, or several divided by `or`.
pub(in crate::english) fn states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let begin = at;
        at = eat_first(toks, at, &["either", "the", "a", "an"]).unwrap_or(at);
        // "from there to paid": no state has this name.
        if any(toks, at, &["there", "here"]) {
            return None;
        }
        let Some((state, next)) = state_words(toks, at) else {
            // "published or back to draft": the second is a step of its own.
            if found.is_empty() {
                return None;
            }
            return Some((found, begin - 1));
        };
        found.push(state);
        at = next;
        match eat_first(toks, at, &["or to?", "/", "and/or"]) {
            Some(next) if !any(toks, next, &["from"]) => at = next,
            _ => break,
        }
    }
    Some((found, at))
}

/// A state as a value, but `to` always divides.
pub(in crate::english) fn state_words(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    // "… to solved to closed, never backwards": how it may not go is no state.
    if any(toks, at, &["never", "not", "nothing", "no"])
        && any(toks, at.wrapping_sub(1), &[",", ";", "and", "but"])
    {
        return None;
    }
    // "… or refused, through POST /applications/{id}/refuse": behind it stands a route, and no state.
    if any(toks, at, &["through", "via", "using", "by"]) && toks.get(at + 1).is_none_or(|tok| !tok.word) {
        return None;
    }
    let stop = (at..toks.len())
        .find(|n| {
            any(
                toks,
                *n,
                &["to", "→", "back", "either", "then", "via", "when", "once", "by", "if", "only", "through"],
            )
        })
        .unwrap_or(toks.len());
    value_words(&toks[..stop], at).filter(|(_, next)| *next <= stop).or_else(|| {
        // "under review": a state that begins like a place.
        let end = (at..stop).find(|n| !toks[*n].word || any(toks, *n, &["or", "and"])).unwrap_or(stop);
        let placed = any(toks, at, &["in", "under", "on", "out", "off", "not", "up"])
            && (at + 2..=at + 3).contains(&end);
        placed.then(|| (joined(toks, at..end), end))
    })
}

//! States and their changes: `status goes from open to in progress to done`, `only closed tickets can be reopened`.

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::{Act, Fact, Mod, Np, Quant, Step, Who},
        list,
        modifier::{value_list, value_words},
        noun::noun_phrase,
        token::Tok,
    },
    Read, arrow, finite_verb, past_verb,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    flow(toks, at)
        .or_else(|| super::course::turning(toks, at))
        .or_else(|| super::turn::from_there(toks, at))
        .or_else(|| it_can(toks, at))
        .or_else(|| becomes(toks, at))
        .or_else(|| moved(toks, at))
        .or_else(|| initial(toks, at))
        .or_else(|| verbed(toks, at))
}

/// `Statuses: draft, under review, approved`: the states of what is spoken of, however many words each has.
pub fn listed(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "possible|allowed|valid|available? statuses|states :|are",
            "the? possible|allowed|valid|available statuses|states are|: :?",
            "status values :|are",
            "the? statuses|states are :?",
            "it|they moves|goes|passes|runs|go|move|pass through the|these? following|possible? stages|states|statuses|steps|phases :",
            "it|they has|have the|these? following|possible? stages|states|statuses :",
        ],
    )?;
    let mut values = Vec::new();
    let mut end = next;
    loop {
        let stop = (end..toks.len())
            .find(|n| !toks[*n].word && !any(toks, *n, &["-"]) || any(toks, *n, &["and", "or"]))
            .unwrap_or(toks.len());
        if stop == end || stop > end + 4 {
            return None;
        }
        values.push(joined(toks, end..stop));
        end = stop;
        match eat_first(toks, end, &[", and|or?", "and|or", ",", "/", "|"]) {
            Some(more) if more < toks.len() => end = more,
            _ => break,
        }
    }
    let whole = toks.get(end).is_none_or(|tok| any(std::slice::from_ref(tok), 0, &[".", ";", ")"]));
    let named = |tok: &Tok| tok.low.starts_with("sta") || tok.is("steps") || tok.is("phases");
    let name = toks.get(at..next)?.iter().position(named)? + at;
    (values.len() >= 2 && whole).then(|| {
        let field = Np {
            name: "status".to_owned(),
            low: vec!["status".to_owned()],
            toks: at..next,
            name_toks: name..name + 1,
            ..Np::default()
        };
        let mods = vec![Mod::Values(values)];
        (vec![Fact::About { field: Some(field), owner: None, mods, toks: at..end }], end)
    })
}

pub(super) fn joined(toks: &[Tok], range: std::ops::Range<usize>) -> String {
    let words_of: Vec<&str> = toks
        .get(range)
        .unwrap_or_default()
        .iter()
        .filter(|tok| tok.word)
        .map(|tok| tok.low.as_str())
        .collect();
    words_of.join(" ")
}

/// `Flow: draft to submitted to under review, then approved or declined`
pub fn named_flow(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "status|state|order|approval? flow|workflow|lifecycle|life : ",
            "status|state? flow|workflow|lifecycle|transitions|changes :|is|are",
            "status|state? life - cycle :|is",
        ],
    )?;
    let (steps, end) = arrow::chain(toks, next).or_else(|| chain(toks, next))?;
    let initial = steps.first().and_then(|step| step.from.first().cloned());
    Some((vec![Fact::Flow { field: None, owner: None, steps, initial, toks: at..end }], end))
}

/// `a pickup that is planned can become done or missed`
fn becomes(toks: &[Tok], at: usize) -> Read {
    let (owner, next) = noun_phrase(toks, at)?;
    let (from, next) = match eat_first(toks, next, &["that|which is|are"]).and_then(|n| value_words(toks, n))
    {
        Some((state, n)) => (vec![state], n),
        None => (Vec::new(), next),
    };
    let next = eat_first(toks, next, &["can|may only|then? become|turn|go", "becomes|become"])?;
    let next = eat_first(toks, next, &["either"]).unwrap_or(next);
    let (to, end) = conditions(toks, next)?;
    // "Confirmed appointments can become done or no-show": the first word says where they come from.
    if from.is_empty() {
        let told = owner.low.len() > 1
            && eat_first(toks, owner.toks.end, &["can|may|become|becomes|turn"]).is_some();
        let steps = to.into_iter().map(|to| Fact::Transition {
            owner: owner.clone(),
            from: Vec::new(),
            verb: to.clone(),
            to: Some(to),
            by: Vec::new(),
            toks: at..end,
        });
        return told.then(|| (steps.collect(), end));
    }
    let mut steps = Vec::new();
    push(&mut steps, &from, &to);
    Some((vec![Fact::Flow { field: None, owner: Some(owner), steps, initial: None, toks: at..end }], end))
}

/// `it can be cancelled from received or preparing`, `it may also be rejected while it is received`
fn it_can(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &["it|they can|may|could only|also|still? be", "it|they can|may be", "can|may also|still? be"],
    )?;
    // "… and can be rejected": of what was spoken of, only with where from.
    if any(toks, at, &["can", "may"]) && from_states(toks, next + 1).is_none() {
        return None;
    }
    let verb = past_verb(toks, next)?;
    let state = low(toks, next).to_owned();
    let (from, end) = from_states(toks, next + 1)?;
    let steps = vec![Step { from, to: state, verb: Some(verb) }];
    Some((vec![Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..end }], end))
}

/// Stands for all states but the one that is entered.
pub const EVERY: &str = "*";

/// `from received or preparing`, `while it is received`, `when its status is open`
fn from_states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    // "at any stage", "from every state": wherever it is.
    if let Some(end) = eat_first(
        toks,
        at,
        &[
            "at|in|from|during any|every|all|each|whatever other? stage|stages|state|states|status|statuses|step|point|phase",
            "from|at anywhere",
            "whatever its|the status|state|stage is?",
            "regardless of its|the status|state|stage",
        ],
    ) {
        return Some((vec![EVERY.to_owned()], end));
    }
    let next = eat_first(
        toks,
        at,
        &[
            "only? from",
            "only? when|while|if|once|after it|they is|are still? in?",
            "only? when|while|if|once|after it|they has|have been",
            "only? when|while|if|once its|their|the status|state is still?",
            "as long as it|they is|are still? in?",
            "as long as its|their|the status|state is still?",
            "only? while|when still?",
        ],
    )?;
    let next = eat_first(toks, next, &["a|an|the", "either"]).unwrap_or(next);
    conditions(toks, next)
}

/// `it is pending until a manager approves or rejects it`
pub fn pending(toks: &[Tok], at: usize) -> Read {
    let (owner, next) = match eat_first(toks, at, &["it", "they"]) {
        Some(next) => (None, next),
        None => noun_phrase(toks, at).map(|(np, next)| (Some(np), next))?,
    };
    let next = eat_first(toks, next, &["is|are|stays|stay|remains|remain first|initially?"])?;
    let (state, next) = state_until(toks, next)?;
    let next = eat_first(toks, next, &["until"])?;
    let who_at = eat_first(toks, next, &["a|an|the"]).unwrap_or(next);
    let (who, mut next) = one_word_role(toks, who_at)
        .filter(|(_, n)| finite_verb(toks, *n).is_some())
        .or_else(|| by_whom(toks, next))
        .or_else(|| {
            // Who does something to it is a person.
            let (np, after) = noun_phrase(toks, next).filter(|(np, _)| !np.plural && np.low.len() <= 3)?;
            finite_verb(toks, after)?;
            Some((Who::Role(super::permit::low_singular(&np)), after))
        })?;
    let who_end = next;
    let mut steps = Vec::new();
    let mut acts = Vec::new();
    loop {
        let verb = finite_verb(toks, next)?;
        steps.push(Step {
            from: vec![state.clone()],
            to: super::lexicon().past_of(verb),
            verb: Some(verb.to_owned()),
        });
        acts.push(Act { verb: verb.to_owned(), toks: next..next + 1 });
        next += 1;
        match eat_first(toks, next, &["or", ", or", "and", "/"]) {
            Some(more) if finite_verb(toks, more).is_some() => next = more,
            _ => break,
        }
    }
    let end = eat_first(toks, next, &["it", "them", "the request"]).unwrap_or(next);
    let objects = owner.clone().into_iter().collect();
    Some((
        vec![
            Fact::Flow { field: None, owner, steps, initial: Some(state), toks: at..end },
            Fact::Permit {
                who: vec![(who, who_at..who_end)],
                acts,
                objects,
                own: false,
                only: true,
                deny: false,
                toks: at..end,
            },
        ],
        end,
    ))
}

fn state_until(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let stop = (at..toks.len().min(at + 4)).find(|n| any(toks, *n, &["until"]))?;
    value_words(&toks[..stop], at).filter(|(_, next)| *next == stop)
}

fn one_word_role(toks: &[Tok], at: usize) -> Option<(Who, usize)> {
    let word = crate::words::singular(low(toks, at));
    let lexicon = super::lexicon();
    match word.as_str() {
        "admin" | "administrator" => Some((Who::Role("admin".to_owned()), at + 1)),
        "user" | "somebody" | "someone" => Some((Who::User, at + 1)),
        word if lexicon.roles.contains(word) => Some((Who::Role(word.to_owned()), at + 1)),
        _ => None,
    }
}

const GOES: &[&str] = &[
    "goes|go|moves|move|changes|change|transitions|transition|progresses|progress|flows|flow|passes|pass|advances|advance|runs|proceeds",
    "can|may|must|should only? go|move|change|transition|progress|advance|pass",
    "can|may|must|should only? be changed|moved|set|switched",
    "is changed|moved",
];

/// `status goes from A to B to C`
pub(super) fn flow(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)?;
    let (owner, next) = match eat_first(toks, next, &["of"]).and_then(|n| noun_phrase(toks, n)) {
        Some((owner, next)) => (Some(owner), next),
        None => (None, next),
    };
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

/// `open to in progress to done`, with `(and) from done back to open` behind it.
pub(super) fn chain(toks: &[Tok], at: usize) -> Option<(Vec<Step>, usize)> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut current, mut at) = states(toks, at)?;
    loop {
        // "pending to completed, pending to failed": the next pair.
        if let Some((from, to_at)) = eat_first(toks, at, &[", and|or? from?", "; and|or? from?"])
            .filter(|_| !steps.is_empty())
            .filter(|n| !any(toks, *n, &["then", "to", "finally"]))
            .and_then(|n| states(toks, n))
            .and_then(|(from, n)| eat_first(toks, n, &["back? to", "→"]).map(|n| (from, n)))
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
            ],
        ) else {
            // "and from done back to open", "or from open to cancelled"
            let more = eat_first(toks, at, &[",? and|or? also? from", "; from", ",? or|and back from"]);
            match more
                .and_then(|n| states(toks, n))
                .filter(|(_, n)| eat_first(toks, *n, &["back? to", "→"]).is_some())
            {
                Some((from, next)) => {
                    current = from;
                    at = next;
                    let Some(next) = eat_first(toks, at, &["back? to", "→"]) else { break };
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

pub(super) fn push(steps: &mut Vec<Step>, from: &[String], to: &[String]) {
    for target in to {
        steps.push(Step { from: from.to_vec(), to: target.clone(), verb: None });
    }
}

/// One state, or several divided by `or`.
pub(super) fn states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let begin = at;
        at = eat_first(toks, at, &["either", "the", "a", "an"]).unwrap_or(at);
        let Some((state, next)) = state_words(toks, at) else {
            // "published or back to draft": the second is a step of its own.
            if found.is_empty() {
                return None;
            }
            return Some((found, begin - 1));
        };
        found.push(state);
        at = next;
        match eat_first(toks, at, &["or", "/", "and/or"]) {
            Some(next) if !any(toks, next, &["from"]) => at = next,
            _ => break,
        }
    }
    Some((found, at))
}

/// A state as a value, but `to` always divides.
pub(super) fn state_words(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let stop = (at..toks.len())
        .find(|n| any(toks, *n, &["to", "→", "back", "then", "via", "when", "once", "by", "if", "only"]))
        .unwrap_or(toks.len());
    value_words(&toks[..stop], at).filter(|(_, next)| *next <= stop).or_else(|| {
        // "under review": a state that begins like a place.
        let end = (at..stop).find(|n| !toks[*n].word || any(toks, *n, &["or", "and"])).unwrap_or(stop);
        let placed = any(toks, at, &["in", "under", "on", "out", "off", "not", "up"])
            && (at + 2..=at + 3).contains(&end);
        placed.then(|| (joined(toks, at..end), end))
    })
}

/// `a ticket can be moved from open to done`, `can be set to done`
fn moved(toks: &[Tok], at: usize) -> Read {
    let (owner, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &[
            "can|may|must|should only? be moved|changed|switched|set|transitioned from",
            "can|may only? be|go from",
        ],
    )?;
    let (steps, end) = chain(toks, next)?;
    let field = matches!(owner.last(), "status" | "state").then(|| owner.clone());
    let owner = if field.is_some() { None } else { Some(owner) };
    Some((vec![Fact::Flow { field, owner, steps, initial: None, toks: at..end }], end))
}

/// `tickets start as open`, `new orders are pending`, `a post is a draft until it is published`
fn initial(toks: &[Tok], at: usize) -> Read {
    let (owner, next) = match eat_first(toks, at, &["it", "they"]) {
        Some(next) => (None, next),
        None => noun_phrase(toks, eat_first(toks, at, &["new|newly created? "]).unwrap_or(at))
            .map(|(np, next)| (Some(np), next))?,
    };
    let next = eat_first(
        toks,
        next,
        &[
            "starts|start|begins|begin out? as|in|with",
            "is|are initially|created|always created as|in?",
            "starts|start|begins|begin its|their life as",
        ],
    )
    // "an offer is open at first", "new batches are planned"
    .or_else(|| {
        let be = eat_first(toks, next, &["is|are"])?;
        let (_, end) = value_words(toks, be)?;
        let new = any(toks, at, &["new", "newly"]);
        (new || eat_first(toks, end, &["at first|start", "first|initially", "to begin|start with"]).is_some())
            .then_some(be)
    })?;
    let next = eat_first(toks, next, &["status|state", "the status|state", "a|an"]).unwrap_or(next);
    let (state, end) = value_words(toks, next)?;
    let end =
        eat_first(toks, end, &["status|state", "at first|start", "first|initially", "to begin|start with"])
            .unwrap_or(end);
    let is_field = owner.as_ref().is_some_and(|np| matches!(np.last(), "status" | "state"));
    let (field, owner) = if is_field { (owner, None) } else { (None, owner) };
    // "… and can be accepted, declined or withdrawn": all of them from there.
    let (mut steps, mut end) = (Vec::new(), end);
    if let Some(next) = eat_first(toks, end, &[",? and? can|may then|later|afterwards? be|become"])
        && let Some((ends, after)) = value_list(toks, next, false)
        && ends.len() >= 2
        && (next..next + 1).all(|n| past_verb(toks, n).is_some())
    {
        let from = vec![state.clone()];
        let step = |to: String| {
            let verb = super::past_verb_of(&to).unwrap_or_else(|| to.clone());
            Step { from: from.clone(), to, verb: Some(verb) }
        };
        steps = ends.into_iter().map(step).collect();
        end = after;
    }
    Some((vec![Fact::Flow { field, owner, steps, initial: Some(state), toks: at..end }], end))
}

/// `only closed tickets can be reopened`, `tickets can be closed (by agents)`, `approved by a manager`
fn verbed(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, &["only"]).unwrap_or(at);
    let (np, next) = noun_phrase(toks, start)?;
    let next = eat_first(toks, next, &["that|which is|are"])
        .and_then(|n| value_words(toks, n))
        .map_or(next, |_| next);
    let can = eat_first(toks, next, &["can|may only|also|then|later? be", "is|are then|later? ", "must be"])
        .filter(|n| !any(toks, n.wrapping_sub(1), &["is", "are"]))?;
    if let Some(found) = states_of(toks, at, can, &np).or_else(|| held_by_one(toks, at, can, &np)) {
        return Some(found);
    }
    let mut facts = Vec::new();
    let mut at_verb = can;
    let mut begin = at;
    loop {
        let verb = past_verb(toks, at_verb)?;
        // "paid out", "taken back"
        let mut end = eat_first(toks, at_verb + 1, &["out|back|off"]).unwrap_or(at_verb + 1);
        let mut from = Vec::new();
        let mut by = Vec::new();
        for _ in 0..3 {
            if let Some((states, after)) = from_states(toks, end) {
                from.extend(states);
                end = after;
            } else if let Some((states, after)) = eat_first(toks, end, &["only? when|while|if|once|after|as long as it|they|the? is|are|has been|have been in?", "only? when|while|if|once|after|as it|they|its|their|the status|state? is|are|has been|have been", "from", "only? when|while|if|once"]).and_then(|n| conditions(toks, n)) {
                from.extend(states);
                end = after;
            } else if let Some((who, after)) = eat_first(toks, end, &["only? by"]).and_then(|n| by_whom(toks, n)) {
                by.push((who, end..after));
                end = after;
            } else {
                break;
            }
        }
        // "… within 24 hours": a right on a condition is no plain right.
        if !by.is_empty() && super::permit::conditional(toks, end) {
            let end = super::clause_end(toks, end);
            facts.push(Fact::Unread { toks: begin..end });
            return Some((facts, end));
        }
        let back = eat_first(
            toks,
            end,
            &[",? which|and|this puts|moves|sets|brings|takes|changes|turns|makes it|them back? in|to|into?"],
        )
        .and_then(|n| state_words(toks, n));
        let told_back = back.map(|(state, after)| {
            end = after;
            state
        });
        let to = told_back.or_else(|| {
            eat_first(toks, end, &["as", "to"]).and_then(|n| value_words(toks, n)).map(|(state, after)| {
                end = after;
                state
            })
        });
        facts.push(Fact::Transition { owner: np.clone(), from, verb, to, by, toks: begin..end });
        match eat_first(toks, end, &[", and|or?", "and|or|and/or", "/"])
            .map(|n| eat_first(toks, n, &["can|may be", "then|later", "be"]).unwrap_or(n))
            .filter(|n| past_verb(toks, *n).is_some())
        {
            Some(next) => {
                begin = end;
                at_verb = next;
            }
            None => {
                // "approved or rejected by managers": both by them.
                let last = facts
                    .last()
                    .and_then(
                        |fact| if let Fact::Transition { by, .. } = fact { Some(by.clone()) } else { None },
                    )
                    .unwrap_or_default();
                for fact in &mut facts {
                    if let Fact::Transition { by, .. } = fact
                        && by.is_empty()
                    {
                        by.clone_from(&last);
                    }
                }
                return Some((facts, end));
            }
        }
    }
}

/// `a lesson can be planned, flown or cancelled`: states, where the verbs are no plain operations.
pub(super) fn states_of(toks: &[Tok], at: usize, can: usize, np: &Np) -> Read {
    const PLAIN: &[&str] = &[
        "created",
        "added",
        "edited",
        "updated",
        "changed",
        "modified",
        "deleted",
        "removed",
        "viewed",
        "read",
        "listed",
        "searched",
        "filtered",
        "sorted",
        "ordered",
        "paginated",
        "assigned",
        "shared",
        "browsed",
        "exported",
        "imported",
        "tagged",
        "grouped",
        "seen",
    ];
    let (values, end) = value_list(toks, can, false).filter(|(values, _)| values.len() >= 3)?;
    if values.iter().any(|value| PLAIN.contains(&value.as_str()))
        || any(toks, end, &["by", "when", "if", "once", "until", "from", "to"])
    {
        return None;
    }
    let mods = vec![Mod::Values(values)];
    Some((vec![Fact::About { field: Some(np.clone()), owner: None, mods, toks: at..end }], end))
}

/// `an animal can be adopted by one adopter, whose name and phone we need`: a key that may be absent.
fn held_by_one(toks: &[Tok], at: usize, can: usize, np: &Np) -> Read {
    past_verb(toks, can)?;
    let next = eat_first(toks, can + 1, &["by|to|in|for|from at most|exactly|only?", "by|to|in|for|from"])?;
    if !any(toks, next, &["one", "single"]) && eat(toks, next, "a single").is_none() {
        return None;
    }
    let (to, end) = noun_phrase(toks, next).filter(|(to, _)| to.quant == Quant::One && !to.plural)?;
    let mut facts = vec![Fact::Relation {
        from: Some(np.clone()),
        to: to.clone(),
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: true,
        toks: at..end,
    }];
    let mut stop = end;
    if let Some((items, after)) =
        eat_first(toks, end, &[", whose", "whose", ", who has|have", "who has|have"])
            .and_then(|n| list::items(toks, n))
    {
        stop = eat_first(
            toks,
            after,
            &["we|i need|store|keep|want|know|record", "is|are stored|recorded|needed|known"],
        )
        .unwrap_or(after);
        facts.push(Fact::Has { subject: Some(to), items, toks: end..stop, from_frame: false });
    }
    Some((facts, stop))
}

fn conditions(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let state = |at: usize| {
        // "no-show"
        let hyphened = any(toks, at, &["no", "not"]) && any(toks, at + 1, &["-"]) && toks.get(at + 2)?.word;
        if hyphened {
            Some((format!("{}-{}", low(toks, at), low(toks, at + 2)), at + 3))
        } else {
            value_words(toks, at)
        }
    };
    let (first, mut at) = state(at)?;
    let mut found = vec![first];
    while let Some((more, next)) = eat_first(toks, at, &["or", ", or", "/"]).and_then(state) {
        found.push(more);
        at = next;
    }
    Some((found, at))
}

fn by_whom(toks: &[Tok], at: usize) -> Option<(Who, usize)> {
    let (np, end) = noun_phrase(toks, at)?;
    let last = crate::words::singular(np.last());
    let lexicon = super::lexicon();
    if matches!(last.as_str(), "admin" | "administrator") {
        return Some((Who::Role("admin".to_owned()), end));
    }
    if lexicon.holders.contains(&last) && any(toks, at, &["the", "their", "its", "his", "her"]) {
        return Some((Who::Holder(last), end));
    }
    if last == "user" {
        return Some((Who::User, end));
    }
    (lexicon.roles.contains(&last) || np.person)
        .then(|| super::permit::role_of(&np).map(|who| (who, end)))
        .flatten()
}

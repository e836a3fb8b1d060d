//! States and their changes: `status goes from open to in progress to done`, `only closed tickets can be reopened`.

mod anywhere;
mod flow;
mod forward;
mod life;
mod verbed;

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Act, Fact, Mod, Np, Step, Who},
        modifier::{value_list, value_words},
        noun::noun_phrase,
        token::Tok,
    },
    Read, arrow, finite_verb, past_verb,
};

pub use anywhere::{BUT, EVERY, GUESSED, UNTIL, UNTOLD, possible};
pub use forward::AHEAD;

pub(super) use life::{in_brackets, read as life};

pub(super) use flow::{chain, flow, push, state_words, states};
pub(super) use verbed::states_of;
use verbed::{by_whom, conditions, held_in, verbed};

pub fn read(toks: &[Tok], at: usize) -> Read {
    possible(toks, at)
        .or_else(|| forward::read(toks, at))
        .or_else(|| flow(toks, at))
        .or_else(|| super::course::turning(toks, at))
        .or_else(|| super::turn::from_there(toks, at))
        .or_else(|| it_can(toks, at))
        .or_else(|| until_done(toks, at))
        .or_else(|| becomes(toks, at))
        .or_else(|| moved(toks, at))
        .or_else(|| initial(toks, at))
        .or_else(|| verbed(toks, at))
        .or_else(|| acting(toks, at))
        .or_else(|| some_become(toks, at))
}

/// `a running job can finish or fail`: what a thing in that state does by itself, and no right of anybody.
fn acting(toks: &[Tok], at: usize) -> Read {
    let lexicon = super::lexicon();
    let (np, next) = noun_phrase(toks, eat_first(toks, at, &["only"]).unwrap_or(at))?;
    let state = np.low.first().filter(|_| np.low.len() == 2 && !np.person)?;
    let thing = crate::words::singular(np.last());
    if !lexicon.is_state(state) && !state.ends_with("ing") || lexicon.roles.contains(&thing) {
        return None;
    }
    let mut at_verb = eat_first(toks, next, &["can|may then|also|only|still|later?"])?;
    let mut facts = Vec::new();
    let mut begin = at;
    loop {
        let verb = finite_verb(toks, at_verb)?;
        let end = at_verb + 1;
        let owner = np.clone();
        facts.push(Fact::Transition {
            owner,
            from: Vec::new(),
            verb: verb.to_owned(),
            to: None,
            by: Vec::new(),
            toks: begin..end,
        });
        match eat_first(toks, end, &[", or|and", "or|and", ",", "/"])
            .filter(|n| finite_verb(toks, *n).is_some())
        {
            Some(next) => at_verb = next,
            None if toks.get(end).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("but")) => {
                return Some((facts, end));
            }
            None => return None,
        }
        begin = end;
    }
}

/// `…, and from there it can be bottled`: the step on from the state that the fact before it leads to.
pub fn onward(toks: &[Tok], at: usize, state: &str, owner: Option<&Np>) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            ",|;? and? then? from there on? ,? it|they can|may|must then|also? be",
            ",|;? and? from that|this state|stage on? ,? it|they can|may then|also? be",
        ],
    )?;
    let (mut steps, mut end) = (Vec::new(), next);
    loop {
        let verb = past_verb(toks, end)?;
        steps.push(Step { from: vec![state.to_owned()], to: low(toks, end).to_owned(), verb: Some(verb) });
        end += 1;
        match eat_first(toks, end, &[", or", "or", "/"]).filter(|n| past_verb(toks, *n).is_some()) {
            Some(more) => end = more,
            None => break,
        }
    }
    let owner = owner.cloned();
    Some((vec![Fact::Flow { field: None, owner, steps, initial: None, toks: at..end }], end))
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
    let next = eat_first(toks, next, &["either", "back? to|into"]).unwrap_or(next);
    let (to, end) = conditions(toks, next)?;
    // "become submitted ones"
    let to: Vec<String> = to
        .into_iter()
        .map(|state| state.trim_end_matches(" ones").trim_end_matches(" one").to_owned())
        .collect();
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

/// `from received or preparing`, `while it is received`, `when its status is open`
fn from_states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    if let Some(found) = anywhere::everywhere(toks, at) {
        return Some(found);
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
    held_in(toks, next)
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
    // "(returned, donated)": what the verbs lead to, said again.
    let again = eat_first(toks, end, &["("])
        .and_then(|n| value_list(toks, n, false))
        .filter(|(values, _)| {
            values.iter().all(|value| *value == state || steps.iter().any(|s| s.to == *value))
        })
        .and_then(|(_, n)| eat_first(toks, n, &[")"]));
    let end = again.unwrap_or(end);
    // "Their status is stored until …"
    let is_field = owner.as_ref().is_some_and(|np| matches!(np.last(), "status" | "state"));
    let (field, owner) = if is_field { (owner, None) } else { (None, owner) };
    let field = field.map(|np| Np { own: false, ..np });
    let objects = owner.clone().into_iter().collect();
    Some((
        vec![
            Fact::Flow { field, owner, steps, initial: Some(state), toks: at..end },
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
            "starts|start|begins|begin out? as|in|with|at",
            "is|are initially|created|always created as|in?",
            "starts|start|begins|begin its|their life as",
        ],
    )
    // "a job starts queued"
    .or_else(|| {
        let next = eat_first(toks, next, &["starts|start|begins|begin"])?;
        let word = low(toks, next);
        (super::lexicon().is_state(word) || super::super::is_past(word)).then_some(next)
    })
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
    // "New users are employees": what somebody is, and no state of a thing.
    let word = crate::words::singular(&state);
    let somebody =
        super::lexicon().roles.contains(&word) || matches!(word.as_str(), "admin" | "user" | "administrator");
    let people = owner.as_ref().is_some_and(|np| {
        np.person
            || matches!(
                np.last(),
                "user" | "users" | "account" | "accounts" | "people" | "members" | "member"
            )
    });
    if somebody || people && !super::lexicon().is_state(&state) {
        return None;
    }
    // "posts start as drafts"
    let state = if word != state && !state.contains(' ') { word } else { state };
    let end =
        eat_first(toks, end, &["status|state", "at first|start", "first|initially", "to begin|start with"])
            .unwrap_or(end);
    let is_field = owner.as_ref().is_some_and(|np| matches!(np.last(), "status" | "state"));
    let (field, owner) = if is_field { (owner, None) } else { (None, owner) };
    // "… and can be accepted, declined or withdrawn": all of them from there.
    let (mut steps, mut end) = (Vec::new(), end);
    if let Some(next) = eat_first(toks, end, &[",|;? and? it|they? can|may then|later|afterwards? be|become"])
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
    // "A job starts queued, goes to running and ends as done or failed": one after the other.
    const ON: &[&str] = &[
        ",? and|then? then|later? it|they? goes|moves|changes|switches|turns|advances|go|move|change|switch|turn on? to|into",
        ",? and|then? then|later? it|they? becomes|become",
        ",? and? then|later|afterwards|finally to?",
        ",? and? finally? it|they? ends|finishes|end|finish up? as|in|with",
    ];
    if steps.is_empty() {
        let mut from = vec![state.clone()];
        while let Some((to, after)) = eat_first(toks, end, ON).and_then(|next| conditions(toks, next)) {
            push(&mut steps, &from, &to);
            from = to;
            end = after;
        }
    }
    Some((vec![Fact::Flow { field, owner, steps, initial: Some(state), toks: at..end }], end))
}

/// `only a confirmed one can become done or no-show`, `planned or on sale can also become cancelled`: of the thing that
/// was spoken of, where the states stand alone.
fn some_become(toks: &[Tok], at: usize) -> Read {
    const BECOME: &[&str] = &[
        "can|may|could only|also|then|still|later? become|turn",
        "can|may|could only|also|then|still|later? be? go|move|change|moved|changed|set|switched back? to|into",
    ];
    let next = eat_first(toks, at, &["only? a|an|the|those?"]).unwrap_or(at);
    let stop = (next + 1..toks.len().min(next + 9))
        .take_while(|n| toks[*n - 1].word || any(toks, n - 1, &[",", "/", "-"]))
        .find(|n| eat_first(toks, *n, BECOME).is_some())?;
    let ones = any(toks, stop - 1, &["one", "ones"]);
    let until = if ones { stop - 1 } else { stop };
    let (from, _) = conditions(toks.get(..until)?, next).filter(|(_, end)| *end == until)?;
    // "tickets can become closed" and "a fermenting batch can be moved on" name the thing, which is no state; "on
    // sale" and "sold out" are two words and one state.
    let small = |word: Option<&str>| {
        word.is_some_and(|word| {
            matches!(word, "on" | "in" | "at" | "not" | "under" | "out" | "off" | "up" | "down")
        })
    };
    let stated = from.iter().all(|state| {
        let two = state.contains(' ') && (small(state.split(' ').next()) || small(state.rsplit(' ').next()));
        super::lexicon().is_state(state) || super::super::is_past(state) || ones || two
    });
    let (to, end) = conditions(toks, eat_first(toks, stop, BECOME)?)?;
    let mut steps = Vec::new();
    push(&mut steps, &from, &to);
    let flow = Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..end };
    stated.then(|| (vec![flow], end))
}

/// `a request is open until it is accepted or declined`
fn until_done(toks: &[Tok], at: usize) -> Read {
    let (owner, next) = match eat_first(toks, at, &["it", "they"]) {
        Some(next) => (None, next),
        None => noun_phrase(toks, at).map(|(np, next)| (Some(np), next))?,
    };
    let next = eat_first(toks, next, &["is|are|stays|stay|remains|remain first|initially?"])?;
    let next = eat_first(toks, next, &["a|an|in|on"]).unwrap_or(next);
    let (state, next) = state_until(toks, next)?;
    let next =
        eat_first(toks, next, &["until it|they is|are|gets|get", "until it|they has|have been", "until"])?;
    past_verb(toks, next)?;
    let (to, end) = conditions(toks, next)?;
    let step = |to: String| {
        let verb = super::past_verb_of(&to);
        Step { from: vec![state.clone()], to, verb }
    };
    let steps = to.into_iter().map(step).collect();
    Some((vec![Fact::Flow { field: None, owner, steps, initial: Some(state.clone()), toks: at..end }], end))
}

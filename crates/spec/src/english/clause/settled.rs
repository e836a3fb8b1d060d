//! Records that stay as they are in some states, put together from their parts: whose they are (`paid or void
//! bookings`, `an invoice that is paid`), what is refused or allowed to be done (`cannot be changed or deleted`,
//! `nobody may delete`, `are read-only`), and when (`once it is paid`, `unless it is a draft`, `while open`).

use domain::rule::RowOp;

use super::{
    super::{
        cursor::{any, eat_first, low, refusal},
        evidence::{Fact, Np},
        lexicon::lexicon,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    when_first(toks, at)
        .or_else(|| suffered(toks, at))
        .or_else(|| done_by(toks, at))
        .or_else(|| ends_there(toks, at))
        .or_else(|| but_not(toks, at))
}

/// `Readings can be deleted but not changed`: what may be done is there anyway, and the other is refused.
fn but_not(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.low.len() == 1)?;
    let next = eat_first(toks, next, &["can|may be"])?;
    let (may, next) = deeds(toks, next, CHANGED, DELETED)?;
    let next = eat_first(toks, next, &[",? but not|never"])?;
    let (ops, end) = deeds(toks, next, CHANGED, DELETED)?;
    let whole = toks.get(end).is_none_or(|tok| !tok.word) && ops.iter().all(|op| !may.contains(op));
    let act = |op: &RowOp| {
        let verb = if *op == RowOp::Delete { "delete" } else { "update" };
        super::super::evidence::Act { verb: verb.to_owned(), toks: next..end }
    };
    whole.then(|| {
        (vec![Fact::Deny { acts: ops.iter().map(act).collect(), objects: vec![np], toks: at..end }], end)
    })
}

/// `Cancelled is final`, `done/cancelled are final`: no way leads out of these states. Nothing is said to be done.
fn ends_there(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, &["the? states?|statuses"]).unwrap_or(at);
    let (mut states, mut next) = (Vec::new(), start);
    loop {
        let stands = |tok: &&Tok| lexicon().is_state(&tok.low) || tok.low.ends_with("ed");
        let word = toks.get(next).filter(|tok| tok.word && tok.content).filter(stands)?;
        states.push(word.low.clone());
        next += 1;
        match eat_first(toks, next, &[", and|or", "and|or", ",", "/"]) {
            Some(after) => next = after,
            None => break,
        }
    }
    const FINAL: &[&str] = &[
        "is|are always? a|the? final|terminal|end states|state|status|statuses?",
        "cannot|can't be left|undone|reverted",
        "is|are irreversible",
    ];
    let end = eat_first(toks, next, FINAL)?;
    let ends = toks.get(end).is_none_or(|tok| !tok.word) && states.len() <= 6;
    let subject = Np { name: "state".to_owned(), low: vec!["state".to_owned()], ..Np::default() };
    ends.then(|| {
        (
            vec![Fact::Settled {
                subject,
                states,
                but: false,
                lasting: false,
                ops: Vec::new(),
                toks: at..end,
            }],
            end,
        )
    })
}

/// When the deed is refused.
#[derive(Debug, Clone, Default)]
struct When {
    states: Vec<String>,
    /// In all other states.
    but: bool,
    /// In those that come behind them too.
    lasting: bool,
    /// What is allowed so is refused otherwise, also where nobody says `only`: `can be edited while open`.
    binding: bool,
}

/// `paid or void bookings`: whose states stand before the thing.
struct Subject {
    np: Np,
    states: Vec<String>,
    only: bool,
}

const CHANGED: &[&str] = &["changed|edited|updated|modified|altered|touched|amended|adjusted|revised"];
const DELETED: &[&str] = &["deleted|removed|erased|destroyed"];
const CHANGE: &[&str] = &["change|edit|update|modify|alter|touch|amend|adjust|revise"];
const DELETE: &[&str] = &["delete|remove|erase|destroy"];
const CHANGES: &[&str] =
    &["changing|editing|updating|modifying|edits|changes|updates|modifications", "modification"];
const DELETES: &[&str] = &["deleting|removing|deletion|removal|deletions"];
const ANY_MORE: &[&str] = &["any more|longer", "anymore|afterwards|later"];

/// One or more of the deeds: `edited or deleted`.
fn deeds(
    toks: &[Tok],
    at: usize,
    change: &'static [&'static str],
    delete: &'static [&'static str],
) -> Option<(Vec<RowOp>, usize)> {
    let one = |at: usize| {
        let changed = eat_first(toks, at, change).map(|next| (RowOp::Update, next));
        changed.or_else(|| eat_first(toks, at, delete).map(|next| (RowOp::Delete, next)))
    };
    let (op, mut next) = one(at)?;
    let mut ops = vec![op];
    while let Some((op, after)) =
        eat_first(toks, next, &[", or|and|nor", "or|and|nor", ",", "/"]).and_then(one)
    {
        ops.push(op);
        next = after;
    }
    ops.sort_unstable();
    ops.dedup();
    Some((ops, next))
}

/// What is said of the deeds.
enum Verdict {
    Refused,
    /// Whether only then: `can only be deleted`.
    Allowed(bool),
}

/// `cannot be changed (any more)`, `can no longer be deleted`, `are read-only`, `can only be deleted`.
fn verdict(toks: &[Tok], at: usize) -> Option<(Vec<RowOp>, Verdict, usize)> {
    let more = |next: usize| eat_first(toks, next, ANY_MORE).unwrap_or(next);
    let refused = refusal(toks, at)
        .or_else(|| eat_first(toks, at, &["can|may|must|should|will no longer|more"]))
        .and_then(|next| eat_first(toks, next, &["be|get"]))
        .or_else(|| eat_first(toks, at, &["is|are never|not to? be?", "is|are no longer to? be?"]));
    if let Some((ops, next)) = refused.and_then(|next| deeds(toks, next, CHANGED, DELETED)) {
        return Some((ops, Verdict::Refused, more(next)));
    }
    const SHUT: &[&str] = &[
        "is|are|becomes|become|gets|get|stays|stay immutable|locked|frozen|final|unchangeable|uneditable|readonly",
        "is|are|becomes|become|stays|stay read only",
        "stay|stays|remain|remains unchanged|untouched",
        "stay|stays|remain|remains as|how|what they|it are|is|was|were",
        "must|should be immutable|locked|frozen|readonly",
        "must|should be read only",
        "is|are not|never editable|changeable|modifiable",
        "is|are no longer editable|changeable|modifiable",
    ];
    if let Some(next) = eat_first(toks, at, SHUT) {
        return Some((vec![RowOp::Update], Verdict::Refused, more(next)));
    }
    if let Some(next) =
        eat_first(toks, at, &["is|are not|never deletable|removable", "is|are no longer deletable"])
    {
        return Some((vec![RowOp::Delete], Verdict::Refused, more(next)));
    }
    const ONLY: &[&str] = &["can|may|must|should only be", "is|are only to? be?", "can|may be only"];
    let allowed = eat_first(toks, at, ONLY).map(|next| (next, true));
    let (next, only) =
        allowed.or_else(|| eat_first(toks, at, &["can|may still? be"]).map(|next| (next, false)))?;
    let (ops, next) = deeds(toks, next, CHANGED, DELETED)?;
    match eat_first(toks, next, &["only"]) {
        Some(next) => Some((ops, Verdict::Allowed(true), next)),
        None => Some((ops, Verdict::Allowed(only), next)),
    }
}

/// Words for a state up to the first that is none: `paid or void`, `in repair`, `marked as done`.
fn states(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let at = eat_first(toks, at, &["already|still|either|now|currently"]).unwrap_or(at);
    let at = eat_first(
        toks,
        at,
        &["marked|set|moved as|to", "in the? state|status|stage", "a|an", "of status|state"],
    )
    .unwrap_or(at);
    let mut states = Vec::new();
    let mut next = at;
    loop {
        let placed = any(toks, next, &["in", "on", "not"]);
        let word = toks.get(next).filter(|tok| tok.word && (tok.content || placed))?;
        let mut state = word.low.clone();
        next += 1;
        // "in repair", "on hold", "not started"
        if placed {
            let behind = toks.get(next).filter(|tok| tok.word)?;
            state = format!("{state} {}", behind.low);
            next += 1;
        }
        states.push(state);
        match eat_first(toks, next, &[", or|and", "or|and", ","]) {
            Some(after)
                if toks.get(after).is_some_and(|tok| tok.word && tok.content) && is_state(toks, after) =>
            {
                next = after;
            }
            _ => break,
        }
    }
    Some((states, next))
}

/// Whether the word may stand for a state here: nothing is done to it, and it is no thing of its own.
fn is_state(toks: &[Tok], at: usize) -> bool {
    !any(toks, at, &["it", "they", "the", "a", "an", "nobody"]) && verdict(toks, at + 1).is_none()
}

/// `once it is paid`, `unless they are drafts`, `while open`; with whose state it is where that is named.
fn when(toks: &[Tok], at: usize) -> Option<(When, Option<Np>, usize)> {
    let lead = |phrases: &'static [&'static str]| eat_first(toks, at, phrases);
    let plain = |next| (next, When::default());
    let (next, mut when) = lead(&["once|after", "as soon as"])
        .map(|next| (next, When { lasting: true, ..When::default() }))
        .or_else(|| lead(&["when|if|whenever", "in case"]).map(plain))
        .or_else(|| {
            lead(&["while", "as|so long as"]).map(|next| (next, When { binding: true, ..When::default() }))
        })
        .or_else(|| {
            let unless = lead(&["unless", "except when|if|while"])?;
            Some((unless, When { but: true, ..When::default() }))
        })
        .or_else(|| {
            let until = lead(&["until|before|till"])?;
            Some((until, When { but: true, lasting: true, binding: true, ..When::default() }))
        })?;
    const BE: &[&str] =
        &["is|are|was|were|becomes|become|gets|get", "has|have been", "goes|moves|reaches to?"];
    let mut whose = None;
    let said = match eat_first(toks, next, &["it|they|this|that|these"]) {
        Some(after) => eat_first(toks, after, BE)?,
        None => match noun_phrase(toks, next).and_then(|(np, after)| Some((np, eat_first(toks, after, BE)?)))
        {
            Some((np, after)) => {
                whose = Some(np);
                after
            }
            // "after creation": what comes is no state of anything.
            None if toks.get(next).is_some_and(|tok| lexicon().is_state(&tok.low))
                || any(toks, next, &["in", "on"]) =>
            {
                next
            }
            None => return None,
        },
    };
    let not = any(toks, said, &["not"]);
    let (states, end) = states(toks, if not { said + 1 } else { said })?;
    when.but ^= not;
    when.states = states;
    Some((when, whose, eat_first(toks, end, ANY_MORE).unwrap_or(end)))
}

/// `while they are pending`, `that are in review`, behind a right: it is held by the state.
pub fn held(toks: &[Tok], at: usize, thing: Option<&Np>) -> Option<(Fact, usize)> {
    let next = eat_first(toks, at, &[",? but? only", ","]).unwrap_or(at);
    const THAT: &[&str] = &[
        "that|which is|are still|currently?",
        "that|which has|have been",
        "with|in the|a? status|state|stage of?",
        "whose status|state|stage is",
    ];
    let told = || {
        let (states, end) = states(toks, eat_first(toks, at, THAT)?)?;
        Some((When { states, ..When::default() }, None, end))
    };
    let (when, whose, end) = when(toks, next).or_else(told)?;
    let other = whose.is_some_and(|whose| thing.is_none_or(|thing| thing.last() != whose.last()));
    let end = super::step::by_route(toks, end);
    let ends = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    if other || !ends || when.states.is_empty() {
        return None;
    }
    let When { states, but, lasting, .. } = when;
    Some((Fact::While { states, but: !but, lasting, toks: at..end }, end))
}

/// `paid or void bookings`, `an invoice that is paid`, `orders with the status shipped`.
fn subject(toks: &[Tok], at: usize) -> Option<(Subject, usize)> {
    let only = any(toks, at, &["only"]);
    let mut next = if only { at + 1 } else { at };
    next = eat_first(toks, next, &["all|any|every|each of? the?", "a|an|the"]).unwrap_or(next);
    let mut states = Vec::new();
    // "won or lost deals": all but the last state stand alone.
    while toks.get(next).is_some_and(|tok| tok.word && tok.content)
        && let Some(after) = eat_first(toks, next + 1, &[", or|and", "or|and", ","])
        && toks.get(after).is_some_and(|tok| tok.word && tok.content)
        && states.len() < 8
    {
        states.push(low(toks, next).to_owned());
        next = after;
    }
    // "open repair orders": a word that is a deed too stands alone.
    let state = toks.get(next).filter(|tok| lexicon().is_state(&tok.low));
    let behind = state.and_then(|tok| Some((tok.low.clone(), noun_phrase(toks, next + 1)?)));
    let (np, mut next) = match behind {
        Some((state, read)) => {
            states.push(state);
            read
        }
        None => noun_phrase(toks, next)?,
    };
    let told = eat_first(
        toks,
        next,
        &[
            "that|which|who is|are|was|were",
            "that's|who's already?",
            "that|which has|have been",
            "with the|a? status|state|stage of?",
            "in the? status|state|stage",
        ],
    );
    // "a stay that has left can't be changed"
    let told = told.or_else(|| {
        eat_first(toks, next, &["that|which|who has|have already?"]).filter(|n| {
            let state = super::super::is_past(low(toks, *n)) || lexicon().is_state(low(toks, *n));
            state && verdict(toks, n + 1).is_some()
        })
    });
    // "only campaigns in draft may be edited"
    let told = told.or_else(|| {
        eat_first(toks, next, &["in|on"]).filter(|n| {
            toks.get(*n).is_some_and(|tok| tok.word && tok.content)
                && verdict(toks, eat_first(toks, *n + 1, &["state|status|stage"]).unwrap_or(*n + 1)).is_some()
        })
    });
    if let Some((more, after)) = told.and_then(|n| self::states(toks, n)) {
        states.extend(more);
        next = eat_first(toks, after, &["state|status|stage"]).unwrap_or(after);
    }
    Some((Subject { np, states, only }, next))
}

/// `Paid or void bookings must not be edited`, `an invoice cannot be deleted once it is paid`.
fn suffered(toks: &[Tok], at: usize) -> Read {
    let (subject, next) = subject(toks, at)?;
    let (ops, verdict, next) = verdict(toks, next)?;
    fact(toks, at, subject, verdict, ops, next)
}

/// `Nobody may delete a shipped order`, `users cannot edit invoices once they are paid`.
fn done_by(toks: &[Tok], at: usize) -> Read {
    const NOBODY: &[&str] = &[
        "nobody|noone can|may|should|must ever?",
        "nobody|noone is allowed|able|permitted to",
        "no one can|may|should|must ever?",
        "no one is allowed|able|permitted to",
        "no user|users can|may|should|must ever?",
    ];
    const PEOPLE: &[&str] = &["you|we|users|people|everyone|everybody|customers|clients|one|they"];
    const WISH: &[&str] = &["do not|never", "don't", "never"];
    let nobody = eat_first(toks, at, NOBODY)
        .or_else(|| eat_first(toks, at, PEOPLE).and_then(|next| refusal(toks, next)))
        .or_else(|| eat_first(toks, at, WISH));
    let deed = nobody.and_then(|next| deeds(toks, next, CHANGE, DELETE)).or_else(|| {
        let refused = eat_first(
            toks,
            at,
            &[
                "prevent|prevents|disallow|disallows|forbid|forbids|block|blocks|reject|rejects|refuse|refuses the?",
                "do|does not allow|permit the?",
                "don't|doesn't allow|permit the?",
                "never allow|permit the?",
                "no",
            ],
        )?;
        let (ops, next) = deeds(toks, refused, CHANGES, DELETES)?;
        Some((ops, eat_first(toks, next, &["of|to|on"]).unwrap_or(next)))
    });
    let (ops, next) = deed?;
    let (subject, next) = subject(toks, next)?;
    fact(toks, at, subject, Verdict::Refused, ops, next)
}

/// `Once an order is shipped, it cannot be changed`
fn when_first(toks: &[Tok], at: usize) -> Read {
    let (when, whose, next) = when(toks, at)?;
    let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
    // "once a case is closed, nothing in it may be changed"
    if let Some((ops, end)) = nothing(toks, next) {
        let subject = Subject { np: whose?, states: Vec::new(), only: false };
        return settled(toks, at..end, subject, when, Verdict::Refused, ops);
    }
    let (np, next) = match eat_first(toks, next, &["it|they"]) {
        Some(next) => (whose?, next),
        None => noun_phrase(toks, next)
            .filter(|(np, _)| whose.as_ref().is_none_or(|whose| whose.last() == np.last()))?,
    };
    let (ops, verdict, end) = verdict(toks, next)?;
    let subject = Subject { np, states: Vec::new(), only: false };
    settled(toks, at..end, subject, when, verdict, ops)
}

/// `nothing in it may be changed`, `no more changes are allowed`, `it can't be deleted` said without it.
fn nothing(toks: &[Tok], at: usize) -> Option<(Vec<RowOp>, usize)> {
    let more = |next: usize| eat_first(toks, next, ANY_MORE).unwrap_or(next);
    const NOTHING: &[&str] = &["nothing|none in|on|of|about it|them|there", "nothing"];
    const MAY: &[&str] = &["can|may|must|should|is|are ever? to? be?"];
    if let Some(next) = eat_first(toks, at, NOTHING).and_then(|next| eat_first(toks, next, MAY)) {
        let (ops, next) = deeds(toks, next, CHANGED, DELETED)?;
        let next = more(next);
        return Some((ops, eat_first(toks, next, &["in|on|of|about it|them"]).unwrap_or(next)));
    }
    let next = eat_first(toks, at, &["no more|further|other?"])?;
    let (ops, next) = deeds(toks, next, CHANGES, DELETES)?;
    let next = eat_first(toks, next, &["to|of|in it|them"]).unwrap_or(next);
    let end = eat_first(
        toks,
        next,
        &["is|are allowed|possible|permitted|accepted", "can|may|must|should be made|done|accepted"],
    )?;
    Some((ops, more(end)))
}

fn fact(toks: &[Tok], at: usize, subject: Subject, verdict: Verdict, ops: Vec<RowOp>, next: usize) -> Read {
    let (when, end) = match when(toks, next) {
        // What holds it is the state of something else.
        Some((_, Some(other), _)) if other.last() != subject.np.last() => return None,
        Some((when, _, end)) => (when, end),
        None => (When::default(), next),
    };
    settled(toks, at..end, subject, when, verdict, ops)
}

fn settled(
    toks: &[Tok],
    range: std::ops::Range<usize>,
    Subject { np, mut states, only }: Subject,
    when: When,
    verdict: Verdict,
    ops: Vec<RowOp>,
) -> Read {
    let allowed = match verdict {
        Verdict::Refused => false,
        Verdict::Allowed(then) if then || only || when.binding => true,
        // "Draft invoices can be deleted" forbids nothing.
        Verdict::Allowed(_) => return None,
    };
    let of_subject = !states.is_empty();
    if of_subject != when.states.is_empty() || toks.get(range.end).is_some_and(|tok| tok.is("except")) {
        return None;
    }
    // "a plot that is in use can't be deleted": by what points at it.
    let used = |state: &String| matches!(state.as_str(), "in use" | "used" | "referenced");
    if ops == [RowOp::Delete] && states.iter().chain(&when.states).any(used) {
        return None;
    }
    let (but, lasting) = (when.but != allowed, when.lasting);
    states.extend(when.states);
    Some((vec![Fact::Settled { subject: np, states, but, lasting, ops, toks: range.clone() }], range.end))
}

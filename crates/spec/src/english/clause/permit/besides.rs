//! A verb that looks like one more object: `see all tickets and comment on them`.

use std::ops::Range;

use super::super::super::{
    cursor::{any, eat_first, low},
    evidence::{Act, Fact, Np, Quant, Who},
    lexicon::{Form, lexicon},
    noun::noun_phrase,
    token::Tok,
};

/// "… and comment on them": what is kept of the deed, with a key to what was named before.
pub fn deed_on(
    toks: &[Tok],
    before: &[Fact],
    list: &[Act],
    who: &[(Who, Range<usize>)],
    at: Range<usize>,
) -> Option<Fact> {
    let noun = list.iter().find_map(|act| super::super::deed::noun_at(toks, act))?;
    let pronoun = at.clone().any(|n| any(toks, n, &["them", "it", "these", "those"]));
    let what = before.iter().rev().find_map(|fact| match fact {
        Fact::Permit { objects, .. } => objects.last().cloned(),
        _ => None,
    });
    let (_, named) = who.first()?;
    let (who, _) =
        noun_phrase(toks, named.start).filter(|(np, _)| np.person || super::role_of(np).is_some())?;
    let what = what.filter(|_| pronoun)?;
    Some(Fact::Deed { who, noun, what, told: false, right: true, toks: at })
}

/// "see all tickets and comment on them": the last name of the list is what they do besides.
pub fn without_a_verb(toks: &[Tok], mut found: Vec<Np>, next: usize) -> (Vec<Np>, usize) {
    let verb = |np: &Np| {
        let at = np.name_toks.start;
        np.low.len() == 1
            && !np.plural
            && np.quant == Quant::Bare
            && (lexicon().verb(low(toks, at)).is_some_and(|(_, form)| form == Form::Base)
                // "photograph them": whatever it is, it is done to them.
                || any(toks, at + 1, &["them"]))
            && (any(toks, at + 1, &["on", "to", "for", "about", "upon"])
                // "create articles and change only their own"
                || any(toks, at + 1, &["only", "just", "their", "theirs", "them", "his", "her", "its"]))
            && (toks.get(at + 2).is_some_and(|tok| tok.word) || any(toks, at + 1, &["them"]))
    };
    let Some(n) = found.iter().position(verb).filter(|n| *n > 0) else { return (found, next) };
    found.truncate(n);
    let end = found.last().map_or(next, |np| np.toks.end);
    (found, end)
}

/// "confirm a reservation, and visitors without an account may see the rooms": the last name of the list is whoever the
/// next clause is about.
pub fn without_others(toks: &[Tok], mut found: Vec<Np>, next: usize) -> (Vec<Np>, usize) {
    const ACCOUNT: &[&str] = &[
        "without|with a|an|any? account|accounts|login|logins|registration|role|subscription",
        "who|that are|is not? logged|signed in",
        "who|that are|is not? registered|authenticated",
    ];
    // "see their own requests, supervisors those of their people": the same verb, of others.
    let others = |np: &Np| {
        people_before_all(toks, np).is_some()
            || (np.person || super::role_of(np).is_some()) && elided(toks, np.toks.end).is_some()
    };
    // "their own ascents and no others"
    let none = |np: &Np| np.quant == Quant::No && matches!(np.last(), "other" | "others" | "one" | "ones");
    if found.len() > 1 && found.last().is_some_and(none) {
        let end = found.pop().map_or(next, |np| np.toks.end.max(next));
        return (found, end);
    }
    if found.len() > 1 && found.last().is_some_and(others) {
        found.pop();
        let end = found.last().map_or(next, |np| np.toks.end);
        return (found, end);
    }
    let speaks = found.last().filter(|np| np.person || super::role_of(np).is_some());
    let told = speaks.and_then(|np| eat_first(toks, np.toks.end, ACCOUNT)).filter(|_| found.len() > 1);
    if told.is_none_or(|n| {
        eat_first(toks, n, super::CAN).or_else(|| eat_first(toks, n, super::CANNOT)).is_none()
    }) {
        return (found, next);
    }
    found.pop();
    let end = found.last().map_or(next, |np| np.toks.end);
    (found, end)
}

/// What people have the right to whose verb stands with those before them: whether it is all, and the index behind.
pub fn elided(toks: &[Tok], at: usize) -> Option<(bool, usize)> {
    const ALL: &[&str] = &[
        "those of everybody|everyone|anybody|all|others else?",
        "all|any of them",
        "everybody's|everyone's",
        "all|everything|any",
    ];
    let over = |end: &usize| toks.get(*end).is_none_or(|tok| !tok.word || any(toks, *end, &["and", "but"]));
    if let Some(end) = eat_first(toks, at, ALL).filter(over) {
        return Some((true, end));
    }
    let of = eat_first(toks, at, &["those|the ones of|from|in|on|for", "only? those|theirs"])?;
    Some((false, (of..toks.len()).find(|n| !toks[*n].word).unwrap_or(toks.len())))
}

/// "curators everything" is one name only for who does not listen.
fn people_before_all(toks: &[Tok], np: &Np) -> Option<(Np, usize)> {
    let end = np.toks.end.checked_sub(1).filter(|end| any(toks, *end, &["everything", "all", "any"]))?;
    noun_phrase(toks.get(..end)?, np.toks.start)
        .filter(|(who, at)| *at == end && super::role_of(who).is_some())
}

/// `…, supervisors those of their people`, `…, curators all`: the verb of the people before.
pub fn with_the_same_verb(
    toks: &[Tok],
    at: usize,
    acts: &[Act],
    objects: &[Np],
) -> Option<(Vec<Fact>, usize)> {
    let next = eat_first(toks, at, &[",|; and|but|while|whereas?", "and|but|while|whereas"])?;
    let (np, behind) = noun_phrase(toks, next)?;
    let (np, behind) = people_before_all(toks, &np).unwrap_or((np, behind));
    let who = super::role_of(&np).filter(|who| matches!(who, Who::Role(_)))?;
    let (all, end) = elided(toks, behind)?;
    if !all {
        return Some((vec![Fact::Unread { toks: next..end }], end));
    }
    let acts = acts.iter().map(|act| Act { toks: behind..end, ..act.clone() }).collect();
    let objects = objects.iter().map(|np| Np { own: false, of: None, ..np.clone() }).collect();
    let who = vec![(who, np.toks.clone())];
    Some((
        vec![Fact::Permit { who, acts, objects, own: false, only: false, deny: false, toks: next..end }],
        end,
    ))
}

/// Whether records are changed or taken away by it, which a state can hold.
pub fn changes(act: &Act) -> bool {
    match crate::assemble::permits::ops_of(&act.verb) {
        Some(ops) => ops.iter().all(|op| matches!(*op, "update" | "delete")),
        None => crate::assemble::permits::is_recall(&act.verb),
    }
}

pub fn changes_or_sees(act: &Act) -> bool {
    crate::assemble::permits::ops_of(&act.verb).is_some()
}

/// `see the berths and their own boats`: what stands before "their own" is anybody's; behind it all is theirs.
pub fn by_whose(objects: Vec<Np>, own: bool) -> Vec<(Vec<Np>, bool)> {
    let first = objects.iter().position(|np| np.own).filter(|n| *n > 0 && own);
    let Some(first) = first else { return vec![(objects, own)] };
    let (anybodys, theirs) = objects.split_at(first);
    vec![(anybodys.to_vec(), false), (theirs.to_vec(), true)]
}

/// "… create permits, and inspectors to delete them": who may do something else is no object.
pub fn without_people(toks: &[Tok], mut found: Vec<Np>, next: usize) -> (Vec<Np>, usize) {
    let verb = eat_first(toks, next, &["to"]).and_then(|n| lexicon().verb(low(toks, n)));
    if verb.is_some_and(|(_, form)| form == Form::Base)
        && let [.., before, last] = found.as_slice()
        && super::role_of(last).is_some()
    {
        let end = before.toks.end;
        found.pop();
        return (found, end);
    }
    (found, next)
}

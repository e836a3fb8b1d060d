//! What nobody may, and those whom such a refusal leaves out: `nobody may delete samples`, `nobody can delete permits
//! except inspectors`.

use super::{
    super::{
        super::{
            cursor::{any, eat, eat_first, low},
            evidence::{Fact, Who},
            noun::noun_list,
            token::Tok,
        },
        Read,
    },
    acts::{acts, verbs},
    people::{CAN, People, roles},
};

/// Those whom a refusal leaves out: `except inspectors`, `other than the clerks`.
pub(super) fn but_those(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    const BUT: &[&str] = &[
        ",? except|besides|but for? the?",
        ",? other than the?",
        ",? apart|aside from the?",
        ",? with the exception of the?",
    ];
    roles(toks, eat_first(toks, at, BUT)?)
}

/// `nobody may delete samples`, `no deleting of samples`
pub(super) fn nobody(toks: &[Tok], at: usize) -> Read {
    // "nobody else than curators may delete specimens"
    const ELSE: &[&str] = &["nobody|noone else? than|but the?", "no one else? than|but the?"];
    if let Some((who, next)) = eat_first(toks, at, ELSE).and_then(|n| roles(toks, n))
        && let Some(verb) = eat_first(toks, next, CAN)
    {
        return acts(toks, verb, &who, true, false, at);
    }
    // "Except for inspectors, nobody can delete permits": they may.
    if let Some((who, next)) = but_those(toks, at)
        && let Some(can) = eat_first(toks, next, &[", nobody|noone", ", no one|user"])
        && let Some(verb) = eat_first(toks, can, CAN)
    {
        return acts(toks, verb, &who, true, false, at);
    }
    if let Some(next) = eat_first(toks, at, &["nobody", "no one", "noone", "no user|users"]) {
        let someone = at..next;
        let next = eat_first(toks, next, CAN)?;
        let (mut found, end) = acts(toks, next, &[], false, true, at)?;
        // "nobody can read anything without login": everybody who is logged in can.
        const WITHOUT: &[&str] = &[
            "without logging|signing in",
            "without being|having logged|signed in",
            "without a|an? login|account|token|authentication|authenticating",
            "unless|until they|he|she are|is|have|has logged|signed in",
            "unless|until logged|signed in",
        ];
        let said = (next..=end).find_map(|n| Some((n, eat_first(toks, n, WITHOUT)?)));
        if let Some((without, over)) = said {
            for fact in &mut found {
                if let Fact::Permit { who, only, deny, toks, .. } = fact {
                    (*who, *only, *deny) = (vec![(Who::User, someone.clone())], true, false);
                    toks.end = without;
                }
            }
            found.push(Fact::Auth { scheme: None, toks: without..over });
            return Some((found, over.max(end)));
        }
        // "nobody can delete permits except inspectors"
        if let Some((those, over)) = but_those(toks, end).filter(|(_, over)| ends_there(toks, *over)) {
            for fact in &mut found {
                if let Fact::Permit { who, only, deny, .. } = fact {
                    (*who, *only, *deny) = (those.clone(), true, false);
                }
            }
            if let Some(Fact::Permit { toks, .. }) = found.last_mut() {
                toks.end = over;
            }
            return Some((found, over));
        }
        // "nobody can delete permits except inspectors": the same deeds, and theirs alone.
        let those = found.iter().find_map(|fact| match fact {
            Fact::Permit { who, deny: false, .. } if !who.is_empty() => Some(who.clone()),
            _ => None,
        });
        if let Some(those) = those {
            found.retain(|fact| matches!(fact, Fact::Permit { who, .. } if who.is_empty()));
            for fact in &mut found {
                if let Fact::Permit { who, only, deny, .. } = fact {
                    (*who, *only, *deny) = (those.clone(), true, false);
                }
            }
            if let Some(Fact::Permit { toks, .. }) = found.last_mut() {
                toks.end = end;
            }
            return Some((found, end));
        }
        // "… not even admins"
        let even = eat_first(toks, end, &[",? not even"]).and_then(|n| roles(toks, n));
        let end = even.filter(|(_, over)| ends_there(toks, *over)).map_or(end, |(_, over)| over);
        if let Some(Fact::Permit { toks, .. }) = found.last_mut() {
            toks.end = toks.end.max(end);
        }
        let denied = found
            .into_iter()
            .filter_map(|fact| {
                if let Fact::Permit { acts, objects, toks, .. } = fact {
                    Some(Fact::Deny { acts, objects, toks })
                } else {
                    None
                }
            })
            .collect();
        return Some((denied, end));
    }
    let (list, next) = eat(toks, at, "no")
        .and_then(|n| verbs(toks, n))
        .filter(|(list, _)| list.iter().all(|act| low(toks, act.toks.start).ends_with("ing")))?;
    let (objects, end) = noun_list(toks, eat(toks, next, "of").unwrap_or(next)).unwrap_or((Vec::new(), next));
    Some((vec![Fact::Deny { acts: list, objects, toks: at..end }], end))
}

/// `entries can be added | but never changed or removed`: not by anybody.
pub fn but_never(toks: &[Tok], at: usize, thing: &super::super::super::evidence::Np) -> Read {
    let next = eat_first(
        toks,
        at,
        &[",? but|and never|not later|again|ever? be?", ",? but|and cannot be", ",? never|not"],
    )?;
    let (acts, end) = super::past_acts(toks, next)?;
    let known = acts.iter().all(|act| crate::assemble::permits::ops_of(&act.verb).is_some());
    let end = eat_first(toks, end, &["again|later|afterwards|anymore", "any more"]).unwrap_or(end);
    let objects = vec![thing.clone()];
    (known && ends_there(toks, end)).then(|| (vec![Fact::Deny { acts, objects, toks: at..end }], end))
}

/// Where a clause is over.
pub(super) fn ends_there(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| !tok.word || any(toks, at, &["and", "but", "or"]))
}

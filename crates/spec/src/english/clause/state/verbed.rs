//! States that verbs lead to: `only closed tickets can be reopened`, `a lesson can be planned or flown`.

use super::super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::{Fact, Mod, Np, Quant, Who},
        list,
        modifier::{value_list, value_words},
        noun::noun_phrase,
        token::Tok,
    },
    Read, past_verb,
};
use super::{from_states, state_words};

/// `only closed tickets can be reopened`, `tickets can be closed (by agents)`, `approved by a manager`
pub(super) fn verbed(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, &["only"]).unwrap_or(at);
    let (np, next) = noun_phrase(toks, start)?;
    // "a report that was handed in can be sent back": where it has to be.
    let held =
        eat_first(toks, next, &["that|which is|are|was|were", "that|which has|have been"]).and_then(|n| {
            let stop = (n..toks.len().min(n + 4)).find(|n| any(toks, *n, &["can", "may", "must"]))?;
            (stop > n && toks[n..stop].iter().all(|tok| tok.word && !tok.is("not")))
                .then(|| (super::joined(toks, n..stop), stop))
        });
    let (held, next) = held.map_or((None, next), |(state, stop)| (Some(state), stop));
    let can = eat_first(
        toks,
        next,
        &[
            "can|may only|also|then|later|still? be",
            "can|may|should|must also? be able to be",
            "is|are then|later? ",
            "must be",
        ],
    )
    .filter(|n| !any(toks, n.wrapping_sub(1), &["is", "are"]));
    // "…; confirmed ones only cancelled"
    let ones = matches!(np.last(), "one" | "ones") && np.low.len() == 2;
    // "a confirmed one is completed after the firing"
    let is = || {
        eat_first(toks, next, &["is|are|gets|get then|later|finally?"])
            .filter(|n| past_verb(toks, *n).is_some())
    };
    let can = can.or_else(|| is().filter(|_| ones && start == at));
    let can = can.or_else(|| eat_first(toks, next, &["only"]).filter(|_| ones))?;
    if let Some(found) = states_of(toks, at, can, &np).or_else(|| held_by_one(toks, at, can, &np)) {
        return Some(found);
    }
    let mut facts = Vec::new();
    let mut at_verb = can;
    let mut begin = at;
    loop {
        let verb = past_verb(toks, at_verb)?;
        // "paid out", "taken back": the small word is of the verb.
        let (verb, mut end) = super::super::with_particle(toks, at_verb, &verb);
        let mut from: Vec<String> = held.iter().cloned().collect();
        let mut by = Vec::new();
        for _ in 0..3 {
            if let Some((states, after)) = from_states(toks, end) {
                from.extend(states);
                end = after;
            } else if let Some((states, after)) = eat_first(toks, end, &["only? when|while|if|once|after|as long as it|they|the? is|are|has been|have been in?", "only? when|while|if|once|after|as it|they|its|their|the status|state? is|are|has been|have been", "from", "only? when|while|if|once"]).and_then(|n| held_in(toks, n)) {
                from.extend(states);
                end = after;
            } else if let Some((who, after)) = eat_first(toks, end, &["only? by"]).and_then(|n| by_whom(toks, n)) {
                // "deleted by inspectors only"
                let over = eat_first(toks, after, &["only|alone|exclusively"]).unwrap_or(after);
                by.push((who, end..over));
                end = over;
                // "by clerks or admins"
                let also = |n: usize| {
                    by_whom(toks, n).or_else(|| {
                        let (np, end) = noun_phrase(toks, n)
                            .filter(|(np, _)| np.plural && np.low.len() == 1 && np.quant == Quant::Bare)?;
                        Some((Who::Role(super::super::permit::low_singular(&np)), end))
                    })
                };
                while let Some((who, after)) =
                    eat_first(toks, end, &[", or|and? by?", "or|and by?"]).and_then(also)
                {
                    // "… and managers can reject them" begins another clause.
                    if toks.get(after).is_some_and(|tok| tok.word && !any(toks, after, &["and", "or", "only"])) {
                        break;
                    }
                    let over = eat_first(toks, after, &["only|alone|exclusively"]).unwrap_or(after);
                    by.push((who, end..over));
                    end = over;
                }
            } else {
                break;
            }
        }
        // "by nobody but inspectors", "by the clerk who created it": who may, and whose it is, is told as a right.
        let whose = !by.is_empty() && super::super::permit::who_did(toks, end).is_some();
        if whose || eat_first(toks, end, &["by nobody|noone", "by no one|user"]).is_some() {
            return None;
        }
        // "… within 24 hours": a right on a condition is no plain right.
        if !by.is_empty() && super::super::permit::conditional(toks, end) {
            let end = super::super::clause_end(toks, end);
            facts.push(Fact::Unread { toks: begin..end });
            return Some((facts, end));
        }
        // "can only be reported if it has a result": on a condition that is no state it is no plain step.
        let only = (at..at_verb).any(|n| any(toks, n, &["only"])) || any(toks, end, &["only"]);
        let condition = eat_first(
            toks,
            end,
            &["only? if|once|when|after|while|unless|until|provided", "as soon|long as"],
        );
        if only && condition.is_some() && by.is_empty() {
            let end = super::super::clause_end(toks, end);
            return Some((vec![Fact::Unread { toks: at..end }], end));
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
            // "marked paid": such a verb says nothing but what comes of it.
            const MARKS: &[&str] = &["mark", "set", "flag", "declare", "label"];
            let named = MARKS.contains(&verb.as_str()) && past_verb(toks, end).is_some();
            let said = eat_first(toks, end, &["as", "to"]).or(named.then_some(end));
            said.and_then(|n| value_words(toks, n)).map(|(state, after)| {
                end = after;
                state
            })
        });
        // "the phone may be left out": it may be absent.
        if verb == "leave_out"
            || verb == "leave_off"
            || verb == "leave" && any(toks, end, &["empty", "blank", "open"])
        {
            return None;
        }
        facts.push(Fact::Transition { owner: np.clone(), from, verb, to, by, toks: begin..end });
        match eat_first(toks, end, &[", and|or?", "and|or|and/or", "/"])
            .map(|n| eat_first(toks, n, &["can|may be", "then|later", "be"]).unwrap_or(n))
            // "…, cancelled bookings are final" begins another clause.
            .filter(|n| past_verb(toks, *n).is_some() && !names_rows(toks, *n))
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

/// `cancelled bookings are …`, `paid ones may …`: the verb is the state of what the next words tell of.
fn names_rows(toks: &[Tok], at: usize) -> bool {
    let Some((np, end)) = toks.get(at + 1).filter(|tok| tok.word).and_then(|_| noun_phrase(toks, at + 1))
    else {
        return false;
    };
    const TELLS: &[&str] = &[
        "is|are|was|were|can|may|must|should|shall|will|cannot|can't|mustn't|won't|has|have|stay|stays|only",
    ];
    np.toks.start == at + 1 && eat_first(toks, end, TELLS).is_some()
}

/// `a lesson can be planned, flown or cancelled`: states, where the verbs are no plain operations.
pub(in crate::english) fn states_of(toks: &[Tok], at: usize, can: usize, np: &Np) -> Read {
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
pub(super) fn held_by_one(toks: &[Tok], at: usize, can: usize, np: &Np) -> Read {
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

pub(super) fn conditions(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
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

/// `(as long as it is) not paid`: in every state but that.
pub(super) fn held_in(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let left_out = eat_first(toks, at, &["not yet|already? been? in?"])
        .filter(|next| toks.get(*next).is_some_and(|tok| tok.word) && !any(toks, at + 1, &["-"]));
    let Some(next) = left_out else { return conditions(toks, at) };
    let (states, end) = conditions(toks, next)?;
    let but = states.into_iter().map(|state| format!("{}{state}", super::BUT));
    Some((std::iter::once(super::EVERY.to_owned()).chain(but).collect(), end))
}

pub(super) fn by_whom(toks: &[Tok], at: usize) -> Option<(Who, usize)> {
    let (np, end) = noun_phrase(toks, at)?;
    let last = crate::words::singular(np.last());
    let lexicon = super::super::lexicon();
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
        .then(|| super::super::permit::role_of(&np).map(|who| (who, end)))
        .flatten()
}

//! People who have the rights of others: `managers can do everything that clerks can, and delete tickets`, `admins have
//! the same rights as clerks`.

use super::{
    super::{
        super::{
            cursor::eat_first,
            evidence::{Fact, Who},
            token::Tok,
        },
        Read,
    },
    acts::acts,
    nobody::ends_there,
    people::roles,
};

/// Behind these stand the others, and behind them what they can.
const WHAT: &[&str] = &[
    "can|may|could also? do everything|anything|all|whatever|what that|which? a|an|the?",
    "does|do everything|anything|all|whatever|what that|which? a|an|the?",
    "has|have all? the? rights|permissions that|which? a|an|the?",
];
/// Behind these stand the others.
const AS: &[&str] = &[
    "has|have|get|gets exactly? all? of? the? same? rights|permissions|powers|privileges|abilities|access as|of|like a|an|the?",
    "can|may do exactly? the same things? as|like a|an|the?",
    "inherits|inherit all|the? of? the? rights|permissions|privileges from|of a|an|the?",
    "inherits|inherit from a|an|the?",
];
const TOO: &[&str] = &[",? and|plus|but they|he|she? can|may|could? also|additionally|even? can|may?"];

pub fn read(toks: &[Tok], at: usize) -> Read {
    let (who, next) = roles(toks, at)?;
    if !who.iter().all(|(who, _)| matches!(who, Who::Role(_))) {
        return None;
    }
    let one = |n: usize| match roles(toks, n)? {
        (found, end) if found.len() == 1 => found.into_iter().next().map(|(who, _)| (who, end)),
        _ => None,
    };
    let what = eat_first(toks, next, WHAT).and_then(one).and_then(|(like, end)| {
        Some((Some(like), eat_first(toks, end, &["can|may|could|do|does|has|have do?"])?))
    });
    let found = what
        .or_else(|| eat_first(toks, next, AS).and_then(one).map(|(like, end)| (Some(like), end)))
        .or_else(|| {
            eat_first(toks, next, &["can|may|could do exactly? the same things?"]).map(|end| (None, end))
        });
    let (like, end) = found.filter(|(like, _)| matches!(like, None | Some(Who::Role(_))))?;
    let mut facts = vec![Fact::Alike { who: who.clone(), like, toks: at..end }];
    let more = eat_first(toks, end, TOO).and_then(|verb| acts(toks, verb, &who, false, false, end));
    let Some((found, end)) = more else { return ends_there(toks, end).then_some((facts, end)) };
    facts.extend(found);
    Some((facts, eat_first(toks, end, &["too", "as well"]).unwrap_or(end)))
}

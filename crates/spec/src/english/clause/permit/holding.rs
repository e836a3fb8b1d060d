//! People whom the verb behind them tells: `members book and cancel their own bookings`, `only the
//! apprentice who owns the report may edit it`.

use super::{
    super::{
        super::{
            cursor::{eat_first, low},
            evidence::{Fact, Np, Who},
            lexicon::{Form, lexicon},
            noun::{noun_list, noun_phrase},
            token::Tok,
        },
        Read,
    },
    acts::acts,
    deeds_on,
    people::{low_singular, role_of},
    same_people,
};
use crate::words;

/// `members book and cancel their own bookings`: the verb behind the people is no word of their name.
pub fn plain_people(toks: &[Tok], at: usize) -> Read {
    let tok = toks.get(at).filter(|tok| tok.word && words::is_plural(&tok.low))?;
    let verbal = lexicon().noun_verbs.contains(low(toks, at + 1));
    let np = Np {
        name: tok.low.clone(),
        low: vec![tok.low.clone()],
        plural: true,
        toks: at..at + 1,
        name_toks: at..at + 1,
        person: tok.person,
        ..Np::default()
    };
    let who = role_of(&np).filter(|who| verbal && matches!(who, Who::Role(_)))?;
    if !deeds_on(toks, at + 1) {
        return None;
    }
    acts(toks, at + 1, &[(who, at..at + 1)], false, false, at)
}

/// `who filed`, `that has delivered`: whatever somebody did to make it theirs.
fn did(toks: &[Tok], at: usize) -> Option<usize> {
    let verb = eat_first(toks, at, &["who|that has|have", "who|that"])?;
    let (base, form) = lexicon().verb(low(toks, verb))?;
    let the = eat_first(toks, verb + 1, &["the|a|an"]).is_some();
    (form == Form::Past && the && !matches!(base, "be" | "have" | "see" | "want")).then_some(verb + 1)
}

/// `only the apprentice who owns the report may edit it`: whoever it is, of what is theirs.
pub fn holding(toks: &[Tok], at: usize, only_at: Option<usize>) -> Read {
    let (np, next) = noun_phrase(toks, only_at.unwrap_or(at))?;
    let relative = eat_first(
        toks,
        next,
        &[
            "who|that own|owns|created|made|wrote|posted|opened|submitted|booked|placed|reported|requested|added|cast",
            "who|that has|have created|made|written|posted|opened|submitted|booked|placed|reported|added",
        ],
    )
    .or_else(|| did(toks, next))?;
    let (thing, after) = noun_phrase(toks, relative)?;
    let who = match role_of(&np) {
        Some(Who::Public) | None if matches!(np.last(), "person" | "people" | "one" | "user" | "anyone") => {
            Who::User
        }
        Some(who) => who,
        None => Who::Role(low_singular(&np)),
    };
    let (mut facts, end) = same_people(toks, after, &[(who, np.toks.clone())], only_at.is_some(), false, at)?;
    for fact in &mut facts {
        if let Fact::Permit { objects, own, .. } = fact {
            *own = true;
            if objects.is_empty() {
                objects.push(Np { own: true, ..thing.clone() });
            }
        }
    }
    // "… change it or its episodes": what belongs to it goes with it.
    let parts =
        eat_first(toks, end, &["and|or|, and|or? all|any? its|their|of_"]).and_then(|n| noun_list(toks, n));
    if let (Some((parts, over)), Some(Fact::Permit { who, acts, only, deny, .. })) = (parts, facts.last()) {
        let objects = parts.into_iter().map(|np| Np { of: Some(thing.key()), own: true, ..np }).collect();
        let (who, acts, only, deny) = (who.clone(), acts.clone(), *only, *deny);
        facts.push(Fact::Permit { who, acts, objects, own: true, only, deny, toks: end..over });
        return Some((facts, over));
    }
    Some((facts, end))
}

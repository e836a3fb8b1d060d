//! Words among the members of a list that are no member: `no double sign-ups`, `never over capacity`, `members sign up`,
//! `reservations last at most 3 hours`. Each is a clause of its own, so the list ends before it.

use super::{
    cursor::{any, divider, eat_first},
    evidence::{Item, Quant},
    lexicon::{Form, lexicon},
    noun::{begins_clause, list_divider, noun_phrase},
    token::Tok,
};

/// A refusal or a limit begins here, and no name of a field.
pub fn begins(toks: &[Tok], at: usize) -> bool {
    let Some(tok) = toks.get(at).filter(|tok| tok.word && !tok.quoted) else { return false };
    match tok.low.as_str() {
        // "no. of seats", "no of seats"
        "no" => toks.get(at + 1).is_some_and(|next| next.word && !next.is("of") && !next.is("smoking")),
        "never" | "cannot" | "can't" | "nobody" | "mustn't" | "nothing" => true,
        "not" => toks.get(at + 1).is_some_and(|next| next.word),
        "only" => toks.get(at + 1).is_some_and(|next| next.word && crate::words::is_plural(&next.low)),
        _ => false,
    }
}

/// Where the words end that are no member, if another member surely follows: `…, never more than 5, and a note`.
pub fn over(toks: &[Tok], at: usize) -> Option<usize> {
    if !begins(toks, at) {
        return None;
    }
    let end = (at..toks.len()).find(|n| any(toks, *n, &[",", ";", ":", "(", "and", "or"]))?;
    if !any(toks, end, &[","]) || (at + 1..end).any(|n| begins_clause(toks, n)) {
        return None;
    }
    let next = list_divider(toks, end)?;
    let (np, after) = noun_phrase(toks, next)?;
    let sure = matches!(np.quant, Quant::One) || crate::english::clause::is_field_word(np.last());
    (sure && !begins_clause(toks, after)).then_some(end)
}

/// What stands behind the name shows that it does something: `members sign up`.
pub fn acts(toks: &[Tok], member: &Item, after: usize) -> bool {
    if !member.np.plural || !member.mods.is_empty() || !member.members.is_empty() {
        return false;
    }
    let Some(tok) = toks.get(after).filter(|tok| tok.word && !tok.quoted && !tok.is_number()) else {
        return false;
    };
    let particle = any(toks, after + 1, &["up", "in", "out", "off", "on", "in", "back", "for"])
        && (divider(toks, after + 2) || any(toks, after + 2, &["to", "for", "from", "with", "at", "once"]));
    let base = lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Base);
    let object = any(toks, after + 1, &["a", "an", "the", "their", "them", "it", "one", "several", "many"]);
    particle && !crate::words::stop::is_stop(&tok.low) || base && object
}

/// "reservations last at most 3 hours": what it does, and no word of the name.
pub fn lasts(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["last", "take", "cost", "weigh"])
        && at > 0
        && toks.get(at - 1).is_some_and(|tok| tok.word && crate::words::is_plural(&tok.low))
        && eat_first(
            toks,
            at + 1,
            &["at most|least", "up to", "no more|longer|less than", "between", "exactly", "for", "from"],
        )
        .is_some()
}

/// "visits for a pet (date, reason)": a plural that looks like a verb, and what each of them is made of.
pub fn heads_members(toks: &[Tok], at: usize) -> bool {
    let plural = toks.get(at).is_some_and(|tok| tok.word && crate::words::is_plural(&tok.low));
    plural
        && eat_first(toks, at + 1, &["for|of|in|on|at|to|by a|an|one|each|the"])
            .and_then(|n| noun_phrase(toks, n))
            .is_some_and(|(np, end)| !np.plural && any(toks, end, &["("]))
}

/// Whether the words between parentheses name another thing that the text describes: `reservations (table, …)` beside
/// `tables (number, seats)`.
pub fn points_elsewhere(toks: &[Tok], inside: &[Tok]) -> bool {
    let described = |word: &str| {
        (0..toks.len()).any(|n| {
            any(toks, n + 1, &["("])
                && toks[n].word
                && toks[n].low != word
                && crate::words::singular(&toks[n].low) == word
        })
    };
    inside
        .split(|tok| tok.is(",") || tok.is("and"))
        // "home club", "away club": the part that each plays stands before it.
        .flat_map(|piece| [piece.first(), piece.get(1).filter(|_| piece.len() == 2)])
        .flatten()
        .any(|tok| tok.word && !tok.is_number() && described(&tok.low))
}

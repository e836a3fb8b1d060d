//! Who is spoken of: a role, anybody with an account, everybody, the person that a record names.

use std::ops::Range;

use super::super::super::{
    cursor::{eat, eat_first},
    evidence::{Np, Quant, Who},
    lexicon::lexicon,
    noun::noun_phrase,
    token::Tok,
};
use crate::words;

/// The role a phrase stands for; `None` where it is a thing.
pub fn role_of(np: &Np) -> Option<Who> {
    let last = words::singular(np.last());
    if np.low == ["others"] {
        return Some(Who::User);
    }
    let low = np.key();
    if matches!(
        np.last(),
        "anyone"
            | "everyone"
            | "everybody"
            | "anybody"
            | "public"
            | "guests"
            | "guest"
            | "visitors"
            | "visitor"
            | "world"
            | "people"
    ) || low.contains("unauthenticated")
        || low.contains("anonymous")
    {
        return Some(Who::Public);
    }
    let whole =
        |word: &String| matches!(word.as_str(), "system" | "site" | "super" | "app" | "global" | "platform");
    if matches!(last.as_str(), "admin" | "administrator")
        && (np.low.len() == 1 || np.low.first().is_some_and(whole))
        || low == "superuser"
        || low == "superusers"
    {
        return Some(Who::Role("admin".to_owned()));
    }
    if last == "user" || last == "account" {
        // "logged-in users", "registered users", "users"; but "premium users" is a role.
        let general = np.low.len() == 1
            || np.low.iter().any(|w| {
                matches!(
                    w.as_str(),
                    "logged"
                        | "registered"
                        | "authenticated"
                        | "signed"
                        | "normal"
                        | "regular"
                        | "ordinary"
                        | "other"
                        | "different"
                        | "standard"
                        | "individual"
                        | "app"
                        | "end"
                        | "api"
                        | "new"
                        | "verified"
                )
            });
        return Some(if general { Who::User } else { Who::Role(low_singular(np)) });
    }
    if lexicon().holders.contains(&last) && matches!(np.quant, Quant::The) && !np.plural {
        return Some(Who::Holder(last));
    }
    if matches!(last.as_str(), "admin" | "administrator") {
        return Some(Who::Role(low_singular(np)));
    }
    (lexicon().roles.contains(&last) || np.last() == "staff" || np.person)
        .then(|| Who::Role(low_singular(np)))
}

pub fn low_singular(np: &Np) -> String {
    let mut words_of = np.low.clone();
    if let Some(last) = words_of.last_mut() {
        *last = words::singular(last);
    }
    if words_of.last().is_some_and(|w| w == "member") && words_of.first().is_some_and(|w| w == "staff") {
        return "staff".to_owned();
    }
    words::snake(&words_of.join(" ")).unwrap_or_default()
}

/// Who is spoken of, with the words that name them.
pub type People = Vec<(Who, Range<usize>)>;

/// One or more roles: `admins and managers`, `anyone`, `logged-in users`.
pub fn roles(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    let mut found = Vec::new();
    // "Both clerks and inspectors"
    let mut at = eat_first(toks, at, &["both"]).unwrap_or(at);
    loop {
        let (who, next) = one_role(toks, at)?;
        found.push((who, at..next));
        at = next;
        match eat_first(toks, at, &["and|or|and/or", ",? as well as", ", and|or?", ","]) {
            Some(next) if one_role(toks, next).is_some() => at = next,
            _ => break,
        }
    }
    // "Gardeners and curators alike may …"
    let end = eat_first(toks, at, &["alike"]).filter(|n| found.len() > 1 && *n < toks.len()).unwrap_or(at);
    Some((found, end))
}

/// Whoever a name stands for where only people can stand: `by anybody but the surveyor`.
pub(super) fn named(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    let (np, end) = noun_phrase(toks, at).filter(|(np, _)| np.low.len() <= 2 && np.quant != Quant::No)?;
    let who = role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np)));
    Some((vec![(who, np.toks)], end))
}

pub fn one_role(toks: &[Tok], at: usize) -> Option<(Who, usize)> {
    // "users with the role technician", "users in the technician role"
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "users|user|people|someone|accounts with|having|in the|a? role|roles of?",
            "a|an|any|each|every user|person|member|account|employee with|having|in|holding the|a? role of?",
            "anyone|everyone|everybody with|having|in the|a? role of?",
        ],
    ) && let Some((mut np, end)) = noun_phrase(toks, next).filter(|(np, _)| np.low.len() <= 3)
    {
        // "with the technician role"
        if np.low.len() > 1 && np.last() == "role" {
            np.low.pop();
        }
        return Some((role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np))), end));
    }
    // "the role manager", "role: admin"
    if let Some((np, end)) = eat_first(toks, at, &["the? role|roles :?"]).and_then(|n| noun_phrase(toks, n))
        && np.low.len() == 1
    {
        return Some((role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np))), end));
    }
    // "logged-in staff"
    if let Some(next) =
        eat_first(toks, at, &["logged|signed - in", "logged|signed in", "authenticated|registered"])
        && let Some((who @ Who::Role(_), end)) = one_role(toks, next)
    {
        return Some((who, end));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "anyone",
            "everyone",
            "everybody",
            "anybody",
            "the public",
            "public users",
            "unauthenticated|anonymous users|visitors|callers?",
            "all visitors",
            "guests",
            "visitors",
            "people",
            "whoever is not logged in",
            "users|people without an? account|login",
        ],
    ) {
        let next = eat_first(toks, next, &["else"]).unwrap_or(next);
        // "everyone who is logged in" has an account.
        if let Some(end) = eat_first(
            toks,
            next,
            &[
                "who|that is? logged|signed in",
                "logged|signed in",
                "who|that has|have logged|signed in",
                "with an|a? account|login",
            ],
        ) {
            return Some((Who::User, end));
        }
        const EVEN: &[&str] = &[
            ", even|also|and? without logging|signing in ,",
            ", even|also|and? without a|an|any? login|account|registration|authentication|token ,",
            ", with or without a|an? login|account ,",
            ", even|also|and? those|people|visitors? who|that? are|is|have? not logged|signed in ,",
            ", even|also|and? when|if? they|he|she? are? not logged|signed in ,",
            ", logged in or not ,",
            "even|also? without logging|signing in",
            ",|( even|also|and? without logging|signing in )?",
            ",|( even|also|and? without a|an|any? login|account|registration )?",
            "with or without a|an? login|account",
            "even|also? without a|an|any? login|account|registration",
        ];
        return Some((Who::Public, eat_first(toks, next, EVEN).unwrap_or(next)));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "any|every|all|each|the? logged in users|user|people|members?",
            "any|every|all|each|the? logged - in users|user|people|members?",
            "signed - in users|user",
            "authenticated|registered users|user|people?",
            "someone who is logged in",
        ],
    ) {
        return Some((Who::User, next));
    }
    // "the others can read all"
    if let Some(next) = eat_first(toks, at, &["the others", "the rest of the? users|people|staff|team"]) {
        return Some((Who::User, next));
    }
    if let Some(next) = eat_first(toks, at, &["you", "one who is logged in"]) {
        return Some((Who::User, next));
    }
    // "by two people": how many, not who; "no candidate may" speaks of what nobody may.
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| !matches!(np.quant, Quant::Many | Quant::No))?;
    // "the manager role"
    if np.low.len() >= 2
        && matches!(np.last(), "role" | "roles" | "rights" | "permission" | "permissions" | "accounts")
    {
        let (who, end) = one_role(toks.get(..next - 1)?, at)?;
        return (end == next - 1).then_some((who, next));
    }
    // "the head of the office", "heads of department"
    if matches!(
        words::singular(np.last()).as_str(),
        "head" | "chief" | "director" | "chair" | "keeper" | "manager" | "secretary" | "captain" | "master"
    ) && let Some((of, end)) = eat(toks, next, "of").and_then(|n| noun_phrase(toks, n))
        && (eat_first(toks, end, CAN).is_some() || eat_first(toks, end, CANNOT).is_some())
    {
        let rest: Vec<&str> = toks.get(next..of.name_toks.end)?.iter().map(|tok| tok.low.as_str()).collect();
        let name = words::snake(&format!("{} {}", low_singular(&np), rest.join(" ")))?;
        return Some((Who::Role(name), end));
    }
    let who = role_of(&np)?;
    // "the author of a post"
    let next = match (&who, eat(toks, next, "of")) {
        (Who::Holder(_), Some(of)) => noun_phrase(toks, of).map_or(next, |(_, end)| end),
        _ => next,
    };
    Some((who, eat_first(toks, next, &["role", "themselves", "users", "( role )"]).unwrap_or(next)))
}

pub const CAN: &[&str] = &[
    "can|may|could|should|must|shall|will only|also? be able|allowed to",
    "can|may|could|should|must|shall|will",
    "is|are allowed|able|permitted|authorised|authorized to",
    "has|have the? right|ability|permission to",
    "is|are only allowed|able|permitted to",
    "is|are also? able|free to",
    "gets|get to",
];

pub const CANNOT: &[&str] = &[
    "don't|doesn't have the|a|any? permission|permissions|right|rights|authority to",
    "do|does not have the|a|any? permission|permissions|right|rights|authority to",
    "has|have no permission|permissions|right|rights|authority to",
    "lack|lacks the? permission|permissions|right|rights|authority to",
    "should|must|may|shall|can never be able|allowed to",
    "cannot|can't|mustn't|shouldn't",
    "can|may|must|should|shall|will not be? able? to?",
    "is|are not allowed|able|permitted to",
    "isn't|aren't allowed|able|permitted to",
    "is|are forbidden to|from",
    "may never",
];

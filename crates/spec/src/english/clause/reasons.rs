//! Why something is so, behind what is: "…, because strays often come without one", "…, so nothing gets lost", "(for obvious
//! reasons)". The reason asks for nothing; what is so stands before it. A reason that binds, limits or counts is read
//! like anything else.

use super::{
    super::{
        cursor::{any, eat_first},
        token::Tok,
    },
    Read,
};
use crate::english::evidence::Fact;

const BEGINNING: &[&str] = &[
    "because|'cause|cuz",
    "since we|it|they|he|she|i|this|that|these|those|there|everybody|everyone|nobody|people|otherwise|some|many|most|our|my",
    "as we|it|they|he|she|i|otherwise|there|this|that",
    "so that? nobody|nothing|everybody|everyone|we|they|it|i|people|he|she|you|our|my|there",
    "otherwise we|it|they|there|people|nobody|everybody|everyone|nothing|things|somebody|someone|i",
    "or else we|it|they|there|people|nobody|everybody|things|somebody",
    "for obvious|legal|historical|historic|privacy|safety|tax|audit|accounting|practical|good reasons|purposes",
    "that's how|why|what we|it|they|i",
    "that is how|why|what we|it|they|i",
    "think of the|our|all",
];

/// Words that ask for something where a reason would only tell.
const BINDING: &[&str] = &[
    "must", "cannot", "can't", "only", "never", "unless", "each", "every", "whether", "per", "if", "when",
    "may", "should", "shall", "can", "could", "has", "have", "filter", "sort", "search", "list", "unique",
    "required", "optional", "default", ":", "(", "|", "=", ">", "<", "`", "{", "[", ";", "least", "most",
    "than", "not",
];

/// More words than these are no reason.
const LONGEST: usize = 18;

/// "Everybody can read them, even without an account": who everybody is, said twice.
const WITHOUT_ACCOUNT: &[&str] = &[
    ",? even|also if|when not logged|signed in",
    ",? even|also without an? account|login|registration|password",
    ",? even|also without logging|signing in",
    ",? even|also without being logged|signed|registered in?",
];

/// Everybody was named, so that no account is needed is said of them already.
pub fn everybody(toks: &[Tok], at: usize) -> Read {
    let end = eat_first(toks, at, WITHOUT_ACCOUNT)?;
    const ALL: &[&str] =
        &["everybody", "everyone", "anybody", "anyone", "visitors", "guests", "public", "strangers"];
    let named = toks.get(..at)?.iter().any(|tok| ALL.contains(&tok.low.as_str()));
    named.then(|| (vec![Fact::Aside { left_out: false, toks: at..end }], end))
}

/// A reason at a token, to the next comma or the end of its brackets, where something was said before it.
pub fn read(toks: &[Tok], at: usize) -> Read {
    let bracket = any(toks, at, &["("]);
    let lead = if any(toks, at, &[",", "(", "—", "–", "-"]) { at + 1 } else { at };
    let first = eat_first(toks, lead, BEGINNING)?;
    // "since they joined", "as it is entered": without a comma these tell when or how.
    let apart = lead > at || any(toks, lead, &["because", "so", "otherwise"]);
    let end = (first..toks.len())
        .find(|n| any(toks, *n, &[")", ".", "!", "?", ","]) && (bracket || !any(toks, *n, &[")"])))
        .unwrap_or(toks.len());
    let told = toks.get(first..end)?;
    let binds = told.iter().any(|tok| BINDING.contains(&tok.low.as_str()) || tok.is_number() || tok.quoted);
    if at == 0 || !apart || binds || told.len() > LONGEST || bracket && !any(toks, end, &[")"]) {
        return None;
    }
    let end = if bracket { end + 1 } else { end };
    Some((vec![Fact::Aside { left_out: false, toks: at..end }], end))
}

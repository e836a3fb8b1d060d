//! What a section says of the thing in its heading.
//!
//! ```text
//! ## Roasts
//! One batch of beans. We log the date, the charge weight and the end weight.      Roasts: the date, …
//! ## Beans
//! What we buy. Name, country of origin, price per kilo.                           Beans: Name, …
//! ```
//! Only a sentence that is all members is taken so; any other speaks for itself.

use super::{
    cursor::{any, eat_first},
    declare,
    evidence::Fact,
    token::Tok,
};

const KEEP: &[&str] = &[
    "i|we|you also|always|usually|just|only|then? log|record|note|keep|store|save|track|enter|need|measure|collect|write|want|know to? down|know|keep|store|save|record? :?",
    "i|we|you also? keep track|record of",
];

/// The sentence with the name of its section before it, where it tells what the thing is made of.
pub(super) fn told(heading: &[Tok], body: &[Tok]) -> Option<Vec<Tok>> {
    let begun = eat_first(body, 0, KEEP).filter(|next| {
        any(body, *next, &["the", "its", "their", "a", "an", "whether", "when", "how", "who"])
    });
    let start = begun.unwrap_or(0);
    let rest = body.get(start..)?;
    let listed = rest.iter().filter(|tok| tok.is(",")).count() >= 2;
    let said = |tok: &Tok| {
        matches!(
            tok.low.as_str(),
            "has" | "have" | "must" | "can" | "cannot" | "may" | "only" | "we" | "i" | "each"
        )
    };
    // Members and nothing that is said of anybody, unless whoever writes says that they keep them.
    if begun.is_none() && (!listed || rest.iter().any(said) || any(rest, 0, &["a", "an", "the", "no"])) {
        return None;
    }
    let at = body.first()?.start;
    let small = |tok: &Tok| Tok { start: at, end: at, content: false, ..tok.clone() };
    let mut joined: Vec<Tok> = heading.iter().map(small).collect();
    joined.push(Tok { word: false, glued: true, ..Tok::added(":", at) });
    joined.extend(rest.iter().cloned());
    if let Some(first) = joined.get_mut(heading.len() + 1) {
        first.start = at;
        first.content = true;
    }
    let (facts, _) = declare::read(&joined, 0, true)?;
    let whole = |fact: &Fact| matches!(fact, Fact::Has { items, toks, .. } if items.len() > 1 && toks.end >= joined.len());
    facts.iter().any(whole).then_some(joined)
}

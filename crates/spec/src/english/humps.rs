//! Names of things as programs write them, among words: `SwapRequest: shift, reason` beside "a swap request is declined".
//!
//! Where such a name heads a list it is divided into its words, and so it is wherever else it stands.

use std::collections::HashSet;

use super::token::{BULLET, HEADING, LINE, Tok};

/// What is written so is called so.
const OF_ITS_OWN: &[&str] = &[
    "typescript",
    "javascript",
    "coffeescript",
    "github",
    "gitlab",
    "youtube",
    "wordpress",
    "linkedin",
    "springboot",
];

/// What kind of word a name is: `class SwapRequest: shift, reason`.
pub(super) const KINDS: &[&str] =
    &["resource", "entity", "model", "collection", "object", "table", "class", "struct", "record", "type"];

/// Whether what stands there says what kind of word the next is: in small letters, before a name with a capital.
pub(super) fn kind_before(toks: &[Tok], at: usize) -> bool {
    let kind = toks.get(at).is_some_and(|tok| KINDS.contains(&tok.raw.as_str()));
    kind && toks.get(at + 1).is_some_and(Tok::capitalised)
}

/// Divides the names that head a list somewhere in the text.
pub(super) fn divide(toks: &mut Vec<Tok>) {
    let heads: HashSet<String> = (0..toks.len())
        .filter(|at| {
            let first = at.checked_sub(1).filter(|n| kind_before(toks, *n)).unwrap_or(*at);
            let before = first.checked_sub(1).and_then(|n| toks.get(n));
            let begins = before.is_none_or(|tok| matches!(tok.low.as_str(), LINE | BULLET | HEADING | "."));
            let listed =
                toks.get(at + 1).is_some_and(|tok| matches!(tok.low.as_str(), ":" | "—" | "(" | "-"));
            let members = toks.iter().skip(*at).take_while(|tok| !tok.is(LINE)).any(|tok| tok.is(","));
            begins
                && listed
                && members
                && !OF_ITS_OWN.contains(&toks[*at].low.as_str())
                && middle(&toks[*at]).is_some()
        })
        .map(|at| toks[at].low.clone())
        .collect();
    if heads.is_empty() {
        return;
    }
    let mut divided = Vec::with_capacity(toks.len() + heads.len());
    for tok in toks.drain(..) {
        let at = middle(&tok).filter(|_| heads.contains(&tok.low));
        let parts = at.and_then(|at| Some((tok.raw.get(..at)?.to_owned(), tok.raw.get(at..)?.to_owned())));
        let Some((first, second)) = parts else {
            divided.push(tok);
            continue;
        };
        let place = tok.start + first.len();
        divided.push(Tok {
            end: place,
            low: first.to_lowercase(),
            raw: first,
            possessive: false,
            ..tok.clone()
        });
        divided.push(Tok {
            start: place,
            low: second.to_lowercase(),
            raw: second,
            glued: false,
            content: false,
            ..tok
        });
    }
    *toks = divided;
}

/// Where the second of two humps begins: each is a capital with at least two small letters behind it.
fn middle(tok: &Tok) -> Option<usize> {
    let letters = tok.raw.as_bytes();
    let whole =
        tok.word && letters.iter().all(u8::is_ascii_alphabetic) && letters.first()?.is_ascii_uppercase();
    let mut capitals = (1..letters.len()).filter(|n| letters[*n].is_ascii_uppercase());
    let at = capitals.next().filter(|_| whole)?;
    (capitals.next().is_none() && at >= 3 && letters.len() >= at + 3).then_some(at)
}

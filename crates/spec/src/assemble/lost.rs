//! A right that was said and could not be built: what nobody restricted is open to everybody, so whoever runs it has
//! to know before it is.

use super::draft::{Draft, Sentence};
use crate::{
    english::{cursor::any, evidence::Fact, lexicon::lexicon},
    words,
};

/// `Nurses see the patients of their ward only`, `admin only`: words that keep something to some people.
pub fn right(draft: &Draft, sentence: &Sentence, range: &std::ops::Range<usize>) -> bool {
    let toks = &sentence.toks;
    // "Bidders cannot bid on their own items" is a rule, and nobody's right.
    let refused = range.clone().any(|n| crate::english::cursor::refusal(toks, n).is_some());
    let limits = range.clone().any(|n| {
        let counts = toks.get(n + 1).is_some_and(|tok| tok.is_number())
            || any(
                toks,
                n + 1,
                &[
                    "one", "once", "two", "three", "if", "when", "while", "after", "before", "until", "on",
                    "at",
                ],
            );
        let own = any(toks, n, &["own"]) && !refused && !any(toks, n.wrapping_sub(1), &["its"]);
        (any(toks, n, &["only", "nobody", "noone", "except", "exclusively"]) || own) && !counts
            || any(toks, n, &["no"])
                && any(toks, n + 1, &["one"])
                && any(toks, n + 2, &["but", "except", "else"])
    });
    let people = || {
        range.clone().filter_map(|n| toks.get(n)).any(|tok| {
            let one = words::singular(&tok.low);
            tok.person
                || lexicon().roles.contains(&one)
                || draft.roles.contains(&one)
                || draft.told_roles.contains(&one)
                || matches!(one.as_str(), "user" | "admin" | "role")
        })
    };
    let told = || sentence.facts.iter().any(|fact| matches!(fact, Fact::Permit { .. }));
    limits && (people() || told())
}

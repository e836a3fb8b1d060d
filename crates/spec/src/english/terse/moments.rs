//! Brackets that say of two members that they are moments, and then in which order they are.
//!
//! ```text
//! start and end (both date and time, end after start)     start and end (both date and time) · the end must be after the start
//! start and end (with time)                               start and end (both date and time)
//! ```

use super::super::{
    cursor::{any, closing, eat_first},
    token::Tok,
};

/// Takes the order out of the brackets, as a sentence of its own.
pub(in crate::english) fn spell_out(sentences: Vec<Vec<Tok>>) -> Vec<Vec<Tok>> {
    let mut found = Vec::with_capacity(sentences.len());
    for mut toks in sentences {
        let order = bracketed(&mut toks);
        found.push(toks);
        found.extend(order);
    }
    found
}

fn bracketed(toks: &mut Vec<Tok>) -> Option<Vec<Tok>> {
    // "a date (with time)" is "a date with time".
    while let Some(open) = (1..toks.len()).find(|n| {
        any(toks, n - 1, &["date"]) && eat_first(toks, *n, &["( with|including|incl the? time )"]).is_some()
    }) {
        let close = closing(toks, open)?;
        toks.remove(close);
        toks.remove(open);
    }
    const MOMENTS: &[&str] = &[
        "( both|each|all? are|as|with|a? date and|+|/|& time each?",
        "( both|each|all with? timestamps|datetimes|moments",
        "( both|each|all? with|including|incl a|the? time of? day?",
    ];
    const BEHIND: &[&str] = &[", and|where", ",|;|—", "and|where"];
    let mut from = 1;
    let (open, next, close) = loop {
        let open = (from..toks.len()).find(|n| eat_first(toks, *n, MOMENTS).is_some())?;
        let next = eat_first(toks, open, MOMENTS)?;
        let close = closing(toks, open)?;
        from = open + 1;
        // "a date (with time)" is one; "start and end" are two.
        let said = any(toks, open + 1, &["both", "each", "all"]);
        let first = &[
            "start",
            "begin",
            "beginning",
            "from",
            "departure",
            "arrival",
            "opening",
            "pickup",
            "collection",
        ];
        let two = (open.saturating_sub(4)..open)
            .any(|n| any(toks, n, &["and", "&"]) && n > 0 && (said || any(toks, n - 1, first)));
        if two && next <= close {
            break (open, next, close);
        }
    };
    let behind = eat_first(toks, next, BEHIND);
    if behind.is_none() && next < close {
        return None;
    }
    let rest = behind.and_then(|n| toks.get(n..close)).unwrap_or_default().to_vec();
    let ordered = |tok: &Tok| {
        matches!(tok.low.as_str(), "after" | "before" | "later" | "earlier" | "≥" | "≤" | ">" | "<")
    };
    if !rest.is_empty() && !rest.iter().any(ordered) {
        return None;
    }
    let start = toks[open].start;
    let said = toks.get(open + 1..next)?.iter().any(|tok| tok.content);
    let (end, last) = (toks[next - 1].end, toks[close].clone());
    let mut both: Vec<Tok> = ["both", "date", "and", "time"].map(|word| Tok::added(word, start)).to_vec();
    if let Some(word) = both.get_mut(1) {
        word.end = end;
        word.content = said;
    }
    let mut bracket = vec![toks[open].clone()];
    bracket.extend(both);
    bracket.push(Tok { start: end, end, ..last });
    toks.splice(open..=close, bracket);
    if rest.is_empty() {
        return None;
    }
    Some(sentence(rest))
}

/// `end after start` as `the end must be after the start`.
fn sentence(rest: Vec<Tok>) -> Vec<Tok> {
    let at = rest.iter().position(|tok| matches!(tok.low.as_str(), "after" | "before"));
    let short = at.filter(|at| {
        *at > 0 && rest[..*at].iter().all(|tok| tok.word) && !any(&rest, at - 1, &["be", "is", "comes"])
    });
    let Some(at) = short else { return rest };
    let (place, start) = (rest[at].start, rest[0].start);
    let mut said = vec![Tok::added("the", start)];
    let named = usize::from(any(&rest, 0, &["the"]));
    said.extend(rest[named..at].iter().cloned());
    said.extend(["must", "be"].map(|word| Tok::added(word, place)));
    said.push(rest[at].clone());
    if !any(&rest, at + 1, &["the", "its"]) {
        said.push(Tok::added("the", rest[at].end));
    }
    said.extend(rest[at + 1..].iter().cloned());
    said
}

//! The order and the pages of a list below a record: `the readings of a sensor, newest first, 100 per page`, `GET
//! /sensors/{id}/readings, latest first`. They are not said of the list of all readings.

use domain::spec::{OperationKind, Page};

use super::draft::{Draft, Sentence, Target};
use crate::{
    english::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        token::Tok,
    },
    words,
};

/// Gives what is said of lists to the list that it is about.
pub fn apply(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    if !beside_route(draft, sentence, fact) && !of_a_record(draft, sentence, fact) {
        super::listing::apply(draft, sentence, fact);
    }
}

/// What no list below a record took is said of the list of all.
pub fn left(draft: &mut Draft, sentences: &[Sentence]) {
    for sentence in sentences {
        for fact in &sentence.facts {
            let toks = fact.toks().clone();
            let open = |tok: &Tok| tok.content && !draft.covered(sentence, tok);
            if sentence.toks.get(toks).is_some_and(|toks| toks.iter().any(open))
                && of_a_record(draft, sentence, fact)
            {
                super::listing::apply(draft, sentence, fact);
            }
        }
    }
}

/// Whether the words are of an order or a page of a list below a record, which is found once that list is.
pub fn waits(draft: &Draft, sentence: &Sentence, at: usize) -> bool {
    sentence.facts.iter().any(|fact| fact.toks().contains(&at) && of_a_record(draft, sentence, fact))
}

/// Where what is said of lists begins, over all that is said of the same one before the fact.
fn begins(sentence: &Sentence, at: usize) -> usize {
    let told = |end: usize| {
        sentence.facts.iter().find_map(|fact| match fact {
            Fact::Sort { toks, .. }
            | Fact::NewestFirst { toks, .. }
            | Fact::Page { toks, .. }
            | Fact::Filter { toks, .. }
                if toks.end == end && toks.start < end =>
            {
                Some(toks.start)
            }
            _ => None,
        })
    };
    let mut at = at;
    loop {
        const LEADS: &[&str] = &[
            "are", "is", "be", "should", "must", "shall", "can", "come", "and", "listed", "returned", "shown",
        ];
        let mark = |tok: &Tok| {
            !tok.word && !tok.is(";") && !tok.is(".") && !tok.is(")") || LEADS.contains(&tok.low.as_str())
        };
        while at > 0 && sentence.toks.get(at - 1).is_some_and(mark) {
            at -= 1;
        }
        match told(at) {
            Some(start) => at = start,
            None => return at,
        }
    }
}

/// `the readings of a sensor`, right before an order or a page of them.
fn of_a_record(draft: &Draft, sentence: &Sentence, fact: &Fact) -> bool {
    let (on, toks) = match fact {
        Fact::Sort { on, toks, .. } | Fact::NewestFirst { on, toks, .. } | Fact::Page { on, toks, .. } => {
            (on, toks)
        }
        _ => return false,
    };
    // "list a sensor's readings sorted by time"
    let of = on.as_ref().and_then(|np| draft.resolve_key(np.of.as_deref()?));
    if let (Some(parent), Some(rows)) = (of, on.as_ref().and_then(|np| draft.resolve(np))) {
        return tied(draft, &rows, &parent);
    }
    let end = begins(sentence, toks.start);
    if end == toks.start && sentence.toks.get(end).is_none_or(|tok| tok.word) {
        return false;
    }
    let Some(before) = sentence.toks.get(..end) else { return false };
    const OF: &[&str] = &["of|for a|an|one|each|every|any|the given|single|certain?"];
    let named = |words: &[Tok]| {
        let low: Vec<String> = words.iter().filter(|tok| tok.word).map(|tok| tok.low.clone()).collect();
        if low.len() != words.len() || low.is_empty() {
            return None;
        }
        draft.resolve(&Np { name: low.join(" "), low, ..Np::default() })
    };
    let found = (end.saturating_sub(6)..end).rev().find_map(|of| {
        let next = eat_first(before, of, OF)?;
        let one = before.get(next..)?;
        let parent =
            named(one).filter(|_| one.last().is_some_and(|tok| words::singular(&tok.low) == tok.low))?;
        let rows = (1..=3).find_map(|n| {
            let many = before.get(of.checked_sub(n)?..of)?;
            named(many).filter(|_| many.last().is_some_and(|tok| words::is_plural(&tok.low)))
        })?;
        Some((rows, parent))
    });
    // "a sensor's readings"
    let owned = || {
        let possessive = |n: &usize| before.get(*n).is_some_and(|tok| tok.possessive);
        let last = (end.saturating_sub(4)..end).rev().find(possessive)?;
        let parent = (last.saturating_sub(2)..=last).find_map(|n| named(before.get(n..=last)?))?;
        Some((named(before.get(last + 1..end)?)?, parent))
    };
    let Some((rows, parent)) = found.or_else(owned) else { return false };
    let tied = tied(draft, &rows, &parent);
    let same = on.as_ref().is_none_or(|np| draft.resolve(np).is_none_or(|entity| entity == rows));
    tied && same
}

/// Whether one of the two things has keys to the other.
fn tied(draft: &Draft, rows: &str, parent: &str) -> bool {
    let ends = |from: &str, to: &str| draft.relations.iter().any(|r| r.from == from && r.to == to);
    rows != parent && (ends(rows, parent) || ends(parent, rows))
}

/// `GET /sensors/{id}/readings, latest first`, and a line behind such a route: its own order, page and filters.
fn beside_route(draft: &mut Draft, sentence: &Sentence, fact: &Fact) -> bool {
    let (Fact::Sort { toks, .. }
    | Fact::NewestFirst { toks, .. }
    | Fact::Page { toks, .. }
    | Fact::Filter { toks, .. }) = fact
    else {
        return false;
    };
    let Some((at, rows)) = route_before(draft, sentence, toks.start) else { return false };
    let (mut sort, mut filters, mut page) = (Vec::new(), Vec::new(), None);
    match fact {
        Fact::Sort { fields, .. } => {
            for (np, down) in fields {
                let Some(name) = draft.member(&rows, np) else { return false };
                sort.push(format!("{}{name}", if *down { "-" } else { "" }));
            }
        }
        Fact::NewestFirst { by, descending, .. } => {
            let name = match by {
                Some(np) => draft.member(&rows, np),
                None => {
                    let soon =
                        toks.clone().any(|n| any(&sentence.toks, n, &["soonest", "earliest", "nearest"]));
                    let start = crate::own::adjective::starts(draft, &rows).filter(|_| soon);
                    Some(start.unwrap_or_else(|| crate::own::adjective::newest_order(draft, &rows, false)))
                }
            };
            let Some(name) = name else { return false };
            sort.push(format!("{}{name}", if *descending { "-" } else { "" }));
        }
        Fact::Page { size: Some(size), max, .. } => page = Some((*size, max.unwrap_or(100).max(*size))),
        Fact::Filter { fields, range: false, .. } => {
            for np in fields {
                let Some(name) = draft.member(&rows, np) else { return false };
                filters.push(name);
            }
        }
        _ => return false,
    }
    let Some(op) = draft.operations.get_mut(at) else { return false };
    if op.sort.is_empty() {
        op.sort = sort;
    }
    for name in filters {
        if !op.filters.contains(&name) {
            op.filters.push(name);
        }
    }
    if let Some((default, max)) = page {
        op.page = Some(Page { style: "offset".to_owned(), default, max });
    }
    let id = op.id.clone();
    draft.cover(sentence, toks, &Target::Operation(id));
    true
}

/// The route below a record that stands right before, or before the sentence on its line, and what its rows are.
fn route_before(draft: &Draft, sentence: &Sentence, at: usize) -> Option<(usize, String)> {
    let start = begins(sentence, at);
    let here = sentence.toks.get(at)?.start;
    let first = sentence.toks.first()?.start;
    let before = start.checked_sub(1).and_then(|n| sentence.toks.get(n)).map(|tok| tok.end);
    let beside = draft.beside_routes.get(&(sentence.text, first));
    draft.operations.iter().enumerate().find_map(|(n, op)| {
        let src = op.src.filter(|src| src.attachment == sentence.text)?;
        let near = src.end <= here
            && match before {
                Some(end) => end <= src.start,
                None => sentence
                    .toks
                    .get(start)
                    .is_some_and(|tok| tok.start.saturating_sub(src.end) <= 4 && tok.start >= src.end),
            };
        let below = op.method.as_deref() == Some("GET")
            && !matches!(op.kind, OperationKind::List | OperationKind::Read)
            && (near || beside == Some(&op.id));
        let path = op.path.as_deref().filter(|_| below)?;
        let (_, last) = path.rsplit_once("}/").filter(|(_, last)| !last.contains('/'))?;
        Some((n, crate::own::named_entity(draft, last)?))
    })
}

//! What stays as it was written: `append-only`, `once written, it can't be modified`, `a permanent record`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first, refusal},
            evidence::{Act, Fact},
            noun::noun_phrase,
            token::Tok,
        },
        Read,
    },
    acts::past_acts,
};

/// `readings are append-only: never updated, never deleted`
pub fn append_only(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &[
            "is|are|must be? append - only",
            "is|are|must be? append only",
            "is|are|must be? write - once",
            "is|are|must be? write once",
            "is|are|must be? immutable|final",
        ],
    )?;
    let mut end = next;
    while let Some(next) = eat_first(
        toks,
        end,
        &[
            ":|,|—|( they|it|so? is|are? never|not updated|changed|edited|deleted|removed|modified",
            "and|or never|not? updated|changed|edited|deleted|removed|modified",
            ") ",
        ],
    ) {
        end = next;
    }
    // "immutable, apart from their state": not whole.
    let tail = eat_first(toks, end, &["once created|stored|saved|placed ,?", "after creation ,?", ","])
        .unwrap_or(end);
    if eat_first(toks, tail, &["apart|aside from", "except|besides for?", "other than"]).is_some() {
        let stop = super::super::clause_end(toks, tail);
        return Some((vec![Fact::Unread { toks: at..stop }], stop));
    }
    let acts = ["update", "delete"].map(|verb| Act { verb: verb.to_owned(), toks: next - 1..next });
    Some((vec![Fact::Deny { acts: acts.to_vec(), objects: vec![np], toks: at..end }], end))
}

/// `once written, a fill-up can't be modified`, `doses are a permanent record: no edits, no deletes`
pub fn stays_as_it_is(toks: &[Tok], at: usize) -> Read {
    let act = |verb: &str, n: usize| Act { verb: verb.to_owned(), toks: n..n + 1 };
    if let Some(past) = eat_first(toks, at, &["once|after it|they? has|have|is|are? been?"])
        && super::super::past_verb(toks, past).is_some()
        && let Some(start) = eat_first(toks, past + 1, &[","])
        && let Some((np, next)) = noun_phrase(toks, start)
        && let Some(next) = refusal(toks, next).and_then(|n| eat_first(toks, n, &["be"]))
        && let Some((acts, end)) = past_acts(toks, next)
        && acts.iter().all(|act| {
            matches!(
                act.verb.as_str(),
                "edit" | "update" | "change" | "modify" | "delete" | "remove" | "alter"
            )
        })
    {
        let end = eat_first(toks, end, &["anymore|again|later", "any more", "at all"]).unwrap_or(end);
        // "once a claim is paid": the others can.
        return Some((vec![Fact::Deny { acts, objects: vec![np], toks: at..end }], end));
    }
    let (np, next) = noun_phrase(toks, at)?;
    let mut end = eat_first(toks, next, &["is|are a|an? permanent record|records", "is|are permanent"])?;
    let mut acts = vec![act("update", next), act("delete", next)];
    if let Some(colon) = eat_first(toks, end, &[":", ",", "—"]) {
        acts.clear();
        end = colon;
        while let Some((verb, n)) = [
            ("edits", "update"),
            ("updates", "update"),
            ("changes", "update"),
            ("deletes", "delete"),
            ("deletions", "delete"),
            ("deleting", "delete"),
            ("editing", "update"),
        ]
        .iter()
        .find_map(|(word, verb)| {
            let n = eat_first(toks, end, &["no", ",? and|or? no?"])?;
            any(toks, n, &[word]).then_some((*verb, n))
        }) {
            acts.push(act(verb, n));
            end = n + 1;
        }
        if acts.is_empty() {
            return None;
        }
    }
    Some((vec![Fact::Deny { acts, objects: vec![np], toks: at..end }], end))
}

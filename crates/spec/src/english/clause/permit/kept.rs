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
            "and|or|nor never|not? updated|changed|edited|deleted|removed|modified",
            ":|,|—|( they|it can|may|must|shall|are|is be? neither updated|changed|edited|deleted|removed|modified",
            ":|,|—|( they|it can|may|must|shall neither be updated|changed|edited|deleted|removed|modified",
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

/// `it must not be possible to change or delete an entry`, `deleting an entry is impossible`, `an entry can be neither
/// changed nor removed`
pub fn impossible(toks: &[Tok], at: usize) -> Read {
    let act = |n: usize, form: &[(&str, &str)]| {
        form.iter()
            .find(|(word, _)| any(toks, n, &[word]))
            .map(|(_, verb)| Act { verb: (*verb).to_owned(), toks: n..n + 1 })
    };
    let run = |from: usize, form: &[(&str, &str)]| -> Option<(Vec<Act>, usize)> {
        let mut acts = vec![act(from, form)?];
        let mut end = from + 1;
        while let Some(next) = eat_first(toks, end, &[", or|and|nor?", "or|and|nor be?", "/"])
            && let Some(more) = act(next, form)
        {
            acts.push(more);
            end = next + 1;
        }
        Some((acts, end))
    };
    const DO: &[(&str, &str)] = &[
        ("change", "update"),
        ("edit", "update"),
        ("update", "update"),
        ("modify", "update"),
        ("alter", "update"),
        ("delete", "delete"),
        ("remove", "delete"),
    ];
    const DOING: &[(&str, &str)] = &[
        ("changing", "update"),
        ("editing", "update"),
        ("updating", "update"),
        ("modifying", "update"),
        ("deleting", "delete"),
        ("removing", "delete"),
    ];
    const DONE: &[(&str, &str)] = &[
        ("changed", "update"),
        ("edited", "update"),
        ("updated", "update"),
        ("modified", "update"),
        ("deleted", "delete"),
        ("removed", "delete"),
    ];
    let deny = |acts: Vec<Act>, np, end: usize| {
        // "… after the month is over": only some of them.
        let whole = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("but"));
        whole.then(|| (vec![Fact::Deny { acts, objects: vec![np], toks: at..end }], end))
    };
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "it must|should|shall|may|can|will not|never be possible|allowed|permitted to",
            "it is|must|should be? impossible|forbidden|prohibited to",
            "it is|isn't not? possible|allowed|permitted to_",
        ],
    ) {
        let (acts, next) = run(next, DO)?;
        let (np, end) = noun_phrase(toks, next)?;
        return deny(acts, np, end);
    }
    if let Some((acts, next)) = run(at, DOING) {
        let (np, next) = noun_phrase(toks, next)?;
        let end = eat_first(
            toks,
            next,
            &[
                "is|are|must|should|shall always? be? impossible|forbidden|prohibited",
                "must|should|shall|may not be possible",
            ],
        )?;
        return deny(acts, np, end);
    }
    let (np, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &["can|may|must|shall|should be neither", "can|may|must|shall|should neither be"],
    )?;
    let (acts, end) = run(next, DONE)?;
    deny(acts, np, end)
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

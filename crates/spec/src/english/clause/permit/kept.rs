//! What stays as it was written: `append-only`, `once written, it can't be modified`, `a permanent record`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first, refusal},
            evidence::{Act, Fact, Np},
            lexicon::{Form, lexicon},
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

/// What nobody does to a record that stays, each with the right that it takes.
const NEVER_DONE: &[(&str, &str)] = &[
    ("changed", "update"),
    ("altered", "update"),
    ("edited", "update"),
    ("updated", "update"),
    ("modified", "update"),
    ("amended", "update"),
    ("corrected", "update"),
    ("overwritten", "update"),
    ("touched", "touch"),
    ("deleted", "delete"),
    ("removed", "delete"),
    ("erased", "delete"),
];
const NEVER_DO: &[(&str, &str)] = &[
    ("change", "update"),
    ("alter", "update"),
    ("edit", "update"),
    ("update", "update"),
    ("modify", "update"),
    ("amend", "update"),
    ("touch", "touch"),
    ("delete", "delete"),
    ("remove", "delete"),
    ("erase", "delete"),
];
const AFTERWARDS: &[&str] = &[
    "again|afterwards|later|anymore|ever|any after|from? that|then|this? on?",
    "any more|longer",
    "at all",
    "after that|this",
    "after the fact",
    "by anybody|anyone|hand",
];
/// Words before a name that say only that the record is there: `saved entries`.
const MADE: &[&str] = &[
    "saved", "stored", "loaded", "recorded", "logged", "entered", "created", "written", "existing", "old",
    "past", "booked", "imported", "added", "made", "placed", "cast", "taken", "given", "noted", "posted",
];

/// `once booked they're never changed and never deleted`, `saved entries are never touched again`, `entries can't be altered
/// afterwards`, `nobody edits them`, `an entry, once made, stays as it is`
pub fn unchanging(toks: &[Tok], at: usize) -> Read {
    const ONCE: &[&str] = &["once|after|when it|they? has|have|is|are|was|were|being? been?"];
    // "Once paid" is a state, "once booked" says that it is there.
    let past = |n: usize| {
        let tok = toks.get(n).filter(|tok| MADE.contains(&tok.low.as_str()))?;
        (!matches!(tok.low.as_str(), "old" | "past" | "existing")).then_some(n + 1)
    };
    let pronoun = |n: usize| {
        let tok = toks.get(n)?;
        let low = tok.low.trim_end_matches("'re").trim_end_matches("'s").to_owned();
        let named = Np {
            name: low.clone(),
            low: vec![low.clone()],
            toks: n..n + 1,
            name_toks: n..n + 1,
            ..Np::default()
        };
        matches!(low.as_str(), "they" | "it" | "them" | "these" | "those").then_some(named)
    };
    if let Some(deed) =
        eat_first(toks, at, &["nobody|noone", "no one", "we|you never", "you|we cannot|can't"])
    {
        let deed = eat_first(toks, deed, &["ever|can|may|must|shall|should ever?"]).unwrap_or(deed);
        let (acts, next) = run(toks, deed, |word| {
            let base = lexicon().verb(word).filter(|(_, form)| matches!(form, Form::Base | Form::Third));
            NEVER_DO.iter().find(|(verb, _)| base.is_some_and(|(base, _)| base == *verb) || word == *verb)
        })?;
        let (np, next) = match pronoun(next) {
            Some(np) => (np, next + 1),
            None => noun_phrase(toks, next).filter(|(np, _)| np.of.is_none() && !np.own)?,
        };
        return kept(toks, acts, np, at, next);
    }
    // "Once booked, …"
    let begun = eat_first(toks, at, ONCE).and_then(past).map(|n| eat_first(toks, n, &[","]).unwrap_or(n));
    let start = begun.unwrap_or(at);
    let (np, mut next) = match pronoun(start).filter(|_| begun.is_some() || at == 0) {
        Some(np) => (np, start + 1),
        None => {
            let (np, next) = noun_phrase(toks, start).filter(|(np, _)| np.of.is_none() && !np.own)?;
            let made = np.low.first().is_some_and(|word| MADE.contains(&word.as_str()));
            match np.low.as_slice() {
                [_] => (np, next),
                [_, ..] if made => {
                    let low = np.low.get(1..)?.to_vec();
                    (Np { name: low.join(" "), low, ..np }, next)
                }
                // "Paid invoices": those alone.
                [first, ..]
                    if lexicon().is_state(first)
                        || super::super::past(toks, np.name_toks.start).is_some() =>
                {
                    return None;
                }
                _ => (np, next),
            }
        }
    };
    // "An entry, once made, …"
    if let Some(made) = eat_first(toks, next, &[",|( once|after being?"]).and_then(past) {
        next = eat_first(toks, made, &[",|)"]).unwrap_or(made);
    }
    const STAYS: &[&str] = &[
        "stays|stay|remains|remain as it|they is|are|was|were",
        "must|shall|should|will|have|has to? stay|remain as it|they is|are|was|were",
        "stays|stay|remains|remain unchanged|untouched|unaltered",
    ];
    if let Some(end) = eat_first(toks, next, STAYS) {
        let acts = vec![Act { verb: "update".to_owned(), toks: next..end }];
        return kept(toks, acts, np, at, end);
    }
    const NOT: &[&str] = &[
        "is|are|gets|get never|not ever?",
        "never|not be?",
        "no longer be?",
        "cannot|can't|mustn't|shouldn't|won't ever? be",
        "must|may|can|shall|should|will never|not ever? be",
        "can|may|must|shall|should|will neither be",
        "is|are neither",
        "can|may|must|shall|should no longer be",
        "is|are written|made|entered|recorded|added only? once and not|never be?",
        "can|may only be added|created|made|written , never|not",
    ];
    let short = toks.get(start).is_some_and(|tok| tok.low.ends_with("'re") || tok.low.ends_with("'s"));
    let verbs = eat_first(toks, next, NOT)
        .filter(|n| short || !any(toks, next, &["never", "not", "no"]) || any(toks, n - 1, &["be"]))?;
    let (acts, end) = run(toks, verbs, |word| NEVER_DONE.iter().find(|(done, _)| *done == word))?;
    kept(toks, acts, np, at, end)
}

/// Deeds joined by `and never`, `or`, `nor`.
fn run(
    toks: &[Tok],
    at: usize,
    deed: impl Fn(&str) -> Option<&'static (&'static str, &'static str)>,
) -> Option<(Vec<Act>, usize)> {
    let act = |n: usize| {
        let (_, verb) = toks.get(n).and_then(|tok| deed(&tok.low))?;
        Some(Act { verb: (*verb).to_owned(), toks: n..n + 1 })
    };
    const MORE: &[&str] =
        &[",? and|or|nor|but? are|is|can|be? never|not|neither be?", ",? and|or|nor be?", ",|/"];
    let mut acts = vec![act(at)?];
    let mut end = at + 1;
    while let Some(next) = eat_first(toks, end, MORE).filter(|n| act(*n).is_some()) {
        acts.extend(act(next));
        end = next + 1;
    }
    Some((acts, end))
}

fn kept(toks: &[Tok], acts: Vec<Act>, np: Np, at: usize, end: usize) -> Read {
    let mut end = end;
    while let Some(next) = eat_first(toks, end, AFTERWARDS) {
        end = next;
    }
    let over = toks.get(end).is_none_or(|tok| !tok.word && !tok.is("-"));
    // "never touched": neither changed nor taken away.
    let acts =
        acts.into_iter().flat_map(|act| {
            let both: &[&str] = if act.verb == "touch" { &["update", "delete"] } else { &[""] };
            both.iter()
                .map(|verb| {
                    if verb.is_empty() {
                        act.clone()
                    } else {
                        Act { verb: (*verb).to_owned(), ..act.clone() }
                    }
                })
                .collect::<Vec<_>>()
        });
    let acts = acts.collect();
    over.then(|| (vec![Fact::Deny { acts, objects: vec![np], toks: at..end }], end))
}

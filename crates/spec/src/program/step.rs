//! Jobs and pipelines: when they run and what they do, step by step.
//!
//! A step names its verb, what it works on and the files it touches; a condition or a number beside
//! it is not guessed at and stays with the rest of its sentence, which is asked about.

use std::ops::Range;

use domain::{Origin, spec::Step};
use serde_json::{Map, Value, json};

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{
        cursor::{any, eat_first, low, number},
        token::Tok,
    },
    questions, words,
};

/// More than anybody describes in words.
const MAX_STEPS: usize = 200;

/// Verbs in third person and base form, by what they do to the data.
const VERBS: &[(&str, &[&str])] = &[
    ("consume", &["consumes", "consume", "listens", "subscribes"]),
    (
        "read",
        &["reads", "read", "requests", "fetches", "fetch", "loads", "load", "downloads", "polls", "imports"],
    ),
    ("validate", &["validates", "validate", "verifies", "verify"]),
    (
        "filter",
        &[
            "drops",
            "drop",
            "skips",
            "skip",
            "filters",
            "ignores",
            "discards",
            "deduplicates",
            "deletes",
            "delete",
        ],
    ),
    (
        "map",
        &[
            "parses",
            "parse",
            "converts",
            "convert",
            "normalises",
            "normalizes",
            "renames",
            "transforms",
            "maps",
            "translates",
            "resizes",
        ],
    ),
    ("join", &["joins", "merges", "enriches"]),
    ("aggregate", &["groups", "group", "sums", "aggregates", "averages", "totals", "counts"]),
    (
        "write",
        &["writes", "write", "stores", "saves", "exports", "inserts", "appends", "uploads", "archives"],
    ),
    ("publish", &["publishes", "sends", "emails", "notifies", "posts"]),
];

pub fn read(draft: &mut Draft, sentences: &[Sentence]) {
    for sentence in sentences {
        let mut at = 0;
        while at < sentence.toks.len() && draft.steps.len() < MAX_STEPS {
            let found = schedule(&sentence.toks, at)
                .map(|(with, end)| ("schedule", with, at..end))
                .or_else(|| action(sentence, at));
            let Some((kind, with, range)) = found else {
                at += 1;
                continue;
            };
            at = range.end.max(at + 1);
            put(draft, sentence, kind, with, &range);
        }
    }
}

fn put(draft: &mut Draft, sentence: &Sentence, kind: &str, with: Map<String, Value>, range: &Range<usize>) {
    let mut more = Map::new();
    more.insert("with".into(), Value::Object(with));
    more.insert("origin".into(), json!(Origin::Stated));
    more.insert("src".into(), json!(sentence.span(range)));
    more.insert("rule".into(), json!("G13.step"));
    let index = draft.steps.len();
    draft.steps.push(Step { kind: kind.to_owned(), more });
    draft.cover(sentence, range, &Target::Pointer(format!("/steps/{index}")));
}

/// `every 15 minutes`, `every night at 02:30 UTC`, `once a day`, `hourly`
fn schedule(toks: &[Tok], at: usize) -> Option<(Map<String, Value>, usize)> {
    let mut with = Map::new();
    if let Some(next) = eat_first(toks, at, &["every", "once every", "each"])
        && let Some((n, unit)) = number(toks, next)
        && let Some(seconds) = unit_seconds(low(toks, unit))
    {
        with.insert("every_seconds".into(), json!((n * seconds) as u64));
        return Some((with, unit + 1));
    }
    let (days, mut end) = if let Some(end) =
        eat_first(toks, at, &["every|each night|day|morning|evening", "once a|per day", "nightly", "daily"])
    {
        ("daily", end)
    } else if let Some(end) = eat_first(toks, at, &["every|each hour", "once an|per hour", "hourly"]) {
        with.insert("every_seconds".into(), json!(3600));
        return Some((with, end));
    } else if let Some(end) = eat_first(toks, at, &["every|each minute", "once a|per minute"]) {
        with.insert("every_seconds".into(), json!(60));
        return Some((with, end));
    } else {
        let end = eat_first(
            toks,
            at,
            &[
                "every|each|on monday|mondays|tuesday|tuesdays|wednesday|wednesdays|thursday|thursdays|friday|fridays|saturday|saturdays|sunday|sundays",
            ],
        )?;
        (low(toks, end - 1), end)
    };
    with.insert("days".into(), json!(words::singular(days)));
    if let Some(clock) = eat_first(toks, end, &["at"])
        && let Some((time, next)) = time_of_day(toks, clock)
    {
        with.insert("at".into(), json!(time));
        end = next;
        if any(toks, end, &["utc", "gmt", "cet"]) {
            with.insert("zone".into(), json!(low(toks, end).to_uppercase()));
            end += 1;
        }
    }
    // "hourly wage", "daily report": without a time it must end the phrase or begin the sentence.
    let alone = at == 0
        || toks
            .get(end)
            .is_none_or(|tok| !tok.word || any(toks, end, &["it", "the", "we", "and", "delete", "read"]));
    (with.contains_key("at") || alone || !any(toks, at, &["daily", "nightly"])).then_some((with, end))
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "second" | "seconds" | "s" => 1.0,
        "minute" | "minutes" | "min" | "mins" => 60.0,
        "hour" | "hours" | "h" => 3600.0,
        "day" | "days" => 86_400.0,
        "week" | "weeks" => 604_800.0,
        _ => return None,
    })
}

/// `02:30`, `2 am`, `midnight`
fn time_of_day(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    if any(toks, at, &["midnight"]) {
        return Some(("00:00".to_owned(), at + 1));
    }
    if any(toks, at, &["noon"]) {
        return Some(("12:00".to_owned(), at + 1));
    }
    let hour: u32 = toks.get(at).filter(|tok| tok.is_number())?.low.parse().ok().filter(|h| *h < 24)?;
    if low(toks, at + 1) == ":" {
        let minute: u32 =
            toks.get(at + 2).filter(|tok| tok.is_number())?.low.parse().ok().filter(|m| *m < 60)?;
        return Some((format!("{hour:02}:{minute:02}"), at + 3));
    }
    match low(toks, at + 1) {
        "am" if hour <= 12 => Some((format!("{:02}:00", hour % 12), at + 2)),
        "pm" if hour <= 12 => Some((format!("{:02}:00", hour % 12 + 12), at + 2)),
        _ => None,
    }
}

/// `reads all *.log files in a folder`: the verb, its object, and where from or where to.
fn action(sentence: &Sentence, at: usize) -> Option<(&'static str, Map<String, Value>, Range<usize>)> {
    let toks = &sentence.toks;
    let verb = toks.get(at).filter(|tok| tok.word && !tok.quoted)?;
    let (kind, _) = VERBS.iter().find(|(_, verbs)| verbs.contains(&verb.low.as_str()))?;
    // A base form is a verb only where a command may stand: "the read model" is none.
    let third = verb.low.ends_with('s');
    let before = at.checked_sub(1).and_then(|n| toks.get(n));
    let commands = before.is_none_or(|b| {
        !b.word
            || matches!(b.low.as_str(), "and" | "then" | "to" | "utc" | "must" | "should" | "shall" | "will")
    });
    let subject = before.is_none_or(|b| {
        !b.word
            || matches!(
                b.low.as_str(),
                "it" | "that"
                    | "which"
                    | "and"
                    | "then"
                    | "pipeline"
                    | "worker"
                    | "job"
                    | "script"
                    | "service"
                    | "program"
                    | "also"
            )
    });
    if third && !subject || !third && !commands {
        return None;
    }
    let end = object_end(toks, at + 1);
    if end == at + 1 {
        return None;
    }
    let mut with = Map::new();
    with.insert("verb".into(), json!(verb.low));
    with.insert("what".into(), json!(questions::quote(sentence, &(at + 1..end))));
    Some((kind, with, at..end))
}

/// Up to what limits or qualifies the object, or to the next clause.
fn object_end(toks: &[Tok], from: usize) -> usize {
    const STOPS: &[&str] = &[
        "that", "which", "when", "if", "unless", "because", "older", "newer", "where", "while", "but", "so",
        "than", "(", ",", ";", ":", "—", "how", "whose", "without", "only", "not", "no", "every", "each_",
        "twice", "once", "with", "older", "until", "before", "after", "then",
    ];
    let mut at = from;
    while at < toks.len() && at < from + 16 {
        if any(toks, at, STOPS) {
            break;
        }
        // "and writes": the next step. "hour and status code": one object.
        if any(toks, at, &["and"]) {
            let next = toks.get(at + 1);
            if next.is_none_or(|tok| {
                VERBS.iter().any(|(_, verbs)| verbs.contains(&tok.low.as_str()))
                    || crate::english::lexicon::lexicon().pure_verb(&tok.low)
            }) {
                break;
            }
        }
        at += 1;
    }
    at
}

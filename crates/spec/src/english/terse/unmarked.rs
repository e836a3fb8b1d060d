//! Members, values and states with nothing between them, or with less than it takes:
//!
//! ```text
//! name breed weight and notes             name, breed, weight and notes
//! season (spring summer autumn winter)    season (spring, summer, autumn, winter)
//! status alive, sold, dead                status (alive, sold, dead)
//! from received to ready to picked up     received → ready → picked up
//! ```

use std::ops::Range;

use super::super::{
    clause::{is_choice_name, is_field_word},
    cursor::{any, eat_first},
    lexicon::lexicon,
    modifier::is_unit,
    token::Tok,
};
use crate::words::{self, stop::is_stop};

pub(super) fn plain(toks: &mut Vec<Tok>) {
    period(toks);
    kept(toks);
    summed(toks);
    given(toks);
    ends(toks);
    passes(toks);
    choices(toks);
    members(toks);
    inside(toks);
}

/// `filter by tank and period`: from a day to a day.
fn period(toks: &mut Vec<Tok>) {
    if !toks.iter().any(|tok| tok.low.starts_with("filter")) {
        return;
    }
    let mut at = 1;
    while at < toks.len() {
        let listed = any(toks, at - 1, &["by", "and", ",", "on", "or", "time", "date"]);
        if any(toks, at, &["period", "timeframe"])
            && listed
            && !toks.get(at + 1).is_some_and(|tok| tok.word && !tok.is("and") && !tok.is("or"))
        {
            let from = if any(toks, at - 1, &["time", "date"]) { at - 1 } else { at };
            let end = toks[at].end;
            if from == at {
                "date".clone_into(&mut toks[at].low);
                toks.insert(at + 1, Tok::added("range", end));
            } else {
                "date".clone_into(&mut toks[from].low);
                "range".clone_into(&mut toks[at].low);
            }
        }
        at += 1;
    }
}

/// `tools are catalogued (name, price)`: that they are kept goes without saying.
fn kept(toks: &mut Vec<Tok>) {
    const KEPT: &[&str] = &[
        "catalogued",
        "cataloged",
        "kept",
        "stored",
        "tracked",
        "recorded",
        "listed",
        "registered",
        "saved",
        "managed",
        "documented",
        "collected",
        "logged",
        "described",
    ];
    let mut at = 1;
    while at + 2 < toks.len() {
        if any(toks, at, &["is", "are", "get", "gets"])
            && any(toks, at + 1, KEPT)
            && toks[at + 2].is("(")
            && toks[at - 1].word
            && toks[at - 1].content
        {
            toks.drain(at..at + 2);
        }
        at += 1;
    }
}

/// `a shift is driver + vehicle + start + end`
fn summed(toks: &mut [Tok]) {
    for at in 1..toks.len() {
        let end = (at + 1..toks.len()).find(|n| !toks[*n].word && !toks[*n].is("+")).unwrap_or(toks.len());
        let plus = (at + 1..end).filter(|n| toks[*n].is("+")).count();
        if any(toks, at, &["is", "are"]) && toks[at - 1].content && plus >= 2 && !any(toks, at + 1, &["+"]) {
            "has".clone_into(&mut toks[at].low);
        }
    }
}

/// `applicants give name, e-mail and a wished plot size`
fn given(toks: &mut [Tok]) {
    const GIVE: &[&str] =
        &["give", "gives", "provide", "provides", "state", "states", "supply", "supplies", "leave", "leaves"];
    for at in 1..toks.len() {
        let next = eat_first(toks, at + 1, &["their|a|an|the|his|her"]).unwrap_or(at + 1);
        let first = toks.get(next).is_some_and(|tok| is_common(&tok.low))
            && toks.get(next + 1).is_some_and(|tok| matches!(tok.low.as_str(), "," | "and" | "("));
        let who = at <= 2 && toks[at - 1].word && words::is_plural(&toks[at - 1].low);
        if any(toks, at, GIVE) && first && who {
            "have".clone_into(&mut toks[at].low);
        }
    }
}

/// `age from/to`: two members.
fn ends(toks: &mut Vec<Tok>) {
    // "Filters: day from/to" names parameters.
    if toks.iter().any(|tok| tok.low.starts_with("filter") || tok.low.starts_with("search")) {
        return;
    }
    let mut at = 1;
    while at + 2 < toks.len() {
        let two = any(toks, at, &["from"]) && any(toks, at + 1, &["/"]) && any(toks, at + 2, &["to"]);
        let name = toks[at - 1].clone();
        let named = name.word && name.content && lexicon().verb(&name.low).is_none();
        if two && named && toks.get(at + 3).is_none_or(|tok| !tok.word || tok.is("and")) {
            toks[at + 1].low = ",".to_owned();
            toks.insert(at + 2, name);
        }
        at += 1;
    }
}

/// What a word alone that says how a member is may not be taken for.
const SAID: &[&str] = &[
    "optional",
    "required",
    "unique",
    "mandatory",
    "nullable",
    "default",
    "max",
    "min",
    "maximum",
    "minimum",
    "exactly",
    "only",
    "integer",
    "text",
    "string",
    "date",
    "number",
    "decimal",
    "boolean",
    "per",
    "each",
    "every",
    "positive",
    "negative",
    "future",
    "past",
    "chars",
    "characters",
    "digits",
    "letters",
];

fn is_plain(tok: &Tok) -> bool {
    tok.word
        && !tok.is_number()
        && !tok.quoted
        && !is_stop(&tok.low)
        && !SAID.contains(&tok.low.as_str())
        && !is_unit(&tok.low)
        && tok.raw.len() > 1
}

/// "first name last name": what stands there twice is a part of two names.
fn are_apart(run: &[Tok]) -> bool {
    (1..run.len()).all(|n| !run[..n].iter().any(|tok| tok.low == run[n].low))
}

/// Puts commas between the words of a run.
fn divide(toks: &mut Vec<Tok>, run: Range<usize>) {
    for at in run.skip(1).rev() {
        let place = toks[at].start;
        toks.insert(at, mark(",", place));
    }
}

fn mark(low: &str, at: usize) -> Tok {
    Tok { word: false, ..Tok::added(low, at) }
}

/// A name that any record may have a member of.
fn is_common(word: &str) -> bool {
    is_field_word(word)
        || is_choice_name(word)
        || matches!(
            word,
            "name"
                | "title"
                | "breed"
                | "weight"
                | "height"
                | "age"
                | "phone"
                | "email"
                | "address"
                | "price"
                | "description"
                | "notes"
                | "author"
                | "year"
                | "brand"
                | "model"
                | "make"
                | "colour"
                | "color"
                | "city"
                | "birthday"
                | "amount"
                | "quantity"
                | "capacity"
                | "seats"
                | "duration"
                | "isbn"
                | "sku"
                | "note"
                | "comment"
                | "remark"
                | "remarks"
                | "telephone"
                | "mail"
                | "surname"
                | "street"
                | "country"
        )
}

/// `has name breed weight and notes`
fn members(toks: &mut Vec<Tok>) {
    const LEADS: &[&str] = &["has", "have", "with", ":", "("];
    let mut at = 1;
    while at < toks.len() {
        if any(toks, at - 1, LEADS) {
            let common = |tok: &Tok| is_plain(tok) && is_common(&tok.low);
            let end = (at..toks.len()).find(|n| !common(&toks[*n])).unwrap_or(toks.len());
            // "job title description", "contact person name": two of them may be one name.
            if end - at >= 3 && are_apart(&toks[at..end]) {
                divide(toks, at..end);
            }
        }
        at += 1;
    }
}

/// `(spring summer autumn winter)`
fn inside(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at < toks.len() {
        let end = (at + 1..toks.len()).find(|n| !is_plain(&toks[*n])).unwrap_or(toks.len());
        let names = |run: &[Tok]| {
            let verb =
                run.iter().any(|tok| lexicon().verb(&tok.low).is_some_and(|_| !lexicon().is_state(&tok.low)));
            // "(first name last name)": names of two words each.
            let common = run.iter().filter(|tok| is_common(&tok.low)).count();
            run.len() >= 4 && !verb && are_apart(run) && (common == 0 || common == run.len())
        };
        if toks[at].is("(") && any(toks, end, &[")"]) && names(&toks[at + 1..end]) {
            divide(toks, at + 1..end);
        }
        at += 1;
    }
}

/// `status alive, sold, dead`, `statuses requested confirmed played cancelled`
fn choices(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at + 3 < toks.len() {
        let name = words::singular(&toks[at].low);
        let many = matches!(toks[at].low.as_str(), "statuses" | "states" | "stages");
        let named = many || matches!(name.as_str(), "status" | "state" | "stage");
        let state = |tok: &Tok| is_plain(tok) && lexicon().is_state(&tok.low) && !is_field_word(&tok.low);
        if !named || !toks[at + 1].word || !state(&toks[at + 1]) || before_is_a_state(toks, at) {
            at += 1;
            continue;
        }
        let bare = (at + 1..toks.len()).find(|n| !state(&toks[*n])).unwrap_or(toks.len());
        let listed = listed(toks, at + 1, &state);
        if bare - at > 3 {
            divide(toks, at + 1..bare);
            let end = at + 1 + (bare - at - 1) * 2 - 1;
            enclose(toks, at + 1, end);
        } else if let Some(end) = listed {
            enclose(toks, at + 1, end);
        }
        if many && any(toks, at + 1, &["("]) {
            toks[at].low.clone_from(&name);
            toks[at].raw = name;
        }
        at += 1;
    }
}

/// "a paid status", "in state open": something is said of one state.
fn before_is_a_state(toks: &[Tok], at: usize) -> bool {
    at.checked_sub(1)
        .is_some_and(|n| any(toks, n, &["in", "by", "whose", "to", "into", "its", "their", "on"]))
}

/// Where three states or more between commas end, of which no "or" and no stroke says that they are such.
fn listed(toks: &[Tok], at: usize, state: &impl Fn(&Tok) -> bool) -> Option<usize> {
    let mut end = at;
    let mut count = 0;
    while toks.get(end).is_some_and(state) {
        count += 1;
        match eat_first(toks, end + 1, &[","]).filter(|next| toks.get(*next).is_some_and(state)) {
            Some(next) => end = next,
            None => break,
        }
    }
    let more =
        any(toks, end + 1, &["or", "/", "|"]) || any(toks, end + 1, &[","]) && any(toks, end + 2, &["or"]);
    let ends = toks.get(end + 1).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("default"));
    (count >= 3 && !more && ends).then_some(end + 1)
}

fn enclose(toks: &mut Vec<Tok>, start: usize, end: usize) {
    let last = toks.get(end - 1).map_or(0, |tok| tok.end);
    let first = toks.get(start).map_or(0, |tok| tok.start);
    toks.insert(end, mark(")", last));
    toks.insert(start, mark("(", first));
}

/// `moves from received to in repair to ready to picked up`
fn passes(toks: &mut Vec<Tok>) {
    const GOES: &[&str] = &[
        "go",
        "goes",
        "move",
        "moves",
        "pass",
        "passes",
        "run",
        "runs",
        "change",
        "changes",
        "progress",
        "progresses",
        "travel",
        "travels",
        "advance",
        "advances",
        "going",
        "moving",
        "step",
        "steps",
        "status",
        "state",
    ];
    let mut at = 1;
    while at < toks.len() {
        let led = any(toks, at, &["from"]) && any(toks, at - 1, GOES);
        if !led {
            at += 1;
            continue;
        }
        let end = (at + 1..toks.len())
            .find(|n| {
                !toks[*n].word && !toks[*n].is("-")
                    || any(toks, *n, &["and", "or", "by", "when", "if", "but"])
            })
            .unwrap_or(toks.len());
        // "to in repair", "to to do": what follows a "to" begins a state.
        let joints: Vec<usize> = (at + 1..end).filter(|n| any(toks, *n, &["to"]) && *n > at + 1).collect();
        let bounds: Vec<usize> = std::iter::once(at).chain(joints.iter().copied()).chain([end]).collect();
        let sound = bounds.windows(2).all(|pair| {
            let part = toks.get(pair[0] + 1..pair[1]).unwrap_or_default();
            (1..=3).contains(&part.len())
                && part.iter().all(|tok| {
                    tok.word
                        && !tok.is_number()
                        && !any(std::slice::from_ref(tok), 0, &["the", "a", "is", "their"])
                })
        });
        if joints.len() >= 2 && sound {
            for joint in joints {
                toks[joint].low = "→".to_owned();
                toks[joint].word = false;
                toks[joint].content = false;
            }
            toks.remove(at);
        }
        at += 1;
    }
    // "from, to, and goes reserved → picked up": among members it is the status.
    let told = toks.iter().any(|tok| matches!(tok.low.as_str(), "status" | "state" | "stage" | "states"));
    for at in 1..if told { 0 } else { toks.len() } {
        let arrow = (at + 2..toks.len().min(at + 5)).any(|n| toks[n].is("→"));
        if arrow
            && any(toks, at, GOES)
            && any(toks, at - 1, &["and", ","])
            && !any(toks, at, &["status", "state"])
        {
            "status".clone_into(&mut toks[at].low);
        }
    }
}

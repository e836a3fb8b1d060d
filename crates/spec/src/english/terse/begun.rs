//! `status waiting (default), offered, accepted, declined`: one choice and where it begins, in a list of fields.
//!
//! ```text
//! status waiting (default), offered, declined    status (waiting, offered, declined, default waiting)
//! status: draft (default), filed                 status (draft, filed, default draft)
//! status (requested (default), approved)         status (requested, approved, default requested)
//! status open, paid, overdue (open by default)   status (open, paid, overdue, default open)
//! ```
//! The values end where the next field begins: at a name that is one everywhere, or that has members in this text.

use std::{collections::HashSet, ops::Range};

use super::super::{
    clause::{is_choice_name, is_field_word},
    cursor::{any, closing, eat_first},
    kind::type_word,
    token::Tok,
};
use crate::types;

/// A value and what is said of it.
struct Value {
    words: Range<usize>,
    /// Where its marks end.
    end: usize,
    begun: Begun,
}

#[derive(PartialEq)]
enum Begun {
    No,
    Here,
    /// "(open by default)" behind the last of them.
    At(Range<usize>),
}

pub(super) fn spell_out(toks: &mut Vec<Tok>, heads: &HashSet<String>) {
    let mut at = 0;
    while at < toks.len() {
        let Some((name_end, values, end)) = choice(toks, at, heads) else {
            at += 1;
            continue;
        };
        // "Status waiting (default), offered." is said of a field; in a list the values stand in brackets.
        let alone = at <= 1 && end >= toks.len();
        let written = written(toks, &values, alone);
        let length = written.len();
        toks.splice(name_end..end, written);
        at = name_end + length;
    }
}

/// The name's end, the values, and the end of all, where the name of a choice ends before `at + 1`.
fn choice(toks: &[Tok], name: usize, heads: &HashSet<String>) -> Option<(usize, Vec<Value>, usize)> {
    let tok = toks.get(name).filter(|tok| tok.word && !tok.is_number() && !tok.possessive)?;
    let opened = any(toks, name + 1, &["("]);
    let first = eat_first(toks, name + 1, &[":", "(", "="]).unwrap_or(name + 1);
    let close = if opened { Some(closing(toks, name + 1)?) } else { None };
    let limit = close.unwrap_or(toks.len());
    let values = values(toks, first, limit, heads);
    let end = values.last()?.end;
    if values.len() < 2 || values.iter().filter(|value| value.begun != Begun::No).count() != 1 {
        return None;
    }
    if close.is_some_and(|close| end != close) {
        return None;
    }
    // "fuel petrol (default), diesel": any one word, where the mark behind the first value leaves no doubt.
    let sure = values.first().is_some_and(|value| value.begun == Begun::Here && value.words.len() == 1);
    let alone = name.checked_sub(1).is_none_or(|before| {
        any(toks, before, &[",", "(", ":", ";", "a", "an", "the", "and", "with"]) || is_choice_name(&tok.low)
    });
    let named = is_choice_name(&tok.low)
        || sure && !crate::words::stop::is_stop(&tok.low) && !is_value_of_flag(toks, first);
    // Who is what by default is no field: "Roles: viewer (default), editor" stays asked about.
    let named = named && !tok.is("roles");
    (named && alone).then(|| (name + 1, values, close.map_or(end, |close| close + 1)))
}

fn is_value_of_flag(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["true", "false", "yes", "no", "on", "off"]) || type_word(toks, at).is_some()
}

/// `grade A+, A, A-, B, email`: marks behind a name are its values, with no bracket to say so.
pub(super) fn graded(toks: &mut Vec<Tok>) {
    let mark = |toks: &[Tok], n: usize| {
        toks.get(n).is_some_and(|tok| {
            let letters = tok.raw.trim_end_matches(['+', '-']);
            tok.word
                && tok.raw.len() <= 4
                && !letters.is_empty()
                && (letters == "0" || letters.bytes().all(|b| b.is_ascii_uppercase()))
        })
    };
    let mut at = 0;
    while at < toks.len() {
        let first = super::super::cursor::eat(toks, at + 1, ":").unwrap_or(at + 1);
        let named = toks
            .get(at)
            .is_some_and(|tok| tok.word && !mark(toks, at) && !crate::words::stop::is_stop(&tok.low));
        let mut end = first;
        while named && mark(toks, end) {
            end += 1;
            match eat_first(toks, end, &[", or", "or", ",", "/", "|"]).filter(|next| mark(toks, *next)) {
                Some(next) => end = next,
                None => break,
            }
        }
        let marks = toks.get(first..end).unwrap_or_default().iter().filter(|tok| tok.word && !tok.is("or"));
        let signed = marks.clone().any(|tok| tok.raw.ends_with(['+', '-']));
        // "grade A, B, C, D or F": letters alone are marks behind a name that has some.
        let lettered = toks.get(at).is_some_and(|tok| {
            is_choice_name(&tok.low) || matches!(tok.low.as_str(), "grade" | "mark" | "rating")
        }) && marks.clone().all(|tok| tok.raw.len() == 1);
        if marks.count() >= 3 && (signed || lettered) {
            let (before, behind) = (toks[first - 1].end, toks[end - 1].end);
            toks.insert(end, small(")", behind, false));
            toks.splice(at + 1..first, [small("(", before, false)]);
            at = end;
        }
        at += 1;
    }
}

/// The values from `at` on, divided by commas, slashes or `or`.
fn values(toks: &[Tok], at: usize, limit: usize, heads: &HashSet<String>) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut here = at;
    while let Some(value) = value(toks, here, limit, &found, heads) {
        let end = value.end;
        let said_of_all = matches!(value.begun, Begun::At(_));
        found.push(value);
        if said_of_all || end >= limit {
            break;
        }
        let Some(next) = eat_first(toks, end, &[", or", "or", ",", "/", "|"]).filter(|next| *next < limit)
        else {
            break;
        };
        let closed = any(toks, next - 1, &["or"]);
        here = next;
        if closed {
            found.extend(self::value(toks, here, limit, &found, heads));
            break;
        }
    }
    found
}

fn value(toks: &[Tok], at: usize, limit: usize, before: &[Value], heads: &HashSet<String>) -> Option<Value> {
    let plain = |n: usize| {
        toks.get(n).is_some_and(|tok| {
            tok.word
                && (!crate::words::stop::is_stop(&tok.low)
                    || n > at && matches!(tok.low.as_str(), "in" | "on" | "up" | "out" | "off"))
                && !matches!(
                    tok.low.as_str(),
                    "default"
                        | "defaults"
                        | "optional"
                        | "required"
                        | "unique"
                        | "max"
                        | "min"
                        | "nullable"
                        | "by"
                )
        })
    };
    let mut end = at;
    while end < limit && end < at + 3 && plain(end) {
        end += 1;
        // "in-progress"
        if any(toks, end, &["-"]) && toks.get(end + 1).is_some_and(|tok| tok.word && tok.glued) {
            end += 1;
        }
    }
    if end == at || end > limit {
        return None;
    }
    let words: Vec<&str> = toks[at..end].iter().map(|tok| tok.low.as_str()).collect();
    let (after, begun) = mark(toks, end, limit, before, &(at..end));
    let divides = |n: usize| {
        n >= limit
            || toks.get(n).is_none_or(|tok| {
                matches!(tok.low.as_str(), "," | ";" | ")" | "/" | "|" | "or" | "." | "and")
            })
    };
    if !divides(after) {
        return None;
    }
    (before.is_empty() || begun != Begun::No || !begins_a_field(&words, before, heads)).then_some(Value {
        words: at..end,
        end: after,
        begun,
    })
}

const BRACKETED: &[&str] = &[
    "( the? default )",
    "( initial state|status|value? )",
    "( initially )",
    "( at|from the? first|start|beginning )",
    "( by default )",
    "( when|if|while new|fresh )",
    "( when|once just? created|added|entered|registered|opened|submitted )",
    "( to begin|start with )",
    "( the? start|starting|first state|status|value? )",
    "( new|fresh ones|entries|records )",
];

const BARE: &[&str] = &[
    "default",
    "by default",
    "at first",
    "initially",
    "when new",
    "when just? created|added|entered|registered",
    "to begin|start with",
    "at the start|beginning",
];

/// "(default)", "default", "(when new)", "(open by default)", "(default open)" behind a value.
fn mark(toks: &[Tok], at: usize, limit: usize, before: &[Value], own: &Range<usize>) -> (usize, Begun) {
    if let Some(next) = eat_first(toks, at, BRACKETED) {
        return (next, Begun::Here);
    }
    let bare = eat_first(toks, at, BARE).filter(|next| {
        *next >= limit
            || toks
                .get(*next)
                .is_none_or(|tok| matches!(tok.low.as_str(), "," | ")" | ";" | "/" | "|" | "or"))
    });
    if let Some(next) = bare {
        return (next, Begun::Here);
    }
    let Some(open) = eat_first(toks, at, &["("]).filter(|_| !before.is_empty()) else {
        return (at, Begun::No);
    };
    let Some(close) = closing(toks, at) else { return (at, Begun::No) };
    let lead = eat_first(toks, open, &["default is|:|=?", "initially", "defaults to", "by default"]);
    let start = lead.unwrap_or(open);
    let Some(stop) =
        (start..close).rev().find(|n| toks[*n].word && !any(toks, *n, &["by", "default"])).map(|n| n + 1)
    else {
        return (at, Begun::No);
    };
    let told =
        lead.is_some() && stop == close || eat_first(toks, stop, &["by|as|is|= the? default"]) == Some(close);
    let same = |range: &Range<usize>| {
        toks[range.clone()].iter().map(|tok| &tok.low).eq(toks[start..stop].iter().map(|tok| &tok.low))
    };
    let known = before.iter().map(|value| &value.words).chain([own]).any(same);
    if told && known { (close + 1, Begun::At(start..stop)) } else { (at, Begun::No) }
}

/// Whether the words behind the values so far are rather the name of the next field.
fn begins_a_field(words: &[&str], before: &[Value], heads: &HashSet<String>) -> bool {
    let name = words.join(" ");
    let short = before.iter().all(|value| value.words.len() == 1);
    let ql_type = types::infer(&name).field.ql_type;
    let typed = !matches!(ql_type, domain::spec::FieldType::String | domain::spec::FieldType::Boolean);
    let last = words.last().copied().unwrap_or_default();
    let past = super::super::is_past(last)
        || matches!(last, "done" | "due" | "paid" | "active" | "first" | "last" | "completed" | "published");
    let state =
        past || matches!(last, "high" | "low") || super::super::lexicon::lexicon().adjectives.contains(last);
    if words.len() > 1 {
        return short && (typed || is_field_word(last) || is_choice_name(last)) || heads.contains(last);
    }
    heads.contains(last) || is_choice_name(last) || typed && !state || is_field_word(last) && !past
}

/// `(waiting, offered, default waiting)` over the same words.
fn written(toks: &[Tok], values: &[Value], alone: bool) -> Vec<Tok> {
    let place = |n: usize| toks.get(n).map_or(0, |tok| tok.end);
    let (first, last) =
        (values.first().map_or(0, |value| value.words.start), values.last().map_or(0, |value| value.end));
    let end = place(last.saturating_sub(1));
    let mut found = vec![small(if alone { ":" } else { "(" }, place(first.saturating_sub(1)), false)];
    for (n, value) in values.iter().enumerate() {
        if n > 0 {
            found.push(small(",", place(value.words.start.saturating_sub(1)), false));
        }
        found.extend(toks[value.words.clone()].iter().cloned());
        // The value holds the words of the mark behind it.
        if let Some(tok) = found.last_mut().filter(|_| value.end > value.words.end) {
            tok.end = place(value.end - 1);
            tok.content = true;
        }
    }
    let begins = values.iter().find_map(|value| match &value.begun {
        Begun::No => None,
        Begun::Here => Some(value.words.clone()),
        Begun::At(words) => Some(words.clone()),
    });
    found.push(small(",", end, false));
    found.push(small("default", end, true));
    for tok in &toks[begins.unwrap_or(0..0)] {
        found.push(Tok { start: end, end, content: false, ..tok.clone() });
    }
    if !alone {
        found.push(small(")", end, false));
    }
    found
}

fn small(low: &str, at: usize, word: bool) -> Tok {
    Tok {
        start: at,
        end: at,
        raw: low.to_owned(),
        low: low.to_owned(),
        word,
        quoted: false,
        glued: false,
        possessive: false,
        content: false,
        person: false,
    }
}

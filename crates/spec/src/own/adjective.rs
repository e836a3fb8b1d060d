//! Words that say something of a row: `overdue`, `open`, `unpaid`, `low stock`, `upcoming`.

use domain::route::{Comparison, Condition, Term};
use serde_json::{Value, json};

use super::words::{Trait, fields, happened_at, is_flag, is_moment, is_number, only, stated, trait_of};
use crate::assemble::draft::Draft;

/// The conditions that a word stands for: `overdue`, `open`, `unpaid`, `low stock`, `upcoming`.
pub fn adjective(draft: &Draft, rows: &str, word: &str) -> Option<Vec<Condition>> {
    let word = word.replace(['-', '_'], " ");
    let one = |field: &str, is: Comparison, than: Term| Condition { field: field.to_owned(), is, than };
    if let Some(found) = trait_of(draft, rows, &word) {
        return Some(vec![condition_of(found)]);
    }
    let now = || Term::DaysFromNow(0);
    let moments = |parts: &[&str]| {
        only(fields(draft, rows, |name, _| {
            is_moment(draft, rows, name) && parts.iter().any(|part| name.contains(part))
        }))
    };
    // "free slots", where a slot has a flag that says it is taken.
    if matches!(word.as_str(), "free" | "available" | "vacant" | "unoccupied") {
        let taken = only(fields(draft, rows, |name, _| {
            let name = name.trim_start_matches("is_");
            is_flag(draft, rows, name)
                && matches!(
                    name,
                    "taken" | "booked" | "occupied" | "reserved" | "rented" | "in_use" | "busy" | "used"
                )
        }));
        if let Some(flag) = taken {
            return Some(vec![one(&flag, Comparison::NotOneOf, Term::Values(vec![json!(true)]))]);
        }
    }
    match word.as_str() {
        "overdue" | "late" | "past due" => {
            let due = moments(&["due", "deadline", "return_by", "expected"])?;
            let mut found = vec![one(&due, Comparison::Below, now())];
            found.extend(unfinished(draft, rows));
            Some(found)
        }
        "expired" | "outdated" => Some(vec![one(
            &moments(&["expir", "valid_until", "valid_to", "best_before"])?,
            Comparison::Below,
            now(),
        )]),
        "upcoming" | "future" | "coming" => Some(vec![one(&starts(draft, rows)?, Comparison::Above, now())]),
        "past" | "previous" => Some(vec![one(&starts(draft, rows)?, Comparison::Below, now())]),
        "low stock" | "low on stock" | "running low" | "low" | "low in stock" => {
            let (stock, level) = (stock(draft, rows)?, level(draft, rows)?);
            Some(vec![one(&stock, Comparison::Below, Term::Field(level))])
        }
        "out of stock" | "sold out" | "unavailable" => {
            Some(vec![one(&stock(draft, rows)?, Comparison::AtMost, Term::Value(json!(0)))])
        }
        "in stock" => Some(vec![one(&stock(draft, rows)?, Comparison::Above, Term::Value(json!(0)))]),
        "running" | "ongoing" | "under way" | "underway" | "going on" | "in progress" | "current" => {
            Some(going_on(draft, rows)?)
        }
        "pending" | "open" | "todo" | "incomplete" | "unfinished" | "outstanding" | "remaining"
        | "undone" => Some(vec![unfinished(draft, rows)?]),
        "closed" | "finished" => Some(vec![opposite(unfinished(draft, rows)?)?]),
        _ => None,
    }
}

pub fn condition_of(found: Trait) -> Condition {
    let (field, is, value) = match found {
        Trait::Flag(field, true) => (field, Comparison::OneOf, json!(true)),
        Trait::Flag(field, false) => (field, Comparison::NotOneOf, json!(true)),
        Trait::Value(field, value) => (field, Comparison::OneOf, value),
        Trait::Happened(field, true) => (field, Comparison::NotOneOf, Value::Null),
        Trait::Happened(field, false) => (field, Comparison::OneOf, Value::Null),
    };
    Condition { field, is, than: Term::Values(vec![value]) }
}

pub fn opposite(condition: Condition) -> Option<Condition> {
    let is = match condition.is {
        Comparison::OneOf => Comparison::NotOneOf,
        Comparison::NotOneOf => Comparison::OneOf,
        Comparison::Below | Comparison::AtMost | Comparison::Above | Comparison::AtLeast => return None,
    };
    Some(Condition { is, ..condition })
}

/// What is done is not late any more.
fn unfinished(draft: &Draft, rows: &str) -> Option<Condition> {
    if let Some(flag) = done_flag(draft, rows) {
        return Some(Condition {
            field: flag,
            is: Comparison::NotOneOf,
            than: Term::Values(vec![json!(true)]),
        });
    }
    const OVER: &[&str] = &[
        "done",
        "completed",
        "complete",
        "closed",
        "paid",
        "returned",
        "resolved",
        "finished",
        "cancelled",
        "canceled",
        "archived",
        "delivered",
        "void",
        "shipped",
    ];
    let found = draft.entities.get(rows)?.fields.iter().find_map(|(name, field)| {
        let over: Vec<Value> = field
            .values
            .as_ref()?
            .iter()
            .filter(|v| v.as_str().is_some_and(|v| OVER.contains(&v.to_lowercase().as_str())))
            .cloned()
            .collect();
        (!over.is_empty()).then(|| (name.clone(), over))
    });
    if let Some((field, over)) = found {
        return Some(Condition { field, is: Comparison::NotOneOf, than: Term::Values(over) });
    }
    let ended = ["returned", "paid", "completed", "closed", "resolved", "finished", "done", "ended"];
    let name = only(fields(draft, rows, |name, f| {
        is_moment(draft, rows, name)
            && may_lack(draft, rows, name, f)
            && ended.iter().any(|word| name.starts_with(word))
    }))?;
    Some(Condition { field: name, is: Comparison::OneOf, than: Term::Values(vec![Value::Null]) })
}

/// Whether nobody said that there is always a value.
fn may_lack(draft: &Draft, rows: &str, name: &str, field: &domain::spec::Field) -> bool {
    let stated = draft.presence.get(&(rows.to_owned(), name.to_owned()));
    !field.required || stated.is_none_or(|(required, _)| !required)
}

/// What has no end yet, or has begun and ends later.
fn going_on(draft: &Draft, rows: &str) -> Option<Vec<Condition>> {
    let one = |field: &str, is: Comparison, than: Term| Condition { field: field.to_owned(), is, than };
    let nothing = Term::Values(vec![Value::Null]);
    if let Some(open) = unfinished(draft, rows).filter(|c| c.is == Comparison::OneOf && c.than == nothing) {
        return Some(vec![open]);
    }
    if let Some((start, end)) = crate::assemble::rules::range_fields(draft, rows)
        && is_moment(draft, rows, &start)
        && is_moment(draft, rows, &end)
        && stated(draft, rows, &end).is_some_and(|f| f.required)
    {
        let now = || Term::DaysFromNow(0);
        return Some(vec![one(&start, Comparison::AtMost, now()), one(&end, Comparison::AtLeast, now())]);
    }
    let ends = only(fields(draft, rows, |name, f| {
        is_moment(draft, rows, name) && !f.required && name.split('_').any(|part| part.starts_with("end"))
    }))?;
    Some(vec![one(&ends, Comparison::OneOf, nothing)])
}

pub fn done_flag(draft: &Draft, rows: &str) -> Option<String> {
    let names =
        ["done", "completed", "complete", "finished", "closed", "resolved", "paid", "returned", "checked"];
    only(fields(draft, rows, |name, _| {
        is_flag(draft, rows, name)
            && names.contains(&name.trim_start_matches("is_").trim_start_matches("has_"))
    }))
}

pub fn starts(draft: &Draft, rows: &str) -> Option<String> {
    let moment = |name: &str| is_moment(draft, rows, name);
    only(fields(draft, rows, |name, _| moment(name) && name.starts_with("start")))
        .or_else(|| {
            let part = ["start", "begin", "scheduled", "event", "departure", "held", "takes_place", "kick"];
            only(fields(draft, rows, |name, _| moment(name) && part.iter().any(|p| name.contains(p))))
        })
        .or_else(|| only(fields(draft, rows, |name, _| moment(name))))
        // "first day" and "last day" are where a span starts and ends.
        .or_else(|| {
            crate::assemble::rules::range_fields(draft, rows).map(|(start, _)| start).filter(|n| moment(n))
        })
}

/// The one date until which something should be done.
pub fn due(draft: &Draft, rows: &str) -> Option<String> {
    let due = ["due", "deadline", "expir", "valid_until"];
    only(fields(draft, rows, |name, _| {
        is_moment(draft, rows, name) && due.iter().any(|part| name.contains(part))
    }))
}

pub fn stock(draft: &Draft, rows: &str) -> Option<String> {
    let parts = ["stock", "quantity", "on_hand", "in_stock", "amount", "count"];
    parts.iter().find_map(|part| {
        only(fields(draft, rows, |name, _| {
            is_number(draft, rows, name) && name.contains(part) && !is_level(name)
        }))
    })
}

pub fn is_level(name: &str) -> bool {
    ["reorder", "min", "threshold", "level", "limit", "alert"].iter().any(|part| name.contains(part))
}

fn level(draft: &Draft, rows: &str) -> Option<String> {
    only(fields(draft, rows, |name, _| is_number(draft, rows, name) && is_level(name)))
}

/// The field that `heaviest`, `youngest`, `best` go by, and whether its largest value comes first; nothing where no
/// field or more than one could be meant.
pub fn graded(draft: &Draft, rows: &str, word: &str) -> Option<(String, bool)> {
    let graded = crate::words::graded::graded(word)?;
    let part = |name: &str, part: &str| name.split('_').any(|word| word == part);
    let number = graded.numbers.iter().find_map(|stem| {
        only(fields(draft, rows, |name, _| is_number(draft, rows, name) && part(name, stem)))
    });
    if let Some(name) = number {
        return Some((name, graded.down));
    }
    let (parts, latest) = graded.moments?;
    let moment = only(fields(draft, rows, |name, _| {
        is_moment(draft, rows, name) && parts.iter().any(|stem| part(name, stem))
    }))?;
    Some((moment, latest))
}

/// What "latest" goes by, with the words that say so in an assumption.
pub fn newest_order(draft: &Draft, rows: &str, newest: bool) -> String {
    let field = happened_at(draft, rows);
    if newest { format!("-{field}") } else { field }
}

/// Whether records have moments of their own, so that "latest" could go by another.
pub fn happens(draft: &Draft, rows: &str) -> bool {
    !fields(draft, rows, |name, _| is_moment(draft, rows, name) && name != "created_at").is_empty()
}

/// Whether the field may be grouped by, filtered and sorted.
pub fn is_plain(draft: &Draft, rows: &str, name: &str) -> bool {
    use domain::spec::FieldType::{DecimalArray, File, Geo, IntegerArray, Json, Password, StringArray};
    stated(draft, rows, name).is_none_or(|f| {
        !matches!(f.ql_type, Json | File | Geo | Password | StringArray | IntegerArray | DecimalArray)
    })
}

/// The moment that a span of time is about; `done` is what happened then: "outages started between …".
pub fn moment_of(draft: &Draft, rows: &str, done: Option<String>) -> String {
    let moments = super::words::fields(draft, rows, |name, _| super::words::is_moment(draft, rows, name));
    let happened = super::words::happened_at(draft, rows);
    let said =
        done.and_then(|word| only(moments.iter().filter(|name| name.starts_with(&word)).cloned().collect()));
    said.or_else(|| only(moments.clone()))
        .or_else(|| (happened != "created_at").then_some(happened))
        .or_else(|| starts(draft, rows))
        .or_else(|| moments.first().cloned())
        .unwrap_or_else(|| "created_at".to_owned())
}

//! What two fields must be to be held against each other: numbers, days or moments, never plain text.
//!
//! As text, "9" is more than "10". A field whose type only its name gave takes the type of the other one;
//! where neither is known, the words say it: what is earlier or later is a day, anything else a number.

use domain::spec::{Field, FieldType};
use serde_json::Number;

use super::draft::{Draft, Sentence};
use crate::{
    types,
    words::{is_plural, singular},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number,
    Day,
    Moment,
    Clock,
    /// Text for want of anything better.
    Open,
    /// It cannot be held against anything.
    Other,
}

/// An entity and a field of it.
pub type Place<'a> = (&'a str, &'a str);

pub fn kind(draft: &Draft, (entity, name): Place) -> Kind {
    let Some(field) = draft.entities.get(entity).and_then(|e| e.fields.get(name)) else {
        return Kind::Other;
    };
    let typed = draft.typed.contains_key(&(entity.to_owned(), name.to_owned()));
    match field.ql_type {
        FieldType::Integer | FieldType::Decimal | FieldType::Float | FieldType::Duration => Kind::Number,
        FieldType::Date => Kind::Day,
        FieldType::DateTime => Kind::Moment,
        FieldType::Time => Kind::Clock,
        FieldType::String | FieldType::StringArray if !typed && only_named(field) => Kind::Open,
        // "finished after started": when it was done, and not whether.
        FieldType::Boolean if !typed && done(name) && only_named(field) => Kind::Open,
        _ => Kind::Other,
    }
}

/// Whether by its name alone a field may be the moment when a run began or was over.
fn done(name: &str) -> bool {
    matches!(
        name,
        "started" | "begun" | "finished" | "ended" | "stopped" | "completed" | "opened" | "closed" | "done"
    )
}

/// Nothing but its name, as English has it, gave the field its type.
fn only_named(field: &Field) -> bool {
    field.pattern.is_none()
        && field.values.is_none()
        && field.unique != Some(true)
        && field.max_length.is_none_or(|max| max == 255)
        && field.rule.as_deref().is_some_and(|rule| rule.starts_with('G'))
}

/// Whether the two can be held against each other.
pub fn fit(left: Kind, right: Kind) -> bool {
    let timed = |kind| matches!(kind, Kind::Day | Kind::Moment);
    match (left, right) {
        (Kind::Other, _) | (_, Kind::Other) => false,
        (Kind::Open, _) | (_, Kind::Open) => true,
        (left, right) => left == right || timed(left) && timed(right),
    }
}

/// A moment by no more than its name, which speaks of no hour: a deadline, a start.
pub fn may_be_day(draft: &Draft, (entity, name): Place) -> bool {
    let Some(field) = draft.entities.get(entity).and_then(|e| e.fields.get(name)) else { return false };
    field.ql_type == FieldType::DateTime
        && !draft.typed.contains_key(&(entity.to_owned(), name.to_owned()))
        && field.rule.as_deref().is_some_and(|rule| rule.starts_with(['G', 'W']))
        && !name.split('_').any(|word| matches!(word, "at" | "time" | "timestamp" | "moment" | "hour"))
}

/// A day by no more than a name that speaks of none: "due back", "return".
fn may_be_moment(draft: &Draft, (entity, name): Place) -> bool {
    let Some(field) = draft.entities.get(entity).and_then(|e| e.fields.get(name)) else { return false };
    field.ql_type == FieldType::Date
        && !draft.typed.contains_key(&(entity.to_owned(), name.to_owned()))
        && field.rule.as_deref().is_some_and(|rule| rule.starts_with(['G', 'W']))
        && !name.split('_').any(|word| matches!(word, "on" | "date" | "day" | "birthday"))
}

/// Makes days of both, or moments, where one is a day and the other a moment and only their names say so. `false`: they
/// stay apart.
pub fn align(draft: &mut Draft, left: Place, right: Place) -> bool {
    let (day, moment) = match (kind(draft, left), kind(draft, right)) {
        (Kind::Day, Kind::Moment) => (left, right),
        (Kind::Moment, Kind::Day) => (right, left),
        _ => return true,
    };
    if may_be_day(draft, moment) {
        take_as_day(draft, moment);
        return true;
    }
    if !may_be_moment(draft, day) {
        return false;
    }
    if let Some(field) = draft.field(day.0, day.1) {
        let exact = types::of(FieldType::DateTime);
        *field = Field { ql_type: exact.ql_type, format: exact.format, ..field.clone() };
    }
    true
}

/// Keeps the day of such a moment.
pub fn take_as_day(draft: &mut Draft, place: Place) {
    if may_be_day(draft, place)
        && let Some(field) = draft.field(place.0, place.1)
    {
        let day = types::of(FieldType::Date);
        *field = Field { ql_type: day.ql_type, format: day.format, ..field.clone() };
    }
}

/// Gives both fields types that have an order; `false` where they have none in common.
pub fn settle(
    draft: &mut Draft,
    sentence: &Sentence,
    toks: &std::ops::Range<usize>,
    left: Place,
    right: Place,
) -> bool {
    let (mine, theirs) = (kind(draft, left), kind(draft, right));
    if !fit(mine, theirs) {
        return false;
    }
    let known = |draft: &Draft, (entity, name): Place| -> Option<Field> {
        draft.entities.get(entity)?.fields.get(name).cloned()
    };
    let model = match (mine, theirs) {
        (Kind::Open, Kind::Open) => {
            let said = sentence.toks.get(toks.clone()).unwrap_or_default();
            let timely = said.iter().any(|tok| {
                matches!(tok.low.as_str(), "before" | "after" | "earlier" | "later" | "sooner" | "prior")
            });
            let counts = is_plural(last(left.1)) && is_plural(last(right.1));
            Some(match (timely, counts) {
                (true, _) if done(left.1) && done(right.1) => types::of(FieldType::DateTime),
                (true, _) => types::of(FieldType::Date),
                (false, true) => Field { minimum: Some(Number::from(0)), ..types::of(FieldType::Integer) },
                (false, false) => types::of(FieldType::Decimal),
            })
        }
        (Kind::Open, _) => known(draft, right),
        (_, Kind::Open) => known(draft, left),
        _ => None,
    };
    let Some(model) = model else {
        // Where both are certain, the day of the moment counts.
        align(draft, left, right);
        return true;
    };
    for (place, kind) in [(left, mine), (right, theirs)] {
        if kind == Kind::Open
            && let Some(field) = draft.field(place.0, place.1)
        {
            *field = Field {
                ql_type: model.ql_type,
                json_type: model.json_type.clone(),
                format: model.format.clone(),
                minimum: model.minimum.clone(),
                multiple_of: model.multiple_of.clone(),
                min_length: None,
                max_length: None,
                items: None,
                max_items: None,
                default: field.default.clone().filter(|_| field.ql_type != FieldType::Boolean),
                ..field.clone()
            };
            let word = match model.ql_type {
                FieldType::Date => "a date",
                FieldType::DateTime => "a moment",
                FieldType::Time => "a time of day",
                FieldType::Integer | FieldType::Duration => "a whole number",
                _ => "a number",
            };
            draft.assume(
                format!("{} of {} is {word}, because a rule compares it", place.1, place.0),
                Some(format!("/entities/{}/fields/{}", place.0, place.1)),
                &["text"],
            );
        }
    }
    true
}

fn last(name: &str) -> &str {
    let word = name.rsplit('_').next().unwrap_or(name);
    // "status" is no number of things.
    if singular(word) == word { "" } else { word }
}

//! Bounds and units of a field: `at most 80 characters`, `in minutes`, `from 1 to 5`.

use domain::{Span, spec::FieldType};
use serde_json::Number;

use super::{super::draft::Draft, conflict, number, retype_quietly, set, textual};
use crate::{
    english::evidence::{Mod, Unit},
    types,
};

pub(super) fn in_unit(draft: &mut Draft, key: &(String, String), unit: &str) {
    let squared = unit.split_once(' ').map(|(first, _)| first);
    let unit = squared.unwrap_or(unit).to_owned();
    set(draft, key, |field| {
        // A duration counts seconds; one stated in another unit is a plain number of those.
        let cents =
            field.ql_type == FieldType::Decimal && matches!(unit.as_str(), "cents" | "cent" | "pence");
        if cents
            || matches!(
                field.ql_type,
                FieldType::Duration
                    | FieldType::String
                    | FieldType::DateTime
                    | FieldType::Time
                    | FieldType::Text
            ) && matches!(
                unit.as_str(),
                "minutes"
                    | "minute"
                    | "mins"
                    | "hours"
                    | "hour"
                    | "days"
                    | "weeks"
                    | "months"
                    | "years"
                    | "seconds"
                    | "pages"
                    | "cents"
                    | "cent"
                    | "pence"
                    | "points"
                    | "pieces"
                    | "people"
                    | "kcal"
                    | "calories"
                    | "bytes"
                    | "reps"
                    | "watts"
            )
        {
            let old = field.clone();
            *field = types::of(if unit == "seconds" { FieldType::Duration } else { FieldType::Integer });
            field.minimum = field.minimum.clone().or(Some(Number::from(0)));
            field.required = old.required;
            field.unique = old.unique;
            field.origin = old.origin;
            field.src = old.src;
            field.rule = old.rule;
        }
        // A weight or a volume is a number, however its name reads.
        let long = field.ql_type == FieldType::Duration
            && matches!(unit.as_str(), "m" | "cm" | "mm" | "km" | "meters" | "metres" | "miles");
        let moment = matches!(field.ql_type, FieldType::DateTime | FieldType::Date | FieldType::Time);
        if (long || moment || matches!(field.ql_type, FieldType::String | FieldType::Json | FieldType::Text))
            && matches!(
                unit.as_str(),
                "kg" | "g"
                    | "km"
                    | "cm"
                    | "mm"
                    | "ml"
                    | "kwh"
                    | "eur"
                    | "usd"
                    | "gbp"
                    | "chf"
                    | "euro"
                    | "euros"
                    | "dollars"
                    | "€"
                    | "$"
                    | "litres"
                    | "liters"
                    | "celsius"
                    | "percent"
                    | "%"
                    | "mb"
                    | "gb"
                    | "kilograms"
                    | "kilos"
                    | "tonnes"
                    | "tons"
                    | "pounds"
                    | "£"
                    | "grams"
                    | "kilometers"
                    | "kilometres"
                    | "meters"
                    | "metres"
                    | "miles"
                    | "square"
                    | "degrees"
                    | "watts"
                    | "m²"
                    | "m2"
                    | "m"
                    | "mbar"
                    | "hectares"
                    | "decibels"
            )
        {
            let old = field.clone();
            *field = types::of(FieldType::Decimal);
            if !matches!(unit.as_str(), "celsius" | "degrees") {
                field.minimum = Some(Number::from(0));
            }
            field.required = old.required;
            field.unique = old.unique;
            field.origin = old.origin;
            field.src = old.src;
            field.rule = old.rule;
        }
        // Money has cents, whatever it is paid for.
        let money =
            ["eur", "usd", "gbp", "chf", "euro", "euros", "dollars", "€", "$", "£"].contains(&unit.as_str());
        if money && matches!(field.ql_type, FieldType::Decimal) && field.multiple_of.is_none() {
            field.multiple_of = types::step_of(2);
        }
        // "sugar in Brix", "dose in mg": whatever is measured so is a number.
        if field.ql_type == FieldType::String {
            let old = field.clone();
            *field = types::of(FieldType::Decimal);
            let amount = crate::english::modifier::is_unit(&unit)
                && !matches!(unit.as_str(), "°c" | "°f" | "kelvin" | "degrees" | "celsius");
            field.minimum = amount.then(|| Number::from(0));
            field.required = old.required;
            field.unique = old.unique;
            field.origin = old.origin;
            field.src = old.src;
            field.rule = old.rule;
        }
        field.description = Some(format!("in {unit}"));
    });
}

/// Bounds without a unit speak of length for texts, of value for numbers.
pub(super) fn numeric(draft: &mut Draft, key: &(String, String), mods: &[Mod]) {
    let whole = mods.iter().all(|m| match m {
        Mod::AtLeast(n, _) | Mod::AtMost(n, _) | Mod::MoreThan(n) | Mod::LessThan(n) | Mod::Step(n) => {
            n.fract() == 0.0
        }
        _ => true,
    });
    let scale = matches!(
        key.1.rsplit('_').next().unwrap_or_default(),
        "rating" | "score" | "stars" | "grade" | "rank" | "level" | "priority" | "severity" | "difficulty"
    );
    let two_sided = mods.iter().any(|m| matches!(m, Mod::AtLeast(..)))
        && mods.iter().any(|m| matches!(m, Mod::AtMost(..)));
    let stated = draft.typed.contains_key(key);
    let Some(old) = draft.field(&key.0, &key.1).map(|field| field.clone()) else { return };
    let becomes = match old.ql_type {
        FieldType::Decimal if scale && two_sided && whole && !stated => FieldType::Integer,
        FieldType::Integer if !whole && !stated => FieldType::Decimal,
        FieldType::String | FieldType::Text | FieldType::Phone if !stated => {
            if whole {
                FieldType::Integer
            } else {
                FieldType::Decimal
            }
        }
        _ => return,
    };
    set(draft, key, |field| {
        let mut new = types::of(becomes);
        new.required = old.required;
        new.unique = old.unique;
        new.origin = old.origin;
        new.src = old.src;
        new.rule = old.rule.clone();
        new.default = old.default.clone();
        *field = new;
    });
}

pub(super) fn bound(
    draft: &mut Draft,
    key: &(String, String),
    n: f64,
    unit: Unit,
    lower: bool,
    mods: &[Mod],
) {
    let Some(ql_type) = draft.field(&key.0, &key.1).map(|field| field.ql_type) else { return };
    // "an end date, no longer than 12 months": a day is no number of them.
    if matches!(ql_type, FieldType::Date | FieldType::DateTime | FieldType::Time | FieldType::Boolean) {
        return;
    }
    let other_side = mods.iter().any(|m| {
        if lower { matches!(m, Mod::AtMost(_, Unit::None)) } else { matches!(m, Mod::AtLeast(_, Unit::None)) }
    });
    let array = matches!(ql_type, FieldType::StringArray | FieldType::IntegerArray | FieldType::DecimalArray);
    let amount = mods.contains(&Mod::Amount);
    let written = mods.iter().any(|m| matches!(m, Mod::Type(FieldType::String | FieldType::Text)));
    let as_length = unit == Unit::Characters
        || written && unit == Unit::None
        || textual(ql_type) && unit == Unit::None && !other_side && !amount && n >= 2.0;
    // "allergies (optional, max 500 characters)": what has so many letters is one text.
    let array = match array && unit == Unit::Characters && !draft.typed.contains_key(key) {
        true => {
            retype_quietly(draft, key, types::of(FieldType::Text));
            false
        }
        false => array,
    };
    if array {
        set(draft, key, |field| {
            if lower {
                field.min_items = Some(n.max(0.0) as u64)
            } else {
                field.max_items = Some(n.max(0.0) as u64)
            }
        });
        return;
    }
    if as_length {
        if !textual(ql_type) && !draft.typed.contains_key(key) && ql_type != FieldType::Enum {
            let field = types::of(FieldType::String);
            retype_quietly(draft, key, field);
        }
        // Nobody types two thousand characters into one line.
        let stated = draft.typed.contains_key(key);
        set(draft, key, |field| {
            if !lower
                && n > 1000.0
                && field.ql_type == FieldType::String
                && !stated
                && field.pattern.is_none()
            {
                field.ql_type = FieldType::Text;
            }
            if lower {
                field.min_length = Some(n.max(0.0) as u64)
            } else {
                field.max_length = Some(n.max(0.0) as u64)
            }
            if field.min_length.zip(field.max_length).is_some_and(|(min, max)| min > max) && lower {
                field.max_length = field
                    .max_length
                    .filter(|max| *max != 255 && *max != 10_000)
                    .or(Some((n as u64).max(10_000)));
            }
        });
        return;
    }
    numeric(draft, key, mods);
    set(draft, key, |field| {
        if lower {
            field.minimum = number(n);
            field.exclusive_minimum = None;
        } else {
            field.maximum = number(n);
            field.exclusive_maximum = None;
        }
    });
}

pub(super) fn range_conflict(draft: &mut Draft, entity: &str, name: &str, span: Span) {
    let Some(field) = draft.field(entity, name).map(|field| field.clone()) else { return };
    let as_f64 = |n: &Option<Number>| n.as_ref().and_then(Number::as_f64);
    let low = as_f64(&field.minimum).or_else(|| as_f64(&field.exclusive_minimum));
    let high = as_f64(&field.maximum).or_else(|| as_f64(&field.exclusive_maximum));
    let numbers = low.zip(high).is_some_and(|(low, high)| low > high);
    let lengths = field.min_length.zip(field.max_length).is_some_and(|(min, max)| min > max);
    if numbers || lengths {
        let (a, b) = if numbers {
            (format!("at least {}", low.unwrap_or_default()), format!("at most {}", high.unwrap_or_default()))
        } else {
            (
                format!("at least {} characters", field.min_length.unwrap_or_default()),
                format!("at most {} characters", field.max_length.unwrap_or_default()),
            )
        };
        conflict(draft, entity, name, "range", &a, (&b, span));
    }
}

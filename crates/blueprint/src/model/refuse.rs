//! What no program can keep to, said at once and not by a project that does not start.

use std::collections::BTreeSet;

use domain::spec::FieldType;
use serde_json::{Number, Value};

use super::{Entity, Field, pattern};
use crate::Error;

/// Routes and functions that every project has.
const OPERATION_IDS: [&str; 9] =
    ["database", "docs", "give_role", "health", "list_accounts", "login", "me", "openapi", "register"];

pub(super) fn entities(entities: &[Entity]) -> Result<(), Error> {
    for entity in entities {
        for field in &entity.fields {
            let at = field.pointer.clone().unwrap_or_else(|| entity.pointer.clone());
            field_is_possible(&at, field)?;
        }
        columns(entity)?;
        if let Some(relation) = entity.relations.iter().find(|r| entity.account && r.required) {
            let why = format!(
                "whoever opens an account has no {} yet and may not make one: let `{}` be optional",
                super::names::label(&super::names::snake(&relation.to)),
                relation.field
            );
            return Err(Error::NotCovered { place: format!("{}/required", relation.pointer), why });
        }
    }
    link_tables(entities)?;
    first_rows(entities)
}

/// Somebody must be able to make the first row.
fn first_rows(entities: &[Entity]) -> Result<(), Error> {
    let mut possible: BTreeSet<&str> = BTreeSet::new();
    loop {
        let needs = |e: &Entity| {
            e.relations.iter().any(|r| r.required && !r.owner && !possible.contains(r.to.as_str()))
        };
        let more: Vec<&str> = entities
            .iter()
            .filter(|e| !possible.contains(e.name.as_str()) && !needs(e))
            .map(|e| e.name.as_str())
            .collect();
        if more.is_empty() {
            break;
        }
        possible.extend(more);
    }
    let stuck = entities.iter().filter(|e| !possible.contains(e.name.as_str()));
    let keys = stuck.flat_map(|e| e.relations.iter().map(move |r| (e, r)));
    match keys.into_iter().find(|(_, r)| r.required && !r.owner && !possible.contains(r.to.as_str())) {
        None => Ok(()),
        Some((entity, relation)) => {
            let why = match entity.name == relation.to {
                true => format!("every {} needs another one, so there can be no first", entity.label),
                false => format!(
                    "{} and {} need each other, so neither can be made first: let one key be optional",
                    entity.name, relation.to
                ),
            };
            Err(Error::Contradiction { place: relation.pointer.clone(), why })
        }
    }
}

fn columns(entity: &Entity) -> Result<(), Error> {
    let mut taken = BTreeSet::new();
    let fields = entity.fields.iter().map(|f| (&f.column, f.pointer.as_ref()));
    let keys = entity.relations.iter().map(|r| (&r.field, Some(&r.pointer)));
    let system = entity.system.iter().map(|s| (&s.name, s.pointer.as_ref()));
    for (column, pointer) in system.chain(fields).chain(keys) {
        if !taken.insert(column) {
            let place = pointer.unwrap_or(&entity.pointer).clone();
            let why = format!("{} would have two columns `{column}`", entity.name);
            return Err(Error::Contradiction { place, why });
        }
    }
    Ok(())
}

fn link_tables(entities: &[Entity]) -> Result<(), Error> {
    let mut taken: BTreeSet<&str> = entities.iter().map(|e| e.table.as_str()).collect();
    for relation in entities.iter().flat_map(|e| &e.relations) {
        if let Some(link) = relation.link.as_ref().filter(|link| !taken.insert(&link.table)) {
            let why = format!("there would be two tables `{}`", link.table);
            return Err(Error::Contradiction { place: relation.pointer.clone(), why });
        }
    }
    Ok(())
}

/// Ids of operations become names of functions; routes must differ.
pub(super) fn operations(entities: &mut [Entity]) -> Result<(), Error> {
    let mut routes = BTreeSet::new();
    let mut ids: BTreeSet<String> = OPERATION_IDS.iter().map(|id| (*id).to_owned()).collect();
    for entity in entities {
        for op in &mut entity.operations {
            if !routes.insert((op.method.clone(), op.path.clone())) {
                let place = op.pointer.clone().unwrap_or_else(|| entity.pointer.clone());
                let why = format!("{} {} is there twice", op.method, op.path);
                return Err(Error::Contradiction { place, why });
            }
            let (stem, mut number) = (op.id.clone(), 1);
            while !ids.insert(op.id.clone()) {
                number += 1;
                op.id = format!("{stem}_{number}");
            }
        }
    }
    Ok(())
}

fn field_is_possible(at: &str, field: &Field) -> Result<(), Error> {
    let k = &field.keywords;
    let wrong = |keyword: &str, why: String| Error::Contradiction { place: format!("{at}/{keyword}"), why };
    if let Some(pattern) = &k.pattern {
        pattern::portable(pattern)
            .map_err(|why| Error::NotCovered { place: format!("{at}/pattern"), why })?;
    }
    if k.min_length.zip(k.max_length).is_some_and(|(least, most)| least > most) {
        return Err(wrong("minLength", "no text is long enough and short enough".into()));
    }
    if k.min_items.zip(k.max_items).is_some_and(|(least, most)| least > most) {
        return Err(wrong("minItems", "no list is long enough and short enough".into()));
    }
    let number = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_f64);
    if number(&k.minimum).zip(number(&k.maximum)).is_some_and(|(least, most)| least > most) {
        return Err(wrong("minimum", "no number is large enough and small enough".into()));
    }
    if number(&k.multiple_of).is_some_and(|step| step <= 0.0) {
        return Err(wrong("multipleOf", "the step must be more than 0".into()));
    }
    if let Some(values) = &k.values {
        let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let why = if values.is_empty() {
            "it lists no value"
        } else if field.ql_type == FieldType::Enum && texts.len() < values.len() {
            "its values must be texts"
        } else if texts.iter().any(|text| text.contains('\0')) {
            "a value holds the character NUL"
        } else if values.iter().enumerate().any(|(i, value)| values.iter().take(i).any(|v| v == value)) {
            "it lists a value twice"
        } else {
            ""
        };
        if !why.is_empty() {
            return Err(wrong("enum", why.into()));
        }
    }
    match &k.default {
        Some(default) if !default_fits(field, default) => {
            Err(wrong("default", format!("{default} is no value of this field")))
        }
        _ => Ok(()),
    }
}

fn default_fits(field: &Field, default: &Value) -> bool {
    if field.keywords.values.as_ref().is_some_and(|values| !values.contains(default)) {
        return false;
    }
    let digits = |text: &str| {
        let text = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        [whole, part].iter().all(|t| !t.is_empty() && t.len() <= 18 && t.bytes().all(|b| b.is_ascii_digit()))
    };
    match field.ql_type {
        FieldType::Integer | FieldType::Duration => default.is_i64(),
        FieldType::Decimal => default.is_number() || default.as_str().is_some_and(digits),
        FieldType::Float => default.is_number(),
        FieldType::Boolean => default.is_boolean(),
        FieldType::Date => default.as_str().is_some_and(is_date),
        FieldType::Time => default.as_str().is_some_and(is_time),
        FieldType::DateTime => default.as_str().is_some_and(|text| {
            text.split_once('T').is_some_and(|(day, clock)| {
                is_date(day) && clock.strip_suffix('Z').is_some_and(|c| c.len() == 8 && is_time(c))
            })
        }),
        FieldType::Json => true,
        FieldType::Geo | FieldType::File => default.is_object(),
        FieldType::StringArray | FieldType::IntegerArray | FieldType::DecimalArray => default.is_array(),
        _ => default.as_str().is_some_and(|text| !text.contains('\0')),
    }
}

/// `2026-01-31`
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (figures(year, 4), figures(month, 2), figures(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    year > 0 && (1..=days).contains(&day)
}

/// `09:30` or `09:30:00`
fn is_time(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.split(':').map(|part| figures(part, 2)).collect();
    match parts.as_slice() {
        [Some(hour), Some(minute)] => *hour < 24 && *minute < 60,
        [Some(hour), Some(minute), Some(second)] => *hour < 24 && *minute < 60 && *second < 60,
        _ => false,
    }
}

fn figures(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

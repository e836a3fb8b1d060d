//! Lists that are narrowed by an item of a field that holds several.

use domain::requirement::Requirement;
use serde_json::{Value, json};

use super::lists::found;
use super::scenario::{Member, Operand};
use super::write::{Writer, refused_query};
use crate::model::Filter;

/// Records that share an item, and one of them has another beside it: each item finds those that have it.
pub fn write(w: &mut Writer<'_, '_>, by: &str, about: &Requirement, filter: &Filter) {
    let Some(values) = w.thing.values(&filter.field) else { return };
    if let Some(reason) = values.impossible() {
        return w.cannot(about, reason);
    }
    let (Some(one), Some(other)) = (values.item(0), values.item(1)) else {
        return w.cannot(about, "there are no two different items");
    };
    let with = |items: &[Value]| Some(vec![Member::new(&filter.field, values.list_of(items)?)]);
    // A list may have no room for a second item.
    let both = with(&[one.clone(), other.clone()]);
    let shared = both.is_some();
    let (Some(first), Some(second)) =
        (both.or_else(|| with(std::slice::from_ref(&one))), with(std::slice::from_ref(&other)))
    else {
        return w.cannot(about, "its item counts leave no list to tell apart");
    };
    let asked = |value: Value| vec![Member::new(&filter.name, Operand::json(value))];
    let mut steps = vec![
        w.make_as("first", first),
        w.make_as("second", second),
        w.list(by, asked(one.clone()), found(&["first"])).step(),
        w.list(by, asked(other), found(if shared { &["first", "second"] } else { &["second"] })).step(),
    ];
    match one {
        // A part of an item is no item.
        Value::String(text)
            if w.thing.entity.field(&filter.field).is_some_and(|f| f.item_choices().is_none()) =>
        {
            let part: String = text.chars().skip(1).collect();
            steps.push(w.list(by, asked(json!(part)), found(&[])).step());
        }
        _ => steps.push(w.list(by, asked(json!("no-such-value")), refused_query(&filter.name)).step()),
    }
    let words = filter.field.replace('_', " ");
    w.test(about, format!("{} are filtered by one of their {words}", w.thing.labels), steps);
}

//! What the record that a key points to must be: made while it is so, refused once it is not.

use domain::requirement::Requirement;
use serde_json::{Value, json};

use super::scenario::{Member, Operand, Step};
use super::world::Thing;
use super::write::{Writer, ok, problem};
use crate::model::{Requires, Verb};

pub fn write(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Requires) {
    let (Some(holder), Some(by)) = (w.world.thing(&rule.to), w.who(Verb::Create)) else { return };
    let Some(other) = other_than(holder, rule) else { return };
    let (label, there) = (w.thing.label, holder.label);
    let state = format!("{} {}", rule.field.replace('_', " "), said(&rule.allowed));
    let make = |save: &str| Step::Make {
        factory: holder.one.to_owned(),
        with: vec![],
        by: None,
        save: Some(save.to_owned()),
        times: 1,
    };
    // Behind the program's back: no rule about the record itself is in the way.
    let spoil = |record: &str| Step::Overwrite {
        table: holder.entity.table.clone(),
        row: Operand::id_of(record),
        columns: vec![Member::new(&rule.field, Operand::json(other.clone()))],
        refused: false,
    };
    let at = |record: &str| vec![Member::new(&rule.key, Operand::id_of(record))];
    let steps = vec![make("good"), w.post(&by, w.valid(at("good")), vec![ok(201)]).step()];
    w.test(about, format!("{label} of a {there} with {state} is kept"), steps);
    let steps = vec![make("bad"), spoil("bad"), w.post(&by, w.valid(at("bad")), problem(409)).step()];
    w.test(about, format!("{label} of a {there} without {state} is refused"), steps);
    let Some(changer) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(&rule.key)) else { return };
    let steps = vec![
        make("good"),
        make("bad"),
        w.make_as("row", at("good")),
        spoil("bad"),
        w.patch(&changer, "row", at("bad"), problem(409)).step(),
        // What was made in time stays what it is.
        spoil("good"),
        w.patch(&changer, "row", at("good"), vec![ok(200)]).step(),
    ];
    w.test(about, format!("{label} is not moved to a {there} without {state}"), steps);
}

fn said(values: &[Value]) -> String {
    let words: Vec<String> =
        values.iter().map(|value| value.as_str().map_or(value.to_string(), str::to_owned)).collect();
    words.join(" or ")
}

/// A value of the field that is not allowed.
fn other_than(holder: &Thing<'_>, rule: &Requires) -> Option<Value> {
    let known = match rule.flag {
        true => vec![json!(true), json!(false)],
        false => holder.entity.field(&rule.field)?.keywords.values.clone()?,
    };
    known.into_iter().find(|value| !rule.allowed.contains(value))
}

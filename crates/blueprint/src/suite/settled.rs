//! Rows that are not changed, or not deleted, while a field has one of some values.

use domain::requirement::Requirement;
use domain::rule::RowOp;
use serde_json::Value;

use super::scenario::{Call, Operand, Payload, Step};
use super::states::lead;
use super::write::{Writer, ok, problem};
use crate::model::{Settled, Verb};

pub fn write(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Settled) {
    let settled: Vec<(String, Vec<Step>)> =
        rule.filter.values.iter().filter_map(|value| made(w, rule, value, "settled")).collect();
    if settled.is_empty() {
        return w.cannot(about, format!("no {} gets one of those values", w.thing.label));
    }
    let others: Vec<Value> = match &w.thing.machine {
        Some(machine) if machine.field == rule.filter.field => {
            super::states::states(machine).into_iter().map(Value::from).collect()
        }
        _ => {
            let values = w.thing.values(&rule.filter.field);
            let all = (0..20).filter_map(|n| values.and_then(|values| values.nth(n)));
            all.filter_map(|operand| if let Operand::Json { value } = operand { Some(value) } else { None })
                .collect()
        }
    };
    let free = others
        .iter()
        .filter(|value| !rule.filter.values.contains(value))
        .find_map(|value| made(w, rule, value, "free"));
    for op in &rule.ops {
        let (verb, deed, success) = match op {
            RowOp::Update => (Verb::Update, "changed", 200),
            RowOp::Delete => (Verb::Delete, "deleted", 204),
            // Not of rows that are there.
            RowOp::Create => continue,
        };
        let Some(by) = w.who(verb) else { continue };
        let call = |w: &Writer<'_, '_>, record: &str| -> Call {
            match op {
                RowOp::Update => w.on(&by, "PATCH", record).body(Payload::Members { members: vec![] }),
                RowOp::Delete | RowOp::Create => w.on(&by, "DELETE", record),
            }
        };
        for (shown, steps) in &settled {
            let mut steps = steps.clone();
            steps.push(call(w, "settled").expect(problem(409)).step());
            if let Some((_, way)) = &free {
                steps.extend(way.clone());
                steps.push(call(w, "free").expect(vec![ok(success)]).step());
            }
            let words = rule.filter.field.replace('_', " ");
            let title = format!("{} whose {words} is {shown} is not {deed}", w.thing.label);
            w.test(about, title, steps);
        }
    }
}

/// A record with that value, under that name, and how the value is said.
fn made(w: &Writer<'_, '_>, rule: &Settled, value: &Value, save: &str) -> Option<(String, Vec<Step>)> {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(machine) = w.thing.machine.as_ref().filter(|machine| machine.field == rule.filter.field) {
        let mut steps = vec![w.make_as(save, vec![])];
        steps.extend(lead(w, &machine.initial, &shown, save)?);
        return Some((shown, steps));
    }
    let with = w.along(&rule.filter.field, Operand::json(value.clone()))?;
    Some((shown, vec![w.make_as(save, with)]))
}

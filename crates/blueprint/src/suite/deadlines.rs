//! What is done only before a moment: done while it lies ahead, refused once it has passed.

use domain::requirement::Requirement;
use domain::rule::RowOp;

use super::scenario::{Call, Member, Operand, Payload, Step};
use super::values::When;
use super::world::Thing;
use super::write::{Writer, ok, problem};
use crate::model::{Deadline, Verb};

pub fn write(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Deadline) {
    let holder = match &rule.key {
        Some(_) => w.world.thing(&rule.to),
        None => Some(w.thing),
    };
    let Some(holder) = holder else { return };
    if holder.values(&rule.field).is_none_or(|values| values.when == When::Past) {
        return w.cannot(about, format!("{} of {} always lies in the past", rule.field, holder.label));
    }
    let (label, moment) = (w.thing.label, rule.field.replace('_', " "));
    for op in &rule.ops {
        let (verb, deed, status) = match op {
            RowOp::Create => (Verb::Create, "made", 201),
            RowOp::Update => (Verb::Update, "changed", 200),
            RowOp::Delete => (Verb::Delete, "deleted", 204),
        };
        let Some(by) = w.who(verb) else { continue };
        let mut steps = Vec::new();
        for (name, passed) in [("ahead", false), ("past", true)] {
            let ends = made(w, rule, holder, name, &mut steps, *op != RowOp::Create);
            let expect = if passed { problem(409) } else { vec![ok(status)] };
            if passed {
                steps.push(pass(holder, rule, &ends));
            }
            let call: Call = match op {
                RowOp::Create => w.post(&by, w.valid(pointing(rule, &ends)), vec![]),
                RowOp::Update => w.on(&by, "PATCH", name).body(Payload::Members { members: vec![] }),
                RowOp::Delete => w.on(&by, "DELETE", name),
            };
            steps.push(call.expect(expect).step());
        }
        w.test(about, format!("{label} is not {deed} once its {moment} has passed"), steps);
    }
}

/// The record whose moment counts, and the one to do something to; answers with the name of the first.
fn made(
    w: &Writer<'_, '_>,
    rule: &Deadline,
    holder: &Thing<'_>,
    name: &str,
    steps: &mut Vec<Step>,
    both: bool,
) -> String {
    if rule.key.is_none() {
        steps.push(w.make_as(name, vec![]));
        return name.to_owned();
    }
    let ends = format!("{name}_moment");
    steps.push(Step::Make {
        factory: holder.one.to_owned(),
        with: vec![],
        by: None,
        save: Some(ends.clone()),
        times: 1,
    });
    if both {
        steps.push(w.make_as(name, pointing(rule, &ends)));
    }
    ends
}

fn pointing(rule: &Deadline, to: &str) -> Vec<Member> {
    rule.key.iter().map(|key| Member::new(key, Operand::id_of(to))).collect()
}

/// The moment passes behind the program's back: no rule about the record itself is in the way.
fn pass(holder: &Thing<'_>, rule: &Deadline, record: &str) -> Step {
    let long_ago = if rule.day { "2001-02-03" } else { "2001-02-03 09:00:00.000000" };
    Step::Overwrite {
        table: holder.entity.table.clone(),
        row: Operand::id_of(record),
        columns: vec![Member::new(&rule.field, Operand::json(long_ago))],
        refused: false,
    }
}

//! Two keys, or two texts, of one record that never say the same: refused at creation and at every change.

use domain::requirement::Requirement;

use super::scenario::{Expect, Member, Operand};
use super::targets::{Shared, target};
use super::write::{Writer, ok};
use crate::model::{Differ, Verb};

pub fn write(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Differ) {
    let mut same = Shared::default();
    let Some(value) = value(w, rule, &mut same) else {
        return w.cannot(about, format!("no value fits both {} and {}", rule.one, rule.other));
    };
    let (label, var) = (w.thing.label, w.thing.var.clone());
    let said = |name: &str| name.trim_end_matches("_id").replace('_', " ");
    let (one, other) = (said(&rule.one), said(&rule.other));
    let wrong = || vec![Expect::Refused { status: 422, pointer: None }];
    let [first, second] = [&rule.one, &rule.other].map(|name| Member::new(name, value.clone()));
    if let Some(by) = w.who(Verb::Create) {
        let mut steps = same.steps.clone();
        steps.push(w.post(&by, w.valid(vec![first.clone()]), vec![ok(201)]).step());
        steps.push(w.post(&by, w.valid(vec![first.clone(), second.clone()]), wrong()).step());
        w.test(about, format!("{label} with the same {one} and {other} is refused"), steps);
    }
    if let Some(by) = w.who(Verb::Update) {
        let mut steps = same.steps;
        steps.push(w.make(vec![first.clone()]));
        if !w.thing.is_frozen(&rule.other) {
            steps.push(w.patch(&by, &var, vec![second], wrong()).step());
        }
        if !w.thing.is_frozen(&rule.one) {
            steps.push(w.patch(&by, &var, vec![first], vec![ok(200)]).step());
        }
        w.test(about, format!("{label} {other} cannot become the {one}"), steps);
    }
}

/// What both may say: the id of a record made for it, or a text that has room in both.
fn value(w: &Writer<'_, '_>, rule: &Differ, same: &mut Shared) -> Option<Operand> {
    if let Some(key) = w.thing.entity.relation(&rule.one) {
        return target(w, key, "same_", same);
    }
    let other = &w.thing.values(&rule.other)?.field;
    let fits = |value: &Operand| {
        let Operand::Json { value } = value else { return false };
        let len = value.as_str().map_or(0, |text| text.chars().count() as u64);
        other.min_length.is_none_or(|min| min <= len) && other.max_length.is_none_or(|max| max >= len)
    };
    w.thing.values(&rule.one)?.nth(3).filter(fits)
}

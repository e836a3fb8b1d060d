//! Moments that lie in the future, or in the past, of their writing.

use std::collections::BTreeSet;

use domain::requirement::Requirement;
use domain::rule::Direction;

use super::scenario::{Expect, Member, MomentForm, Operand};
use super::write::{Writer, ok, refused};
use crate::model::Verb;

pub fn write(w: &mut Writer<'_, '_>, about: &Requirement, field: &str, direction: Direction) {
    let Some(values) = w.thing.values(field) else { return };
    let values_are_dates = values.is_date();
    let form = if values_are_dates { MomentForm::Date } else { MomentForm::DateTime };
    // Two days away: the date is another one in every time zone.
    let away = |days: i64| Operand::FromNow { seconds: days * 86_400, form };
    let (good, bad, side) =
        if direction.is_ahead() { (away(2), away(-2), "past") } else { (away(-2), away(2), "future") };
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), field.replace('_', " "));
    let beside: BTreeSet<String> = w.thing.ordered_pairs().into_iter().flat_map(|(a, b)| [a, b]).collect();
    let alone = !beside.contains(field);
    if let Some(by) = w.who(Verb::Create) {
        let mut steps = Vec::new();
        if alone {
            steps.push(w.post(&by, w.valid(vec![Member::new(field, good.clone())]), vec![ok(201)]).step());
        } else {
            steps.push(w.post(&by, w.valid(vec![]), vec![ok(201)]).step());
        }
        let wrong = if alone { refused(field) } else { vec![Expect::Refused { status: 422, pointer: None }] };
        steps.push(w.post(&by, w.valid(vec![Member::new(field, bad.clone())]), wrong).step());
        w.test(about, format!("{label} {words} in the {side} is refused"), steps);
        if alone && direction.holds_today() && values_are_dates {
            let today = vec![Member::new(field, away(0))];
            let steps = vec![w.post(&by, w.valid(today), vec![ok(201)]).step()];
            w.test(about, format!("{label} {words} may be today"), steps);
        }
    }
    if let Some(by) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(field) && alone) {
        let steps = vec![
            w.make(vec![]),
            w.patch(&by, &var, vec![Member::new(field, good)], vec![ok(200)]).step(),
            w.patch(&by, &var, vec![Member::new(field, bad)], refused(field)).step(),
        ];
        w.test(about, format!("{label} {words} cannot be moved into the {side}"), steps);
    }
}

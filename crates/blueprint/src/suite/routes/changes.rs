//! Routes that change a row, or make one below another.

use domain::route::{Change, Gives, NewValue};
use domain::spec::FieldType;
use serde_json::json;

use super::rows::{Row, make, settle};
use super::{Own, Writer};
use crate::model::Verb;
use crate::suite::scenario::{Expect, How, Kind, Member, Operand, Payload, Step};
use crate::suite::write::{equal, is, ok, problem, refused};

/// Callers at the same moment.
const AT_ONCE: u32 = 5;

pub fn write(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Gives::Change(changes) = &own.stated.gives else { return };
    offered(w, own);
    for (k, change) in changes.iter().enumerate() {
        let Some(about) = own.part(w, &format!("gives/change/{k}")) else { continue };
        let steps = match &change.to {
            NewValue::Value(value) => set(w, own, change, value),
            NewValue::Now => now(w, own, change),
            NewValue::Flip => flip(w, own, change),
            NewValue::Add(n) => add(w, own, change, *n),
        };
        match steps {
            Some(steps) => {
                w.test(about, format!("{} {}", own.shown, change.words()), steps);
            }
            None => w.cannot(about, "no record can be made on which it would be seen"),
        }
        if let NewValue::Add(n) = change.to {
            at_once(w, own, about, change, n);
            bound(w, own, about, change, n);
        }
    }
}

fn id() -> Operand {
    Operand::id_of("first")
}

fn offered(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    if let Some(mut steps) = make(w, &Row::new("first", 0, &[]), &[]) {
        steps.push(own.ask(Some(&id()), vec![ok(200), is("id", id())]));
        w.test(own.about, format!("{} answers the record", own.shown), steps);
    }
    let steps = ["999999", "no-such-id"].map(|unknown| own.ask(Some(&Operand::json(unknown)), problem(404)));
    w.test(own.about, format!("{} of an unknown record is not found", own.shown), steps.to_vec());
}

/// A row whose field has another value at first, where one may be given.
fn row(w: &Writer<'_, '_>, field: &str, value: Option<Operand>) -> Option<Vec<Step>> {
    let writable = w.thing.values(field).is_some_and(|v| v.field.read_only != Some(true));
    let row = Row::new("first", 0, &[]);
    let row = match value.filter(|_| writable) {
        Some(value) => row.with(field, value),
        None => row,
    };
    make(w, &row, &[])
}

/// The answer and the record afterwards have the value.
fn then(w: &Writer<'_, '_>, own: &Own<'_>, steps: &mut Vec<Step>, expect: &dyn Fn() -> Expect) {
    steps.push(own.ask(Some(&id()), vec![ok(200), expect()]));
    if let Some(reader) = w.who(Verb::Read) {
        steps.push(w.on(&reader, "GET", "first").expect(vec![ok(200), expect()]).step());
    }
}

fn set(w: &Writer<'_, '_>, own: &Own<'_>, change: &Change, value: &serde_json::Value) -> Option<Vec<Step>> {
    let values = w.thing.values(&change.field)?;
    let other = (0..6)
        .filter_map(|n| values.nth(n))
        .find(|v| *v != Operand::json(value.clone()))
        .or_else(|| w.thing.is_nullable(&change.field).then(|| Operand::json(serde_json::Value::Null)));
    let mut steps = row(w, &change.field, other)?;
    let expect = || w.same(&change.field, Operand::json(value.clone()));
    then(w, own, &mut steps, &expect);
    // A second time it is so already.
    steps.push(own.ask(Some(&id()), vec![ok(200), expect()]));
    Some(steps)
}

fn now(w: &Writer<'_, '_>, own: &Own<'_>, change: &Change) -> Option<Vec<Step>> {
    let mut steps = row(w, &change.field, None)?;
    let date = w.thing.values(&change.field)?.field.ql_type == FieldType::Date;
    then(w, own, &mut steps, &|| Expect::Recent { member: change.field.clone(), date });
    Some(steps)
}

fn flip(w: &Writer<'_, '_>, own: &Own<'_>, change: &Change) -> Option<Vec<Step>> {
    let values = w.thing.values(&change.field)?;
    let writable = values.field.read_only != Some(true);
    let first = values.field.default == Some(json!(true)) && !writable;
    let mut steps = row(w, &change.field, Some(Operand::json(false)))?;
    then(w, own, &mut steps, &|| equal(&change.field, !first));
    then(w, own, &mut steps, &|| equal(&change.field, first));
    Some(steps)
}

/// Value before, as units; none where a client cannot choose it.
fn start(w: &Writer<'_, '_>, change: &Change, n: i64, times: i64) -> Option<(Option<Operand>, i128, u32)> {
    let values = w.thing.values(&change.field)?;
    let range = values.number()?;
    let unit = 10_i128.pow(range.scale);
    if values.field.read_only == Some(true) {
        let default = values.field.default.clone().unwrap_or(json!(0));
        return Some((None, range.read(&Operand::json(default))?, range.scale));
    }
    let far = i128::from(n) * i128::from(times) * unit;
    let candidates = (0..40).filter_map(|k| range.nth(k)).chain([far.abs(), 0]);
    let found = candidates.into_iter().find(|v| range.contains(*v) && inside(range, v + far))?;
    Some((Some(Operand::json(range.json(found))), found, range.scale))
}

fn inside(range: &crate::suite::values::NumberRange, units: i128) -> bool {
    range.low.is_none_or(|low| units >= low) && range.high.is_none_or(|high| units <= high)
}

fn shown(w: &Writer<'_, '_>, change: &Change, units: i128, scale: u32) -> Expect {
    let decimal = w.thing.values(&change.field).is_some_and(|v| v.field.ql_type == FieldType::Decimal);
    let text = crate::units::text(units, scale);
    let member = change.field.clone();
    match decimal {
        true => Expect::Figure { member, value: Operand::json(text), how: How::Number },
        false => {
            let whole = i64::try_from(units / 10_i128.pow(scale)).unwrap_or_default();
            Expect::Figure { member, value: Operand::json(whole), how: How::Exactly }
        }
    }
}

fn add(w: &Writer<'_, '_>, own: &Own<'_>, change: &Change, n: i64) -> Option<Vec<Step>> {
    let (value, units, scale) = start(w, change, n, 2)?;
    let step = i128::from(n) * 10_i128.pow(scale);
    let mut steps = row(w, &change.field, value)?;
    then(w, own, &mut steps, &|| shown(w, change, units + step, scale));
    then(w, own, &mut steps, &|| shown(w, change, units + 2 * step, scale));
    Some(steps)
}

/// Of several at once each counts.
fn at_once(
    w: &mut Writer<'_, '_>,
    own: &Own<'_>,
    about: &domain::requirement::Requirement,
    change: &Change,
    n: i64,
) {
    let Some(reader) = w.who(Verb::Read) else { return };
    let steps = || {
        let (value, units, scale) = start(w, change, n, i64::from(AT_ONCE))?;
        let mut steps = row(w, &change.field, value)?;
        let call = own.call(&own.by, Some(&id()));
        steps.push(Step::AtOnce { call, times: AT_ONCE, statuses: vec![200; AT_ONCE as usize] });
        let after = units + i128::from(n) * i128::from(AT_ONCE) * 10_i128.pow(scale);
        let expect = vec![ok(200), shown(w, change, after, scale)];
        steps.push(w.on(&reader, "GET", "first").expect(expect).step());
        Some(steps)
    };
    if let Some(steps) = steps() {
        w.test_of(
            Kind::Concurrency,
            about,
            format!("of many calls of {} at once each counts", own.shown),
            steps,
        );
    }
}

/// Past the field's own bound it is refused, and nothing changes.
fn bound(
    w: &mut Writer<'_, '_>,
    own: &Own<'_>,
    about: &domain::requirement::Requirement,
    change: &Change,
    n: i64,
) {
    let steps = || {
        let values = w.thing.values(&change.field)?;
        let range = values.number().filter(|_| values.field.read_only != Some(true))?;
        let edge = if n < 0 { range.low? } else { range.high? };
        let value = Operand::json(range.json(edge));
        let mut steps = row(w, &change.field, Some(value))?;
        steps.push(own.ask(Some(&id()), problem(409)));
        if let Some(reader) = w.who(Verb::Read) {
            let expect = vec![ok(200), shown(w, change, edge, range.scale)];
            steps.push(w.on(&reader, "GET", "first").expect(expect).step());
        }
        Some(steps)
    };
    if let Some(steps) = steps() {
        let field = change.field.replace('_', " ");
        w.test(about, format!("{} keeps {field} within its bounds", own.shown), steps);
    }
}

/// A valid body without the key that the path gives.
pub fn hanging(w: &Writer<'_, '_>, own: &Own<'_>, with: Vec<Member>) -> Payload {
    let mut members = with;
    if let Some(scope) = &own.route.scope {
        let given = w.thing.entity.relation(&scope.key).is_some_and(|key| !key.owner);
        if given && !members.iter().any(|member| member.name == scope.key) {
            members.push(Member::new(&scope.key, Operand::Missing));
        }
    }
    w.valid(members)
}

pub fn create(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Some(scope) = own.route.scope.as_ref() else { return };
    let Some(key) = w.thing.entity.relation(&scope.key) else { return };
    let settled = settle(w, Some(scope), "", vec![]).zip(settle(w, Some(scope), "other_", vec![]));
    let Some(((steps, id), (more, other))) = settled else {
        return w.cannot(own.about, "no record can be made for its path");
    };
    let (Some(id), Some(other)) = (id, other) else { return };
    let post =
        |id: &Operand, body: Payload, expect| own.call(&own.by, Some(id)).body(body).expect(expect).step();
    let belongs = |id: &Operand| match key.link.is_some() {
        true => is(&scope.key, Operand::List { items: vec![id.clone()] }),
        false => is(&scope.key, id.clone()),
    };
    let body = Step::Body {
        factory: w.thing.one.to_owned(),
        with: vec![Member::new(&scope.key, Operand::Missing)],
        save: "body".into(),
        caller: None,
    };
    let mut all = steps.clone();
    all.push(body);
    all.push(
        own.call(&own.by, Some(&id))
            .body(Payload::Saved { name: "body".into() })
            .expect(vec![ok(201), Expect::Present { member: "id".into() }, w.holds("body")])
            .step(),
    );
    w.test(own.about, format!("{} makes {}", own.shown, w.a()), all);
    if let Some(about) = own.part(w, "scope") {
        let mut all = steps.clone();
        all.extend(more);
        all.push(post(&id, hanging(w, own, vec![]), vec![ok(201), belongs(&id)]));
        all.push(post(&other, hanging(w, own, vec![]), vec![ok(201), belongs(&other)]));
        w.test(about, format!("{} ties it to the record of the path", own.shown), all);
    }
    let mut all = steps;
    let given = vec![Member::new(
        &scope.key,
        if key.link.is_some() { Operand::json(json!([1])) } else { id.clone() },
    )];
    all.push(post(&id, hanging(w, own, given), refused(&scope.key)));
    w.test(own.about, format!("{} takes no other key", own.shown), all);
}

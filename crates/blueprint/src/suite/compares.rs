//! A field against one of the record that a key points to: kept and refused from both sides, and when
//! both sides move at once.

use domain::requirement::Requirement;

use super::scenario::{Call, Expect, Kind, Made, Member, Operand, PathPart, Payload, Step};
use super::values::FieldValues;
use super::world::{Thing, World};
use super::write::{Writer, ok, problem, text};
use crate::model::{Compare, Verb};

/// How often two rivals meet: in some rounds one comes after the other by chance. Without the lock between
/// them five rounds on PostgreSQL passed now and then.
const ROUNDS: u32 = 25;

/// What a record says against what the one that it points to says, from both sides.
pub fn write(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Compare) {
    let Some(by) = w.who(Verb::Create) else { return };
    let Some(holder) = w.world.thing(&rule.to) else { return };
    let Some([bound, at, within, beyond]) = around(w, holder, rule) else {
        return w.cannot(about, format!("no values fit both {} and {}", rule.field, rule.other));
    };
    let (label, limit) = (w.thing.label, "limit");
    let first = Step::Make {
        factory: holder.one.to_owned(),
        with: vec![Member::new(&rule.other, bound.clone())],
        by: None,
        save: Some(limit.to_owned()),
        times: 1,
    };
    let members = |w: &Writer<'_, '_>, value: &Operand| {
        let mut members = w.beside(&rule.field, value.clone())?;
        members.push(Member::new(&rule.key, Operand::id_of(limit)));
        Some(members)
    };
    let (Some(good), Some(edge), Some(bad)) = (members(w, &within), members(w, &at), members(w, &beyond))
    else {
        return w.cannot(about, format!("other rules leave no values for {}", rule.field));
    };
    let wrong = || vec![Expect::Refused { status: 422, pointer: None }];
    let equal = if rule.op.is_strict() { wrong() } else { vec![ok(201)] };
    let (mine, theirs) = (rule.field.replace('_', " "), rule.other.replace('_', " "));
    let side = if rule.op.is_upper() { "above" } else { "below" };
    let steps = vec![first.clone(), w.post(&by, w.valid(good.clone()), vec![ok(201)]).step()];
    w.test(about, format!("{label} with {mine} within the {theirs} is kept"), steps);
    let steps = vec![first.clone(), w.post(&by, w.valid(edge), equal).step()];
    w.test(about, format!("{label} with {mine} at the {theirs}"), steps);
    let steps = vec![first.clone(), w.post(&by, w.valid(bad), wrong()).step()];
    w.test(about, format!("{label} with {mine} {side} the {theirs} is refused"), steps);
    // The other side of the bound, seen from the record that sets it.
    let moved = around_bound(holder, rule, &bound).filter(|_| !rule.op.is_strict());
    if let (Some(holding), Some(moved)) = (w.world.who(holder, Verb::Update), moved) {
        let path = vec![text(&format!("{}/", holder.path)), PathPart::Value { value: Operand::id_of(limit) }];
        let Some(filled) = members(w, &at) else { return };
        let fill =
            Step::Make { factory: w.thing.one.to_owned(), with: filled, by: None, save: None, times: 1 };
        let payload = Payload::Members { members: vec![Member::new(&rule.other, moved)] };
        let call = Call::new(&holding, "PATCH", path).body(payload);
        let steps = vec![first, fill, call.clone().expect(problem(409)).step()];
        w.test(about, format!("{theirs} that {} records already break is refused", w.thing.label), steps);
        at_once(w, about, rule, [&bound, &at], good, call);
    }
}

/// The record moves up to the bound while the bound moves away from it: each is right by itself, so
/// only one of the two may be done.
fn at_once(
    w: &mut Writer<'_, '_>,
    about: &Requirement,
    rule: &Compare,
    [bound, at]: [&Operand; 2],
    within: Vec<Member>,
    bounding: Call,
) {
    let Some(by) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(&rule.field)) else { return };
    let (Some(holder), Some(moved)) = (w.world.thing(&rule.to), w.beside(&rule.field, at.clone())) else {
        return;
    };
    let made = |factory: &str, with: Vec<Member>, save: &str| Made {
        factory: factory.to_owned(),
        with,
        save: save.to_owned(),
    };
    let rivals = Step::Rivals {
        rounds: ROUNDS,
        made: vec![
            made(holder.one, vec![Member::new(&rule.other, bound.clone())], "limit"),
            made(w.thing.one, within, "bounded"),
        ],
        calls: vec![w.patch(&by, "bounded", moved, vec![]), bounding],
        statuses: vec![vec![200, 409], vec![200, 422]],
    };
    let (mine, theirs) = (rule.field.replace('_', " "), rule.other.replace('_', " "));
    w.test_of(
        Kind::Concurrency,
        about,
        format!("{mine} and {theirs} that move past each other at once do not both move"),
        vec![rivals],
    );
}

/// Whether the records that factories make to point at leave the field that number.
pub fn leaves(world: &World<'_>, thing: &Thing<'_>, field: &str, value: &Operand) -> bool {
    let fits = |rule: &Compare| {
        // A key that may stay empty bounds nothing either.
        thing.entity.relation(&rule.key).filter(|key| key.required)?;
        let own = thing.values(field).and_then(FieldValues::number)?;
        let holder = world.thing(&rule.to)?.values(&rule.other)?;
        let (other, units) = (holder.number()?, own.read(value)?);
        // Factories leave out what may stay empty.
        let bound = holder.usual.or_else(|| other.nth(holder.offset)).filter(|_| holder.field.required)?;
        let scale = own.scale.max(other.scale);
        let lift = |units: i128, own: u32| units.checked_mul(10_i128.checked_pow(scale - own)?);
        let (units, bound) = (lift(units, own.scale)?, lift(bound, other.scale)?);
        let beyond = if rule.op.is_upper() { units > bound } else { units < bound };
        Some(!(beyond || (rule.op.is_strict() && units == bound)))
    };
    thing.entity.compares.iter().filter(|rule| rule.field == field).all(|rule| fits(rule).unwrap_or(true))
}

/// A value at the bound of the other record, one within and one beyond it; `None` where none fit both.
fn around(w: &Writer<'_, '_>, holder: &Thing<'_>, rule: &Compare) -> Option<[Operand; 4]> {
    let (own, theirs) = (w.thing.values(&rule.field)?, holder.values(&rule.other)?);
    if own.is_moment() && theirs.is_moment() {
        const DAY: i64 = 500;
        let at = |values: &FieldValues, day: i64| {
            values.moment(day - i64::try_from(values.offset).unwrap_or(0), 0)
        };
        let beyond = if rule.op.is_upper() { 1 } else { -1 };
        return Some([at(theirs, DAY), at(own, DAY), at(own, DAY - beyond), at(own, DAY + beyond)]);
    }
    let (range, other) = (own.number()?, theirs.number()?);
    let step = if rule.op.is_upper() { range.step } else { -range.step };
    (0..400).filter_map(|n| range.nth(n)).find_map(|units| {
        let value = Operand::json(range.json(units));
        let bound = other.read(&value).filter(|bound| other.contains(*bound))?;
        let fits = range.contains(units - step) && range.contains(units + step);
        fits.then(|| {
            let json = |units| Operand::json(range.json(units));
            [Operand::json(other.json(bound)), value, json(units - step), json(units + step)]
        })
    })
}

/// A bound that leaves the value at the old one outside.
fn around_bound(holder: &Thing<'_>, rule: &Compare, bound: &Operand) -> Option<Operand> {
    let values = holder.values(&rule.other)?;
    if values.is_moment() {
        let day = if rule.op.is_upper() { 499 } else { 501 };
        return Some(values.moment(day - i64::try_from(values.offset).ok()?, 0));
    }
    let range = values.number()?;
    let units = range.read(bound)?;
    let moved = if rule.op.is_upper() { units - range.step } else { units + range.step };
    range.contains(moved).then(|| Operand::json(range.json(moved)))
}

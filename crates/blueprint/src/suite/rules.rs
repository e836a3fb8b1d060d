//! Rules between fields and between records, one request after the other and many at once.

use domain::requirement::Requirement;
use domain::rule::{CalendarUnit, RowFilter};
use domain::spec::RelationKind;
use serde_json::Value;

use super::crowd;
use super::scenario::{Call, Expect, Kind, Member, Operand, PathPart, Payload, Step};
use super::states::lead;
use super::targets::{Shared, shared, target};
use super::unique::race;
use super::write::{Writer, ok, problem, refused, text};
use crate::model::{Capacity, Limit, Overlap, Verb};

/// The largest count that a test fills up: some seconds of requests.
const COUNTABLE: u64 = 1_000;

/// The same where each record has a line of its own in the test, or an account.
const TOLD: u64 = 60;

pub fn write(w: &mut Writer<'_, '_>) {
    let entity = w.thing.entity;
    for overlap in &entity.overlaps {
        if let Some(about) = w.world.requirement(&overlap.pointer) {
            overlaps(w, about, overlap);
        }
    }
    for limit in &entity.limits {
        if let Some(about) = w.world.requirement(&limit.pointer) {
            limits(w, about, limit);
        }
    }
    for capacity in &entity.capacities {
        if let Some(about) = w.world.requirement(&capacity.pointer) {
            capacities(w, about, capacity);
        }
    }
    for rule in &entity.compares {
        if let Some(about) = w.world.requirement(&rule.pointer) {
            super::compares::write(w, about, rule);
        }
    }
    for order in &entity.orders {
        if let Some(about) = w.world.requirement(&order.pointer) {
            ordered(w, about, &order.before, &order.after, order.strict);
        }
    }
    for rule in &entity.differing {
        if let Some(about) = w.world.requirement(&rule.pointer) {
            super::differing::write(w, about, rule);
        }
    }
    for rule in &entity.immutables {
        if let Some(about) = w.world.requirement(&rule.pointer) {
            immutable(w, about, &rule.fields);
        }
    }
    for rule in &entity.settled {
        if let Some(about) = w.world.requirement(&rule.pointer) {
            super::settled::write(w, about, rule);
        }
    }
    for rule in &entity.requires {
        if let Some(about) = w.world.requirement(&rule.pointer) {
            super::requires::write(w, about, rule);
        }
    }
    for rule in &entity.deadlines {
        if let Some(about) = w.world.requirement(&rule.pointer) {
            super::deadlines::write(w, about, rule);
        }
    }
    for rule in &entity.times {
        if let Some(about) = w.world.requirement(&rule.pointer) {
            super::times::write(w, about, &rule.field, rule.direction);
        }
    }
}

/// Ascending values that are valid for both fields of an order.
pub fn points(w: &Writer<'_, '_>, before: &str, after: &str, count: usize) -> Option<Vec<Operand>> {
    let (low, high) = (w.thing.values(before)?, w.thing.values(after)?);
    if low.is_moment() && high.is_moment() && low.is_date() == high.is_date() {
        return Some((0..count).map(|n| low.moment(i64::try_from(n).unwrap_or(0) + 1, 0)).collect());
    }
    // Of 9, 10 and 100 the text is in another order than the number.
    if let (Some(range), Some(other)) = (low.number(), high.number()) {
        let unit = 10_i128.pow(range.scale);
        let wide: Vec<Operand> = [9, 10, 100, 1_000, 10_000]
            .into_iter()
            .map(|n| n * unit)
            .filter(|units| range.contains(*units))
            .map(|units| Operand::json(range.json(units)))
            .filter(|value| other.read(value).is_some_and(|units| other.contains(units)))
            .take(count)
            .collect();
        if wide.len() == count {
            return Some(wide);
        }
    }
    if let (Some(range), Some(other)) = (low.number(), high.number()) {
        let shared = range.shared(other, count)?;
        return Some(shared.into_iter().map(|units| Operand::json(range.json(units))).collect());
    }
    if high.number().is_some() || !low.has_order() || !high.has_order() {
        return None;
    }
    (0..count as u64).map(|n| low.nth(n)).collect()
}

fn pair(before: &str, from: &Operand, after: &str, to: &Operand) -> Vec<Member> {
    vec![Member::new(before, from.clone()), Member::new(after, to.clone())]
}

/// How a record gets among those that a rule counts.
struct Counted {
    /// Members that bring it in at creation.
    members: Vec<Member>,
    /// The state it has to be brought to afterwards.
    state: Option<String>,
    /// Members that keep another record out.
    outside: Option<Vec<Member>>,
}

fn counted(w: &Writer<'_, '_>, filter: Option<&RowFilter>) -> Option<Counted> {
    let Some(filter) = filter else { return Some(Counted { members: vec![], state: None, outside: None }) };
    let first = filter.values.first()?;
    if let Some(machine) = w.thing.machine.as_ref().filter(|machine| machine.field == filter.field) {
        let is_first = filter.values.iter().any(|value| value.as_str() == Some(&machine.initial));
        let state = if is_first { None } else { first.as_str().map(str::to_owned) };
        return Some(Counted { members: vec![], state, outside: None });
    }
    let member = |value: &Value| vec![Member::new(&filter.field, Operand::json(value.clone()))];
    let values = w.thing.values(&filter.field)?;
    let outside = (0..10).filter_map(|n| values.nth(n)).find_map(|value| match value {
        Operand::Json { value } if !filter.values.contains(&value) => Some(member(&value)),
        _ => None,
    });
    Some(Counted { members: member(first), state: None, outside })
}

fn overlaps(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Overlap) {
    let Some(by) = w.who(Verb::Create) else { return };
    let Some(p) = points(w, &rule.start, &rule.end, 5) else {
        return w.cannot(about, "no five moments in a row fit both fields");
    };
    let (Some(same), Some(counted)) = (shared(w, &rule.scope, "", 0), counted(w, rule.filter.as_ref()))
    else {
        return w.cannot(about, "no two records can share what the rule speaks of");
    };
    let (label, labels) = (w.thing.label, w.thing.labels);
    let span = |from: usize, to: usize| -> Vec<Member> {
        let mut members = same.members.clone();
        members.extend(counted.members.clone());
        if let (Some(from), Some(to)) = (p.get(from), p.get(to)) {
            members.extend(pair(&rule.start, from, &rule.end, to));
        }
        members
    };
    // Of an inclusive rule spans that touch overlap: the first ends before the one beside it begins.
    let last = if rule.inclusive { 2 } else { 3 };
    let first = || span(1, last);
    if let Some(state) = &counted.state {
        return overlaps_by_state(w, about, state, &same, (first(), span(3, 4)), rule.inclusive);
    }
    let begin = |w: &Writer<'_, '_>| {
        let mut steps = same.steps.clone();
        steps.push(w.make_as("first", first()));
        steps
    };
    let over =
        if rule.inclusive { [(1, 2), (0, 1), (2, 3), (0, 4)] } else { [(1, 3), (0, 2), (2, 4), (0, 4)] };
    let mut steps = begin(w);
    for (from, to) in over {
        steps.push(w.post(&by, w.valid(span(from, to)), problem(409)).step());
    }
    w.test(about, format!("{label} that overlaps another is refused"), steps);

    let mut steps = begin(w);
    let beside: &[(usize, usize)] = if rule.inclusive { &[(3, 4)] } else { &[(0, 1), (3, 4)] };
    for (from, to) in beside {
        steps.push(w.post(&by, w.valid(span(*from, *to)), vec![ok(201)]).step());
    }
    let title = if rule.inclusive { "may follow each other" } else { "may touch each other" };
    w.test(about, format!("{labels} {title}"), steps);

    if w.thing.is_nullable(&rule.end) {
        open_ended(w, about, rule, &same, &span, &by);
    }
    if let Some(other) = shared(w, &rule.scope, "other_", 1).filter(|other| !other.members.is_empty()) {
        let mut steps = begin(w);
        steps.extend(other.steps);
        let mut members: Vec<Member> =
            first().into_iter().filter(|m| !other.members.iter().any(|o| o.name == m.name)).collect();
        members.extend(other.members);
        steps.push(w.post(&by, w.valid(members), vec![ok(201)]).step());
        let scope = rule
            .scope
            .iter()
            .map(|name| name.trim_end_matches("_id").replace('_', " "))
            .collect::<Vec<_>>()
            .join(" or ");
        w.test(about, format!("{labels} of another {scope} may overlap"), steps);
    }
    if let Some(outside) = &counted.outside {
        let mut steps = begin(w);
        let mut members: Vec<Member> =
            first().into_iter().filter(|m| !outside.iter().any(|o| o.name == m.name)).collect();
        members.extend(outside.clone());
        steps.push(w.post(&by, w.valid(members), vec![ok(201)]).step());
        w.test(about, format!("{labels} that do not count may overlap"), steps);
    }
    let frozen = w.thing.is_frozen(&rule.start) || w.thing.is_frozen(&rule.end);
    if let (Some(changer), Some(from), Some(to)) =
        (w.who(Verb::Update).filter(|_| !frozen), p.get(2), p.get(4))
    {
        let mut steps = begin(w);
        steps.push(w.make_as("second", span(3, 4)));
        let moved = pair(&rule.start, from, &rule.end, to);
        steps.push(w.patch(&changer, "second", moved, problem(409)).step());
        // A record does not stand in its own way.
        let own = p
            .get(1)
            .zip(p.get(2))
            .map(|(from, to)| pair(&rule.start, from, &rule.end, to))
            .unwrap_or_default();
        steps.push(w.patch(&changer, "first", own, vec![ok(200)]).step());
        w.test(about, format!("{label} cannot be moved over another"), steps);
    }
    let mut steps = same.steps.clone();
    steps.push(race(w.post(&by, w.valid(first()), vec![]), 1));
    w.test_of(Kind::Concurrency, about, format!("of many overlapping {labels} at once one is kept"), steps);
}

/// What has no end yet lasts on: nothing comes behind it, and it stands in the way of what is there.
fn open_ended(
    w: &mut Writer<'_, '_>,
    about: &Requirement,
    rule: &Overlap,
    same: &Shared,
    span: &dyn Fn(usize, usize) -> Vec<Member>,
    by: &str,
) {
    let from = |at: usize| -> Vec<Member> {
        let mut members = span(at, at);
        for member in members.iter_mut().filter(|member| member.name == rule.end) {
            member.value = Operand::json(serde_json::Value::Null);
        }
        members
    };
    // What ends on the day on which an inclusive one begins is in its way.
    let begins = if rule.inclusive { 2 } else { 1 };
    let begin = |w: &Writer<'_, '_>| {
        let mut steps = same.steps.clone();
        steps.push(w.make_as("first", from(begins)));
        steps
    };
    let (labels, end) = (w.thing.labels, rule.end.replace('_', " "));
    let mut steps = begin(w);
    for members in [span(begins + 1, begins + 2), span(0, 2), from(3), from(0)] {
        steps.push(w.post(by, w.valid(members), problem(409)).step());
    }
    w.test(about, format!("{labels} without {end} last on"), steps);
    // Apart from the refused ones, which use up what must differ from record to record.
    let mut steps = begin(w);
    steps.push(w.post(by, w.valid(span(0, 1)), vec![ok(201)]).step());
    let place = if rule.inclusive { "before" } else { "where" };
    w.test(about, format!("{labels} may end {place} one without {end} begins"), steps);
}

/// Only records in a state count: the second one is stopped on its way into it.
fn overlaps_by_state(
    w: &mut Writer<'_, '_>,
    about: &Requirement,
    state: &str,
    same: &Shared,
    (over, beside): (Vec<Member>, Vec<Member>),
    inclusive: bool,
) {
    let Some(initial) = w.thing.machine.as_ref().map(|machine| machine.initial.clone()) else { return };
    let ways = (
        lead(w, &initial, state, "first"),
        lead(w, &initial, state, "second"),
        lead(w, &initial, state, "third"),
    );
    let (Some(first), Some(mut second), Some(third)) = ways else {
        return w.cannot(about, format!("no change leads to {state}"));
    };
    let (label, labels) = (w.thing.label, w.thing.labels);
    let mut steps = same.steps.clone();
    steps.push(w.make_as("first", over.clone()));
    steps.push(w.make_as("second", over));
    steps.push(w.make_as("third", beside));
    steps.extend(first);
    if let Some(Step::Call(call)) = second.last_mut() {
        call.expect = problem(409);
    }
    steps.extend(second);
    steps.extend(third);
    w.test(
        about,
        format!(
            "{label} that overlaps another cannot become {state} but {labels} that {} can",
            if inclusive { "follow" } else { "touch" }
        ),
        steps,
    );
}

/// So many records of two days each, one behind the other, fit in the month of the first.
const DAYS_APART: u64 = 8;

fn limits(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Limit) {
    let Some(by) = w.who(Verb::Create) else { return };
    let max = u32::try_from(rule.max).unwrap_or(0);
    let (Some(same), Some(counted)) = (shared(w, &rule.scope, "", 0), counted(w, rule.filter.as_ref()))
    else {
        return w.cannot(about, "no two records can share what the rule speaks of");
    };
    let (label, labels) = (w.thing.label, w.thing.labels);
    let mut with = same.members.clone();
    with.extend(counted.members.clone());
    let at = rule.at.as_deref().filter(|at| w.thing.values(at).is_some());
    if let Some(at) = at {
        let Some(value) =
            w.thing.values(at).map(|values| values.moment(1, 0)).and_then(|value| w.along(at, value))
        else {
            return w.cannot(about, "no moment fits the order it stands in");
        };
        with.extend(value.into_iter().filter(|m| !same.members.iter().any(|s| s.name == m.name)));
    }
    // Records that must not overlap take their places one behind the other.
    let span =
        w.thing.entity.overlaps.iter().find(|span| w.thing.is_shared(&span.scope) && at.is_some()).cloned();
    // Days take their turn within the month that the limit counts by.
    let by_day = span.as_ref().is_some_and(|span| {
        let long = !matches!(rule.per, Some(CalendarUnit::Day | CalendarUnit::Week));
        long && rule.max <= DAYS_APART
            && w.thing.values(&span.start).is_some_and(|v| v.is_date() && v.is_fixed())
    });
    if let Some(span) = &span
        && !by_day
        && !(w.thing.values(&span.start).is_some_and(|v| v.is_moment() && !v.is_date()))
    {
        return w.cannot(about, "so many records of one day overlap");
    }
    let slot = |w: &Writer<'_, '_>, with: &[Member], n: u32| -> Vec<Member> {
        let Some(span) = &span else { return with.to_vec() };
        let mut all: Vec<Member> =
            with.iter().filter(|m| m.name != span.start && m.name != span.end).cloned().collect();
        let (day, second, end_day, end_second) = if by_day {
            (3 * i64::from(n), 0, 3 * i64::from(n) + 1, 0)
        } else {
            (0, i64::from(n) * 600, 0, i64::from(n) * 600 + 300)
        };
        if let (Some(start), Some(end)) = (w.thing.values(&span.start), w.thing.values(&span.end)) {
            let apart = i64::try_from(end.offset).unwrap_or(0) - i64::try_from(start.offset).unwrap_or(0);
            all.push(Member::new(&span.start, start.moment(1 + day, second)));
            all.push(Member::new(&span.end, end.moment(1 - apart + end_day, end_second)));
        }
        all
    };
    let crowd = crowd::needed(w, &rule.scope).filter(|_| span.is_none());
    let one_by_one = span.is_some() || crowd.is_some() || counted.state.is_some();
    let countable = if one_by_one { TOLD } else { COUNTABLE };
    if rule.max > countable {
        return w.cannot(about, format!("a test would have to make more than {countable} records"));
    }
    let fill = |w: &Writer<'_, '_>, times: u32| -> Vec<Step> {
        let make = |with: Vec<Member>, times: u32| crowd::fill(w, crowd.as_ref(), with, times);
        if span.is_some() {
            (0..times).map(|n| make(slot(w, &with, n), 1)).collect()
        } else {
            vec![make(with.clone(), times)]
        }
    };
    if let Some(state) = &counted.state {
        return limits_by_state(w, about, state, &same, with, max);
    }
    // Records that must differ anyway (one per scope and moment) cannot be put side by side.
    let mut steps = same.steps.clone();
    if max > 0 {
        steps.extend(fill(w, max));
    }
    steps.push(w.post(&by, w.valid(slot(w, &with, max)), problem(409)).step());
    w.test(about, format!("{label} beyond {max} is refused"), steps);

    let swap = |members: Vec<Member>| -> Vec<Member> {
        let mut all: Vec<Member> =
            with.iter().filter(|m| !members.iter().any(|o| o.name == m.name)).cloned().collect();
        all.extend(members);
        all
    };
    if max > 0
        && let Some(other) = shared(w, &rule.scope, "other_", 1).filter(|other| !other.members.is_empty())
    {
        let mut steps = same.steps.clone();
        steps.extend(fill(w, max));
        steps.extend(other.steps);
        steps.push(w.post(&by, w.valid(swap(other.members.clone())), vec![ok(201)]).step());
        w.test(about, format!("{labels} elsewhere are counted apart"), steps);
    }
    if let Some(at) = at.filter(|_| max > 0) {
        let days = match rule.per {
            Some(CalendarUnit::Day) => 1,
            Some(CalendarUnit::Week) => 7,
            Some(CalendarUnit::Month) => 31,
            _ => 366,
        };
        let later = w
            .thing
            .values(at)
            .map(|values| values.moment(1 + days, 0))
            .and_then(|value| w.along_moved(at, value, days));
        if let Some(later) = later {
            let mut steps = same.steps.clone();
            steps.extend(fill(w, max));
            steps.push(w.post(&by, w.valid(swap(later)), vec![ok(201)]).step());
            w.test(about, format!("{labels} of another time are counted apart"), steps);
        }
    }
    if let Some(outside) = counted.outside.filter(|_| max > 0) {
        let mut steps = same.steps.clone();
        steps.extend(fill(w, max));
        steps.push(w.post(&by, w.valid(swap(outside)), vec![ok(201)]).step());
        w.test(about, format!("{labels} that do not count have room"), steps);
    }
    if span.is_none() {
        let mut steps = same.steps;
        steps.extend(crowd::rush(w, crowd.as_ref(), &by, with, max));
        w.test_of(Kind::Concurrency, about, format!("of many {labels} at once {max} are kept"), steps);
    }
}

/// No more records than the one they point to has room for; nor less room than is taken.
fn capacities(w: &mut Writer<'_, '_>, about: &Requirement, rule: &Capacity) {
    let Some(by) = w.who(Verb::Create) else { return };
    let Some(holder) = w.world.thing(&rule.to) else { return };
    let Some(values) = holder.values(&rule.field) else { return };
    // The smallest room that the field allows and two tests can fill.
    let room = values.number().and_then(|range| {
        (0..400)
            .filter_map(|n| range.nth(n))
            .find(|units| *units >= 2)
            .filter(|units| *units <= i128::from(COUNTABLE))
    });
    let Some(room) = room.and_then(|room| u32::try_from(room).ok()) else {
        return w.cannot(about, format!("a test would have to make more than {COUNTABLE} records"));
    };
    let (label, labels, key) = (w.thing.label, w.thing.labels, rule.key.clone());
    let make = |save: &str, room: u32| Step::Make {
        factory: holder.one.to_owned(),
        with: vec![Member::new(&rule.field, Operand::json(room))],
        by: None,
        save: Some(save.to_owned()),
        times: 1,
    };
    let at = |save: &str| vec![Member::new(&key, Operand::id_of(save))];
    let crowd = crowd::needed(w, std::slice::from_ref(&key));
    let fill = |w: &Writer<'_, '_>| crowd::fill(w, crowd.as_ref(), at("full"), room);
    let (full, free) = ("full", "free");
    let steps = vec![make(full, room), fill(w), w.post(&by, w.valid(at(full)), problem(409)).step()];
    let elsewhere = vec![
        make(full, room),
        make(free, room),
        fill(w),
        w.post(&by, w.valid(at(free)), vec![ok(201)]).step(),
    ];
    let mut rush = vec![make(full, room)];
    rush.extend(crowd::rush(w, crowd.as_ref(), &by, at(full), room));
    w.test(about, format!("{label} beyond the {} is refused", rule.field.replace('_', " ")), steps);
    w.test(about, format!("{labels} elsewhere take no room"), elsewhere);
    w.test_of(
        Kind::Concurrency,
        about,
        format!("of many {labels} at once no more than there is room for are kept"),
        rush,
    );
    let lower = values.number().is_some_and(|range| range.contains(i128::from(room) - 1));
    if let Some(by) = w.world.who(holder, Verb::Update).filter(|_| lower) {
        let path = vec![text(&format!("{}/", holder.path)), PathPart::Value { value: Operand::id_of(full) }];
        let members = vec![Member::new(&rule.field, Operand::json(room - 1))];
        let call = Call::new(&by, "PATCH", path).body(Payload::Members { members }).expect(problem(409));
        let steps = vec![make(full, room), fill(w), call.step()];
        w.test(about, format!("{} below what is taken is refused", rule.field.replace('_', " ")), steps);
    }
}

fn limits_by_state(
    w: &mut Writer<'_, '_>,
    about: &Requirement,
    state: &str,
    same: &Shared,
    with: Vec<Member>,
    max: u32,
) {
    let Some(initial) = w.thing.machine.as_ref().map(|machine| machine.initial.clone()) else { return };
    let label = w.thing.label;
    let mut steps = same.steps.clone();
    for n in 0..=max {
        let name = format!("number_{}", n + 1);
        let Some(mut way) = lead(w, &initial, state, &name) else {
            return w.cannot(about, format!("no change leads to {state}"));
        };
        if let (true, Some(Step::Call(call))) = (n == max, way.last_mut()) {
            call.expect = problem(409);
        }
        steps.push(w.make_as(&name, with.clone()));
        steps.extend(way);
    }
    w.test(about, format!("{label} beyond {max} cannot become {state}"), steps);
}

/// Ascending values of an order, each as the first and as the second field says it.
fn steps_of(w: &Writer<'_, '_>, before: &str, after: &str) -> Option<[[Operand; 2]; 3]> {
    let (low, high) = (w.thing.values(before)?, w.thing.values(after)?);
    if low.is_moment() && high.is_moment() && low.is_date() != high.is_date() {
        // A day against a moment of that day.
        let apart = i64::try_from(low.offset).ok()? - i64::try_from(high.offset).ok()?;
        let on = |day: i64| [low.moment(day, 0), high.moment(day + apart, 0)];
        return Some([on(1), on(2), on(3)]);
    }
    let same: Vec<[Operand; 2]> =
        points(w, before, after, 3)?.into_iter().map(|value| [value.clone(), value]).collect();
    same.try_into().ok()
}

fn ordered(w: &mut Writer<'_, '_>, about: &Requirement, before: &str, after: &str, strict: bool) {
    let Some([[low, _], [middle, edge], [high, above]]) = steps_of(w, before, after) else {
        return w.cannot(about, "no three values in a row fit both fields");
    };
    let (label, var) = (w.thing.label, w.thing.var.clone());
    let (first, last) = (before.replace('_', " "), after.replace('_', " "));
    let wrong = vec![Expect::Refused { status: 422, pointer: None }];
    if let Some(by) = w.who(Verb::Create) {
        let equal = if strict { wrong.clone() } else { vec![ok(201)] };
        let steps = vec![
            w.post(&by, w.valid(pair(before, &low, after, &edge)), vec![ok(201)]).step(),
            w.post(&by, w.valid(pair(before, &middle, after, &edge)), equal).step(),
            w.post(&by, w.valid(pair(before, &high, after, &edge)), wrong.clone()).step(),
        ];
        w.test(about, format!("{label} with {first} behind {last} is refused"), steps);
    }
    if let Some(by) = w.who(Verb::Update) {
        let mut steps = vec![w.make(pair(before, &low, after, &edge))];
        if !w.thing.is_frozen(before) {
            steps.push(w.patch(&by, &var, vec![Member::new(before, high)], wrong.clone()).step());
        }
        if !w.thing.is_frozen(after) {
            steps.push(w.patch(&by, &var, vec![Member::new(after, above)], vec![ok(200)]).step());
        }
        if steps.len() > 1 {
            w.test(about, format!("{label} {first} cannot be moved behind {last}"), steps);
        }
    }
}

fn immutable(w: &mut Writer<'_, '_>, about: &Requirement, fields: &[String]) {
    let (label, var) = (w.thing.label, w.thing.var.clone());
    if fields.is_empty() {
        // Whoever may read it; there is nobody who may change it.
        let Some(by) = w.who(Verb::Read).or_else(|| w.who(Verb::Create)) else { return };
        let path = |w: &Writer<'_, '_>| w.path_of(Operand::id_of(&var));
        let patch = super::scenario::Call::new(&by, "PATCH", path(w))
            .body(super::scenario::Payload::Members { members: vec![] });
        let put = super::scenario::Call::new(&by, "PUT", path(w)).body(w.valid(vec![]));
        let steps = vec![w.make(vec![]), patch.expect(problem(405)).step(), put.expect(problem(405)).step()];
        return w.test(about, format!("{label} never changes"), steps);
    }
    let Some(by) = w.who(Verb::Update) else { return };
    for name in fields {
        let words = name.trim_end_matches("_id").replace('_', " ");
        let title = format!("{label} {words} never changes");
        if let Some(key) = w.thing.entity.relation(name) {
            if key.owner {
                continue;
            }
            let mut other = Shared::default();
            let Some(value) = target(w, key, "other_", &mut other) else { continue };
            let mut steps = vec![w.make(vec![])];
            steps.extend(other.steps);
            let now = Operand::Of { name: var.clone(), member: name.clone() };
            if key.kind != RelationKind::ManyToMany {
                steps.push(w.patch(&by, &var, vec![Member::new(name, now)], vec![ok(200)]).step());
            }
            steps.push(w.patch(&by, &var, vec![Member::new(name, value)], refused(name)).step());
            w.test(about, title, steps);
            continue;
        }
        if w.thing.is_state(name) {
            continue;
        }
        let pair = w.thing.values(name).map(|values| (values.nth(0), values.nth(1)));
        let Some((Some(first), Some(second))) = pair else { continue };
        let (Some(with), Some(other)) = (w.along(name, first.clone()), w.along(name, second)) else {
            continue;
        };
        let now = Operand::Of { name: var.clone(), member: name.clone() };
        let mut steps =
            vec![w.make(with), w.patch(&by, &var, vec![Member::new(name, now)], vec![ok(200)]).step()];
        let change: Vec<Member> = other.into_iter().take(1).collect();
        steps.push(w.patch(&by, &var, change, refused(name)).step());
        if let (Some(reader), Operand::Json { .. }) = (w.who(Verb::Read), &first) {
            let same = w.same(name, first);
            steps.push(w.on(&reader, "GET", &var).expect(vec![ok(200), same]).step());
        }
        w.test(about, title, steps);
    }
}

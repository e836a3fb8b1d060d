//! Routes that answer numbers: each number is worked out here by hand, from values that the test chose.

use domain::route::{Condition, Figure, Figures, Gives, Measure};
use domain::spec::FieldType;
use serde_json::{Value, json};

use super::rows::{Row, ascending, make, room, settle, states_of, type_of};
use super::{Own, Writer, spans};
use crate::suite::scenario::{Expect, How, Member, Operand, Step};
use crate::suite::targets::{Shared, target};
use crate::suite::world::Thing;
use crate::suite::write::{equal, ok, refused_query};
use crate::units::text as decimal_text;

/// Digits that the average of decimals keeps.
const PLACES: u32 = 6;

pub fn write(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Gives::Figures(figures) = &own.stated.gives else { return };
    offered(w, own, figures);
    nothing(w, own, figures);
    for (k, figure) in figures.list.iter().enumerate() {
        match &figures.per {
            None => one(w, own, figure, k),
            Some(per) => line(w, own, figures, figure, k, per),
        }
    }
    scope(w, own, figures);
    for k in 0..own.stated.conditions.len() {
        condition(w, own, figures, k);
    }
    if let Some(per) = &figures.per {
        apart(w, own, figures, per);
    }
    if let Some(n) = figures.top {
        top(w, own, n);
    }
}

/// The figure's own entity.
fn thing<'w>(w: &Writer<'w, '_>, figure: &Figure) -> Option<&'w Thing<'w>>
where
{
    match &figure.entity {
        Some(name) => w.world.thing(name),
        None => Some(w.thing),
    }
}

fn offered(w: &mut Writer<'_, '_>, own: &Own<'_>, figures: &Figures) {
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", vec![]) else { return };
    let mut expect = vec![ok(200)];
    if figures.per.is_some() {
        let limit = figures.top.unwrap_or(20);
        expect.extend([equal("total", 0), equal("limit", limit), equal("offset", 0)]);
    } else {
        expect.extend(figures.list.iter().map(|f| Expect::Present { member: f.name.clone() }));
    }
    steps.push(own.ask(id.as_ref(), expect));
    w.test(own.about, format!("{} answers numbers", own.shown), steps);
}

/// The count and the sum of nothing are 0, the others are null.
fn nothing(w: &mut Writer<'_, '_>, own: &Own<'_>, figures: &Figures) {
    if figures.per.is_some() {
        return;
    }
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", vec![]) else { return };
    let mut expect = vec![ok(200)];
    for figure in &figures.list {
        let decimal = thing(w, figure)
            .zip(figure.field.as_deref())
            .is_some_and(|(thing, field)| type_of(thing, field) == Some(FieldType::Decimal));
        let member = figure.name.clone();
        expect.push(match figure.measure {
            Measure::Count => equal(&member, 0),
            Measure::Sum if decimal => Expect::SameNumber { member, value: Operand::json(0) },
            Measure::Sum => equal(&member, 0),
            Measure::Average | Measure::Minimum | Measure::Maximum => equal(&member, Value::Null),
        });
    }
    steps.push(own.ask(id.as_ref(), expect));
    w.test(own.about, format!("{} where there is nothing", own.shown), steps);
}

/// Rows with values to work with: named, and all of them seen by the figure.
pub(super) fn measured<'c>(
    w: &Writer<'_, '_>,
    figure: &Figure,
    conditions: &[&'c Condition],
    names: &[&str],
    first: u64,
) -> Option<(Vec<Row<'c>>, Vec<Operand>)> {
    let rows = names.iter().zip(first..).map(|(name, n)| Row::new(name, n, conditions));
    let Some(field) = figure.field.as_deref() else { return Some((rows.collect(), vec![])) };
    let mut values = ascending(w, field, conditions, names.len() + 1)
        .or_else(|| ascending(w, field, conditions, names.len()))?;
    // Not evenly apart, so that no number is another by chance.
    if values.len() > names.len() && names.len() > 1 {
        values.remove(values.len() - 2);
    }
    values.truncate(names.len());
    // Made in another order than that of their values.
    values.rotate_left(1);
    let rows = rows.zip(values.clone()).map(|(row, value)| row.with(field, value)).collect();
    Some((rows, values))
}

/// What the figure must be over those rows.
pub(super) fn expected(
    w: &Thing<'_>,
    figure: &Figure,
    names: &[&str],
    values: &[Operand],
) -> Option<(Operand, How)> {
    let Some(field) = figure.field.as_deref() else {
        return Some((Operand::json(json!(names.len())), How::Exactly));
    };
    let of = w.values(field)?;
    if matches!(figure.measure, Measure::Minimum | Measure::Maximum) {
        let order = |value: &Operand| match (of.number(), value) {
            (Some(range), value) => range.read(value).map(|units| (units, String::new())),
            (None, Operand::FromNow { seconds, .. }) => Some((i128::from(*seconds), String::new())),
            (None, Operand::Json { value: Value::String(text) }) => Some((0, text.clone())),
            _ => None,
        };
        let mut keyed: Vec<((i128, String), &str)> =
            values.iter().zip(names).filter_map(|(v, name)| Some((order(v)?, *name))).collect();
        keyed.sort();
        let (_, name) = if figure.measure == Measure::Minimum { keyed.first()? } else { keyed.last()? };
        let how = if of.field.ql_type == FieldType::Float { How::Near } else { How::Exactly };
        return Some((Operand::Of { name: (*name).to_owned(), member: field.to_owned() }, how));
    }
    let range = of.number()?;
    let sum: i128 = values.iter().map(|value| range.read(value)).sum::<Option<i128>>()?;
    let count = i128::try_from(values.len()).ok()?;
    let value = match (figure.measure, of.field.ql_type) {
        (Measure::Sum, FieldType::Decimal) => {
            return Some((Operand::json(decimal_text(sum, range.scale)), How::Number));
        }
        (Measure::Sum, FieldType::Float) => return Some((Operand::json(real(sum, range.scale)), How::Near)),
        (Measure::Sum, _) => i64::try_from(sum / 10_i128.pow(range.scale)).ok()?,
        (_, FieldType::Decimal) => {
            let fine = sum * 10_i128.pow(PLACES.checked_sub(range.scale)?);
            return Some((Operand::json(decimal_text(half_even(fine, count), PLACES)), How::Number));
        }
        (_, _) => return Some((Operand::json(real(sum, range.scale) / count as f64), How::Near)),
    };
    Some((Operand::json(value), How::Exactly))
}

fn real(units: i128, scale: u32) -> f64 {
    units as f64 / 10_f64.powi(scale as i32)
}

/// The quotient, halves to the even neighbour.
fn half_even(units: i128, count: i128) -> i128 {
    let (whole, rest) = (units.div_euclid(count), units.rem_euclid(count));
    match (2 * rest).cmp(&count) {
        std::cmp::Ordering::Less => whole,
        std::cmp::Ordering::Equal => whole + whole.rem_euclid(2),
        std::cmp::Ordering::Greater => whole + 1,
    }
}

fn names(room: u64) -> &'static [&'static str] {
    match room {
        0 | 1 => &["first"],
        2 => &["first", "second"],
        _ => &["first", "second", "third"],
    }
}

/// One number of the document, with a row that must not count for each of its own conditions.
fn one(w: &mut Writer<'_, '_>, own: &Own<'_>, figure: &Figure, k: usize) {
    let Some(about) = own.part(w, &format!("gives/figures/list/{k}")) else { return };
    let title = format!("{} works out {}", own.shown, figure.name.replace('_', " "));
    let Some(steps) = one_steps(w, own, figure) else {
        return w.cannot(about, "no records can be made that it would count");
    };
    w.test(about, title, steps);
}

fn one_steps(w: &Writer<'_, '_>, own: &Own<'_>, figure: &Figure) -> Option<Vec<Step>> {
    let thing = thing(w, figure)?;
    let of = Writer::new(w.world, thing);
    let mut conditions = if figure.entity.is_some() { vec![] } else { own.conditions() };
    let shared = conditions.len();
    conditions.extend(figure.conditions.iter());
    let scope = own.route.scope.as_ref();
    let names = names(room(&of, scope).saturating_sub(1).max(1));
    let (mut rows, values) = measured(&of, figure, &conditions, names, 0)?;
    let space = room(&of, scope) > names.len() as u64;
    for k in shared..conditions.len() {
        if !space {
            break;
        }
        let odd = Row::new(&format!("odd{k}"), 10 + k as u64, &conditions).without(k);
        // Where nothing valid breaks it alone, the figure is told by its other rows.
        if make(&of, &odd, &[]).is_some() {
            rows.push(odd);
        }
    }
    let (mut steps, id) = settle(&of, scope, "", rows)?;
    let (value, how) = expected(thing, figure, names, &values)?;
    steps.push(
        own.ask(id.as_ref(), vec![ok(200), Expect::Figure { member: figure.name.clone(), value, how }]),
    );
    Some(steps)
}

/// Another record's rows do not count.
fn scope(w: &mut Writer<'_, '_>, own: &Own<'_>, figures: &Figures) {
    let Some(about) = own.part(w, "scope") else { return };
    let Some(counted) = figures.list.first() else { return };
    let mut conditions = own.conditions();
    conditions.extend(counted.conditions.iter());
    let steps = || {
        let (rows, values) = measured(w, counted, &conditions, &["first"], 0)?;
        let (others, _) = measured(w, counted, &conditions, &["second"], 5)?;
        let (mut steps, id) = settle(w, own.route.scope.as_ref(), "", rows)?;
        let (more, empty) = settle(w, own.route.scope.as_ref(), "other_", vec![])?;
        steps.extend(more);
        steps.push(own.ask(empty.as_ref(), none_of(counted, figures)));
        let (more, _) = settle(w, own.route.scope.as_ref(), "third_", others)?;
        steps.extend(more);
        let expect = match &figures.per {
            Some(_) => vec![ok(200), equal("total", 1)],
            None => {
                let (value, how) = expected(w.thing, counted, &["first"], &values)?;
                vec![ok(200), Expect::Figure { member: counted.name.clone(), value, how }]
            }
        };
        steps.push(own.ask(id.as_ref(), expect));
        Some(steps)
    };
    match steps() {
        Some(steps) => w.test(about, format!("{} counts nothing of another record", own.shown), steps),
        None => w.cannot(about, "no two records can be made for its path"),
    }
}

/// The answer about no rows at all.
fn none_of(figure: &Figure, figures: &Figures) -> Vec<Expect> {
    if figures.per.is_some() {
        return vec![ok(200), equal("total", 0)];
    }
    match figure.measure {
        Measure::Count => vec![ok(200), equal(&figure.name, 0)],
        Measure::Sum => vec![ok(200)],
        _ => vec![ok(200), equal(&figure.name, Value::Null)],
    }
}

/// A row for which the route's condition does not hold does not count.
fn condition(w: &mut Writer<'_, '_>, own: &Own<'_>, figures: &Figures, k: usize) {
    let Some(about) = own.part(w, &format!("where/{k}")) else { return };
    let Some(figure) = figures.list.first() else { return };
    let steps = || {
        let mut conditions = own.conditions();
        conditions.extend(figure.conditions.iter());
        let row = Row::new("first", 0, &conditions).without(k);
        let (mut steps, id) = settle(w, own.route.scope.as_ref(), "", vec![row])?;
        let expect = match figure.measure {
            Measure::Sum if figures.per.is_none() => {
                let decimal = type_of(w.thing, figure.field.as_deref()?) == Some(FieldType::Decimal);
                let how = if decimal { How::Number } else { How::Exactly };
                vec![ok(200), Expect::Figure { member: figure.name.clone(), value: Operand::json(0), how }]
            }
            _ => none_of(figure, figures),
        };
        steps.push(own.ask(id.as_ref(), expect));
        Some(steps)
    };
    match steps() {
        Some(steps) => w.test(about, format!("{} leaves out what is not so", own.shown), steps),
        None => w.cannot(about, "no record can be made for which it alone does not hold"),
    }
}

/// Steps before the rows, two values by which they are told apart, in the order of the answer, and one that is
/// told together with the first.
fn groups(
    w: &Writer<'_, '_>,
    figures: &Figures,
    per: &str,
    conditions: &[&Condition],
) -> Option<(Vec<Step>, [Operand; 2], Operand)> {
    if figures.every.is_some() {
        let (pair, again) = spans::pair(w, per, conditions)?;
        return Some((vec![], pair, again));
    }
    if let Some(key) = w.thing.entity.relation(per) {
        if key.owner || key.link.is_some() {
            return None;
        }
        let (mut one, mut other) = (Shared::default(), Shared::default());
        let pair = [target(w, key, "", &mut one)?, target(w, key, "other_", &mut other)?];
        one.steps.extend(other.steps);
        let again = pair[0].clone();
        return Some((one.steps, pair, again));
    }
    let pair = <[Operand; 2]>::try_from(ascending(w, per, conditions, 2)?).ok()?;
    let again = pair[0].clone();
    Some((vec![], pair, again))
}

/// Two rows of one value and one of another, with numbers to work with.
fn line(w: &mut Writer<'_, '_>, own: &Own<'_>, figures: &Figures, figure: &Figure, k: usize, per: &str) {
    let Some(about) = own.part(w, &format!("gives/figures/list/{k}")) else { return };
    let steps = line_steps(w, own, figures, figure, per);
    match steps {
        Some(steps) => {
            let name = figure.name.replace('_', " ");
            w.test(about, format!("{} works out {name} for each", own.shown), steps);
        }
        None => w.cannot(about, "no two groups of records can be made"),
    }
}

fn line_steps(
    w: &Writer<'_, '_>,
    own: &Own<'_>,
    figures: &Figures,
    figure: &Figure,
    per: &str,
) -> Option<Vec<Step>> {
    let mut conditions = own.conditions();
    conditions.extend(figure.conditions.iter());
    let scope = own.route.scope.as_ref();
    if spans::is_written(w, per) {
        return spans::one_line(w, own, figures, figure, per, &conditions);
    }
    let (rows, values) = measured(w, figure, &conditions, &["first", "second", "third"], 0)?;
    let [a, b, c] = <[Row<'_>; 3]>::try_from(rows).ok()?;
    // Where the largest comes first, the two together have the higher value, so that its order is another.
    let ranked = figures.top.is_some();
    if ranked && !is_larger(w.thing, figure, &values) {
        return None;
    }
    let (mut before, rows) = if w.thing.is_state(per) {
        (vec![], vec![a, b, c])
    } else {
        let (before, [low, high], again) = groups(w, figures, per, &conditions)?;
        let (two, again, one) =
            if ranked && again == low { (high.clone(), high, low) } else { (low, again, high) };
        (before, vec![a.with(per, two), b.with(per, again), c.with(per, one)])
    };
    let (steps, id) = settle(w, scope, "", rows)?;
    before.extend(steps);
    let mut lines: Vec<(&[&str], std::ops::Range<usize>)> =
        vec![(&["first", "second"], 0..2), (&["third"], 2..3)];
    if w.thing.is_state(per) {
        let moved = moved(w, "third")?;
        before.extend(moved.0);
        if moved.1 && !ranked {
            lines.reverse();
        }
    }
    let mut expect = vec![ok(200), equal("total", 2)];
    for (index, (names, range)) in lines.into_iter().enumerate() {
        let (value, how) = expected(w.thing, figure, names, values.get(range).unwrap_or_default())?;
        let index = u32::try_from(index).ok()?;
        expect.push(Expect::Line { index, member: figure.name.clone(), value, how });
    }
    before.push(own.ask(id.as_ref(), expect));
    Some(before)
}

/// Whether the number over the first two values is larger than that over the third.
fn is_larger(thing: &Thing<'_>, figure: &Figure, values: &[Operand]) -> bool {
    let (Measure::Sum, Some(field)) = (figure.measure, figure.field.as_deref()) else { return true };
    let range = thing.values(field).and_then(|values| values.number());
    let units: Option<Vec<i128>> =
        range.and_then(|range| values.iter().map(|value| range.read(value)).collect());
    matches!(units.as_deref(), Some([a, b, c]) if a + b > *c)
}

/// What is asked for beyond the most is refused; so many are answered where nothing is asked for.
fn top(w: &mut Writer<'_, '_>, own: &Own<'_>, n: u32) {
    let Some(about) = own.part(w, "gives/figures/top") else { return };
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", vec![]) else {
        return w.cannot(about, "no record can be made for its path");
    };
    let limit = |n: u32| vec![Member::new("limit", Operand::json(n))];
    steps.push(own.ask_with(id.as_ref(), limit(n), vec![ok(200), equal("limit", n)]));
    steps.push(own.ask_with(id.as_ref(), limit(n + 1), refused_query("limit")));
    w.test(about, format!("{} answers at most {n} lines", own.shown), steps);
}

/// Steps that bring a row into another state, and whether that state comes first in the answer.
fn moved(w: &Writer<'_, '_>, row: &str) -> Option<(Vec<Step>, bool)> {
    let machine = w.thing.machine.as_ref()?;
    let others = states_of(w.thing).into_iter().filter(|state| *state != machine.initial);
    let found = others.filter_map(|state| {
        Some((crate::suite::states::lead(w, &machine.initial, &state, row)?, state < machine.initial))
    });
    found.into_iter().next()
}

fn apart(w: &mut Writer<'_, '_>, own: &Own<'_>, figures: &Figures, per: &str) {
    let Some(about) = own.part(w, "gives/figures/per") else { return };
    let Some(figure) = figures.list.first() else { return };
    let mut conditions = own.conditions();
    conditions.extend(figure.conditions.iter());
    let steps = if spans::is_written(w, per) {
        spans::one_line(w, own, figures, figure, per, &conditions)
    } else {
        apart_steps(w, own, figures, figure, per)
    };
    match steps {
        Some(steps) => {
            let member = figures.every.map_or(per, |every| every.as_str()).replace('_', " ");
            w.test(about, format!("{} has a line for each {member}", own.shown), steps)
        }
        None => w.cannot(about, "no two records can be made that it would tell apart"),
    }
}

fn apart_steps(
    w: &Writer<'_, '_>,
    own: &Own<'_>,
    figures: &Figures,
    figure: &Figure,
    per: &str,
) -> Option<Vec<Step>> {
    let conditions = own.conditions();
    let ranked = figures.top.is_some() && figure.field.is_some();
    let rows = if ranked {
        measured(w, figure, &conditions, &["first", "second"], 0)?.0
    } else {
        vec![Row::new("first", 0, &conditions), Row::new("second", 1, &conditions)]
    };
    let (mut before, rows, values) = if w.thing.is_state(per) {
        (vec![], rows, None)
    } else {
        let (before, [low, high], _) = groups(w, figures, per, &conditions)?;
        let [a, b] = <[Row<'_>; 2]>::try_from(rows).ok()?;
        (before, vec![a.with(per, high.clone()), b.with(per, low.clone())], Some(vec![low, high]))
    };
    let (steps, id) = settle(w, own.route.scope.as_ref(), "", rows)?;
    before.extend(steps);
    let values = match values {
        Some(values) => values,
        None => {
            let initial = w.thing.machine.as_ref()?.initial.clone();
            let (more, first) = moved(w, "second")?;
            before.extend(more);
            let mut known = vec![Operand::json(initial.clone())];
            let state = states_of(w.thing)
                .into_iter()
                .find(|s| *s != initial && crate::suite::states::lead(w, &initial, s, "second").is_some())?;
            known.insert(usize::from(!first), Operand::json(state));
            known
        }
    };
    let of_row = |row: &str| Operand::Of { name: row.into(), member: per.to_owned() };
    // Moments are asked as they were answered.
    let mut exact: Vec<Operand> = values
        .iter()
        .zip(["second", "first"])
        .map(|(value, row)| match (figures.every, value) {
            (Some(every), _) => Operand::Span { moment: Box::new(of_row(row)), every },
            (None, Operand::FromNow { .. }) => of_row(row),
            (None, other) => other.clone(),
        })
        .collect();
    // The first row has the larger number; it has the higher value, too, but where that is a state.
    if ranked && !w.thing.is_state(per) {
        exact.reverse();
    }
    let decimal = type_of(w.thing, per) == Some(FieldType::Decimal);
    let mut expect = vec![ok(200), equal("total", 2)];
    let told = figures.every.map_or(per, |every| every.as_str());
    // Which state the larger number is in is told by its own test.
    let lines = if ranked && w.thing.is_state(per) { vec![] } else { exact };
    for (index, value) in lines.into_iter().enumerate() {
        let how = if decimal { How::Number } else { How::Exactly };
        expect.push(Expect::Line { index: u32::try_from(index).ok()?, member: told.to_owned(), value, how });
    }
    before.push(own.ask(id.as_ref(), expect));
    let mut one = vec![Member::new("limit", Operand::json(1))];
    if figures.top.is_none() {
        one.push(Member::new("offset", Operand::json(1)));
    }
    before.push(own.ask_with(id.as_ref(), one, vec![ok(200), Expect::Count { count: 1 }, equal("total", 2)]));
    Some(before)
}

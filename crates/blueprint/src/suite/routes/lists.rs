//! Routes that answer rows: pages, the first few, the first one, and all of them as CSV.

use domain::requirement::Requirement;
use domain::route::{Condition, Gives};
use serde_json::json;

use super::rows::{Row, ascending, make, room, settle};
use super::{Own, Writer};
use crate::model::{Filter, FilterKind, Verb};
use crate::suite::scenario::{Expect, Member, Operand, Step};
use crate::suite::write::{equal, ok, problem, refused_query};

/// More records than this are not made to see a bound.
const MANY: u32 = 40;

pub fn write(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    found(w, own);
    none(w, own);
    scope(w, own);
    for k in 0..own.stated.conditions.len() {
        condition(w, own, k);
    }
    order(w, own);
    filters(w, own);
    search(w, own);
    bounds(w, own);
}

fn ids(names: &[&str]) -> Vec<Operand> {
    names.iter().map(|name| Operand::id_of(name)).collect()
}

/// What the answer is when exactly these rows are there, in any order.
fn answer(w: &Writer<'_, '_>, own: &Own<'_>, names: &[&str]) -> Vec<Expect> {
    match own.stated.gives {
        Gives::First => match names.first() {
            Some(name) => vec![ok(200), Expect::Equal { member: "id".into(), value: Operand::id_of(name) }],
            None => problem(404),
        },
        Gives::Csv => vec![ok(200), csv(w, names)],
        _ => vec![
            ok(200),
            Expect::ItemsAnyOrder { member: "id".into(), values: ids(names) },
            equal("total", names.len()),
        ],
    }
}

pub fn csv(w: &Writer<'_, '_>, names: &[&str]) -> Expect {
    let entity = w.thing.entity;
    let id = entity.system.iter().filter(|s| s.name == "id").map(|s| s.name.clone());
    let fields = entity.fields.iter().filter(|f| !f.write_only).map(|f| f.name.clone());
    let keys = entity.relations.iter().map(|r| r.field.clone());
    let stamps = entity.system.iter().filter(|s| s.name != "id").map(|s| s.name.clone());
    let header = id.chain(fields).chain(keys).chain(stamps).collect();
    Expect::Csv { header, rows: names.iter().map(|name| (*name).to_owned()).collect() }
}

/// Rows that the route sees, as many as rules leave room for.
fn seen<'c>(w: &Writer<'_, '_>, own: &Own<'_>, names: &[&str], conditions: &[&'c Condition]) -> Vec<Row<'c>> {
    let most = usize::try_from(room(w, own.route.scope.as_ref())).unwrap_or(usize::MAX);
    let most = match own.stated.gives {
        Gives::First => 1,
        Gives::Top(n) => most.min(n as usize),
        _ => most,
    };
    names.iter().zip(0..).take(most).map(|(name, n)| Row::new(name, n, conditions)).collect()
}

fn found(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let conditions = own.conditions();
    let rows = seen(w, own, &["first", "second"], &conditions);
    let names: Vec<String> = rows.iter().map(|row| row.save.clone()).collect();
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", rows) else {
        return w.cannot(own.about, "no records can be made that it would answer");
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    steps.push(own.ask(id.as_ref(), answer(w, own, &names)));
    if own.stated.gives == Gives::Page && names.len() == 2 {
        let part = |offset: u32, name: &str| {
            let query = vec![
                Member::new("sort", Operand::json("id")),
                Member::new("limit", Operand::json(1)),
                Member::new("offset", Operand::json(offset)),
            ];
            let expect =
                vec![ok(200), Expect::Items { member: "id".into(), values: ids(&[name]) }, equal("total", 2)];
            own.ask_with(id.as_ref(), query, expect)
        };
        steps.extend([part(0, "first"), part(1, "second")]);
    }
    w.test(own.about, format!("{} answers what there is", own.shown), steps);
}

fn none(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", vec![]) else { return };
    steps.push(own.ask(id.as_ref(), answer(w, own, &[])));
    w.test(own.about, format!("{} where there is nothing", own.shown), steps);
}

/// What hangs on another record is not answered.
fn scope(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Some(about) = own.part(w, "scope") else { return };
    let (scope, conditions) = (own.route.scope.as_ref(), own.conditions());
    let one = settle(w, scope, "", vec![Row::new("first", 0, &conditions)]);
    let other = settle(w, scope, "other_", vec![Row::new("second", 1, &conditions)]);
    let (Some((mut steps, id)), Some((more, other))) = (one, other) else {
        return w.cannot(about, "no two records can be made for its path");
    };
    steps.extend(more);
    steps.push(own.ask(id.as_ref(), answer(w, own, &["first"])));
    steps.push(own.ask(other.as_ref(), answer(w, own, &["second"])));
    w.test(about, format!("{} answers nothing of another record", own.shown), steps);
}

/// A row for which one condition does not hold stays out.
fn condition(w: &mut Writer<'_, '_>, own: &Own<'_>, k: usize) {
    let Some(about) = own.part(w, &format!("where/{k}")) else { return };
    let conditions = own.conditions();
    let one = vec![Row::new("first", 0, &conditions).without(k)];
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", one) else {
        return w.cannot(about, "no record can be made for which it alone does not hold");
    };
    steps.push(own.ask(id.as_ref(), answer(w, own, &[])));
    let two = vec![Row::new("second", 1, &conditions), Row::new("third", 2, &conditions).without(k)];
    if room(w, own.route.scope.as_ref()) > 1
        && let Some((more, id)) = settle(w, own.route.scope.as_ref(), "other_", two)
    {
        steps.extend(more);
        steps.push(own.ask(id.as_ref(), answer(w, own, &["second"])));
    }
    w.test(about, format!("{} leaves out what is not so", own.shown), steps);
}

fn order(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Some(about) = w.world.requirement(&format!("{}/sort", own.at)) else { return };
    let Some(key) = own.operation.sort.first() else { return };
    let conditions = own.conditions();
    let system = w.thing.entity.system.iter().any(|s| s.name == key.field);
    // Two are enough where a rule leaves no room for a third.
    let room = usize::try_from(room(w, own.route.scope.as_ref())).unwrap_or(usize::MAX).min(3);
    let names = ["first", "second", "third"].get(..room).unwrap_or_default();
    let rows: Option<Vec<Row<'_>>> = if room < 2 {
        None
    } else if system {
        Some(names.iter().zip(0..).map(|(name, n)| Row::new(name, n, &conditions)).collect())
    } else {
        ascending(w, &key.field, &conditions, room).map(|values| {
            let mut pairs: Vec<_> = names.iter().zip(values).collect();
            // Made in another order than that of their values: the first one comes last.
            pairs.rotate_left(1);
            let row = |((name, value), n): ((&&str, Operand), u64)| {
                Row::new(name, n, &conditions).with(&key.field, value)
            };
            pairs.into_iter().zip(0..).map(row).collect()
        })
    };
    let Some((mut steps, id)) = rows.and_then(|rows| settle(w, own.route.scope.as_ref(), "", rows)) else {
        return w.cannot(about, "no two records can be made that stand in an order");
    };
    let mut names = names.to_vec();
    if key.descending {
        names.reverse();
    }
    let expect = match own.stated.gives {
        Gives::First => answer(w, own, &names[..1]),
        Gives::Csv => vec![ok(200), csv(w, &names)],
        Gives::Top(n) => {
            let names = names.get(..(n as usize).min(room)).unwrap_or(&names);
            vec![ok(200), Expect::Items { member: "id".into(), values: ids(names) }]
        }
        _ => vec![ok(200), Expect::Items { member: "id".into(), values: ids(&names) }],
    };
    steps.push(own.ask(id.as_ref(), expect));
    let word = if key.descending { "downwards" } else { "upwards" };
    w.test(about, format!("{} goes by {} {word}", own.shown, key.field.replace('_', " ")), steps);
}

/// Filters that the route has of its own.
fn filters(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let conditions = own.conditions();
    for filter in own.operation.filters.iter().filter(|filter| filter.pointer.starts_with(own.at)) {
        let Some(about) = w.world.requirement(&filter.pointer) else { continue };
        if filter.kind == FilterKind::Holds {
            by_item(w, own, about, filter, &conditions);
            continue;
        }
        let values =
            ascending(w, &filter.field, &conditions, 2).and_then(|v| <[Operand; 2]>::try_from(v).ok());
        let Some([low, high]) = values.filter(|_| room(w, own.route.scope.as_ref()) >= 2) else {
            w.cannot(about, "no two values can be told apart below one record");
            continue;
        };
        let rows = vec![
            Row::new("first", 0, &conditions).with(&filter.field, low),
            Row::new("second", 1, &conditions).with(&filter.field, high),
        ];
        let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", rows) else {
            w.cannot(about, "no two records can be made that it would tell apart");
            continue;
        };
        let (asked, left) = match filter.kind {
            FilterKind::From => ("second", "second"),
            _ => ("first", "first"),
        };
        let value = Operand::Of { name: asked.into(), member: filter.field.clone() };
        let is_flag = w
            .thing
            .values(&filter.field)
            .is_some_and(|v| v.field.ql_type == domain::spec::FieldType::Boolean);
        // Flags are words in a query, and false comes first.
        let value =
            if is_flag { Operand::json(if asked == "first" { "false" } else { "true" }) } else { value };
        steps.push(own.ask_with(
            id.as_ref(),
            vec![Member::new(&filter.name, value)],
            answer(w, own, &[left]),
        ));
        w.test(about, format!("{} is filtered by {}", own.shown, filter.name.replace('_', " ")), steps);
    }
}

/// A filter by one of the items that a field of the rows holds.
fn by_item(
    w: &mut Writer<'_, '_>,
    own: &Own<'_>,
    about: &Requirement,
    filter: &Filter,
    conditions: &[&Condition],
) {
    let values = w.thing.values(&filter.field);
    let items = values.and_then(|values| Some((values.item(0)?, values.item(1)?)));
    let lists = items.as_ref().zip(values).and_then(|((one, other), values)| {
        Some((values.list_of(std::slice::from_ref(one))?, values.list_of(std::slice::from_ref(other))?))
    });
    let (Some((asked, _)), Some((one, other)), true) = (items, lists, room(w, own.route.scope.as_ref()) >= 2)
    else {
        return w.cannot(about, "no two lists can be told apart below one record");
    };
    let rows = vec![
        Row::new("first", 0, conditions).with(&filter.field, one),
        Row::new("second", 1, conditions).with(&filter.field, other),
    ];
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", rows) else {
        return w.cannot(about, "no two records can be made that it would tell apart");
    };
    let query = vec![Member::new(&filter.name, Operand::json(asked))];
    steps.push(own.ask_with(id.as_ref(), query, answer(w, own, &["first"])));
    w.test(about, format!("{} is filtered by {}", own.shown, filter.name.replace('_', " ")), steps);
}

/// Words that the route itself looks for, in any case.
fn search(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Some(about) = w.world.requirement(&format!("{}/search", own.at)) else { return };
    let conditions = own.conditions();
    for name in &own.operation.search {
        let words = name.replace('_', " ");
        let values = ascending(w, name, &conditions, 2).and_then(|v| <[Operand; 2]>::try_from(v).ok());
        let asked = values.as_ref().and_then(|[low, _]| match low {
            Operand::Json { value } => value.as_str().map(str::to_uppercase),
            _ => None,
        });
        let (Some([low, high]), Some(asked)) = (values, asked) else {
            w.cannot(about, "no two texts can be told apart");
            continue;
        };
        let rows = vec![
            Row::new("first", 0, &conditions).with(name, low),
            Row::new("second", 1, &conditions).with(name, high),
        ];
        let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", rows) else {
            w.cannot(about, "no two records can be made that it would tell apart");
            continue;
        };
        let q = |text: String| vec![Member::new("q", Operand::json(text))];
        steps.push(own.ask_with(id.as_ref(), q(asked), answer(w, own, &["first"])));
        steps.push(own.ask_with(id.as_ref(), q("no such words".to_owned()), answer(w, own, &[])));
        w.test(about, format!("{} looks into {words} in any case", own.shown), steps);
    }
}

/// How much is answered at once.
fn bounds(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let limit = |n: u32| vec![Member::new("limit", Operand::json(json!(n)))];
    let (usual, most) = (own.operation.page_default, own.operation.page_max);
    let about = match own.stated.gives {
        Gives::Top(_) => own.part(w, "gives/top"),
        Gives::Page => w.world.requirement(&format!("{}/page", own.at)),
        _ => None,
    };
    let Some(about) = about else { return };
    let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", vec![]) else { return };
    steps.push(own.ask(id.as_ref(), vec![ok(200), equal("limit", usual)]));
    steps.push(own.ask_with(id.as_ref(), limit(most), vec![ok(200), equal("limit", most)]));
    steps.push(own.ask_with(id.as_ref(), limit(most + 1), refused_query("limit")));
    steps.push(own.ask_with(id.as_ref(), limit(0), refused_query("limit")));
    w.test(about, format!("{} answers at most {most}", own.shown), steps);
    let conditions = own.conditions();
    let enough =
        usual < MANY && room(w, own.route.scope.as_ref()) > u64::from(usual) && w.most() > u64::from(usual);
    if enough {
        let rows = (0..=usual).map(|n| Row::new(&format!("row{n}"), u64::from(n), &conditions)).collect();
        if let Some((mut steps, id)) = settle(w, own.route.scope.as_ref(), "", rows) {
            steps.push(
                own.ask(
                    id.as_ref(),
                    vec![ok(200), Expect::Count { count: usual }, equal("total", usual + 1)],
                ),
            );
            w.test(about, format!("{} stops at {usual}", own.shown), steps);
        }
    }
}

/// One row, by a value that no other has.
pub fn record(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let Some(field) = own.route.by.as_deref() else { return };
    let conditions = own.conditions();
    let rows = [Row::new("first", 0, &conditions), Row::new("second", 1, &conditions)];
    let made: Option<Vec<Vec<Step>>> = rows.iter().map(|row| make(w, row, &[])).collect();
    let Some(mut steps) = made.map(|steps| steps.concat()) else {
        return w.cannot(own.about, "no two records can be made");
    };
    for name in ["first", "second"] {
        let value = Operand::Of { name: name.into(), member: field.to_owned() };
        let same = Expect::Equal { member: "id".into(), value: Operand::id_of(name) };
        steps.push(own.ask(Some(&value), vec![ok(200), same]));
    }
    w.test(own.about, format!("{} answers the one record", own.shown), steps);
    let unknown = own.ask(Some(&Operand::json("no-such-value")), problem(404));
    w.test(own.about, format!("{} of an unknown value is not found", own.shown), vec![unknown]);
    for k in 0..own.stated.conditions.len() {
        let Some(about) = own.part(w, &format!("where/{k}")) else { continue };
        let Some(mut steps) = make(w, &Row::new("first", 0, &conditions).without(k), &[]) else {
            w.cannot(about, "no record can be made for which it alone does not hold");
            continue;
        };
        let value = Operand::Of { name: "first".into(), member: field.to_owned() };
        steps.push(own.ask(Some(&value), problem(404)));
        w.test(about, format!("{} leaves out what is not so", own.shown), steps);
    }
    if w.who(Verb::Read).is_some() {
        let same = |steps: &mut Vec<Step>| {
            let value = Operand::Of { name: "first".into(), member: field.to_owned() };
            let expect = vec![ok(200), Expect::SameAs { name: "first".into(), except: vec![] }];
            steps.push(own.ask(Some(&value), expect));
        };
        if let Some(mut steps) = make(w, &Row::new("first", 0, &conditions), &[]) {
            same(&mut steps);
            w.test(own.about, format!("{} answers the whole record", own.shown), steps);
        }
    }
}

//! Lists: filters, search, order and pages.

use domain::requirement::Requirement;
use domain::spec::{FieldType, RelationKind};
use serde_json::json;

use super::scenario::{Expect, Member, MomentForm, Operand, Step};
use super::targets::{Shared, target};
use super::write::{Writer, equal, ok, refused_query};
use crate::model::{Filter, FilterKind, Operation, Verb};

/// Most records that a test makes to see a default page.
const MANY: u32 = 150;

pub fn write(w: &mut Writer<'_, '_>) {
    let Some(operation) = w.thing.operation(Verb::List) else { return };
    let Some(by) = w.who(Verb::List) else { return };
    if w.most() < 3 {
        for filter in &operation.filters {
            if let Some(about) = w.world.requirement(&filter.pointer) {
                w.cannot(about, "a rule allows too few records to tell them apart");
            }
        }
        return;
    }
    for filter in &operation.filters {
        let Some(about) = w.world.requirement(&filter.pointer) else { continue };
        match filter.kind {
            FilterKind::Equal => equals(w, &by, about, filter),
            FilterKind::From | FilterKind::To => range(w, &by, about, filter),
            FilterKind::Holds => super::items::write(w, &by, about, filter),
        }
    }
    search(w, &by, operation);
    if !w.thing.entity.account {
        default_order(w, &by, operation);
        orders(w, &by);
    }
    page(w, &by, operation);
}

fn ids(names: &[&str]) -> Vec<Operand> {
    names.iter().map(|name| Operand::id_of(name)).collect()
}

pub fn found(names: &[&str]) -> Vec<Expect> {
    vec![
        ok(200),
        Expect::ItemsAnyOrder { member: "id".into(), values: ids(names) },
        equal("total", names.len()),
    ]
}

fn equals(w: &mut Writer<'_, '_>, by: &str, about: &Requirement, filter: &Filter) {
    let (labels, words) = (w.thing.labels, filter.field.replace('_', " "));
    let title = format!("{labels} are filtered by {words}");
    if w.thing.is_state(&filter.field) {
        return super::states::filtered(w, by, about, &filter.name, title);
    }
    if let Some(key) = w.thing.entity.relation(&filter.field) {
        if key.owner {
            return owned(w, by, about, &filter.name, title);
        }
        let (mut one, mut other) = (Shared::default(), Shared::default());
        let (Some(first), Some(second)) =
            (target(w, key, "", &mut one), target(w, key, "other_", &mut other))
        else {
            return w.cannot(about, format!("no two {} can be made", key.to));
        };
        let single = |operand: &Operand| match operand {
            Operand::List { items } => items.first().cloned().unwrap_or(Operand::Missing),
            other => other.clone(),
        };
        let wanted = single(&first);
        let mut steps = one.steps;
        steps.extend(other.steps);
        steps.push(w.make_as("first", vec![Member::new(&filter.field, first)]));
        steps.push(w.make_as("second", vec![Member::new(&filter.field, second)]));
        steps.push(w.list(by, vec![Member::new(&filter.name, wanted)], found(&["first"])).step());
        if key.kind != RelationKind::ManyToMany {
            steps.push(
                w.list(by, vec![Member::new(&filter.name, Operand::json(json!(999_999)))], found(&[])).step(),
            );
        }
        return w.test(about, title, steps);
    }
    let Some(values) = w.thing.values(&filter.field) else {
        return system(w, by, about, filter);
    };
    let pair = (values.nth(0), values.nth(1));
    let (Some(first), Some(second)) = pair else {
        return w.cannot(about, "there are no two different values");
    };
    let (Some(one), Some(other)) =
        (w.along(&filter.field, first.clone()), w.along(&filter.field, second.clone()))
    else {
        return w.cannot(about, "no two values fit the order it stands in");
    };
    let ql_type = values.field.ql_type;
    let mut steps = if let Operand::FromNow { .. } = first {
        // The moment as it was answered: asking again would be another moment.
        let wanted = Operand::Of { name: "first".into(), member: filter.field.clone() };
        let asked = vec![Member::new(&filter.name, wanted)];
        vec![w.make_as("first", one), w.make_as("second", other), w.list(by, asked, found(&["first"])).step()]
    } else {
        vec![
            w.make_as("first", one),
            w.make_as("second", other),
            w.list(by, vec![Member::new(&filter.name, in_query(&first))], found(&["first"])).step(),
            w.list(by, vec![Member::new(&filter.name, in_query(&second))], found(&["second"])).step(),
        ]
    };
    if matches!(ql_type, FieldType::Integer | FieldType::Boolean | FieldType::Date) {
        let odd = vec![Member::new(&filter.name, Operand::json("no-such-value"))];
        steps.push(w.list(by, odd, refused_query(&filter.name)).step());
    }
    w.test(about, title, steps);
}

/// Booleans are words in a query.
fn in_query(value: &Operand) -> Operand {
    match value {
        Operand::Json { value } if value.is_boolean() => Operand::json(value.to_string()),
        other => other.clone(),
    }
}

/// The key is the caller's account: somebody who sees all records tells them apart.
fn owned(w: &mut Writer<'_, '_>, by: &str, about: &Requirement, name: &str, title: String) {
    let entity = w.thing.entity;
    let list = super::access::Op { verb: Verb::List, action: None };
    let create = super::access::Op { verb: Verb::Create, action: None };
    let accounts = &w.world.accounts;
    let all =
        accounts.roles.iter().find(|role| accounts.right(entity, &list, role) == super::access::Right::Any);
    let maker = accounts.roles.iter().find(|role| {
        super::access::account(role) == accounts.maker(entity).unwrap_or_default()
            && accounts.right(entity, &create, role) != super::access::Right::No
    });
    let Some(maker) = maker else { return };
    let (owner, stranger) = (super::access::account(maker), super::access::other(maker));
    let made = |by: &str, save: &str| Step::Make {
        factory: w.thing.one.to_owned(),
        with: vec![],
        by: Some(by.to_owned()),
        save: Some(save.to_owned()),
        times: 1,
    };
    let wanted = |account: &str| vec![Member::new(name, Operand::AccountId { account: account.to_owned() })];
    let steps = match all {
        Some(role) => {
            let reader = super::access::account(role);
            vec![
                made(&owner, "first"),
                made(&stranger, "second"),
                w.list(&reader, wanted(&owner), found(&["first"])).step(),
                w.list(&reader, wanted(&stranger), found(&["second"])).step(),
            ]
        }
        None => vec![
            made(&owner, "first"),
            made(&stranger, "second"),
            w.list(by, wanted(&owner), found(&["first"])).step(),
            w.list(by, wanted(&stranger), found(&[])).step(),
        ],
    };
    w.test(about, title, steps);
}

/// Time stamps and ids that the program keeps.
fn system(w: &mut Writer<'_, '_>, by: &str, about: &Requirement, filter: &Filter) {
    let (labels, words) = (w.thing.labels, filter.name.replace('_', " "));
    let title = format!("{labels} are filtered by {words}");
    let mut steps = vec![w.make_as("first", vec![]), w.make_as("second", vec![])];
    let member = Operand::Of { name: "first".into(), member: filter.field.clone() };
    let days = |days: i64| Operand::FromNow { seconds: days * 86_400, form: MomentForm::DateTime };
    match filter.kind {
        FilterKind::Equal if filter.field == "id" => {
            steps.push(w.list(by, vec![Member::new(&filter.name, member)], found(&["first"])).step());
        }
        FilterKind::Equal => {
            let listed = vec![ok(200), Expect::Includes { member: "id".into(), values: ids(&["first"]) }];
            steps.push(w.list(by, vec![Member::new(&filter.name, member)], listed).step());
            steps.push(w.list(by, vec![Member::new(&filter.name, days(1))], found(&[])).step());
        }
        FilterKind::From | FilterKind::To if filter.field == "id" => {
            let last = if filter.kind == FilterKind::From { "second" } else { "first" };
            let edge = Operand::id_of(last);
            steps.push(w.list(by, vec![Member::new(&filter.name, edge)], found(&[last])).step());
        }
        FilterKind::From | FilterKind::To => {
            let (all, none) = if filter.kind == FilterKind::From { (-1, 1) } else { (1, -1) };
            steps.push(
                w.list(by, vec![Member::new(&filter.name, days(all))], found(&["first", "second"])).step(),
            );
            steps.push(w.list(by, vec![Member::new(&filter.name, days(none))], found(&[])).step());
        }
        // What the program keeps for itself is no list.
        FilterKind::Holds => return,
    }
    w.test(about, title, steps);
}

/// Both ends of a range belong to it.
fn range(w: &mut Writer<'_, '_>, by: &str, about: &Requirement, filter: &Filter) {
    let Some(values) = w.thing.values(&filter.field) else {
        return system(w, by, about, filter);
    };
    let (labels, words) = (w.thing.labels, filter.field.replace('_', " "));
    let three: Vec<(Operand, Vec<Member>)> = values
        .ascending(3)
        .into_iter()
        .filter_map(|v| Some((v.clone(), w.along(&filter.field, v)?)))
        .collect();
    let [low, middle, high] = &three[..] else {
        return w.cannot(about, "there are no three values in a row");
    };
    let edge = match &middle.0 {
        Operand::FromNow { .. } => Operand::Of { name: "second".into(), member: filter.field.clone() },
        other => other.clone(),
    };
    let (side, within) = match filter.kind {
        FilterKind::From => ("from", ["second", "third"]),
        _ => ("to", ["first", "second"]),
    };
    let steps = vec![
        w.make_as("first", low.1.clone()),
        w.make_as("second", middle.1.clone()),
        w.make_as("third", high.1.clone()),
        w.list(by, vec![Member::new(&filter.name, edge)], found(&within)).step(),
    ];
    w.test(about, format!("{labels} are filtered {side} a {words} which belongs to them"), steps);
}

fn search(w: &mut Writer<'_, '_>, by: &str, operation: &Operation) {
    let Some(about) = operation.search_pointer.as_ref().and_then(|pointer| w.world.requirement(pointer))
    else {
        return;
    };
    let labels = w.thing.labels;
    for name in &operation.search {
        let Some(values) = w.thing.values(name) else { continue };
        let free = values.field.pattern.is_none()
            && matches!(values.field.ql_type, FieldType::String | FieldType::Text)
            && values.field.values.is_none()
            && values.field.min_length.unwrap_or(0) <= 12
            && values.field.max_length.is_none_or(|max| max >= 12);
        let (first, second, wanted) = if free {
            ("Zebra Quartz".to_owned(), "Violet Mango".to_owned(), "bRa qUa".to_owned())
        } else {
            let text = |n: u64| match values.nth(n) {
                Some(Operand::Json { value }) => value.as_str().map(str::to_owned),
                _ => None,
            };
            let (Some(first), Some(second)) = (text(0), text(1)) else { continue };
            let wanted = first.to_uppercase();
            (first, second, wanted)
        };
        let with = |text: String| vec![Member::new(name, Operand::json(text))];
        let mut others: Vec<Member> = Vec::new();
        // What else is searched holds none of it.
        for other in operation.search.iter().filter(|other| *other != name && w.thing.is_nullable(other)) {
            others.push(Member::new(other, Operand::json(serde_json::Value::Null)));
        }
        let one = [with(first), others.clone()].concat();
        let two = [with(second), others].concat();
        let mut steps = vec![
            w.make_as("first", one),
            w.make_as("second", two),
            w.list(by, vec![Member::new("q", Operand::json(wanted))], found(&["first"])).step(),
            w.list(by, vec![Member::new("q", Operand::json("no such words"))], found(&[])).step(),
        ];
        if free {
            // Signs that patterns of databases are made of mean themselves.
            steps.push(w.list(by, vec![Member::new("q", Operand::json("Z%z"))], found(&[])).step());
            steps.push(w.list(by, vec![Member::new("q", Operand::json("Zebra_Quartz"))], found(&[])).step());
        }
        let words = name.replace('_', " ");
        w.test(about, format!("{labels} are searched by {words} in any case"), steps);
    }
}

fn items(names: &[&str]) -> Vec<Expect> {
    vec![ok(200), Expect::Items { member: "id".into(), values: ids(names) }]
}

/// Three records whose values ascend, made in another order than that.
fn scrambled(w: &Writer<'_, '_>, field: &str) -> Option<Vec<Step>> {
    let values = w.thing.values(field)?;
    if !values.sortable() || w.thing.is_state(field) {
        return None;
    }
    let three: Vec<Vec<Member>> = values.ascending(3).into_iter().filter_map(|v| w.along(field, v)).collect();
    let [low, middle, high] = &three[..] else { return None };
    let made = [("second", middle), ("third", high), ("first", low)];
    Some(made.into_iter().map(|(name, with)| w.make_as(name, with.clone())).collect())
}

/// Two records of which the second was made first, by a field with few values or by what they point at.
fn few(w: &Writer<'_, '_>, field: &str) -> Option<Vec<Step>> {
    let made = |low: Vec<Member>, high: Vec<Member>| vec![w.make_as("second", high), w.make_as("first", low)];
    let one = |value: Operand| vec![Member::new(field, value)];
    if let Some(key) = w.thing.entity.relation(field).filter(|key| key.link.is_none() && !key.owner) {
        // The target made first has the smaller id.
        let mut shared = Shared::default();
        let low = target(w, key, "", &mut shared)?;
        let high = target(w, key, "other_", &mut shared)?;
        return Some([shared.steps, made(one(low), one(high))].concat());
    }
    if let Some(machine) = w.thing.machine.as_ref().filter(|machine| machine.field == field) {
        // One stays where records start, the other goes on: which is the first by its state's name?
        let (state, _) = super::states::beyond(w, machine, "first")?;
        let moved = if state < machine.initial { "first" } else { "second" };
        let (_, way) = super::states::beyond(w, machine, moved)?;
        return Some([vec![w.make_as("second", vec![]), w.make_as("first", vec![])], way].concat());
    }
    let values = w.thing.values(field)?;
    let mut known: Vec<Operand> = (0..3).filter_map(|n| values.nth(n)).collect();
    known.sort_by(|a, b| ordered(a).partial_cmp(&ordered(b)).unwrap_or(std::cmp::Ordering::Equal));
    let [low, high, ..] = &known[..] else { return None };
    Some(made(w.along(field, low.clone())?, w.along(field, high.clone())?))
}

/// What databases order a plain value by: truth and numbers first, then text.
fn ordered(value: &Operand) -> (f64, String) {
    match value {
        Operand::Json { value: serde_json::Value::Bool(truth) } => {
            (f64::from(u8::from(*truth)), String::new())
        }
        Operand::Json { value } => {
            let text = value.as_str().unwrap_or_default();
            (value.as_f64().or_else(|| text.parse().ok()).unwrap_or(0.0), text.to_owned())
        }
        _ => (0.0, String::new()),
    }
}

/// `sort=field` and `sort=-field`.
fn orders(w: &mut Writer<'_, '_>, by: &str) {
    let Some(about) = w.world.about(w.thing, Verb::List) else { return };
    let labels = w.thing.labels;
    let names: Vec<String> = w.thing.fields.iter().map(|(name, _)| (*name).to_owned()).collect();
    for name in names.iter().filter(|name| !w.thing.has_secret(name)) {
        let Some(values) = w.thing.values(name) else { continue };
        if values.field.read_only == Some(true) {
            continue;
        }
        let Some(mut steps) = scrambled(w, name) else { continue };
        let sort = |text: String| [vec![Member::new("sort", Operand::json(text))], whole(w)].concat();
        steps.push(w.list(by, sort(name.clone()), items(&["first", "second", "third"])).step());
        steps.push(w.list(by, sort(format!("-{name}")), items(&["third", "second", "first"])).step());
        w.test(about, format!("{labels} are sorted by {} both ways", name.replace('_', " ")), steps);
    }
    let odd = vec![Member::new("sort", Operand::json("no_such_field"))];
    w.test(
        about,
        format!("{labels} refuse an unknown order"),
        vec![w.list(by, odd, refused_query("sort")).step()],
    );
}

fn default_order(w: &mut Writer<'_, '_>, by: &str, operation: &Operation) {
    let Some(about) = operation.sort_pointer.as_ref().and_then(|pointer| w.world.requirement(pointer)) else {
        return;
    };
    let (Some(key), labels) = (operation.sort.first(), w.thing.labels) else { return };
    let title = format!("{labels} are listed by {} by themselves", key.field.replace('_', " "));
    let made = || vec![w.make_as("first", vec![]), w.make_as("second", vec![]), w.make_as("third", vec![])];
    let is_system = w.thing.entity.system.iter().any(|system| system.name == key.field);
    let three = vec!["first", "second", "third"];
    let found = match scrambled(w, &key.field) {
        Some(steps) => Some((steps, three)),
        // Made in one order and stamped in another.
        None if is_system && key.field != "id" => {
            let later = Operand::json("2040-01-02 09:00:00.000000");
            let stamp = Step::Overwrite {
                table: w.thing.entity.table.clone(),
                row: Operand::id_of("first"),
                columns: vec![Member::new(&key.field, later)],
                refused: false,
            };
            Some(([made(), vec![stamp]].concat(), vec!["second", "third", "first"]))
        }
        None if is_system => Some((made(), three)),
        None => few(w, &key.field).map(|steps| (steps, vec!["first", "second"])),
    };
    let Some((mut steps, mut names)) = found else {
        return w.cannot(about, "its values cannot be put in an order by a test");
    };
    if key.descending {
        names.reverse();
    }
    steps.push(w.list(by, whole(w), items(&names)).step());
    w.test(about, title, steps);
}

/// What asks for all of three records, where a page has fewer.
fn whole(w: &Writer<'_, '_>) -> Vec<Member> {
    let few = w.thing.operation(Verb::List).is_some_and(|list| list.page_default < 3 && list.page_max >= 3);
    few.then(|| Member::new("limit", Operand::json(3))).into_iter().collect()
}

fn page(w: &mut Writer<'_, '_>, by: &str, operation: &Operation) {
    let about = operation.page_pointer.as_ref().and_then(|pointer| w.world.requirement(pointer));
    let Some(about) = about.or_else(|| w.world.about(w.thing, Verb::List)) else { return };
    let labels = w.thing.labels;
    let (usual, most) = (operation.page_default, operation.page_max);
    let query = |name: &str, value: serde_json::Value| vec![Member::new(name, Operand::json(value))];
    if usual < MANY && w.most() > u64::from(usual) {
        let many = Step::Make {
            factory: w.thing.one.to_owned(),
            with: vec![],
            by: None,
            save: None,
            times: usual + 1,
        };
        let mut expect = vec![ok(200), Expect::Count { count: usual }, equal("limit", usual)];
        // Where the records are the accounts, those that send the requests are counted too.
        if !w.thing.entity.account {
            expect.push(equal("total", usual + 1));
        }
        w.test(
            about,
            format!("{labels} are listed {usual} at a time"),
            vec![many, w.list(by, vec![], expect).step()],
        );
    } else {
        let expect = vec![ok(200), equal("limit", usual)];
        w.test(
            about,
            format!("{labels} are listed {usual} at a time"),
            vec![w.list(by, vec![], expect).step()],
        );
    }
    let steps = vec![
        w.list(by, query("limit", json!(most)), vec![ok(200), equal("limit", most)]).step(),
        w.list(by, query("limit", json!(most + 1)), refused_query("limit")).step(),
        w.list(by, query("limit", json!(0)), refused_query("limit")).step(),
        w.list(by, query("limit", json!("all")), refused_query("limit")).step(),
        w.list(by, query("offset", json!(-1)), refused_query("offset")).step(),
    ];
    w.test(about, format!("{labels} are listed at most {most} at a time"), steps);
    if let Some(list) = w.world.about(w.thing, Verb::List).filter(|_| !w.thing.entity.account) {
        let names = ["first", "second", "third"];
        let mut steps: Vec<Step> = names.iter().map(|name| w.make_as(name, vec![])).collect();
        let sort = || Member::new("sort", Operand::json("id"));
        let part = |limit: u32, offset: u32| {
            vec![
                sort(),
                Member::new("limit", Operand::json(limit)),
                Member::new("offset", Operand::json(offset)),
            ]
        };
        let listed = |names: &[&str], limit: u32, offset: u32| {
            let mut expect = items(names);
            expect.extend([equal("total", 3), equal("limit", limit), equal("offset", offset)]);
            expect
        };
        steps.push(w.list(by, part(2, 0), listed(&["first", "second"], 2, 0)).step());
        steps.push(w.list(by, part(2, 2), listed(&["third"], 2, 2)).step());
        steps.push(w.list(by, part(2, 3), listed(&[], 2, 3)).step());
        w.test(list, format!("{labels} are listed in pages"), steps);
    }
}

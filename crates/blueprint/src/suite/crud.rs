//! Create, read, list, update, delete: what every kept entity offers.

use serde_json::{Value, json};

use super::scenario::{Call, Expect, Member, Operand, Payload, Step};
use super::write::{Writer, equal, is, ok, problem, refused, refused_query, text};
use crate::model::Verb;

/// An id that no record has, and one that is no id at all.
const UNKNOWN: [&str; 2] = ["999999", "no-such-id"];

pub fn write(w: &mut Writer<'_, '_>) {
    kept(w);
    create(w);
    read(w);
    list(w);
    update(w);
    delete(w);
}

/// All writable members with valid values.
pub fn whole(w: &Writer<'_, '_>) -> Vec<Member> {
    let values =
        w.thing.writable().filter_map(|(name, values)| values.nth(0).map(|value| Member::new(name, value)));
    values.collect()
}

/// Writable members that are null when left out.
fn optional(w: &Writer<'_, '_>) -> Vec<String> {
    let names = w.thing.writable().map(|(name, _)| name.to_owned());
    names.filter(|name| w.thing.is_nullable(name) && !w.thing.has_secret(name)).collect()
}

/// The entity itself: what is put in can be taken out.
fn kept(w: &mut Writer<'_, '_>) {
    let Some(about) = w.world.requirement(&w.thing.entity.pointer) else { return };
    let var = w.thing.var.clone();
    let mut steps = vec![w.make(vec![])];
    if let Some(by) = w.who(Verb::Read) {
        let same = Expect::SameAs { name: var.clone(), except: vec![] };
        steps.push(w.on(&by, "GET", &var).expect(vec![ok(200), same]).step());
    } else if let Some(by) = w.who(Verb::List) {
        let listed = Expect::Includes { member: "id".into(), values: vec![Operand::id_of(&var)] };
        steps.push(w.list(&by, vec![], vec![ok(200), listed]).step());
    }
    w.test(about, format!("{} is kept", w.thing.label), steps);
}

fn create(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) = (w.who(Verb::Create), w.world.about(w.thing, Verb::Create)) else { return };
    let (label, var) = (w.thing.label, w.thing.var.clone());
    let body =
        Step::Body { factory: w.thing.one.to_owned(), with: whole(w), save: "body".into(), caller: None };
    let address = Operand::Around {
        before: format!("{}/", w.thing.path),
        value: Box::new(Operand::id_of(&var)),
        after: String::new(),
    };
    let mut expect =
        vec![ok(201), Expect::Header { name: "location".into(), value: address }, w.holds("body")];
    for system in w.thing.entity.system.iter().filter(|system| system.name != "id") {
        expect.push(Expect::Utc { member: system.name.clone() });
    }
    let created = w.post(&by, Payload::Saved { name: "body".into() }, expect).save(&var);
    w.test(about, format!("{label} is created and given back whole"), vec![body, created.step()]);

    let optional = optional(w);
    if !optional.is_empty() {
        let leave = optional.iter().map(|name| Member::new(name, Operand::Missing)).collect();
        let mut expect = vec![ok(201)];
        expect.extend(optional.iter().map(|name| equal(name, Value::Null)));
        let call = w.post(&by, w.valid(leave), expect);
        w.test(about, format!("{label} without optional values answers null for them"), vec![call.step()]);
    }

    let call = w.post(
        &by,
        w.valid(vec![Member::new("no_such_member", Operand::json(1))]),
        refused("no_such_member"),
    );
    w.test(about, format!("{label} with an unknown member is refused"), vec![call.step()]);
    let system: Vec<String> = w.thing.entity.system.iter().map(|system| system.name.clone()).collect();
    let calls = system.iter().map(|given| {
        let value = if given == "id" { json!(7) } else { json!("2030-01-01T09:00:00Z") };
        w.post(&by, w.valid(vec![Member::new(given, Operand::json(value))]), refused(given)).step()
    });
    let calls: Vec<Step> = calls.collect();
    w.test(about, format!("{label} id and time stamps cannot be given by clients"), calls);
    let raw = |content_type: &str, text: &str| Payload::Raw {
        content_type: content_type.to_owned(),
        text: Operand::json(text),
    };
    let call = w.post(&by, raw("application/json", "{\"broken\": "), problem(400));
    w.test(about, format!("{label} in broken JSON is refused"), vec![call.step()]);
    let call = w.post(&by, raw("text/plain", "{}"), problem(415));
    w.test(about, format!("{label} that is not JSON is refused"), vec![call.step()]);
    let call = w.post(&by, Payload::Document { value: Operand::json(json!([1])) }, problem(422));
    w.test(about, format!("{label} that is not an object is refused"), vec![call.step()]);
}

fn read(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) = (w.who(Verb::Read), w.world.about(w.thing, Verb::Read)) else { return };
    let var = w.thing.var.clone();
    let same = Expect::SameAs { name: var.clone(), except: vec![] };
    let steps = vec![w.make(whole(w)), w.on(&by, "GET", &var).expect(vec![ok(200), same]).step()];
    w.test(about, format!("{} is read by its id", w.thing.label), steps);
    unknown(w, &by, "GET", Verb::Read);
}

/// 404 for ids that no record has.
fn unknown(w: &mut Writer<'_, '_>, by: &str, method: &'static str, verb: Verb) {
    let Some(about) = w.world.about(w.thing, verb) else { return };
    let body = match method {
        "PUT" => w.valid(vec![]),
        "PATCH" => Payload::Members { members: vec![] },
        _ => Payload::None,
    };
    let calls = UNKNOWN.iter().map(|id| {
        let path = vec![text(&format!("{}/{id}", w.thing.path))];
        Call::new(by, method, path).body(body.clone()).expect(problem(404)).step()
    });
    let steps = calls.collect();
    w.test(about, format!("{} of an unknown {} is not found", method.to_lowercase(), w.thing.label), steps);
}

fn list(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) = (w.who(Verb::List), w.world.about(w.thing, Verb::List)) else { return };
    let (label, labels) = (w.thing.label, w.thing.labels);
    let both = vec![Operand::id_of("first"), Operand::id_of("second")];
    // Where the records are the accounts, those that send the requests are listed too.
    let expect = if w.thing.entity.account {
        vec![ok(200), Expect::Includes { member: "id".into(), values: both }]
    } else {
        vec![
            ok(200),
            Expect::ItemsAnyOrder { member: "id".into(), values: both },
            equal("total", 2),
            equal("offset", 0),
        ]
    };
    if w.most() >= 2 {
        let steps =
            vec![w.make_as("first", vec![]), w.make_as("second", vec![]), w.list(&by, vec![], expect).step()];
        w.test(about, format!("{labels} are listed with their total"), steps);
    }
    if !w.thing.entity.account {
        let call = w.list(&by, vec![], vec![ok(200), equal("items", json!([])), equal("total", 0)]);
        w.test(about, format!("no {label} is listed before one is created"), vec![call.step()]);
    }
    let odd = vec![Member::new("no_such_parameter", Operand::json("x"))];
    let call = w.list(&by, odd, refused_query("no_such_parameter"));
    w.test(about, format!("{labels} refuse an unknown query parameter"), vec![call.step()]);
}

fn update(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) = (w.who(Verb::Update), w.world.about(w.thing, Verb::Update)) else { return };
    let var = w.thing.var.clone();
    let changeable = w
        .thing
        .writable()
        .filter(|(name, _)| !w.thing.is_frozen(name) && !w.thing.has_secret(name))
        .find_map(|(name, values)| Some((name.to_owned(), w.along(name, values.nth(1)?)?)));
    if let Some((name, members)) = changeable {
        let mut except: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
        except.push("updated_at".into());
        let mut expect = vec![ok(200)];
        expect.extend(members.iter().map(|member| w.same(&member.name, member.value.clone())));
        expect.push(Expect::SameAs { name: var.clone(), except });
        let mut steps = vec![w.make(vec![]), w.patch(&by, &var, members, expect).save("changed").step()];
        if let Some(reader) = w.who(Verb::Read) {
            let same = Expect::SameAs { name: "changed".into(), except: vec![] };
            steps.push(w.on(&reader, "GET", &var).expect(vec![ok(200), same]).step());
        }
        let words = name.replace('_', " ");
        w.test(
            about,
            format!("patch of {a_label} changes its {words} and leaves the rest", a_label = w.a()),
            steps,
        );
    }
    let call =
        w.patch(&by, &var, vec![Member::new("no_such_member", Operand::json(1))], refused("no_such_member"));
    w.test(
        about,
        format!("update of {a_label} with an unknown member is refused", a_label = w.a()),
        vec![w.make(vec![]), call.step()],
    );
    let call = w.patch(&by, &var, vec![Member::new("id", Operand::json(7))], refused("id"));
    w.test(
        about,
        format!("update of {a_label} cannot change its id", a_label = w.a()),
        vec![w.make(vec![]), call.step()],
    );
    unknown(w, &by, "PATCH", Verb::Update);
    if let Some(by) = w.who(Verb::Replace) {
        put(w, &by);
        unknown(w, &by, "PUT", Verb::Replace);
    }
}

fn put(w: &mut Writer<'_, '_>, by: &str) {
    let Some(about) = w.world.about(w.thing, Verb::Replace) else { return };
    let (label, var) = (w.thing.label, w.thing.var.clone());
    let mut optional = optional(w);
    optional.retain(|name| !w.thing.is_frozen(name));
    let leave: Vec<Member> = optional.iter().map(|name| Member::new(name, Operand::Missing)).collect();
    let mut expect = vec![ok(200), w.holds("body")];
    expect.extend(optional.iter().map(|name| equal(name, Value::Null)));
    expect.push(is("id", Operand::id_of(&var)));
    let steps = vec![
        w.make(whole(w)),
        Step::Body {
            factory: w.thing.one.to_owned(),
            with: w.with_frozen(&var, leave),
            save: "body".into(),
            caller: None,
        },
        w.on(by, "PUT", &var).body(Payload::Saved { name: "body".into() }).expect(expect).step(),
    ];
    w.test(about, format!("put replaces the whole {label}"), steps);
}

fn delete(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) = (w.who(Verb::Delete), w.world.about(w.thing, Verb::Delete)) else { return };
    let var = w.thing.var.clone();
    let Some(way) = super::states::way_to_deletion(w, &var) else {
        return w.cannot(about, "no state in which it can be deleted is reached");
    };
    let mut steps = vec![w.make(vec![])];
    steps.extend(way);
    steps.push(w.on(&by, "DELETE", &var).expect(vec![ok(204)]).step());
    if let Some(reader) = w.who(Verb::Read) {
        steps.push(w.on(&reader, "GET", &var).expect(problem(404)).step());
    }
    steps.push(w.on(&by, "DELETE", &var).expect(problem(404)).step());
    w.test(about, format!("deleted {} is gone", w.thing.label), steps);
    unknown(w, &by, "DELETE", Verb::Delete);
}

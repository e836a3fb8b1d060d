//! Create, read, list, update, delete: what every kept entity offers.

use domain::spec::{FieldType, OperationKind};
use serde_json::{Value, json};

use super::scenario::{Call, Expect, Member, Operand, Payload, Step};
use super::write::{Writer, equal, is, ok, problem, refused, text};

/// An id that no record has, and one that is no id at all.
const UNKNOWN: [&str; 2] = ["999999", "no-such-id"];

pub fn write(w: &mut Writer<'_, '_>) {
    create(w);
    read(w);
    list(w);
    update(w);
    delete(w);
}

/// All writable members with valid values.
pub fn whole(w: &Writer<'_, '_>, n: u64) -> Vec<Member> {
    let values =
        w.thing.writable().filter_map(|(name, values)| values.nth(n).map(|value| Member::new(name, value)));
    values.collect()
}

/// Members that are never given back.
pub fn secrets(w: &Writer<'_, '_>) -> Vec<String> {
    w.thing
        .fields
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .filter(|name| w.thing.has_secret(name))
        .collect()
}

fn create(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) =
        (w.who(OperationKind::Create), w.world.about(w.thing, OperationKind::Create))
    else {
        return;
    };
    let one = w.thing.one.clone();
    let body = Step::Body { factory: one.clone(), with: whole(w, 0), save: "body".into() };
    let created = w
        .post(
            &by,
            Payload::Saved { name: "body".into() },
            vec![
                ok(201),
                Expect::Header {
                    name: "location".into(),
                    value: Operand::Around {
                        before: format!("{}/", w.thing.path),
                        value: Box::new(Operand::id_of(&one)),
                        after: String::new(),
                    },
                },
                Expect::Holds { body: "body".into(), except: secrets(w) },
                Expect::Utc { member: "created_at".into() },
                Expect::Utc { member: "updated_at".into() },
            ],
        )
        .save(&one);
    w.test(about, format!("{one} is created and given back whole"), vec![body, created.step()]);

    let optional: Vec<String> = w
        .thing
        .writable()
        .filter(|(name, v)| !v.field.required && v.field.default.is_none() && !w.thing.has_secret(name))
        .map(|(name, _)| name.to_owned())
        .collect();
    if !optional.is_empty() {
        let leave = optional.iter().map(|name| Member::new(name, Operand::Missing)).collect();
        let mut expect = vec![ok(201)];
        expect.extend(optional.iter().map(|name| equal(name, Value::Null)));
        let call = w.post(&by, w.valid(leave), expect);
        w.test(about, format!("{one} without optional values answers null for them"), vec![call.step()]);
    }

    let call = w.post(
        &by,
        w.valid(vec![Member::new("no_such_member", Operand::json(1))]),
        refused("no_such_member"),
    );
    w.test(about, format!("{one} with an unknown member is refused"), vec![call.step()]);
    for given in ["id", "created_at", "updated_at"] {
        if w.thing.field(given).is_some() {
            continue;
        }
        let value = if given == "id" { json!(7) } else { json!("2030-01-01T09:00:00Z") };
        let call = w.post(&by, w.valid(vec![Member::new(given, Operand::json(value))]), refused(given));
        w.test(about, format!("{one} {given} cannot be given by clients"), vec![call.step()]);
    }
    let raw = |content_type: &str, text: &str| Payload::Raw {
        content_type: content_type.to_owned(),
        text: Operand::json(text),
    };
    let call = w.post(&by, raw("application/json", "{\"broken\": "), problem(400));
    w.test(about, format!("{one} in broken JSON is refused"), vec![call.step()]);
    let call = w.post(&by, raw("text/plain", "{}"), problem(415));
    w.test(about, format!("{one} that is not JSON is refused"), vec![call.step()]);
    let call = w.post(&by, Payload::Document { value: Operand::json(json!([1])) }, problem(422));
    w.test(about, format!("{one} that is not an object is refused"), vec![call.step()]);
}

fn read(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) = (w.who(OperationKind::Read), w.world.about(w.thing, OperationKind::Read))
    else {
        return;
    };
    let one = w.thing.one.clone();
    let steps = vec![
        w.make(whole(w, 0)),
        w.on(&by, "GET", &one)
            .expect(vec![ok(200), Expect::SameAs { name: one.clone(), except: vec![] }])
            .step(),
    ];
    w.test(about, format!("{one} is read by its id"), steps);
    unknown(w, &by, "GET", OperationKind::Read);
}

/// 404 for ids that no record has.
fn unknown(w: &mut Writer<'_, '_>, by: &str, method: &'static str, kind: OperationKind) {
    let Some(about) = w.world.about(w.thing, kind) else { return };
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
    w.test(about, format!("{} of an unknown {} is not found", method.to_lowercase(), w.thing.one), steps);
}

fn list(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) = (w.who(OperationKind::List), w.world.about(w.thing, OperationKind::List))
    else {
        return;
    };
    let one = w.thing.one.clone();
    let many = w.thing.many.clone();
    let steps = vec![
        w.make_as("first", vec![]),
        w.make_as("second", vec![]),
        w.list(
            &by,
            vec![],
            vec![
                ok(200),
                Expect::ItemsAnyOrder {
                    member: "id".into(),
                    values: vec![Operand::id_of("first"), Operand::id_of("second")],
                },
                equal("total", 2),
                equal("offset", 0),
            ],
        )
        .step(),
    ];
    w.test(about, format!("{many} are listed with their total"), steps);
    let call = w.list(&by, vec![], vec![ok(200), equal("items", json!([])), equal("total", 0)]);
    w.test(about, format!("no {one} is listed before one is created"), vec![call.step()]);
    let call = w.list(
        &by,
        vec![Member::new("no_such_parameter", Operand::json("x"))],
        super::write::refused_query("no_such_parameter"),
    );
    w.test(about, format!("{many} refuse an unknown query parameter"), vec![call.step()]);
}

fn update(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) =
        (w.who(OperationKind::Update), w.world.about(w.thing, OperationKind::Update))
    else {
        return;
    };
    let one = w.thing.one.clone();
    let changeable: Vec<(String, Vec<Member>)> = w
        .thing
        .writable()
        .filter(|(name, _)| !w.thing.is_frozen(name) && !w.thing.has_secret(name))
        .filter_map(|(name, values)| Some((name.to_owned(), w.along(name, values.nth(1)?)?)))
        .collect();
    if let Some((name, members)) = changeable.first() {
        let mut except: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
        except.push("updated_at".into());
        let mut expect = vec![ok(200)];
        expect.extend(members.iter().map(|member| is(&member.name, member.value.clone())));
        expect.push(Expect::SameAs { name: one.clone(), except });
        let mut steps =
            vec![w.make(vec![]), w.patch(&by, &one, members.clone(), expect).save("changed").step()];
        if let Some(reader) = w.who(OperationKind::Read) {
            let same = Expect::SameAs { name: "changed".into(), except: vec![] };
            steps.push(w.on(&reader, "GET", &one).expect(vec![ok(200), same]).step());
        }
        w.test(about, format!("patch of a {one} changes {name} and leaves the rest"), steps);
    }
    let frozen = w.thing.writable().any(|(name, _)| w.thing.is_frozen(name));
    if !frozen && w.thing.keys.iter().all(|key| !w.thing.is_frozen(&key.name)) {
        put(w, &by);
    }
    let call =
        w.patch(&by, &one, vec![Member::new("no_such_member", Operand::json(1))], refused("no_such_member"));
    w.test(
        about,
        format!("update of a {one} with an unknown member is refused"),
        vec![w.make(vec![]), call.step()],
    );
    let call = w.patch(&by, &one, vec![Member::new("id", Operand::json(7))], refused("id"));
    w.test(about, format!("update of a {one} cannot change its id"), vec![w.make(vec![]), call.step()]);
    unknown(w, &by, "PATCH", OperationKind::Update);
    unknown(w, &by, "PUT", OperationKind::Update);
}

fn put(w: &mut Writer<'_, '_>, by: &str) {
    let Some(about) = w.world.about(w.thing, OperationKind::Update) else { return };
    let one = w.thing.one.clone();
    let optional: Vec<String> = w
        .thing
        .writable()
        .filter(|(name, v)| !v.field.required && v.field.default.is_none() && !w.thing.has_secret(name))
        .map(|(name, _)| name.to_owned())
        .collect();
    let leave = optional.iter().map(|name| Member::new(name, Operand::Missing)).collect();
    let mut expect = vec![ok(200), Expect::Holds { body: "body".into(), except: secrets(w) }];
    expect.extend(optional.iter().map(|name| equal(name, Value::Null)));
    expect.push(is("id", Operand::id_of(&one)));
    let steps = vec![
        w.make(whole(w, 0)),
        Step::Body { factory: one.clone(), with: leave, save: "body".into() },
        w.on(by, "PUT", &one).body(Payload::Saved { name: "body".into() }).expect(expect).step(),
    ];
    w.test(about, format!("put replaces the whole {one}"), steps);
}

fn delete(w: &mut Writer<'_, '_>) {
    let (Some(by), Some(about)) =
        (w.who(OperationKind::Delete), w.world.about(w.thing, OperationKind::Delete))
    else {
        return;
    };
    let one = w.thing.one.clone();
    let mut steps = vec![w.make(vec![]), w.on(&by, "DELETE", &one).expect(vec![ok(204)]).step()];
    if let Some(reader) = w.who(OperationKind::Read) {
        steps.push(w.on(&reader, "GET", &one).expect(problem(404)).step());
    }
    steps.push(w.on(&by, "DELETE", &one).expect(problem(404)).step());
    w.test(about, format!("deleted {one} is gone"), steps);
    unknown(w, &by, "DELETE", OperationKind::Delete);
}

/// Types whose answered form is the given one.
pub fn echoes(ty: FieldType) -> bool {
    !matches!(ty, FieldType::Password | FieldType::File)
}

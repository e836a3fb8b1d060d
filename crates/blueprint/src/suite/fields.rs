//! Each field by itself: kept and given back, required, default, read-only, write-only.

use domain::spec::{FieldType, OperationKind};
use serde_json::{Value, json};

use super::scenario::{Expect, Member, Operand, Payload, Step};
use super::write::{Writer, equal, is, ok, refused};

pub fn write(w: &mut Writer<'_, '_>) {
    let names: Vec<String> = w.thing.fields.iter().map(|(name, _)| (*name).to_owned()).collect();
    for name in &names {
        if w.thing.is_state(name) {
            continue;
        }
        if w.thing.field(name).is_some_and(|field| field.read_only == Some(true)) {
            read_only(w, name);
            continue;
        }
        kept(w, name);
        required(w, name);
        default(w, name);
        write_only(w, name);
    }
}

/// The field itself: its values come back, on create and update; other JSON types are refused.
fn kept(w: &mut Writer<'_, '_>, name: &str) {
    let Some(about) = w.world.about_field(w.thing, name, "") else { return };
    let Some(values) = w.thing.values(name).cloned() else { return };
    if let Some(reason) = values.impossible() {
        let reason = reason.to_owned();
        return w.cannot(about, reason);
    }
    let (one, words) = (w.thing.one.clone(), name.replace('_', " "));
    let secret = w.thing.has_secret(name);
    let creator = w.who(OperationKind::Create);
    let reader = w.who(OperationKind::Read);
    let changer = w.who(OperationKind::Update).filter(|_| !w.thing.is_frozen(name));
    if let Some(by) = creator.as_ref().filter(|_| !secret) {
        let mut steps = Vec::new();
        if let Some(with) = values.nth(1).or_else(|| values.nth(0)).and_then(|value| w.along(name, value)) {
            let value = with.first().map(|m| m.value.clone()).unwrap_or(Operand::Missing);
            steps.push(w.post(by, w.valid(with), vec![ok(201), is(name, value.clone())]).save(&one).step());
            if let Some(reader) = &reader {
                steps.push(w.on(reader, "GET", &one).expect(vec![ok(200), is(name, value)]).step());
            }
        }
        if let (Some(by), Some(with)) = (&changer, values.nth(0).and_then(|value| w.along(name, value))) {
            let value = with.first().map(|m| m.value.clone()).unwrap_or(Operand::Missing);
            steps.push(w.patch(by, &one, with, vec![ok(200), is(name, value.clone())]).step());
            if let Some(reader) = &reader {
                steps.push(w.on(reader, "GET", &one).expect(vec![ok(200), is(name, value)]).step());
            }
            if !values.field.required {
                let call = w.patch(
                    by,
                    &one,
                    vec![Member::new(name, Operand::json(Value::Null))],
                    vec![ok(200), equal(name, Value::Null)],
                );
                steps.push(call.step());
            }
        }
        w.test(about, format!("{one} {words} is kept and given back"), steps);
    }
    let wrong = values.wrong_types();
    let wrong: Vec<Value> = wrong
        .into_iter()
        .chain(if values.field.format.is_none() { values.malformed() } else { vec![] })
        .collect();
    if wrong.is_empty() {
        return;
    }
    let mut steps: Vec<Step> = Vec::new();
    if let Some(by) = &creator {
        for value in &wrong {
            steps.push(
                w.post(by, w.valid(vec![Member::new(name, Operand::json(value.clone()))]), refused(name))
                    .step(),
            );
        }
    }
    if let Some(by) = &changer {
        steps.push(w.make(vec![]));
        for value in &wrong {
            steps.push(
                w.patch(by, &one, vec![Member::new(name, Operand::json(value.clone()))], refused(name))
                    .step(),
            );
        }
    }
    w.test(about, format!("{one} {words} of another type is refused"), steps);
    forms(w, name);
}

/// Values that are answered in another form than they may be given in.
fn forms(w: &mut Writer<'_, '_>, name: &str) {
    let (Some(about), Some(values)) = (w.world.about_field(w.thing, name, ""), w.thing.values(name)) else {
        return;
    };
    let Some(by) = w.who(OperationKind::Create) else { return };
    let (one, words) = (w.thing.one.clone(), name.replace('_', " "));
    let give = |value: Operand| w.along(name, value).unwrap_or_default();
    match values.field.ql_type {
        FieldType::Email if values.field.pattern.is_none() && values.field.values.is_none() => {
            let with = vec![Member::new(name, Operand::json("Reader.One@Example.COM"))];
            let call = w.post(&by, w.valid(with), vec![ok(201), equal(name, "reader.one@example.com")]);
            w.test(about, format!("{one} {words} is kept in lower case"), vec![call.step()]);
        }
        FieldType::DateTime => {
            let (Operand::Json { value: given }, steps) = (values.moment(0, 0), ()) else { return };
            let () = steps;
            let Some(moment) = given.as_str().and_then(|text| text.strip_suffix("T09:00:00Z")) else {
                return;
            };
            let with = give(Operand::json(format!("{moment}T11:00:00+02:00")));
            if with.is_empty() {
                return;
            }
            let call = w.post(&by, w.valid(with), vec![ok(201), equal(name, given.clone())]);
            w.test(about, format!("{one} {words} with an offset is answered in utc"), vec![call.step()]);
        }
        FieldType::Decimal => {
            let Some(range) = values.number() else { return };
            let Some(units) = range.nth(values.offset) else { return };
            let (text, number) = (range.json(units), range.number(units));
            let as_text = w.post(
                &by,
                w.valid(give(Operand::json(text.clone()))),
                vec![ok(201), is(name, Operand::json(text.clone()))],
            );
            let with = vec![Member::new(name, Operand::json(number))];
            let as_number = w.post(&by, w.valid(with), vec![ok(201), is(name, Operand::json(text))]);
            let title = format!("{one} {words} is a number or a string and is answered exactly");
            w.test(about, title, vec![as_text.step(), as_number.step()]);
        }
        _ => {}
    }
}

fn required(w: &mut Writer<'_, '_>, name: &str) {
    let Some(about) = w.world.about_field(w.thing, name, "/x-ql-required") else { return };
    let (one, words) = (w.thing.one.clone(), name.replace('_', " "));
    if let Some(by) = w.who(OperationKind::Create) {
        let missing = w.post(&by, w.valid(vec![Member::new(name, Operand::Missing)]), refused(name)).step();
        let null =
            w.post(&by, w.valid(vec![Member::new(name, Operand::json(Value::Null))]), refused(name)).step();
        w.test(about, format!("{one} without {words} is refused"), vec![missing, null]);
    }
    if let Some(by) = w.who(OperationKind::Update).filter(|_| !w.thing.is_frozen(name)) {
        let null =
            w.patch(&by, &one, vec![Member::new(name, Operand::json(Value::Null))], refused(name)).step();
        let put = w.on(&by, "PUT", &one).body(w.valid(vec![Member::new(name, Operand::Missing)]));
        let steps = vec![w.make(vec![]), null, put.expect(refused(name)).step()];
        w.test(about, format!("{one} {words} cannot be taken away"), steps);
    }
    if w.world.held_by_database(about.kind) {
        let overwrite = Step::Overwrite {
            table: w.thing.table.clone(),
            row: Operand::id_of(&one),
            columns: vec![Member::new(&w.thing.column(name), Operand::json(Value::Null))],
        };
        w.test(
            about,
            format!("{one} without {words} is refused by the database"),
            vec![w.make(vec![]), overwrite],
        );
    }
}

fn default(w: &mut Writer<'_, '_>, name: &str) {
    let Some(about) = w.world.about_field(w.thing, name, "/default") else { return };
    let Some(default) = w.thing.field(name).and_then(|field| field.default.clone()) else { return };
    let (one, words) = (w.thing.one.clone(), name.replace('_', " "));
    let answered = w.thing.values(name).and_then(|v| v.number().map(|r| (r.clone(), v.field.ql_type)));
    let expected = match answered {
        Some((range, FieldType::Decimal)) => {
            range.read(&Operand::json(default.clone())).map_or(default, |units| range.json(units))
        }
        _ => default,
    };
    let Some(by) = w.who(OperationKind::Create) else { return };
    let mut steps = vec![
        w.post(
            &by,
            w.valid(vec![Member::new(name, Operand::Missing)]),
            vec![ok(201), equal(name, expected.clone())],
        )
        .save(&one)
        .step(),
    ];
    let other = w.thing.values(name).and_then(|values| {
        (0..3).filter_map(|n| values.nth(n)).find(|v| *v != Operand::json(expected.clone()))
    });
    if let Some(with) = other.and_then(|value| w.along(name, value)) {
        let value = with.first().map(|m| m.value.clone()).unwrap_or(Operand::Missing);
        steps.push(w.post(&by, w.valid(with), vec![ok(201), is(name, value)]).step());
    }
    w.test(about, format!("{one} {words} is filled in unless given"), steps);
}

fn read_only(w: &mut Writer<'_, '_>, name: &str) {
    let about =
        w.world.about_field(w.thing, name, "/readOnly").or_else(|| w.world.about_field(w.thing, name, ""));
    let Some(about) = about else { return };
    let (one, words) = (w.thing.one.clone(), name.replace('_', " "));
    let value = w.thing.values(name).and_then(|values| values.nth(0)).unwrap_or(Operand::json(json!("x")));
    let given = vec![Member::new(name, value)];
    let mut steps = Vec::new();
    if let Some(by) = w.who(OperationKind::Create) {
        steps.push(w.post(&by, w.valid(given.clone()), refused(name)).step());
        steps.push(
            w.post(&by, w.valid(vec![]), vec![ok(201), Expect::Present { member: name.to_owned() }])
                .save(&one)
                .step(),
        );
    }
    if let Some(by) = w.who(OperationKind::Update) {
        steps.push(w.patch(&by, &one, given, refused(name)).step());
    }
    w.test(about, format!("{one} {words} cannot be written"), steps);
    if let Some(field) = w.world.about_field(w.thing, name, "") {
        if let Some(by) = w.who(OperationKind::Create) {
            let call =
                w.post(&by, w.valid(vec![]), vec![ok(201), Expect::Present { member: name.to_owned() }]);
            w.test(field, format!("{one} {words} is given back"), vec![call.step()]);
        }
    }
}

fn write_only(w: &mut Writer<'_, '_>, name: &str) {
    if !w.thing.has_secret(name) {
        return;
    }
    let about =
        w.world.about_field(w.thing, name, "/writeOnly").or_else(|| w.world.about_field(w.thing, name, ""));
    let Some(about) = about else { return };
    let Some(by) = w.who(OperationKind::Create) else { return };
    let Some(value) = w.thing.values(name).and_then(|values| values.nth(0)) else { return };
    let (one, words) = (w.thing.one.clone(), name.replace('_', " "));
    let hidden = |status: u16| {
        vec![ok(status), Expect::Absent { member: name.to_owned() }, Expect::Nowhere { value: value.clone() }]
    };
    let mut steps = vec![
        w.post(
            &by,
            Payload::Valid { factory: one.clone(), with: vec![Member::new(name, value.clone())] },
            hidden(201),
        )
        .save(&one)
        .step(),
    ];
    if let Some(reader) = w.who(OperationKind::Read) {
        steps.push(w.on(&reader, "GET", &one).expect(hidden(200)).step());
    }
    if let Some(reader) = w.who(OperationKind::List) {
        steps.push(
            w.list(
                &reader,
                vec![],
                vec![ok(200), Expect::Nowhere { value: Operand::json(format!("\"{name}\"")) }],
            )
            .step(),
        );
    }
    w.test(about, format!("{one} {words} is never given back"), steps);
}

//! Each field by itself: kept and given back, required, default, read-only, write-only.

use domain::spec::FieldType;
use serde_json::{Value, json};

use super::scenario::{Expect, Member, Operand, Step};
use super::write::{Writer, equal, ok, refused};
use crate::model::Verb;

pub fn write(w: &mut Writer<'_, '_>) {
    let names: Vec<String> = w.thing.fields.iter().map(|(name, _)| (*name).to_owned()).collect();
    for name in &names {
        let Some(field) = w.thing.entity.field(name) else { continue };
        if w.thing.is_state(name) {
            continue;
        }
        if field.read_only {
            read_only(w, name);
            continue;
        }
        kept(w, name);
        wrong_types(w, name);
        other_forms(w, name);
        required(w, name);
        default(w, name);
        write_only(w, name);
    }
    system(w);
}

/// Ids and time stamps, where the spec states them.
fn system(w: &mut Writer<'_, '_>) {
    for system in &w.thing.entity.system {
        let (Some(pointer), Some(by)) = (&system.pointer, w.who(Verb::Create)) else { continue };
        let (label, var, words) = (w.thing.label, w.thing.var.clone(), words(&system.name));
        let member = system.name.clone();
        let there = if system.name == "id" { Expect::Present { member } } else { Expect::Utc { member } };
        let about = ["", "/x-ql-required", "/format"]
            .map(|keyword| w.world.requirement(&format!("{pointer}{keyword}")));
        for about in about.into_iter().flatten() {
            let mut steps =
                vec![w.post(&by, w.valid(vec![]), vec![ok(201), there.clone()]).save(&var).step()];
            if let Some(reader) = w.who(Verb::Read) {
                steps.push(w.on(&reader, "GET", &var).expect(vec![ok(200), there.clone()]).step());
            }
            w.test(about, format!("{label} {words} is given back"), steps);
        }
        if let Some(about) = w.world.requirement(&format!("{pointer}/readOnly")) {
            let value = if system.name == "id" { json!(7) } else { json!("2030-01-01T09:00:00Z") };
            let given = vec![Member::new(&system.name, Operand::json(value))];
            w.test(
                about,
                format!("{label} {words} cannot be written"),
                vec![w.post(&by, w.valid(given), refused(&system.name)).step()],
            );
        }
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn null() -> Operand {
    Operand::json(Value::Null)
}

/// Its values come back, on create and update.
fn kept(w: &mut Writer<'_, '_>, name: &str) {
    let (Some(about), Some(values)) = (w.world.about_field(w.thing, name, ""), w.thing.values(name).cloned())
    else {
        return;
    };
    if let Some(reason) = values.impossible() {
        return w.cannot(about, reason);
    }
    if w.thing.has_secret(name) {
        return;
    }
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), words(name));
    let reader = w.who(Verb::Read);
    let mut steps = Vec::new();
    let check = |w: &Writer<'_, '_>, steps: &mut Vec<Step>, value: &Operand| {
        if let Some(reader) = &reader {
            steps.push(w.on(reader, "GET", &var).expect(vec![ok(200), w.same(name, value.clone())]).step());
        }
    };
    // What settles a record comes last: nothing is changed behind it.
    let settles = w.thing.settles(name);
    let (given, changed) = if settles { (0, 1) } else { (1, 0) };
    let value = values.nth(given).or_else(|| values.nth(0));
    if let (Some(by), Some(value)) = (w.who(Verb::Create), value)
        && let Some(with) = w.along(name, value.clone())
    {
        steps.push(w.post(&by, w.valid(with), vec![ok(201), w.same(name, value.clone())]).save(&var).step());
        check(w, &mut steps, &value);
    }
    if let (Some(by), Some(value)) = (
        w.who(Verb::Update).filter(|_| !w.thing.is_frozen(name)),
        values.nth(changed).or_else(|| values.nth(0)),
    ) && let Some(with) = w.along(name, value.clone())
    {
        steps.push(w.patch(&by, &var, with, vec![ok(200), w.same(name, value.clone())]).step());
        check(w, &mut steps, &value);
        if w.thing.is_nullable(name) && !settles {
            let nothing = vec![Member::new(name, null())];
            steps.push(w.patch(&by, &var, nothing, vec![ok(200), equal(name, Value::Null)]).step());
        }
    }
    w.test(about, format!("{label} {words} is kept and given back"), steps);
}

/// Other JSON types are refused.
fn wrong_types(w: &mut Writer<'_, '_>, name: &str) {
    let (Some(about), Some(values)) = (w.world.about_field(w.thing, name, ""), w.thing.values(name)) else {
        return;
    };
    // Where the form is a fact of its own, it has its own tests.
    let malformed = if values.field.format.is_none() { values.malformed() } else { Vec::new() };
    let wrong: Vec<Value> = values.wrong_types().into_iter().chain(malformed).collect();
    if wrong.is_empty() || values.impossible().is_some() {
        return;
    }
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), words(name));
    let mut steps: Vec<Step> = Vec::new();
    if let Some(by) = w.who(Verb::Create) {
        for value in &wrong {
            let with = vec![Member::new(name, Operand::json(value.clone()))];
            steps.push(w.post(&by, w.valid(with), refused(name)).step());
        }
    }
    if let Some(by) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(name)) {
        steps.push(w.make(vec![]));
        for value in &wrong {
            let with = vec![Member::new(name, Operand::json(value.clone()))];
            steps.push(w.patch(&by, &var, with, refused(name)).step());
        }
    }
    w.test(about, format!("{label} {words} of another type is refused"), steps);
}

/// Values that are answered in another form than they may be given in.
fn other_forms(w: &mut Writer<'_, '_>, name: &str) {
    let (Some(about), Some(values)) = (w.world.about_field(w.thing, name, ""), w.thing.values(name)) else {
        return;
    };
    let (Some(by), None) = (w.who(Verb::Create), values.impossible()) else { return };
    let (label, words) = (w.thing.label, words(name));
    match values.field.ql_type {
        FieldType::Email if values.field.pattern.is_none() && values.field.values.is_none() => {
            let with = vec![Member::new(name, Operand::json("Reader.One@Example.COM"))];
            let call = w.post(&by, w.valid(with), vec![ok(201), equal(name, "reader.one@example.com")]);
            w.test(about, format!("{label} {words} is kept in lower case"), vec![call.step()]);
        }
        FieldType::DateTime => {
            let given = values.moment(0, 0);
            let Operand::Json { value: Value::String(text) } = &given else { return };
            let Some(day) = text.strip_suffix("T09:00:00Z") else { return };
            let Some(mut with) = w.along(name, given.clone()) else { return };
            if let Some(own) = with.first_mut() {
                own.value = Operand::json(format!("{day}T11:00:00+02:00"));
            }
            let call = w.post(&by, w.valid(with), vec![ok(201), w.same(name, given)]);
            w.test(about, format!("{label} {words} with an offset is answered in utc"), vec![call.step()]);
        }
        FieldType::Decimal => {
            let Some((range, units)) =
                values.number().and_then(|range| Some((range, range.nth(values.offset)?)))
            else {
                return;
            };
            let forms = [range.json(units), range.number(units)];
            let calls = forms.into_iter().filter_map(|form| {
                let mut with = w.along(name, Operand::json(range.json(units)))?;
                with.first_mut()?.value = Operand::json(form.clone());
                Some(w.post(&by, w.valid(with), vec![ok(201), w.same(name, Operand::json(form))]).step())
            });
            let steps = calls.collect();
            let title = format!("{label} {words} is a number or a string and is answered exactly");
            w.test(about, title, steps);
        }
        _ => {}
    }
}

fn required(w: &mut Writer<'_, '_>, name: &str) {
    let Some(about) = w.world.about_field(w.thing, name, "/x-ql-required") else { return };
    let Some(field) = w.thing.entity.field(name) else { return };
    if !field.required {
        return w.cannot(about, "a default is filled in where it is left out");
    }
    let column = field.column.clone();
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), words(name));
    if let Some(by) = w.who(Verb::Create) {
        let missing = w.post(&by, w.valid(vec![Member::new(name, Operand::Missing)]), refused(name)).step();
        let empty = w.post(&by, w.valid(vec![Member::new(name, null())]), refused(name)).step();
        w.test(about, format!("{label} without {words} is refused"), vec![missing, empty]);
    }
    if let Some(by) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(name)) {
        let empty = w.patch(&by, &var, vec![Member::new(name, null())], refused(name)).step();
        let mut steps = vec![w.make(vec![]), empty];
        if let Some(by) = w.who(Verb::Replace) {
            let put = w.on(&by, "PUT", &var).body(w.again(&var, vec![Member::new(name, Operand::Missing)]));
            steps.push(put.expect(refused(name)).step());
        }
        w.test(about, format!("{label} {words} cannot be taken away"), steps);
    }
    // The first administrator comes from the environment: accounts may lack what they are else registered with.
    let of_account = w.thing.entity.account && !["email", "password"].contains(&name);
    if w.world.held_by_database(about.kind) && !of_account {
        let steps = vec![w.make(vec![]), w.overwrite(&var, vec![Member::new(&column, null())])];
        w.test(about, format!("{label} without {words} is refused by the database"), steps);
    }
}

fn default(w: &mut Writer<'_, '_>, name: &str) {
    let Some(about) = w.world.about_field(w.thing, name, "/default") else { return };
    let Some(default) = w.thing.entity.field(name).and_then(|field| field.keywords.default.clone()) else {
        return;
    };
    let Some(by) = w.who(Verb::Create) else { return };
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), words(name));
    let default = Operand::json(default);
    let absent = w.valid(vec![Member::new(name, Operand::Missing)]);
    let mut steps = vec![w.post(&by, absent, vec![ok(201), w.same(name, default.clone())]).save(&var).step()];
    let other =
        w.thing.values(name).and_then(|values| (0..3).filter_map(|n| values.nth(n)).find(|v| *v != default));
    if let Some(value) = other
        && let Some(with) = w.along(name, value.clone())
    {
        steps.push(w.post(&by, w.valid(with), vec![ok(201), w.same(name, value)]).step());
    }
    w.test(about, format!("{label} {words} is filled in unless given"), steps);
}

fn read_only(w: &mut Writer<'_, '_>, name: &str) {
    let field = w.world.about_field(w.thing, name, "");
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), words(name));
    let there = || vec![ok(201), Expect::Present { member: name.to_owned() }];
    if let (Some(field), Some(by)) = (field, w.who(Verb::Create)) {
        let call = w.post(&by, w.valid(vec![]), there());
        w.test(field, format!("{label} {words} is answered"), vec![call.step()]);
    }
    let Some(about) = w.world.about_field(w.thing, name, "/readOnly").or(field) else { return };
    let value = w.thing.values(name).and_then(|values| values.nth(0)).unwrap_or(Operand::json(json!("x")));
    let given = vec![Member::new(name, value)];
    let mut steps = Vec::new();
    if let Some(by) = w.who(Verb::Create) {
        steps.push(w.post(&by, w.valid(given.clone()), refused(name)).step());
    }
    if let Some(by) = w.who(Verb::Update) {
        steps.push(w.make(vec![]));
        steps.push(w.patch(&by, &var, given, refused(name)).step());
    }
    w.test(about, format!("{label} {words} cannot be written"), steps);
    if let Some(about) = w.world.about_field(w.thing, name, "/default") {
        let default = w.thing.entity.field(name).and_then(|field| field.keywords.default.clone());
        if let (Some(default), Some(by)) = (default, w.who(Verb::Create)) {
            let call = w.post(&by, w.valid(vec![]), vec![ok(201), w.same(name, Operand::json(default))]);
            w.test(about, format!("{label} {words} begins with its default"), vec![call.step()]);
        }
    }
}

fn write_only(w: &mut Writer<'_, '_>, name: &str) {
    if !w.thing.has_secret(name) {
        return;
    }
    let field = w.world.about_field(w.thing, name, "");
    let Some(by) = w.who(Verb::Create) else { return };
    let Some(value) = w.thing.values(name).and_then(|values| values.nth(0)) else { return };
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), words(name));
    if let Some(about) = field {
        let call = w.post(&by, w.valid(vec![Member::new(name, value.clone())]), vec![ok(201)]);
        w.test(about, format!("{label} {words} is accepted"), vec![call.step()]);
    }
    let Some(about) = w.world.about_field(w.thing, name, "/writeOnly").or(field) else { return };
    let hidden = |status: u16| {
        let away = |member: String| Expect::Absent { member };
        vec![
            ok(status),
            away(name.to_owned()),
            away(format!("{name}_hash")),
            Expect::Nowhere { value: value.clone() },
        ]
    };
    let mut steps =
        vec![w.post(&by, w.valid(vec![Member::new(name, value.clone())]), hidden(201)).save(&var).step()];
    if let Some(reader) = w.who(Verb::Read) {
        steps.push(w.on(&reader, "GET", &var).expect(hidden(200)).step());
    }
    if let Some(reader) = w.who(Verb::List) {
        let nowhere = vec![
            ok(200),
            Expect::Nowhere { value: value.clone() },
            Expect::Nowhere { value: Operand::json(name) },
        ];
        steps.push(w.list(&reader, vec![], nowhere).step());
    }
    w.test(about, format!("{label} {words} is never given back"), steps);
}

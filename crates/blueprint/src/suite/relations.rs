//! Keys: what they may point at, and what happens when the target goes.

use domain::requirement::Requirement;
use domain::spec::{OnDelete, RelationKind};
use serde_json::{Value, json};

use super::scenario::{Call, Expect, Kind, Member, Operand, PathPart, Payload, Step};
use super::targets::{Shared, kept, target};
use super::unique::race;
use super::write::{Writer, is, ok, problem, refused, text};
use crate::model::{Relation, Verb};

/// An id that no record has.
const NOBODY: i64 = 999_999;

pub fn write(w: &mut Writer<'_, '_>) {
    for key in &w.thing.entity.relations {
        if !key.owner {
            points(w, key);
            required(w, key);
            one_to_one(w, key);
        } else {
            owned(w, key);
        }
        on_delete(w, key);
        in_database(w, key);
    }
}

fn stem(key: &Relation) -> String {
    key.field.trim_end_matches("_ids").trim_end_matches("_id").replace('_', " ")
}

fn many(key: &Relation) -> bool {
    key.kind == RelationKind::ManyToMany
}

/// The key is kept and given back; an id that no target has is refused.
fn points(w: &mut Writer<'_, '_>, key: &Relation) {
    let Some(about) = w.world.requirement(&key.pointer) else { return };
    let Some(by) = w.who(Verb::Create) else { return };
    let (label, var, stem) = (w.thing.label, w.thing.var.clone(), stem(key));
    let (mut one, mut other) = (Shared::default(), Shared::default());
    let (Some(first), Some(second)) = (target(w, key, "", &mut one), target(w, key, "other_", &mut other))
    else {
        return w.cannot(about, format!("no {} can be made to point at", key.to));
    };
    let unknown = if many(key) { json!([NOBODY]) } else { json!(NOBODY) };
    let unknown = vec![Member::new(&key.field, Operand::json(unknown))];
    let changer = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(&key.field));

    let mut steps = one.steps.clone();
    let given = vec![Member::new(&key.field, first.clone())];
    steps.push(w.post(&by, w.valid(given), vec![ok(201), is(&key.field, first)]).save(&var).step());
    if let Some(changer) = &changer {
        steps.extend(other.steps);
        let given = vec![Member::new(&key.field, second.clone())];
        steps.push(w.patch(changer, &var, given, vec![ok(200), is(&key.field, second.clone())]).step());
        if let Some(reader) = w.who(Verb::Read) {
            steps.push(w.on(&reader, "GET", &var).expect(vec![ok(200), is(&key.field, second)]).step());
        }
        if !key.required {
            let nothing = if many(key) { json!([]) } else { Value::Null };
            let given = vec![Member::new(&key.field, Operand::json(nothing.clone()))];
            steps.push(
                w.patch(changer, &var, given, vec![ok(200), is(&key.field, Operand::json(nothing))]).step(),
            );
        }
    }
    w.test(about, format!("{label} {stem} is kept and given back"), steps);

    let steps = vec![w.post(&by, w.valid(unknown.clone()), refused(&key.field)).step()];
    w.test(about, format!("{label} of an unknown {stem} is refused"), steps);
    if let Some(changer) = &changer {
        let steps = vec![w.make(vec![]), w.patch(changer, &var, unknown, refused(&key.field)).step()];
        w.test(about, format!("{label} cannot be given to an unknown {stem}"), steps);
    }
    let wrong =
        vec![Member::new(&key.field, Operand::json(if many(key) { json!(["x"]) } else { json!("x") }))];
    w.test(
        about,
        format!("{label} {stem} of another type is refused"),
        vec![w.post(&by, w.valid(wrong), refused(&key.field)).step()],
    );
}

fn required(w: &mut Writer<'_, '_>, key: &Relation) {
    let Some(about) = w.world.requirement(&format!("{}/required", key.pointer)) else { return };
    let Some(by) = w.who(Verb::Create) else { return };
    let (label, var, stem) = (w.thing.label, w.thing.var.clone(), stem(key));
    let empty = if many(key) { json!([]) } else { Value::Null };
    let without = |value: Operand| vec![Member::new(&key.field, value)];
    let steps = vec![
        w.post(&by, w.valid(without(Operand::Missing)), refused(&key.field)).step(),
        w.post(&by, w.valid(without(Operand::json(empty.clone()))), refused(&key.field)).step(),
    ];
    w.test(about, format!("{label} without {stem} is refused"), steps);
    if let Some(changer) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(&key.field)) {
        let steps = vec![
            w.make(vec![]),
            w.patch(&changer, &var, without(Operand::json(empty)), refused(&key.field)).step(),
        ];
        w.test(about, format!("{label} {stem} cannot be taken away"), steps);
    }
    if w.world.held_by_database(about.kind) && !many(key) {
        let steps = vec![w.make(vec![]), w.overwrite(&var, without(Operand::json(Value::Null)))];
        w.test(about, format!("{label} without {stem} is refused by the database"), steps);
    }
}

/// Clients never give it, so only the database can miss it.
fn owned(w: &mut Writer<'_, '_>, key: &Relation) {
    let Some(about) = w.world.requirement(&format!("{}/required", key.pointer)) else { return };
    if !w.world.held_by_database(about.kind) {
        return w.cannot(about, "it is taken from the token");
    }
    let (label, var, stem) = (w.thing.label, w.thing.var.clone(), stem(key));
    let steps =
        vec![w.make(vec![]), w.overwrite(&var, vec![Member::new(&key.field, Operand::json(Value::Null))])];
    w.test(about, format!("{label} without {stem} is refused by the database"), steps);
}

fn one_to_one(w: &mut Writer<'_, '_>, key: &Relation) {
    if key.kind != RelationKind::OneToOne {
        return;
    }
    let Some(about) = w.world.requirement(&key.pointer) else { return };
    let Some(by) = w.who(Verb::Create) else { return };
    let mut shared = Shared::default();
    let Some(value) = target(w, key, "", &mut shared) else { return };
    let (label, labels, stem) = (w.thing.label, w.thing.labels, stem(key));
    let with = vec![Member::new(&key.field, value)];
    let mut steps = shared.steps.clone();
    steps.push(w.make_as("first", with.clone()));
    steps.push(w.post(&by, w.valid(with.clone()), problem(409)).step());
    w.test(about, format!("second {label} of the same {stem} is refused"), steps);
    let mut steps = shared.steps;
    steps.push(race(w.post(&by, w.valid(with), vec![]), 1));
    w.test_of(
        Kind::Concurrency,
        about,
        format!("of many {labels} at once with the same {stem} one is kept"),
        steps,
    );
}

/// Behind the program's back the key must not point nowhere.
fn in_database(w: &mut Writer<'_, '_>, key: &Relation) {
    let Some(about) = w.world.requirement(&key.pointer) else { return };
    if !w.world.held_by_database(about.kind) {
        return;
    }
    let (label, var, stem) = (w.thing.label, w.thing.var.clone(), stem(key));
    let nobody = Operand::json(NOBODY);
    let refuse = match &key.link {
        None => w.overwrite(&var, vec![Member::new(&key.field, nobody)]),
        Some(link) => Step::Insert {
            table: link.table.clone(),
            columns: vec![Member::new(&link.near, Operand::id_of(&var)), Member::new(&link.far, nobody)],
        },
    };
    w.test(
        about,
        format!("{label} of an unknown {stem} is refused by the database"),
        vec![w.make(vec![]), refuse],
    );
}

fn on_delete(w: &mut Writer<'_, '_>, key: &Relation) {
    let Some(about) = w.world.requirement(&format!("{}/on_delete", key.pointer)) else { return };
    let Some(thing) = w.world.thing(&key.to) else { return of_account(w, about, key) };
    if key.owner {
        return of_account(w, about, key);
    }
    let mut shared = Shared::default();
    let Some(value) = target(w, key, "", &mut shared) else {
        return w.cannot(about, format!("no {} can be made to point at", key.to));
    };
    let by = w.world.who(thing, Verb::Delete).filter(|_| thing.kept_at_first().is_none());
    let (label, var, stem) = (w.thing.label, w.thing.var.clone(), stem(key));
    let kept = kept(w, key);
    // Where nobody may delete it over the interface, the row goes behind the program's back.
    let erase = |status: Vec<Expect>| match &by {
        Some(by) => {
            let path =
                vec![text(&format!("{}/", thing.path)), PathPart::Value { value: Operand::id_of(&kept) }];
            Call::new(by, "DELETE", path).expect(status).step()
        }
        None => Step::Erase {
            table: thing.entity.table.clone(),
            row: Operand::id_of(&kept),
            refused: key.on_delete == OnDelete::Restrict,
        },
    };
    let mut steps = shared.steps;
    steps.push(w.make(vec![Member::new(&key.field, value)]));
    let reader = w.who(Verb::Read);
    let read = |w: &Writer<'_, '_>, expect: Vec<Expect>, steps: &mut Vec<Step>| {
        if let Some(reader) = &reader {
            steps.push(w.on(reader, "GET", &var).expect(expect).step());
        }
    };
    let title = match key.on_delete {
        OnDelete::Restrict => {
            steps.push(erase(problem(409)));
            read(w, vec![ok(200)], &mut steps);
            format!("{stem} that {a_label} refers to cannot be deleted", a_label = w.a())
        }
        OnDelete::Cascade => {
            steps.push(erase(vec![ok(204)]));
            let expect = if many(key) {
                vec![ok(200), is(&key.field, Operand::json(json!([])))]
            } else {
                problem(404)
            };
            read(w, expect, &mut steps);
            format!("{label} goes with its {stem}")
        }
        OnDelete::SetNull => {
            steps.push(erase(vec![ok(204)]));
            let nothing = if many(key) { json!([]) } else { Value::Null };
            read(w, vec![ok(200), is(&key.field, Operand::json(nothing))], &mut steps);
            format!("{label} stays when its {stem} goes")
        }
    };
    w.test(about, title, steps);
}

/// Accounts have no route to be deleted by: the row is erased in the database itself.
fn of_account(w: &mut Writer<'_, '_>, about: &Requirement, key: &Relation) {
    let (label, var, stem) = (w.thing.label, w.thing.var.clone(), stem(key));
    let Some(table) = w.world.model.entity("User").map(|user| user.table.clone()) else { return };
    // Somebody who may make such a record, where making it is what names the account.
    let maker = w.world.accounts.maker(w.thing.entity);
    let mut roles = w.world.accounts.roles.iter();
    let Some(role) = roles.find(|role| maker.as_deref() == Some(super::access::account(role).as_str()))
    else {
        return w.cannot(about, format!("no account may create {a_label}", a_label = w.a()));
    };
    // An account of its own, for it may be gone afterwards.
    let mut steps = vec![
        Call::new("anonymous", "POST", vec![text("/auth/register")])
            .body(Payload::Registration {
                members: vec![Member::new("email", Operand::json("leaver@example.com"))],
            })
            .expect(vec![ok(201)])
            .save("account")
            .step(),
    ];
    if key.owner {
        if *role != w.world.model.first_role {
            let id = super::scenario::PathPart::Value { value: Operand::id_of("account") };
            let given = vec![Member::new("role", Operand::json(role.clone()))];
            let give = Call::new("as_admin", "PATCH", vec![text("/auth/users/"), id]);
            steps.push(give.body(Payload::Members { members: given }).expect(vec![ok(200)]).step());
        }
        steps.push(
            Call::new("anonymous", "POST", vec![text("/auth/login")])
                .body(Payload::Credentials { email: "leaver@example.com".into() })
                .expect(vec![ok(200)])
                .save("login")
                .step(),
        );
        // What the account may point at only where it is its own, it makes itself.
        let mut with = Vec::new();
        for held in w.thing.given_keys().filter(|k| k.required) {
            let Some(target) = held.reach.as_ref().filter(|r| r.holds(role)).and(w.world.thing(&held.to))
            else {
                continue;
            };
            let name = kept(w, held);
            let body = Payload::Valid { factory: target.one.to_owned(), with: vec![], caller: None };
            let mut make = Call::new("anonymous", "POST", vec![text(target.path)]).body(body);
            make.headers = vec![bearer("login")];
            steps.push(make.expect(vec![ok(201)]).save(&name).step());
            with.push(Member::new(&held.field, Operand::id_of(&name)));
        }
        let mut create = w.post("anonymous", w.valid(with), vec![ok(201)]).save(&var);
        create.headers = vec![bearer("login")];
        steps.push(create.step());
    } else {
        steps.push(w.make(vec![Member::new(&key.field, Operand::id_of("account"))]));
    }
    let row = Operand::id_of("account");
    let reader = w.world.accounts.all().into_iter().find(|account| {
        account.role.as_deref().is_some_and(|role| {
            let read = super::access::Op { verb: Verb::Read, action: None };
            w.thing.operation(Verb::Read).is_some()
                && w.world.accounts.right(w.thing.entity, &read, role) == super::access::Right::Any
        })
    });
    let title = match (key.on_delete, reader) {
        (OnDelete::Restrict, _) => {
            steps.push(Step::Erase { table, row, refused: true });
            format!("{stem} that {a_label} refers to cannot be erased", a_label = w.a())
        }
        (_, None) => {
            return w.cannot(
                about,
                format!("nobody may read {a_label} of an account that is gone", a_label = w.a()),
            );
        }
        (OnDelete::Cascade, Some(reader)) => {
            steps.push(Step::Erase { table, row, refused: false });
            steps.push(w.on(&reader.name, "GET", &var).expect(problem(404)).step());
            format!("{label} goes with its {stem}")
        }
        (OnDelete::SetNull, Some(reader)) => {
            steps.push(Step::Erase { table, row, refused: false });
            let empty = is(&key.field, Operand::json(Value::Null));
            steps.push(w.on(&reader.name, "GET", &var).expect(vec![ok(200), empty]).step());
            format!("{label} stays when its {stem} goes")
        }
    };
    w.test(about, title, steps);
}

/// The header that a token goes into.
pub fn bearer(login: &str) -> Member {
    let token = Operand::Of { name: login.to_owned(), member: "access_token".to_owned() };
    Member::new(
        "authorization",
        Operand::Around { before: "Bearer ".into(), value: Box::new(token), after: String::new() },
    )
}

//! Who may do what: every role at every operation, with and without a token, on own and foreign records.

use domain::requirement::Requirement;

use super::access::{Hold, Op, Right, account, other};
use super::scenario::{Call, Expect, Member, Operand, Payload, Step};
use super::states::{act, lead};
use super::write::{Writer, ok, problem, refused};
use crate::model::{Operation, Owner, Verb};

pub fn write(w: &mut Writer<'_, '_>) {
    if !w.world.accounts.exist() {
        return;
    }
    for operation in w.thing.entity.operations.iter().filter(|op| op.route.is_none()) {
        let op = Op::of(operation);
        token(w, operation, &op);
        for role in w.world.accounts.roles.clone() {
            match w.world.accounts.right(w.thing.entity, &op, &role) {
                Right::Any => allowed(w, operation, &op, &role),
                Right::Own => own(w, operation, &op, &role),
                Right::No => forbidden(w, operation, &op, &role),
            }
        }
    }
    owner_key(w);
    reach(w);
}

/// What an account may not read, it cannot attach its own records to.
fn reach(w: &mut Writer<'_, '_>) {
    for key in &w.thing.entity.relations {
        let (Some(held), Some(target)) = (&key.reach, w.world.thing(&key.to)) else { continue };
        // The last role is no administrator, where there is another.
        let Some(role) = w.world.accounts.roles.iter().rev().find(|role| held.holds(role)) else { continue };
        let may =
            |entity, verb| w.world.accounts.right(entity, &Op { verb, action: None }, role) != Right::No;
        let read = Op { verb: Verb::Read, action: None };
        let spoken = w.world.accounts.spoken(target.entity, &read);
        let about = spoken.iter().find_map(|(i, _)| w.world.requirement(&format!("/auth/permissions/{i}")));
        let Some(about) =
            about.filter(|_| may(w.thing.entity, Verb::Create) && may(target.entity, Verb::Create))
        else {
            continue;
        };
        let (own, stranger) = (account(role), other(role));
        let theirs = Step::Make {
            factory: target.one.to_owned(),
            with: vec![],
            by: Some(own.clone()),
            save: Some("theirs".to_owned()),
            times: 1,
        };
        let with = || vec![Member::new(&key.field, Operand::id_of("theirs"))];
        let mut steps = vec![
            theirs,
            w.post(&own, w.valid(with()), vec![ok(201)]).step(),
            w.post(&stranger, w.valid(with()), refused(&key.field)).step(),
        ];
        if may(w.thing.entity, Verb::Update) && !w.thing.is_frozen(&key.field) {
            steps.push(Step::Make {
                factory: w.thing.one.to_owned(),
                with: vec![],
                by: Some(stranger.clone()),
                save: Some(w.thing.var.clone()),
                times: 1,
            });
            steps.push(w.patch(&stranger, &w.thing.var, with(), refused(&key.field)).step());
        }
        let title = format!("{role} cannot attach {} to the {} of another", w.a(), target.label);
        w.test(about, title, steps);
    }
}

/// The permissions that speak of the operation; where none does, the operation or the entity.
pub(super) fn about<'a>(w: &Writer<'_, 'a>, operation: &Operation, op: &Op) -> Vec<&'a Requirement> {
    let spoken = w.world.accounts.spoken(w.thing.entity, op);
    let list: Vec<&Requirement> =
        spoken.iter().filter_map(|(i, _)| w.world.requirement(&format!("/auth/permissions/{i}"))).collect();
    if !list.is_empty() {
        return list;
    }
    let stated = operation.pointer.as_ref().and_then(|pointer| w.world.requirement(pointer));
    stated.or_else(|| w.world.requirement(&w.thing.entity.pointer)).into_iter().collect()
}

/// The permissions that speak of the role too; they come first.
pub(super) fn about_role<'a>(
    w: &Writer<'_, 'a>,
    operation: &Operation,
    op: &Op,
    role: &str,
) -> Vec<&'a Requirement> {
    let spoken = w.world.accounts.spoken(w.thing.entity, op);
    let of_role = spoken
        .iter()
        .filter(|(_, p)| p.roles.iter().any(|named| named == role || named == "user" || named == "public"));
    let list: Vec<&Requirement> =
        of_role.filter_map(|(i, _)| w.world.requirement(&format!("/auth/permissions/{i}"))).collect();
    if list.is_empty() { about(w, operation, op) } else { list }
}

pub(super) fn test(w: &mut Writer<'_, '_>, about: &[&Requirement], title: String, steps: Vec<Step>) {
    let Some(first) = about.first() else { return };
    w.test(first, title, steps);
    if let Some(scenario) = w.scenarios.last_mut() {
        scenario.requirements = about.iter().map(|r| r.id.clone()).collect();
    }
}

fn deed(operation: &Operation) -> String {
    match operation.verb {
        Verb::Create => "create".to_owned(),
        Verb::List => "list".to_owned(),
        Verb::Read => "read".to_owned(),
        Verb::Update => "change".to_owned(),
        Verb::Replace => "replace".to_owned(),
        Verb::Delete => "delete".to_owned(),
        Verb::Action | Verb::Route => {
            operation.action.as_ref().map(|a| a.verb.replace('-', " ")).unwrap_or_default()
        }
    }
}

/// What the deed is done to, in words.
fn object(w: &Writer<'_, '_>, operation: &Operation) -> String {
    if operation.verb == Verb::List { w.thing.labels.to_owned() } else { w.a() }
}

/// The request of an operation on a kept record, without expectations.
fn request(w: &Writer<'_, '_>, operation: &Operation, by: &str, record: &str) -> Call {
    match operation.verb {
        Verb::Create => w.post(by, w.valid(vec![]), vec![]),
        Verb::List => w.list(by, vec![], vec![]),
        Verb::Read => w.on(by, "GET", record),
        Verb::Update => w.on(by, "PATCH", record).body(Payload::Members { members: vec![] }),
        Verb::Replace => w.on(by, "PUT", record).body(w.again(record, vec![])),
        Verb::Delete => w.on(by, "DELETE", record),
        Verb::Action | Verb::Route => {
            let verb = operation.action.as_ref().map(|action| action.verb.as_str()).unwrap_or_default();
            act(w, by, verb, record)
        }
    }
}

fn success(verb: Verb) -> u16 {
    match verb {
        Verb::Create => 201,
        Verb::Delete => 204,
        Verb::List | Verb::Read | Verb::Update | Verb::Replace | Verb::Action | Verb::Route => 200,
    }
}

/// A record of somebody, in the state that the operation needs.
fn prepared(w: &Writer<'_, '_>, operation: &Operation, whose: Option<(&str, &str)>) -> Option<Vec<Step>> {
    if matches!(operation.verb, Verb::Create | Verb::List) {
        return Some(vec![]);
    }
    let mut steps = match whose {
        Some((role, by)) => super::holding::of(w, role, by, &w.thing.var)?,
        None => vec![w.make(vec![])],
    };
    if operation.verb == Verb::Delete {
        steps.extend(super::states::way_to_deletion(w, &w.thing.var)?);
    }
    if let (Some(action), Some(machine)) = (&operation.action, &w.thing.machine) {
        let mut ways = action.from.iter().filter_map(|from| lead(w, &machine.initial, from, &w.thing.var));
        let mut way = ways.next()?;
        let made = |role: &str| w.world.accounts.hold(w.thing.entity, role) == Hold::Made;
        if let Some((_, by)) = whose.filter(|(role, _)| made(role)) {
            // The owner itself goes the way where only owners may.
            for step in &mut way {
                if let Step::Call(call) = step
                    && w.world.accounts.maker(w.thing.entity).as_deref() == Some(call.by.as_str())
                {
                    call.by = by.to_owned();
                }
            }
        }
        steps.extend(way);
    }
    Some(steps)
}

/// Without a token, and with a bad one.
fn token(w: &mut Writer<'_, '_>, operation: &Operation, op: &Op) {
    let about = about(w, operation, op);
    let (deed, object) = (deed(operation), object(w, operation));
    let Some(mut steps) = prepared(w, operation, None) else { return };
    let call = request(w, operation, "anonymous", &w.thing.var.clone());
    if w.world.accounts.public(w.thing.entity, op) {
        steps.push(call.expect(vec![ok(success(operation.verb))]).step());
        return test(w, &about, format!("anybody may {deed} {object} without a token"), steps);
    }
    steps.push(call.clone().expect(problem(401)).step());
    let mut forged = call;
    forged.headers = vec![Member::new("authorization", Operand::json("Bearer no.such.token"))];
    steps.push(forged.expect(problem(401)).step());
    test(w, &about, format!("nobody may {deed} {object} without a good token"), steps);
}

fn allowed(w: &mut Writer<'_, '_>, operation: &Operation, op: &Op, role: &str) {
    let about = about_role(w, operation, op, role);
    let (deed, object) = (deed(operation), object(w, operation));
    let Some(mut steps) = prepared(w, operation, None) else { return };
    let call = request(w, operation, &account(role), &w.thing.var.clone());
    // A unique key of the caller's own stands in the way of a second record.
    steps.push(call.expect(vec![ok(success(operation.verb))]).step());
    test(w, &about, format!("{role} may {deed} {object}"), steps);
}

fn forbidden(w: &mut Writer<'_, '_>, operation: &Operation, op: &Op, role: &str) {
    let about = about(w, operation, op);
    let (deed, object) = (deed(operation), object(w, operation));
    // Even an own record, where the role can have one: what is denied is denied there too.
    let create = Op { verb: Verb::Create, action: None };
    let owns = matches!(w.thing.entity.owner, Some(Owner::Key(_)))
        && w.world.accounts.hold(w.thing.entity, role) == Hold::Made
        && w.world.accounts.right(w.thing.entity, &create, role) != Right::No;
    let by = account(role);
    let Some(mut steps) = prepared(w, operation, owns.then_some((role, by.as_str()))) else { return };
    let call = request(w, operation, &by, &w.thing.var.clone());
    steps.push(call.expect(problem(403)).step());
    let reader = w.who(Verb::Read).filter(|_| !owns);
    if let (false, Some(reader)) = (matches!(operation.verb, Verb::Create | Verb::List | Verb::Read), reader)
    {
        let same = Expect::SameAs { name: w.thing.var.clone(), except: vec![] };
        let unchanged = if operation.action.is_some() { vec![ok(200)] } else { vec![ok(200), same] };
        steps.push(w.on(&reader, "GET", &w.thing.var.clone()).expect(unchanged).step());
    }
    test(w, &about, format!("{role} may not {deed} {object}"), steps);
}

/// Own records, not those of others.
fn own(w: &mut Writer<'_, '_>, operation: &Operation, op: &Op, role: &str) {
    let about = about_role(w, operation, op, role);
    let deed = deed(operation);
    let (label, labels) = (w.thing.label, w.thing.labels);
    if w.thing.entity.owner == Some(Owner::Itself) {
        return itself(w, operation, &about, role);
    }
    let create = Op { verb: Verb::Create, action: None };
    let (own, stranger) = (account(role), other(role));
    let may_create = match w.world.accounts.hold(w.thing.entity, role) {
        Hold::Made => w.world.accounts.right(w.thing.entity, &create, role) != Right::No,
        Hold::Named(_) | Hold::Through { .. } => super::holding::of(w, role, &own, "first").is_some(),
    };
    if operation.verb == Verb::Create {
        let steps = vec![request(w, operation, &own, "").expect(vec![ok(201)]).step()];
        return test(w, &about, format!("{role} may create own {labels}"), steps);
    }
    let maker = w.world.accounts.maker(w.thing.entity).unwrap_or_default();
    let made = |by: &str, save: &str| Step::Make {
        factory: w.thing.one.to_owned(),
        with: vec![],
        by: Some(by.to_owned()),
        save: Some(save.to_owned()),
        times: 1,
    };
    if operation.verb == Verb::List {
        let ids = |names: &[&str]| names.iter().map(|name| Operand::id_of(name)).collect();
        let steps = if may_create {
            let expect =
                vec![ok(200), Expect::ItemsAnyOrder { member: "id".into(), values: ids(&["first"]) }];
            let mut steps = super::holding::of(w, role, &own, "first").unwrap_or_default();
            steps.extend(super::holding::of(w, role, &stranger, "second").unwrap_or_default());
            steps.push(w.list(&own, vec![], expect).step());
            steps
        } else {
            let expect = vec![ok(200), Expect::ItemsAnyOrder { member: "id".into(), values: vec![] }];
            vec![made(&maker, "first"), w.list(&own, vec![], expect).step()]
        };
        return test(w, &about, format!("{role} sees only own {labels} in the list"), steps);
    }
    if may_create {
        if let Some(mut steps) = prepared(w, operation, Some((role, &own))) {
            let call = request(w, operation, &own, &w.thing.var.clone());
            steps.push(call.expect(vec![ok(success(operation.verb))]).step());
            test(w, &about, format!("{role} may {deed} an own {label}"), steps);
        }
        if let Some(mut steps) = prepared(w, operation, Some((role, &own))) {
            let call = request(w, operation, &stranger, &w.thing.var.clone());
            steps.push(call.expect(problem(403)).step());
            test(w, &about, format!("{role} may not {deed} the {label} of another"), steps);
        }
    } else if let Some(mut steps) = prepared(w, operation, None) {
        let call = request(w, operation, &own, &w.thing.var.clone());
        steps.push(call.expect(problem(403)).step());
        test(w, &about, format!("{role} may not {deed} the {label} of another"), steps);
    }
}

/// The records are the accounts: everybody looks after the own one.
fn itself(w: &mut Writer<'_, '_>, operation: &Operation, about: &[&Requirement], role: &str) {
    let (own, label, deed) = (account(role), w.thing.label, deed(operation));
    let Some(mut steps) = prepared(w, operation, None) else { return };
    let call = request(w, operation, &own, &w.thing.var.clone());
    if operation.verb == Verb::List {
        let mine = vec![Operand::AccountId { account: own.clone() }];
        let expect = vec![ok(200), Expect::ItemsAnyOrder { member: "id".into(), values: mine }];
        steps.push(call.expect(expect).step());
        return test(w, about, format!("{role} sees only the own {label} in the list"), steps);
    }
    steps.push(call.expect(problem(403)).step());
    if matches!(operation.verb, Verb::Read | Verb::Update) {
        let path = w.path_of(Operand::AccountId { account: own.clone() });
        let (method, body) = match operation.verb {
            Verb::Read => ("GET", Payload::None),
            _ => ("PATCH", Payload::Members { members: vec![] }),
        };
        steps.push(Call::new(&own, method, path).body(body).expect(vec![ok(200)]).step());
    }
    test(w, about, format!("{role} may {deed} the own {label} only"), steps);
}

/// The owner comes from the token; nobody can say that somebody else made it.
fn owner_key(w: &mut Writer<'_, '_>) {
    let Some(Owner::Key(key)) = w.thing.entity.owner.clone() else { return };
    let Some(relation) = w.thing.entity.relation(&key) else { return };
    let Some(about) = w.world.requirement(&relation.pointer) else { return };
    let Some(by) = w.who(Verb::Create) else { return };
    let (label, var, stem) =
        (w.thing.label, w.thing.var.clone(), key.trim_end_matches("_id").replace('_', " "));
    let mine = Expect::Equal { member: key.clone(), value: Operand::AccountId { account: by.clone() } };
    let steps = vec![w.post(&by, w.valid(vec![]), vec![ok(201), mine]).step()];
    w.test(about, format!("{label} belongs to the {stem} whose token made it"), steps);
    let given = || vec![Member::new(&key, Operand::AccountId { account: by.clone() })];
    let mut steps = vec![w.post(&by, w.valid(given()), refused(&key)).step()];
    if let Some(changer) = w.who(Verb::Update) {
        steps.push(w.make(vec![]));
        steps.push(w.patch(&changer, &var, given(), refused(&key)).step());
    }
    w.test(about, format!("{label} {stem} cannot be given by clients"), steps);
    follows(w, about, &key);
}

/// What somebody else attaches to a person's record is that person's.
fn follows(w: &mut Writer<'_, '_>, about: &Requirement, owner: &str) {
    let Some(follows) = &w.thing.entity.follows else { return };
    let Some(target) = w.world.thing(&follows.to) else { return };
    let Some(held) = w.thing.entity.relation(&follows.key).and_then(|key| key.reach.as_ref()) else { return };
    let right =
        |role: &String, entity, verb| w.world.accounts.right(entity, &Op { verb, action: None }, role);
    let mut roles = w.world.accounts.roles.iter();
    let person = roles.find(|role| {
        held.holds(role)
            && right(role, target.entity, Verb::Create) != Right::No
            && right(role, w.thing.entity, Verb::Read) == Right::Own
    });
    let mut roles = w.world.accounts.roles.iter();
    let helper = roles.find(|role| {
        !held.holds(role)
            && right(role, w.thing.entity, Verb::Create) == Right::Any
            && right(role, target.entity, Verb::Read) == Right::Any
    });
    let (Some(person), Some(helper)) = (person, helper) else { return };
    let (person, helper) = (account(person), account(helper));
    let theirs = Step::Make {
        factory: target.one.to_owned(),
        with: vec![],
        by: Some(person.clone()),
        save: Some("theirs".to_owned()),
        times: 1,
    };
    let with = vec![Member::new(&follows.key, Operand::id_of("theirs"))];
    let is_theirs =
        Expect::Equal { member: owner.to_owned(), value: Operand::AccountId { account: person.clone() } };
    let var = w.thing.var.clone();
    let steps = vec![
        theirs,
        w.post(&helper, w.valid(with), vec![ok(201), is_theirs]).save(&var).step(),
        w.on(&person, "GET", &var).expect(vec![ok(200)]).step(),
    ];
    let title = format!("{} belongs to whom its {} belongs to", w.thing.label, target.label);
    w.test(about, title, steps);
}

/// Registration, login and roles, in a file of their own.
pub fn accounts(w: &mut Writer<'_, '_>, permissions: &[&Requirement]) {
    let mut scenarios = Vec::new();
    let start = w.scenarios.len();
    let post =
        |path: &str, body: Payload| Call::new("anonymous", "POST", vec![super::write::text(path)]).body(body);
    let register = |members: Vec<Member>| post("/auth/register", Payload::Registration { members });
    let email = |text: &str| Member::new("email", Operand::json(text));
    let first = w.world.model.first_role.clone();
    let mut add = |title: &str, steps: Vec<Step>| scenarios.push((title.to_owned(), steps));

    add(
        "registered account can log in and use its token",
        vec![
            register(vec![email("New.Person@Example.com")])
                .expect(vec![
                    ok(201),
                    Expect::Equal { member: "email".into(), value: Operand::json("new.person@example.com") },
                    Expect::Equal { member: "role".into(), value: Operand::json(first.clone()) },
                    Expect::Present { member: "id".into() },
                    Expect::Absent { member: "password".into() },
                    Expect::Absent { member: "password_hash".into() },
                ])
                .step(),
            post("/auth/login", Payload::Credentials { email: "new.person@example.com".into() })
                .expect(vec![
                    ok(200),
                    Expect::Equal { member: "token_type".into(), value: Operand::json("bearer") },
                ])
                .save("login")
                .step(),
        ],
    );
    add(
        "address can be registered once",
        vec![
            register(vec![email("new.person@example.com")]).expect(vec![ok(201)]).step(),
            register(vec![email("NEW.person@example.com")]).expect(problem(409)).step(),
        ],
    );
    add(
        "nobody registers with a role",
        vec![
            register(vec![email("new.person@example.com"), Member::new("role", Operand::json("admin"))])
                .expect(refused("role"))
                .step(),
        ],
    );
    add(
        "short password is refused at registration",
        vec![
            register(vec![email("new.person@example.com"), Member::new("password", Operand::json("short"))])
                .expect(refused("password"))
                .step(),
        ],
    );
    add(
        "wrong password and unknown address get no token",
        vec![
            register(vec![email("new.person@example.com")]).expect(vec![ok(201)]).step(),
            post(
                "/auth/login",
                Payload::Members {
                    members: vec![
                        email("new.person@example.com"),
                        Member::new("password", Operand::json("Wrong horse 123")),
                    ],
                },
            )
            .expect(problem(401))
            .step(),
            post("/auth/login", Payload::Credentials { email: "nobody@example.com".into() })
                .expect(problem(401))
                .step(),
        ],
    );
    let roles = |by: &str, role: &str| {
        let path = vec![
            super::write::text("/auth/users/"),
            super::scenario::PathPart::Value { value: Operand::id_of("account") },
        ];
        Call::new(by, "PATCH", path)
            .body(Payload::Members { members: vec![Member::new("role", Operand::json(role))] })
    };
    let person =
        || register(vec![email("new.person@example.com")]).expect(vec![ok(201)]).save("account").step();
    add(
        "administrator gives roles and nobody else does",
        vec![
            person(),
            roles("as_user", "admin").expect(problem(403)).step(),
            roles("anonymous", "admin").expect(problem(401)).step(),
            roles("as_admin", "no-such-role").expect(refused("role")).step(),
            roles("as_admin", "admin")
                .expect(vec![ok(200), Expect::Equal { member: "role".into(), value: Operand::json("admin") }])
                .step(),
        ],
    );
    // A second administrator takes part in stories only where one may do something to the own records alone.
    let alone = !w.world.things.iter().any(|thing| {
        let mut operations = thing.entity.operations.iter();
        operations.any(|op| w.world.accounts.right(thing.entity, &Op::of(op), "admin") == Right::Own)
    });
    let plain = w.world.accounts.roles.iter().find(|role| alone && *role != "admin");
    if let Some(plain) = plain {
        let step_down = || {
            let itself = Operand::AccountId { account: "as_admin".to_owned() };
            let path =
                vec![super::write::text("/auth/users/"), super::scenario::PathPart::Value { value: itself }];
            Call::new("as_admin", "PATCH", path)
                .body(Payload::Members { members: vec![Member::new("role", Operand::json(plain.clone()))] })
        };
        add(
            "last administrator stays one",
            vec![
                step_down().expect(problem(409)).step(),
                person(),
                roles("as_admin", "admin").expect(vec![ok(200)]).step(),
                roles("as_admin", plain).expect(vec![ok(200)]).step(),
            ],
        );
    }
    for (title, steps) in scenarios {
        test(w, permissions, title, steps);
    }
    tokens(w, permissions);
    for scenario in w.scenarios.iter_mut().skip(start) {
        scenario.file = "auth".to_owned();
    }
}

/// Tokens that were good once, or look good.
fn tokens(w: &mut Writer<'_, '_>, permissions: &[&Requirement]) {
    use super::scenario::Forgery;
    let guarded = w.world.things.iter().find_map(|thing| {
        let op = Op { verb: Verb::List, action: None };
        let open = thing.operation(Verb::List).is_none() || w.world.accounts.public(thing.entity, &op);
        let role = w
            .world
            .accounts
            .roles
            .iter()
            .find(|role| w.world.accounts.right(thing.entity, &op, role) != Right::No)?;
        (!open).then(|| (thing.path.to_owned(), account(role)))
    });
    let Some((path, by)) = guarded else { return };
    for (how, title) in [
        (Forgery::Expired, "token out of date is refused"),
        (Forgery::WrongKey, "token signed by another key is refused"),
        (Forgery::Unsigned, "token without a signature is refused"),
    ] {
        let make = Step::Token { from: by.clone(), how, save: "token".into() };
        let mut call = Call::new("anonymous", "GET", vec![super::write::text(&path)]).expect(problem(401));
        let bearer = Operand::Around {
            before: "Bearer ".into(),
            value: Box::new(Operand::Kept { name: "token".into() }),
            after: String::new(),
        };
        call.headers = vec![Member::new("authorization", bearer)];
        test(w, permissions, title.to_owned(), vec![make, call.step()]);
    }
}

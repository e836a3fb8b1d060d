//! State machines: where records start, which changes exist, and that nothing goes past them.

use std::collections::{BTreeMap, VecDeque};

use domain::requirement::Requirement;
use serde_json::json;

use super::scenario::{Call, Expect, Kind, Member, Operand, Step};
use super::world::Machine;
use super::write::{Writer, equal, ok, problem, refused, text};
use crate::model::{Operation, Verb};

pub fn write(w: &mut Writer<'_, '_>) {
    let Some(machine) = w.thing.machine.clone() else { return };
    field(w, &machine);
    start(w, &machine);
    past_the_machine(w, &machine);
    let actions: Vec<&Operation> =
        w.thing.entity.operations.iter().filter(|op| op.verb == Verb::Action).collect();
    for action in actions {
        change(w, &machine, action);
    }
}

/// The state field's own facts: kept, default, list of values.
fn field(w: &mut Writer<'_, '_>, machine: &Machine) {
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), machine.field.replace('_', " "));
    let initial = Operand::json(machine.initial.clone());
    let Some(by) = w.who(Verb::Create) else { return };
    if let Some(about) = w.world.about_field(w.thing, &machine.field, "") {
        let mut steps = vec![
            w.post(&by, w.valid(vec![]), vec![ok(201), w.same(&machine.field, initial.clone())])
                .save(&var)
                .step(),
        ];
        if let Some(reader) = w.who(Verb::Read) {
            steps.push(
                w.on(&reader, "GET", &var)
                    .expect(vec![ok(200), w.same(&machine.field, initial.clone())])
                    .step(),
            );
        }
        w.test(about, format!("{label} {words} is given back"), steps);
    }
    if let Some(about) = w.world.about_field(w.thing, &machine.field, "/default") {
        let without = vec![Member::new(&machine.field, Operand::Missing)];
        let call = w.post(&by, w.valid(without), vec![ok(201), w.same(&machine.field, initial.clone())]);
        w.test(about, format!("{label} {words} is filled in unless given"), vec![call.step()]);
    }
    if let Some(about) = w.world.about_field(w.thing, &machine.field, "/enum") {
        let odd = vec![Member::new(&machine.field, Operand::json("no-such-value"))];
        w.test(
            about,
            format!("{label} {words} off its list is refused"),
            vec![w.post(&by, w.valid(odd.clone()), refused(&machine.field)).step()],
        );
        if let Some(changer) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(&machine.field)) {
            let steps =
                vec![w.make(vec![]), w.patch(&changer, &var, odd.clone(), refused(&machine.field)).step()];
            w.test(about, format!("{label} {words} off its list is refused on update"), steps);
        }
        if w.world.held_by_database(about.kind) {
            let column = w.thing.column(&machine.field);
            let odd = vec![Member::new(&column, Operand::json("no-such-value"))];
            let steps = vec![w.make(vec![]), w.overwrite(&var, odd)];
            w.test(about, format!("{label} {words} off its list is refused by the database"), steps);
        }
    }
    if let Some(about) = w.world.about_field(w.thing, &machine.field, "/x-ql-required") {
        w.cannot(about, "a state that is left out is the first one");
        if w.world.held_by_database(about.kind) {
            let column = w.thing.column(&machine.field);
            let none = vec![Member::new(&column, Operand::json(serde_json::Value::Null))];
            let steps = vec![w.make(vec![]), w.overwrite(&var, none)];
            w.test(about, format!("{label} without {words} is refused by the database"), steps);
        }
    }
}

/// The requirement about the machine itself.
fn about_machine<'a>(w: &Writer<'_, 'a>) -> Option<&'a Requirement> {
    let rule = w.thing.entity.machine.as_ref()?.pointer.as_ref();
    rule.and_then(|pointer| w.world.requirement(pointer)).or_else(|| {
        let action = w.thing.entity.operations.iter().find_map(|op| op.action.as_ref())?;
        w.world.requirement(action.pointer.as_ref()?)
    })
}

/// Every state the machine names, in the order of its words.
pub fn states(machine: &Machine) -> Vec<String> {
    let mut states = vec![machine.initial.clone()];
    for change in &machine.changes {
        for state in change.from.iter().chain([&change.to]) {
            if !states.contains(state) {
                states.push(state.clone());
            }
        }
    }
    states
}

fn start(w: &mut Writer<'_, '_>, machine: &Machine) {
    let (Some(about), Some(by)) = (about_machine(w), w.who(Verb::Create)) else { return };
    let (label, words) = (w.thing.label, machine.field.replace('_', " "));
    let is_initial = w.same(&machine.field, Operand::json(machine.initial.clone()));
    let mut steps = vec![w.post(&by, w.valid(vec![]), vec![ok(201), is_initial.clone()]).step()];
    let given = vec![Member::new(&machine.field, Operand::json(machine.initial.clone()))];
    steps.push(w.post(&by, w.valid(given), vec![ok(201), is_initial]).step());
    for state in states(machine).iter().filter(|state| **state != machine.initial) {
        let given = vec![Member::new(&machine.field, Operand::json(state.clone()))];
        steps.push(w.post(&by, w.valid(given), refused(&machine.field)).step());
    }
    w.test(about, format!("{label} starts with {words} {}", machine.initial), steps);
}

fn past_the_machine(w: &mut Writer<'_, '_>, machine: &Machine) {
    let (Some(about), Some(by)) = (about_machine(w), w.who(Verb::Update)) else { return };
    if w.thing.is_frozen(&machine.field) {
        return;
    }
    let (label, var, words) = (w.thing.label, w.thing.var.clone(), machine.field.replace('_', " "));
    let given = |state: &str| vec![Member::new(&machine.field, Operand::json(state))];
    let mut steps = vec![w.make(vec![]), w.patch(&by, &var, given(&machine.initial), vec![ok(200)]).step()];
    for state in states(machine).iter().filter(|state| **state != machine.initial) {
        steps.push(w.patch(&by, &var, given(state), problem(409)).step());
        if let Some(by) = w.who(Verb::Replace) {
            steps.push(w.on(&by, "PUT", &var).body(w.again(&var, given(state))).expect(problem(409)).step());
        }
    }
    w.test(about, format!("{label} {words} cannot be written past its changes"), steps);
}

/// The action's request about a kept record.
pub fn act(w: &Writer<'_, '_>, by: &str, verb: &str, record: &str) -> Call {
    let mut path = w.path_of(Operand::id_of(record));
    path.push(text(&format!("/{verb}")));
    Call::new(by, "POST", path)
}

/// Steps that bring a kept record from one state to another; None where nothing leads there.
pub fn lead(w: &Writer<'_, '_>, from: &str, to: &str, record: &str) -> Option<Vec<Step>> {
    let mut came: BTreeMap<String, (String, &Operation)> = BTreeMap::new();
    let mut queue = VecDeque::from([from.to_owned()]);
    while let Some(state) = queue.pop_front() {
        if state == to {
            break;
        }
        for operation in w.thing.entity.operations.iter() {
            let Some(action) = &operation.action else { continue };
            let new = action.to != from && !came.contains_key(&action.to);
            if new && action.from.contains(&state) && w.world.who_acts(w.thing, operation).is_some() {
                came.insert(action.to.clone(), (state.clone(), operation));
                queue.push_back(action.to.clone());
            }
        }
    }
    let mut steps = Vec::new();
    let mut state = to.to_owned();
    while state != from {
        let (before, operation) = came.get(&state)?;
        let by = w.world.who_acts(w.thing, operation)?;
        let verb = &operation.action.as_ref()?.verb;
        steps.push(act(w, &by, verb, record).expect(vec![ok(200)]).step());
        state = before.clone();
    }
    steps.reverse();
    Some(steps)
}

fn change(w: &mut Writer<'_, '_>, machine: &Machine, operation: &Operation) {
    let Some(action) = &operation.action else { return };
    let route = operation.pointer.as_ref().and_then(|pointer| w.world.requirement(pointer));
    let own = action.pointer.as_ref().and_then(|pointer| w.world.requirement(pointer));
    let Some(rule) = own.or_else(|| about_machine(w)) else { return };
    let about = route.unwrap_or(rule);
    let Some(by) = w.world.who_acts(w.thing, operation) else {
        return w.cannot(about, format!("nobody may {}", action.verb));
    };
    let (label, var, verb) = (w.thing.label, w.thing.var.clone(), action.verb.replace('-', " "));
    for from in &action.from {
        let Some(way) = lead(w, &machine.initial, from, &var) else {
            w.cannot(about, format!("no change leads to {from}"));
            continue;
        };
        let mut steps = vec![w.make(vec![])];
        steps.extend(way);
        steps.push(
            act(w, &by, &action.verb, &var)
                .expect(vec![ok(200), equal(&machine.field, action.to.clone())])
                .step(),
        );
        if let Some(reader) = w.who(Verb::Read) {
            steps.push(
                w.on(&reader, "GET", &var)
                    .expect(vec![ok(200), equal(&machine.field, action.to.clone())])
                    .step(),
            );
        }
        w.test(
            about,
            format!("{verb} of {a_label} that is {from} makes it {}", action.to, a_label = w.a()),
            steps,
        );
    }
    for from in states(machine).iter().filter(|state| !action.from.contains(state)) {
        let Some(way) = lead(w, &machine.initial, from, &var) else { continue };
        let mut steps = vec![w.make(vec![])];
        steps.extend(way);
        steps.push(act(w, &by, &action.verb, &var).expect(problem(409)).step());
        if let Some(reader) = w.who(Verb::Read) {
            steps.push(
                w.on(&reader, "GET", &var).expect(vec![ok(200), equal(&machine.field, from.clone())]).step(),
            );
        }
        w.test(rule, format!("{verb} of {a_label} that is {from} is refused", a_label = w.a()), steps);
    }
    if !action.from.contains(&action.to)
        && let Some(way) = action.from.iter().find_map(|from| lead(w, &machine.initial, from, &var))
    {
        let mut steps = vec![w.make(vec![])];
        steps.extend(way);
        let mut statuses = vec![200];
        statuses.extend([409; 4]);
        steps.push(Step::AtOnce { call: act(w, &by, &action.verb, &var), times: 5, statuses });
        w.test_of(
            Kind::Concurrency,
            rule,
            format!("of many attempts at once to {verb} {a_label} one counts", a_label = w.a()),
            steps,
        );
    }
    let unknown = ["999999", "no-such-id"].map(|id| {
        Call::new(&by, "POST", vec![text(&format!("{}/{id}/{}", w.thing.path, action.verb))])
            .expect(problem(404))
            .step()
    });
    w.test(about, format!("{verb} of an unknown {label} is not found"), unknown.to_vec());
}

/// The first state after the one where records start that somebody can bring the record to, and how.
pub fn beyond(w: &Writer<'_, '_>, machine: &Machine, record: &str) -> Option<(String, Vec<Step>)> {
    let others = states(machine).into_iter().filter(|state| *state != machine.initial);
    others.into_iter().find_map(|state| {
        let way = lead(w, &machine.initial, &state, record)?;
        Some((state, way))
    })
}

/// How the record gets where it can be deleted; nothing where it starts there. None where no way leads there.
pub fn way_to_deletion(w: &Writer<'_, '_>, record: &str) -> Option<Vec<Step>> {
    let (Some(kept), Some(machine)) = (w.thing.kept_at_first(), w.thing.machine.as_ref()) else {
        return Some(Vec::new());
    };
    let free = states(machine).into_iter().filter(|state| !kept.contains(&state.as_str()));
    free.into_iter().find_map(|state| lead(w, &machine.initial, &state, record))
}

/// A filter by state: the first state, and another where something leads there.
pub fn filtered(w: &mut Writer<'_, '_>, by: &str, about: &Requirement, name: &str, title: String) {
    let Some(machine) = w.thing.machine.clone() else { return };
    let found = |names: &[&str]| {
        let values = names.iter().map(|name| Operand::id_of(name)).collect();
        vec![ok(200), Expect::ItemsAnyOrder { member: "id".into(), values }]
    };
    let asked = |state: &str| vec![Member::new(name, Operand::json(json!(state)))];
    let mut steps = vec![w.make_as("first", vec![]), w.make_as("second", vec![])];
    match beyond(w, &machine, "second") {
        Some((state, way)) => {
            steps.extend(way);
            steps.push(w.list(by, asked(&machine.initial), found(&["first"])).step());
            steps.push(w.list(by, asked(&state), found(&["second"])).step());
        }
        None => {
            steps.push(w.list(by, asked(&machine.initial), found(&["first", "second"])).step());
            let Some(state) = states(&machine).into_iter().find(|state| *state != machine.initial) else {
                return w.cannot(about, "there is only one state");
            };
            steps.push(w.list(by, asked(&state), found(&[])).step());
        }
    }
    w.test(about, title, steps);
}

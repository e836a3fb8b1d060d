//! No two records alike: one field, several together, one after the other and all at once.

use super::scenario::{Kind, Member, Operand, Step};
use super::targets::shared;
use super::write::{Writer, ok, problem};
use crate::model::Verb;

/// How many requests are sent at the same moment.
const AT_ONCE: u32 = 8;

pub fn write(w: &mut Writer<'_, '_>) {
    let fields: Vec<String> =
        w.thing.writable().filter(|(_, v)| v.field.unique == Some(true)).map(|(n, _)| n.to_owned()).collect();
    for name in fields {
        one_field(w, &name);
    }
    let sets: Vec<(String, Vec<String>)> =
        w.thing.entity.unique.iter().map(|set| (set.pointer.clone(), set.fields.clone())).collect();
    for (pointer, fields) in sets {
        together(w, &pointer, &fields);
    }
}

fn one_field(w: &mut Writer<'_, '_>, name: &str) {
    let Some(about) = w.world.about_field(w.thing, name, "/x-ql-unique") else { return };
    let (Some(by), Some(value)) = (w.who(Verb::Create), w.thing.values(name).and_then(|v| v.nth(0))) else {
        return;
    };
    let Some(with) = w.along(name, value) else {
        return w.cannot(about, "no value fits the order it stands in");
    };
    let (label, labels, words) = (w.thing.label, w.thing.labels, name.replace('_', " "));
    let again = w.post(&by, w.valid(with.clone()), problem(409)).step();
    let different = w.post(&by, w.valid(vec![]), vec![ok(201)]).step();
    w.test(
        about,
        format!("second {label} with the same {words} is refused"),
        vec![w.make_as("first", with.clone()), again, different],
    );
    if let Some(changer) = w.who(Verb::Update).filter(|_| !w.thing.is_frozen(name)) {
        let taken = w.patch(&changer, "second", with.clone(), problem(409)).step();
        let own = w.patch(&changer, "first", with.clone(), vec![ok(200)]).step();
        let steps = vec![w.make_as("first", with.clone()), w.make_as("second", vec![]), taken, own];
        w.test(about, format!("{label} cannot take the {words} of another"), steps);
    }
    let call = w.post(&by, w.valid(with), vec![]);
    let race = race(call, 1);
    w.test_of(
        Kind::Concurrency,
        about,
        format!("of many {labels} at once with the same {words} one is kept"),
        vec![race],
    );
    if w.thing.is_nullable(name) {
        let nothing = vec![Member::new(name, Operand::json(serde_json::Value::Null))];
        let steps =
            vec![w.make_as("first", nothing.clone()), w.post(&by, w.valid(nothing), vec![ok(201)]).step()];
        w.test(about, format!("{labels} without {words} do not clash"), steps);
    }
}

/// The request many times at once; `kept` of them succeed, the others conflict.
pub fn race(call: super::scenario::Call, kept: u32) -> Step {
    let (times, statuses) = outcome(kept);
    Step::AtOnce { call, times, statuses }
}

/// How many requests are sent so that just `kept` of them may succeed, and their statuses.
pub fn outcome(kept: u32) -> (u32, Vec<u16>) {
    let times = kept + AT_ONCE - 1;
    (times, [vec![201; kept as usize], vec![409; (times - kept) as usize]].concat())
}

fn together(w: &mut Writer<'_, '_>, pointer: &str, fields: &[String]) {
    let Some(about) = w.world.requirement(pointer) else { return };
    let Some(by) = w.who(Verb::Create) else { return };
    let Some(same) = shared(w, fields, "", 0) else {
        return w.cannot(about, "no two records can share those values");
    };
    let (label, labels) = (w.thing.label, w.thing.labels);
    let words = fields
        .iter()
        .map(|name| name.trim_end_matches("_id").replace('_', " "))
        .collect::<Vec<_>>()
        .join(" and ");
    let with = same.members;
    let mut steps = same.steps.clone();
    steps.push(w.make_as("first", with.clone()));
    steps.push(w.post(&by, w.valid(with.clone()), problem(409)).step());
    w.test(about, format!("second {label} with the same {words} is refused"), steps);

    // Apart in one of them, records may stand side by side.
    let mut steps = same.steps.clone();
    steps.push(w.make_as("first", with.clone()));
    for name in fields {
        let Some(other) =
            shared(w, std::slice::from_ref(name), "other_", 1).filter(|other| !other.members.is_empty())
        else {
            continue;
        };
        let unique = w.thing.entity.field(name).is_some_and(|field| field.unique);
        let mut members: Vec<Member> =
            with.iter().filter(|m| !other.members.iter().any(|o| o.name == m.name)).cloned().collect();
        if unique || members.iter().any(|m| w.thing.entity.field(&m.name).is_some_and(|field| field.unique)) {
            continue;
        }
        members.extend(other.members);
        steps.extend(other.steps);
        steps.push(w.post(&by, w.valid(members), vec![ok(201)]).step());
    }
    if steps.len() > same.steps.len() + 1 {
        w.test(about, format!("{labels} may share a part of {words}"), steps);
    }

    let frozen = fields.iter().any(|name| w.thing.is_frozen(name));
    if let Some(changer) = w.who(Verb::Update).filter(|_| !frozen && !with.is_empty() && w.most() >= 2) {
        let mut steps = same.steps.clone();
        steps.push(w.make_as("first", with.clone()));
        steps.push(w.make_as("second", vec![]));
        steps.push(w.patch(&changer, "second", with.clone(), problem(409)).step());
        w.test(about, format!("{label} cannot take the {words} of another"), steps);
    }
    let mut steps = same.steps;
    steps.push(race(w.post(&by, w.valid(with), vec![]), 1));
    w.test_of(
        Kind::Concurrency,
        about,
        format!("of many {labels} at once with the same {words} one is kept"),
        steps,
    );
}

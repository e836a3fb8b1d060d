//! What a state holds back: no record for one that stands so, and none that stands so is changed.
//!
//! ```text
//! no inspections or harvests on dead hives          two things with a key to a third, its state, a refusal
//! deactivated members can't book                    a thing, its state, what is made by the verb, a refusal
//! results only while the sample is in analysis      "only": in no other state
//! rejected reports can't be edited any more         a thing, its state, a change, a refusal
//! ```

use domain::rule::RowOp;
use serde_json::{Value, json};

use super::{super::permits, scene::Scene};
use crate::{
    english::{evidence::Fact, lexicon::lexicon},
    own::words::Trait,
};

const CHANGE: &[&str] = &[
    "change",
    "edit",
    "update",
    "modify",
    "alter",
    "correct",
    "amend",
    "touch",
    "changed",
    "edited",
    "updated",
    "modified",
    "altered",
    "corrected",
    "amended",
    "touched",
    "editable",
    "changeable",
    "frozen",
    "locked",
];
const LOCKED: &[&str] = &["frozen", "locked"];
const DELETE: &[&str] =
    &["delete", "deleted", "remove", "removed", "erase", "erased", "deletable", "removable"];
/// Words that make a record, where they do nothing else.
const MAKE: &[&str] = &[
    "make",
    "create",
    "add",
    "enter",
    "record",
    "place",
    "take",
    "accept",
    "log",
    "open",
    "submit",
    "give",
    "get",
    "receive",
    "have",
    "register",
    "start",
    "file",
    "plan",
    "schedule",
    "issue",
    "assign",
    "put",
    "go",
    "new",
    "more",
    "further",
    "additional",
    "possible",
    "another",
    "allow",
    "permit",
];
const BESIDE: &[&str] = &[
    "can't",
    "cannot",
    "never",
    "don't",
    "doesn't",
    "isn't",
    "aren't",
    "mustn't",
    "shouldn't",
    "may",
    "must",
    "longer",
    "anymore",
    "nobody",
    "noone",
    "allowed",
    "allow",
    "permitted",
    "permit",
    "impossible",
    "possible",
    "forbidden",
    "refused",
    "rejected",
    "blocked",
    "status",
    "state",
    "currently",
    "still",
    "already",
    "please",
    "afterwards",
    "anything",
    "nothing",
    "all",
    "marked",
    "way",
    "ever",
    "need",
    "needs",
    "needed",
    "one",
    "ones",
];
/// They would turn it into another rule.
const ELSE: &[&str] = &[
    "until",
    "till",
    "before",
    "except",
    "own",
    "than",
    "within",
    "same",
    "twice",
    "once",
    "first",
    "time",
    "times",
    "day",
    "days",
    "if",
    "their",
    "others",
    "other",
    "last",
    "least",
    "most",
    "automatically",
];

pub fn read(scene: &Scene<'_>) -> Option<Vec<Fact>> {
    if scene.has(ELSE) || !scene.numbers.is_empty() {
        return None;
    }
    let parents: Vec<&str> = scene.entities();
    parents.iter().find_map(|parent| making(scene, parent)).or_else(|| {
        let [one] = parents[..] else { return None };
        settled(scene, one)
    })
}

/// Whether the states are those in which it may be; the words that tell them stand at these places.
fn wanted(scene: &Scene<'_>, told: &[usize]) -> Option<bool> {
    let only = scene.has(&["only", "just"]);
    let unless = scene.has(&["unless"]);
    let bound = only || unless || scene.has(&["must", "needs", "need", "requires"]) || scene.says("has to");
    match (scene.refusals_but(told), unless) {
        (0, false) => bound.then_some(true),
        (1, true) | (2, false) => Some(true),
        (1, false) => Some(only),
        _ => None,
    }
}

/// Records that point to one in such a state.
fn making(scene: &Scene<'_>, parent: &str) -> Option<Vec<Fact>> {
    let (field, states, told) = states(scene, parent)?;
    let wanted = wanted(scene, &told)?;
    let named: Vec<String> =
        scene.entities().into_iter().filter(|thing| *thing != parent).map(str::to_owned).collect();
    let words = scene.open_but(&told, &[BESIDE, MAKE]);
    let verbs: Vec<String> =
        words.iter().filter_map(|word| Some(lexicon().verb(word)?.0.to_owned())).collect();
    if verbs.len() < words.len() {
        return None;
    }
    let made = |verb: &String| permits::thing_of_verb(scene.draft, verb).filter(|thing| thing != parent);
    let things = if named.is_empty() {
        let [verb] = verbs.as_slice() else { return None };
        vec![made(verb)?]
    } else {
        // "damaged boats can't be reserved" beside the reservations themselves
        if verbs.iter().any(|verb| made(verb).is_none_or(|thing| !named.contains(&thing))) {
            return None;
        }
        named
    };
    // A change of those that are there is another rule.
    if scene.has(CHANGE) || scene.has(DELETE) {
        return None;
    }
    let values = if wanted { states } else { others(scene, parent, &field, &states)? };
    let starts = scene.draft.entities.get(parent)?.fields.get(&field)?.default.clone();
    if starts.is_some_and(|first| !first.is_boolean() && !values.contains(&first)) {
        return None;
    }
    things
        .into_iter()
        .map(|thing| {
            let key = scene.key(&thing, parent)?.field.clone()?;
            Some(Fact::Requires {
                thing,
                key,
                field: field.clone(),
                values: values.clone(),
                toks: scene.range.clone(),
            })
        })
        .collect()
}

/// Records that stay as they are in such a state.
fn settled(scene: &Scene<'_>, thing: &str) -> Option<Vec<Fact>> {
    let (_, states, told) = states(scene, thing)?;
    // "an invoiced project is locked"
    let locked = scene.has(LOCKED) && scene.refusals_but(&told) == 0;
    // "cancelled orders must be deleted" is no such rule.
    if !locked && scene.refusals_but(&told) == 0 && !scene.has(&["only", "just"]) {
        return None;
    }
    let wanted = if locked { false } else { wanted(scene, &told)? };
    let texts: Vec<String> = states.iter().map(|v| v.as_str().map(str::to_owned)).collect::<Option<_>>()?;
    if !scene.open_but(&told, &[BESIDE, CHANGE, DELETE]).is_empty() {
        return None;
    }
    let mut ops = Vec::new();
    if scene.has(CHANGE) {
        ops.push(RowOp::Update);
    }
    if scene.has(DELETE) {
        ops.push(RowOp::Delete);
    }
    (!ops.is_empty()).then(|| {
        vec![Fact::Settled {
            subject: scene.phrase(thing),
            states: texts,
            but: wanted,
            lasting: false,
            ops,
            toks: scene.range.clone(),
        }]
    })
}

/// The states of the thing that the stretch names, all of one field, and where their words are.
fn states(scene: &Scene<'_>, thing: &str) -> Option<(String, Vec<Value>, Vec<usize>)> {
    let (traits, told) = scene.traits_of(thing);
    let mut found: Option<(String, Vec<Value>)> = None;
    for one in traits {
        let (field, value) = match one {
            Trait::Flag(field, truth) => (field, json!(truth)),
            Trait::Value(field, value) => (field, value),
            Trait::Happened(..) => return None,
        };
        match &mut found {
            None => found = Some((field, vec![value])),
            Some((same, values)) if *same == field => values.push(value),
            Some(_) => return None,
        }
    }
    // "a sold one was sold": the verb is the state again.
    let (field, mut values) = found?;
    values.dedup();
    Some((field, values, told))
}

fn others(scene: &Scene<'_>, thing: &str, field: &str, states: &[Value]) -> Option<Vec<Value>> {
    if let [Value::Bool(truth)] = states {
        return Some(vec![json!(!truth)]);
    }
    let known = scene.draft.entities.get(thing)?.fields.get(field)?.values.clone()?;
    let left: Vec<Value> = known.into_iter().filter(|value| !states.contains(value)).collect();
    (!left.is_empty()).then_some(left)
}

//! State machines: a choice field, where it starts, and the verbs that move it.

mod unreached;
mod verbs;
pub mod weighed;

use std::collections::BTreeMap;

use domain::{
    Origin, Span,
    spec::{FieldType, Rule, RuleStatus},
};

use serde_json::{Map, Value, json};

use super::{
    draft::{Draft, Sentence, Target},
    fields::value_name,
};

use crate::{
    english::{
        clause::state::{BUT, EVERY, GUESSED, UNTIL, UNTOLD},
        evidence::{Np, Quant, Step},
    },
    types,
};

pub use verbs::{by_role, enters, leads, led_by, led_to, moved_by, verb_of};
use verbs::{ends, state_of_verb};

/// A machine while it is put together; the rule is written at the end.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    pub field: String,
    pub initial: Option<String>,
    pub changes: Vec<Change>,
    pub spans: Vec<Span>,
}

/// Verb, from, to.
pub type Change = (String, Vec<String>, String);

/// By entity.
pub type Machines = BTreeMap<String, Machine>;

/// What is told of lives, each change by itself.
pub fn changes(machines: &Machines) -> Vec<crate::weigh::step::Change> {
    let mut all = Vec::new();
    for (entity, machine) in machines {
        let parts = crate::words::case::parts(entity).unwrap_or_else(|| vec![entity.to_lowercase()]);
        let ones: Vec<String> =
            parts.iter().map(|part| crate::words::singular(&part.to_lowercase())).collect();
        let thing = ones.join(" ");
        for (verb, from, to) in &machine.changes {
            let change = |from: &str| crate::weigh::step::Change {
                thing: thing.clone(),
                verb: verb.clone(),
                from: from.to_owned(),
                to: to.clone(),
            };
            match from.as_slice() {
                [] => all.push(change("")),
                some => all.extend(some.iter().map(|from| change(from))),
            }
        }
    }
    all
}

/// `status goes from A to B`: makes the field, its values and the changes.
#[expect(clippy::too_many_arguments, reason = "one clause, read in one go")]
pub fn flow(
    draft: &mut Draft,
    machines: &mut Machines,
    sentence: &Sentence,
    field: Option<&Np>,
    owner: Option<&Np>,
    steps: &[Step],
    initial: Option<&str>,
    toks: &std::ops::Range<usize>,
) -> bool {
    let named = field.and_then(|np| draft.owner_of(np));
    // "Job.state: …", where no job is known: of nothing else.
    let of = field.and_then(|np| np.of.as_ref()).filter(|of| !matches!(of.as_str(), "it" | "its"));
    if of.is_some_and(|of| draft.resolve_key(&crate::words::singular(of)).is_none()) {
        return false;
    }
    // "… and a probe is first taken, then received", where no probe is kept: of nothing else.
    if owner.is_some_and(|np| {
        (matches!(np.quant, Quant::One | Quant::Each) || np.plural && np.quant == Quant::Bare)
            && np.low.len() == 1
            && !matches!(np.last(), "ones" | "these" | "those" | "all" | "both")
            && draft.resolve(np).is_none()
            && draft.owner_of(np).is_none()
            && !matches!(np.last(), "status" | "state" | "stage" | "phase")
    }) {
        return false;
    }
    // Nobody named: the one thing that has a status.
    let with_status = || {
        let mut found = draft.entities.keys().filter(|name| choice_of(draft, name).is_some());
        found.next().filter(|_| found.next().is_none()).cloned()
    };
    let spoken = draft.current.clone().filter(|name| choice_of(draft, name).is_some());
    let Some(entity) = owner
        .and_then(|np| draft.resolve(np))
        .or(named)
        .or(spoken)
        .or_else(with_status)
        .or_else(|| draft.current.clone())
    else {
        return false;
    };
    // "each sample zooms received -> …": words of the sentence stuck to the state.
    let names_a_thing = |state: &String| {
        state.contains(' ')
            && state.split(' ').any(|word| draft.names.contains_key(&crate::words::singular(word)))
    };
    if steps.first().is_some_and(|step| step.from.iter().any(names_a_thing)) {
        return false;
    }
    // "The stages can only go forward": those that are listed, whatever their field is called.
    // A state that only its verb names is another one where a list has another word for it.
    let found;
    let steps = if steps.iter().any(|step| step.to.starts_with(GUESSED)) {
        let Some(known) = guessed(draft, &entity, steps, initial) else { return false };
        found = known;
        found.as_slice()
    } else {
        steps
    };
    let from_list = matches!(steps, [step] if step.to.is_empty());
    let field = field.filter(|np| !from_list || draft.member(&entity, np).is_some());
    let name = field
        .and_then(|np| draft.member(&entity, np))
        .or_else(|| field.and_then(|np| crate::words::snake(&np.name)))
        .or_else(|| initial.and_then(value_name).and_then(|v| draft.state_field(&entity, &v)))
        .or_else(|| choice_of(draft, &entity))
        .unwrap_or_else(|| "status".to_owned());
    let listed;
    let steps = match steps {
        [step] if step.to.is_empty() => {
            let Some(found) = in_order(draft, &entity, &name, step) else { return false };
            listed = found;
            listed.as_slice()
        }
        steps => steps,
    };
    let first = steps.first().and_then(|step| step.from.first()).filter(|_| initial.is_none());
    let initial = initial.or(first.filter(|_| from_list).map(String::as_str));
    let mut values: Vec<String> = Vec::new();
    let mut add = |value: &str| {
        let value = value_name(value)?;
        if !values.contains(&value) {
            values.push(value.clone());
        }
        Some(value)
    };
    let mut changes = Vec::new();
    if let Some(initial) = initial.filter(|initial| *initial != UNTOLD) {
        add(initial);
    }
    for step in steps {
        let every = step.from.iter().any(|value| value == EVERY);
        let from: Vec<String> = match every {
            true => everywhere_but(&step.from),
            false => {
                let plain = |value: &String| if value == UNTOLD { Some(value.clone()) } else { add(value) };
                step.from.iter().filter_map(plain).collect()
            }
        };
        let to = if step.to == UNTOLD { Some(step.to.clone()) } else { add(&step.to) };
        let Some(to) = to else { continue };
        changes.push((step.verb.clone().unwrap_or_else(|| to.clone()), from, to));
    }
    let exists = draft.entities.get(&entity).is_some_and(|e| e.fields.contains_key(&name));
    if steps.is_empty() && !exists {
        // The states may still be told by who moves it; until then nothing has a status.
        if let Some(initial) = initial.and_then(value_name) {
            let machine = machines.entry(entity).or_default();
            if machine.field.is_empty() {
                machine.field = name;
            }
            machine.initial.get_or_insert(initial);
            machine.spans.extend(sentence.span(toks));
        }
        return false;
    }
    ensure_values(draft, &entity, &name, &values, sentence.span(toks));
    let machine = machines.entry(entity.clone()).or_default();
    if machine.field.is_empty() {
        machine.field = name.clone();
    }
    if let Some(initial) = initial.filter(|initial| *initial != UNTOLD).and_then(value_name) {
        machine.initial.get_or_insert(initial);
    }
    for (verb, from, to) in changes {
        // "… then played. A captain reports a scheduled game, which makes it played": one step, told twice.
        let same = |(old, before, end): &&mut Change| {
            *end == to && *before == from && !from.is_empty() && (old == end || verb == to)
        };
        match machine.changes.iter_mut().find(same) {
            Some(old) if verb != to => old.0 = verb,
            Some(_) => {}
            None => machine.changes.push((verb, from, to)),
        }
    }
    machine.spans.extend(sentence.span(toks));
    // "…; cancelled possible from anything but done" may have been heard before the list of states was.
    let said = machine.changes.iter().flat_map(|(_, from, to)| from.iter().chain([to]));
    let said: Vec<String> = said
        .filter(|state| *state != EVERY && *state != UNTOLD && !state.starts_with([BUT, UNTIL]))
        .cloned()
        .collect();
    ensure_values(draft, &entity, &name, &said, sentence.span(toks));
    draft.current = Some(entity.clone());
    let target = Target::Pointer(format!("/machines/{entity}"));
    draft.cover(sentence, toks, &target);
    true
}

/// The steps with the states that the lists have for them; `None` where a list has none that the verb could lead to.
fn guessed(draft: &Draft, entity: &str, steps: &[Step], initial: Option<&str>) -> Option<Vec<Step>> {
    let closed = draft
        .entities
        .get(entity)?
        .fields
        .values()
        .any(|field| field.values.is_some() && field.rule.as_deref() != Some("G10.flow"))
        && choice_of(draft, entity).is_some_and(|name| {
            let field = &draft.entities[entity].fields[&name];
            field.values.is_some() && field.rule.as_deref() != Some("G10.flow")
        });
    let one = |step: &Step| {
        let Some(guess) = step.to.strip_prefix(GUESSED) else { return Some(step.clone()) };
        let known = step.verb.as_deref().and_then(|verb| state_of_verb(draft, entity, verb, initial));
        let to = known.or_else(|| (!closed).then(|| guess.to_owned()))?;
        Some(Step { to, ..step.clone() })
    };
    steps.iter().map(one).collect()
}

/// What a record is before its first step, where the clauses of its life do not say it: where its status begins, or
/// something new.
fn untold(draft: &mut Draft, entity: &str, machine: &mut Machine) {
    let is = |state: &String| state == UNTOLD;
    if !machine.changes.iter().any(|(_, from, to)| from.iter().any(is) || is(to)) {
        return;
    }
    let field = draft.entities.get(entity).and_then(|e| e.fields.get(&machine.field));
    let default = field.and_then(|f| f.default.as_ref()?.as_str().map(str::to_owned));
    let listed = field.filter(|f| f.rule.as_deref() != Some("G10.flow"));
    let first = || listed.and_then(|f| f.values.as_ref()?.first()?.as_str().map(str::to_owned));
    let left = || {
        let plain = || machine.changes.iter().filter(|(_, from, to)| !from.iter().any(is) && !is(to));
        let mut firsts = plain().flat_map(|(_, from, _)| from).filter(|state| {
            *state != EVERY
                && !state.starts_with([BUT, UNTIL])
                && !machine.changes.iter().any(|(_, _, to)| to == *state)
        });
        firsts.next().cloned()
    };
    let known = default.or_else(|| machine.initial.clone()).or_else(first).or_else(left);
    let first = known.unwrap_or_else(|| {
        let text = format!(
            "nothing says what {} is before its first step: it is `new`",
            domain::requirement::with_article(&super::finish::spaced(entity))
        );
        draft.assume(text, Some(format!("/entities/{entity}")), &["open", "pending", "requested"]);
        let field = machine.field.clone();
        let mut values = vec!["new".to_owned()];
        values.extend(machine.changes.iter().map(|(_, _, to)| to.clone()).filter(|to| to != UNTOLD));
        ensure_values(draft, entity, &field, &values, machine.spans.first().copied());
        if let Some(values) =
            draft.entities.get_mut(entity).and_then(|e| e.fields.get_mut(&field)?.values.as_mut())
            && let Some(at) = values.iter().position(|value| value == "new")
        {
            let new = values.remove(at);
            values.insert(0, new);
        }
        "new".to_owned()
    });
    for (_, from, to) in &mut machine.changes {
        for state in from.iter_mut().chain([to]).filter(|state| is(state)) {
            state.clone_from(&first);
        }
    }
    machine.changes.retain(|(_, from, to)| !from.contains(to));
    machine.initial.get_or_insert(first);
}

/// What was told in several places becomes one step: "closed" of a flow and "close" of a role.
pub fn settle(draft: &mut Draft, machines: &mut Machines) {
    for (entity, machine) in machines.iter_mut() {
        untold(draft, entity, machine);
        // "draft -> read": a step, and not the reading of a record.
        for (verb, _, to) in
            machine.changes.iter_mut().filter(|(verb, _, _)| super::permits::ALL.contains(&verb.as_str()))
        {
            *verb = format!("mark_{to}");
        }
        everywhere(draft, entity, machine);
        // "Neighbours request loans", where loans begin as requested: they make them.
        let begin: Vec<String> = machine.initial.iter().cloned().chain(first_of(machine)).take(1).collect();
        machine.changes.retain(|(verb, from, to)| {
            !from.is_empty()
                || !begin.contains(to)
                || verb == to
                || verb.starts_with("re") && !verb.starts_with("req")
                || verb.starts_with("un")
        });
        let named: Vec<(String, String)> = machine
            .changes
            .iter()
            .filter(|(verb, from, to)| from.is_empty() && verb != to)
            .map(|(verb, _, to)| (verb.clone(), to.clone()))
            .collect();
        for (verb, to) in named {
            let steps =
                machine.changes.iter().filter(|(_, from, end)| *end == to && !from.is_empty()).count();
            let unnamed =
                machine.changes.iter().any(|(old, from, end)| *end == to && old == end && !from.is_empty());
            let same =
                machine.changes.iter().any(|(old, from, end)| *end == to && *old == verb && !from.is_empty());
            if steps == 0 || !unnamed && !same {
                continue;
            }
            for change in &mut machine.changes {
                if change.2 == to && change.0 == to {
                    change.0 = verb.clone();
                }
            }
            machine.changes.retain(|(old, from, end)| !(*end == to && *old == verb && from.is_empty()));
        }
    }
}

/// Every state, and those that it leaves out by their names in the list of values.
fn everywhere_but(from: &[String]) -> Vec<String> {
    let left_out = from.iter().filter_map(|state| {
        let mark = state.chars().next().filter(|mark| matches!(*mark, BUT | UNTIL))?;
        value_name(state.strip_prefix(mark)?).map(|state| format!("{mark}{state}"))
    });
    std::iter::once(EVERY.to_owned()).chain(left_out).collect()
}

/// "can be rejected at any stage": from each state that another step knows.
fn everywhere(draft: &Draft, entity: &str, machine: &mut Machine) {
    let every = |from: &[String]| from.iter().any(|state| state == EVERY);
    let ends: Vec<String> =
        machine.changes.iter().filter(|(_, from, _)| every(from)).map(|(_, _, to)| to.clone()).collect();
    let mut known: Vec<String> = machine.initial.iter().cloned().collect();
    for (_, from, to) in machine.changes.iter().filter(|(_, from, _)| !every(from)) {
        for state in from.iter().chain([to]) {
            if !known.contains(state) && !ends.contains(state) {
                known.push(state.clone());
            }
        }
    }
    let listed = draft.entities.get(entity).and_then(|e| e.fields.get(&machine.field)?.values.as_ref());
    for state in listed.into_iter().flatten().filter_map(Value::as_str) {
        if !known.iter().any(|old| old == state) && !ends.iter().any(|end| end == state) {
            known.push(state.to_owned());
        }
    }
    let onward = machine.changes.clone();
    for (_, from, to) in machine.changes.iter_mut().filter(|(_, from, _)| every(from)) {
        let mut but: Vec<String> =
            from.iter().filter_map(|state| state.strip_prefix(BUT)).map(str::to_owned).collect();
        // "until it is shipped": nor when it is delivered, which comes behind it.
        let mut behind: Vec<String> =
            from.iter().filter_map(|state| state.strip_prefix(UNTIL)).map(str::to_owned).collect();
        while let Some(state) = behind.pop() {
            let next = onward.iter().filter(|(_, from, _)| from.contains(&state)).map(|(_, _, to)| to);
            behind.extend(next.filter(|next| !but.contains(next)).cloned());
            but.push(state);
        }
        *from = known.iter().filter(|state| *state != to && !but.contains(state)).cloned().collect();
    }
}

/// The one state that steps leave and none enters.
fn first_of(machine: &Machine) -> Option<String> {
    let told = || machine.changes.iter().filter(|(_, from, _)| !from.is_empty());
    let mut firsts = told()
        .flat_map(|(_, from, _)| from)
        .filter(|state| !told().any(|(_, _, to)| to == *state))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter();
    firsts.next().filter(|_| firsts.next().is_none()).cloned()
}

/// Verbs that stated routes of the entity end in, with the state that each leads to.
fn verbs_of_routes(draft: &Draft, entity: &str) -> Vec<(String, String)> {
    let posts = draft
        .operations
        .iter()
        .filter(|op| op.entity.as_deref() == Some(entity) && op.method.as_deref() == Some("POST"));
    posts
        .filter_map(|op| {
            let path = op.path.as_deref()?;
            let (_, verb) = path.split_once("/{id}/")?;
            let verb = verb.replace('-', "_");
            let state = state_of_verb(draft, entity, &verb, None)?;
            Some((verb, state))
        })
        .collect()
}

/// Each value of the field with those that it leads to: the next one, or all behind it.
fn in_order(draft: &Draft, entity: &str, field: &str, way: &Step) -> Option<Vec<Step>> {
    let values = draft.entities.get(entity)?.fields.get(field)?.values.as_ref()?;
    let values: Vec<String> = values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect();
    let far = way.from.iter().any(|way| way == crate::english::clause::state::AHEAD);
    let to = |n: usize| {
        let from = if far { values.get(..n) } else { values.get(n - 1..n) };
        Some(Step { from: from?.to_vec(), to: values.get(n)?.clone(), verb: None })
    };
    (values.len() > 1).then(|| (1..values.len()).filter_map(to).collect())
}

fn choice_of(draft: &Draft, entity: &str) -> Option<String> {
    let fields = &draft.entities.get(entity)?.fields;
    ["status", "state", "stage"]
        .iter()
        .find(|name| fields.contains_key(**name))
        .map(|name| (*name).to_owned())
}

fn ensure_values(draft: &mut Draft, entity: &str, name: &str, values: &[String], src: Option<Span>) {
    let Some(record) = draft.entities.get_mut(entity) else { return };
    let old = record.fields.get(name).cloned();
    match old {
        Some(field) if field.ql_type == FieldType::Enum => {
            if let Some(known) = record.fields.get_mut(name).and_then(|field| field.values.as_mut()) {
                for value in values {
                    if !known.iter().any(|v| v.as_str() == Some(value)) {
                        known.push(json!(value));
                    }
                }
            }
        }
        old if values.len() >= 2 => {
            let mut field = types::choice(values.iter().cloned());
            field.origin = Some(Origin::Stated);
            field.src = old.as_ref().and_then(|field| field.src).or(src);
            field.rule = old.and_then(|field| field.rule).or(Some("G10.flow".to_owned()));
            record.fields.insert(name.to_owned(), field);
        }
        _ => {}
    }
}

/// `only closed tickets can be reopened`. Answers whether the words found a place.
#[expect(clippy::too_many_arguments, reason = "one clause, read in one go")]
pub fn transition(
    draft: &mut Draft,
    machines: &mut Machines,
    sentence: &Sentence,
    owner: &Np,
    from: &[String],
    verb: &str,
    to: Option<&str>,
    toks: &std::ops::Range<usize>,
) -> bool {
    // "a paused one can be resumed": one of what was spoken of.
    let one = matches!(owner.last(), "one" | "ones").then(|| draft.current.clone()).flatten();
    // "Offered ones may be declined", behind a sentence about something else: of the one thing that knows the state.
    let knows = |name: &String| {
        let said = owner.low.first().filter(|_| owner.low.len() > 1).into_iter().chain(from);
        said.filter_map(|state| value_name(state)).all(|state| draft.state_field(name, &state).is_some())
    };
    let one = one.map(|name| {
        let mut known = draft.entities.keys().filter(|name| knows(name));
        let only = known.next().filter(|_| known.next().is_none()).cloned();
        if knows(&name) { name } else { only.unwrap_or(name) }
    });
    let Some(entity) = draft.resolve(owner).or(one) else { return false };
    let every = from.iter().any(|value| value == EVERY);
    let all_but = everywhere_but(from);
    let mut from: Vec<String> = from.iter().filter_map(|value| value_name(value)).collect();
    verbs::ongoing(draft, machines, &entity, &owner.low);
    // "closed tickets": the adjective is the state they are in.
    for word in owner.low.iter().take(owner.low.len().saturating_sub(1)) {
        if draft.state_field(&entity, word).is_some() && !from.contains(word) {
            from.push(word.clone());
        }
    }
    if owner.low.len() == 3 {
        let two = owner.low.get(..2).map(|two| two.join("_")).unwrap_or_default();
        if draft.state_field(&entity, &two).is_some() {
            from = vec![two];
        }
    }
    let target =
        to.and_then(value_name).filter(|to| draft.state_field(&entity, to).is_some()).or_else(|| {
            state_of_verb(draft, &entity, verb, machines.get(&entity).and_then(|m| m.initial.as_deref()))
        });
    // "a sample may also be rejected while it is received": a state that no list has.
    let left_out: Vec<&str> = all_but.iter().filter_map(|state| state.strip_prefix(BUT)).collect();
    let told = (!every && !from.is_empty()
        && from.iter().all(|state| draft.state_field(&entity, state).is_some())
        // "… only when it is not yet paid"
        || every && !left_out.is_empty()
            && left_out.iter().all(|state| draft.state_field(&entity, state).is_some()))
        && super::permits::ops_of(verb).is_none();
    // "a fermenting batch can be moved to conditioning": the state has the name, not the moving.
    let moves = matches!(
        verb,
        "move"
            | "set"
            | "change"
            | "put"
            | "switch"
            | "bring"
            | "turn"
            | "transfer"
            | "mark"
            | "flag"
            | "declare"
            | "label"
    );
    let named = to.and_then(value_name).filter(|_| moves);
    let step = named.clone().unwrap_or_else(|| verb.to_owned());
    let verb = step.as_str();
    // "Only published posts can be commented": comments are kept, and no state.
    if target.is_none() && crate::english::clause::deed::noun_of(verb).is_some() {
        return false;
    }
    let target = target.or_else(|| {
        let new = named.or_else(|| to.and_then(value_name)).unwrap_or_else(|| verbs::led_to_by(verb));
        let known = if every { left_out.first().copied() } else { from.first().map(String::as_str) };
        let field = known.and_then(|state| draft.state_field(&entity, state)).filter(|_| told)?;
        ensure_values(draft, &entity, &field, std::slice::from_ref(&new), sentence.span(toks));
        Some(new)
    });
    let Some(target) = target else {
        return false;
    };
    let Some(field) = draft.state_field(&entity, &target) else { return false };
    let machine = machines.entry(entity.clone()).or_default();
    if machine.field.is_empty() {
        machine.field = field.clone();
    }
    if every {
        from = all_but;
    } else if from.is_empty() {
        // Without a state to start from: where a flow leads to the target, the verb names that step.
        let known: Vec<String> = machine
            .changes
            .iter()
            .filter(|(_, _, to)| *to == target)
            .flat_map(|(_, from, _)| from.clone())
            .collect();
        from = known;
    }
    // "starts as new, is then in progress … resolved ones can be reopened": the way back is not the way there.
    let other = |before: &[String]| {
        verbs::leads_back(verb) && !from.is_empty() && !from.iter().any(|state| before.contains(state))
    };
    let own = machine
        .changes
        .iter_mut()
        .find(|(old, before, to)| *to == target && (old == verb || old == to && !other(before)));
    match own {
        Some(change) => {
            change.0 = verb.to_owned();
            from.iter().for_each(|f| {
                if !change.1.contains(f) {
                    change.1.push(f.clone())
                }
            });
        }
        None => machine.changes.push((verb.to_owned(), from, target)),
    }
    machine.spans.extend(sentence.span(toks));
    draft.current = Some(entity.clone());
    draft.cover(sentence, toks, &Target::Pointer(format!("/machines/{entity}")));
    true
}

/// Writes one rule per machine; a machine without an initial state starts where nothing leads to.
pub fn write(draft: &mut Draft, machines: &Machines, texts: &dyn Fn(Span) -> String) {
    for (entity, machine) in machines {
        let values: Vec<String> = draft
            .entities
            .get(entity)
            .and_then(|e| e.fields.get(&machine.field))
            .and_then(|f| f.values.clone())
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        let listed = draft
            .entities
            .get(entity)
            .and_then(|e| e.fields.get(&machine.field))
            .is_some_and(|field| field.rule.as_deref() != Some("G10.flow"));
        let stated_default = draft
            .entities
            .get(entity)
            .and_then(|e| e.fields.get(&machine.field))
            .and_then(|f| f.default.clone())
            .and_then(|v| v.as_str().map(str::to_owned));
        let initial = stated_default
            .or_else(|| machine.initial.clone())
            .filter(|i| values.contains(i))
            // The first of a list that somebody wrote down is where a record begins.
            .or_else(|| values.first().filter(|_| listed).cloned())
            // "status (open, …, closed)", where closed ones are reopened: back to where they began.
            .or_else(|| {
                let back = |(verb, _, to): &(String, Vec<String>, String)| {
                    Some(to) != values.first() || verb.starts_with("re")
                };
                values.first().filter(|_| machine.changes.iter().all(back)).cloned()
            })
            .or_else(|| values.iter().find(|v| !machine.changes.iter().any(|(_, _, to)| to == *v)).cloned())
            .or_else(|| values.first().cloned());
        let Some(initial) = initial else {
            // A change between states that nobody names: the words stay with the thing.
            let old = Target::Pointer(format!("/machines/{entity}"));
            let target = Target::Pointer(format!("/entities/{entity}"));
            draft.cover.values_mut().filter(|t| **t == old).for_each(|t| *t = target.clone());
            continue;
        };
        let routes = verbs_of_routes(draft, entity);
        // "can be cancelled" without a state: from every other one that is not an end.
        // "A clerk submits it, and a manager approves or rejects it": what is handed in is decided on then.
        let handed = machine.changes.iter().find(|(verb, from, to)| {
            let first = from.is_empty() || *from == [initial.clone()];
            first && super::reach::hands_over(verb) && *to != initial && !ends(to)
        });
        let handed = handed.map(|(_, _, to)| to.clone());
        let mut changes: Vec<Change> = Vec::new();
        let mut bare: Vec<usize> = Vec::new();
        for (verb, from, to) in &machine.changes {
            let anywhere = matches!(verb.as_str(), "cancel" | "archive" | "close" | "withdraw" | "abort");
            let unsaid = from.is_empty() && !anywhere && *to != initial;
            let from = match (from.is_empty(), anywhere, *to == initial) {
                (false, _, _) => from.clone(),
                (true, false, false) => match &handed {
                    Some(handed) if handed != to => vec![handed.clone()],
                    _ => vec![initial.clone()],
                },
                _ => values
                    .iter()
                    .filter(|v| {
                        *v != to
                            && !machine.changes.iter().any(|(_, _, end)| end == *v && anywhere && ends(end))
                    })
                    .cloned()
                    .collect(),
            };
            // `POST /invoices/{id}/send` names the step to `sent`.
            let verb = &routes
                .iter()
                .find(|(_, state)| verb == to && state == to)
                .map_or(verb.clone(), |(v, _)| v.clone());
            match changes.iter_mut().find(|(v, _, t)| v == verb && t == to) {
                Some(old) => from.iter().for_each(|f| {
                    if !old.1.contains(f) {
                        old.1.push(f.clone())
                    }
                }),
                None => {
                    bare.extend(unsaid.then_some(changes.len()));
                    changes.push((verb.clone(), from, to.clone()));
                }
            }
        }
        if listed && !changes.is_empty() {
            unreached::lead_on(draft, entity, &values, &initial, &mut changes, &bare);
        }
        verbs::name_by_deeds(draft, entity, &initial, &mut changes);
        if changes.is_empty() {
            if let Some(field) = draft.field(entity, &machine.field) {
                field.default = Some(json!(initial));
                field.required = false;
            }
            let target = Target::Pointer(format!("/entities/{entity}/fields/{}", machine.field));
            let old = Target::Pointer(format!("/machines/{entity}"));
            draft.cover.values_mut().filter(|t| **t == old).for_each(|t| *t = target.clone());
            continue;
        }
        if let Some(field) = draft.field(entity, &machine.field) {
            field.default = Some(json!(initial));
            field.required = false;
        }
        let mut params = Map::new();
        params.insert("field".into(), json!(machine.field));
        params.insert("initial".into(), json!(initial));
        let list: Vec<Value> =
            changes.iter().map(|(verb, from, to)| json!({"verb": verb, "from": from, "to": to})).collect();
        params.insert("transitions".into(), json!(list));
        let mut spans: Vec<Span> = Vec::new();
        for span in &machine.spans {
            let within = |other: &Span| {
                other != span
                    && other.attachment == span.attachment
                    && other.start <= span.start
                    && span.end <= other.end
            };
            if !spans.contains(span) && !machine.spans.iter().any(within) {
                spans.push(*span);
            }
        }
        let text = spans.iter().map(|span| texts(*span)).collect::<Vec<_>>().join("; ");
        let rule = Rule {
            id: String::new(),
            kind: "state_machine".into(),
            text,
            entity: Some(entity.clone()),
            fields: vec![machine.field.clone()],
            expr: None,
            params,
            status: RuleStatus::Formal,
            src: machine.spans.first().copied(),
            origin: Some(Origin::Stated),
            rule: Some("G10.flow".into()),
        };
        let index = draft.rule(rule);
        let old = Target::Pointer(format!("/machines/{entity}"));
        draft.cover.values_mut().filter(|t| **t == old).for_each(|t| *t = Target::Rule(index));
    }
}

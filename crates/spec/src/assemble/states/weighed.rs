//! Changes of state that the weights speak for, and those for which hardly anything speaks: see [`crate::weigh::step`].

use super::{Machines, choice_of, ensure_values, verbs::rename};
use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{
        clause::state::{BUT, EVERY, UNTIL, UNTOLD},
        lexicon::lexicon,
    },
    weigh::step::{Deed, Step, Weighed},
};

/// From it on a step that nothing else tells is taken.
const ADD: f32 = 0.65;
/// The same where nothing else says that the thing has a status.
const ADD_STATUS: f32 = 0.8;
/// Below it a step of the first reading is none.
const DROP: f32 = 0.1;
/// From it on a verb that no step has moves a record, from the likeliest state above the second.
const MOVES: f32 = 0.6;
const FROM: f32 = 0.2;
/// From it on a verb names the step to the state that it leads to.
const NAME: f32 = 0.5;

pub fn settle(draft: &mut Draft, machines: &mut Machines, sentences: &[Sentence], lives: &Weighed) {
    drop_unlikely(draft, machines, lives);
    name(draft, machines, lives);
    let mut deeds: Vec<&(f32, Deed)> = lives.deeds.iter().filter(|(likely, _)| *likely >= MOVES).collect();
    deeds.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, deed) in deeds {
        moved(draft, machines, sentences, deed, lives);
    }
    for (likely, step) in lives.steps.iter().filter(|(likely, step)| *likely >= ADD && !step.read) {
        add(draft, machines, sentences, step, *likely);
    }
}

/// A verb that moves a thing, where no step has it: from the likeliest state to the one that it leads to.
fn moved(draft: &mut Draft, machines: &mut Machines, sentences: &[Sentence], deed: &Deed, lives: &Weighed) {
    let Some(entity) = draft.resolve_key(&deed.thing).filter(|entity| draft.entities.contains_key(entity))
    else {
        return;
    };
    let base = deed.verb.split('_').next().unwrap_or_default();
    if crate::assemble::permits::ops_of(base).is_some() || has_route(draft, &entity, &deed.verb) {
        return;
    }
    let machine = machines.get(&entity);
    let changes = || machine.into_iter().flat_map(|machine| &machine.changes);
    if changes().any(|(verb, ..)| *verb == deed.verb || verb.starts_with(&format!("{}_", deed.verb))) {
        return;
    }
    let field = machine.map(|machine| machine.field.clone()).filter(|field| !field.is_empty());
    let Some(field) = field.or_else(|| choice_of(draft, &entity)) else { return };
    let values: Vec<String> = draft
        .entities
        .get(&entity)
        .and_then(|e| e.fields.get(&field)?.values.clone())
        .unwrap_or_default()
        .iter()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect();
    let known = values.iter().find(|state| leads(&deed.verb, state));
    let to = known.cloned().unwrap_or_else(|| lexicon().past_of(&deed.verb));
    if changes().any(|(_, _, end)| *end == to) {
        return;
    }
    let mut from: Vec<(f32, &String)> = lives
        .steps
        .iter()
        .filter(|(likely, step)| *likely >= FROM && step.thing == deed.thing && step.to == to)
        .map(|(likely, step)| (*likely, &step.from))
        .filter(|(_, from)| values.contains(from))
        .collect();
    from.sort_by(|a, b| b.0.total_cmp(&a.0));
    let from: Vec<String> = from.first().map(|(_, from)| (*from).clone()).into_iter().collect();
    if from.is_empty() && values.is_empty() {
        return;
    }
    let at = deed.at..deed.at + 1;
    let sentence = sentences.get(deed.line);
    let span = sentence.and_then(|sentence| sentence.span(&at));
    ensure_values(draft, &entity, &field, std::slice::from_ref(&to), span);
    let machine = machines.entry(entity.clone()).or_default();
    if machine.field.is_empty() {
        machine.field = field;
    }
    machine.changes.push((deed.verb.clone(), from, to.clone()));
    machine.spans.extend(span);
    if let Some(sentence) = sentence {
        draft.cover(sentence, &at, &Target::Pointer(format!("/machines/{entity}")));
    }
    let name = crate::assemble::finish::spaced(&entity);
    let verb = deed.verb.replace('_', " ");
    draft.assume(
        format!("to {verb} a {name} makes it {}, as the words around it suggest", to.replace('_', " ")),
        Some(format!("/entities/{entity}")),
        &["it changes nothing that is kept", "it leads to another state"],
    );
}

fn has_route(draft: &Draft, entity: &str, verb: &str) -> bool {
    let end = format!("/{}", verb.replace('_', "-"));
    let mut posts = draft.operations.iter().filter(|op| op.entity.as_deref() == Some(entity));
    posts.any(|op| op.path.as_deref().is_some_and(|path| path.ends_with(&end)))
}

/// Whether the verb leads to the state by its own stem.
fn leads(verb: &str, state: &str) -> bool {
    lexicon().past_of(verb) == state || lexicon().verb(state).is_some_and(|(base, _)| base == verb)
}

fn drop_unlikely(draft: &Draft, machines: &mut Machines, lives: &Weighed) {
    let unlikely: Vec<(String, &Step)> = lives
        .steps
        .iter()
        .filter(|(likely, step)| *likely < DROP && step.read)
        .filter_map(|(_, step)| Some((draft.resolve_key(&step.thing)?, step)))
        .collect();
    for (entity, step) in unlikely {
        let Some(machine) = machines.get_mut(&entity) else { continue };
        for (_, from, to) in &mut machine.changes {
            if *to == step.to {
                from.retain(|state| *state != step.from || from_marks(state));
            }
        }
        let left = |from: &Vec<String>, to: &String| !from.is_empty() || *to != step.to;
        machine.changes.retain(|(_, from, to)| left(from, to));
    }
}

fn from_marks(state: &str) -> bool {
    state == EVERY || state == UNTOLD || state.starts_with([BUT, UNTIL])
}

fn add(draft: &mut Draft, machines: &mut Machines, sentences: &[Sentence], step: &Step, likely: f32) {
    let Some(entity) = draft.resolve_key(&step.thing) else { return };
    if !draft.entities.contains_key(&entity) {
        return;
    }
    let field = machines.get(&entity).map(|machine| machine.field.clone()).filter(|field| !field.is_empty());
    let field = match field.or_else(|| choice_of(draft, &entity)) {
        Some(field) => field,
        None if likely >= ADD_STATUS => "status".to_owned(),
        None => return,
    };
    let span = sentences.get(step.line).and_then(|sentence| sentence.span(&(step.at..step.at + 1)));
    let values = [step.from.clone(), step.to.clone()];
    ensure_values(draft, &entity, &field, &values, span);
    let machine = machines.entry(entity.clone()).or_default();
    if machine.field.is_empty() {
        machine.field = field;
    }
    let told = |(_, from, to): &super::Change| {
        *to == step.to && (from.contains(&step.from) || from.iter().any(|f| f == EVERY))
    };
    if machine.changes.iter().any(told) {
        return;
    }
    // A verb that is known to lead there leads there from here, too.
    match machine.changes.iter_mut().find(|(_, _, to)| *to == step.to) {
        Some((_, from, _)) => from.push(step.from.clone()),
        None => machine.changes.push((step.to.clone(), vec![step.from.clone()], step.to.clone())),
    }
    machine.spans.extend(span);
    let name = crate::assemble::finish::spaced(&entity);
    draft.assume(
        format!(
            "a {name} that is {} may become {}, as the words around it suggest",
            step.from.replace('_', " "),
            step.to.replace('_', " ")
        ),
        Some(format!("/entities/{entity}")),
        &["it may not", "only from other states"],
    );
}

/// A step that is called by its state alone is called by the verb that leads there.
fn name(draft: &mut Draft, machines: &mut Machines, lives: &Weighed) {
    let likely: Vec<(String, &Deed)> = lives
        .deeds
        .iter()
        .filter(|(likely, _)| *likely >= NAME)
        .filter_map(|(_, deed)| Some((draft.resolve_key(&deed.thing)?, deed)))
        .collect();
    for (entity, deed) in likely {
        let Some(machine) = machines.get_mut(&entity) else { continue };
        if machine.changes.iter().any(|(verb, ..)| *verb == deed.verb) {
            continue;
        }
        for (verb, _, to) in &mut machine.changes {
            if verb == to && leads(&deed.verb, to) {
                rename(draft, &entity, to, &deed.verb);
                verb.clone_from(&deed.verb);
            }
        }
    }
}

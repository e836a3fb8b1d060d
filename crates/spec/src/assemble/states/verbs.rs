//! Verbs and the states that they lead to: `publish` → `published`, `reopen` → `open`, told by roles and by routes.

use domain::Span;
use serde_json::Value;

use super::super::draft::Draft;
use super::{Change, Machine, Machines, ensure_values};

use crate::english::{
    evidence::Np,
    lexicon::{Form, lexicon},
    life::{under_way, undone_by},
    phrasal,
};

/// A verb that a role may use: it moves the status where one of its values says so.
pub fn by_role(draft: &mut Draft, machines: &mut Machines, owner: &Np, verb: &str, span: Option<Span>) {
    let Some(entity) = draft.resolve(owner) else { return };
    moved_by(draft, machines, &entity, &owner.low, verb, span);
}

/// "Requests start as pending. Managers approve or reject pending requests": states that only verbs tell.
pub(super) fn grows(
    draft: &mut Draft,
    machines: &mut Machines,
    entity: &str,
    low: &[String],
    verb: &str,
    span: Option<Span>,
) {
    let Some(machine) = machines.get_mut(entity) else { return };
    // "An offer is open at first; the applicant can accept it": it is in the one state that is known.
    let first = machine.initial.clone().filter(|_| low.is_empty());
    // "a clerk can submit it. An inspector approves a submitted permit": or in one that a step led to.
    let known = |word: &String| {
        machine.initial.as_ref() == Some(word) || machine.changes.iter().any(|(_, _, to)| to == word)
    };
    let Some(from) = low.first().filter(|word| low.len() > 1 && known(word)).cloned().or(first) else {
        return;
    };
    if super::super::permits::ops_of(verb).is_some() || machine.field.is_empty() {
        return;
    }
    let to = led_to_by(verb);
    // "see visits and print them", beside a line of states: a deed, and no state that the line leaves out.
    let drawn =
        |(verb, from, to): &super::Change| !from.is_empty() && (verb == to || *to != lexicon().past_of(verb));
    let carries = matches!(
        verb,
        "move"
            | "set"
            | "change"
            | "put"
            | "switch"
            | "bring"
            | "turn"
            | "transfer"
            | "take"
            | "shift"
            | "print"
            | "photograph"
            | "export"
            | "download"
    );
    if low.is_empty() && (carries || machine.changes.iter().any(drawn)) {
        return;
    }
    let field = machine.field.clone();
    machine.changes.push((verb.to_owned(), vec![from.clone()], to.clone()));
    machine.spans.extend(span);
    ensure_values(draft, entity, &field, &[from, to], span);
}

/// "A writer can review it. Then an editor publishes or archives it": the one state that the steps so far lead to, as
/// the words for such a thing.
pub fn led_to(machines: &Machines, entity: &str) -> Vec<String> {
    let Some(machine) = machines.get(entity) else { return Vec::new() };
    let leaves = |state: &String| machine.changes.iter().any(|(_, from, _)| from.contains(state));
    let mut ends: Vec<&String> =
        machine.changes.iter().map(|(_, _, to)| to).filter(|to| !leaves(to)).collect();
    ends.dedup();
    match ends.as_slice() {
        [end] => vec![(*end).clone(), entity.to_owned()],
        _ => Vec::new(),
    }
}

/// Whether one of the states that are listed is where the verb leads.
pub fn leads(draft: &Draft, entity: &str, verb: &str) -> bool {
    state_of_verb(draft, entity, verb, None).is_some()
}

/// Whether steps are known that lead to the state which the verb names.
pub fn enters(draft: &Draft, machines: &Machines, entity: &str, verb: &str) -> bool {
    let target = state_of_verb(draft, entity, verb, None);
    machines.get(entity).zip(target).is_some_and(|(machine, target)| {
        machine.changes.iter().any(|(_, from, to)| *to == target && !from.is_empty())
    })
}

/// The same where the thing was not named again: `agents resolve them`.
pub fn moved_by(
    draft: &mut Draft,
    machines: &mut Machines,
    entity: &str,
    low: &[String],
    verb: &str,
    span: Option<Span>,
) {
    let initial = machines.get(entity).and_then(|m| m.initial.clone());
    let Some(target) = state_of_verb(draft, entity, verb, initial.as_deref()) else {
        return grows(draft, machines, entity, low, verb, span);
    };
    let Some(field) = draft.state_field(entity, &target) else { return };
    // "Senders announce parcels", where parcels begin as announced: they make them.
    let leaves = |m: &Machine| m.changes.iter().any(|(_, from, _)| from.contains(&target));
    let enters = |m: &Machine| m.changes.iter().any(|(_, _, to)| *to == target);
    let before = || low.iter().take(low.len().saturating_sub(1)).filter_map(|w| stated(draft, entity, w));
    let named = before().next().is_some();
    let back = leads_back(verb);
    if !named && !back && machines.get(entity).is_some_and(|m| leaves(m) && !enters(m)) {
        return;
    }
    let mut from: Vec<String> = before().filter(|state| *state != target).collect();
    let machine = machines.entry(entity.to_owned()).or_default();
    if machine.field.is_empty() {
        machine.field = field;
    }
    // "pause a running job and resume it": on from where pausing led, and no name for a step that was told without one.
    let held = undone_by(verb).and_then(|base| machine.changes.iter().find(|(known, ..)| known == base));
    if let Some((_, _, held)) = held.filter(|_| !named) {
        from = vec![held.clone()];
        machine.changes.push((verb.to_owned(), from, target));
        machine.spans.extend(span);
        return;
    }
    let way = |old: &str, to: &str| old == verb || old == to && !(back && named);
    match machine.changes.iter_mut().find(|(old, _, to)| *to == target && way(old, to)) {
        Some(change) => change.0 = verb.to_owned(),
        None => machine.changes.push((verb.to_owned(), from, target)),
    }
    machine.spans.extend(span);
}

/// Whether a verb undoes a step: `reopen`, `unblock`.
pub(super) fn leads_back(verb: &str) -> bool {
    verb.starts_with("re") || verb.starts_with("un")
}

/// The state that the word before a thing names: `pending`, and `review` of "in review".
fn stated(draft: &Draft, entity: &str, word: &str) -> Option<String> {
    let bare = word.strip_prefix("in ").or_else(|| word.strip_prefix("on ")).unwrap_or(word);
    let mut said =
        [word.to_owned(), word.replace(' ', "_"), bare.to_owned(), bare.replace(' ', "_")].into_iter();
    said.find(|word| draft.state_field(entity, word).is_some())
}

/// The state that a verb names itself, where no list has one: what is paid out is paid, what is sent back is not sent.
pub(super) fn led_to_by(verb: &str) -> String {
    let base = phrasal::parts(verb).filter(|(_, small)| matches!(*small, "out" | "off"));
    lexicon().past_of(base.map_or(verb, |(base, _)| base))
}

/// The state that a verb leads to: `publish` → `published`, `reopen` → `open`.
pub(super) fn state_of_verb(
    draft: &Draft,
    entity: &str,
    verb: &str,
    initial: Option<&str>,
) -> Option<String> {
    let values = all_values(draft, entity);
    let lexicon = lexicon();
    if let Some(found) = values.iter().find(|value| {
        lexicon.verb(value).is_some_and(|(base, form)| base == verb && form == Form::Past)
            || *value == verb
            || past_like(verb, value)
            || under_way(verb, value)
    }) {
        return Some(found.clone());
    }
    if let Some(found) = of_two_words(draft, entity, verb, &values, initial) {
        return found;
    }
    led_by(verb, &values, initial)
}

/// The one of the states that the verb leads to by what it means: `finish` → `done`, `reopen` → `open`.
pub fn led_by(verb: &str, values: &[String], initial: Option<&str>) -> Option<String> {
    let synonyms: &[&str] = match verb {
        "complete" | "finish" => &["done", "completed", "finished"],
        "start" | "begin" => &["in_progress", "started", "active", "ongoing", "running"],
        "pick" | "take" => &["in_progress", "assigned"],
        "close" => &["closed", "done"],
        "reopen" | "re_open" => &["open", "reopened", "in_progress"],
        "cancel" => &["cancelled", "canceled"],
        "resolve" => &["resolved", "done", "closed"],
        "pay" => &["paid"],
        "activate" => &["active"],
        "reactivate" | "resume" | "unpause" => &["active", "running", "in_progress"],
        "reject" => &["rejected", "declined"],
        "deactivate" => &["inactive"],
        "accept" => &["accepted", "approved"],
        "decline" => &["declined", "rejected"],
        "return" => &["returned"],
        "publish" => &["public"],
        "deliver" => &["delivered"],
        "restore" => &["active", "open", "draft"],
        "unpublish" => &["draft"],
        "confirm" => &["confirmed"],
        "send" => &["sent"],
        _ => &[],
    };
    if let Some(found) = synonyms.iter().find(|s| values.iter().any(|v| v == *s)) {
        return Some((*found).to_owned());
    }
    // "unlock": back to where locked ones began.
    if let Some(base) = verb.strip_prefix("un")
        && let Some(done) =
            values.iter().find(|value| past_like(base, value) || lexicon().past_of(base) == **value)
    {
        return initial.filter(|first| first != done).map(str::to_owned);
    }
    if verb.starts_with("re") || verb.starts_with("un") {
        let stem = &verb.get(2..)?;
        return values.iter().find(|value| value == stem).cloned().or_else(|| {
            initial.map(str::to_owned).filter(|_| matches!(verb, "reopen" | "reset" | "revert"))
        });
    }
    None
}

/// `hand in` → `handed_in`, and `pay` → `paid_out` where nothing else is paid. `Some(None)` where it is another
/// deed: nothing is checked out by checking in.
fn of_two_words(
    draft: &Draft,
    entity: &str,
    verb: &str,
    values: &[String],
    initial: Option<&str>,
) -> Option<Option<String>> {
    let two = phrasal::parts(verb);
    let base = two.map_or(verb, |(base, _)| base);
    let of = |value: &&String| {
        phrasal::parts(value).is_some_and(|(head, _)| {
            lexicon().verb(head).is_some_and(|(known, form)| known == base && form == Form::Past)
                || past_like(base, head)
                || head == base
        })
    };
    let mut known = values.iter().filter(of);
    let Some((_, small)) = two else {
        let plain = super::super::permits::ops_of(verb).is_none();
        return known.next().filter(|_| plain && known.next().is_none()).cloned().map(Some);
    };
    let same = |value: &&String| phrasal::parts(value).is_some_and(|(_, word)| word == small);
    match values.iter().filter(of).find(same) {
        Some(value) => Some(Some(value.clone())),
        // "send it back" is another deed than "send".
        None if known.next().is_some() || small == "back" => Some(None),
        None => Some(state_of_verb(draft, entity, base, initial)),
    }
}

/// A step that is known by its state alone is called by what is done then.
pub(super) fn name_by_deeds(draft: &mut Draft, entity: &str, initial: &str, changes: &mut [Change]) {
    for at in 0..changes.len() {
        let (verb, _, to) = &changes[at];
        if verb != to {
            continue;
        }
        let deed = step_to(to, initial, changes);
        rename(draft, entity, &changes[at].2, &deed);
        changes[at].0 = deed;
    }
}

/// What the step to a state is called where nothing says so: what becomes approved is approved by `approve`, what is
/// signed out by `sign_out`; by the state itself where no deed is known, or another step has its name.
pub(super) fn step_to(state: &str, initial: &str, changes: &[Change]) -> String {
    let deed = match state {
        "running" | "in_progress" | "under_way" | "ongoing" => Some("start".to_owned()),
        "active" if state != initial => Some("activate".to_owned()),
        "open" if state == initial => Some("reopen".to_owned()),
        _ => deed_of(state),
    };
    let free = |deed: &String| !changes.iter().any(|(verb, ..)| verb == deed);
    deed.filter(free).unwrap_or_else(|| state.to_owned())
}

/// The deed of which a state is the participle, where that is no way of handling any record.
fn deed_of(state: &str) -> Option<String> {
    let (head, small) = phrasal::parts(state).map_or((state, None), |(head, small)| (head, Some(small)));
    let (base, _) = lexicon().verb(head).filter(|(base, form)| *form == Form::Past && *base != head)?;
    let handles =
        super::super::permits::ALL.contains(&base) || matches!(base, "do" | "be" | "have" | "get" | "go");
    (!handles).then(|| small.map_or_else(|| base.to_owned(), |small| format!("{base}_{small}")))
}

/// Who may take the step may take it under its new name.
pub(super) fn rename(draft: &mut Draft, entity: &str, old: &str, new: &str) {
    let rights = draft.permissions.iter_mut().filter(|right| right.entity.as_deref() == Some(entity));
    let named =
        rights.flat_map(|right| &mut right.ops).chain(draft.verbs.get_mut(entity).into_iter().flatten());
    named.filter(|name| *name == old).for_each(|name| new.clone_into(name));
}

pub(super) fn past_like(verb: &str, value: &str) -> bool {
    value.strip_suffix("ed").is_some_and(|stem| {
        stem == verb
            || format!("{stem}e") == verb
            || stem.strip_suffix('i').is_some_and(|s| format!("{s}y") == verb)
    })
}

pub(super) fn all_values(draft: &Draft, entity: &str) -> Vec<String> {
    let Some(entity) = draft.entities.get(entity) else { return Vec::new() };
    entity
        .fields
        .values()
        .filter_map(|field| field.values.as_ref())
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// "a nurse can start it, and a running session can be finished": what is started is running then, and "started" was but a
/// guess from the verb.
pub(super) fn ongoing(draft: &mut Draft, machines: &mut Machines, entity: &str, low: &[String]) {
    let [word, _, ..] = low else { return };
    if !word.ends_with("ing") || draft.state_field(entity, word).is_some() {
        return;
    }
    let Some(machine) = machines.get_mut(entity) else { return };
    let left = |state: &String| machine.changes.iter().any(|(_, from, _)| from.contains(state));
    let guessed = |(verb, _, to): &super::Change| {
        matches!(verb.as_str(), "start" | "begin" | "launch") && *to == lexicon().past_of(verb) && !left(to)
    };
    let Some(at) = machine.changes.iter().position(guessed) else { return };
    let field = draft.entities.get_mut(entity).and_then(|record| record.fields.get_mut(&machine.field));
    let Some(field) = field.filter(|field| field.rule.as_deref() == Some("G10.flow")) else { return };
    let old = std::mem::replace(&mut machine.changes[at].2, word.clone());
    for value in field.values.iter_mut().flatten().filter(|value| value.as_str() == Some(old.as_str())) {
        *value = Value::String(word.clone());
    }
}

/// A state that nothing leaves by itself.
pub(super) fn ends(state: &str) -> bool {
    matches!(
        state,
        "cancelled"
            | "canceled"
            | "rejected"
            | "archived"
            | "closed"
            | "delivered"
            | "completed"
            | "finished"
            | "done"
            | "returned"
            | "shipped"
    )
}

/// The transition verb of the entity that a verb of a permission means.
pub fn verb_of(draft: &Draft, entity: &str, verb: &str) -> Option<String> {
    let known = draft.verbs.get(entity)?;
    known.iter().find(|v| *v == verb).cloned().or_else(|| {
        let state = state_of_verb(draft, entity, verb, None)?;
        known.iter().find(|v| **v == state).cloned()
    })
}

//! Records that stay as they are while a field has one of some values.

use domain::rule::{FormalRule, RowFilter, RowOp};
use serde_json::{Value, json};

use super::{
    counts::row_filter,
    draft::{Draft, Sentence, Target},
    rules::formal,
};
use crate::english::evidence::{Act, Np};

/// When, and what is refused then.
pub struct How<'a> {
    pub states: &'a [String],
    /// In all other states.
    pub but: bool,
    /// In those that come behind them too.
    pub lasting: bool,
    pub ops: &'a [RowOp],
}

/// `paid invoices cannot be changed`; false where the thing or its states are not known.
pub fn rule(
    draft: &mut Draft,
    sentence: &Sentence,
    subject: &Np,
    how: &How<'_>,
    toks: &std::ops::Range<usize>,
) -> bool {
    if how.ops.is_empty() {
        return no_way_out(draft, sentence, how.states, toks);
    }
    let Some((entity, before)) = whose(draft, subject) else { return false };
    let mut filter: Option<RowFilter> = None;
    for state in before.iter().chain(how.states) {
        let Some(found) = filter_of(draft, &entity, state) else {
            return before.is_none() && from_the_start(draft, sentence, subject, how, toks);
        };
        match &mut filter {
            None => filter = Some(found),
            Some(known) if known.field == found.field => {
                known.values.extend(found.values);
            }
            Some(_) => return false,
        }
    }
    let Some(mut filter) = filter else { return false };
    if filter.values.contains(&Value::Null) {
        return false;
    }
    if how.lasting {
        behind(draft, &entity, &mut filter.values);
    }
    if how.but {
        let Some(others) = others(draft, &entity, &filter) else { return false };
        filter.values = others;
    }
    in_order(draft, &entity, &mut filter);
    if filter.values.is_empty() {
        return false;
    }
    let field = filter.field.clone();
    let rule = FormalRule::Immutable { fields: Vec::new(), filter: Some(filter), ops: how.ops.to_vec() };
    formal(draft, sentence, toks, &entity, vec![field], &rule, "G11.settled")
}

/// `cancelled is final`: true where a machine has the states and no step leads out of them.
fn no_way_out(
    draft: &mut Draft,
    sentence: &Sentence,
    states: &[String],
    toks: &std::ops::Range<usize>,
) -> bool {
    let held = |entity: &String| {
        let moves = draft.moves.get(entity)?;
        let values =
            states.iter().map(|state| filter_of(draft, entity, state)).collect::<Option<Vec<_>>>()?;
        let mut values = values.iter().flat_map(|filter| filter.values.iter().filter_map(Value::as_str));
        let left = |state: &str| moves.iter().any(|(from, _)| from.iter().any(|known| known == state));
        (!moves.is_empty() && values.all(|state| !left(state))).then(|| entity.clone())
    };
    let mut found = draft.entities.keys().filter_map(held);
    let Some(entity) = found.next() else { return false };
    draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}")));
    true
}

/// `once written, an entry can't be modified`: that is no state, but what every record has behind it.
fn from_the_start(
    draft: &mut Draft,
    sentence: &Sentence,
    subject: &Np,
    how: &How<'_>,
    toks: &std::ops::Range<usize>,
) -> bool {
    const BORN: &[&str] = &[
        "created",
        "stored",
        "saved",
        "written",
        "recorded",
        "cast",
        "placed",
        "booked",
        "entered",
        "made",
        "added",
        "posted",
        "logged",
        "registered",
        "issued",
        "submitted",
        "filed",
        "taken",
    ];
    if how.but || how.states.is_empty() || !how.states.iter().all(|state| BORN.contains(&state.as_str())) {
        return false;
    }
    let act = |op: &RowOp| {
        let verb = match op {
            RowOp::Create => return None,
            RowOp::Update => "change",
            RowOp::Delete => "delete",
        };
        Some(Act { verb: verb.to_owned(), toks: toks.clone() })
    };
    let acts: Vec<Act> = how.ops.iter().filter_map(act).collect();
    super::permits::deny_all(draft, sentence, &acts, std::slice::from_ref(subject), toks)
}

/// Each once, as the field lists them.
fn in_order(draft: &Draft, entity: &str, filter: &mut RowFilter) {
    let field = draft.entities.get(entity).and_then(|e| e.fields.get(&filter.field));
    if let Some(all) = field.and_then(|field| field.values.as_ref()) {
        filter.values = all.iter().filter(|value| filter.values.contains(value)).cloned().collect();
    }
    filter.values.dedup();
}

/// The thing, and the state that stands before it: `closed repair orders`.
fn whose(draft: &Draft, subject: &Np) -> Option<(String, Option<String>)> {
    // "Cancelled ones can't be changed": of what was spoken of last.
    if let [state @ .., "one" | "ones"] =
        subject.low.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
        && let Some(entity) = draft.current.clone()
    {
        return Some((entity, Some(state.join(" ")).filter(|state| !state.is_empty())));
    }
    for split in 0..subject.low.len() {
        let (state, name) = subject.low.split_at(split);
        let np = Np { low: name.to_vec(), of: None, ..subject.clone() };
        let exact = draft.names.get(&super::draft::key_of(&np)).cloned();
        // "running job" is another name of the job, but a job may be running.
        let told = |entity: &String| split == 0 && first_is_state(draft, entity, subject);
        let exact = exact.filter(|entity| !told(entity));
        if let Some(entity) = exact.or_else(|| (split > 0).then(|| draft.resolve(&np)).flatten()) {
            return Some((entity, (!state.is_empty()).then(|| state.join(" "))));
        }
    }
    // "Only drafts may be edited": the one thing that can be so.
    let [state] = subject.low.as_slice() else { return None };
    let mut holders = draft.entities.keys().filter(|entity| filter_of(draft, entity, state).is_some());
    let entity = holders.next().filter(|_| holders.next().is_none())?;
    Some((entity.clone(), Some(state.clone())))
}

/// Whether the name begins with one of the values that a field of the record has.
fn first_is_state(draft: &Draft, entity: &str, subject: &Np) -> bool {
    let whole = crate::words::pascal(&super::draft::key_of(subject));
    let first = subject.low.first().filter(|_| subject.low.len() > 1 && whole.as_deref() != Some(entity));
    first.is_some_and(|word| draft.state_field(entity, word).is_some())
}

/// The rows that a word for a state means: `paid`, `in repair`, `drafts`, `a published one`.
fn filter_of(draft: &Draft, entity: &str, state: &str) -> Option<RowFilter> {
    let said = |word: &str| row_filter(draft, entity, word);
    let one = crate::words::plural::singular(state);
    let bare = state.strip_prefix("in ").or_else(|| state.strip_prefix("on "));
    said(state)
        .or_else(|| bare.and_then(said))
        .or_else(|| said(&state.replace(' ', "_")))
        .or_else(|| said(&one))
        .or_else(|| {
            // "draft" of a flag that says published
            (state == "draft").then(|| said("unpublished")).flatten()
        })
}

/// Every state that those lead to.
fn behind(draft: &Draft, entity: &str, values: &mut Vec<Value>) {
    let Some(moves) = draft.moves.get(entity) else { return };
    loop {
        let known = |state: &String| values.iter().any(|value| value.as_str() == Some(state));
        let next = moves.iter().find(|(from, to)| from.iter().any(known) && !known(to));
        let Some((_, to)) = next else { return };
        values.push(json!(to));
    }
}

/// All other values of the field.
fn others(draft: &Draft, entity: &str, filter: &RowFilter) -> Option<Vec<Value>> {
    let field = draft.entities.get(entity)?.fields.get(&filter.field)?;
    let all = match &field.values {
        Some(values) => values.clone(),
        None if filter.values.iter().all(Value::is_boolean) => vec![json!(true), json!(false)],
        None => return None,
    };
    Some(all.into_iter().filter(|value| !filter.values.contains(value)).collect())
}

//! What a spec may not say against itself: mended where it is a slip of the reading, else asked about.

use std::collections::BTreeSet;

use domain::spec::{FieldType, Operation, OperationKind, RelationKind};

use super::{
    apart,
    draft::{Draft, Target},
};
use crate::words;

pub fn settle(draft: &mut Draft) {
    choices(draft);
    keys(draft);
    sets(draft);
    parameters(draft);
}

/// "good, fair, worn; worn ones are …": each value is there once.
fn choices(draft: &mut Draft) {
    for field in draft.entities.values_mut().flat_map(|entity| entity.fields.values_mut()) {
        if let Some(values) = &mut field.values {
            let mut seen: Vec<serde_json::Value> = Vec::new();
            values.retain(|value| {
                let fresh = !seen.contains(value);
                seen.push(value.clone());
                fresh
            });
        }
    }
}

/// A pet's owner is kept, and an account makes the pet: two keys have two names.
fn keys(draft: &mut Draft) {
    let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
    for at in 0..draft.relations.len() {
        let Some(relation) = draft.relations.get(at) else { break };
        let Some(field) = relation.field.clone().filter(|_| relation.kind != RelationKind::ManyToMany) else {
            continue;
        };
        let from = relation.from.clone();
        let stands = |name: &str| {
            taken.contains(&(from.clone(), name.to_owned()))
                || draft.entities.get(&from).is_some_and(|entity| entity.fields.contains_key(name))
        };
        if !stands(&field) {
            taken.insert((from, field));
            continue;
        }
        let to = match relation.to.as_str() {
            "User" => String::from("account"),
            other => words::snake(other).unwrap_or_default(),
        };
        let stem = field.strip_suffix("_id").unwrap_or(&field).to_owned();
        let fresh = [format!("{to}_id"), format!("{stem}_{to}_id")].into_iter().find(|name| !stands(name));
        if let (Some(fresh), Some(relation)) = (fresh, draft.relations.get_mut(at)) {
            taken.insert((from, fresh.clone()));
            relation.field = Some(fresh);
        }
    }
}

/// Whether the entity has a field or a key of that name, or what every record has.
fn has(draft: &Draft, entity: &str, name: &str) -> bool {
    matches!(name, "id" | "created_at" | "updated_at")
        || draft.entities.get(entity).is_some_and(|known| known.fields.contains_key(name))
        || draft.relations.iter().any(|r| r.from == entity && r.field.as_deref() == Some(name))
}

/// What is unique together is there: a key by its own name, or the words are open again.
fn sets(draft: &mut Draft) {
    let names: Vec<String> = draft.entities.keys().cloned().collect();
    for name in names {
        let sets = draft.entities.get(&name).map(|entity| entity.unique.clone()).unwrap_or_default();
        let mut at = 0;
        for set in sets {
            let whole: Option<Vec<String>> = set
                .iter()
                .map(|part| {
                    let key = format!("{part}_id");
                    [part.clone(), key].into_iter().find(|part| has(draft, &name, part))
                })
                .collect();
            let Some(entity) = draft.entities.get_mut(&name) else { break };
            match whole {
                Some(whole) => {
                    entity.unique[at] = whole;
                    at += 1;
                }
                None => {
                    entity.unique.remove(at);
                    give_back(draft, &name, at);
                }
            }
        }
    }
}

/// The words of a set that is gone are open, and those of later ones go where these are now.
fn give_back(draft: &mut Draft, entity: &str, gone: usize) {
    let place = |at: usize| Target::Pointer(format!("/entities/{entity}/unique/{at}"));
    draft.cover.retain(|_, target| *target != place(gone));
    let left = draft.entities.get(entity).map_or(0, |entity| entity.unique.len());
    for target in draft.cover.values_mut() {
        if let Some(at) = (gone..left).find(|at| *target == place(at + 1)) {
            *target = place(at);
        }
    }
}

/// No parameter says a value of these in one way: a decimal is written in several, a document has no one form.
fn has_no_parameter(draft: &Draft, entity: &str, name: &str) -> bool {
    let field = draft.entities.get(entity).and_then(|known| known.fields.get(name));
    field.is_some_and(|field| matches!(field.ql_type, FieldType::DecimalArray | FieldType::Json))
}

/// A list is filtered by what its rows have.
fn parameters(draft: &mut Draft) {
    let lists = |op: &Operation| matches!(op.kind, OperationKind::List | OperationKind::Query);
    for at in 0..draft.operations.len() {
        let Some(op) = draft.operations.get(at).filter(|op| lists(op)).cloned() else { continue };
        let Some(entity) = op.entity.as_deref() else { continue };
        let known = |name: &str| {
            let stem = name.strip_suffix("_from").or_else(|| name.strip_suffix("_to")).unwrap_or(name);
            name.contains('.')
                || (has(draft, entity, name) || has(draft, entity, stem))
                    && !has_no_parameter(draft, entity, name)
        };
        // "by project" is by its key, and "by genre" by one of the genres.
        let named = |name: &String| {
            let (key, many) = (format!("{name}_id"), words::plural(name));
            let found = [name.clone(), key, many].into_iter().find(|name| known(name));
            (name.clone(), found)
        };
        let all: Vec<(String, Option<String>)> = op.filters.iter().map(named).collect();
        if let Some(op) = draft.operations.get_mut(at) {
            op.filters = all.iter().filter_map(|(_, found)| found.clone()).collect();
        }
        for (name, _) in all.into_iter().filter(|(_, found)| found.is_none()) {
            apart::unknown_parameter(draft, &op, &name);
        }
    }
}

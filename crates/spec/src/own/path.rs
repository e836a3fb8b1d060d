//! What the parts of a path name: the record, the things below it, and the last words.

use super::words::{keys, named_entity, named_field};
use crate::assemble::draft::Draft;

/// A path, as far as the draft knows its words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Path {
    /// The first things: `books` in `/books/overdue`.
    pub things: Option<String>,
    /// The record that the parameter names: `Author` in `/authors/{id}/books`.
    pub parent: Option<String>,
    /// What hangs on that record, with the keys by which it can.
    pub below: Option<(String, Vec<String>)>,
    /// A unique field that the parameter holds: `isbn` in `/books/isbn/{isbn}`.
    pub by: Option<String>,
    /// The words behind, `-` and `_` are spaces: `low stock`.
    pub tail: Vec<String>,
    /// Whether there is a parameter at all.
    pub named: bool,
}

/// `path` has `{id}` for every parameter; `raw` is the line as it was written. None for two parameters.
pub fn of(draft: &Draft, path: &str, raw: &str) -> Option<Path> {
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let parameters = steps.iter().filter(|step| step.starts_with('{')).count();
    if parameters > 1 {
        return None;
    }
    let mut found = Path { named: parameters == 1, ..Path::default() };
    let words = |step: &str| step.replace(['-', '_'], " ");
    // `/tickets.csv` are the tickets, as `/tickets/csv` would be.
    let filed: Vec<&str> = match steps.split_last() {
        Some((last, before)) if last.ends_with(".csv") && !last.starts_with('{') && *last != "export.csv" => {
            before.iter().copied().chain([last.trim_end_matches(".csv"), "csv"]).collect()
        }
        _ => steps.clone(),
    };
    let mut rest = filed.as_slice();
    if let [first, behind @ ..] = rest
        && let Some(entity) = named_entity(draft, &words(first))
    {
        found.things = Some(entity);
        rest = behind;
    }
    // `/track/{tracking_number}`: the one thing that is told apart by such a value.
    if let ([_, parameter], None) = (steps.as_slice(), &found.things)
        && parameter.starts_with('{')
        && let Some(field) = written(raw).as_deref().and_then(crate::words::snake)
    {
        let unique = |e: &domain::spec::Entity| e.fields.get(&field).is_some_and(|f| f.unique == Some(true));
        let mut owners = draft.entities.iter().filter(|(_, e)| unique(e)).map(|(name, _)| name);
        if let (Some(owner), None) = (owners.next(), owners.next()) {
            found.things = Some(owner.clone());
            found.by = Some(field);
            return Some(found);
        }
    }
    // `/books/isbn/{isbn}`, `/books/by-isbn/{isbn}`
    if let ([word, parameter], Some(things)) = (rest, &found.things)
        && parameter.starts_with('{')
    {
        let name = words(word);
        let name = name.strip_prefix("by ").unwrap_or(&name);
        let unique = |field: &String| {
            draft
                .entities
                .get(things)
                .is_some_and(|e| e.fields.get(field).is_some_and(|f| f.unique == Some(true)))
        };
        found.by = named_field(draft, things, name).filter(unique);
        if found.by.is_some() {
            return Some(found);
        }
    }
    if let ([parameter, behind @ ..], Some(things)) = (rest, &found.things)
        && parameter.starts_with('{')
    {
        found.parent = Some(things.clone());
        rest = behind;
        // `/links/{slug}/stats` names the record by another value than its id.
        let name = written(raw);
        let other = name.as_ref().filter(|name| {
            draft
                .entities
                .get(things)
                .is_some_and(|e| e.fields.get(*name).is_some_and(|f| f.unique == Some(true)))
        });
        found.by = other.cloned();
        if let [below, behind @ ..] = rest {
            let entity = named_entity(draft, &words(below)).or_else(|| role(draft, things, &words(below)));
            if let Some(entity) = entity {
                let keys = keys(draft, &entity, things);
                found.below = Some((entity, keys));
                rest = behind;
            }
        }
    }
    found.tail =
        rest.iter().flat_map(|step| words(step).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    Some(found)
}

/// The parameter's name as it was written: `slug` in `GET /links/{slug}/stats`.
fn written(raw: &str) -> Option<String> {
    let at = raw.find(['{', ':', '<'])?;
    let name: String = raw.get(at + 1..)?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty() && name != "id").then_some(name)
}

/// `/books/{id}/author` where the key is called so: the thing it points at.
fn role(draft: &Draft, parent: &str, word: &str) -> Option<String> {
    let key = format!("{}_id", word.replace(' ', "_"));
    let relation = draft.relations.iter().find(|r| r.from == parent && r.field.as_deref() == Some(&key))?;
    draft.entities.contains_key(&relation.to).then(|| relation.to.clone())
}

//! A part that one sentence lists by its name and another ties as a key: `car` beside `car_id` is the key said twice.

use domain::spec::FieldType;

use super::draft::{Draft, Target, pointer_of_field};

/// Takes the plain text away where there is a key of that name; its words go with the key.
pub fn settle(draft: &mut Draft) {
    for at in 0..draft.relations.len() {
        let Some(relation) = draft.relations.get(at) else { break };
        let from = relation.from.clone();
        let Some(name) = relation.field.as_deref().and_then(|key| key.strip_suffix("_id")).map(str::to_owned)
        else {
            continue;
        };
        if draft.typed.contains_key(&(from.clone(), name.clone())) {
            continue;
        }
        let Some(entity) = draft.entities.get_mut(&from) else { continue };
        let plain = entity.fields.get(&name).is_some_and(|field| {
            field.ql_type == FieldType::String
                && field.values.is_none()
                && field.default.is_none()
                && field.unique != Some(true)
        });
        if !plain {
            continue;
        }
        entity.fields.shift_remove(&name);
        let field = pointer_of_field(&from, &name);
        for target in draft.cover.values_mut().filter(|target| **target == field) {
            *target = Target::Relation(at);
        }
        let Target::Pointer(path) = field else { continue };
        draft.assumptions.retain(|(_, pointer, _)| pointer.as_deref() != Some(path.as_str()));
        // "car optional" was said of the key.
        if let Some((required, _)) = draft.presence.remove(&(from, name))
            && let Some(relation) = draft.relations.get_mut(at)
        {
            relation.required = Some(required);
        }
    }
}

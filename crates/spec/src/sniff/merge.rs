//! The facts of a further text beside those of the first: what agrees is one fact, what does not
//! is a conflict, and pointers into lists move along.

use domain::spec::{QuestionKind, RelationKind};
use serde_json::json;

use super::{
    Sniffed, ask,
    sheet::{Sheet, many_to_one},
};

/// Adds what another text says.
pub fn into(all: &mut Sniffed, other: Sniffed) {
    let shifts = [
        ("/relations/", all.relations.len()),
        ("/operations/", all.operations.len()),
        ("/rules/", all.rules.len()),
        ("/functions/", all.functions.len()),
    ];
    let moved = |pointer: &str| {
        let found = shifts.iter().find_map(|(list, by)| {
            let (index, tail) = split_index(pointer.strip_prefix(list)?);
            Some(format!("{list}{}{tail}", index? + by))
        });
        found.unwrap_or_else(|| pointer.to_owned())
    };
    all.relations.extend(other.relations);
    all.spoken.extend(other.spoken);
    all.said_below.extend(other.said_below);
    all.operations.extend(other.operations);
    all.functions.extend(other.functions);
    for mut rule in other.rules {
        rule.id = format!("R{}", all.rules.len() + 1);
        all.rules.push(rule);
    }
    all.covered.extend(other.covered.into_iter().map(|(span, pointer)| (span, moved(&pointer))));
    for mut question in other.questions {
        let pointer = question.pointer.as_deref().map(moved);
        if let Some(pointer) = pointer.filter(|pointer| Some(pointer) != question.pointer.as_ref()) {
            question.id = ask::question_id(question.kind, &pointer);
            question.pointer = Some(pointer);
        }
        match all.questions.iter_mut().find(|known| known.id == question.id) {
            Some(known) => known.src.extend(question.src),
            None => all.questions.push(question),
        }
    }
    for (name, mut entity) in other.entities {
        let Some(known) = all.entities.get_mut(&name) else {
            all.entities.insert(name, entity);
            continue;
        };
        for (field_name, field) in std::mem::take(&mut entity.fields) {
            let Some(first) = known.fields.get(&field_name) else {
                known.fields.insert(field_name, field);
                continue;
            };
            if super::sheet::same_meaning(first, &field) {
                continue;
            }
            let pointer = format!("/entities/{name}/fields/{field_name}");
            let text = format!(
                "{name}.{field_name} is described twice, and not alike: the first (proposed) or the second?"
            );
            let mut question = ask::question(QuestionKind::Conflict, &pointer, text);
            question.proposal = json!("the first");
            question.options = vec![json!("the first"), json!("the second")];
            question.src = field.src.into_iter().collect();
            // Its words are asked about, so no fact may cover them.
            all.covered.retain(|(span, _)| !question.src.iter().any(|asked| asked.contains(*span)));
            all.questions.push(question);
        }
        for set in entity.unique {
            if !known.unique.contains(&set) {
                known.unique.push(set);
            }
        }
        known.timestamps = known.timestamps.or(entity.timestamps);
    }
    all.storage = all.storage.take().or(other.storage);
    all.accounts = all.accounts.or(other.accounts);
    all.scheme = all.scheme.take().or(other.scheme);
}

fn split_index(rest: &str) -> (Option<usize>, &str) {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    (rest[..end].parse().ok(), &rest[end..])
}

/// Keys whose entity another text describes: `book_id` here, `Book` there.
pub fn join_keys(all: &mut Sniffed) {
    let mut found = Vec::new();
    for (from, entity) in &all.entities {
        for (name, field) in &entity.fields {
            let target = name.strip_suffix("_id").and_then(Sheet::entity_name);
            let Some(target) = target.filter(|target| all.entities.contains_key(target)) else { continue };
            found.push((from.clone(), name.clone(), target, field.clone()));
        }
    }
    for (from, name, target, field) in found {
        let old = format!("/entities/{from}/fields/{name}");
        let new = format!("/relations/{}", all.relations.len());
        for (_, pointer) in all.covered.iter_mut().filter(|(_, pointer)| *pointer == old) {
            pointer.clone_from(&new);
        }
        if let Some(entity) = all.entities.get_mut(&from) {
            entity.fields.shift_remove(&name);
        }
        let mut relation = many_to_one(&from, &target, name, field.required, None);
        if field.unique == Some(true) {
            relation.kind = RelationKind::OneToOne;
        }
        (relation.origin, relation.src, relation.rule) = (field.origin, field.src, field.rule);
        all.relations.push(relation);
    }
}

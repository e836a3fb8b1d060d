//! Answers that shape the data: fields of an entity, new entities, which of two statements holds.

use domain::{
    Origin, Spec,
    intent::Intent,
    roles::Reader,
    spec::{Entity, FieldType, Relation, RelationKind},
};
use serde_json::{Value, json};

use crate::{
    assemble::{
        draft::{Draft, Sentence},
        fields as assembled, finish, relate,
    },
    english::{list, token},
    reader::RulesReader,
    types, words,
};

/// Words and marks of an answer.
const LONGEST: usize = 2_000;

/// `title, isbn unique, year`: the fields of an entity, confirmed.
pub fn fields(spec: &mut Spec, entity: &str, text: &str) -> Result<(), String> {
    let unread = || format!("`{text}` does not read as a list of fields such as: title, price optional");
    let toks = token::scan(text, &[], LONGEST).ok_or_else(unread)?;
    let items = list::whole(&toks).ok_or_else(unread)?;
    let mut draft = draft_of(spec);
    let sentence = Sentence { text: 0, toks, facts: Vec::new() };
    let before = draft.relations.len();
    for item in &items {
        if !relate::member(&mut draft, &sentence, entity, item) {
            assembled::add(&mut draft, &sentence, entity, item, "answer")
                .ok_or_else(|| format!("`{}` cannot be the name of a field", item.np.name))?;
        }
    }
    let Some(found) = draft.entities.get(entity) else { return Err(format!("there is no entity {entity}")) };
    let Some(old) = spec.entities.get_mut(entity) else { return Err(format!("there is no entity {entity}")) };
    for (name, field) in &found.fields {
        if !old.fields.contains_key(name) {
            let mut field = field.clone();
            field.origin = Some(Origin::Confirmed);
            field.src = None;
            old.fields.insert(name.clone(), field);
        }
    }
    for relation in draft.relations.iter().skip(before) {
        spec.relations.push(Relation {
            origin: Some(Origin::Confirmed),
            src: None,
            on_delete: relation.on_delete.or(Some(domain::spec::OnDelete::Restrict)),
            ..relation.clone()
        });
    }
    Ok(())
}

fn draft_of(spec: &Spec) -> Draft {
    let mut draft =
        Draft { entities: spec.entities.clone(), relations: spec.relations.clone(), ..Draft::default() };
    for name in spec.entities.keys() {
        draft.names.insert(finish::spaced(name), name.clone());
    }
    draft
}

/// `books (title, isbn unique), loans (due date)`: entities where the text named none.
pub fn entities(spec: &mut Spec, text: &str) -> Result<(), String> {
    let read = RulesReader::default()
        .read(&Intent::of(format!("Entities: {text}")))
        .map_err(|error| error.message)?;
    if read.entities.is_empty() || read.entities.values().any(|entity| entity.fields.is_empty()) {
        return Err(format!(
            "`{text}` does not read as things with their fields, such as: books (title, isbn unique)"
        ));
    }
    for (name, entity) in read.entities {
        let mut entity = Entity { origin: Some(Origin::Confirmed), src: None, ..entity };
        for field in entity.fields.values_mut() {
            field.origin = Some(Origin::Confirmed);
            field.src = None;
        }
        spec.entities.insert(name, entity);
    }
    for relation in read.relations {
        spec.relations.push(Relation { origin: Some(Origin::Confirmed), src: None, ..relation });
    }
    for operation in read.operations {
        if !spec.operations.iter().any(|op| op.id == operation.id) {
            spec.operations.push(domain::spec::Operation {
                src: None,
                origin: Some(Origin::Default),
                ..operation
            });
        }
    }
    // Whoever was logged in may use what was added.
    if let Some(auth) = spec.auth.as_mut().filter(|auth| auth.scheme != "none" && auth.permissions.is_empty())
    {
        auth.permissions.push(domain::spec::Permission {
            effect: domain::spec::Effect::Allow,
            roles: vec!["user".into()],
            ops: crate::assemble::permits::ALL.iter().map(|op| (*op).to_owned()).collect(),
            entity: None,
            condition: None,
            src: None,
            origin: Some(Origin::Default),
            rule: None,
        });
    }
    Ok(())
}

/// A field that only a filter named: keep it, make it an entity, or leave it out; or the values of a choice.
pub fn unknown(spec: &mut Spec, entity: &str, field: &str, value: &Value) {
    let text = value.as_str().unwrap_or_default();
    let values: Vec<String> = match value {
        Value::Array(items) => {
            items.iter().filter_map(Value::as_str).filter_map(assembled::value_name).collect()
        }
        _ if text.contains(',') => text.split(',').filter_map(|v| assembled::value_name(v.trim())).collect(),
        _ => Vec::new(),
    };
    if text == "leave it out" {
        forget(spec, entity, field);
        return;
    }
    if let Some(name) = text.strip_suffix(" entity").and_then(words::pascal) {
        as_entity(spec, entity, field, &name);
        return;
    }
    let Some(known) = spec.entities.get_mut(entity).and_then(|e| e.fields.get_mut(field)) else { return };
    if values.len() >= 2 {
        let chosen = types::choice(values);
        (known.ql_type, known.values, known.json_type) = (chosen.ql_type, chosen.values, chosen.json_type);
        (known.min_length, known.max_length) = (None, None);
    }
    known.origin = Some(Origin::Confirmed);
}

fn forget(spec: &mut Spec, entity: &str, field: &str) {
    if let Some(entity) = spec.entities.get_mut(entity) {
        entity.fields.shift_remove(field);
    }
    let names = |name: &String| {
        name.trim_start_matches('-') != field
            && *name != format!("{field}_from")
            && *name != format!("{field}_to")
    };
    for operation in spec.operations.iter_mut().filter(|op| op.entity.as_deref() == Some(entity)) {
        operation.filters.retain(names);
        operation.search.retain(names);
        operation.sort.retain(names);
    }
}

fn as_entity(spec: &mut Spec, entity: &str, field: &str, name: &str) {
    let key = format!("{field}_id");
    if !spec.entities.contains_key(name) {
        let mut named = types::infer("name").field;
        named.origin = Some(Origin::Confirmed);
        let fields = [("name".to_owned(), named)].into_iter().collect();
        spec.entities
            .insert(name.to_owned(), Entity { fields, origin: Some(Origin::Confirmed), ..Entity::default() });
        let mut draft = Draft {
            entities: spec
                .entities
                .iter()
                .filter(|(n, _)| *n == name)
                .map(|(n, e)| (n.clone(), e.clone()))
                .collect(),
            ..Draft::default()
        };
        finish::operations(&mut draft);
        spec.operations.extend(draft.operations);
    }
    for operation in spec.operations.iter_mut().filter(|op| op.entity.as_deref() == Some(entity)) {
        for filter in operation.filters.iter_mut().filter(|f| *f == field) {
            *filter = key.clone();
        }
    }
    forget(spec, entity, field);
    spec.relations.push(Relation {
        from: entity.to_owned(),
        to: name.to_owned(),
        kind: RelationKind::ManyToOne,
        field: Some(key),
        required: Some(false),
        on_delete: Some(domain::spec::OnDelete::Restrict),
        origin: Some(Origin::Confirmed),
        src: None,
        rule: Some("answer".to_owned()),
    });
}

/// Which of two statements about a field holds.
pub fn settle(spec: &mut Spec, entity: &str, field: &str, what: &str, value: &str) -> Result<(), String> {
    let Some(known) = spec.entities.get_mut(entity).and_then(|e| e.fields.get_mut(field)) else {
        return Err(format!("there is no field {entity}.{field}"));
    };
    match (what, value) {
        ("required", "required") => known.required = true,
        ("required", "optional") => known.required = false,
        ("enum", values) => {
            let values: Vec<String> =
                values.split(',').filter_map(|v| assembled::value_name(v.trim())).collect();
            if values.len() < 2 {
                return Err("name at least two values, divided by commas".to_owned());
            }
            known.values = Some(values.into_iter().map(|v| json!(v)).collect());
        }
        ("x-ql-type", word) => {
            let ql_type: FieldType = serde_json::from_value(json!(word))
                .ok()
                .or_else(|| types::of_type_word(word).map(|f| f.ql_type))
                .ok_or_else(|| format!("`{word}` is no type"))?;
            if ql_type != known.ql_type && ql_type != FieldType::Enum {
                let fresh = types::of(ql_type);
                *known = domain::spec::Field {
                    required: known.required,
                    unique: known.unique,
                    src: known.src,
                    rule: known.rule.clone(),
                    pii: known.pii.clone(),
                    ..fresh
                };
            }
        }
        // What the field allows, or what it is by default.
        ("default", kept) => {
            if let Some(given) = kept.strip_suffix(" by default") {
                let given = match known.ql_type {
                    FieldType::Integer | FieldType::Float => {
                        serde_json::from_str(given).unwrap_or(json!(given))
                    }
                    _ => json!(given),
                };
                (known.minimum, known.exclusive_minimum) = (None, None);
                (known.maximum, known.exclusive_maximum) = (None, None);
                if let Some(values) = known.values.as_mut().filter(|values| !values.contains(&given)) {
                    values.push(given.clone());
                }
                known.default = Some(given);
            }
        }
        ("range", kept) => {
            let lower = kept.starts_with("at least");
            if lower {
                (known.maximum, known.exclusive_maximum, known.max_length) = (None, None, None);
            } else {
                (known.minimum, known.exclusive_minimum, known.min_length) = (None, None, None);
            }
        }
        _ => return Err("it is none of the options".to_owned()),
    }
    known.origin = Some(Origin::Confirmed);
    Ok(())
}

//! Routes that name a record by a value of its own: `GET /shows/{slug}`.
//!
//! One path cannot tell a slug from an id. So the record is looked up at a path of its own, and the person is
//! asked: such a parameter never becomes the id without a word.

use domain::spec::{Operation, OperationKind, QuestionKind};
use serde_json::json;

use super::words::named_field;
use crate::{
    assemble::{apart::LEAVE_OUT, draft::Draft, finish},
    questions, words,
};

/// Settles the routes whose last step is a parameter with the name of a value.
pub(crate) fn settle(draft: &mut Draft) {
    for at in 0..draft.operations.len() {
        let Some((op, entity, things, name)) = draft.operations.get(at).and_then(by_value) else { continue };
        let field = named_field(draft, &entity, &name);
        let unique = field.as_ref().is_some_and(|field| {
            draft
                .entities
                .get(&entity)
                .and_then(|e| e.fields.get(field))
                .is_some_and(|f| f.unique == Some(true))
        });
        let method = op.method.clone().unwrap_or_default();
        let stated = format!("{method} /{things}/{{{name}}}");
        match field {
            Some(field) if unique && method == "GET" => {
                let path = format!(
                    "/{things}/{}/{{{field}}}",
                    words::kebab(&field).unwrap_or_else(|| field.clone())
                );
                let proposal = format!("look it up at GET {path}");
                ask(draft, &op.id, &stated, &field.replace('_', " "), &things, &proposal);
                if let Some(op) = draft.operations.get_mut(at) {
                    op.path = Some(path);
                }
            }
            other => {
                let plain = plain(&op, &entity, &things);
                if let Some(field) = other {
                    let proposal = format!("by its id: {method} /{things}/{{id}}");
                    ask(draft, &plain.id, &stated, &field.replace('_', " "), &things, &proposal);
                }
                draft.same_operation.insert(op.id.clone(), plain.id.clone());
                if let Some(op) = draft.operations.get_mut(at) {
                    *op = plain;
                }
            }
        }
    }
}

/// The operation with its entity, the first step of its path and the name of the parameter.
fn by_value(op: &Operation) -> Option<(Operation, String, String, String)> {
    if op.kind != OperationKind::Custom || op.rule.as_deref() != Some("route.line") {
        return None;
    }
    let path = op.path.as_deref()?;
    let (things, rest) = path.strip_prefix('/')?.split_once('/')?;
    let name = rest.strip_prefix('{')?.strip_suffix('}').filter(|name| *name != "id")?;
    Some((op.clone(), op.entity.clone()?, things.to_owned(), name.to_owned()))
}

/// The same with the record's id.
fn plain(op: &Operation, entity: &str, things: &str) -> Operation {
    let (kind, verb) = match op.method.as_deref() {
        Some("GET") => (OperationKind::Read, "read"),
        Some("PUT" | "PATCH") => (OperationKind::Update, "update"),
        Some("DELETE") => (OperationKind::Delete, "delete"),
        _ => (OperationKind::Custom, "post"),
    };
    Operation { id: finish::op_id(verb, entity), kind, path: Some(format!("/{things}/{{id}}")), ..op.clone() }
}

fn ask(draft: &mut Draft, id: &str, stated: &str, value: &str, things: &str, proposal: &str) {
    let text = format!(
        "`{stated}` names the record by its {value}, and `/{things}/{{id}}` by its id: one path cannot tell them \
         apart. {proposal}?"
    );
    draft.ask(questions::new(
        QuestionKind::Ambiguous,
        format!("/operations/{id}"),
        text,
        Vec::new(),
        json!(proposal),
        vec![json!(proposal), json!(LEAVE_OUT)],
        true,
    ));
}

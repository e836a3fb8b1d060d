//! Routes of their own: stated, and neither a record's operation nor a change of state. What such a route
//! should answer is more than its path says, so the person decides before anything is built.

use domain::spec::{Operation, QuestionKind};
use serde_json::json;

use super::draft::Draft;
use crate::{own, questions};

/// The answer that takes the route out of what is built.
pub const LEAVE_OUT: &str = "leave it out";

/// A list's route names a parameter that is no field and no key of its rows, or could be one of several keys.
pub fn unclear_parameter(draft: &mut Draft, op: &Operation, name: &str) {
    if op.rule.as_deref() == Some("route.line") {
        unknown_parameter(draft, op, name);
    }
}

/// A question about a parameter that names nothing the rows have.
pub fn unknown_parameter(draft: &mut Draft, op: &Operation, name: &str) {
    let Some(span) = op.src else { return };
    let route =
        format!("{} {}", op.method.as_deref().unwrap_or_default(), op.path.as_deref().unwrap_or_default());
    draft.ask(questions::new(
        QuestionKind::Unrecognised,
        format!("/operations/{}/filters/{name}", op.id),
        format!(
            "not understood: what \u{201c}{name}\u{201d} filters in `{}`. Say it in other words, or leave it out?",
            route.trim()
        ),
        vec![span],
        json!(LEAVE_OUT),
        vec![json!(LEAVE_OUT), json!("keep it as a note for a person")],
        false,
    ));
}

/// One question per route that stands apart, with what is unclear about it.
pub fn ask(draft: &mut Draft) {
    let routes: Vec<Operation> = draft.operations.iter().filter(|op| own::apart(op)).cloned().collect();
    for op in routes {
        let route =
            format!("{} {}", op.method.as_deref().unwrap_or_default(), op.path.as_deref().unwrap_or(&op.id));
        let unclear =
            draft.unclear.get(&op.id).cloned().unwrap_or_else(|| "how its answer is computed".to_owned());
        let text = format!(
            "`{}` is a route of its own, and it is not clear {unclear}: say it in terms of the records and their \
             fields (\u{201c}returns the number of open tickets\u{201d}, \u{201c}sets done to true\u{201d}), or leave it out?",
            route.trim()
        );
        draft.ask(questions::new(
            QuestionKind::Ambiguous,
            format!("/operations/{}", op.id),
            text,
            Vec::new(),
            json!(LEAVE_OUT),
            vec![json!(LEAVE_OUT), json!("keep it")],
            true,
        ));
    }
}

//! Routes of their own: stated, and neither a record's operation nor a change of state. What such a route
//! should answer is more than its path says, so the person decides before anything is built.

use domain::spec::{Operation, OperationKind, QuestionKind};
use serde_json::json;

use super::draft::Draft;
use crate::questions;

/// The answer that takes the route out of what is built.
pub const LEAVE_OUT: &str = "leave it out";

/// One question per route that stands apart.
pub fn ask(draft: &mut Draft) {
    let routes: Vec<Operation> = draft.operations.iter().filter(|op| apart(op)).cloned().collect();
    for op in routes {
        let route =
            format!("{} {}", op.method.as_deref().unwrap_or_default(), op.path.as_deref().unwrap_or(&op.id));
        let text = format!(
            "`{}` is a route of its own, and its words do not say how its answer is computed: leave it out and \
             build the rest, or keep it (no blueprint covers it yet)?",
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

fn apart(op: &Operation) -> bool {
    match op.kind {
        OperationKind::Query | OperationKind::Custom | OperationKind::Upsert => true,
        OperationKind::Action => op.transition.is_none(),
        _ => false,
    }
}

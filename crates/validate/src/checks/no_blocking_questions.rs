//! No question is open without whose answer nothing should be built.

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let open: Vec<String> = facts.case.spec.blocking().map(|q| q.id.clone()).collect();
    Outcome::of(format!("{} blocking questions are open", open.len()), open)
}

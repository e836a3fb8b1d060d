//! No statement that was not understood is left out, unless a person said so: to accept a proposal is not to say so.

use super::{Outcome, words_of};
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let all: Vec<_> = facts.left_out().collect();
    let open: Vec<String> = all
        .iter()
        .filter(|(_, by_person)| !by_person)
        .map(|(question, _)| words_of(facts, question))
        .collect();
    let aside = all.len() - open.len();
    let detail = match open.len() {
        0 => format!("no statement was left out by a proposal, {aside} by an answer"),
        1 => "a statement that was not understood is left out by its proposal, and no person said so"
            .to_owned(),
        n => format!(
            "{n} statements that were not understood are left out by their proposals, and no person said so"
        ),
    };
    Outcome::of(detail, open)
}

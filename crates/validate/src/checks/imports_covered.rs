//! Every import is brought by the language, the project or a pinned dependency.

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let uncovered = facts.case.uncovered_imports.to_vec();
    let detail = match uncovered.len() {
        0 => "every import is covered".to_owned(),
        n => format!("{n} imports are covered by no dependency"),
    };
    Outcome::of(detail, uncovered)
}

//! Every planned test is in the runner's results and passed; none was skipped.

use domain::evidence::{EvidenceKind, TestOutcome};

use super::Outcome;
use crate::{Facts, facts::word};

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let (passed, count) = (facts.passed_count(), facts.test_count());
    let mut missing: Vec<String> = facts
        .tests()
        .filter(|(_, outcome)| *outcome != TestOutcome::Pass)
        .map(|(id, outcome)| format!("{id} ({})", word(outcome)))
        .collect();
    if facts.case.plan.is_empty() {
        missing.push("no test is planned".into());
    }
    let runs: Vec<_> = facts.evidence(EvidenceKind::Test).collect();
    if runs.is_empty() {
        missing.push("the tests were not run".into());
    }
    // All tests green and the runner unhappy: something else went wrong, such as at exit.
    if missing.is_empty() {
        missing.extend(runs.iter().filter(|e| !e.passed).map(|e| format!("{}: {}", e.id, e.summary)));
    }
    Outcome::of(format!("{passed} of {count} tests passed"), missing)
}

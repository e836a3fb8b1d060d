//! The project was installed and, where there is something to build, built.

use domain::evidence::EvidenceKind;

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let all: Vec<_> = facts.evidence(EvidenceKind::Build).collect();
    if all.is_empty() {
        return Outcome::of("nothing was installed or built", vec!["build".into()]);
    }
    let failed: Vec<String> = all
        .iter()
        .filter(|e| !e.passed)
        .map(|e| format!("{}: {} ({})", e.id, e.command, e.summary))
        .collect();
    Outcome::of(
        format!("{} of {} installation and build commands passed", all.len() - failed.len(), all.len()),
        failed,
    )
}

//! The server started, answered and stopped by itself when told to.

use domain::evidence::EvidenceKind;

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    if !facts.is_server() {
        return None;
    }
    let probes: Vec<_> = facts.evidence(EvidenceKind::Probe).collect();
    let Some(last) = probes.last() else {
        return Outcome::of("the server was not started", vec!["start-up probe".into()]);
    };
    let failed: Vec<String> =
        probes.iter().filter(|e| !e.passed).map(|e| format!("{}: {}", e.id, e.summary)).collect();
    Outcome::of(last.summary.clone(), failed)
}

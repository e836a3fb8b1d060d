//! For every stated fact it is known that its tests fail when the fact is taken out of the code.
//!
//! Known by the blueprint's own mutation runs, kind by kind.

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let stated: Vec<_> = facts.stated().collect();
    let unknown = stated.iter().filter(|r| !facts.case.proof.proves(r.kind));
    let missing: Vec<String> = unknown.map(|r| format!("{} ({})", r.id, kind_name(r.kind))).collect();
    let detail = format!(
        "{} of {} stated facts are of a kind whose removal was seen to fail a test",
        stated.len() - missing.len(),
        stated.len()
    );
    Outcome::of(detail, missing)
}

/// As documents spell it: `unique_together`.
fn kind_name(kind: domain::requirement::RequirementKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

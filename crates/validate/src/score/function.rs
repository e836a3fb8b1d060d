//! Does it do what was asked: by executions.

use domain::evidence::EvidenceKind;

use super::{Measured, share};
use crate::Facts;

pub fn built(facts: &Facts<'_>) -> Measured {
    by_evidence(
        facts,
        EvidenceKind::Build,
        "installation and build commands",
        "nothing was installed or built",
    )
}

pub fn started_and_stopped(facts: &Facts<'_>) -> Measured {
    if !facts.is_server() {
        return Measured::NotApplicable;
    }
    by_evidence(facts, EvidenceKind::Probe, "start-up probes", "the server was not started")
}

pub fn tests_passed(facts: &Facts<'_>) -> Measured {
    if facts.evidence(EvidenceKind::Test).next().is_none() {
        return Measured::NotRun("the tests were not run");
    }
    let (passed, count) = (facts.passed_count(), facts.test_count());
    Measured::Share {
        // A suite without a test shows nothing.
        share: if count == 0 { 0.0 } else { share(passed, count) },
        reason: format!("{passed} of {count} tests passed"),
        evidence: facts.evidence_ids(EvidenceKind::Test),
    }
}

pub fn requirements_tested(facts: &Facts<'_>) -> Measured {
    if facts.evidence(EvidenceKind::Test).next().is_none() {
        return Measured::NotRun("the tests were not run");
    }
    let all = facts.case.requirements;
    let tested = all.iter().filter(|r| facts.is_tested(r)).count();
    Measured::Share {
        share: if all.is_empty() { 0.0 } else { share(tested, all.len()) },
        reason: format!("{tested} of {} requirements are named by a passing test", all.len()),
        evidence: facts.evidence_ids(EvidenceKind::Test),
    }
}

pub fn tests_known_to_fail(facts: &Facts<'_>) -> Measured {
    let proof = facts.case.proof;
    if proof.rows.is_empty() {
        return Measured::NotRun("no mutation run of this blueprint is recorded");
    }
    let all = facts.case.requirements;
    let known = all.iter().filter(|r| proof.proves(r.kind)).count();
    Measured::Share {
        share: if all.is_empty() { 0.0 } else { share(known, all.len()) },
        reason: format!(
            "{known} of {} requirements are of a kind whose removal from the code was seen to fail a test",
            all.len()
        ),
        evidence: vec!["the blueprint's mutation record".into()],
    }
}

fn by_evidence(facts: &Facts<'_>, kind: EvidenceKind, what: &str, not_run: &'static str) -> Measured {
    let all: Vec<_> = facts.evidence(kind).collect();
    if all.is_empty() {
        return Measured::NotRun(not_run);
    }
    let passed = all.iter().filter(|evidence| evidence.passed).count();
    Measured::Share {
        share: share(passed, all.len()),
        reason: format!("{passed} of {} {what} passed", all.len()),
        evidence: facts.evidence_ids(kind),
    }
}

//! How the code reads, by its syntax trees; and whether its documents tell the truth.

use domain::evidence::EvidenceKind;

use super::{Measured, share};
use crate::Facts;

/// McCabe's own bound for a function that can be tested well.
const SIMPLE: u32 = 10;

pub fn syntax(facts: &Facts<'_>) -> Measured {
    let report = facts.case.syntax;
    if report.files.is_empty() {
        return Measured::NotRun("no file was parsed");
    }
    let mut broken: Vec<_> = report.issues.iter().map(|issue| &issue.place.path).collect();
    broken.sort();
    broken.dedup();
    let sound = report.files.iter().filter(|file| broken.binary_search(&&file.path).is_err()).count();
    Measured::Share {
        // A file with an issue may be too broken to be listed as parsed.
        share: if report.issues.is_empty() { 1.0 } else { share(sound, report.files.len() + broken.len()) },
        reason: format!("{} issues in {} parsed files", report.issues.len(), report.files.len()),
        evidence: vec!["semantic_validation".into()],
    }
}

pub fn complexity(facts: &Facts<'_>) -> Measured {
    let functions = &facts.case.complexity.functions;
    if functions.is_empty() {
        return Measured::NotRun("no function was measured");
    }
    let simple = functions.iter().filter(|f| f.cyclomatic <= SIMPLE).count();
    Measured::Share {
        share: share(simple, functions.len()),
        reason: format!(
            "{simple} of {} functions have a cyclomatic complexity of at most {SIMPLE}",
            functions.len()
        ),
        evidence: vec!["performance_analysis".into()],
    }
}

pub fn smells(facts: &Facts<'_>) -> Measured {
    let report = facts.case.complexity;
    if report.files == 0 {
        return Measured::NotRun("no function was measured");
    }
    // A smell per hundred lines leaves nothing.
    let hundreds = (f64::from(report.lines) / 100.0).max(1.0);
    let count = report.smells.len();
    Measured::Share {
        share: 1.0 - (count as f64 / hundreds).min(1.0),
        reason: format!("{count} smells in {} lines", report.lines),
        evidence: vec!["performance_analysis".into()],
    }
}

pub fn documents(facts: &Facts<'_>) -> Measured {
    let all: Vec<_> = facts.evidence(EvidenceKind::Lint).collect();
    if all.is_empty() {
        return Measured::NotRun("no further command of the documents was executed");
    }
    let passed = all.iter().filter(|evidence| evidence.passed).count();
    Measured::Share {
        share: share(passed, all.len()),
        reason: format!("{passed} of {} further commands in the documents do what they say", all.len()),
        evidence: facts.evidence_ids(EvidenceKind::Lint),
    }
}

//! What the security rules found, weighed.

use domain::finding::Severity;

use super::Measured;
use crate::Facts;

/// Points of twenty that one finding costs.
fn cost(severity: Severity) -> f64 {
    match severity {
        Severity::Critical => 20.0,
        Severity::High => 10.0,
        Severity::Medium => 3.0,
        Severity::Low => 1.0,
        Severity::Info => 0.0,
    }
}

pub fn findings(facts: &Facts<'_>) -> Measured {
    let report = facts.case.security;
    if report.files_scanned == 0 || report.rules == 0 {
        return Measured::NotRun("no file was scanned");
    }
    let lost: f64 = report.findings.iter().map(|finding| cost(finding.severity)).sum();
    let mut counts = Vec::new();
    for (severity, word) in [
        (Severity::Critical, "critical"),
        (Severity::High, "high"),
        (Severity::Medium, "medium"),
        (Severity::Low, "low"),
        (Severity::Info, "informative"),
    ] {
        let n = report.findings.iter().filter(|finding| finding.severity == severity).count();
        if n > 0 {
            counts.push(format!("{n} {word} at {} points", cost(severity)));
        }
    }
    let seen = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    Measured::Share {
        share: (1.0 - lost / 20.0).max(0.0),
        reason: format!("{seen} by {} rules in {} files", report.rules, report.files_scanned),
        evidence: vec!["security_scan".into()],
    }
}

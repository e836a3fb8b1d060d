//! The security rules found nothing of severity high or critical.

use domain::finding::Severity;

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let report = facts.case.security;
    if report.files_scanned == 0 || report.rules == 0 {
        return Outcome::of("no file was scanned", vec!["security scan".into()]);
    }
    let grave = report.findings.iter().filter(|finding| match finding.severity {
        Severity::High | Severity::Critical => true,
        Severity::Info | Severity::Low | Severity::Medium => false,
    });
    let missing: Vec<String> =
        grave.map(|f| format!("{}:{}:{} {}", f.place.path, f.place.line, f.place.column, f.rule)).collect();
    let detail = format!(
        "{} grave of {} findings by {} rules in {} files",
        missing.len(),
        report.findings.len(),
        report.rules,
        report.files_scanned
    );
    Outcome::of(detail, missing)
}

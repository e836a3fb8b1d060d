//! Every file that can be parsed is free of syntax errors.

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let report = facts.case.syntax;
    if report.files.is_empty() {
        return Outcome::of("no file was parsed", vec!["syntax".into()]);
    }
    let shown = |i: &domain::finding::SyntaxIssue| {
        format!("{}:{}:{} {}", i.place.path, i.place.line, i.place.column, i.message)
    };
    let detail = format!("{} issues in {} parsed files", report.issues.len(), report.files.len());
    Outcome::of(detail, report.issues.iter().map(shown).collect())
}

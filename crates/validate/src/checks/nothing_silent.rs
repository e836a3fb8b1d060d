//! Every content word of the intent is covered by a fact or named by a question.
//!
//! Counted again from the words: the printed numbers are only compared.

use std::collections::BTreeSet;

use domain::spec::Coverage;

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let spec = facts.case.spec;
    let coverage = &spec.coverage;
    let questions: BTreeSet<&str> = spec.open_questions.iter().map(|q| q.id.as_str()).collect();
    let mut missing = Vec::new();
    for word in &coverage.words {
        let at = || format!("bytes {} to {}", word.src.start, word.src.end);
        match word.by.as_deref() {
            None => missing.push(format!("{}: understood by nothing", at())),
            Some(by) if by.starts_with("q-") && !questions.contains(by) => {
                missing.push(format!("{}: reported by {by}, which is not asked", at()));
            }
            Some(_) => {}
        }
    }
    let counted = Coverage::counted(coverage.words.clone());
    if counted != *coverage {
        missing.push(format!(
            "the spec prints {} silent words, its words say {}",
            coverage.silent, counted.silent
        ));
    }
    let detail = format!(
        "of {} content words {} are understood, {} reported, {} silent",
        counted.content_words, counted.understood, counted.reported, counted.silent
    );
    Outcome::of(detail, missing)
}

//! What to do next, drawn from what is missing.

use domain::{
    evidence::{EvidenceKind, TestOutcome},
    finding::Severity,
};

use crate::{Facts, facts::word};

/// Named one by one up to this many; the rest is a number.
const NAMED: usize = 5;

pub fn of(facts: &Facts<'_>) -> Vec<String> {
    let mut list = Vec::new();
    let case = facts.case;
    for question in case.spec.blocking() {
        list.push(format!("answer {}: {}", question.id, question.text));
    }
    named(
        &mut list,
        facts.left_out().filter(|(_, by_person)| !by_person).map(|(question, _)| {
            format!(
                "say it in other words, or leave it out by an answer: {}",
                crate::checks::words_of(facts, question)
            )
        }),
    );
    named(
        &mut list,
        facts.text_rules().filter(|(_, aside)| !aside).map(|(rule, _)| {
            format!(
                "say {} in a form that can be checked, or set it aside by an answer: {}",
                rule.id, rule.text
            )
        }),
    );
    named(
        &mut list,
        case.syntax
            .issues
            .iter()
            .map(|i| format!("correct {}:{}:{}: {}", i.place.path, i.place.line, i.place.column, i.message)),
    );
    named(
        &mut list,
        case.uncovered_imports.iter().map(|import| format!("add a dependency for the import {import}")),
    );
    for kind in [EvidenceKind::Build, EvidenceKind::Probe, EvidenceKind::Lint] {
        named(
            &mut list,
            facts
                .evidence(kind)
                .filter(|e| !e.passed)
                .map(|e| format!("make `{}` pass: {} ({})", e.command, e.summary, e.id)),
        );
    }
    named(
        &mut list,
        facts.tests().filter(|(_, outcome)| *outcome != TestOutcome::Pass).map(|(id, outcome)| {
            let requirements =
                case.plan.iter().find(|test| test.id == id).map(|test| test.requirements.join(", "));
            match requirements {
                Some(requirements) => {
                    format!("make test {id} pass (it proves {requirements}); it {}", was(outcome))
                }
                None => format!("make test {id} pass; it {}", was(outcome)),
            }
        }),
    );
    named(
        &mut list,
        facts.stated().filter(|r| !facts.is_tested(r)).map(|r| format!("test {}: {}", r.id, r.text)),
    );
    named(
        &mut list,
        facts
            .stated()
            .filter(|r| !case.proof.proves(r.kind))
            .map(|r| format!("run the blueprint's mutants for facts such as {}: {}", r.id, r.text)),
    );
    named(
        &mut list,
        case.security
            .findings
            .iter()
            .filter(|f| f.severity >= Severity::Medium)
            .map(|f| format!("{}:{}: {} ({})", f.place.path, f.place.line, f.message, f.cwe)),
    );
    named(
        &mut list,
        case.complexity
            .smells
            .iter()
            .map(|s| format!("{}:{}: {} ({})", s.place.path, s.place.line, s.message, s.kind)),
    );
    list
}

fn was(outcome: TestOutcome) -> String {
    match outcome {
        TestOutcome::Skipped | TestOutcome::NotRun => format!("was {}", word(outcome)),
        TestOutcome::Pass | TestOutcome::Fail | TestOutcome::Error => word(outcome).to_owned(),
    }
}

fn named(list: &mut Vec<String>, items: impl Iterator<Item = String>) {
    let mut rest = 0;
    for (index, item) in items.enumerate() {
        if index < NAMED {
            list.push(item);
        } else {
            rest += 1;
        }
    }
    if rest > 0 {
        list.push(format!("and {rest} more like the last one"));
    }
}

//! The checks of the gate. Together they are what "proven" means; one file each.

mod built;
mod facts_mutation_known;
mod facts_tested;
mod imports_covered;
mod no_blocking_questions;
mod no_high_findings;
mod no_text_rules;
mod nothing_left_out;
mod nothing_silent;
mod started_and_stopped;
mod syntax_clean;
mod tests_passed;

use domain::{
    score::{Gate, GateCheck},
    spec::{Question, QuestionKind, SET_ASIDE},
};

use crate::Facts;

/// One check: what it is called, and what it says about a case. `None`: it does not apply.
pub struct Check {
    pub id: &'static str,
    pub run: fn(&Facts<'_>) -> Option<Outcome>,
}

/// Passed when nothing is missing.
pub struct Outcome {
    pub detail: String,
    pub missing: Vec<String>,
}

impl Outcome {
    fn of(detail: impl Into<String>, missing: Vec<String>) -> Option<Self> {
        Some(Self { detail: detail.into(), missing })
    }
}

/// In the order people read them.
pub const ALL: &[Check] = &[
    Check { id: "no_blocking_questions", run: no_blocking_questions::run },
    Check { id: "nothing_silent", run: nothing_silent::run },
    Check { id: "nothing_left_out", run: nothing_left_out::run },
    Check { id: "no_text_rules", run: no_text_rules::run },
    Check { id: "syntax_clean", run: syntax_clean::run },
    Check { id: "imports_covered", run: imports_covered::run },
    Check { id: "no_high_findings", run: no_high_findings::run },
    Check { id: "built", run: built::run },
    Check { id: "tests_passed", run: tests_passed::run },
    Check { id: "started_and_stopped", run: started_and_stopped::run },
    Check { id: "facts_tested", run: facts_tested::run },
    Check { id: "facts_mutation_known", run: facts_mutation_known::run },
];

/// Every check that applies; proven when all of them passed.
pub fn gate(facts: &Facts<'_>) -> Gate {
    let checks: Vec<GateCheck> = ALL
        .iter()
        .filter_map(|check| {
            let Outcome { detail, missing } = (check.run)(facts)?;
            Some(GateCheck { id: check.id.to_owned(), passed: missing.is_empty(), detail, missing })
        })
        .collect();
    let rules = facts
        .text_rules()
        .filter(|(_, set_aside)| *set_aside)
        .map(|(rule, _)| format!("{}: {}", rule.id, rule.text));
    let statements =
        facts.left_out().filter(|(_, by_person)| *by_person).map(|(question, _)| words_of(facts, question));
    // The reader takes a rule out that a person set aside: its question still has the words.
    let spec = facts.case.spec;
    let gone = spec.open_questions.iter().filter(|q| {
        q.kind == QuestionKind::RuleNotFormalised
            && !(0..spec.rules.len()).any(|rule| spec.is_about(q, rule))
            && q.answer.as_ref().is_some_and(|answer| answer.as_str() == Some(SET_ASIDE))
    });
    let gone = gone.map(|question| words_of(facts, question));
    let set_aside = rules.chain(gone).chain(statements).collect();
    Gate { proven: checks.iter().all(|check| check.passed), checks, set_aside }
}

/// The question's id and the words that it is about.
pub fn words_of(facts: &Facts<'_>, question: &Question) -> String {
    let text = &facts.case.spec.source.intent;
    let words: Vec<&str> = question
        .src
        .iter()
        .filter(|span| span.attachment == 0)
        .filter_map(|span| text.get(span.start..span.end))
        .collect();
    let words = if words.is_empty() { question.text.clone() } else { words.join(" … ") };
    format!("{}: {}", question.id, words.split_whitespace().collect::<Vec<_>>().join(" "))
}

//! No stated rule is left as mere text, unless a person set it aside by an answer.

use domain::spec::RuleStatus;

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let rules: Vec<_> = facts.text_rules().collect();
    let open: Vec<String> = rules
        .iter()
        .filter(|(_, set_aside)| !set_aside)
        .map(|(rule, _)| match rule.status {
            RuleStatus::Conflict => format!("{} contradicts another: {}", rule.id, rule.text),
            RuleStatus::TextOnly | RuleStatus::Formal => format!("{}: {}", rule.id, rule.text),
        })
        .collect();
    let total = facts.case.spec.rules.len();
    let aside = rules.len() - open.len();
    let detail =
        format!("of {total} rules, {} are only text and {aside} were set aside by an answer", open.len());
    Outcome::of(detail, open)
}

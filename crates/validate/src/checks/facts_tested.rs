//! Every stated fact is named by at least one passing test.

use super::Outcome;
use crate::Facts;

pub fn run(facts: &Facts<'_>) -> Option<Outcome> {
    let stated: Vec<_> = facts.stated().collect();
    let missing: Vec<String> = stated.iter().filter(|r| !facts.is_tested(r)).map(|r| r.id.clone()).collect();
    let detail = format!(
        "{} of {} stated facts are named by a passing test",
        stated.len() - missing.len(),
        stated.len()
    );
    Outcome::of(detail, missing)
}

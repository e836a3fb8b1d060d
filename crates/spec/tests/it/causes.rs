//! Shapes of sentences that were once misread: each request gives just the facts under it.

use domain::spec::QuestionKind;

use crate::reading::read;

const REQUESTS: &[&str] = &[
    include_str!("data/causes.txt"),
    // Members that are clauses, several deeds of one thing, ties between two.
    include_str!("data/spoken.txt"),
    // Records of code, lists without marks, samples with a name.
    include_str!("data/formats.txt"),
];

/// The lines of a reading that state facts, without the words they came from.
fn stated(shown: &str) -> Vec<String> {
    const KINDS: &[&str] = &["entity ", "relation ", "unique ", "rule ", "permission ", "operation "];
    shown
        .lines()
        .filter(|line| KINDS.iter().any(|kind| line.starts_with(kind)) && !line.ends_with("(default)"))
        .map(|line| line.split(" \u{201c}").next().unwrap_or(line).trim_end().to_owned())
        .collect()
}

#[test]
fn requests_give_the_facts_they_state_and_no_others() {
    let mut wrong = String::new();
    let blocks = REQUESTS.iter().flat_map(|requests| requests.split(">>> "));
    for block in blocks.filter(|block| !block.trim().is_empty()) {
        let (text, facts) = block.split_once('\n').unwrap();
        let spec = read(&text.replace("\\n", "\n"));
        let shown = stated(&spec::show::brief(&spec));
        let expected: Vec<String> = stated(facts);
        for fact in expected.iter().filter(|fact| !shown.contains(fact)) {
            wrong.push_str(&format!("{text}\n  lacks: {fact}\n"));
        }
        for fact in shown.iter().filter(|fact| !expected.contains(fact)) {
            wrong.push_str(&format!("{text}\n  invents: {fact}\n"));
        }
        for question in &spec.open_questions {
            wrong.push_str(&format!("{text}\n  asks: {}\n", question.text));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn rights_that_contradict_each_other_are_asked_about() {
    for text in [
        "Tasks have a title. Nobody may delete tasks. Admins can delete tasks.",
        "Tasks have a title. Admins can delete tasks. Nobody may delete tasks.",
    ] {
        let spec = read(text);
        let conflict = spec.blocking().find(|q| q.kind == QuestionKind::Conflict);
        assert!(conflict.is_some_and(|q| !q.src.is_empty()), "{text}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_signature_of_code_is_no_entity() {
    let spec = read("def slugify(text: str) -> str: lower-case it and replace spaces with dashes");
    assert!(spec.entities.is_empty(), "{:?}", spec.entities.keys());
}

#[test]
fn a_limit_on_a_list_of_ids_stays_text() {
    let spec = read(
        "Events have a title. Attendees have a name. An attendee can register for several events; an event can have up to 100 attendees.",
    );
    assert!(spec.rules.iter().all(|rule| rule.status == domain::spec::RuleStatus::TextOnly));
}

#[test]
fn what_a_status_changes_to_is_no_entity() {
    let spec = read("Coupons have a code and a status that starts as active and can be changed to disabled.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Coupon"]);
}

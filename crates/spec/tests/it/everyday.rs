//! Everyday requests in many styles, each with the facts that a person reads in them.

use crate::reading::read;

const REQUESTS: &str = include_str!("data/everyday.txt");

/// `>>> text` and under it the lines that the reading must show, in `spec::show` form.
fn requests() -> impl Iterator<Item = (String, Vec<&'static str>)> {
    REQUESTS.split(">>> ").filter(|block| !block.trim().is_empty()).map(|block| {
        let (text, facts) = block.split_once('\n').unwrap();
        (text.replace("\\n", "\n"), facts.lines().filter(|line| !line.trim().is_empty()).collect())
    })
}

#[test]
fn everyday_requests_give_the_facts_that_a_person_reads_in_them() {
    let mut wrong = String::new();
    for (text, facts) in requests() {
        let spec = read(&text);
        let shown = spec::show::brief(&spec);
        for fact in facts {
            if !shown.lines().any(|line| line.starts_with(fact.trim_end())) {
                wrong.push_str(&format!("{text}\n  lacks: {fact}\n"));
            }
        }
        for entity in spec.entities.keys() {
            if !facts_name(&text, entity) {
                wrong.push_str(&format!("{text}\n  invents: {entity}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn facts_name(text: &str, entity: &str) -> bool {
    requests()
        .find(|(other, _)| other == text)
        .is_some_and(|(_, facts)| facts.iter().any(|line| line.starts_with(&format!("entity {entity}:"))))
}

#[test]
fn everyday_requests_leave_no_blocking_question_and_few_words_over() {
    let (mut words, mut understood) = (0, 0);
    for (text, _) in requests() {
        let spec = read(&text);
        // Whose a record is that others make, only the person knows.
        let whose =
            |q: &&domain::spec::Question| q.pointer.as_deref().is_some_and(|p| p.starts_with("/auth/own/"));
        let asked: Vec<_> = spec.blocking().filter(|q| !whose(q)).collect();
        assert!(asked.is_empty(), "{text}: {asked:?}");
        words += spec.coverage.content_words;
        understood += spec.coverage.understood;
    }
    assert!(understood * 100 >= words * 90, "{understood} of {words} words are in facts");
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    for (text, _) in requests() {
        let once = serde_json::to_string(&read(&text)).unwrap();
        assert_eq!(once, serde_json::to_string(&read(&text)).unwrap());
    }
}

#[test]
fn a_stated_stack_wins_and_the_command_line_wins_over_it() {
    use domain::{intent::Intent, roles::Reader};
    let spec = read("An Express API for books with title and author, using MySQL.");
    assert_eq!(
        (
            spec.project.language.as_deref(),
            spec.project.framework.as_deref(),
            spec.project.storage.as_deref()
        ),
        (Some("javascript"), Some("express"), Some("mysql"))
    );
    let intent = Intent {
        language: Some("go".into()),
        ..Intent::of("An Express API for books with title and author.")
    };
    let spec = spec::RulesReader::default().read(&intent).unwrap();
    assert_eq!(spec.project.language.as_deref(), Some("go"));
    assert_eq!(spec.project.origin.get("language"), Some(&domain::Origin::Confirmed));
}

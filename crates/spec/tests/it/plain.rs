//! Short plain texts: every fact that is shown was said, and nothing is asked but what is open.

use crate::reading::read;

const TEXTS: &str = include_str!("data/plain.txt");

/// `>>> text`; under it the lines that the reading must show in `spec::show` form, and with `asks` what is asked about.
fn texts() -> impl Iterator<Item = (String, Vec<&'static str>)> {
    TEXTS.split(">>> ").filter(|block| !block.trim().is_empty()).map(|block| {
        let (text, facts) = block.split_once('\n').unwrap();
        (text.replace("\\n", "\n"), facts.lines().filter(|line| !line.trim().is_empty()).collect())
    })
}

#[test]
fn plain_texts_give_what_they_say_and_ask_nothing_else() {
    let mut wrong = String::new();
    for (text, lines) in texts() {
        let spec = read(&text);
        let shown = spec::show::brief(&spec);
        let (asked, facts): (Vec<&str>, Vec<&str>) = lines.iter().partition(|line| line.starts_with("asks "));
        for fact in &facts {
            if !shown
                .lines()
                .any(|line| line == fact.trim_end() || line.starts_with(&format!("{} ", fact.trim_end())))
            {
                wrong.push_str(&format!("{text}\n  lacks: {fact}\n"));
            }
        }
        let named = |entity: &String| facts.iter().any(|line| line.starts_with(&format!("entity {entity}:")));
        for entity in spec.entities.keys().filter(|entity| !named(entity)) {
            wrong.push_str(&format!("{text}\n  invents: {entity}\n"));
        }
        for what in asked.iter().map(|line| line.trim_start_matches("asks ")) {
            if !spec.open_questions.iter().any(|question| question.text.contains(what)) {
                wrong.push_str(&format!("{text}\n  asks not: {what}\n"));
            }
        }
        for question in &spec.open_questions {
            if !asked.iter().any(|line| question.text.contains(line.trim_start_matches("asks "))) {
                wrong.push_str(&format!("{text}\n  asks: {}\n", question.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

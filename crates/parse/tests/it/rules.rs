//! Every rule finds what its fixtures say it must, and nothing where it must not.

use domain::roles::Parser;
use parse::{Library, TreeSitter, security::rule::Fixture};

use crate::tree;

fn found(parser: &TreeSitter, language: &str, fixture: &Fixture) -> Vec<(String, String)> {
    let (path, text) = match fixture {
        Fixture::Text(text) if language == "python" => ("app/main.py", text),
        Fixture::Text(text) => ("settings.txt", text),
        Fixture::File { path, text } => (path.as_str(), text),
    };
    let report = parser.security(&tree(&[(path, text)]));
    report.findings.into_iter().map(|finding| (finding.rule, finding.excerpt)).collect()
}

#[test]
fn every_rule_keeps_to_its_fixtures() {
    let library = Library::embedded().unwrap();
    let parser = TreeSitter::new();
    let mut wrong = Vec::new();
    for rule in library.rules() {
        for fixture in &rule.matching {
            if !found(&parser, &rule.language, fixture).iter().any(|(id, _)| *id == rule.id) {
                wrong.push(format!("{} misses {fixture:?}", rule.id));
            }
        }
        for fixture in &rule.clean {
            if found(&parser, &rule.language, fixture).iter().any(|(id, _)| *id == rule.id) {
                wrong.push(format!("{} fires in {fixture:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_whole() {
    let library = Library::embedded().unwrap();
    assert!(library.rules().len() >= 50, "{} rules", library.rules().len());
    for rule in library.rules() {
        assert!(!rule.matching.is_empty() && !rule.clean.is_empty(), "{} has no fixtures", rule.id);
        assert!(rule.cwe.strip_prefix("CWE-").is_some_and(|n| n.parse::<u32>().is_ok()), "{}", rule.id);
        let begins_small = rule.message.chars().next().is_some_and(|c| !c.is_lowercase());
        let acronym = ["MD5", "SQL", "YAML"].iter().any(|word| rule.message.starts_with(word));
        assert!(!rule.message.ends_with('.') && (!begins_small || acronym), "{}: {}", rule.id, rule.message);
    }
}

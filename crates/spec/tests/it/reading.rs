//! What the tests of the reader share: a reading, and the promises that hold for every one.

use domain::{Span, Spec, intent::Intent, roles::Reader, rule::FormalRule, spec::RuleStatus};
use spec::{RulesReader, words};

pub fn read(text: &str) -> Spec {
    let spec = RulesReader::default().read(&Intent::of(text)).unwrap();
    promises(&spec, &[text]);
    spec
}

/// Silence is recomputed from the words of the text, never taken from the printed number.
pub fn promises(spec: &Spec, texts: &[&str]) {
    let document = serde_json::to_value(spec).unwrap();
    for (n, text) in texts.iter().enumerate() {
        for token in words::content_tokens(text) {
            let span = Span { start: token.start, end: token.end, attachment: n };
            let found: Vec<_> = spec.coverage.words.iter().filter(|w| w.src == span).collect();
            assert_eq!(found.len(), 1, "`{}` of {text:?} has an entry of its own", token.text);
            let by = found[0].by.clone().unwrap_or_else(|| panic!("`{}` of {text:?} is silent", token.text));
            let asked = spec.open_questions.iter().any(|q| q.id == by);
            assert!(
                asked || document.pointer(&by).is_some(),
                "`{}` of {text:?} went to {by}, which is nowhere",
                token.text
            );
        }
    }
    let counted = domain::spec::Coverage::counted(spec.coverage.words.clone());
    assert_eq!((counted.silent, counted.understood), (0, spec.coverage.understood));
    for question in &spec.open_questions {
        assert!(question.options.len() >= 2, "{} offers a choice", question.text);
        for span in &question.src {
            let text = texts.get(span.attachment).unwrap();
            assert!(text.get(span.start..span.end).is_some(), "{span:?} lies in the text");
            let facts = spec.coverage.words.iter().filter(|w| span.contains(w.src));
            for word in facts {
                assert!(
                    word.by.as_ref().unwrap().starts_with("q-"),
                    "{} spans only words that no fact covers",
                    question.text
                );
            }
        }
    }
    for rule in spec.rules.iter().filter(|rule| rule.status == RuleStatus::Formal) {
        assert!(FormalRule::of(rule).is_some(), "{rule:?} reads as a formal rule");
    }
    for relation in &spec.relations {
        for end in [&relation.from, &relation.to] {
            assert!(end == "User" || spec.entities.contains_key(end), "{end} exists");
        }
    }
    for operation in spec.operations.iter() {
        let Some(entity) = operation.entity.as_ref().and_then(|name| spec.entities.get(name)) else {
            let at = format!("/operations/{}", operation.id);
            let asked = spec.open_questions.iter().any(|q| q.pointer.as_deref() == Some(&at));
            assert!(asked, "{} is about nothing that is kept, and nobody is asked", operation.id);
            continue;
        };
        for name in operation.filters.iter().chain(&operation.search) {
            let plain = name.trim_end_matches("_from").trim_end_matches("_to");
            let key = spec.relations.iter().any(|r| r.field.as_deref() == Some(plain));
            assert!(
                entity.fields.contains_key(plain) || key || plain == "created_at",
                "{} filters by {name}, which exists",
                operation.id
            );
        }
    }
    let name = &spec.project.name;
    assert!(name.len() <= 63 && name.starts_with(|c: char| c.is_ascii_lowercase()));
}

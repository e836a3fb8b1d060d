//! Security rules over syntax trees and texts.
//!
//! A rule is data (`rules/*.toml`): an id, a severity, a CWE, a message, and either a
//! tree-sitter query with conditions on what it captured or a regular expression, beside
//! fixtures that must and must not match. What a condition means in a language is answered
//! by that language's [`meaning::Meaning`].

mod entropy;
mod excerpt;
mod library;
pub mod meaning;
mod query;
pub mod rule;
mod text;

use domain::ProjectPath;

pub use library::Library;

use crate::{
    file::{Found, Source},
    limits,
};

/// Everything the rules say about one file; sorted by place, then by rule.
pub fn scan(
    library: &Library,
    source: &Source<'_>,
    language: Option<&str>,
    tree: Option<&tree_sitter::Tree>,
) -> Vec<Found> {
    let mut hits = text::hits(library, source, language);
    if let (Some(language), Some(tree)) = (language, tree) {
        hits.extend(query::hits(library, source, language, tree));
    }
    hits.sort_by_key(|hit| (hit.start, hit.rule));
    hits.dedup_by_key(|hit| (hit.start, hit.rule));
    let secrets: Vec<std::ops::Range<usize>> = hits.iter().filter_map(|hit| hit.secret.clone()).collect();
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    let found = hits.into_iter().filter_map(|hit| {
        let rule = library.rule(hit.rule)?;
        let count = counts.entry(hit.rule).or_default();
        *count += 1;
        if *count > limits::FINDINGS_PER_RULE || (!rule.in_tests && is_test(source.path)) {
            return None;
        }
        Some(Found {
            rule: rule.id.clone(),
            severity: rule.severity,
            cwe: rule.cwe.clone(),
            place: source.lines.at(hit.start),
            message: rule.message.clone(),
            excerpt: excerpt::of(source, hit.start, &secrets),
        })
    });
    found.collect()
}

/// A rule that matched at a byte of the text.
pub struct Hit {
    /// Index into the library.
    pub rule: usize,
    pub start: usize,
    /// Bytes that must not be shown.
    pub secret: Option<std::ops::Range<usize>>,
}

/// Passwords in tests belong to throw-away accounts, and `assert` is what tests are made of.
pub fn is_test(path: &ProjectPath) -> bool {
    let name = path.file_name();
    let stem = name.split('.').next().unwrap_or(name);
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || name == "conftest.py"
        || name.contains(".test.")
        || name.contains(".spec.")
        || path
            .as_str()
            .split('/')
            .rev()
            .skip(1)
            .any(|folder| matches!(folder, "test" | "tests" | "__tests__"))
}

//! All that is known about one file, from its path and text alone.

use domain::{
    ProjectPath,
    finding::{FunctionMetrics, Severity},
};

use crate::{data, grammars, language, limits, place::Lines};

/// Results without their path, so that equal files share them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileAnalysis {
    pub language: Option<&'static str>,
    /// A parser of ours read it; otherwise the language was only detected.
    pub parsed: bool,
    pub lines: u32,
    pub issues: Vec<Issue>,
    pub imports: Vec<String>,
    pub metrics: Option<Metrics>,
    pub findings: Vec<Found>,
    /// Searched by the security rules.
    pub scanned: bool,
}

/// A place is line and column, both from 1.
pub type At = (u32, u32);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub place: At,
    pub message: String,
}

/// What a grammar measures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metrics {
    /// The places carry the file's path.
    pub functions: Vec<FunctionMetrics>,
    pub classes: u32,
    pub smells: Vec<Smelt>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smelt {
    pub place: At,
    pub kind: &'static str,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub rule: String,
    pub severity: Severity,
    pub cwe: String,
    pub place: At,
    pub message: String,
    pub excerpt: String,
}

/// Reads a file once and answers everything.
pub fn analyse(path: &ProjectPath, text: &str) -> FileAnalysis {
    let lines = Lines::of(text);
    let language = language::detect(path, text);
    let mut analysis = FileAnalysis { language, lines: lines.count(), ..FileAnalysis::default() };
    let Some(language) = language else { return analysis };
    let readable = grammars::of(language).is_some() || data::check_of(language).is_some();
    if readable && text.len() > limits::PARSED_BYTES {
        let message =
            format!("too large to parse: {} bytes, the bound is {}", text.len(), limits::PARSED_BYTES);
        analysis.issues.push(Issue { place: (1, 1), message });
        return analysis;
    }
    if let Some(check) = data::check_of(language) {
        analysis.parsed = true;
        analysis.issues.extend(check(text, &lines));
    }
    if let Some(grammar) = grammars::of(language) {
        match grammars::parse(grammar, text) {
            Ok(tree) => {
                let source = grammars::Source { path, text, lines: &lines, tree: &tree };
                analysis.parsed = true;
                analysis.issues = (grammar.syntax)(&source);
                analysis.imports = (grammar.imports)(&source);
                analysis.metrics = Some((grammar.metrics)(&source));
            }
            Err(refused) => analysis.issues.push(Issue { place: (1, 1), message: refused.to_string() }),
        }
    }
    analysis.issues.sort_by_key(|issue| issue.place);
    analysis.issues.truncate(limits::ISSUES_PER_FILE);
    analysis
}

//! All that is known about one file, from its path and text alone: what it says, and what is risky in it.

use domain::{
    ProjectPath,
    finding::{FunctionMetrics, Severity},
};

use crate::{
    data, grammars, language, limits,
    place::Lines,
    security::{self, Library},
};

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
}

/// What the security rules say of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileScan {
    pub findings: Vec<Found>,
    /// Searched at all: not larger than the bound of a scan.
    pub scanned: bool,
}

/// A file while it is read.
pub struct Source<'a> {
    pub path: &'a ProjectPath,
    pub text: &'a str,
    pub lines: &'a Lines<'a>,
}

impl<'a> Source<'a> {
    pub fn text_of(&self, node: tree_sitter::Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or("")
    }
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

/// Reads a file: syntax, imports, measures.
pub fn analyse(path: &ProjectPath, text: &str) -> FileAnalysis {
    let lines = Lines::of(text);
    let source = Source { path, text, lines: &lines };
    let language = language::detect(path, text);
    let mut analysis = FileAnalysis { language, lines: lines.count(), ..FileAnalysis::default() };
    if let Some(language) = language {
        read(&source, language, &mut analysis);
    }
    analysis.issues.sort_by_key(|issue| issue.place);
    analysis.issues.truncate(limits::ISSUES_PER_FILE);
    analysis
}

/// Searches a file for what is risky. It is parsed for that anew: a tree is ten times its text, too much to
/// keep for somebody who may not ask.
pub fn scan(library: &Library, path: &ProjectPath, text: &str) -> FileScan {
    if text.len() > limits::SCANNED_BYTES {
        return FileScan::default();
    }
    let lines = Lines::of(text);
    let source = Source { path, text, lines: &lines };
    let language = language::detect(path, text);
    let grammar = language.filter(|_| text.len() <= limits::PARSED_BYTES).and_then(grammars::of);
    let tree = grammar.and_then(|grammar| grammars::parse(grammar, text).ok());
    FileScan { findings: security::scan(library, &source, language, tree.as_ref()), scanned: true }
}

/// Parses the file where there is a parser for it.
fn read(source: &Source<'_>, language: &'static str, analysis: &mut FileAnalysis) {
    let (check, grammar) = (data::check_of(language), grammars::of(language));
    if check.is_none() && grammar.is_none() {
        return;
    }
    let size = source.text.len();
    if size > limits::PARSED_BYTES {
        let message = format!("too large to parse: {size} bytes, the bound is {}", limits::PARSED_BYTES);
        analysis.issues.push(Issue { place: (1, 1), message });
        return;
    }
    if let Some(check) = check {
        analysis.parsed = true;
        analysis.issues.extend(check(source.text, source.lines));
    }
    let Some(grammar) = grammar else { return };
    let tree = match grammars::parse(grammar, source.text) {
        Ok(tree) => tree,
        Err(refused) => {
            analysis.issues.push(Issue { place: (1, 1), message: refused.to_string() });
            return;
        }
    };
    let parsed = grammars::Parsed { source, tree: &tree };
    analysis.parsed = true;
    analysis.issues.extend((grammar.syntax)(&parsed));
    analysis.imports = (grammar.imports)(&parsed);
    analysis.metrics = Some((grammar.metrics)(&parsed));
}

//! What reading code without running it can tell.

use serde::{Deserialize, Serialize};

use crate::ProjectPath;

/// A place in a file. Lines and columns count from 1; columns are characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub path: ProjectPath,
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyntaxIssue {
    #[serde(flatten)]
    pub place: Place,
    pub message: String,
}

/// What the syntax trees of a project say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SyntaxReport {
    /// Files that a parser read, by language.
    pub files: Vec<ParsedFile>,
    pub issues: Vec<SyntaxIssue>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParsedFile {
    pub path: ProjectPath,
    pub language: String,
    pub lines: u32,
    /// Top-level names of imported modules (`fastapi` for `fastapi.responses`); relative imports are left out.
    pub imports: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the rule, such as `python.eval`.
    pub rule: String,
    pub severity: Severity,
    /// Such as `CWE-95`.
    pub cwe: String,
    #[serde(flatten)]
    pub place: Place,
    pub message: String,
    /// The line, with secrets masked, cut to 200 characters.
    pub excerpt: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SecurityReport {
    pub findings: Vec<Finding>,
    pub files_scanned: u32,
    /// Number of rules that were applied.
    pub rules: u32,
    /// What this scan did not look at, said plainly.
    pub not_covered: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ComplexityReport {
    pub functions: Vec<FunctionMetrics>,
    pub lines: u32,
    pub files: u32,
    pub classes: u32,
    pub mean_complexity: f64,
    pub max_complexity: u32,
    /// Smells such as a function above 70 lines or nesting above 4, each with its place.
    pub smells: Vec<Smell>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunctionMetrics {
    #[serde(flatten)]
    pub place: Place,
    pub name: String,
    pub lines: u32,
    /// McCabe: 1 + branches.
    pub cyclomatic: u32,
    /// SonarSource's cognitive complexity.
    pub cognitive: u32,
    pub parameters: u32,
    pub max_nesting: u32,
    /// Loops inside loops: 0 none, 1 one level, …
    pub loop_depth: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Smell {
    #[serde(flatten)]
    pub place: Place,
    pub kind: String,
    pub message: String,
}

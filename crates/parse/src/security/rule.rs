//! A rule as its file states it.

use domain::{Explain, finding::Severity};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    #[serde(rename = "rule", default)]
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Such as `python.eval`: unique over all files.
    pub id: String,
    pub severity: Severity,
    /// Such as `CWE-95`.
    pub cwe: String,
    /// As [`crate::language::detect`] calls it; `any` for every text file.
    pub language: String,
    /// What is wrong and what to do instead, in one sentence.
    pub message: String,
    /// A tree-sitter query. The finding is at `@at`, else at the first capture; `@secret` is masked.
    #[serde(default)]
    pub query: Option<String>,
    /// A regular expression. The finding is at group `secret` where there is one, which is masked.
    #[serde(default)]
    pub regex: Option<String>,
    /// Group `secret` must have at least this many bits per character, and look random.
    #[serde(default)]
    pub entropy: Option<f64>,
    /// Whether group `secret` may be a stand-in such as `your-key-here`.
    #[serde(default)]
    pub stand_ins: bool,
    /// Lock files hold hashes, which look like keys.
    #[serde(default = "yes")]
    pub in_lock_files: bool,
    #[serde(default = "yes")]
    pub in_tests: bool,
    /// Texts in which the rule must find something.
    #[serde(rename = "match", default)]
    pub matching: Vec<Fixture>,
    /// Texts in which it must find nothing.
    #[serde(default)]
    pub clean: Vec<Fixture>,
}

/// A fixture: a text alone, or with the path that it stands for.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Fixture {
    Text(String),
    File { path: String, text: String },
}

fn yes() -> bool {
    true
}

/// Why a rule file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    #[error("rule file `{file}` cannot be read: {cause}")]
    Unreadable { file: String, cause: String },
    #[error("rule `{rule}` of `{file}`: {cause}")]
    Wrong { file: String, rule: String, cause: String },
}

impl Explain for RuleError {
    fn code(&self) -> &'static str {
        match self {
            RuleError::Unreadable { .. } => "QL-P001",
            RuleError::Wrong { .. } => "QL-P002",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            RuleError::Unreadable { .. } => "compare the file with those in crates/parse/rules".into(),
            RuleError::Wrong { .. } => {
                "a rule needs a unique id and exactly one of `query` and `regex`, with conditions that exist"
                    .into()
            }
        })
    }
}

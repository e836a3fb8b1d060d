//! Evidence: what was really executed, with which result. "Passed" comes from nowhere else.

use serde::{Deserialize, Serialize};

use crate::{Blake3, DropId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    Build,
    Test,
    Probe,
    Scan,
    Mutation,
    Lint,
}

/// One execution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// `E1`, `E2`, … within a run, in the order of the plan (not of time).
    pub id: String,
    pub kind: EvidenceKind,
    pub command: String,
    /// None when the command did not end by itself.
    pub exit_code: Option<i32>,
    pub duration_ms: u64,
    /// Drop with the raw output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<DropId>,
    /// Hash over toolchain, lock file, layers and limits: equal means comparable.
    pub environment: Blake3,
    /// Whether this execution counts as green.
    pub passed: bool,
    /// In one sentence, for people: what was seen.
    pub summary: String,
    #[serde(default)]
    pub tests: Vec<TestResult>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    pub id: String,
    pub requirements: Vec<String>,
    pub result: TestOutcome,
    pub ms: u64,
    /// The failure's own words, cut to 4,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    Pass,
    Fail,
    Error,
    Skipped,
    /// Planned, but the runner's report does not name it.
    NotRun,
}

impl TestOutcome {
    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "passed",
            Self::Fail => "failed",
            Self::Error => "broke",
            Self::Skipped => "skipped",
            Self::NotRun => "not run",
        }
    }
}

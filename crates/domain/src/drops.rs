//! Drops: immutable artefacts, addressed by what they hold and where they came from.

use serde::{Deserialize, Serialize};

use crate::{Blake3, Stage};

/// BLAKE3 over kind, stage, parents and content hash; see `store::drops::id`.
pub type DropId = Blake3;

/// What a drop holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropKind {
    Intent,
    Prompt,
    Frd,
    Requirements,
    Spec,
    Structure,
    Code,
    SyntaxReport,
    Dependencies,
    TestPlan,
    Tests,
    SecurityReport,
    PerformanceReport,
    Documentation,
    Evidence,
    Log,
    Score,
    Gate,
    Capsule,
    Summary,
}

impl DropKind {
    pub fn as_str(self) -> &'static str {
        match self {
            DropKind::Intent => "intent",
            DropKind::Prompt => "prompt",
            DropKind::Frd => "frd",
            DropKind::Requirements => "requirements",
            DropKind::Spec => "spec",
            DropKind::Structure => "structure",
            DropKind::Code => "code",
            DropKind::SyntaxReport => "syntax_report",
            DropKind::Dependencies => "dependencies",
            DropKind::TestPlan => "test_plan",
            DropKind::Tests => "tests",
            DropKind::SecurityReport => "security_report",
            DropKind::PerformanceReport => "performance_report",
            DropKind::Documentation => "documentation",
            DropKind::Evidence => "evidence",
            DropKind::Log => "log",
            DropKind::Score => "score",
            DropKind::Gate => "gate",
            DropKind::Capsule => "capsule",
            DropKind::Summary => "summary",
        }
    }
}

impl std::fmt::Display for DropKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A drop about to be written: everything its id is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub kind: DropKind,
    /// The stage that wrote it; none for the intent itself.
    pub stage: Option<Stage>,
    /// Sorted and without repeats before hashing.
    pub parents: Vec<DropId>,
    pub content: Vec<u8>,
}

/// A stored drop without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropRecord {
    pub id: DropId,
    pub run_id: String,
    pub kind: DropKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    pub parents: Vec<DropId>,
    /// BLAKE3 of the content: equal contents are stored once.
    pub content: Blake3,
    pub size_bytes: u64,
    pub stored_bytes: u64,
    /// RFC 3339, UTC. Not part of the id.
    pub created_at: String,
}

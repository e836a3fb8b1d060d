//! A run as documents show it (CONTRACT "generate --json").

use serde::{Deserialize, Serialize};

use crate::{
    DropId, Explained, Sha256, Spec, Stage, StageStatus, evidence::Evidence, score::Gate, spec::Question,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    Queued,
    Running,
    Waiting,
    /// Its process is gone; `runs resume` continues.
    Interrupted,
    Cancelled,
    Proven,
    NotProven,
    NeedsAnswers,
    NoBlueprint,
    MachineLacks,
    Failed,
}

impl RunStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            RunStatus::Queued => "queued",
            RunStatus::Running => "running",
            RunStatus::Waiting => "waiting",
            RunStatus::Interrupted => "interrupted",
            RunStatus::Cancelled => "cancelled",
            RunStatus::Proven => "proven",
            RunStatus::NotProven => "not_proven",
            RunStatus::NeedsAnswers => "needs_answers",
            RunStatus::NoBlueprint => "no_blueprint",
            RunStatus::MachineLacks => "machine_lacks",
            RunStatus::Failed => "failed",
        }
    }

    /// No event changes it any more.
    pub fn is_final(self) -> bool {
        match self {
            RunStatus::Queued | RunStatus::Running | RunStatus::Waiting | RunStatus::Interrupted => false,
            RunStatus::Cancelled
            | RunStatus::Proven
            | RunStatus::NotProven
            | RunStatus::NeedsAnswers
            | RunStatus::NoBlueprint
            | RunStatus::MachineLacks
            | RunStatus::Failed => true,
        }
    }

    /// Exit code of `generate` and `runs resume` (CONTRACT "Commands").
    pub fn exit_code(self) -> u8 {
        match self {
            RunStatus::Proven => 0,
            RunStatus::Failed => 1,
            RunStatus::NeedsAnswers => 3,
            RunStatus::NotProven => 4,
            RunStatus::MachineLacks => 5,
            RunStatus::NoBlueprint => 6,
            RunStatus::Cancelled
            | RunStatus::Interrupted
            | RunStatus::Queued
            | RunStatus::Running
            | RunStatus::Waiting => 130,
        }
    }
}

/// The document of `generate --json`, `runs show --json` and `GET /api/v1/runs/{run_id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunDocument {
    pub run_id: String,
    pub status: RunStatus,
    pub intent: String,
    pub created_at: String,
    pub finished_at: Option<String>,
    /// Null until the text was read.
    pub spec: Option<Box<Spec>>,
    pub stages: Vec<StageRow>,
    pub evidence: Vec<Evidence>,
    pub questions: Vec<Question>,
    pub capsule: Option<CapsuleRow>,
    pub gate: Option<Gate>,
    pub score: Option<crate::score::Score>,
    /// Hash over all drops of the run.
    pub root: Option<DropId>,
    pub timings: Timings,
    /// Why the run did not end proven, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Explained>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageRow {
    pub name: Stage,
    pub status: StageStatus,
    pub ms: u64,
    pub drop: Option<DropId>,
    pub attempt: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Explained>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapsuleRow {
    pub id: String,
    pub sha256: Sha256,
    /// Absolute path of the archive.
    pub path: String,
    pub proven: bool,
    pub files: usize,
    pub size_bytes: u64,
}

/// Where the time went. `platform_ms` = wall − tool − model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    pub platform_ms: f64,
    /// Inside boxes: install, tests, probes.
    pub tool_ms: f64,
    pub model_ms: f64,
    pub wall_ms: f64,
}

//! What the engine knows of a run: small, serialisable, the whole truth after each step.

use domain::{
    DropId, DropKind, Explained, Sha256, Stage, StageStatus,
    run::{RunStatus, Timings},
};
use serde::{Deserialize, Serialize};

/// Written with every step; `decide` is a function of this and an event alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunState {
    pub run_id: String,
    pub status: RunStatus,
    pub created_at: String,
    pub finished_at: Option<String>,
    pub intent: DropRef,
    pub tasks: Vec<Task>,
    /// Why the run ended as it did, where that is not plain from the drops.
    pub error: Option<Explained>,
    pub timings: Timings,
    /// Name and identity of the capsule, known once its stage is done.
    pub capsule: Option<CapsuleRef>,
}

/// A stage of this run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub stage: Stage,
    pub status: StageStatus,
    /// Attempts begun, this one included.
    pub attempt: u32,
    pub ms: f64,
    pub drops: Vec<DropRef>,
    pub error: Option<Explained>,
    /// Set while the stage waits for its next attempt: milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at_ms: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropRef {
    pub kind: DropKind,
    pub id: DropId,
    /// Address of the content.
    pub content: domain::Blake3,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapsuleRef {
    pub id: String,
    pub sha256: Sha256,
    pub file_name: String,
    pub proven: bool,
    pub files: usize,
    pub size_bytes: u64,
    /// The archive, and the document beside it.
    pub archive: DropRef,
    pub evidence: DropRef,
}

impl RunState {
    pub fn new(
        run_id: String,
        created_at: String,
        intent: DropRef,
        stages: impl Iterator<Item = Stage>,
    ) -> Self {
        let task = |stage| Task {
            stage,
            status: StageStatus::Waiting,
            attempt: 0,
            ms: 0.0,
            drops: Vec::new(),
            error: None,
            retry_at_ms: None,
        };
        Self {
            run_id,
            status: RunStatus::Queued,
            created_at,
            finished_at: None,
            intent,
            tasks: stages.map(task).collect(),
            error: None,
            timings: Timings::default(),
            capsule: None,
        }
    }

    pub fn task(&self, stage: Stage) -> Option<&Task> {
        self.tasks.iter().find(|task| task.stage == stage)
    }

    pub(super) fn task_mut(&mut self, stage: Stage) -> Option<&mut Task> {
        self.tasks.iter_mut().find(|task| task.stage == stage)
    }

    /// The newest drop of a kind, the intent included.
    pub fn drop_of(&self, kind: DropKind) -> Option<&DropRef> {
        if kind == DropKind::Intent {
            return Some(&self.intent);
        }
        self.tasks.iter().flat_map(|task| &task.drops).find(|d| d.kind == kind)
    }
}

//! What can go wrong in a run, apart from what a stage reports as its own failure.

use domain::{Explain, Explained, Stage};
use store::StoreError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PipelineError {
    #[error("the plan has a cycle: {}", names(.0))]
    Cycle(Vec<Stage>),
    #[error("stage {stage} needs {needs}, which no stage yields")]
    UnmetNeed { stage: Stage, needs: domain::DropKind },
    #[error("stage {0} is in the plan twice")]
    Twice(Stage),
    #[error("{what} both write `{path}`")]
    SameFile { path: domain::ProjectPath, what: String },
    #[error("drop {kind} of run {run_id} cannot be read: {cause}")]
    UnreadableDrop { run_id: String, kind: domain::DropKind, cause: String },
    #[error("the state of run {run_id} cannot be read: {cause}")]
    UnreadableState { run_id: String, cause: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PipelineError {
    pub fn explain(&self) -> Explained {
        self.explained()
    }
}

impl Explain for PipelineError {
    fn code(&self) -> &'static str {
        match self {
            PipelineError::Cycle(_) => "QL-L001",
            PipelineError::UnmetNeed { .. } => "QL-L002",
            PipelineError::Twice(_) => "QL-L003",
            PipelineError::SameFile { .. } => "QL-L004",
            PipelineError::UnreadableDrop { .. } => "QL-L005",
            PipelineError::UnreadableState { .. } => "QL-L006",
            PipelineError::Store(e) => e.code(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            PipelineError::Cycle(_) | PipelineError::UnmetNeed { .. } | PipelineError::Twice(_) => {
                Some("correct the stage table in pipeline/src/plan.rs".into())
            }
            PipelineError::SameFile { .. } => {
                Some("report this: a blueprint gives every file to one stage".into())
            }
            PipelineError::UnreadableDrop { .. } | PipelineError::UnreadableState { .. } => Some(
                "the run was written by another version, or the data directory is damaged; start a new run"
                    .into(),
            ),
            PipelineError::Store(e) => e.hint(),
        }
    }
}

fn names(stages: &[Stage]) -> String {
    stages.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" -> ")
}

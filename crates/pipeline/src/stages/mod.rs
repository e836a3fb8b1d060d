//! The stages: each a function of drops, one file each. The table that orders them is `plan`.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::{
    DropId, DropKind, Explained, Sha256, Spec, Stage,
    drops::Draft,
    roles::{Blueprints, Capsules, Parser, Reader, Sandbox, Validator},
    run::{RunStatus, Timings},
};
use futures::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};

pub mod capsule;
pub mod code;
pub mod dependencies;
pub mod documentation;
pub mod frd;
pub mod gate;
pub mod performance_analysis;
pub mod project_structure;
pub mod prompt_enhancement;
pub mod requirements;
pub mod score;
pub mod security_scan;
pub mod semantic_validation;
pub mod test_plan;
pub mod tests;
pub mod trial;
mod verdict;

/// The services a stage may ask.
#[derive(Clone)]
pub struct Roles {
    pub reader: Arc<dyn Reader>,
    pub blueprints: Arc<dyn Blueprints>,
    pub parser: Arc<dyn Parser>,
    pub sandbox: Arc<dyn Sandbox>,
    pub validator: Arc<dyn Validator>,
    pub capsules: Arc<dyn Capsules>,
    /// `SOURCE_DATE_EPOCH`, or 0: the one date inside capsules.
    pub source_date_epoch: u64,
    /// What a project may use while it is tried.
    pub trial: trial::Bounds,
}

/// How a stage works: computing on the blocking pool, or waiting for the outside.
#[derive(Clone, Copy)]
pub enum Work {
    Pure(fn(&Context) -> Result<Output, StageError>),
    Async(fn(Context) -> BoxFuture<'static, Result<Output, StageError>>),
}

/// All a stage sees.
#[derive(Clone)]
pub struct Context {
    pub run_id: String,
    pub created_at: String,
    /// Now: for documents that say when something ended; never for anything inside a capsule.
    pub finished_at: String,
    pub timings: Timings,
    pub stage: Stage,
    pub parents: Vec<DropId>,
    pub inputs: BTreeMap<DropKind, Arc<Vec<u8>>>,
    pub roles: Roles,
    /// Shows a line to whoever watches.
    pub log: Arc<dyn Fn(String) + Send + Sync>,
}

/// What a stage gives.
#[derive(Debug, Default)]
pub struct Output {
    pub drops: Vec<Draft>,
    /// Milliseconds spent in boxes.
    pub tool_ms: f64,
    /// The run ends here by design.
    pub end: Option<(RunStatus, Option<Explained>)>,
    pub capsule: Option<PackedRef>,
}

#[derive(Debug)]
pub struct PackedRef {
    pub id: String,
    pub sha256: Sha256,
    pub file_name: String,
    pub proven: bool,
    pub files: usize,
    pub size_bytes: u64,
}

/// Why an attempt of a stage failed.
#[derive(Debug, Clone, PartialEq)]
pub struct StageError {
    pub explained: Explained,
    /// Trying again may help: a passing fault of the machine, not of the input.
    pub retryable: bool,
}

impl StageError {
    pub fn lasting(explained: Explained) -> Self {
        Self { explained, retryable: false }
    }

    pub fn passing(explained: Explained) -> Self {
        Self { explained, retryable: true }
    }

    pub(crate) fn timed_out(stage: Stage, limit: Duration) -> Self {
        Self::passing(Explained {
            code: "QL-L010".into(),
            message: format!("stage {stage} took longer than {} s", limit.as_secs()),
            hint: Some("raise engine.stage_timeout_s or engine.trial_timeout_s in the configuration".into()),
        })
    }

    pub(crate) fn panicked(stage: Stage, join: tokio::task::JoinError) -> Self {
        let cause = match join.try_into_panic() {
            Ok(panic) => panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message")
                .to_owned(),
            Err(join) => join.to_string(),
        };
        Self::passing(Explained {
            code: "QL-L011".into(),
            message: format!("stage {stage} broke off: {cause}"),
            hint: Some("this is a defect of ours: please report it with the intent".into()),
        })
    }

    fn unreadable(kind: DropKind, cause: impl std::fmt::Display) -> Self {
        Self::lasting(Explained {
            code: "QL-L012".into(),
            message: format!("the {kind} drop cannot be read: {cause}"),
            hint: Some("start a new run".into()),
        })
    }
}

impl From<Explained> for StageError {
    fn from(explained: Explained) -> Self {
        Self::lasting(explained)
    }
}

impl Context {
    /// The parsed drop of a kind that the stage's row names under `needs`.
    pub fn input<T: DeserializeOwned>(&self, kind: DropKind) -> Result<T, StageError> {
        let bytes = self.inputs.get(&kind).ok_or_else(|| StageError::unreadable(kind, "it is missing"))?;
        serde_json::from_slice(bytes).map_err(|e| StageError::unreadable(kind, e))
    }

    /// A drop of this stage, with the stage's inputs as parents.
    pub fn draft(&self, kind: DropKind, value: &impl Serialize) -> Result<Draft, StageError> {
        let content = serde_json::to_vec(value).map_err(|e| StageError::unreadable(kind, e))?;
        Ok(self.draft_bytes(kind, content))
    }

    pub fn draft_bytes(&self, kind: DropKind, content: Vec<u8>) -> Draft {
        Draft { kind, stage: Some(self.stage), parents: self.parents.clone(), content }
    }

    /// The usual output: one drop.
    pub fn one(&self, kind: DropKind, value: &impl Serialize) -> Result<Output, StageError> {
        Ok(Output { drops: vec![self.draft(kind, value)?], ..Output::default() })
    }
}

/// How a run ends whose spec no blueprint takes: for what none of them can do there is none; a spec that
/// contradicts itself, or holds a name that code cannot carry, is at fault itself.
fn refused(roles: &Roles, spec: &Spec, error: Explained) -> (RunStatus, Option<Explained>) {
    let status = if roles.blueprints.is_faulty(spec) { RunStatus::Failed } else { RunStatus::NoBlueprint };
    (status, Some(error))
}

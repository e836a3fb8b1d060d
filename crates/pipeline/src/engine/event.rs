//! What can happen to a run, and what the driver is told to do about it.

use domain::{Explained, Stage, run::RunStatus};
use serde::{Deserialize, Serialize};

use super::state::{CapsuleRef, DropRef};

/// Journalled in the order decided on. Time and chance come in as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A driver took the run: at its start, and again after every crash.
    Driven {
        at: String,
    },
    StageDone {
        stage: Stage,
        attempt: u32,
        at: String,
        drops: Vec<DropRef>,
        ms: f64,
        tool_ms: f64,
        /// Set when the run has to end here, truly and by design: open questions, no blueprint, …
        end: Option<End>,
        capsule: Option<Box<CapsuleRef>>,
    },
    StageFailed {
        stage: Stage,
        attempt: u32,
        at: String,
        at_ms: u64,
        error: Explained,
        retryable: bool,
        ms: f64,
        jitter_permille: u32,
    },
    RetryDue {
        stage: Stage,
    },
    /// Ctrl-C or the end of the process: resumable.
    Interrupted {
        at: String,
    },
    CancelRequested {
        at: String,
    },
    /// Time that this driver spent on the run.
    Drove {
        ms: f64,
        /// What of all time the tools had whose stages failed or were stopped: no output tells it.
        #[serde(default)]
        tool_ms: f64,
    },
}

/// An end that is an answer, not a failure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    pub status: RunStatus,
    pub error: Option<Explained>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    Start {
        stage: Stage,
        attempt: u32,
    },
    /// Deliver `RetryDue` at that moment.
    Wait {
        stage: Stage,
        until_ms: u64,
    },
    /// Abort every running stage.
    StopAll,
}

//! The narrow ports a backend implements. Logic over them lives once, in this crate.

use domain::{Blake3, DropId, DropRecord, Sha256};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::StoreError;

pub type Result<T> = std::result::Result<T, StoreError>;

/// What a run's row holds beside its state: what lists show without reading the state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRow {
    pub id: String,
    /// `domain::run::RunStatus` as text.
    pub status: String,
    /// The first 200 characters of the intent.
    pub title: String,
    /// RFC 3339 UTC.
    pub created_at: String,
    pub finished_at: Option<String>,
    /// Number of the last committed step; 0 before the first.
    pub seq: u64,
    /// The engine's state after that step, JSON.
    pub state: Vec<u8>,
}

/// A drop with its bytes already compressed and addressed; made by `drops::prepare`.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedDrop {
    pub record: DropRecord,
    /// zstd frames of the content (`drops::frames`); those that are known are not written again.
    pub compressed: Vec<u8>,
}

/// One atomic step of a run: everything or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub run_id: String,
    /// The step's number: exactly the last one plus 1, else [`StoreError::Conflict`].
    pub seq: u64,
    /// Token of the lease under which this is written; a newer lease refuses it (FAULTS E15).
    pub fence: u64,
    /// Events that were decided on, JSON, in order: the journal.
    pub events: Vec<Vec<u8>>,
    /// The row after the step.
    pub row: RunRow,
    pub drops: Vec<PreparedDrop>,
    /// Audit lines: action, object, JSON detail.
    pub audit: Vec<AuditLine>,
    /// Messages for the bus, delivered after the commit at least once, in order.
    pub outbox: Vec<Vec<u8>>,
}

impl Step {
    /// Refuses a step that contradicts itself, before anything is written.
    pub fn check(&self) -> Result<()> {
        check(&self.run_id, self.seq, &self.row, &self.drops)
    }
}

/// Whether what is about to be written is all of one run and one step; a first row has seq 0.
pub fn check(run_id: &str, seq: u64, row: &RunRow, drops: &[PreparedDrop]) -> Result<()> {
    let stray = drops.iter().find(|d| d.record.run_id != run_id);
    let cause = if row.id != run_id {
        format!("a step of run {run_id} carries the row of run {}", row.id)
    } else if row.seq != seq {
        format!("step {seq} of run {run_id} carries a row at {}", row.seq)
    } else if let Some(drop) = stray {
        format!("a step of run {run_id} carries a drop of run {}", drop.record.run_id)
    } else {
        return Ok(());
    };
    Err(StoreError::Failed { cause })
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditLine {
    pub at: String,
    pub actor: String,
    pub action: String,
    pub object: String,
}

/// A line of the audit log as it stands in the store; `audit` computes and checks the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// 1, 2, … over all runs, without gaps.
    pub seq: u64,
    pub prev_hash: Sha256,
    pub hash: Sha256,
    #[serde(flatten)]
    pub line: AuditLine,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub seq: u64,
    pub events: Vec<Vec<u8>>,
}

/// An undelivered message with its number, which `delivered` takes.
pub type Message = (u64, Vec<u8>);

/// A question's id with its answer.
pub type Remembered = (String, Vec<u8>);

/// The right to drive one run, until `expires_at_ms` or release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    pub run_id: String,
    pub owner: String,
    /// Grows with every lease of the run.
    pub fence: u64,
    pub expires_at_ms: u64,
}

/// Runs and their journal. Local: `backends::sqlite`. Memory: `store::memory`.
pub trait Runs: Send + Sync {
    /// Writes the row (seq 0) and the given drops (the intent); the id must be new.
    fn create(&self, row: RunRow, drops: Vec<PreparedDrop>) -> BoxFuture<'_, Result<()>>;
    /// Durable when it returns: one transaction over row, journal, drops, audit and outbox.
    fn commit(&self, step: Step) -> BoxFuture<'_, Result<()>>;
    fn load(&self, run_id: &str) -> BoxFuture<'_, Result<RunRow>>;
    /// Newest first; `after` is the id where the last page ended. `state` is left empty: use `load`.
    fn list(&self, limit: u32, after: Option<String>) -> BoxFuture<'_, Result<Vec<RunRow>>>;
    fn journal(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<JournalEntry>>>;
    /// Takes the lease where there is none or it has expired at `now_ms`; else [`StoreError::Leased`].
    fn acquire(&self, run_id: &str, owner: &str, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>>;
    /// Extends a lease that nobody has taken over or released, expired or not; else [`StoreError::Fenced`].
    fn renew(&self, lease: &Lease, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>>;
    fn release(&self, lease: &Lease) -> BoxFuture<'_, Result<()>>;
    /// The current lease, expired or not; none before the first and after a release.
    fn lease(&self, run_id: &str) -> BoxFuture<'_, Result<Option<Lease>>>;
    /// Asks the driver to cancel; it sees this at its next look.
    fn request_cancel(&self, run_id: &str) -> BoxFuture<'_, Result<()>>;
    fn cancel_requested(&self, run_id: &str) -> BoxFuture<'_, Result<bool>>;
    /// Undelivered messages in order, and their removal once delivered.
    fn outbox(&self, limit: u32) -> BoxFuture<'_, Result<Vec<Message>>>;
    fn delivered(&self, up_to: u64) -> BoxFuture<'_, Result<()>>;
}

/// Drops of all runs. Bytes are verified against their hash on every read.
pub trait Drops: Send + Sync {
    fn record(&self, id: &DropId) -> BoxFuture<'_, Result<DropRecord>>;
    /// The content, decompressed within `max_bytes` and checked (FAULTS D2, D3).
    fn content(&self, hash: &Blake3, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>>>;
    /// In the order written.
    fn of_run(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<DropRecord>>>;
    /// Ids that start with the prefix (at least 4 digits), at most `limit`.
    fn by_prefix(&self, prefix: &str, limit: u32) -> BoxFuture<'_, Result<Vec<DropRecord>>>;
    /// Totals for `gc` and `doctor`.
    fn totals(&self) -> BoxFuture<'_, Result<DropTotals>>;
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropTotals {
    pub drops: u64,
    pub contents: u64,
    pub content_bytes: u64,
    pub stored_bytes: u64,
}

/// Answers remembered for an intent text, by question id, as JSON.
pub trait Answers: Send + Sync {
    fn remember(&self, intent_sha256: &str, question: &str, answer: Vec<u8>) -> BoxFuture<'_, Result<()>>;
    fn remembered(&self, intent_sha256: &str) -> BoxFuture<'_, Result<Vec<Remembered>>>;
}

/// The audit log: lines come with steps, and are never changed.
pub trait Audit: Send + Sync {
    /// Entries behind `after` (0 for the first), in order.
    fn entries(&self, after: u64, limit: u32) -> BoxFuture<'_, Result<Vec<AuditEntry>>>;
}

/// All ports of one store.
pub trait Store: Runs + Drops + Answers + Audit {}
impl<T: Runs + Drops + Answers + Audit> Store for T {}

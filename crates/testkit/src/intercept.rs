//! A store whose commits go through somebody else's hands.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::{Blake3, DropId, DropRecord};
use futures::{FutureExt, future::BoxFuture};
use store::{
    Answers, Drops, Runs, Store,
    ports::{Audit, AuditEntry, DropTotals, JournalEntry, Lease, PreparedDrop, Result, RunRow, Step},
};

/// Decides how a step reaches the store.
pub trait Intercept: Send + Sync {
    fn commit<'a>(&'a self, inner: &'a dyn Store, step: Step) -> BoxFuture<'a, Result<()>>;
}

/// Everything but `commit` passes through.
pub struct Intercepted {
    pub inner: Arc<dyn Store>,
    pub by: Arc<dyn Intercept>,
}

/// The control of the durability tests: state first and drops in a commit of their own. A crash
/// between the two loses an acknowledged stage's drops, and the tests must see that.
#[derive(Default)]
pub struct TwoCommits {
    /// Commits of ours that the driver of this process does not know of.
    extra: AtomicU64,
}

impl Intercept for TwoCommits {
    fn commit<'a>(&'a self, inner: &'a dyn Store, step: Step) -> BoxFuture<'a, Result<()>> {
        async move {
            let seq = step.seq + self.extra.load(Ordering::SeqCst);
            let step = Step { seq, row: RunRow { seq, ..step.row }, ..step };
            if step.drops.is_empty() {
                return inner.commit(step).await;
            }
            inner.commit(Step { drops: Vec::new(), ..step.clone() }).await?;
            let row = RunRow { seq: seq + 1, ..step.row.clone() };
            inner.commit(Step { seq: seq + 1, events: Vec::new(), row, ..step }).await?;
            self.extra.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
        .boxed()
    }
}

impl Runs for Intercepted {
    fn create(&self, row: RunRow, drops: Vec<PreparedDrop>) -> BoxFuture<'_, Result<()>> {
        self.inner.create(row, drops)
    }
    fn commit(&self, step: Step) -> BoxFuture<'_, Result<()>> {
        self.by.commit(self.inner.as_ref(), step)
    }
    fn load(&self, run_id: &str) -> BoxFuture<'_, Result<RunRow>> {
        self.inner.load(run_id)
    }
    fn list(&self, limit: u32, after: Option<String>) -> BoxFuture<'_, Result<Vec<RunRow>>> {
        self.inner.list(limit, after)
    }
    fn journal(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<JournalEntry>>> {
        self.inner.journal(run_id)
    }
    fn acquire(&self, run_id: &str, owner: &str, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>> {
        self.inner.acquire(run_id, owner, now_ms, ttl_ms)
    }
    fn renew(&self, lease: &Lease, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>> {
        self.inner.renew(lease, now_ms, ttl_ms)
    }
    fn release(&self, lease: &Lease) -> BoxFuture<'_, Result<()>> {
        self.inner.release(lease)
    }
    fn lease(&self, run_id: &str) -> BoxFuture<'_, Result<Option<Lease>>> {
        self.inner.lease(run_id)
    }
    fn request_cancel(&self, run_id: &str) -> BoxFuture<'_, Result<()>> {
        self.inner.request_cancel(run_id)
    }
    fn cancel_requested(&self, run_id: &str) -> BoxFuture<'_, Result<bool>> {
        self.inner.cancel_requested(run_id)
    }
    fn outbox(&self, limit: u32) -> BoxFuture<'_, Result<Vec<(u64, Vec<u8>)>>> {
        self.inner.outbox(limit)
    }
    fn delivered(&self, up_to: u64) -> BoxFuture<'_, Result<()>> {
        self.inner.delivered(up_to)
    }
}

impl Drops for Intercepted {
    fn record(&self, id: &DropId) -> BoxFuture<'_, Result<DropRecord>> {
        self.inner.record(id)
    }
    fn content(&self, hash: &Blake3, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>>> {
        self.inner.content(hash, max_bytes)
    }
    fn of_run(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<DropRecord>>> {
        self.inner.of_run(run_id)
    }
    fn by_prefix(&self, prefix: &str, limit: u32) -> BoxFuture<'_, Result<Vec<DropRecord>>> {
        self.inner.by_prefix(prefix, limit)
    }
    fn totals(&self) -> BoxFuture<'_, Result<DropTotals>> {
        self.inner.totals()
    }
}

impl Answers for Intercepted {
    fn remember(&self, intent_sha256: &str, question: &str, answer: Vec<u8>) -> BoxFuture<'_, Result<()>> {
        self.inner.remember(intent_sha256, question, answer)
    }
    fn remembered(&self, intent_sha256: &str) -> BoxFuture<'_, Result<Vec<(String, Vec<u8>)>>> {
        self.inner.remembered(intent_sha256)
    }
}

impl Audit for Intercepted {
    fn entries(&self, after: u64, limit: u32) -> BoxFuture<'_, Result<Vec<AuditEntry>>> {
        self.inner.entries(after, limit)
    }
}

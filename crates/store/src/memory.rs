//! All ports in memory: for tests and for the engine's simulator. Nothing outlives the process.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{Blake3, DropId, DropRecord};
use futures::future::{BoxFuture, FutureExt, ready};

use crate::{
    StoreError, audit, drops,
    ports::{
        self, Answers, Audit, AuditEntry, DropTotals, Drops, JournalEntry, Lease, Message, PreparedDrop,
        Remembered, Result, RunRow, Runs, Step,
    },
};

#[derive(Default)]
pub struct Memory {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    runs: BTreeMap<String, Run>,
    /// Size and frames by content hash.
    contents: BTreeMap<Blake3, (u64, Vec<Blake3>)>,
    frames: BTreeMap<Blake3, Vec<u8>>,
    audit: Vec<AuditEntry>,
    outbox: BTreeMap<u64, Vec<u8>>,
    last_message: u64,
    answers: BTreeMap<(String, String), Vec<u8>>,
}

struct Run {
    row: RunRow,
    journal: Vec<JournalEntry>,
    drops: Vec<DropRecord>,
    fence: u64,
    /// Owner and expiry while somebody holds it.
    held: Option<(String, u64)>,
    cancel: bool,
}

impl Memory {
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> Result<T>) -> BoxFuture<'static, Result<T>>
    where
        T: Send + 'static,
    {
        // Every method checks first and writes then, so a panic in between leaves nothing half done.
        let mut state: MutexGuard<'_, State> = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        ready(act(&mut state)).boxed()
    }
}

impl State {
    fn run(&mut self, id: &str) -> Result<&mut Run> {
        self.runs.get_mut(id).ok_or_else(|| StoreError::NotFound { what: "run", id: id.to_owned() })
    }

    fn all_drops(&self) -> impl Iterator<Item = &DropRecord> {
        self.runs.values().flat_map(|run| &run.drops)
    }

    fn keep(&mut self, run_id: &str, prepared: Vec<PreparedDrop>) -> Result<()> {
        for PreparedDrop { record, compressed } in prepared {
            let frames = drops::frames(&compressed).into_iter().map(|frame| (Blake3::of(frame), frame));
            let mut hashes = Vec::new();
            for (hash, frame) in frames {
                self.frames.entry(hash.clone()).or_insert_with(|| frame.to_vec());
                hashes.push(hash);
            }
            self.contents.entry(record.content.clone()).or_insert((record.size_bytes, hashes));
            let run = self.run(run_id)?;
            if run.drops.iter().all(|known| known.id != record.id) {
                run.drops.push(record);
            }
        }
        Ok(())
    }
}

impl Runs for Memory {
    fn create(&self, row: RunRow, drops: Vec<PreparedDrop>) -> BoxFuture<'_, Result<()>> {
        self.with(move |state| {
            let id = row.id.clone();
            if state.runs.contains_key(&id) {
                return Err(StoreError::Exists { what: "run", id });
            }
            ports::check(&id, 0, &row, &drops)?;
            let run =
                Run { row, journal: Vec::new(), drops: Vec::new(), fence: 0, held: None, cancel: false };
            state.runs.insert(id.clone(), run);
            state.keep(&id, drops)
        })
    }

    fn commit(&self, step: Step) -> BoxFuture<'_, Result<()>> {
        self.with(move |state| {
            step.check()?;
            let run = state.run(&step.run_id)?;
            if run.fence != step.fence {
                return Err(StoreError::Fenced { run_id: step.run_id });
            }
            if run.row.seq + 1 != step.seq {
                return Err(StoreError::Conflict { run_id: step.run_id, seq: step.seq });
            }
            let (seq, head) = state.audit.last().map_or((0, audit::genesis()), |e| (e.seq, e.hash.clone()));
            let entries = audit::chain(seq, head, &step.audit)?;
            let run = state.run(&step.run_id)?;
            run.journal.push(JournalEntry { seq: step.seq, events: step.events });
            run.row = RunRow { created_at: run.row.created_at.clone(), ..step.row };
            state.keep(&step.run_id, step.drops)?;
            state.audit.extend(entries);
            for message in step.outbox {
                state.last_message += 1;
                state.outbox.insert(state.last_message, message);
            }
            Ok(())
        })
    }

    fn load(&self, run_id: &str) -> BoxFuture<'_, Result<RunRow>> {
        self.with(|state| Ok(state.run(run_id)?.row.clone()))
    }

    fn list(&self, limit: u32, after: Option<String>) -> BoxFuture<'_, Result<Vec<RunRow>>> {
        self.with(|state| {
            let mut rows: Vec<&RunRow> = state.runs.values().map(|run| &run.row).collect();
            rows.sort_by(|a, b| (&b.created_at, &b.id).cmp(&(&a.created_at, &a.id)));
            let start = match &after {
                None => 0,
                Some(id) => {
                    let at = rows.iter().position(|row| row.id == *id);
                    at.ok_or_else(|| StoreError::NotFound { what: "run", id: id.clone() })? + 1
                }
            };
            let page = rows.into_iter().skip(start).take(limit as usize);
            Ok(page.map(|row| RunRow { state: Vec::new(), ..row.clone() }).collect())
        })
    }

    fn journal(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<JournalEntry>>> {
        self.with(|state| Ok(state.run(run_id)?.journal.clone()))
    }

    fn acquire(&self, run_id: &str, owner: &str, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>> {
        self.with(|state| {
            let run = state.run(run_id)?;
            if let Some((owner, expires_at_ms)) = &run.held
                && *expires_at_ms > now_ms
            {
                return Err(StoreError::Leased { run_id: run_id.to_owned(), owner: owner.clone() });
            }
            let expires_at_ms = now_ms.saturating_add(ttl_ms);
            run.fence += 1;
            run.held = Some((owner.to_owned(), expires_at_ms));
            Ok(Lease { run_id: run_id.to_owned(), owner: owner.to_owned(), fence: run.fence, expires_at_ms })
        })
    }

    fn renew(&self, lease: &Lease, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>> {
        self.with(|state| {
            let run = state.run(&lease.run_id)?;
            let expires_at_ms = now_ms.saturating_add(ttl_ms);
            match &mut run.held {
                Some((_, expiry)) if run.fence == lease.fence => *expiry = expires_at_ms,
                _ => return Err(StoreError::Fenced { run_id: lease.run_id.clone() }),
            }
            Ok(Lease { expires_at_ms, ..lease.clone() })
        })
    }

    fn release(&self, lease: &Lease) -> BoxFuture<'_, Result<()>> {
        self.with(|state| {
            let run = state.run(&lease.run_id)?;
            if run.fence == lease.fence {
                run.held = None;
            }
            Ok(())
        })
    }

    fn lease(&self, run_id: &str) -> BoxFuture<'_, Result<Option<Lease>>> {
        self.with(|state| {
            let run = state.run(run_id)?;
            Ok(run.held.clone().map(|(owner, expires_at_ms)| Lease {
                run_id: run_id.to_owned(),
                owner,
                fence: run.fence,
                expires_at_ms,
            }))
        })
    }

    fn request_cancel(&self, run_id: &str) -> BoxFuture<'_, Result<()>> {
        self.with(|state| {
            state.run(run_id)?.cancel = true;
            Ok(())
        })
    }

    fn cancel_requested(&self, run_id: &str) -> BoxFuture<'_, Result<bool>> {
        self.with(|state| Ok(state.run(run_id)?.cancel))
    }

    fn outbox(&self, limit: u32) -> BoxFuture<'_, Result<Vec<Message>>> {
        self.with(|state| {
            Ok(state.outbox.iter().take(limit as usize).map(|(n, m)| (*n, m.clone())).collect())
        })
    }

    fn delivered(&self, up_to: u64) -> BoxFuture<'_, Result<()>> {
        self.with(|state| {
            state.outbox.retain(|n, _| *n > up_to);
            Ok(())
        })
    }
}

impl Drops for Memory {
    fn record(&self, id: &DropId) -> BoxFuture<'_, Result<DropRecord>> {
        self.with(|state| {
            let known = state.all_drops().find(|drop| drop.id == *id).cloned();
            let record = known.ok_or_else(|| StoreError::NotFound { what: "drop", id: id.to_string() })?;
            drops::check(&record)?;
            Ok(record)
        })
    }

    fn content(&self, hash: &Blake3, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>>> {
        self.with(|state| match state.contents.get(hash) {
            None => Err(StoreError::NotFound { what: "content", id: hash.to_string() }),
            Some((_, frames)) => {
                let frames: Vec<u8> =
                    frames.iter().filter_map(|f| state.frames.get(f)).flatten().copied().collect();
                drops::expand(&frames, hash, max_bytes)
            }
        })
    }

    fn of_run(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<DropRecord>>> {
        self.with(|state| {
            let records = state.run(run_id)?.drops.clone();
            records.iter().try_for_each(drops::check)?;
            Ok(records)
        })
    }

    fn by_prefix(&self, prefix: &str, limit: u32) -> BoxFuture<'_, Result<Vec<DropRecord>>> {
        self.with(|state| {
            let prefix = drops::prefix(prefix)?;
            let matching = state.all_drops().filter(|drop| drop.id.as_str().starts_with(&prefix));
            let mut by_id = BTreeMap::new();
            for drop in matching {
                by_id.entry(&drop.id).or_insert(drop);
            }
            let records: Vec<DropRecord> = by_id.into_values().take(limit as usize).cloned().collect();
            records.iter().try_for_each(drops::check)?;
            Ok(records)
        })
    }

    fn totals(&self) -> BoxFuture<'_, Result<DropTotals>> {
        self.with(|state| {
            Ok(DropTotals {
                drops: state.all_drops().count() as u64,
                contents: state.contents.len() as u64,
                content_bytes: state.contents.values().map(|(size, _)| size).sum(),
                stored_bytes: state.frames.values().map(|bytes| bytes.len() as u64).sum(),
            })
        })
    }
}

impl Answers for Memory {
    fn remember(&self, intent_sha256: &str, question: &str, answer: Vec<u8>) -> BoxFuture<'_, Result<()>> {
        self.with(|state| {
            state.answers.insert((intent_sha256.to_owned(), question.to_owned()), answer);
            Ok(())
        })
    }

    fn remembered(&self, intent_sha256: &str) -> BoxFuture<'_, Result<Vec<Remembered>>> {
        self.with(|state| {
            let of_intent = state.answers.iter().filter(|((intent, _), _)| intent == intent_sha256);
            Ok(of_intent.map(|((_, question), answer)| (question.clone(), answer.clone())).collect())
        })
    }
}

impl Audit for Memory {
    fn entries(&self, after: u64, limit: u32) -> BoxFuture<'_, Result<Vec<AuditEntry>>> {
        self.with(|state| {
            let behind = state.audit.iter().filter(|entry| entry.seq > after);
            Ok(behind.take(limit as usize).cloned().collect())
        })
    }
}

//! The embedded driver: the only loop that acts. Durable first, then do it.
//!
//! Every batch of events becomes one step: journal, state, drops, audit and outbox in one
//! transaction. Stages that ran side by side share it. After a crash the actions that were
//! decided on but not seen to end run again; each is idempotent, because a stage is a
//! function of its drops.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::{DropKind, Explain, Explained, Stage, drops::Draft, intent::Intent, run::RunStatus};
use store::{
    Store,
    ports::{AuditLine, Lease, PreparedDrop, RunRow, Step},
};
use tokio::{sync::watch, task::JoinSet, time::Instant};

use super::{
    decide::{Rules, decide},
    event::{Action, End, Event},
    retry::RetryPolicy,
    state::{CapsuleRef, DropRef, RunState},
};
use crate::{
    PipelineError, Plan,
    ports::{Chance, Clock},
    stages::{Context, Output, Roles, StageError, Work},
};

/// From configuration `engine.*`.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    pub retry: RetryPolicy,
    pub max_parallel: usize,
    pub lease_ttl: Duration,
    /// How often a driver looks whether somebody asked to cancel its run.
    pub cancel_poll: Duration,
    /// How long a finished stage that nothing waits for waits for its neighbours before it is
    /// committed alone. One that lets another start, or ends the run, is committed at once.
    pub group_commit: Duration,
    /// Largest drop that is read back into memory.
    pub max_drop_bytes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            retry: RetryPolicy::default(),
            max_parallel: 10,
            lease_ttl: Duration::from_secs(15),
            cancel_poll: Duration::from_millis(500),
            group_commit: Duration::from_millis(20),
            max_drop_bytes: 256 << 20,
        }
    }
}

/// Why a driver should stop before the run is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stop {
    #[default]
    No,
    /// Ctrl-C: the run stays, resumable.
    Interrupt,
    Cancel,
}

/// Told to whoever watches; never waited for.
#[derive(Debug, Clone)]
pub enum Progress {
    Run {
        run_id: String,
        status: RunStatus,
    },
    Stage {
        run_id: String,
        stage: Stage,
        status: domain::StageStatus,
        ms: f64,
        error: Option<Explained>,
    },
    /// A line of what a stage's tools print.
    Log {
        run_id: String,
        stage: Stage,
        text: String,
    },
}

pub type Observer = Arc<dyn Fn(Progress) + Send + Sync>;

/// Whether the process that holds a lease still lives, where that can be known.
pub type Liveness = Arc<dyn Fn(&str) -> bool + Send + Sync>;

pub struct Embedded {
    pub store: Arc<dyn Store>,
    pub roles: Roles,
    pub plan: Plan,
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub observer: Observer,
    /// Names this process in leases.
    pub owner: String,
    pub alive: Liveness,
}

impl Embedded {
    /// Writes the run; nothing is driven yet.
    pub async fn create(&self, run_id: &str, intent: &Intent) -> Result<RunState, PipelineError> {
        let created_at = self.clock.stamp();
        let draft = Draft {
            kind: DropKind::Intent,
            stage: None,
            parents: Vec::new(),
            content: to_json(run_id, DropKind::Intent, intent)?,
        };
        let prepared = store::drops::prepare(&draft, run_id, &created_at);
        let stages = self.plan.rows().iter().map(|row| row.stage);
        let state = RunState::new(run_id.to_owned(), created_at, reference(&prepared), stages);
        let title: String = intent.text.chars().take(200).collect();
        self.store.create(row(&state, title, 0)?, vec![prepared]).await?;
        Ok(state)
    }

    /// Drives the run until it ends, or until `stop` says so. A finished run is given back as it is.
    pub async fn drive(&self, run_id: &str, stop: watch::Receiver<Stop>) -> Result<RunState, PipelineError> {
        let loaded = self.store.load(run_id).await?;
        let state = parse_state(&loaded)?;
        if state.status.is_final() {
            return Ok(state);
        }
        let lease = self.acquire(run_id).await?;
        // Another process may have moved the run on while we waited for the lease.
        let loaded = self.store.load(run_id).await?;
        let state = parse_state(&loaded)?;
        let mut drive = Drive::new(self, lease, state, loaded);
        let driven = drive.run(stop).await;
        drive.tasks.shutdown().await;
        // The lease runs out by itself where this fails.
        let _ = self.store.release(&drive.lease).await;
        driven?;
        Ok(drive.state)
    }

    /// Takes the lease; that of a process known to be dead is taken over at once.
    async fn acquire(&self, run_id: &str) -> Result<Lease, PipelineError> {
        let now = self.clock.now_ms();
        let ttl = self.config.lease_ttl.as_millis() as u64;
        let held = self.store.lease(run_id).await?;
        let from = match &held {
            Some(lease) if !(self.alive)(&lease.owner) => now.max(lease.expires_at_ms.saturating_add(1)),
            _ => now,
        };
        Ok(self.store.acquire(run_id, &self.owner, from, ttl).await?)
    }
}

/// What a task of the set brings back.
enum Done {
    // Boxed: an output is large, a retry is nothing.
    Stage { stage: Stage, attempt: u32, ms: f64, result: Box<Result<Finished, StageError>> },
    RetryDue(Stage),
}

/// An output whose drops are addressed and compressed already: done where the stage ran, beside its
/// neighbours, so that the driver only has to write them.
struct Finished {
    output: Output,
    prepared: Vec<PreparedDrop>,
}

impl Finished {
    fn new(output: Output, run_id: &str) -> Self {
        // The moment is no part of a drop's id: the driver adds it when it takes the output.
        let prepared = output.drops.iter().map(|draft| store::drops::prepare(draft, run_id, "")).collect();
        Self { output, prepared }
    }
}

/// One driving of one run.
struct Drive<'a> {
    engine: &'a Embedded,
    lease: Lease,
    state: RunState,
    title: String,
    seq: u64,
    tasks: JoinSet<Done>,
    names: BTreeMap<tokio::task::Id, (Stage, u32, Instant)>,
    contents: BTreeMap<DropKind, Arc<Vec<u8>>>,
    since: Instant,
    cancelled: bool,
}

impl<'a> Drive<'a> {
    fn new(engine: &'a Embedded, lease: Lease, state: RunState, loaded: RunRow) -> Self {
        Self {
            engine,
            lease,
            state,
            title: loaded.title,
            seq: loaded.seq,
            tasks: JoinSet::new(),
            names: BTreeMap::new(),
            contents: BTreeMap::new(),
            since: Instant::now(),
            cancelled: false,
        }
    }

    async fn run(&mut self, mut stop: watch::Receiver<Stop>) -> Result<(), PipelineError> {
        self.step(vec![Event::Driven { at: self.engine.clock.stamp() }], Vec::new()).await?;
        let mut renewal = tokio::time::interval(self.engine.config.lease_ttl / 3);
        let mut look = tokio::time::interval(self.engine.config.cancel_poll);
        renewal.reset();
        look.reset();
        while self.state.status == RunStatus::Running {
            let stopped = *stop.borrow_and_update();
            if stopped != Stop::No && !self.cancelled {
                self.cancelled = true;
                self.stop_for(stopped).await?;
                continue;
            }
            tokio::select! {
                biased;
                changed = stop.changed(), if !self.cancelled => {
                    // A dropped sender means that nobody can stop us any more: go on.
                    if changed.is_err() { self.cancelled = true; }
                }
                Some(done) = self.tasks.join_next_with_id() => self.settle(done).await?,
                _ = renewal.tick() => {
                    let ttl = self.engine.config.lease_ttl.as_millis() as u64;
                    self.lease = self.engine.store.renew(&self.lease, self.engine.clock.now_ms(), ttl).await?;
                }
                _ = look.tick() => {
                    if self.engine.store.cancel_requested(&self.state.run_id).await? {
                        self.stop_for(Stop::Cancel).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// How long tools were at work on what these events bring to nothing.
    fn lost_tool_ms(&self, events: &[Event]) -> f64 {
        let outside =
            |stage: Stage| matches!(self.engine.plan.row(stage).map(|row| row.work), Some(Work::Async(_)));
        let running = self.names.values().filter(|(stage, _, _)| outside(*stage));
        // Side by side they share the time.
        let longest = running.map(|(_, _, begun)| begun.elapsed().as_secs_f64() * 1000.0).fold(0.0, f64::max);
        let lost = events.iter().map(|event| match event {
            Event::StageFailed { stage, ms, .. } if outside(*stage) => *ms,
            Event::Interrupted { .. } | Event::CancelRequested { .. } => longest,
            _ => 0.0,
        });
        lost.sum()
    }

    async fn stop_for(&mut self, stop: Stop) -> Result<(), PipelineError> {
        let at = self.engine.clock.stamp();
        let event = match stop {
            Stop::No => return Ok(()),
            Stop::Interrupt => Event::Interrupted { at },
            Stop::Cancel => Event::CancelRequested { at },
        };
        self.step(vec![event], Vec::new()).await
    }

    /// Takes one finished task and those that ended meanwhile. Where none of them lets another stage
    /// start, their neighbours have the group-commit window to join: nothing stands still for it.
    async fn settle(
        &mut self,
        first: Result<(tokio::task::Id, Done), tokio::task::JoinError>,
    ) -> Result<(), PipelineError> {
        let mut events = Vec::new();
        let mut drops = Vec::new();
        self.take(first, &mut events, &mut drops)?;
        while let Some(next) = self.tasks.try_join_next_with_id() {
            self.take(next, &mut events, &mut drops)?;
        }
        let until = Instant::now() + self.engine.config.group_commit;
        while self.short_work_is_running() && !self.moves_the_run(&events) {
            match tokio::time::timeout_at(until, self.tasks.join_next_with_id()).await {
                Ok(Some(next)) => self.take(next, &mut events, &mut drops)?,
                Ok(None) | Err(_) => break,
            }
        }
        self.step(events, drops).await
    }

    /// Whether work waits for these events to be durable: a stage could start, or the run would end.
    fn moves_the_run(&self, events: &[Event]) -> bool {
        let rules = self.rules();
        let mut state = self.state.clone();
        events.iter().any(|event| {
            let (next, actions) = decide(&rules, state.clone(), event.clone());
            state = next;
            !actions.is_empty()
        })
    }

    fn rules(&self) -> Rules<'a> {
        let engine = self.engine;
        Rules { plan: &engine.plan, retry: engine.config.retry, max_parallel: engine.config.max_parallel }
    }

    /// Pure stages take milliseconds: worth a moment's wait. A trial is not.
    fn short_work_is_running(&self) -> bool {
        self.names
            .values()
            .any(|(stage, _, _)| matches!(self.engine.plan.row(*stage).map(|r| r.work), Some(Work::Pure(_))))
    }

    fn take(
        &mut self,
        done: Result<(tokio::task::Id, Done), tokio::task::JoinError>,
        events: &mut Vec<Event>,
        drops: &mut Vec<PreparedDrop>,
    ) -> Result<(), PipelineError> {
        match done {
            Ok((id, Done::RetryDue(stage))) => {
                self.names.remove(&id);
                events.push(Event::RetryDue { stage });
            }
            Ok((id, Done::Stage { stage, attempt, ms, result })) => {
                self.names.remove(&id);
                events.push(match *result {
                    Ok(finished) => self.done(stage, attempt, ms, finished, drops),
                    Err(error) => self.failed(stage, attempt, ms, error.explained, error.retryable),
                });
            }
            Err(join) => {
                // A panic in a stage is that stage's failed attempt; the process lives (FAULTS E6).
                let Some((stage, attempt, begun)) = self.names.remove(&join.id()) else { return Ok(()) };
                if join.is_cancelled() {
                    return Ok(());
                }
                let error = StageError::panicked(stage, join);
                let ms = begun.elapsed().as_secs_f64() * 1000.0;
                events.push(self.failed(stage, attempt, ms, error.explained, true));
            }
        }
        Ok(())
    }

    fn failed(&self, stage: Stage, attempt: u32, ms: f64, error: Explained, retryable: bool) -> Event {
        tracing::info!(run = %self.state.run_id, %stage, attempt, code = %error.code, "stage {stage} failed: {error}");
        Event::StageFailed {
            stage,
            attempt,
            at: self.engine.clock.stamp(),
            at_ms: self.engine.clock.now_ms(),
            error,
            retryable,
            ms,
            jitter_permille: self.engine.chance.permille(),
        }
    }

    /// Turns a stage's output into an event; its drops join those to be written.
    fn done(
        &mut self,
        stage: Stage,
        attempt: u32,
        ms: f64,
        Finished { output, prepared }: Finished,
        drops: &mut Vec<PreparedDrop>,
    ) -> Event {
        let at = self.engine.clock.stamp();
        let mut references: Vec<DropRef> = Vec::new();
        for (draft, mut prepared) in output.drops.into_iter().zip(prepared) {
            prepared.record.created_at.clone_from(&at);
            references.push(reference(&prepared));
            self.contents.insert(draft.kind, Arc::new(draft.content));
            drops.push(prepared);
        }
        let capsule = output.capsule.and_then(|packed| {
            let find = |kind| references.iter().find(|r| r.kind == kind).cloned();
            Some(Box::new(CapsuleRef {
                id: packed.id,
                sha256: packed.sha256,
                file_name: packed.file_name,
                proven: packed.proven,
                files: packed.files,
                size_bytes: packed.size_bytes,
                archive: find(DropKind::Capsule)?,
                evidence: find(DropKind::Summary)?,
            }))
        });
        let end = output.end.map(|(status, error)| End { status, error });
        Event::StageDone { stage, attempt, at, drops: references, ms, tool_ms: output.tool_ms, end, capsule }
    }

    /// Decides on the events, makes the result durable, then acts.
    async fn step(&mut self, events: Vec<Event>, drops: Vec<PreparedDrop>) -> Result<(), PipelineError> {
        if events.is_empty() {
            return Ok(());
        }
        let engine = self.engine;
        let rules = self.rules();
        let ms = self.since.elapsed().as_secs_f64() * 1000.0;
        let drove = Event::Drove { ms, tool_ms: self.lost_tool_ms(&events) };
        self.since = Instant::now();
        let mut state = self.state.clone();
        let mut actions = Vec::new();
        let mut journal = Vec::new();
        for event in std::iter::once(drove).chain(events) {
            journal.push(to_json(&state.run_id, DropKind::Log, &event)?);
            let (next, mut more) = decide(&rules, state, event);
            state = next;
            actions.append(&mut more);
        }
        let step = Step {
            run_id: state.run_id.clone(),
            seq: self.seq + 1,
            fence: self.lease.fence,
            audit: self.audit(&state),
            outbox: self.outbox(&state)?,
            events: journal,
            row: row(&state, self.title.clone(), self.seq + 1)?,
            drops,
        };
        engine.store.commit(step).await?;
        self.seq += 1;
        self.tell(&state);
        self.state = state;
        // An action that a later event of the same batch took back (a stop) must not run.
        if actions.contains(&Action::StopAll) {
            self.tasks.shutdown().await;
            self.names.clear();
            return Ok(());
        }
        for action in actions {
            self.act(action).await?;
        }
        Ok(())
    }

    async fn act(&mut self, action: Action) -> Result<(), PipelineError> {
        match action {
            Action::StopAll => self.tasks.shutdown().await,
            Action::Wait { stage, until_ms } => {
                let wait = until_ms.saturating_sub(self.engine.clock.now_ms());
                // Bounded by the policy even where a stored moment lies oddly far away (a clock that jumped).
                let wait = Duration::from_millis(wait.min(self.engine.config.retry.longest_wait_ms));
                self.tasks.spawn(async move {
                    tokio::time::sleep(wait).await;
                    Done::RetryDue(stage)
                });
            }
            Action::Start { stage, attempt } => self.start(stage, attempt).await?,
        }
        Ok(())
    }

    async fn start(&mut self, stage: Stage, attempt: u32) -> Result<(), PipelineError> {
        let Some(row) = self.engine.plan.row(stage).cloned() else { return Ok(()) };
        let mut inputs = BTreeMap::new();
        let mut parents = Vec::new();
        for kind in row.needs {
            let Some(reference) = self.state.drop_of(*kind).cloned() else { continue };
            parents.push(reference.id.clone());
            inputs.insert(*kind, self.content(&reference).await?);
        }
        let (run_id, observer) = (self.state.run_id.clone(), self.engine.observer.clone());
        let log: Arc<dyn Fn(String) + Send + Sync> =
            Arc::new(move |text| observer(Progress::Log { run_id: run_id.clone(), stage, text }));
        let context = Context {
            run_id: self.state.run_id.clone(),
            created_at: self.state.created_at.clone(),
            finished_at: self.engine.clock.stamp(),
            timings: self.state.timings.clone(),
            stage,
            parents,
            inputs,
            roles: self.engine.roles.clone(),
            log,
        };
        let begun = Instant::now();
        let limit = row.timeout;
        let run_id = self.state.run_id.clone();
        let finish = move |result: Result<Output, StageError>| Done::Stage {
            stage,
            attempt,
            ms: begun.elapsed().as_secs_f64() * 1000.0,
            result: Box::new(result.map(|output| Finished::new(output, &run_id))),
        };
        let handle = match row.work {
            Work::Pure(run) => self.tasks.spawn_blocking(move || finish(run(&context))),
            Work::Async(run) => self.tasks.spawn(async move {
                let result = match tokio::time::timeout(limit, run(context)).await {
                    Ok(result) => result,
                    Err(_) => Err(StageError::timed_out(stage, limit)),
                };
                finish(result)
            }),
        };
        self.names.insert(handle.id(), (stage, attempt, begun));
        Ok(())
    }

    async fn content(&mut self, reference: &DropRef) -> Result<Arc<Vec<u8>>, PipelineError> {
        if let Some(known) = self.contents.get(&reference.kind) {
            return Ok(known.clone());
        }
        let bytes = self.engine.store.content(&reference.content, self.engine.config.max_drop_bytes).await?;
        let bytes = Arc::new(bytes);
        self.contents.insert(reference.kind, bytes.clone());
        Ok(bytes)
    }

    /// A line for everything that changed and that somebody may have to answer for.
    fn audit(&self, next: &RunState) -> Vec<AuditLine> {
        let line = |action: String, object: String| AuditLine {
            at: self.engine.clock.stamp(),
            actor: self.engine.owner.clone(),
            action,
            object,
        };
        let mut lines: Vec<AuditLine> = changed(&self.state, next)
            .map(|task| {
                line(format!("stage.{}", status_name(task.status)), format!("{}/{}", next.run_id, task.stage))
            })
            .collect();
        if self.state.status != next.status {
            lines.push(line(format!("run.{}", next.status.as_str()), next.run_id.clone()));
        }
        lines
    }

    fn outbox(&self, next: &RunState) -> Result<Vec<Vec<u8>>, PipelineError> {
        let mut messages = Vec::new();
        for task in changed(&self.state, next) {
            let message = serde_json::json!({
                "event": "stage", "run_id": next.run_id, "stage": task.stage, "status": task.status,
                "attempt": task.attempt,
            });
            messages.push(to_json(&next.run_id, DropKind::Log, &message)?);
        }
        if self.state.status != next.status {
            let message = serde_json::json!({ "event": "run", "run_id": next.run_id, "status": next.status });
            messages.push(to_json(&next.run_id, DropKind::Log, &message)?);
        }
        Ok(messages)
    }

    fn tell(&self, next: &RunState) {
        let observer = &self.engine.observer;
        for task in changed(&self.state, next) {
            observer(Progress::Stage {
                run_id: next.run_id.clone(),
                stage: task.stage,
                status: task.status,
                ms: task.ms,
                error: task.error.clone(),
            });
        }
        if self.state.status != next.status {
            observer(Progress::Run { run_id: next.run_id.clone(), status: next.status });
        }
    }
}

fn changed<'s>(
    before: &'s RunState,
    after: &'s RunState,
) -> impl Iterator<Item = &'s super::state::Task> + 's {
    after.tasks.iter().filter(|task| {
        before.task(task.stage).is_none_or(|old| old.status != task.status || old.attempt != task.attempt)
    })
}

fn status_name(status: domain::StageStatus) -> &'static str {
    match status {
        domain::StageStatus::Waiting => "waiting",
        domain::StageStatus::Running => "running",
        domain::StageStatus::Done => "done",
        domain::StageStatus::Failed => "failed",
        domain::StageStatus::Skipped => "skipped",
    }
}

fn reference(prepared: &PreparedDrop) -> DropRef {
    DropRef {
        kind: prepared.record.kind,
        id: prepared.record.id.clone(),
        content: prepared.record.content.clone(),
    }
}

/// The row of a state.
pub(crate) fn row(state: &RunState, title: String, seq: u64) -> Result<RunRow, PipelineError> {
    Ok(RunRow {
        id: state.run_id.clone(),
        status: state.status.as_str().to_owned(),
        title,
        created_at: state.created_at.clone(),
        finished_at: state.finished_at.clone(),
        seq,
        state: to_json(&state.run_id, DropKind::Log, state)?,
    })
}

/// The state in a row.
pub fn parse_state(row: &RunRow) -> Result<RunState, PipelineError> {
    serde_json::from_slice(&row.state)
        .map_err(|e| PipelineError::UnreadableState { run_id: row.id.clone(), cause: e.to_string() })
}

fn to_json(run_id: &str, kind: DropKind, value: &impl serde::Serialize) -> Result<Vec<u8>, PipelineError> {
    serde_json::to_vec(value).map_err(|e| PipelineError::UnreadableDrop {
        run_id: run_id.to_owned(),
        kind,
        cause: e.to_string(),
    })
}

impl From<PipelineError> for Explained {
    fn from(error: PipelineError) -> Explained {
        error.explained()
    }
}

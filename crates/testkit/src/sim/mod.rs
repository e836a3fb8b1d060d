//! The seeded simulator: the real driver over a store, a clock and chance that lie as a seed says.
//!
//! Everything runs on one thread with tokio's paused clock, so that a failing seed replays.
//! `live(seed)` is one life of a run, with crashes at commits, failing and panicking stages and a
//! wall clock that jumps; it returns what an outside observer was told and what the store holds.

pub mod script;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{Stage, StageStatus, intent::Intent};
use futures::{FutureExt, future::BoxFuture};
use pipeline::{
    Embedded, RunState,
    engine::{
        decide::{Rules, decide},
        embedded::{self, Progress, Stop, parse_state},
        event::Event,
        retry::RetryPolicy,
    },
};
use store::{
    Memory, Store,
    ports::{JournalEntry, Step},
};
use tokio::sync::{Notify, watch};

use crate::{
    chance::SeededChance,
    clock::ManualClock,
    intercept::{Intercept, Intercepted},
    plan,
};

/// What one simulated life left behind.
pub struct Life {
    pub state: RunState,
    pub journal: Vec<JournalEntry>,
    /// Stages that were acknowledged as done, in order, by every process of this life.
    pub acknowledged: Vec<Stage>,
    pub crashes: u64,
    pub store: Arc<dyn Store>,
}

/// Which store stands between driver and memory.
pub enum Commits {
    /// As the driver writes them.
    Whole,
    /// As the control does: see [`crate::intercept::TwoCommits`].
    Two,
}

/// Crashes before or after a commit, as the seed says.
struct Crashing {
    chance: Arc<SeededChance>,
    once_in: u64,
    crash: Arc<Notify>,
    crashes: Arc<AtomicU64>,
}

impl Crashing {
    async fn die(&self) {
        self.crashes.fetch_add(1, Ordering::SeqCst);
        self.crash.notify_one();
        // The process is dead: nothing after this line happens to it.
        std::future::pending::<()>().await;
    }
}

impl Intercept for Crashing {
    fn commit<'a>(&'a self, inner: &'a dyn Store, step: Step) -> BoxFuture<'a, store::ports::Result<()>> {
        async move {
            if self.chance.once_in(self.once_in) {
                self.die().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(self.chance.below(5))).await;
            inner.commit(step).await?;
            if self.chance.once_in(self.once_in) {
                self.die().await;
            }
            Ok(())
        }
        .boxed()
    }
}

/// One run from creation to its end, through as many processes as it takes.
pub fn live(seed: u64, commits: Commits, trouble: script::Trouble, crash_once_in: u64) -> Life {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.unwrap_or_else(|e| unreachable!("a runtime without I/O needs nothing: {e}"));
    runtime.block_on(lives(seed, commits, trouble, crash_once_in))
}

async fn lives(seed: u64, commits: Commits, trouble: script::Trouble, crash_once_in: u64) -> Life {
    let run_id = format!("sim-{seed}-{crash_once_in}-{}-{}", trouble.fail, matches!(commits, Commits::Two));
    script::write(&run_id, seed ^ 0x5eed, trouble);
    let chance = Arc::new(SeededChance::new(seed));
    let clock = Arc::new(ManualClock::default());
    let memory: Arc<dyn Store> = Arc::new(Memory::new());
    let crash = Arc::new(Notify::new());
    let crashes = Arc::new(AtomicU64::new(0));
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let crashing = Crashing {
        chance: chance.clone(),
        once_in: crash_once_in.max(1),
        crash: crash.clone(),
        crashes: crashes.clone(),
    };
    let store: Arc<dyn Store> = match crash_once_in {
        0 => memory.clone(),
        _ => Arc::new(Intercepted { inner: memory.clone(), by: Arc::new(crashing) }),
    };
    let mut created = false;
    // Each turn is one process. The bound only ends a simulator that has gone wrong.
    for process in 0..1_000u32 {
        let told = acknowledged.clone();
        let store: Arc<dyn Store> = match commits {
            Commits::Whole => store.clone(),
            Commits::Two => Arc::new(Intercepted {
                inner: store.clone(),
                by: Arc::new(crate::intercept::TwoCommits::default()),
            }),
        };
        let engine = Embedded {
            store,
            roles: crate::nobody::roles(),
            plan: plan::scripted(),
            config: embedded::Config {
                retry: RetryPolicy { max_attempts: 50, first_wait_ms: 10, longest_wait_ms: 100 },
                ..embedded::Config::default()
            },
            clock: clock.clone(),
            chance: chance.clone(),
            observer: Arc::new(move |progress| {
                if let Progress::Stage { stage, status: StageStatus::Done, .. } = progress {
                    told.lock().unwrap_or_else(|e| e.into_inner()).push(stage);
                }
            }),
            owner: format!("process-{process}"),
            // Every earlier process is dead.
            alive: Arc::new(move |owner| owner == format!("process-{process}")),
        };
        if !created {
            let made = engine.create(&run_id, &Intent::of("simulated")).await;
            made.unwrap_or_else(|e| unreachable!("memory takes a new run: {e}"));
            created = true;
        }
        let (_sender, stop) = watch::channel(Stop::No);
        let ended = tokio::select! {
            biased;
            () = crash.notified() => None,
            ended = engine.drive(&run_id, stop) => Some(ended),
        };
        match ended {
            Some(Ok(state)) if state.status.is_final() => break,
            // The store itself is broken (the control's is): no later process would get further.
            Some(Err(_)) => break,
            _ => {}
        }
        // The machine's clock while nobody looks: on, or back by up to an hour.
        match chance.below(4) {
            0 => clock.set_back_ms(chance.below(3_600_000)),
            _ => clock.advance_ms(chance.below(60_000)),
        }
    }
    let row = memory.load(&run_id).await.unwrap_or_else(|e| unreachable!("the run is there: {e}"));
    let state = parse_state(&row).unwrap_or_else(|e| unreachable!("its state is ours: {e}"));
    let journal = memory.journal(&run_id).await.unwrap_or_else(|e| unreachable!("so is its journal: {e}"));
    let acknowledged = acknowledged.lock().unwrap_or_else(|e| e.into_inner()).clone();
    Life { state, journal, acknowledged, crashes: crashes.load(Ordering::SeqCst), store: memory }
}

/// What an outside judge finds wrong: acknowledged stages lost or doubled, drops missing or doubled,
/// a journal that does not give the state.
pub fn problems(life: &Life) -> Vec<String> {
    let mut problems = Vec::new();
    let mut done: BTreeMap<Stage, u32> = BTreeMap::new();
    for entry in &life.journal {
        for event in &entry.events {
            if let Ok(Event::StageDone { stage, .. }) = serde_json::from_slice(event) {
                *done.entry(stage).or_default() += 1;
            }
        }
    }
    for stage in &life.acknowledged {
        match done.get(stage) {
            Some(1) => {}
            Some(n) => problems.push(format!("stage {stage} is in the journal {n} times")),
            None => problems.push(format!("stage {stage} was acknowledged and is not in the journal")),
        }
    }
    let told: std::collections::BTreeSet<_> = life.acknowledged.iter().collect();
    if told.len() != life.acknowledged.len() {
        problems.push(format!("a stage was acknowledged twice: {:?}", life.acknowledged));
    }
    problems.extend(drop_problems(life));
    problems.extend(replay_problems(life));
    problems
}

fn drop_problems(life: &Life) -> Vec<String> {
    let run_id = &life.state.run_id;
    let records = futures::executor::block_on(life.store.of_run(run_id)).unwrap_or_default();
    let mut problems = Vec::new();
    for task in &life.state.tasks {
        for reference in &task.drops {
            let n = records.iter().filter(|r| r.id == reference.id).count();
            if n != 1 {
                problems.push(format!(
                    "drop {} of acknowledged stage {} is stored {n} times",
                    reference.kind, task.stage
                ));
            }
            if futures::executor::block_on(life.store.content(&reference.content, 1 << 20)).is_err() {
                problems
                    .push(format!("the content of drop {} of stage {} is lost", reference.kind, task.stage));
            }
        }
    }
    let referred = 1 + life.state.tasks.iter().map(|t| t.drops.len()).sum::<usize>();
    if records.len() != referred {
        problems.push(format!("{} drops are stored, {referred} are referred to", records.len()));
    }
    problems
}

/// Deciding again on the journal's events must end in the very state that is stored.
fn replay_problems(life: &Life) -> Vec<String> {
    let plan = plan::scripted();
    let rules = Rules {
        plan: &plan,
        retry: RetryPolicy { max_attempts: 50, first_wait_ms: 10, longest_wait_ms: 100 },
        max_parallel: embedded::Config::default().max_parallel,
    };
    let stages = plan.rows().iter().map(|row| row.stage);
    let mut state = RunState::new(
        life.state.run_id.clone(),
        life.state.created_at.clone(),
        life.state.intent.clone(),
        stages,
    );
    for entry in &life.journal {
        for event in &entry.events {
            match serde_json::from_slice::<Event>(event) {
                Ok(event) => state = decide(&rules, state, event).0,
                Err(e) => return vec![format!("an event of step {} cannot be read: {e}", entry.seq)],
            }
        }
    }
    if state == life.state { Vec::new() } else { vec!["the journal replays to another state".into()] }
}

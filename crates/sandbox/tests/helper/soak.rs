//! A host that runs boxes for long, and one that is to be killed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use domain::sandbox::RunEvent;
use futures::StreamExt;
use sandbox::{Config, Local};

use crate::mixed;

/// Before what is kept for the life of a process is there, growth says nothing.
const WARM_UP: usize = 280;
const LONGEST: std::time::Duration = std::time::Duration::from_secs(120);
const AT_ONCE: usize = 4;
/// Longest that a busy machine takes to close what has ended.
const SETTLED: std::time::Duration = std::time::Duration::from_secs(20);
const LOOK: std::time::Duration = std::time::Duration::from_millis(20);
/// Wrong endings that are told; one is one too many.
const TOLD: usize = 5;

fn host(folder: &Path) -> (Arc<Local>, jail::Keeper, Config) {
    let helper = std::env::current_exe().unwrap_or_default();
    let mut config = Config::new(folder, helper);
    config.queue = 4096;
    let (keeper, kept) = (config.keeper.clone(), config.clone());
    (Arc::new(Local::new(config)), keeper, kept)
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build();
    match runtime {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => panic!("no runtime: {error}"),
    }
}

/// Prints one JSON object: what ended otherwise than it must, what grew, what was left.
pub fn soak(folder: &Path, runs: usize) {
    let (local, keeper, _) = host(folder);
    let done = block_on(async {
        let wrong = many(&local, 0, WARM_UP).await;
        let before = State::of(folder, &keeper, usize::MAX);
        let start = Instant::now();
        let mut wrong = wrong;
        wrong.extend(many(&local, WARM_UP, runs).await);
        let seconds = start.elapsed().as_secs_f64();
        let after = State::of(folder, &keeper, before.descriptors);
        let left: Vec<&String> = after.left.difference(&before.left).collect();
        serde_json::json!({
            "runs": runs, "seconds": seconds, "wrong": wrong, "left": left,
            "host_kib": [before.host_kib, after.host_kib], "helper_kib": [before.helper_kib, after.helper_kib],
            "descriptors": [before.descriptors, after.descriptors],
        })
    });
    say(&done.to_string());
}

async fn many(local: &Arc<Local>, from: usize, runs: usize) -> Vec<String> {
    let all = futures::stream::iter(from..from + runs).map(|number| mixed::one(local, number));
    let wrong = all.buffer_unordered(AT_ONCE).filter_map(|done| async { done.err() });
    wrong.take(TOLD).collect().await
}

/// Starts programs that never end, says `up` when all of them run, and waits to be killed.
pub fn drive(folder: &Path, programs: usize, mark: &str) {
    let (_, _, mut config) = host(folder);
    config.slots = programs;
    config.memory_total_bytes = u64::MAX;
    let local = Local::new(config);
    let line = format!("(setsid sleep {mark} &); echo up; exec sleep {mark}");
    block_on(async {
        let mut running = Vec::new();
        for _ in 0..programs {
            let mut job = mixed::shell(&line);
            job.limits.wall_ms = 2 * LONGEST.as_secs() * 1000;
            let mut events = local.converse(job, sandbox::Talk::default()).0;
            match events.next().await {
                Some(RunEvent::Stdout(_)) => running.push(events),
                other => return say(&format!("{other:?}")),
            }
        }
        say("up");
        // Whoever started it may be gone without killing it.
        tokio::time::sleep(LONGEST).await;
    });
}

/// What may grow or be left behind.
struct State {
    host_kib: u64,
    helper_kib: u64,
    descriptors: usize,
    left: BTreeSet<String>,
}

impl State {
    /// What is there when boxes that have ended are gone, and of open files at most `descriptors`. A box that
    /// was hung up on is dead before its listener knows; what is really left is still there after `SETTLED`.
    fn of(folder: &Path, keeper: &jail::Keeper, descriptors: usize) -> Self {
        let start = Instant::now();
        loop {
            let left = look(folder, keeper);
            let open = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
            let is_box = |one: &String| one.starts_with("process") || one.starts_with("control group");
            if (!left.iter().any(is_box) && open <= descriptors) || start.elapsed() > SETTLED {
                let helper_kib = keeper.process_id().map_or(0, resident);
                let host_kib = resident(std::process::id());
                return Self { host_kib, helper_kib, descriptors: open, left };
            }
            std::thread::sleep(LOOK);
        }
    }
}

fn look(folder: &Path, keeper: &jail::Keeper) -> BTreeSet<String> {
    let mut left = jail::traces(keeper);
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            left.insert(format!("file {}", entry.path().display()));
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            }
        }
    }
    left
}

/// Memory that belongs to a process, in KiB, without pages of its program file.
fn resident(id: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

//! What the scripted stages do next, by run: set before the run, drawn from its seed.

use std::{collections::BTreeMap, sync::Mutex};

use crate::chance::SeededChance;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Milliseconds of (simulated) work.
    Work(u64),
    Fail,
    Panic,
}

/// Chances that a stage's attempt goes wrong, as one in so many; 0 is never.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trouble {
    pub fail: u64,
    pub panic: u64,
    pub longest_ms: u64,
}

static SCRIPTS: Mutex<BTreeMap<String, (SeededChance, Trouble)>> = Mutex::new(BTreeMap::new());

pub fn write(run_id: &str, seed: u64, trouble: Trouble) {
    let mut scripts = SCRIPTS.lock().unwrap_or_else(|e| e.into_inner());
    scripts.insert(run_id.to_owned(), (SeededChance::new(seed), trouble));
}

pub fn next(run_id: &str) -> Step {
    let scripts = SCRIPTS.lock().unwrap_or_else(|e| e.into_inner());
    let Some((chance, trouble)) = scripts.get(run_id) else { return Step::Work(0) };
    let struck = |once_in: u64| once_in > 0 && chance.once_in(once_in);
    if struck(trouble.fail) {
        Step::Fail
    } else if struck(trouble.panic) {
        Step::Panic
    } else {
        Step::Work(chance.below(trouble.longest_ms + 1))
    }
}

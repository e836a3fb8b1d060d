//! Answers that need not be asked for twice, and questions that are being asked already.
//!
//! The name of an answer holds tenant, route and the whole request: one tenant never meets another's.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use crate::answer::Answer;

pub type Name = [u8; 32];

pub struct Kept {
    pub answer: Answer,
    pub target: String,
    size_bytes: usize,
    until: Instant,
}

#[derive(Default)]
pub struct Cache {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    kept: HashMap<Name, Arc<Kept>>,
    /// Oldest first.
    order: VecDeque<Name>,
    bytes: usize,
    asked: HashMap<Name, watch::Receiver<()>>,
}

pub enum Found {
    Hit(Arc<Kept>),
    /// Somebody asks the same right now: wait until this changes or closes, then look again.
    Asked(watch::Receiver<()>),
    /// Nobody does: ask, and hold this until the answer is kept.
    Yours(Asking),
}

/// Dropping it lets the others go on, with or without an answer.
pub struct Asking {
    cache: Arc<Cache>,
    name: Name,
    _open: watch::Sender<()>,
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.cache.state.lock().unwrap_or_else(|e| e.into_inner()).asked.remove(&self.name);
    }
}

impl Cache {
    pub fn find(self: &Arc<Self>, name: Name, now: Instant) -> Found {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(kept) = state.kept.get(&name).filter(|kept| kept.until > now) {
            return Found::Hit(kept.clone());
        }
        if let Some(asked) = state.asked.get(&name) {
            return Found::Asked(asked.clone());
        }
        let (open, receiver) = watch::channel(());
        state.asked.insert(name, receiver);
        Found::Yours(Asking { cache: self.clone(), name, _open: open })
    }

    /// What is kept under that name.
    pub fn kept(&self, name: Name, now: Instant) -> Option<Arc<Kept>> {
        let state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        state.kept.get(&name).filter(|kept| kept.until > now).cloned()
    }

    pub fn keep(
        &self,
        name: Name,
        answer: Answer,
        target: String,
        ttl: Duration,
        most_bytes: usize,
        now: Instant,
    ) {
        let size_bytes = answer.said_bytes() as usize + 1024;
        if size_bytes > most_bytes / 4 {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(old) =
            state.kept.insert(name, Arc::new(Kept { answer, target, size_bytes, until: now + ttl }))
        {
            state.bytes = state.bytes.saturating_sub(old.size_bytes);
        } else {
            state.order.push_back(name);
        }
        state.bytes += size_bytes;
        while state.bytes > most_bytes {
            let Some(oldest) = state.order.pop_front() else { break };
            if let Some(old) = state.kept.remove(&oldest) {
                state.bytes = state.bytes.saturating_sub(old.size_bytes);
            }
        }
    }
}

//! A clock that the test moves.

use std::sync::atomic::{AtomicU64, Ordering};

/// Starts at 2026-01-01; moves only when told to.
pub struct ManualClock(AtomicU64);

impl Default for ManualClock {
    fn default() -> Self {
        Self(AtomicU64::new(1_767_225_600_000))
    }
}

impl ManualClock {
    pub fn advance_ms(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// A wall clock that was set back, as NTP or a person does.
    pub fn set_back_ms(&self, ms: u64) {
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| Some(now.saturating_sub(ms)));
    }
}

impl pipeline::ports::Clock for ManualClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

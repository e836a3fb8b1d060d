//! Time as limits measure it: by the clock that nobody can set.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

use crate::switch::{self, Mechanism};

/// A point in time, to be compared with others of the same machine since it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Duration);

impl Moment {
    pub fn now() -> Self {
        let settable = !switch::on(Mechanism::Clock);
        let clock = if settable { ClockId::CLOCK_REALTIME } else { ClockId::CLOCK_MONOTONIC };
        // No Linux lacks either of them.
        Self(clock_gettime(clock).map_or(Duration::ZERO, Duration::from))
    }

    pub fn after(self, time: Duration) -> Self {
        Self(self.0.saturating_add(time))
    }

    /// Nothing when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

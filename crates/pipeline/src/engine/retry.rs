//! When to try again: exponential with a cap, and jitter so that many runs do not return at once.

use serde::{Deserialize, Serialize};

/// From configuration `engine.retry.*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryPolicy {
    /// Attempts in all; 1 means no retry.
    pub max_attempts: u32,
    pub first_wait_ms: u64,
    pub longest_wait_ms: u64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 3, first_wait_ms: 200, longest_wait_ms: 10_000 }
    }
}

impl RetryPolicy {
    /// The wait after attempt number `attempt` failed, or none when it was the last. Half of the
    /// exponential wait is fixed, half is jitter ("equal jitter": never zero, never synchronised).
    pub fn wait_ms(&self, attempt: u32, jitter_permille: u32) -> Option<u64> {
        if attempt >= self.max_attempts {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(20);
        let full = self.first_wait_ms.saturating_mul(1 << doublings).min(self.longest_wait_ms);
        let half = full / 2;
        Some(half + half * u64::from(jitter_permille.min(1000)) / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_cap_and_stop_after_the_last_attempt() {
        let policy = RetryPolicy { max_attempts: 5, first_wait_ms: 100, longest_wait_ms: 300 };
        let waits: Vec<_> = (1..=5).map(|n| policy.wait_ms(n, 1000)).collect();
        assert_eq!(waits, [Some(100), Some(200), Some(300), Some(300), None]);
        assert_eq!(policy.wait_ms(1, 0), Some(50), "half the wait is never given away to chance");
    }
}

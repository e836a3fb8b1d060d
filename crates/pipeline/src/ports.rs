//! Time and chance, handed in so that a simulator can be both.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 (UTC), for stamps and leases. Durations inside a run use tokio's clock.
pub trait Clock: Send + Sync {
    fn now_ms(&self) -> u64;
    /// RFC 3339 of `now_ms`, whole milliseconds.
    fn stamp(&self) -> String {
        rfc3339(self.now_ms())
    }
}

/// Jitter for waits. Implementations: `SystemChance`, `testkit::SeededChance`.
pub trait Chance: Send + Sync {
    /// Uniform in `0..=1000`.
    fn permille(&self) -> u32;
}

pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map(|d| d.as_millis() as u64).unwrap_or(0)
    }
}

/// Jitter need not be unpredictable, only different between processes: the clock's nanoseconds do.
pub struct SystemChance;

impl Chance for SystemChance {
    fn permille(&self) -> u32 {
        SystemTime::now().duration_since(UNIX_EPOCH).map(|d| d.subsec_nanos() % 1001).unwrap_or(500)
    }
}

/// RFC 3339 in UTC with milliseconds, from milliseconds since 1970.
pub fn rfc3339(ms: u64) -> String {
    let (secs, millis) = (ms / 1000, ms % 1000);
    let (days, rest) = (secs / 86_400, secs % 86_400);
    // Days to civil date, after Howard Hinnant's `civil_from_days`.
    let z = days as i64 + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let (h, m, s) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn stamps_are_civil_dates() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(951_782_400_123), "2000-02-29T00:00:00.123Z");
        assert_eq!(rfc3339(1_795_219_199_999), "2026-11-20T23:59:59.999Z");
    }
}

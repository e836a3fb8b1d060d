//! How a program ended: one thing, the first that happened.
//!
//! The helper may hear of several in one breath: the program's own end, its limit, its caller's hanging
//! up. What counts is what came first, by the clock of process 1 where the program ended by itself.

use std::time::Duration;

use crate::plan::Cause;
use crate::switch::{self, Mechanism};

/// Open until something has ended the program.
#[derive(Debug, Default)]
pub struct End {
    cause: Option<Cause>,
    exit: Option<(Option<i32>, Option<i32>)>,
}

impl End {
    pub fn is_open(&self) -> bool {
        self.cause.is_none() && self.exit.is_none()
    }

    /// A limit or the caller ends it, unless it has ended.
    pub fn stop(&mut self, cause: Cause) {
        if self.is_open() || !switch::on(Mechanism::Settled) {
            self.cause = Some(cause);
        }
    }

    /// It ended by itself after `ran`, unless its time was over by then.
    pub fn exit(&mut self, code: Option<i32>, signal: Option<i32>, ran: Duration, longest: Duration) {
        if ran > longest && switch::on(Mechanism::WallTime) {
            self.stop(Cause::WallTime);
        } else if self.is_open() || !switch::on(Mechanism::Settled) {
            self.exit = Some((code, signal));
        }
    }

    /// A stream was cut, seen only when everything was read: the program has said more than it may.
    pub fn overflowed(&mut self, cause: Cause) {
        if self.cause.is_none() {
            (self.cause, self.exit) = (Some(cause), None);
        }
    }

    pub fn cause(&self) -> Option<Cause> {
        self.cause
    }

    pub fn code(&self) -> Option<i32> {
        self.exit.and_then(|(code, _)| code)
    }

    pub fn signal(&self) -> Option<i32> {
        self.exit.and_then(|(_, signal)| signal)
    }

    /// Whether process 1 has told of the program's own end.
    pub fn is_own(&self) -> bool {
        self.exit.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(100);

    #[test]
    fn what_came_first_is_the_ending_and_nothing_after_it_changes_that() {
        let mut end = End::default();
        end.exit(Some(0), None, Duration::from_millis(99), LIMIT);
        end.stop(Cause::Cancelled);
        assert_eq!((end.cause(), end.code()), (None, Some(0)));
        let mut end = End::default();
        end.stop(Cause::Cancelled);
        end.exit(Some(0), None, Duration::from_millis(99), LIMIT);
        assert_eq!((end.cause(), end.code()), (Some(Cause::Cancelled), None));
    }

    #[test]
    fn a_program_that_ended_past_its_limit_has_met_the_limit_however_late_that_is_heard() {
        let mut end = End::default();
        end.exit(Some(0), None, Duration::from_millis(101), LIMIT);
        assert_eq!((end.cause(), end.code()), (Some(Cause::WallTime), None));
    }
}

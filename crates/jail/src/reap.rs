//! Waiting as process 1 does, and the probe of a server while waiting.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::http;
use crate::plan::{Fetched, Probe, Probed};
use crate::switch::{self, Mechanism};
use crate::sys::{self, Dead};

/// Reaps everything and remembers how the program ended.
pub struct Reaper {
    main: i32,
    ended: Option<(Option<i32>, Option<i32>)>,
}

impl Reaper {
    pub fn new(main: i32) -> Self {
        Self { main, ended: None }
    }

    fn note(&mut self, dead: Dead) {
        if dead.pid == self.main || !switch::on(Mechanism::Witness) {
            self.ended = Some((dead.code, dead.signal));
        }
    }

    /// Takes what is dead now.
    fn sweep(&mut self) -> bool {
        loop {
            match sys::reap_one(false) {
                Ok(Some(dead)) => self.note(dead),
                Ok(None) => return self.ended.is_some(),
                Err(error) if error.raw_os_error() == Some(libc::ECHILD) => return self.ended.is_some(),
                Err(_) => {}
            }
        }
    }

    pub fn wait(&mut self) -> (Option<i32>, Option<i32>) {
        if !switch::on(Mechanism::Reaping) {
            let dead = sys::reap_this(self.main);
            return dead.ok().flatten().map_or((None, None), |dead| (dead.code, dead.signal));
        }
        loop {
            if let Some(ended) = self.ended {
                return ended;
            }
            match sys::reap_one(true) {
                Ok(Some(dead)) => self.note(dead),
                Err(error) if error.raw_os_error() == Some(libc::ECHILD) => return (None, None),
                Ok(None) | Err(_) => {}
            }
        }
    }

    /// Waits until the program and its whole process group are gone.
    fn gone_within(&mut self, longest: Duration) -> bool {
        let deadline = Instant::now() + longest;
        loop {
            let ended = self.sweep();
            if ended && kill(Pid::from_raw(-self.main), None) == Err(nix::Error::ESRCH) {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Start, answer, stop: measured from inside the box, over its own loopback.
pub fn examine(probe: &Probe, reaper: &mut Reaper) -> Probed {
    let mut report = Probed::default();
    let begun = Instant::now();
    let deadline = begun + Duration::from_millis(probe.start_within_ms);
    while !report.started && Instant::now() < deadline && !reaper.sweep() {
        // An attempt that hangs must not use up all the time.
        let attempt = deadline.min(Instant::now() + Duration::from_secs(2));
        let answer = http::get(probe.port, &probe.health, attempt, probe.body_bytes);
        report.started = answer.is_ok_and(|answer| answer.status == 200);
        if !report.started {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    report.ready_ms = millis(begun);
    if report.started {
        for path in &probe.fetch {
            let deadline = Instant::now() + Duration::from_secs(10);
            // A path that does not answer is reported with status 0.
            let answer = http::get(probe.port, path, deadline, probe.body_bytes).unwrap_or_default();
            report.fetched.push(Fetched { path: path.clone(), ..answer });
        }
    }
    let begun = Instant::now();
    let alive = !reaper.sweep();
    // The group, because a shell in front of the server would keep the signal to itself.
    let _ = kill(Pid::from_raw(-reaper.main), Signal::SIGTERM);
    let gone = reaper.gone_within(Duration::from_millis(probe.stop_within_ms));
    report.stop_ms = millis(begun);
    let by_term = [Some(0), Some(128 + libc::SIGTERM)];
    report.stopped_cleanly = alive
        && gone
        && reaper
            .ended
            .is_some_and(|(code, signal)| signal == Some(libc::SIGTERM) || by_term.contains(&code));
    if !gone {
        let _ = kill(Pid::from_raw(-reaper.main), Signal::SIGKILL);
    }
    report
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

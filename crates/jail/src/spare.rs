//! A fork of the helper that waits for the next box, with all ready that needs no plan.
//!
//! There is at most one, made when nobody asks. Once it has all ready it takes the next line in the helper's stead
//! and serves it; until then the helper does. It dies with the helper, and serves no second box.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::{Pid, getppid};

use crate::helper::{self, Asked};
use crate::keeper::Consent;
use crate::networks::Networks;
use crate::ready::Ready;
use crate::seccomp::Filters;
use crate::supervise::{self, Means};
use crate::sys;

/// What it is called while it makes and while it waits, so that audits can tell it from a box that was left.
pub const NAMES: [&str; 2] = [MAKES, WAITS];
const MAKES: &str = "jail-spare";
const WAITS: &str = "jail-ready";
/// What it says when it waits, and when it has a box.
const READY: &[u8; 1] = b"r";
const TAKEN: &[u8; 1] = b"t";
/// It has a few folders to remove.
const ENDS_WITHIN: Duration = Duration::from_secs(1);

pub struct Spare {
    /// Tells what has become of it, and ends with it.
    said: File,
    is_ready: bool,
}

/// What there is to do for the helper whose spare waits.
pub enum Woken {
    /// For so long nobody has asked for anything.
    Quiet,
    /// Somebody asks, and the spare has not all ready.
    Asked,
    /// It has.
    Ready,
    /// The spare has a box.
    Taken,
    /// It has died.
    Gone,
    /// Nobody is left to ask.
    HungUp,
}

impl Spare {
    pub fn start(
        line: &OwnedFd,
        filters: &Filters,
        consent: Consent,
        networks: &mut Networks,
    ) -> io::Result<Self> {
        let parent = nix::unistd::getpid();
        let (said, told) = io::pipe()?;
        match sys::fork()? {
            sys::Forked::Child => {
                drop(said);
                let done = stand_by(line, OwnedFd::from(told), parent, filters, consent, networks);
                sys::exit_now(i32::from(done.is_err()));
            }
            sys::Forked::Parent(_) => networks.forget_one(),
        }
        Ok(Self { said: File::from(OwnedFd::from(said)), is_ready: false })
    }

    /// Waits for the spare, for the end of the line, and, until the spare is ready, for what is said on the line.
    pub fn wait(&mut self, line: &OwnedFd, longest: Option<Duration>) -> Woken {
        let heard = if self.is_ready { PollFlags::empty() } else { PollFlags::POLLIN };
        // The line first: whoever asked a spare that was ready is found with the word of that.
        let mut watched =
            [PollFd::new(line.as_fd(), heard), PollFd::new(self.said.as_fd(), PollFlags::POLLIN)];
        let timeout = longest
            .map_or(PollTimeout::NONE, |longest| PollTimeout::try_from(longest).unwrap_or(PollTimeout::MAX));
        let count = poll(&mut watched, timeout);
        let [line, said] = watched.map(|one| one.revents().unwrap_or(PollFlags::empty()));
        if matches!(count, Ok(0)) {
            return Woken::Quiet;
        }
        if !said.is_empty() {
            let mut word = [0u8];
            return match self.said.read(&mut word) {
                Ok(1) if word == *READY => {
                    self.is_ready = true;
                    Woken::Ready
                }
                Ok(1) => Woken::Taken,
                _ => Woken::Gone,
            };
        }
        if line.intersects(PollFlags::POLLHUP | PollFlags::POLLERR) { Woken::HungUp } else { Woken::Asked }
    }

    pub fn as_fd(&self) -> BorrowedFd<'_> {
        self.said.as_fd()
    }

    /// Ends with the box that it has.
    pub fn into_end(self) -> File {
        self.said
    }

    /// Waits until it has put away what it had ready, having heard the end of the line as we did.
    pub fn end(self) {
        let mut watched = [PollFd::new(self.said.as_fd(), PollFlags::POLLHUP)];
        // One that does not end is killed by our own end.
        let _ = poll(&mut watched, PollTimeout::try_from(ENDS_WITHIN).unwrap_or(PollTimeout::MAX));
    }
}

/// The spare's life.
fn stand_by(
    line: &OwnedFd,
    told: OwnedFd,
    helper: Pid,
    filters: &Filters,
    consent: Consent,
    networks: &mut Networks,
) -> io::Result<()> {
    sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64)?;
    if getppid() != helper {
        return Ok(());
    }
    sys::reap_by_kernel(false)?;
    let name = sys::rename(MAKES)?;
    let mut told = File::from(told);
    let mut ready = Ready::make(filters, networks.take_only(), &[line.as_fd(), told.as_fd()]);
    // A helper that is gone has no line either.
    let _ = told.write_all(READY);
    sys::rename(WAITS)?;
    let caller = loop {
        if !ready.lasts_until(line.as_fd()) {
            ready.discard();
            return Ok(());
        }
        match helper::receive(line) {
            Ok(Asked::By(caller)) => break caller,
            // The helper answers, who was asked before it knew that we are ready.
            Ok(Asked::Nothing) => {}
            done => {
                ready.discard();
                return done.map(drop);
            }
        }
    };
    // A box outlives the helper.
    sys::prctl(libc::PR_SET_PDEATHSIG, 0)?;
    sys::rename(&name)?;
    sys::close_copy(line.as_fd());
    // A helper that is gone makes no other.
    let _ = told.write_all(TAKEN);
    let mut means = Means { filters, consent, network: None, ready, end: told.into(), guest: None };
    supervise::serve(caller, &mut means)
}

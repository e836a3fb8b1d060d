//! A fork of the helper that waits for the next box, with all ready that needs no plan.
//!
//! There is at most one, made when nobody asks; it takes the next line in the helper's stead and serves it.
//! It dies with the helper, and serves no second box.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::{Pid, getppid};

use crate::keeper::Consent;
use crate::networks::Networks;
use crate::ready::Ready;
use crate::seccomp::Filters;
use crate::supervise::{self, Means};
use crate::{helper, sys};

/// What it is called while it waits, so that audits can tell it from a box that was left.
pub const NAME: &str = "jail-spare";
/// It has a few folders to remove.
const ENDS_WITHIN: Duration = Duration::from_secs(1);

pub struct Spare {
    /// Tells when it has a box, and ends when it is gone.
    taken: File,
}

/// What there is to do for the helper whose spare waits.
pub enum Woken {
    /// For so long nobody has asked for anything.
    Quiet,
    /// The spare has a box, or has died.
    Gone { took: bool },
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
        let (taken, told) = io::pipe()?;
        match sys::fork()? {
            sys::Forked::Child => {
                drop(taken);
                let done = stand_by(line, OwnedFd::from(told), parent, filters, consent, networks);
                sys::exit_now(i32::from(done.is_err()));
            }
            sys::Forked::Parent => networks.forget_one(),
        }
        Ok(Self { taken: File::from(OwnedFd::from(taken)) })
    }

    /// Waits for the spare and for the end of the line, not for what is said on it: that the spare hears.
    pub fn wait(&mut self, line: &OwnedFd, longest: Option<Duration>) -> Woken {
        let mut watched = [
            PollFd::new(self.taken.as_fd(), PollFlags::POLLIN),
            PollFd::new(line.as_fd(), PollFlags::empty()),
        ];
        let timeout = longest
            .map_or(PollTimeout::NONE, |longest| PollTimeout::try_from(longest).unwrap_or(PollTimeout::MAX));
        let count = poll(&mut watched, timeout);
        let [taken, hung_up] = watched.map(|one| one.any().unwrap_or(false));
        match count {
            _ if taken => Woken::Gone { took: matches!(self.taken.read(&mut [0]), Ok(1)) },
            _ if hung_up => Woken::HungUp,
            _ => Woken::Quiet,
        }
    }

    /// Waits until it has put away what it had ready, having heard the end of the line as we did.
    pub fn end(self) {
        let mut watched = [PollFd::new(self.taken.as_fd(), PollFlags::POLLIN)];
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
    let name = sys::rename(NAME)?;
    let mut ready = Ready::make(filters, networks.take_only(), &[line.as_fd(), told.as_fd()]);
    let caller = match helper::receive(line) {
        Ok(Some(caller)) => caller,
        done => {
            ready.discard();
            return done.map(drop);
        }
    };
    // A box outlives the helper.
    sys::prctl(libc::PR_SET_PDEATHSIG, 0)?;
    sys::rename(&name)?;
    sys::close_copy(line.as_fd());
    let mut told = File::from(told);
    // A helper that is gone makes no other.
    let _ = told.write_all(b"t");
    drop(told);
    supervise::serve(caller, &mut Means { filters, consent, network: None, ready })
}

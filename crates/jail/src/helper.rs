//! The helper: outside of every box, single-threaded, forks once per box.
//!
//! It keeps what is the same for all boxes: the compiled filters, and network namespaces made ahead of
//! time, each used once. Whatever a box leaves behind becomes its child, so that "no children" means
//! "nothing left".

use std::fs::File;
use std::io::{self, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};

use crate::error::Refusal;
use crate::keeper::Consent;
use crate::networks::Networks;
use crate::ready::Ready;
use crate::seccomp::Filters;
use crate::spare::{Spare, Woken};
use crate::supervise::{self, Means};
use crate::switch::{self, Mechanism};
use crate::{cgroup, instance, keeper, sys, weak};

/// Networks and the spare are made when nobody has asked for a box for that long: a short program has ended by then, and
/// the kernel's locks, which both need, are free.
const QUIET: Duration = Duration::from_millis(6);
/// How often groups of killed helpers are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(5);

/// Call this first in `main`. Returns at once unless this process was started to be a helper, or a second
/// [`crate::Instance`]; then never.
pub fn enter_if_asked() {
    enter_without(&[]);
}

/// The same with mechanisms turned off. For audits of the tests only: see [`Mechanism`].
pub fn enter_without(mechanisms: &[Mechanism]) {
    sys::share_heaps();
    let mut arguments = std::env::args_os().skip(1);
    let word = arguments.next();
    if word.as_ref().is_some_and(|word| word == keeper::WORD) {
        switch::turn_off(mechanisms);
        let consent = consent(arguments.next());
        sys::exit_now(i32::from(keep(consent).is_err()));
    }
    if word.is_some_and(|word| word == instance::WORD) {
        let most = arguments.next().and_then(|most| most.to_str()?.parse().ok());
        let consent = consent(arguments.next());
        sys::exit_now(instance::drive(most, consent));
    }
}

fn consent(word: Option<std::ffi::OsString>) -> Consent {
    if word.is_some_and(|word| word == keeper::CONSENT) { Consent::WithoutNamespaces } else { Consent::No }
}

fn keep(consent: Consent) -> io::Result<()> {
    // Ctrl-C in the caller's terminal is for the caller, who then hangs up on us.
    let _ = nix::unistd::setsid();
    sys::prctl(libc::PR_SET_CHILD_SUBREAPER, 1)?;
    // Programs inherit the meanings of signals from here: all of them at once, and not anew for each box.
    sys::reset_signals()?;
    sys::heed_broken_pipes(false)?;
    sys::reap_by_kernel(true)?;
    // Nothing that whoever started us left open may reach a box, and the line least of all: a fork that
    // held it would keep the caller believing that somebody listens.
    sys::close_from(3)?;
    let line = io::stdin().as_fd().try_clone_to_owned()?;
    sys::place_at(File::open("/dev/null")?.as_fd(), 0)?;
    let filters = Filters::compile();
    let mut networks = Networks::default();
    let mut swept: Option<Instant> = None;
    let mut spare: Option<Spare> = None;
    loop {
        if let Some(one) = &mut spare {
            match one.wait(&line, (!networks.is_full()).then_some(QUIET)) {
                Woken::Quiet => networks.add(),
                Woken::Gone { took } => {
                    spare = None;
                    if !took {
                        // Whatever ended it may end the next.
                        std::thread::sleep(QUIET);
                    }
                }
                Woken::HungUp => {
                    spare.into_iter().for_each(Spare::end);
                    return Ok(());
                }
            }
            continue;
        }
        if !speaks_within(&line, QUIET) {
            if networks.is_needed() {
                networks.add();
                continue;
            }
            sweep(&mut swept);
            // Where there can be none, boxes are made from nothing.
            spare = Spare::start(&line, &filters, consent, &mut networks).ok();
            continue;
        }
        let Some(caller) = receive(&line)? else { return Ok(()) };
        sweep(&mut swept);
        match sys::fork() {
            Ok(sys::Forked::Child) => {
                drop(line);
                sys::reap_by_kernel(false)?;
                let network = networks.take_only();
                let mut means = Means { filters: &filters, consent, network, ready: Ready::default() };
                sys::exit_now(i32::from(supervise::serve(caller, &mut means).is_err()));
            }
            Ok(sys::Forked::Parent) => networks.forget_one(),
            Err(error) => {
                let refusal = Refusal::new("fork the helper", &error);
                // The caller learns it, or is gone.
                let _ = supervise::refuse_all(&caller, &refusal);
            }
        }
    }
}

/// Looks for what killed helpers left, unless somebody just did.
fn sweep(swept: &mut Option<Instant>) {
    if swept.is_none_or(|at| at.elapsed() > SWEEP_EVERY) {
        cgroup::sweep_all();
        weak::sweep();
        *swept = Some(Instant::now());
    }
}

fn speaks_within(line: &OwnedFd, longest: Duration) -> bool {
    let mut watched = [PollFd::new(line.as_fd(), PollFlags::POLLIN)];
    let timeout = PollTimeout::try_from(longest).unwrap_or(PollTimeout::MAX);
    !matches!(poll(&mut watched, timeout), Ok(0))
}

/// The next box's line; none when no caller is left.
pub(crate) fn receive(line: &OwnedFd) -> io::Result<Option<UnixStream>> {
    loop {
        let mut space = nix::cmsg_space!([std::os::fd::RawFd; 1]);
        let mut buffer = [0u8; 1];
        let mut into = [IoSliceMut::new(&mut buffer)];
        let flags = MsgFlags::MSG_CMSG_CLOEXEC;
        match recvmsg::<()>(line.as_raw_fd(), &mut into, Some(&mut space), flags) {
            Ok(message) if message.bytes == 0 => return Ok(None),
            Ok(message) => {
                for control in message.cmsgs()? {
                    if let ControlMessageOwned::ScmRights(fds) = control
                        && let Some(fd) = fds.first()
                    {
                        return Ok(Some(UnixStream::from(sys::adopt(*fd))));
                    }
                }
            }
            Err(nix::Error::EINTR) => {}
            Err(nix::Error::ECONNRESET) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

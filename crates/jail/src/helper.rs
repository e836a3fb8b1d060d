//! The helper: outside of every box, single-threaded, forks once per box.
//!
//! It keeps what is the same for all boxes: the compiled filters, and network namespaces made ahead of
//! time, each used once. Whatever a box leaves behind becomes its child, so that "no children" means
//! "nothing left".

use std::fs::File;
use std::io::{self, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
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
use crate::{cgroup, guest, instance, keeper, sys, weak};

/// Networks and the spare are made when the last box has ended, or when nobody has asked for one for that long: a
/// program that takes longer does not need both processors, and the kernel's locks, which all three need, are free.
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
        let second = arguments.next();
        for (word, alone) in [(keeper::GUEST, true), (keeper::NESTED, false)] {
            if second.as_ref().is_some_and(|second| second == word) {
                sys::exit_now(guest::attend(alone));
            }
        }
        sys::exit_now(i32::from(keep(consent(second)).is_err()));
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
    // Ends with the box that was asked for last.
    let mut latest: Option<File> = None;
    loop {
        if let Some(one) = &mut spare {
            match one.wait(&line, (!networks.is_full()).then_some(QUIET)) {
                Woken::Quiet => networks.add(),
                Woken::Ready => {}
                Woken::Asked => {
                    if let Asked::By(caller) = receive(&line)? {
                        let ours = [Some(line.as_fd()), Some(one.as_fd()), latest.as_ref().map(AsFd::as_fd)];
                        latest = answer(caller, &ours, &filters, consent, &mut networks);
                    }
                }
                Woken::Taken => latest = spare.take().map(Spare::into_end),
                Woken::Gone => {
                    spare = None;
                    // Whatever ended it may end the next.
                    std::thread::sleep(QUIET);
                }
                Woken::HungUp => {
                    spare.into_iter().for_each(Spare::end);
                    return Ok(());
                }
            }
            continue;
        }
        if speaks_within(&line, latest.as_ref(), QUIET) {
            let caller = match receive(&line)? {
                Asked::By(caller) => caller,
                Asked::Nothing => continue,
                Asked::HungUp => return Ok(()),
            };
            sweep(&mut swept);
            let ours = [Some(line.as_fd()), latest.as_ref().map(AsFd::as_fd)];
            latest = answer(caller, &ours, &filters, consent, &mut networks);
            continue;
        }
        latest = None;
        if networks.is_needed() {
            networks.add();
        }
        sweep(&mut swept);
        // Where there can be none, boxes are made from nothing.
        spare = Spare::start(&line, &filters, consent, &mut networks).ok();
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

/// Has a fork make the box, from nothing, and gives what ends with it. `ours`: what it has no business with.
fn answer(
    caller: UnixStream,
    ours: &[Option<BorrowedFd<'_>>],
    filters: &Filters,
    consent: Consent,
    networks: &mut Networks,
) -> Option<File> {
    let forked = io::pipe().and_then(|(ends, end)| Ok((ends, end, sys::fork()?)));
    match forked {
        Ok((ends, end, sys::Forked::Child)) => {
            drop(ends);
            ours.iter().flatten().for_each(|fd| sys::close_copy(*fd));
            let mut means = Means {
                filters,
                consent,
                network: networks.take_only(),
                ready: Ready::default(),
                end: end.into(),
                guest: None,
            };
            let done = sys::reap_by_kernel(false).and_then(|()| supervise::serve(caller, &mut means));
            sys::exit_now(i32::from(done.is_err()));
        }
        Ok((ends, _, sys::Forked::Parent(_))) => {
            networks.forget_one();
            Some(OwnedFd::from(ends).into())
        }
        Err(error) => {
            // The caller learns it, or is gone.
            let _ = supervise::refuse_all(&caller, &Refusal::new("fork the helper", &error));
            None
        }
    }
}

/// Whether somebody asks before the latest box has ended, or within that time.
fn speaks_within(line: &OwnedFd, latest: Option<&File>, longest: Duration) -> bool {
    let mut watched = vec![PollFd::new(line.as_fd(), PollFlags::POLLIN)];
    watched.extend(latest.map(|latest| PollFd::new(latest.as_fd(), PollFlags::POLLIN)));
    let timeout = PollTimeout::try_from(longest).unwrap_or(PollTimeout::MAX);
    // An interrupted wait has found nobody.
    let _ = poll(&mut watched, timeout);
    watched.first().and_then(PollFd::any).unwrap_or(false)
}

/// What is said on the line.
pub(crate) enum Asked {
    By(UnixStream),
    /// Somebody else has heard it.
    Nothing,
    /// No caller is left.
    HungUp,
}

/// The next box's line. Never waits.
pub(crate) fn receive(line: &OwnedFd) -> io::Result<Asked> {
    loop {
        let mut space = nix::cmsg_space!([std::os::fd::RawFd; 1]);
        let mut buffer = [0u8; 1];
        let mut into = [IoSliceMut::new(&mut buffer)];
        let flags = MsgFlags::MSG_CMSG_CLOEXEC | MsgFlags::MSG_DONTWAIT;
        match recvmsg::<()>(line.as_raw_fd(), &mut into, Some(&mut space), flags) {
            Ok(message) if message.bytes == 0 => return Ok(Asked::HungUp),
            Ok(message) => {
                for control in message.cmsgs()? {
                    if let ControlMessageOwned::ScmRights(fds) = control
                        && let Some(fd) = fds.first()
                    {
                        return Ok(Asked::By(UnixStream::from(sys::adopt(*fd))));
                    }
                }
            }
            Err(nix::Error::EINTR) => {}
            Err(nix::Error::EAGAIN) => return Ok(Asked::Nothing),
            Err(nix::Error::ECONNRESET) => return Ok(Asked::HungUp),
            Err(error) => return Err(error.into()),
        }
    }
}

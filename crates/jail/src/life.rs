//! Process 1 as the helper sees it: let in, listened to, killed.

use std::io::{IoSliceMut, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

use crate::cgroup::Groups;
use crate::error::Refusal;
use crate::plan::{Plan, Probed};
use crate::supervise::{Stop, Tier, refuse};
use crate::switch::{self, Mechanism};
use crate::{guest, sys, weak};

/// One line of JSON from process 1.
#[derive(Debug, Serialize, Deserialize)]
pub enum FromInit {
    /// All is done that needs no plan.
    Ahead,
    /// Carries the working folder's descriptor, and the terminal's where there is one.
    Built {
        missing: Vec<String>,
        landlock: bool,
        shut: Vec<usize>,
        /// Whether there is a `/proc`, and whether files may be watched.
        proc: bool,
        watches: bool,
    },
    Started,
    Exited {
        code: Option<i32>,
        signal: Option<i32>,
        /// How long it ran.
        ran: Duration,
    },
    Probed(Probed),
    Refused(Refusal),
    Service {
        name: String,
        detail: String,
    },
}

/// The word to process 1 that it may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Go {
    /// Whether memory is limited per process because there is no memory cgroup.
    pub data_limit: bool,
    /// Whether all that is told of the box can be read when it is dead.
    pub remembered: bool,
}

impl Go {
    pub const LENGTH: usize = 2;

    fn bytes(self) -> [u8; Self::LENGTH] {
        [u8::from(self.data_limit), u8::from(self.remembered)]
    }

    pub fn read([data_limit, remembered]: [u8; Self::LENGTH]) -> Self {
        Self { data_limit: data_limit != 0, remembered: remembered != 0 }
    }
}

pub struct Life {
    pub pid: i32,
    /// None where the kernel has no such thing; its line tells its end then.
    pub pidfd: Option<OwnedFd>,
    pub line: UnixStream,
    /// The working folder, kept open beyond the box's end.
    pub folder: Option<OwnedFd>,
    /// Its mounts, kept while process 1 dies: taking them down takes longer than its death.
    pub mounts: Option<OwnedFd>,
    /// Our end of the program's terminal.
    pub terminal: Option<OwnedFd>,
    pub tier: Tier,
    pub missing: Vec<String>,
    pub landlock: bool,
    pub proc: bool,
    pub watches: bool,
    /// Processes of our own that stand beside it where nothing else is.
    pub ours: Vec<u32>,
    /// Groups that process 1 could not enter.
    pub shut: Vec<usize>,
    /// Who it is to become, outside of its user namespace.
    user: u32,
    received: Vec<u8>,
    dead: bool,
}

impl Life {
    pub fn new(pid: i32, pidfd: Option<OwnedFd>, line: UnixStream, tier: Tier) -> Self {
        Self {
            pid,
            pidfd,
            line,
            folder: None,
            mounts: None,
            terminal: None,
            tier,
            user: 0,
            missing: Vec::new(),
            landlock: false,
            proc: false,
            watches: false,
            ours: Vec::new(),
            shut: Vec::new(),
            received: Vec::new(),
            dead: false,
        }
    }

    /// Puts process 1 into its groups, maps its user and tells it who that is.
    pub fn settle(&mut self, groups: &mut Groups) -> Result<(), Stop> {
        // Where it cannot be had, they go with process 1.
        self.mounts = std::fs::File::open(format!("/proc/{}/ns/mnt", self.pid)).ok().map(OwnedFd::from);
        groups.admit(self.pid);
        let (uid, gid) = (nix::unistd::geteuid(), nix::unistd::getegid());
        let (inner_uid, inner_gid) = if self.tier == Tier::D {
            (guest::USER, guest::USER)
        } else if let Some(id) = unprivileged_id()? {
            (id, id)
        } else if self.tier != Tier::A {
            (uid.as_raw(), gid.as_raw())
        } else {
            // Who has no other user to give maps only itself, and only after giving up group changes.
            refuse(std::fs::write(format!("/proc/{}/setgroups", self.pid), "deny"), "map users")?;
            (uid.as_raw(), gid.as_raw())
        };
        if self.tier == Tier::A {
            self.map_users(inner_uid, inner_gid)?;
        }
        self.user = inner_uid;
        // Process 1 may be gone already; then it has said why.
        let _ = self.line.write_all(&inner_uid.to_le_bytes());
        Ok(())
    }

    /// Lets process 1 go on, its limits being set.
    pub fn let_go(&mut self, plan: &Plan, groups: &Groups) -> Result<(), Stop> {
        if self.user != nix::unistd::geteuid().as_raw() {
            for bind in plan.binds.iter().filter(|bind| bind.writable) {
                let name = format!("bind `{}`", bind.source);
                // Behind somebody else's walls it is where it was put already.
                let path = if self.tier == Tier::D { &bind.target } else { &bind.source };
                refuse(std::os::unix::fs::lchown(path, Some(self.user), Some(self.user)), &name)?;
            }
        }
        refuse(self.line.set_nonblocking(true), "listen to process 1")?;
        let go = Go {
            data_limit: groups.memory.is_none(),
            remembered: groups.remember() && self.tier.takes_all_along(),
        };
        let _ = self.line.write_all(&go.bytes());
        Ok(())
    }

    fn map_users(&self, inner_uid: u32, inner_gid: u32) -> Result<(), Stop> {
        refuse(
            std::fs::write(format!("/proc/{}/gid_map", self.pid), format!("1000 {inner_gid} 1")),
            "map users",
        )?;
        refuse(
            std::fs::write(format!("/proc/{}/uid_map", self.pid), format!("1000 {inner_uid} 1")),
            "map users",
        )?;
        Ok(())
    }

    /// What process 1 said about a failure, which tells more than what we saw of it.
    pub fn reason(&mut self, seen: Stop) -> Stop {
        while let Some(message) = self.next_message() {
            if let FromInit::Refused(refusal) = message {
                return Stop::Refused(refusal);
            }
        }
        seen
    }

    /// Waits until process 1 has done all that needs no plan; false where it cannot, and is gone.
    pub fn is_ahead(&mut self, deadline: Instant) -> bool {
        loop {
            let dead = self.is_dead();
            if let Some(message) = self.next_message() {
                return matches!(message, FromInit::Ahead);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || dead {
                return false;
            }
            let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
            let ends = [Some(self.line.as_fd()), self.pidfd.as_ref().map(AsFd::as_fd)];
            let mut watched: Vec<_> =
                ends.into_iter().flatten().map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
            let _ = poll(&mut watched, timeout);
        }
    }

    pub fn wait_until_built(&mut self, deadline: Instant) -> Result<(), Stop> {
        loop {
            // Asked first: what it said before it died has arrived then, and a short program is over by now.
            let dead = self.is_dead();
            // What follows "built" in the same breath stays in the queue for `attend`.
            while let Some(message) = self.next_message() {
                match message {
                    FromInit::Built { missing, landlock, shut, proc, watches } => {
                        self.shut = shut;
                        (self.proc, self.watches) = (proc, watches);
                        self.missing = missing;
                        self.landlock = landlock;
                        return Ok(());
                    }
                    FromInit::Refused(refusal) => return Err(Stop::Refused(refusal)),
                    _ => {}
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || dead {
                let error = std::io::Error::from_raw_os_error(libc::ETIMEDOUT);
                return Err(Stop::Refused(Refusal::new("build the box", &error)));
            }
            let timeout = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
            let ends = [Some(self.line.as_fd()), self.pidfd.as_ref().map(AsFd::as_fd)];
            let mut watched: Vec<_> =
                ends.into_iter().flatten().map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
            let _ = poll(&mut watched, timeout);
        }
    }

    /// The next thing that process 1 said, if there is one.
    ///
    /// The box's programs cannot speak here: process 1 keeps the line to itself and is not dumpable.
    pub fn next_message(&mut self) -> Option<FromInit> {
        self.receive();
        while let Some(end) = self.received.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.received.drain(..=end).collect();
            if let Ok(message) = serde_json::from_slice(&line) {
                return Some(message);
            }
        }
        None
    }

    fn receive(&mut self) {
        let mut buffer = [0u8; 16 << 10];
        loop {
            let mut space = nix::cmsg_space!([std::os::fd::RawFd; 2]);
            let mut into = [IoSliceMut::new(&mut buffer)];
            let flags = MsgFlags::MSG_CMSG_CLOEXEC | MsgFlags::MSG_DONTWAIT;
            let Ok(message) = recvmsg::<()>(self.line.as_raw_fd(), &mut into, Some(&mut space), flags) else {
                break;
            };
            for control in message.cmsgs().into_iter().flatten() {
                if let ControlMessageOwned::ScmRights(fds) = control {
                    let mut fds = fds.into_iter().map(sys::adopt);
                    (self.folder, self.terminal) = (fds.next(), fds.next());
                }
            }
            let count = message.bytes;
            if count == 0 {
                break;
            }
            self.received.extend_from_slice(buffer.get(..count).unwrap_or_default());
        }
    }

    fn id(&self) -> Id<'_> {
        match &self.pidfd {
            Some(pidfd) => Id::PIDFd(pidfd.as_fd()),
            None => Id::Pid(Pid::from_raw(self.pid)),
        }
    }

    /// Whether process 1 is gone; it is reaped then.
    pub fn is_dead(&mut self) -> bool {
        if !self.dead {
            let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG;
            self.dead = !matches!(waitid(self.id(), flags), Ok(WaitStatus::StillAlive));
        }
        self.dead
    }

    /// Kills process 1 and with it, by the kernel's doing, every process of the box.
    pub fn kill(&mut self) {
        // Where process 1 takes nobody along, others may be alive when it is not.
        if self.dead && self.tier.takes_all_along() || !switch::on(Mechanism::Killing) {
            return;
        }
        let Some(pidfd) = self.pidfd.as_ref().filter(|_| self.tier.takes_all_along()) else {
            match self.tier {
                Tier::D => weak::end_all_below(guest::FIRST, &self.ours),
                _ => weak::end_all(),
            }
            self.dead = true;
            return;
        };
        let _ = sys::pidfd_kill(pidfd.as_fd(), libc::SIGKILL);
        // The kernel reports process 1 as dead only after all others in its namespace are.
        let _ = waitid(Id::PIDFd(pidfd.as_fd()), WaitPidFlag::WEXITED);
        self.dead = true;
    }
}

/// Whether boxes run as another user than we are.
pub fn has_other_users() -> bool {
    matches!(unprivileged_id(), Ok(Some(_)))
}

/// Far above every range that distributions hand out, where this machine has such ids at all.
pub const HIGH: u32 = 1_900_000_000;

/// A host user that owns nothing and is nobody else's: one per helper, as process ids are unique. None
/// where there is no other than the one we are: for ordinary users, and in namespaces that hold a single one.
///
/// Errors: the single one is the machine's root, as whom no box may run.
pub fn unprivileged_id() -> Result<Option<u32>, Stop> {
    if !nix::unistd::geteuid().is_root() {
        return Ok(None);
    }
    let pid = std::process::id();
    let map = refuse(std::fs::read_to_string("/proc/self/uid_map"), "map users")?;
    // Lines of three: the first id here, the one it is outside, how many.
    let ranges: Vec<[u32; 3]> = map
        .lines()
        .filter_map(|line| {
            let mut numbers = line.split_whitespace().map(str::parse);
            Some([numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?])
        })
        .collect();
    if ranges == [[0, 0, u32::MAX]] {
        return Ok(Some(HIGH + pid));
    }
    let id = 60_000 + pid % 5_000;
    if ranges.iter().any(|[first, _, count]| (*first..first.saturating_add(*count)).contains(&id)) {
        return Ok(Some(id));
    }
    if ranges.iter().any(|[first, outside, _]| (*first, *outside) == (0, 0)) {
        let error = std::io::Error::from_raw_os_error(libc::EPERM);
        return refuse(Err(error), "map users other than root");
    }
    Ok(None)
}

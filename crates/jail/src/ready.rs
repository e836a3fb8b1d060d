//! What is made of a box before anybody asks for one: its groups, its streams, process 1 in its namespaces.
//!
//! Used for one box, like all of it. What the plan decides is left to do when the plan is there; a plan
//! that decides more than this leaves to it gets a box made from nothing.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sched::{CloneFlags, setns};
use nix::sys::stat::{Mode, fchmod};

use crate::cgroup::{Door, Groups};
use crate::init;
use crate::life::Life;
use crate::plan::{Bind, Network, Plan};
use crate::seccomp::Filters;
use crate::supervise::{Stop, Tier, refuse};
use crate::switch::{self, Mechanism};
use crate::weak::Footing;
use crate::{sys, wire};

/// Longest plan that process 1 is told: it holds it as memory of the box.
const LONGEST_TOLD: usize = 128 << 10;
/// It listens already.
const HEARS_WITHIN: Duration = Duration::from_secs(10);

/// A box's process 1 and what leads to it.
pub struct Born {
    pub life: Life,
    pub stdin: OwnedFd,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
}

/// What process 1 is born with.
pub struct Given<'a> {
    /// Made ahead of time, for this box alone.
    pub network: Option<OwnedFd>,
    /// Whether it shares the machine's.
    pub machines_network: bool,
    pub doors: Vec<Door>,
    pub footing: Footing<'a>,
    pub filters: &'a Filters,
    /// Lines of ours, of which a fork holds copies.
    pub strangers: &'a [BorrowedFd<'a>],
}

/// All that can be made without a plan.
#[derive(Default)]
pub struct Ready {
    pub groups: Groups,
    pub born: Option<Born>,
    /// Tells whether this machine's mounts are still those that process 1 sees.
    mounts: Option<File>,
}

impl Ready {
    /// Makes what can be made here; what cannot is made, or refused, when it is asked for.
    /// `strangers`: what of ours is no business of process 1.
    pub fn make(filters: &Filters, network: Option<OwnedFd>, strangers: &[BorrowedFd<'_>]) -> Self {
        rehearse();
        // Before process 1 has its own.
        let mounts = File::open("/proc/self/mountinfo").ok();
        let mut groups = Groups::make();
        let given = Given {
            network,
            machines_network: false,
            doors: groups.doors(&[]),
            footing: Footing::Own,
            filters,
            strangers,
        };
        let mut ready = Self { born: bear(None, &groups, given).ok(), mounts, ..Self::default() };
        let deadline = Instant::now() + HEARS_WITHIN;
        let settled = ready
            .born
            .as_mut()
            .is_some_and(|born| born.life.settle(&mut groups).is_ok() && born.life.is_ahead(deadline));
        ready.groups = groups;
        if !settled {
            ready.dismiss();
        }
        ready
    }

    /// Ends the process 1 that nobody asked for.
    pub fn dismiss(&mut self) {
        if let Some(mut born) = self.born.take() {
            born.life.kill();
        }
    }

    /// Puts everything away.
    pub fn discard(&mut self) {
        self.dismiss();
        self.groups.remove();
    }

    /// Waits until somebody speaks on the line. False when the machine's mounts have changed before that: process 1
    /// keeps those of its birth alive, and should not for long.
    pub fn lasts_until(&self, line: BorrowedFd<'_>) -> bool {
        let mut watched = vec![PollFd::new(line, PollFlags::POLLIN)];
        watched.extend(self.mounts.as_ref().map(|mounts| PollFd::new(mounts.as_fd(), PollFlags::POLLPRI)));
        // An interrupted wait is as good as a finished one: what is said is waited for again.
        let _ = poll(&mut watched, PollTimeout::NONE);
        let [spoken, changed] = [0, 1].map(|at| watched.get(at).and_then(PollFd::any).unwrap_or(false));
        spoken || !changed
    }

    /// Process 1 for this plan, told of it, where it leaves nothing else to decide.
    pub fn tell(&mut self, plan: &Plan, text: &[u8]) -> Option<Born> {
        let mut born = self.born.take()?;
        let contents = plan.files.iter().map(|file| file.content.len()).sum::<usize>();
        let fits = plan.network == Network::None
            && plan.required.is_empty()
            && text.len() + contents <= LONGEST_TOLD
            && self.mounts.as_ref().is_some_and(|mounts| !have_changed(mounts))
            && !born.life.is_dead();
        let told = fits && say(&mut born.life.line, plan, text).is_ok();
        if !told {
            born.life.kill();
        }
        told.then_some(born)
    }
}

/// The kernel tells it once something was mounted or taken off since the file was opened.
fn have_changed(mounts: &File) -> bool {
    let mut watched = [PollFd::new(mounts.as_fd(), PollFlags::POLLPRI)];
    !matches!(poll(&mut watched, PollTimeout::ZERO), Ok(0))
}

/// Reads a plan, so that the memory for it is ours by the time that one comes: a fork gets its parent's memory
/// page by page, each when it first writes there.
pub fn rehearse() {
    let plan = Plan {
        program: vec!["true".to_owned()],
        binds: (0..16).map(|number| Bind::same(format!("/usr/{number}"))).collect(),
        environment: (0..16).map(|number| (format!("NAME{number}"), "value".to_owned())).collect(),
        texts: (0..8).map(|number| (format!("/etc/{number}"), "text".repeat(16))).collect(),
        ..Plan::default()
    };
    let text = serde_json::to_vec(&plan).unwrap_or_default();
    // What counts is that it was read.
    let _ = std::hint::black_box(serde_json::from_slice::<Plan>(&text));
}

fn say(line: &mut UnixStream, plan: &Plan, text: &[u8]) -> io::Result<()> {
    line.set_write_timeout(Some(HEARS_WITHIN))?;
    let mut bytes = Vec::with_capacity(text.len() + 8);
    wire::write_blob(&mut bytes, text)?;
    for file in &plan.files {
        wire::write_blob(&mut bytes, &file.content)?;
    }
    line.write_all(&bytes)
}

/// Starts process 1: with a plan, or to be told of one.
pub fn bear(plan: Option<&mut Plan>, groups: &Groups, given: Given<'_>) -> Result<Born, Stop> {
    let (line, far_line) = refuse(UnixStream::pair(), "open the line to process 1")?;
    let (stdin_far, stdin) = refuse(io::pipe(), "open a pipe")?;
    let (stdout, stdout_far) = refuse(io::pipe(), "open a pipe")?;
    let (stderr, stderr_far) = refuse(io::pipe(), "open a pipe")?;
    // Programs open `/dev/stdout` by its name; who made the pipe is another user.
    for end in [stdin_far.as_fd(), stdout_far.as_fd(), stderr_far.as_fd()] {
        match fchmod(end, Mode::from_bits_truncate(0o666)) {
            // Kernels that are no Linux give pipes no modes.
            Err(nix::Error::EPERM) if matches!(given.footing, Footing::Guest(_)) => {}
            done => refuse(done, "open a pipe")?,
        }
    }
    let Given { network, machines_network, doors, footing, filters, strangers } = given;
    let entered = Entered::enter(network.filter(|_| !machines_network));
    let parts = init::Parts {
        line: far_line,
        stdin: OwnedFd::from(stdin_far),
        stdout: OwnedFd::from(stdout_far),
        stderr: OwnedFd::from(stderr_far),
        doors,
        data_limit: false,
        own_user: true,
        remembered: false,
        footing,
        bare_network: false,
        filters,
        strangers,
    };
    let (born, tier) = match footing {
        Footing::Own => create(namespaces(!machines_network && entered.is_none()), groups)?,
        Footing::Folder(_) => {
            let door = groups.unified_door();
            let born = refuse(sys::clone_into(0, door.as_ref().map(AsFd::as_fd)), "start process 1")?;
            (born.map(|(pid, pidfd)| (pid, Some(pidfd))), Tier::C)
        }
        Footing::Guest(_) => match refuse(sys::fork(), "start process 1")? {
            sys::Forked::Child => (None, Tier::D),
            sys::Forked::Parent(pid) => (Some((pid, None)), Tier::D),
        },
    };
    let own_user = tier == Tier::A;
    let Some((pid, pidfd)) = born else {
        // Process 1 keeps nothing of ours but its parts.
        drop((line, stdin, stdout, stderr));
        let bare_network = entered.is_none() && !machines_network;
        drop(entered.map(|entered| entered.own));
        init::live(plan, init::Parts { own_user, bare_network, ..parts });
    };
    drop(parts);
    if let Some(entered) = entered {
        // A plan may still ask for the machine's own.
        refuse(entered.leave(), "leave the box's network")?;
    }
    let mut life = Life::new(pid, pidfd, line, tier);
    if let Footing::Guest(ours) = footing {
        life.ours = ours.to_vec();
    }
    Ok(Born { life, stdin: stdin.into(), stdout: stdout.into(), stderr: stderr.into() })
}

/// A network that was made ahead of time: process 1 inherits it.
struct Entered {
    own: File,
}

impl Entered {
    fn enter(network: Option<OwnedFd>) -> Option<Self> {
        let network = network?;
        let own = File::open("/proc/self/ns/net").ok()?;
        setns(network, CloneFlags::CLONE_NEWNET).is_ok().then_some(Self { own })
    }

    fn leave(self) -> nix::Result<()> {
        setns(self.own, CloneFlags::CLONE_NEWNET)
    }
}

/// Namespaces of every box; the user's and the network's are decided one by one.
fn namespaces(new_network: bool) -> i32 {
    let mut flags = 0;
    for (mechanism, flag) in [
        (Mechanism::PidNamespace, libc::CLONE_NEWPID),
        (Mechanism::Root, libc::CLONE_NEWNS),
        (Mechanism::IpcNamespace, libc::CLONE_NEWIPC),
        (Mechanism::UtsNamespace, libc::CLONE_NEWUTS),
        (Mechanism::CgroupNamespace, libc::CLONE_NEWCGROUP),
    ] {
        if switch::on(mechanism) {
            flags |= flag;
        }
    }
    if new_network && switch::on(Mechanism::NetworkNamespace) {
        flags |= libc::CLONE_NEWNET;
    }
    flags
}

/// Its process id, and the descriptor by which it is waited for where the kernel has such.
type Child = (i32, Option<OwnedFd>);

/// Process 1, in a user namespace of its own; where the machine has none to give and we are the
/// superuser, without one: tier B.
fn create(flags: i32, groups: &Groups) -> Result<(Option<Child>, Tier), Stop> {
    let seen = |born: Option<(i32, OwnedFd)>| born.map(|(pid, pidfd)| (pid, Some(pidfd)));
    let group = groups.unified_door();
    let group = group.as_ref().map(AsFd::as_fd);
    let with_user = (flags | libc::CLONE_NEWUSER) as u64;
    let born = if switch::on(Mechanism::UserNamespace) {
        sys::clone_into(with_user, group)
    } else {
        Err(io::Error::from_raw_os_error(libc::EPERM))
    };
    match born {
        Ok(born) => return Ok((seen(born), Tier::A)),
        Err(error) => {
            let refused = matches!(
                error.raw_os_error(),
                Some(libc::EPERM | libc::ENOSPC | libc::EINVAL | libc::ENOSYS)
            );
            if !refused || !nix::unistd::geteuid().is_root() {
                return refuse(Err(error), "create namespaces");
            }
        }
    }
    Ok((seen(refuse(sys::clone_into(flags as u64, group), "create namespaces")?), Tier::B))
}

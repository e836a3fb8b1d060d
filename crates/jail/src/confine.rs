//! Giving everything up, in the order that lets each step still happen.

use std::io;

use landlock::{
    ABI, Access, AccessFs, CompatLevel, Compatible, PathBeneath, PathFd, PathFdError, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope,
};
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};

use crate::error::Refusal;
use crate::plan::Plan;
use crate::seccomp::{self, Filters, Memory, Watches};
use crate::switch::{self, Mechanism};
use crate::sys;
use crate::weak::{self, Place};

/// What distributions hand out. Unlimited, it would also lift the kernel's bound on arguments and lay
/// memory out where it can be guessed.
const STACK_BYTES: u64 = 8 << 20;

/// The kernel counts pending signals and timers for the box and once more for whoever started it.
const PENDING_SIGNALS: u64 = 1024;
/// What the kernel takes for "no core dump, and nobody is told": see `seccomp`.
const NO_CORE: u64 = 1;

type Done<T> = Result<T, Refusal>;

fn step<T, E: Into<io::Error>>(result: Result<T, E>, name: &str) -> Done<T> {
    result.map_err(|error| Refusal::new(name, &error.into()))
}

/// Limits, capabilities, Landlock, system calls. Says whether Landlock is on: it is a second wall.
///
/// `bounded`: no program started from here can have capabilities any more.
pub fn confine(
    plan: &Plan,
    data_limit: bool,
    watches: Watches,
    filters: &Filters,
    bounded: bool,
) -> Done<bool> {
    limits(plan, data_limit, 0)?;
    if switch::on(Mechanism::Capabilities) {
        let bounded = if bounded { Ok(()) } else { sys::bound_capabilities() };
        step(bounded.and_then(|()| sys::clear_capabilities()), "drop capabilities")?;
    }
    if switch::on(Mechanism::NewPrivileges) {
        step(sys::prctl(libc::PR_SET_NO_NEW_PRIVS, 1), "forbid new privileges")?;
    }
    // Its memory and descriptors must stay closed to the programs that share its user.
    step(
        sys::prctl(libc::PR_SET_DUMPABLE, i32::from(!switch::on(Mechanism::Closed)) as u64),
        "close process 1 to the box",
    )?;
    let landlock = switch::on(Mechanism::Landlock)
        && match landlock() {
            Ok(on) => on,
            Err(_) if !switch::on(Mechanism::FailClosed) => false,
            // A kernel without it is no error: what it has and cannot give now is.
            Err(error) => {
                return Err(Refusal::new(
                    format!("confine files once more: {error}"),
                    &io::Error::from_raw_os_error(0),
                ));
            }
        };
    filters.install(if data_limit { Memory::Watched } else { Memory::Bounded }, watches)?;
    Ok(landlock)
}

/// The same where Landlock and the filter are all there is. `other_user`: it is a user of its own already.
pub fn confine_weak(plan: &Plan, data_limit: bool, place: &Place, other_user: bool) -> Done<()> {
    limits(plan, data_limit, if other_user { 0 } else { weak::processes_of_our_user() })?;
    step(sys::clear_capabilities(), "drop capabilities")?;
    step(sys::prctl(libc::PR_SET_NO_NEW_PRIVS, 1), "forbid new privileges")?;
    step(sys::prctl(libc::PR_SET_DUMPABLE, 0), "close process 1 to the box")?;
    weak::landlock(plan, place)?;
    seccomp::install_weak(if data_limit { Memory::Watched } else { Memory::Bounded }, other_user)
}

/// `others`: processes that the kernel counts together with the box's.
fn limits(plan: &Plan, data_limit: bool, others: u64) -> Done<()> {
    let limits = &plan.limits;
    let cpu_seconds = limits.cpu_ms.div_ceil(1000).max(1);
    let mut table = vec![
        (Resource::RLIMIT_CORE, NO_CORE, NO_CORE),
        (Resource::RLIMIT_FSIZE, limits.disk_bytes, limits.disk_bytes),
        (Resource::RLIMIT_MEMLOCK, 0, 0),
        (Resource::RLIMIT_MSGQUEUE, 0, 0),
        (Resource::RLIMIT_SIGPENDING, PENDING_SIGNALS, PENDING_SIGNALS),
        // Where whoever started us may go before others, the box may not.
        (Resource::RLIMIT_RTPRIO, 0, 0),
        (Resource::RLIMIT_NICE, 0, 0),
        // Counted in this user namespace alone, process 1 included.
        (Resource::RLIMIT_NPROC, limits.processes + others + 1, limits.processes + others + 1),
        // One process cannot outrun the group's limit by more than a second.
        (Resource::RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
    ];
    if data_limit {
        table.push((Resource::RLIMIT_DATA, limits.memory_bytes, limits.memory_bytes));
    }
    let stack = if switch::on(Mechanism::Stack) { STACK_BYTES } else { RLIM_INFINITY };
    table.push((Resource::RLIMIT_STACK, stack, stack));
    for (resource, soft, hard) in table {
        step(set(resource, soft, hard), "set limits")?;
    }
    Ok(())
}

fn set(resource: Resource, soft: u64, hard: u64) -> nix::Result<()> {
    if by(resource).is_some_and(|mechanism| !switch::on(mechanism)) {
        return Ok(());
    }
    match setrlimit(resource, soft, hard) {
        // The machine's own hard limit is lower than ours and stays in force.
        Err(nix::Error::EPERM) => Ok(()),
        other => other,
    }
}

/// How many files a program of the box may have open. It is set for programs alone: the kernel holds the same number
/// against what all of a user's processes have sent each other and nobody has received, and a box may have sent as
/// much as it may open. Whoever makes boxes has to be above that.
pub fn open_files(most: u64) -> nix::Result<()> {
    set(Resource::RLIMIT_NOFILE, most, most)
}

/// Whoever makes boxes may have as many as the machine lets it.
pub fn most_open_files() {
    // Where that fails boxes are made all the same, while none hoards.
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
    }
}

/// The mechanism that a resource belongs to.
fn by(resource: Resource) -> Option<Mechanism> {
    match resource {
        Resource::RLIMIT_NOFILE => Some(Mechanism::OpenFiles),
        Resource::RLIMIT_FSIZE => Some(Mechanism::FileSize),
        Resource::RLIMIT_NPROC => Some(Mechanism::Processes),
        Resource::RLIMIT_CPU => Some(Mechanism::CpuTime),
        Resource::RLIMIT_DATA => Some(Mechanism::Memory),
        Resource::RLIMIT_SIGPENDING => Some(Mechanism::Watches),
        _ => None,
    }
}

/// Reading everywhere, writing in the box's own places, and no signal or abstract socket leaves.
fn landlock() -> Result<bool, Box<dyn std::error::Error>> {
    let abi = ABI::V6;
    let all = AccessFs::from_all(abi);
    let read = AccessFs::from_read(abi);
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .scope(Scope::AbstractUnixSocket)?
        .scope(Scope::Signal)?
        .create()?;
    let places = [
        ("/", read),
        ("/dev", read | AccessFs::WriteFile | AccessFs::IoctlDev),
        ("/proc", read | AccessFs::WriteFile),
        ("/box", all),
        ("/tmp", all),
        ("/dev/shm", all),
        // A terminal of the box's own, where it has one.
        ("/dev/pts", read | AccessFs::WriteFile | AccessFs::IoctlDev),
    ];
    for (path, access) in places {
        match PathFd::new(path) {
            Ok(fd) => rules = rules.add_rule(PathBeneath::new(fd, access))?,
            // A place that does not exist needs no rule.
            Err(PathFdError::OpenCall { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(rules.restrict_self()?.ruleset != RulesetStatus::NotEnforced)
}

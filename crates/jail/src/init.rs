//! Process 1 of a box: builds the root, gives up its rights, starts the program, reaps.
//!
//! It is ours until the end (the program is its child), so it may speak to the helper; it holds no
//! rights any more when the first untrusted instruction runs.

use std::collections::BTreeMap;
use std::io::{IoSlice, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg};
use nix::unistd::{Gid, Uid};

use crate::cgroup::Door;
use crate::clock::Moment;
use crate::error::Refusal;
use crate::life::{FromInit, Go};
use crate::mounts::Begun;
use crate::plan::{Network, Plan};
use crate::reap::{Reaper, examine};
use crate::seccomp::{Filters, Watches};
use crate::serve::serve;
use crate::start::spawn;
use crate::switch::{self, Mechanism};
use crate::weak::{self, Footing, Place};
use crate::{confine, guest, mounts, ready, sys, wire};

/// What process 1 inherits from the helper.
pub struct Parts<'a> {
    pub line: UnixStream,
    pub stdin: OwnedFd,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
    /// Ways into the control groups.
    pub doors: Vec<Door>,
    /// Whether memory is limited per process because there is no memory cgroup.
    pub data_limit: bool,
    /// Whether it has a user namespace of its own.
    pub own_user: bool,
    /// What it stands on.
    pub footing: Footing<'a>,
    /// Whether all that is told of the box can be read when it is dead.
    pub remembered: bool,
    /// Whether its network is new, and its loopback still down.
    pub bare_network: bool,
    pub filters: &'a Filters,
    /// The helper's own lines, of which a fork holds copies.
    pub strangers: &'a [BorrowedFd<'a>],
}

/// A sixteenth of what a user usually has: a program needs one or two.
const INSTANCES: &str = "8";
const WATCHES: &str = "8192";

/// The box's user in its own namespace.
const BOX_USER: u32 = 1000;

/// What process 1 is called.
const NAME: &str = "jail-init";

/// Worth a walk through the allocator's memory.
const MANY_BYTES: usize = 1 << 20;

type Refused<T> = Result<T, Refusal>;

fn step<T, E: Into<std::io::Error>>(result: Result<T, E>, name: &str) -> Refused<T> {
    result.map_err(|error| Refusal::new(name, &error.into()))
}

/// The whole life of process 1, which is told of its plan where it has none.
pub fn live(plan: Option<&mut Plan>, mut parts: Parts<'_>) -> ! {
    parts.strangers.iter().for_each(|stranger| sys::close_copy(*stranger));
    let shut = enter_groups(&mut parts);
    let mut told;
    let (plan, ahead) = match plan {
        Some(plan) => (plan, None),
        None => {
            // No spare any more, and to be told from one.
            let _ = sys::rename(NAME);
            // What cannot be done ahead is refused, with the reason, when it is done for a plan.
            let Ok(ahead) = go_ahead(&mut parts) else { sys::exit_now(1) };
            say(&mut parts.line, &FromInit::Ahead);
            match hear(&mut parts.line) {
                Ok(heard) => told = heard,
                // Nobody asked for a box.
                Err(_) => sys::exit_now(0),
            }
            (&mut told, Some(ahead))
        }
    };
    // What the program reads comes through a pipe: held here as well it would count as the box's memory.
    plan.stdin = Vec::new();
    let built = shut.and_then(|shut| {
        parts.remembered = shut.is_empty();
        build(plan, &mut parts, shut, ahead)
    });
    let (terminal, proc) = match built {
        Ok(built) => built,
        Err(refusal) => {
            say(&mut parts.line, &FromInit::Refused(refusal));
            sys::exit_now(1);
        }
    };
    let environment = variables(plan, proc, parts.footing);
    let open_files = plan.limits.open_files;
    for service in &plan.services {
        if let Err(detail) = serve(service, &environment, open_files) {
            say(&mut parts.line, &FromInit::Service { name: service.name.clone(), detail });
            sys::exit_now(1);
        }
    }
    let Parts { mut line, stdin, stdout, stderr, remembered, .. } = parts;
    let streams = match &terminal {
        Some(terminal) => [terminal, terminal, terminal],
        None => [&stdin, &stdout, &stderr],
    };
    // Before the program's first instruction: nothing it does comes before its time has begun.
    say(&mut line, &FromInit::Started);
    let started = Moment::now();
    let main = match spawn(&plan.program, &environment, streams, terminal.is_some(), open_files) {
        Ok(pid) => pid,
        Err(error) => {
            say(&mut line, &FromInit::Refused(Refusal::new("start the program", &error)));
            sys::exit_now(1);
        }
    };
    // Only the program and its children hold the streams now.
    drop((stdin, stdout, stderr, terminal));
    let mut reaper = Reaper::new(main);
    if let Some(probe) = &plan.probe {
        let report = examine(probe, &mut reaper);
        say(&mut line, &FromInit::Probed(report));
    }
    let (code, signal) = reaper.wait();
    say(&mut line, &FromInit::Exited { code, signal, ran: Moment::now().since(started) });
    if remembered && switch::on(Mechanism::Killing) {
        // With us goes all that is left in the box, while the helper still reads what we said.
        sys::exit_now(0);
    }
    // The helper looks once more, and then kills us.
    loop {
        std::thread::park();
    }
}

/// The plan and the contents of its files.
fn hear(line: &mut UnixStream) -> std::io::Result<Plan> {
    let mut plan: Plan = serde_json::from_slice(&wire::read_blob(line)?)?;
    for file in &mut plan.files {
        file.content = wire::read_blob(line)?;
    }
    Ok(plan)
}

fn say(line: &mut UnixStream, message: &FromInit) {
    if let Ok(mut text) = serde_json::to_vec(message) {
        text.push(b'\n');
        // A helper that is gone has taken the box with it.
        let _ = line.write_all(&text);
    }
}

/// The environment as it must read in this box: told more where a program cannot look up where it is.
fn variables(plan: &Plan, proc: bool, footing: Footing<'_>) -> BTreeMap<String, String> {
    let mut variables = plan.environment.clone();
    for (name, value) in plan.environment_without_proc.iter().filter(|_| !proc) {
        variables.entry(name.clone()).or_insert_with(|| value.clone());
    }
    if let Footing::Folder(place) = footing {
        place.moved(&mut variables);
    }
    variables
}

/// The same without namespaces: gives up its rights on the machine's own ground.
fn settle(plan: &mut Plan, parts: &mut Parts<'_>, place: &Place, shut: Vec<usize>) -> Refused<()> {
    let id = wait_for_user(parts)?;
    wait_for_go(parts)?;
    let other_user = id != nix::unistd::geteuid().as_raw();
    if other_user {
        let (uid, gid) = (Uid::from_raw(id), Gid::from_raw(id));
        // A container may have taken this right away; without new privileges nothing can come of it.
        let _ = sys::bound_capabilities();
        step(nix::unistd::setgroups(&[]), "drop groups")?;
        step(nix::unistd::setresgid(gid, gid, gid), "become the box's user")?;
        step(nix::unistd::setresuid(uid, uid, uid), "become the box's user")?;
    }
    step(sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64), "tie the box to its helper")?;
    weak::adopt_orphans()?;
    set_mask();
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    let folder = place.furnish(plan)?;
    forget_files(plan);
    step(nix::unistd::setsid().map(drop).or_else(ignore_leader), "leave the session")?;
    confine::confine_weak(plan, parts.data_limit, place, other_user)?;
    let missing = weak::misses(!other_user);
    let built = FromInit::Built { missing, landlock: true, shut, proc: false, watches: other_user };
    report(parts, &built, &[folder.as_raw_fd()])
}

/// The same behind walls that somebody else has built: the root is there, and belongs to this box alone.
fn stand(plan: &mut Plan, parts: &mut Parts<'_>, shut: Vec<usize>) -> Refused<()> {
    let id = wait_for_user(parts)?;
    wait_for_go(parts)?;
    let (uid, gid) = (Uid::from_raw(id), Gid::from_raw(id));
    // Not every runner of networks brings it up, and where it is up there is nothing to do.
    let _ = sys::loopback_up();
    set_mask();
    let working = guest::furnish(plan, id)?;
    step(sys::bound_capabilities(), "drop capabilities")?;
    step(nix::unistd::setgroups(&[]), "drop groups")?;
    step(nix::unistd::setresgid(gid, gid, gid), "become the box's user")?;
    step(nix::unistd::setresuid(uid, uid, uid), "become the box's user")?;
    step(sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64), "tie the box to its helper")?;
    guest::write(working.as_fd(), plan)?;
    forget_files(plan);
    step(nix::unistd::setsid().map(drop).or_else(ignore_leader), "leave the session")?;
    // The file system is full before any file is too long: some kernels tell that by no signal.
    plan.limits.disk_bytes = plan.limits.disk_bytes.saturating_add(1 << 20);
    let landlock = confine::confine(plan, parts.data_limit, Watches::Bounded, parts.filters, true)?;
    let missing = guest::misses();
    let built = FromInit::Built { missing, landlock, shut, proc: true, watches: true };
    report(parts, &built, &[working.as_raw_fd()])
}

/// What is done of a box without a plan.
struct Ahead {
    /// Why files may not be watched.
    unwatched: Option<String>,
    begun: Option<Begun>,
    id: u32,
}

/// Does all that needs no plan. We stay who we are meanwhile: what a plan brings in may be for us alone to see.
fn go_ahead(parts: &mut Parts<'_>) -> Refused<Ahead> {
    if !parts.own_user || !switch::on(Mechanism::Users) {
        // Rights over files would go with the user.
        let wanted = std::io::Error::from_raw_os_error(libc::EOPNOTSUPP);
        return Err(Refusal::new("begin the root", &wanted));
    }
    wait_for_user(parts)?;
    let id = BOX_USER;
    let unwatched = surround(parts)?;
    if switch::on(Mechanism::Capabilities) {
        step(sys::bound_capabilities(), "drop capabilities")?;
    }
    let devices = mounts::open_devices()?;
    set_mask();
    let mut begun = Ok(None);
    step(sys::as_owner(id, &mut || begun = mounts::begin(&devices, mounts::NO_SOURCE)), "begin the root")?;
    ready::rehearse();
    Ok(Ahead { unwatched, begun: begun?, id })
}

/// What surrounds every box beside its root. Gives the reason why files may not be watched in it.
fn surround(parts: &Parts<'_>) -> Refused<Option<String>> {
    let unwatched = if parts.own_user { bound_watches().err() } else { None };
    // Of all victims of a machine without memory the box is the best one.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    if switch::on(Mechanism::CgroupNamespace) {
        step(nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWCGROUP), "hide the control group")?;
    }
    let network = switch::on(Mechanism::NetworkNamespace) && switch::on(Mechanism::Loopback);
    if parts.bare_network && network {
        step(sys::loopback_up(), "bring the loopback up")?;
    }
    if switch::on(Mechanism::UtsNamespace) {
        step(nix::unistd::sethostname("box"), "name the box")?;
    }
    Ok(unwatched)
}

/// Gives the program's end of its terminal, where it is to have one, and whether there is a `/proc`.
fn build(
    plan: &mut Plan,
    parts: &mut Parts<'_>,
    shut: Vec<usize>,
    ahead: Option<Ahead>,
) -> Refused<(Option<OwnedFd>, bool)> {
    match parts.footing {
        Footing::Own => {}
        Footing::Folder(place) => return settle(plan, parts, place, shut).map(|()| (None, false)),
        Footing::Guest(_) => return stand(plan, parts, shut).map(|()| (None, true)),
    }
    let (devices, outside) = match &ahead {
        Some(ahead) => (None, ahead.id),
        None => (Some(mounts::open_devices()?), wait_for_user(parts)?),
    };
    let trees = mounts::open_sources(plan)?;
    wait_for_go(parts)?;
    let id = if parts.own_user { BOX_USER } else { outside };
    let unwatched = match &ahead {
        Some(ahead) => ahead.unwatched.clone(),
        None => surround(parts)?,
    };
    if switch::on(Mechanism::Users) {
        become_user(id, parts.own_user)?;
    }
    if switch::on(Mechanism::DeathSignal) {
        step(sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64), "tie the box to its helper")?;
    }
    if parts.data_limit && parts.own_user && plan.network == Network::None {
        bound_buffers();
    }
    let bounded = ahead.is_some();
    let begun = match (ahead, devices) {
        (Some(ahead), _) => ahead.begun,
        (None, devices) => mounts::begin(&devices.unwrap_or_default(), mounts::ANY)?,
    };
    let built = mounts::complete(plan, trees, id, begun)?;
    forget_files(plan);
    let folder = built.working;
    let mut missing = built.missing;
    let watches = if unwatched.is_none() { Watches::Bounded } else { Watches::None };
    missing.extend(unwatched);
    step(nix::unistd::setsid().map(drop).or_else(ignore_leader), "leave the session")?;
    let landlock = confine::confine(plan, parts.data_limit, watches, parts.filters, bounded)?;
    let watches = watches == Watches::Bounded;
    let (ours, theirs) = built.terminal.unzip();
    let fds: Vec<_> = std::iter::once(&folder).chain(&ours).map(AsRawFd::as_raw_fd).collect();
    report(parts, &FromInit::Built { missing, landlock, shut, proc: built.proc, watches }, &fds)?;
    Ok((theirs, built.proc))
}

/// They are on the box's disk now, and no part of its memory.
fn forget_files(plan: &mut Plan) {
    let bytes: usize = plan.files.iter().map(|file| file.content.len()).sum();
    plan.files = Vec::new();
    if bytes > MANY_BYTES {
        sys::give_back_memory();
    }
}

/// Moves in where there are doors; gives the groups that could not be entered.
fn enter_groups(parts: &mut Parts<'_>) -> Refused<Vec<usize>> {
    let mut shut = Vec::new();
    for door in std::mem::take(&mut parts.doors) {
        let (memory, required) = (door.memory, door.required);
        if let Err(index) = door.enter() {
            if required {
                let refused = std::io::Error::from_raw_os_error(libc::EACCES);
                return Err(Refusal::new("enter the control group of a limit that was asked for", &refused));
            }
            shut.push(index);
            parts.data_limit |= memory;
        }
    }
    Ok(shut)
}

/// Gives who it is to become, outside of its user namespace.
fn wait_for_user(parts: &mut Parts<'_>) -> Refused<u32> {
    let mut id = [0u8; 4];
    step(parts.line.read_exact(&mut id), "wait for the helper")?;
    Ok(u32::from_le_bytes(id))
}

/// The limits are set then.
fn wait_for_go(parts: &mut Parts<'_>) -> Refused<()> {
    let mut go = [0u8; Go::LENGTH];
    step(parts.line.read_exact(&mut go), "wait for the helper")?;
    let go = Go::read(go);
    parts.data_limit |= go.data_limit;
    parts.remembered &= go.remembered;
    Ok(())
}

fn report(parts: &Parts<'_>, built: &FromInit, fds: &[RawFd]) -> Refused<()> {
    let mut text = step(serde_json::to_vec(built).map_err(std::io::Error::other), "report the box")?;
    text.push(b'\n');
    let (line, rights) = (parts.line.as_raw_fd(), [ControlMessage::ScmRights(fds)]);
    let sent = sendmsg::<()>(line, &[IoSlice::new(&text)], &rights, MsgFlags::empty(), None);
    step(sent.map(drop), "report the box")
}

/// The kernel counts watches of files for the box and once more for whoever made its user namespace: one
/// box could use up those of the helper's user, and of every other box. Without a namespace they are
/// counted for the box's own user alone.
///
/// Errors: says what the box goes without, on a machine whose `/proc/sys` is read-only.
fn bound_watches() -> Result<(), String> {
    if !switch::on(Mechanism::Watches) {
        return Ok(());
    }
    for (name, most) in [("max_inotify_instances", INSTANCES), ("max_inotify_watches", WATCHES)] {
        std::fs::write(format!("/proc/sys/user/{name}"), most)
            .map_err(|error| format!("no watching of files, because it cannot be bounded: {error}"))?;
    }
    Ok(())
}

/// What waits in connections belongs to no process. Where nothing else bounds it, each has less room.
fn bound_buffers() {
    for (name, sizes) in [("tcp_wmem", "4096 16384 65536"), ("tcp_rmem", "4096 65536 131072")] {
        // Where `/proc/sys` is read-only they stay as they are.
        let _ = std::fs::write(format!("/proc/sys/net/ipv4/{name}"), sizes);
    }
}

/// Process 1 of a new namespace may lead a session already.
fn ignore_leader(error: nix::Error) -> Result<(), nix::Error> {
    if error == nix::Error::EPERM { Ok(()) } else { Err(error) }
}

/// From the helper's user to the box's only one.
fn become_user(id: u32, own_user: bool) -> Refused<()> {
    let (uid, gid) = (Uid::from_raw(id), Gid::from_raw(id));
    if !own_user {
        // The box is still to be built: the rights go last.
        step(sys::prctl(libc::PR_SET_KEEPCAPS, 1), "keep the rights to build")?;
    }
    // An ordinary user had to give up group changes to be allowed a mapping.
    match nix::unistd::setgroups(&[]) {
        Ok(()) | Err(nix::Error::EPERM) => {}
        Err(error) => return step(Err(error), "drop groups"),
    }
    step(nix::unistd::setresgid(gid, gid, gid), "become the box's user")?;
    step(nix::unistd::setresuid(uid, uid, uid), "become the box's user")?;
    if !own_user {
        step(sys::use_kept_capabilities(), "keep the rights to build")?;
    }
    set_mask();
    Ok(())
}

fn set_mask() {
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o022));
}

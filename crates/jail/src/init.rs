//! Process 1 of a box: builds the root, gives up its rights, starts the program, reaps.
//!
//! It is ours until the end (the program is its child), so it may speak to the helper; it holds no
//! rights any more when the first untrusted instruction runs.

use std::io::{IoSlice, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;

use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg};
use nix::unistd::{Gid, Uid};

use crate::cgroup::Door;
use crate::error::Refusal;
use crate::life::FromInit;
use crate::plan::{Network, Plan};
use crate::reap::{Reaper, examine};
use crate::serve::serve;
use crate::start::spawn;
use crate::{confine, mounts, sys};

/// What process 1 inherits from the helper.
pub struct Parts {
    pub line: UnixStream,
    pub stdin: OwnedFd,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
    /// Ways into the control groups.
    pub doors: Vec<Door>,
    /// Whether memory is limited per process because there is no memory cgroup.
    pub data_limit: bool,
}

type Refused<T> = Result<T, Refusal>;

fn step<T, E: Into<std::io::Error>>(result: Result<T, E>, name: &str) -> Refused<T> {
    result.map_err(|error| Refusal::new(name, &error.into()))
}

/// The whole life of process 1.
pub fn live(plan: &Plan, mut parts: Parts) -> ! {
    if let Err(refusal) = build(plan, &mut parts) {
        say(&mut parts.line, &FromInit::Refused(refusal));
        sys::exit_now(1);
    }
    for service in &plan.services {
        if let Err(detail) = serve(service, plan) {
            say(&mut parts.line, &FromInit::Service { name: service.name.clone(), detail });
            sys::exit_now(1);
        }
    }
    let Parts { mut line, stdin, stdout, stderr, .. } = parts;
    let main = match spawn(&plan.program, plan, [&stdin, &stdout, &stderr]) {
        Ok(pid) => pid,
        Err(error) => {
            say(&mut line, &FromInit::Refused(Refusal::new("start the program", &error)));
            sys::exit_now(1);
        }
    };
    // Only the program and its children hold the streams now.
    drop((stdin, stdout, stderr));
    say(&mut line, &FromInit::Started);
    let mut reaper = Reaper::new(main);
    if let Some(probe) = &plan.probe {
        let report = examine(probe, &mut reaper);
        say(&mut line, &FromInit::Probed(report));
    }
    let (code, signal) = reaper.wait();
    say(&mut line, &FromInit::Exited { code, signal });
    // The helper kills us, and with us all that is left in the box.
    loop {
        std::thread::park();
    }
}

fn say(line: &mut UnixStream, message: &FromInit) {
    if let Ok(mut text) = serde_json::to_vec(message) {
        text.push(b'\n');
        // A helper that is gone has taken the box with it.
        let _ = line.write_all(&text);
    }
}

fn build(plan: &Plan, parts: &mut Parts) -> Refused<()> {
    let mut shut = Vec::new();
    for door in std::mem::take(&mut parts.doors) {
        let memory = door.memory;
        if let Err(index) = door.enter() {
            shut.push(index);
            parts.data_limit |= memory;
        }
    }
    let trees = mounts::open_sources(plan)?;
    let mut go = [0u8; 1];
    step(parts.line.read_exact(&mut go), "wait for the helper")?;
    become_user()?;
    step(sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as u64), "tie the box to its helper")?;
    step(nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWCGROUP), "hide the control group")?;
    if plan.network == Network::None {
        step(sys::loopback_up(), "bring the loopback up")?;
    }
    step(nix::unistd::sethostname("box"), "name the box")?;
    let (folder, missing) = mounts::build(plan, trees)?;
    step(nix::unistd::setsid().map(drop).or_else(ignore_leader), "leave the session")?;
    let landlock = confine::confine(plan, parts.data_limit)?;
    let mut text = step(
        serde_json::to_vec(&FromInit::Built { missing, landlock, shut }).map_err(std::io::Error::other),
        "report the box",
    )?;
    text.push(b'\n');
    let fds = [folder.as_raw_fd()];
    step(
        sendmsg::<()>(
            parts.line.as_raw_fd(),
            &[IoSlice::new(&text)],
            &[ControlMessage::ScmRights(&fds)],
            MsgFlags::empty(),
            None,
        )
        .map(drop),
        "report the box",
    )
}

/// Process 1 of a new namespace may lead a session already.
fn ignore_leader(error: nix::Error) -> Result<(), nix::Error> {
    if error == nix::Error::EPERM { Ok(()) } else { Err(error) }
}

/// From the helper's user to the box's only one.
fn become_user() -> Refused<()> {
    let (uid, gid) = (Uid::from_raw(1000), Gid::from_raw(1000));
    // An ordinary user had to give up group changes to be allowed a mapping.
    match nix::unistd::setgroups(&[]) {
        Ok(()) | Err(nix::Error::EPERM) => {}
        Err(error) => return step(Err(error), "drop groups"),
    }
    step(nix::unistd::setresgid(gid, gid, gid), "become the box's user")?;
    step(nix::unistd::setresuid(uid, uid, uid), "become the box's user")?;
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o022));
    Ok(())
}

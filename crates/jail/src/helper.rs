//! The helper: outside the box, single-threaded, one box in its life.
//!
//! It creates the namespaces, maps the user, watches the limits, moves the streams and cleans up. Its
//! caller hanging up means "cancel"; its own death kills the box (PDEATHSIG on process 1).

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::cgroup::Groups;
use crate::error::Refusal;
use crate::init;
use crate::life::{FromInit, Life};
use crate::plan::{Cause, Ending, Network, Plan};
use crate::streams::{Inflow, Outbox, Source};
use crate::watch::Watch;
use crate::{collect, run, sys, wire};

/// How often limits that the kernel does not enforce by itself are looked at.
const TICK: Duration = Duration::from_millis(20);
/// Building a box takes milliseconds; a box that is not ready by then never will be.
const BUILD_WITHIN: Duration = Duration::from_secs(20);

/// Call this first in `main`. Returns at once unless this process was started to be a helper; then never.
pub fn enter_if_asked() {
    if std::env::args_os().nth(1).is_some_and(|word| word == run::WORD) {
        let code = match main() {
            Ok(()) => 0,
            Err(_) => 1,
        };
        sys::exit_now(code);
    }
}

fn main() -> io::Result<()> {
    // Ctrl-C in the caller's terminal is for the caller, who then hangs up on us.
    let _ = nix::unistd::setsid();
    let mut caller = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let plan = read_plan(&mut caller)?;
    let (kind, payload) = match supervise(&plan, &caller) {
        Ok(Finish { frames, ending }) => {
            write_all(&mut caller, &frames)?;
            (wire::ENDED, serde_json::to_vec(&ending)?)
        }
        Err(Stop::Refused(refusal)) => (wire::REFUSED, serde_json::to_vec(&refusal)?),
        Err(Stop::Service(name, detail)) => (wire::SERVICE, serde_json::to_vec(&(name, detail))?),
    };
    write_all(&mut caller, &wire::frame(kind, &payload))
}

fn read_plan(caller: &mut UnixStream) -> io::Result<Plan> {
    let mut plan: Plan = serde_json::from_slice(&wire::read_blob(caller)?)?;
    for file in &mut plan.files {
        file.content = wire::read_blob(caller)?;
    }
    plan.stdin = wire::read_blob(caller)?;
    Ok(plan)
}

fn write_all(caller: &mut UnixStream, bytes: &[u8]) -> io::Result<()> {
    caller.set_nonblocking(false)?;
    caller.write_all(bytes)
}

pub(crate) enum Stop {
    Refused(Refusal),
    Service(String, String),
}

/// Names the step that failed.
pub(crate) fn refuse<T, E: Into<io::Error>>(result: Result<T, E>, step: &str) -> Result<T, Stop> {
    result.map_err(|error| Stop::Refused(Refusal::new(step, &error.into())))
}

struct Finish {
    /// What is still to be sent: the streams' last bytes and the outputs.
    frames: Vec<u8>,
    ending: Ending,
}

/// Everything of one box, from nothing to nothing.
fn supervise(plan: &Plan, caller: &UnixStream) -> Result<Finish, Stop> {
    let mut groups = Groups::create(&plan.limits);
    let result = drive(plan, caller, &mut groups);
    groups.remove();
    result
}

fn drive(plan: &Plan, caller: &UnixStream, groups: &mut Groups) -> Result<Finish, Stop> {
    let (line, far_line) = refuse(UnixStream::pair(), "open the line to process 1")?;
    let (stdin_far, stdin) = refuse(io::pipe(), "open a pipe")?;
    let (stdout, stdout_far) = refuse(io::pipe(), "open a pipe")?;
    let (stderr, stderr_far) = refuse(io::pipe(), "open a pipe")?;
    let parts = init::Parts {
        line: far_line,
        stdin: OwnedFd::from(stdin_far),
        stdout: OwnedFd::from(stdout_far),
        stderr: OwnedFd::from(stderr_far),
        doors: groups.doors(),
        data_limit: groups.memory.is_none(),
    };
    let mut flags = libc::CLONE_NEWUSER
        | libc::CLONE_NEWPID
        | libc::CLONE_NEWNS
        | libc::CLONE_NEWIPC
        | libc::CLONE_NEWUTS
        | libc::CLONE_NEWCGROUP;
    if plan.network == Network::None {
        flags |= libc::CLONE_NEWNET;
    }
    let Some((pid, pidfd)) = refuse(sys::clone_into(flags as u64), "create namespaces")? else {
        drop((line, stdin, stdout, stderr));
        init::live(plan, parts);
    };
    drop(parts);
    let mut life = Life::new(pid, pidfd, line);
    let built = life.admit(plan, groups).and_then(|()| life.wait_until_built(Instant::now() + BUILD_WITHIN));
    for index in life.shut.drain(..) {
        groups.lose(index);
    }
    let result = match built {
        Ok(()) => attend(plan, caller, groups, &mut life, stdin, Inflow::new(stdout, stderr, plan)),
        Err(stop) => Err(life.reason(stop)),
    };
    life.kill();
    result
}

/// The program's life: streams in and out, limits, and the end.
fn attend(
    plan: &Plan,
    caller: &UnixStream,
    groups: &mut Groups,
    life: &mut Life,
    stdin: io::PipeWriter,
    mut inflow: Inflow,
) -> Result<Finish, Stop> {
    refuse(caller.set_nonblocking(true), "listen to the caller")?;
    refuse(inflow.unblock(), "listen to the program")?;
    let mut source = refuse(Source::new(stdin, &plan.stdin), "feed the program")?;
    let mut outbox = Outbox::default();
    let mut watch = Watch::new(plan, life.pid);
    let services_ms: u64 = plan.services.iter().map(|service| service.within_ms).sum();
    let mut deadline = Instant::now() + BUILD_WITHIN + Duration::from_millis(services_ms);
    let mut started = None;
    let mut exit = None;
    let mut probe = None;
    let mut cause = None;
    while cause.is_none() && exit.is_none() {
        let now = Instant::now();
        if now >= deadline {
            if started.is_none() {
                let stop = io::Error::from_raw_os_error(libc::ETIMEDOUT);
                return Err(Stop::Refused(Refusal::new("wait for the box to be ready", &stop)));
            }
            cause = Some(Cause::WallTime);
            break;
        }
        wait(caller, life, &inflow, &source, &outbox, TICK.min(deadline - now));
        source.feed();
        inflow.read(&mut outbox);
        if inflow.over() {
            cause = Some(Cause::Output);
        }
        while let Some(message) = life.next_message() {
            match message {
                FromInit::Started => {
                    started = Some(Instant::now());
                    deadline = Instant::now() + Duration::from_millis(plan.limits.wall_ms);
                }
                FromInit::Exited { code, signal } => exit = Some((code, signal)),
                FromInit::Probed(report) => probe = Some(report),
                FromInit::Refused(refusal) => return Err(Stop::Refused(refusal)),
                FromInit::Service { name, detail } => return Err(Stop::Service(name, detail)),
                FromInit::Built { .. } => {}
            }
        }
        if outbox.flush(caller).is_err() || hung_up(caller) {
            cause = Some(Cause::Cancelled);
        }
        if exit.is_none() && life.is_dead() {
            break;
        }
        if exit.is_none() && cause.is_none() {
            cause = watch.exceeded(groups);
        }
    }
    if cause.is_none() && watch.overflows() {
        cause = Some(Cause::Disk);
    }
    let wall = started.map_or(Duration::ZERO, |start| start.elapsed());
    watch.sample(groups);
    life.kill();
    inflow.drain(&mut outbox);
    let mut ending = Ending {
        cause: cause.unwrap_or(Cause::Ended),
        exit_code: exit.and_then(|(code, _)| code),
        signal: exit.and_then(|(_, signal)| signal),
        stdout_truncated: inflow.stdout_cut(),
        stderr_truncated: inflow.stderr_cut(),
        wall_ms: u64::try_from(wall.as_millis()).unwrap_or(u64::MAX),
        cpu_ms: watch.cpu_ms(groups),
        peak_memory_bytes: watch.peak_memory(groups),
        written_bytes: 0,
        processes: watch.most_processes(groups),
        enforced: enforced(plan, groups, life),
        missing: life.missing.iter().chain(&groups.missing).cloned().collect(),
        probe,
    };
    if exit.is_none() && ending.cause == Cause::Ended {
        // Process 1 died with the program: only the kernel's memory killer does that.
        ending.signal = Some(libc::SIGKILL);
    }
    judge(&mut ending, plan, groups, life);
    let mut frames = outbox.rest();
    if let Some(folder) = &life.folder {
        for output in
            collect::collect(folder.as_fd(), &plan.outputs, plan.limits.disk_bytes.min(collect::MOST))
        {
            frames.extend(wire::frame(wire::OUTPUT, &output));
        }
    }
    Ok(Finish { frames, ending })
}

/// Says which limit ended a program that died by itself.
fn judge(ending: &mut Ending, plan: &Plan, groups: &Groups, life: &Life) {
    let space = life.folder.as_ref().and_then(|folder| sys::space(folder.as_fd()).ok());
    if let Some((size, free, _, _)) = space {
        ending.written_bytes = size.saturating_sub(free);
    }
    if ending.cause != Cause::Ended || ending.exit_code == Some(0) {
        return;
    }
    if groups.killed_for_memory() {
        ending.cause = Cause::Memory;
    } else if ending.signal == Some(libc::SIGXCPU) || ending.cpu_ms >= plan.limits.cpu_ms {
        ending.cause = Cause::CpuTime;
    } else if ending.signal == Some(libc::SIGXFSZ)
        || space.is_some_and(|(_, free, _, inodes)| free == 0 || inodes == 0)
    {
        ending.cause = Cause::Disk;
    }
}

fn enforced(plan: &Plan, groups: &Groups, life: &Life) -> Vec<String> {
    let mut names = vec!["wall_time", "cpu_time", "memory", "disk", "files", "processes", "output"];
    if groups.cpu.is_some() {
        names.push("cpu_share");
    }
    if plan.network == Network::None {
        names.push("network");
    }
    names.extend(["filesystem", "syscalls"]);
    if life.landlock {
        names.push("landlock");
    }
    names.sort_unstable();
    names.into_iter().map(str::to_owned).collect()
}

/// Sleeps until something happens or the time is over.
fn wait(
    caller: &UnixStream,
    life: &Life,
    inflow: &Inflow,
    source: &Source,
    outbox: &Outbox,
    longest: Duration,
) {
    let to_caller =
        if outbox.is_empty() { PollFlags::POLLIN } else { PollFlags::POLLIN | PollFlags::POLLOUT };
    let mut watched = vec![
        PollFd::new(caller.as_fd(), to_caller),
        PollFd::new(life.line.as_fd(), PollFlags::POLLIN),
        PollFd::new(life.pidfd.as_fd(), PollFlags::POLLIN),
    ];
    if outbox.has_room() {
        let streams = [inflow.stdout_fd(), inflow.stderr_fd()].into_iter().flatten();
        watched.extend(streams.map(|fd| PollFd::new(fd, PollFlags::POLLIN)));
    }
    watched.extend(source.fd().map(|fd| PollFd::new(fd, PollFlags::POLLOUT)));
    let timeout = PollTimeout::try_from(longest + Duration::from_micros(900)).unwrap_or(PollTimeout::MAX);
    // An interrupted wait is as good as a finished one.
    let _ = poll(&mut watched, timeout);
}

fn hung_up(mut caller: &UnixStream) -> bool {
    // The caller never speaks after the plan: anything readable is its end.
    let quiet = [io::ErrorKind::WouldBlock, io::ErrorKind::Interrupted];
    !matches!(caller.read(&mut [0u8; 1]), Err(error) if quiet.contains(&error.kind()))
}

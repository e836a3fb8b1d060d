//! One box seen from outside: made, watched, emptied, gone.
//!
//! It creates the namespaces, maps the user, watches the limits, moves the streams and cleans up. Its
//! caller hanging up means "cancel"; its own death kills the box (PDEATHSIG on process 1).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::cgroup::Groups;
use crate::clock::Moment;
use crate::end::End;
use crate::error::Refusal;
use crate::keeper::Consent;
use crate::life::{FromInit, Life};
use crate::listen::{Heard, Listener};
use crate::plan::{Cause, Ending, Network, OnOutput, Plan};
use crate::ready::{Born, Given, Ready, bear};
use crate::seccomp::Filters;
use crate::streams::{Inflow, Outbox, Source};
use crate::switch::{self, Mechanism};
use crate::watch::Watch;
use crate::weak::{self, Footing};
use crate::{collect, guest, sys, wire};

/// Building a box takes milliseconds; a box that is not ready by then never will be.
const BUILD_WITHIN: Duration = Duration::from_secs(20);

/// The whole work for one caller.
pub fn serve(mut caller: UnixStream, means: &mut Means<'_>) -> io::Result<()> {
    let (mut plan, text) = match greet(&mut caller) {
        Ok(heard) => heard,
        Err(error) => {
            means.ready.discard();
            return Err(error);
        }
    };
    let told = match supervise(&mut plan, &text, &caller, means) {
        Ok(Finish { frames, ending, behind }) => {
            let told = serde_json::to_vec(&ending)
                .map_err(io::Error::from)
                .and_then(|text| write_all(&caller, &[frames, wire::frame(wire::ENDED, &text)].concat()));
            // Nothing is alive in the box, and its caller need not wait until the kernel has put it away.
            drop(behind);
            told
        }
        Err(stop) => {
            // Told last: a box that never was has nothing behind it.
            means.ready.groups.remove();
            let (kind, payload) = match stop {
                Stop::Refused(refusal) => (wire::REFUSED, serde_json::to_vec(&refusal)?),
                Stop::Service(name, detail) => (wire::SERVICE, serde_json::to_vec(&(name, detail))?),
            };
            return write_all(&caller, &wire::frame(kind, &payload));
        }
    };
    means.ready.groups.remove();
    told
}

/// Says that there will be no box.
pub fn refuse_all(caller: &UnixStream, refusal: &Refusal) -> io::Result<()> {
    write_all(caller, &wire::frame(wire::REFUSED, &serde_json::to_vec(refusal)?))
}

/// Says who we are, and hears what is asked for.
fn greet(caller: &mut UnixStream) -> io::Result<(Plan, Vec<u8>)> {
    // A caller that never finishes its sentence must not keep us.
    caller.set_read_timeout(Some(BUILD_WITHIN))?;
    caller.write_all(&wire::frame(wire::HELLO, &std::process::id().to_le_bytes()))?;
    read_plan(caller)
}

/// The plan, and as it was written.
fn read_plan(caller: &mut UnixStream) -> io::Result<(Plan, Vec<u8>)> {
    let text = wire::read_blob(caller)?;
    let mut plan: Plan = serde_json::from_slice(&text)?;
    for file in &mut plan.files {
        file.content = wire::read_blob(caller)?;
    }
    plan.stdin = wire::read_blob(caller)?;
    Ok((plan, text))
}

fn write_all(mut caller: &UnixStream, bytes: &[u8]) -> io::Result<()> {
    caller.set_nonblocking(false)?;
    caller.write_all(bytes)
}

pub(crate) enum Stop {
    Refused(Refusal),
    Service(String, String),
}

/// What stands between a program and the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Namespaces, the user's among them.
    A,
    /// All namespaces but the user's.
    B,
    /// None.
    C,
    /// Those that somebody else has built around this one box.
    D,
}

impl Tier {
    /// Whether process 1 takes the whole box along when it dies.
    pub fn takes_all_along(self) -> bool {
        matches!(self, Tier::A | Tier::B)
    }
}

/// Names the step that failed.
pub(crate) fn refuse<T, E: Into<io::Error>>(result: Result<T, E>, step: &str) -> Result<T, Stop> {
    result.map_err(|error| Stop::Refused(Refusal::new(step, &error.into())))
}

struct Finish {
    /// What is still to be sent: the streams' last bytes and the outputs.
    frames: Vec<u8>,
    ending: Ending,
    /// What was the box's: it goes when this is dropped.
    behind: Option<OwnedFd>,
}

/// What a helper has for a box.
pub struct Means<'a> {
    pub filters: &'a Filters,
    pub consent: Consent,
    /// A network that no box has been in.
    pub network: Option<OwnedFd>,
    pub ready: Ready,
    /// Its far side learns of our end.
    pub end: OwnedFd,
    /// Where somebody else's walls stand around us and this one box: the processes behind them that are ours.
    pub guest: Option<Vec<u32>>,
}

/// Everything of one box, from nothing to nothing.
fn supervise(
    plan: &mut Plan,
    text: &[u8],
    caller: &UnixStream,
    means: &mut Means<'_>,
) -> Result<Finish, Stop> {
    if let Err(stop) = check(plan) {
        means.ready.dismiss();
        return Err(stop);
    }
    if let Some(ours) = &means.guest {
        guest::check(plan).map_err(Stop::Refused)?;
        let (groups, strangers) = (&mut Groups::default(), [caller.as_fd(), means.end.as_fd()]);
        return drive_in(plan, caller, &strangers, means.filters, None, groups, Footing::Guest(ours));
    }
    let told = means.ready.tell(plan, text);
    let groups = &mut means.ready.groups;
    groups.complete(&plan.limits);
    let network = means.network.take();
    let strangers = [caller.as_fd(), means.end.as_fd()];
    let done = match told {
        Some(born) => run(plan, caller, groups, born, Footing::Own),
        None => drive(plan, caller, &strangers, means.filters, network, groups),
    };
    match done {
        Err(Stop::Refused(refusal))
            if means.consent == Consent::WithoutNamespaces && weak::is_for_want_of_namespaces(&refusal) =>
        {
            drive_weak(plan, caller, &strangers, means.filters, groups)
        }
        done => done,
    }
}

/// Errors: what no box can hold.
fn check(plan: &Plan) -> Result<(), Stop> {
    if let Err(wrong) = plan.limits.check()
        && switch::on(Mechanism::Bounds)
    {
        return Err(Stop::Refused(Refusal {
            step: format!("hold the limits: {wrong}"),
            errno: libc::EINVAL,
        }));
    }
    if switch::on(Mechanism::Names) { one_spelling(&plan.files) } else { Ok(()) }
}

/// Errors: two names, of files or of their folders, that some system takes for one.
fn one_spelling(files: &[crate::plan::File]) -> Result<(), Stop> {
    let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
    for file in files {
        let folders = file.path.match_indices('/').map(|(at, _)| at).chain([file.path.len()]);
        for name in folders.filter_map(|end| file.path.get(..end)) {
            let known = *spellings.entry(domain::folded(name)).or_insert(name);
            if known != name {
                return Err(Stop::Refused(Refusal {
                    step: format!("take `{name}` beside `{known}`: they are one name on some systems"),
                    errno: libc::EEXIST,
                }));
            }
        }
    }
    Ok(())
}

/// A box without namespaces, with a folder in place of a file system.
fn drive_weak(
    plan: &mut Plan,
    caller: &UnixStream,
    strangers: &[BorrowedFd<'_>],
    filters: &Filters,
    groups: &mut Groups,
) -> Result<Finish, Stop> {
    weak::check(plan).map_err(Stop::Refused)?;
    weak::adopt_orphans().map_err(Stop::Refused)?;
    let id = crate::life::unprivileged_id()?.unwrap_or_else(|| nix::unistd::geteuid().as_raw());
    let place = weak::Place::make(id).map_err(Stop::Refused)?;
    drive_in(plan, caller, strangers, filters, None, groups, Footing::Folder(&place))
}

fn drive(
    plan: &mut Plan,
    caller: &UnixStream,
    strangers: &[BorrowedFd<'_>],
    filters: &Filters,
    network: Option<OwnedFd>,
    groups: &mut Groups,
) -> Result<Finish, Stop> {
    drive_in(plan, caller, strangers, filters, network, groups, Footing::Own)
}

fn drive_in(
    plan: &mut Plan,
    caller: &UnixStream,
    strangers: &[BorrowedFd<'_>],
    filters: &Filters,
    network: Option<OwnedFd>,
    groups: &mut Groups,
    footing: Footing<'_>,
) -> Result<Finish, Stop> {
    if let Some(name) = plan.required.iter().find(|name| !groups.holds(name)) {
        let missing = io::Error::from_raw_os_error(libc::EOPNOTSUPP);
        return Err(Stop::Refused(Refusal::new(format!("enforce the {name} that was asked for"), &missing)));
    }
    let given = Given {
        network,
        machines_network: plan.network == Network::Host,
        doors: groups.doors(&plan.required),
        footing,
        filters,
        strangers,
    };
    let mut born = bear(Some(plan), groups, given)?;
    if let Err(stop) = born.life.settle(groups) {
        let stop = born.life.reason(stop);
        born.life.kill();
        return Err(stop);
    }
    run(plan, caller, groups, born, footing)
}

/// From the word that process 1 may go on.
fn run(
    plan: &mut Plan,
    caller: &UnixStream,
    groups: &mut Groups,
    born: Born,
    footing: Footing<'_>,
) -> Result<Finish, Stop> {
    let Born { mut life, stdin, stdout, stderr } = born;
    let built = life.let_go(plan, groups).and_then(|()| life.wait_until_built(Instant::now() + BUILD_WITHIN));
    for index in life.shut.drain(..) {
        groups.lose(index);
    }
    let result = match built {
        Ok(()) => {
            let input = std::mem::take(&mut plan.stdin);
            let streams = match life.terminal.take() {
                Some(terminal) => over_terminal(terminal, plan),
                None => Ok((File::from(stdin), Inflow::new(stdout.into(), Some(stderr.into()), plan))),
            };
            let folder = match footing {
                Footing::Folder(place) => Some(place.path()),
                Footing::Own | Footing::Guest(_) => None,
            };
            streams.and_then(|(stdin, inflow)| {
                let source = refuse(Source::new(stdin, input, plan), "feed the program")?;
                attend(plan, caller, groups, &mut life, source, inflow, folder)
            })
        }
        Err(stop) => Err(life.reason(stop)),
    };
    life.kill();
    result
}

/// A terminal is one stream in both directions.
fn over_terminal(terminal: OwnedFd, plan: &Plan) -> Result<(File, Inflow), Stop> {
    let to = File::from(refuse(terminal.try_clone(), "open the terminal")?);
    Ok((to, Inflow::new(File::from(terminal), None, plan)))
}

/// The program's life: streams in and out, limits, and the end.
fn attend(
    plan: &Plan,
    caller: &UnixStream,
    groups: &mut Groups,
    life: &mut Life,
    mut source: Source,
    mut inflow: Inflow,
    folder: Option<&Path>,
) -> Result<Finish, Stop> {
    refuse(caller.set_nonblocking(true), "listen to the caller")?;
    refuse(inflow.unblock(), "listen to the program")?;
    let mut listener = Listener::default();
    let mut outbox = Outbox::default();
    let mut watch = Watch::new(plan, life, folder);
    let services_ms: u64 = plan.services.iter().map(|service| service.within_ms).sum();
    let mut deadline = Moment::now().after(BUILD_WITHIN + Duration::from_millis(services_ms));
    let mut started = None;
    let mut end = End::default();
    let mut probe = None;
    let longest = Duration::from_millis(plan.limits.wall_ms);
    while end.is_open() {
        let left = deadline.since(Moment::now());
        wait(caller, life, &inflow, &source, &outbox, watch.tick().min(left));
        source.feed();
        inflow.read(&mut outbox);
        // What speaks against the program is asked first and told last: whatever ended before it was asked
        // has been heard of by then, however long this process was kept from running in between.
        let gone = outbox.flush(caller).is_err() || !hear(&mut listener, caller, &mut source);
        let now = Moment::now();
        // Asked first: what it said before it died has arrived then.
        let dead = life.is_dead();
        while let Some(message) = life.next_message() {
            match message {
                FromInit::Started => {
                    started = Some(Moment::now());
                    deadline = Moment::now().after(longest);
                }
                FromInit::Exited { code, signal, ran } => end.exit(code, signal, ran, longest),
                FromInit::Probed(report) => probe = Some(report),
                FromInit::Refused(refusal) => return Err(Stop::Refused(refusal)),
                FromInit::Service { name, detail } => return Err(Stop::Service(name, detail)),
                FromInit::Ahead | FromInit::Built { .. } => {}
            }
        }
        let over = now >= deadline;
        if over && started.is_none() {
            let stop = io::Error::from_raw_os_error(libc::ETIMEDOUT);
            return Err(Stop::Refused(Refusal::new("wait for the box to be ready", &stop)));
        }
        if over && switch::on(Mechanism::WallTime) {
            end.stop(Cause::WallTime);
        }
        if inflow.over() && plan.on_output == OnOutput::Stop {
            end.stop(Cause::Output);
        }
        if gone && switch::on(Mechanism::HangUp) {
            end.stop(Cause::Cancelled);
        }
        if end.is_open() && dead {
            break;
        }
        if end.is_open() && started.is_some() {
            watch.exceeded(groups).into_iter().for_each(|cause| end.stop(cause));
        }
    }
    if end.cause().is_none() && watch.overflows() {
        end.overflowed(Cause::Disk);
    }
    let wall = started.map_or(Duration::ZERO, |start| Moment::now().since(start));
    watch.look_last(groups);
    life.kill();
    inflow.drain(&mut outbox);
    if inflow.over() && plan.on_output == OnOutput::Stop {
        end.overflowed(Cause::Output);
    }
    let mut ending = Ending {
        cause: end.cause().unwrap_or(Cause::Ended),
        exit_code: end.code(),
        signal: end.signal(),
        stdout_truncated: inflow.stdout_cut(),
        stderr_truncated: inflow.stderr_cut(),
        wall_ms: u64::try_from(wall.as_millis()).unwrap_or(u64::MAX),
        cpu_ms: watch.cpu_ms(groups),
        peak_memory_bytes: watch.peak_memory(groups),
        written_bytes: 0,
        processes: watch.most_processes(groups),
        tier: format!("{:?}", life.tier),
        enforced: enforced(plan, groups, life),
        missing: life.missing.iter().chain(&groups.missing).cloned().collect(),
        probe,
    };
    if !end.is_own() && ending.cause == Cause::Ended {
        // Process 1 died with the program: only the kernel's memory killer does that.
        ending.signal = Some(libc::SIGKILL);
    }
    if life.tier == Tier::C {
        ending.written_bytes = watch.written_bytes();
    }
    judge(&mut ending, plan, groups, life);
    let mut frames = outbox.rest();
    if let Some(folder) = &life.folder {
        let most = plan.limits.disk_bytes.min(collect::MOST);
        for output in collect::collect(folder.as_fd(), &plan.outputs, most) {
            frames.extend(wire::frame(wire::OUTPUT, &output));
        }
    }
    Ok(Finish { frames, ending, behind: life.mounts.take() })
}

/// Does what the caller says; false when it has hung up.
fn hear(listener: &mut Listener, caller: &UnixStream, source: &mut Source) -> bool {
    while source.has_room() {
        match listener.next(caller) {
            Heard::Nothing => return true,
            Heard::HungUp => return false,
            Heard::Stdin(bytes) => source.push(&bytes),
            Heard::StdinEnd => source.end(),
            Heard::Resize { rows, columns } => source.resize(rows, columns),
        }
        source.feed();
    }
    true
}

/// Says which limit ended a program that died by itself.
fn judge(ending: &mut Ending, plan: &Plan, groups: &Groups, life: &Life) {
    let own = life.folder.as_ref().filter(|_| life.tier != Tier::C).map(AsFd::as_fd);
    let others: Vec<File> = if life.tier == Tier::D { guest::others().collect() } else { Vec::new() };
    let all = own.into_iter().chain(others.iter().map(AsFd::as_fd));
    let spaces: Vec<_> = all.filter_map(|folder| sys::space(folder).ok()).collect();
    if own.is_some() {
        ending.written_bytes = spaces.iter().map(|(size, free, _, _)| size.saturating_sub(*free)).sum();
    }
    if ending.cause != Cause::Ended || ending.exit_code == Some(0) {
        return;
    }
    if groups.killed_for_memory() {
        ending.cause = Cause::Memory;
    } else if ending.signal == Some(libc::SIGXCPU) || ending.cpu_ms >= plan.limits.cpu_ms {
        ending.cause = Cause::CpuTime;
    } else if ending.signal == Some(libc::SIGXFSZ)
        // Some kernels count no files.
        || spaces.iter().any(|(_, free, files, left)| *free == 0 || *files > 0 && *left == 0)
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
    names.push("syscalls");
    if life.tier != Tier::C {
        names.push("filesystem");
    }
    if life.landlock {
        names.push("landlock");
    }
    if life.proc {
        names.push("proc");
    }
    if life.watches {
        names.push("watches");
    }
    if life.tier == Tier::D {
        names.retain(|name| !guest::NOT_HELD.contains(name));
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
    // A caller who speaks faster than the program reads waits too; its end is noticed by the tick then.
    let mut to_caller = if source.has_room() { PollFlags::POLLIN } else { PollFlags::empty() };
    if !outbox.is_empty() {
        to_caller |= PollFlags::POLLOUT;
    }
    let mut watched =
        vec![PollFd::new(caller.as_fd(), to_caller), PollFd::new(life.line.as_fd(), PollFlags::POLLIN)];
    watched.extend(life.pidfd.iter().map(|pidfd| PollFd::new(pidfd.as_fd(), PollFlags::POLLIN)));
    if outbox.has_room() {
        let streams = [inflow.stdout_fd(), inflow.stderr_fd()].into_iter().flatten();
        watched.extend(streams.map(|fd| PollFd::new(fd, PollFlags::POLLIN)));
    }
    watched.extend(source.fd().map(|fd| PollFd::new(fd, PollFlags::POLLOUT)));
    let timeout = PollTimeout::try_from(longest + Duration::from_micros(900)).unwrap_or(PollTimeout::MAX);
    // An interrupted wait is as good as a finished one.
    let _ = poll(&mut watched, timeout);
}

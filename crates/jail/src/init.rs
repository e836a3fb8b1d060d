//! Process 1 of a box: builds the root, gives up its rights, starts the program, reaps.
//!
//! It is ours until the end (the program is its child), so it may speak to the helper; it holds no
//! rights any more when the first untrusted instruction runs.

use std::ffi::CString;
use std::io::{IoSlice, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Gid, Pid, Uid};

use crate::error::Refusal;
use crate::life::FromInit;
use crate::plan::{Network, Plan, Probe, Probed, Service};
use crate::{confine, http, mounts, sys};

/// What process 1 inherits from the helper.
pub struct Parts {
    pub line: UnixStream,
    pub stdin: OwnedFd,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
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
    let mut reaper = Reaper { main, ended: None };
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
        serde_json::to_vec(&FromInit::Built { missing, landlock }).map_err(std::io::Error::other),
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

/// Starts a program of the box in a session of its own.
fn spawn(program: &[String], plan: &Plan, streams: [&OwnedFd; 3]) -> std::io::Result<i32> {
    match sys::fork()? {
        sys::Forked::Parent { pid } => Ok(pid),
        sys::Forked::Child => {
            let error = become_program(program, plan, streams);
            let name = program.first().map_or("", String::as_str);
            let text = format!("cannot start `{}`: {error}\n", name.escape_debug());
            let _ = nix::unistd::write(std::io::stderr(), text.as_bytes());
            // The codes a shell gives: not found, and found but not startable.
            sys::exit_now(if error.kind() == std::io::ErrorKind::NotFound { 127 } else { 126 })
        }
    }
}

/// Returns only when the program cannot be started.
fn become_program(program: &[String], plan: &Plan, streams: [&OwnedFd; 3]) -> std::io::Error {
    let prepared = || -> std::io::Result<_> {
        for (number, stream) in (0..).zip(streams) {
            sys::place_at(stream.as_fd(), number)?;
        }
        sys::close_from(3)?;
        nix::unistd::setsid()?;
        sys::reset_signals()?;
        let arguments = program.iter().map(|text| text_of(text)).collect::<std::io::Result<Vec<_>>>()?;
        let environment = plan
            .environment
            .iter()
            .map(|(name, value)| text_of(&format!("{name}={value}")))
            .collect::<std::io::Result<Vec<_>>>()?;
        Ok((arguments, environment))
    };
    let (arguments, environment) = match prepared() {
        Ok(prepared) => prepared,
        Err(error) => return error,
    };
    let mut last = std::io::Error::from_raw_os_error(libc::ENOENT);
    for candidate in candidates(program, plan) {
        let Err(error) = nix::unistd::execve(&candidate, &arguments, &environment);
        if error != nix::Error::ENOENT && error != nix::Error::ENOTDIR {
            last = error.into();
        }
    }
    last
}

fn text_of(text: &str) -> std::io::Result<CString> {
    CString::new(text).map_err(|_| std::io::Error::from_raw_os_error(libc::EINVAL))
}

/// Where the program may be: as named, or in each folder of `PATH`.
fn candidates(program: &[String], plan: &Plan) -> Vec<CString> {
    let Some(name) = program.first().filter(|name| !name.is_empty()) else { return Vec::new() };
    if name.contains('/') {
        return text_of(name).into_iter().collect();
    }
    let path = plan.environment.get("PATH").map_or("/usr/bin:/bin", String::as_str);
    path.split(':').filter_map(|folder| text_of(&format!("{folder}/{name}")).ok()).collect()
}

/// Brings one service up: prepares it, starts it, waits until it is ready.
fn serve(service: &Service, plan: &Plan) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let deadline = Instant::now() + Duration::from_millis(service.within_ms);
    let log_path = format!("/tmp/.{}.log", service.name);
    let log = std::fs::File::options().create(true).append(true).open(&log_path).map_err(failed)?;
    let nothing = OwnedFd::from(std::fs::File::open("/dev/null").map_err(failed)?);
    let log = OwnedFd::from(log);
    let words = || {
        let text = std::fs::read(&log_path).unwrap_or_default();
        let tail = text.get(text.len().saturating_sub(2000)..).unwrap_or_default();
        String::from_utf8_lossy(tail).trim().to_owned()
    };
    for command in &service.prepare {
        let pid = spawn(command, plan, [&nothing, &log, &log]).map_err(failed)?;
        match wait_for(pid, deadline) {
            Some(WaitStatus::Exited(_, 0)) => {}
            Some(_) => return Err(format!("`{}` failed: {}", command.join(" "), words())),
            None => return Err(format!("`{}` took longer than {} ms", command.join(" "), service.within_ms)),
        }
    }
    let server = spawn(&service.start, plan, [&nothing, &log, &log]).map_err(failed)?;
    loop {
        let asked = spawn(&service.ready, plan, [&nothing, &log, &log]).map_err(failed)?;
        if matches!(wait_for(asked, deadline), Some(WaitStatus::Exited(_, 0))) {
            return Ok(());
        }
        if !matches!(waitpid(Pid::from_raw(server), Some(WaitPidFlag::WNOHANG)), Ok(WaitStatus::StillAlive)) {
            return Err(format!("it ended at once: {}", words()));
        }
        if Instant::now() >= deadline {
            return Err(format!("it was not ready within {} ms: {}", service.within_ms, words()));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits for one child; none when the time is over.
fn wait_for(pid: i32, deadline: Instant) -> Option<WaitStatus> {
    loop {
        match waitpid(Pid::from_raw(pid), Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) | Err(nix::Error::EINTR) => {}
            Ok(status) => return Some(status),
            Err(_) => return None,
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Reaps everything and remembers how the program ended.
pub struct Reaper {
    pub main: i32,
    ended: Option<(Option<i32>, Option<i32>)>,
}

impl Reaper {
    fn note(&mut self, status: WaitStatus) {
        match status {
            WaitStatus::Exited(pid, code) if pid.as_raw() == self.main => {
                self.ended = Some((Some(code), None))
            }
            WaitStatus::Signaled(pid, signal, _) if pid.as_raw() == self.main => {
                self.ended = Some((None, Some(signal as i32)));
            }
            _ => {}
        }
    }

    /// Takes what is dead now.
    fn sweep(&mut self) -> bool {
        loop {
            match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
                Ok(WaitStatus::StillAlive) | Err(nix::Error::ECHILD) => return self.ended.is_some(),
                Ok(status) => self.note(status),
                Err(_) => {}
            }
        }
    }

    fn wait(&mut self) -> (Option<i32>, Option<i32>) {
        loop {
            if let Some(ended) = self.ended {
                return ended;
            }
            match waitpid(None, None) {
                Ok(status) => self.note(status),
                Err(nix::Error::ECHILD) => return (None, None),
                Err(_) => {}
            }
        }
    }

    /// Waits until the program and its whole process group are gone.
    fn gone_within(&mut self, longest: Duration) -> bool {
        let deadline = Instant::now() + longest;
        loop {
            let ended = self.sweep();
            if ended && kill(Pid::from_raw(-self.main), None) == Err(nix::Error::ESRCH) {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Start, answer, stop: measured from inside the box, over its own loopback.
fn examine(probe: &Probe, reaper: &mut Reaper) -> Probed {
    let mut report = Probed::default();
    let begun = Instant::now();
    let deadline = begun + Duration::from_millis(probe.start_within_ms);
    while !report.started && Instant::now() < deadline && !reaper.sweep() {
        // An attempt that hangs must not use up all the time.
        let attempt = deadline.min(Instant::now() + Duration::from_secs(2));
        let answer = http::get(probe.port, &probe.health, attempt, probe.body_bytes);
        report.started = answer.is_ok_and(|answer| answer.status == 200);
        if !report.started {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    report.ready_ms = millis(begun);
    if report.started {
        for path in &probe.fetch {
            let deadline = Instant::now() + Duration::from_secs(10);
            // A path that does not answer is reported with status 0.
            let answer = http::get(probe.port, path, deadline, probe.body_bytes).unwrap_or_default();
            report.fetched.push(crate::plan::Fetched { path: path.clone(), ..answer });
        }
    }
    let begun = Instant::now();
    let alive = !reaper.sweep();
    // The group, because a shell in front of the server would keep the signal to itself.
    let _ = kill(Pid::from_raw(-reaper.main), Signal::SIGTERM);
    let gone = reaper.gone_within(Duration::from_millis(probe.stop_within_ms));
    report.stop_ms = millis(begun);
    let by_term = [Some(0), Some(128 + libc::SIGTERM)];
    report.stopped_cleanly = alive
        && gone
        && reaper
            .ended
            .is_some_and(|(code, signal)| signal == Some(libc::SIGTERM) || by_term.contains(&code));
    if !gone {
        let _ = kill(Pid::from_raw(-reaper.main), Signal::SIGKILL);
    }
    report
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

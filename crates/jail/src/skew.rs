//! A second instance whose wall clock jumps, while that of the machine goes on: for audits.
//!
//! The instance, its helper and process 1 are traced from outside and are otherwise what everybody runs. The
//! kernel's way to read clocks without a system call is hidden from them, so that each reading passes by here,
//! where the wall clock's is moved. Programs of the box are let go as they begin.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{ChildStderr, ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::keeper::Keeper;
use crate::plan::Plan;
use crate::{instance, sys};

/// Plenty for a caller and a helper.
const OPEN_FILES: u64 = 256;
/// Beyond the plan's own limit: every system call of the instance is stopped twice.
const GRACE: Duration = Duration::from_secs(60);
/// Arguments, environment and what the kernel tells a new program stand at the top of its stack.
const TOP_OF_STACK: usize = 256 << 10;
const WORD: usize = size_of::<usize>();

/// Why nobody may trace even what he starts himself, where that is so.
pub fn untraceable() -> Option<String> {
    let scope = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").ok()?;
    let most = if nix::unistd::geteuid().is_root() { 2 } else { 1 };
    let scope: u8 = scope.trim().parse().ok()?;
    (scope > most).then(|| format!("kernel.yama.ptrace_scope is {scope}: no process may be traced"))
}

/// Runs a plan in an instance whose wall clock jumps by so many seconds when the program has written
/// something. Gives the instance's exit code and all that it wrote.
///
/// Errors: it cannot be traced, or asked to be woken by the clock that can be set.
pub fn jump(keeper: &Keeper, plan: &Plan, seconds: i64) -> io::Result<(Option<i32>, String)> {
    let mut command = instance::command(keeper, OPEN_FILES);
    sys::traced(&mut command);
    let text = serde_json::to_vec(plan)?;
    let longest = Duration::from_millis(plan.limits.wall_ms) + GRACE;
    let by = AtomicI64::new(0);
    let by = &by;
    thread::scope(|scope| {
        // Of all that this process has started, the thread that traces waits for its own alone.
        let traced = scope.spawn(move || {
            let mut child = command.spawn()?;
            let first = Pid::from_raw(i32::try_from(child.id()).map_err(io::Error::other)?);
            let (Some(stdin), Some(stdout), Some(stderr)) =
                (child.stdin.take(), child.stdout.take(), child.stderr.take())
            else {
                return Err(io::ErrorKind::BrokenPipe.into());
            };
            let said = scope.spawn(move || {
                converse(stdin, &text, (stdout, stderr), || by.store(seconds, Ordering::SeqCst))
            });
            let (over, is_over) = mpsc::channel::<()>();
            scope.spawn(move || {
                if is_over.recv_timeout(longest) == Err(mpsc::RecvTimeoutError::Timeout) {
                    let _ = kill(first, Signal::SIGKILL);
                }
            });
            let code = Tracer { first, begun: BTreeSet::new(), by }.attend();
            drop(over);
            let said = said.join().map_err(|_| io::Error::other("a thread of the audit stopped"))??;
            Ok((code?, said))
        });
        traced.join().map_err(|_| io::Error::other("a thread of the audit stopped"))?
    })
}

/// Hands the plan over, and hears the instance to its end.
fn converse(
    mut stdin: ChildStdin,
    plan: &[u8],
    (mut stdout, mut stderr): (ChildStdout, ChildStderr),
    at_first_byte: impl FnOnce(),
) -> io::Result<String> {
    stdin.write_all(plan)?;
    drop(stdin);
    let mut all = vec![0];
    match stdout.read(&mut all)? {
        0 => all.clear(),
        _ => at_first_byte(),
    }
    stdout.read_to_end(&mut all)?;
    stderr.read_to_end(&mut all)?;
    Ok(String::from_utf8_lossy(&all).into_owned())
}

struct Tracer<'a> {
    first: Pid,
    begun: BTreeSet<Pid>,
    /// How far the wall clock is off.
    by: &'a AtomicI64,
}

impl Tracer<'_> {
    /// Until the last of them is gone; gives the exit code of the first.
    fn attend(mut self) -> io::Result<Option<i32>> {
        let mut code = None;
        loop {
            match waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD)) {
                Ok(WaitStatus::Exited(pid, with)) if pid == self.first => code = Some(with),
                Ok(status) => self.follow(status)?,
                Err(nix::Error::EINTR) => {}
                Err(nix::Error::ECHILD) => return Ok(code),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn follow(&mut self, status: WaitStatus) -> io::Result<()> {
        let (pid, signal) = match status {
            WaitStatus::PtraceSyscall(pid) => {
                self.forge(pid)?;
                (pid, None)
            }
            WaitStatus::PtraceEvent(pid, _, libc::PTRACE_EVENT_EXEC) => {
                let ours = program_of(pid).is_some_and(|path| Some(path) == program_of(self.first));
                if !ours {
                    return gone_is_good(ptrace::detach(pid, None));
                }
                hide_clock(pid)?;
                (pid, None)
            }
            WaitStatus::PtraceEvent(pid, ..) => (pid, None),
            WaitStatus::Stopped(pid, signal) if self.begun.insert(pid) => {
                // The first stands at its beginning; all others are handed over by the kernel, stopped.
                if pid == self.first {
                    ptrace::setoptions(pid, options())?;
                    hide_clock(pid)?;
                }
                (pid, (!matches!(signal, Signal::SIGTRAP | Signal::SIGSTOP)).then_some(signal))
            }
            WaitStatus::Stopped(pid, signal) => (pid, Some(signal)),
            _ => return Ok(()),
        };
        gone_is_good(ptrace::syscall(pid, signal))
    }

    /// Moves what a reading of the wall clock gave. On the way into the call the same place is written to as
    /// well, to no effect.
    fn forge(&self, pid: Pid) -> io::Result<()> {
        // `number arguments… stack program`, in place of the number `running` or -1 where there is no call.
        let Ok(text) = fs::read_to_string(format!("/proc/{pid}/syscall")) else { return Ok(()) };
        let words: Vec<u64> = text.split_whitespace().filter_map(number).collect();
        let &[call, clock, second, ..] = words.as_slice() else { return Ok(()) };
        let settable =
            [libc::CLOCK_REALTIME, libc::CLOCK_REALTIME_COARSE, libc::CLOCK_TAI, libc::CLOCK_REALTIME_ALARM];
        if !settable.iter().any(|one| u64::from(one.unsigned_abs()) == clock) {
            return Ok(());
        }
        match i64::try_from(call).unwrap_or(-1) {
            libc::SYS_clock_gettime => {
                let memory = File::options().read(true).write(true).open(format!("/proc/{pid}/mem"))?;
                let mut seconds = [0; 8];
                memory.read_exact_at(&mut seconds, second)?;
                let moved = i64::from_ne_bytes(seconds).wrapping_add(self.by.load(Ordering::SeqCst));
                memory.write_all_at(&moved.to_ne_bytes(), second)
            }
            // No jump reaches what the kernel itself measures by that clock.
            libc::SYS_timerfd_create | libc::SYS_timer_create => {
                Err(io::Error::other("it asks to be woken by the clock that can be set"))
            }
            _ => Ok(()),
        }
    }
}

fn options() -> Options {
    Options::PTRACE_O_EXITKILL
        | Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACECLONE
}

fn number(word: &str) -> Option<u64> {
    word.strip_prefix("0x").map_or_else(|| word.parse().ok(), |digits| u64::from_str_radix(digits, 16).ok())
}

/// Whoever is killed meanwhile needs nothing more.
fn gone_is_good(done: nix::Result<()>) -> io::Result<()> {
    match done {
        Ok(()) | Err(nix::Error::ESRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn program_of(pid: Pid) -> Option<std::path::PathBuf> {
    fs::read_link(Path::new("/proc").join(pid.to_string()).join("exe")).ok()
}

/// Takes the page by which clocks are read without a system call from what a new program is told.
fn hide_clock(pid: Pid) -> io::Result<()> {
    let text = fs::read_to_string(format!("/proc/{pid}/syscall"))?;
    let mut from_end = text.split_whitespace().rev().skip(1);
    let stack = from_end.next().and_then(number).ok_or(io::ErrorKind::InvalidData)?;
    let memory = File::options().read(true).write(true).open(format!("/proc/{pid}/mem"))?;
    let mut bytes = vec![0; TOP_OF_STACK];
    // The stack ends somewhere in there.
    let read = memory.read_at(&mut bytes, stack)?;
    bytes.truncate(read);
    let words: Vec<usize> = bytes
        .chunks_exact(WORD)
        .filter_map(|word| Some(usize::from_ne_bytes(word.try_into().ok()?)))
        .collect();
    // The count of arguments, the arguments, a zero, the environment, a zero, then pairs.
    let mut zeros = words.iter().enumerate().skip(1).filter(|(_, word)| **word == 0).map(|(at, _)| at);
    let (Some(_), Some(environment)) = (zeros.next(), zeros.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let page = libc::AT_SYSINFO_EHDR as usize;
    let pairs = (environment + 1..words.len()).step_by(2);
    let Some(at) = pairs.into_iter().find(|at| words.get(*at) == Some(&page)) else { return Ok(()) };
    let ignored = (libc::AT_IGNORE as usize).to_ne_bytes();
    memory.write_all_at(&ignored, stack + (at * WORD) as u64)
}

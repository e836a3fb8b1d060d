//! Tier D, from outside: boxes made by something that the operator trusts more than this machine's kernel.
//!
//! A runner starts our own helper behind other walls (a kernel in user space, a virtual machine, a pod) and joins us to
//! it by its standard streams. What is said there is what any helper says; how long it may take, and what is left
//! behind, is seen to here.

use std::fmt;
use std::io::{self, Read};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::error::JailError;
use crate::keeper::{GUEST, NESTED, WORD};
use crate::plan::Plan;
use crate::wire;

/// Starts helpers behind walls of its own.
pub trait Runner: fmt::Debug + Send + Sync {
    /// Its name, for messages.
    fn name(&self) -> &str;

    /// All that one box needs, up to the command that starts a helper for it with [`GUEST_ARGUMENTS`].
    ///
    /// Errors: in words, what cannot be made and what to change.
    fn prepare(&self, plan: &Plan) -> Result<Prepared, String>;
}

/// One box of a runner, ready to be started.
pub struct Prepared {
    pub command: Command,
    /// Removes what was made for it, when the command has ended or was killed.
    pub end: Box<dyn FnOnce() + Send>,
}

/// What the helper's binary is called with where a runner has built all walls around this one box.
pub const GUEST_ARGUMENTS: [&str; 2] = [WORD, GUEST];

/// The same where it is to make the box itself, behind the runner's walls.
pub const NESTED_ARGUMENTS: [&str; 2] = [WORD, NESTED];

/// How long a runner may take beyond the program's own limit: starting a machine, and putting it away.
const GRACE: Duration = Duration::from_secs(120);
/// What hung up has this long to end by itself.
const ENDS_WITHIN: Duration = Duration::from_secs(5);
/// Words of a runner that are kept.
const WORDS: u64 = 8 << 10;
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A runner at work for one box.
pub struct Guest {
    name: String,
    /// Sent on, or hung up: nobody waits for it any more.
    given_up: Option<Sender<()>>,
    /// What it said by the way; comes when all is put away.
    words: Receiver<String>,
}

impl Guest {
    /// Has the runner start a helper that speaks by `line`.
    pub fn start(runner: &dyn Runner, plan: &Plan, line: &UnixStream) -> Result<Self, JailError> {
        let failed = |detail: String| JailError::Runner { name: runner.name().to_owned(), detail };
        let Prepared { mut command, end } = runner.prepare(plan).map_err(failed)?;
        // Pipes, which everybody passes on; a socket that is both streams stalls in some kernels.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: what it started dies with it.
        let spawned = command.process_group(0).spawn();
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = match spawned {
            Ok(child) => child,
            Err(error) => {
                end();
                return Err(failed(format!("`{program}` cannot be started: {error}")));
            }
        };
        if let Err(error) = join(&mut child, line) {
            let _ = child.kill().and_then(|()| child.wait());
            end();
            return Err(failed(format!("it cannot be spoken to: {error}")));
        }
        let services: u64 = plan.services.iter().map(|service| service.within_ms).sum();
        let longest = Duration::from_millis(plan.limits.wall_ms + services) + GRACE;
        let (given_up, hears) = mpsc::channel();
        let (says, words) = mpsc::channel();
        std::thread::spawn(move || {
            let (heard, status) = attend(&mut child, &hears, longest);
            end();
            // Something of it that outlived both may hold the other end still.
            let text = heard.recv_timeout(LOOK_EVERY * 40).unwrap_or_default();
            let text = String::from_utf8_lossy(&text).trim().to_owned();
            // Nobody may be left who asks.
            let _ = says.send(if text.is_empty() { format!("it ended with {status}") } else { text });
        });
        Ok(Self { name: runner.name().to_owned(), given_up: Some(given_up), words })
    }

    /// Waits until all of it is put away; gives what the runner said, where it ended in time.
    pub fn end(&mut self) -> Option<String> {
        self.given_up = None;
        self.words.recv_timeout(ENDS_WITHIN * 2).ok()
    }

    /// What comes from it cannot be what a helper says.
    pub fn refused(&self, detail: &str) -> JailError {
        JailError::Runner { name: self.name.clone(), detail: detail.to_owned() }
    }

    /// Why there was no box, in the runner's words where it has any.
    pub fn failure(&mut self, error: JailError) -> JailError {
        let JailError::Lost(seen) = error else { return error };
        let detail = self.end().unwrap_or(seen);
        self.refused(&detail)
    }
}

/// Passes on what is said on the line, and what the helper says, until one of them hangs up.
fn join(child: &mut Child, line: &UnixStream) -> io::Result<()> {
    let (from, to) = (line.try_clone()?, line.try_clone()?);
    if let Some(stdin) = child.stdin.take() {
        // An end that cannot be written to any more is one that has ended.
        std::thread::spawn(move || wire::pass_on(&from, stdin));
    }
    if let Some(stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            let _ = wire::pass_on(stdout, &to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}

/// Waits for its end; kills it when its time is over, or when it does not end though nobody listens any more.
/// Gives what it says by the way, and how it ended.
fn attend(child: &mut Child, given_up: &Receiver<()>, longest: Duration) -> (Receiver<Vec<u8>>, String) {
    let (says, words) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            // What is more than that is read and forgotten, or it would wait for us.
            let _ = (&mut stderr).take(WORDS).read_to_end(&mut text);
            let _ = says.send(text);
            let _ = io::copy(&mut stderr, &mut io::sink());
        });
    }
    let mut deadline = Instant::now() + longest;
    let mut listened_to = true;
    while let Ok(None) = child.try_wait() {
        if Instant::now() >= deadline {
            break;
        }
        if !listened_to {
            std::thread::sleep(LOOK_EVERY);
        } else if let Err(RecvTimeoutError::Disconnected) = given_up.recv_timeout(LOOK_EVERY) {
            listened_to = false;
            deadline = deadline.min(Instant::now() + ENDS_WITHIN);
        }
    }
    if let Ok(group) = i32::try_from(child.id()) {
        // Gone already is as good.
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
    }
    (words, child.wait().map_or_else(|error| error.to_string(), |status| status.to_string()))
}

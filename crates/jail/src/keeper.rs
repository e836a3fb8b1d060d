//! The caller's side of the helper process that makes boxes.
//!
//! Starting a program costs a millisecond, forking a small one a fifth of that: so one helper lives as
//! long as its caller, and forks for each box. A box is handed over as one end of a socket pair.

use std::io::{self, IoSlice};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::sys::socket::{AddressFamily, ControlMessage, MsgFlags, SockFlag, SockType, sendmsg, socketpair};

use crate::confine;
use crate::error::JailError;
use crate::plan::Plan;
use crate::runner::{Guest, Runner};

/// First argument that makes a program become a helper.
pub(crate) const WORD: &str = "__jail";

/// Second argument by which it serves a single caller, who speaks by its standard streams: see [`crate::Runner`]. All
/// that is around it was made for this one box.
pub(crate) const GUEST: &str = "guest";

/// The same where it makes the box itself.
pub(crate) const NESTED: &str = "nested";

/// Second argument by which whoever starts it consents to weaker boxes.
pub(crate) const CONSENT: &str = "without-namespaces";

/// Whether programs may run where the machine gives no namespaces. It is the operator's to say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consent {
    /// They are refused.
    #[default]
    No,
    /// They run in tier C, and each result says so.
    WithoutNamespaces,
}

/// A helper ends at once when nobody holds its line any more.
const ENDS_WITHIN: Duration = Duration::from_secs(2);

/// Makes boxes. Cheap to clone; the process behind it ends with the last clone.
#[derive(Debug, Clone)]
pub struct Keeper(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    helper: PathBuf,
    consent: Consent,
    /// Makes the boxes in place of the process below.
    runner: Option<Arc<dyn Runner>>,
    /// None until the first box, and after the process was killed.
    process: Mutex<Option<Process>>,
}

#[derive(Debug)]
struct Process {
    child: Child,
    line: OwnedFd,
}

impl Keeper {
    /// `helper` is a binary whose `main` begins with [`crate::enter_if_asked`]; it is started with the first box.
    pub fn new(helper: impl Into<PathBuf>) -> Self {
        Self::with(helper, Consent::No)
    }

    /// The same where the operator has said what else may be.
    pub fn with(helper: impl Into<PathBuf>, consent: Consent) -> Self {
        Self::made(helper.into(), consent, None)
    }

    /// Boxes made by a runner of the operator's choice: tier D.
    pub fn through(helper: impl Into<PathBuf>, runner: Arc<dyn Runner>) -> Self {
        Self::made(helper.into(), Consent::No, Some(runner))
    }

    fn made(helper: PathBuf, consent: Consent, runner: Option<Arc<dyn Runner>>) -> Self {
        Self(Arc::new(Shared { helper, consent, runner, process: Mutex::default() }))
    }

    pub fn runner(&self) -> Option<&dyn Runner> {
        self.0.runner.as_deref()
    }

    pub fn consent(&self) -> Consent {
        self.0.consent
    }

    /// Starts the process now, so that the first box need not wait for it.
    pub fn warm_up(&self) -> Result<(), JailError> {
        if self.0.runner.is_some() {
            // It has nothing that could be ready.
            return Ok(());
        }
        let mut slot = self.0.process.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.is_none() {
            *slot = Some(self.spawn()?);
        }
        Ok(())
    }

    /// The binary behind it.
    pub fn helper(&self) -> &Path {
        &self.0.helper
    }

    /// The process that makes the boxes, where it runs.
    pub fn process_id(&self) -> Option<u32> {
        let slot = self.0.process.lock().unwrap_or_else(PoisonError::into_inner);
        slot.as_ref().map(|process| process.child.id())
    }

    /// Hands one end of a box's line to whoever makes it; gives the runner's work, where there is a runner.
    pub(crate) fn hand_over(&self, end: &UnixStream, plan: &Plan) -> Result<Option<Guest>, JailError> {
        match self.runner() {
            Some(runner) => Guest::start(runner, plan, end).map(Some),
            None => self.hand_to_process(end).map(|()| None),
        }
    }

    /// A process that was killed is started again.
    fn hand_to_process(&self, end: &UnixStream) -> Result<(), JailError> {
        let mut slot = self.0.process.lock().unwrap_or_else(PoisonError::into_inner);
        for attempt in 0..2 {
            let process = match slot.take() {
                Some(process) => process,
                None => self.spawn()?,
            };
            match send(&process.line, end) {
                Ok(()) => {
                    *slot = Some(process);
                    return Ok(());
                }
                Err(error) => {
                    drop(process);
                    if attempt > 0 {
                        return Err(self.failed(error));
                    }
                }
            }
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> JailError {
        JailError::Helper { helper: self.0.helper.display().to_string(), source }
    }

    fn spawn(&self) -> Result<Process, JailError> {
        start(&self.0.helper, self.0.consent).map_err(|error| self.failed(error))
    }
}

fn start(helper: &Path, consent: Consent) -> io::Result<Process> {
    confine::most_open_files();
    let (line, far) = socketpair(AddressFamily::Unix, SockType::SeqPacket, None, SockFlag::SOCK_CLOEXEC)?;
    let child = Command::new(helper)
        // A box sees what its process 1 was called with: our name, and not where we are on this machine.
        .arg0(helper.file_name().unwrap_or(helper.as_os_str()))
        .arg(WORD)
        .args((consent == Consent::WithoutNamespaces).then_some(CONSENT))
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::from(far))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(Process { child, line })
}

fn send(line: &OwnedFd, end: &UnixStream) -> io::Result<()> {
    let fds = [end.as_raw_fd()];
    let message = [ControlMessage::ScmRights(&fds)];
    loop {
        match sendmsg::<()>(line.as_raw_fd(), &[IoSlice::new(b"b")], &message, MsgFlags::MSG_NOSIGNAL, None) {
            Ok(_) => return Ok(()),
            Err(nix::Error::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It waits for messages only: the end of the line is its end.
        let _ = nix::sys::socket::shutdown(self.line.as_raw_fd(), nix::sys::socket::Shutdown::Both);
        let give_up = Instant::now() + ENDS_WITHIN;
        while let Ok(None) = self.child.try_wait() {
            if Instant::now() >= give_up {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

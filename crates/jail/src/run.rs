//! The caller's side: starts a helper for one box and listens to it.

use std::io::{BufReader, BufWriter, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{JailError, Refusal};
use crate::plan::{Event, Plan};
use crate::wire;

/// First argument that makes a program become a helper.
pub(crate) const WORD: &str = "__jail";

/// How long a helper may take beyond the program's own limit: building, services, cleaning up.
const GRACE: Duration = Duration::from_secs(60);

/// A box at work. Dropping it kills everything inside and waits until nothing is left.
pub struct Running {
    child: Child,
    stream: BufReader<UnixStream>,
    cancel: Cancel,
    ended: bool,
}

/// Kills a box from another thread.
#[derive(Clone)]
pub struct Cancel(Arc<UnixStream>);

impl Cancel {
    /// The helper sees its caller hang up, kills the box and cleans up behind it.
    pub fn cancel(&self) {
        // Already closed means already over.
        let _ = self.0.shutdown(std::net::Shutdown::Both);
    }
}

/// Builds the box and starts the program in it. `helper` is a binary whose `main` begins with [`crate::enter_if_asked`].
pub fn start(helper: &Path, plan: &Plan) -> Result<Running, JailError> {
    let failed = |source| JailError::Helper { helper: helper.display().to_string(), source };
    let text = serde_json::to_vec(plan).map_err(|error| JailError::Plan(error.to_string()))?;
    let (ours, theirs) = UnixStream::pair().map_err(failed)?;
    let child = Command::new(helper)
        .arg(WORD)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let cancel = Cancel(Arc::new(ours.try_clone().map_err(failed)?));
    ours.set_read_timeout(Some(Duration::from_millis(plan.limits.wall_ms) + GRACE)).map_err(failed)?;
    ours.set_write_timeout(Some(GRACE)).map_err(failed)?;
    let sender = ours.try_clone().map_err(failed)?;
    let running = Running { child, stream: BufReader::new(ours), cancel, ended: false };
    send(sender, &text, plan).map_err(|error| JailError::Lost(error.to_string()))?;
    Ok(running)
}

fn send(stream: UnixStream, text: &[u8], plan: &Plan) -> std::io::Result<()> {
    let mut to = BufWriter::new(stream);
    wire::write_blob(&mut to, text)?;
    for file in &plan.files {
        wire::write_blob(&mut to, &file.content)?;
    }
    wire::write_blob(&mut to, &plan.stdin)?;
    to.flush()
}

impl Running {
    pub fn cancel(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Process id of the helper, for logs and tests.
    pub fn helper_id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the next event; none after [`Event::Ended`].
    pub fn next_event(&mut self) -> Result<Option<Event>, JailError> {
        if self.ended {
            return Ok(None);
        }
        let broken = |text: &str| JailError::Lost(text.to_owned());
        let (kind, payload) = match wire::read_frame(&mut self.stream) {
            Ok(Some(frame)) => frame,
            Ok(None) => {
                self.ended = true;
                let status = self.wait(Duration::from_secs(1));
                return Err(JailError::Lost(
                    status.map_or_else(|| "it hung up".to_owned(), |it| it.to_string()),
                ));
            }
            Err(error) => return Err(JailError::Lost(error.to_string())),
        };
        let event = match kind {
            wire::STDOUT => Event::Stdout(payload),
            wire::STDERR => Event::Stderr(payload),
            wire::OUTPUT => {
                let (path, content) =
                    split_output(payload).ok_or_else(|| broken("an output frame is cut"))?;
                Event::Output { path, content }
            }
            wire::ENDED => {
                self.ended = true;
                let ending = serde_json::from_slice(&payload).map_err(|e| broken(&e.to_string()))?;
                Event::Ended(Box::new(ending))
            }
            wire::REFUSED => {
                self.ended = true;
                let refusal: Refusal =
                    serde_json::from_slice(&payload).map_err(|e| broken(&e.to_string()))?;
                return Err(JailError::Refused(refusal));
            }
            wire::SERVICE => {
                self.ended = true;
                let (name, detail) = serde_json::from_slice(&payload).map_err(|e| broken(&e.to_string()))?;
                return Err(JailError::Service { name, detail });
            }
            _ => return Err(broken("an unknown frame")),
        };
        Ok(Some(event))
    }
}

/// Four bytes of path length, the path, the content.
fn split_output(mut payload: Vec<u8>) -> Option<(String, Vec<u8>)> {
    let length = u32::from_le_bytes(payload.get(..4)?.try_into().ok()?) as usize;
    let content = payload.split_off(length.checked_add(4).filter(|end| *end <= payload.len())?);
    Some((String::from_utf8(payload.split_off(4)).ok()?, content))
}

impl Running {
    /// Waits for the helper's own end.
    fn wait(&mut self, longest: Duration) -> Option<ExitStatus> {
        let give_up = Instant::now() + longest;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < give_up => std::thread::sleep(Duration::from_micros(300)),
                Ok(None) | Err(_) => return None,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.cancel();
        // A helper cleans up within milliseconds; one that hangs is killed, which kills its box too.
        if self.wait(Duration::from_secs(10)).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

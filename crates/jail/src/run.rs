//! The caller's side of one box: has it made, and listens to it.

use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::error::{JailError, Refusal};
use crate::keeper::Keeper;
use crate::plan::{Ending, Event, Plan, Size};
use crate::runner::Guest;
use crate::wire;

/// How long a helper may take beyond the program's own limit: building, services, cleaning up.
const GRACE: Duration = Duration::from_secs(60);
/// A helper cleans up within milliseconds.
const CLEANS_WITHIN: Duration = Duration::from_secs(10);

/// A box at work. Dropping it before its end kills everything inside and waits until nothing is left. At its
/// end nothing is alive; the helper puts away what the kernel still holds of it on its own.
pub struct Running {
    stream: BufReader<UnixStream>,
    cancel: Cancel,
    input: Input,
    helper: Option<u32>,
    /// A runner's work, which is over when it has put everything away.
    guest: Option<Guest>,
    /// Bytes that may still come: what is behind a runner's walls is not ours, and may say anything.
    left: u64,
    ended: bool,
    /// Lives at least as long as its boxes.
    _keeper: Keeper,
}

/// Kills a box from another thread.
#[derive(Clone)]
pub struct Cancel(Arc<UnixStream>);

impl Cancel {
    /// The helper sees its caller hang up, kills the box and cleans up behind it.
    pub fn cancel(&self) {
        // Already closed means already over.
        let _ = self.0.shutdown(std::net::Shutdown::Write);
    }
}

/// Speaks to the program, from any thread.
#[derive(Clone)]
pub struct Input(Arc<Mutex<UnixStream>>);

impl Input {
    /// Waits while the program does not read. An error means that it is over.
    pub fn send(&self, bytes: &[u8]) -> std::io::Result<()> {
        bytes.chunks(32 << 10).try_for_each(|piece| self.say(wire::STDIN, piece))
    }

    pub fn end(&self) -> std::io::Result<()> {
        self.say(wire::STDIN_END, &[])
    }

    pub fn resize(&self, size: Size) -> std::io::Result<()> {
        let [a, b] = size.rows.to_le_bytes();
        let [c, d] = size.columns.to_le_bytes();
        self.say(wire::RESIZE, &[a, b, c, d])
    }

    fn say(&self, kind: u8, payload: &[u8]) -> std::io::Result<()> {
        // A panic of another speaker leaves at most half a frame; then the helper hangs up.
        let mut stream = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        stream.write_all(&wire::frame(kind, payload))
    }
}

/// One box by a helper of its own. `helper` is a binary whose `main` begins with [`crate::enter_if_asked`].
pub fn start(helper: &Path, plan: &Plan) -> Result<Running, JailError> {
    start_by(&Keeper::new(helper), plan)
}

/// Builds the box and starts the program in it.
pub fn start_by(keeper: &Keeper, plan: &Plan) -> Result<Running, JailError> {
    // A helper that was killed with our box still in its queue took nothing up: another one may.
    attempt(keeper, plan).or_else(|error| match error {
        JailError::Lost(_) if keeper.runner().is_none() => attempt(keeper, plan),
        other => Err(other),
    })
}

fn attempt(keeper: &Keeper, plan: &Plan) -> Result<Running, JailError> {
    let lost = |error: std::io::Error| JailError::Lost(error.to_string());
    let text = serde_json::to_vec(plan).map_err(|error| JailError::Plan(error.to_string()))?;
    let (ours, theirs) = UnixStream::pair().map_err(lost)?;
    let guest = keeper.hand_over(&theirs, plan)?;
    drop(theirs);
    let grace = if guest.is_some() { GRACE * 2 } else { GRACE };
    ours.set_read_timeout(Some(Duration::from_millis(plan.limits.wall_ms) + grace)).map_err(lost)?;
    ours.set_write_timeout(Some(GRACE)).map_err(lost)?;
    let cancel = Cancel(Arc::new(ours.try_clone().map_err(lost)?));
    let input = Input(Arc::new(Mutex::new(ours.try_clone().map_err(lost)?)));
    let sender = ours.try_clone().map_err(lost)?;
    let mut running = Running {
        stream: BufReader::new(ours),
        cancel,
        input,
        helper: None,
        guest,
        left: most_said(plan),
        ended: false,
        _keeper: keeper.clone(),
    };
    // From its first word on it is a box that was taken up.
    let begun = send(sender, &text, plan).map_err(lost).and_then(|()| running.helper_id());
    match (begun, &mut running.guest) {
        (Ok(_), _) => Ok(running),
        (Err(error), None) => Err(error),
        (Err(error), Some(guest)) => {
            running.cancel.cancel();
            Err(guest.failure(error))
        }
    }
}

/// All that a box may say: two streams, its files, and an ending with what a server answered, in JSON.
fn most_said(plan: &Plan) -> u64 {
    const REST: u64 = 16 << 20;
    const OF_JSON: u64 = 4;
    let answers =
        plan.probe.as_ref().map_or(0, |probe| probe.fetch.len() as u64 * probe.body_bytes * OF_JSON);
    plan.limits.output_bytes * 2 + plan.limits.disk_bytes + answers + REST
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

    pub fn input(&self) -> Input {
        self.input.clone()
    }

    /// Process id of this box's helper, for logs and tests. Waits for its first word.
    pub fn helper_id(&mut self) -> Result<u32, JailError> {
        if let Some(id) = self.helper {
            return Ok(id);
        }
        match wire::read_frame(&mut self.stream) {
            Ok(Some((wire::HELLO, payload))) => self.greet(&payload),
            Ok(Some((wire::REFUSED, payload))) => Err(refused(&payload)),
            _ => Err(JailError::Lost("the helper did not say who it is".to_owned())),
        }
    }

    fn greet(&mut self, payload: &[u8]) -> Result<u32, JailError> {
        let id = payload.try_into().map(u32::from_le_bytes);
        let id = id.map_err(|_| JailError::Lost("the helper did not say who it is".to_owned()))?;
        self.helper = Some(id);
        Ok(id)
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
                let lost = JailError::Lost("it hung up".to_owned());
                let Some(guest) = &mut self.guest else { return Err(lost) };
                return Err(guest.failure(lost));
            }
            Err(error) => return Err(JailError::Lost(error.to_string())),
        };
        self.left = self.left.saturating_sub(payload.len() as u64);
        if let Some(guest) = self.guest.as_ref().filter(|_| self.left == 0) {
            return Err(guest.refused("it says more than the limits allow"));
        }
        let event = match kind {
            wire::HELLO => {
                self.greet(&payload)?;
                return self.next_event();
            }
            wire::STDOUT => Event::Stdout(payload),
            wire::STDERR => Event::Stderr(payload),
            wire::OUTPUT => {
                let (path, content) =
                    split_output(payload).ok_or_else(|| broken("an output frame is cut"))?;
                Event::Output { path, content }
            }
            wire::ENDED => {
                self.ended = true;
                let mut ending: Ending =
                    serde_json::from_slice(&payload).map_err(|e| broken(&e.to_string()))?;
                if let Some(guest) = &mut self.guest {
                    // What it says by the way of a box that ended well is for its own logs.
                    let _ = guest.end();
                    "D".clone_into(&mut ending.tier);
                }
                Event::Ended(Box::new(ending))
            }
            wire::REFUSED => {
                self.ended = true;
                return Err(refused(&payload));
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

fn refused(payload: &[u8]) -> JailError {
    match serde_json::from_slice::<Refusal>(payload) {
        Ok(refusal) => JailError::Refused(refusal),
        Err(error) => JailError::Lost(error.to_string()),
    }
}

/// Four bytes of path length, the path, the content.
fn split_output(mut payload: Vec<u8>) -> Option<(String, Vec<u8>)> {
    let length = u32::from_le_bytes(payload.get(..4)?.try_into().ok()?) as usize;
    let content = payload.split_off(length.checked_add(4).filter(|end| *end <= payload.len())?);
    Some((String::from_utf8(payload.split_off(4)).ok()?, content))
}

impl Running {
    /// Whether anything comes behind the ending: nothing may. For audits.
    pub fn says_more(&mut self) -> bool {
        self.ended && !matches!(wire::read_frame(&mut self.stream), Ok(None))
    }

    /// Waits for the helper's own end, which closes its end of the line.
    fn wait_for_end(&mut self) -> bool {
        let stream = self.stream.get_mut();
        if stream.set_read_timeout(Some(CLEANS_WITHIN)).is_err() {
            return false;
        }
        let mut buffer = [0u8; 16 << 10];
        let give_up = Instant::now() + CLEANS_WITHIN;
        loop {
            if Instant::now() >= give_up {
                return false;
            }
            match stream.read(&mut buffer) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return true,
                Err(_) => return false,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            self.cancel.cancel();
        }
        if let Some(guest) = &mut self.guest {
            // Its helper's number means nothing here, and what it still says is nobody's.
            let _ = guest.end();
            return;
        }
        if self.ended || self.wait_for_end() {
            return;
        }
        // Its end of the line is open, so the id is still its own; its death kills its box.
        if let Some(id) = self.helper.and_then(|id| i32::try_from(id).ok()) {
            let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::Signal::SIGKILL);
        }
    }
}

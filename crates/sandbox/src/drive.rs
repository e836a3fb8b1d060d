//! One box from start to end, on a thread of its own: `jail` speaks blocking, the rest of us does not.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::ProjectPath;
use domain::sandbox::{Fetched, Outcome, Phase, ProbeReport, RunEvent, Usage, Verdict};
use domain::{Explain, Explained};
use jail::{Cancel, Cause, Ending, Event, Input, JailError, Keeper, Plan};

/// Where the means to kill the box and to speak to it are put once it exists.
pub type CancelSlot = Arc<OnceLock<Reins>>;

pub struct Reins {
    pub cancel: Cancel,
    pub input: Input,
}

impl std::fmt::Debug for Reins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reins")
    }
}

/// Tells what comes, in order; says `false` when nobody listens any more.
pub type Sink<'a> = &'a mut dyn FnMut(RunEvent) -> bool;

/// What is known beside what the box says.
#[derive(Debug, Clone)]
pub struct About {
    pub toolchain: String,
    pub phase: Phase,
}

/// Runs the box and gives its outcome; events other than the last go to the sink as they come.
pub fn drive(keeper: &Keeper, plan: &Plan, about: &About, slot: &CancelSlot, sink: Sink<'_>) -> Outcome {
    match attend(keeper, plan, about, slot, sink) {
        Ok(outcome) => outcome,
        Err(error) => failed(about, error.explained()),
    }
}

fn attend(
    keeper: &Keeper,
    plan: &Plan,
    about: &About,
    slot: &CancelSlot,
    sink: Sink<'_>,
) -> Result<Outcome, JailError> {
    let mut running = jail::start_by(keeper, plan)?;
    // Each slot serves one box.
    let _ = slot.set(Reins { cancel: running.cancel(), input: running.input() });
    let (mut stdout, mut stderr, mut outputs) = (Vec::new(), Vec::new(), BTreeMap::new());
    loop {
        let listening = match running.next_event()? {
            Some(Event::Stdout(bytes)) => {
                stdout.extend_from_slice(&bytes);
                sink(RunEvent::Stdout(bytes))
            }
            Some(Event::Stderr(bytes)) => {
                stderr.extend_from_slice(&bytes);
                sink(RunEvent::Stderr(bytes))
            }
            Some(Event::Output { path, content }) => {
                // What comes back was asked for, whoever sends it.
                let asked = Some(path).filter(|path| plan.outputs.contains(path));
                outputs.extend(
                    asked.and_then(|path| ProjectPath::parse(&path).ok()).map(|path| (path, content)),
                );
                true
            }
            Some(Event::Ended(ending)) => return Ok(outcome(about, *ending, stdout, stderr, outputs)),
            None => return Err(JailError::Lost("no ending came".to_owned())),
        };
        if !listening {
            return Ok(Outcome { verdict: Verdict::Cancelled, ..failed_empty(about) });
        }
    }
}

fn outcome(
    about: &About,
    ending: Ending,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    outputs: BTreeMap<ProjectPath, Vec<u8>>,
) -> Outcome {
    let probe = ending.probe.as_ref().map(|probe| ProbeReport {
        started: probe.started,
        ready_ms: probe.ready_ms,
        fetched: probe.fetched.iter().map(fetched).collect(),
        stopped_cleanly: probe.stopped_cleanly,
        stop_ms: probe.stop_ms,
    });
    let good_server = probe.as_ref().is_some_and(|probe| probe.started && probe.stopped_cleanly);
    let verdict = match ending.cause {
        Cause::WallTime => Verdict::WallTime,
        Cause::CpuTime => Verdict::CpuTime,
        Cause::Memory => Verdict::Memory,
        Cause::Output => Verdict::Output,
        Cause::Disk => Verdict::Disk,
        Cause::Cancelled => Verdict::Cancelled,
        // A server that we asked to stop ends by our signal.
        Cause::Ended if good_server => Verdict::Ok,
        Cause::Ended if probe.is_some() => Verdict::RuntimeError,
        Cause::Ended if ending.signal.is_some() => Verdict::Signal,
        Cause::Ended if ending.exit_code == Some(0) => Verdict::Ok,
        Cause::Ended => Verdict::RuntimeError,
    };
    Outcome {
        verdict,
        exit_code: ending.exit_code,
        signal: ending.signal,
        stdout,
        stderr,
        stdout_truncated: ending.stdout_truncated,
        stderr_truncated: ending.stderr_truncated,
        usage: Usage {
            wall_ms: ending.wall_ms,
            cpu_ms: ending.cpu_ms,
            peak_memory_bytes: ending.peak_memory_bytes,
            written_bytes: ending.written_bytes,
            processes: ending.processes,
        },
        tier: ending.tier,
        missing: ending.missing,
        enforced: ending.enforced,
        outputs,
        probe,
        ..failed_empty(about)
    }
}

fn fetched(one: &jail::Fetched) -> Fetched {
    Fetched {
        path: one.path.clone(),
        status: one.status,
        content_type: one.content_type.clone(),
        body: String::from_utf8_lossy(&one.body).into_owned(),
    }
}

/// The outcome when no program ran.
pub fn failed(about: &About, error: Explained) -> Outcome {
    Outcome { error: Some(error), ..failed_empty(about) }
}

fn failed_empty(about: &About) -> Outcome {
    Outcome {
        verdict: Verdict::SandboxError,
        phase: about.phase,
        exit_code: None,
        signal: None,
        stdout: Vec::new(),
        stderr: Vec::new(),
        stdout_truncated: false,
        stderr_truncated: false,
        usage: Usage::default(),
        tier: String::new(),
        missing: Vec::new(),
        enforced: Vec::new(),
        toolchain: about.toolchain.clone(),
        outputs: BTreeMap::new(),
        probe: None,
        error: None,
    }
}

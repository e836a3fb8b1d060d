//! What a box is made of, as plain data. The caller decides everything; the helper only builds it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The folder a program starts in, and the only one besides `/tmp` it can write to.
pub const WORKING_FOLDER: &str = "/box/project";

/// One box and the program in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Host folders and files that appear inside.
    pub binds: Vec<Bind>,
    /// Symbolic links `(path, target)`, such as `/bin` → `usr/bin`.
    pub links: Vec<(String, String)>,
    /// Small files of the box's own, such as `/etc/hosts`.
    pub texts: Vec<(String, String)>,
    pub network: Network,
    /// Written into the working folder before the first untrusted instruction.
    pub files: Vec<File>,
    /// The whole environment.
    pub environment: BTreeMap<String, String>,
    /// Added where the machine gives the box no `/proc`, from which some programs learn where they are.
    pub environment_without_proc: BTreeMap<String, String>,
    /// Started in order before the program, gone when it ends.
    pub services: Vec<Service>,
    /// Program and arguments; a bare name is looked up in the environment's `PATH`.
    pub program: Vec<String>,
    /// Sent behind the plan, not inside it.
    #[serde(skip)]
    pub stdin: Vec<u8>,
    /// More input comes while the program runs, by [`crate::Input`]; otherwise it ends with `stdin`.
    pub live: bool,
    /// The program gets a terminal of this size in place of three pipes.
    pub terminal: Option<Size>,
    pub on_output: OnOutput,
    /// Names of `enforced` that must be among them: where they cannot be, the box is refused.
    pub required: Vec<String>,
    pub probe: Option<Probe>,
    /// Files of the working folder given back when the last process is dead.
    pub outputs: Vec<String>,
    pub limits: Limits,
}

/// A host folder or file inside the box.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bind {
    pub source: String,
    pub target: String,
    pub writable: bool,
    /// Left out silently when the source does not exist.
    pub optional: bool,
}

impl Bind {
    /// Read-only, at the same path as outside.
    pub fn same(path: impl Into<String>) -> Self {
        let source = path.into();
        Self { target: source.clone(), source, writable: false, optional: false }
    }

    /// Whether it comes along with the other one: the same part of it, at the same place.
    pub fn lies_within(&self, outer: &Self) -> bool {
        let below = self.target.strip_prefix(&outer.target);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            && self.source.strip_prefix(&outer.source) == below
    }
}

/// Of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub rows: u16,
    pub columns: u16,
}

impl Size {
    /// That of the caller's own terminal, where this is one.
    pub fn of(terminal: std::os::fd::BorrowedFd<'_>) -> Option<Self> {
        crate::sys::terminal_size(terminal).map(|(rows, columns)| Self { rows, columns })
    }
}

/// When a stream has reached its limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnOutput {
    /// The program is ended.
    #[default]
    Stop,
    /// The rest is thrown away.
    Truncate,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// An empty network of its own: its loopback and nothing else.
    #[default]
    None,
    /// The host's, for installing dependencies only.
    Host,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub path: String,
    pub executable: bool,
    /// Sent behind the plan, not inside it.
    #[serde(skip)]
    pub content: Vec<u8>,
}

/// A server the program needs, such as a database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub name: String,
    /// Run one after the other, each to its end.
    pub prepare: Vec<Vec<String>>,
    pub start: Vec<String>,
    /// Repeated until it exits with 0.
    pub ready: Vec<String>,
    pub within_ms: u64,
}

/// The program is a server: see whether it starts, answers and stops.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    pub port: u16,
    pub health: String,
    pub fetch: Vec<String>,
    pub start_within_ms: u64,
    pub stop_within_ms: u64,
    /// Longest body kept per path.
    pub body_bytes: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probed {
    pub started: bool,
    pub ready_ms: u64,
    pub fetched: Vec<Fetched>,
    pub stopped_cleanly: bool,
    pub stop_ms: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    pub path: String,
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// Every field is a bound; none means "unlimited".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    pub wall_ms: u64,
    pub cpu_ms: u64,
    pub memory_bytes: u64,
    pub disk_bytes: u64,
    pub files: u64,
    pub processes: u64,
    pub cpus: f64,
    pub output_bytes: u64,
    pub open_files: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall_ms: 30_000,
            cpu_ms: 30_000,
            memory_bytes: 512 << 20,
            disk_bytes: 256 << 20,
            files: 16_384,
            processes: 64,
            cpus: 2.0,
            output_bytes: 8 << 20,
            open_files: 1024,
        }
    }
}

impl Limits {
    /// Every bound is a real one: zero and nonsense are refused rather than read as "unlimited".
    ///
    /// Errors: the limit, its value and what it may be.
    pub fn check(&self) -> Result<(), String> {
        const DAY_MS: u64 = 86_400_000;
        let checks = [
            ("wall_ms", self.wall_ms, 1, DAY_MS),
            ("cpu_ms", self.cpu_ms, 1, DAY_MS * 64),
            ("memory_bytes", self.memory_bytes, 1 << 20, 1 << 42),
            ("disk_bytes", self.disk_bytes, 1 << 16, 1 << 42),
            ("files", self.files, 1, 1 << 32),
            ("processes", self.processes, 1, 1 << 22),
            ("output_bytes", self.output_bytes, 1, 128 << 20),
            ("open_files", self.open_files, 3, 1 << 20),
        ];
        for (name, value, least, most) in checks {
            if !(least..=most).contains(&value) {
                return Err(format!("{name} is {value}, outside {least} to {most}"));
            }
        }
        if !(0.01..=4096.0).contains(&self.cpus) {
            return Err(format!("cpus is {}, outside 0.01 to 4096", self.cpus));
        }
        Ok(())
    }
}

/// Why the program is no longer running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// By itself, or by a signal from inside.
    Ended,
    WallTime,
    CpuTime,
    Memory,
    Output,
    Disk,
    Cancelled,
}

/// What is known when everything in the box is dead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    pub cause: Cause,
    pub exit_code: Option<i32>,
    pub signal: Option<i32>,
    pub stdout_truncated: bool,
    pub stderr_truncated: bool,
    pub wall_ms: u64,
    pub cpu_ms: u64,
    pub peak_memory_bytes: u64,
    pub written_bytes: u64,
    pub processes: u64,
    /// `A`, or `B` where the machine has no user namespaces to give.
    pub tier: String,
    /// Names of the mechanisms that were really on.
    pub enforced: Vec<String>,
    /// What this machine did not give, in words.
    pub missing: Vec<String>,
    pub probe: Option<Probed>,
}

/// What a running box says.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    Output {
        path: String,
        content: Vec<u8>,
    },
    /// The last one.
    Ended(Box<Ending>),
}

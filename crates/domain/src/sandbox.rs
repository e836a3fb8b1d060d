//! What a sandbox is asked for and what it answers (CONTRACT "Running code").

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Blake3, Explained, ProjectPath};

/// One program to run in isolation. The working folder inside is always `/box/project`.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Such as `python`; decides which host folders are mounted read-only.
    pub runtime: String,
    /// A version selector such as `3.11` or `>=3.11`; none takes the newest usable.
    pub version: Option<String>,
    pub command: Command,
    /// Written before the first untrusted instruction.
    pub files: BTreeMap<ProjectPath, BoxFile>,
    /// Mounted read-only at a path inside the working folder.
    pub layers: Vec<LayerMount>,
    /// The whole environment beside what the runtime itself needs. Nothing of the host's passes.
    pub environment: BTreeMap<String, String>,
    pub stdin: Vec<u8>,
    pub limits: Limits,
    /// Servers started inside the box before the command and stopped after it, such as `postgres`.
    pub services: Vec<String>,
    /// The command is a server: see whether it starts, answers and stops.
    pub probe: Option<Probe>,
    /// Files given back when the last process is dead.
    pub outputs: Vec<ProjectPath>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Program and arguments; the program is looked up in the box's `PATH`.
    Argv(Vec<String>),
    /// One line for `/bin/sh -c`, as manifests and READMEs state it.
    Shell(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxFile {
    pub content: Vec<u8>,
    pub executable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerMount {
    pub layer: Layer,
    pub at: ProjectPath,
}

/// Installed dependencies, content-addressed, read-only once made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// Hash of everything the installation read: command, input files, interpreter, platform.
    pub key: Blake3,
    /// Absolute host folder.
    pub path: String,
    pub size_bytes: u64,
    /// The installation's record: executed once, reused since.
    pub command: String,
    pub exit_code: i32,
    pub toolchain: String,
    /// False when this call made it.
    pub cached: bool,
    pub duration_ms: u64,
}

/// Asks for a layer: found by its key, or made in a box that has the package index and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerRequest {
    pub runtime: String,
    pub version: Option<String>,
    pub install_command: String,
    /// What the command reads, such as the lock file.
    pub inputs: BTreeMap<ProjectPath, BoxFile>,
    /// The folder the command fills, such as `.venv`.
    pub folder: ProjectPath,
    pub limits: Limits,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The server gets `HOST=127.0.0.1` and this `PORT` inside its own network namespace.
    pub port: u16,
    /// Started means: this path answers 200.
    pub health: String,
    /// Further paths to fetch while it runs; bodies come back.
    pub fetch: Vec<String>,
    pub start_within_ms: u64,
    /// After SIGTERM.
    pub stop_within_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeReport {
    pub started: bool,
    pub ready_ms: u64,
    pub fetched: Vec<Fetched>,
    /// SIGTERM ended it by itself within the time, with exit code 0 (or by that signal).
    pub stopped_cleanly: bool,
    pub stop_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fetched {
    pub path: String,
    pub status: u16,
    pub content_type: String,
    pub body: String,
}

/// Bounds of one run. Zero is not "unlimited": every field is a real bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    pub wall_ms: u64,
    pub cpu_ms: u64,
    pub memory_bytes: u64,
    pub disk_bytes: u64,
    pub files: u64,
    pub processes: u64,
    pub cpus: f64,
    /// Per stream.
    pub output_bytes: u64,
}

impl Default for Limits {
    /// The defaults of `quantumlayer run` (SANDBOX section 8): 30 s, 512 MiB, 64 processes.
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
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Ok,
    RuntimeError,
    Signal,
    CpuTime,
    WallTime,
    Memory,
    Output,
    Disk,
    CompileError,
    Cancelled,
    SandboxError,
}

impl Verdict {
    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::RuntimeError => "it failed",
            Self::Signal => "by a signal",
            Self::CpuTime => "processor time exceeded",
            Self::WallTime => "time exceeded",
            Self::Memory => "memory exceeded",
            Self::Output => "output exceeded",
            Self::Disk => "disk space exceeded",
            Self::CompileError => "it does not compile",
            Self::Cancelled => "cancelled",
            Self::SandboxError => "the sandbox failed",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Resolve,
    Compile,
    Run,
    Test,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    pub wall_ms: u64,
    pub cpu_ms: u64,
    pub peak_memory_bytes: u64,
    pub written_bytes: u64,
    pub processes: u64,
}

/// What happened. Streams come as [`RunEvent`]s before it and are also here, up to the output limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub verdict: Verdict,
    pub phase: Phase,
    pub exit_code: Option<i32>,
    pub signal: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub stdout_truncated: bool,
    pub stderr_truncated: bool,
    pub usage: Usage,
    /// `A`, `B` or `C`: namespaces, all but the user's, none.
    pub tier: String,
    /// What this machine did not give the box, in words.
    pub missing: Vec<String>,
    /// Names of the mechanisms that were really on: `wall_time memory network …`.
    pub enforced: Vec<String>,
    /// Interpreter and version, such as `CPython 3.11.7`.
    pub toolchain: String,
    pub outputs: BTreeMap<ProjectPath, Vec<u8>>,
    pub probe: Option<ProbeReport>,
    /// For `sandbox_error`: why, and what to do.
    pub error: Option<Explained>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum RunEvent {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    /// Always the last one.
    Finished(Box<Outcome>),
}

/// What this machine can do, for `doctor`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SandboxReport {
    /// None when nothing can be isolated here; then nothing is run.
    pub tier: Option<String>,
    pub mechanisms: Vec<Mechanism>,
    pub runtimes: Vec<RuntimeReport>,
    pub services: Vec<RuntimeReport>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mechanism {
    pub name: String,
    pub available: bool,
    /// What it protects, or why it is missing and what to change.
    pub detail: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuntimeReport {
    pub name: String,
    pub version: Option<String>,
    pub path: Option<String>,
    /// The probe really ran.
    pub usable: bool,
    /// What is missing and how to get it.
    pub detail: String,
}

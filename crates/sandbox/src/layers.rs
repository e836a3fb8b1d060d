//! Installed dependencies: made once in a box with the package index, then read-only for every run.
//!
//! A layer's key is the hash of everything its installation reads. It is made in a folder of its own and
//! renamed into place when complete, so that a half-made one has no name under which it could be used.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::Blake3;
use domain::sandbox::{Layer, LayerRequest, Outcome, Phase, Verdict};
use jail::{Bind, Plan};
use serde::{Deserialize, Serialize};

use crate::boxes;
use crate::config::{Around, Config};
use crate::drive::{self, About, CancelSlot};
use crate::error::SandboxError;
use crate::interpreter::Interpreter;
use crate::operator;
use crate::runtime::Runtime;

const CONTENT: &str = "content";
const RECORD: &str = "layer.json";
/// Begins the name of what is not complete yet.
const MAKING: &str = ".making-";

/// What is kept beside a layer's content.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    command: String,
    exit_code: i32,
    toolchain: String,
    size_bytes: u64,
    files: u64,
    duration_ms: u64,
    log: String,
}

/// Why there is no layer.
#[derive(Debug)]
pub enum NoLayer {
    Error(SandboxError),
    /// The command ran and did not succeed.
    Failed(Box<Outcome>),
}

impl From<SandboxError> for NoLayer {
    fn from(error: SandboxError) -> Self {
        Self::Error(error)
    }
}

/// One installation's surroundings.
pub struct Installer<'a> {
    pub config: &'a Config,
    /// The box it happens in, without the command and its files.
    pub base: Plan,
    pub maker: Maker,
    /// What a failure here is called.
    pub phase: Phase,
    pub cancel: &'a CancelSlot,
}

/// The program that fills a layer: another version or another place gives another layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maker {
    pub toolchain: String,
    pub executable: String,
}

impl From<&Interpreter> for Maker {
    fn from(interpreter: &Interpreter) -> Self {
        Self { toolchain: interpreter.toolchain(), executable: interpreter.executable.clone() }
    }
}

/// A box with the runtime, the network and the operator's settings.
pub fn with_index(config: &Config, runtime: &Runtime, interpreter: &Interpreter) -> Plan {
    let mut plan = boxes::with_runtime(runtime, interpreter);
    operator::admit(&mut plan, runtime, config);
    plan
}

/// Hash of all that the installation reads. Every part is preceded by its length, so that none runs into the next.
pub fn key(config: &Config, request: &LayerRequest, maker: &Maker) -> Blake3 {
    let mut read = Vec::new();
    let mut part = |bytes: &[u8]| {
        if !config.leaves_out(Around::Keys) {
            read.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        }
        read.extend_from_slice(bytes);
    };
    part(b"quantumlayer layer 2");
    for text in [
        request.runtime.as_str(),
        &maker.toolchain,
        &maker.executable,
        std::env::consts::OS,
        std::env::consts::ARCH,
        &request.install_command,
        request.folder.as_str(),
    ] {
        part(text.as_bytes());
    }
    for (path, file) in &request.inputs {
        part(path.as_str().as_bytes());
        part(&file.content);
        part(if file.executable { b"x" } else { b"" });
    }
    Blake3::of(&read)
}

/// A layer that is already there, and its installation's log.
pub fn find(config: &Config, key: &Blake3) -> Option<(Layer, Vec<u8>)> {
    let folder = layers(config).join(key.to_string());
    let record: Record = serde_json::from_slice(&fs::read(folder.join(RECORD)).ok()?).ok()?;
    let content = folder.join(CONTENT);
    let whole = jail::Content { bytes: record.size_bytes, files: record.files };
    if jail::measure(&content).ok()? != whole {
        return None;
    }
    let layer = Layer {
        key: key.clone(),
        path: content.to_str()?.to_owned(),
        size_bytes: record.size_bytes,
        command: record.command,
        exit_code: record.exit_code,
        toolchain: record.toolchain,
        cached: true,
        duration_ms: record.duration_ms,
    };
    Some((layer, record.log.into_bytes()))
}

fn layers(config: &Config) -> PathBuf {
    config.data_dir.join("layers")
}

fn data_error(path: &Path) -> impl FnOnce(io::Error) -> SandboxError + '_ {
    move |source| SandboxError::Data { path: path.display().to_string(), source }
}

impl Installer<'_> {
    /// The layer, found or made. Two makers of the same one: the second waits for the first.
    pub fn install(&self, request: &LayerRequest) -> Result<(Layer, Vec<u8>), NoLayer> {
        let key = key(self.config, request, &self.maker);
        let root = layers(self.config);
        fs::create_dir_all(&root).map_err(data_error(&root))?;
        let lock_path = root.join(format!("{key}.lock"));
        let lock = fs::File::create(&lock_path).map_err(data_error(&lock_path))?;
        self.wait_for(&lock, request)?;
        if let Some(found) = find(self.config, &key) {
            return Ok(found);
        }
        self.sweep(&root);
        let staging = root.join(format!("{MAKING}{}-{key}", std::process::id()));
        let made = self.make(request, &key, &staging, &root);
        if made.is_err() {
            // What is left over is swept by the next maker.
            let _ = jail::discard(&staging);
        }
        // Held until here; the name may go, a waiting one looks for the layer anyway.
        let _ = fs::remove_file(&lock_path);
        drop(lock);
        made
    }

    fn wait_for(&self, lock: &fs::File, request: &LayerRequest) -> Result<(), SandboxError> {
        let longest = Duration::from_millis(request.limits.wall_ms) + self.config.wait;
        let deadline = Instant::now() + longest;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(()),
                Err(fs::TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(fs::TryLockError::WouldBlock) => {
                    return Err(SandboxError::LayerBusy { seconds: longest.as_secs() });
                }
                Err(fs::TryLockError::Error(source)) => {
                    return Err(SandboxError::Data {
                        path: layers(self.config).display().to_string(),
                        source,
                    });
                }
            }
        }
    }

    /// Removes what makers left that are gone.
    fn sweep(&self, root: &Path) {
        for entry in fs::read_dir(root).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let maker = name
                .to_str()
                .and_then(|name| name.strip_prefix(MAKING)?.split('-').next()?.parse::<u32>().ok());
            if maker
                .is_some_and(|pid| pid != std::process::id() && !Path::new(&format!("/proc/{pid}")).exists())
            {
                let _ = jail::discard(&entry.path());
            }
        }
    }

    fn make(
        &self,
        request: &LayerRequest,
        key: &Blake3,
        staging: &Path,
        root: &Path,
    ) -> Result<(Layer, Vec<u8>), NoLayer> {
        let content = staging.join(CONTENT);
        let _ = jail::discard(staging);
        fs::create_dir_all(&content).map_err(data_error(&content))?;
        let plan = self.plan(request, &content)?;
        let about = About { toolchain: self.maker.toolchain.clone(), phase: self.phase };
        let mut log = Vec::new();
        let outcome = drive::drive(&self.config.keeper, &plan, &about, self.cancel, &mut |event| {
            match event {
                domain::sandbox::RunEvent::Stdout(bytes) | domain::sandbox::RunEvent::Stderr(bytes) => {
                    log.extend(bytes);
                }
                domain::sandbox::RunEvent::Finished(_) => {}
            }
            true
        });
        let (Verdict::Ok, Some(exit_code)) = (outcome.verdict, outcome.exit_code) else {
            // Looked at before what it wrote is thrown away.
            self.room(request, &content)?;
            return Err(NoLayer::Failed(Box::new(Outcome { stdout: log, ..outcome })));
        };
        let whole = jail::freeze(&content).map_err(data_error(&content))?;
        let record = Record {
            command: request.install_command.clone(),
            exit_code,
            toolchain: about.toolchain,
            size_bytes: whole.bytes,
            files: whole.files,
            duration_ms: outcome.usage.wall_ms,
            log: String::from_utf8_lossy(&log).into_owned(),
        };
        let text =
            serde_json::to_vec_pretty(&record).map_err(|error| SandboxError::BadJob(error.to_string()))?;
        let record_path = staging.join(RECORD);
        write_durably(&record_path, &text).map_err(data_error(&record_path))?;
        let place = root.join(key.to_string());
        // Only an unreadable one can be there: a good one was found before.
        let _ = jail::discard(&place);
        fs::rename(staging, &place).map_err(data_error(&place))?;
        let (layer, log) = find(self.config, key).ok_or_else(|| SandboxError::Data {
            path: place.display().to_string(),
            source: io::ErrorKind::NotFound.into(),
        })?;
        Ok((Layer { cached: false, ..layer }, log))
    }

    /// Errors: no room is left. A command that fails then says nothing of the command, and seldom why.
    fn room(&self, request: &LayerRequest, content: &Path) -> Result<(), SandboxError> {
        let free = jail::free_bytes(content).map_err(data_error(content))?;
        if free >= self.config.least_free_bytes {
            return Ok(());
        }
        Err(SandboxError::DiskFull {
            command: request.install_command.clone(),
            free_mib: free >> 20,
            path: self.config.data_dir.display().to_string(),
        })
    }

    /// The box with the inputs, the command and one writable folder that stays.
    fn plan(&self, request: &LayerRequest, content: &Path) -> Result<Plan, SandboxError> {
        let mut plan = self.base.clone();
        boxes::check_environment(&plan.environment)?;
        plan.files = boxes::files(&request.inputs);
        plan.program = boxes::program(&domain::sandbox::Command::Shell(request.install_command.clone()))?;
        plan.limits = boxes::limits(&request.limits)?;
        plan.binds.push(Bind {
            source: content.display().to_string(),
            target: boxes::inside(request.folder.as_str()),
            writable: true,
            optional: false,
        });
        Ok(plan)
    }
}

fn write_durably(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    io::Write::write_all(&mut file, text)?;
    file.sync_all()
}

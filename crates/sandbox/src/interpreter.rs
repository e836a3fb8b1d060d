//! Which interpreter this machine has, found by asking each candidate who it really is.
//!
//! A name on the search path may be a shim that starts something else; only the answer counts. The
//! candidates are the operator's own programs and run outside a box, with the operator's environment.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::SandboxError;
use crate::known::Known;
use crate::runtime::Runtime;
use crate::selector::{Selector, Version};
use crate::service::expand;

/// A real interpreter. Shims take tenths of a second, an interpreter hundredths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    pub version: String,
    pub implementation: String,
    pub executable: String,
    /// Folders it needs to see.
    pub folders: Vec<String>,
}

impl Interpreter {
    /// Such as `CPython 3.11.7`.
    pub fn toolchain(&self) -> String {
        format!("{} {}", self.implementation, self.version)
    }
}

const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What was found, kept for the life of the process, and for an hour beside the layers.
#[derive(Debug)]
pub struct Interpreters {
    found: Mutex<BTreeMap<String, Vec<Interpreter>>>,
    pub known: Known,
}

impl Interpreters {
    pub fn new(known: Known) -> Self {
        Self { found: Mutex::default(), known }
    }

    /// Ask again.
    pub fn forget(&self) {
        self.known.forget();
        self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }

    /// All of a runtime, newest first. Asks the machine once; blocks for that long.
    pub fn all(&self, runtime: &Runtime) -> Vec<Interpreter> {
        // A poisoned lock still holds a complete map: entries are only ever inserted whole.
        let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let asked = || {
            self.known.interpreters(runtime).unwrap_or_else(|| {
                let all = find(runtime);
                self.known.keep(runtime, &all);
                all
            })
        };
        found.entry(runtime.name.clone()).or_insert_with(asked).clone()
    }

    /// The newest that fits.
    pub fn choose(&self, runtime: &Runtime, wanted: Option<&str>) -> Result<Interpreter, SandboxError> {
        let selector = Selector::parse(wanted)?;
        let all = self.all(runtime);
        let fits =
            |one: &&Interpreter| Version::parse(&one.version).is_some_and(|version| selector.takes(&version));
        if let Some(chosen) = all.iter().find(fits) {
            return Ok(chosen.clone());
        }
        let found: Vec<&str> = all.iter().map(|one| one.version.as_str()).collect();
        Err(SandboxError::NoInterpreter {
            title: runtime.title.clone(),
            wanted: wanted.unwrap_or("any version").to_owned(),
            found: if found.is_empty() { String::new() } else { format!(" (found: {})", found.join(", ")) },
            get: runtime.get.clone(),
        })
    }
}

fn find(runtime: &Runtime) -> Vec<Interpreter> {
    let mut asked: Vec<_> = runtime
        .candidates
        .iter()
        .flat_map(|candidate| expand(candidate))
        .filter_map(|candidate| {
            let mut command = match &runtime.ask_shell {
                None => Command::new(&candidate),
                Some(text) => {
                    let mut shell = Command::new("/bin/sh");
                    shell.arg("-c").arg(text).arg(&candidate);
                    shell
                }
            };
            command
                .args(&runtime.ask)
                .current_dir("/")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()
        })
        .collect();
    let deadline = Instant::now() + ANSWER_WITHIN;
    let mut found: Vec<Interpreter> = Vec::new();
    for child in &mut asked {
        let answer = answer(child, deadline);
        let Some(one) = answer.and_then(|text| serde_json::from_slice::<Interpreter>(&text).ok()) else {
            continue;
        };
        if !found.contains(&one) && Version::parse(&one.version).is_some() {
            found.push(one);
        }
    }
    // Newest first; of equals the one that stands first in the list.
    found.sort_by(|a, b| Version::parse(&b.version).cmp(&Version::parse(&a.version)));
    found
}

/// What a child printed, if it ended well in time. The answer is far smaller than a pipe.
fn answer(child: &mut std::process::Child, deadline: Instant) -> Option<Vec<u8>> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => break,
            Ok(Some(_)) | Err(_) => return None,
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut child.stdout.take()?, &mut text).ok()?;
    Some(text)
}

//! Which interpreter this machine has, found by asking each candidate who it really is.
//!
//! A name on the search path may be a shim that starts something else; only the answer counts. The
//! candidates are the operator's own programs and run outside a box, with the operator's environment.

use std::collections::BTreeMap;
use std::path::PathBuf;
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
    /// Version managers keep links to folders; libraries are looked for where these lead.
    fn add_real_folders(&mut self) {
        let real = self
            .folders
            .iter()
            .filter_map(|folder| std::fs::canonicalize(folder).ok()?.to_str().map(str::to_owned));
        for folder in real.collect::<Vec<_>>() {
            if !self.folders.contains(&folder) {
                self.folders.push(folder);
            }
        }
    }

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
    /// Those of version managers, by runtime.
    others: Mutex<BTreeMap<String, Vec<Interpreter>>>,
    home: Option<PathBuf>,
    pub known: Known,
}

impl Interpreters {
    /// `home`: the operator's, below which version managers keep theirs.
    pub fn new(known: Known, home: Option<PathBuf>) -> Self {
        Self { found: Mutex::default(), others: Mutex::default(), home, known }
    }

    /// Ask again.
    pub fn forget(&self) {
        self.known.forget();
        for asked in [&self.found, &self.others] {
            asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        }
    }

    /// All of a runtime, newest first. Asks the machine once; blocks for that long.
    pub fn all(&self, runtime: &Runtime) -> Vec<Interpreter> {
        // A poisoned lock still holds a complete map: entries are only ever inserted whole.
        let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let asked = || {
            self.known.interpreters(runtime).unwrap_or_else(|| {
                let all = find(runtime, runtime.candidates.iter().cloned());
                self.known.keep(runtime, &all);
                all
            })
        };
        found.entry(runtime.name.clone()).or_insert_with(asked).clone()
    }

    /// What version managers keep beside those. Asks the machine once.
    fn others(&self, runtime: &Runtime) -> Vec<Interpreter> {
        let home = self.home.as_ref().map(|home| home.display().to_string());
        let below_home = |place: &String| match place.strip_prefix('~') {
            Some(rest) => home.as_ref().map(|home| format!("{home}{rest}")),
            None => Some(place.clone()),
        };
        let mut others = self.others.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let asked = || find(runtime, runtime.others.iter().filter_map(below_home));
        others.entry(runtime.name.clone()).or_insert_with(asked).clone()
    }

    /// The newest that fits, where that is known already and nobody is asking the machine: never waits.
    pub fn choose_known(&self, runtime: &Runtime, wanted: Option<&str>) -> Option<Interpreter> {
        let selector = Selector::parse(wanted).ok()?;
        let found = self.found.try_lock().ok()?;
        let fits =
            |one: &&Interpreter| Version::parse(&one.version).is_some_and(|version| selector.takes(&version));
        found.get(&runtime.name)?.iter().find(fits).cloned()
    }

    /// The newest that fits, of those that a name leads to; only where none does, of a version manager's.
    pub fn choose(&self, runtime: &Runtime, wanted: Option<&str>) -> Result<Interpreter, SandboxError> {
        let selector = Selector::parse(wanted)?;
        let mut all = self.all(runtime);
        let fits =
            |one: &&Interpreter| Version::parse(&one.version).is_some_and(|version| selector.takes(&version));
        if let Some(chosen) = all.iter().find(fits) {
            return Ok(chosen.clone());
        }
        let others = self.others(runtime);
        if let Some(chosen) = others.iter().find(fits) {
            return Ok(chosen.clone());
        }
        all.extend(others.into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>());
        let found: Vec<&str> = all.iter().map(|one| one.version.as_str()).collect();
        Err(SandboxError::NoInterpreter {
            title: runtime.title.clone(),
            wanted: wanted.unwrap_or("any version").to_owned(),
            found: if found.is_empty() { String::new() } else { format!(" (found: {})", found.join(", ")) },
            get: runtime.get.clone(),
        })
    }
}

fn find(runtime: &Runtime, candidates: impl Iterator<Item = String>) -> Vec<Interpreter> {
    let mut asked: Vec<_> = candidates
        .flat_map(|candidate| expand(&candidate))
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
        let Some(mut one) = answer.and_then(|text| serde_json::from_slice::<Interpreter>(&text).ok()) else {
            continue;
        };
        one.add_real_folders();
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

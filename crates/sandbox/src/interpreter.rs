//! Which interpreter this machine has, found by asking each candidate who it really is.
//!
//! A name on the search path may be a shim that starts something else; only the answer counts. The
//! candidates are the operator's own programs and run outside a box, with the operator's environment.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use domain::Explained;
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

    fn fits(&self, selector: &Selector) -> bool {
        Version::parse(&self.version).is_some_and(|version| selector.takes(&version))
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
    /// What does not work in a box, and why: taken only where nothing else fits.
    unfit: Mutex<Vec<(Interpreter, Explained)>>,
    home: Option<PathBuf>,
    pub known: Known,
}

impl Interpreters {
    /// `home`: the operator's, below which version managers keep theirs.
    pub fn new(known: Known, home: Option<PathBuf>) -> Self {
        Self { found: Mutex::default(), others: Mutex::default(), unfit: Mutex::default(), home, known }
    }

    /// Ask again.
    pub fn forget(&self) {
        self.known.forget();
        for asked in [&self.found, &self.others] {
            asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        }
        self.unfit.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }

    /// All of a runtime: what its name starts, then the others, newest first. Asks the machine once; blocks for
    /// that long.
    pub fn all(&self, runtime: &Runtime) -> Vec<Interpreter> {
        // A poisoned lock still holds a complete map: entries are only ever inserted whole.
        let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let asked = || {
            self.known.interpreters(runtime).unwrap_or_else(|| {
                let all = find(runtime, runtime.candidates.iter().cloned(), runtime.candidates.first());
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
        let asked = || find(runtime, runtime.others.iter().filter_map(below_home), None);
        others.entry(runtime.name.clone()).or_insert_with(asked).clone()
    }

    /// The first that fits, where that is known already and nobody is asking the machine: never waits.
    pub fn choose_known(&self, runtime: &Runtime, wanted: Option<&str>) -> Option<Interpreter> {
        let selector = Selector::parse(wanted).ok()?;
        let found = self.found.try_lock().ok()?;
        let fits = |one: &&Interpreter| one.fits(&selector) && self.why_unfit(one).is_none();
        found.get(&runtime.name)?.iter().find(fits).cloned()
    }

    /// Why it does not work in a box, where that was seen.
    pub fn why_unfit(&self, interpreter: &Interpreter) -> Option<Explained> {
        let unfit = self.unfit.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        unfit.iter().find(|(one, _)| one == interpreter).map(|(_, why)| why.clone())
    }

    /// From now on others go before it. False where that was so already.
    pub fn pass_over(&self, interpreter: &Interpreter, why: Explained) -> bool {
        let is_new = self.why_unfit(interpreter).is_none();
        let mut unfit = self.unfit.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        unfit.extend(is_new.then(|| (interpreter.clone(), why)));
        is_new
    }

    /// What its name starts, where that fits; else the newest that does, of those that names lead to; only where
    /// none does, of a version manager's. What does not work in a box comes last.
    pub fn choose(&self, runtime: &Runtime, wanted: Option<&str>) -> Result<Interpreter, SandboxError> {
        let selector = Selector::parse(wanted)?;
        let mut all = self.all(runtime);
        let works = |one: &&Interpreter| one.fits(&selector) && self.why_unfit(one).is_none();
        if let Some(chosen) = all.iter().find(works) {
            return Ok(chosen.clone());
        }
        let others = self.others(runtime);
        all.extend(others.into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>());
        let unfit = || all.iter().find(|one| one.fits(&selector));
        if let Some(chosen) = all.iter().find(works).or_else(unfit) {
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

/// Newest first; of equals the one that stands first in the list. What `usual` starts goes before all of them.
fn find(
    runtime: &Runtime,
    candidates: impl Iterator<Item = String>,
    usual: Option<&String>,
) -> Vec<Interpreter> {
    let mut asked: Vec<_> = candidates
        .flat_map(|candidate| expand(&candidate))
        .filter_map(|candidate| {
            let is_usual = usual.is_some_and(|usual| candidate.as_os_str() == usual.as_str());
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
                .map(|child| (child, is_usual))
        })
        .collect();
    let deadline = Instant::now() + ANSWER_WITHIN;
    let mut found: Vec<Interpreter> = Vec::new();
    let mut first = None;
    for (child, is_usual) in &mut asked {
        let answer = answer(child, deadline);
        let Some(mut one) = answer.and_then(|text| serde_json::from_slice::<Interpreter>(&text).ok()) else {
            continue;
        };
        one.add_real_folders();
        if *is_usual && Version::parse(&one.version).is_some() {
            first = Some(one.clone());
        }
        if !found.contains(&one) && Version::parse(&one.version).is_some() {
            found.push(one);
        }
    }
    found.sort_by_key(|one| (Some(one) != first.as_ref(), std::cmp::Reverse(Version::parse(&one.version))));
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

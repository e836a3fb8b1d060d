//! Runtimes as data: one file in `runtimes/` per language.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::demand::Demand;
use crate::dependencies::Dependencies;
use crate::error::SandboxError;
use crate::suite::Suite;

#[derive(RustEmbed)]
#[folder = "runtimes/"]
struct Files;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    #[serde(skip)]
    pub name: String,
    pub title: String,
    /// Of file names, without the dot.
    pub endings: Vec<String>,
    /// The file to start in a folder; the first that is there.
    pub entries: Vec<String>,
    /// A file that only folders of this language have.
    #[serde(default)]
    pub project: Option<String>,
    /// Starts a program; `{entry}` is its file. Arguments follow.
    pub run: Vec<String>,
    /// Names on the search path, or paths; a `*` stands for any name. The first is what the machine itself would
    /// start, and is taken where it fits.
    pub candidates: Vec<String>,
    /// Where version managers keep others, below `~` the operator's home: asked only for a version that no
    /// candidate has.
    #[serde(default)]
    pub others: Vec<String>,
    /// Where a project says which version it needs; the first file that does.
    #[serde(default)]
    pub demands: Vec<Demand>,
    /// Arguments that make a candidate say who it is, as JSON.
    #[serde(default)]
    pub ask: Vec<String>,
    /// In place of `ask`: a shell text that says it for the candidate `$0`.
    #[serde(default)]
    pub ask_shell: Option<String>,
    /// What compiling needs once per toolchain: fills the folder `prepared`, later at `/opt/prepared`.
    #[serde(default)]
    pub prepare: Option<Step>,
    /// Fills the folder `.build` from the program's files.
    #[serde(default)]
    pub compile: Option<Step>,
    /// Its sources have types, which are taken away before they run.
    #[serde(default)]
    pub typed: bool,
    /// How its packages are installed; none where no client is known.
    #[serde(default)]
    pub dependencies: Option<Dependencies>,
    /// Checks types without running anything: `run --types`.
    #[serde(default)]
    pub types: Option<Types>,
    /// Files beside the sources that say how a project is tested, such as `package.json`.
    #[serde(default)]
    pub manifests: Vec<String>,
    /// How its projects are tested; the first that fits.
    #[serde(default)]
    pub suites: Vec<Suite>,
    /// A program that shows inside a box that the runtime works.
    pub probe: Vec<String>,
    pub probe_says: String,
    pub names: Vec<String>,
    /// How to get it.
    pub get: String,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Added in boxes without a `/proc`, from which it learns where it is; `{folder}` is its first folder.
    #[serde(default)]
    pub environment_without_proc: BTreeMap<String, String>,
    #[serde(default)]
    pub install_environment: BTreeMap<String, String>,
    #[serde(default)]
    pub install_files: Vec<InstallFile>,
}

/// A shell text; `{entry}` is the program's file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub command: String,
}

/// A checker of types; its exit code says whether there are errors.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Types {
    /// To be installed first.
    pub packages: Vec<String>,
    /// A shell text; `{entry}` is the program's file, or nothing for a whole folder.
    pub command: String,
}

/// A settings file or folder of a package client; `~` is the operator's home.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstallFile {
    pub host: String,
    pub inside: String,
}

/// Names of all runtimes, sorted.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> =
        Files::iter().filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort_unstable();
    names
}

/// Read once each: they are part of the binary.
static READ: Mutex<BTreeMap<String, Runtime>> = Mutex::new(BTreeMap::new());

pub fn load(name: &str) -> Result<Runtime, SandboxError> {
    // A poisoned lock still holds whole entries.
    if let Some(known) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
        return Ok(known.clone());
    }
    let runtime = read(name)?;
    READ.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), runtime.clone());
    Ok(runtime)
}

fn read(name: &str) -> Result<Runtime, SandboxError> {
    let unknown =
        || SandboxError::UnknownRuntime { language: name.escape_debug().take(60).collect(), known: names() };
    let file = Files::get(&format!("{name}.toml")).ok_or_else(unknown)?;
    let wrong = |reason: String| SandboxError::Embedded { name: format!("runtimes/{name}.toml"), reason };
    let text = std::str::from_utf8(&file.data).map_err(|error| wrong(error.to_string()))?;
    let mut runtime: Runtime = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    name.clone_into(&mut runtime.name);
    Ok(runtime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_runtime_can_be_read() {
        assert!(names().contains(&"python".to_owned()));
        for name in names() {
            let runtime = load(&name).unwrap();
            assert!(!runtime.candidates.is_empty() && !runtime.names.is_empty(), "{name}");
            assert!(runtime.ask.is_empty() == runtime.ask_shell.is_some(), "{name} is asked in one way");
            assert!(!runtime.endings.is_empty() && !runtime.entries.is_empty() && !runtime.run.is_empty());
        }
        assert!(matches!(load("../Cargo"), Err(SandboxError::UnknownRuntime { .. })));
    }
}

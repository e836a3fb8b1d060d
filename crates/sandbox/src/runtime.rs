//! Runtimes as data: one file in `runtimes/` per language.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::error::SandboxError;

#[derive(RustEmbed)]
#[folder = "runtimes/"]
struct Files;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    #[serde(skip)]
    pub name: String,
    pub title: String,
    pub candidates: Vec<String>,
    /// Arguments that make a candidate say who it is, as JSON.
    pub ask: Vec<String>,
    /// A program that shows inside a box that the runtime works.
    pub probe: Vec<String>,
    pub probe_says: String,
    pub names: Vec<String>,
    /// How to get it.
    pub get: String,
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    #[serde(default)]
    pub install_environment: BTreeMap<String, String>,
    #[serde(default)]
    pub install_files: Vec<InstallFile>,
}

/// A settings file of a package client; `~` is the operator's home.
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

pub fn load(name: &str) -> Result<Runtime, SandboxError> {
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
        }
        assert!(matches!(load("../Cargo"), Err(SandboxError::UnknownRuntime { .. })));
    }
}

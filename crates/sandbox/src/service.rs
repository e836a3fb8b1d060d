//! Services as data: servers started inside the box before the command, one file in `services/` each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jail::{Bind, Plan, Service};
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::error::SandboxError;

#[derive(RustEmbed)]
#[folder = "services/"]
struct Files;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceKind {
    #[serde(skip)]
    pub name: String,
    pub title: String,
    /// Programs it needs; the first folder that has them all is `{bin}` below.
    pub programs: Vec<String>,
    /// Folders to look in; `*` stands for one name, the highest first.
    pub folders: Vec<String>,
    /// Made once per machine and copied by `prepare`, where preparing takes long.
    pub template: Option<Template>,
    pub prepare: Vec<Vec<String>>,
    pub start: Vec<String>,
    pub ready: Vec<String>,
    /// Prints its version.
    pub version: Vec<String>,
    pub within_ms: u64,
    /// How to get it.
    pub get: String,
    /// Told to the command.
    pub environment: BTreeMap<String, String>,
    /// Added to the job's own bounds.
    pub memory_mib: u64,
    pub disk_mib: u64,
    pub files: u64,
    pub processes: u64,
}

/// A folder that a command fills; the services' own commands know it as `{template}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// A shell line that fills the folder `template`.
    pub command: String,
}

/// Where a service's template stands inside the box.
const TEMPLATES: &str = "/opt/services";

/// Names of all services, sorted.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> =
        Files::iter().filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort_unstable();
    names
}

pub fn load(name: &str) -> Result<ServiceKind, SandboxError> {
    let unknown =
        || SandboxError::UnknownService { name: name.escape_debug().take(60).collect(), known: names() };
    let file = Files::get(&format!("{name}.toml")).ok_or_else(unknown)?;
    let wrong = |reason: String| SandboxError::Embedded { name: format!("services/{name}.toml"), reason };
    let text = std::str::from_utf8(&file.data).map_err(|error| wrong(error.to_string()))?;
    let mut kind: ServiceKind = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    name.clone_into(&mut kind.name);
    Ok(kind)
}

impl ServiceKind {
    /// The folder that has all its programs.
    pub fn find(&self) -> Result<PathBuf, SandboxError> {
        let complete = |folder: &PathBuf| self.programs.iter().all(|name| folder.join(name).is_file());
        self.folders.iter().flat_map(|pattern| expand(pattern)).find(complete).ok_or_else(|| {
            SandboxError::NoService {
                name: self.name.clone(),
                lacking: format!("`{}`", self.programs.join("`, `")),
                get: self.get.clone(),
            }
        })
    }

    /// The command that prints its version.
    pub fn version_command(&self) -> Result<Vec<String>, SandboxError> {
        let bin = self.find()?.display().to_string();
        Ok(self.version.iter().map(|word| word.replace("{bin}", &bin)).collect())
    }

    /// Adds the service to a box: its commands, its bounds, and the variables that tell of it.
    pub fn furnish(&self, plan: &mut Plan, template: Option<&str>) -> Result<(), SandboxError> {
        let bin = self.find()?.display().to_string();
        let copy = format!("{TEMPLATES}/{}", self.name);
        let fill = |words: &Vec<String>| {
            words.iter().map(|word| word.replace("{bin}", &bin).replace("{template}", &copy)).collect()
        };
        if let Some(source) = template {
            plan.binds.push(Bind { target: copy.clone(), ..Bind::same(source) });
        }
        plan.services.push(Service {
            name: self.name.clone(),
            prepare: self.prepare.iter().map(fill).collect(),
            start: fill(&self.start),
            ready: fill(&self.ready),
            within_ms: self.within_ms,
        });
        for (name, value) in &self.environment {
            plan.environment.entry(name.clone()).or_insert_with(|| value.clone());
        }
        plan.limits.memory_bytes += self.memory_mib << 20;
        plan.limits.disk_bytes += self.disk_mib << 20;
        plan.limits.files += self.files;
        plan.limits.processes += self.processes;
        Ok(())
    }
}

/// Paths that a pattern names, where one `*` stands for any rest of a name; of several the highest number first.
pub fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else { return vec![PathBuf::from(pattern)] };
    let (folder, start) = before.rsplit_once('/').unwrap_or(("", before));
    let (end, rest) = after.split_once('/').unwrap_or((after, ""));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let fits = |name: &String| {
        name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
    };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(fits).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.parse::<u64>().unwrap_or(0)));
    names.iter().map(|name| Path::new(folder).join(name).join(rest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_service_can_be_read() {
        assert!(names().contains(&"postgres".to_owned()));
        for name in names() {
            let kind = load(&name).unwrap();
            assert!(!kind.programs.is_empty() && !kind.environment.is_empty() && !kind.get.is_empty());
        }
        assert!(matches!(load("oracle"), Err(SandboxError::UnknownService { .. })));
    }

    #[test]
    fn a_star_stands_for_any_rest_of_a_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["go", "go-1.22", "go-1.9", "rust", "15", "9"] {
            std::fs::create_dir_all(folder.path().join(name).join("bin")).unwrap();
        }
        let found = |pattern: &str| {
            let mut names: Vec<String> = expand(&format!("{}/{pattern}", folder.path().display()))
                .iter()
                .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
                .collect();
            if pattern != "*/bin" {
                names.sort();
            }
            names
        };
        assert_eq!(found("go-*/bin"), ["go-1.22/bin", "go-1.9/bin"]);
        assert_eq!(found("go*/bin/go"), ["go-1.22/bin/go", "go-1.9/bin/go", "go/bin/go"]);
        assert_eq!(found("*/bin")[..2], ["15/bin", "9/bin"]);
        assert_eq!(found("none/*/bin"), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_is_named_with_how_to_get_it() {
        let mut kind = load("postgres").unwrap();
        kind.folders = vec!["/nowhere/*/bin".to_owned(), "/nowhere".to_owned()];
        let error = kind.find().unwrap_err();
        assert!(error.to_string().contains("initdb"), "{error}");
        assert!(domain::Explain::hint(&error).unwrap().contains("apt-get install postgresql"));
    }
}

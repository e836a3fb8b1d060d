//! Dependencies of a program: what a package client is asked for, and what it may read.
//!
//! Data of a runtime, like its runners. Only the installation has a network; what it makes is a layer,
//! read-only for every box after it. The client is told to run nothing of what it brings.

use std::collections::BTreeMap;

use domain::ProjectPath;
use domain::sandbox::{BoxFile, LayerRequest, Limits};
use regex::Regex;
use serde::Deserialize;

use crate::error::SandboxError;
use crate::runtime::{self, Runtime};

/// How a language's packages are named, installed and found again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependencies {
    /// The client fills it, in the working folder; runs see it there.
    pub folder: String,
    /// What a package's name looks like, with its version.
    package: String,
    /// An example for whoever wrote something else.
    example: String,
    /// A shell text; `{packages}` are the names, quoted.
    command: String,
    /// Names of the project's files that the client reads, in whatever folder.
    manifests: Vec<String>,
    /// Endings of files whose presence the client checks: they are there, and empty.
    #[serde(default)]
    hollow: Vec<String>,
    /// The name of a lock file that is no manifest by its own name.
    #[serde(default)]
    lock: Option<String>,
    /// Takes the place of the first word that starts a program.
    #[serde(default)]
    pub interpreter: Option<String>,
    /// Set in every box that has the layer.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

/// What somebody asks to be installed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub packages: Vec<String>,
    /// The lock file's name and content; with it all manifests of the project count.
    pub lock: Option<(String, Vec<u8>)>,
}

type Files = BTreeMap<ProjectPath, BoxFile>;

/// Package clients take their time, and what they bring is large.
const CLIENT: Limits = Limits {
    wall_ms: 600_000,
    cpu_ms: 1_200_000,
    memory_bytes: 2 << 30,
    disk_bytes: 2 << 30,
    files: 400_000,
    processes: 512,
    cpus: 4096.0,
    output_bytes: 4 << 20,
};

/// The layer that an installation makes; none where nothing was asked for.
///
/// Errors: the language has no client here, a name is no package's name, a lock file that it does not know.
pub fn request(
    language: &str,
    version: Option<String>,
    files: &Files,
    asked: &Asked,
) -> Result<Option<LayerRequest>, SandboxError> {
    if asked.packages.is_empty() && asked.lock.is_none() {
        return Ok(None);
    }
    let runtime = runtime::load(language)?;
    let Some(means) = &runtime.dependencies else {
        return Err(SandboxError::NoClient { title: runtime.title.clone() });
    };
    let mut inputs = Files::new();
    if let Some((name, content)) = &asked.lock {
        inputs = means.inputs(files)?;
        let name = means.lock_name(name, &runtime)?;
        inputs.insert(name, BoxFile { content: content.clone(), executable: false });
    }
    let packages: Vec<&String> =
        asked.packages.iter().filter(|name| !means.declared(name, &inputs)).collect();
    let pattern = means.pattern(&runtime)?;
    if let Some(wrong) = packages.iter().find(|name| !pattern.is_match(name)) {
        return Err(SandboxError::BadPackage {
            name: wrong.escape_debug().take(80).collect(),
            example: means.example.clone(),
        });
    }
    let quoted: Vec<String> = packages.iter().map(|name| format!("'{name}'")).collect();
    Ok(Some(LayerRequest {
        runtime: language.to_owned(),
        version,
        install_command: means.command.trim().replace("{packages}", &quoted.join(" ")),
        inputs,
        folder: parsed(&means.folder)?,
        limits: CLIENT,
    }))
}

/// How boxes with a language's layer are set up.
pub fn means(language: &str) -> Result<Option<Dependencies>, SandboxError> {
    Ok(runtime::load(language)?.dependencies)
}

fn parsed(path: &str) -> Result<ProjectPath, SandboxError> {
    ProjectPath::parse(path).map_err(|error| SandboxError::BadJob(error.to_string()))
}

fn last(path: &ProjectPath) -> &str {
    path.as_str().rsplit('/').next().unwrap_or_default()
}

impl Dependencies {
    /// The file at the top of a project that an installation can be made from, a lock before a manifest.
    pub fn lockable(&self, files: &Files) -> Option<ProjectPath> {
        let known = self.manifests.iter().rev().map(String::as_str);
        let usual = self.lock.iter().flat_map(|lock| [lock.as_str(), "requirements.txt"]);
        known.chain(usual).filter_map(|name| parsed(name).ok()).find(|path| files.contains_key(path))
    }

    fn pattern(&self, runtime: &Runtime) -> Result<Regex, SandboxError> {
        Regex::new(&format!("^(?:{})$", self.package)).map_err(|error| SandboxError::Embedded {
            name: format!("runtimes/{}.toml", runtime.name),
            reason: error.to_string(),
        })
    }

    /// The project's files as far as the client reads them: a changed source is no new installation.
    fn inputs(&self, files: &Files) -> Result<Files, SandboxError> {
        let mut inputs = Files::new();
        for (path, file) in files {
            let hollow =
                || path.extension().is_some_and(|ending| self.hollow.iter().any(|one| one == ending));
            if self.manifests.iter().any(|name| name == last(path)) {
                inputs.insert(path.clone(), file.clone());
            } else if hollow() {
                inputs.insert(path.clone(), BoxFile { content: Vec::new(), executable: false });
            }
        }
        Ok(inputs)
    }

    fn lock_name(&self, given: &str, runtime: &Runtime) -> Result<ProjectPath, SandboxError> {
        let name = given.rsplit('/').next().unwrap_or(given);
        match &self.lock {
            Some(lock) => parsed(lock),
            None if self.manifests.iter().any(|known| known == name) => parsed(name),
            None => Err(SandboxError::BadLock {
                title: runtime.title.clone(),
                name: name.escape_debug().take(80).collect(),
                known: self.manifests.join(", "),
            }),
        }
    }

    /// Whether the project itself says which version it wants.
    fn declared(&self, package: &str, inputs: &Files) -> bool {
        let name = match package.get(1..).and_then(|rest| rest.find(['@', '=', '<', '>', '~', '!', '['])) {
            Some(end) => package.get(..=end).unwrap_or(package),
            None => package,
        };
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !"-_./@".contains(c));
        inputs.values().filter_map(|file| std::str::from_utf8(&file.content).ok()).any(|text| {
            text.match_indices(name).any(|(at, _)| {
                let before = text.get(..at).and_then(|text| text.chars().next_back());
                let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
                apart(before) && apart(after)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        let file = |text: &str| BoxFile { content: text.as_bytes().to_vec(), executable: false };
        entries.iter().map(|(name, text)| (parsed(name).unwrap(), file(text))).collect()
    }

    fn asked(packages: &[&str], lock: Option<&str>) -> Asked {
        Asked {
            packages: packages.iter().map(|name| (*name).to_owned()).collect(),
            lock: lock.map(|name| (name.to_owned(), b"{}".to_vec())),
        }
    }

    #[test]
    fn names_that_a_shell_or_a_client_would_read_otherwise_are_refused() {
        let good = [
            ("python", "requests[socks]==2.32.3"),
            ("javascript", "@scope/name@^1.2.3"),
            ("go", "github.com/google/uuid@v1.6.0"),
            ("rust", "itoa@1"),
            ("java", "org.apache.commons:commons-lang3:3.14.0"),
        ];
        for (language, name) in good {
            assert!(request(language, None, &Files::new(), &asked(&[name], None)).unwrap().is_some());
            for wrong in
                ["--flag", "a'; id; '", "a b", "", "$(id)", "../x", "git+https://x/y", "a\nb", "/etc/x"]
            {
                let error = request(language, None, &Files::new(), &asked(&[wrong], None)).unwrap_err();
                assert!(matches!(error, SandboxError::BadPackage { .. }), "{language} {wrong:?}: {error:?}");
            }
        }
        let error = request("ruby", None, &Files::new(), &asked(&["rake"], None)).unwrap_err();
        assert!(matches!(error, SandboxError::NoClient { .. }));
    }

    #[test]
    fn a_changed_source_is_no_new_installation_and_a_changed_manifest_is() {
        let keys = |manifest: &str, source: &str| {
            let files = files(&[("Cargo.toml", manifest), ("src/main.rs", source), ("notes.md", source)]);
            request("rust", None, &files, &asked(&[], Some("Cargo.lock"))).unwrap().unwrap().inputs
        };
        assert_eq!(keys("a", "x"), keys("a", "y"));
        assert_ne!(keys("a", "x"), keys("b", "x"));
        assert_eq!(keys("a", "x").len(), 3, "the manifest, the lock, and the source's name");
    }

    #[test]
    fn a_runner_that_the_project_names_itself_keeps_the_projects_version() {
        let of = |manifest: &str| {
            let files = files(&[("package.json", manifest)]);
            let request =
                request("javascript", None, &files, &asked(&["jest@30"], Some("package-lock.json")));
            request.unwrap().unwrap().install_command.contains("'jest@30'")
        };
        assert!(!of(r#"{"devDependencies": {"jest": "^29.0.0"}}"#));
        assert!(of(r#"{"devDependencies": {"ts-jest": "^29.0.0"}}"#));
    }

    #[test]
    fn a_lock_file_of_another_language_is_named() {
        let error = request("go", None, &Files::new(), &asked(&[], Some("package-lock.json"))).unwrap_err();
        assert!(matches!(error, SandboxError::BadLock { .. }), "{error:?}");
    }
}

//! Programs as people have them: a file or a folder in some language, made ready to run.
//!
//! What must be compiled is compiled in a box of its own, without a network, into a layer that the run
//! sees read-only: the key of the layer is the hash of sources, toolchain and command, so an unchanged
//! program is compiled once.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::ProjectPath;
use domain::sandbox::{BoxFile, LayerMount, LayerRequest, Limits, Outcome, Phase, RunEvent, Verdict};

use crate::boxes;
use crate::config::Config;
use crate::drive::{self, About};
use crate::error::SandboxError;
use crate::interpreter::Interpreter;
use crate::layers::{Installer, Maker, NoLayer};
use crate::plain;
use crate::runtime::{self, Runtime, Step};

/// Where compiled code stands in the working folder.
const BUILD: &str = ".build";
/// Stays empty: what counts is that the checker ended well.
const TYPES: &str = ".types";
const PREPARED: &str = "prepared";
const PREPARED_FOR_TESTS: &str = ".prepared";
/// Compilers need more than most programs; what they get does not depend on the program's limits.
const COMPILER: Limits = Limits {
    wall_ms: 600_000,
    cpu_ms: 1_200_000,
    memory_bytes: 2 << 30,
    disk_bytes: 2 << 30,
    files: 200_000,
    processes: 256,
    cpus: 4096.0,
    output_bytes: 4 << 20,
};

/// What a compiler is promised on this machine.
pub fn memory_to_compile(config: &Config) -> u64 {
    COMPILER.memory_bytes.min(config.memory_total_bytes)
}

/// What is to be run.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub language: String,
    pub version: Option<String>,
    pub files: BTreeMap<ProjectPath, BoxFile>,
    /// The file to start; none takes the first of the language's usual names.
    pub entry: Option<ProjectPath>,
    pub args: Vec<String>,
    /// Installed dependencies: seen by the compiler and by the program.
    pub dependencies: Option<LayerMount>,
}

/// A program that only has to be started.
#[derive(Debug, Clone, PartialEq)]
pub struct Ready {
    pub command: Vec<String>,
    pub layers: Vec<LayerMount>,
    pub environment: BTreeMap<String, String>,
    /// Beside the program's own.
    pub files: BTreeMap<ProjectPath, BoxFile>,
}

/// The language that files of this ending are written in.
pub fn by_ending(ending: &str) -> Option<String> {
    let has = |runtime: &Runtime| runtime.endings.iter().any(|known| known == ending);
    runtime::names().into_iter().find(|name| runtime::load(name).is_ok_and(|runtime| has(&runtime)))
}

/// The language of a folder: by a file that only its projects have, else by an entry that is there.
pub fn by_files(files: &BTreeMap<ProjectPath, BoxFile>) -> Option<String> {
    let has = |name: &str| ProjectPath::parse(name).is_ok_and(|path| files.contains_key(&path));
    let all: Vec<Runtime> = runtime::names().iter().filter_map(|name| runtime::load(name).ok()).collect();
    let project = all.iter().find(|one| one.project.as_deref().is_some_and(has));
    let entry = || all.iter().find(|one| one.entries.iter().any(|name| has(name)));
    project.or_else(entry).map(|one| one.name.clone())
}

/// The language that most of these files are written in.
pub fn by_most(files: &BTreeMap<ProjectPath, BoxFile>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let endings = files.keys().filter_map(|path| path.as_str().rsplit_once('.'));
    for language in endings.filter_map(|(_, ending)| by_ending(ending)) {
        *counts.entry(language).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(language, _)| language)
}

/// The file to start.
fn entry(runtime: &Runtime, program: &Program) -> Result<ProjectPath, SandboxError> {
    if let Some(entry) = &program.entry {
        if program.files.contains_key(entry) {
            return Ok(entry.clone());
        }
        return Err(SandboxError::NoEntry { wanted: entry.to_string() });
    }
    if let (1, Some(only)) = (program.files.len(), program.files.keys().next()) {
        return Ok(only.clone());
    }
    let usual = runtime.entries.iter().filter_map(|name| ProjectPath::parse(name).ok());
    let found = usual.into_iter().find(|path| program.files.contains_key(path));
    found.ok_or_else(|| SandboxError::NoEntry { wanted: runtime.entries.join("`, `") })
}

/// A shell word that is exactly this text.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Compiles where the language asks for it. Blocks for that long.
pub fn prepare(
    config: &Config,
    runtime: &Runtime,
    interpreter: &Interpreter,
    program: &Program,
) -> Result<Ready, NoLayer> {
    let entry = entry(runtime, program)?;
    let files = if runtime.typed { without_types(config, &program.files)? } else { BTreeMap::new() };
    let start = plain::name_of(entry.as_str()).filter(|_| runtime.typed);
    let start = start.as_deref().unwrap_or(entry.as_str());
    let mut command: Vec<String> = runtime.run.iter().map(|word| word.replace("{entry}", start)).collect();
    command.extend(program.args.clone());
    let mut layers: Vec<LayerMount> = program.dependencies.iter().cloned().collect();
    let mut environment = BTreeMap::new();
    if let (Some(means), Some(_)) = (&runtime.dependencies, &program.dependencies) {
        environment.clone_from(&means.environment);
        if let (Some(interpreter), Some(first)) = (&means.interpreter, command.first_mut()) {
            first.clone_from(interpreter);
        }
    }
    if let Some(step) = &runtime.compile {
        let prepared = match &runtime.prepare {
            Some(step) => Some(build(config, runtime, interpreter, step, BTreeMap::new(), PREPARED, &[])?),
            None => None,
        };
        let mut text = step.command.replace("{entry}", &quoted(entry.as_str()));
        if let Some(mount) = &program.dependencies {
            // Other dependencies are another program: the key is that of the text.
            text = format!("# with {}\n{text}", mount.layer.key);
        }
        let step = Step { command: text };
        let seen: Vec<(LayerMount, String)> = prepared
            .into_iter()
            .map(|made| (made, format!("/opt/{PREPARED}")))
            .chain(program.dependencies.iter().map(|mount| (mount.clone(), boxes::inside(mount.at.as_str()))))
            .collect();
        let files = program.files.clone();
        let layer = build(config, runtime, interpreter, &step, files, BUILD, &seen)?;
        layers.push(layer);
    }
    Ok(Ready { command, layers, environment, files })
}

/// Where the binary that takes types away stands in its box.
const PLAIN: &str = "/opt/plain";

/// What stands beside typed sources so that they run. Blocks for as long as it takes.
pub fn without_types(
    config: &Config,
    files: &BTreeMap<ProjectPath, BoxFile>,
) -> Result<BTreeMap<ProjectPath, BoxFile>, NoLayer> {
    let wrong = |error: domain::path::BadPath| SandboxError::BadJob(error.to_string());
    // Of the other files those that may say how modules are called.
    let is_read =
        |path: &&ProjectPath| plain::name_of(path.as_str()).is_some() || path.as_str().ends_with(".json");
    let sources: Vec<&ProjectPath> = files.keys().filter(is_read).collect();
    let mut plan = boxes::bare();
    let own = config.keeper.helper().display().to_string();
    plan.binds.push(jail::Bind { target: PLAIN.to_owned(), ..jail::Bind::same(own) });
    plan.program = vec![PLAIN.to_owned(), plain::WORD.to_owned()];
    plan.files = boxes::files(
        &sources.iter().filter_map(|path| Some(((*path).clone(), files.get(*path)?.clone()))).collect(),
    );
    plan.stdin = files.keys().map(|path| format!("{path}\n")).collect::<String>().into_bytes();
    plan.outputs = sources.iter().filter_map(|path| plain::name_of(path.as_str())).collect();
    plan.limits = boxes::limits(&Limits { memory_bytes: memory_to_compile(config), ..COMPILER })?;
    let about = About { toolchain: String::new(), phase: Phase::Compile };
    let mut log = Vec::new();
    let outcome = drive::drive(&config.keeper, &plan, &about, &Arc::new(OnceLock::new()), &mut |event| {
        if let RunEvent::Stderr(bytes) = event {
            log.extend(bytes);
        }
        true
    });
    if outcome.verdict != Verdict::Ok {
        return Err(NoLayer::Failed(Box::new(Outcome { stdout: log, ..outcome })));
    }
    let file = |content| BoxFile { content, executable: false };
    let mut made: BTreeMap<ProjectPath, BoxFile> =
        outcome.outputs.into_iter().map(|(path, content)| (path, file(content))).collect();
    // Node.js asks the project which kind of modules it has.
    let manifest = ProjectPath::parse("package.json").map_err(wrong)?;
    if !files.contains_key(&manifest) && plain::is_module(files) {
        made.insert(manifest, file(b"{\"type\": \"module\"}\n".to_vec()));
    }
    Ok(made)
}

/// Sources whose types are to be checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub language: String,
    pub version: Option<String>,
    pub files: BTreeMap<ProjectPath, BoxFile>,
    pub entries: Vec<ProjectPath>,
    pub dependencies: Option<LayerMount>,
}

/// Checks types in a box of its own; the same sources are checked once. Blocks for that long.
pub fn check_types(
    config: &Config,
    runtime: &Runtime,
    interpreter: &Interpreter,
    check: Check,
) -> Result<(), NoLayer> {
    let Some(types) = &runtime.types else {
        return Err(SandboxError::NoTypes { title: runtime.title.clone() }.into());
    };
    let entries: Vec<String> = check.entries.iter().map(|path| quoted(path.as_str())).collect();
    let mut text = types.command.replace("{entry}", &entries.join(" "));
    if let Some(mount) = &check.dependencies {
        text = format!("# with {}\n{text}", mount.layer.key);
    }
    let seen: Vec<(LayerMount, String)> =
        check.dependencies.iter().map(|mount| (mount.clone(), boxes::inside(mount.at.as_str()))).collect();
    build(config, runtime, interpreter, &Step { command: text }, check.files, TYPES, &seen)?;
    Ok(())
}

/// The files of a language among these.
pub fn sources_of(
    language: &str,
    files: &BTreeMap<ProjectPath, BoxFile>,
) -> Result<Vec<ProjectPath>, SandboxError> {
    let runtime = runtime::load(language)?;
    let is_source = |path: &&ProjectPath| {
        path.extension().is_some_and(|ending| runtime.endings.iter().any(|e| e == ending))
    };
    Ok(files.keys().filter(is_source).cloned().collect())
}

/// The checker of a language's types. Errors: none is built for it.
pub fn types_of(language: &str) -> Result<runtime::Types, SandboxError> {
    let runtime = runtime::load(language)?;
    runtime.types.ok_or(SandboxError::NoTypes { title: runtime.title })
}

/// What a language's tests need beside the project itself. Blocks for as long as it is made.
pub fn prepare_tests(
    config: &Config,
    runtime: &Runtime,
    interpreter: &Interpreter,
) -> Result<Vec<LayerMount>, NoLayer> {
    let Some(step) = &runtime.prepare else { return Ok(Vec::new()) };
    let made = build(config, runtime, interpreter, step, BTreeMap::new(), PREPARED, &[])?;
    // Out of sight of tools that walk the project.
    let at =
        ProjectPath::parse(PREPARED_FOR_TESTS).map_err(|error| SandboxError::BadJob(error.to_string()))?;
    Ok(vec![LayerMount { at, ..made }])
}

fn build(
    config: &Config,
    runtime: &Runtime,
    interpreter: &Interpreter,
    step: &Step,
    inputs: BTreeMap<ProjectPath, BoxFile>,
    folder: &str,
    seen: &[(LayerMount, String)],
) -> Result<LayerMount, NoLayer> {
    let at = ProjectPath::parse(folder).map_err(|error| SandboxError::BadJob(error.to_string()))?;
    let mut base = boxes::with_runtime(runtime, interpreter);
    for (mount, target) in seen {
        base.binds.push(jail::Bind { target: target.clone(), ..jail::Bind::same(mount.layer.path.clone()) });
        if let (Some(means), true) = (&runtime.dependencies, target.starts_with(jail::WORKING_FOLDER)) {
            base.environment.extend(means.environment.clone());
        }
    }
    let request = LayerRequest {
        runtime: runtime.name.clone(),
        version: None,
        install_command: step.command.trim().to_owned(),
        inputs,
        folder: at.clone(),
        limits: Limits { memory_bytes: memory_to_compile(config), ..COMPILER },
    };
    let cancel = Arc::new(OnceLock::new());
    let maker = Maker::from(interpreter);
    let installer = Installer { config, base, maker, phase: Phase::Compile, cancel: &cancel };
    let (layer, _) = installer.install(&request)?;
    Ok(LayerMount { layer, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeMap<ProjectPath, BoxFile> {
        let file = BoxFile { content: Vec::new(), executable: false };
        names.iter().map(|name| (ProjectPath::parse(name).unwrap(), file.clone())).collect()
    }

    #[test]
    fn the_language_is_known_by_ending_and_by_files() {
        for (ending, language) in [("py", "python"), ("mjs", "javascript"), ("rs", "rust"), ("java", "java")]
        {
            assert_eq!(by_ending(ending).as_deref(), Some(language));
        }
        assert_eq!(by_ending("exe"), None);
        assert_eq!(by_files(&files(&["go.mod", "cmd/x.go", "main.py"])).as_deref(), Some("go"));
        assert_eq!(by_files(&files(&["app.rb", "lib/a.py"])).as_deref(), Some("ruby"));
        assert_eq!(by_files(&files(&["notes.txt"])), None);
        assert_eq!(
            by_most(&files(&["tests/a_test.rb", "b.rb", "x.py", "notes.txt"])).as_deref(),
            Some("ruby")
        );
    }

    #[test]
    fn a_name_stays_one_word_for_the_shell() {
        assert_eq!(quoted("a'; rm -rf x; '.go"), "'a'\\''; rm -rf x; '\\''.go'");
    }
}

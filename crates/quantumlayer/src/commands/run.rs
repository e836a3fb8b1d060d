//! `run`: a program in the sandbox, with its own exit code.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, Read, Write},
    path::{Path, PathBuf},
};

use clap::{Args, ValueHint};
use domain::{
    Explained, ProjectPath,
    roles::SandboxFailure,
    sandbox::{BoxFile, Command, Job, LayerMount, LayerRequest, Limits, Outcome, RunEvent, Verdict},
};
use futures::StreamExt;

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::Terminal,
    wiring,
};

/// Largest folder that is taken into a box, and most files of it.
const MAX_UPLOAD_BYTES: u64 = 256 << 20;
const MAX_UPLOAD_FILES: usize = 10_000;

#[derive(Args, Debug)]
pub struct Arguments {
    /// The program, or a folder with one
    #[arg(value_hint = ValueHint::AnyPath)]
    path: PathBuf,
    /// Language, with a version if you like: python@3.11 [default: by the file's ending]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// The file to start in a folder [default: main.py, app.py or __main__.py]
    #[arg(long, value_name = "FILE")]
    entry: Option<String>,
    /// Run the tests of a folder instead of a program
    #[arg(long)]
    test: bool,
    /// Packages to install first, comma separated
    #[arg(long, value_name = "A,B", value_delimiter = ',', conflicts_with = "lock")]
    deps: Vec<String>,
    /// A lock file to install from first
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    lock: Option<PathBuf>,
    /// Wall-clock limit in seconds
    #[arg(long, value_name = "S", default_value_t = 30.0)]
    timeout: f64,
    /// CPU-time limit in seconds [default: the wall-clock limit]
    #[arg(long, value_name = "S")]
    cpu_time: Option<f64>,
    /// Memory limit in MiB
    #[arg(long, value_name = "MB", default_value_t = 512)]
    memory: u64,
    /// Disk limit in MiB
    #[arg(long, value_name = "MB", default_value_t = 256)]
    disk: u64,
    /// Cores
    #[arg(long, value_name = "N", default_value_t = 2.0)]
    cpus: f64,
    /// Environment for the program (may be given several times)
    #[arg(long = "env", value_name = "K=V", value_parser = parse_variable)]
    env: Vec<(String, String)>,
    /// A file as standard input [default: this command's, when it is not a terminal]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    stdin: Option<PathBuf>,
    /// Files to bring back, relative to the program's folder (may be given several times)
    #[arg(long, value_name = "FILE")]
    outputs: Vec<String>,
    /// Print one JSON document on standard output
    #[arg(long)]
    pub json: bool,
    /// Arguments of the program, behind `--`
    #[arg(last = true)]
    args: Vec<String>,
}

fn parse_variable(text: &str) -> std::result::Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let valid = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if valid { Ok((name.to_owned(), value.to_owned())) } else { Err(format!("`{name}` is no variable name")) }
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let sandbox = wiring::sandbox(config)?;
    let files = upload(&arguments.path)?;
    let (language, version) = language(&arguments)?;
    let limits = limits(&arguments)?;
    if let Err(lacks) = sandbox.ready(&language, version.as_deref(), &[]).await {
        return Err(Failure::new(no_runtime(&lacks), lacks));
    }
    let mut layers = Vec::new();
    let mut python = "python3";
    let mut packages = arguments.deps.clone();
    if arguments.test && arguments.lock.is_none() {
        packages.push("pytest".into());
    }
    if let Some(request) = dependencies(&arguments, &language, version.clone(), &packages, &limits)? {
        let at = request.folder.clone();
        let (layer, _log) = sandbox.layer(request).await.map_err(layer_failure)?;
        layers.push(LayerMount { layer, at });
        python = ".venv/bin/python";
    }
    let mut argv: Vec<String> = vec![python.into()];
    if arguments.test {
        argv.extend(["-m", "pytest", "-q", "--junitxml=.report.xml"].map(str::to_owned));
    } else {
        argv.push(entry(&arguments, &files)?);
    }
    argv.extend(arguments.args.clone());
    let mut outputs = Vec::new();
    for name in &arguments.outputs {
        outputs.push(
            ProjectPath::parse(name)
                .map_err(|e| Failure::usage(e.to_string(), "name files inside the program's folder"))?,
        );
    }
    let job = Job {
        runtime: language,
        version,
        command: Command::Argv(argv),
        files,
        layers,
        environment: arguments.env.iter().cloned().collect(),
        stdin: standard_input(&arguments)?,
        limits,
        services: Vec::new(),
        probe: None,
        outputs,
    };
    let outcome = play(sandbox.run(job), terminal).await?;
    if terminal.json {
        terminal.document(&document(&outcome))?;
    } else if outcome.verdict != Verdict::Ok && outcome.verdict != Verdict::RuntimeError {
        let why = outcome.error.as_ref().map(|e| format!(": {e}")).unwrap_or_default();
        terminal.note(format!("stopped: {}{why}", verdict_name(outcome.verdict)));
    }
    Ok(Code(exit_code(&outcome)))
}

/// Live output in a terminal; under `--json` it is kept for the document.
async fn play(
    mut events: futures::stream::BoxStream<'static, RunEvent>,
    terminal: &Terminal,
) -> Result<Outcome> {
    while let Some(event) = events.next().await {
        match event {
            RunEvent::Finished(outcome) => return Ok(*outcome),
            RunEvent::Stdout(bytes) if !terminal.json => pass(&mut std::io::stdout().lock(), &bytes)?,
            RunEvent::Stderr(bytes) if !terminal.json => pass(&mut std::io::stderr().lock(), &bytes)?,
            RunEvent::Stdout(_) | RunEvent::Stderr(_) => {}
        }
    }
    let error = Explained {
        code: "QL-Q005".into(),
        message: "the sandbox ended without a result".into(),
        hint: Some("run `quantumlayer doctor`".into()),
    };
    Err(Failure::new(Code(125), error))
}

/// The program's own bytes; in a terminal its escape sequences are taken out (FAULTS S14).
fn pass(out: &mut (impl Write + IsTerminal), bytes: &[u8]) -> Result<()> {
    let written = match out.is_terminal() {
        true => out.write_all(crate::terminal::clean(&String::from_utf8_lossy(bytes)).as_bytes()),
        false => out.write_all(bytes),
    };
    match written.and_then(|()| out.flush()) {
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|e| Failure::io("standard output", e)),
    }
}

/// 124 a limit, 125 the sandbox, 126 compile error, 128 + n a signal, else the program's own.
fn exit_code(outcome: &Outcome) -> u8 {
    match outcome.verdict {
        Verdict::Ok | Verdict::RuntimeError => outcome.exit_code.map_or(1, |code| (code & 0xff) as u8),
        Verdict::Signal => outcome.signal.map_or(1, |signal| (128 + signal) as u8),
        Verdict::CpuTime | Verdict::WallTime | Verdict::Memory | Verdict::Output | Verdict::Disk => 124,
        Verdict::SandboxError => 125,
        Verdict::CompileError => 126,
        Verdict::Cancelled => 130,
    }
}

fn verdict_name(verdict: Verdict) -> String {
    serde_json::to_value(verdict).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The document of CONTRACT "Running code".
fn document(outcome: &Outcome) -> serde_json::Value {
    use base64::Engine;
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut value = serde_json::json!({
        "verdict": outcome.verdict,
        "phase": outcome.phase,
        "exit_code": outcome.exit_code,
        "signal": outcome.signal,
        "truncated": { "stdout": outcome.stdout_truncated, "stderr": outcome.stderr_truncated },
        "usage": outcome.usage,
        "start": "cold",
        "cold_reason": "no warm pool is built yet",
        "tier": outcome.tier,
        "enforced": outcome.enforced,
        "toolchain": outcome.toolchain,
        "outputs": outcome.outputs.iter().map(|(path, bytes)| serde_json::json!({
            "path": path, "size_bytes": bytes.len(), "sha256": domain::Sha256::of(bytes),
            "content_base64": base64(bytes),
        })).collect::<Vec<_>>(),
        "error": outcome.error,
    });
    if let Some(map) = value.as_object_mut() {
        for (name, bytes) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
            match std::str::from_utf8(bytes) {
                Ok(text) => map.insert(name.into(), text.into()),
                Err(_) => map.insert(format!("{name}_base64"), base64(bytes).into()),
            };
        }
    }
    value
}

fn no_runtime(lacks: &Explained) -> Code {
    if lacks.code.starts_with("QL-J") { Code(125) } else { Code(127) }
}

fn layer_failure(failure: SandboxFailure) -> Failure {
    match failure {
        SandboxFailure::Lacks(error) => Failure::new(Code(125), error),
        SandboxFailure::Failed { error, log, .. } => {
            let tail: Vec<_> =
                String::from_utf8_lossy(&log).lines().rev().take(10).map(str::to_owned).collect();
            let tail = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
            Failure::new(Code(126), Explained { message: format!("{}\n{tail}", error.message), ..error })
        }
    }
}

fn language(arguments: &Arguments) -> Result<(String, Option<String>)> {
    if let Some(lang) = &arguments.lang {
        return Ok(match lang.split_once('@') {
            Some((name, version)) => (name.to_owned(), Some(version.to_owned())),
            None => (lang.clone(), None),
        });
    }
    match arguments.path.extension().and_then(|e| e.to_str()) {
        Some("py") => Ok(("python".into(), None)),
        None if arguments.path.is_dir() => Ok(("python".into(), None)),
        other => {
            let error = Explained {
                code: "QL-Q006".into(),
                message: format!("no runtime for files ending in `{}`", other.unwrap_or("")),
                hint: Some("name one with --lang; `quantumlayer doctor` lists what there is".into()),
            };
            Err(Failure::new(Code(127), error))
        }
    }
}

/// Zero, negative, NaN and astronomical limits are refused: a limit is a real bound.
fn limits(arguments: &Arguments) -> Result<Limits> {
    let ms = |name: &str, seconds: f64| {
        if (0.001..=86_400.0).contains(&seconds) {
            Ok((seconds * 1000.0).round() as u64)
        } else {
            Err(Failure::usage(format!("--{name} is {seconds}"), "give seconds between 0.001 and 86400"))
        }
    };
    let mib = |name: &str, value: u64| {
        if (1..=1 << 20).contains(&value) {
            Ok(value << 20)
        } else {
            Err(Failure::usage(format!("--{name} is {value}"), "give MiB between 1 and 1048576"))
        }
    };
    if !((0.01..=1024.0).contains(&arguments.cpus)) {
        return Err(Failure::usage(
            format!("--cpus is {}", arguments.cpus),
            "give a number of cores such as 0.5 or 2",
        ));
    }
    let wall_ms = ms("timeout", arguments.timeout)?;
    Ok(Limits {
        wall_ms,
        cpu_ms: arguments.cpu_time.map(|s| ms("cpu-time", s)).transpose()?.unwrap_or(wall_ms),
        memory_bytes: mib("memory", arguments.memory)?,
        disk_bytes: mib("disk", arguments.disk)?,
        cpus: arguments.cpus,
        ..Limits::default()
    })
}

/// A layer for `--deps`, `--lock` or `--test`, where one is needed.
fn dependencies(
    arguments: &Arguments,
    language: &str,
    version: Option<String>,
    packages: &[String],
    limits: &Limits,
) -> Result<Option<LayerRequest>> {
    let base = "python3 -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all:";
    let folder = ProjectPath::parse(".venv").map_err(|e| Failure::usage(e.to_string(), "report this"))?;
    let limits = Limits {
        wall_ms: 600_000,
        cpu_ms: 600_000,
        memory_bytes: 2 << 30,
        disk_bytes: 2 << 30,
        files: 200_000,
        processes: 256,
        ..limits.clone()
    };
    let request = |install_command, inputs| LayerRequest {
        runtime: language.to_owned(),
        version,
        install_command,
        inputs,
        folder,
        limits,
    };
    if let Some(lock) = &arguments.lock {
        let content = std::fs::read(lock).map_err(|e| Failure::io(lock.display(), e))?;
        let name = ProjectPath::parse("requirements.lock")
            .map_err(|e| Failure::usage(e.to_string(), "report this"))?;
        let inputs = BTreeMap::from([(name, BoxFile { content, executable: false })]);
        return Ok(Some(request(format!("{base} -r requirements.lock"), inputs)));
    }
    if packages.is_empty() {
        return Ok(None);
    }
    for package in packages {
        let plain = package.chars().all(|c| c.is_ascii_alphanumeric() || "-_.[]=<>~!".contains(c))
            && package.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !plain {
            return Err(Failure::usage(
                format!("`{package}` is no package"),
                "write names such as requests or requests==2.32.3",
            ));
        }
    }
    let quoted: Vec<String> = packages.iter().map(|p| format!("'{p}'")).collect();
    Ok(Some(request(format!("{base} {}", quoted.join(" ")), BTreeMap::new())))
}

fn entry(arguments: &Arguments, files: &BTreeMap<ProjectPath, BoxFile>) -> Result<String> {
    let has = |name: &str| ProjectPath::parse(name).is_ok_and(|path| files.contains_key(&path));
    if let Some(entry) = &arguments.entry {
        if has(entry) {
            return Ok(entry.clone());
        }
        return Err(Failure::usage(
            format!("there is no `{entry}` in {}", arguments.path.display()),
            "name a file relative to the folder",
        ));
    }
    if arguments.path.is_file()
        && let Some(path) = files.keys().next()
    {
        return Ok(path.to_string());
    }
    ["main.py", "app.py", "__main__.py"]
        .iter()
        .find(|name| has(name))
        .map(|name| (*name).to_owned())
        .ok_or_else(|| {
            Failure::usage(
                format!("{} has no main.py, app.py or __main__.py", arguments.path.display()),
                "name the file to start with --entry",
            )
        })
}

fn standard_input(arguments: &Arguments) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(path) = &arguments.stdin {
        return std::fs::read(path).map_err(|e| Failure::io(path.display(), e));
    }
    if !std::io::stdin().is_terminal() {
        std::io::stdin()
            .lock()
            .take(MAX_UPLOAD_BYTES)
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::io("standard input", e))?;
    }
    Ok(bytes)
}

/// The file, or every regular file of the folder; links and devices are refused by name.
fn upload(path: &Path) -> Result<BTreeMap<ProjectPath, BoxFile>> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).map_err(|e| Failure::io(path.display(), e))?;
    let mut files = BTreeMap::new();
    let mut total = 0u64;
    let mut add = |name: &str, file: &Path, executable: bool| -> Result<()> {
        let name = ProjectPath::parse(name).map_err(|e| Failure::usage(e.to_string(), "rename the file"))?;
        let content = std::fs::read(file).map_err(|e| Failure::io(file.display(), e))?;
        total += content.len() as u64;
        files.insert(name, BoxFile { content, executable });
        if total > MAX_UPLOAD_BYTES || files.len() > MAX_UPLOAD_FILES {
            return Err(Failure::usage(
                format!(
                    "{} is larger than {MAX_UPLOAD_FILES} files or {} MiB",
                    path.display(),
                    MAX_UPLOAD_BYTES >> 20
                ),
                "run a smaller folder",
            ));
        }
        Ok(())
    };
    if metadata.is_file() {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        add(&name, path, metadata.permissions().mode() & 0o111 != 0)?;
        return Ok(files);
    }
    let skip = |name: &str| [".git", ".venv", "node_modules", "__pycache__", "target"].contains(&name);
    let walk = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|e| !skip(&e.file_name().to_string_lossy())) {
        let entry = entry.map_err(|e| Failure::io(path.display(), e.into()))?;
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            return Err(Failure::usage(
                format!("{} is a link or a device", entry.path().display()),
                "only regular files go into a box",
            ));
        }
        let relative = entry.path().strip_prefix(path).unwrap_or(entry.path()).to_string_lossy().into_owned();
        let executable = entry.metadata().is_ok_and(|m| m.permissions().mode() & 0o111 != 0);
        add(&relative, entry.path(), executable)?;
    }
    Ok(files)
}

//! `run`: a program in the sandbox, with its own exit code.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, Write},
    os::fd::AsFd,
    path::PathBuf,
};

use clap::{Args, ValueHint};
use domain::{
    Explained, ProjectPath,
    roles::{Sandbox, SandboxFailure},
    sandbox::{BoxFile, Command, Job, Limits, Outcome, RunEvent, Verdict},
};
use futures::StreamExt;

use crate::{
    commands::{converse, install, tests, upload::Upload},
    config::Config,
    exit::{Code, Failure, Result},
    terminal::Terminal,
    wiring,
};

#[derive(Args, Debug)]
pub struct Arguments {
    /// The program, or a folder or an archive (.tar, .tar.gz, .zip) with one
    #[arg(value_hint = ValueHint::AnyPath)]
    path: PathBuf,
    /// Language, with a version if you like: python@3.11 [default: by the file's ending]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// The file to start in a folder [default: the language's usual names, such as main.py]
    #[arg(long, value_name = "FILE")]
    entry: Option<String>,
    /// Run the tests of a folder instead of a program
    #[arg(long)]
    test: bool,
    /// Check the types first, and run nothing if they are wrong
    #[arg(long)]
    types: bool,
    /// Packages to install first, comma separated
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    deps: Vec<String>,
    /// A lock file or manifest to install from first; the folder's other manifests count with it
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
    /// Cores; refused where this machine cannot hold it [default: 2, where it can be held]
    #[arg(long, value_name = "N")]
    cpus: Option<f64>,
    /// Environment for the program (may be given several times)
    #[arg(long = "env", value_name = "K=V", value_parser = parse_variable)]
    env: Vec<(String, String)>,
    /// A file as standard input [default: this command's, when it is not a terminal]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    stdin: Option<PathBuf>,
    /// Files to bring back, relative to the program's folder (may be given several times)
    #[arg(long, value_name = "FILE")]
    outputs: Vec<String>,
    /// What happens when a stream has reached its limit
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = OnOutputLimit::Stop)]
    on_output_limit: OnOutputLimit,
    /// Print one JSON document on standard output
    #[arg(long)]
    pub json: bool,
    /// Arguments of the program, behind `--`
    #[arg(last = true)]
    args: Vec<String>,
}

/// `--on-output-limit`
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum OnOutputLimit {
    /// End the program
    Stop,
    /// Let it go on and throw the rest away
    Truncate,
}

impl Arguments {
    /// What is to be installed: what was named, and what a runner needs beside.
    fn asked(&self, more: &[String]) -> Result<sandbox::Asked> {
        let lock = match &self.lock {
            Some(path) => {
                let content = std::fs::read(path).map_err(|e| Failure::io(path.display(), e))?;
                Some((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), content))
            }
            None => None,
        };
        Ok(sandbox::Asked { packages: self.deps.iter().chain(more).cloned().collect(), lock })
    }
}

fn parse_variable(text: &str) -> std::result::Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let valid = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if valid { Ok((name.to_owned(), value.to_owned())) } else { Err(format!("`{name}` is no variable name")) }
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let sandbox = wiring::local_sandbox(config)?;
    let Upload { mut files, whole } = Upload::of(&arguments.path)?;
    let (language, version) = language(&arguments, &files, whole)?;
    let limits = limits(&arguments)?;
    let version = fitting(&sandbox, &language, version, &files, terminal).await?;
    let entry = arguments.entry.as_deref().map(ProjectPath::parse).transpose();
    let entry =
        entry.map_err(|e| Failure::usage(e.to_string(), "name a file inside the program's folder"))?;
    let suite = match arguments.test {
        true => Some(tests::Chosen::of(&language, &files)?),
        false => None,
    };
    let runner = suite.as_ref().map(tests::Chosen::packages).unwrap_or_default();
    let wish = install::Wish { language: &language, version: version.as_deref(), files: &files };
    if arguments.types {
        let program = install::Checked { entry: entry.as_ref(), whole };
        if let Some(code) =
            install::check_types(&sandbox, &wish, &program, &arguments.asked(&[])?, terminal).await?
        {
            return Ok(code);
        }
    }
    let dependencies = install::dependencies(&sandbox, &wish, &arguments.asked(&runner)?).await?;
    let mut layers = Vec::new();
    let mut argv = Vec::new();
    let mut environment: BTreeMap<String, String> = BTreeMap::new();
    if let Some(suite) = &suite {
        argv.extend(suite.command(&arguments.args));
        files.extend(suite.files()?);
        if suite.is_plain() {
            match sandbox.without_types(&language, files.clone()).await {
                Ok(made) => files.extend(made),
                Err(SandboxFailure::Failed { error, log, exit_code }) => {
                    return not_compiled(terminal, &error, &log, exit_code);
                }
                Err(lacks) => return Err(layer_failure(lacks)),
            }
        }
        layers.extend(sandbox.prepare_tests(&language, version.as_deref()).await.map_err(layer_failure)?);
        if let Some((mount, set)) = dependencies {
            layers.push(mount);
            environment.extend(set);
        }
    } else {
        let program = sandbox::Program {
            language: language.clone(),
            version: version.clone(),
            files: files.clone(),
            entry,
            args: arguments.args.clone(),
            dependencies: dependencies.map(|(mount, _)| mount),
        };
        let ready = match sandbox.prepare(program).await {
            Ok(ready) => ready,
            Err(SandboxFailure::Failed { error, log, exit_code }) => {
                return not_compiled(terminal, &error, &log, exit_code);
            }
            Err(SandboxFailure::Lacks(error)) if is_about_entry(&error) => {
                return Err(Failure::new(Code::USAGE, error));
            }
            Err(lacks) => return Err(layer_failure(lacks)),
        };
        argv.extend(ready.command);
        layers.extend(ready.layers);
        environment.extend(ready.environment);
        files.extend(ready.files);
    }
    environment.extend(arguments.env.iter().cloned());
    let mut outputs = Vec::new();
    if suite.is_some() {
        outputs.push(tests::report()?);
    }
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
        environment,
        stdin: Vec::new(),
        limits,
        services: Vec::new(),
        probe: None,
        outputs,
    };
    let talk = talk(&arguments, terminal);
    let in_terminal = talk.terminal.is_some();
    let (events, speaker) = sandbox.converse(job, talk);
    let typing = converse::begin(&arguments.stdin, in_terminal, speaker)?;
    let mut outcome = play(events, in_terminal, terminal).await?;
    drop(typing);
    let tested = suite.as_ref().map(|suite| suite.judge(&mut outcome)).transpose()?;
    let installed = arguments.lock.is_some() || !arguments.deps.is_empty();
    let step =
        suite.zip(tested.as_ref()).and_then(|(suite, tested)| suite.next_step(tested, &outcome, installed));
    if terminal.json {
        let mut document = document(&outcome);
        if let (Some(map), Some(tested)) = (document.as_object_mut(), &tested) {
            map.insert("passed".into(), tested.passed.into());
            map.insert("tests".into(), serde_json::json!(tested.tests));
            if let Some(step) = &step {
                map.insert("hint".into(), step.as_str().into());
            }
        }
        terminal.document(&document)?;
    } else if outcome.verdict != Verdict::Ok && outcome.verdict != Verdict::RuntimeError {
        let why = outcome.error.as_ref().map(|e| format!(": {e}")).unwrap_or_default();
        terminal.note(format!("stopped: {}{why}", verdict_name(outcome.verdict)));
    }
    if outcome.tier == "C" && !terminal.json {
        terminal.note("ran in tier C: this machine gives no namespaces; see `quantumlayer doctor`");
    }
    let code = exit_code(&outcome);
    match tested {
        Some(tested) => {
            tests::summary(&tested, terminal);
            if let (Some(step), false) = (step, terminal.json) {
                terminal.note(step);
            }
            // A runner that ends with 0 has not passed by that alone.
            Ok(if code == 0 && !tested.passed { Code::FAILED } else { Code(code) })
        }
        None => Ok(Code(code)),
    }
}

/// The version to take: the one that was asked for, or that the project asks for where this machine has it.
/// Told where what runs is not what the language's name starts.
async fn fitting(
    sandbox: &sandbox::Local,
    language: &str,
    version: Option<String>,
    files: &BTreeMap<ProjectPath, BoxFile>,
    terminal: &Terminal,
) -> Result<Option<String>> {
    let mut version = version;
    let demand = match version.is_some() {
        true => None,
        false => sandbox::demanded(language, files).ok().flatten(),
    };
    if let Some((file, wanted)) = demand {
        match sandbox.ready(language, Some(&wanted), &[]).await {
            Ok(()) => version = Some(wanted),
            Err(lacks) if !terminal.json => {
                terminal.note(format!("{file} asks for {wanted}: {}", lacks.message));
            }
            Err(_) => {}
        }
    }
    if let Err(lacks) = sandbox.ready(language, version.as_deref(), &[]).await {
        return Err(Failure::new(no_runtime(&lacks), lacks));
    }
    if let (Some(why), false) = (sandbox.passed_over(language), terminal.json) {
        terminal.note(format!("{}; another version runs", why.message));
    }
    Ok(version)
}

/// Live output in a terminal; under `--json` it is kept for the document.
async fn play(
    mut events: futures::stream::BoxStream<'static, RunEvent>,
    in_terminal: bool,
    terminal: &Terminal,
) -> Result<Outcome> {
    while let Some(event) = events.next().await {
        match event {
            RunEvent::Finished(outcome) => return Ok(*outcome),
            // From a terminal of the box come colours and movements, and no more than that.
            RunEvent::Stdout(bytes) if in_terminal => raw(&mut std::io::stdout().lock(), &bytes)?,
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

fn raw(out: &mut impl Write, bytes: &[u8]) -> Result<()> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|e| Failure::io("standard output", e)),
    }
}

/// A file that is not there is bad input, no lack of the machine.
fn is_about_entry(error: &Explained) -> bool {
    let about = sandbox::SandboxError::NoEntry { wanted: String::new() };
    error.code == domain::Explain::code(&about)
}

/// A terminal where there is one on both sides; limits that were named must hold.
fn talk(arguments: &Arguments, terminal: &Terminal) -> sandbox::Talk {
    let both = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let wanted = both && arguments.stdin.is_none() && !terminal.json && !arguments.test;
    let size = || sandbox::Size::of(std::io::stdout().as_fd());
    sandbox::Talk {
        live: true,
        terminal: if wanted { size() } else { None },
        truncate: arguments.on_output_limit == OnOutputLimit::Truncate,
        required: arguments.cpus.map(|_| "cpu_share".to_owned()).into_iter().collect(),
    }
}

/// The compiler's words and 126; under `--json` the same document as of a run.
pub fn not_compiled(
    terminal: &Terminal,
    error: &Explained,
    log: &[u8],
    exit_code: Option<i32>,
) -> Result<Code> {
    if terminal.json {
        terminal.document(&serde_json::json!({
            "verdict": Verdict::CompileError, "phase": "compile", "exit_code": exit_code, "signal": null,
            "stdout": "", "stderr": String::from_utf8_lossy(log), "error": error,
            "truncated": { "stdout": false, "stderr": false }, "enforced": [], "outputs": [],
        }))?;
    } else {
        pass(&mut std::io::stderr().lock(), log)?;
        terminal.note(format!("stopped: {error}"));
    }
    Ok(Code(126))
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
        "missing": outcome.missing,
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

pub fn layer_failure(failure: SandboxFailure) -> Failure {
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

fn language(
    arguments: &Arguments,
    files: &BTreeMap<ProjectPath, BoxFile>,
    whole: bool,
) -> Result<(String, Option<String>)> {
    if let Some(lang) = &arguments.lang {
        return Ok(match lang.split_once('@') {
            Some((name, version)) => (name.to_owned(), Some(version.to_owned())),
            None => (lang.clone(), None),
        });
    }
    let ending = |name: &str| name.rsplit_once('.').and_then(|(_, ending)| sandbox::by_ending(ending));
    let known = match &arguments.entry {
        Some(entry) => ending(entry),
        None if whole => {
            sandbox::by_files(files).or_else(|| sandbox::by_most(files).filter(|_| arguments.test))
        }
        None => arguments.path.to_str().and_then(ending),
    };
    known.map(|language| (language, None)).ok_or_else(|| {
        let error = Explained {
            code: "QL-Q006".into(),
            message: format!("no runtime is known for {}", arguments.path.display()),
            hint: Some("name one with --lang; `quantumlayer doctor` lists what there is".into()),
        };
        Failure::new(Code(127), error)
    })
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
    let cpus = arguments.cpus.unwrap_or(2.0);
    if !((0.01..=1024.0).contains(&cpus)) {
        return Err(Failure::usage(format!("--cpus is {cpus}"), "give a number of cores such as 0.5 or 2"));
    }
    let wall_ms = ms("timeout", arguments.timeout)?;
    Ok(Limits {
        wall_ms,
        cpu_ms: arguments.cpu_time.map(|s| ms("cpu-time", s)).transpose()?.unwrap_or(wall_ms),
        memory_bytes: mib("memory", arguments.memory)?,
        disk_bytes: mib("disk", arguments.disk)?,
        cpus,
        ..Limits::default()
    })
}

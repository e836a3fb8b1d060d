//! What this machine can do, shown by doing it: `doctor` and the check before a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use domain::sandbox::{Mechanism, Outcome, Phase, RuntimeReport, SandboxReport, Verdict};
use domain::{Explain, Explained};

use jail::Plan;

use crate::drive::{self, About};
use crate::error::SandboxError;
use crate::interpreter::Interpreter;
use crate::local::Shared;
use crate::runtime::{self, Runtime};
use crate::{boxes, service, template};

/// Interpreters that were seen to work in a box, by executable.
#[derive(Debug, Default)]
pub struct Cache(Mutex<BTreeMap<String, Result<(), Explained>>>);

/// Each mechanism, and what it protects.
const PROTECTS: [(&str, &str); 15] = [
    ("filesystem", "the host's files: a root of its own, system folders read-only, nothing else exists"),
    ("network", "the network: a namespace with a loopback of its own and no way out"),
    ("syscalls", "the kernel: only the system calls that ordinary programs need exist"),
    ("landlock", "the host's files and sockets a second time, should a namespace leak"),
    ("memory", "the machine's memory"),
    ("cpu_time", "the processors against endless loops"),
    ("cpu_share", "other work's share of the processors"),
    ("processes", "the process table against fork bombs"),
    ("disk", "disk space: a file system of fixed size in memory"),
    ("files", "inodes: a fixed number of files"),
    ("output", "the caller's memory against endless output"),
    ("wall_time", "against waiting forever: the whole tree is killed"),
    ("watches", "the host's and other boxes' watches of files: a box has a small share of them"),
    ("proc", "nothing, but serves programs that look at themselves: a /proc of the box's own processes"),
    ("users", "the host's users: the program is a user of the host that owns nothing"),
];

/// What the row of users says where there is no other user to be.
const OWN_USER: &str = "the superuser: the program is never that; outside it is this user, whose files are \
                        kept from it by the file system's and Landlock's rows alone";

pub fn report(shared: &Shared) -> SandboxReport {
    shared.forget_interpreters();
    let about = About { toolchain: String::new(), phase: Phase::Run };
    let mut plan = boxes::bare();
    plan.program = vec!["/bin/sh".to_owned(), "-c".to_owned(), "exit 0".to_owned()];
    let slot = Arc::new(OnceLock::new());
    let outcome = drive::drive(&shared.config.keeper, &plan, &about, &slot, &mut |_| true);
    if outcome.verdict != Verdict::Ok {
        let what = || SandboxError::NoShell { what: outcome.verdict.word().to_owned() }.explained();
        let error = outcome.error.unwrap_or_else(what);
        return none(&error);
    }
    let mechanisms = PROTECTS
        .iter()
        .map(|(name, protects)| {
            let available = *name == "users" || outcome.enforced.iter().any(|on| on == name);
            let weak = outcome.tier == WEAK;
            let detail = match *name {
                "network" if weak => "the network: no socket but between its own processes".to_owned(),
                "disk" | "files" if weak => format!("{protects}, looked at every 50 ms"),
                "users" if outcome.tier == THROUGH_RUNNER => RUNNERS_USER.to_owned(),
                "users" if !jail::has_other_users() => OWN_USER.to_owned(),
                _ if available => (*protects).to_owned(),
                _ => missing(name, protects, &outcome.tier),
            };
            Mechanism { name: (*name).to_owned(), available, detail }
        })
        .chain(misses(&outcome))
        .collect();
    SandboxReport {
        tier: Some(outcome.tier),
        mechanisms,
        runtimes: runtime::names().iter().flat_map(|name| runtimes(shared, name)).collect(),
        services: service::names().iter().map(|name| service_report(shared, name)).collect(),
    }
}

/// Boxes made by somebody else.
const THROUGH_RUNNER: &str = "D";

/// What the row of users says there.
const RUNNERS_USER: &str =
    "whoever else is behind the runner's walls: the program is a user that owns nothing";

/// Boxes without namespaces, where the operator consents to them.
const WEAK: &str = "C";

/// What boxes of a weaker tier miss, a row each.
fn misses(outcome: &Outcome) -> Vec<Mechanism> {
    let of_tier = |text: &String| {
        let tier = format!("tier {}", outcome.tier);
        let detail = text.strip_prefix(&tier)?.strip_prefix(": ")?.to_owned();
        Some(Mechanism { name: tier, available: false, detail })
    };
    outcome.missing.iter().filter_map(of_tier).collect()
}

fn missing(name: &str, protects: &str, tier: &str) -> String {
    let change = match name {
        "cpu_share" => "give this user a writable cpu control group",
        _ if tier == THROUGH_RUNNER => return "not held by boxes of a runner".to_owned(),
        "filesystem" => "allow user namespaces: in Docker `--security-opt seccomp=unconfined`",
        "landlock" => "use Linux 5.13 or newer with Landlock enabled (`lsm=…,landlock`)",
        "proc" => {
            return "missing, so that programs cannot look at themselves; Java and Go are told where they are; in Docker \
                    run with `--security-opt systempaths=unconfined`, in Kubernetes with `procMount: Unmasked`"
                .to_owned();
        }
        "watches" => {
            return "missing, so that files cannot be watched in a box: /proc/sys cannot be written here"
                .to_owned();
        }
        _ => "see the messages of a run",
    };
    format!("missing; protects {protects}; {change}")
}

/// The report of a machine where nothing can be isolated.
pub fn none(error: &Explained) -> SandboxReport {
    let hint = error.hint.as_deref().unwrap_or_default();
    let detail = format!("{}; {hint}", error.message);
    SandboxReport {
        tier: None,
        mechanisms: vec![Mechanism { name: "isolation".to_owned(), available: false, detail }],
        runtimes: Vec::new(),
        services: Vec::new(),
    }
}

fn runtimes(shared: &Shared, name: &str) -> Vec<RuntimeReport> {
    let lacking = |error: &Explained| RuntimeReport {
        name: name.to_owned(),
        version: None,
        path: None,
        usable: false,
        detail: format!("{}; {}", error.message, error.hint.as_deref().unwrap_or_default()),
    };
    let (runtime, _) = match shared.choose(name, None) {
        Ok(chosen) => chosen,
        Err(error) => return vec![lacking(&error.explained())],
    };
    shared
        .interpreters(&runtime)
        .iter()
        .map(|interpreter| {
            let works = works(shared, &runtime, interpreter);
            RuntimeReport {
                name: name.to_owned(),
                version: Some(interpreter.version.clone()),
                path: Some(interpreter.executable.clone()),
                usable: works.is_ok(),
                detail: match works {
                    Ok(()) => "its probe ran in a box".to_owned(),
                    Err(error) => error.message,
                },
            }
        })
        .collect()
}

/// Starts the service in a box and asks its version there.
fn service_report(shared: &Shared, name: &str) -> RuntimeReport {
    let started = start(shared, name);
    let path = service::load(name).and_then(|kind| kind.find()).ok();
    let (version, detail) = match &started {
        Ok(version) => (Some(version.clone()), "it started in a box and answered".to_owned()),
        Err(error) => (None, format!("{}; {}", error.message, error.hint.as_deref().unwrap_or_default())),
    };
    RuntimeReport {
        name: name.to_owned(),
        version,
        path: path.map(|path| path.display().to_string()),
        usable: started.is_ok(),
        detail,
    }
}

fn start(shared: &Shared, name: &str) -> Result<String, Explained> {
    let plan = || -> Result<Plan, SandboxError> {
        let kind = service::load(name)?;
        let mut plan = boxes::bare();
        kind.furnish(&mut plan, template::of(&shared.config, &kind)?.as_deref())?;
        plan.program = kind.version_command()?;
        Ok(plan)
    };
    let about = About { toolchain: String::new(), phase: Phase::Run };
    let slot = Arc::new(OnceLock::new());
    let plan = plan().map_err(|error| error.explained())?;
    let outcome = drive::drive(&shared.config.keeper, &plan, &about, &slot, &mut |_| true);
    match (outcome.error, outcome.verdict) {
        (Some(error), _) => Err(error),
        (None, Verdict::Ok) => Ok(number_in(&String::from_utf8_lossy(&outcome.stdout))),
        (None, verdict) => {
            let what = verdict.word().to_owned();
            Err(SandboxError::Template { name: name.to_owned(), what }.explained())
        }
    }
}

/// The first word that begins with a digit: `postgres (PostgreSQL) 15.13 (Debian …)` is `15.13`.
fn number_in(text: &str) -> String {
    let number = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    number.unwrap_or_default().to_owned()
}

/// Whether the runtime's own probe runs in a box; asked once per interpreter.
fn works(shared: &Shared, runtime: &Runtime, interpreter: &Interpreter) -> Result<(), Explained> {
    let known = || shared.report.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(answer) = known().get(&interpreter.executable) {
        return answer.clone();
    }
    if shared.known().works(runtime, interpreter) {
        return Ok(());
    }
    let mut plan = boxes::with_runtime(runtime, interpreter);
    plan.program.clone_from(&runtime.probe);
    let about = About { toolchain: interpreter.toolchain(), phase: Phase::Run };
    let slot = Arc::new(OnceLock::new());
    let outcome = drive::drive(&shared.config.keeper, &plan, &about, &slot, &mut |_| true);
    let answer = judge(runtime, interpreter, outcome);
    if answer.is_ok() {
        shared.known().keep_works(runtime, interpreter);
    }
    known().insert(interpreter.executable.clone(), answer.clone());
    answer
}

fn judge(runtime: &Runtime, interpreter: &Interpreter, outcome: Outcome) -> Result<(), Explained> {
    if let Some(error) = outcome.error {
        return Err(error);
    }
    let said = String::from_utf8_lossy(&outcome.stdout);
    if outcome.verdict == Verdict::Ok && said.lines().last() == Some(runtime.probe_says.as_str()) {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&outcome.stderr);
    let what = errors.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_else(|| outcome.verdict.word());
    Err(SandboxError::Unusable {
        title: runtime.title.clone(),
        path: interpreter.executable.clone(),
        what: what.to_owned(),
        get: runtime.get.clone(),
    }
    .explained())
}

/// The first that works, from here on chosen before those that do not.
fn usable(
    shared: &Shared,
    runtime: &Runtime,
    version: Option<&str>,
    first: Interpreter,
) -> Result<(), Explained> {
    let mut interpreter = first;
    let mut reasons = Vec::new();
    loop {
        match works(shared, runtime, &interpreter) {
            Ok(()) => return Ok(()),
            // Where no box can be had none of them works.
            Err(error) if error.code.starts_with("QL-J") => return Err(error),
            Err(error) => reasons.push(error),
        }
        let why = reasons.last().cloned();
        if !why.is_some_and(|why| shared.pass_over(&interpreter, why)) {
            return reasons.into_iter().next().map_or(Ok(()), Err);
        }
        (_, interpreter) = shared.choose(&runtime.name, version).map_err(|error| error.explained())?;
    }
}

pub fn ready(
    shared: &Shared,
    runtime: &str,
    version: Option<&str>,
    services: &[String],
) -> Result<(), Explained> {
    let (runtime, interpreter) = shared.choose(runtime, version).map_err(|error| error.explained())?;
    usable(shared, &runtime, version, interpreter)?;
    for name in services {
        service::load(name).and_then(|kind| kind.find()).map_err(|error| error.explained())?;
    }
    Ok(())
}

//! From a job to the plan of a box: folders, names, environment, limits.

use std::collections::BTreeMap;
use std::path::Path;

use domain::sandbox::{BoxFile, Command, Job, Limits};
use jail::{Bind, Plan, WORKING_FOLDER};

use crate::error::SandboxError;
use crate::interpreter::Interpreter;
use crate::runtime::Runtime;

/// The box's own folder of program names, before those of the system.
const NAMES: &str = "/opt/bin";
/// System folders that programs and their libraries need, where they exist.
const SYSTEM: [&str; 7] = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
/// System files without which libraries or names are not found.
const SYSTEM_FILES: [&str; 4] = ["/etc/ld.so.cache", "/etc/alternatives", "/etc/services", "/etc/protocols"];

const PASSWD: &str = "root:x:0:0:root:/:/bin/false\nbox:x:1000:1000:box:/box/home:/bin/sh\n\
                      nobody:x:65534:65534:nobody:/:/bin/false\n";
const GROUP: &str = "root:x:0:\nbox:x:1000:\nnogroup:x:65534:\n";
const HOSTS: &str = "127.0.0.1 localhost box\n::1 localhost\n";
const NAMES_BY_FILE: &str =
    "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n";

/// A box with a runtime in it and nothing to do yet.
pub fn with_runtime(runtime: &Runtime, interpreter: &Interpreter) -> Plan {
    let mut plan = bare();
    let folders = interpreter.folders.iter().map(String::as_str);
    // The executable's own folder too: an interpreter may live beside its prefix.
    let own = Path::new(&interpreter.executable).parent().and_then(Path::to_str);
    for folder in folders.chain(own).filter(|folder| is_mountable(folder)) {
        plan.binds.push(Bind::same(folder));
    }
    // Its companions (`javac`, `cargo`) stand beside it, and are those of this version.
    if let Some(folder) = own {
        let path = format!("{NAMES}:{folder}:/usr/local/bin:/usr/bin:/bin");
        plan.environment.insert("PATH".to_owned(), path);
    }
    for name in &runtime.names {
        plan.links.push((format!("{NAMES}/{name}"), interpreter.executable.clone()));
    }
    plan.environment.extend(runtime.environment.clone());
    if let Some(folder) = interpreter.folders.first() {
        let told = runtime.environment_without_proc.iter();
        plan.environment_without_proc =
            told.map(|(name, value)| (name.clone(), value.replace("{folder}", folder))).collect();
    }
    plan
}

/// A box with the machine's system folders and fixed names.
pub fn bare() -> Plan {
    let mut plan = Plan::default();
    for path in SYSTEM {
        match std::fs::read_link(path) {
            Ok(target) => plan.links.push((path.to_owned(), target.display().to_string())),
            Err(_) => plan.binds.push(Bind { optional: true, ..Bind::same(path) }),
        }
    }
    for path in SYSTEM_FILES {
        plan.binds.push(Bind { optional: true, ..Bind::same(path) });
    }
    for (path, text) in [
        ("/etc/passwd", PASSWD),
        ("/etc/group", GROUP),
        ("/etc/hosts", HOSTS),
        ("/etc/nsswitch.conf", NAMES_BY_FILE),
    ] {
        plan.texts.push((path.to_owned(), text.to_owned()));
    }
    plan.links.push(("/etc/localtime".to_owned(), "/usr/share/zoneinfo/Etc/UTC".to_owned()));
    for (name, value) in [
        ("PATH", format!("{NAMES}:/usr/local/bin:/usr/bin:/bin").as_str()),
        ("HOME", "/box/home"),
        ("USER", "box"),
        ("LOGNAME", "box"),
        ("TMPDIR", "/tmp"),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC"),
    ] {
        plan.environment.insert(name.to_owned(), value.to_owned());
    }
    plan
}

/// Folders that are there already, or that would bring the whole machine in, are not mounted.
fn is_mountable(folder: &str) -> bool {
    let path = Path::new(folder);
    let inside_system = SYSTEM.iter().any(|system| path.starts_with(system));
    path.is_absolute() && !inside_system && path.components().count() > 2
}

/// Puts a job's files, layers, command and bounds into the box.
pub fn furnish(plan: &mut Plan, job: &Job) -> Result<(), SandboxError> {
    check_environment(&job.environment)?;
    plan.environment.extend(job.environment.clone());
    plan.files = files(&job.files);
    for mount in &job.layers {
        plan.binds.push(Bind {
            source: mount.layer.path.clone(),
            target: inside(mount.at.as_str()),
            writable: false,
            optional: false,
        });
    }
    plan.program = program(&job.command)?;
    plan.stdin.clone_from(&job.stdin);
    plan.outputs = job.outputs.iter().map(|path| path.as_str().to_owned()).collect();
    plan.limits = limits(&job.limits)?;
    if let Some(probe) = &job.probe {
        for (name, value) in [("HOST", "127.0.0.1".to_owned()), ("PORT", probe.port.to_string())] {
            plan.environment.insert(name.to_owned(), value);
        }
        plan.probe = Some(jail::Probe {
            port: probe.port,
            health: probe.health.clone(),
            fetch: probe.fetch.clone(),
            start_within_ms: probe.start_within_ms,
            stop_within_ms: probe.stop_within_ms,
            body_bytes: job.limits.output_bytes,
        });
    }
    Ok(())
}

pub fn inside(path: &str) -> String {
    format!("{WORKING_FOLDER}/{path}")
}

pub fn files(files: &BTreeMap<domain::ProjectPath, BoxFile>) -> Vec<jail::File> {
    files
        .iter()
        .map(|(path, file)| jail::File {
            path: path.as_str().to_owned(),
            executable: file.executable,
            content: file.content.clone(),
        })
        .collect()
}

pub fn program(command: &Command) -> Result<Vec<String>, SandboxError> {
    let words = match command {
        Command::Argv(words) => words.clone(),
        Command::Shell(line) => vec!["/bin/sh".to_owned(), "-c".to_owned(), line.clone()],
    };
    if words.first().is_none_or(String::is_empty) {
        return Err(SandboxError::BadJob("the command is empty".to_owned()));
    }
    if words.iter().any(|word| word.contains('\0')) {
        return Err(SandboxError::BadJob("the command holds a NUL character".to_owned()));
    }
    Ok(words)
}

pub fn check_environment(environment: &BTreeMap<String, String>) -> Result<(), SandboxError> {
    for (name, value) in environment {
        if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
            let shown: String = name.escape_debug().take(60).collect();
            return Err(SandboxError::BadJob(format!("`{shown}` is not an environment variable")));
        }
    }
    Ok(())
}

/// The same in the jail's words.
///
/// Errors: the limit that is no real bound.
pub fn limits(limits: &Limits) -> Result<jail::Limits, SandboxError> {
    let limits = jail::Limits {
        wall_ms: limits.wall_ms,
        cpu_ms: limits.cpu_ms,
        memory_bytes: limits.memory_bytes,
        disk_bytes: limits.disk_bytes,
        files: limits.files,
        processes: limits.processes,
        cpus: limits.cpus,
        output_bytes: limits.output_bytes,
        open_files: jail::Limits::default().open_files,
    };
    limits.check().map_err(SandboxError::BadJob)?;
    Ok(limits)
}

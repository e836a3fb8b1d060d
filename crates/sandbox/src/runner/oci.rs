//! A runtime of the Open Container Initiative: gVisor's `runsc`, Kata, `crun` with a virtual machine, `runc`.
//!
//! Each box gets a bundle of its own (<https://github.com/opencontainers/runtime-spec>, version 1.0.2): a root of
//! folders, links and texts, the plan's binds, and our own binary, which starts the program. Bundles live in one folder
//! and are named after the process that made them, so that the next start puts away what a `kill -9` left.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use jail::{Bind, GUEST_ARGUMENTS, GUEST_USER, Network, Plan, Prepared, Runner};
use serde_json::{Value, json};

use crate::error::SandboxError;

const PREFIX: &str = "quantumlayer-";
/// Our binary in the box.
const HELPER: &str = "/opt/quantumlayer";
/// What a runtime needs beside the program: its own kernel, our binary, the plan.
const OWN_MEMORY: u64 = 256 << 20;
/// Threads of the runtime itself are counted as well: gVisor has several for each process of the box, and ends where it
/// gets no more. This bound is for a runtime gone wrong; the box's own is held inside.
const OWN_THREADS: u64 = 4096;
const THREADS_PER_PROCESS: u64 = 64;
const PERIOD_US: f64 = 100_000.0;
/// Until our binary has become the box's user and given them up.
const RIGHTS: [&str; 7] =
    ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_KILL", "CAP_NET_ADMIN", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID"];
/// Folders that the runtime mounts, or that are made in the box.
const MOUNTED: [&str; 5] = ["/proc", "/dev", "/box", "/tmp", "/sys"];

#[derive(Debug)]
pub struct Oci {
    program: String,
    options: Vec<String>,
    helper: PathBuf,
    folder: PathBuf,
    made: AtomicU64,
}

impl Oci {
    /// Errors: we are not the superuser, whom runtimes need to give a box a user of its own.
    pub fn new(
        program: &str,
        options: &[String],
        helper: &Path,
        folder: &Path,
    ) -> Result<Self, SandboxError> {
        if !is_superuser() {
            let what = "an OCI runtime gives a box a user of its own only when the superuser starts it";
            return Err(SandboxError::BadRunner { what: what.to_owned() });
        }
        let made = Self {
            program: program.to_owned(),
            options: options.to_vec(),
            helper: helper.to_owned(),
            folder: folder.join("runner"),
            made: AtomicU64::new(0),
        };
        made.sweep();
        Ok(made)
    }

    /// Puts away what a process left that was killed.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
            let alive = rest.split_once('-').is_some_and(|(id, _)| Path::new("/proc").join(id).exists());
            if !alive {
                delete(self.command(Network::None), &name.to_string_lossy(), &entry.path());
            }
        }
    }

    /// The runtime with its options, and nothing yet to do.
    fn command(&self, network: Network) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.options).arg("--root").arg(self.folder.join("state"));
        // gVisor has a network of its own making, and asks in its own way which one it is to be.
        if Path::new(&self.program).file_name().is_some_and(|name| name == "runsc") {
            command.arg(match network {
                Network::None => "--network=none",
                Network::Host => "--network=host",
            });
        }
        command.env_clear().env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        command.current_dir("/");
        command
    }

    fn bundle(&self, plan: &Plan, name: &str, at: &Path) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        fs::DirBuilder::new().mode(0o700).create(at)?;
        let root = at.join("rootfs");
        let binds = binds(plan, &self.helper);
        lay_out(plan, &binds, &root)?;
        let text = serde_json::to_vec_pretty(&configuration(plan, &binds, name))?;
        fs::write(at.join("config.json"), text)
    }
}

impl Runner for Oci {
    fn name(&self) -> &str {
        &self.program
    }

    fn prepare(&self, plan: &Plan) -> Result<Prepared, String> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}-{number}", std::process::id());
        let at = self.folder.join(&name);
        let mut command = self.command(plan.network);
        command.arg("run").arg("--bundle").arg(&at).arg(&name);
        let deletes = self.command(plan.network);
        self.bundle(plan, &name, &at).map_err(|error| {
            let _ = jail::discard(&at);
            format!("its bundle {} cannot be made: {error}", at.display())
        })?;
        Ok(Prepared { command, end: Box::new(move || delete(deletes, &name, &at)) })
    }
}

/// Kills and forgets a container that may be gone already, and removes its bundle.
fn delete(mut runtime: Command, name: &str, bundle: &Path) {
    runtime.args(["delete", "--force", name]);
    runtime.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // It knows nothing of one that ended well.
    let _ = runtime.status();
    // The next start looks again.
    let _ = jail::discard(bundle);
}

fn is_superuser() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0)
}

/// What is there, each once: one that lies within another comes along with that.
fn binds(plan: &Plan, helper: &Path) -> Vec<Bind> {
    let mut all: Vec<Bind> = Vec::new();
    for bind in &plan.binds {
        let missing = bind.optional && !Path::new(&bind.source).exists();
        if !missing && (bind.writable || !all.iter().any(|outer| bind.lies_within(outer))) {
            all.push(bind.clone());
        }
    }
    all.push(Bind { target: HELPER.to_owned(), ..Bind::same(helper.display().to_string()) });
    all
}

/// Folders, links and texts; and places for what is mounted.
fn lay_out(plan: &Plan, binds: &[Bind], root: &Path) -> io::Result<()> {
    let inside = |path: &str| root.join(path.trim_start_matches('/'));
    let parent = |path: &Path| path.parent().map_or(Ok(()), fs::create_dir_all);
    for folder in MOUNTED {
        fs::create_dir_all(inside(folder))?;
    }
    for (path, text) in &plan.texts {
        parent(&inside(path))?;
        let text = match path.as_str() {
            "/etc/passwd" | "/etc/group" => text.replace(":1000", &format!(":{GUEST_USER}")),
            _ => text.clone(),
        };
        fs::write(inside(path), text)?;
    }
    for (path, target) in &plan.links {
        parent(&inside(path))?;
        symlink(target, inside(path))?;
    }
    for bind in binds.iter().filter(|bind| !MOUNTED.iter().any(|top| bind.target.starts_with(top))) {
        let place = inside(&bind.target);
        if Path::new(&bind.source).is_dir() {
            fs::create_dir_all(place)?;
        } else if !place.exists() {
            parent(&place)?;
            fs::write(place, "")?;
        }
    }
    Ok(())
}

fn configuration(plan: &Plan, binds: &[Bind], name: &str) -> Value {
    let size = format!("size={}", plan.limits.disk_bytes);
    let mut mounts = vec![
        json!({"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "nodev", "noexec"]}),
        json!({"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=65536k"]}),
        json!({"destination": "/dev/shm", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777", size]}),
        json!({"destination": "/box", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=755", size]}),
        json!({"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777", size]}),
    ];
    mounts.extend(binds.iter().map(|bind| {
        let write = if bind.writable { "rw" } else { "ro" };
        json!({"destination": bind.target, "type": "bind", "source": bind.source, "options": ["rbind", write, "nosuid", "nodev"]})
    }));
    let mut namespaces = vec!["pid", "ipc", "uts", "mount"];
    if plan.network == Network::None {
        namespaces.push("network");
    }
    let namespaces: Vec<Value> = namespaces.into_iter().map(|kind| json!({"type": kind})).collect();
    let mut linux = json!({
        "namespaces": namespaces,
        "maskedPaths": ["/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/acpi", "/proc/scsi"],
        "readonlyPaths": ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"],
    });
    if has_groups() {
        linux["cgroupsPath"] = json!(format!("/{name}"));
        linux["resources"] = resources(plan);
    }
    let mut arguments = vec![HELPER];
    arguments.extend(GUEST_ARGUMENTS);
    json!({
        "ociVersion": "1.0.2",
        "hostname": "box",
        "root": {"path": "rootfs", "readonly": true},
        "mounts": mounts,
        "process": {
            "terminal": false,
            "user": {"uid": 0, "gid": 0},
            "args": arguments,
            "env": ["PATH=/usr/bin:/bin"],
            "cwd": "/",
            "noNewPrivileges": true,
            "capabilities": {"bounding": RIGHTS, "effective": RIGHTS, "permitted": RIGHTS},
        },
        "linux": linux,
    })
}

/// A wall behind the one that our binary looks after: all of the runtime, what the program holds, and its three file
/// systems.
fn resources(plan: &Plan) -> Value {
    let limits = &plan.limits;
    json!({
        "memory": {"limit": limits.memory_bytes + 3 * limits.disk_bytes + OWN_MEMORY},
        "pids": {"limit": limits.processes * THREADS_PER_PROCESS + OWN_THREADS},
        "cpu": {"period": PERIOD_US as u64, "quota": (limits.cpus * PERIOD_US) as i64},
    })
}

/// Whether control groups can be made here, of either version.
fn has_groups() -> bool {
    ["/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory/cgroup.procs"]
        .iter()
        .any(|path| fs::File::options().append(true).open(path).is_ok())
}

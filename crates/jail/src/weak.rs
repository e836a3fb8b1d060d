//! Tier C: a box where the machine gives no namespaces, made only when whoever starts the helper consents.
//!
//! What holds is Landlock, the filter of system calls, a user of its own where we are the superuser, and
//! limits per process and by looking. The program stands on the machine's own ground: a folder below `/tmp`
//! is its working folder, home and place for temporary files, and all else it may read is what the plan binds.
//! What is weaker than in a box of its own is told by [`misses`], word for word, with every result.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, lchown, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use landlock::{
    ABI, Access, AccessFs, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope,
};
use nix::fcntl::{OFlag, open};
use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::unistd::Pid;

use crate::error::Refusal;
use crate::life::HIGH;
use crate::plan::{Network, Plan, WORKING_FOLDER};
use crate::{mounts, sys, traces};

/// Where places are made. The helper has no environment that could say otherwise.
const ABOVE: &str = "/tmp";
const PREFIX: &str = "quantumlayer-box-";
/// Stopped and killed processes are gone within moments.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

type Done<T> = Result<T, Refusal>;

fn step<T, E: Into<io::Error>>(result: Result<T, E>, name: &str) -> Done<T> {
    result.map_err(|error| Refusal::new(name, &error.into()))
}

/// Whether a refusal says that the machine gives no namespaces, rather than that this box is wrong.
pub fn is_for_want_of_namespaces(refusal: &Refusal) -> bool {
    ["create namespaces", "map users", "make mounts private", "mount the ", "change the root"]
        .iter()
        .any(|step| refusal.step.starts_with(step))
        && refusal.errno != 0
}

/// Errors: the plan needs what only a box with namespaces has.
pub fn check(plan: &Plan) -> Done<()> {
    let needs = [
        (plan.network == Network::Host, "an installation with the host's network"),
        (!plan.services.is_empty(), "a service"),
        (plan.probe.is_some(), "a server"),
        (plan.terminal.is_some(), "a terminal"),
        (plan.binds.iter().any(|bind| bind.writable), "a writable folder of the host"),
    ];
    if let Some((_, what)) = needs.into_iter().find(|(needed, _)| *needed) {
        return Err(Refusal {
            step: format!("run {what} without namespaces (tier C)"),
            errno: libc::EOPNOTSUPP,
        });
    }
    for bind in &plan.binds {
        let beneath = bind.target.strip_prefix(WORKING_FOLDER).is_some_and(|rest| rest.starts_with('/'));
        if bind.target != bind.source && !beneath {
            let step = format!("put something at `{}` without namespaces (tier C)", bind.target);
            return Err(Refusal { step, errno: libc::EOPNOTSUPP });
        }
    }
    Ok(())
}

/// What a program of such a box may learn or do that others may not.
pub fn misses(same_user: bool) -> Vec<String> {
    let mut all = vec![
        "tier C: no namespaces, so that names, sizes and dates of the host's files, its name, its load and the numbers of its processes can be asked for",
        "tier C: no network at all, not even a loopback of its own; no System V or POSIX communication; no /proc",
        "tier C: disk and number of files are looked at every 50 ms and not bounded by a file system",
        "tier C: programs that it started may outlive a helper that is killed",
    ];
    if same_user {
        all.push(
            "tier C: the program is this user: files cannot be given other modes, owners or dates by it",
        );
        all.push(
            "tier C: rights that it has not stay in the bounding set, and are useless without new privileges",
        );
        all.push("tier C: processes are counted together with this user's others");
    }
    all.into_iter().map(str::to_owned).collect()
}

/// What a box stands on.
#[derive(Clone, Copy)]
pub enum Footing<'a> {
    /// A root of its own, built from nothing.
    Own,
    /// A folder of the machine.
    Folder(&'a Place),
    /// The root that somebody else has built around this one box, and the processes in it that are ours: see
    /// [`crate::guest`].
    Guest(&'a [u32]),
}

/// The folder that stands for a box's own file system. Dropping it removes it.
pub struct Place {
    path: PathBuf,
}

impl Place {
    /// Makes it for the user of that id.
    pub fn make(id: u32) -> Done<Self> {
        const WHAT: &str = "make a folder for the box";
        let path = Path::new(ABOVE).join(format!("{PREFIX}{}", std::process::id()));
        let mut private = fs::DirBuilder::new();
        private.mode(0o700);
        // Left by a killed one that had our process id, or laid there by somebody: never taken over.
        let made = private.create(&path).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                crate::keep::discard(&path)?;
                private.create(&path)
            }
            _ => Err(error),
        });
        step(made, WHAT)?;
        let place = Self { path };
        for name in ["project", "home", "tmp", "names"] {
            step(private.create(place.path.join(name)), WHAT)?;
        }
        // What we make is ours already; and our group need not have our number.
        if id != nix::unistd::geteuid().as_raw() {
            for name in ["project", "home", "tmp", "names", ""] {
                step(lchown(place.path.join(name), Some(id), Some(id)), WHAT)?;
            }
        }
        Ok(place)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Variables name what is really there.
    pub fn moved(&self, variables: &mut BTreeMap<String, String>) {
        let own = self.path.display().to_string();
        for (name, value) in variables {
            *value = value.replace("/box/", &format!("{own}/")).replace("/opt/bin", &format!("{own}/names"));
            if name == "TMPDIR" && value == "/tmp" {
                *value = format!("{own}/tmp");
            }
        }
    }

    /// In process 1: lays out the working folder and moves in.
    pub fn furnish(&self, plan: &Plan) -> Done<OwnedFd> {
        const WHAT: &str = "enter the working folder";
        let project = self.path.join("project");
        step(std::env::set_current_dir(&project), WHAT)?;
        let flags = OFlag::O_DIRECTORY | OFlag::O_RDONLY | OFlag::O_CLOEXEC;
        let working = step(open(&project, flags, Mode::empty()), WHAT)?;
        for file in &plan.files {
            step(mounts::put(working.as_fd(), file), &format!("write `{}`", file.path))?;
        }
        for bind in plan.binds.iter().filter(|bind| bind.target != bind.source) {
            let below = bind.target.trim_start_matches(WORKING_FOLDER).trim_start_matches('/');
            step(link(&bind.source, &project.join(below)), &format!("bind `{}`", bind.source))?;
        }
        for (path, target) in plan.links.iter().filter(|(path, _)| path.starts_with("/opt/bin/")) {
            let name = path.trim_start_matches("/opt/bin/");
            step(link(target, &self.path.join("names").join(name)), &format!("link `{path}`"))?;
        }
        Ok(working)
    }
}

fn link(target: &str, at: &Path) -> io::Result<()> {
    if let Some(folder) = at.parent() {
        fs::create_dir_all(folder)?;
    }
    symlink(target, at)
}

impl Drop for Place {
    fn drop(&mut self) {
        // The next start sweeps what cannot be removed now.
        let _ = crate::keep::discard(&self.path);
    }
}

/// Removes places whose helper was killed.
pub fn sweep() {
    let Ok(entries) = fs::read_dir(ABOVE) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(owner) = entry.metadata().map(|meta| meta.uid()) else { continue };
        let own = nix::unistd::geteuid();
        // A folder that somebody else may still change is not walked through by the superuser.
        let is_free = owner == own.as_raw() || own.is_root() && owner >= HIGH && end_user(owner);
        if is_free && !Path::new(&format!("/proc/{pid}")).exists() {
            // What cannot be removed now is looked at again.
            let _ = crate::keep::discard(&entry.path());
        }
    }
}

/// Kills every process of a user that was a dead box's alone; true when none is left.
fn end_user(id: u32) -> bool {
    let of_user = || {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let of = entries.filter(|entry| entry.metadata().is_ok_and(|meta| meta.uid() == id));
        of.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok()).collect::<Vec<_>>()
    };
    let helper = id.checked_sub(HIGH).is_some_and(|pid| Path::new(&format!("/proc/{pid}")).exists());
    for _ in 0..100 {
        let left = of_user();
        if helper || left.is_empty() {
            return !helper;
        }
        for pid in left {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        std::thread::yield_now();
    }
    false
}

/// Landlock as the only wall around files: all of it, or no box.
pub fn landlock(plan: &Plan, place: &Place) -> Done<()> {
    let refused = |why: String| Refusal { step: format!("confine files by Landlock alone: {why}"), errno: 0 };
    for bind in plan.binds.iter().filter(|bind| !bind.optional) {
        // Nothing is mounted here: the box's user itself must be able to reach it.
        step(fs::metadata(&bind.source), &format!("bind `{}`", bind.source))?;
    }
    match ruleset(plan, place) {
        Ok(RulesetStatus::FullyEnforced) => Ok(()),
        Ok(_) => Err(refused("this kernel has not all of it; use Linux 6.12 or newer".to_owned())),
        Err(error) => Err(refused(error.to_string())),
    }
}

fn ruleset(plan: &Plan, place: &Place) -> Result<RulesetStatus, Box<dyn std::error::Error>> {
    let abi = ABI::V6;
    let all = AccessFs::from_all(abi);
    let read = AccessFs::from_read(abi);
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .scope(Scope::AbstractUnixSocket)?
        .scope(Scope::Signal)?
        .create()?
        .add_rule(PathBeneath::new(PathFd::new(place.path())?, all))?;
    let device = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev;
    for name in mounts::DEVICES {
        rules = rules.add_rule(PathBeneath::new(PathFd::new(format!("/dev/{name}"))?, device))?;
    }
    for bind in &plan.binds {
        let meta = match fs::metadata(&bind.source) {
            Err(error) if bind.optional && error.kind() == io::ErrorKind::NotFound => continue,
            other => other?,
        };
        let access = if meta.is_dir() { read } else { read & AccessFs::from_file(abi) };
        rules = rules.add_rule(PathBeneath::new(PathFd::new(&bind.source)?, access))?;
    }
    Ok(rules.restrict_self()?.ruleset)
}

/// Processes and threads that the kernel counts for our user by now.
pub fn processes_of_our_user() -> u64 {
    let own = nix::unistd::geteuid().as_raw();
    let Ok(entries) = fs::read_dir("/proc") else { return 0 };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.parse::<u32>().is_ok()))
        .filter(|entry| entry.metadata().is_ok_and(|meta| meta.uid() == own))
        .map(|entry| fs::read_dir(entry.path().join("task")).map_or(1, |tasks| tasks.count() as u64))
        .sum()
}

/// Makes orphans of the box ours, so that none gets out of sight.
pub fn adopt_orphans() -> Done<()> {
    step(sys::prctl(libc::PR_SET_CHILD_SUBREAPER, 1), "adopt orphans").map(drop)
}

/// Kills everything below this process. What is stopped first cannot make another while it is looked for.
pub fn end_all() {
    end_all_below(std::process::id(), &[]);
}

/// The same below another one, but for those.
pub fn end_all_below(root: u32, but: &[u32]) {
    let give_up = Instant::now() + ENDS_WITHIN;
    let mut stopped = BTreeSet::new();
    loop {
        let mut alive: BTreeSet<u32> = traces::below(root).into_iter().collect();
        alive.retain(|id| !but.contains(id));
        let signal = if alive.is_subset(&stopped) { Signal::SIGKILL } else { Signal::SIGSTOP };
        for id in &alive {
            // Gone already is as good.
            let _ = i32::try_from(*id).map(|id| kill(Pid::from_raw(id), signal));
        }
        stopped.extend(&alive);
        while let Ok(Some(_)) = sys::reap_one(false) {}
        if alive.is_empty() || Instant::now() >= give_up {
            return;
        }
        std::thread::yield_now();
    }
}

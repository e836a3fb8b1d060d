//! Control groups of the box: version 1, version 2, both or none, as this machine has them.
//!
//! Groups are made below our own and removed with the box. What cannot be had is named; the watch
//! (`watch`) and per-process limits stand in for it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::plan::Limits;
use crate::switch::{self, Mechanism};

const CPU_SHARE: &str = "cpu_share";

/// A group and the version of its hierarchy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    path: PathBuf,
    unified: bool,
}

impl Group {
    fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.path.join(file)).ok()
    }

    fn number(&self, file: &str) -> Option<u64> {
        self.read(file)?.trim().parse().ok()
    }

    fn write(&self, file: &str, value: impl ToString) -> bool {
        fs::write(self.path.join(file), value.to_string()).is_ok()
    }

    fn has(&self, file: &str) -> bool {
        self.path.join(file).exists()
    }

    /// The file that tells the most memory it has held.
    fn peak(&self) -> &'static str {
        if self.unified { "memory.peak" } else { "memory.max_usage_in_bytes" }
    }

    /// A value of a file of `name value` lines.
    fn field(&self, file: &str, name: &str) -> Option<u64> {
        self.read(file)?.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    }
}

/// A way into a group.
#[derive(Debug)]
pub struct Door {
    index: usize,
    file: fs::File,
    /// Whether it is the group that bounds memory.
    pub memory: bool,
    /// A limit that was asked for rests on it.
    pub required: bool,
}

impl Door {
    /// Moves this thread in; gives the index back where that is refused.
    pub fn enter(mut self) -> Result<(), usize> {
        io::Write::write_all(&mut self.file, b"0").map_err(|_| self.index)
    }
}

#[derive(Debug, Default)]
pub struct Groups {
    pub memory: Option<Group>,
    pub pids: Option<Group>,
    pub cpu: Option<Group>,
    pub usage: Option<Group>,
    /// Every folder we made, to be removed.
    made: Vec<PathBuf>,
    pub missing: Vec<String>,
    /// Whether they have been made, as far as they can be.
    whole: bool,
    /// Whether this kernel keeps the most that a group has held.
    keeps: bool,
}

impl Groups {
    /// Makes what can be made; never fails.
    pub fn make() -> Self {
        let mut groups = Self { whole: true, ..Self::default() };
        let places = known_places();
        groups.memory = groups.add(&places, "memory");
        groups.pids = groups.add(&places, "pids");
        groups.cpu = groups.add(&places, "cpu");
        groups.usage =
            groups.add(&places, "cpuacct").or_else(|| groups.cpu.clone().filter(|cpu| cpu.unified));
        groups.keeps = groups.memory.as_ref().is_some_and(|group| group.has(group.peak()))
            && groups.pids.as_ref().is_some_and(|group| group.has("pids.peak"));
        groups
    }

    /// Sets the limits, and makes the groups where that has not been done.
    pub fn complete(&mut self, limits: &Limits) {
        if !self.whole {
            *self = Self::make();
        }
        self.limit(limits);
        for (name, got) in
            [("memory", self.memory.is_some()), ("pids", self.pids.is_some()), ("cpu", self.cpu.is_some())]
        {
            if !got {
                self.missing.push(format!("no writable {name} control group"));
            }
        }
    }

    fn add(&mut self, places: &BTreeMap<String, Group>, controller: &str) -> Option<Group> {
        let parent = places.get(controller)?;
        // Whose it is, and which one: the helper that forks, and the fork.
        let name = format!("quantumlayer-{}-{}", std::os::unix::process::parent_id(), std::process::id());
        let path = parent.path.join(name);
        if !self.made.contains(&path) {
            if let Err(error) = fs::create_dir(&path) {
                // Left by a killed one that had our process id; its processes are dead.
                let again = error.kind() == io::ErrorKind::AlreadyExists && fs::remove_dir(&path).is_ok();
                again.then(|| fs::create_dir(&path).ok()).flatten()?;
            }
            self.made.push(path.clone());
        }
        Some(Group { path, unified: parent.unified })
    }

    fn limit(&mut self, limits: &Limits) {
        // Files in memory are charged to the box: the kernel's limit is both, the watch holds the first.
        let bytes = limits.memory_bytes.saturating_add(limits.disk_bytes);
        self.memory = self.memory.take().filter(|group| {
            if !switch::on(Mechanism::Memory) {
                return true;
            }
            if group.unified {
                let _ = group.write("memory.swap.max", 0);
                let _ = group.write("memory.oom.group", 1);
                return group.write("memory.max", bytes);
            }
            let set = group.write("memory.limit_in_bytes", bytes);
            // Only where the kernel accounts for swap.
            let _ = group.write("memory.memsw.limit_in_bytes", bytes);
            // What waits in sockets is counted apart, and not at all unless it is bounded: boxes could use
            // up what the machine has for everybody's.
            let _ = group.write("memory.kmem.tcp.limit_in_bytes", limits.memory_bytes / 4);
            set
        });
        self.pids = self.pids.take().filter(|group| {
            let most = limits.processes.saturating_add(1);
            !switch::on(Mechanism::Processes) || group.write("pids.max", most)
        });
        let quota = (limits.cpus.clamp(0.01, 4096.0) * 100_000.0) as u64;
        self.cpu = self.cpu.take().filter(|group| {
            if !switch::on(Mechanism::CpuShare) {
                return true;
            }
            if group.unified {
                group.write("cpu.max", format!("{quota} 100000"))
            } else {
                group.write("cpu.cfs_period_us", 100_000) && group.write("cpu.cfs_quota_us", quota)
            }
        });
    }

    /// Ways in for process 1 itself, by index. Only version 1 has them.
    ///
    /// A thread that moves itself takes no lock; moving another one waits for all processors of the
    /// machine, milliseconds when it is busy.
    pub fn doors(&self, required: &[String]) -> Vec<Door> {
        let memory = self.memory.as_ref().map(|group| &group.path);
        let cpu = self.cpu.as_ref().map(|group| &group.path);
        let share = required.iter().any(|name| name == CPU_SHARE);
        let open = |(index, path): (usize, &PathBuf)| {
            let file = fs::File::options().write(true).open(path.join("tasks")).ok()?;
            let required = share && cpu == Some(path);
            Some(Door { index, file, memory: memory == Some(path), required })
        };
        self.made.iter().enumerate().filter_map(open).collect()
    }

    /// The group of version 2 for `clone3`, which puts process 1 there at birth without any lock.
    pub fn unified_door(&self) -> Option<std::os::fd::OwnedFd> {
        let path = self.made.iter().find(|path| !path.join("tasks").exists())?;
        fs::File::open(path).ok().map(std::os::fd::OwnedFd::from)
    }

    /// Whether a limit of that name can be held. All others hold without groups.
    pub fn holds(&self, name: &str) -> bool {
        name != CPU_SHARE || self.cpu.is_some()
    }

    /// Moves a process into the groups that have no door and where it is not yet.
    pub fn admit(&mut self, pid: i32) {
        for index in 0..self.made.len() {
            let Some(path) = self.made.get(index).filter(|path| !path.join("tasks").exists()) else {
                continue;
            };
            let file = path.join("cgroup.procs");
            let inside =
                fs::read_to_string(&file).is_ok_and(|text| text.lines().any(|id| id == pid.to_string()));
            if !inside && fs::write(&file, pid.to_string()).is_err() {
                self.lose(index);
            }
        }
    }

    /// A group that the box could not enter limits nothing.
    pub fn lose(&mut self, index: usize) {
        let Some(path) = self.made.get(index) else { return };
        for slot in [&mut self.memory, &mut self.pids, &mut self.cpu, &mut self.usage] {
            if slot.as_ref().is_some_and(|group| &group.path == path) {
                *slot = None;
            }
        }
        self.missing.push(format!("processes may not enter the control group {}", path.display()));
    }

    pub fn cpu_ms(&self) -> Option<u64> {
        let group = self.usage.as_ref()?;
        if group.unified {
            group.field("cpu.stat", "usage_usec").map(|micros| micros / 1000)
        } else {
            group.number("cpuacct.usage").map(|nanos| nanos / 1_000_000)
        }
    }

    pub fn peak_memory(&self) -> Option<u64> {
        let group = self.memory.as_ref()?;
        group.number(group.peak())
    }

    /// Whether all that is told of a box can be read when everything in it is dead.
    pub fn remember(&self) -> bool {
        self.keeps && self.memory.is_some() && self.pids.is_some() && self.usage.is_some()
    }

    /// Memory of the programs themselves, without the files they keep in memory.
    pub fn own_memory(&self) -> Option<u64> {
        let group = self.memory.as_ref()?;
        group.field("memory.stat", if group.unified { "anon " } else { "rss " })
    }

    pub fn processes(&self) -> Option<u64> {
        let group = self.pids.as_ref()?;
        group.number("pids.peak").or_else(|| group.number("pids.current"))
    }

    pub fn killed_for_memory(&self) -> bool {
        self.memory.as_ref().is_some_and(|group| {
            let file = if group.unified { "memory.events" } else { "memory.oom_control" };
            group.field(file, "oom_kill ").is_some_and(|kills| kills > 0)
        })
    }

    /// Removes the groups; their processes are dead, the kernel may need a moment to see it.
    pub fn remove(&mut self) {
        if !switch::on(Mechanism::Sweeping) {
            return;
        }
        let give_up = Instant::now() + Duration::from_secs(2);
        for path in self.made.drain(..) {
            while fs::remove_dir(&path).is_err() && path.exists() && Instant::now() < give_up {
                std::thread::sleep(Duration::from_micros(50));
            }
        }
    }
}

/// Where groups may be made, as last looked at by the helper: its forks need not look again.
static PLACES: Mutex<Option<BTreeMap<String, Group>>> = Mutex::new(None);

fn known_places() -> BTreeMap<String, Group> {
    let known = PLACES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    known.unwrap_or_else(places)
}

/// Where groups may be made, by controller.
fn places() -> BTreeMap<String, Group> {
    let (Ok(own), Ok(mounts)) =
        (fs::read_to_string("/proc/self/cgroup"), fs::read_to_string("/proc/self/mountinfo"))
    else {
        return BTreeMap::new();
    };
    find(&own, &mounts, &|group| delegated(group))
}

/// Pure part of [`places`]: what `/proc/self/cgroup` and `mountinfo` say.
fn find(
    own: &str,
    mounts: &str,
    unified_gives: &dyn Fn(&Path) -> Option<PathBuf>,
) -> BTreeMap<String, Group> {
    let mut found = BTreeMap::new();
    for line in mounts.lines() {
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let left: Vec<&str> = left.split(' ').collect();
        let right: Vec<&str> = right.split(' ').collect();
        let (Some(root), Some(point), Some(kind)) = (left.get(3), left.get(4), right.first()) else {
            continue;
        };
        let options = right.get(2).copied().unwrap_or_default();
        for entry in own.lines() {
            let mut parts = entry.splitn(3, ':');
            let (_, names, path) =
                (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let below = path.strip_prefix(root.trim_end_matches('/')).unwrap_or(path);
            let folder = Path::new(point).join(below.trim_start_matches('/'));
            match *kind {
                "cgroup" if !names.is_empty() => {
                    for name in
                        names.split(',').filter(|name| options.split(',').any(|option| option == *name))
                    {
                        found
                            .entry(name.to_owned())
                            .or_insert(Group { path: folder.clone(), unified: false });
                    }
                }
                "cgroup2" if names.is_empty() => {
                    if let Some(parent) = unified_gives(&folder) {
                        for name in ["memory", "pids", "cpu"] {
                            let group = Group { path: parent.clone(), unified: true };
                            found.entry(name.to_owned()).or_insert(group);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// The nearest group of version 2, ours or above, that hands memory and pids to its children.
fn delegated(own: &Path) -> Option<PathBuf> {
    own.ancestors()
        .take_while(|folder| folder.join("cgroup.controllers").exists())
        .find(|folder| {
            let given = fs::read_to_string(folder.join("cgroup.subtree_control")).unwrap_or_default();
            ["memory", "pids"].iter().all(|name| given.split_whitespace().any(|got| got == *name))
        })
        .map(Path::to_owned)
}

/// Removes groups whose helper was killed, wherever groups may be made.
pub fn sweep_all() {
    if !switch::on(Mechanism::Sweeping) {
        return;
    }
    *PLACES.lock().unwrap_or_else(PoisonError::into_inner) = Some(places());
    for path in abandoned() {
        // Still occupied means still dying: the next sweep takes it.
        let _ = fs::remove_dir(path);
    }
}

/// Groups of helpers that are gone.
pub fn abandoned() -> Vec<PathBuf> {
    let parents: std::collections::BTreeSet<PathBuf> =
        known_places().into_values().map(|group| group.path).collect();
    parents.iter().flat_map(|parent| abandoned_in(parent)).collect()
}

fn abandoned_in(parent: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let is_abandoned = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let pid = name
            .to_str()
            .and_then(|name| name.strip_prefix("quantumlayer-")?.rsplit('-').next()?.parse::<u32>().ok());
        pid.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists())
    };
    entries.flatten().filter(is_abandoned).map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "4:memory:/mine\n2:cpuacct,cpu:/\n0::/user.slice/x\n";

    #[test]
    fn groups_are_found_in_version_1_in_version_2_and_in_both() {
        let v1 = "30 20 0:1 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n\
                  31 20 0:2 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";
        let v2 = "32 20 0:3 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
        let paths = |mounts: &str| {
            find(OWN, mounts, &|folder| Some(folder.to_owned()))
                .into_iter()
                .map(|(name, group)| format!("{name}={}", group.path.display()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            paths(v1),
            "cpu=/sys/fs/cgroup/cpu,cpuacct/ cpuacct=/sys/fs/cgroup/cpu,cpuacct/ memory=/sys/fs/cgroup/memory/mine"
        );
        assert_eq!(
            paths(v2),
            "cpu=/sys/fs/cgroup/user.slice/x memory=/sys/fs/cgroup/user.slice/x pids=/sys/fs/cgroup/user.slice/x"
        );
        assert_eq!(find(OWN, v2, &|_| None), BTreeMap::new());
        assert!(paths(&format!("{v1}{v2}")).contains("memory=/sys/fs/cgroup/memory/mine"));
    }
}

//! Limits that the kernel does not hold by itself, looked at every few milliseconds.
//!
//! With control groups this is one read each; without, the processes of the box are summed up from
//! `/proc`, as descendants of process 1.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cgroup::Groups;
use crate::guest;
use crate::life::Life;
use crate::plan::{Cause, Limits, Plan};
use crate::supervise::Tier;
use crate::switch::{self, Mechanism};
use crate::sys;

/// Reading a group.
const TICK: Duration = Duration::from_millis(20);
/// Summing up `/proc` costs more than reading a group.
const SLOW: Duration = Duration::from_millis(60);
/// Bytes that one processor can take into use in a second, written to for the first time.
const FASTEST: f64 = 2e9;
/// A look may take one part in so many of the time between two.
const SHARE_OF_LOOKS: u32 = 8;
/// Measuring a folder on the host's disk costs more still.
const SLOWEST: Duration = Duration::from_millis(500);
/// The folder that stands for a box's whole file system is small, and nothing else bounds it.
const OFTEN: Duration = Duration::from_millis(50);

pub struct Watch {
    limits: Limits,
    init: i32,
    /// Where all that nobody else owns up to is the box's: processes beside it that are ours.
    ours: Option<Vec<u32>>,
    peak_memory: u64,
    processes: u64,
    cpu_ms: u64,
    last: Option<Instant>,
    /// How soon the next sum is due.
    soon: Duration,
    looked: Instant,
    /// Host folders that the box may write to: no file system of fixed size bounds them.
    folders: Vec<PathBuf>,
    last_measured: Instant,
    /// How often they are measured.
    measures: Duration,
}

impl Watch {
    pub fn new(plan: &Plan, life: &Life, own: Option<&Path>) -> Self {
        let writable = plan.binds.iter().filter(|bind| bind.writable);
        Self {
            limits: plan.limits.clone(),
            init: life.pid,
            ours: (life.tier == Tier::D).then(|| life.ours.clone()),
            peak_memory: 0,
            processes: 0,
            cpu_ms: 0,
            last: None,
            soon: Duration::ZERO,
            looked: Instant::now(),
            folders: writable
                .map(|bind| PathBuf::from(&bind.source))
                .chain(own.map(Path::to_owned))
                .collect(),
            last_measured: Instant::now(),
            measures: if own.is_some() { OFTEN } else { SLOWEST },
        }
    }

    /// How often limits that the kernel does not hold by itself are to be looked at.
    pub fn tick(&self) -> Duration {
        if self.last.is_some() { TICK.min(self.soon) } else { TICK }
    }

    /// Which limit is exceeded now.
    pub fn exceeded(&mut self, groups: &Groups) -> Option<Cause> {
        // A chatty program wakes us often; what it uses does not change that fast.
        if self.looked.elapsed() < self.tick() {
            return None;
        }
        self.looked = Instant::now();
        let own = self.sample(groups);
        if self.cpu_ms > self.limits.cpu_ms && switch::on(Mechanism::CpuTime) {
            return Some(Cause::CpuTime);
        }
        if own > self.limits.memory_bytes && switch::on(Mechanism::Memory) {
            return Some(Cause::Memory);
        }
        if self.folders.is_empty() || self.last_measured.elapsed() < self.measures {
            return None;
        }
        self.last_measured = Instant::now();
        self.overflows().then_some(Cause::Disk)
    }

    /// Whether the writable host folders hold more than the limits allow, or cannot be measured.
    pub fn overflows(&self) -> bool {
        let mut size = Size::default();
        if !switch::on(Mechanism::Disk) {
            return false;
        }
        let measured = self.folders.iter().try_for_each(|folder| size.add(folder, &self.limits));
        measured.is_err() || size.exceeds(&self.limits)
    }

    /// What the writable host folders hold, counted up to the limits.
    pub fn written_bytes(&self) -> u64 {
        let mut size = Size::default();
        // What cannot be measured has ended the run as too much already.
        let _ = self.folders.iter().try_for_each(|folder| size.add(folder, &self.limits));
        size.bytes
    }

    /// Takes a look; gives the programs' own memory.
    pub fn sample(&mut self, groups: &Groups) -> u64 {
        if let (Some(own), Some(cpu)) = (groups.own_memory(), groups.cpu_ms()) {
            self.cpu_ms = cpu;
            self.peak_memory = self.peak_memory.max(own);
            self.processes = self.processes.max(groups.processes().unwrap_or(0));
            return own;
        }
        if self.last.is_some_and(|last| last.elapsed() < self.soon) {
            return 0;
        }
        let begun = Instant::now();
        self.last = Some(begun);
        let mut family = family(self.init, self.ours.as_deref());
        if family.memory > self.limits.memory_bytes {
            // Pages that forks share were counted once for each of them.
            family.memory = family.shared_out();
        }
        if self.ours.is_some() && !Path::new("/proc/self/smaps_rollup").exists() {
            // A kernel that was started for this box, counts each file that a program has mapped as its memory and
            // cannot tell what is shared: what it knows of all programs together is nearer.
            family.memory = family.memory.min(anonymous().unwrap_or(u64::MAX));
        }
        self.soon = self.due(family.memory, begun.elapsed());
        self.processes = self.processes.max(family.processes);
        self.cpu_ms = self.cpu_ms.max(family.cpu_ms);
        self.peak_memory = self.peak_memory.max(family.memory);
        family.memory
    }

    /// While all that is alive can still be counted. What groups keep of their own can be read afterwards.
    pub fn look_last(&mut self, groups: &Groups) {
        if !groups.remember() {
            self.sample(groups);
            self.processes = self.processes.max(groups.processes().unwrap_or(0));
        }
    }

    /// Before the limit can be met by all processors together, unless looking would be all that is done.
    fn due(&self, used: u64, look: Duration) -> Duration {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let left = self.limits.memory_bytes.saturating_sub(used);
        let full = Duration::from_secs_f64(left as f64 / (FASTEST * cores as f64));
        full.max(look * SHARE_OF_LOOKS).min(SLOW)
    }

    pub fn cpu_ms(&self, groups: &Groups) -> u64 {
        groups.cpu_ms().unwrap_or(self.cpu_ms)
    }

    pub fn peak_memory(&self, groups: &Groups) -> u64 {
        groups.peak_memory().unwrap_or(self.peak_memory)
    }

    /// Without process 1, which is ours.
    pub fn most_processes(&self, groups: &Groups) -> u64 {
        groups.processes().unwrap_or(0).max(self.processes).saturating_sub(1)
    }
}

#[derive(Default)]
struct Size {
    bytes: u64,
    files: u64,
}

impl Size {
    fn exceeds(&self, limits: &Limits) -> bool {
        self.bytes > limits.disk_bytes || self.files > limits.files
    }

    /// Adds what is below, and stops as soon as it is too much. Things may vanish meanwhile.
    fn add(&mut self, folder: &Path, limits: &Limits) -> io::Result<()> {
        let mut open = vec![folder.to_owned()];
        while let Some(path) = open.pop() {
            let entries = match fs::read_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other?,
            };
            for entry in entries.flatten() {
                let Ok(meta) = entry.metadata() else { continue };
                self.files += 1;
                self.bytes += meta.blocks() * 512;
                if self.exceeds(limits) {
                    return Ok(());
                }
                if meta.is_dir() {
                    open.push(entry.path());
                }
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Family {
    processes: u64,
    cpu_ms: u64,
    memory: u64,
    members: Vec<i32>,
}

/// Sums up process 1 of the box and all its descendants.
fn family(init: i32, ours: Option<&[u32]>) -> Family {
    let mut by_parent: BTreeMap<i32, Vec<(i32, Stat)>> = BTreeMap::new();
    let Ok(entries) = fs::read_dir("/proc") else { return Family::default() };
    let mut sum = Family::default();
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else {
            continue;
        };
        let Some(stat) =
            fs::read_to_string(entry.path().join("stat")).ok().and_then(|text| Stat::parse(&text))
        else {
            continue;
        };
        if pid == init {
            sum.add(pid, &stat);
        } else {
            by_parent.entry(stat.parent).or_default().push((pid, stat));
        }
    }
    let mut open = vec![init];
    if let Some(ours) = ours {
        // Orphans have gone to whoever was there first.
        let first = by_parent.remove(&(guest::FIRST as i32)).unwrap_or_default();
        for (orphan, stat) in first.into_iter().filter(|(id, _)| !ours.contains(&id.unsigned_abs())) {
            sum.add(orphan, &stat);
            open.push(orphan);
        }
    }
    while let Some(pid) = open.pop() {
        for (child, stat) in by_parent.remove(&pid).unwrap_or_default() {
            sum.add(child, &stat);
            open.push(child);
        }
    }
    sum
}

/// Bytes that this kernel's programs hold beside files.
fn anonymous() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("AnonPages:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib << 10)
}

impl Family {
    fn add(&mut self, pid: i32, stat: &Stat) {
        let (ticks, page) = sys::clock_and_page();
        self.processes += stat.threads;
        self.cpu_ms += stat.ticks * 1000 / ticks;
        self.memory += stat.resident_pages * page;
        self.members.push(pid);
    }

    /// Bytes with each shared page divided among those that share it. One that hides its pages counts in
    /// full. The kernel walks all pages for this: worth it only for whoever seems to have too many.
    fn shared_out(&self) -> u64 {
        let share = |pid: i32| {
            let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib << 10)
        };
        // Whoever has died since holds nothing any more.
        let now = |pid: i32| {
            let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            Stat::parse(&text).map(|stat| stat.resident_pages * sys::clock_and_page().1)
        };
        let held = |pid: i32| share(pid).or_else(|| now(pid)).unwrap_or(0);
        self.members.iter().map(|pid| held(*pid)).sum()
    }
}

struct Stat {
    parent: i32,
    ticks: u64,
    threads: u64,
    resident_pages: u64,
}

impl Stat {
    /// Fields after the name, which may hold anything and ends at the last bracket.
    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
        // Own time and that of children already reaped.
        let ticks = number(11)? + number(12)? + number(13)? + number(14)?;
        Some(Self {
            parent: fields.get(1)?.parse().ok()?,
            ticks,
            threads: number(17)?,
            resident_pages: number(21)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_line_is_read_whatever_the_process_calls_itself() {
        let text = "42 (a) 1 (b) S 7 1 1 0 -1 0 0 0 0 0 3 4 1 2 20 0 5 0 1 1000 99 18446744073709551615";
        let stat = Stat::parse(text).unwrap();
        assert_eq!((stat.parent, stat.ticks, stat.threads, stat.resident_pages), (7, 10, 5, 99));
        assert!(Stat::parse("nonsense").is_none());
    }
}

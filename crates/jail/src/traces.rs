//! What boxes have left on this machine, looked at from outside: for audits.
//!
//! Everything that boxes leave becomes a child of the helper, a control group of its name, or a mount.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::keeper::Keeper;
use crate::{cgroup, spare};

/// One line for each process below the helper, each control group without an owner, each mount.
pub fn traces(keeper: &Keeper) -> BTreeSet<String> {
    let processes = keeper.process_id().map(of_boxes).unwrap_or_default();
    let processes = processes.into_iter().map(|id| format!("process {id}: {}", name_of(id)));
    let groups = groups(keeper).into_iter().map(|path| format!("control group {}", path.display()));
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    // Each has a number of its own: one more at the same place is one more.
    let mount = |line: &str| {
        let mut fields = line.split(' ');
        Some(format!("mount {} at {}", fields.next()?, fields.nth(3)?))
    };
    let mounts = mounts.lines().filter_map(mount);
    processes.chain(groups).chain(mounts).collect()
}

/// Ends and removes what [`traces`] shows of this helper's boxes.
pub fn erase(keeper: &Keeper) {
    for id in keeper.process_id().map(of_boxes).unwrap_or_default() {
        // Gone already is as good.
        let _ = i32::try_from(id).map(|id| kill(Pid::from_raw(id), Signal::SIGKILL));
    }
    for path in groups(keeper) {
        // Still occupied means still dying.
        let _ = fs::remove_dir(path);
    }
}

/// Control groups of its boxes whose owner is gone.
fn groups(keeper: &Keeper) -> Vec<PathBuf> {
    let Some(id) = keeper.process_id() else { return Vec::new() };
    let own = format!("quantumlayer-{id}-");
    let is_own =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&own));
    cgroup::abandoned().into_iter().filter(is_own).collect()
}

/// Between two looks at a box whose end is waited for.
const LOOK: Duration = Duration::from_millis(5);
/// How often a process is stopped until it stands where it should.
const TRIES: usize = 200;

/// A process that does nothing for as long as this lives: what happens meanwhile it learns in one breath.
#[derive(Debug)]
pub struct Held(Pid);

impl Held {
    /// `id` is that of a box's helper.
    pub fn still(id: u32) -> std::io::Result<Self> {
        let pid = Pid::from_raw(i32::try_from(id).map_err(std::io::Error::other)?);
        // Stopped between two of its looks it would not learn all in one.
        for _ in 0..TRIES {
            kill(pid, Signal::SIGSTOP)?;
            if stopped_in_wait(id) {
                break;
            }
            kill(pid, Signal::SIGCONT)?;
            thread::sleep(Duration::from_millis(1));
        }
        kill(pid, Signal::SIGSTOP)?;
        Ok(Self(pid))
    }

    /// Whether the box's program is still there: its end, when it comes, is heard of late.
    pub fn before_the_end(&self) -> bool {
        below(self.0.as_raw().unsigned_abs()).len() > 1
    }

    /// Waits until the box's program has ended and process 1 has said so: alone in its box, asleep or dead.
    /// False when that does not happen in time.
    pub fn until_ended(&self, within: Duration) -> bool {
        let helper = self.0.as_raw().unsigned_abs();
        let start = Instant::now();
        // Processes are not read in one breath: one that ends meanwhile may be missed while process 1,
        // read before it, still waits. The next look sees it at work or done.
        let mut seen = false;
        while start.elapsed() < within {
            let alone = matches!(descendants(helper)[..], [(_, 'S' | 'Z')]);
            if alone && seen {
                return true;
            }
            seen = alone;
            thread::sleep(LOOK);
        }
        false
    }
}

/// Whether the process stands still in the system call in which it waits; true where the machine does not tell.
fn stopped_in_wait(id: u32) -> bool {
    let still =
        |text: &String| text.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('T'));
    for _ in 0..TRIES {
        match fs::read_to_string(format!("/proc/{id}/stat")) {
            Ok(text) if still(&text) => break,
            Ok(_) => thread::sleep(Duration::from_micros(200)),
            Err(_) => return true,
        }
    }
    let Ok(call) = fs::read_to_string(format!("/proc/{id}/syscall")) else { return true };
    let number = call.split_whitespace().next().and_then(|number| number.parse::<libc::c_long>().ok());
    #[cfg(target_arch = "x86_64")]
    let waits = [libc::SYS_poll, libc::SYS_ppoll];
    #[cfg(not(target_arch = "x86_64"))]
    let waits = [libc::SYS_ppoll];
    number.is_some_and(|number| waits.contains(&number))
}

impl Drop for Held {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = kill(self.0, Signal::SIGCONT);
    }
}

/// Processes that have this word among their arguments, and are not dead.
pub fn with_argument(word: &str) -> Vec<u32> {
    let has = |id: &u32| {
        let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|argument| argument == word.as_bytes())
    };
    all().into_iter().filter(has).collect()
}

fn all() -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn name_of(id: u32) -> String {
    let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&line).replace('\0', " ").chars().take(60).collect()
}

/// All below the helper but the one that waits for the next box. That one is a fork of the helper itself, which
/// no program of a box is: what a program calls itself hides nothing.
fn of_boxes(helper: u32) -> Vec<u32> {
    let binary = |id: u32| fs::read_link(format!("/proc/{id}/exe")).ok();
    let is_named = |id: u32| {
        fs::read_to_string(format!("/proc/{id}/comm"))
            .is_ok_and(|name| spare::NAMES.contains(&name.trim_end()))
    };
    let own = binary(helper);
    let children = fs::read_to_string(format!("/proc/{helper}/task/{helper}/children")).unwrap_or_default();
    let mut spares: Vec<u32> = children
        .split_whitespace()
        .filter_map(|id| id.parse().ok())
        .filter(|id| is_named(*id) && own.is_some() && binary(*id) == own)
        .collect();
    let ready: Vec<u32> = spares.iter().flat_map(|id| below(*id)).collect();
    spares.extend(ready);
    let mut all = below(helper);
    all.retain(|id| !spares.contains(id));
    all
}

/// All descendants that are not zombies.
pub fn below(root: u32) -> Vec<u32> {
    descendants(root).into_iter().filter(|(_, state)| *state != 'Z').map(|(id, _)| id).collect()
}

/// All descendants, with the letter that the kernel gives their state.
fn descendants(root: u32) -> Vec<(u32, char)> {
    let mut children: BTreeMap<u32, Vec<(u32, char)>> = BTreeMap::new();
    for id in all() {
        let Ok(text) = fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
        let Some((_, rest)) = text.rsplit_once(')') else { continue };
        let mut fields = rest.split_whitespace();
        let Some(state) = fields.next().and_then(|state| state.chars().next()) else { continue };
        if let Some(parent) = fields.next().and_then(|parent| parent.parse().ok()) {
            children.entry(parent).or_default().push((id, state));
        }
    }
    let mut open = vec![root];
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        for child in children.remove(&id).unwrap_or_default() {
            open.push(child.0);
            found.push(child);
        }
    }
    found
}

//! Many runs of every kind leave nothing, and neither does whoever is killed while he drives them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const HELPER: &str = env!("CARGO_BIN_EXE_sandbox-helper");
/// More than this is a leak: a box that leaves a page grows ten thousand of them to forty times as much.
const GROWTH_KIB: i64 = 5 << 10;

#[expect(clippy::print_stdout, reason = "`make soak` is run to see the figures")]
fn soak(runs: usize) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(HELPER).arg("soak").arg(folder.path()).arg(runs.to_string()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let found: serde_json::Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr)));
    println!("{found}");
    assert_eq!(found["wrong"], serde_json::json!([]), "{found:#}");
    assert_eq!(found["left"], serde_json::json!([]), "{found:#}");
    for name in ["host_kib", "helper_kib"] {
        let kib = |at: usize| found[name][at].as_i64().unwrap();
        assert!(kib(0) > 0 && kib(1) - kib(0) < GROWTH_KIB, "{name} grew: {found:#}");
    }
    assert!(found["descriptors"][1].as_u64() <= found["descriptors"][0].as_u64(), "{found:#}");
}

#[test]
fn a_thousand_mixed_runs_leave_nothing_and_do_not_grow() {
    soak(1_000);
}

#[test]
#[ignore = "takes minutes: make soak"]
fn ten_thousand_mixed_runs_leave_nothing_and_do_not_grow() {
    soak(10_000);
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Of all its threads: each has a list of its own.
fn children(parent: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{parent}/task")).unwrap().flatten();
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().map(|id| id.parse().unwrap()).collect::<Vec<_>>()).collect()
}

/// Control groups that a helper made and that still exist.
fn groups_of(helpers: &[u32]) -> usize {
    let found = Command::new("find")
        .args(["/sys/fs/cgroup", "-maxdepth", "6", "-type", "d", "-name", "quantumlayer-*"])
        .output()
        .unwrap();
    let names = String::from_utf8(found.stdout).unwrap();
    let of = |name: &str| helpers.iter().any(|id| name.contains(&format!("/quantumlayer-{id}")));
    names.lines().filter(|name| of(name)).count()
}

#[test]
fn kill_9_of_the_driver_of_fifty_programs_leaves_none_alive_and_the_next_start_sweeps() {
    const PROGRAMS: usize = 50;
    for with_helpers in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        // A number of seconds that nobody else sleeps for.
        let mark = format!("{}{}", std::process::id(), 7000 + u32::from(with_helpers));
        let mut driver = Command::new(HELPER)
            .arg("drive")
            .arg(folder.path())
            .args([&PROGRAMS.to_string(), &mark])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(driver.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "up\n");
        // The driver has the word among its own arguments.
        until("each has its daemon", || jail::with_argument(&mark).len() == 2 * PROGRAMS + 1);
        let keepers = children(driver.id());
        let helpers: Vec<u32> = keepers.iter().flat_map(|id| children(*id)).chain(keepers.clone()).collect();
        assert!(!helpers.is_empty());
        if with_helpers {
            // As when the machine runs out of memory and the kernel chooses: nobody is left to clean up.
            let ids: Vec<String> = keepers.iter().map(u32::to_string).collect();
            assert!(Command::new("/bin/kill").arg("-9").args(ids).status().unwrap().success());
        }
        driver.kill().unwrap();
        driver.wait().unwrap();
        until("none is alive", || jail::with_argument(&mark).is_empty());
        until("the helpers are gone", || {
            helpers.iter().all(|id| !Path::new(&format!("/proc/{id}")).exists())
        });
        let next = tempfile::tempdir().unwrap();
        let after = Command::new(HELPER).arg("soak").arg(next.path()).arg("1").output().unwrap();
        assert!(after.status.success());
        assert_eq!(groups_of(&helpers), 0, "the next start sweeps");
    }
}

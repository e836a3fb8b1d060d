//! Nothing stays behind: no process, no group, no mount, whoever is killed.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::support::{
    Who, alive, children, everybody, helper, in_turn_without, run, shell, start, start_awaited, until,
    waiting, watch, with_own_mounts,
};
use jail::{Keeper, Network};

/// Groups that helpers made and that still exist.
fn groups() -> Vec<String> {
    let found = Command::new("find")
        .args(["/sys/fs/cgroup", "-maxdepth", "6", "-type", "d", "-name", "quantumlayer-*"])
        .output()
        .unwrap();
    String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn groups_of(helper: u32) -> usize {
    groups().iter().filter(|path| path.ends_with(&format!("-{helper}"))).count()
}

/// A number of seconds nobody else sleeps for.
fn mark(salt: u32) -> String {
    format!("{}{salt:03}", std::process::id())
}

#[test]
fn daemons_die_with_the_run() {
    for (salt, who) in (10..).zip(everybody()) {
        let mark = mark(salt);
        let plan = shell(&format!(
            "(setsid sleep {mark} &) ; (setsid sh -c 'trap \"\" TERM; exec sleep {mark}' &); sleep 0.05; echo up"
        ));
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
        let mut running = start(who, &plan).unwrap();
        let id = running.helper_id().unwrap();
        while running.next_event().unwrap().is_some() {}
        assert_eq!(alive(&mark), 0, "{who:?}");
        until(|| groups_of(id) == 0);
        assert_eq!(std::fs::read_to_string("/proc/self/mountinfo").unwrap(), mounts);
    }
}

#[test]
fn hanging_up_kills_the_box() {
    for (salt, who) in (20..).zip(everybody()) {
        let mark = mark(salt);
        let mut running = start(who, &shell(&format!("exec sleep {mark}"))).unwrap();
        let id = running.helper_id().unwrap();
        until(|| alive(&mark) == 1);
        drop(running);
        assert_eq!((alive(&mark), groups_of(id)), (0, 0), "{who:?}");
    }
}

#[test]
fn killing_the_driver_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.json");
    let mark = mark(30);
    let plan = shell(&format!("(setsid sleep {mark} &); echo up; exec sleep {mark}"));
    std::fs::write(&path, serde_json::to_vec(&plan).unwrap()).unwrap();
    let mut driver = Command::new(helper()).arg(&path).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(driver.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "up\n");
    until(|| alive(&mark) == 2);
    let keepers = children(driver.id());
    assert_eq!(keepers.len(), 1);
    let helpers: Vec<u32> = keepers.iter().flat_map(|id| children(*id)).collect();
    // The one that serves the box, and the one that may wait for the next already.
    assert!(matches!(helpers.len(), 1 | 2), "{helpers:?}");
    driver.kill().unwrap();
    driver.wait().unwrap();
    until(|| alive(&mark) == 0);
    until(|| {
        helpers.iter().all(|id| groups_of(*id) == 0 && !std::path::Path::new(&format!("/proc/{id}")).exists())
    });
}

#[test]
fn killing_the_helper_kills_the_box_and_the_next_start_sweeps() {
    for (salt, who) in (40..).zip(everybody()) {
        let mark = mark(salt);
        let mut running = start(who, &shell(&format!("(setsid sleep {mark} &); exec sleep {mark}"))).unwrap();
        let id = running.helper_id().unwrap();
        until(|| alive(&mark) == 2);
        let killed = Command::new("/bin/kill").args(["-9", &id.to_string()]).status().unwrap();
        assert!(killed.success());
        assert!(matches!(running.next_event(), Err(jail::JailError::Lost(_))));
        until(|| alive(&mark) == 0);
        drop(running);
        // Groups of a killed helper wait for the next one.
        until(|| {
            run(&shell("true"));
            groups_of(id) == 0
        });
    }
}

#[test]
fn a_second_box_finds_nothing_of_the_first() {
    let write = shell(
        "for d in /tmp /dev/shm /box/home /box/project; do echo x > $d/left; done; ipcmk -Q >/dev/null; ls /tmp",
    );
    let look = shell("ls -A /tmp /dev/shm /box/home /box/project | grep -c left; ipcs -q | grep -c 0x");
    for _ in 0..2 {
        assert_eq!(run(&write).stdout, "left\n");
        assert_eq!(run(&look).stdout, "0\n0\n");
    }
}

#[test]
fn a_box_that_waits_is_for_one_plan_and_leaves_nothing_when_nobody_asks() {
    let keeper = Keeper::new(helper());
    let mut first = start_awaited(&keeper, &shell("echo $$")).unwrap();
    let (id, next) = (first.helper_id().unwrap(), || waiting(&keeper));
    // Its program has the number that it has in a box made for it.
    assert_eq!(watch(first).unwrap().stdout, run(&shell("echo $$")).stdout);
    let gone = |id: u32| !std::path::Path::new(&format!("/proc/{id}")).exists();
    until(|| next().is_some_and(|other| other != id));
    // The last that it does is to remove its groups, and it is a process for a moment longer.
    until(|| groups_of(id) == 0 && gone(id));
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
    let before = jail::traces(&keeper);
    // The kernel's list of children may lack one while another ends: it is looked at again.
    let other = std::cell::Cell::new(0);
    until(|| next().inspect(|id| other.set(*id)).is_some());
    let other = other.get();
    // What only waits is no trace of a box, whatever comes and goes.
    assert!(before.iter().all(|line| !line.contains("process")), "{before:?}");
    let helper = keeper.process_id().unwrap();
    drop(keeper);
    until(|| gone(helper) && gone(other) && groups_of(other) == 0);
    assert_eq!(std::fs::read_to_string("/proc/self/mountinfo").unwrap(), mounts);
}

#[test]
fn what_waits_and_does_not_suit_the_plan_or_was_killed_is_replaced() {
    let keeper = Keeper::new(helper());
    keeper.warm_up().unwrap();
    until(|| waiting(&keeper).is_some());
    let killed = waiting(&keeper).unwrap();
    assert!(Command::new("/bin/kill").args(["-9", &killed.to_string()]).status().unwrap().success());
    until(|| waiting(&keeper).is_some_and(|other| other != killed));
    // Its process 1 is in a network of its own already.
    let host = std::fs::read_to_string("/proc/net/dev").unwrap().lines().count();
    let mut asked = shell("cat /proc/net/dev | wc -l");
    asked.network = Network::Host;
    let seen = watch(start_awaited(&keeper, &asked).unwrap()).unwrap();
    assert_eq!(seen.stdout.trim(), host.to_string());
    // More than process 1 may hold as memory of the box.
    let mut asked = shell("wc -c < large");
    let content = vec![b'x'; 1 << 20];
    asked.files.push(jail::File { path: "large".into(), executable: false, content });
    let seen = watch(start_awaited(&keeper, &asked).unwrap()).unwrap();
    assert_eq!(seen.stdout.trim(), (1 << 20).to_string());
    // Limits that are none.
    let mut asked = shell("true");
    asked.limits.files = 0;
    let mut running = start_awaited(&keeper, &asked).unwrap();
    let id = running.helper_id().unwrap();
    assert!(matches!(running.next_event(), Err(jail::JailError::Refused(_))));
    until(|| groups_of(id) == 0);
}

#[test]
fn a_box_that_waits_does_not_hide_what_the_host_mounts_meanwhile() {
    if !everybody().contains(&Who::WithoutUsers) {
        // Only the superuser mounts anything.
        return;
    }
    let keeper = Keeper::new(with_own_mounts());
    keeper.warm_up().unwrap();
    until(|| waiting(&keeper).is_some());
    let first = waiting(&keeper);
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    let id = keeper.process_id().unwrap().to_string();
    let line = format!("mount -t tmpfs -o mode=755 none {path} && echo new > {path}/there");
    let mounted = Command::new("/usr/bin/nsenter").args(["-t", &id, "-m", "/bin/sh", "-c", &line]).status();
    assert!(mounted.unwrap().success());
    // Nor does it keep the old ones for long.
    until(|| waiting(&keeper).is_some() && waiting(&keeper) != first);
    let mut asked = shell("cat /opt/host/there");
    asked.binds.push(jail::Bind { target: "/opt/host".into(), ..jail::Bind::same(path) });
    assert_eq!(watch(start_awaited(&keeper, &asked).unwrap()).unwrap().stdout, "new\n");
}

#[test]
fn who_asks_while_the_next_box_is_made_is_not_kept_waiting_for_it() {
    let signal = |word: &str, id: u32| {
        let _ = Command::new("/bin/kill").args([word, &id.to_string()]).stderr(Stdio::null()).status();
    };
    let mut met = 0;
    for _ in 0..50 {
        let keeper = Keeper::new(helper());
        keeper.warm_up().unwrap();
        let id = keeper.process_id().unwrap();
        until(|| !children(id).is_empty());
        let spare = children(id)[0];
        signal("-STOP", spare);
        let name = std::fs::read_to_string(format!("/proc/{spare}/comm")).unwrap();
        if name.trim() == "jail-spare" {
            met += 1;
            let mut asked = shell("echo up");
            asked.limits.wall_ms = 1000;
            assert_eq!(watch(jail::start_by(&keeper, &asked).unwrap()).unwrap().stdout, "up\n");
        }
        signal("-CONT", spare);
        if met == 3 {
            return;
        }
    }
    panic!("every box was made before it could be held");
}

#[test]
fn where_nothing_can_be_made_ahead_boxes_are_made_from_nothing() {
    if !everybody().contains(&Who::WithoutUsers) {
        return;
    }
    for _ in 0..20 {
        let keeper = Keeper::new(in_turn_without("user_namespace"));
        keeper.warm_up().unwrap();
        let helper = keeper.process_id().unwrap();
        until(|| !children(helper).is_empty());
        // What makes a box ahead, and alone may answer, finds the plan before its process 1 could say that it gives
        // up. One that has given up by now is not met in that moment: then another round's is.
        let signal = |word: &str, ids: &[u32]| {
            let ids = ids.iter().map(u32::to_string);
            let _ = Command::new("/bin/kill").arg(word).args(ids).stderr(Stdio::null()).status();
        };
        signal("-STOP", &[helper]);
        let spares = children(helper);
        signal("-STOP", &spares);
        let (sender, asker) = std::sync::mpsc::channel();
        let asked = std::thread::scope(|scope| {
            let asked = scope.spawn(|| {
                sender.send(nix::unistd::gettid()).unwrap();
                watch(jail::start_by(&keeper, &shell("echo up")).unwrap())
            });
            // It has said all and waits for an answer.
            let asker = format!("/proc/self/task/{}/stat", asker.recv().unwrap());
            until(|| std::fs::read_to_string(&asker).is_ok_and(|text| text.contains(") S ")));
            signal("-CONT", &spares);
            until(|| asked.is_finished() || !spares.iter().any(|id| children(helper).contains(id)));
            signal("-CONT", &[helper]);
            asked.join().unwrap()
        });
        assert_eq!(asked.unwrap().stdout, "up\n");
    }
}

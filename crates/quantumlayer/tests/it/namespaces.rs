//! Started by an ordinary user, and where a container decides what there is: a namespace with a single user,
//! a `/proc` that is covered in part.

use std::{os::unix::fs::PermissionsExt, path::Path, process::Command};

use crate::support::Ended;

/// The shipped binary where every user may start it.
fn readable(folder: &Path) -> std::path::PathBuf {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let copy = folder.join("quantumlayer");
    std::fs::copy(env!("CARGO_BIN_EXE_quantumlayer"), &copy).unwrap();
    copy
}

fn we_are_root() -> bool {
    nix::unistd::geteuid().is_root()
}

fn alone(prefix: &[&str], binary: &Path, arguments: &[&str], folder: &Path) -> Ended {
    let words: Vec<&str> = prefix.iter().copied().chain(["unshare", "--user", "--map-root-user"]).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(binary).args(arguments).arg("--data-dir").arg(folder.join("data"));
    Ended::of(command.current_dir(folder).output().unwrap())
}

const ORDINARY: [&str; 4] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/// Runs the rest of its words with `/proc/sys` read-only, as Docker leaves it: the kernel gives no new `/proc` then.
const COVERED: [&str; 7] = [
    "unshare",
    "--mount",
    "--propagation",
    "private",
    "sh",
    "-c",
    "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$0\" \"$@\"",
];

fn behind(prefix: &[&str], binary: &Path, arguments: &[&str], folder: &Path) -> Ended {
    let mut command = Command::new(prefix[0]);
    command.args(&prefix[1..]).arg(binary).args(arguments).arg("--data-dir").arg(folder.join("data"));
    command.env("HOME", folder).current_dir(folder);
    Ended::of(command.output().unwrap())
}

#[test]
fn attacks_are_contained_for_an_ordinary_user_and_without_proc() {
    if !we_are_root() {
        return;
    }
    // Those that depend on what such a user or such a box lacks, and each kind of wall once.
    let numbers = ["1", "15", "24", "25", "32", "34", "46", "48", "74", "79", "81", "85", "87", "99", "115"];
    let mut arguments = vec!["attack", "--json"];
    arguments.extend(numbers.iter().flat_map(|number| ["--case", number]));
    let both = [&COVERED[..], &ORDINARY[..]].concat();
    for prefix in [&ORDINARY[..], &COVERED[..], &both] {
        let folder = tempfile::TempDir::new().unwrap();
        let binary = readable(folder.path());
        let document = behind(prefix, &binary, &arguments, folder.path()).code(0).json();
        assert_eq!(document["contained"], numbers.len(), "{prefix:?}: {document:#}");
    }
}

#[test]
fn where_a_box_has_no_proc_doctor_says_so_and_what_to_change() {
    if !we_are_root() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let binary = readable(folder.path());
    let doctor = behind(&COVERED, &binary, &["doctor"], folder.path()).code(0);
    assert!(doctor.stdout.contains("systempaths=unconfined"), "{}", doctor.stdout);
    // Every runtime that works here works there too: none needs it.
    let plain = behind(&["env"], &binary, &["doctor"], folder.path());
    let usable = |text: &str| text.matches("its probe ran in a box").count();
    assert_eq!(usable(&doctor.stdout), usable(&plain.stdout), "{}", doctor.stdout);
}

#[test]
fn programs_run_as_the_only_user_there_is_unless_that_is_the_machines_root() {
    let folder = tempfile::TempDir::new().unwrap();
    let binary = readable(folder.path());
    std::fs::write(
        folder.path().join("who.py"),
        "import os\nprint(os.getuid(), open('/proc/self/uid_map').read().split())\n",
    )
    .unwrap();
    let ordinary: &[&str] =
        if we_are_root() { &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] } else { &[] };
    let ended = alone(ordinary, &binary, &["run", "who.py"], folder.path()).code(0);
    assert!(ended.stdout.starts_with("1000 ['1000', "), "{}", ended.stdout);
    let doctor = alone(ordinary, &binary, &["doctor"], folder.path());
    assert!(doctor.stdout.contains("outside it is this user"), "{}", doctor.stdout);
    if we_are_root() {
        std::fs::remove_dir_all(folder.path().join("data")).unwrap();
        let refused = alone(&[], &binary, &["run", "who.py"], folder.path()).code(125);
        assert!(refused.stderr.contains("holds the machine's root alone"), "{}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
}

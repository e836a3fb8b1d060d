//! Started in a namespace that holds a single user, as in some rootless containers.

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

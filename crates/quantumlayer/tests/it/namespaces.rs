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
    command
        .env("HOME", folder)
        .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
        .current_dir(folder);
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

/// Runs the rest of its words where no namespaces are given, as in Docker unless it is told otherwise: `clone3` is
/// unknown, and `clone`, `unshare` and `setns` are not permitted.
const NONE: &str = r#"
import ctypes, os, platform, struct, sys
line = lambda code, k, yes=0, no=0: struct.pack('HBBI', code, yes, no, k)
clone, unshare, setns = (56, 272, 308) if platform.machine() == 'x86_64' else (220, 97, 268)
text = line(0x20, 0)
for call, error in ((435, 38), (unshare, 1), (setns, 1)):
    text += line(0x15, call, 0, 1) + line(0x06, 0x50000 | error)
text += line(0x15, clone, 0, 3) + line(0x20, 16) + line(0x45, 0x7e020000, 0, 1) + line(0x06, 0x50001)
text += line(0x06, 0x7fff0000)
space = ctypes.create_string_buffer(text)
program = struct.pack('HxxxxxxP', len(text) // 8, ctypes.addressof(space))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0) == 0, ctypes.get_errno()
os.execv(sys.argv[1], sys.argv[1:])
"#;

#[test]
fn without_namespaces_programs_run_by_the_operators_word_alone_and_what_that_misses_is_told() {
    if !we_are_root() {
        return;
    }
    let none = ["/usr/bin/python3", "-c", NONE];
    let user = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65533", "--clear-groups"];
    for prefix in [&none[..], &[&none[..], &user[..]].concat()] {
        let folder = tempfile::TempDir::new().unwrap();
        let binary = readable(folder.path());
        let run = |arguments: &[&str]| behind(prefix, &binary, arguments, folder.path());
        std::fs::write(folder.path().join("in.py"), "print(open('/etc/passwd').read())").unwrap();
        std::fs::write(folder.path().join("ok.py"), "print('ran')").unwrap();
        let refused = run(&["run", "ok.py"]).code(125);
        assert!(
            refused.stderr.contains("create namespaces") && refused.stdout.is_empty(),
            "{}",
            refused.stderr
        );
        assert!(refused.stderr.contains("sandbox.allow_tier_c"), "{}", refused.stderr);
        let unbuilt = run(&["attack", "--case", "52"]).code(125).stderr;
        assert!(unbuilt.contains("create namespaces") && unbuilt.contains("seccomp=unconfined"), "{unbuilt}");
        assert!(!unbuilt.contains("a box was built"), "{unbuilt}");

        std::fs::write(folder.path().join("c.toml"), "[sandbox]\nallow_tier_c = true\n").unwrap();
        let with = |arguments: &[&str]| run(&[arguments, &["--config", "c.toml"]].concat());
        let ran = with(&["run", "ok.py"]).code(0);
        assert!(ran.stdout == "ran\n" && ran.stderr.contains("tier C"), "{} {}", ran.stdout, ran.stderr);
        let document = with(&["run", "in.py", "--json"]).code(1).json();
        assert_eq!(document["tier"], "C");
        assert!(document["stderr"].as_str().unwrap().contains("PermissionError"), "{document:#}");
        assert!(document["missing"].to_string().contains("tier C: no namespaces"), "{document:#}");
        let doctor = with(&["doctor"]).code(0).stdout;
        assert!(doctor.contains("tier C") && doctor.contains("names, sizes and dates"), "{doctor}");

        let held = with(&["attack", "--case", "52", "--case", "24", "--case", "88", "--case", "115"]).code(0);
        assert!(held.stdout.contains("tier C: 4 of 4 contained"), "{}", held.stdout);
        let missed = with(&["attack", "--case", "76", "--case", "52", "--case", "102"]).code(1).stdout;
        let told = "Tier C misses:\n  076 reads the host's name\n";
        assert!(missed.contains(told) && missed.contains("1 not applicable"), "{missed}");
    }
}

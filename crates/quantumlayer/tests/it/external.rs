//! Boxes that an external runner makes (tier D): gVisor where this machine has it, and commands of ours.

use std::{fs, os::unix::fs::PermissionsExt, sync::OnceLock, time::Duration};

use serde_json::Value;

use crate::support::{Ended, Home, text};

/// Debian's build of gVisor, where `scripts/setup.sh test` could install it and it starts anything at all here.
fn gvisor() -> Option<&'static str> {
    static WORKS: OnceLock<bool> = OnceLock::new();
    // The kernel's own tracing works nearly everywhere; virtual machines inside virtual machines do not.
    let starts = || {
        let mut runtime = std::process::Command::new("runsc");
        runtime.args(["--platform=ptrace", "--network=none", "do", "true"]);
        let works = runtime.output().is_ok_and(|ended| ended.status.success());
        if !works {
            eprintln!("gVisor starts nothing on this machine: boxes behind it are not tried");
        }
        works
    };
    let usable = nix::unistd::geteuid().is_root() && *WORKS.get_or_init(starts);
    usable.then_some("runner = \"oci\"\nrunner_command = [\"runsc\", \"--platform=ptrace\"]\n")
}

fn settings(home: &Home, lines: &str) {
    home.write("d.toml", format!("[sandbox]\n{lines}"));
}

fn run(home: &Home, arguments: &[&str]) -> Ended {
    home.run(&[arguments, &["--config", "d.toml"]].concat())
}

fn result(home: &Home, program: &str, arguments: &[&str]) -> Value {
    home.write("a.py", program);
    run(home, &[&["run", "a.py", "--json"], arguments].concat()).json()
}

/// Processes of gVisor that know of this home.
fn left_of(home: &Home) -> Vec<String> {
    let mine = home.path().display().to_string();
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let lines = entries.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    lines
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains("runsc") && line.contains(&mine))
        .collect()
}

fn bundles(home: &Home) -> usize {
    let entries = fs::read_dir(home.data().join("runner")).unwrap().flatten();
    entries.filter(|entry| entry.file_name() != "state").count()
}

#[test]
fn a_program_runs_behind_another_kernel_with_what_it_was_given_and_nothing_else() {
    let Some(lines) = gvisor() else { return };
    let home = Home::new();
    settings(&home, lines);
    let secret = home.write("secret.txt", "do not read");
    let program = format!(
        "import os, socket, sys\n\
         print(open('/proc/version').read().strip())\n\
         print(os.getuid() != 0, os.path.exists({:?}), sys.stdin.read())\n\
         try: socket.create_connection(('192.0.2.1', 80), 2)\n\
         except OSError as error: print('no way out')\n\
         own = socket.create_server(('127.0.0.1', 0)); socket.create_connection(own.getsockname())\n\
         try: os.setuid(0)\n\
         except OSError: print('no superuser')\n\
         try: open('/usr/x', 'w')\n\
         except OSError: print('read-only')\n\
         open('out.txt', 'w').write('left behind'); sys.stderr.write('said'); sys.exit(3)\n",
        secret.display().to_string()
    );
    let input = home.write("in.txt", "heard");
    let document = result(&home, &program, &["--stdin", input.to_str().unwrap(), "--outputs", "out.txt"]);
    let said: Vec<&str> = text(&document, "/stdout").lines().collect();
    let ours = fs::read_to_string("/proc/version").unwrap();
    assert_ne!(said[0], ours.trim(), "the kernel is the machine's own");
    assert_eq!(said[1..], ["True False heard", "no way out", "no superuser", "read-only"], "{document:#}");
    assert_eq!((&document["tier"], &document["exit_code"]), (&"D".into(), &3.into()), "{document:#}");
    assert_eq!(text(&document, "/stderr"), "said");
    assert!(document["outputs"].to_string().contains("out.txt"), "{document:#}");
    assert!(document["missing"].to_string().contains("by the runner alone"), "{document:#}");
    assert_eq!((left_of(&home), bundles(&home)), (Vec::new(), 0));
}

#[test]
fn each_limit_that_is_named_as_held_ends_a_program_behind_another_kernel_too() {
    let Some(lines) = gvisor() else { return };
    let home = Home::new();
    settings(&home, lines);
    let forks = "import os, time\nn = 0\ntry:\n  while True:\n    if os.fork() == 0: os.setsid(); time.sleep(60)\n    n += 1\nexcept OSError: print(n)";
    let orphan = "import os, time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    while True: pass\n  os._exit(0)\ntime.sleep(60)";
    for (program, arguments, verdict) in [
        ("import time; time.sleep(60)", &["--timeout", "1"][..], "wall_time"),
        ("while True: pass", &["--cpu-time", "1"], "cpu_time"),
        (orphan, &["--cpu-time", "1"], "cpu_time"),
        ("x = []\nwhile True: x.append(bytearray(1 << 22))", &["--memory", "100"], "memory"),
        ("while True: print('x' * 4096)", &[], "output"),
        ("f = open('big', 'wb')\nwhile True: f.write(bytes(1 << 20))", &["--disk", "20"], "disk"),
        ("f = open('/tmp/big', 'wb')\nwhile True: f.write(bytes(1 << 20))", &["--disk", "20"], "disk"),
        (forks, &[], "ok"),
    ] {
        let document = result(&home, program, arguments);
        assert_eq!(document["verdict"], verdict, "{program}: {document:#}");
        if program == forks {
            assert_eq!(text(&document, "/stdout"), "64\n", "{document:#}");
        }
    }
    assert_eq!((left_of(&home), bundles(&home)), (Vec::new(), 0));
    // What nobody would hold is refused where it is asked for.
    home.write("a.py", "");
    let refused = run(&home, &["run", "a.py", "--cpus", "1"]).code(125);
    assert!(refused.stderr.contains("cpu_share") && refused.stderr.contains("tier D"), "{}", refused.stderr);
}

#[test]
fn what_a_killed_driver_left_with_a_runner_is_put_away_by_the_next_start() {
    let Some(lines) = gvisor() else { return };
    let home = Home::new();
    settings(&home, lines);
    home.write("a.py", "import time\nprint('up', flush=True)\ntime.sleep(60)");
    let mut command = home.command(&["run", "a.py", "--config", "d.toml"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut said = [0u8; 2];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut said).unwrap();
    assert!(!left_of(&home).is_empty());
    child.kill().unwrap();
    child.wait().unwrap();
    let gone = || left_of(&home).is_empty();
    assert!(within(Duration::from_secs(10), gone), "{:?}", left_of(&home));
    assert_eq!(bundles(&home), 1);
    home.write("a.py", "print('next')");
    assert_eq!(run(&home, &["run", "a.py"]).code(0).stdout, "next\n");
    assert_eq!(bundles(&home), 0);
}

#[test]
fn doctor_says_what_a_runner_holds_and_tries_a_runtime_behind_it() {
    let Some(lines) = gvisor() else { return };
    let home = Home::new();
    settings(&home, lines);
    let doctor = run(&home, &["doctor"]).code(0).stdout;
    for said in ["tier D", "by the runner alone", "not held by boxes of a runner", "its probe ran in a box"] {
        assert!(doctor.contains(said), "{said}: {doctor}");
    }
}

#[test]
fn a_command_that_starts_this_program_elsewhere_makes_boxes_there() {
    let home = Home::new();
    // Elsewhere is here, and what was said on the way is kept.
    let script =
        format!("#!/bin/sh\necho \"$@\" > {:?}\nexec {:?} \"$@\"\n", home.path().join("said"), binary());
    let runner = home.write("elsewhere", script);
    fs::set_permissions(&runner, fs::Permissions::from_mode(0o755)).unwrap();
    settings(
        &home,
        &format!("runner = \"command\"\nrunner_command = [{:?}]\n", runner.display().to_string()),
    );
    let document = result(&home, "print(6 * 7)", &[]);
    assert_eq!((text(&document, "/stdout"), text(&document, "/tier")), ("42\n", "D"), "{document:#}");
    assert_eq!(fs::read_to_string(home.path().join("said")).unwrap(), "__jail nested\n");
    let late = result(&home, "import time; time.sleep(60)", &["--timeout", "1"]);
    assert_eq!(late["verdict"], "wall_time", "{late:#}");
}

#[test]
fn a_runner_that_gives_no_box_is_named_with_its_own_words() {
    let home = Home::new();
    home.write("a.py", "print(1)");
    let refused = |lines: &str| {
        settings(&home, lines);
        let ended = run(&home, &["run", "a.py"]);
        assert_ne!(ended.code, Some(0), "{}", ended.stdout);
        ended.stderr
    };
    for (lines, words) in [
        ("runner = \"command\"\nrunner_command = [\"/nowhere/at-all\"]\n", "cannot be started"),
        (
            "runner = \"command\"\nrunner_command = [\"sh\", \"-c\", \"echo no room here >&2; exit 7\"]\n",
            "no room here",
        ),
        ("runner = \"command\"\nrunner_command = [\"cat\"]\n", "external runner `cat`"),
        ("runner = \"vm\"\nrunner_command = [\"x\"]\n", "there is no kind `vm`"),
        ("runner = \"oci\"\n", "its command is empty"),
    ] {
        let said = refused(lines);
        assert!(said.contains(words) && said.contains("sandbox.runner"), "{lines}: {said}");
    }
    let unplayed = run(&home, &["attack", "--case", "52"]).code(2).stderr;
    assert!(unplayed.contains("boxes of this machine's own"), "{unplayed}");
}

#[test]
fn what_is_behind_a_runner_may_say_anything_and_fills_no_memory() {
    let home = Home::new();
    home.write("a.py", "print(1)");
    // A hello, and then frames of output without an end.
    let script = "printf 'h\\004\\000\\000\\000\\001\\000\\000\\000'; while :; do printf 'o\\000\\000\\020\\000'; head -c 1048576 /dev/zero; done";
    settings(&home, &format!("runner = \"command\"\nrunner_command = [\"sh\", \"-c\", {script:?}]\n"));
    let ended = run(&home, &["run", "a.py", "--on-output-limit", "truncate", "--disk", "1"]);
    assert_eq!(ended.code, Some(125), "{}", ended.stderr);
    assert!(ended.stderr.contains("more than the limits allow"), "{}", ended.stderr);
    let bytes = ended.stdout.len();
    assert!(bytes < 40 << 20, "{bytes} bytes");
}

fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_quantumlayer")
}

fn within(longest: Duration, done: impl Fn() -> bool) -> bool {
    let deadline = std::time::Instant::now() + longest;
    while !done() {
        if std::time::Instant::now() >= deadline {
            return false;
        }
        std::thread::yield_now();
    }
    true
}

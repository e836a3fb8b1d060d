//! Tier C: what holds where the machine gives no namespaces, and that nothing runs there without consent.

use std::path::Path;

use jail::{Bind, Cause, Consent, File, JailError, Keeper, Network, Plan, Service};

use crate::support::{Seen, Who, alive, everybody, python, shell, until, watch, without_namespaces};

/// As the superuser of a container with a user for each box, and as an only user. None where we cannot play either.
fn users() -> &'static [bool] {
    if everybody().contains(&Who::WithoutUsers) && std::fs::exists("/usr/bin/setpriv").unwrap_or(false) {
        &[true, false]
    } else {
        &[]
    }
}

fn run(other_user: bool, plan: &Plan) -> Result<Seen, JailError> {
    let keeper = Keeper::with(without_namespaces(other_user), Consent::WithoutNamespaces);
    watch(jail::start_by(&keeper, plan)?)
}

#[track_caller]
fn each(plan: &Plan, look: impl Fn(&Seen)) {
    for other_user in users() {
        let seen = run(*other_user, plan).unwrap_or_else(|error| panic!("{other_user}: {error}"));
        assert_eq!(seen.ending.tier, "C", "{seen:?}");
        look(&seen);
    }
}

fn places() -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir("/tmp").unwrap().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains("quantumlayer-box-"))
        .collect()
}

#[test]
fn nothing_runs_there_without_consent() {
    for other_user in users() {
        let keeper = Keeper::new(without_namespaces(*other_user));
        let running = jail::start_by(&keeper, &shell("echo ran > /tmp/ql-never"));
        let error = running.and_then(watch).expect_err("no box").to_string();
        assert!(error.contains("create namespaces"), "{error}");
    }
}

#[test]
fn a_program_runs_with_its_files_and_says_what_it_goes_without() {
    let mut plan = python("print(open('in.txt').read(), input()); open('out.txt', 'w').write('made')");
    plan.files.push(File { path: "in.txt".into(), executable: false, content: b"given".to_vec() });
    plan.stdin = b"told\n".to_vec();
    plan.outputs.push("out.txt".into());
    each(&plan, |seen| {
        assert_eq!(seen.stdout, "given told\n", "{seen:?}");
        assert_eq!(seen.outputs, [("out.txt".to_owned(), b"made".to_vec())]);
        let holds = |name: &str| seen.ending.enforced.iter().any(|on| on == name);
        assert!(
            !holds("filesystem") && holds("landlock") && holds("syscalls") && holds("network"),
            "{seen:?}"
        );
        assert!(seen.ending.missing.iter().any(|text| text.starts_with("tier C: no namespaces")), "{seen:?}");
    });
}

#[test]
fn nothing_of_the_machine_is_read_or_changed() {
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let canary = folder.path().join("canary");
    std::fs::write(&canary, "untouched").unwrap();
    std::fs::set_permissions(&canary, std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    let code = format!(
        "import os\nfor what, do in (('read', lambda: open({canary:?}).read()), ('write', lambda: open({canary:?}, 'w')),\
         ('passwd', lambda: open('/etc/passwd').read()), ('proc', lambda: open('/proc/self/status').read()),\
         ('parent', lambda: open('/proc/%d/environ' % os.getppid()).read()), ('list', lambda: os.listdir('/var/tmp')),\
         ('make', lambda: open('/tmp/ql-made', 'w')), ('link', lambda: os.link({canary:?}, 'l')),\
         ('remove', lambda: os.remove({canary:?})), ('move', lambda: os.rename({canary:?}, 'm')),\
         ('cut', lambda: os.truncate({canary:?}, 0)), ('mode', lambda: os.chmod({canary:?}, 0)),\
         ('date', lambda: os.utime({canary:?}, (0, 0))), ('signal', lambda: os.kill({}, 0)),\
         ('init', lambda: open('/proc/1/environ').read()), ('limit', lambda: __import__('resource').prlimit({}, 7))):\n\
         \ttry: do(); print('ESCAPED', what)\n\texcept (OSError, PermissionError): pass\nprint('held')",
        std::process::id(),
        std::process::id(),
    );
    each(&python(&code), |seen| assert_eq!(seen.stdout, "held\n", "{seen:?}"));
    assert_eq!(std::fs::read_to_string(&canary).unwrap(), "untouched");
}

#[test]
fn no_socket_leads_anywhere_and_nothing_is_shared_with_the_machine() {
    let code = "import socket, ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n\
        for family in range(1, 46):\n\ttry: socket.socket(family, socket.SOCK_STREAM); print('ESCAPED', family)\n\
        \texcept OSError: pass\n\
        for name in ('shmget', 'semget', 'msgget'):\n\tif getattr(libc, name)(1, 64, 0o1666) >= 0: print('ESCAPED', name)\n\
        a, b = socket.socketpair(); a.send(b'own'); print(b.recv(9).decode())";
    each(&python(code), |seen| assert_eq!(seen.stdout, "own\n", "{seen:?}"));
}

#[test]
fn limits_hold_by_looking() {
    let bounded = |mut plan: Plan| {
        plan.limits.wall_ms = 6_000;
        plan.limits.memory_bytes = 64 << 20;
        plan.limits.disk_bytes = 16 << 20;
        plan.limits.files = 100;
        plan.limits.processes = 24;
        plan
    };
    each(
        &bounded(python("for i in range(9000):\n\topen(f'f{i}', 'w')\nimport time; time.sleep(5)")),
        |seen| {
            assert_eq!(seen.ending.cause, Cause::Disk, "{seen:?}");
        },
    );
    let many = "for i in range(30): open(f'f{i}', 'wb').write(b'x' * 1000000)\nimport time; time.sleep(5)";
    each(&bounded(python(many)), |seen| assert_eq!(seen.ending.cause, Cause::Disk, "{seen:?}"));
    each(&bounded(python("x = bytearray(1 << 30)")), |seen| {
        assert!(seen.ending.cause == Cause::Memory || seen.stderr.contains("MemoryError"), "{seen:?}");
    });
    let mut sleepy = bounded(shell("trap '' TERM; sleep 60 & sleep 60"));
    sleepy.limits.wall_ms = 300;
    each(&sleepy, |seen| assert_eq!(seen.ending.cause, Cause::WallTime, "{seen:?}"));
    let fork = "import os, time\nmade = 0\nfor _ in range(300):\n\ttry:\n\t\tif os.fork() == 0: time.sleep(2); os._exit(0)\n\
                \t\tmade += 1\n\texcept OSError: pass\nprint(made)";
    each(&bounded(python(fork)), |seen| {
        let made: u64 = seen.stdout.trim().parse().unwrap_or_else(|_| panic!("{seen:?}"));
        assert!((1..=24).contains(&made), "{seen:?}");
    });
}

#[test]
fn daemons_and_orphans_die_and_no_folder_stays() {
    for (number, other_user) in users().iter().enumerate() {
        let mark = format!("{}{number}77", std::process::id());
        let line = format!(
            "(setsid sleep {mark} &) ; (setsid sh -c 'trap \"\" TERM; sleep {mark} & sleep {mark}' &); sleep 0.1; \
             kill -9 $PPID; sleep {mark}"
        );
        let seen = run(*other_user, &shell(&line)).unwrap();
        assert_eq!((alive(&mark), seen.ending.tier.as_str()), (0, "C"), "{seen:?}");
    }
    until(|| {
        places().iter().all(|place| {
            // Those of tests beside us belong to helpers that live.
            let pid = place.to_string_lossy().rsplit('-').next().map(str::to_owned).unwrap_or_default();
            Path::new(&format!("/proc/{pid}")).exists()
        })
    });
}

#[test]
fn what_needs_namespaces_is_refused_by_name() {
    let with = |change: fn(&mut Plan)| {
        let mut plan = shell("echo ran");
        change(&mut plan);
        plan
    };
    for (plan, what) in [
        (with(|plan| plan.network = Network::Host), "an installation"),
        (with(|plan| plan.services.push(Service::default())), "a service"),
        (with(|plan| plan.terminal = Some(jail::Size { rows: 2, columns: 2 })), "a terminal"),
        (with(|plan| plan.binds.push(Bind { target: "/opt/x".into(), ..Bind::same("/usr") })), "/opt/x"),
    ] {
        for other_user in users() {
            let error = run(*other_user, &plan).expect_err("no box").to_string();
            assert!(error.contains(what) && error.contains("tier C"), "{error}");
        }
    }
}

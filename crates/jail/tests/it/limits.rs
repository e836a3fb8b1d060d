//! Every limit holds and has its name.

use std::time::Instant;

use crate::support::{Who, each, everybody, helper, helper_without, python, run, shell, start, try_run};
use jail::{Cause, Event, Keeper, Plan};

fn small(mut plan: Plan) -> Plan {
    plan.limits.wall_ms = 5_000;
    plan.limits.memory_bytes = 64 << 20;
    plan.limits.disk_bytes = 16 << 20;
    plan.limits.processes = 24;
    plan.limits.files = 100;
    plan
}

#[test]
fn memory_of_every_kind_is_bounded() {
    for code in [
        "x = bytearray(1 << 30)",
        "import mmap\nm = mmap.mmap(-1, 512 << 20)\nfor i in range(0, 512 << 20, 4096): m[i] = 1",
        "import os\nfs = [os.memfd_create('x') for _ in range(60)]\nfor f in fs:\n\tfor i in range(8): os.write(f, b'x' * (1 << 20))",
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nlibc.shmat.restype = ctypes.c_void_p\n\
         for i in range(30):\n\tn = libc.shmget(0, 16 << 20, 0o1600)\n\tif n < 0: raise MemoryError\n\
         \tp = libc.shmat(n, None, 0)\n\tctypes.memset(p, 1, 16 << 20)\n\tlibc.shmdt(ctypes.c_void_p(p))",
        "import os\nfor i in range(10):\n\tif os.fork() == 0:\n\t\tx = bytearray(30 << 20)\n\t\timport time; time.sleep(9)\n\
         import time; time.sleep(1); raise SystemExit(1)",
    ] {
        each(&small(python(code)), |seen| {
            // Without a memory group the program may see its own allocation fail.
            let own_error =
                ["MemoryError", "Function not implemented"].iter().any(|text| seen.stderr.contains(text));
            assert!(seen.ending.cause == Cause::Memory || own_error, "{code}: {seen:?}");
            assert_ne!(seen.ending.exit_code, Some(0));
        });
    }
}

#[test]
fn pages_that_forks_share_are_counted_once() {
    // Twenty Pythons with 12 MiB each, nearly all of it their parent's.
    let code = "import os, time\nfor i in range(20):\n\tif os.fork() == 0:\n\t\ttime.sleep(0.6)\n\t\tos._exit(0)\n\
                while True:\n\ttry: os.wait()\n\texcept ChildProcessError: break\nprint('whole')";
    each(&small(python(code)), |seen| assert_eq!(seen.stdout, "whole\n", "{seen:?}"));
}

#[test]
fn disk_size_and_number_of_files_are_bounded_in_every_writable_place() {
    for place in ["/box/project", "/tmp", "/dev/shm", "/box/home"] {
        let fill = small(shell(&format!(
            "dd if=/dev/zero of={place}/big bs=1M count=15 2>/dev/null; dd if=/dev/zero of={place}/more bs=1M count=15"
        )));
        each(&fill, |seen| {
            assert_eq!(seen.ending.cause, Cause::Disk, "{place}: {seen:?}");
            assert!(seen.ending.written_bytes <= 16 << 20);
        });
    }
    each(&small(python("for i in range(1000): open(f'f{i}', 'w')")), |seen| {
        assert_eq!(seen.ending.cause, Cause::Disk, "{seen:?}");
        assert!(seen.stderr.contains("No space left"), "{seen:?}");
    });
}

#[test]
fn a_writable_folder_of_the_host_is_bounded_too() {
    for line in [
        "for i in $(seq 100); do head -c 1000000 /dev/zero > in/$i; done; sleep 4",
        "for i in $(seq 200); do : > in/$i; done",
        "mkdir -p in/a/b/c; cd in; for i in 1 2 3 4 5 6; do head -c 5000000 /dev/zero > a/b/c/$i; done; cd a && chmod 000 b; chmod 000 .",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut plan = small(shell(line));
        plan.binds.push(jail::Bind {
            source: folder.path().to_str().unwrap().to_owned(),
            target: "/box/project/in".into(),
            writable: true,
            optional: false,
        });
        let seen = run(&plan);
        assert_eq!(seen.ending.cause, Cause::Disk, "{line}: {seen:?}");
        jail::discard(folder.path()).unwrap();
    }
}

#[test]
fn bombs_of_processes_and_threads_stay_inside() {
    for code in [
        "import os\nn=0\ntry:\n\twhile os.fork(): n+=1\n\timport time; time.sleep(5)\nexcept BlockingIOError:\n\tprint('limited')\n\traise SystemExit(3)",
        "import threading,time\ntry:\n\twhile True: threading.Thread(target=time.sleep,args=(5,),daemon=True).start()\nexcept RuntimeError:\n\tprint('limited',flush=True)\n\timport os; os._exit(3)",
    ] {
        let mut plan = small(python(code));
        // Where shared pages are counted once for each process, many of them must not meet that limit first.
        plan.limits.memory_bytes = 512 << 20;
        each(&plan, |seen| {
            assert!(seen.stdout.starts_with("limited"), "{seen:?}");
            assert!(seen.ending.processes <= 25, "{seen:?}");
        });
    }
    let mut bomb = small(shell("b() { b | b & }; b; sleep 60"));
    bomb.limits.wall_ms = 500;
    for who in everybody() {
        let begun = Instant::now();
        try_run(who, &bomb).unwrap();
        assert!(begun.elapsed().as_millis() < 2_500, "{who:?} took {:?}", begun.elapsed());
    }
}

#[test]
fn processor_time_is_counted_over_all_processes_and_threads() {
    let mut plan = python("import os\nfor i in range(6): os.fork()\nwhile True: pass");
    plan.limits.cpu_ms = 400;
    each(&plan, |seen| {
        assert_eq!(seen.ending.cause, Cause::CpuTime, "{seen:?}");
        assert!(seen.ending.cpu_ms < 1_000, "{}", seen.ending.cpu_ms);
    });
}

#[test]
fn the_wall_limit_ends_the_whole_tree_whatever_it_ignores() {
    for line in [
        "trap '' TERM INT HUP; while :; do sleep 1; done",
        "kill -STOP $$",
        "for i in $(seq 20); do setsid sleep 100 & done; sleep 100",
    ] {
        let mut plan = shell(line);
        plan.limits.wall_ms = 300;
        each(&plan, |seen| {
            assert_eq!(seen.ending.cause, Cause::WallTime, "{line}: {seen:?}");
            assert!((300..700).contains(&seen.ending.wall_ms), "{line}: {}", seen.ending.wall_ms);
        });
    }
}

#[test]
fn endless_output_is_cut_and_named_on_either_stream() {
    for line in ["yes", "yes >&2", "head -c 100000000 /dev/zero"] {
        let mut plan = shell(line);
        plan.limits.output_bytes = 100_000;
        each(&plan, |seen| {
            assert_eq!(seen.ending.cause, Cause::Output, "{line}");
            assert_eq!(seen.stdout.len() + seen.stderr.len(), 100_000);
            assert_eq!(
                (seen.ending.stdout_truncated, seen.ending.stderr_truncated),
                (seen.stderr.is_empty(), !seen.stderr.is_empty())
            );
        });
    }
    let mut plan = shell("head -c 100000 /dev/zero | tr '\\0' x");
    plan.limits.output_bytes = 100_000;
    let seen = run(&plan);
    assert_eq!(
        (seen.ending.cause, seen.ending.stdout_truncated),
        (Cause::Ended, false),
        "exactly full is not over"
    );
}

#[test]
fn what_was_printed_before_the_end_is_all_there() {
    let seen = run(&shell("head -c 60000 /dev/zero | tr '\\0' x; exec 1>&-; exit 5"));
    assert_eq!((seen.stdout.len(), seen.ending.exit_code), (60_000, Some(5)));
}

#[test]
fn a_daemon_that_holds_the_streams_does_not_hold_the_result() {
    let begun = Instant::now();
    let seen = run(&shell("setsid sleep 60 & echo done"));
    assert_eq!((seen.stdout.as_str(), seen.ending.cause), ("done\n", Cause::Ended));
    assert!(begun.elapsed().as_secs() < 5);
}

#[test]
fn exit_codes_and_signals_are_exact() {
    for code in [0, 1, 42, 126, 137, 255] {
        assert_eq!(run(&shell(&format!("exit {code}"))).ending.exit_code, Some(code));
    }
    for signal in [1, 2, 6, 9, 10, 11, 13, 15] {
        let seen = run(&shell(&format!("kill -{signal} $$")));
        assert_eq!((seen.ending.signal, seen.ending.cause), (Some(signal), Cause::Ended), "{seen:?}");
    }
}

#[test]
fn a_limit_that_is_not_reached_is_no_verdict() {
    each(
        &small(python(
            "import sys; sys.setrecursionlimit(10**6)\ndef f(): f()\ntry:\n\tf()\nexcept (RecursionError, MemoryError): pass\nraise SystemExit(4)",
        )),
        |seen| {
            let crashed = seen.ending.signal == Some(11);
            assert!(
                crashed || seen.ending.exit_code == Some(4) || seen.ending.cause == Cause::Memory,
                "{seen:?}"
            );
        },
    );
    let seen = try_run(Who::Me, &small(shell("exit 9"))).unwrap();
    assert_eq!((seen.ending.cause, seen.ending.exit_code), (Cause::Ended, Some(9)));
}

#[test]
fn what_is_counted_for_everybody_together_is_shared_out() {
    let watch = "import ctypes, resource\nlibc = ctypes.CDLL(None)\n\
         print(sum(libc.inotify_init() >= 0 for _ in range(200)), *resource.getrlimit(resource.RLIMIT_STACK))";
    each(&small(python(watch)), |seen| {
        let numbers: Vec<u64> = seen.stdout.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        // Without a user namespace they are counted for a user that is the box's alone.
        let most = if seen.ending.tier == "A" { 8 } else { 200 };
        assert!(matches!(numbers.as_slice(), [watches, _, _] if (1..=most).contains(watches)), "{seen:?}");
        assert_eq!(numbers.get(1..), Some(&[8 << 20, 8 << 20][..]), "{seen:?}");
    });
}

#[test]
fn pending_signals_are_shared_out_too() {
    // The kernel counts them for the box, and for whoever started it as well.
    let queue = "import ctypes, os, signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [34])\n\
         libc, n = ctypes.CDLL(None), 0\n\
         while n < 5000 and libc.sigqueue(os.getpid(), 34, ctypes.c_void_p(1)) == 0: n += 1\nprint(n)";
    each(&small(python(queue)), |seen| {
        let queued: u64 = seen.stdout.trim().parse().unwrap();
        assert!((100..=1024).contains(&queued), "{seen:?}");
    });
}

#[test]
fn nothing_of_a_crash_reaches_the_programs_of_the_host_that_ask_for_dumps() {
    // A limit of one byte is what the kernel takes for "to nobody"; one of none it does not.
    let crash = "import os, resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n\
         print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)\nos.abort()";
    each(&small(python(crash)), |seen| {
        assert_eq!((seen.stdout.as_str(), seen.ending.signal), ("(1, 1)\n", Some(6)), "{seen:?}");
    });
}

#[test]
fn what_only_the_kernel_holds_for_a_program_is_bounded_as_well() {
    let sets = "import ctypes\nlibc, n = ctypes.CDLL(None), 0\n\
         while n < 200 and libc.semget(0, 32000, 0o600) >= 0: n += 1\nprint(n)";
    let queues = "import ctypes\nlibc, n, text = ctypes.CDLL(None), 0, ctypes.create_string_buffer(b'x' * 8200)\n\
         while n < 20000 and libc.msgsnd(libc.msgget(0, 0o600), text, 8192, 0o4000) == 0: n += 1\nprint(n)";
    for (code, most) in [(sets, 60), (queues, 12_000)] {
        each(&small(python(code)), |seen| {
            let made: u64 = seen.stdout.trim().parse().unwrap_or(0);
            assert!(seen.ending.cause == Cause::Memory || made < most, "{code}: {seen:?}");
        });
    }
}

#[test]
fn what_a_program_is_given_counts_as_its_disk_and_not_as_its_memory() {
    let mut plan = small(shell("wc -c < given; wc -c"));
    plan.limits.disk_bytes = 200 << 20;
    plan.stdin = vec![b'x'; 80 << 20];
    plan.files.push(jail::File { path: "given".into(), content: vec![b'x'; 80 << 20], executable: false });
    each(&plan, |seen| {
        let whole = format!("{0}\n{0}\n", 80 << 20);
        assert_eq!((seen.stdout.as_str(), seen.ending.cause), (whole.as_str(), Cause::Ended), "{seen:?}");
    });
}

#[test]
fn limits_that_bound_nothing_are_refused_by_name() {
    let with = |change: fn(&mut jail::Limits)| {
        let mut plan = small(shell("echo ran"));
        change(&mut plan.limits);
        plan
    };
    for (plan, name) in [
        (with(|limits| limits.disk_bytes = 0), "disk_bytes is 0"),
        (with(|limits| limits.files = 0), "files is 0"),
        (with(|limits| limits.memory_bytes = u64::MAX), "memory_bytes is"),
        (with(|limits| limits.cpus = -1.0), "cpus is -1"),
    ] {
        for who in everybody() {
            let error = try_run(who, &plan).expect_err("no box").to_string();
            assert!(error.contains(name), "{error}");
        }
    }
}

#[test]
fn what_waits_in_sockets_is_bounded_too() {
    // Sent to itself and never read: the kernel counts it for nobody unless it is told to.
    let code = "import socket\nown, got = [], 0\n\
        for _ in range(600):\n\ts = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); own.append(s)\n\
        \ts.bind(('127.0.0.1', 0)); s.setblocking(False)\n\
        \tfor _ in range(6):\n\t\ttry: s.sendto(b'x' * 60000, s.getsockname())\n\t\texcept OSError: break\n\
        for s in own:\n\ttry:\n\t\twhile True: got += len(s.recv(65536))\n\texcept OSError: pass\n\
        print(got >> 20)";
    let mut plan = python(code);
    plan.limits.memory_bytes = 64 << 20;
    let seen = run(&plan);
    if seen.ending.missing.is_empty() {
        let mib: u64 = seen.stdout.trim().parse().unwrap_or_else(|_| panic!("{seen:?}"));
        assert!(mib <= 32, "{mib} MiB waited in sockets");
    }
}

/// An hour, more than any limit here, in a second instance: what the helper of that name says of two programs.
fn jumped(helper: std::path::PathBuf) -> [(Option<i32>, String); 2] {
    let keeper = Keeper::new(helper);
    // The helper has seen the beginning when the clock jumps.
    let lines = ["sleep 0.7; echo x; sleep 0.5; echo done", "sleep 0.7; echo x; sleep 5; echo done"];
    [(3_600, lines[0], 20_000), (-3_600, lines[1], 3_000)].map(|(seconds, line, wall_ms)| {
        let mut plan = shell(line);
        plan.limits.wall_ms = wall_ms;
        jail::jump(&keeper, &plan, seconds).unwrap()
    })
}

#[test]
fn a_limit_is_kept_however_the_wall_clock_jumps() {
    if let Some(reason) = jail::untraceable() {
        assert!(reason.contains("ptrace_scope"), "{reason}");
        return;
    }
    let done = (Some(0), "x\ndone\n".to_owned());
    let ended = (Some(1), "x\n".to_owned());
    assert_eq!(jumped(helper()), [done.clone(), ended.clone()]);
    // Measured by the clock that jumps, the first would end early and the second late.
    let codes = jumped(helper_without("clock")).map(|(code, _)| code);
    assert_eq!(codes, [ended.0, done.0]);
}

#[test]
fn who_hoards_descriptors_in_sockets_keeps_no_other_box_from_being_made() {
    let hoard = "import array, socket, time\nkept = []\ntry:\n    while True:\n        pair = socket.socketpair()\n        \
                 kept.append(pair)\n        for turn in range(8):\n            \
                 pair[0].sendmsg([b'x'], [(1, 1, array.array('i', [pair[0].fileno()] * 200))])\n\
                 except OSError as error: print(error.errno, flush=True)\ntime.sleep(60)\n";
    for who in everybody().into_iter().filter(|who| [Who::Me, Who::Ordinary].contains(who)) {
        let mut hoarding = start(who, &python(hoard)).unwrap();
        while !matches!(hoarding.next_event().unwrap(), Some(Event::Stdout(_))) {}
        let seen = try_run(who, &shell("echo beside")).unwrap_or_else(|error| panic!("{who:?}: {error}"));
        assert_eq!(seen.stdout, "beside\n");
    }
}

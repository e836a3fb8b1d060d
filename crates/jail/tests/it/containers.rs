//! Boxes where a container, not the machine, decides what there is.

use crate::support::{Who, everybody, python, shell, try_run};

/// Only the superuser can make what stands for a container here.
fn we_are_root() -> bool {
    everybody().contains(&Who::WithoutUsers)
}

#[test]
fn where_proc_is_covered_a_box_has_none_and_watches_no_file() {
    if !we_are_root() {
        return;
    }
    // What cannot be bounded for the box alone, it does not get.
    let mut plan = python(
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n\
         print(os.listdir('/proc'), libc.inotify_init(), ctypes.get_errno(), os.environ.get('HOME'), os.environ['WHERE'])",
    );
    // More input than the box may have memory: it stays outside of it.
    plan.stdin = vec![b'x'; 80 << 20];
    plan.limits.memory_bytes = 64 << 20;
    plan.environment.insert("HOME".into(), "/box/home".into());
    for (name, value) in [("WHERE", "told"), ("HOME", "/elsewhere")] {
        plan.environment_without_proc.insert(name.into(), value.into());
    }
    let seen = try_run(Who::Masked, &plan).unwrap();
    assert_eq!(seen.stdout, "[] -1 38 /box/home told\n", "{seen:?}");
    assert_eq!(seen.ending.tier, "A");
    let holds = |name: &str| seen.ending.enforced.iter().any(|on| on == name);
    assert!(!holds("proc") && !holds("watches") && holds("filesystem"), "{seen:?}");
    assert!(seen.ending.missing.iter().any(|text| text.contains("no /proc in the box")), "{seen:?}");
}

#[test]
fn without_the_call_that_changes_the_root_the_old_one_is_out_of_reach_all_the_same() {
    if !we_are_root() {
        return;
    }
    let line = "ls / | tr '\\n' ' '; cd /; cd ../../..; ls -d etc/shadow root sys 2>&1 | grep -v cannot; \
                ls -d /proc/1/root/root /proc/self/root/root 2>/dev/null; echo done";
    let seen = try_run(Who::WithoutPivot, &shell(line)).unwrap();
    assert_eq!(seen.stdout.trim(), "bin box dev etc lib lib64 proc run sbin tmp usr var done", "{seen:?}");
    let climb = "import os\nos.mkdir('d')\ntry: os.chroot('d'); print('CHROOT')\nexcept PermissionError: print('held')";
    let seen = try_run(Who::WithoutPivot, &python(climb)).unwrap();
    assert_eq!(seen.stdout, "held\n", "{seen:?}");
}

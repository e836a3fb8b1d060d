//! What a box must not see of the machine, and must not change.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{each, helper, plan, python, run, shell};
use jail::Bind;

#[test]
fn it_has_no_rights_and_cannot_get_any() {
    each(
        &shell("grep -E '^(Uid|Gid|Groups|Cap|NoNew|Seccomp:)' /proc/self/status; cat /proc/self/uid_map"),
        |seen| {
            for line in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
                assert!(seen.stdout.contains(&format!("{line}:\t0000000000000000")), "{line}: {seen:?}");
            }
            for line in ["NoNewPrivs:\t1", "Seccomp:\t2"] {
                assert!(seen.stdout.contains(line), "{line}");
            }
            if seen.ending.tier == "B" {
                // A user of the machine that nobody else is, and far from 0.
                let user =
                    seen.stdout.split("Uid:\t").nth(1).and_then(|rest| rest.split('\t').next()).unwrap();
                assert!(user.parse::<u32>().unwrap() >= 60_000, "{seen:?}");
                return;
            }
            assert!(seen.stdout.contains("Uid:\t1000\t1000\t1000\t1000"), "{seen:?}");
            // Kernel user 0 is nobody inside: the map has one line, and it does not lead to 0.
            let map: Vec<&str> = seen.stdout.lines().last().unwrap().split_whitespace().collect();
            assert_eq!((map[0], map[2]), ("1000", "1"));
            assert_ne!(map[1], "0");
        },
    );
}

#[test]
fn nothing_of_the_machine_can_be_written() {
    let code = "import os,errno\n\
        for path in ('/x','/usr/x','/etc/passwd','/etc/x','/proc/sys/kernel/core_pattern','/proc/sys/kernel/modprobe',\
        '/proc/sysrq-trigger','/proc/sys/vm/overcommit_memory','/bin/sh','/dev/x','/box/x','/run/x','/var/x'):\n\
        \ttry:\n\t\topen(path,'w').write('owned');print(path,'WRITTEN')\n\
        \texcept OSError as e:\n\t\tprint(path,errno.errorcode[e.errno])";
    each(&python(code), |seen| {
        // Its own folder above the project is the box's; a write to a covered file goes to /dev/null.
        let written = seen.stdout.lines().filter(|line| line.ends_with("WRITTEN"));
        let wrong: Vec<&str> = written
            .filter(|line| !["/proc/sysrq-trigger WRITTEN", "/box/x WRITTEN"].contains(line))
            .collect();
        assert_eq!(wrong, Vec::<&str>::new(), "{seen:?}");
        assert_eq!(seen.stdout.lines().count(), 13);
    });
    assert!(!std::fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap().contains("owned"));
}

#[test]
fn the_machines_files_and_folders_do_not_exist() {
    let line = "for p in /etc/shadow /root /home /sys /run/docker.sock /var/run /var/lib /boot /mnt /srv /work \
        /etc/machine-id /etc/hostname /etc/resolv.conf /dev/sda /dev/vda /dev/kmsg /dev/mem /dev/kvm /dev/pts; \
        do [ -e $p ] && echo $p; done; ls / | tr '\\n' ' '; hostname";
    each(&shell(line), |seen| {
        assert_eq!(seen.stdout, "bin box dev etc lib lib64 proc run sbin tmp usr var box\n", "{seen:?}");
    });
}

#[test]
fn the_kernels_own_files_are_covered() {
    let line = "for f in kallsyms keys cmdline interrupts timer_list kcore config.gz; do \
        [ -e /proc/$f ] && head -c 10 /proc/$f | wc -c; done | sort -u; ls /proc/irq /proc/bus /proc/acpi 2>/dev/null | grep -v :";
    each(&shell(line), |seen| assert_eq!(seen.stdout.trim(), "0", "{seen:?}"));
}

#[test]
fn other_processes_are_invisible_and_process_1_is_closed() {
    let line = "ls /proc | grep -c '^[0-9]'; for f in environ mem maps fd/0 root cwd exe; do \
        cat /proc/1/$f >/dev/null 2>&1 && echo open $f; done; ls -l /proc/1/exe /proc/1/cwd 2>/dev/null | grep -- '->'; kill -9 1; echo alive";
    each(&shell(line), |seen| {
        let lines: Vec<&str> = seen.stdout.lines().collect();
        assert!(lines[0].parse::<u32>().unwrap() <= 5, "{seen:?}");
        assert_eq!(lines[1..], ["alive"], "{seen:?}");
    });
}

#[test]
fn it_holds_three_descriptors_and_no_more() {
    each(&python("import os; print(sorted(os.listdir('/proc/self/fd')))"), |seen| {
        // The fourth is the listing itself.
        assert_eq!(seen.stdout, "['0', '1', '2', '3']\n");
    });
}

#[test]
fn the_callers_environment_stays_outside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.json");
    let asked = shell("env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'; echo end");
    std::fs::write(&path, serde_json::to_vec(&asked).unwrap()).unwrap();
    let seen = Command::new(helper())
        .arg(&path)
        .env("AWS_SECRET_ACCESS_KEY", "canary-5d1f")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(seen.stdout).unwrap();
    assert!(text.ends_with("end\n") && text.contains("PATH="), "{text}");
    assert!(!text.contains("canary") && !text.contains("AWS_"), "{text}");
}

#[test]
fn planted_links_and_special_files_are_not_collected() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    secret.as_file().write_all(b"secret").unwrap();
    let mut asked = shell(&format!(
        "ln -s {0} link; ln -s /etc dir; mkfifo fifo; mkdir folder; ln -s ../../../../etc up; ln /usr/bin/env hard 2>/dev/null; \
         mkdir -p real; echo fine > real/file; ln -s real alias; mkdir -m 000 shut; true",
        secret.path().display()
    ));
    let names = [
        "link",
        "dir/passwd",
        "fifo",
        "folder",
        "up/passwd",
        "hard",
        "huge",
        "big",
        "alias/file",
        "../../etc/passwd",
        "/etc/passwd",
        "real/file",
    ];
    asked.outputs = names.map(str::to_owned).to_vec();
    each(&asked, |seen| assert_eq!(seen.outputs, [("real/file".to_owned(), b"fine\n".to_vec())]));
}

#[test]
fn device_nodes_and_setuid_programs_gain_nothing() {
    let line = "mknod d c 1 1 2>&1 | grep -c 'not permitted'; mknod d b 254 0 2>&1 | grep -c 'not permitted'; \
        cp /usr/bin/id id; chmod u+s id; ./id -u; /usr/bin/su root -c id </dev/null >/dev/null 2>&1; echo $?";
    each(&shell(line), |seen| {
        let lines: Vec<&str> = seen.stdout.lines().collect();
        assert_eq!(lines[..2], ["1", "1"], "{seen:?}");
        assert_ne!(lines[2], "0", "{seen:?}");
        assert_ne!(lines[3], "0", "su worked");
    });
}

#[test]
fn files_cannot_be_placed_outside_the_working_folder() {
    for path in ["../x", "/x", "a/../../x", "", "a//b", "."] {
        let mut asked = shell("true");
        asked.files.push(jail::File { path: path.into(), executable: false, content: b"x".to_vec() });
        let error = crate::support::try_run(crate::support::Who::Me, &asked).unwrap_err();
        assert!(matches!(error, jail::JailError::Refused(_)), "{path}: {error}");
    }
}

#[test]
fn a_bound_folder_is_read_only_unless_it_is_said_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::PermissionsExt::set_mode(
        &mut std::fs::metadata(folder.path()).unwrap().permissions(),
        0o755,
    );
    std::fs::write(folder.path().join("given"), "x").unwrap();
    let mut asked = shell("cat in/given; echo y > in/new && echo written");
    asked
        .binds
        .push(Bind { target: "/box/project/in".into(), ..Bind::same(folder.path().to_str().unwrap()) });
    let seen = crate::support::run(&asked);
    assert_eq!(seen.stdout, "x", "{seen:?}");
    if let Some(bind) = asked.binds.last_mut() {
        bind.writable = true;
    }
    let seen = crate::support::run(&asked);
    assert_eq!((seen.stdout.as_str(), folder.path().join("new").exists()), ("xwritten\n", true), "{seen:?}");
}

#[test]
fn a_box_that_cannot_be_built_is_refused_with_the_step() {
    let mut asked = plan(&["/bin/true"]);
    asked.binds.push(Bind::same("/no/such/folder"));
    for who in crate::support::everybody() {
        let error = crate::support::try_run(who, &asked).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this machine refuses to isolate programs: bind `/no/such/folder`: No such file or directory (os error 2)"
        );
    }
}

#[test]
fn process_1_does_not_say_where_it_is_on_this_machine() {
    // As the library starts it: helpers of other users are started here by another program, under their whole name.
    let name = helper().file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(run(&shell("tr '\\0' ' ' < /proc/1/cmdline")).stdout, format!("{name} __jail "));
}

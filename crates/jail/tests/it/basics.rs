//! What an ordinary program may expect.

use crate::support::{each, helper, plan, python, run, shell};
use jail::{Cause, File};

#[test]
fn a_program_speaks_and_its_exit_code_is_known() {
    let seen = run(&shell("echo out; echo err >&2; exit 7"));
    assert_eq!((seen.stdout.as_str(), seen.stderr.as_str()), ("out\n", "err\n"));
    assert_eq!((seen.ending.cause, seen.ending.exit_code), (Cause::Ended, Some(7)), "{:?}", seen.ending);
}

#[test]
fn its_streams_can_be_opened_by_their_names() {
    let mut plan = shell("echo out > /dev/stdout; echo err > /dev/stderr; cat /dev/stdin | tee /dev/stderr");
    plan.stdin = b"given\n".to_vec();
    each(&plan, |seen| {
        assert_eq!((seen.stdout.as_str(), seen.stderr.as_str()), ("out\ngiven\n", "err\ngiven\n"));
    });
}

#[test]
fn signals_that_its_caller_ignores_are_not_ignored_inside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deaf");
    let script = format!("#!/bin/sh\ntrap '' INT QUIT HUP USR1\nexec {} \"$@\"\n", helper().display());
    std::fs::write(folder.path().join("text"), script).unwrap();
    let text = folder.path().join("text");
    let made = std::process::Command::new("install").args(["-m", "755"]).arg(text).arg(&path).status();
    assert!(made.unwrap().success());
    let mut running = jail::start(&path, &shell("grep SigIgn /proc/self/status")).unwrap();
    while let Some(event) = running.next_event().unwrap() {
        if let jail::Event::Stdout(bytes) = event {
            assert_eq!(String::from_utf8(bytes).unwrap(), "SigIgn:\t0000000000000000\n");
        }
    }
}

#[test]
fn python_runs_threads_processes_and_an_event_loop() {
    let seen = run(&python(
        "import threading,subprocess,asyncio,sys\n\
         t=threading.Thread(target=lambda:print('thread'));t.start();t.join()\n\
         print(subprocess.check_output(['echo','child'],text=True).strip())\n\
         async def main():\n    s=await asyncio.start_server(lambda r,w:w.close(),'127.0.0.1',0);print('loop');s.close()\n\
         asyncio.run(main())",
    ));
    assert_eq!(seen.stdout, "thread\nchild\nloop\n", "{seen:?}");
}

#[test]
fn files_are_there_before_it_starts_and_outputs_come_back_after() {
    let mut plan = shell("cat in/a.txt; ./run.sh > out.txt; stat -c %U:%a in/a.txt");
    plan.files = vec![
        File { path: "in/a.txt".into(), content: b"given\n".to_vec(), executable: false },
        File { path: "run.sh".into(), content: b"#!/bin/sh\necho made\n".to_vec(), executable: true },
    ];
    plan.outputs = vec!["out.txt".into(), "missing.txt".into()];
    let seen = run(&plan);
    assert_eq!(seen.stdout, "given\nbox:644\n", "{seen:?}");
    assert_eq!(seen.outputs, [("out.txt".to_owned(), b"made\n".to_vec())]);
}

#[test]
fn standard_input_is_given_whole_and_a_program_that_ignores_it_is_not_blocked() {
    let mut plan = shell("wc -c");
    plan.stdin = vec![b'x'; 3 << 20];
    assert_eq!(run(&plan).stdout.trim(), "3145728");
    let mut plan = shell("echo done");
    plan.stdin = vec![b'x'; 3 << 20];
    assert_eq!(run(&plan).stdout, "done\n");
    assert_eq!(run(&shell("cat; echo end")).stdout, "end\n");
}

#[test]
fn a_signal_is_reported_as_one() {
    let seen = run(&shell("kill -TERM $$"));
    assert_eq!((seen.ending.exit_code, seen.ending.signal), (None, Some(15)));
}

#[test]
fn a_program_that_does_not_exist_is_said_so() {
    let seen = run(&plan(&["no-such-program"]));
    assert_eq!(seen.ending.exit_code, Some(127));
    assert!(seen.stderr.contains("cannot start `no-such-program`"), "{}", seen.stderr);
}

#[test]
fn sleeping_past_the_wall_limit_is_wall_time() {
    let mut plan = shell("trap '' TERM; sleep 60");
    plan.limits.wall_ms = 200;
    let seen = run(&plan);
    assert_eq!(seen.ending.cause, Cause::WallTime);
    assert!(seen.ending.wall_ms < 1200, "{}", seen.ending.wall_ms);
}

//! Talking to a program while it runs, and one helper for many boxes.

use std::time::Duration;

use jail::{Cause, Event, Keeper, OnOutput, Running, Size};

use crate::support::{each, everybody, helper, python, run, shell, start, try_run};

fn text_until(running: &mut Running, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        match running.next_event().unwrap() {
            Some(Event::Stdout(bytes)) => text.push_str(&String::from_utf8_lossy(&bytes)),
            Some(Event::Stderr(bytes)) => panic!("{}", String::from_utf8_lossy(&bytes)),
            other => panic!("{text:?}, then {other:?}"),
        }
    }
    text
}

#[test]
fn input_is_given_while_the_program_waits_for_it() {
    for who in everybody() {
        let mut plan =
            python("print('name?', flush=True); n = input(); print('hello', n, flush=True); print(input())");
        plan.live = true;
        let mut running = start(who, &plan).unwrap();
        let input = running.input();
        text_until(&mut running, "name?");
        input.send(b"Ada\n").unwrap();
        text_until(&mut running, "hello Ada");
        input.send(b"last").unwrap();
        input.end().unwrap();
        text_until(&mut running, "last");
        let Some(Event::Ended(ending)) = running.next_event().unwrap() else { panic!("no ending") };
        assert_eq!((ending.cause, ending.exit_code), (Cause::Ended, Some(0)), "{who:?}");
    }
}

#[test]
fn a_terminal_is_a_real_one_and_its_own() {
    for who in everybody() {
        // Waited for rather than handled: a handler may be set off just before the program reads, and is called then
        // when it has read.
        let mut plan = python(
            "import os,sys,signal\n\
             signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGWINCH})\n\
             print([os.isatty(n) for n in (0,1,2)], os.ttyname(0), os.get_terminal_size().columns, flush=True)\n\
             open('/dev/tty','w').write('controlled\\n')\n\
             print('ready', flush=True)\n\
             signal.sigwait({signal.SIGWINCH})\n\
             print('columns', os.get_terminal_size().columns, flush=True)\n\
             signal.sigwait({signal.SIGINT})\n\
             print('interrupted', flush=True)\n\
             print('read', repr(sys.stdin.read()), flush=True)",
        );
        plan.live = true;
        plan.terminal = Some(Size { rows: 24, columns: 91 });
        let mut running = start(who, &plan).unwrap();
        let input = running.input();
        let text = text_until(&mut running, "ready");
        assert!(text.contains("[True, True, True] /dev/pts/0 91"), "{who:?} {text}");
        assert!(text.contains("controlled"), "{text}");
        input.resize(Size { rows: 30, columns: 50 }).unwrap();
        text_until(&mut running, "columns 50");
        input.send(b"\x03").unwrap();
        text_until(&mut running, "interrupted");
        input.send(b"line\n").unwrap();
        input.end().unwrap();
        text_until(&mut running, "read 'line\\n'");
    }
}

#[test]
fn output_past_the_limit_may_be_thrown_away_instead() {
    let mut plan = shell("yes | head -c 300000; echo end >&2; exit 4");
    plan.limits.output_bytes = 100_000;
    plan.on_output = OnOutput::Truncate;
    each(&plan, |seen| {
        assert_eq!((seen.stdout.len(), seen.stderr.as_str()), (100_000, "end\n"), "{:?}", seen.ending);
        assert_eq!((seen.ending.cause, seen.ending.exit_code), (Cause::Ended, Some(4)));
        assert!(seen.ending.stdout_truncated && !seen.ending.stderr_truncated);
    });
}

#[test]
fn what_was_asked_for_and_cannot_be_enforced_is_refused() {
    let mut plan = shell("echo ran");
    plan.required = vec!["cpu_share".into(), "memory".into()];
    for who in everybody() {
        match try_run(who, &plan) {
            Ok(seen) => assert!(seen.ending.enforced.contains(&"cpu_share".to_owned()), "{who:?} {seen:?}"),
            Err(error) => {
                assert!(error.to_string().contains("cpu_share that was asked for"), "{who:?} {error}")
            }
        }
    }
}

#[test]
fn one_helper_serves_many_boxes_at_once_and_is_replaced_when_it_dies() {
    let keeper = Keeper::new(helper());
    let hello = |number: usize| {
        let mut running = jail::start_by(&keeper, &shell(&format!("echo {number}"))).unwrap();
        assert_eq!(text_until(&mut running, "\n"), format!("{number}\n"));
    };
    std::thread::scope(|scope| {
        for number in 0..8 {
            scope.spawn(move || (0..5).for_each(|round| hello(number * 10 + round)));
        }
    });
    let first = keeper.process_id().unwrap();
    // A box outlives the helper that made it; the next one is made by another.
    let mut plan = shell("read line; echo $line");
    plan.live = true;
    let mut running = jail::start_by(&keeper, &plan).unwrap();
    running.helper_id().unwrap();
    assert!(
        std::process::Command::new("/bin/kill").args(["-9", &first.to_string()]).status().unwrap().success()
    );
    crate::support::until(|| !std::path::Path::new(&format!("/proc/{first}/exe")).exists() || zombie(first));
    hello(99);
    assert_ne!(keeper.process_id(), Some(first));
    running.input().send(b"still here\n").unwrap();
    text_until(&mut running, "still here");
}

fn zombie(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|text| text.contains(") Z"))
}

#[test]
fn a_caller_that_sends_nothing_more_is_not_one_that_is_gone() {
    let mut plan = shell("sleep 0.2; cat; echo done");
    plan.limits.wall_ms = Duration::from_secs(5).as_millis() as u64;
    assert_eq!(run(&plan).stdout, "done\n");
}

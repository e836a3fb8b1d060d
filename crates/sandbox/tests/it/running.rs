//! Jobs: what a program sees, says and costs.

use domain::roles::Sandbox;
use domain::sandbox::{Command, Limits, RunEvent, Verdict};
use futures::StreamExt;

use crate::support::{files, ground, job, path, python, run, text};

#[tokio::test]
async fn a_python_program_runs_and_tells_its_version() {
    let outcome = run(&ground().local, python("import sys; print(sys.version.split()[0])")).await;
    assert_eq!(outcome.verdict, Verdict::Ok, "{outcome:?}");
    assert_eq!(outcome.toolchain, format!("CPython {}", text(&outcome.stdout).trim()));
    assert_eq!(outcome.tier, "A");
    for name in ["filesystem", "memory", "network", "processes", "syscalls", "wall_time"] {
        assert!(outcome.enforced.iter().any(|on| on == name), "{name} in {:?}", outcome.enforced);
    }
}

#[tokio::test]
async fn events_come_while_it_runs_and_the_last_one_is_the_outcome() {
    let ground = ground();
    let events: Vec<RunEvent> = ground.local.run(job("echo one; echo two >&2; exit 3")).collect().await;
    let [rest @ .., RunEvent::Finished(outcome)] = &events[..] else { panic!("{events:?}") };
    assert!(rest.contains(&RunEvent::Stdout(b"one\n".to_vec())), "{rest:?}");
    assert!(rest.contains(&RunEvent::Stderr(b"two\n".to_vec())), "{rest:?}");
    assert_eq!((outcome.verdict, outcome.exit_code), (Verdict::RuntimeError, Some(3)));
    assert_eq!(text(&outcome.stdout), "one\n");
}

#[tokio::test]
async fn arguments_input_environment_and_outputs_pass_exactly() {
    let mut asked = job("");
    asked.command = Command::Argv(
        [
            "python3",
            "-c",
            "import sys,os;print(sys.argv[1:],sys.stdin.read(),os.environ['A']);open('o','w').write('x')",
            "a b",
            "$(id)",
        ]
        .map(str::to_owned)
        .to_vec(),
    );
    asked.stdin = b"typed".to_vec();
    asked.environment.insert("A".into(), "é=1".into());
    asked.outputs = vec![path("o")];
    let outcome = run(&ground().local, asked).await;
    assert_eq!(text(&outcome.stdout), "['a b', '$(id)'] typed é=1\n", "{outcome:?}");
    assert_eq!(outcome.outputs.get(&path("o")).map(Vec::as_slice), Some(&b"x"[..]));
}

#[tokio::test]
async fn the_environment_is_ours_alone() {
    let outcome = run(&ground().local, job("env | cut -d= -f1 | sort | tr '\\n' ' '; pwd")).await;
    assert_eq!(
        text(&outcome.stdout),
        "HOME LANG LOGNAME PATH PWD PYTHONHASHSEED PYTHONNOUSERSITE TMPDIR TZ USER /box/project\n"
    );
}

#[tokio::test]
async fn each_limit_has_its_verdict() {
    let ground = ground();
    let small = Limits { wall_ms: 1500, memory_bytes: 64 << 20, disk_bytes: 8 << 20, ..Limits::default() };
    for (code, verdict) in [
        ("import time; time.sleep(60)", Verdict::WallTime),
        ("x = bytearray(1 << 30)", Verdict::Memory),
        ("while True: print('x' * 1000)", Verdict::Output),
        ("open('big', 'wb').write(b'x' * (20 << 20))", Verdict::Disk),
    ] {
        let mut asked = python(code);
        asked.limits = small.clone();
        let outcome = run(&ground.local, asked).await;
        // Where no control group bounds memory, the allocation itself fails.
        let refused = text(&outcome.stderr).contains("MemoryError");
        assert!(outcome.verdict == verdict || verdict == Verdict::Memory && refused, "{code}: {outcome:?}");
    }
    let mut asked = python("while True: pass");
    asked.limits = Limits { cpu_ms: 300, ..Limits::default() };
    let outcome = run(&ground.local, asked).await;
    assert_eq!(outcome.verdict, Verdict::CpuTime, "{outcome:?}");
    assert!(outcome.usage.cpu_ms < 700, "{}", outcome.usage.cpu_ms);
}

#[tokio::test]
async fn nonsense_is_refused_with_its_name() {
    let ground = ground();
    let mut endless = job("true");
    endless.limits.wall_ms = 0;
    let mut unknown = job("true");
    unknown.runtime = "cobol".into();
    let mut future = job("true");
    future.version = Some(">=4".into());
    let mut broken = job("true");
    broken.environment.insert("A=B".into(), String::new());
    for (asked, code) in
        [(endless, "QL-S012"), (unknown, "QL-S001"), (future, "QL-S002"), (broken, "QL-S012")]
    {
        let outcome = run(&ground.local, asked).await;
        let error = outcome.error.unwrap();
        assert_eq!((outcome.verdict, error.code.as_str()), (Verdict::SandboxError, code), "{error:?}");
        assert!(error.hint.is_some(), "{error:?}");
    }
}

#[tokio::test]
async fn without_a_helper_nothing_runs() {
    let folder = tempfile::tempdir().unwrap();
    let config = sandbox::Config::new(folder.path(), "/nowhere/helper");
    let outcome = run(&sandbox::Local::new(config), job("echo unprotected")).await;
    assert_eq!((outcome.verdict, outcome.stdout.as_slice()), (Verdict::SandboxError, &b""[..]));
    assert_eq!(outcome.error.unwrap().code, "QL-J001");
}

#[tokio::test]
async fn dropping_the_stream_kills_the_box() {
    let ground = ground();
    let mark = format!("4{}", std::process::id());
    let mut events = ground.local.run(job(&format!("echo up; exec sleep {mark}")));
    assert_eq!(events.next().await, Some(RunEvent::Stdout(b"up\n".to_vec())));
    until(|| alive(&mark)).await;
    drop(events);
    until(|| !alive(&mark)).await;
}

/// Waits for something that happens outside of this process.
async fn until(holds: impl Fn() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !holds() {
        assert!(std::time::Instant::now() < deadline, "it never happened");
        tokio::task::yield_now().await;
    }
}

/// Whether a process of this machine has the word among its arguments.
fn alive(word: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|argument| argument == word.as_bytes())
    })
}

#[tokio::test]
async fn a_hundred_jobs_at_once_all_give_their_own_answer() {
    let ground = ground();
    let jobs = (0..100).map(|number| {
        let local = ground.local.clone();
        async move { (number, run(&local, job(&format!("echo {number}"))).await) }
    });
    for (number, outcome) in futures::future::join_all(jobs).await {
        assert_eq!(text(&outcome.stdout), format!("{number}\n"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::support::config(folder.path());
    (config.slots, config.queue) = (1, 1);
    let local = std::sync::Arc::new(sandbox::Local::new(config));
    let mut first = local.run(job("echo up; sleep 60"));
    first.next().await;
    let second = async { run(&local, job("true")).await };
    let third = async {
        // The second one is waiting by then: this one is polled after it.
        let outcome = run(&local, job("true")).await;
        drop(first);
        outcome
    };
    let (second, third) = futures::join!(second, third);
    let codes = [&second, &third].map(|outcome| outcome.error.as_ref().map(|error| error.code.clone()));
    assert!(codes.contains(&Some("QL-S006".to_owned())), "{codes:?}");
    assert!([second.verdict, third.verdict].contains(&Verdict::Ok));
}

#[tokio::test]
async fn a_module_of_the_project_is_imported_from_its_folder() {
    let mut asked = job("python3 -m app.main");
    asked.files = files(&[
        ("app/__init__.py", ""),
        ("app/main.py", "from app.other import x\nprint(x)"),
        ("app/other.py", "x = 5"),
    ]);
    let outcome = run(&ground().local, asked).await;
    assert_eq!(text(&outcome.stdout), "5\n", "{outcome:?}");
}

#[tokio::test]
async fn a_compiler_waits_for_a_slot_as_programs_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::support::config(folder.path());
    (config.slots, config.wait) = (1, std::time::Duration::from_millis(200));
    let local = sandbox::Local::new(config);
    let mut first = local.run(job("echo up; sleep 60"));
    first.next().await;
    let program = sandbox::Program {
        language: "java".into(),
        version: None,
        files: files(&[("Main.java", "public class Main { public static void main(String[] a) {} }")]),
        entry: None,
        args: Vec::new(),
        dependencies: None,
    };
    let refused = local.prepare(program).await.unwrap_err();
    let domain::roles::SandboxFailure::Lacks(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.code, "QL-S007");
    drop(first);
}

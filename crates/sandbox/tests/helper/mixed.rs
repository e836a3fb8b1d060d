//! Runs of every kind, good and bad, each with the ending that it must have.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ProjectPath;
use domain::sandbox::{BoxFile, Command, Job, Limits, Outcome, RunEvent, Verdict};
use futures::StreamExt;
use sandbox::Local;

/// How many kinds there are; the number of a run chooses its own.
const KINDS: usize = 14;

/// Does one run. Errors: what it did in place of what it must do.
pub async fn one(local: &Arc<Local>, number: usize) -> Result<(), String> {
    let kind = number % KINDS;
    let hello = format!("{number}\n");
    match kind {
        0 => ends(local, shell(&format!("echo {number}")), Verdict::Ok, Some(&hello)).await,
        1 => ends(local, shell("exit 3"), Verdict::RuntimeError, None).await,
        2 => ends(local, shell("kill -9 $$"), Verdict::Signal, None).await,
        3 => ends(local, python(&format!("print({number})")), Verdict::Ok, Some(&hello)).await,
        4 => {
            ends(local, small(shell("yes"), |limits| limits.output_bytes = 1 << 16), Verdict::Output, None)
                .await
        }
        5 => {
            let daemon = shell(&format!("(setsid sleep 1000 &); (sleep 1000 >&2 &); echo {number}"));
            ends(local, daemon, Verdict::Ok, Some(&hello)).await
        }
        6 => {
            ends(local, small(shell("sleep 1000"), |limits| limits.wall_ms = 60), Verdict::WallTime, None)
                .await
        }
        7 => ends(local, files(number), Verdict::Ok, Some(&hello)).await,
        8 => {
            let fill = shell("head -c 20000000 /dev/zero > full");
            ends(local, small(fill, |limits| limits.disk_bytes = 1 << 20), Verdict::Disk, None).await
        }
        9 => {
            let fork = shell("while :; do sleep 1000 & done 2>/dev/null; wait");
            let tight = small(fork, |limits| (limits.processes, limits.wall_ms) = (24, 100));
            bad(local, tight).await
        }
        10 => {
            let mut events = local.converse(shell("echo up; sleep 1000"), sandbox::Talk::default()).0;
            match events.next().await {
                Some(RunEvent::Stdout(text)) if text == b"up\n" => Ok(()),
                other => Err(format!("{other:?}")),
            }
        }
        11 => {
            let mut refused = shell("true");
            refused.environment.insert("A=B".to_owned(), String::new());
            ends(local, refused, Verdict::SandboxError, None).await
        }
        12 => {
            let mut fed = shell("wc -c | tr -d ' '");
            fed.stdin = vec![b'x'; 1 << 20];
            ends(local, fed, Verdict::Ok, Some("1048576\n")).await
        }
        _ => {
            let greedy = python("x = bytearray(1 << 30)");
            bad(local, small(greedy, |limits| limits.memory_bytes = 48 << 20)).await
        }
    }
    .map_err(|what| format!("run {number} of kind {kind}: {what}"))
}

async fn run(local: &Arc<Local>, job: Job) -> Outcome {
    let events: Vec<RunEvent> = domain::roles::Sandbox::run(local.as_ref(), job).collect().await;
    match events.into_iter().last() {
        Some(RunEvent::Finished(outcome)) => *outcome,
        // Cannot be: a stream of events ends with an outcome.
        other => unreachable!("the last event is {other:?}"),
    }
}

async fn ends(local: &Arc<Local>, job: Job, verdict: Verdict, stdout: Option<&str>) -> Result<(), String> {
    let outcome = run(local, job).await;
    let same = stdout.is_none_or(|wanted| outcome.stdout == wanted.as_bytes());
    if outcome.verdict == verdict && same { Ok(()) } else { Err(format!("{outcome:?}")) }
}

/// Whatever stops it, it does not end well, and not by a fault of the sandbox.
async fn bad(local: &Arc<Local>, job: Job) -> Result<(), String> {
    let outcome = run(local, job).await;
    let stopped = !matches!(outcome.verdict, Verdict::Ok | Verdict::SandboxError);
    if stopped { Ok(()) } else { Err(format!("{outcome:?}")) }
}

pub fn shell(line: &str) -> Job {
    Job {
        runtime: "python".to_owned(),
        version: None,
        command: Command::Shell(line.to_owned()),
        files: BTreeMap::new(),
        layers: Vec::new(),
        environment: BTreeMap::new(),
        stdin: Vec::new(),
        limits: Limits::default(),
        services: Vec::new(),
        probe: None,
        outputs: Vec::new(),
    }
}

fn python(code: &str) -> Job {
    let words = ["python3", "-c", code].map(str::to_owned).to_vec();
    Job { command: Command::Argv(words), ..shell("") }
}

fn small(job: Job, change: impl Fn(&mut Limits)) -> Job {
    let mut job = job;
    change(&mut job.limits);
    job
}

/// Goes in, comes out, and leaves names that nobody can type.
fn files(number: usize) -> Job {
    let mut job = shell(
        "for n in 1 2 3 4 5 6 7 8 9; do mkdir -p \"d$n/a b\"; ln -s /etc/passwd \"d$n/link\"; done; chmod 0 d1; cat in; cp in out",
    );
    let content = format!("{number}\n").into_bytes();
    job.files.extend(path("in").map(|path| (path, BoxFile { content, executable: false })));
    job.outputs.extend(path("out"));
    job
}

fn path(name: &str) -> Option<ProjectPath> {
    ProjectPath::parse(name).ok()
}

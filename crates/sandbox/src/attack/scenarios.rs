//! Attacks that a program alone cannot play: two runs, a caller that goes away, a killed instance.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use domain::ProjectPath;
use domain::sandbox::{BoxFile, Job, LayerRequest, Limits, Outcome, Verdict};
use jail::{Event, Instance, JailError, Plan};
use serde::Deserialize;

use super::{Attack, Case, Tried, name, path_of};
use crate::error::SandboxError;
use crate::layers::{self, Maker};

/// Longest that anything here is waited for.
const PATIENCE: Duration = Duration::from_secs(8);
/// Descriptors of instances, from too few to make a box to enough.
const FEW: [u64; 12] = [6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 64];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// Limits of zero, of nothing and of everything.
    BadLimits,
    /// A program that ends at its limit.
    EndsAtLimit,
    /// Names of files that lead elsewhere.
    BadPaths,
    /// A file that is to be a folder as well.
    FileAndFolder,
    /// Names that differ in case only.
    Collisions,
    /// Every byte and every control sequence.
    RawBytes,
    /// A caller that does not read.
    SlowReader,
    /// Input that nobody reads.
    UnreadInput,
    /// Output still in the pipe at the end.
    PendingOutput,
    /// Every way to end.
    ExitCodes,
    /// Two runs on one port.
    SamePort,
    /// Two runs at the same time.
    Neighbours,
    /// Two runs one after the other.
    Successors,
    /// Sources that look the same.
    CacheKeys,
    /// Good programs among bombs.
    Crowd,
    /// The caller is killed.
    KilledCaller,
    /// The caller has no descriptors left.
    NoDescriptors,
    /// The caller hangs up.
    HangsUp,
    /// A cancellation at the very end.
    LateCancel,
    /// A box that cannot be built.
    CannotBuild,
}

type Complaints = Vec<String>;
type Played = Result<(&'static str, Complaints), SandboxError>;

pub fn play(attack: &Attack, scenario: Scenario, case: &Case) -> Tried {
    let played = match scenario {
        Scenario::BadLimits => bad_limits(attack),
        Scenario::EndsAtLimit => ends_at_limit(attack),
        Scenario::BadPaths => bad_paths(attack),
        Scenario::FileAndFolder => file_and_folder(attack),
        Scenario::Collisions => collisions(attack),
        Scenario::RawBytes => raw_bytes(attack),
        Scenario::SlowReader => slow_reader(attack),
        Scenario::UnreadInput => unread_input(attack),
        Scenario::PendingOutput => pending_output(attack),
        Scenario::ExitCodes => exit_codes(attack),
        Scenario::SamePort => same_port(attack, case),
        Scenario::Neighbours => neighbours(attack, case),
        Scenario::Successors => successors(attack, case),
        Scenario::CacheKeys => cache_keys(),
        Scenario::Crowd => crowd(attack),
        Scenario::KilledCaller => killed_caller(attack),
        Scenario::NoDescriptors => no_descriptors(attack),
        Scenario::HangsUp => hangs_up(attack),
        Scenario::LateCancel => late_cancel(attack),
        Scenario::CannotBuild => cannot_build(attack),
    };
    played.map_or_else(|error| Tried::broken(&error), |(seen, against)| Tried::of(seen, against))
}

fn python(attack: &Attack, code: &str) -> Job {
    attack.job(["python3", "-I", "-c", code].map(str::to_owned).to_vec())
}

fn shell(attack: &Attack, line: &str) -> Job {
    attack.job(["/bin/sh", "-c", line].map(str::to_owned).to_vec())
}

fn plan(attack: &Attack, job: &Job) -> Result<Plan, SandboxError> {
    Ok(attack.shared().plan(job)?.0)
}

fn io(what: &str) -> impl Fn(std::io::Error) -> SandboxError {
    let what = what.to_owned();
    move |source| SandboxError::Data { path: what.clone(), source }
}

/// Waits for something outside of this process.
fn comes_true(holds: impl Fn() -> bool) -> bool {
    let give_up = Instant::now() + PATIENCE;
    while !holds() {
        if Instant::now() > give_up {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}

fn bad_limits(attack: &Attack) -> Played {
    let job = |limits| Job { limits, ..shell(attack, "true") };
    let usual = || Limits::default();
    let wrong = [
        Limits { wall_ms: 0, ..usual() },
        Limits { wall_ms: u64::MAX, ..usual() },
        Limits { cpu_ms: 0, ..usual() },
        Limits { memory_bytes: 0, ..usual() },
        Limits { memory_bytes: u64::MAX, ..usual() },
        Limits { disk_bytes: 0, ..usual() },
        Limits { files: 0, ..usual() },
        Limits { processes: 0, ..usual() },
        Limits { cpus: f64::NAN, ..usual() },
        Limits { cpus: -1.0, ..usual() },
        Limits { cpus: 1e18, ..usual() },
        Limits { output_bytes: 0, ..usual() },
    ];
    let taken = wrong.into_iter().filter(|limits| plan(attack, &job(limits.clone())).is_ok());
    let mut against: Complaints = taken.map(|limits| format!("taken: {limits:?}")).collect();
    // A caller that does not look is not believed by the helper.
    let usual = || jail::Limits::default();
    for limits in [
        jail::Limits { wall_ms: 0, ..usual() },
        jail::Limits { cpu_ms: 0, ..usual() },
        jail::Limits { disk_bytes: 0, ..usual() },
        jail::Limits { files: 0, ..usual() },
        jail::Limits { cpus: 0.0, ..usual() },
        jail::Limits { output_bytes: 0, ..usual() },
    ] {
        let mut plan = plan(attack, &shell(attack, "true"))?;
        plan.limits = limits.clone();
        against.extend(
            built_despite(attack, &plan, "hold the limits").map(|what| format!("{limits:?}: {what}")),
        );
    }
    Ok(("refused", against))
}

/// What came of a plan that the helper must refuse by a step of this name.
fn built_despite(attack: &Attack, plan: &Plan, step: &str) -> Option<String> {
    match jail::start_by(&attack.shared().config.keeper, plan).and_then(|mut running| running.next_event()) {
        Err(JailError::Refused(refusal)) if refusal.step.contains(step) => None,
        other => Some(format!("{other:?}")),
    }
}

/// The names stand in the plan as they are: no parser has seen them.
fn placed(attack: &Attack, paths: &[&str]) -> Result<Option<String>, SandboxError> {
    let mut plan = plan(attack, &shell(attack, "true"))?;
    plan.files.extend(paths.iter().map(|path| jail::File {
        path: (*path).to_owned(),
        executable: false,
        content: b"x".to_vec(),
    }));
    Ok(built_despite(attack, &plan, "write `").map(|what| format!("{paths:?}: {what}")))
}

fn ends_at_limit(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for delay_ms in [295, 298, 300, 302] {
        let mut job = python(attack, &format!("import time; time.sleep({delay_ms}/1000)"));
        job.limits.wall_ms = 300;
        let mut running = jail::start_by(&attack.shared().config.keeper, &plan(attack, &job)?)?;
        let mut endings = 0;
        while let Some(event) = running.next_event()? {
            endings += u32::from(matches!(event, Event::Ended(_)));
        }
        if endings != 1 {
            against.push(format!("{endings} endings"));
        }
    }
    Ok(("one ending each", against))
}

fn bad_paths(attack: &Attack) -> Played {
    let long = "x".repeat(4_097);
    let wrong = [
        "../../etc/x",
        "/etc/x",
        "a/../../b",
        "a\0b",
        "C:\\x",
        &long,
        ".",
        "",
        "a//b",
        "a/./b",
        "..",
        "a/",
        "a\\..\\b",
    ];
    let taken = wrong.iter().filter(|path| ProjectPath::parse(path).is_ok());
    let mut against: Complaints = taken.map(|path| format!("taken: {path:?}")).collect();
    for path in ["../../etc/x", "/etc/x", "a/../../b", "..", ".", ""] {
        against.extend(placed(attack, &[path])?);
    }
    Ok(("refused", against))
}

fn with_files(attack: &Attack, line: &str, files: &[&str]) -> Result<Job, SandboxError> {
    let mut job = shell(attack, line);
    for path in files {
        let content = path.as_bytes().to_vec();
        job.files.insert(path_of(path)?, BoxFile { content, executable: false });
    }
    Ok(job)
}

fn file_and_folder(attack: &Attack) -> Played {
    let outcome = attack.run(&with_files(attack, "true", &["a", "a/b"])?)?;
    let refused = outcome.verdict == Verdict::SandboxError;
    let mut against: Complaints =
        (!refused).then(|| format!("the verdict is {}", name(outcome.verdict))).into_iter().collect();
    against.extend(placed(attack, &["a", "a"])?);
    Ok(("refused", against))
}

fn collisions(attack: &Attack) -> Played {
    let names = ["Readme", "readme", "caf\u{e9}", "cafe\u{301}"];
    let job = with_files(attack, "cat Readme readme caf\u{e9} cafe\u{301}", &names)?;
    Ok(("each its own file", differs(&attack.run(&job)?, names.concat().as_bytes())))
}

fn differs(outcome: &Outcome, expected: &[u8]) -> Complaints {
    if outcome.stdout == expected && outcome.verdict == Verdict::Ok {
        return Vec::new();
    }
    vec![format!(
        "{}: {} bytes came in place of {}",
        name(outcome.verdict),
        outcome.stdout.len(),
        expected.len()
    )]
}

fn raw_bytes(attack: &Attack) -> Played {
    let code = "import sys; o=sys.stdout.buffer\n\
        o.write(bytes(range(256))); o.flush(); o.write(b'\\xc3'); o.flush(); o.write(b'\\xa9\\xef\\xbb\\xbf\\0')\n\
        o.write(b'\\x1b]52;c;QQ==\\x07\\x1b[2J\\r\\x1b]0;t\\x07')";
    let mut expected: Vec<u8> = (0..=255).collect();
    expected.extend(b"\xc3\xa9\xef\xbb\xbf\0\x1b]52;c;QQ==\x07\x1b[2J\r\x1b]0;t\x07");
    Ok(("every byte as it was", differs(&attack.run(&python(attack, code))?, &expected)))
}

fn slow_reader(attack: &Attack) -> Played {
    let mut job = python(attack, "import os\nfor _ in range(96): os.write(1, b'x' * (1 << 20))");
    job.limits.output_bytes = 100 << 20;
    let mut running = jail::start_by(&attack.shared().config.keeper, &plan(attack, &job)?)?;
    let helper = running.helper_id()?;
    let mut against = Vec::new();
    let mut total = 0;
    let mut looked = false;
    while let Some(event) = running.next_event()? {
        if let Event::Stdout(bytes) = event {
            total += bytes.len();
        }
        if !looked && total > 0 {
            looked = true;
            if within(Duration::from_secs(1), || resident_kib(helper) > 32 << 10) {
                let kib = resident_kib(helper);
                against.push(format!("the helper holds {kib} KiB for a reader that does not read"));
            }
        }
    }
    if total != 96 << 20 {
        against.push(format!("{total} bytes came"));
    }
    Ok(("the program waits, memory stays flat", against))
}

fn resident_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn unread_input(attack: &Attack) -> Played {
    let mut job = shell(attack, "echo done");
    job.stdin = vec![b'x'; 100 << 20];
    let mut against = differs(&attack.run(&job)?, b"done\n");
    // Nor does a program that lives on keep anybody from looking at its limits.
    let mut idle = shell(attack, "exec sleep 5");
    (idle.stdin, idle.limits.wall_ms) = (vec![b'x'; 8 << 20], 500);
    let start = Instant::now();
    attack.run(&idle)?;
    let took_ms = start.elapsed().as_millis();
    against.extend((took_ms > 3_500).then(|| format!("a limit of 500 ms was held after {took_ms} ms")));
    Ok(("no deadlock", against))
}

fn pending_output(attack: &Attack) -> Played {
    // As much as a pipe holds, and the program gone at once.
    let code = "import os; os.write(1, b'y' * 65536); os._exit(0)";
    let mut against = differs(&attack.run(&python(attack, code))?, &[b'y'; 65_536]);
    against.extend(lost_on_the_way(attack)?);
    Ok(("all delivered", against))
}

/// A program that ends while every queue up to a caller who does not read is full, its pipe the last.
fn lost_on_the_way(attack: &Attack) -> Result<Option<String>, SandboxError> {
    let code = "import fcntl, os, time\nfcntl.fcntl(1, 4, 2048)\nwritten, end = 0, time.monotonic() + 0.5\n\
        while time.monotonic() < end:\n\ttry: written += os.write(1, b'y' * 65536)\n\
        \texcept BlockingIOError: time.sleep(0.01)\n\
        open('written', 'w').write(str(written))\nos._exit(0)";
    let mut job = python(attack, code);
    job.limits.output_bytes = 64 << 20;
    job.outputs.push(path_of("written")?);
    let mut running = jail::start_by(&attack.shared().config.keeper, &plan(attack, &job)?)?;
    running.helper_id()?;
    thread::sleep(Duration::from_secs(1));
    let (mut came, mut written) = (0, String::new());
    while let Some(event) = running.next_event()? {
        match event {
            Event::Stdout(bytes) => came += bytes.len(),
            Event::Output { content, .. } => written = String::from_utf8_lossy(&content).into_owned(),
            Event::Stderr(_) | Event::Ended(_) => {}
        }
    }
    Ok((written != came.to_string()).then(|| format!("{came} bytes came of {written}")))
}

fn exit_codes(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for code in [0, 1, 2, 42, 124, 125, 126, 127, 128, 255] {
        let outcome = attack.run(&shell(attack, &format!("exit {code}")))?;
        if (outcome.exit_code, outcome.signal) != (Some(code), None) {
            against.push(format!("{code} came as {:?}, {:?}", outcome.exit_code, outcome.signal));
        }
    }
    for signal in [1, 2, 3, 6, 9, 11, 15, 31, 64] {
        let outcome = attack.run(&shell(attack, &format!("kill -{signal} $$")))?;
        if outcome.signal != Some(signal) || outcome.verdict != Verdict::Signal {
            against.push(format!("signal {signal} came as {:?}, {:?}", outcome.exit_code, outcome.signal));
        }
    }
    Ok(("each exact", against))
}

/// Both copies of the case's program at the same time.
fn both(attack: &Attack, first: &Job, second: &Job) -> Result<[Outcome; 2], SandboxError> {
    thread::scope(|scope| {
        let other = scope.spawn(|| attack.run(first));
        let one = attack.run(second)?;
        let gone = |_| SandboxError::Stopped { what: "a thread of the audit".to_owned() };
        Ok([other.join().map_err(gone)??, one])
    })
}

fn same_port(attack: &Attack, case: &Case) -> Played {
    let job = attack.job_of(case)?;
    let outcomes = both(attack, &job, &job)?;
    Ok(("both have it", outcomes.iter().flat_map(|outcome| attack.compare(case, outcome).against).collect()))
}

/// The first plants and waits, the second looks; each is told which it is.
fn in_turns(attack: &Attack, case: &Case) -> Result<[Job; 2], SandboxError> {
    let with = |turn: &str| {
        let mut job = attack.job_of(case)?;
        job.environment.insert("TURN".to_owned(), turn.to_owned());
        Ok::<_, SandboxError>(job)
    };
    Ok([with("first")?, with("second")?])
}

fn neighbours(attack: &Attack, case: &Case) -> Played {
    let [first, second] = in_turns(attack, case)?;
    let outcomes = both(attack, &first, &second)?;
    Ok(("invisible", outcomes.iter().flat_map(|outcome| attack.compare(case, outcome).against).collect()))
}

fn successors(attack: &Attack, case: &Case) -> Played {
    let [first, second] = in_turns(attack, case)?;
    let mut against = attack.compare(case, &attack.run(&first)?).against;
    against.extend(attack.compare(case, &attack.run(&second)?).against);
    Ok(("a clean box", against))
}

fn cache_keys() -> Played {
    let maker = Maker { toolchain: "t".to_owned(), executable: "/x".to_owned() };
    let mut keys = std::collections::BTreeSet::new();
    let sources: [&[(&str, &[u8])]; 9] = [
        &[("a", b"x")],
        &[("a", b"x\0")],
        &[("a", b"\xef\xbb\xbfx")],
        &[("a", b"x\r\n")],
        &[("a", b"x\n")],
        &[("ax", b"")],
        &[("a", b""), ("b", b"x")],
        &[("a", b"x"), ("b", b"")],
        &[("a", b"bx")],
    ];
    for files in sources {
        let mut inputs = std::collections::BTreeMap::new();
        for (path, content) in files {
            inputs.insert(path_of(path)?, BoxFile { content: content.to_vec(), executable: false });
        }
        let request = LayerRequest {
            runtime: "go".to_owned(),
            version: None,
            install_command: "build".to_owned(),
            inputs,
            folder: path_of("out")?,
            limits: Limits::default(),
        };
        keys.insert(layers::key(&request, &maker).to_string());
    }
    let lost = sources.len() - keys.len();
    Ok(("distinct keys", (lost > 0).then(|| format!("{lost} keys are the same")).into_iter().collect()))
}

fn crowd(attack: &Attack) -> Played {
    use Verdict::{CpuTime, Disk, Memory, Output, RuntimeError};
    // Each must be ended by its own limit; how forks without an end come to theirs is left to chance.
    let bombs: [(&str, &[Verdict]); 5] = [
        ("import os\nfor _ in range(200):\n\ttry: os.fork()\n\texcept OSError: pass", &[]),
        ("x = []\nwhile len(x) < 60: x.append(bytearray(b'x') * (8 << 20))", &[Memory, RuntimeError]),
        ("while True: print('x' * 9999)", &[Output]),
        ("open('x','wb').write(b'x' * (200 << 20))", &[Disk, RuntimeError, Memory]),
        ("while True: pass", &[CpuTime]),
    ];
    let (sender, answers) = mpsc::channel();
    thread::scope(|scope| {
        for worker in 0..5_usize {
            let sender = sender.clone();
            scope.spawn(move || {
                for round in 0..20_usize {
                    let bomb = bombs.get((worker + round) % bombs.len()).filter(|_| round % 2 == 0);
                    let answer = bomb.map_or_else(
                        || attack.good_run(),
                        |(code, expected)| {
                            let mut job = python(attack, code);
                            (job.limits.wall_ms, job.limits.cpu_ms) = (5_000, 500);
                            let verdict = attack.run(&job).map_err(|error| error.to_string())?.verdict;
                            let held = expected.is_empty() || expected.contains(&verdict);
                            held.then_some(()).ok_or_else(|| format!("a bomb's verdict is {}", name(verdict)))
                        },
                    );
                    // Nobody listens any more only when the audit itself is over.
                    let _ = sender.send(answer);
                }
            });
        }
    });
    drop(sender);
    Ok(("all good ones right", answers.into_iter().filter_map(Result::err).collect()))
}

/// A program that says that it runs and then waits, known by its last argument.
fn waiting(attack: &Attack, word: &str) -> Result<Plan, SandboxError> {
    let code = "import time; print('x', flush=True); time.sleep(7)";
    plan(attack, &attack.job(["python3", "-I", "-c", code, word].map(str::to_owned).to_vec()))
}

fn killed_caller(attack: &Attack) -> Played {
    let word = format!("{}-killed", attack.ground.mark);
    let plan = waiting(attack, &word)?;
    let mut instance = Instance::start(attack.shared().config.keeper.helper(), &plan, 256)
        .map_err(io("a second instance"))?;
    instance.first_byte().map_err(io("a second instance"))?;
    let running = !jail::with_argument(&word).is_empty();
    instance.kill().map_err(io("a second instance"))?;
    let dead = within(Duration::from_secs(3), || jail::with_argument(&word).is_empty());
    let mut against = Vec::new();
    against.extend((!running).then(|| "its program never ran".to_owned()));
    against.extend((!dead).then(|| "its program lived on".to_owned()));
    comes_true(|| jail::with_argument(&word).is_empty());
    Ok(("its program died with it", against))
}

fn within(longest: Duration, holds: impl Fn() -> bool) -> bool {
    let give_up = Instant::now() + longest;
    loop {
        if holds() {
            return true;
        }
        if Instant::now() > give_up {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn no_descriptors(attack: &Attack) -> Played {
    let plan = plan(attack, &shell(attack, "echo entered"))?;
    let (mut against, mut refusals, mut runs) = (Vec::new(), 0, 0);
    for most in FEW {
        let instance = Instance::start(attack.shared().config.keeper.helper(), &plan, most)
            .map_err(io("a second instance"))?;
        let (code, text) = instance.finish().map_err(io("a second instance"))?;
        match code {
            Some(125) if !text.trim().is_empty() && !text.contains("entered") => refusals += 1,
            Some(0) if text == "entered\n" => runs += 1,
            _ => against.push(format!("with {most} descriptors {code:?}: {text}")),
        }
    }
    if refusals == 0 || runs == 0 {
        against.push(format!("{refusals} refusals and {runs} runs: the point between them was not met"));
    }
    Ok(("a whole box, or a refusal with the reason", against))
}

fn hangs_up(attack: &Attack) -> Played {
    let word = format!("{}-hung-up", attack.ground.mark);
    let mut running = jail::start_by(&attack.shared().config.keeper, &waiting(attack, &word)?)?;
    while !matches!(running.next_event()?, Some(Event::Stdout(_)) | None) {}
    running.cancel().cancel();
    let dead = within(Duration::from_secs(3), || jail::with_argument(&word).is_empty());
    drop(running);
    Ok(("the run is over", (!dead).then(|| "its program lived on".to_owned()).into_iter().collect()))
}

fn late_cancel(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for round in 0..20_u64 {
        let job = shell(attack, "true");
        let mut running = jail::start_by(&attack.shared().config.keeper, &plan(attack, &job)?)?;
        let cancel = running.cancel();
        let late = thread::spawn(move || {
            thread::sleep(Duration::from_micros(round * 200));
            cancel.cancel();
        });
        let mut endings = 0;
        loop {
            match running.next_event() {
                Ok(Some(Event::Ended(_))) => endings += 1,
                Ok(Some(_)) => {}
                Ok(None) | Err(JailError::Lost(_)) => break,
                Err(error) => return Err(error.into()),
            }
        }
        let _ = late.join();
        if endings > 1 {
            against.push(format!("{endings} endings"));
        }
    }
    Ok(("one ending at most", against))
}

fn cannot_build(attack: &Attack) -> Played {
    let mut plan = plan(attack, &shell(attack, "echo ran"))?;
    plan.binds.push(jail::Bind::same("/no/such/folder"));
    let against = built_despite(attack, &plan, "/no/such/folder");
    Ok(("refused with the step", against.into_iter().collect()))
}

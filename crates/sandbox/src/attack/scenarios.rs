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
/// Descriptors of an instance that has too few to make a box.
const TOO_FEW: u64 = 6;

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
    Ok(("refused", taken.map(|limits| format!("taken: {limits:?}")).collect()))
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

fn bad_paths(_attack: &Attack) -> Played {
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
    Ok(("refused", taken.map(|path| format!("taken: {path:?}")).collect()))
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
    Ok((
        "refused",
        (!refused).then(|| format!("the verdict is {}", name(outcome.verdict))).into_iter().collect(),
    ))
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
            thread::sleep(Duration::from_millis(300));
            let status = std::fs::read_to_string(format!("/proc/{helper}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            let kib: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0);
            if kib > 32 << 10 {
                against.push(format!("the helper holds {kib} KiB for a reader that does not read"));
            }
        }
    }
    if total != 96 << 20 {
        against.push(format!("{total} bytes came"));
    }
    Ok(("the program waits, memory stays flat", against))
}

fn unread_input(attack: &Attack) -> Played {
    let mut job = shell(attack, "echo done");
    job.stdin = vec![b'x'; 100 << 20];
    Ok(("no deadlock", differs(&attack.run(&job)?, b"done\n")))
}

fn pending_output(attack: &Attack) -> Played {
    // As much as a pipe holds, and the program gone at once.
    let code = "import os; os.write(1, b'y' * 65536); os._exit(0)";
    Ok(("all delivered", differs(&attack.run(&python(attack, code))?, &[b'y'; 65_536])))
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
    let bombs = [
        ("import os\nfor _ in range(200):\n\ttry: os.fork()\n\texcept OSError: pass", 0),
        ("x = []\nwhile len(x) < 60: x.append(bytearray(b'x') * (8 << 20))", 0),
        ("while True: print('x' * 9999)", 0),
        ("open('x','wb').write(b'x' * (200 << 20))", 0),
        ("while True: pass", 0),
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
                        |(code, _)| {
                            let mut job = python(attack, code);
                            (job.limits.wall_ms, job.limits.cpu_ms) = (500, 500);
                            attack.run(&job).map(drop).map_err(|error| error.to_string())
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
    let plan = plan(attack, &shell(attack, "echo ran"))?;
    let instance = Instance::start(attack.shared().config.keeper.helper(), &plan, TOO_FEW)
        .map_err(io("a second instance"))?;
    let (code, text) = instance.finish().map_err(io("a second instance"))?;
    let refused = code == Some(125) && !text.trim().is_empty() && !text.contains("ran");
    Ok(("refused with the reason", (!refused).then(|| format!("{code:?}: {text}")).into_iter().collect()))
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
    let against = match jail::start_by(&attack.shared().config.keeper, &plan)
        .and_then(|mut running| running.next_event())
    {
        Err(JailError::Refused(refusal)) if refusal.step.contains("/no/such/folder") => None,
        other => Some(format!("{other:?}")),
    };
    Ok(("refused with the step", against.into_iter().collect()))
}

//! Attacks that a program alone cannot play: two runs, a caller that goes away, a killed instance.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use domain::ProjectPath;
use domain::sandbox::{BoxFile, Job, Limits, Outcome, Verdict};
use jail::{Event, Instance, JailError, Plan};
use serde::Deserialize;

use super::{Attack, Case, Tried, endings, entering, name, path_of};
use crate::error::SandboxError;

/// Longest that anything here is waited for.
const PATIENCE: Duration = Duration::from_secs(8);
/// Descriptors of instances, from too few to make a box to enough.
const FEW: std::ops::Range<u64> = 6..48;

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
    /// Every byte, in whatever pieces.
    RawBytes,
    /// Control sequences for a terminal.
    Screen,
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
    /// Archives of every evil kind.
    Archives,
    /// Packages that want to run something while they are installed.
    InstallScripts,
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
    /// The wall clock jumps.
    ClockJumps,
    /// A box that cannot be built.
    CannotBuild,
}

impl Scenario {
    /// The runtime whose package client it is played with, and the client.
    pub fn client(self) -> Option<(&'static str, &'static str)> {
        (self == Self::InstallScripts).then_some(("javascript", "npm"))
    }

    /// Played with what a box without namespaces (tier C) does not have: a network of its own, a terminal, a
    /// folder of the host to write to, a `/proc`.
    pub fn needs_namespaces(self) -> bool {
        matches!(
            self,
            Self::SamePort | Self::Screen | Self::CacheKeys | Self::InstallScripts | Self::NoDescriptors
        )
    }
}

pub type Complaints = Vec<String>;
pub type Played = Result<(&'static str, Complaints), SandboxError>;

pub fn play(attack: &Attack, scenario: Scenario, case: &Case) -> Tried {
    let played = match scenario {
        Scenario::BadLimits => bad_limits(attack),
        Scenario::EndsAtLimit => endings::at_the_limit(attack),
        Scenario::BadPaths => bad_paths(attack),
        Scenario::FileAndFolder => file_and_folder(attack),
        Scenario::Collisions => entering::collisions(attack),
        Scenario::RawBytes => raw_bytes(attack),
        Scenario::Screen => screen(attack),
        Scenario::SlowReader => slow_reader(attack),
        Scenario::UnreadInput => unread_input(attack),
        Scenario::PendingOutput => pending_output(attack),
        Scenario::ExitCodes => endings::exit_codes(attack),
        Scenario::SamePort => same_port(attack, case),
        Scenario::Neighbours => neighbours(attack, case),
        Scenario::Successors => successors(attack, case),
        Scenario::CacheKeys => entering::cache_keys(attack),
        Scenario::Archives => archives(attack),
        Scenario::InstallScripts => entering::install_scripts(attack),
        Scenario::Crowd => crowd(attack),
        Scenario::KilledCaller => killed_caller(attack),
        Scenario::NoDescriptors => no_descriptors(attack),
        Scenario::HangsUp => hangs_up(attack),
        Scenario::LateCancel => endings::late_cancel(attack),
        Scenario::ClockJumps => endings::clock_jumps(attack),
        Scenario::CannotBuild => cannot_build(attack),
    };
    played.map_or_else(|error| Tried::broken(&error), |(seen, against)| Tried::of(seen, against))
}

pub fn python(attack: &Attack, code: &str) -> Job {
    attack.job(["python3", "-I", "-c", code].map(str::to_owned).to_vec())
}

pub fn shell(attack: &Attack, line: &str) -> Job {
    attack.job(["/bin/sh", "-c", line].map(str::to_owned).to_vec())
}

pub fn plan(attack: &Attack, job: &Job) -> Result<Plan, SandboxError> {
    Ok(attack.shared().plan(job)?.0)
}

pub fn io(what: &str) -> impl Fn(std::io::Error) -> SandboxError {
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
pub fn built_despite(attack: &Attack, plan: &Plan, step: &str) -> Option<String> {
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

pub fn differs(outcome: &Outcome, expected: &[u8]) -> Complaints {
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
    let code = "import sys, time; o=sys.stdout.buffer\n\
        o.write(bytes(range(256))); o.flush(); o.write(b'\\xc3'); o.flush(); time.sleep(0.05)\n\
        o.write(b'\\xa9\\xef\\xbb\\xbf\\0'); o.write(b'\\x1b]52;c;QQ==\\x07\\x1b[2J\\r')";
    let mut expected: Vec<u8> = (0..=255).collect();
    expected.extend(b"\xc3\xa9\xef\xbb\xbf\0\x1b]52;c;QQ==\x07\x1b[2J\r");
    Ok(("every byte as it was", differs(&attack.run(&python(attack, code))?, &expected)))
}

/// A pipe keeps every byte; a terminal's screen gets colours and movements, and no more than that.
fn screen(attack: &Attack) -> Played {
    let code = "import os, time\nfor part in (b'\\x1b[31mred\\x1b[0m', b'\\x1b]52;c;QQ==\\x07', b'\\x1b', b']0;title\\x1b\\\\',\
        b'\\x1bP1$r\\x1b\\\\', b'\\xc2\\x9d0;title\\xc2\\x9c', b'\\x1b_apc\\x1b\\\\', b'end'): os.write(1, part); time.sleep(0.01)";
    let mut plan = plan(attack, &python(attack, code))?;
    plan.terminal = Some(jail::Size { rows: 24, columns: 80 });
    let mut running = jail::start_by(&attack.shared().config.keeper, &plan)?;
    let mut shown = Vec::new();
    while let Some(event) = running.next_event()? {
        if let Event::Stdout(bytes) = event {
            shown.extend(bytes);
        }
    }
    let text = String::from_utf8_lossy(&shown).into_owned();
    let against = (text != "\x1b[31mred\x1b[0mend").then(|| format!("shown: {text:?}"));
    Ok(("colours pass, the rest does not", against.into_iter().collect()))
}

fn archives(attack: &Attack) -> Played {
    match attack.unpack {
        Some(unpack) => entering::archives(attack, unpack),
        None => Err(SandboxError::BadJob("there is no reader of archives here".to_owned())),
    }
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
                            // Long enough for a machine that has much else to do: none of them is to wait for it.
                            (job.limits.wall_ms, job.limits.cpu_ms) = (20_000, 500);
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
    let mut instance =
        Instance::start(&attack.shared().config.keeper, &plan, 256).map_err(io("a second instance"))?;
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
    // A box that lacks a part of itself is worse than none.
    let proc = attack.run(&shell(attack, "[ -d /proc/self ] && echo yes"))?.stdout == b"yes\n";
    let whole = "[ -c /dev/null ] && ! read -r line < /proc/interrupts && [ ! -e /proc/irq/default_smp_affinity ] \
                 && [ ! -e /proc/bus/pci ] && echo entered";
    let whole = if proc { format!("[ -d /proc/self ] && {whole}") } else { whole.to_owned() };
    let mut plan = plan(attack, &shell(attack, &whole))?;
    // Held to the last step, so that it is the later steps which lack something.
    plan.binds.extend((0..8).map(|number| jail::Bind {
        target: jail::WORKING_FOLDER.to_owned() + &format!("/{number}"),
        ..jail::Bind::same("/bin/sh")
    }));
    if plan.links.iter().any(|(path, _)| path == "/bin") {
        plan.binds.retain(|bind| bind.source == "/usr" || bind.source == "/bin/sh");
    }
    let (mut against, mut refusals, mut runs) = (Vec::new(), 0, 0);
    for most in FEW {
        let instance =
            Instance::start(&attack.shared().config.keeper, &plan, most).map_err(io("a second instance"))?;
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

fn cannot_build(attack: &Attack) -> Played {
    let mut plan = plan(attack, &shell(attack, "echo ran"))?;
    plan.binds.push(jail::Bind::same("/no/such/folder"));
    let against = built_despite(attack, &plan, "/no/such/folder");
    Ok(("refused with the step", against.into_iter().collect()))
}

//! The sandbox's rows of `make bench`: what a box costs beside the bare program and beside bubblewrap.
//!
//! Interleaved: bare, box and bubblewrap one after the other in every round, so that what else the machine
//! does falls on all alike. Prints one JSON line per figure and writes `docs/generated/benchmarks-sandbox.md`.
#![expect(clippy::print_stdout, reason = "the lines are the output")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot measure should stop loudly")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use domain::roles::Sandbox;
use domain::sandbox::{Command as Line, Job, Limits, Outcome, RunEvent, Verdict};
use futures::StreamExt;
use sandbox::{Config, Local};

const ROUNDS: usize = 60;
const BUBBLEWRAP: &str = "/usr/bin/bwrap";
/// All that bubblewrap can separate, with the folders that the programs need.
const AROUND: &str = "--unshare-all --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib \
                      --symlink usr/lib64 /lib64 --proc /proc --dev /dev --tmpfs /tmp --die-with-parent";

struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    reach: String,
    reached: bool,
    note: String,
}

fn main() {
    // This program is its own helper.
    jail::enter_if_asked();
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new(folder.path(), std::env::current_exe().unwrap());
    let local = Arc::new(Local::new(config));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let figures = runtime.block_on(async {
        let mut figures = Vec::new();
        starts(&local, &mut figures).await;
        throughput(&local, &mut figures).await;
        overshoot(&local, &mut figures).await;
        figures
    });
    for f in &figures {
        println!(
            "{}",
            serde_json::json!({ "figure": f.name, "value": round(f.value), "unit": f.unit, "reach": f.reach, "reached": f.reached, "note": f.note })
        );
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated/benchmarks-sandbox.md");
    std::fs::write(path, table(&figures)).unwrap();
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn at(times: &[f64], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

fn job(language: &str, words: &[&str]) -> Job {
    Job {
        runtime: language.to_owned(),
        version: None,
        command: Line::Argv(words.iter().map(|word| (*word).to_owned()).collect()),
        files: Default::default(),
        layers: Vec::new(),
        environment: Default::default(),
        stdin: Vec::new(),
        limits: Limits::default(),
        services: Vec::new(),
        probe: None,
        outputs: Vec::new(),
    }
}

async fn run(local: &Local, job: &Job) -> Outcome {
    let events: Vec<RunEvent> = local.run(job.clone()).collect().await;
    let Some(RunEvent::Finished(outcome)) = events.into_iter().last() else { panic!("no ending") };
    *outcome
}

async fn boxed(local: &Local, job: &Job) -> f64 {
    let begun = Instant::now();
    let outcome = run(local, job).await;
    assert_eq!(outcome.verdict, Verdict::Ok, "{outcome:?}");
    begun.elapsed().as_secs_f64() * 1000.0
}

fn spawn(program: &[&str]) -> Child {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn bare(program: &[&str]) -> f64 {
    let begun = Instant::now();
    assert!(spawn(program).wait().unwrap().success(), "{program:?}");
    begun.elapsed().as_secs_f64() * 1000.0
}

/// The interpreter itself, as a box starts it: not the shim that stands on the search path.
async fn real(local: &Local, language: &str, words: &[&str]) -> Option<String> {
    let outcome = run(local, &job(language, words)).await;
    let text = String::from_utf8_lossy(&outcome.stdout).trim().to_owned();
    (outcome.verdict == Verdict::Ok && Path::new(&text).exists()).then_some(text)
}

async fn python(local: &Local) -> Option<String> {
    real(local, "python", &["python3", "-c", "import os, sys; print(os.path.realpath(sys.executable))"]).await
}

async fn starts(local: &Local, figures: &mut Vec<Figure>) {
    let python = python(local).await;
    let node = real(local, "javascript", &["node", "-p", "fs.realpathSync(process.execPath)"]).await;
    for (name, language, program, rest, most) in [
        ("/bin/true", "python", Some("/bin/true".to_owned()), &[][..], None),
        ("python print(1)", "python", python, &["-I", "-c", "print(1)"][..], Some(1.25)),
        ("node console.log(1)", "javascript", node, &["-e", "console.log(1)"][..], Some(1.20)),
    ] {
        let Some(program) = program else { continue };
        let words: Vec<&str> = std::iter::once(program.as_str()).chain(rest.iter().copied()).collect();
        let asked = job(language, &words);
        // An interpreter outside of /usr is one that bubblewrap was not told of.
        let around =
            Path::new(BUBBLEWRAP).exists() && (program.starts_with("/usr/") || program == "/bin/true");
        let wrapped: Vec<&str> = std::iter::once(BUBBLEWRAP)
            .chain(AROUND.split_whitespace())
            .chain(words.iter().copied())
            .collect();
        for _ in 0..3 {
            boxed(local, &asked).await;
            bare(&words);
        }
        let (mut alone, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            alone.push(bare(&words));
            ours.push(boxed(local, &asked).await);
            if around {
                theirs.push(bare(&wrapped));
            }
        }
        let against =
            |of: &[f64], by: &[f64]| -> Vec<f64> { of.iter().zip(by).map(|(a, b)| a / b).collect() };
        let note = format!("bare {:.2} ms, box {:.2} ms", at(&alone, 0.5), at(&ours, 0.5));
        match most {
            None => {
                let more: Vec<f64> = ours.iter().zip(&alone).map(|(a, b)| a - b).collect();
                let value = at(&more, 0.5);
                figures.push(Figure {
                    name: format!("{name}: box above bare, median"),
                    value,
                    unit: "ms",
                    reach: "<= 1.4 ms".to_owned(),
                    reached: value <= 1.4,
                    note,
                });
            }
            Some(most) => {
                let value = at(&against(&ours, &alone), 0.5);
                figures.push(Figure {
                    name: format!("{name}: box against bare, median"),
                    value,
                    unit: "x",
                    reach: format!("<= {most} x"),
                    reached: value <= most,
                    note,
                });
            }
        }
        if around {
            let value = at(&against(&ours, &theirs), 0.5);
            figures.push(Figure {
                name: format!("{name}: box against bubblewrap, median"),
                value,
                unit: "x",
                reach: "< 1 x".to_owned(),
                reached: value < 1.0,
                note: format!("bubblewrap {:.2} ms, without limits and system-call filter", at(&theirs, 0.5)),
            });
        }
    }
}

const RUNS: usize = 200;
const AT_ONCE: usize = 100;

/// Programs that a hundred wait for at any time, three rounds in turn.
async fn throughput(local: &Local, figures: &mut Vec<Figure>) {
    let Some(program) = python(local).await else { return };
    let words = [program.as_str(), "-I", "-c", "print(1)"];
    let asked = job("python", &words);
    let (mut ours, mut alone, mut ratios) = (0.0, 0.0, Vec::new());
    for _ in 0..3 {
        let begun = Instant::now();
        let all = futures::stream::iter(0..RUNS).map(|_| boxed(local, &asked));
        all.buffer_unordered(AT_ONCE).for_each(|_| async {}).await;
        ours = RUNS as f64 / begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        let mut running: std::collections::VecDeque<Child> = (0..AT_ONCE).map(|_| spawn(&words)).collect();
        for started in AT_ONCE..AT_ONCE + RUNS {
            let Some(mut first) = running.pop_front() else { break };
            assert!(first.wait().unwrap().success());
            if started < RUNS {
                running.push_back(spawn(&words));
            }
        }
        alone = RUNS as f64 / begun.elapsed().as_secs_f64();
        ratios.push(ours / alone);
    }
    let value = at(&ratios, 0.5);
    figures.push(Figure {
        name: format!("python runs per second with {AT_ONCE} waiting, against bare"),
        value,
        unit: "x",
        reach: ">= 0.8 x".to_owned(),
        reached: value >= 0.8,
        note: format!("{ours:.0} against {alone:.0} in the last of three rounds"),
    });
}

/// From the limit to the verdict, with all that runs dead by then.
async fn overshoot(local: &Local, figures: &mut Vec<Figure>) {
    const LIMIT_MS: u64 = 1000;
    let mut late = Vec::new();
    for _ in 0..7 {
        let mut crowd = job("python", &["/bin/sh", "-c", "for n in $(seq 63); do sleep 1000 & done; wait"]);
        crowd.limits = Limits { wall_ms: LIMIT_MS, processes: 80, ..Limits::default() };
        let begun = Instant::now();
        let outcome = run(local, &crowd).await;
        assert_eq!(outcome.verdict, Verdict::WallTime, "{outcome:?}");
        late.push(begun.elapsed().as_secs_f64() * 1000.0 - LIMIT_MS as f64);
    }
    let value = at(&late, 1.0);
    figures.push(Figure {
        name: "wall limit to verdict with 64 processes alive, longest of 7".to_owned(),
        value,
        unit: "ms",
        reach: "<= 50 ms".to_owned(),
        reached: value <= 50.0,
        note: format!("median {:.1} ms; the start of the box is in it", at(&late, 0.5)),
    });
}

fn table(figures: &[Figure]) -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let model = model.trim_start_matches([':', '\t', ' ']);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("unknown");
    let mut text = format!(
        "# Benchmarks of the sandbox\n\nWritten by `make bench` on {cores} cores of {model}, with a load of {load} at the end. Bare, box and bubblewrap run in turn; ratios are of the same round.\n\n| figure | value | reach | reached | note |\n|---|---|---|---|---|\n"
    );
    for f in figures {
        let reached = if f.reached { "yes" } else { "**no**" };
        text.push_str(&format!(
            "| {} | {} {} | {} | {reached} | {} |\n",
            f.name,
            round(f.value),
            f.unit,
            f.reach,
            f.note
        ));
    }
    text
}

//! `make bench`: the figures of SPECIFICATION.md, each measured beside its yardstick in this run.
//!
//! Prints one JSON line per figure and writes the table to `docs/generated/benchmarks.md`.
#![expect(clippy::print_stdout, reason = "the lines are the output")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot measure should stop loudly")]

mod router;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use domain::{
    ProjectPath, Spec,
    capsule::CapsuleContent,
    intent::Intent,
    project::{FileKind, Part, ProjectFile, Tree},
    roles::{Blueprints, Capsules, Parser, Reader},
};
use serde_json::{Value, json};

const INTENT: &str = include_str!("../../../examples/intents/02-library.txt");

struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    reach: String,
    reached: bool,
    note: String,
}

type Measure = fn(&mut Vec<Figure>);

fn main() {
    let mut figures = Vec::new();
    let parts: [(&str, Measure); 6] = [
        ("reading", reading),
        ("analysis", analysis),
        ("archive", archive),
        ("versions", versions),
        ("router", router::measure),
        ("runs", runs),
    ];
    // `cargo bench --bench figures -- router` measures one part and leaves the table alone.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for (name, measure) in parts {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            measure(&mut figures);
        }
    }
    for f in &figures {
        println!(
            "{}",
            json!({ "figure": f.name, "value": round(f.value), "unit": f.unit, "reach": f.reach, "reached": f.reached, "note": f.note })
        );
    }
    if !asked.is_empty() {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated/benchmarks.md");
    std::fs::write(&path, table(&figures)).unwrap();
}

fn reader() -> impl Reader {
    spec::RulesReader::default()
}

fn read(text: &str) -> Spec {
    reader().read(&Intent::of(text)).unwrap()
}

/// Milliseconds of `n` calls after three for warming up.
fn sample(n: usize, mut work: impl FnMut()) -> Vec<f64> {
    (0..3).for_each(|_| work());
    let mut times: Vec<f64> = (0..n)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

fn at(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

fn reading(figures: &mut Vec<Figure>) {
    let library = blueprint::Library::new().unwrap();
    let page = INTENT.repeat(6);
    let times = sample(200, || drop(read(&page)));
    figures.push(Figure {
        name: "read a page of text, p99".into(),
        value: at(&times, 0.99),
        unit: "ms",
        reach: "< 20 ms".into(),
        reached: at(&times, 0.99) < 20.0,
        note: format!("p50 {:.2} ms, {} bytes", at(&times, 0.5), page.len()),
    });
    let spec = read(INTENT);
    let parts = [Part::Code, Part::Dependencies, Part::Tests, Part::Documentation];
    let render =
        |spec: &Spec| parts.iter().flat_map(|part| library.render(spec, *part).unwrap()).collect::<Tree>();
    let times = sample(200, || drop(library.render(&spec, Part::Code).unwrap()));
    figures.push(Figure {
        name: "render the program's templates, p99".into(),
        value: at(&times, 0.99),
        unit: "ms",
        reach: "< 10 ms".into(),
        reached: at(&times, 0.99) < 10.0,
        note: format!(
            "p50 {:.2} ms, {} files",
            at(&times, 0.5),
            library.render(&spec, Part::Code).unwrap().len()
        ),
    });
    let packer = capsule::Packer::default();
    let times = sample(100, || {
        let spec = read(INTENT);
        drop(packer.pack(&content(render(&spec))).unwrap());
    });
    figures.push(Figure {
        name: "offline intent to spec, complete file tree and manifest, p95".into(),
        value: at(&times, 0.95),
        unit: "ms",
        reach: "<= 77 ms".into(),
        reached: at(&times, 0.95) <= 77.0,
        note: format!("p50 {:.1} ms; the capsule is packed too", at(&times, 0.5)),
    });
}

/// What a capsule holds that nobody has tried: valid, and said to be unproven.
fn content(files: Tree) -> CapsuleContent {
    let object = |value: Value| value.as_object().cloned().unwrap_or_default();
    CapsuleContent {
        name: "bench".into(),
        proven: false,
        files,
        record: object(json!({
            "requirements": [], "spec": { "rules": [] }, "tests": [], "score": { "overall": 0.0 },
            "gate": { "proven": false, "checks": [], "set_aside": [] },
        })),
        manifest: object(json!({ "version": "1.0.0", "test_command": "pytest", "run_command": "./run.sh" })),
        quantum_capsule: object(json!({ "version": "1.0.0", "language": "python" })),
        created_unix: 0,
    }
}

fn analysis(figures: &mut Vec<Figure>) {
    let library = blueprint::Library::new().unwrap();
    let spec = read(INTENT);
    let sources: Vec<String> = [Part::Code, Part::Tests]
        .iter()
        .flat_map(|part| library.render(&spec, *part).unwrap())
        .filter(|(path, _)| path.extension() == Some("py"))
        .map(|(_, file)| file.content)
        .collect();
    let mut tree = Tree::new();
    let mut lines = 0;
    for (n, text) in sources.iter().cycle().enumerate() {
        if lines >= 10_000 {
            break;
        }
        lines += text.lines().count();
        // A trailing remark keeps copies apart, so that no cache answers for work not done.
        tree.insert(path(&format!("src/part_{n}.py")), source(&format!("{text}\n# {n}\n")));
    }
    let parser = parse::TreeSitter::new();
    let mut round = 0;
    let times = sample(10, || {
        round += 1;
        let fresh: Tree =
            tree.iter().map(|(p, f)| (p.clone(), source(&format!("{}# {round}\n", f.content)))).collect();
        drop((parser.syntax(&fresh), parser.security(&fresh), parser.complexity(&fresh)));
    });
    figures.push(Figure {
        name: "syntax, security and complexity of 10,000 lines, median".into(),
        value: at(&times, 0.5),
        unit: "ms",
        reach: "< 300 ms".into(),
        reached: at(&times, 0.5) < 300.0,
        note: format!("{lines} lines in {} files", tree.len()),
    });
}

fn archive(figures: &mut Vec<Figure>) {
    let files: Tree = (0..10_000)
        .map(|n| (path(&format!("src/dir{}/file{n}.py", n % 100)), source(&format!("x = {n}\n").repeat(30))))
        .collect();
    let packer = capsule::Packer::default();
    let begun = Instant::now();
    let packed = packer.pack(&content(files)).unwrap();
    let pack_s = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let verified = packer.verify(&packed.bytes, None);
    let verify_s = begun.elapsed().as_secs_f64();
    assert!(verified.valid, "{:?}", verified.problems);
    for (name, value, limit) in
        [("pack a capsule of 10,000 files", pack_s, 5.0), ("verify a capsule of 10,000 files", verify_s, 2.0)]
    {
        let note = format!("{} bytes", packed.bytes.len());
        figures.push(Figure {
            name: name.into(),
            value,
            unit: "s",
            reach: format!("< {limit} s"),
            reached: value < limit,
            note,
        });
    }
}

/// 20 versions of a 100-file project, one file changed each time, as drops in memory.
fn versions(figures: &mut Vec<Figure>) {
    use store::{Drops, Runs};
    let memory = store::Memory::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let text = include_str!("figures.rs");
    let mut plain = 0u64;
    let row = |id: &str| store::ports::RunRow {
        id: id.into(),
        status: "running".into(),
        title: String::new(),
        created_at: String::new(),
        finished_at: None,
        seq: 0,
        state: Vec::new(),
    };
    for version in 0..20 {
        let run = format!("run-{version}");
        let mut drops = Vec::new();
        for file in 0..100 {
            let changed = if file == version { format!("# changed {version}\n") } else { String::new() };
            let content = format!("# file {file}\n{text}{changed}").into_bytes();
            plain += content.len() as u64;
            let draft = domain::drops::Draft {
                kind: domain::DropKind::Code,
                stage: None,
                parents: vec![domain::Blake3::of(format!("{file}").as_bytes())],
                content,
            };
            drops.push(store::drops::prepare(&draft, &run, ""));
        }
        runtime.block_on(memory.create(row(&run), drops)).unwrap();
    }
    let totals = runtime.block_on(memory.totals()).unwrap();
    let ratio = totals.stored_bytes as f64 / plain as f64;
    figures.push(Figure {
        name: "stored bytes of 20 versions of a 100-file project".into(),
        value: ratio,
        unit: "x plain bytes",
        reach: "<= 0.15".into(),
        reached: ratio <= 0.15,
        note: format!("{plain} bytes kept as {}; one file changes per version", totals.stored_bytes),
    });
}

/// What the binary itself costs, beside the bare test command of the project it made.
fn runs(figures: &mut Vec<Figure>) {
    let dir = tempfile::TempDir::new().unwrap();
    let data = dir.path().join("data");
    let begun = Instant::now();
    let first = generate(&data, Some(&dir.path().join("out")));
    let cold_s = begun.elapsed().as_secs_f64();
    figures.push(Figure {
        name: "nothing but the binary to the first proven capsule".into(),
        value: cold_s,
        unit: "s",
        reach: "< 60 s".into(),
        reached: cold_s < 60.0 && first["status"] == "proven",
        note: format!("status {}; dependencies installed from the index{}", first["status"], why(&first)),
    });
    let name = first["spec"]["project"]["name"].as_str().unwrap();
    let project = dir.path().join("out").join(name);
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(project.join("QUANTUM_MANIFEST.json")).unwrap()).unwrap();
    shell(&project, manifest["install_command"].as_str().unwrap());
    let test = manifest["test_command"].as_str().unwrap();
    let mut ratios = Vec::new();
    let mut platform = Vec::new();
    let mut unproven = String::new();
    let (mut bare_ms, mut ours_ms) = (Vec::new(), Vec::new());
    for _ in 0..9 {
        let begun = Instant::now();
        shell(&project, test);
        let bare = begun.elapsed().as_secs_f64() * 1000.0;
        let begun = Instant::now();
        let run = generate(&data, None);
        let ours = begun.elapsed().as_secs_f64() * 1000.0;
        ratios.push((ours - 100.0) / bare);
        bare_ms.push(bare);
        ours_ms.push(ours);
        if run["status"] != "proven" {
            unproven = format!("; status {}{}", run["status"], why(&run));
        }
        platform.push(run["timings"]["platform_ms"].as_f64().unwrap());
    }
    for list in [&mut ratios, &mut platform, &mut bare_ms, &mut ours_ms] {
        list.sort_by(f64::total_cmp);
    }
    figures.push(Figure {
        name: "offline intent to proven capsule, warm layers: (wall - 100 ms) / bare test command".into(),
        value: at(&ratios, 0.5),
        unit: "x",
        reach: "<= 1.25 x".into(),
        reached: at(&ratios, 0.5) <= 1.25 && unproven.is_empty(),
        note: format!(
            "{:.0} ms against {:.0} ms bare, medians of 9, interleaved{unproven}",
            at(&ours_ms, 0.5),
            at(&bare_ms, 0.5)
        ),
    });
    let fsync = fsync_ms(dir.path());
    // Taking the run over, the spec, the parts, the tests, the trial, verdicts, capsule: see `pipeline::plan`.
    let commits = 7.0;
    let reach = 10.0 + commits * fsync;
    figures.push(Figure {
        name: "platform overhead of a run (wall - tool time), p50".into(),
        value: at(&platform, 0.5),
        unit: "ms",
        reach: format!("<= {reach:.1} ms (10 + {commits} commits x {fsync:.2} ms fsync)"),
        reached: at(&platform, 0.5) <= reach,
        note: "durable journal".into(),
    });
    figures.push(Figure {
        name: "platform overhead of a run, largest of 9".into(),
        value: at(&platform, 1.0),
        unit: "ms",
        reach: "<= 77 ms".into(),
        reached: at(&platform, 1.0) <= 77.0,
        note: String::new(),
    });
    let times = sample(20, || {
        assert!(Command::new(binary()).arg("--version").stdout(Stdio::null()).status().unwrap().success());
    });
    figures.push(Figure {
        name: "start of the binary (--version), median".into(),
        value: at(&times, 0.5),
        unit: "ms",
        reach: "< 300 ms".into(),
        reached: at(&times, 0.5) < 300.0,
        note: String::new(),
    });
}

fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_quantumlayer"))
}

fn generate(data: &Path, out: Option<&Path>) -> Value {
    let mut command = Command::new(binary());
    command.args(["generate", INTENT, "--json", "--no-remembered", "--data-dir"]).arg(data);
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What kept a run from being proven, in its own words; nothing where it is proven.
fn why(run: &Value) -> String {
    let failed = run["gate"]["checks"].as_array().into_iter().flatten().filter(|c| c["passed"] == false);
    let mut reasons: Vec<String> = failed.map(|c| format!("; {}: {}", c["id"], c["missing"])).collect();
    let red = run["evidence"].as_array().into_iter().flatten().filter(|e| e["passed"] == false);
    reasons.extend(red.map(|e| format!("; {}: {}", e["command"], e["summary"])));
    if let Some(message) = run["error"]["message"].as_str() {
        reasons.push(format!("; {message}"));
    }
    reasons.concat().replace(['|', '\n'], " ")
}

fn shell(dir: &Path, line: &str) {
    let status = Command::new("sh")
        .args(["-c", line])
        .current_dir(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.unwrap().success(), "{line}");
}

/// Median of fifty small appends, each made durable: what one commit costs this disk at least.
fn fsync_ms(dir: &Path) -> f64 {
    let mut file = std::fs::File::create(dir.join("fsync")).unwrap();
    let times = sample(50, || {
        file.write_all(&[0; 4096]).unwrap();
        file.sync_data().unwrap();
    });
    at(&times, 0.5)
}

fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

fn source(text: &str) -> ProjectFile {
    ProjectFile { content: text.to_owned(), kind: FileKind::Source, executable: false }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn table(figures: &[Figure]) -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .unwrap_or("unknown")
        .trim_start_matches([':', '\t', ' ']);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut text = format!(
        "# Benchmarks\n\nWritten by `make bench` on {cores} cores of {model}, release build. Ratios are measured side by side in one run; absolute times are for orientation.\n\n| figure | value | reach | reached | note |\n|---|---|---|---|---|\n"
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

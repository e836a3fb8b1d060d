//! Turns what a box reported into evidence: one entry per executed command.

use domain::{
    Blake3, DropKind, Explained,
    evidence::{Evidence, EvidenceKind, TestOutcome, TestResult},
    project::{BuildPlan, DocumentedCommand, TestCase, Tree},
    sandbox::{Layer, Outcome, Phase, ProbeReport, Usage, Verdict},
};

use super::{Context, Output, StageError, junit};

/// Collects evidence and the logs it points to.
pub struct Recorder<'a> {
    context: &'a Context,
    evidence: Vec<Evidence>,
    logs: Vec<domain::drops::Draft>,
}

impl<'a> Recorder<'a> {
    pub fn new(context: &'a Context) -> Self {
        Self { context, evidence: Vec::new(), logs: Vec::new() }
    }

    pub fn installed(&mut self, layer: &Layer, log: Vec<u8>) {
        // The same whether it was made now or earlier: verdicts quote it, and capsules quote them.
        let summary = format!("installed the locked dependencies, layer {}", layer.key.short());
        let log = self.log(log);
        self.push(Evidence {
            id: String::new(),
            kind: EvidenceKind::Build,
            command: layer.command.clone(),
            exit_code: Some(layer.exit_code),
            // A layer that was there took no time of this run.
            duration_ms: if layer.cached { 0 } else { layer.duration_ms },
            log,
            environment: environment(layer),
            passed: layer.exit_code == 0,
            summary,
            tests: Vec::new(),
        });
    }

    pub fn install_failed(&mut self, command: &str, error: &Explained, log: Vec<u8>, exit_code: Option<i32>) {
        let log = self.log(log);
        self.push(Evidence {
            id: String::new(),
            kind: EvidenceKind::Build,
            command: command.to_owned(),
            exit_code,
            duration_ms: 0,
            log,
            environment: Blake3::of(command.as_bytes()),
            passed: false,
            summary: match &error.hint {
                Some(hint) => format!("{error}; {hint}"),
                None => error.to_string(),
            },
            tests: Vec::new(),
        });
    }

    pub fn built(&mut self, command: &str, layer: &Layer, outcome: Outcome) {
        let passed = ended_well(&outcome);
        let summary = if passed { "built".into() } else { how_it_ended(&outcome) };
        self.executed(EvidenceKind::Build, command, layer, outcome, passed, summary, Vec::new());
    }

    /// A suite counts as passed only if the runner's own report names every planned test.
    pub fn tested(&mut self, plan: &BuildPlan, cases: &[TestCase], layer: &Layer, outcome: Outcome) {
        let report = outcome.outputs.get(&plan.test_report).map(|bytes| junit::parse(bytes));
        let (reported, note) = match report {
            Some(Ok(reported)) => (reported, None),
            Some(Err(cause)) => {
                (Default::default(), Some(format!("the runner's report cannot be read: {cause}")))
            }
            None => {
                (Default::default(), Some(format!("the runner wrote no report; {}", how_it_ended(&outcome))))
            }
        };
        let tests: Vec<TestResult> = cases
            .iter()
            .map(|case| {
                let found = reported.get(&junit::key(&case.id));
                TestResult {
                    id: case.id.clone(),
                    requirements: case.requirements.clone(),
                    result: found.map_or(TestOutcome::NotRun, |r| r.outcome),
                    ms: found.map_or(0, |r| r.ms),
                    message: found.and_then(|r| r.message.clone()),
                }
            })
            .collect();
        let count = |wanted: TestOutcome| tests.iter().filter(|t| t.result == wanted).count();
        let passing = count(TestOutcome::Pass);
        let passed = ended_well(&outcome) && passing == tests.len() && !tests.is_empty();
        let summary = note.unwrap_or_else(|| {
            let mut text = format!("{passing} of {} tests passed", tests.len());
            use TestOutcome::{Error, Fail, NotRun, Skipped};
            for outcome in [Fail, Error, Skipped, NotRun] {
                let n = count(outcome);
                if n > 0 {
                    text.push_str(&format!(", {n} {}", outcome.word()));
                }
            }
            if passing == tests.len() && !passed {
                text.push_str(&format!(", yet {}", how_it_ended(&outcome)));
            }
            text
        });
        self.executed(EvidenceKind::Test, &plan.commands.test, layer, outcome, passed, summary, tests);
    }

    /// A server counts as started when `/health` answers, as stopped when SIGTERM ends it in time, and
    /// as documented when it serves the very document that the project carries.
    pub fn probed(&mut self, plan: &BuildPlan, tree: &Tree, layer: &Layer, outcome: Outcome) {
        let verdict = match &outcome.probe {
            None => Err(format!("the server was not probed: {}", how_it_ended(&outcome))),
            Some(report) => judge(report, tree),
        };
        let passed = verdict.is_ok();
        let summary = verdict.unwrap_or_else(|problem| problem);
        self.executed(EvidenceKind::Probe, &plan.commands.run, layer, outcome, passed, summary, Vec::new());
    }

    pub fn documented(&mut self, command: &DocumentedCommand, layer: &Layer, outcome: Outcome) {
        let passed = ended_well(&outcome);
        let summary = if passed { command.purpose.clone() } else { how_it_ended(&outcome) };
        self.executed(EvidenceKind::Lint, &command.command, layer, outcome, passed, summary, Vec::new());
    }

    pub fn finish(self, tool_ms: f64) -> Result<Output, StageError> {
        let mut drops = vec![self.context.draft(DropKind::Evidence, &self.evidence)?];
        drops.extend(self.logs);
        Ok(Output { drops, tool_ms, ..Output::default() })
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one evidence row, named at each call")]
    fn executed(
        &mut self,
        kind: EvidenceKind,
        command: &str,
        layer: &Layer,
        outcome: Outcome,
        passed: bool,
        summary: String,
        tests: Vec<TestResult>,
    ) {
        let log = self.log(transcript(&outcome));
        self.push(Evidence {
            id: String::new(),
            kind,
            command: command.to_owned(),
            exit_code: outcome.exit_code,
            duration_ms: outcome.usage.wall_ms,
            log,
            environment: environment(layer),
            passed,
            summary,
            tests,
        });
    }

    fn push(&mut self, mut evidence: Evidence) {
        evidence.id = format!("E{}", self.evidence.len() + 1);
        self.evidence.push(evidence);
    }

    fn log(&mut self, content: Vec<u8>) -> Option<domain::DropId> {
        let draft = self.context.draft_bytes(DropKind::Log, content);
        let id = store::drops::id(draft.kind, draft.stage, &draft.parents, &Blake3::of(&draft.content));
        if !self.logs.contains(&draft) {
            self.logs.push(draft);
        }
        Some(id)
    }
}

fn judge(report: &ProbeReport, tree: &Tree) -> Result<String, String> {
    if !report.started {
        return Err("the server did not answer /health in time".into());
    }
    for fetched in &report.fetched {
        if fetched.status != 200 {
            return Err(format!("{} answered {}", fetched.path, fetched.status));
        }
        let carried = fetched
            .path
            .strip_prefix('/')
            .and_then(|path| domain::ProjectPath::parse(path).ok())
            .and_then(|path| tree.get(&path));
        if let Some(file) = carried {
            let (served, kept) = (parsed(&fetched.body), parsed(&file.content));
            if served.is_none() || served != kept {
                return Err(format!("{} differs from the file in the project", fetched.path));
            }
        }
    }
    if !report.stopped_cleanly {
        return Err("the server did not stop cleanly on SIGTERM".into());
    }
    Ok("answered /health and stopped on SIGTERM".into())
}

fn parsed(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

fn ended_well(outcome: &Outcome) -> bool {
    outcome.verdict == Verdict::Ok && outcome.exit_code == Some(0)
}

fn how_it_ended(outcome: &Outcome) -> String {
    if let Some(error) = &outcome.error {
        return error.to_string();
    }
    match (outcome.verdict, outcome.exit_code, outcome.signal) {
        (Verdict::Ok | Verdict::RuntimeError | Verdict::CompileError, Some(code), _) => {
            format!("the command ended with exit code {code}")
        }
        (Verdict::Signal, _, Some(signal)) => format!("the command was ended by signal {signal}"),
        (verdict, _, _) => format!("the command was stopped: {}{}", verdict.word(), more_of(verdict)),
    }
}

/// Where the operator gives more of what was not enough.
fn more_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WallTime => " (more by trial.wall_s)",
        Verdict::CpuTime => " (more by trial.wall_s and trial.cpus)",
        Verdict::Memory => " (more by trial.memory_mb)",
        Verdict::Disk => " (more by trial.disk_mb)",
        _ => "",
    }
}

/// Both streams, as the log drop keeps them.
fn transcript(outcome: &Outcome) -> Vec<u8> {
    let mut text = Vec::new();
    for (stream, truncated) in
        [(&outcome.stdout, outcome.stdout_truncated), (&outcome.stderr, outcome.stderr_truncated)]
    {
        text.extend_from_slice(stream);
        if truncated {
            text.extend_from_slice(b"\n[cut here: the output limit was reached]\n");
        }
    }
    text
}

/// What has to be equal for two results to be comparable.
fn environment(layer: &Layer) -> Blake3 {
    Blake3::of(format!("{}\0{}", layer.toolchain, layer.key).as_bytes())
}

/// A sandbox that ends its stream without a word did not run the program.
pub fn vanished() -> Outcome {
    Outcome {
        verdict: Verdict::SandboxError,
        phase: Phase::Run,
        exit_code: None,
        signal: None,
        stdout: Vec::new(),
        stderr: Vec::new(),
        stdout_truncated: false,
        stderr_truncated: false,
        usage: Usage::default(),
        tier: String::new(),
        missing: Vec::new(),
        enforced: Vec::new(),
        toolchain: String::new(),
        outputs: Default::default(),
        probe: None,
        error: Some(Explained {
            code: "QL-L030".into(),
            message: "the sandbox ended without a result".into(),
            hint: Some("run `quantumlayer doctor`, then `quantumlayer runs resume`".into()),
        }),
    }
}

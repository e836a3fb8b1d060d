//! The abuse catalogue: hostile programs in real boxes, judged from outside.
//!
//! `case` is the catalogue as data, `ground` what stands on the host to be reached for, `scenarios` what
//! a program alone cannot play. A case is contained when its verdict is the expected one, it got nothing,
//! it left nothing, and the next run gives the right answer.

mod case;
mod endings;
mod entering;
mod ground;
mod scenarios;

use std::collections::BTreeMap;
use std::time::Instant;

use domain::sandbox::{Command, Job, Outcome, Phase, Verdict};
use domain::{Explain, Explained, ProjectPath};
use serde::Serialize;

pub use case::{Case, catalogue};
pub use entering::Unpack;
use ground::Ground;
use scenarios::Scenario;

use crate::config::Config;
use crate::drive::{self, About};
use crate::error::SandboxError;
use crate::local::{Local, Shared};

const UNFINISHED: &str = "the program did not reach its end";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    Contained,
    NotContained,
    NotApplicable,
}

/// One case, tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    pub id: String,
    pub tries: String,
    pub expected: String,
    pub seen: String,
    pub result: Judgement,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Names of mechanisms, in sets: without one of the sets the case escapes.
    pub walls: Vec<String>,
    pub duration_ms: u64,
}

/// An audit with a sandbox of its own.
pub struct Attack {
    local: Local,
    ground: Ground,
    /// How the product reads archives.
    unpack: Option<Unpack>,
    /// Counts the good programs among the bad ones.
    runs: std::sync::atomic::AtomicU64,
    tier: std::sync::OnceLock<String>,
}

impl Attack {
    /// `config.data_dir` is private to this audit, and `config.keeper` too.
    pub fn new(config: Config) -> Result<Self, SandboxError> {
        let data = |source| SandboxError::Data { path: config.data_dir.display().to_string(), source };
        config.keeper.warm_up()?;
        let ground = Ground::prepare(&config.data_dir, &config.keeper).map_err(data)?;
        Ok(Self {
            local: Local::new(config),
            ground,
            unpack: None,
            runs: std::sync::atomic::AtomicU64::default(),
            tier: std::sync::OnceLock::new(),
        })
    }

    /// Archives are read by somebody else: this is he.
    pub fn with_archives(mut self, unpack: Unpack) -> Self {
        self.unpack = Some(unpack);
        self
    }

    /// The tier of this machine's boxes. Blocks, as everything here.
    ///
    /// Errors: why there is none, in the words of the step that failed.
    pub fn tier(&self) -> Result<String, Explained> {
        if let Some(tier) = self.tier.get() {
            return Ok(tier.clone());
        }
        let outcome = self.run(&self.job(vec!["/bin/true".to_owned()])).map_err(|e| e.explained())?;
        match outcome.error {
            Some(error) => Err(error),
            None => Ok(self.tier.get_or_init(|| outcome.tier).clone()),
        }
    }

    /// Tries one case and says what came of it.
    pub fn attempt(&self, case: &Case) -> Judged {
        let start = Instant::now();
        let (result, seen, reason) = match self.reason_against(case) {
            Some(reason) => (Judgement::NotApplicable, String::new(), Some(reason)),
            None => self.judge(case),
        };
        Judged {
            id: case.id.clone(),
            tries: case.tries.clone(),
            expected: case.expected(),
            seen,
            result,
            reason,
            walls: case.walls.clone(),
            duration_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// Why it cannot be tried here.
    fn reason_against(&self, case: &Case) -> Option<String> {
        if let Some(only) = case.only_on.as_ref().filter(|only| *only != std::env::consts::ARCH) {
            return Some(format!("it is written for {only}"));
        }
        if case.scenario.is_some_and(Scenario::needs_namespaces) && self.is_weak() {
            return Some("tier C has none of what it is played with".to_owned());
        }
        if case.scenario == Some(Scenario::ClockJumps)
            && let Some(reason) = jail::untraceable()
        {
            return Some(reason);
        }
        let runtime = case.scenario.and_then(Scenario::client);
        if let Err(error) = self.shared().choose(runtime.map_or(&case.runtime, |(runtime, _)| runtime), None)
        {
            return Some(error.to_string());
        }
        let (runtime, client) = runtime?;
        let mut job = self.job(["/bin/sh", "-c", "command -v \"$0\"", client].map(str::to_owned).to_vec());
        runtime.clone_into(&mut job.runtime);
        let there = self.run(&job).is_ok_and(|outcome| outcome.exit_code == Some(0));
        (!there).then(|| format!("{client} is missing on this machine"))
    }

    /// Without namespaces much does not exist: a program that ended because of that has reached nothing, and did
    /// not try what it is here for either.
    fn refused_by_tier(&self, against: &[String]) -> Option<String> {
        let refusals = ["PermissionError", "Address family not supported", "Function not implemented"];
        let is_refusal = |complaint: &String| {
            complaint == UNFINISHED
                || complaint.starts_with("the verdict is runtime_error")
                    && refusals.iter().any(|refusal| complaint.contains(refusal))
        };
        let all = self.is_weak() && !against.is_empty() && against.iter().all(is_refusal);
        all.then(|| format!("refused in tier C before it could try: {}", against.join("; ")))
    }

    fn is_weak(&self) -> bool {
        self.tier().is_ok_and(|tier| tier == "C")
    }

    fn holds_share(&self) -> bool {
        let outcome = self.run(&self.job(vec!["/bin/true".to_owned()]));
        outcome.is_ok_and(|outcome| outcome.enforced.iter().any(|name| name == "cpu_share"))
    }

    fn judge(&self, case: &Case) -> (Judgement, String, Option<String>) {
        let mut tried = self.try_once(case);
        // Who else works on this machine may mount something meanwhile; what the case leaves, it leaves again.
        let only_mounts = |against: &[String]| against.iter().all(|one| one.starts_with("left mount "));
        if !tried.against.is_empty() && only_mounts(&tried.against) {
            tried = self.try_once(case);
        }
        let against = tried.against;
        if let Some(reason) = self.refused_by_tier(&against) {
            return (Judgement::NotApplicable, tried.seen, Some(reason));
        }
        let result = if against.is_empty() { Judgement::Contained } else { Judgement::NotContained };
        (result, tried.seen, (!against.is_empty()).then(|| against.join("; ")))
    }

    /// With a look at what it left and at the run after it.
    fn try_once(&self, case: &Case) -> Tried {
        let mut tried = match case.scenario {
            Some(scenario) => scenarios::play(self, scenario, case),
            None => self.play(case),
        };
        tried.against.extend(self.ground.inspect());
        tried.against.extend(self.good_run().err());
        tried
    }

    /// A program in a box.
    fn play(&self, case: &Case) -> Tried {
        let job = match self.job_of(case) {
            Ok(job) => job,
            Err(error) => return Tried::broken(&error),
        };
        let share = case.limits.asks_for_share() && self.holds_share();
        let start = Instant::now();
        let outcome = match self.run_with(&job, share) {
            Ok(outcome) => outcome,
            Err(error) => return Tried::broken(&error),
        };
        let took_ms = start.elapsed().as_millis();
        let mut tried = self.compare(case, &outcome);
        if case.limits.asks_for_share() && !share {
            tried.against.extend(self.gives_unheld_share(&job));
        }
        let most = case.within_ms.map_or(u128::from(job.limits.wall_ms) + 1_000, u128::from);
        if took_ms > most {
            tried.against.push(format!("it took {took_ms} ms, more than {most} ms"));
        }
        tried
    }

    /// Who has no share of processors to give must refuse one that is asked for.
    fn gives_unheld_share(&self, job: &Job) -> Option<String> {
        let refused = |outcome: Outcome| {
            outcome.error.is_some_and(|error| error.to_string().contains("enforce the cpu_share"))
        };
        (!self.run_with(job, true).is_ok_and(refused))
            .then(|| "a share of processors that nobody holds was not refused".to_owned())
    }

    fn job_of(&self, case: &Case) -> Result<Job, SandboxError> {
        let mut facts = self.ground.facts();
        if case.limits.asks_for_share() {
            facts.insert("SHARE", self.holds_share().to_string());
        }
        let mut job = self.job(case.command(&facts)?);
        case.runtime.clone_into(&mut job.runtime);
        job.limits = case.limits.limits();
        for path in &case.outputs {
            job.outputs.push(path_of(path)?);
        }
        if let Some(file) = case.file() {
            let path = path_of(file)?;
            let content = case.program.clone().into_bytes();
            job.files.insert(path, domain::sandbox::BoxFile { content, executable: false });
        }
        Ok(job)
    }

    fn compare(&self, case: &Case, outcome: &Outcome) -> Tried {
        let stdout = String::from_utf8_lossy(&outcome.stdout);
        let mut against = Vec::new();
        if !case.verdict.contains(&outcome.verdict) {
            let stderr = String::from_utf8_lossy(&outcome.stderr);
            let last = stderr.lines().last().unwrap_or_default();
            let error = outcome.error.as_ref().map(ToString::to_string).unwrap_or_default();
            against.push(format!("the verdict is {}: {last}{error}", name(outcome.verdict)));
        }
        against
            .extend(stdout.lines().filter(|line| line.starts_with(Case::ESCAPED)).take(3).map(str::to_owned));
        if case.must_end_well() && case.runtime == "python" && !stdout.lines().any(|line| line == Case::HELD)
        {
            against.push(UNFINISHED.to_owned());
        }
        if case.gives_nothing {
            against.extend(outcome.outputs.keys().map(|path| format!("it brought {path} out")));
        }
        let knows = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(&self.ground.secret);
        if knows(&outcome.stdout)
            || knows(&outcome.stderr)
            || outcome.outputs.values().any(|bytes| knows(bytes))
        {
            against.push("it brought the host's secret out".to_owned());
        }
        Tried { seen: name(outcome.verdict), against }
    }

    /// A good program among the bad ones: its answer is known here.
    fn good_run(&self) -> Result<(), String> {
        let count = self.runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let text = format!("{} {count}", self.ground.mark);
        let code = format!("import hashlib; print(hashlib.sha256({text:?}.encode()).hexdigest())");
        let job = self.job(["python3", "-I", "-c", &code].map(str::to_owned).to_vec());
        let outcome = self.run(&job).map_err(|error| format!("the next run: {error}"))?;
        let expected = domain::Sha256::of(text.as_bytes()).to_string();
        let said = String::from_utf8_lossy(&outcome.stdout);
        let error = outcome.error.map(|error| error.to_string()).unwrap_or_default();
        (said.trim() == expected)
            .then_some(())
            .ok_or_else(|| format!("the next run gave a wrong answer: {} {error}", name(outcome.verdict)))
    }

    fn shared(&self) -> &Shared {
        self.local.shared()
    }

    fn job(&self, words: Vec<String>) -> Job {
        Job {
            runtime: "python".to_owned(),
            version: None,
            command: Command::Argv(words),
            files: BTreeMap::new(),
            layers: Vec::new(),
            environment: BTreeMap::new(),
            stdin: Vec::new(),
            limits: case::Bounds::default().limits(),
            services: Vec::new(),
            probe: None,
            outputs: Vec::new(),
        }
    }

    fn run(&self, job: &Job) -> Result<Outcome, SandboxError> {
        self.run_with(job, false)
    }

    fn run_with(&self, job: &Job, share: bool) -> Result<Outcome, SandboxError> {
        let mut plan = self.shared().plan(job)?.0;
        if share {
            plan.required.push("cpu_share".to_owned());
        }
        let about = About { toolchain: String::new(), phase: Phase::Run };
        let slot = std::sync::Arc::default();
        Ok(drive::drive(&self.shared().config.keeper, &plan, &about, &slot, &mut |_| true))
    }
}

fn path_of(text: &str) -> Result<ProjectPath, SandboxError> {
    ProjectPath::parse(text).map_err(|error| SandboxError::BadJob(error.to_string()))
}

/// As documents call it.
fn name(verdict: Verdict) -> String {
    let value = serde_json::to_value(verdict).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What a try gave.
struct Tried {
    seen: String,
    /// Everything that speaks against "contained".
    against: Vec<String>,
}

impl Tried {
    fn broken(error: &SandboxError) -> Self {
        Self { seen: name(Verdict::SandboxError), against: vec![error.to_string()] }
    }

    /// `seen` tells what was to be seen; each complaint speaks against it.
    fn of(seen: &str, against: Vec<String>) -> Self {
        Self { seen: seen.to_owned(), against }
    }
}

impl Case {
    fn expected(&self) -> String {
        self.verdict.iter().map(|verdict| name(*verdict)).collect::<Vec<_>>().join(" or ")
    }
}

//! The trial: what the manifest says is done, in the sandbox, and what happened is written down.
//!
//! Installs the locked dependencies, then side by side: the project's own tests, the start-up
//! probe of its server, and every other command its documents show.

mod evidence;
mod junit;

use std::{collections::BTreeMap, time::Instant};

use domain::{
    DropKind, Explained, ProjectPath,
    project::{BuildPlan, TestCase, Tree},
    roles::SandboxFailure,
    run::RunStatus,
    sandbox::{BoxFile, Command, Job, Layer, LayerMount, LayerRequest, Limits, Outcome, Probe, RunEvent},
};
use futures::{FutureExt, StreamExt};

use self::evidence::Recorder;
use super::{Context, Output, StageError, Work, dependencies::Dependencies};
use crate::merge::merge;

pub const WORK: Work = Work::Async(|context| run(context).boxed());

/// Inside its own network namespace any port is free.
const PROBE_PORT: u16 = 8000;

/// What a project may use while it is installed and tried. From configuration `trial.*`.
#[derive(Debug, Clone)]
pub struct Bounds {
    pub install: Limits,
    pub run: Limits,
}

impl Default for Bounds {
    /// A test suite of a dozen entities on two slow cores stays far below the first; an index behind a
    /// slow line takes its time.
    fn default() -> Self {
        let run = Limits {
            wall_ms: 300_000,
            cpu_ms: 600_000,
            memory_bytes: 2 << 30,
            disk_bytes: 1 << 30,
            files: 65_536,
            processes: 256,
            cpus: 2.0,
            output_bytes: 4 << 20,
        };
        Self { install: Limits { wall_ms: 600_000, ..run.clone() }, run }
    }
}

async fn run(context: Context) -> Result<Output, StageError> {
    let dependencies: Dependencies = context.input(DropKind::Dependencies)?;
    let plan = &dependencies.plan;
    let cases: Vec<TestCase> = context.input(DropKind::TestPlan)?;
    let tree = merge([
        ("code", context.input(DropKind::Code)?),
        ("dependencies", dependencies.files.clone()),
        ("tests", context.input(DropKind::Tests)?),
        ("documentation", context.input(DropKind::Documentation)?),
    ])
    .map_err(|e| StageError::lasting(e.explain()))?;

    let sandbox = context.roles.sandbox.clone();
    if let Err(lacks) = sandbox.ready(&plan.runtime, Some(&plan.runtime_version), &plan.services).await {
        return Ok(lacking(lacks));
    }
    let begun = Instant::now();
    let mut recorder = Recorder::new(&context);
    (context.log)(format!("$ {}", plan.commands.install));
    match sandbox.layer(layer_request(&context, plan, &tree)).await {
        Err(SandboxFailure::Lacks(lacks)) => return Ok(lacking(lacks)),
        Err(SandboxFailure::Failed { mut error, log, exit_code }) => {
            if exit_code.is_none() {
                error.hint = Some("where the line is slow, raise `trial.install_wall_s` in the configuration; other limits stand beside it".into());
            }
            recorder.install_failed(&plan.commands.install, &error, log, exit_code);
        }
        Ok((layer, log)) => {
            recorder.installed(&layer, log);
            execute(&context, plan, &tree, &cases, layer, &mut recorder).await;
        }
    }
    let tool_ms = begun.elapsed().as_secs_f64() * 1000.0;
    recorder.finish(tool_ms)
}

/// Build first, where there is one; then everything else at once.
async fn execute(
    context: &Context,
    plan: &BuildPlan,
    tree: &Tree,
    cases: &[TestCase],
    layer: Layer,
    recorder: &mut Recorder<'_>,
) {
    if let Some(build) = &plan.commands.build {
        let outcome = play(context, job(context, plan, tree, &layer, build)).await;
        let green = outcome.exit_code == Some(0);
        recorder.built(build, &layer, outcome);
        if !green {
            return;
        }
    }
    let test = async {
        let mut job = job(
            context,
            plan,
            tree,
            &layer,
            &format!("{} {}", plan.commands.test, plan.test_report_arguments),
        );
        job.environment.extend(plan.test_environment.clone());
        job.outputs = vec![plan.test_report.clone()];
        play(context, job).await
    };
    let probe = async {
        let mut job = job(context, plan, tree, &layer, &plan.commands.run);
        job.environment.extend(plan.probe_environment.clone());
        job.probe = Some(Probe {
            port: PROBE_PORT,
            health: "/health".into(),
            fetch: plan.probe_fetch.clone(),
            start_within_ms: 60_000,
            stop_within_ms: 10_000,
        });
        play(context, job).await
    };
    let documented = async {
        let mut outcomes = Vec::new();
        for command in plan.commands.documented.iter().filter(|c| c.not_run_here.is_none()) {
            outcomes.push((command, play(context, job(context, plan, tree, &layer, &command.command)).await));
        }
        outcomes
    };
    let (tested, probed, documented) = futures::join!(test, probe, documented);
    recorder.tested(plan, cases, &layer, tested);
    recorder.probed(plan, tree, &layer, probed);
    for (command, outcome) in documented {
        recorder.documented(command, &layer, outcome);
    }
}

fn lacking(error: Explained) -> Output {
    Output { end: Some((RunStatus::MachineLacks, Some(error))), ..Output::default() }
}

fn layer_request(context: &Context, plan: &BuildPlan, tree: &Tree) -> LayerRequest {
    let inputs = plan.install_inputs.iter().filter_map(|path| Some((path.clone(), file(tree.get(path)?))));
    LayerRequest {
        runtime: plan.runtime.clone(),
        version: Some(plan.runtime_version.clone()),
        install_command: plan.commands.install.clone(),
        inputs: inputs.collect(),
        folder: plan.dependency_folder.clone(),
        limits: context.roles.trial.install.clone(),
    }
}

fn job(context: &Context, plan: &BuildPlan, tree: &Tree, layer: &Layer, command: &str) -> Job {
    let files: BTreeMap<ProjectPath, BoxFile> =
        tree.iter().map(|(path, f)| (path.clone(), file(f))).collect();
    Job {
        runtime: plan.runtime.clone(),
        version: Some(plan.runtime_version.clone()),
        command: Command::Shell(command.to_owned()),
        files,
        layers: vec![LayerMount { layer: layer.clone(), at: plan.dependency_folder.clone() }],
        environment: BTreeMap::new(),
        stdin: Vec::new(),
        limits: context.roles.trial.run.clone(),
        services: plan.services.clone(),
        probe: None,
        outputs: Vec::new(),
    }
}

fn file(file: &domain::project::ProjectFile) -> BoxFile {
    BoxFile { content: file.content.clone().into_bytes(), executable: file.executable }
}

/// Runs a job to its end, showing what it prints.
async fn play(context: &Context, job: Job) -> Outcome {
    if let Command::Shell(line) = &job.command {
        (context.log)(format!("$ {line}"));
    }
    let mut events = context.roles.sandbox.run(job);
    while let Some(event) = events.next().await {
        match event {
            RunEvent::Stdout(bytes) | RunEvent::Stderr(bytes) => {
                (context.log)(String::from_utf8_lossy(&bytes).into_owned());
            }
            RunEvent::Finished(outcome) => return *outcome,
        }
    }
    evidence::vanished()
}

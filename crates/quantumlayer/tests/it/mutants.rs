//! The blueprint's tests, proven on one entity: each constraint taken out of the program at each
//! layer makes a test fail that names just that requirement. `make prove` does all examples.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Mutex,
};

use domain::{
    intent::Intent,
    project::{BuildPlan, Mutant, Part, TestCase, Tree},
    roles::{Blueprints, Reader, Sandbox},
    sandbox::{BoxFile, Command, Job, Layer, LayerMount, LayerRequest, Limits, Outcome, RunEvent},
};
use futures::StreamExt;

use crate::support::{NOTES, shared_layers};

struct Bench {
    sandbox: sandbox::Local,
    plan: BuildPlan,
    layer: Layer,
    /// Everything but the program.
    around: Tree,
}

impl Bench {
    fn limits() -> Limits {
        Limits {
            wall_ms: 300_000,
            cpu_ms: 300_000,
            memory_bytes: 1 << 30,
            processes: 128,
            ..Limits::default()
        }
    }

    async fn new(library: &blueprint::Library, spec: &domain::Spec) -> Self {
        let dir = shared_layers();
        let mut settings =
            sandbox::Config::new(dir.parent().unwrap(), Path::new(env!("CARGO_BIN_EXE_quantumlayer")));
        let environment = std::env::vars().filter(|(k, _)| {
            k.starts_with("PIP_") || k.contains("SSL") || k.to_lowercase().ends_with("_proxy")
        });
        let home = std::env::home_dir();
        settings.install_environment = environment.collect();
        settings.home = home;
        let sandbox = sandbox::Local::new(settings);
        let plan = library.plan(spec).unwrap();
        let around: Tree = [Part::Dependencies, Part::Tests, Part::Documentation]
            .iter()
            .flat_map(|part| library.render(spec, *part).unwrap())
            .collect();
        let inputs =
            plan.install_inputs.iter().map(|path| (path.clone(), file(&around[path].content))).collect();
        let request = LayerRequest {
            runtime: plan.runtime.clone(),
            version: Some(plan.runtime_version.clone()),
            install_command: plan.commands.install.clone(),
            inputs,
            folder: plan.dependency_folder.clone(),
            limits: Limits { disk_bytes: 1 << 30, files: 65_536, memory_bytes: 2 << 30, ..Self::limits() },
        };
        let (layer, _) = sandbox.layer(request).await.expect("the dependencies install");
        Self { sandbox, plan, layer, around }
    }

    /// Runs some tests against a program; names of the failing ones, and whether all could run.
    async fn run(&self, program: &Tree, tests: &[&str]) -> Outcome {
        let files =
            self.around.iter().chain(program).map(|(path, f)| (path.clone(), file(&f.content))).collect();
        let job = Job {
            runtime: self.plan.runtime.clone(),
            version: Some(self.plan.runtime_version.clone()),
            command: Command::Shell(format!(
                "{} {} {}",
                self.plan.commands.test,
                self.plan.test_report_arguments,
                tests.join(" ")
            )),
            files,
            layers: vec![LayerMount { layer: self.layer.clone(), at: self.plan.dependency_folder.clone() }],
            environment: self.plan.test_environment.clone(),
            stdin: Vec::new(),
            limits: Self::limits(),
            services: self.plan.services.clone(),
            probe: None,
            outputs: Vec::new(),
        };
        let mut events = self.sandbox.run(job);
        while let Some(event) = events.next().await {
            if let RunEvent::Finished(outcome) = event {
                return *outcome;
            }
        }
        panic!("the sandbox ended without a result");
    }
}

fn file(content: &str) -> BoxFile {
    BoxFile { content: content.as_bytes().to_vec(), executable: false }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_constraint_taken_out_is_noticed_by_a_test_that_names_just_it() {
    let spec = spec::RulesReader::default().read(&Intent::of(NOTES)).unwrap();
    let library = blueprint::Library::new().unwrap();
    let bench = Bench::new(&library, &spec).await;
    let cases = library.test_plan(&spec).unwrap();
    let whole = library.render(&spec, Part::Code).unwrap();
    let healthy = bench.run(&whole, &[]).await;
    assert_eq!(healthy.exit_code, Some(0), "{}", String::from_utf8_lossy(&healthy.stdout));

    let mutants = library.mutants(&spec).unwrap();
    assert!(mutants.len() >= 12, "only {} mutants", mutants.len());
    let verdicts: Mutex<BTreeMap<String, &str>> = Mutex::default();
    futures::stream::iter(&mutants)
        .for_each_concurrent(2, |mutant| async {
            let verdict = judge(&bench, &library, &spec, &cases, mutant).await;
            verdicts.lock().unwrap().insert(format!("{} {}", mutant.id, mutant.title), verdict);
        })
        .await;
    let verdicts = verdicts.into_inner().unwrap();
    let killed = verdicts.values().filter(|v| **v == "killed").count();
    let alive: Vec<_> = verdicts.iter().filter(|(_, v)| **v != "killed").collect();
    assert!(killed * 100 >= verdicts.len() * 95, "{killed} of {} killed; not: {alive:#?}", verdicts.len());
}

async fn judge(
    bench: &Bench,
    library: &blueprint::Library,
    spec: &domain::Spec,
    cases: &[TestCase],
    mutant: &Mutant,
) -> &'static str {
    let named: BTreeSet<&str> = cases
        .iter()
        .filter(|c| c.requirements == [mutant.requirement.clone()])
        .map(|c| c.id.as_str())
        .collect();
    if named.is_empty() {
        return "no test names just this requirement";
    }
    let program = library.render_mutant(spec, &mutant.id).unwrap();
    let outcome = bench.run(&program, &named.into_iter().collect::<Vec<_>>()).await;
    // pytest: 0 all passed, 1 tests failed, 2 and above it could not run them.
    match outcome.exit_code {
        Some(1) => "killed",
        Some(0) => "survived",
        _ => "the mutant does not start",
    }
}

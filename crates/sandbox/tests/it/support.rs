//! A sandbox with a data folder of its own, and jobs written as one line.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ProjectPath;
use domain::roles::Sandbox;
use domain::sandbox::{BoxFile, Command, Job, LayerRequest, Limits, Outcome, RunEvent};
use futures::StreamExt;
use sandbox::{Config, Local};

pub struct Ground {
    pub folder: tempfile::TempDir,
    pub local: Arc<Local>,
}

pub fn config(folder: &std::path::Path) -> Config {
    Config::new(folder, env!("CARGO_BIN_EXE_sandbox-helper"))
}

pub fn ground() -> Ground {
    ground_with(|_| {})
}

pub fn ground_with(change: impl FnOnce(&mut Config)) -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(folder.path());
    change(&mut config);
    Ground { folder, local: Arc::new(Local::new(config)) }
}

pub fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

pub fn files(entries: &[(&str, &str)]) -> BTreeMap<ProjectPath, BoxFile> {
    entries
        .iter()
        .map(|(name, text)| (path(name), BoxFile { content: text.as_bytes().to_vec(), executable: false }))
        .collect()
}

pub fn job(line: &str) -> Job {
    Job {
        runtime: "python".into(),
        version: None,
        command: Command::Shell(line.into()),
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

pub fn python(code: &str) -> Job {
    Job { files: files(&[("main.py", code)]), ..job("python3 main.py") }
}

pub fn request(command: &str, folder: &str) -> LayerRequest {
    LayerRequest {
        runtime: "python".into(),
        version: None,
        install_command: command.into(),
        inputs: BTreeMap::new(),
        folder: path(folder),
        limits: Limits { wall_ms: 60_000, ..Limits::default() },
    }
}

pub async fn run(local: &Local, job: Job) -> Outcome {
    let events: Vec<RunEvent> = local.run(job).collect().await;
    match events.into_iter().last() {
        Some(RunEvent::Finished(outcome)) => *outcome,
        other => panic!("the last event is {other:?}"),
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

//! What was written is held against what was planned, file by file and test by test.

use std::{collections::BTreeMap, sync::Arc};

use domain::{DropKind, Stage, run::Timings};
use pipeline::stages::{Context, Work, semantic_validation};
use serde_json::{Value, json};

fn file(content: &str) -> Value {
    json!({ "content": content, "kind": "source", "executable": false })
}

/// A project of one program, one test, one lock file and one document, as each stage gave its part.
fn project() -> BTreeMap<DropKind, Value> {
    let planned = |path: &str, part: &str| json!({ "path": path, "part": part, "purpose": "" });
    let info = json!({ "id": "b", "version": "1", "title": "", "project_types": [], "language": "python",
        "framework": "none", "storage": [] });
    let structure = json!({
        "blueprint": info,
        "decision": { "inputs": {}, "rule": "", "alternatives": [] },
        "files": [
            planned("main.py", "code"), planned("tests/test_main.py", "tests"),
            planned("lock.txt", "dependencies"), planned("README.md", "documentation"),
        ],
        "tasks": [],
    });
    let plan = json!({
        "blueprint": "b", "blueprint_version": "1", "runtime": "python", "runtime_version": ">=3.11",
        "entry_point": "main.py",
        "commands": { "install_command": "", "build_command": null, "run_command": "", "test_command": "",
            "documented": [] },
        "probe_environment": {}, "probe_fetch": [], "test_environment": {}, "test_report": "report.xml",
        "test_report_arguments": "", "services": [], "lock_file": "lock.txt", "dependency_folder": ".venv",
        "install_inputs": [], "dependencies": [], "system_dependencies": [],
    });
    let test = json!({ "id": "tests/test_main.py::test_fr001_it_runs", "title": "", "kind": "api",
        "requirements": ["FR-001"] });
    BTreeMap::from([
        (DropKind::Structure, structure),
        (DropKind::Code, json!({ "main.py": file("x = 1\n") })),
        (DropKind::TestPlan, json!([test])),
        (DropKind::Tests, json!({ "tests/test_main.py": file("def test_fr001_it_runs():\n    pass\n") })),
        (DropKind::Dependencies, json!({ "plan": plan, "files": { "lock.txt": file("") } })),
        (DropKind::Documentation, json!({ "README.md": file("") })),
    ])
}

/// The message with which the stage fails; nothing where it does not.
fn failure(project: &BTreeMap<DropKind, Value>) -> Option<String> {
    let Work::Pure(run) = semantic_validation::WORK else { return Some("it waits for the outside".into()) };
    let bytes = |(kind, value): (&DropKind, &Value)| (*kind, Arc::new(value.to_string().into_bytes()));
    let context = Context {
        run_id: "run-1".into(),
        created_at: String::new(),
        finished_at: String::new(),
        timings: Timings::default(),
        stage: Stage::SemanticValidation,
        parents: Vec::new(),
        inputs: project.iter().map(bytes).collect(),
        roles: testkit::nobody::roles(),
        log: Arc::new(|_| {}),
    };
    run(&context).err().map(|error| error.explained.to_string())
}

#[test]
fn what_was_written_as_planned_passes() {
    assert_eq!(failure(&project()), None);
}

#[test]
fn each_part_is_held_against_the_plan_both_ways() {
    let parts = [
        (DropKind::Code, "/main.py", "main.py"),
        (DropKind::Tests, "/tests~1test_main.py", "tests/test_main.py"),
        (DropKind::Dependencies, "/files/lock.txt", "lock.txt"),
        (DropKind::Documentation, "/README.md", "README.md"),
    ];
    for (kind, pointer, path) in parts {
        let (folder, _) = pointer.rsplit_once('/').unwrap();
        let mut lost = project();
        let files = lost.get_mut(&kind).unwrap().pointer_mut(folder).unwrap().as_object_mut().unwrap();
        let file = files.remove(path).unwrap();
        let said = failure(&lost).unwrap();
        assert!(said.contains(&format!("file {path} was planned but not written")), "{said}");
        let mut more = project();
        let files = more.get_mut(&kind).unwrap().pointer_mut(folder).unwrap().as_object_mut().unwrap();
        files.insert("more.py".into(), file);
        let said = failure(&more).unwrap();
        assert!(said.contains("file more.py was written but not planned"), "{said}");
    }
}

#[test]
fn a_planned_test_that_was_not_written_is_named() {
    let mut project = project();
    *project.get_mut(&DropKind::Tests).unwrap() =
        json!({ "tests/test_main.py": file("def test_another():\n    pass\n") });
    let said = failure(&project).unwrap();
    assert!(
        said.contains("test tests/test_main.py::test_fr001_it_runs is planned but not written"),
        "{said}"
    );
}

//! From a sentence to a proven capsule.

use crate::support::{Home, NOTES, text};
use serde_json::Value;

#[test]
fn a_plain_sentence_becomes_a_proven_capsule_whose_claims_can_be_checked() {
    let home = Home::new();
    let run = home.run(&["generate", NOTES, "--json", "--out", "out"]).code(0).json();
    assert_eq!(text(&run, "/status"), "proven");
    assert_eq!(run["capsule"]["proven"], true);

    let stages = run["stages"].as_array().unwrap();
    assert_eq!(stages.len(), 16);
    assert!(stages.iter().all(|s| s["status"] == "done" && s["drop"].is_string()), "{stages:#?}");
    let evidence = run["evidence"].as_array().unwrap();
    for kind in ["build", "test", "probe"] {
        let found =
            evidence.iter().find(|e| e["kind"] == kind).unwrap_or_else(|| panic!("no {kind} evidence"));
        assert_eq!(found["passed"], true, "{found:#}");
    }
    let tests = evidence.iter().find(|e| e["kind"] == "test").unwrap()["tests"].as_array().unwrap();
    assert!(tests.len() >= 30, "only {} tests", tests.len());
    assert!(tests.iter().all(|t| t["result"] == "pass" && !t["requirements"].as_array().unwrap().is_empty()));

    let capsule = text(&run, "/capsule/path");
    let verified = home.run(&["capsule", "verify", capsule, "--json"]).code(0).json();
    assert_eq!(verified["valid"], true);
    assert_eq!(verified["sha256"], run["capsule"]["sha256"]);

    let project = home.path().join("out").join(text(&run, "/spec/project/name"));
    for file in [
        "app/main.py",
        "app/models.py",
        "app/routes.py",
        "tests/test_main.py",
        "requirements.txt",
        "requirements.lock",
        "requirements-run.lock",
        "Dockerfile",
        ".env.example",
        "README.md",
        "QUANTUM_MANIFEST.json",
        "QUANTUM_CAPSULE.json",
        "capsule.json",
    ] {
        assert!(project.join(file).is_file(), "{file} is missing");
    }

    let id = text(&run, "/run_id");
    let shown = home.run(&["runs", "show", id, "--json"]).code(0).json();
    assert_eq!(shown["status"], "proven");
    let resumed = home.run(&["runs", "resume", id, "--json"]).code(0).json();
    assert_eq!(resumed["capsule"]["sha256"], run["capsule"]["sha256"]);
    let drops = home.run(&["drops", "list", id, "--json"]).code(0).json();
    assert_eq!(drops["root"], run["root"]);
    let log = home.run(&["runs", "show", id, "--log", "trial"]).code(0);
    assert!(log.stdout.contains("passed"), "the runner's own words: {}", log.stdout);
}

#[test]
fn the_same_intent_gives_the_same_bytes_in_another_data_directory() {
    let sums: Vec<Value> = (0..2)
        .map(|_| Home::new().run(&["generate", NOTES, "--json"]).code(0).json()["capsule"]["sha256"].clone())
        .collect();
    assert_eq!(sums[0], sums[1]);
}

#[test]
fn a_project_that_meets_the_trials_bounds_is_not_proven_and_says_which_setting_gives_more() {
    let home = Home::new();
    let file = home.write("config.toml", "[trial]\nmemory_mb = 40\n");
    let run = home.run(&["generate", NOTES, "--json", "--config", file.to_str().unwrap()]).code(4).json();
    let tried = run["evidence"].as_array().unwrap().iter().find(|e| e["kind"] == "test").unwrap();
    assert_eq!(tried["passed"], false);
    assert!(tried["tests"].as_array().unwrap().iter().all(|test| test["result"] == "not_run"));
    let summary = text(tried, "/summary");
    assert!(summary.contains("memory exceeded (more by trial.memory_mb)"), "{summary}");
}

#[test]
fn a_folder_that_is_not_empty_is_refused_before_anything_runs() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("full")).unwrap();
    home.write("full/mine.txt", "mine");
    let ended = home.run(&["generate", NOTES, "--out", "full"]).code(2);
    assert!(ended.stderr.contains("is not empty"), "{}", ended.stderr);
    let runs = home.run(&["runs", "list", "--json"]).code(0).json();
    assert_eq!(runs["runs"].as_array().unwrap().len(), 0);
}

#[test]
fn the_report_for_people_says_what_was_understood_what_ran_and_where_the_capsule_is() {
    let home = Home::new();
    let ended = home.run(&["generate", NOTES]).code(0);
    for part in
        ["Understood", "Note: title, done", "Assumed", "Ran", "tests passed", "Result", "proven", "capsule /"]
    {
        assert!(ended.stdout.contains(part), "`{part}` is missing in\n{}", ended.stdout);
    }
}

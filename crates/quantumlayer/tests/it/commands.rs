//! Names, exit codes, and what goes where.

use crate::support::{Home, NOTES};

#[test]
fn usage_errors_end_with_2_and_say_what_to_do() {
    let home = Home::new();
    for arguments in [
        &["generate"][..],
        &["nonsense"],
        &["generate", ""],
        &["generate", "x", "--answer", "novalue"],
        &["runs", "show", "run-that-is-not"],
        &["runs", "resume", "run-that-is-not"],
    ] {
        let ended = home.run(arguments).code(2);
        assert!(!ended.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn without_an_id_the_newest_run_is_meant() {
    let home = Home::new();
    for (action, said) in [("show", "there are no runs yet"), ("resume", "no run was interrupted")] {
        let ended = home.run(&["runs", action]).code(2);
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
    home.run(&["generate", "Something useful, please", "--json"]).code(3);
    home.run(&["generate", "", "--json"]).code(2);
    let newest = home.run(&["runs", "list", "--json"]).code(0).json()["runs"][0]["run_id"].clone();
    let shown = home.run(&["runs", "show", "--json"]).code(0).json();
    assert_eq!(shown["run_id"], newest);
    home.run(&["runs", "resume"]).code(2);
}

#[test]
fn a_failure_under_json_is_a_document_too() {
    let home = Home::new();
    let ended = home.run(&["runs", "show", "run-that-is-not", "--json"]).code(2);
    assert_eq!(ended.json()["error"]["code"], "QL-D001");
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_is_refused() {
    let home = Home::new();
    let ended = home.run(&["generate", NOTES, "--answer", "q-00000000=yes"]).code(2);
    assert!(ended.stderr.contains("q-00000000"), "{}", ended.stderr);
}

#[test]
fn the_intent_may_come_from_standard_input_and_its_files() {
    let home = Home::new();
    let spec = home.run_with_input(&["spec", "-", "--json"], NOTES.as_bytes()).code(0).json();
    assert!(spec["entities"]["Note"].is_object());
    let sql = home.write("schema.sql", "CREATE TABLE invoices (id INTEGER PRIMARY KEY, number VARCHAR(20) NOT NULL UNIQUE, total DECIMAL(10,2) NOT NULL CHECK (total >= 0));");
    let spec =
        home.run(&["spec", "an API over this schema", "--attach", sql.to_str().unwrap(), "--json"]).json();
    let number = &spec["entities"]["Invoice"]["fields"]["number"];
    assert_eq!(
        (number["maxLength"].as_u64(), &number["x-ql-unique"]),
        (Some(20), &true.into()),
        "{:#}",
        spec["entities"]
    );
}

#[test]
fn text_that_is_not_utf8_and_files_that_are_not_there_are_clear_errors() {
    let home = Home::new();
    home.run_with_input(&["spec", "-"], &[0xff, 0xfe, 0x00]).code(2);
    let ended = home.run(&["spec", "x", "--attach", "nowhere.sql"]).code(1);
    assert!(ended.stderr.contains("nowhere.sql"), "{}", ended.stderr);
}

#[test]
fn configuration_is_shown_with_every_key_and_unknown_keys_are_refused() {
    let home = Home::new();
    let shown = home.run(&["config", "show"]).code(0);
    for key in ["data_dir", "[engine]", "max_attempts", "[sandbox]", "slots"] {
        assert!(shown.stdout.contains(key), "{key}");
    }
    let file = home.write("bad.toml", "[engine]\nsped = 3\n");
    let ended = home.run(&["config", "show", "--config", file.to_str().unwrap()]).code(2);
    assert!(ended.stderr.contains("sped"), "{}", ended.stderr);
}

#[test]
fn completions_exist_for_the_usual_shells() {
    for shell in ["bash", "zsh", "fish"] {
        let script = Home::new().run(&["completions", shell]).code(0);
        assert!(script.stdout.contains("generate"), "{shell}");
    }
}

#[test]
fn the_older_names_are_the_same_program() {
    let home = Home::new();
    for name in ["qlp", "qlf"] {
        let alias = home.path().join(name);
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_quantumlayer"), &alias).unwrap();
        let said = |arguments: &[&str]| {
            let output = std::process::Command::new(&alias).args(arguments).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(said(&["generate", "--help"]).contains(&format!("Usage: {name} generate")), "{name}");
        assert!(said(&["completions", "bash"]).contains(&format!("_{name} ")), "{name}");
    }
}

#[test]
fn doctor_says_how_programs_are_isolated_and_which_runtimes_work() {
    let doctor = Home::new().run(&["doctor", "--json"]).code(0).json();
    assert!(doctor["sandbox"]["tier"].is_string(), "{doctor:#}");
    let python =
        doctor["sandbox"]["runtimes"].as_array().unwrap().iter().find(|r| r["name"] == "python").unwrap();
    assert_eq!(python["usable"], true, "{python}");
}

#[test]
fn a_spec_for_people_shows_the_words_each_fact_came_from() {
    let page = Home::new().run(&["spec", NOTES]).code(0).stdout;
    assert!(page.contains("title”"), "{page}");
    assert!(page.contains("0 unaccounted"), "{page}");
}

#[test]
fn a_spec_for_people_marks_the_request_by_what_its_phrases_became() {
    let home = Home::new();
    let page = home
        .run(&[
            "spec",
            "Shelves have a code. Make it pöp ‑ 🎈 zing! A jar has a size and belongs to a shelf.",
        ])
        .stdout;
    let lines: Vec<&str> = page.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("Shelves")).unwrap();
    // Below each word, whatever it is wide.
    let below: Vec<char> = lines[at + 1].chars().collect();
    assert_eq!((below[0], below[15]), ('E', 'F'), "{page}");
    assert_eq!(below[below.len() - 1], '─', "{page}");
    assert!(lines[at + 1].contains('?') && lines[at + 1].contains('R'), "{page}");
    assert!(lines[at + 2].contains("? asked about") && lines[at + 2].contains("R relation"), "{page}");
    let long = home.run(&["spec", &"Shelves have a code and a colour of their own. ".repeat(9)]).stdout;
    let marked =
        long.lines().skip_while(|line| !line.starts_with("Shelves")).take_while(|line| !line.is_empty());
    assert!(marked.clone().count() >= 9 && marked.clone().all(|line| line.chars().count() <= 100), "{long}");
}

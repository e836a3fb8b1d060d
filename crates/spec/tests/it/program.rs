//! Software that stores nothing: functions, programs for the terminal, jobs, pages and games.

use domain::spec::{ProjectType, RuleStatus, Spec};
use serde_json::{Value, json};

use crate::reading::read;

fn signatures(spec: &Spec) -> Vec<String> {
    let name = |param: &Value| param["name"].as_str().unwrap_or_default().to_owned();
    let shown = |f: &domain::spec::Function| {
        let params: Vec<String> = f.params.iter().map(name).collect();
        format!("{}({}) {}", f.name, params.join(" "), f.returns["x-ql-type"].as_str().unwrap_or("?"))
    };
    spec.functions.iter().map(shown).collect()
}

#[test]
fn signatures_are_read_in_the_languages_that_people_write_them_in() {
    for (text, signature) in [
        (
            "Implement in Python:\n\ndef area(width: float, height: float = 1.0) -> float:",
            "area(width height) float",
        ),
        (
            "Implement in Rust:\n\npub fn words_of<'a>(text: &str, most: usize) -> Vec<String>",
            "words_of(text most) array<string>",
        ),
        (
            "Write this in Go:\n\nfunc Parse(input string, strict bool) (int, error) {",
            "Parse(input strict) integer",
        ),
        ("TypeScript: export function clamp(value: number, low?: number): number", "clamp(value low) float"),
        ("Java, two functions: `toRoman(int n)` gives the numeral as a String.", "toRoman(n) string"),
        ("Write `mask_card($number)` in PHP, a function that returns a string.", "mask_card(number) string"),
        ("A JavaScript function shout(text).\n\nshout(\"hi\") -> \"HI!\"", "shout(text) string"),
        ("fizzbuzz in js: fizzbuzz(n) returns an array of strings for 1 to n", "fizzbuzz(n) array<string>"),
    ] {
        let spec = read(text);
        assert_eq!(signatures(&spec), [signature], "{text}");
        assert_eq!(spec.project.kind, ProjectType::Function, "{text}");
        assert!(spec.entities.is_empty(), "{text}: {:?}", spec.entities.keys());
    }
}

#[test]
fn functions_are_read_from_words_too() {
    for (text, signature) in [
        (
            "Write a Python function is_prime that takes an integer n and returns a boolean.",
            "is_prime(n) boolean",
        ),
        (
            "I need a function called shorten that takes a string and a maximum length and returns a string.",
            "shorten(text maximum_length) string",
        ),
        (
            "A method named `common` that takes two strings and returns a list of strings.",
            "common(a b) array<string>",
        ),
    ] {
        let spec = read(text);
        assert_eq!(signatures(&spec), [signature], "{text}");
        assert_eq!(spec.blocking().count(), 0, "{text}");
    }
    let listed = read(
        "A Go library for versions with two functions:\n\n- compare(a, b): -1, 0 or 1\n- parse(version)",
    );
    assert_eq!(signatures(&listed), ["compare(a b) ?", "parse(version) ?"]);
    assert_eq!((listed.project.kind, listed.project.language.as_deref()), (ProjectType::Library, Some("go")));
}

#[test]
fn a_function_that_nobody_named_is_asked_about() {
    let spec = read("Write a JavaScript function that checks whether a number is prime.");
    assert!(spec.functions.is_empty(), "no name is made up");
    assert_eq!(spec.blocking().filter(|q| q.pointer.as_deref() == Some("/functions")).count(), 1);
}

#[test]
fn examples_are_kept_with_their_values() {
    let text = "A Python function split(text, size).\n\nsplit(\"abcd\", 2) -> [\"ab\", \"cd\"]\nsplit('', 3) == []\n\
                split(\"ab\", 0) -> ValueError\nsplit(\"a\", None) => [True, 1.5]";
    let spec = read(text);
    let examples = spec.functions[0].more["examples"].as_array().unwrap();
    let seen: Vec<Value> = examples
        .iter()
        .map(|e| json!([e["args"], e.get("returns").cloned().unwrap_or_else(|| e["raises"].clone())]))
        .collect();
    assert_eq!(
        seen,
        [
            json!([["abcd", 2], ["ab", "cd"]]),
            json!([["", 3], []]),
            json!([["ab", 0], "ValueError"]),
            json!([["a", null], [true, 1.5]])
        ]
    );
}

#[test]
fn a_class_gives_its_methods_and_a_docstring_their_description() {
    let text = "Python package for counting.\n\nclass Counter:\n    def __init__(self, start: int): ...\n    \
                def bump(self, by: int = 1) -> int:\n        \"\"\"Adds and returns the count.\"\"\"\n";
    let spec = read(text);
    assert_eq!(spec.project.kind, ProjectType::Library);
    assert_eq!(signatures(&spec), ["bump(by) integer"]);
    assert_eq!(spec.functions[0].more["of"], "Counter");
    assert_eq!(spec.functions[0].more["description"], "Adds and returns the count.");
}

#[test]
fn calls_in_the_words_of_an_api_are_no_functions() {
    for text in [
        "A REST API for books. A book has a title (max 200) and an isbn. Books are unique(title, isbn).",
        "API with FastAPI. Users have a name VARCHAR(255) and an email. `count(books)` must be shown.",
        "type Mutation {\n  addBook(input: BookInput!): Book!\n  removeBook(id: ID!): Boolean\n}\nGraphQL types as a REST API, package it.",
    ] {
        assert!(read(text).functions.is_empty(), "{text}");
    }
}

#[test]
fn subcommands_and_flags_belong_to_their_program() {
    let spec = read(
        "A command line todo list in Python. `todo add \"buy milk\" --due 2024-06-01` adds a task, `todo list` \
         shows the open ones (`--all` shows the done ones as well). A task has a text and an optional due date.",
    );
    let usages: Vec<&str> = spec.commands.iter().map(|c| c.usage.as_str()).collect();
    assert_eq!(usages, ["todo add [--due VALUE]", "todo list [--all]"]);
    assert_eq!(spec.project.kind, ProjectType::Cli);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Task"]);
}

#[test]
fn flags_without_a_subcommand_are_those_of_the_program() {
    let spec = read("Write a node cli called passgen. passgen --length 20 --no-symbols prints a password.");
    let usages: Vec<&str> = spec.commands.iter().map(|c| c.usage.as_str()).collect();
    assert_eq!(usages, ["passgen [--length VALUE] [--no-symbols]"]);
}

#[test]
fn a_job_has_its_times_and_its_steps() {
    let spec = read(
        "A background worker in Go. Every 15 minutes it fetches the prices from the supplier, drops the old ones \
         and writes prices.csv.",
    );
    assert_eq!(spec.project.kind, ProjectType::Worker);
    let kinds: Vec<&str> = spec.steps.iter().map(|step| step.kind.as_str()).collect();
    assert_eq!(kinds, ["schedule", "read", "filter", "write"]);
    assert_eq!(spec.steps[0].more["with"]["every_seconds"], 900);
    assert!(spec.entities.is_empty());
    let nightly = read("Node.js scheduled job: every night at 02:30 UTC delete all files in ./uploads.");
    assert_eq!(nightly.steps[0].more["with"], json!({ "days": "daily", "at": "02:30", "zone": "UTC" }));
}

#[test]
fn what_a_job_writes_down_is_a_record_with_its_members() {
    let spec =
        read("A background worker in Python. It stores a check in SQLite: url, status_code and checked_at.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Check"]);
    assert_eq!(
        spec.entities["Check"].fields.keys().collect::<Vec<_>>(),
        ["url", "status_code", "checked_at"]
    );
    assert_eq!(spec.project.storage.as_deref(), Some("sqlite"));
}

#[test]
fn games_and_pages_store_nothing_and_their_sentences_are_what_they_do() {
    for (text, kind) in [
        (
            "Connect Four game in JavaScript. The board has 7 columns and 6 rows, players take turns. Four discs in a row win.",
            ProjectType::Game,
        ),
        (
            "I need a static landing page for a bakery. Sections: our bread with three photos, opening hours, a map link.",
            ProjectType::StaticWeb,
        ),
        (
            "A small JavaScript library for colours. A colour has a hue, a saturation and a lightness.",
            ProjectType::Library,
        ),
    ] {
        let spec = read(text);
        assert_eq!(spec.project.kind, kind, "{text}");
        assert!(spec.entities.is_empty(), "{text}: {:?}", spec.entities.keys());
        let told = spec.rules.iter().filter(|rule| rule.kind == "behaviour");
        assert!(told.clone().count() > 0, "{text}: {:?}", spec.rules);
        // Nothing is proven by words: the gate holds while a rule is no more than text.
        assert!(told.clone().all(|rule| rule.status == RuleStatus::TextOnly), "{text}: {:?}", spec.rules);
        assert!(
            told.clone().all(|rule| text.contains(rule.text.trim_end_matches('.'))),
            "{text}: {:?}",
            spec.rules
        );
        assert_eq!(spec.open_questions, [], "{text}");
        assert_eq!(spec.coverage.silent, 0, "{text}");
    }
}

#[test]
fn a_page_of_html_alone_is_written_in_it() {
    let of = |text: &str| read(text).project.language;
    assert_eq!(
        of("A static landing page for a bakery, plain HTML and CSS is fine.").as_deref(),
        Some("html")
    );
    let scripted = "A static page, HTML, CSS and vanilla JavaScript only: a tip calculator.";
    assert_eq!(of(scripted).as_deref(), Some("javascript"));
}

#[test]
fn an_api_with_a_job_or_about_games_stays_an_api() {
    for text in [
        "A REST API in Go for bookings (guest name, night). A background job sends reminders every night.",
        "API for a board game shop. A game has a title, a number of players and a price. Players win points.",
        "A REST API for reports (title, body). A command line tool reads it later.",
    ] {
        let spec = read(text);
        assert_eq!(spec.project.kind, ProjectType::Api, "{text}");
        assert!(!spec.entities.is_empty(), "{text}");
    }
}

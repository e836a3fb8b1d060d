//! `PROOF.md` tells people what the record claims, and nothing else.

use capsule::Packer;
use domain::{capsule::CapsuleContent, roles::Capsules};
use serde_json::json;

use crate::fixture::{members, pack, proven};

fn page(content: &CapsuleContent) -> String {
    let members = members(&pack(content).bytes);
    String::from_utf8(members["bookstore/PROOF.md"].clone()).expect("text")
}

#[test]
fn the_page_of_a_proven_capsule_tells_each_requirement_with_its_tests() {
    let mut content = proven();
    content.record.insert("intent".to_owned(), json!({ "text": "books with a title" }));
    content.record["requirements"][0]["src"] = json!([0, 5]);
    content.record["requirements"][1]["src"] = json!([13, 18, 2]);
    let page = page(&content);
    for line in [
        "# Proof of bookstore",
        "**Proven.** All that is required was run, and passed.",
        "- R1: books smell good",
        "- `make test`: passed, exit code 0, 2 of 2 tests",
        "- `make probe`: passed",
        "| FR-001 | Book records are kept | `books` | 2 passed |",
        "| FR-002 | a title | attachment 2 | 1 passed |",
        "| FR-003 | books smell good |  | none |",
        "| FR-004 | DELETE /books/{id} is offered | none |",
    ] {
        assert!(page.lines().any(|one| one == line), "{line}\n---\n{page}");
    }
    let (asked, added) = page.split_once("## What was added").unwrap();
    assert!(asked.contains("FR-003") && !asked.contains("FR-004") && added.contains("FR-004"), "{page}");
    assert!(page.contains(&pack(&content).id), "{page}");
}

#[test]
fn the_page_of_an_unproven_capsule_begins_with_what_is_missing() {
    let mut content = CapsuleContent { proven: false, ..proven() };
    content.record["gate"] = json!({ "proven": false, "checks": [
        { "id": "built", "passed": true, "detail": "it was built" },
        { "id": "tests_passed", "passed": false, "detail": "1 of 2 tests failed", "missing": ["t2"] },
    ] });
    content.record["evidence"][1]["passed"] = json!(false);
    content.record["evidence"][1]["exit_code"] = json!(1);
    content.record["evidence"][1]["tests"][1]["result"] = json!("fail");
    content.record.insert(
        "commands".to_owned(),
        json!({ "documented": [
            { "command": "docker build .", "executed": false, "note": "not run here: needs a container engine" },
        ] }),
    );
    content.record.insert(
        "open_questions".to_owned(),
        json!([
            { "text": "soon?", "answer": "leave it out", "proposal": "leave it out", "by_proposal": true },
            { "text": "which?", "answer": "a | b", "proposal": "a" },
            { "text": "how?", "proposal": "thus" },
        ]),
    );
    let page = page(&content);
    let start = "# Proof of bookstore\n\n**Not proven.** Missing:\n\n- 1 of 2 tests failed\n  - t2\n";
    assert!(page.starts_with(start), "{page}");
    for line in [
        "- `make test`: **failed**, exit code 1, 1 of 2 tests",
        "  - `t2`: fail",
        "- `docker build .`: not run here: needs a container engine",
        "| FR-001 | Book records are kept |  | **1 of 2 not passed** |",
        "- soon? Nobody answered; taken as proposed: leave it out.",
        "- which? Answered: a \\| b.",
        "- how? Assumed: thus.",
    ] {
        assert!(page.lines().any(|one| one == line), "{line}\n---\n{page}");
    }
    assert!(!page.contains("it was built"), "{page}");
}

#[test]
fn words_of_others_reach_the_page_as_text() {
    let mut content = proven();
    let hostile = "a | b](x) ![p](http://x/y.png) <script>alert(1)</script> `c`\n# Proven\u{202e}\u{1b}[31m";
    content.record.insert("intent".to_owned(), json!({ "text": hostile }));
    content.record["requirements"][0]["text"] = json!(hostile);
    content.record["requirements"][0]["src"] = json!([0, hostile.len()]);
    content.record["requirements"][1]["src"] = json!([3, 100_000]);
    content.record["evidence"][0]["command"] = json!(hostile);
    let page = page(&content);
    assert!(!page.contains("\n# Proven") && !page.contains(['\u{202e}', '\u{1b}']), "{page}");
    let row = page.lines().find(|line| line.contains("FR-001")).unwrap();
    assert!(row.starts_with("| FR-001 | a \\| b](x) !\\[p](http://x/y.png) \\<script>"), "{row}");
    assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
}

#[test]
fn a_capsule_of_before_the_page_is_as_valid_as_it_was() {
    let old = include_bytes!("../data/packer-1.tar.gz");
    let verification = Packer::default().verify(old, None);
    assert_eq!(verification.problems, Vec::<String>::new());
    assert!(!members(old).keys().any(|path| path.ends_with("PROOF.md")));
}

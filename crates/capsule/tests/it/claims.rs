//! `proven` without the evidence for it is found.

use capsule::Packer;
use domain::{capsule::CapsuleContent, roles::Capsules};
use serde_json::{Value, json};

use crate::fixture::{beside, pack, proven, verify};

/// What a forger does to a document.
type Change = fn(&mut Value);

/// Problems of a capsule that was packed honestly from a changed record.
fn problems(change: impl Fn(&mut CapsuleContent)) -> Vec<String> {
    let mut content = proven();
    change(&mut content);
    verify(&pack(&content).bytes).problems
}

#[test]
fn each_missing_piece_of_evidence_is_a_problem() {
    let changes: Vec<(&str, Change)> = vec![
        ("no evidence of a build", |r| drop(r["evidence"].as_array_mut().map(|e| e.remove(0)))),
        ("no evidence of a test", |r| drop(r["evidence"].as_array_mut().map(|e| e.remove(1)))),
        ("no evidence of a probe", |r| drop(r["evidence"].as_array_mut().map(|e| e.remove(2)))),
        ("evidence E1 (`make build`) failed", |r| r["evidence"][0]["passed"] = json!(false)),
        ("E2 counts as passed without exit code 0", |r| r["evidence"][1]["exit_code"] = json!(1)),
        ("E2 counts as passed without exit code 0", |r| r["evidence"][1]["exit_code"] = Value::Null),
        ("E1 is there twice", |r| r["evidence"][1]["id"] = json!("E1")),
        ("t1: planned, but its result is fail", |r| r["evidence"][1]["tests"][0]["result"] = json!("fail")),
        ("t1: planned, but its result is skipped", |r| {
            r["evidence"][1]["tests"][0]["result"] = json!("skipped")
        }),
        ("t2: planned, but there is no evidence", |r| {
            drop(r["evidence"][1]["tests"].as_array_mut().map(|t| t.remove(1)))
        }),
        ("t3: planned, but there is no evidence", |r| r["tests"][1]["id"] = json!("t3")),
        ("t9: not planned, and its result is error", |r| {
            let more = json!({"id": "t9", "requirements": [], "result": "error"});
            r["evidence"][1]["tests"].as_array_mut().expect("a list").push(more);
        }),
        ("no test was planned", |r| r["tests"] = json!([])),
        ("lists no requirement", |r| r["requirements"] = json!([])),
        ("FR-002: stated, but no passing test names it", |r| {
            r["tests"][1]["requirements"] = json!(["FR-001"])
        }),
        ("FR-002: stated, but no passing test names it", |r| {
            r["evidence"][1]["tests"][1]["requirements"] = json!(["FR-001"]);
        }),
        ("FR-003: stated, but no passing test names it", |r| r["gate"]["set_aside"] = json!([])),
        ("FR-003: stated, but no passing test names it", |r| {
            r["gate"]["set_aside"] = json!(["R10", "FR-0031"])
        }),
        ("FR-004: stated, but no passing test names it", |r| {
            r["requirements"][3]["origin"] = json!("stated")
        }),
        ("its `gate` says it is not", |r| r["gate"]["proven"] = json!(false)),
        ("check `tests` of its `gate` failed", |r| r["gate"]["checks"][0]["passed"] = json!(false)),
        ("it holds no `gate`", |r| drop(r.as_object_mut().map(|r| r.shift_remove("gate")))),
        ("it holds no `evidence`", |r| drop(r.as_object_mut().map(|r| r.shift_remove("evidence")))),
        ("it holds no `tests`", |r| drop(r.as_object_mut().map(|r| r.shift_remove("tests")))),
        ("it holds no `requirements`", |r| drop(r.as_object_mut().map(|r| r.shift_remove("requirements")))),
        ("`evidence` cannot be read", |r| r["evidence"][0]["exit_code"] = json!("zero")),
    ];
    for (expected, change) in changes {
        let problems = problems(|content| {
            let mut record = Value::Object(content.record.clone());
            change(&mut record);
            content.record = record.as_object().cloned().expect("an object");
        });
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{expected}: {problems:?}");
    }
}

#[test]
fn a_rule_of_mere_text_is_set_aside_by_its_id() {
    for entry in ["R1", "R1: books smell good", "FR-003", "FR-003: books smell good"] {
        assert_eq!(
            problems(|c| c.record["gate"]["set_aside"] = json!([entry])),
            Vec::<String>::new(),
            "{entry}"
        );
    }
    let another_kind = problems(|content| {
        content.record["gate"]["set_aside"] = json!(["FR-002", "R1"]);
        content.record["tests"][1]["requirements"] = json!(["FR-001"]);
    });
    assert_eq!(another_kind, ["FR-002: stated, but no passing test names it (a title)"]);
}

#[test]
fn what_is_no_server_needs_no_probe() {
    let without = |kind: &str| {
        problems(|content| {
            content.record["evidence"].as_array_mut().expect("a list").remove(2);
            content.record.insert("project".to_owned(), json!({ "type": kind }));
        })
    };
    assert_eq!(without("library"), Vec::<String>::new());
    for kind in ["api", "web_app", "unheard_of"] {
        assert_eq!(without(kind), ["capsule.json: proven, but there is no evidence of a probe"]);
    }
}

#[test]
fn an_unproven_capsule_whose_gate_says_proven_is_a_problem() {
    let problems = problems(|content| content.proven = false);
    assert_eq!(problems, ["capsule.json: `gate` says proven, the capsule does not"]);
}

#[test]
fn the_document_beside_must_tell_the_same() {
    let content = proven();
    let packed = pack(&content);
    let changes: Vec<(&str, Change)> = vec![
        ("names the capsule", |d| d["capsule_sha256"] = json!("0".repeat(64))),
        ("names another id", |d| d["capsule_id"] = json!("0123456789abcdef")),
        ("E1 is missing", |d| drop(d["evidence"].as_array_mut().map(|e| e.remove(0)))),
        ("E4 is not in capsule.json", |d| {
            let mut more = d["evidence"][0].clone();
            more["id"] = json!("E4");
            d["evidence"].as_array_mut().expect("a list").push(more);
        }),
        ("tells more than", |d| {
            let more = d["evidence"][0].clone();
            d["evidence"].as_array_mut().expect("a list").push(more);
        }),
        ("E2: test t1 differs", |d| d["evidence"][1]["tests"][0]["result"] = json!("fail")),
        ("E2: test t2 differs", |d| drop(d["evidence"][1]["tests"].as_array_mut().map(|t| t.pop()))),
        ("E1: command, result or environment differs", |d| d["evidence"][0]["exit_code"] = json!(1)),
        ("E3: command, result or environment differs", |d| d["evidence"][2]["passed"] = json!(false)),
        ("E1: command, result or environment differs", |d| {
            d["evidence"][0]["environment"] = json!("a".repeat(64))
        }),
        ("cannot be read", |d| d["evidence"] = json!(7)),
    ];
    let verify = |document: &Value| {
        let bytes = serde_json::to_vec(document).expect("JSON");
        Packer::default().verify(&packed.bytes, Some(&bytes)).problems
    };
    assert_eq!(verify(&beside(&packed, &content)), Vec::<String>::new());
    for (expected, change) in changes {
        let mut document = beside(&packed, &content);
        change(&mut document);
        let problems = verify(&document);
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{expected}: {problems:?}");
    }
    assert!(!Packer::default().verify(&packed.bytes, Some(b"\xff{")).valid);
}

//! The document beside the archive: it must speak of this capsule and tell the same.

use domain::{
    Sha256,
    capsule::EvidenceDocument,
    evidence::{Evidence, TestResult},
};
use serde_json::Value;

use super::{
    Findings,
    claims::{self, Ran, RanTest},
};

pub fn check(document: &EvidenceDocument, record: &Value, sha256: &Sha256, findings: &mut Findings) {
    if document.capsule_sha256 != *sha256 {
        let named = document.capsule_sha256.short();
        findings.problem(format!(
            "evidence document: it names the capsule {named}…, this is {}…",
            sha256.short()
        ));
    }
    if record.get("id").and_then(Value::as_str) != Some(document.capsule_id.as_str()) {
        findings.problem("evidence document: it names another id");
    }
    let recorded: Vec<Ran> = match record.get("evidence") {
        // An unproven capsule may have come to an end before anything ran.
        None if document.evidence.is_empty() => Vec::new(),
        _ => match claims::member(record, "evidence", findings) {
            Some(recorded) => recorded,
            None => return,
        },
    };
    for run in &recorded {
        match document.evidence.iter().find(|e| e.id == run.id) {
            None => findings.problem(format!("evidence document: {} is missing", shown(&run.id))),
            Some(told) => compare(run, &timeless(told), findings),
        }
    }
    for told in &document.evidence {
        if !recorded.iter().any(|run| run.id == told.id) {
            findings.problem(format!("evidence document: {} is not in capsule.json", shown(&told.id)));
        }
    }
    if document.evidence.len() > recorded.len() {
        findings.problem("evidence document: it tells more than capsule.json");
    }
}

fn compare(run: &Ran, told: &Ran, findings: &mut Findings) {
    if run == told {
        return;
    }
    let differing = run.tests.iter().find(|test| !told.tests.contains(test));
    let what = match differing {
        Some(test) => format!("test {}", shown(&test.id)),
        None if run.tests.len() != told.tests.len() => "the list of tests".to_owned(),
        None => "command, result or environment".to_owned(),
    };
    findings.problem(format!("evidence document: {}: {what} differs from capsule.json", shown(&run.id)));
}

fn timeless(evidence: &Evidence) -> Ran {
    let test = |test: &TestResult| RanTest {
        id: test.id.clone(),
        requirements: test.requirements.clone(),
        result: test.result,
    };
    Ran {
        id: evidence.id.clone(),
        kind: evidence.kind,
        command: evidence.command.clone(),
        exit_code: evidence.exit_code,
        passed: evidence.passed,
        environment: evidence.environment.to_string(),
        tests: evidence.tests.iter().map(test).collect(),
    }
}

fn shown(text: &str) -> String {
    crate::error::shown(text.as_bytes())
}

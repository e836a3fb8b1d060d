//! The claims: a capsule that says `proven` must hold the evidence for it.
//!
//! Read from the record alone, not from the gate's word: every planned test passed, every stated
//! requirement is named by a passing test or was set aside by the user.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Origin,
    evidence::{EvidenceKind, TestOutcome},
    requirement::RequirementKind,
    spec::ProjectType,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::Findings;

/// Evidence without what differs between two runs of the same inputs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Ran {
    pub id: String,
    pub kind: EvidenceKind,
    pub command: String,
    pub exit_code: Option<i32>,
    pub passed: bool,
    pub environment: String,
    #[serde(default)]
    pub tests: Vec<RanTest>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RanTest {
    pub id: String,
    pub requirements: Vec<String>,
    pub result: TestOutcome,
}

#[derive(Deserialize)]
struct Planned {
    id: String,
    requirements: Vec<String>,
}

#[derive(Deserialize)]
struct Required {
    id: String,
    kind: RequirementKind,
    pointer: String,
    text: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct Gate {
    proven: bool,
    #[serde(default)]
    checks: Vec<GateCheck>,
    #[serde(default)]
    set_aside: Vec<String>,
}

#[derive(Deserialize)]
struct GateCheck {
    id: String,
    passed: bool,
}

pub fn check(record: &Value, findings: &mut Findings) {
    let proven = record.get("proven").and_then(Value::as_bool) == Some(true);
    let gate: Option<Gate> = member(record, "gate", findings);
    let gate_proven = gate.as_ref().is_some_and(|gate| gate.proven);
    if !proven {
        findings.checked("claims: it does not claim to be proven");
        if gate_proven {
            findings.problem("capsule.json: `gate` says proven, the capsule does not");
        }
        return;
    }
    findings.checked(
        "claims: proven, so every planned test passed and every stated requirement has one that did",
    );
    if gate.is_some() && !gate_proven {
        findings.problem("capsule.json: proven, but its `gate` says it is not");
    }
    for check in gate.iter().flat_map(|gate| &gate.checks).filter(|check| !check.passed) {
        findings
            .problem(format!("capsule.json: proven, but check `{}` of its `gate` failed", shown(&check.id)));
    }
    let ran: Vec<Ran> = member(record, "evidence", findings).unwrap_or_default();
    check_runs(&ran, is_server(record), findings);
    let planned: Vec<Planned> = member(record, "tests", findings).unwrap_or_default();
    let passed = check_tests(&planned, &ran, findings);
    let required: Vec<Required> = member(record, "requirements", findings).unwrap_or_default();
    let set_aside = gate.map(|gate| gate.set_aside).unwrap_or_default();
    check_requirements(&required, &passed, &set_aside, record, findings);
}

/// Whether the project starts, answers and stops; one that does not say what it is has to show it.
fn is_server(record: &Value) -> bool {
    let kind = record.pointer("/project/type").and_then(|kind| ProjectType::deserialize(kind).ok());
    match kind {
        None | Some(ProjectType::Api | ProjectType::WebApp) => true,
        Some(
            ProjectType::StaticWeb
            | ProjectType::Cli
            | ProjectType::Library
            | ProjectType::Worker
            | ProjectType::Pipeline
            | ProjectType::Function
            | ProjectType::Game,
        ) => false,
    }
}

fn check_runs(ran: &[Ran], is_server: bool, findings: &mut Findings) {
    let needed = [(EvidenceKind::Build, true), (EvidenceKind::Test, true), (EvidenceKind::Probe, is_server)];
    for (kind, needed) in needed {
        if needed && !ran.iter().any(|run| run.kind == kind) {
            let name = format!("{kind:?}").to_lowercase();
            findings.problem(format!("capsule.json: proven, but there is no evidence of a {name}"));
        }
    }
    let mut ids = BTreeSet::new();
    for run in ran {
        let id = shown(&run.id);
        if !ids.insert(&run.id) {
            findings.problem(format!("capsule.json: evidence {id} is there twice"));
        }
        let decides = match run.kind {
            EvidenceKind::Build | EvidenceKind::Test | EvidenceKind::Probe => true,
            EvidenceKind::Scan | EvidenceKind::Mutation | EvidenceKind::Lint => false,
        };
        if decides && !run.passed {
            findings.problem(format!(
                "capsule.json: proven, but evidence {id} (`{}`) failed",
                shown(&run.command)
            ));
        }
        // A server is stopped by a signal; whatever else passed ended by itself with 0.
        let ended_well = run.exit_code == Some(0) || run.kind == EvidenceKind::Probe;
        if decides && run.passed && !ended_well {
            findings.problem(format!("capsule.json: evidence {id} counts as passed without exit code 0"));
        }
    }
}

/// The requirements that a passing test names.
fn check_tests<'a>(planned: &'a [Planned], ran: &'a [Ran], findings: &mut Findings) -> BTreeSet<&'a str> {
    let mut results: BTreeMap<&str, Vec<&RanTest>> = BTreeMap::new();
    for test in ran.iter().filter(|run| run.passed).flat_map(|run| &run.tests) {
        results.entry(&test.id).or_default().push(test);
    }
    if planned.is_empty() {
        findings.problem("capsule.json: proven, but no test was planned");
    }
    let mut named = BTreeSet::new();
    for test in planned {
        let id = shown(&test.id);
        let runs = results.get(test.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        match runs.iter().find(|run| run.result != TestOutcome::Pass) {
            _ if runs.is_empty() => {
                findings.problem(format!("{id}: planned, but there is no evidence that it ran"))
            }
            Some(run) => {
                findings.problem(format!("{id}: planned, but its result is {}", outcome(run.result)))
            }
            // Named both by the plan and by the run: neither alone is evidence.
            None => named.extend(
                test.requirements
                    .iter()
                    .map(String::as_str)
                    .filter(|r| runs.iter().all(|run| run.requirements.iter().any(|n| n == r))),
            ),
        }
    }
    let failed = ran.iter().flat_map(|run| &run.tests).filter(|test| test.result != TestOutcome::Pass);
    let planned: BTreeSet<&str> = planned.iter().map(|test| test.id.as_str()).collect();
    for test in failed.filter(|test| !planned.contains(test.id.as_str())) {
        findings.problem(format!(
            "{}: not planned, and its result is {}",
            shown(&test.id),
            outcome(test.result)
        ));
    }
    named
}

fn check_requirements(
    required: &[Required],
    passed: &BTreeSet<&str>,
    set_aside: &[String],
    record: &Value,
    findings: &mut Findings,
) {
    if required.is_empty() {
        findings.problem("capsule.json: proven, but it lists no requirement");
    }
    for requirement in required {
        let stated = match requirement.origin {
            Origin::Stated | Origin::Confirmed => true,
            Origin::Default | Origin::Inferred => false,
        };
        let open = stated && !passed.contains(requirement.id.as_str());
        if open && !is_set_aside(requirement, set_aside, record) {
            let id = shown(&requirement.id);
            findings.problem(format!(
                "{id}: stated, but no passing test names it ({})",
                shown(&requirement.text)
            ));
        }
    }
}

/// Only a rule that is mere text can be set aside; it is listed as `R3: its words`, by the id of
/// the rule or of the requirement.
fn is_set_aside(requirement: &Required, set_aside: &[String], record: &Value) -> bool {
    if requirement.kind != RequirementKind::TextRule {
        return false;
    }
    let rule = record.get("spec").and_then(|spec| spec.pointer(&requirement.pointer));
    let rule_id = rule.and_then(|rule| rule.get("id")).and_then(Value::as_str);
    let listed = set_aside.iter().map(|entry| entry.split(':').next().unwrap_or(entry).trim());
    listed.into_iter().any(|id| id == requirement.id || Some(id) == rule_id)
}

/// A member of the record; what is missing or has another shape is a problem.
pub fn member<T: DeserializeOwned>(record: &Value, name: &str, findings: &mut Findings) -> Option<T> {
    match record.get(name) {
        None => findings.problem(format!("capsule.json: it holds no `{name}`")),
        Some(value) => match T::deserialize(value) {
            Ok(read) => return Some(read),
            Err(error) => findings.problem(format!("capsule.json: `{name}` cannot be read: {error}")),
        },
    }
    None
}

fn outcome(outcome: TestOutcome) -> &'static str {
    match outcome {
        TestOutcome::Pass => "pass",
        TestOutcome::Fail => "fail",
        TestOutcome::Error => "error",
        TestOutcome::Skipped => "skipped",
        TestOutcome::NotRun => "not_run",
    }
}

fn shown(text: &str) -> String {
    crate::error::shown(text.as_bytes())
}

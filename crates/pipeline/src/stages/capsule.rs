//! The last stage: project, claims and evidence become one archive.
//!
//! Only what follows from the inputs goes in. Durations, raw logs, run ids and wall-clock times
//! go into the document beside it.

use domain::{
    DropKind, Spec,
    capsule::{CapsuleContent, EvidenceDocument},
    evidence::{Evidence, TestOutcome},
    finding::{ComplexityReport, SecurityReport},
    intent::Intent,
    project::TestCase,
    requirement::{Requirement, requirements},
    score::{Gate, Score},
};
use serde_json::{Map, Value, json};

use super::{
    Context, Output, PackedRef, StageError, Work, dependencies::Dependencies, project_structure::Structure,
};
use crate::merge::merge;

pub const WORK: Work = Work::Pure(run);

/// All drops that the capsule is made of.
struct Parts {
    intent: Intent,
    spec: Spec,
    structure: Structure,
    dependencies: Dependencies,
    plan: Vec<TestCase>,
    evidence: Vec<Evidence>,
    security: SecurityReport,
    complexity: ComplexityReport,
    score: Score,
    gate: Gate,
    requirements: Vec<Requirement>,
}

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let parts = Parts {
        intent: context.input(DropKind::Intent)?,
        structure: context.input(DropKind::Structure)?,
        dependencies: context.input(DropKind::Dependencies)?,
        plan: context.input(DropKind::TestPlan)?,
        evidence: context.input(DropKind::Evidence)?,
        security: context.input(DropKind::SecurityReport)?,
        complexity: context.input(DropKind::PerformanceReport)?,
        score: context.input(DropKind::Score)?,
        gate: context.input(DropKind::Gate)?,
        requirements: requirements(&spec),
        spec,
    };
    let files = merge([
        ("code", context.input(DropKind::Code)?),
        ("dependencies", parts.dependencies.files.clone()),
        ("tests", context.input(DropKind::Tests)?),
        ("documentation", context.input(DropKind::Documentation)?),
    ])
    .map_err(|e| StageError::lasting(e.explain()))?;
    let content = CapsuleContent {
        name: parts.spec.project.name.clone(),
        proven: parts.gate.proven,
        record: record(&parts),
        manifest: manifest(&parts),
        quantum_capsule: quantum_capsule(&parts),
        files,
        created_unix: context.roles.source_date_epoch,
    };
    let packed = context.roles.capsules.pack(&content)?;
    let beside = EvidenceDocument {
        capsule_id: packed.id.clone(),
        capsule_sha256: packed.sha256.clone(),
        run_id: context.run_id.clone(),
        finished_at: context.finished_at.clone(),
        evidence: parts.evidence,
        timings: context.timings.clone(),
    };
    let capsule = PackedRef {
        id: packed.id,
        sha256: packed.sha256,
        file_name: packed.file_name,
        proven: parts.gate.proven,
        files: packed.files,
        size_bytes: packed.bytes.len() as u64,
    };
    let drops = vec![
        context.draft_bytes(DropKind::Capsule, packed.bytes),
        context.draft(DropKind::Summary, &beside)?,
    ];
    Ok(Output { drops, capsule: Some(capsule), ..Output::default() })
}

/// The members of `capsule.json` beside files and id.
fn record(parts: &Parts) -> Map<String, Value> {
    let plan = &parts.dependencies.plan;
    let value = json!({
        "blueprint": { "id": parts.structure.blueprint.id, "version": parts.structure.blueprint.version },
        "project": parts.spec.project,
        "intent": {
            "text": parts.intent.text,
            "sha256": parts.intent.sha256(),
            "language": parts.intent.language,
            "framework": parts.intent.framework,
            "answers": parts.intent.answers,
            "remembered": parts.intent.remembered,
            "accept_proposals": parts.intent.accept_proposals,
        },
        "spec": parts.spec,
        "requirements": parts.requirements,
        "tests": parts.plan,
        "traceability": traceability(parts),
        "commands": commands(parts),
        "evidence": parts.evidence.iter().map(timeless).collect::<Vec<_>>(),
        "dependencies": plan.dependencies,
        "lock_file": plan.lock_file,
        "runtime": { "name": plan.runtime, "version": plan.runtime_version, "services": plan.services },
        "security": parts.security,
        "complexity": {
            "files": parts.complexity.files,
            "lines": parts.complexity.lines,
            "functions": parts.complexity.functions.len(),
            "mean_complexity": parts.complexity.mean_complexity,
            "max_complexity": parts.complexity.max_complexity,
            "smells": parts.complexity.smells,
        },
        "score": parts.score,
        "gate": parts.gate,
        "decisions": [parts.structure.decision],
        "assumptions": parts.spec.assumptions,
        "open_questions": parts.spec.open_questions,
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Evidence without what differs between two runs of the same inputs.
fn timeless(evidence: &Evidence) -> Value {
    json!({
        "id": evidence.id,
        "kind": evidence.kind,
        "command": evidence.command,
        "exit_code": evidence.exit_code,
        "passed": evidence.passed,
        "environment": evidence.environment,
        "tests": evidence.tests.iter().map(|test| json!({
            "id": test.id, "requirements": test.requirements, "result": test.result,
        })).collect::<Vec<_>>(),
    })
}

/// Each requirement with its words, its tests and their results; gaps are rows with no test.
fn traceability(parts: &Parts) -> Vec<Value> {
    let results = parts.evidence.iter().flat_map(|e| &e.tests);
    let results: std::collections::BTreeMap<&str, TestOutcome> =
        results.map(|test| (test.id.as_str(), test.result)).collect();
    let row = |requirement: &Requirement| {
        let tests: Vec<Value> = parts
            .plan
            .iter()
            .filter(|case| case.requirements.contains(&requirement.id))
            .map(|case| json!({ "id": case.id, "result": results.get(case.id.as_str()) }))
            .collect();
        json!({
            "requirement": requirement.id, "pointer": requirement.pointer, "origin": requirement.origin,
            "src": requirement.src, "tests": tests,
        })
    };
    parts.requirements.iter().map(row).collect()
}

/// Each command with how it went; what was not executed says so.
fn commands(parts: &Parts) -> Value {
    let plan = &parts.dependencies.plan;
    let executed = |command: &str| {
        let found = parts.evidence.iter().find(|e| e.command == command);
        match found {
            Some(e) => {
                json!({ "command": command, "executed": true, "exit_code": e.exit_code, "passed": e.passed })
            }
            None => json!({ "command": command, "executed": false, "note": "not run here" }),
        }
    };
    let documented: Vec<Value> = plan
        .commands
        .documented
        .iter()
        .map(|c| match &c.not_run_here {
            Some(why) => {
                json!({ "command": c.command, "executed": false, "note": format!("not run here: {why}") })
            }
            None => executed(&c.command),
        })
        .collect();
    json!({
        "install_command": executed(&plan.commands.install),
        "build_command": plan.commands.build.as_deref().map(executed),
        "run_command": executed(&plan.commands.run),
        "test_command": executed(&plan.commands.test),
        "documented": documented,
    })
}

/// `QUANTUM_MANIFEST.json` (INTERFACES 1.3 a), with our names of the commands.
fn manifest(parts: &Parts) -> Map<String, Value> {
    let plan = &parts.dependencies.plan;
    let commands = &plan.commands;
    let environment: Map<String, Value> =
        plan.probe_environment.keys().map(|name| (name.clone(), Value::Null)).collect();
    let not_run: Vec<Value> = commands
        .documented
        .iter()
        .filter_map(|c| Some(json!({ "command": c.command, "status": format!("not run here: {}", c.not_run_here.as_ref()?) })))
        .collect();
    let value = json!({
        "version": "1.0.0",
        "author": "",
        "license": "",
        "entry_point": plan.entry_point,
        "install_command": commands.install,
        "build_command": commands.build,
        "run_command": commands.run,
        "start_command": commands.run,
        "test_command": commands.test,
        "commands": commands_status(parts),
        "not_run_here": not_run,
        "environment": environment,
        "requirements": {
            "runtime": plan.runtime,
            "min_version": plan.runtime_version.trim_start_matches(['>', '=', '~', '^']),
            "max_version": null,
            "system_deps": plan.system_dependencies,
            "services": plan.services,
        },
        "assumptions": parts.spec.assumptions,
        "open_questions": parts.spec.open_questions,
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn commands_status(parts: &Parts) -> Value {
    let plan = &parts.dependencies.plan;
    let status = |command: &str| match parts.evidence.iter().find(|e| e.command == command) {
        Some(e) if e.passed => "executed",
        Some(_) => "executed, failed",
        None => "not run here",
    };
    json!({
        "install_command": status(&plan.commands.install),
        "build_command": plan.commands.build.as_deref().map(status),
        "run_command": status(&plan.commands.run),
        "test_command": status(&plan.commands.test),
    })
}

/// `QUANTUM_CAPSULE.json` (INTERFACES 1.3 a) beside files, checksum and size.
fn quantum_capsule(parts: &Parts) -> Map<String, Value> {
    let count = |outcome: TestOutcome| {
        parts.evidence.iter().flat_map(|e| &e.tests).filter(|t| t.result == outcome).count()
    };
    let plan = &parts.dependencies.plan;
    let direct = plan.dependencies.iter().filter(|d| d.direct && !d.development);
    let value = json!({
        "version": "1.0.0",
        "language": parts.structure.blueprint.language,
        "framework": parts.structure.blueprint.framework,
        "dependencies": direct.map(|d| format!("{}=={}", d.name, d.version)).collect::<Vec<_>>(),
        "test_results": {
            "passed": count(TestOutcome::Pass),
            "failed": count(TestOutcome::Fail) + count(TestOutcome::Error),
            "skipped": count(TestOutcome::Skipped) + count(TestOutcome::NotRun),
            "coverage": null,
        },
        "security_report": {
            "score": parts.score.security,
            "vulnerabilities": parts.security.findings,
        },
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

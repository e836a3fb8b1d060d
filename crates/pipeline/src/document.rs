//! A run as its document: the engine's state and the drops it points to, put together.

use std::{collections::BTreeMap, path::Path};

use domain::{
    DropKind, Spec,
    evidence::{Evidence, TestOutcome},
    intent::Intent,
    project::TestCase,
    requirement::requirements,
    run::{CapsuleRow, RunDocument, RunStatus, StageRow},
    spec::TestPointer,
};
use serde::de::DeserializeOwned;
use store::Store;

use crate::{PipelineError, RunState};

/// The largest drop a document reads.
const MAX_BYTES: u64 = 256 << 20;

/// `interrupted` tells that a run which calls itself running has no living driver.
/// `capsules` is the folder where archives are written.
pub async fn document(
    store: &dyn Store,
    state: &RunState,
    capsules: &Path,
    interrupted: bool,
) -> Result<RunDocument, PipelineError> {
    let reader = Reader { store, state };
    let intent: Intent = reader.read(DropKind::Intent).await?.unwrap_or_default();
    let mut spec: Option<Spec> = reader.read(DropKind::Spec).await?;
    let evidence: Vec<Evidence> = reader.read(DropKind::Evidence).await?.unwrap_or_default();
    let plan: Vec<TestCase> = reader.read(DropKind::TestPlan).await?.unwrap_or_default();
    if let Some(spec) = &mut spec {
        spec.tests = pointers(spec, &plan, &evidence);
    }
    let records = store.of_run(&state.run_id).await?;
    let live = matches!(state.status, RunStatus::Running | RunStatus::Queued | RunStatus::Waiting);
    let status = if interrupted && live { RunStatus::Interrupted } else { state.status };
    let stages = state.tasks.iter().map(|task| StageRow {
        name: task.stage,
        status: task.status,
        ms: task.ms.round() as u64,
        drop: task.drops.first().map(|d| d.id.clone()),
        attempt: task.attempt,
        error: task.error.clone(),
    });
    let capsule = state.capsule.as_ref().map(|c| CapsuleRow {
        id: c.id.clone(),
        sha256: c.sha256.clone(),
        path: capsules.join(&c.file_name).display().to_string(),
        proven: c.proven,
        files: c.files,
        size_bytes: c.size_bytes,
    });
    Ok(RunDocument {
        run_id: state.run_id.clone(),
        status,
        intent: intent.text,
        created_at: state.created_at.clone(),
        finished_at: state.finished_at.clone(),
        questions: spec.as_ref().map(|s| s.open_questions.clone()).unwrap_or_default(),
        spec: spec.map(Box::new),
        stages: stages.collect(),
        evidence,
        capsule,
        gate: reader.read(DropKind::Gate).await?,
        score: reader.read(DropKind::Score).await?,
        root: (!records.is_empty()).then(|| store::drops::root(&records)),
        timings: state.timings.clone(),
        error: state.error.clone(),
    })
}

/// For every requirement's pointer the tests that name it, with their results.
fn pointers(spec: &Spec, plan: &[TestCase], evidence: &[Evidence]) -> Vec<TestPointer> {
    let results: BTreeMap<&str, TestOutcome> =
        evidence.iter().flat_map(|e| &e.tests).map(|t| (t.id.as_str(), t.result)).collect();
    let list = requirements(spec);
    let pointers: BTreeMap<&str, &str> = list.iter().map(|r| (r.id.as_str(), r.pointer.as_str())).collect();
    let mut rows = Vec::new();
    for case in plan {
        for id in &case.requirements {
            let Some(pointer) = pointers.get(id.as_str()) else { continue };
            let result = results.get(case.id.as_str()).map(|outcome| match outcome {
                TestOutcome::Pass => "pass",
                TestOutcome::Fail | TestOutcome::Error => "fail",
                TestOutcome::Skipped | TestOutcome::NotRun => "not_run",
            });
            rows.push(TestPointer {
                id: case.id.clone(),
                pointer: (*pointer).to_owned(),
                kind: Some(case.kind.clone()),
                result: result.map(str::to_owned),
            });
        }
    }
    rows
}

struct Reader<'a> {
    store: &'a dyn Store,
    state: &'a RunState,
}

impl Reader<'_> {
    /// The parsed drop, or none where no stage has written it yet.
    async fn read<T: DeserializeOwned>(&self, kind: DropKind) -> Result<Option<T>, PipelineError> {
        let Some(reference) = self.state.drop_of(kind) else { return Ok(None) };
        let bytes = self.store.content(&reference.content, MAX_BYTES).await?;
        let value = serde_json::from_slice(&bytes).map_err(|e| PipelineError::UnreadableDrop {
            run_id: self.state.run_id.clone(),
            kind,
            cause: e.to_string(),
        })?;
        Ok(Some(value))
    }
}

//! A plan of the standard shape whose stages do nothing but depend: each drop is a hash of its inputs.

use std::time::Duration;

use domain::{Blake3, DropKind, Explained, Stage};
use futures::FutureExt;
use pipeline::{
    Plan,
    plan::{StageRow, Timeouts},
    stages::{Context, Output, PackedRef, StageError, Work},
};

use crate::sim::script;

/// The standard rows, each with scripted work.
pub fn scripted() -> Plan {
    let rows: Vec<StageRow> = Plan::standard(&Timeouts::default())
        .rows()
        .iter()
        .map(|row| StageRow {
            work: Work::Async(|context| run(context).boxed()),
            timeout: Duration::from_secs(30),
            ..row.clone()
        })
        .collect();
    Plan::new(rows).unwrap_or_else(|e| unreachable!("the standard plan is sound: {e}"))
}

async fn run(context: Context) -> Result<Output, StageError> {
    match script::next(&context.run_id) {
        script::Step::Work(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
        script::Step::Fail => {
            return Err(StageError::passing(Explained {
                code: "QL-T999".into(),
                message: "scripted failure".into(),
                hint: None,
            }));
        }
        script::Step::Panic => std::panic::panic_any("scripted panic".to_owned()),
    }
    Ok(output(&context))
}

/// A pure function of the stage and its inputs: the same in every world.
fn output(context: &Context) -> Output {
    let mut text = context.stage.to_string();
    for (kind, content) in &context.inputs {
        text.push_str(&format!("\n{kind} {}", Blake3::of(content)));
    }
    let kinds = Plan::standard(&Timeouts::default()).row(context.stage).map(|row| row.yields).unwrap_or(&[]);
    let mut drops: Vec<_> =
        kinds.iter().map(|kind| context.draft_bytes(*kind, format!("{kind}: {text}").into_bytes())).collect();
    let mut capsule = None;
    if context.stage == Stage::Capsule {
        drops.push(context.draft_bytes(DropKind::Summary, b"{}".to_vec()));
        capsule = Some(PackedRef {
            id: "0".repeat(16),
            sha256: domain::Sha256::of(text.as_bytes()),
            file_name: "scripted.tar.gz".into(),
            proven: true,
            files: 1,
            size_bytes: text.len() as u64,
        });
    }
    Output { drops, capsule, ..Output::default() }
}

//! What every backend must do, as tests: `store::contract!(memory => async { … })`.
//!
//! The constructor gives a new, empty store and whatever must live as long as it (a temporary
//! folder, or `()`). The cases panic where a store is at fault, as tests do.

mod contents;
mod leases;
mod steps;

use std::sync::Arc;

use domain::{Blake3, DropKind, DropRecord, Stage, drops::Draft};

use crate::{
    Store, StoreError, audit, drops,
    ports::{AuditLine, Lease, PreparedDrop, RunRow, Step},
};

/// Makes one test module per backend, with one test per case.
#[macro_export]
macro_rules! contract {
    ($($name:ident => $open:expr),+ $(,)?) => { $(
        mod $name {
            use super::*;
            $crate::contract_cases! { $open;
                a_run_is_read_as_it_was_created,
                a_second_run_with_the_same_id_is_refused,
                unknown_ids_are_named,
                a_step_is_written_whole,
                a_step_out_of_order_is_a_conflict_and_leaves_nothing,
                a_step_that_contradicts_itself_leaves_nothing,
                one_of_many_racing_steps_wins,
                a_lease_is_exclusive_until_it_expires,
                a_released_lease_can_be_taken_and_its_fence_grows,
                one_of_many_racing_takers_gets_the_lease,
                a_fenced_driver_can_neither_write_nor_renew_nor_release,
                an_expired_lease_that_nobody_took_still_writes_and_renews,
                lists_are_newest_first_in_pages,
                equal_contents_are_stored_once,
                versions_of_a_large_content_share_what_did_not_change,
                equal_drops_belong_to_every_run_that_made_them,
                drops_are_found_by_prefix,
                damaged_contents_are_not_served,
                large_contents_are_not_expanded_beyond_the_bound,
                records_that_do_not_match_their_id_are_not_served,
                answers_are_remembered_by_intent,
                messages_leave_in_order_once_delivered,
                cancelling_is_seen,
                audit_lines_form_a_chain_over_all_runs,
            }
        }
    )+ };
}

#[doc(hidden)]
#[macro_export]
macro_rules! contract_cases {
    ($open:expr; $($case:ident),+ $(,)?) => { $(
        #[tokio::test]
        async fn $case() {
            let (store, _guard) = $open.await;
            $crate::contract::$case(store).await;
        }
    )+ };
}

pub use contents::*;
pub use leases::*;
pub use steps::*;

type AnyStore = Arc<dyn Store>;
type Result<T> = std::result::Result<T, StoreError>;

const BOUND: u64 = 1 << 20;

/// A row as `create` takes it.
pub fn row(id: &str) -> RunRow {
    RunRow {
        id: id.to_owned(),
        status: "running".to_owned(),
        title: format!("an API for {id}"),
        created_at: "2026-01-01T00:00:00Z".to_owned(),
        finished_at: None,
        seq: 0,
        state: br#"{"stage":"none"}"#.to_vec(),
    }
}

/// An empty step of a run that nobody has leased.
pub fn step(id: &str, seq: u64) -> Step {
    let state = format!(r#"{{"stage":{seq}}}"#).into_bytes();
    Step {
        run_id: id.to_owned(),
        seq,
        fence: 0,
        events: vec![format!(r#"{{"event":{seq}}}"#).into_bytes()],
        row: RunRow { seq, state, ..row(id) },
        drops: Vec::new(),
        audit: Vec::new(),
        outbox: Vec::new(),
    }
}

/// A drop of a run.
pub fn drop_of(run_id: &str, kind: DropKind, parents: &[&PreparedDrop], content: &str) -> PreparedDrop {
    let draft = Draft {
        kind,
        stage: Some(Stage::Code),
        parents: parents.iter().map(|p| p.record.id.clone()).collect(),
        content: content.as_bytes().to_vec(),
    };
    drops::prepare(&draft, run_id, "2026-01-01T00:00:00Z")
}

async fn with_run(store: &AnyStore, id: &str) {
    store.create(row(id), Vec::new()).await.expect("a new run is created");
}

async fn records(store: &AnyStore, run_id: &str) -> Vec<DropRecord> {
    store.of_run(run_id).await.expect("the run's drops are read")
}

fn missing<T: std::fmt::Debug>(answer: Result<T>, what: &str) {
    let error = answer.expect_err("something unknown was found");
    assert!(matches!(&error, StoreError::NotFound { what: found, .. } if *found == what), "{error:?}");
}

fn line(action: &str, object: &str) -> AuditLine {
    AuditLine {
        at: "2026-01-01T00:00:00Z".to_owned(),
        actor: "local".to_owned(),
        action: action.to_owned(),
        object: object.to_owned(),
    }
}

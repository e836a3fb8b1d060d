//! What every backend must do, as tests: `store::contract!(memory => async { … })`.
//!
//! The constructor gives a new, empty store and whatever must live as long as it (a temporary
//! folder, or `()`). The cases panic where a store is at fault, as tests do.

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

pub async fn a_run_is_read_as_it_was_created(store: AnyStore) {
    let intent = drop_of("r1", DropKind::Intent, &[], "books with title");
    store.create(row("r1"), vec![intent.clone()]).await.expect("created");
    assert_eq!(store.load("r1").await, Ok(row("r1")));
    assert_eq!(store.journal("r1").await, Ok(vec![]));
    assert_eq!(records(&store, "r1").await, std::slice::from_ref(&intent.record));
    assert_eq!(store.record(&intent.record.id).await, Ok(intent.record.clone()));
    let content = store.content(&intent.record.content, BOUND).await;
    assert_eq!(content, Ok(b"books with title".to_vec()));
}

pub async fn a_second_run_with_the_same_id_is_refused(store: AnyStore) {
    with_run(&store, "r1").await;
    let other = RunRow { title: "another".to_owned(), ..row("r1") };
    let refused = store.create(other, vec![drop_of("r1", DropKind::Intent, &[], "another")]).await;
    assert_eq!(refused, Err(StoreError::Exists { what: "run", id: "r1".to_owned() }));
    assert_eq!(store.load("r1").await, Ok(row("r1")));
    assert_eq!(records(&store, "r1").await, []);
}

pub async fn unknown_ids_are_named(store: AnyStore) {
    with_run(&store, "r1").await;
    let nothing = Blake3::of(b"nothing");
    let lease = Lease { run_id: "r9".to_owned(), owner: "a".to_owned(), fence: 1, expires_at_ms: 9 };
    missing(store.load("r9").await, "run");
    missing(store.journal("r9").await, "run");
    missing(store.commit(step("r9", 1)).await, "run");
    missing(store.acquire("r9", "a", 0, 1).await, "run");
    missing(store.renew(&lease, 0, 1).await, "run");
    missing(store.lease("r9").await, "run");
    missing(store.request_cancel("r9").await, "run");
    missing(store.cancel_requested("r9").await, "run");
    missing(store.of_run("r9").await, "run");
    missing(store.list(5, Some("r9".to_owned())).await, "run");
    missing(store.record(&nothing).await, "drop");
    missing(store.content(&nothing, BOUND).await, "content");
}

pub async fn a_step_is_written_whole(store: AnyStore) {
    with_run(&store, "r1").await;
    let spec = drop_of("r1", DropKind::Spec, &[], "{}");
    let code = drop_of("r1", DropKind::Code, &[&spec], "{\"a\":1}");
    let first = Step {
        events: vec![b"{\"n\":1}".to_vec(), b"with, a comma: and\na line".to_vec(), Vec::new()],
        drops: vec![spec.clone(), code.clone()],
        outbox: vec![b"one".to_vec(), b"two".to_vec()],
        audit: vec![line("stage.done", "r1")],
        ..step("r1", 1)
    };
    let second = Step {
        row: RunRow {
            seq: 2,
            status: "proven".to_owned(),
            finished_at: Some("2026-01-01T00:01:00Z".to_owned()),
            ..row("r1")
        },
        events: Vec::new(),
        ..step("r1", 2)
    };
    store.commit(first.clone()).await.expect("the first step");
    store.commit(second.clone()).await.expect("the second step");
    assert_eq!(store.load("r1").await, Ok(second.row));
    let journal = store.journal("r1").await.expect("the journal");
    let read: Vec<_> = journal.into_iter().map(|entry| (entry.seq, entry.events)).collect();
    assert_eq!(read, [(1, first.events), (2, Vec::new())]);
    assert_eq!(records(&store, "r1").await, [spec.record, code.record]);
    let messages = store.outbox(10).await.expect("the outbox");
    assert_eq!(messages.into_iter().map(|m| m.1).collect::<Vec<_>>(), first.outbox);
    assert_eq!(store.entries(0, 10).await.map(|entries| entries.len()), Ok(1));
}

/// A step that carries something for every table.
fn full(seq: u64) -> Step {
    Step {
        drops: vec![drop_of("r1", DropKind::Log, &[], &format!("log of {seq}"))],
        outbox: vec![b"message".to_vec()],
        audit: vec![line("stage.done", "r1")],
        ..step("r1", seq)
    }
}

async fn assert_nothing_but_the_row(store: &AnyStore) {
    assert_eq!(store.load("r1").await, Ok(row("r1")));
    assert_eq!(store.journal("r1").await, Ok(vec![]));
    assert_eq!(records(store, "r1").await, []);
    assert_eq!(store.outbox(10).await, Ok(vec![]));
    assert_eq!(store.entries(0, 10).await, Ok(vec![]));
    assert_eq!(store.totals().await.map(|t| t.contents), Ok(0));
}

pub async fn a_step_out_of_order_is_a_conflict_and_leaves_nothing(store: AnyStore) {
    with_run(&store, "r1").await;
    for seq in [0, 2, 7] {
        let refused = store.commit(full(seq)).await;
        assert_eq!(refused, Err(StoreError::Conflict { run_id: "r1".to_owned(), seq }));
    }
    assert_nothing_but_the_row(&store).await;
    store.commit(full(1)).await.expect("the right step still goes through");
    let again = store.commit(full(1)).await;
    assert_eq!(again, Err(StoreError::Conflict { run_id: "r1".to_owned(), seq: 1 }));
}

pub async fn a_step_that_contradicts_itself_leaves_nothing(store: AnyStore) {
    with_run(&store, "r1").await;
    with_run(&store, "r2").await;
    let other_row = Step { row: RunRow { seq: 1, ..row("r2") }, ..full(1) };
    let other_seq = Step { row: RunRow { seq: 3, ..row("r1") }, ..full(1) };
    let other_drop = Step { drops: vec![drop_of("r2", DropKind::Log, &[], "stray")], ..full(1) };
    for wrong in [other_row, other_seq, other_drop] {
        assert!(matches!(store.commit(wrong).await, Err(StoreError::Failed { .. })));
    }
    assert!(store.create(RunRow { seq: 4, ..row("r3") }, Vec::new()).await.is_err());
    missing(store.load("r3").await, "run");
    assert_nothing_but_the_row(&store).await;
}

pub async fn one_of_many_racing_steps_wins(store: AnyStore) {
    with_run(&store, "r1").await;
    for seq in 1..=5 {
        let racing = (0..8).map(|n| {
            let events = vec![format!("{n}").into_bytes()];
            store.commit(Step { events, ..step("r1", seq) })
        });
        let answers = futures::future::join_all(racing).await;
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1, "{answers:?}");
        let conflict = StoreError::Conflict { run_id: "r1".to_owned(), seq };
        assert!(answers.iter().flat_map(|a| a.as_ref().err()).all(|e| *e == conflict), "{answers:?}");
    }
    assert_eq!(store.journal("r1").await.map(|j| j.len()), Ok(5));
}

pub async fn a_lease_is_exclusive_until_it_expires(store: AnyStore) {
    with_run(&store, "r1").await;
    assert_eq!(store.lease("r1").await, Ok(None));
    let first = store.acquire("r1", "a", 1_000, 500).await.expect("free");
    let expected = Lease { run_id: "r1".to_owned(), owner: "a".to_owned(), fence: 1, expires_at_ms: 1_500 };
    assert_eq!(first, expected);
    assert_eq!(store.lease("r1").await, Ok(Some(expected)));
    let leased = Err(StoreError::Leased { run_id: "r1".to_owned(), owner: "a".to_owned() });
    assert_eq!(store.acquire("r1", "b", 1_499, 500).await, leased);
    let renewed = store.renew(&first, 1_400, 500).await.expect("renewed");
    assert_eq!((renewed.fence, renewed.expires_at_ms), (1, 1_900));
    assert_eq!(store.acquire("r1", "b", 1_899, 500).await, leased);
    let second = store.acquire("r1", "b", 1_900, 500).await.expect("expired");
    assert_eq!((second.owner.as_str(), second.fence), ("b", 2));
}

pub async fn a_released_lease_can_be_taken_and_its_fence_grows(store: AnyStore) {
    with_run(&store, "r1").await;
    let first = store.acquire("r1", "a", 0, 1_000_000).await.expect("free");
    store.release(&first).await.expect("released");
    assert_eq!(store.lease("r1").await, Ok(None));
    let renewed = store.renew(&first, 1, 10).await;
    assert_eq!(renewed, Err(StoreError::Fenced { run_id: "r1".to_owned() }));
    let second = store.acquire("r1", "b", 1, 10).await.expect("free again");
    assert_eq!(second.fence, 2);
    with_run(&store, "r2").await;
    assert_eq!(store.acquire("r2", "b", 1, 10).await.map(|l| l.fence), Ok(1));
}

pub async fn one_of_many_racing_takers_gets_the_lease(store: AnyStore) {
    with_run(&store, "r1").await;
    let owners: Vec<String> = (0..8).map(|n| format!("process {n}")).collect();
    let answers = futures::future::join_all(owners.iter().map(|o| store.acquire("r1", o, 0, 10))).await;
    let winners: Vec<&Lease> = answers.iter().flatten().collect();
    assert_eq!(winners.len(), 1, "{answers:?}");
    assert!(answers.iter().flat_map(|a| a.as_ref().err()).all(|e| matches!(e, StoreError::Leased { .. })));
    assert_eq!(store.lease("r1").await, Ok(Some(winners[0].clone())));
}

pub async fn a_fenced_driver_can_neither_write_nor_renew_nor_release(store: AnyStore) {
    with_run(&store, "r1").await;
    let old = store.acquire("r1", "a", 0, 10).await.expect("free");
    store.commit(Step { fence: old.fence, ..step("r1", 1) }).await.expect("its own step");
    let new = store.acquire("r1", "b", 10, 10).await.expect("expired");
    let fenced = StoreError::Fenced { run_id: "r1".to_owned() };
    let late =
        Step { fence: old.fence, drops: vec![drop_of("r1", DropKind::Log, &[], "late")], ..step("r1", 2) };
    assert_eq!(store.commit(late).await, Err(fenced.clone()));
    assert_eq!(store.commit(step("r1", 2)).await, Err(fenced.clone()), "a step without a lease");
    assert_eq!(
        store.commit(Step { fence: 9, ..step("r1", 2) }).await,
        Err(fenced.clone()),
        "a made-up fence"
    );
    assert_eq!(store.renew(&old, 11, 10).await, Err(fenced));
    store.release(&old).await.expect("releasing twice is no error");
    assert_eq!(store.lease("r1").await, Ok(Some(new.clone())));
    assert_eq!(records(&store, "r1").await, []);
    store.commit(Step { fence: new.fence, ..step("r1", 2) }).await.expect("the new holder's step");
}

pub async fn an_expired_lease_that_nobody_took_still_writes_and_renews(store: AnyStore) {
    with_run(&store, "r1").await;
    let lease = store.acquire("r1", "a", 0, 10).await.expect("free");
    store.commit(Step { fence: lease.fence, ..step("r1", 1) }).await.expect("nobody else drives the run");
    let renewed = store.renew(&lease, 5_000, 10).await.expect("nobody took it");
    assert_eq!((renewed.fence, renewed.expires_at_ms), (lease.fence, 5_010));
}

pub async fn lists_are_newest_first_in_pages(store: AnyStore) {
    let times = ["T00:00:01Z", "T00:00:03Z", "T00:00:02Z", "T00:00:03Z", "T00:00:00Z"];
    for (n, time) in times.iter().enumerate() {
        let created_at = format!("2026-01-01{time}");
        store.create(RunRow { created_at, ..row(&format!("r{n}")) }, Vec::new()).await.expect("created");
    }
    let ids = |rows: Result<Vec<RunRow>>| -> Vec<String> {
        rows.expect("a page").into_iter().map(|row| row.id).collect()
    };
    assert_eq!(ids(store.list(10, None).await), ["r3", "r1", "r2", "r0", "r4"]);
    assert_eq!(ids(store.list(2, None).await), ["r3", "r1"]);
    assert_eq!(ids(store.list(2, Some("r1".to_owned())).await), ["r2", "r0"]);
    assert_eq!(ids(store.list(2, Some("r0".to_owned())).await), ["r4"]);
    assert_eq!(ids(store.list(2, Some("r4".to_owned())).await), Vec::<String>::new());
    assert_eq!(ids(store.list(0, None).await), Vec::<String>::new());
    // A step does not move a run in the list, whatever its row says.
    let moved = Step { row: RunRow { created_at: "2030".to_owned(), seq: 1, ..row("r4") }, ..step("r4", 1) };
    store.commit(moved).await.expect("a step");
    let rows = store.list(10, None).await.expect("a page");
    assert_eq!(rows[4].id, "r4");
    assert_eq!((rows[4].seq, rows[4].created_at.as_str()), (1, "2026-01-01T00:00:00Z"));
    assert!(rows.iter().all(|row| row.state.is_empty()), "lists do not read the state");
}

pub async fn equal_contents_are_stored_once(store: AnyStore) {
    with_run(&store, "r1").await;
    for seq in 1..=20 {
        let parent = drop_of("r1", DropKind::Prompt, &[], &seq.to_string());
        let same: Vec<_> =
            (0..50).map(|n| drop_of("r1", kind(n), &[&parent], "the same words, again and again")).collect();
        store.commit(Step { drops: same, ..step("r1", seq) }).await.expect("a step");
    }
    let totals = store.totals().await.expect("totals");
    let one = drop_of("r1", DropKind::Log, &[], "the same words, again and again");
    assert_eq!(totals.contents, 1);
    assert_eq!(totals.content_bytes, one.record.size_bytes);
    assert_eq!(totals.stored_bytes, one.record.stored_bytes);
    // Two kinds per parent; the repeats of a step are the same drop.
    assert_eq!(totals.drops, 40);
    assert_eq!(records(&store, "r1").await.len(), 40);
}

fn kind(n: u32) -> DropKind {
    if n.is_multiple_of(2) { DropKind::Log } else { DropKind::Code }
}

pub async fn versions_of_a_large_content_share_what_did_not_change(store: AnyStore) {
    with_run(&store, "r1").await;
    let lines: Vec<String> =
        (0..30_000u32).map(|n| format!("{:08x}\n", n.wrapping_mul(2_654_435_761))).collect();
    let mut versions = Vec::new();
    for seq in 1..=10 {
        let mut lines = lines.clone();
        lines.insert(seq as usize * 2_500, format!("what version {seq} adds\n"));
        let drop = drop_of("r1", DropKind::Code, &[], &lines.concat());
        store.commit(Step { drops: vec![drop.clone()], ..step("r1", seq) }).await.expect("a step");
        versions.push((drop, lines.concat()));
    }
    for (drop, content) in &versions {
        let read = store.content(&drop.record.content, BOUND).await.expect("the content");
        assert!(read == content.as_bytes());
    }
    let totals = store.totals().await.expect("totals");
    let alone: u64 = versions.iter().map(|(drop, _)| drop.record.stored_bytes).sum();
    assert!(totals.stored_bytes * 4 < alone, "{} of {alone}", totals.stored_bytes);
    assert_eq!(totals.contents, 10);
}

pub async fn equal_drops_belong_to_every_run_that_made_them(store: AnyStore) {
    for run in ["r1", "r2"] {
        store.create(row(run), vec![drop_of(run, DropKind::Intent, &[], "books")]).await.expect("created");
    }
    let (first, second) = (records(&store, "r1").await, records(&store, "r2").await);
    assert_eq!(first[0].id, second[0].id);
    assert_eq!((first[0].run_id.as_str(), second[0].run_id.as_str()), ("r1", "r2"));
    assert_eq!(
        store.record(&first[0].id).await.map(|r| r.run_id),
        Ok("r1".to_owned()),
        "the first stands for both"
    );
    assert_eq!(drops::root(&first), drops::root(&second));
}

pub async fn drops_are_found_by_prefix(store: AnyStore) {
    with_run(&store, "r1").await;
    let written: Vec<_> = (0..40).map(|n| drop_of("r1", DropKind::Log, &[], &n.to_string())).collect();
    store.commit(Step { drops: written.clone(), ..step("r1", 1) }).await.expect("a step");
    for drop in &written {
        let id = drop.record.id.as_str();
        for prefix in [&id[..12], id, &id[..12].to_uppercase()] {
            assert_eq!(store.by_prefix(prefix, 5).await, Ok(vec![drop.record.clone()]), "{prefix}");
        }
        let four = store.by_prefix(&id[..4], 40).await.expect("four digits are enough");
        assert!(four.contains(&drop.record) && four.iter().all(|r| r.id.as_str().starts_with(&id[..4])));
    }
    let absent = Blake3::of(b"absent");
    assert_eq!(store.by_prefix(absent.as_str(), 5).await, Ok(vec![]));
    for bad in ["", "abc", "xyz1", "%%%%", "____", "ab'--", &"a".repeat(65)] {
        assert!(matches!(store.by_prefix(bad, 5).await, Err(StoreError::BadId { .. })), "{bad:?}");
    }
}

pub async fn damaged_contents_are_not_served(store: AnyStore) {
    let sound = drop_of("r1", DropKind::Log, &[], &"a line of a log\n".repeat(200));
    let bits = sound.compressed.len() * 8;
    // Every bit of the frame in turn, each under a content address of its own.
    let mut seq = 0;
    with_run(&store, "r1").await;
    for bit in (0..bits).step_by(bits.div_ceil(64)) {
        let content = format!("{bit} {}", "a line of a log\n".repeat(200));
        let mut drop = drop_of("r1", DropKind::Log, &[], &content);
        let at = bit / 8 % drop.compressed.len();
        drop.compressed[at] ^= 1 << (bit % 8);
        let hash = drop.record.content.clone();
        seq += 1;
        store.commit(Step { drops: vec![drop], ..step("r1", seq) }).await.expect("a step");
        match store.content(&hash, BOUND).await {
            Err(StoreError::Damaged { what: "content", id }) => assert_eq!(id, hash.to_string()),
            // A flag of the frame that changes nothing: then the bytes are right.
            Ok(bytes) => assert_eq!(bytes, content.into_bytes(), "bit {bit}"),
            Err(error) => panic!("bit {bit}: {error:?}"),
        }
    }
    // Whole, but not what its name says.
    let mut swapped = drop_of("r1", DropKind::Log, &[], "what is asked for");
    swapped.compressed = drop_of("r1", DropKind::Log, &[], "something else").compressed;
    let hash = swapped.record.content.clone();
    store.commit(Step { drops: vec![swapped], ..step("r1", seq + 1) }).await.expect("a step");
    let refused = store.content(&hash, BOUND).await;
    assert_eq!(refused, Err(StoreError::Damaged { what: "content", id: hash.to_string() }));
}

pub async fn large_contents_are_not_expanded_beyond_the_bound(store: AnyStore) {
    let bomb = drop_of("r1", DropKind::Log, &[], &"0".repeat(4 << 20));
    assert!(bomb.compressed.len() < 4096);
    store.create(row("r1"), vec![bomb.clone()]).await.expect("created");
    let refused = store.content(&bomb.record.content, BOUND).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { limit_bytes: BOUND, .. })), "{refused:?}");
    let size = bomb.record.size_bytes;
    assert!(matches!(store.content(&bomb.record.content, size - 1).await, Err(StoreError::TooLarge { .. })));
    assert_eq!(store.content(&bomb.record.content, size).await.map(|c| c.len() as u64), Ok(size));
}

pub async fn records_that_do_not_match_their_id_are_not_served(store: AnyStore) {
    let mut forged = drop_of("r1", DropKind::Evidence, &[], "failed");
    forged.record.kind = DropKind::Gate;
    let id = forged.record.id.clone();
    store.create(row("r1"), vec![forged]).await.expect("created");
    let damaged = StoreError::Damaged { what: "drop", id: id.to_string() };
    assert_eq!(store.record(&id).await, Err(damaged.clone()));
    assert_eq!(store.of_run("r1").await, Err(damaged.clone()));
    assert_eq!(store.by_prefix(id.as_str(), 5).await, Err(damaged));
}

pub async fn answers_are_remembered_by_intent(store: AnyStore) {
    for (intent, question, answer) in
        [("i1", "q-b", "1"), ("i1", "q-a", "2"), ("i2", "q-a", "3"), ("i1", "q-b", "\"x'; --\"")]
    {
        store.remember(intent, question, answer.as_bytes().to_vec()).await.expect("remembered");
    }
    let expected = [("q-a", "2"), ("q-b", "\"x'; --\"")].map(|(q, a)| (q.to_owned(), a.as_bytes().to_vec()));
    assert_eq!(store.remembered("i1").await, Ok(expected.to_vec()));
    assert_eq!(store.remembered("i2").await, Ok(vec![("q-a".to_owned(), b"3".to_vec())]));
    assert_eq!(store.remembered("i3").await, Ok(vec![]));
}

pub async fn messages_leave_in_order_once_delivered(store: AnyStore) {
    with_run(&store, "r1").await;
    for seq in 1..=3 {
        let outbox = (0..3).map(|n| format!("{seq}.{n}").into_bytes()).collect();
        store.commit(Step { outbox, ..step("r1", seq) }).await.expect("a step");
    }
    let all = store.outbox(100).await.expect("messages");
    let texts: Vec<String> = all.iter().map(|(_, m)| String::from_utf8_lossy(m).into_owned()).collect();
    assert_eq!(texts, ["1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "3.0", "3.1", "3.2"]);
    assert!(all.is_sorted_by_key(|(n, _)| *n));
    assert_eq!(store.outbox(4).await, Ok(all[..4].to_vec()));
    store.delivered(all[3].0).await.expect("acknowledged");
    assert_eq!(store.outbox(100).await, Ok(all[4..].to_vec()));
    store.delivered(u64::MAX).await.expect("acknowledged");
    assert_eq!(store.outbox(100).await, Ok(vec![]));
    store.commit(Step { outbox: vec![b"4".to_vec()], ..step("r1", 4) }).await.expect("a step");
    let next = store.outbox(100).await.expect("messages");
    assert!(next[0].0 > all[8].0, "a number is never used again");
}

pub async fn cancelling_is_seen(store: AnyStore) {
    with_run(&store, "r1").await;
    with_run(&store, "r2").await;
    assert_eq!(store.cancel_requested("r1").await, Ok(false));
    store.request_cancel("r1").await.expect("asked");
    store.request_cancel("r1").await.expect("asked again");
    assert_eq!(store.cancel_requested("r1").await, Ok(true));
    assert_eq!(store.cancel_requested("r2").await, Ok(false));
}

fn line(action: &str, object: &str) -> AuditLine {
    AuditLine {
        at: "2026-01-01T00:00:00Z".to_owned(),
        actor: "local".to_owned(),
        action: action.to_owned(),
        object: object.to_owned(),
    }
}

pub async fn audit_lines_form_a_chain_over_all_runs(store: AnyStore) {
    with_run(&store, "r1").await;
    with_run(&store, "r2").await;
    let steps = [("r1", 1), ("r2", 1), ("r1", 2), ("r2", 2)];
    for (run, seq) in steps {
        let audit = vec![line("stage.started", run), line("stage.done", run)];
        store.commit(Step { audit, ..step(run, seq) }).await.expect("a step");
    }
    let entries = store.entries(0, 100).await.expect("entries");
    assert_eq!(entries.len(), 8);
    audit::check(0, audit::genesis(), &entries).expect("the chain is whole");
    assert_eq!(
        entries.iter().map(|e| e.line.object.as_str()).collect::<Vec<_>>()[..4],
        ["r1", "r1", "r2", "r2"]
    );
    assert_eq!(store.entries(5, 2).await, Ok(entries[5..7].to_vec()));
    assert_eq!(store.entries(8, 2).await, Ok(vec![]));
}

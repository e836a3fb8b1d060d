//! Runs, their steps, and what is written with them.

use super::*;

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

pub async fn cancelling_is_seen(store: AnyStore) {
    with_run(&store, "r1").await;
    with_run(&store, "r2").await;
    assert_eq!(store.cancel_requested("r1").await, Ok(false));
    store.request_cancel("r1").await.expect("asked");
    store.request_cancel("r1").await.expect("asked again");
    assert_eq!(store.cancel_requested("r1").await, Ok(true));
    assert_eq!(store.cancel_requested("r2").await, Ok(false));
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

//! Several processes on one data directory: each store here has connections of its own, which is
//! all that SQLite sees of a process.

use domain::DropKind;
use store::{Audit, Runs, audit, contract, ports::AuditLine, ports::Step};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_writers_at_once_see_no_error() {
    const WRITERS: usize = 50;
    const STEPS: u64 = 6;
    let folder = tempfile::tempdir().unwrap();
    crate::open(folder.path()).await.close().await;
    let writer = async |n: usize| {
        let store = crate::open(folder.path()).await;
        let id = format!("r{n}");
        store.create(contract::row(&id), Vec::new()).await?;
        let lease = store.acquire(&id, &id, 0, 1_000).await?;
        for seq in 1..=STEPS {
            let line =
                AuditLine { at: "".into(), actor: id.clone(), action: seq.to_string(), object: "".into() };
            let drops = vec![contract::drop_of(&id, DropKind::Log, &[], &format!("{id} {seq}"))];
            let step = Step { fence: lease.fence, audit: vec![line], drops, ..contract::step(&id, seq) };
            store.commit(step).await?;
        }
        store.release(&lease).await?;
        store.close().await;
        Ok::<(), store::StoreError>(())
    };
    for done in futures::future::join_all((0..WRITERS).map(writer)).await {
        assert_eq!(done, Ok(()));
    }
    let store = crate::open(folder.path()).await;
    assert_eq!(store.list(100, None).await.unwrap().len(), WRITERS);
    for n in 0..WRITERS {
        assert_eq!(store.load(&format!("r{n}")).await.unwrap().seq, STEPS);
    }
    let entries = store.entries(0, 1_000).await.unwrap();
    assert_eq!(entries.len() as u64, WRITERS as u64 * STEPS);
    audit::check(0, audit::genesis(), &entries).unwrap();
}

#[tokio::test]
async fn readers_do_not_wait_for_a_writer() {
    use sqlx::{Connection, Executor, SqliteConnection};
    let folder = tempfile::tempdir().unwrap();
    let store = crate::open(folder.path()).await;
    store.create(contract::row("r1"), Vec::new()).await.unwrap();
    let url = format!("sqlite://{}/store.db", folder.path().display());
    let mut writer = SqliteConnection::connect(&url).await.unwrap();
    writer.execute("BEGIN IMMEDIATE").await.unwrap();
    writer.execute("UPDATE runs SET status = 'half'").await.unwrap();
    let newcomer = crate::open(folder.path()).await;
    for store in [&store, &newcomer] {
        assert_eq!(store.load("r1").await, Ok(contract::row("r1")));
        assert_eq!(store.list(5, None).await.unwrap().len(), 1);
    }
    writer.execute("COMMIT").await.unwrap();
    assert_eq!(newcomer.load("r1").await.unwrap().status, "half");
}

#[tokio::test]
async fn a_lease_holds_between_processes() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (crate::open(folder.path()).await, crate::open(folder.path()).await);
    a.create(contract::row("r1"), Vec::new()).await.unwrap();
    let old = a.acquire("r1", "a", 0, 100).await.unwrap();
    assert!(b.acquire("r1", "b", 99, 100).await.is_err());
    // The holder sleeps on; its late write finds the lease taken over.
    let new = b.acquire("r1", "b", 100, 100).await.unwrap();
    let late = a.commit(Step { fence: old.fence, ..contract::step("r1", 1) }).await;
    assert_eq!(late, Err(store::StoreError::Fenced { run_id: "r1".to_owned() }));
    b.commit(Step { fence: new.fence, ..contract::step("r1", 1) }).await.unwrap();
    b.request_cancel("r1").await.unwrap();
    assert_eq!(a.cancel_requested("r1").await, Ok(true));
}

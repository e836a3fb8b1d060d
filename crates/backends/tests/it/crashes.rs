//! What a crash leaves. The files are copied at the very moment of the crash: that copy is what a
//! restart would find.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use backends::sqlite::{CommitPoint, Moment, Options};
use domain::DropKind;
use sqlx::{Connection, Executor, SqliteConnection};
use store::{Audit, Drops, Runs, audit, contract, ports::AuditLine, ports::Step};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        // The index of the log (-shm) is rebuilt; a crash leaves an old one or none.
        if entry.path().is_file() && !entry.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
        }
    }
}

fn step(seq: u64) -> Step {
    let line = AuditLine { at: seq.to_string(), actor: "a".into(), action: "b".into(), object: "c".into() };
    Step {
        drops: vec![contract::drop_of("r1", DropKind::Log, &[], &format!("log {seq}").repeat(5_000))],
        audit: vec![line],
        outbox: vec![b"message".to_vec()],
        ..contract::step("r1", seq)
    }
}

#[tokio::test]
async fn a_crash_before_a_commit_loses_the_step_and_a_crash_behind_it_does_not() {
    let (live, images) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let points: Arc<Mutex<Vec<CommitPoint>>> = Arc::default();
    let (from, to, seen) = (live.path().to_owned(), images.path().to_owned(), points.clone());
    let take = move |point: &CommitPoint| {
        copy(&from, &to.join(format!("{}-{:?}", point.seq, point.moment)));
        seen.lock().unwrap().push(point.clone());
    };
    let options = Options { on_commit: Some(Arc::new(take)), ..Options::default() };
    let store = crate::open_with(live.path(), options).await;
    store.create(contract::row("r1"), Vec::new()).await.unwrap();
    for seq in 1..=4 {
        store.commit(step(seq)).await.unwrap();
    }

    let points = points.lock().unwrap().clone();
    let expected = (0..=4).flat_map(|seq| {
        [Moment::Before, Moment::After].map(|moment| CommitPoint { run_id: "r1".to_owned(), seq, moment })
    });
    assert_eq!(points, expected.collect::<Vec<_>>());
    for point in points {
        let image = crate::open(&images.path().join(format!("{}-{:?}", point.seq, point.moment))).await;
        let found = image.load("r1").await.ok().map(|row| row.seq);
        let kept = match point.moment {
            Moment::Before => point.seq.checked_sub(1),
            Moment::After => Some(point.seq),
        };
        assert_eq!(found, kept, "{point:?}");
        let Some(kept) = kept else { continue };
        // Journal, drops, audit and outbox are of the same moment.
        assert_eq!(image.journal("r1").await.unwrap().len() as u64, kept);
        let records = image.of_run("r1").await.unwrap();
        assert_eq!(records.len() as u64, kept);
        for record in records {
            assert_eq!(
                image.content(&record.content, 1 << 20).await.unwrap().len() as u64,
                record.size_bytes
            );
        }
        assert_eq!(image.outbox(10).await.unwrap().len() as u64, kept);
        let entries = image.entries(0, 10).await.unwrap();
        assert_eq!(entries.len() as u64, kept);
        audit::check(0, audit::genesis(), &entries).unwrap();
        // And the run goes on from there.
        image.commit(step(kept + 1)).await.unwrap();
    }
}

#[tokio::test]
async fn a_migration_killed_in_the_middle_is_done_again() {
    let whole = include_str!("../../src/sqlite/migrations/0001_first.sql");
    let statements: Vec<&str> = whole.split_inclusive(";\n").collect();
    assert!(statements.len() > 8);
    for killed_after in [1, statements.len() / 2, statements.len()] {
        let (live, image) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let url = format!("sqlite://{}/store.db?mode=rwc", live.path().display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute("PRAGMA journal_mode = WAL").await.unwrap();
        // A cache of nothing, so that the half-made tables really reach the log.
        connection.execute("PRAGMA cache_size = 1").await.unwrap();
        connection.execute("BEGIN IMMEDIATE").await.unwrap();
        let some: String = statements[..killed_after].concat();
        connection.execute(sqlx::AssertSqlSafe(some)).await.unwrap();
        copy(live.path(), image.path());

        let store = crate::open(image.path()).await;
        store.create(contract::row("r1"), Vec::new()).await.unwrap();
        assert_eq!(store.load("r1").await, Ok(contract::row("r1")));
    }
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_keep_the_file_locked() {
    use std::task::Poll;
    let folder = tempfile::tempdir().unwrap();
    // The last commit point that was passed: given up behind `Before` is in the middle of a commit.
    let passed: Arc<Mutex<Option<Moment>>> = Arc::default();
    let seen = passed.clone();
    let options = Options {
        on_commit: Some(Arc::new(move |point: &CommitPoint| *seen.lock().unwrap() = Some(point.moment))),
        ..Options::default()
    };
    let store = crate::open_with(folder.path(), options).await;
    let other = crate::open(folder.path()).await;
    store.create(contract::row("r1"), Vec::new()).await.unwrap();
    let mut seq = 1;
    // How many polls a commit takes depends on how fast the file's thread answers, so every number of
    // polls is tried in turn until enough were given up at each place.
    let (mut early, mut in_the_middle) = (0, 0);
    for polls in (1..=12).cycle().take(2_400) {
        *passed.lock().unwrap() = None;
        let mut commit = store.commit(step(seq));
        let mut left = polls;
        let done = std::future::poll_fn(|context| match commit.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => {
                left -= 1;
                if left == 0 { Poll::Ready(None) } else { Poll::Pending }
            }
        });
        let done = done.await;
        drop(commit);
        match (&done, *passed.lock().unwrap()) {
            (None, Some(Moment::Before)) => in_the_middle += 1,
            (None, None) => early += 1,
            _ => {}
        }
        // Somebody else can write at once. The step itself may still land: then ours is the next.
        let mut written = Err(store::StoreError::Conflict { run_id: "r1".to_owned(), seq });
        for _ in 0..2 {
            if let Err(store::StoreError::Conflict { .. }) = written {
                let next = other.load("r1").await.unwrap().seq + 1;
                written = other.commit(step(next)).await;
            }
        }
        assert_eq!(written, Ok(()));
        seq = store.load("r1").await.unwrap().seq + 1;
        if early >= 3 && in_the_middle >= 1 {
            return;
        }
    }
    panic!("given up {early} times before the commit and {in_the_middle} times in it");
}

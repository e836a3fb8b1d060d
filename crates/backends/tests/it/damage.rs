//! Bytes that changed on disk are found, and never served as if they were right.

use std::fs;

use domain::{DropKind, Explain};
use sqlx::{Connection, Executor, SqliteConnection};
use store::{Audit, Drops, Runs, StoreError, audit, contract, ports::AuditLine, ports::Step};

use backends::sqlite::{Options, Sqlite};

fn line(n: u64) -> AuditLine {
    AuditLine { at: n.to_string(), actor: "a".into(), action: "b".into(), object: "c".into() }
}

async fn filled(folder: &std::path::Path) {
    let store = crate::open(folder).await;
    store.create(contract::row("r1"), Vec::new()).await.expect("created");
    for seq in 1..=6 {
        let content: String = (0..3_000).map(|n| format!("{seq}{}", n * seq * 7919)).collect();
        let drops = vec![contract::drop_of("r1", DropKind::Log, &[], &content)];
        let step = Step { drops, audit: vec![line(seq)], ..contract::step("r1", seq) };
        store.commit(step).await.expect("a step");
    }
    store.close().await;
}

#[tokio::test]
async fn a_flipped_byte_of_the_file_is_never_served_as_content() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let file = folder.path().join("store.db");
    let sound = fs::read(&file).unwrap();
    let store = crate::open(folder.path()).await;
    let records = store.of_run("r1").await.unwrap();
    let mut contents = Vec::new();
    for record in &records {
        contents.push(store.content(&record.content, 1 << 20).await.unwrap());
    }
    store.close().await;

    let (mut refused, mut damaged) = (0, 0);
    for at in (0..sound.len()).step_by(sound.len() / 60) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x10;
        fs::write(&file, &bytes).unwrap();
        let _ = fs::remove_file(folder.path().join("store.db-wal"));
        let _ = fs::remove_file(folder.path().join("store.db-shm"));
        let path = file.display().to_string();
        let store = match Sqlite::open(&path, Options::default()).await {
            Ok(store) => store,
            Err(StoreError::Unusable { place, .. }) => {
                assert_eq!(place, path);
                refused += 1;
                continue;
            }
            Err(error) => panic!("byte {at}: {error:?}"),
        };
        for (record, content) in records.iter().zip(&contents) {
            match store.content(&record.content, 1 << 20).await {
                Ok(read) => assert!(read == *content, "byte {at}: wrong bytes were served"),
                Err(StoreError::Damaged { .. }) => damaged += 1,
                Err(
                    StoreError::Unusable { .. } | StoreError::NotFound { .. } | StoreError::Failed { .. },
                ) => {}
                Err(error) => panic!("byte {at}: {error:?}"),
            }
        }
        store.close().await;
    }
    assert!(damaged > 5, "{damaged} damaged contents, {refused} files refused");
}

#[tokio::test]
async fn a_damaged_page_is_refused_with_the_place_and_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let file = folder.path().join("store.db");
    let mut bytes = fs::read(&file).unwrap();
    // The roots of the first tables.
    bytes[4096..3 * 4096].fill(0xa5);
    fs::write(&file, &bytes).unwrap();
    let path = file.display().to_string();
    let Err(error) = Sqlite::open(&path, Options::default()).await else { panic!("it was opened") };
    assert!(
        matches!(&error, StoreError::Unusable { place, cause } if *place == path && cause.contains("damaged"))
    );
    assert!(error.hint().unwrap().contains("restore"), "{error:?}");
}

#[tokio::test]
async fn changed_deleted_and_swapped_audit_rows_are_found() {
    for (tampering, first) in [
        ("UPDATE audit SET actor = 'nobody' WHERE seq = 3", "3"),
        ("DELETE FROM audit WHERE seq = 4", "4"),
        (
            "UPDATE audit SET seq = -seq; UPDATE audit SET seq = 5 WHERE seq = -2; UPDATE audit SET seq = 2 WHERE seq = -5; UPDATE audit SET seq = -seq WHERE seq < 0",
            "2",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path()).await;
        let url = format!("sqlite://{}/store.db", folder.path().display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute(tampering).await.unwrap();
        connection.close().await.unwrap();
        let entries = crate::open(folder.path()).await.entries(0, 100).await.unwrap();
        let found = audit::check(0, audit::genesis(), &entries);
        assert_eq!(found, Err(StoreError::Damaged { what: "audit entry", id: first.to_owned() }));
    }
}

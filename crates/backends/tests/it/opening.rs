//! What can stand at the place of a store, and what the user is told.

use std::fs;

use backends::sqlite::{Options, Sqlite};
use domain::Explain;
use sqlx::{Connection, SqliteConnection};
use store::{Runs, StoreError, contract};

async fn refusal(url: &str) -> String {
    match backends::open(url).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => {
            assert!(matches!(error, StoreError::Unusable { .. }), "{error:?}");
            assert!(error.hint().is_some());
            error.to_string()
        }
    }
}

#[tokio::test]
async fn a_store_is_there_again_after_closing() {
    let folder = tempfile::tempdir().unwrap();
    let store = crate::open(folder.path()).await;
    store.create(contract::row("r1"), Vec::new()).await.unwrap();
    store.commit(contract::step("r1", 1)).await.unwrap();
    let lease = store.acquire("r1", "a", 0, 10).await.unwrap();
    store.close().await;
    let store = crate::open(folder.path()).await;
    assert_eq!(store.load("r1").await, Ok(contract::step("r1", 1).row));
    assert_eq!(store.lease("r1").await, Ok(Some(lease)));
}

#[tokio::test]
async fn both_spellings_of_a_url_open_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let store = backends::open(&format!("sqlite:{place}/a b?c#%41.db")).await.unwrap();
    store.create(contract::row("r1"), Vec::new()).await.unwrap();
    let same = backends::open(&format!("sqlite://{place}/a b?c#%41.db")).await.unwrap();
    assert!(same.load("r1").await.is_ok());
    assert!(folder.path().join("a b?c#%41.db").is_file());
}

#[tokio::test]
async fn other_schemes_are_refused_without_showing_passwords() {
    for url in ["postgres://user:hunter2@host/db", "redis:x", "nothing", ""] {
        let told = refusal(url).await;
        assert!(told.contains("sqlite:/path/file.db") && !told.contains("hunter2"), "{told}");
    }
}

#[tokio::test]
async fn places_that_cannot_hold_a_store_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    assert!(refusal(&format!("sqlite:{place}")).await.contains("it is a folder"));
    assert!(refusal(&format!("sqlite:{place}/missing/store.db")).await.contains("missing does not exist"));
    assert!(refusal("sqlite:").await.contains("no file is named"));

    fs::write(folder.path().join("text"), "not a database, but long enough to look like one\n".repeat(100))
        .unwrap();
    let told = refusal(&format!("sqlite:{place}/text")).await;
    assert!(told.contains("/text") && told.contains("not a SQLite file"), "{told}");
}

async fn raw(folder: &std::path::Path, sql: &'static str) {
    let url = format!("sqlite://{}/store.db?mode=rwc", folder.display());
    let mut connection = SqliteConnection::connect(&url).await.expect("SQL");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect("SQL");
    connection.close().await.expect("SQL");
}

#[tokio::test]
async fn files_of_other_programs_and_newer_versions_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/store.db", folder.path().display());
    raw(folder.path(), "CREATE TABLE theirs (a)").await;
    assert!(refusal(&url).await.contains("another program"));

    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/store.db", folder.path().display());
    crate::open(folder.path()).await.close().await;
    raw(folder.path(), "PRAGMA user_version = 99").await;
    assert!(refusal(&url).await.contains("newer version"));
}

#[tokio::test]
async fn many_openers_of_a_new_file_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db").display().to_string();
    let openers = (0..12).map(|_| Sqlite::open(&path, Options::default()));
    for opened in futures::future::join_all(openers).await {
        assert!(opened.is_ok(), "{:?}", opened.err());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_store_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let store = crate::open(folder.path()).await;
    crate::kept::check_keeps(&store, 1000).await;
    for file in std::fs::read_dir(folder.path()).expect("a folder").flatten() {
        let mode = file.metadata().expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

//! SQLite passes the contract, in a file and in memory; and what only a file can show.

use std::sync::Arc;

use store::Store;

async fn in_a_file() -> (Arc<dyn Store>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}/store.db", folder.path().display());
    (backends::open(&url).await.expect("a store"), folder)
}

async fn in_memory() -> (Arc<dyn Store>, ()) {
    (backends::open("sqlite::memory:").await.expect("a store"), ())
}

store::contract!(file => in_a_file(), memory => in_memory());

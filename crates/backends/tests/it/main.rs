//! SQLite passes the contract, in a file and in memory; and what only a file can show.

use std::sync::Arc;

use store::Store;

async fn in_a_file() -> (Arc<dyn Store>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/store.db", folder.path().display());
    (backends::open(&url).await.unwrap(), folder)
}

async fn in_memory() -> (Arc<dyn Store>, ()) {
    (backends::open("sqlite::memory:").await.unwrap(), ())
}

store::contract!(file => in_a_file(), memory => in_memory());

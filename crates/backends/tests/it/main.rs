//! SQLite passes the contract, in a file and in memory; and what only a file can show.

mod crashes;
mod damage;
mod kept;
mod opening;
mod several;
mod space;

use std::{path::Path, sync::Arc};

use backends::sqlite::{Options, Sqlite};
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

/// Opens `store.db` of a folder.
async fn open(folder: &Path) -> Sqlite {
    open_with(folder, Options::default()).await
}

async fn open_with(folder: &Path, options: Options) -> Sqlite {
    let path = folder.join("store.db").display().to_string();
    Sqlite::open(&path, options).await.expect("the store opens")
}

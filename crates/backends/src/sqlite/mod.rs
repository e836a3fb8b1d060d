//! Everything one machine needs in one SQLite file.
//!
//! Write-ahead log and `synchronous=FULL`: a commit is durable when it returns, and readers never
//! wait for writers. One connection writes, so that writers of one process queue in memory; other
//! processes are waited for by `busy_timeout` and a bounded number of tries.

mod answers;
mod audit;
mod drops;
mod error;
mod kept;
mod netstring;
mod rows;
mod runs;
mod schema;
mod spending;
mod transaction;
mod write;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use store::StoreError;

pub use write::{CommitPoint, Moment};

/// One try waits this long for other processes; `write::TRIES` of them are made.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a caller queues for a connection of its own process.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(60);
const READERS: u32 = 4;

pub type CommitHook = Arc<dyn Fn(&CommitPoint) + Send + Sync>;

/// What a caller may set; the default is what the product uses.
#[derive(Clone, Default)]
pub struct Options {
    /// Called just before and just after the COMMIT of every step and every new run: a crash
    /// point of the configuration ends the process exactly there.
    pub on_commit: Option<CommitHook>,
    /// The file's greatest size in pages of 4 KiB; beyond it the store is [`StoreError::Full`].
    pub max_pages: Option<u32>,
}

#[derive(Clone)]
pub struct Sqlite {
    place: Arc<str>,
    on_commit: Option<CommitHook>,
    writer: SqlitePool,
    reader: SqlitePool,
    in_memory: bool,
}

impl Sqlite {
    /// Opens the file, making it where it is missing, or a store of its own in memory for `:memory:`.
    pub async fn open(path: &str, options: Options) -> Result<Self, StoreError> {
        if path == ":memory:" {
            return Self::open_memory(options).await;
        }
        let unusable = |cause: String| StoreError::Unusable { place: path.to_owned(), cause };
        if path.is_empty() {
            return Err(unusable("no file is named".to_owned()));
        }
        // Absolute, so that a name like `file:x` is never read as an SQLite URI.
        let file = std::path::absolute(path).map_err(|e| unusable(e.to_string()))?;
        check_place(&file).map_err(unusable)?;
        let place: Arc<str> = file.display().to_string().into();
        // What models answered and what was asked for is its owner's alone, in an open folder too.
        let mut made = std::fs::OpenOptions::new();
        made.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut made, 0o600);
        // Another process may be first, and SQLite says what else is wrong.
        drop(made.open(&file));

        let connect = connect_options(&options).filename(&file).create_if_missing(true);
        schema::enter_wal(&connect, &place).await?;
        let connect = connect.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let writer = pool(1).connect_lazy_with(connect.clone());
        let reader = pool(READERS).connect_lazy_with(connect.create_if_missing(false));
        let store = Self { place, on_commit: options.on_commit, writer, reader, in_memory: false };
        store.prepare().await
    }

    async fn open_memory(options: Options) -> Result<Self, StoreError> {
        // One connection for everything: each connection to `:memory:` is a database of its own.
        let connect = connect_options(&options).in_memory(true);
        let both = pool(1).connect_lazy_with(connect);
        let (writer, reader) = (both.clone(), both);
        let store =
            Self { place: "memory".into(), on_commit: options.on_commit, writer, reader, in_memory: true };
        store.prepare().await
    }

    async fn prepare(self) -> Result<Self, StoreError> {
        schema::migrate(&self).await?;
        Ok(self)
    }

    /// Waits until every connection is closed; the log is then folded into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    fn explain(&self, error: sqlx::Error) -> StoreError {
        error::explain(&self.place, error)
    }
}

fn connect_options(options: &Options) -> SqliteConnectOptions {
    let connect = SqliteConnectOptions::new()
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        // Steps are logged where they are decided; a line per statement costs and says less.
        .disable_statement_logging();
    // A stage's drops are far below this; the default would fold the log every few large commits.
    let connect = connect.pragma("wal_autocheckpoint", "2000").pragma("cell_size_check", "on");
    match options.max_pages {
        Some(pages) => connect.pragma("max_page_count", pages.to_string()),
        None => connect,
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(QUEUE_TIMEOUT)
        // A local file needs no ping, and a store in memory must not lose its only connection.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}

fn check_place(file: &Path) -> Result<(), String> {
    if file.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    if !folder.is_dir() {
        return Err(format!("the folder {} does not exist", folder.display()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn commits_are_durable_and_references_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db").display().to_string();
        let store = Sqlite::open(&path, Options::default()).await.unwrap();
        for (pragma, expected) in [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1)] {
            let found: i64 = sqlx::query_scalar(pragma).fetch_one(&store.writer).await.unwrap();
            assert_eq!(found, expected, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&store.writer).await.unwrap();
        assert_eq!(mode, "wal");
    }
}

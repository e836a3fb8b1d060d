//! The tables, and how a file gets them.
//!
//! A migration is one transaction with its version number inside: killed anywhere, it has
//! happened or it has not. Two processes that open a new file queue at BEGIN IMMEDIATE.

use std::time::Duration;

use sqlx::{ConnectOptions, Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use store::StoreError;

use super::{
    Sqlite,
    error::{explain, is_busy},
};

/// `QLDB`: tells our files from any other SQLite file.
const APPLICATION_ID: i64 = 0x514c_4442;
/// In order; a released one is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_spending.sql"),
    include_str!("migrations/0003_kept.sql"),
];
/// Up to this size the whole file is checked at every start: some ten milliseconds at most.
const WHOLE_CHECK_PAGES: i64 = 4096;

/// Brings the tables to the newest version, refusing files that are not ours, newer or damaged.
pub async fn migrate(store: &Sqlite) -> Result<(), StoreError> {
    let unusable = |cause: String| StoreError::Unusable { place: store.place.to_string(), cause };
    let mut writer = store.writer.acquire().await.map_err(|e| store.explain(e))?;
    let found = Found::look(&mut writer).await.map_err(|e| store.explain(e))?;
    if found.application_id != APPLICATION_ID && found.tables > 0 {
        return Err(unusable("it is a SQLite file of another program".to_owned()));
    }
    if found.version > MIGRATIONS.len() {
        return Err(unusable("it was written by a newer version of quantumlayer".to_owned()));
    }
    if found.tables > 0 {
        let problem = check(&mut writer).await.map_err(|e| store.explain(e))?;
        if let Some(problem) = problem {
            return Err(unusable(format!("the file is damaged ({problem})")));
        }
    }
    if found.version < MIGRATIONS.len() {
        apply(&mut writer).await.map_err(|e| store.explain(e))?;
    }
    Ok(())
}

struct Found {
    application_id: i64,
    version: usize,
    tables: i64,
}

impl Found {
    async fn look(connection: &mut SqliteConnection) -> sqlx::Result<Self> {
        let row = sqlx::query(
            "SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
             FROM pragma_application_id() a, pragma_user_version() v",
        )
        .fetch_one(connection)
        .await?;
        let version: i64 = row.try_get(1)?;
        Ok(Self {
            application_id: row.try_get(0)?,
            version: usize::try_from(version).unwrap_or(usize::MAX),
            tables: row.try_get(2)?,
        })
    }
}

/// The first thing SQLite's own check complains about. Large files are checked in the tables that
/// decide; the rest is found damaged when it is read, by SQLite or by its hash.
async fn check(connection: &mut SqliteConnection) -> sqlx::Result<Option<String>> {
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *connection).await?;
    let checks: &[&'static str] = if pages <= WHOLE_CHECK_PAGES {
        &["PRAGMA quick_check(1)"]
    } else {
        &["PRAGMA quick_check(runs)", "PRAGMA quick_check(leases)", "PRAGMA quick_check(outbox)"]
    };
    for check in checks.iter().copied() {
        let answer: String = sqlx::query_scalar(check).fetch_one(&mut *connection).await?;
        if answer != "ok" {
            return Ok(Some(answer));
        }
    }
    Ok(None)
}

async fn apply(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    // Plain statements: after a full disk SQLite rolls back by itself, which sqlx's own
    // transactions do not notice.
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    let applied = apply_missing(connection).await;
    let end = if applied.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = sqlx::raw_sql(end).execute(connection).await;
    applied.and(ended.map(|_| ()))
}

async fn apply_missing(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    // Looked at again under the lock: another process may have been first.
    let found = Found::look(connection).await?;
    for migration in MIGRATIONS.iter().copied().skip(found.version) {
        sqlx::raw_sql(migration).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Turns the write-ahead log on. SQLite does not wait for other processes here, so we do.
pub async fn enter_wal(connect: &SqliteConnectOptions, place: &str) -> Result<(), StoreError> {
    const TRIES: u32 = 200;
    for _ in 1..TRIES {
        match try_wal(connect).await {
            Err(error) if is_busy(&error) => tokio::time::sleep(Duration::from_millis(25)).await,
            done => return done.map_err(|e| explain(place, e)),
        }
    }
    try_wal(connect).await.map_err(|e| explain(place, e))
}

async fn try_wal(connect: &SqliteConnectOptions) -> sqlx::Result<()> {
    let mut connection = connect.connect().await?;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode = WAL").fetch_one(&mut connection).await?;
    connection.close().await?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(sqlx::Error::Protocol(format!("the file system refuses a write-ahead log ({mode})")))
    }
}

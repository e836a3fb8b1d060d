//! The one transaction of a step: all of it, or nothing.

use domain::{Blake3, Sha256};
use sqlx::{QueryBuilder, Row, Sqlite as Db, SqliteConnection, pool::PoolConnection};
use store::{
    StoreError, audit,
    ports::{AuditLine, PreparedDrop, RunRow, Step},
};

use super::{Sqlite, error::is_busy, netstring};

/// How often a write is tried while another process holds the file, `BUSY_TIMEOUT` each.
const TRIES: u32 = 6;
/// SQLite takes 32,766 values per statement; a drop has 10.
const ROWS: usize = 500;

/// Where a commit is: see [`super::Options::on_commit`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitPoint {
    pub run_id: String,
    /// 0 for the creation of the run.
    pub seq: u64,
    pub moment: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Everything is written, nothing is committed.
    Before,
    /// Committed; the caller does not know yet.
    After,
}

/// Why a transaction ended early.
enum Refusal {
    Sql(sqlx::Error),
    Store(StoreError),
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Refusal::Sql(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Refusal::Store(error)
    }
}

/// What one transaction writes.
pub(super) enum Work {
    New { row: RunRow, drops: Vec<PreparedDrop> },
    Step(Box<Step>),
}

impl Work {
    fn check(&self) -> Result<(), StoreError> {
        match self {
            Work::New { row, drops } => store::ports::check(&row.id, 0, row, drops),
            Work::Step(step) => step.check(),
        }
    }

    fn run_id(&self) -> &str {
        match self {
            Work::New { row, .. } => &row.id,
            Work::Step(step) => &step.run_id,
        }
    }

    fn seq(&self) -> u64 {
        match self {
            Work::New { .. } => 0,
            Work::Step(step) => step.seq,
        }
    }

    async fn write(&self, connection: &mut SqliteConnection) -> Result<(), Refusal> {
        match self {
            Work::New { row, drops } => {
                insert_run(connection, row).await?;
                insert_drops(connection, &row.id, drops).await
            }
            Work::Step(step) => {
                advance_run(connection, step).await?;
                insert_journal(connection, step).await?;
                insert_drops(connection, &step.run_id, &step.drops).await?;
                insert_audit(connection, &step.audit).await?;
                insert_outbox(connection, &step.outbox).await
            }
        }
    }
}

impl Sqlite {
    /// Writes all of it durably, trying again while another process is in the way.
    pub(super) async fn write(&self, work: Work) -> Result<(), StoreError> {
        work.check()?;
        for left in (0..TRIES).rev() {
            match self.once(&work).await {
                Ok(()) => return Ok(()),
                Err(Refusal::Sql(error)) if left > 0 && is_busy(&error) => continue,
                Err(Refusal::Sql(error)) => return Err(self.explain(error)),
                Err(Refusal::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Failed { cause: format!("another process is holding {}", self.place) })
    }

    /// The same for one statement, which is a transaction of its own.
    pub(super) async fn patiently<T, F>(&self, statement: impl Fn() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        for _ in 1..TRIES {
            match statement().await {
                Err(error) if is_busy(&error) => continue,
                done => return done.map_err(|e| self.explain(e)),
            }
        }
        statement().await.map_err(|e| self.explain(e))
    }

    async fn once(&self, work: &Work) -> Result<(), Refusal> {
        let mut transaction = Transaction::begin(self).await?;
        if let Err(refusal) = work.write(transaction.connection()?).await {
            transaction.roll_back().await;
            return Err(refusal);
        }
        self.at(work, Moment::Before);
        transaction.commit().await?;
        self.at(work, Moment::After);
        Ok(())
    }

    fn at(&self, work: &Work, moment: Moment) {
        if let Some(hook) = &self.on_commit {
            hook(&CommitPoint { run_id: work.run_id().to_owned(), seq: work.seq(), moment });
        }
    }
}

/// A write transaction with plain statements. sqlx's own loses count when SQLite rolls back by
/// itself (a full disk), and would then refuse every later one.
struct Transaction {
    /// None once ended.
    open: Option<PoolConnection<Db>>,
    in_memory: bool,
}

impl Transaction {
    async fn begin(store: &Sqlite) -> Result<Self, Refusal> {
        let connection = store.writer.acquire().await?;
        let mut transaction = Self { open: Some(connection), in_memory: store.in_memory };
        if store.in_memory {
            // Left open where a caller gave up in the middle; otherwise there is none to roll back.
            let _ = sqlx::query("ROLLBACK").execute(transaction.connection()?).await;
        }
        let begun = sqlx::query("BEGIN IMMEDIATE").execute(transaction.connection()?).await;
        if let Err(error) = begun {
            // Nothing was begun: the connection is as good as before.
            transaction.open = None;
            return Err(error.into());
        }
        Ok(transaction)
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, Refusal> {
        match &mut self.open {
            Some(connection) => Ok(connection),
            None => Err(StoreError::Failed { cause: "the transaction has ended".to_owned() }.into()),
        }
    }

    async fn commit(mut self) -> Result<(), Refusal> {
        match sqlx::query("COMMIT").execute(self.connection()?).await {
            Ok(_) => {
                self.open = None;
                Ok(())
            }
            Err(error) => {
                self.roll_back().await;
                Err(error.into())
            }
        }
    }

    async fn roll_back(mut self) {
        // SQLite may have rolled back already, and then says so.
        if let Ok(connection) = self.connection() {
            let _ = sqlx::query("ROLLBACK").execute(connection).await;
        }
        self.open = None;
    }
}

impl Drop for Transaction {
    /// A caller that gives up in the middle must not keep the file locked: closing rolls back.
    fn drop(&mut self) {
        if let Some(mut connection) = self.open.take()
            && !self.in_memory
        {
            connection.close_on_drop();
        }
    }
}

async fn insert_run(connection: &mut SqliteConnection, row: &RunRow) -> Result<(), Refusal> {
    let done = sqlx::query(
        "INSERT INTO runs (id, status, title, created_at, finished_at, seq, state)
         VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
    )
    .bind(&row.id)
    .bind(&row.status)
    .bind(&row.title)
    .bind(&row.created_at)
    .bind(&row.finished_at)
    .bind(&row.state)
    .execute(connection)
    .await?;
    match done.rows_affected() {
        0 => Err(StoreError::Exists { what: "run", id: row.id.clone() }.into()),
        _ => Ok(()),
    }
}

/// Writes the row where fence and number fit: one statement on the critical path.
async fn advance_run(connection: &mut SqliteConnection, step: &Step) -> Result<(), Refusal> {
    let (seq, fence) = (number(step.seq)?, number(step.fence)?);
    let done = sqlx::query(
        "UPDATE runs SET status = ?1, title = ?2, finished_at = ?3, seq = ?4, state = ?5
         WHERE id = ?6 AND seq = ?4 - 1
           AND coalesce((SELECT fence FROM leases WHERE run_id = ?6), 0) = ?7",
    )
    .bind(&step.row.status)
    .bind(&step.row.title)
    .bind(&step.row.finished_at)
    .bind(seq)
    .bind(&step.row.state)
    .bind(&step.run_id)
    .bind(fence)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(why_not(connection, step, fence).await?.into()) }
}

async fn why_not(connection: &mut SqliteConnection, step: &Step, fence: i64) -> Result<StoreError, Refusal> {
    let run_id = step.run_id.clone();
    let held: Option<i64> = sqlx::query_scalar(
        "SELECT coalesce(fence, 0) FROM runs LEFT JOIN leases ON run_id = id WHERE id = ?",
    )
    .bind(&run_id)
    .fetch_optional(connection)
    .await?;
    Ok(match held {
        None => StoreError::NotFound { what: "run", id: run_id },
        Some(held) if held != fence => StoreError::Fenced { run_id },
        Some(_) => StoreError::Conflict { run_id, seq: step.seq },
    })
}

async fn insert_journal(connection: &mut SqliteConnection, step: &Step) -> Result<(), Refusal> {
    sqlx::query("INSERT INTO journal (run_id, seq, events) VALUES (?, ?, ?)")
        .bind(&step.run_id)
        .bind(number(step.seq)?)
        .bind(netstring::encode(&step.events))
        .execute(connection)
        .await?;
    Ok(())
}

/// Contents that are known are not written again; a drop that the run has stays as it was.
async fn insert_drops(
    connection: &mut SqliteConnection,
    run_id: &str,
    drops: &[PreparedDrop],
) -> Result<(), Refusal> {
    for drops in drops.chunks(ROWS) {
        insert_contents(connection, drops).await?;
        let mut records = QueryBuilder::new(
            "INSERT INTO drops (run_id, id, kind, stage, parents, content, size_bytes, stored_bytes, created_at) ",
        );
        records.push_values(drops, |mut row, drop| {
            let record = &drop.record;
            let parents: Vec<&str> = record.parents.iter().map(|p| p.as_str()).collect();
            row.push_bind(run_id)
                .push_bind(record.id.as_str())
                .push_bind(record.kind.as_str())
                .push_bind(record.stage.map(|s| s.as_str()))
                .push_bind(parents.join(" "))
                .push_bind(record.content.as_str())
                .push_bind(size(record.size_bytes))
                .push_bind(size(record.stored_bytes))
                .push_bind(record.created_at.as_str());
        });
        records.push(" ON CONFLICT DO NOTHING").build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn insert_contents(connection: &mut SqliteConnection, drops: &[PreparedDrop]) -> Result<(), Refusal> {
    let mut shared: Vec<(Blake3, &[u8])> = Vec::new();
    let mut rows = Vec::with_capacity(drops.len());
    for drop in drops {
        let frames = store::drops::frames(&drop.compressed);
        if frames.len() < 2 {
            rows.push((drop, Some(drop.compressed.as_slice()), None));
            continue;
        }
        let frames: Vec<_> = frames.into_iter().map(|frame| (Blake3::of(frame), frame)).collect();
        let hashes: Vec<&str> = frames.iter().map(|(hash, _)| hash.as_str()).collect();
        let list = serde_json::to_string(&hashes).map_err(|e| StoreError::Failed { cause: e.to_string() })?;
        rows.push((drop, None, Some(list)));
        shared.extend(frames);
    }
    for frames in shared.chunks(ROWS) {
        let mut insert = QueryBuilder::new("INSERT INTO frames (hash, bytes) ");
        insert.push_values(frames, |mut row, (hash, bytes)| {
            row.push_bind(hash.as_str()).push_bind(*bytes);
        });
        insert.push(" ON CONFLICT DO NOTHING").build().execute(&mut *connection).await?;
    }
    let mut insert = QueryBuilder::new("INSERT INTO contents (hash, size_bytes, compressed, frames) ");
    insert.push_values(rows, |mut row, (drop, compressed, frames)| {
        row.push_bind(drop.record.content.as_str())
            .push_bind(size(drop.record.size_bytes))
            .push_bind(compressed)
            .push_bind(frames);
    });
    insert.push(" ON CONFLICT DO NOTHING").build().execute(&mut *connection).await?;
    Ok(())
}

async fn insert_audit(connection: &mut SqliteConnection, lines: &[AuditLine]) -> Result<(), Refusal> {
    if lines.is_empty() {
        return Ok(());
    }
    let head = sqlx::query("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    let (seq, head) = match head {
        None => (0, audit::genesis()),
        Some(row) => {
            let (seq, hash): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            let damaged = |_| StoreError::Damaged { what: "audit entry", id: seq.to_string() };
            (seq.unsigned_abs(), Sha256::parse(&hash).map_err(damaged)?)
        }
    };
    let entries = audit::chain(seq, head, lines)?;
    for entries in entries.chunks(ROWS) {
        let mut insert =
            QueryBuilder::new("INSERT INTO audit (seq, prev_hash, hash, at, actor, action, object) ");
        insert.push_values(entries, |mut row, entry| {
            row.push_bind(size(entry.seq))
                .push_bind(entry.prev_hash.as_str())
                .push_bind(entry.hash.as_str())
                .push_bind(entry.line.at.as_str())
                .push_bind(entry.line.actor.as_str())
                .push_bind(entry.line.action.as_str())
                .push_bind(entry.line.object.as_str());
        });
        insert.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn insert_outbox(connection: &mut SqliteConnection, messages: &[Vec<u8>]) -> Result<(), Refusal> {
    for messages in messages.chunks(ROWS) {
        let mut insert = QueryBuilder::new("INSERT INTO outbox (message) ");
        insert.push_values(messages, |mut row, message| {
            row.push_bind(message.as_slice());
        });
        insert.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// SQLite's integers are signed.
pub(super) fn number(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::Failed { cause: format!("{value} is too large to store") })
}

/// For sizes of things that fit into memory, and for numbers that count rows.
pub(super) fn size(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

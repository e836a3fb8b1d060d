//! The one transaction of a step: all of it, or nothing.

use sqlx::SqliteConnection;
use store::{
    StoreError,
    ports::{PreparedDrop, RunRow, Step},
};

use super::{
    Sqlite,
    error::is_busy,
    rows,
    transaction::{Refusal, Transaction},
};

/// How often a write is tried while another process holds the file, `BUSY_TIMEOUT` each.
const TRIES: u32 = 6;

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
                rows::insert_run(connection, row).await?;
                rows::insert_drops(connection, &row.id, drops).await
            }
            Work::Step(step) => {
                rows::advance_run(connection, step).await?;
                rows::insert_journal(connection, step).await?;
                rows::insert_drops(connection, &step.run_id, &step.drops).await?;
                rows::insert_audit(connection, &step.audit).await?;
                rows::insert_outbox(connection, &step.outbox).await
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

/// SQLite's integers are signed.
pub(super) fn number(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::Failed { cause: format!("{value} is too large to store") })
}

/// For sizes of things that fit into memory, and for numbers that count rows.
pub(super) fn size(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

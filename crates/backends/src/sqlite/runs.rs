//! Runs, their journal, their leases.

use domain::hash::NotADigest;
use futures::future::{BoxFuture, FutureExt};
use sqlx::{Row, sqlite::SqliteRow};
use store::{
    StoreError,
    ports::{JournalEntry, Lease, Message, PreparedDrop, Result, RunRow, Runs, Step},
};

use super::{
    Sqlite, netstring,
    write::{Work, number, size},
};

impl Sqlite {
    pub(super) fn missing_run(id: &str) -> StoreError {
        StoreError::NotFound { what: "run", id: id.to_owned() }
    }

    pub(super) async fn known_run(&self, run_id: &str) -> Result<()> {
        let known =
            sqlx::query("SELECT 1 FROM runs WHERE id = ?").bind(run_id).fetch_optional(&self.reader).await;
        known.map_err(|e| self.explain(e))?.map(|_| ()).ok_or_else(|| Self::missing_run(run_id))
    }

    async fn page(&self, limit: u32, after: Option<String>) -> Result<Vec<RunRow>> {
        let rows = match after {
            None => {
                sqlx::query(
                    "SELECT id, status, title, created_at, finished_at, seq, x'' FROM runs
                     ORDER BY created_at DESC, id DESC LIMIT ?",
                )
                .bind(limit)
                .fetch_all(&self.reader)
                .await
            }
            Some(after) => {
                self.known_run(&after).await?;
                sqlx::query(
                    "SELECT id, status, title, created_at, finished_at, seq, x'' FROM runs
                     WHERE (created_at, id) < (SELECT created_at, id FROM runs WHERE id = ?)
                     ORDER BY created_at DESC, id DESC LIMIT ?",
                )
                .bind(after)
                .bind(limit)
                .fetch_all(&self.reader)
                .await
            }
        };
        let rows = rows.map_err(|e| self.explain(e))?;
        rows.iter().map(|row| run_row(row).map_err(|e| self.explain(e))).collect()
    }

    async fn take(&self, run_id: &str, owner: &str, now_ms: u64, ttl_ms: u64) -> Result<Lease> {
        let expires_at_ms = now_ms.saturating_add(ttl_ms).min(i64::MAX.unsigned_abs());
        let (expires, now) = (size(expires_at_ms), number(now_ms)?);
        // All rows, though there is one at most: the statement commits when it has run to its end.
        let taken: Vec<i64> = self
            .patiently(|| {
                sqlx::query_scalar(
                    "INSERT INTO leases (run_id, owner, fence, expires_at_ms)
                     SELECT id, ?2, 1, ?3 FROM runs WHERE id = ?1
                     ON CONFLICT (run_id) DO UPDATE
                        SET owner = excluded.owner, fence = fence + 1, expires_at_ms = excluded.expires_at_ms
                        WHERE owner IS NULL OR expires_at_ms <= ?4
                     RETURNING fence",
                )
                .bind(run_id)
                .bind(owner)
                .bind(expires)
                .bind(now)
                .fetch_all(&self.writer)
            })
            .await?;
        if let Some(fence) = taken.first() {
            let (run_id, owner) = (run_id.to_owned(), owner.to_owned());
            return Ok(Lease { run_id, owner, fence: fence.unsigned_abs(), expires_at_ms });
        }
        match self.held(run_id).await? {
            Some(lease) => Err(StoreError::Leased { run_id: lease.run_id, owner: lease.owner }),
            // Released between the two looks.
            None => {
                Err(StoreError::Leased { run_id: run_id.to_owned(), owner: "another process".to_owned() })
            }
        }
    }

    async fn extend(&self, lease: &Lease, now_ms: u64, ttl_ms: u64) -> Result<Lease> {
        let expires_at_ms = now_ms.saturating_add(ttl_ms).min(i64::MAX.unsigned_abs());
        let (expires, fence) = (size(expires_at_ms), number(lease.fence)?);
        let done = self
            .patiently(|| {
                sqlx::query(
                    "UPDATE leases SET expires_at_ms = ? WHERE run_id = ? AND fence = ? AND owner IS NOT NULL",
                )
                .bind(expires)
                .bind(&lease.run_id)
                .bind(fence)
                .execute(&self.writer)
            })
            .await?;
        match done.rows_affected() {
            1 => Ok(Lease { expires_at_ms, ..lease.clone() }),
            _ => {
                self.known_run(&lease.run_id).await?;
                Err(StoreError::Fenced { run_id: lease.run_id.clone() })
            }
        }
    }

    async fn held(&self, run_id: &str) -> Result<Option<Lease>> {
        self.known_run(run_id).await?;
        let row = sqlx::query(
            "SELECT owner, fence, expires_at_ms FROM leases WHERE run_id = ? AND owner IS NOT NULL",
        )
        .bind(run_id)
        .fetch_optional(&self.reader)
        .await;
        let read = |row: SqliteRow| -> sqlx::Result<Lease> {
            let (fence, expires_at_ms): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
            Ok(Lease {
                run_id: run_id.to_owned(),
                owner: row.try_get(0)?,
                fence: fence.unsigned_abs(),
                expires_at_ms: expires_at_ms.unsigned_abs(),
            })
        };
        row.and_then(|row| row.map(read).transpose()).map_err(|e| self.explain(e))
    }
}

/// Columns in the order of the table.
fn run_row(row: &SqliteRow) -> sqlx::Result<RunRow> {
    let seq: i64 = row.try_get(5)?;
    Ok(RunRow {
        id: row.try_get(0)?,
        status: row.try_get(1)?,
        title: row.try_get(2)?,
        created_at: row.try_get(3)?,
        finished_at: row.try_get(4)?,
        seq: seq.unsigned_abs(),
        state: row.try_get(6)?,
    })
}

impl Runs for Sqlite {
    fn create(&self, row: RunRow, drops: Vec<PreparedDrop>) -> BoxFuture<'_, Result<()>> {
        self.write(Work::New { row, drops }).boxed()
    }

    fn commit(&self, step: Step) -> BoxFuture<'_, Result<()>> {
        self.write(Work::Step(Box::new(step))).boxed()
    }

    fn load(&self, run_id: &str) -> BoxFuture<'_, Result<RunRow>> {
        let run_id = run_id.to_owned();
        async move {
            let row = sqlx::query(
                "SELECT id, status, title, created_at, finished_at, seq, state FROM runs WHERE id = ?",
            )
            .bind(&run_id)
            .fetch_optional(&self.reader)
            .await
            .map_err(|e| self.explain(e))?;
            let row = row.ok_or_else(|| Self::missing_run(&run_id))?;
            run_row(&row).map_err(|e| self.explain(e))
        }
        .boxed()
    }

    fn list(&self, limit: u32, after: Option<String>) -> BoxFuture<'_, Result<Vec<RunRow>>> {
        self.page(limit, after).boxed()
    }

    fn journal(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<JournalEntry>>> {
        let run_id = run_id.to_owned();
        async move {
            self.known_run(&run_id).await?;
            let rows: Vec<(i64, Vec<u8>)> =
                sqlx::query_as("SELECT seq, events FROM journal WHERE run_id = ? ORDER BY seq")
                    .bind(&run_id)
                    .fetch_all(&self.reader)
                    .await
                    .map_err(|e| self.explain(e))?;
            let entry = |(seq, events): (i64, Vec<u8>)| {
                let seq = seq.unsigned_abs();
                Ok(JournalEntry { seq, events: netstring::events(&run_id, seq, &events)? })
            };
            rows.into_iter().map(entry).collect()
        }
        .boxed()
    }

    fn acquire(&self, run_id: &str, owner: &str, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>> {
        let (run_id, owner) = (run_id.to_owned(), owner.to_owned());
        async move { self.take(&run_id, &owner, now_ms, ttl_ms).await }.boxed()
    }

    fn renew(&self, lease: &Lease, now_ms: u64, ttl_ms: u64) -> BoxFuture<'_, Result<Lease>> {
        let lease = lease.clone();
        async move { self.extend(&lease, now_ms, ttl_ms).await }.boxed()
    }

    fn release(&self, lease: &Lease) -> BoxFuture<'_, Result<()>> {
        let lease = lease.clone();
        async move {
            let fence = number(lease.fence)?;
            self.patiently(|| {
                sqlx::query(
                    "UPDATE leases SET owner = NULL, expires_at_ms = 0 WHERE run_id = ? AND fence = ?",
                )
                .bind(&lease.run_id)
                .bind(fence)
                .execute(&self.writer)
            })
            .await?;
            Ok(())
        }
        .boxed()
    }

    fn lease(&self, run_id: &str) -> BoxFuture<'_, Result<Option<Lease>>> {
        let run_id = run_id.to_owned();
        async move { self.held(&run_id).await }.boxed()
    }

    fn request_cancel(&self, run_id: &str) -> BoxFuture<'_, Result<()>> {
        let run_id = run_id.to_owned();
        async move {
            self.known_run(&run_id).await?;
            self.patiently(|| {
                sqlx::query("INSERT INTO cancels (run_id) VALUES (?) ON CONFLICT DO NOTHING")
                    .bind(&run_id)
                    .execute(&self.writer)
            })
            .await?;
            Ok(())
        }
        .boxed()
    }

    fn cancel_requested(&self, run_id: &str) -> BoxFuture<'_, Result<bool>> {
        let run_id = run_id.to_owned();
        async move {
            let asked: Option<bool> = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM cancels WHERE run_id = runs.id) FROM runs WHERE id = ?",
            )
            .bind(&run_id)
            .fetch_optional(&self.reader)
            .await
            .map_err(|e| self.explain(e))?;
            asked.ok_or_else(|| Self::missing_run(&run_id))
        }
        .boxed()
    }

    fn outbox(&self, limit: u32) -> BoxFuture<'_, Result<Vec<Message>>> {
        async move {
            let rows: Vec<(i64, Vec<u8>)> =
                sqlx::query_as("SELECT n, message FROM outbox ORDER BY n LIMIT ?")
                    .bind(limit)
                    .fetch_all(&self.reader)
                    .await
                    .map_err(|e| self.explain(e))?;
            Ok(rows.into_iter().map(|(n, message)| (n.unsigned_abs(), message)).collect())
        }
        .boxed()
    }

    fn delivered(&self, up_to: u64) -> BoxFuture<'_, Result<()>> {
        async move {
            self.patiently(|| {
                sqlx::query("DELETE FROM outbox WHERE n <= ?").bind(size(up_to)).execute(&self.writer)
            })
            .await?;
            Ok(())
        }
        .boxed()
    }
}

/// A row whose hash columns do not hold a hash.
pub(super) fn damaged(what: &'static str, id: &str) -> impl Fn(NotADigest) -> StoreError {
    move |_| StoreError::Damaged { what, id: id.to_owned() }
}

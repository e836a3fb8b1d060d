//! The audit log, read; it is written with the steps.

use domain::Sha256;
use futures::future::{BoxFuture, FutureExt};
use sqlx::{Row, sqlite::SqliteRow};
use store::ports::{Audit, AuditEntry, AuditLine, Result};

use super::{Sqlite, runs::damaged, write::size};

impl Sqlite {
    fn audit_entry(&self, row: &SqliteRow) -> Result<AuditEntry> {
        let text = |at: usize| row.try_get::<String, _>(at).map_err(|e| self.explain(e));
        let seq: i64 = row.try_get(0).map_err(|e| self.explain(e))?;
        let hash = |at: usize| Sha256::parse(&text(at)?).map_err(damaged("audit entry", &seq.to_string()));
        let line = AuditLine { at: text(3)?, actor: text(4)?, action: text(5)?, object: text(6)? };
        Ok(AuditEntry { seq: seq.unsigned_abs(), prev_hash: hash(1)?, hash: hash(2)?, line })
    }
}

impl Audit for Sqlite {
    fn entries(&self, after: u64, limit: u32) -> BoxFuture<'_, Result<Vec<AuditEntry>>> {
        async move {
            let rows = sqlx::query(
                "SELECT seq, prev_hash, hash, at, actor, action, object FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
            )
            .bind(size(after))
            .bind(limit)
            .fetch_all(&self.reader)
            .await
            .map_err(|e| self.explain(e))?;
            rows.iter().map(|row| self.audit_entry(row)).collect()
        }
        .boxed()
    }
}

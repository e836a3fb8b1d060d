//! Drops: records by run, id or prefix; contents by hash, checked whenever they are read.

use domain::{Blake3, DropId, DropKind, DropRecord, Stage};
use futures::future::{BoxFuture, FutureExt};
use serde::de::{DeserializeOwned, IntoDeserializer, value::Error as Unknown};
use sqlx::{Row, sqlite::SqliteRow};
use store::{
    StoreError, drops,
    ports::{DropTotals, Drops, Result},
};

use super::{Sqlite, runs::damaged};

impl Sqlite {
    fn drop_record(&self, row: &SqliteRow) -> Result<DropRecord> {
        let text = |at: usize| row.try_get::<String, _>(at).map_err(|e| self.explain(e));
        let size = |at: usize| row.try_get::<i64, _>(at).map(i64::unsigned_abs).map_err(|e| self.explain(e));
        let id = text(0)?;
        let is_damaged = || StoreError::Damaged { what: "drop", id: id.clone() };
        let stage: Option<String> = row.try_get(3).map_err(|e| self.explain(e))?;
        let parents = text(4)?;
        let parents =
            parents.split_ascii_whitespace().map(Blake3::parse).collect::<std::result::Result<_, _>>();
        let record = DropRecord {
            id: Blake3::parse(&id).map_err(damaged("drop", &id))?,
            run_id: text(1)?,
            kind: word::<DropKind>(&text(2)?).ok_or_else(is_damaged)?,
            stage: stage.map(|name| Stage::parse(&name).ok_or_else(is_damaged)).transpose()?,
            parents: parents.map_err(damaged("drop", &id))?,
            content: Blake3::parse(&text(5)?).map_err(damaged("drop", &id))?,
            size_bytes: size(6)?,
            stored_bytes: size(7)?,
            created_at: text(8)?,
        };
        drops::check(&record)?;
        Ok(record)
    }

    async fn compressed(&self, hash: &Blake3) -> Result<Vec<u8>> {
        let found: Option<Option<Vec<u8>>> =
            sqlx::query_scalar("SELECT compressed FROM contents WHERE hash = ?")
                .bind(hash.as_str())
                .fetch_optional(&self.reader)
                .await
                .map_err(|e| self.explain(e))?;
        match found {
            None => Err(StoreError::NotFound { what: "content", id: hash.to_string() }),
            Some(Some(compressed)) => Ok(compressed),
            // A frame that is missing leaves a gap, which the content's hash shows.
            Some(None) => {
                let frames: Vec<Vec<u8>> = sqlx::query_scalar(
                    "SELECT f.bytes FROM contents c, json_each(c.frames) part JOIN frames f ON f.hash = part.value
                     WHERE c.hash = ? ORDER BY part.key",
                )
                .bind(hash.as_str())
                .fetch_all(&self.reader)
                .await
                .map_err(|e| self.explain(e))?;
                Ok(frames.concat())
            }
        }
    }

    fn drop_records(&self, rows: sqlx::Result<Vec<SqliteRow>>) -> Result<Vec<DropRecord>> {
        rows.map_err(|e| self.explain(e))?.iter().map(|row| self.drop_record(row)).collect()
    }
}

/// An enum's variant by the name it has in documents.
fn word<T: DeserializeOwned>(name: &str) -> Option<T> {
    let deserializer: serde::de::value::StrDeserializer<'_, Unknown> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

impl Drops for Sqlite {
    fn record(&self, id: &DropId) -> BoxFuture<'_, Result<DropRecord>> {
        let id = id.clone();
        async move {
            let row = sqlx::query(
                "SELECT id, run_id, kind, stage, parents, content, size_bytes, stored_bytes, created_at
                 FROM drops WHERE id = ? ORDER BY n LIMIT 1",
            )
            .bind(id.as_str())
            .fetch_optional(&self.reader)
            .await
            .map_err(|e| self.explain(e))?;
            let row = row.ok_or_else(|| StoreError::NotFound { what: "drop", id: id.to_string() })?;
            self.drop_record(&row)
        }
        .boxed()
    }

    fn content(&self, hash: &Blake3, max_bytes: u64) -> BoxFuture<'_, Result<Vec<u8>>> {
        let hash = hash.clone();
        async move {
            let compressed = self.compressed(&hash).await?;
            drops::expand(&compressed, &hash, max_bytes)
        }
        .boxed()
    }

    fn of_run(&self, run_id: &str) -> BoxFuture<'_, Result<Vec<DropRecord>>> {
        let run_id = run_id.to_owned();
        async move {
            self.known_run(&run_id).await?;
            let rows = sqlx::query(
                "SELECT id, run_id, kind, stage, parents, content, size_bytes, stored_bytes, created_at
                 FROM drops WHERE run_id = ? ORDER BY n",
            )
            .bind(&run_id)
            .fetch_all(&self.reader)
            .await;
            self.drop_records(rows)
        }
        .boxed()
    }

    fn by_prefix(&self, prefix: &str, limit: u32) -> BoxFuture<'_, Result<Vec<DropRecord>>> {
        let prefix = drops::prefix(prefix);
        async move {
            let prefix = prefix?;
            // A range, so that the index serves it; the first drop of each id stands for it.
            let rows = sqlx::query(
                "SELECT id, run_id, kind, stage, parents, content, size_bytes, stored_bytes, created_at, min(n)
                 FROM drops WHERE id >= ? AND id < ? GROUP BY id ORDER BY id LIMIT ?",
            )
            .bind(&prefix)
            .bind(format!("{prefix}g"))
            .bind(limit)
            .fetch_all(&self.reader)
            .await;
            self.drop_records(rows)
        }
        .boxed()
    }

    fn totals(&self) -> BoxFuture<'_, Result<DropTotals>> {
        async move {
            let row: (i64, i64, i64, i64) = sqlx::query_as(
                "SELECT (SELECT count(*) FROM drops), count(*), coalesce(sum(size_bytes), 0),
                        coalesce(sum(length(compressed)), 0)
                            + (SELECT coalesce(sum(length(bytes)), 0) FROM frames) FROM contents",
            )
            .fetch_one(&self.reader)
            .await
            .map_err(|e| self.explain(e))?;
            let (drops, contents, content_bytes, stored_bytes) = row;
            Ok(DropTotals {
                drops: drops.unsigned_abs(),
                contents: contents.unsigned_abs(),
                content_bytes: content_bytes.unsigned_abs(),
                stored_bytes: stored_bytes.unsigned_abs(),
            })
        }
        .boxed()
    }
}

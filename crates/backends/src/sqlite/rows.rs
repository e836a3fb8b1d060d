//! The rows of one step, in few statements: commits are what stages wait for.

use domain::{Blake3, Sha256};
use sqlx::{QueryBuilder, Row, SqliteConnection};
use store::{
    StoreError, audit,
    ports::{AuditLine, PreparedDrop, RunRow, Step},
};

use super::{
    netstring,
    transaction::Refusal,
    write::{number, size},
};

/// SQLite takes 32,766 values per statement; a drop has 9.
const ROWS: usize = 500;

pub async fn insert_run(connection: &mut SqliteConnection, row: &RunRow) -> Result<(), Refusal> {
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
pub async fn advance_run(connection: &mut SqliteConnection, step: &Step) -> Result<(), Refusal> {
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

pub async fn insert_journal(connection: &mut SqliteConnection, step: &Step) -> Result<(), Refusal> {
    sqlx::query("INSERT INTO journal (run_id, seq, events) VALUES (?, ?, ?)")
        .bind(&step.run_id)
        .bind(number(step.seq)?)
        .bind(netstring::encode(&step.events))
        .execute(connection)
        .await?;
    Ok(())
}

/// Contents that are known are not written again; a drop that the run has stays as it was.
pub async fn insert_drops(
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

pub async fn insert_audit(connection: &mut SqliteConnection, lines: &[AuditLine]) -> Result<(), Refusal> {
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

pub async fn insert_outbox(connection: &mut SqliteConnection, messages: &[Vec<u8>]) -> Result<(), Refusal> {
    for messages in messages.chunks(ROWS) {
        let mut insert = QueryBuilder::new("INSERT INTO outbox (message) ");
        insert.push_values(messages, |mut row, message| {
            row.push_bind(message.as_slice());
        });
        insert.build().execute(&mut *connection).await?;
    }
    Ok(())
}

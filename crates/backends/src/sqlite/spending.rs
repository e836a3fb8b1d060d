//! Money spent on models: set aside, settled and summed, each batch in one transaction.

use domain::{
    Explain, Explained,
    llm::TokenUsage,
    spending::{Past, Reservation, Spending, SpendingBatch, SpentIn, UsageEntry, UsageSum},
};
use futures::future::{BoxFuture, FutureExt};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};
use store::StoreError;

use super::{
    Sqlite,
    error::is_busy,
    transaction::{Refusal, Transaction},
};

/// Another process may hold the file; each try waits `BUSY_TIMEOUT`.
const TRIES: u32 = 3;

impl Spending for Sqlite {
    fn recover<'a>(
        &'a self,
        alive: &'a (dyn Fn(&str) -> bool + Sync),
        oldest_hour: u64,
    ) -> BoxFuture<'a, Result<Past, Explained>> {
        async move {
            let mut tries = TRIES;
            loop {
                tries -= 1;
                match self.recover_once(alive, oldest_hour).await {
                    Err(Refusal::Sql(error)) if tries > 0 && is_busy(&error) => continue,
                    done => return done.map_err(|refusal| self.told(refusal)),
                }
            }
        }
        .boxed()
    }

    fn commit<'a>(&'a self, batch: &'a SpendingBatch) -> BoxFuture<'a, Result<Vec<bool>, Explained>> {
        async move {
            let mut tries = TRIES;
            loop {
                tries -= 1;
                match self.spend_once(batch).await {
                    Err(Refusal::Sql(error)) if tries > 0 && is_busy(&error) => continue,
                    done => return done.map_err(|refusal| self.told(refusal)),
                }
            }
        }
        .boxed()
    }
}

impl Sqlite {
    fn told(&self, refusal: Refusal) -> Explained {
        let error: StoreError = match refusal {
            Refusal::Sql(error) => self.explain(error),
            Refusal::Store(error) => error,
        };
        error.explained()
    }

    async fn recover_once(
        &self,
        alive: &(dyn Fn(&str) -> bool + Sync),
        oldest_hour: u64,
    ) -> Result<Past, Refusal> {
        let mut transaction = Transaction::begin(self).await?;
        let past = recover(transaction.connection()?, alive, oldest_hour).await;
        match past {
            Ok(past) => transaction.commit().await.map(|()| past),
            Err(refusal) => {
                transaction.roll_back().await;
                Err(refusal)
            }
        }
    }

    async fn spend_once(&self, batch: &SpendingBatch) -> Result<Vec<bool>, Refusal> {
        let mut transaction = Transaction::begin(self).await?;
        let granted = spend(transaction.connection()?, batch).await;
        match granted {
            Ok(granted) => transaction.commit().await.map(|()| granted),
            Err(refusal) => {
                transaction.roll_back().await;
                Err(refusal)
            }
        }
    }
}

async fn spend(connection: &mut SqliteConnection, batch: &SpendingBatch) -> Result<Vec<bool>, Refusal> {
    for id in &batch.settled {
        sqlx::query("DELETE FROM llm_reservations WHERE id = ?").bind(id).execute(&mut *connection).await?;
    }
    for spent in &batch.spent {
        add_spent(connection, spent).await?;
    }
    for (entry, sum) in &batch.usage {
        add_usage(connection, entry, sum).await?;
    }
    let mut granted = Vec::with_capacity(batch.reserve.len());
    for wanted in &batch.reserve {
        granted.push(reserve(connection, wanted).await?);
    }
    Ok(granted)
}

/// Looks and writes in one statement, inside a transaction that holds the file: nobody comes between.
async fn reserve(connection: &mut SqliteConnection, wanted: &Reservation) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO llm_reservations (id, owner, key, window, route, nano, at_s)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE (SELECT coalesce(sum(nano), 0) FROM llm_spent WHERE key = ?3 AND window = ?4)
             + (SELECT coalesce(sum(nano), 0) FROM llm_reservations WHERE key = ?3) + ?6 <= ?8",
    )
    .bind(&wanted.id)
    .bind(&wanted.owner)
    .bind(&wanted.key)
    .bind(&wanted.window)
    .bind(&wanted.route)
    .bind(whole(wanted.nano))
    .bind(whole(wanted.at_s))
    .bind(whole(wanted.limit_nano))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn add_spent(connection: &mut SqliteConnection, spent: &SpentIn) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO llm_spent (key, window, nano) VALUES (?, ?, ?)
         ON CONFLICT (key, window) DO UPDATE SET nano = nano + excluded.nano",
    )
    .bind(&spent.key)
    .bind(&spent.window)
    .bind(whole(spent.nano))
    .execute(connection)
    .await?;
    Ok(())
}

async fn add_usage(
    connection: &mut SqliteConnection,
    entry: &UsageEntry,
    sum: &UsageSum,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO llm_usage (hour, key, tag, route, target, requests, errors, input, cached, cache_write,
                                output, reasoning, estimated, cost_nano, unpriced)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (hour, key, tag, route, target) DO UPDATE SET
             requests = requests + excluded.requests, errors = errors + excluded.errors,
             input = input + excluded.input, cached = cached + excluded.cached,
             cache_write = cache_write + excluded.cache_write, output = output + excluded.output,
             reasoning = reasoning + excluded.reasoning, estimated = max(estimated, excluded.estimated),
             cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced",
    )
    .bind(whole(entry.hour))
    .bind(&entry.key)
    .bind(&entry.tag)
    .bind(&entry.route)
    .bind(&entry.target)
    .bind(whole(sum.requests))
    .bind(whole(sum.errors))
    .bind(whole(sum.usage.input))
    .bind(whole(sum.usage.cached))
    .bind(whole(sum.usage.cache_write))
    .bind(whole(sum.usage.output))
    .bind(whole(sum.usage.reasoning))
    .bind(sum.usage.estimated)
    .bind(whole(sum.cost_nano))
    .bind(whole(sum.unpriced))
    .execute(connection)
    .await?;
    Ok(())
}

async fn recover(
    connection: &mut SqliteConnection,
    alive: &(dyn Fn(&str) -> bool + Sync),
    oldest_hour: u64,
) -> Result<Past, Refusal> {
    let left = sqlx::query("SELECT id, owner, key, window, route, nano, at_s FROM llm_reservations")
        .fetch_all(&mut *connection)
        .await?;
    for row in left {
        let owner: String = row.try_get("owner")?;
        if alive(&owner) {
            continue;
        }
        let (id, key, window): (String, String, String) =
            (row.try_get("id")?, row.try_get("key")?, row.try_get("window")?);
        let nano = count(&row, "nano")?;
        add_spent(connection, &SpentIn { key: key.clone(), window, nano }).await?;
        let entry = UsageEntry {
            hour: count(&row, "at_s")? / 3600,
            key,
            route: row.try_get("route")?,
            target: "(never settled)".to_owned(),
            ..UsageEntry::default()
        };
        let sum = UsageSum { requests: 1, errors: 1, cost_nano: nano, ..UsageSum::default() };
        add_usage(connection, &entry, &sum).await?;
        sqlx::query("DELETE FROM llm_reservations WHERE id = ?").bind(id).execute(&mut *connection).await?;
    }
    sqlx::query("DELETE FROM llm_usage WHERE hour < ?")
        .bind(whole(oldest_hour))
        .execute(&mut *connection)
        .await?;
    let spent = sqlx::query("SELECT key, window, nano FROM llm_spent").fetch_all(&mut *connection).await?;
    let spent = spent.iter().map(|row| {
        Ok(SpentIn { key: row.try_get("key")?, window: row.try_get("window")?, nano: count(row, "nano")? })
    });
    let usage = sqlx::query("SELECT * FROM llm_usage ORDER BY hour").fetch_all(&mut *connection).await?;
    let past = Past {
        spent: spent.collect::<sqlx::Result<_>>()?,
        usage: usage.iter().map(read_usage).collect::<sqlx::Result<_>>()?,
    };
    Ok(past)
}

fn read_usage(row: &SqliteRow) -> sqlx::Result<(UsageEntry, UsageSum)> {
    let entry = UsageEntry {
        hour: count(row, "hour")?,
        key: row.try_get("key")?,
        tag: row.try_get("tag")?,
        route: row.try_get("route")?,
        target: row.try_get("target")?,
    };
    let usage = TokenUsage {
        input: count(row, "input")?,
        cached: count(row, "cached")?,
        cache_write: count(row, "cache_write")?,
        output: count(row, "output")?,
        reasoning: count(row, "reasoning")?,
        // What it cost more is in the cost.
        cache_write_hour: 0,
        estimated: row.try_get("estimated")?,
    };
    let sum = UsageSum {
        requests: count(row, "requests")?,
        errors: count(row, "errors")?,
        usage,
        cost_nano: count(row, "cost_nano")?,
        unpriced: count(row, "unpriced")?,
    };
    Ok((entry, sum))
}

/// SQLite's integers have a sign; no sum of ours comes near the end of them.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn count(row: &SqliteRow, column: &str) -> sqlx::Result<u64> {
    let number: i64 = row.try_get(column)?;
    Ok(u64::try_from(number).unwrap_or(0))
}

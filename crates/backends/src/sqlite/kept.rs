//! Answers of models that outlive the process.

use domain::{
    Explain, Explained,
    kept::{KeptAnswer, KeptAnswers},
};
use futures::future::{BoxFuture, FutureExt};
use sqlx::{Row, SqliteConnection};

use super::{
    Sqlite,
    transaction::{Refusal, Transaction},
};

impl KeptAnswers for Sqlite {
    fn find(&self, name: [u8; 32], now_s: u64) -> BoxFuture<'_, Result<Option<KeptAnswer>, Explained>> {
        async move {
            let row = sqlx::query("SELECT answer, until_s FROM llm_answers WHERE name = ? AND until_s > ?")
                .bind(name.as_slice())
                .bind(whole(now_s))
                .fetch_optional(&self.reader)
                .await;
            let read = row.and_then(|row| {
                let Some(row) = row else { return Ok(None) };
                let until_s: i64 = row.try_get("until_s")?;
                let until_s = u64::try_from(until_s).unwrap_or(0);
                Ok(Some(KeptAnswer { name, answer: row.try_get("answer")?, until_s }))
            });
            read.map_err(|error| self.explain(error).explained())
        }
        .boxed()
    }

    fn keep(
        &self,
        answers: Vec<KeptAnswer>,
        now_s: u64,
        most_bytes: u64,
    ) -> BoxFuture<'_, Result<(), Explained>> {
        async move {
            let done = self.keep_once(&answers, now_s, most_bytes).await;
            done.map_err(|refusal| match refusal {
                Refusal::Sql(error) => self.explain(error).explained(),
                Refusal::Store(error) => error.explained(),
            })
        }
        .boxed()
    }
}

impl Sqlite {
    async fn keep_once(&self, answers: &[KeptAnswer], now_s: u64, most_bytes: u64) -> Result<(), Refusal> {
        let mut transaction = Transaction::begin(self).await?;
        let kept = keep(transaction.connection()?, answers, now_s, most_bytes).await;
        match kept {
            Ok(()) => transaction.commit().await,
            Err(error) => {
                transaction.roll_back().await;
                Err(error.into())
            }
        }
    }
}

async fn keep(
    connection: &mut SqliteConnection,
    answers: &[KeptAnswer],
    now_s: u64,
    most_bytes: u64,
) -> sqlx::Result<()> {
    for kept in answers {
        sqlx::query(
            "INSERT INTO llm_answers (name, until_s, size_bytes, answer) VALUES (?, ?, ?, ?)
             ON CONFLICT (name) DO UPDATE SET until_s = excluded.until_s, size_bytes = excluded.size_bytes,
                 answer = excluded.answer",
        )
        .bind(kept.name.as_slice())
        .bind(whole(kept.until_s))
        .bind(whole(kept.answer.len() as u64))
        .bind(&kept.answer)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("DELETE FROM llm_answers WHERE until_s <= ?")
        .bind(whole(now_s))
        .execute(&mut *connection)
        .await?;
    let bytes: i64 = sqlx::query_scalar("SELECT coalesce(sum(size_bytes), 0) FROM llm_answers")
        .fetch_one(&mut *connection)
        .await?;
    if bytes > whole(most_bytes) {
        // Some more than has to go, so that the next answer does not have to look again.
        sqlx::query(
            "DELETE FROM llm_answers WHERE name IN (
                 SELECT name FROM (
                     SELECT name, sum(size_bytes) OVER (ORDER BY until_s DESC, name) AS total FROM llm_answers
                 ) WHERE total > ?)",
        )
        .bind(whole(most_bytes - most_bytes / 10))
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// SQLite's integers have a sign.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

//! Answers remembered for an intent text.

use futures::future::{BoxFuture, FutureExt};
use store::ports::{Answers, Remembered, Result};

use super::Sqlite;

impl Answers for Sqlite {
    fn remember(&self, intent_sha256: &str, question: &str, answer: Vec<u8>) -> BoxFuture<'_, Result<()>> {
        let (intent, question) = (intent_sha256.to_owned(), question.to_owned());
        async move {
            self.patiently(|| {
                sqlx::query(
                    "INSERT INTO answers (intent_sha256, question, answer) VALUES (?, ?, ?)
                     ON CONFLICT (intent_sha256, question) DO UPDATE SET answer = excluded.answer",
                )
                .bind(&intent)
                .bind(&question)
                .bind(&answer)
                .execute(&self.writer)
            })
            .await?;
            Ok(())
        }
        .boxed()
    }

    fn remembered(&self, intent_sha256: &str) -> BoxFuture<'_, Result<Vec<Remembered>>> {
        let intent = intent_sha256.to_owned();
        async move {
            sqlx::query_as("SELECT question, answer FROM answers WHERE intent_sha256 = ? ORDER BY question")
                .bind(intent)
                .fetch_all(&self.reader)
                .await
                .map_err(|e| self.explain(e))
        }
        .boxed()
    }
}

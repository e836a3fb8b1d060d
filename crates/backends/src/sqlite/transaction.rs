//! A transaction with plain statements, rolled back whatever happens to its caller.

use sqlx::{Sqlite as Db, SqliteConnection, pool::PoolConnection};
use store::StoreError;

use super::Sqlite;

/// Why a transaction ended early.
pub enum Refusal {
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

/// A write transaction. sqlx's own loses count when SQLite rolls back by
/// itself (a full disk), and would then refuse every later one.
pub struct Transaction {
    /// None once ended.
    open: Option<PoolConnection<Db>>,
    in_memory: bool,
}

impl Transaction {
    pub async fn begin(store: &Sqlite) -> Result<Self, Refusal> {
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

    pub fn connection(&mut self) -> Result<&mut SqliteConnection, Refusal> {
        match &mut self.open {
            Some(connection) => Ok(connection),
            None => Err(StoreError::Failed { cause: "the transaction has ended".to_owned() }.into()),
        }
    }

    pub async fn commit(mut self) -> Result<(), Refusal> {
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

    pub async fn roll_back(mut self) {
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

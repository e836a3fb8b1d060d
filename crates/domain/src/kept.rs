//! Answers of models that are kept beyond one process.

use futures::future::BoxFuture;

use crate::Explained;

/// One answer, by the hash of all that it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub name: [u8; 32],
    /// Whoever keeps it does not read it.
    pub answer: Vec<u8>,
    /// Seconds since 1970.
    pub until_s: u64,
}

/// Keeps answers. On one machine: `backends::sqlite::Sqlite`. For several: `backends::redis::Redis`.
pub trait KeptAnswers: Send + Sync {
    /// What is kept under that name and still holds at `now_s`.
    fn find(&self, name: [u8; 32], now_s: u64) -> BoxFuture<'_, Result<Option<KeptAnswer>, Explained>>;

    /// Keeps all of them. What does not hold any more goes, and beyond `most_bytes` what ends first.
    fn keep(
        &self,
        answers: Vec<KeptAnswer>,
        now_s: u64,
        most_bytes: u64,
    ) -> BoxFuture<'_, Result<(), Explained>>;
}

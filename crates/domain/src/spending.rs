//! Words for money spent on models, and the port behind which it survives the process.

use futures::future::BoxFuture;

use crate::{Explained, llm::TokenUsage};

/// Money set aside for one call, durable before the call is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    pub id: String,
    /// The process that makes the call, recognisable after it is gone.
    pub owner: String,
    pub key: String,
    /// The part of time that the budget holds for, such as `day:20418`.
    pub window: String,
    pub route: String,
    pub nano: u64,
    /// Spent and set aside together may not exceed this.
    pub limit_nano: u64,
    pub at_s: u64,
}

/// One line of the account book: sums of an hour.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsageEntry {
    /// Hours since 1970.
    pub hour: u64,
    pub key: String,
    pub tag: String,
    pub route: String,
    pub target: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UsageSum {
    pub requests: u64,
    pub errors: u64,
    pub usage: TokenUsage,
    pub cost_nano: u64,
    /// Requests whose model has no price.
    pub unpriced: u64,
}

impl UsageSum {
    pub fn add(&mut self, other: &UsageSum) {
        self.requests += other.requests;
        self.errors += other.errors;
        self.usage.add(&other.usage);
        self.cost_nano = self.cost_nano.saturating_add(other.cost_nano);
        self.unpriced += other.unpriced;
    }
}

/// What a key spent in one window, in billionths of a dollar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpentIn {
    pub key: String,
    pub window: String,
    pub nano: u64,
}

/// What is written in one transaction, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpendingBatch {
    pub settled: Vec<String>,
    pub spent: Vec<SpentIn>,
    pub usage: Vec<(UsageEntry, UsageSum)>,
    pub reserve: Vec<Reservation>,
}

/// What was spent before this process began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    pub spent: Vec<SpentIn>,
    pub usage: Vec<(UsageEntry, UsageSum)>,
}

/// Keeps spending across processes. Local: `backends::sqlite::Sqlite`.
pub trait Spending: Send + Sync {
    /// What processes that are gone had set aside and never settled is counted as spent in full: the
    /// provider may have been paid. Usage before `oldest_hour` is forgotten.
    fn recover<'a>(
        &'a self,
        alive: &'a (dyn Fn(&str) -> bool + Sync),
        oldest_hour: u64,
    ) -> BoxFuture<'a, Result<Past, Explained>>;

    /// All of it durably or nothing. One answer per reservation, in order: whether there was so much
    /// left, counted together with other processes.
    fn commit<'a>(&'a self, batch: &'a SpendingBatch) -> BoxFuture<'a, Result<Vec<bool>, Explained>>;
}

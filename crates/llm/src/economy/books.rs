//! Spending that survives the process: what is set aside is durable before a call is made, what it
//! really cost is written after it, and many calls share one transaction.
//!
//! A process that is killed between the two has its reservation counted in full when the next one
//! opens the book: nothing that was spent is lost, and nothing that may have been spent is given back.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use domain::spending::{Reservation, Spending, SpendingBatch, SpentIn, UsageEntry, UsageSum};
use tokio::sync::{Notify, oneshot};

use crate::fault::{Class, Fault};

/// Reservations of one transaction; the rest waits for the next.
const MOST_AT_ONCE: usize = 256;
/// Sums that nobody waits for are written together.
const LULL: Duration = Duration::from_millis(100);
/// After a failed write, for example on a full disk.
const WAIT_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// What waits to be written. Bounded: sums by entry, and calls that are under way.
#[derive(Default)]
pub struct Books {
    waiting: Mutex<Waiting>,
    news: Notify,
}

#[derive(Default)]
struct Waiting {
    is_open: bool,
    settled: Vec<String>,
    spent: HashMap<(String, String), u64>,
    usage: BTreeMap<UsageEntry, UsageSum>,
    reserve: Vec<(Reservation, Answer)>,
}

type Answer = oneshot::Sender<Result<bool, Fault>>;

impl Books {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Makes a reservation durable. Errors: it cannot be written, or other processes have spent the rest.
    pub async fn reserve(&self, wanted: Reservation) -> Result<(), Fault> {
        let (answer, answered) = oneshot::channel();
        let key = wanted.key.clone();
        {
            let mut waiting = self.waiting();
            if !waiting.is_open {
                return Err(unwritten("the account book is closed"));
            }
            waiting.reserve.push((wanted, answer));
        }
        self.news.notify_one();
        match answered.await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => {
                let text =
                    format!("the budget of the key `{key}` is spent, calls of other processes included");
                Err(Fault::new(Class::OverBudget, text))
            }
            Ok(Err(fault)) => Err(fault),
            Err(_) => Err(unwritten("the account book was closed")),
        }
    }

    /// Notes what a call cost; `id` names what was set aside for it.
    pub fn settle(
        &self,
        id: Option<String>,
        window: Option<String>,
        nano: u64,
        entry: UsageEntry,
        sum: &UsageSum,
    ) {
        let is_news = {
            let mut waiting = self.waiting();
            if !waiting.is_open {
                return;
            }
            // Sums that are written in a while need no waking: the first of them has done it.
            let is_news = id.is_some() || waiting.usage.is_empty();
            if let Some(window) = window.filter(|_| nano > 0) {
                *waiting.spent.entry((entry.key.clone(), window)).or_default() += nano;
            }
            waiting.settled.extend(id);
            waiting.usage.entry(entry).or_default().add(sum);
            is_news
        };
        if is_news {
            self.news.notify_one();
        }
    }

    /// Forgets what was set aside for a call that was never made.
    pub fn release(&self, id: String) {
        {
            let mut waiting = self.waiting();
            if !waiting.is_open {
                return;
            }
            waiting.settled.push(id);
        }
        self.news.notify_one();
    }

    pub fn open(&self) {
        self.waiting().is_open = true;
    }

    /// After it nothing new is taken, and [`Books::keep`] ends when all is written.
    pub fn close(&self) {
        self.waiting().is_open = false;
        self.news.notify_one();
    }

    /// Writes until the book is closed. A write that fails is tried again; reservations of it are refused.
    pub async fn keep(self: Arc<Self>, spending: Arc<dyn Spending>) {
        let mut written = Instant::now();
        loop {
            let is_open = self.waiting().is_open;
            let due = written + LULL;
            let Some((batch, answers)) = self.next(!is_open || Instant::now() >= due) else {
                if !is_open {
                    return;
                }
                let has_sums = !self.waiting().usage.is_empty();
                match has_sums {
                    true => drop(tokio::time::timeout_at(due.into(), self.news.notified()).await),
                    false => self.news.notified().await,
                }
                continue;
            };
            written = Instant::now();
            match spending.commit(&batch).await {
                Ok(granted) => {
                    for (answer, granted) in answers.into_iter().zip(granted) {
                        let _ = answer.send(Ok(granted));
                    }
                }
                Err(error) => {
                    tracing::error!("spending cannot be written: {}", error.message);
                    for answer in answers {
                        let _ = answer.send(Err(unwritten(&error.message)));
                    }
                    self.put_back(batch);
                    if !self.waiting().is_open {
                        // The end must not hang on a full disk; reservations stay and count in full.
                        return;
                    }
                    tokio::time::sleep(WAIT_AFTER_FAILURE).await;
                }
            }
        }
    }

    /// All that waits, as one transaction; sums alone only where they are due.
    fn next(&self, sums_are_due: bool) -> Option<(SpendingBatch, Vec<Answer>)> {
        let mut waiting = self.waiting();
        if !sums_are_due && waiting.reserve.is_empty() && waiting.settled.is_empty() {
            return None;
        }
        let settled = std::mem::take(&mut waiting.settled);
        let spent = std::mem::take(&mut waiting.spent);
        let usage = std::mem::take(&mut waiting.usage);
        let most = waiting.reserve.len().min(MOST_AT_ONCE);
        // Whoever gave up while waiting needs nothing; its answer would reach nobody.
        let (reserve, answers): (Vec<_>, Vec<_>) =
            waiting.reserve.drain(..most).filter(|(_, answer)| !answer.is_closed()).unzip();
        if settled.is_empty() && spent.is_empty() && usage.is_empty() && reserve.is_empty() {
            return None;
        }
        let spent = spent.into_iter().map(|((key, window), nano)| SpentIn { key, window, nano }).collect();
        Some((SpendingBatch { settled, spent, usage: usage.into_iter().collect(), reserve }, answers))
    }

    fn put_back(&self, batch: SpendingBatch) {
        let mut waiting = self.waiting();
        waiting.settled.extend(batch.settled);
        for spent in batch.spent {
            *waiting.spent.entry((spent.key, spent.window)).or_default() += spent.nano;
        }
        for (entry, sum) in batch.usage {
            waiting.usage.entry(entry).or_default().add(&sum);
        }
    }
}

fn unwritten(cause: &str) -> Fault {
    Fault::new(Class::Unavailable, format!("the budget cannot be written down: {cause}"))
        .hint("look at the data directory and its disk")
}

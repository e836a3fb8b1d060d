//! Kept answers beyond this process: looked for where memory has none, and written without making
//! anybody wait. Whatever goes wrong there, the question is simply asked.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use domain::kept::{KeptAnswer, KeptAnswers};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    time::timeout,
};

use super::cache::Name;
use crate::answer::Answer;

/// Looking for longer costs more than it saves.
const LONGEST_LOOK: Duration = Duration::from_millis(300);
/// After a failure nobody looks for so long.
const REST: Duration = Duration::from_secs(5);
/// Answers that wait to be written; more are not kept there.
const MOST_WAITING: usize = 256;
const MOST_AT_ONCE: usize = 32;
/// Larger answers are kept in memory only.
const MOST_BYTES: usize = 4 << 20;

#[derive(Default)]
pub struct Shelf {
    open: Mutex<Option<Open>>,
    resting_until: Mutex<Option<Instant>>,
}

#[derive(Clone)]
struct Open {
    kept: Arc<dyn KeptAnswers>,
    waiting: Sender<KeptAnswer>,
}

/// The form in which an answer is written. What another version wrote and this one cannot read is not
/// found.
#[derive(Serialize, Deserialize)]
struct Document {
    target: String,
    answer: Answer,
}

impl Shelf {
    fn opened(&self) -> Option<Open> {
        self.open.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }

    /// From now on answers are kept there too. What is returned writes, and ends after [`Shelf::close`].
    pub fn open(&self, kept: Arc<dyn KeptAnswers>) -> Writing {
        let (waiting, written) = channel(MOST_WAITING);
        *self.open.lock().unwrap_or_else(|e| e.into_inner()) = Some(Open { kept: kept.clone(), waiting });
        Writing { kept, written }
    }

    pub fn close(&self) {
        *self.open.lock().unwrap_or_else(|e| e.into_inner()) = None;
    }

    /// An answer, the target that gave it, and until when it holds.
    pub async fn find(&self, name: Name, now_s: u64) -> Option<(Answer, String, u64)> {
        let open = self.opened()?;
        let resting_until = *self.resting_until.lock().unwrap_or_else(|e| e.into_inner());
        if resting_until.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let cause = match timeout(LONGEST_LOOK, open.kept.find(name, now_s)).await {
            Ok(Ok(None)) => return None,
            Ok(Ok(Some(found))) => {
                let read: Document = serde_json::from_slice(&found.answer).ok()?;
                return Some((read.answer, read.target, found.until_s));
            }
            Ok(Err(error)) => error.message,
            Err(_) => format!("no answer within {} ms", LONGEST_LOOK.as_millis()),
        };
        tracing::warn!("kept answers cannot be looked for: {cause}");
        *self.resting_until.lock().unwrap_or_else(|e| e.into_inner()) = Some(Instant::now() + REST);
        None
    }

    pub fn keep(&self, name: Name, answer: &Answer, target: &str, until_s: u64) {
        let Some(open) = self.opened() else { return };
        let document = Document { target: target.to_owned(), answer: answer.clone() };
        let Ok(answer) = serde_json::to_vec(&document) else { return };
        if answer.len() <= MOST_BYTES {
            // Where writing is slower than asking, some are not kept.
            let _ = open.waiting.try_send(KeptAnswer { name, answer, until_s });
        }
    }
}

/// Writes what was kept.
pub struct Writing {
    kept: Arc<dyn KeptAnswers>,
    written: Receiver<KeptAnswer>,
}

impl Writing {
    /// `now_s` and `most_bytes` are asked for with every batch.
    pub async fn write(mut self, now_s: impl Fn() -> u64, most_bytes: impl Fn() -> u64) {
        let mut batch = Vec::new();
        while self.written.recv_many(&mut batch, MOST_AT_ONCE).await > 0 {
            if let Err(error) = self.kept.keep(std::mem::take(&mut batch), now_s(), most_bytes()).await {
                tracing::warn!("answers cannot be kept: {}", error.message);
            }
        }
    }
}

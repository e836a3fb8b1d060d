//! Who may start a box now: a bounded queue in order of arrival, by slots and by promised memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::Config;
use crate::error::SandboxError;

const MIB: u64 = 1 << 20;

#[derive(Debug)]
pub struct Admission {
    slots: Arc<Semaphore>,
    /// One permit is one MiB.
    memory: Arc<Semaphore>,
    memory_mib: u64,
    waiting: AtomicUsize,
    queue: usize,
    wait: Duration,
}

/// Held while a box lives.
#[derive(Debug)]
pub struct Admitted {
    _slot: OwnedSemaphorePermit,
    _memory: OwnedSemaphorePermit,
}

/// Counts one waiting job, also when its future is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Admission {
    pub fn new(config: &Config) -> Self {
        let memory_mib = (config.memory_total_bytes / MIB).clamp(1, u64::from(u32::MAX >> 4));
        Self {
            slots: Arc::new(Semaphore::new(config.slots.max(1))),
            memory: Arc::new(Semaphore::new(usize::try_from(memory_mib).unwrap_or(1))),
            memory_mib,
            waiting: AtomicUsize::new(0),
            queue: config.queue,
            wait: config.wait,
        }
    }

    pub async fn admit(&self, memory_bytes: u64) -> Result<Admitted, SandboxError> {
        let asked = memory_bytes.div_ceil(MIB);
        let too_big = SandboxError::TooBig { asked, most: self.memory_mib };
        let permits = u32::try_from(asked).ok().filter(|_| asked <= self.memory_mib).ok_or(too_big)?;
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let counted = Waiting(&self.waiting);
        if waiting >= self.queue.max(1) {
            return Err(SandboxError::Full { waiting });
        }
        let both = async {
            let memory = Arc::clone(&self.memory).acquire_many_owned(permits).await;
            let slot = Arc::clone(&self.slots).acquire_owned().await;
            memory.ok().zip(slot.ok())
        };
        let waited = SandboxError::Waited { seconds: self.wait.as_secs() };
        let got = tokio::time::timeout(self.wait, both).await;
        drop(counted);
        // The semaphores are never closed: no permit means no time left.
        let (memory, slot) = got.ok().flatten().ok_or(waited)?;
        Ok(Admitted { _slot: slot, _memory: memory })
    }
}

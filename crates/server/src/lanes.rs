//! Threads that answer: each connection stays on one, with all that is done for it.
//!
//! A step from one thread to another costs more than a call's own work. Here a request is read, passed on
//! to a provider and answered without one; new connections go to the thread that has the fewest.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use hyper_util::server::graceful::Watcher;
use tokio::{
    net::TcpStream,
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinSet,
};

/// Connections on their way to one thread; more wait where they are accepted.
const MOST_ON_THE_WAY: usize = 64;

/// A connection that was accepted, with the seat that it keeps until it ends.
pub struct Accepted {
    pub stream: std::net::TcpStream,
    pub peer: SocketAddr,
    pub seat: OwnedSemaphorePermit,
    /// Tells it of the end of the server.
    pub watcher: Watcher,
}

struct Lane {
    sender: mpsc::Sender<(Accepted, Busy)>,
    connections: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

pub struct Lanes(Vec<Lane>);

/// Counts one connection as long as it lives.
struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn of(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count.clone())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Lanes {
    /// One for each core. `answer` serves a connection to its end. Errors: a thread cannot be started.
    pub fn start<F>(
        answer: impl Fn(TcpStream, SocketAddr, Watcher) -> F + Clone + Send + 'static,
    ) -> io::Result<Self>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let lanes = (0..count).map(|number| {
            let (sender, mut accepted) = mpsc::channel::<(Accepted, Busy)>(MOST_ON_THE_WAY);
            let answer = answer.clone();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let work = move || {
                runtime.block_on(async {
                    let mut connections = JoinSet::new();
                    while let Some((Accepted { stream, peer, seat, watcher }, busy)) = accepted.recv().await {
                        // Finished ones are forgotten as new ones come.
                        while connections.try_join_next().is_some() {}
                        let answer = answer.clone();
                        connections.spawn(async move {
                            if let Ok(stream) = TcpStream::from_std(stream) {
                                answer(stream, peer, watcher).await;
                            }
                            drop((seat, busy));
                        });
                    }
                    connections.shutdown().await;
                });
                // What still blocks must not hold up the end.
                runtime.shutdown_timeout(Duration::from_millis(200));
            };
            let thread = thread::Builder::new().name(format!("lane-{number}")).spawn(work)?;
            Ok(Lane { sender, connections: Arc::default(), thread })
        });
        lanes.collect::<io::Result<Vec<Lane>>>().map(Self)
    }

    /// Hands a connection to the thread that has the fewest.
    pub async fn take(&self, accepted: Accepted) {
        let fewest = self.0.iter().min_by_key(|lane| lane.connections.load(Ordering::Relaxed));
        if let Some(lane) = fewest {
            let busy = Busy::of(&lane.connections);
            // A thread that is gone answers nobody: the caller sees a closed connection.
            let _ = lane.sender.send((accepted, busy)).await;
        }
    }

    /// Ends all threads; what they still answer is cut.
    pub async fn end(self) {
        let threads: Vec<_> = self.0.into_iter().map(|lane| lane.thread).collect();
        let ended =
            tokio::task::spawn_blocking(|| threads.into_iter().for_each(|thread| drop(thread.join())));
        let _ = ended.await;
    }
}

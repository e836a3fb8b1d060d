//! The bounds of one server: every wait, body and queue ends somewhere.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; more wait in the kernel's queue.
    pub connections: usize,
    pub body_bytes: usize,
    /// Objects and lists inside each other in a JSON body.
    pub json_depth: usize,
    /// All headers of a request have to arrive within this.
    pub header_wait: Duration,
    /// The whole body has to arrive within this.
    pub body_wait: Duration,
    /// A caller that takes nothing for so long is gone.
    pub write_wait: Duration,
    /// After the signal to end: what was accepted may finish within this.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            body_bytes: 32 << 20,
            // Schemas of tools nest deepest; the reader itself ends at 128.
            json_depth: 100,
            header_wait: Duration::from_secs(10),
            body_wait: Duration::from_secs(60),
            write_wait: Duration::from_secs(60),
            drain: Duration::from_secs(30),
        }
    }
}

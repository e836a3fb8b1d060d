//! Behaviour of the crate from outside, one module per topic.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod gate;
mod properties;
mod score;
mod world;

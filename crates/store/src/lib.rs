//! Storage: narrow ports, and the logic over them that every backend shares.
//!
//! `ports` is what a backend implements; `drops` addresses, compresses and compares
//! artefacts; `memory` is the version for tests; `contract!` is the suite each backend passes.

pub mod audit;
mod chunks;
pub mod contract;
pub mod diff;
pub mod drops;
mod error;
pub mod log;
pub mod memory;
pub mod ports;

pub use error::StoreError;
pub use memory::Memory;
pub use ports::{Answers, Audit, Drops, Runs, Store};

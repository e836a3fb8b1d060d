//! The run: a plan of stages, the engine that drives it durably, and the stages themselves.
//!
//! The other services are known only as `domain::roles`; storage only as `store` ports.
//! `engine::decide` is pure; `engine::embedded` is the only loop that acts.

pub mod document;
pub mod engine;
mod error;
pub mod merge;
pub mod plan;
pub mod ports;
pub mod stages;

pub use engine::{embedded::Embedded, state::RunState};
pub use error::PipelineError;
pub use plan::Plan;

//! The durable core: a pure decision function and the driver that acts on it.

pub mod decide;
pub mod embedded;
pub mod event;
pub mod retry;
pub mod state;

pub use decide::decide;
pub use event::{Action, Event};
pub use state::RunState;

//! Models that survive every failure: routes, wires and providers.
//!
//! [`Router`] takes a call in any of the wire formats, asks one target after the other until one
//! gives a whole and right answer, and says plainly when none did. `providers` and `wires` are pure;
//! `transport` is the only door to the network.

mod answer;
mod chat;
mod classify;
pub mod config;
pub mod discover;
mod economy;
mod event;
mod fault;
mod frames;
mod gateway;
mod listing;
mod metrics;
mod providers;
mod router;
pub mod sealed;
mod secret;
mod traces;
mod transport;
mod wires;

pub use fault::{Class, Fault};
pub use router::Router;
pub use secret::Secret;

//! Development only: fakes where a test needs to decide what happens, and the seeded simulator.

pub mod chance;
pub mod clock;
pub mod intercept;
pub mod nobody;
pub mod plan;
pub mod scripted_sandbox;
pub mod sim;
pub mod upstream;

//! The router before providers that fail: one right answer or one typed error, never half an answer.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

mod broken;
mod doors;
mod economy;
mod endings;
mod faults;
mod hostile;
mod kept;
mod matrix;
mod meaning;
mod scenarios;
mod spoken;
mod structured;
mod support;
mod telemetry;
mod wild;
mod wires;

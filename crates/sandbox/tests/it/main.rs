//! The sandbox through its role: jobs in, outcomes out.

#![expect(clippy::unwrap_used, reason = "a failed expectation ends a test")]

mod attacks;
mod languages;
mod layers;
mod probes;
mod running;
mod services;
mod soak;
mod support;

//! The sandbox through its role: jobs in, outcomes out.

mod layers;
mod probes;
mod running;
mod services;
mod support;

//! The shipped binary, used as people and programs use it.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test would")]

mod attack;
mod canaries;
mod capsules;
mod commands;
mod disk;
mod durability;
mod external;
mod foreign;
mod generate;
mod installing;
mod intents;
mod models;
mod mutants;
mod namespaces;
mod programs;
mod providers;
mod sdks;
mod servers;
mod serving;
mod soak;
mod spending;
mod suites;
mod support;
mod uploads;
mod versions;

//! Runs untrusted programs in boxes of `jail`: which interpreter, which folders, which dependencies.
//!
//! `local` is the `Sandbox` of this machine. Runtimes and services are data (`runtimes/`, `services/`);
//! `attack` is the abuse catalogue. `boxes` turns a job into a plan for `jail`; `layers` installs dependencies once and keeps them.

mod admission;
mod aliases;
pub mod attack;
mod boxes;
mod config;
mod demand;
mod dependencies;
mod drive;
mod error;
mod interpreter;
mod known;
mod layers;
mod local;
mod operator;
mod plain;
mod program;
mod report;
mod runner;
mod runtime;
mod selector;
mod service;
mod suite;
mod template;

pub use config::{Around, Config};
pub use demand::demanded;
pub use dependencies::{Asked, means as means_of_dependencies, request as dependency_request};
pub use error::SandboxError;
pub use jail::Size;
pub use local::{Local, Speaker, Talk};
pub use plain::enter_if_asked;
pub use program::{Check, Program, Ready, by_ending, by_files, by_most, sources_of, types_of};
pub use runner::{Choice as RunnerChoice, KINDS as RUNNER_KINDS};
pub use suite::{CHOSEN, REPORT, Suite, Test, TestResult, Tested, choose as choose_suite};

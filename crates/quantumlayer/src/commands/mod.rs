//! The commands, one file each.

pub mod attack;
pub mod capsule;
pub mod completions;
pub mod config;
pub mod converse;
pub mod doctor;
pub mod drops;
pub mod gc;
pub mod generate;
pub mod install;
pub mod intake;
pub mod keys;
pub mod models;
pub mod outcome;
pub mod run;
pub mod runs;
pub mod serve;
pub mod spec;
pub mod tests;
pub mod upload;

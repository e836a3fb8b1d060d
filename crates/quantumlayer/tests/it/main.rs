//! The shipped binary, used as people and programs use it.

mod capsules;
mod commands;
mod durability;
mod generate;
mod intents;
mod programs;
mod support;

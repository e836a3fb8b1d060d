//! Text in, typed spec out: by rules alone, without a language model.

pub mod answers;
mod answers_fields;
pub mod assemble;
pub mod background;
mod beside;
mod chat;
mod claimed;
pub mod coverage;
pub mod english;
pub mod error;
mod gaps;
pub mod gloss;
mod last;
mod limits;
mod numbers;
mod own;
mod program;
pub mod questions;
pub mod reader;
mod restated;
mod setting;
pub mod show;
pub mod sniff;
mod taken;
pub mod types;
pub mod weigh;
pub mod words;

pub use error::Error;
pub use last::LastReading;
pub use reader::{Evidence, RulesReader};

//! Text in, typed spec out: by rules alone, without a language model.

pub mod sniff;
pub mod types;
pub mod words;

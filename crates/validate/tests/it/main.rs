//! Behaviour of the crate from outside, one module per topic.

mod gate;
mod properties;
mod score;
mod world;

//! Behaviour of the engine, seen from outside.

mod plan;
mod planned;
mod simulated;

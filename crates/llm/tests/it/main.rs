//! The router before providers that fail: one right answer or one typed error, never half an answer.

mod economy;
mod faults;
mod support;
mod wires;

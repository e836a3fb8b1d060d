//! What the second reading of [`spec::weigh`] is learned from: labelled requests, word by word.

mod align;
mod learn;

pub use align::Example;
pub use learn::{learn, measure};

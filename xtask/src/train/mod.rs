//! What the second reading of [`spec::weigh`] is learned from: labelled requests, word by word.

mod align;
mod keys;
mod learn;
mod lists;
mod lives;
mod project;
mod rest;
mod rows;

pub use align::Example;
pub use keys::measure_keys;
pub use learn::{Measured, Tally, learn, measure, measure_names};
pub use lists::{Listed, measure_lists};
pub use lives::measure_lives;
pub use project::measure_project;
pub use rest::{Rest, learn_rest, measure_rest, rests};
pub use rows::measure_rows;

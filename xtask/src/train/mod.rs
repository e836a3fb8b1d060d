//! What the second reading of [`spec::weigh`] is learned from: labelled requests, word by word.

mod align;
mod learn;
mod lists;
mod lives;
mod project;

pub use align::Example;
pub use learn::{Measured, learn, measure};
pub use lists::{Listed, measure_lists};
pub use lives::measure_lives;
pub use project::measure_project;

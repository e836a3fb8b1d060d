//! Evidence in, verdict out: the gate and the score of a run.
//!
//! Pure. The gate answers one question, proven or not, by a fixed list of checks
//! ([`checks::ALL`], a file each) that together are the meaning of "proven". The score is
//! a sum of parts ([`score::ALL`]), each with its reason and its evidence. Neither believes
//! a summary: both count again from what was recorded.

pub mod checks;
mod facts;
mod recommendations;
pub mod score;

use domain::{
    roles::{Case, Validator},
    score::{Gate, Score},
};

pub use facts::Facts;

/// The local [`Validator`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules;

impl Rules {
    pub fn new() -> Self {
        Self
    }
}

impl Validator for Rules {
    fn score(&self, case: &Case<'_>) -> Score {
        score::of(&Facts::of(case))
    }

    fn gate(&self, case: &Case<'_>) -> Gate {
        checks::gate(&Facts::of(case))
    }
}

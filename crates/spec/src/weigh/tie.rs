//! How likely each pair of things is a key, and which of them are sure enough.

use super::{
    key::{Pair, Ties},
    model,
};

/// From it on a key that only the words around it speak for is taken as likely.
const ADD: f32 = 0.5;
/// The same in a text of few words.
const ADD_TO_FEW: f32 = 0.95;
/// Below it a key of the first reading is none: six of seven such were wrong when they were measured.
const DROP: f32 = 0.25;

/// Pairs that are to be tied, the likeliest first, and pairs that are tied and should not be.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    pub new: Vec<Pair>,
    pub none: Vec<Pair>,
    /// Pairs of which something is said, and that are not tied by these names.
    pub said: Vec<Pair>,
}

pub(crate) fn weigh(pairs: Vec<Pair>, ties: &Ties, few: bool) -> Settled {
    let mut settled = Settled::default();
    let Some(model) = model::learned() else { return settled };
    let mut new: Vec<(f32, Pair)> = Vec::new();
    let enough = if few { ADD_TO_FEW } else { ADD };
    for pair in pairs {
        let likely = model.key.likely(&ties.features(&pair));
        match ties.way(&pair) {
            "none" if likely >= DROP => {
                settled.said.push(pair.clone());
                if likely >= enough {
                    new.push((likely, pair));
                }
            }
            "forward" if likely < DROP && !few => settled.none.push(pair),
            _ => {}
        }
    }
    new.sort_by(|a, b| b.0.total_cmp(&a.0));
    settled.new = new.into_iter().map(|(_, pair)| pair).collect();
    settled
}

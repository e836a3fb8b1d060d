//! One of several candidates.

use crate::{
    Feature, Order,
    bytes::{Bytes, Error, Take},
    ftrl::Settings,
    table::{Learning, Table},
};

/// Picks the candidate whose features speak for it most (a softmax over the candidates).
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    table: Table<'a>,
}

/// How likely each candidate is, and the place of the likeliest.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked {
    pub best: usize,
    pub likely: Vec<f32>,
}

impl<'a> Choice<'a> {
    /// `None` where there is no candidate.
    pub fn pick(&self, candidates: &[Vec<Feature>]) -> Option<Picked> {
        let mut likely: Vec<f32> = candidates.iter().map(|features| one(&self.table, features)).collect();
        softmax(&mut likely);
        let best = likely.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?.0;
        Some(Picked { best, likely })
    }

    /// Learns from candidates with which of them are right.
    pub fn train(examples: &[(Vec<Vec<Feature>>, Vec<bool>)], settings: &Settings) -> Self {
        let mut state = Learning::new(1);
        let placed: Vec<Vec<Vec<u32>>> = examples
            .iter()
            .map(|(candidates, _)| candidates.iter().map(|features| state.places(features)).collect())
            .collect();
        let mut order = Order::new(settings.seed);
        for _ in 0..settings.rounds {
            for n in order.shuffled(examples.len()) {
                let (candidates, right) = (&placed[n], &examples[n].1);
                let mut likely: Vec<f32> = candidates
                    .iter()
                    .map(|places| {
                        let mut sum = [0.0];
                        state.add(places, &mut sum);
                        sum[0]
                    })
                    .collect();
                softmax(&mut likely);
                let of_right: f32 =
                    likely.iter().zip(right).filter(|(_, right)| **right).map(|(p, _)| *p).sum();
                if of_right <= 0.0 {
                    continue;
                }
                for ((places, likely), right) in candidates.iter().zip(&likely).zip(right) {
                    let wanted = if *right { likely / of_right } else { 0.0 };
                    state.step(places, &[likely - wanted], settings);
                }
            }
        }
        Self { table: state.table() }
    }

    pub fn write(&self, to: &mut Bytes) {
        self.table.write(to);
    }

    /// Errors: the bytes end too early.
    pub fn read(from: &mut Take<'a>) -> Result<Self, Error> {
        Ok(Self { table: Table::read(from)? })
    }
}

fn one(table: &Table<'_>, features: &[Feature]) -> f32 {
    let mut sum = [0.0];
    table.add(features, &mut sum);
    sum[0]
}

fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature;

    #[test]
    fn the_candidate_that_was_right_before_is_picked() {
        let (near, far, odd) = (feature(&["near"]), feature(&["far"]), feature(&["odd"]));
        let examples = vec![
            (vec![vec![far], vec![near, odd]], vec![false, true]),
            (vec![vec![near], vec![far, odd], vec![far]], vec![true, false, false]),
        ];
        let choice = Choice::train(&examples, &Settings { rounds: 40, l1: 0.0, ..Settings::default() });
        let picked = choice.pick(&[vec![far], vec![odd], vec![near]]).expect("there are candidates");
        assert_eq!(picked.best, 2);
        assert!((picked.likely.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert_eq!(choice.pick(&[]), None);
    }
}

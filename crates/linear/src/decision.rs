//! How likely a yes is.

use crate::{
    Feature, Order,
    bytes::{Bytes, Error, Take},
    ftrl::Settings,
    table::{Learning, Table},
};

/// A logistic regression.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    table: Table<'a>,
}

impl<'a> Decision<'a> {
    /// Between 0 and 1.
    pub fn likely(&self, features: &[Feature]) -> f32 {
        let mut sum = [0.0];
        self.table.add(features, &mut sum);
        sigmoid(sum[0])
    }

    pub fn train(examples: &[(Vec<Feature>, bool)], settings: &Settings) -> Self {
        let mut state = Learning::new(1);
        let placed: Vec<Vec<u32>> = examples.iter().map(|(features, _)| state.places(features)).collect();
        let mut order = Order::new(settings.seed);
        for _ in 0..settings.rounds {
            for n in order.shuffled(examples.len()) {
                let mut sum = [0.0];
                state.add(&placed[n], &mut sum);
                let right = f32::from(u8::from(examples[n].1));
                state.step(&placed[n], &[sigmoid(sum[0]) - right], settings);
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

fn sigmoid(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature;

    #[test]
    fn what_was_mostly_right_is_likely() {
        let (a, b) = (feature(&["a"]), feature(&["b"]));
        let mut examples = vec![(vec![a], true); 9];
        examples.push((vec![a], false));
        examples.extend(vec![(vec![b], false); 5]);
        let decision =
            Decision::train(&examples, &Settings { rounds: 100, l1: 0.0, l2: 0.0, ..Settings::default() });
        assert!((decision.likely(&[a]) - 0.9).abs() < 0.05, "{}", decision.likely(&[a]));
        assert!(decision.likely(&[b]) < 0.2);
        assert!((decision.likely(&[]) - 0.5).abs() < 1e-6, "nothing is known of it");
    }
}

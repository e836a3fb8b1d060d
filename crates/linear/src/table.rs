//! Weights by feature and output, as they are used and as they are learned.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::{
    Feature,
    bytes::{Bytes, Error, Take},
    ftrl::{Learned, Settings},
};

/// Learned weights: those that are nought are left out. A row is a range of `weights`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    rows: HashMap<Feature, (u32, u8), FixedState>,
    weights: Vec<(u8, f32)>,
}

impl Table {
    /// Adds the weights of the features to `sums`, one for each output.
    pub(crate) fn add(&self, features: &[Feature], sums: &mut [f32]) {
        for feature in features {
            let Some((at, len)) = self.rows.get(feature) else { continue };
            let at = *at as usize;
            for (output, weight) in self.weights.get(at..at + usize::from(*len)).unwrap_or_default() {
                if let Some(sum) = sums.get_mut(usize::from(*output)) {
                    *sum += weight;
                }
            }
        }
    }

    pub(crate) fn write(&self, to: &mut Bytes) {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_unstable();
        to.u32(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        for (feature, (at, len)) in rows {
            to.u32(*feature);
            to.u8(*len);
            for (output, weight) in self.weights.iter().skip(*at as usize).take(usize::from(*len)) {
                to.u8(*output);
                to.weight(*weight);
            }
        }
    }

    pub(crate) fn read(from: &mut Take<'_>) -> Result<Self, Error> {
        let mut table = Self::default();
        for _ in 0..from.u32()? {
            let feature = from.u32()?;
            let len = from.u8()?;
            let at = u32::try_from(table.weights.len()).map_err(|_| Error::CutOff)?;
            for _ in 0..len {
                table.weights.push((from.u8()?, from.weight()?));
            }
            table.rows.insert(feature, (at, len));
        }
        Ok(table)
    }
}

/// Weights while they are learned: `outputs` of them for each feature that was met.
#[derive(Debug)]
pub(crate) struct Learning {
    outputs: usize,
    ids: HashMap<Feature, u32, FixedState>,
    learned: Vec<Learned>,
}

impl Learning {
    pub(crate) fn new(outputs: usize) -> Self {
        Self { outputs, ids: HashMap::default(), learned: Vec::new() }
    }

    /// The place of each feature; those not met before get one.
    pub(crate) fn places(&mut self, features: &[Feature]) -> Vec<u32> {
        let mut places = Vec::with_capacity(features.len());
        for feature in features {
            let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
            let place = *self.ids.entry(*feature).or_insert(next);
            if place == next {
                self.learned.resize(self.learned.len() + self.outputs, Learned::default());
            }
            places.push(place);
        }
        places
    }

    pub(crate) fn add(&self, places: &[u32], sums: &mut [f32]) {
        for place in places {
            let at = *place as usize * self.outputs;
            for (sum, learned) in sums.iter_mut().zip(&self.learned[at..at + self.outputs]) {
                *sum += learned.weight;
            }
        }
    }

    /// One step against `gradient`, which holds one number for each output.
    pub(crate) fn step(&mut self, places: &[u32], gradient: &[f32], settings: &Settings) {
        for place in places {
            let at = *place as usize * self.outputs;
            for (learned, gradient) in self.learned[at..at + self.outputs].iter_mut().zip(gradient) {
                learned.step(*gradient, settings);
            }
        }
    }

    /// What was learned, without weights that are as good as nought.
    pub(crate) fn table(&self) -> Table {
        let mut table = Table::default();
        let mut ids: Vec<_> = self.ids.iter().collect();
        ids.sort_unstable();
        for (feature, place) in ids {
            let at = *place as usize * self.outputs;
            let row = self.learned[at..at + self.outputs].iter().enumerate();
            let row = row.filter(|(_, learned)| learned.weight.abs() >= 0.002);
            let row: Vec<_> =
                row.filter_map(|(n, learned)| Some((u8::try_from(n).ok()?, learned.weight))).collect();
            if let (false, Ok(start), Ok(len)) =
                (row.is_empty(), u32::try_from(table.weights.len()), u8::try_from(row.len()))
            {
                table.rows.insert(*feature, (start, len));
                table.weights.extend(row);
            }
        }
        table
    }
}

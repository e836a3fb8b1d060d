//! Weights by feature and output, as they are used and as they are learned.

use std::{borrow::Cow, collections::HashMap};

use foldhash::fast::FixedState;

use crate::{
    Feature,
    bytes::{Bytes, Error, Take, weight_of},
    ftrl::{Learned, Settings},
};

/// Learned weights, as they lie in the bytes of a model: rows by ascending feature, those that are nought left out.
///
/// A row is the feature, the count of its outputs, and for each the output and its weight. Nothing is unpacked: a model
/// of some megabytes is there as soon as it was walked through once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table<'a> {
    rows: Cow<'a, [u8]>,
    count: u32,
    /// Where the rows begin whose features share their first bits, and behind the last of them.
    starts: Vec<u32>,
    /// How many bits of a feature stand behind those.
    shift: u32,
}

/// A row without its weights.
const HEAD: usize = 5;
/// An output and its weight.
const CELL: usize = 3;
/// More of the first bits than that find nothing sooner.
const MOST_BITS: u32 = 20;

impl<'a> Table<'a> {
    /// Adds the weights of the features to `sums`, one for each output.
    pub(crate) fn add(&self, features: &[Feature], sums: &mut [f32]) {
        for feature in features {
            for [output, low, high] in self.row(*feature).as_chunks::<CELL>().0 {
                if let Some(sum) = sums.get_mut(usize::from(*output)) {
                    *sum += weight_of([*low, *high]);
                }
            }
        }
    }

    /// The outputs and weights of a feature.
    fn row(&self, wanted: Feature) -> &[u8] {
        let place = wanted.checked_shr(self.shift).unwrap_or(0) as usize;
        let Some([start, end]) = self.starts.get(place..place + 2) else { return &[] };
        let mut rest = self.rows.get(*start as usize..*end as usize).unwrap_or_default();
        while let Some((feature, cells, behind)) = row(rest) {
            if feature >= wanted {
                return if feature == wanted { cells } else { &[] };
            }
            rest = behind;
        }
        &[]
    }

    /// Of rows by ascending feature.
    fn of(rows: Cow<'a, [u8]>, count: u32) -> Result<Self, Error> {
        // Two rows or so share a place.
        let bits = count.checked_ilog2().unwrap_or(0).saturating_sub(1).min(MOST_BITS);
        let shift = 32 - bits;
        let mut starts = vec![0; (1usize << bits) + 1];
        let (mut rest, mut at, mut next, mut before) = (rows.as_ref(), 0u32, 0, None);
        while let Some((feature, cells, behind)) = row(rest) {
            if before.replace(feature).is_some_and(|before| before >= feature) {
                return Err(Error::Order);
            }
            let place = feature.checked_shr(shift).unwrap_or(0) as usize;
            // Features ascend, so places do.
            starts.get_mut(next..=place).unwrap_or_default().fill(at);
            next = place + 1;
            at = at.saturating_add(u32::try_from(HEAD + cells.len()).unwrap_or(u32::MAX));
            rest = behind;
        }
        starts.get_mut(next..).unwrap_or_default().fill(at);
        Ok(Self { rows, count, starts, shift })
    }

    pub(crate) fn write(&self, to: &mut Bytes) {
        to.u32(self.count);
        to.0.extend(self.rows.as_ref());
    }

    pub(crate) fn read(from: &mut Take<'a>) -> Result<Self, Error> {
        let count = from.u32()?;
        let all = from.0;
        for _ in 0..count {
            (_, _, from.0) = row(from.0).ok_or(Error::CutOff)?;
        }
        Self::of(Cow::Borrowed(&all[..all.len() - from.0.len()]), count)
    }
}

/// The first row: its feature, its outputs with their weights, and what is behind it.
fn row(bytes: &[u8]) -> Option<(Feature, &[u8], &[u8])> {
    let (feature, rest) = bytes.split_first_chunk()?;
    let (len, rest) = rest.split_first()?;
    let (cells, behind) = rest.split_at_checked(usize::from(*len) * CELL)?;
    Some((u32::from_le_bytes(*feature), cells, behind))
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
    pub(crate) fn table(&self) -> Table<'static> {
        let mut rows = Bytes::default();
        let mut count = 0;
        let mut ids: Vec<_> = self.ids.iter().collect();
        ids.sort_unstable();
        for (feature, place) in ids {
            let at = *place as usize * self.outputs;
            let row = self.learned[at..at + self.outputs].iter().enumerate();
            let row = row.filter(|(_, learned)| learned.weight.abs() >= 0.002);
            let row: Vec<_> =
                row.filter_map(|(n, learned)| Some((u8::try_from(n).ok()?, learned.weight))).collect();
            if let (false, Ok(len)) = (row.is_empty(), u8::try_from(row.len())) {
                rows.u32(*feature);
                rows.u8(len);
                for (output, weight) in row {
                    rows.u8(output);
                    rows.weight(weight);
                }
                count += 1;
            }
        }
        // Features were sorted, and each is there once.
        Table::of(Cow::Owned(rows.0), count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature;

    fn named(n: u32) -> Feature {
        feature(&[&n.to_string()])
    }

    /// Weights of one feature in three, for two outputs.
    fn learned() -> Learning {
        let mut learning = Learning::new(2);
        for n in (0..9000).step_by(3) {
            let places = learning.places(&[named(n)]);
            let settings = Settings { l1: 0.0, l2: 0.0, ..Settings::default() };
            learning.step(&places, &[(n % 7) as f32 - 3.0, (n % 5) as f32 - 2.0], &settings);
        }
        learning
    }

    #[test]
    fn every_feature_that_was_learned_is_found_and_no_other() {
        let mut learning = learned();
        let table = learning.table();
        for n in 0..9000 {
            let (mut found, mut wanted) = ([0.0; 2], [0.0; 2]);
            table.add(&[named(n)], &mut found);
            if n % 3 == 0 {
                let places = learning.places(&[named(n)]);
                learning.add(&places, &mut wanted);
            }
            let near = found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 0.0021);
            assert!(near, "{n}: {found:?} for {wanted:?}");
        }
    }

    #[test]
    fn bytes_that_are_cut_off_or_out_of_order_are_no_table() {
        let mut bytes = Bytes::default();
        learned().table().write(&mut bytes);
        let again = Table::read(&mut Take(&bytes.0)).expect("it is whole");
        assert_eq!(again.rows, learned().table().rows);
        for len in [0, 3, 4, 8, bytes.0.len() - 1] {
            assert_eq!(Table::read(&mut Take(&bytes.0[..len])).err(), Some(Error::CutOff), "{len} bytes");
        }
        // The first feature comes last of all.
        bytes.0[4..8].copy_from_slice(&[0xff; 4]);
        assert_eq!(Table::read(&mut Take(&bytes.0)).err(), Some(Error::Order));
    }
}

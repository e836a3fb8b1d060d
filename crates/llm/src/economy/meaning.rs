//! Questions that mean the same: vectors of what was asked, and the exact answer that was kept for it.
//!
//! Only the last words of a caller are compared. Tenant, route, system, tools, parameters and all that was
//! said before are one hard name: nothing of another partition is ever looked at.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};

use super::cache::Name;

#[derive(Default)]
pub struct Meanings {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    partitions: HashMap<Name, Vec<Entry>>,
    /// Partitions of all entries, oldest first.
    order: VecDeque<Name>,
}

struct Entry {
    /// Of length 1.
    vector: Vec<f32>,
    answer: Name,
}

/// Of length 1. None: it has no direction.
pub fn normal(vector: &[f64]) -> Option<Vec<f32>> {
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    let is_some = length.is_finite() && length > 1e-12;
    is_some.then(|| vector.iter().map(|x| (x / length) as f32).collect())
}

impl Meanings {
    /// The answer to the nearest question, where it is near enough; and how near.
    pub fn find(&self, partition: &Name, vector: &[f32], threshold: f64) -> Option<(Name, f64)> {
        let state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let near = |entry: &Entry| {
            let is_alike = entry.vector.len() == vector.len();
            let cosine: f32 = entry.vector.iter().zip(vector).map(|(a, b)| a * b).sum();
            if is_alike { f64::from(cosine) } else { 0.0 }
        };
        let entries = state.partitions.get(partition)?;
        let best = entries.iter().map(|entry| (entry.answer, near(entry)));
        best.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, near)| *near >= threshold)
    }

    /// `most`: entries of all partitions together; the oldest go first.
    pub fn keep(&self, partition: Name, vector: Vec<f32>, answer: Name, most: usize) {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let entries = state.partitions.entry(partition).or_default();
        if entries.iter().any(|entry| entry.answer == answer) {
            return;
        }
        entries.push(Entry { vector, answer });
        state.order.push_back(partition);
        while state.order.len() > most {
            let Some(oldest) = state.order.pop_front() else { return };
            let is_empty = state.partitions.get_mut(&oldest).is_some_and(|entries| {
                entries.remove(0);
                entries.is_empty()
            });
            if is_empty {
                state.partitions.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_one_partition_is_found_and_no_other() {
        let meanings = Meanings::default();
        let at = |x: f64, y: f64| normal(&[x, y]).unwrap();
        meanings.keep([1; 32], at(1.0, 0.0), [10; 32], 3);
        meanings.keep([1; 32], at(1.0, 0.2), [11; 32], 3);
        meanings.keep([2; 32], at(1.0, 0.1), [12; 32], 3);
        let found =
            |partition, vector: &[f32]| meanings.find(&[partition; 32], vector, 0.95).map(|found| found.0);
        assert_eq!(found(1, &at(1.0, 0.01)), Some([10; 32]));
        assert_eq!(found(2, &at(1.0, 0.01)), Some([12; 32]));
        assert_eq!(found(3, &at(1.0, 0.01)), None);
        assert_eq!(found(1, &at(0.0, 1.0)), None);
        assert_eq!(found(1, &[1.0]), None);
        // A fourth one sends the oldest away.
        meanings.keep([2; 32], at(0.0, 1.0), [13; 32], 3);
        assert_eq!(found(1, &at(1.0, -0.2)), None);
        assert_eq!(normal(&[0.0, 0.0]), None);
    }
}

//! Where a drop came from: its ancestors, each before those it was made from.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use domain::{DropId, DropRecord};

/// The drop and its ancestors among `records`, in topological order: children first. Between
/// those that no order is given for, the one written later comes first. Parents that are not
/// among the records are left out; an id that is not gives an empty list.
pub fn ancestors<'a>(records: &'a [DropRecord], id: &DropId) -> Vec<&'a DropRecord> {
    let mut position: BTreeMap<&DropId, usize> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        position.entry(&record.id).or_insert(at);
    }
    let Some(&start) = position.get(id) else { return Vec::new() };
    let parents = |at: usize| -> BTreeSet<usize> {
        records
            .get(at)
            .into_iter()
            .flat_map(|r| &r.parents)
            .filter_map(|p| position.get(p).copied())
            .collect()
    };

    // Children that still have to be listed before each ancestor.
    let mut waiting: BTreeMap<usize, usize> = BTreeMap::from([(start, 0)]);
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for parent in parents(at) {
            let known = waiting.contains_key(&parent);
            *waiting.entry(parent).or_insert(0) += 1;
            if !known {
                open.push(parent);
            }
        }
    }
    let mut ready = BinaryHeap::from([start]);
    let mut listed = Vec::new();
    while let Some(at) = ready.pop() {
        listed.extend(records.get(at));
        for parent in parents(at) {
            if let Some(left) = waiting.get_mut(&parent) {
                *left -= 1;
                if *left == 0 {
                    ready.push(parent);
                }
            }
        }
    }
    listed
}

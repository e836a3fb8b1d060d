//! Keys between things: what speaks for each that may be meant, and how well that does.

use std::collections::BTreeSet;

use linear::{Choice, Decision, Feature, Settings, Tagged};
use spec::weigh::{key, owner::Names, verdict};

use super::{
    align::Example,
    learn::{FOLDS, Seen, named, owners, seen},
};

const KEY: Settings = Settings { rounds: 10, alpha: 0.1, l1: 0.5, l2: 0.5, seed: 1 };

/// What speaks for each key that may be meant, whether it is, and how the first reading ties the two.
pub struct Keyed {
    pub way: &'static str,
    pub right: bool,
    pub features: Vec<Feature>,
}

pub(super) fn keys(
    seen: &Seen<'_>,
    tagged: &[Tagged],
    names: &Names,
    owner: &Choice<'static>,
    said: &[verdict::Said],
) -> Vec<Keyed> {
    let joined = |(from, to): &(String, String)| (from.replace(' ', ""), to.replace(' ', ""));
    let gold: BTreeSet<(String, String)> = seen.example.many_to_one.iter().map(joined).collect();
    let ties = &seen.example.ties;
    let all = key::candidates(&seen.text, tagged, names, owner, said).into_iter();
    all.map(|pair| Keyed {
        way: ties.way(&pair),
        right: gold.contains(&joined(&(pair.holder.clone(), pair.target.clone()))),
        features: ties.features(&pair),
    })
    .collect()
}

pub(super) fn key_decision(keyed: &[(Vec<Feature>, bool)]) -> Decision<'static> {
    Decision::train(keyed, &KEY)
}

/// How likely each key is by weights that were learned from the other requests.
pub fn measure_keys(examples: &[Example]) -> Vec<(f32, Keyed)> {
    let seen = seen(examples);
    let seen: Vec<&Seen<'_>> = seen.iter().collect();
    let (tagged, names) = named(&seen);
    let mut all: Vec<(usize, Keyed)> = Vec::new();
    for fold in 0..FOLDS {
        let kept: Vec<usize> = (0..seen.len()).filter(|n| n % FOLDS != fold).collect();
        let choice = owners(
            &kept.iter().map(|n| seen[*n]).collect::<Vec<_>>(),
            &kept.iter().map(|n| names[*n].clone()).collect::<Vec<_>>(),
        );
        for n in (0..seen.len()).filter(|n| n % FOLDS == fold) {
            let said = verdict::said(&seen[n].text, &names[n], &choice);
            all.extend(
                keys(seen[n], &tagged[n], &names[n], &choice, &said).into_iter().map(|keyed| (fold, keyed)),
            );
        }
    }
    let mut weighed = Vec::new();
    let decisions: Vec<Decision> = (0..FOLDS)
        .map(|fold| {
            let rest = all.iter().filter(|(other, _)| *other != fold);
            let learned: Vec<_> = rest.map(|(_, keyed)| (keyed.features.clone(), keyed.right)).collect();
            Decision::train(&learned, &KEY)
        })
        .collect();
    for (fold, keyed) in all {
        weighed.push((decisions[fold].likely(&keyed.features), keyed));
    }
    weighed
}

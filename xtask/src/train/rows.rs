//! Rules between rows: what speaks for each that may be meant, and how well that does.

use linear::{Decision, Settings};
use spec::weigh::{
    key,
    owner::Names,
    row::{self, Row},
};

use super::{
    align::Example,
    learn::{FOLDS, Seen, named, seen},
};

const ROW: Settings = Settings { rounds: 8, alpha: 0.1, l1: 0.5, l2: 0.5, seed: 1 };

/// The rules that may be meant, each with the label that says the same.
fn rows(seen: &Seen<'_>, names: &Names) -> Vec<(Row, Option<usize>)> {
    let parsed: Vec<Vec<&str>> =
        seen.example.rules.iter().map(|label| label.split_whitespace().collect()).collect();
    let is = |row: &Row, label: &[&str]| {
        let on = |entity: &str| {
            row.on.as_ref().is_some_and(|on| {
                let (entity, key) = (key::ones(entity), on.key.as_str());
                entity == key
                    || entity.replace(' ', "") == key.replace(' ', "")
                    || entity.ends_with(&format!(" {key}"))
            })
        };
        let both = |fields: &str, op: &str| {
            let two = fields.split_once(op).filter(|(_, rest)| !rest.starts_with('='));
            two.zip(row.parts.first().zip(row.parts.get(1))).is_some_and(|((less, more), (one, other))| {
                row::means(&one.key, less) && row::means(&other.key, more)
            })
        };
        match (row.kind, label) {
            (row::Kind::Unique, ["unique_together", entity, fields]) => {
                let fields: Vec<&str> = fields.split(',').collect();
                let has = |field: &&str| row.parts.iter().any(|part| row::means(&part.key, field));
                let of = |part: &row::Part| fields.iter().any(|field| row::means(&part.key, field));
                fields.len() == row.parts.len()
                    && fields.iter().all(has)
                    && row.parts.iter().all(of)
                    && on(entity)
            }
            (row::Kind::Less, ["order", _, fields]) => both(fields, "<"),
            (row::Kind::AtMost, ["order", _, fields]) => both(fields, "<="),
            (row::Kind::Immutable, ["immutable", entity]) | (row::Kind::Overlap, ["overlap", entity]) => {
                on(entity)
            }
            _ => false,
        }
    };
    let all = row::candidates(&seen.text, names).into_iter();
    all.map(|row| {
        let label = parsed.iter().position(|label| is(&row, label));
        (row, label)
    })
    .collect()
}

pub(super) fn row_decision(seen: &[&Seen<'_>], names: &[Names]) -> Decision<'static> {
    let all = seen.iter().zip(names).flat_map(|(seen, names)| rows(seen, names));
    let all: Vec<_> = all.map(|(row, label)| (row.features, label.is_some())).collect();
    Decision::train(&all, &ROW)
}

/// How likely each rule is by weights that were learned from the other requests: by request, with the label that it meets.
pub fn measure_rows(examples: &[Example]) -> Vec<(String, f32, Row, Option<usize>)> {
    let seen = seen(examples);
    let seen: Vec<&Seen<'_>> = seen.iter().collect();
    let (_, names) = named(&seen);
    let all: Vec<Vec<(Row, Option<usize>)>> =
        seen.iter().zip(&names).map(|(seen, names)| rows(seen, names)).collect();
    let mut weighed = Vec::new();
    for fold in 0..FOLDS {
        let rest = all.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).flat_map(|(_, rows)| rows);
        let learned: Vec<_> = rest.map(|(row, label)| (row.features.clone(), label.is_some())).collect();
        let decision = Decision::train(&learned, &ROW);
        for (n, rows) in all.iter().enumerate().filter(|(n, _)| n % FOLDS == fold) {
            for (row, label) in rows {
                weighed.push((examples[n].name.clone(), decision.likely(&row.features), row.clone(), *label));
            }
        }
    }
    weighed
}

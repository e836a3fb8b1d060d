//! What may not be tied to itself.

use super::scene::Scene;
use crate::english::evidence::Fact;

const SELF: &[&str] = &["itself", "themselves", "himself", "herself", "oneself"];
const BESIDE: &[&str] = &[
    "itself",
    "themselves",
    "himself",
    "herself",
    "oneself",
    "can't",
    "cannot",
    "never",
    "don't",
    "doesn't",
    "allowed",
    "mustn't",
    "nobody",
    "possible",
];
const ELSE: &[&str] = &["unless", "until", "except", "before", "after", "or", "if", "when", "while", "only"];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    if !scene.has(SELF) || scene.refusals() != 1 || scene.has(ELSE) || !scene.is_told(BESIDE) {
        return None;
    }
    let [thing] = scene.entities()[..] else { return None };
    let one = scene.phrase(thing);
    Some(Fact::Differ { one, other: None, owner: None, toks: scene.range.clone() })
}

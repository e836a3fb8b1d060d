//! What may not be taken twice at one time.

use super::{super::rules::range_fields, scene::Scene};
use crate::english::evidence::Fact;

const MEET: &[&str] = &[
    "overlap",
    "overlapping",
    "overlaps",
    "clash",
    "clashing",
    "collide",
    "colliding",
    "simultaneously",
    "simultaneous",
    "concurrently",
    "concurrent",
];
const BESIDE: &[&str] = &[
    "same", "time", "times", "once", "twice", "parallel", "can't", "cannot", "never", "don't", "doesn't",
    "allowed", "double", "nobody", "ever", "mustn't", "isn't", "aren't", "overlap", "clash", "collide",
    "another", "other", "possible", "moment",
];
const ELSE: &[&str] = &[
    "unless", "until", "till", "except", "before", "after", "or", "if", "when", "while", "more", "least",
    "only",
];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    let meets = scene.has(MEET)
        || scene.says("same time")
        || scene.says("at once")
        || scene.says("one time")
        || scene.says("in parallel");
    if !meets || scene.refusals() != 1 || scene.has(ELSE) {
        return None;
    }
    let known: Vec<&str> = MEET.iter().chain(BESIDE).copied().collect();
    if !scene.is_told(&known) {
        return None;
    }
    let entities = scene.entities();
    let first = *entities.first()?;
    let ties = |on: &str| entities.iter().all(|other| *other == on || scene.key(on, other).is_some());
    let spans = |on: &&String| ties(on) && range_fields(scene.draft, on).is_some();
    let mut all = scene.draft.entities.keys().filter(spans);
    let on = all.next().filter(|_| all.next().is_none())?;
    // "A key must not be with two people at once": of the first, which the others are about.
    let scope = if first == on { *entities.get(1)? } else { first };
    Some(Fact::Overlap {
        subject: Some(scene.phrase(on)),
        scope: Some(scene.phrase(scope)),
        toks: scene.range.clone(),
    })
}

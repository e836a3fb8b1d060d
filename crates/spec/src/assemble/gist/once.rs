//! What is there once for each: two things that a third ties, or a thing and a member of it.

use super::scene::Scene;
use crate::english::evidence::{Fact, Np};

const ONCE: &[&str] = &["once"];
/// With a refusal.
const TWICE: &[&str] = &["twice"];
const BESIDE: &[&str] = &[
    "one", "once", "twice", "only", "most", "time", "times", "same", "single", "rule", "rules", "can't",
    "cannot", "never", "don't", "doesn't", "may", "must", "allowed", "possible", "again", "exactly",
    "nobody", "ever",
];
/// They would turn the rule into another one.
const ELSE: &[&str] =
    &["unless", "until", "till", "except", "before", "after", "or", "if", "when", "while", "other", "than"];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    let refusals = scene.refusals();
    let once = scene.has(ONCE) && refusals == 0
        || scene.has(TWICE) && refusals == 1
        || scene.says("two times") && refusals == 1
        || (scene.says("only one") || scene.says("at most one") || scene.says("exactly one"))
            && refusals == 0
            && scene.has(&["per", "each", "every"]);
    if scene.has(ELSE) {
        return None;
    }
    let entities = scene.entities();
    let on = tie(scene, &entities)?;
    // "Rules: one registration per event and email"
    let one = || refusals == 0 && scene.has(&["per", "each", "every"]) && scene.is_one(&on);
    if !once && !one() {
        return None;
    }
    let mut with: Vec<Np> =
        entities.iter().filter(|entity| **entity != on).map(|entity| scene.phrase(entity)).collect();
    // What is left over names members of it.
    with.extend(scene.members_of(&on, BESIDE)?);
    if with.len() < 2 {
        return None;
    }
    Some(Fact::UniqueTogether { on: Some(scene.phrase(&on)), with, toks: scene.range.clone() })
}

/// The one entity that has a key to each of the others.
fn tie(scene: &Scene<'_>, entities: &[&str]) -> Option<String> {
    let ties = |on: &str| entities.iter().all(|other| *other == on || scene.key(on, other).is_some());
    if let Some(named) = entities.iter().find(|on| ties(on)).filter(|_| entities.len() > 1) {
        return Some((*named).to_owned());
    }
    let mut all = scene.draft.entities.keys().filter(|on| !entities.contains(&on.as_str()) && ties(on));
    all.next().filter(|_| !entities.is_empty() && all.next().is_none()).cloned()
}

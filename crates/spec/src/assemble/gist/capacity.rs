//! How many of one there may be for another, by what the other says of itself.

use super::scene::Scene;
use crate::english::evidence::Fact;

const BESIDE: &[&str] = &[
    "more",
    "can't",
    "cannot",
    "never",
    "don't",
    "doesn't",
    "allowed",
    "nobody",
    "exceed",
    "exceeds",
    "number",
    "count",
    "isn't",
    "aren't",
    "permitted",
    "ever",
    "many",
    "most",
    "greater",
    "larger",
    "higher",
    "bigger",
];
/// They would turn the rule into another one.
const ELSE: &[&str] = &[
    "unless", "until", "till", "except", "before", "after", "or", "if", "when", "while", "other", "least",
    "without", "only",
];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    let above = scene.refusals() == 1
        && (scene.has(&["exceed"])
            || scene.has(&["more", "greater", "larger", "higher", "bigger"]) && scene.has(&["than"]));
    let most = scene.refusals() == 0 && (scene.says("at most as many") || scene.says("only as many"));
    if !most && (!above || scene.has(ELSE)) || !scene.numbers.is_empty() {
        return None;
    }
    let [one, other] = scene.entities()[..] else { return None };
    let (counted, holder) = if scene.key(one, other).is_some() { (one, other) } else { (other, one) };
    scene.key(counted, holder)?;
    // A member of what is counted is held against one of the holder, and nothing is counted.
    let [field] = scene.members_of(holder, BESIDE)?.try_into().ok()?;
    let whole = scene.has(&["number", "count", "more", "many"]);
    whole.then(|| Fact::Capacity {
        counted: scene.phrase(counted),
        holder: Some(scene.phrase(holder)),
        field,
        toks: scene.range.clone(),
    })
}

//! How many of one there may be for another.

use super::scene::Scene;
use crate::english::evidence::Fact;

const BESIDE: &[&str] = &[
    "most",
    "maximum",
    "max",
    "limit",
    "limited",
    "total",
    "more",
    "can't",
    "cannot",
    "never",
    "don't",
    "doesn't",
    "allowed",
    "nobody",
    "up",
    "exceed",
    "exceeds",
    "number",
    "count",
    "upper",
    "isn't",
    "aren't",
    "permitted",
    "ever",
];
/// They would turn the rule into another one: what is counted "at a time" is some of them only.
const ELSE: &[&str] = &[
    "unless",
    "until",
    "till",
    "except",
    "before",
    "after",
    "or",
    "if",
    "when",
    "while",
    "other",
    "least",
    "once",
    "simultaneously",
    "time",
    "times",
    "moment",
    "without",
    "own",
    "only",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    let [(max, behind)] = scene.numbers.as_slice() else { return None };
    let refusals = scene.refusals();
    let above = scene.says("more than") && refusals == 1;
    let most = refusals == 0
        && (scene.says("at most") || scene.says("up to") || scene.has(&["maximum", "max"]))
        && !scene.says("more than");
    if !above && !most || scene.has(ELSE) || !scene.is_told(BESIDE) {
        return None;
    }
    let counted = scene.things.iter().find(|named| named.np.toks.start == *behind)?;
    let [one, other] = scene.entities()[..] else { return None };
    let holder = if counted.entity == one { other } else { one };
    scene.key(&counted.entity, holder)?;
    Some(Fact::Limit {
        holder: Some(scene.phrase(holder)),
        also: Vec::new(),
        max: *max,
        counted: counted.np.clone(),
        per: None,
        toks: scene.range.clone(),
    })
}

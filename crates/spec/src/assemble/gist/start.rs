//! With what value each record begins.

use serde_json::Value;

use super::scene::Scene;
use crate::english::evidence::{Fact, Mod, Np};

const STARTS: &[&str] = &["starts", "start", "begins", "begin", "starting", "beginning"];
const EVERYONE: &[&str] =
    &["everyone", "everybody", "each", "every", "all", "they", "it", "new", "anyone", "anybody"];
const BESIDE: &[&str] = &[
    "starts",
    "start",
    "begins",
    "begin",
    "everyone",
    "everybody",
    "new",
    "anyone",
    "anybody",
    "out",
    "with",
    "as",
    "they",
    "first",
    "default",
    "always",
    "one",
    "ones",
];
const ELSE: &[&str] = &[
    "unless", "until", "till", "except", "before", "after", "or", "if", "when", "while", "other", "without",
    "only", "than", "more", "least", "else", "by", "on", "from",
];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    if !scene.has(STARTS)
        || !scene.has(EVERYONE) && scene.things.is_empty()
        || scene.has(ELSE)
        || scene.refusals() > 0
    {
        return None;
    }
    let [one] = scene.open_words(BESIDE)[..] else { return None };
    let named = scene.entities();
    let holds = |entity: &&String| {
        (named.is_empty() || named.contains(&entity.as_str())) && scene.field_of_value(entity, one).is_some()
    };
    let mut all = scene.draft.entities.keys().filter(holds);
    let entity = all.next().filter(|_| all.next().is_none() && scene.numbers.is_empty())?;
    let field = scene.field_of_value(entity, one)?;
    let at = scene.range.start..scene.range.start;
    let np = Np {
        low: field.split('_').map(str::to_owned).collect(),
        name: field.replace('_', " "),
        toks: at.clone(),
        name_toks: at,
        ..Np::default()
    };
    Some(Fact::About {
        field: Some(np),
        owner: Some(scene.phrase(entity)),
        mods: vec![Mod::Default(Value::String(one.to_owned()))],
        toks: scene.range.clone(),
    })
}

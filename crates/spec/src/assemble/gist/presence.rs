//! Which members of a thing may be missing, and which may not.

use super::scene::Scene;
use crate::english::evidence::{Fact, Mod, Np};

const EMPTY: &[&str] = &["empty", "blank", "null", "missing", "omitted", "skipped", "absent"];
const OPTIONAL: &[&str] = &["optional"];
const REQUIRED: &[&str] = &["required", "mandatory", "compulsory", "obligatory"];
const BESIDE: &[&str] = &[
    "empty",
    "blank",
    "null",
    "missing",
    "omitted",
    "skipped",
    "absent",
    "optional",
    "required",
    "mandatory",
    "compulsory",
    "obligatory",
    "left",
    "field",
    "fields",
    "can't",
    "cannot",
    "never",
    "mustn't",
    "isn't",
    "aren't",
    "don't",
    "doesn't",
    "always",
    "must",
    "given",
    "allowed",
    "stay",
    "remain",
    "values",
    "value",
];
/// They would turn it into a rule.
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
    "without",
    "only",
    "than",
    "more",
    "least",
    "else",
    "everything",
    "all",
    "rest",
];

pub fn read(scene: &Scene<'_>) -> Option<Vec<Fact>> {
    let open = scene.has(EMPTY) || scene.says("left out") || scene.says("left away");
    let (optional, required) = (scene.has(OPTIONAL), scene.has(REQUIRED));
    let said = match (open || optional, required, scene.refusals()) {
        (true, false, 0) | (false, true, 1) => Mod::Optional,
        (true, false, 1) | (false, true, 0) => Mod::Required,
        _ => return None,
    };
    if scene.has(ELSE) || !scene.numbers.is_empty() || scene.things.len() > 1 {
        return None;
    }
    let (owner, members) = members(scene)?;
    let fact = |np: Np| Fact::About {
        field: Some(np),
        owner: Some(scene.phrase(&owner)),
        mods: vec![said.clone()],
        toks: scene.range.clone(),
    };
    Some(members.into_iter().map(fact).collect())
}

/// The only thing that has all the members which the words name, and these.
fn members(scene: &Scene<'_>) -> Option<(String, Vec<Np>)> {
    let named: Vec<&str> = scene.entities();
    let may = |entity: &&String| named.is_empty() || named.contains(&entity.as_str());
    let has = |entity: &String| {
        let found = scene.members_of(entity, BESIDE).filter(|found| !found.is_empty())?;
        Some((entity.clone(), found))
    };
    let mut all = scene.draft.entities.keys().filter(may).filter_map(has).collect::<Vec<_>>();
    if all.len() > 1
        && let Some(before) = scene.last_before()
    {
        all.retain(|(entity, _)| *entity == before);
    }
    let mut all = all.into_iter();
    all.next().filter(|_| all.next().is_none())
}

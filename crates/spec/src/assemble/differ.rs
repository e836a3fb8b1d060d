//! Two members of one record that never say the same: two keys to one entity, or two texts.

use domain::{
    rule::FormalRule,
    spec::{FieldType, RelationKind},
};

use super::{
    draft::{Draft, Sentence},
    rules::formal,
};
use crate::english::evidence::Np;

type Toks = std::ops::Range<usize>;

/// `source and target account must differ`; without a second name, the two keys that lead to the one.
pub fn rule(
    draft: &mut Draft,
    sentence: &Sentence,
    one: &Np,
    other: Option<&Np>,
    owner: Option<&Np>,
    toks: &Toks,
) -> bool {
    let stated = owner.and_then(|np| draft.resolve(np));
    let among = |entity: &&String| stated.as_ref().is_none_or(|name| *name == **entity);
    let found: Vec<(String, String, String)> = draft
        .entities
        .keys()
        .filter(among)
        .filter_map(|entity| {
            let (one, other) = match other {
                Some(other) => pair(draft, entity, one, other)?,
                None => keys_to(draft, entity, one)?,
            };
            Some((entity.clone(), one, other))
        })
        .collect();
    let [(entity, one, other)] = found.as_slice() else { return false };
    let rule = FormalRule::Differ { one: one.clone(), other: other.clone() };
    formal(draft, sentence, toks, entity, vec![one.clone(), other.clone()], &rule, "G11.differ")
}

/// The two members, where they are of one kind.
fn pair(draft: &Draft, entity: &str, one: &Np, other: &Np) -> Option<(String, String)> {
    // "Home and away team": the name of both ends behind the second.
    let ended = |np: &Np, by: &Np| {
        let mut low = np.low.clone();
        low.push(by.last().to_owned());
        Np { name: low.join(" "), low, ..np.clone() }
    };
    let first = draft.member(entity, &ended(one, other)).or_else(|| draft.member(entity, one));
    let second = draft.member(entity, other).or_else(|| draft.member(entity, &ended(other, one)));
    let (first, second) = (first?, second?);
    let target = |name: &str| {
        let key = draft.relations.iter().find(|r| r.from == entity && r.field.as_deref() == Some(name));
        key.filter(|r| r.kind != RelationKind::ManyToMany).map(|r| r.to.clone())
    };
    let text = |name: &str| {
        draft.entities.get(entity).and_then(|e| e.fields.get(name)).is_some_and(|f| {
            matches!(f.ql_type, FieldType::String | FieldType::Text)
                && f.values.is_none()
                && f.pattern.is_none()
        })
    };
    let keys = target(&first).is_some() && target(&first) == target(&second);
    (first != second && (keys || text(&first) && text(&second))).then_some((first, second))
}

/// The only two keys of the entity that lead to the thing.
fn keys_to(draft: &Draft, entity: &str, thing: &Np) -> Option<(String, String)> {
    // Nobody: whatever has two keys to one thing.
    let twice = || {
        let single = |r: &&domain::spec::Relation| r.from == entity && r.kind != RelationKind::ManyToMany;
        let mut keys = draft.relations.iter().filter(single);
        keys.find(|one| draft.relations.iter().filter(single).filter(|r| r.to == one.to).count() == 2)
            .map(|r| r.to.clone())
    };
    let to = if thing.last() == "nobody" { twice()? } else { draft.resolve(thing)? };
    let mut keys = draft
        .relations
        .iter()
        .filter(|r| r.from == entity && r.to == to && r.kind != RelationKind::ManyToMany)
        .filter_map(|r| r.field.clone());
    let (one, other) = (keys.next()?, keys.next()?);
    keys.next().is_none().then_some((one, other))
}

//! Whose a row is where its maker is not asked: a key names an account, or the row belongs to somebody's row.

use domain::{
    ownership::Ownership,
    spec::{RelationKind, Spec},
};

use super::{Entity, Holder, Parent};
use crate::Error;

/// Sets the holders that own-conditions name, before anybody asks who owns what.
pub(super) fn set(spec: &Spec, entities: &mut [Entity]) -> Result<(), Error> {
    let Some(auth) = &spec.auth else { return Ok(()) };
    for (i, permission) in auth.permissions.iter().enumerate() {
        let place = format!("/auth/permissions/{i}");
        let Some(said) = permission.condition.as_deref() else { continue };
        let Some(ownership) = Ownership::of(said) else {
            let why = format!("`own`, `own:key` or `own:key.key` is understood, not `{said}`");
            return Err(Error::NotCovered { place, why });
        };
        let Some((key, through)) = named(ownership) else { continue };
        let missing = |why: &str| Error::Contradiction { place: place.clone(), why: why.to_owned() };
        let name = permission.entity.as_deref().ok_or_else(|| missing("a key is one of an entity"))?;
        let parent = parent_of(entities, name, &key, through.as_deref())
            .ok_or_else(|| missing(&format!("{name} has no key `{said}` to an account")))?;
        let Some(entity) = entities.iter_mut().find(|e| e.name == name) else { continue };
        for role in &permission.roles {
            let held = Holder {
                roles: vec![role.clone()],
                key: key.clone(),
                parent: parent.clone(),
                all: role == "user",
            };
            hold(entity, held, role).map_err(|why| Error::NotCovered { place: place.clone(), why })?;
        }
    }
    Ok(())
}

fn named(ownership: Ownership) -> Option<(String, Option<String>)> {
    match ownership {
        Ownership::Maker => None,
        Ownership::Named { key } => Some((key, None)),
        Ownership::Through { key, owner } => Some((key, Some(owner))),
    }
}

/// The row that the key points to, where that is somebody's; None where there are no such keys.
fn parent_of(entities: &[Entity], name: &str, key: &str, through: Option<&str>) -> Option<Option<Parent>> {
    let one = |name: &str, key: &str| {
        let entity = entities.iter().find(|e| e.name == name)?;
        entity.relation(key).filter(|r| r.kind != RelationKind::ManyToMany)
    };
    let own = one(name, key)?;
    match through {
        None => (own.to == "User").then_some(None),
        Some(owner) => {
            let theirs = one(&own.to, owner)?;
            (theirs.to == "User").then(|| Some(Parent { to: own.to.clone(), owner: owner.to_owned() }))
        }
    }
}

/// One role has one way of owning rows.
fn hold(entity: &mut Entity, held: Holder, role: &str) -> Result<(), String> {
    let same = |known: &Holder| (&known.key, &known.parent, known.all) == (&held.key, &held.parent, held.all);
    if let Some(other) = entity.holders.iter().find(|known| known.roles.iter().any(|r| r == role)) {
        return if same(other) {
            Ok(())
        } else {
            Err(format!("{role} owns {} in two ways", entity.label_plural))
        };
    }
    match entity.holders.iter_mut().find(|known| same(known)) {
        Some(known) => known.roles.push(role.to_owned()),
        None => entity.holders.push(held),
    }
    // What holds for every account is asked last.
    entity.holders.sort_by_key(|known| known.all);
    Ok(())
}

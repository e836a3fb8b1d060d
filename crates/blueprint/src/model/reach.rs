//! Who may point at whose records: what an account may not read, it cannot attach anything to.

use domain::{Origin, spec::Spec};

use super::{Entity, Follows, Owner, Reach, Verb};

/// Sets the reach of every key whose targets some accounts read only where they are their own.
pub(super) fn set(spec: &Spec, entities: &mut [Entity]) {
    let known: Vec<(String, Reach)> =
        entities.iter().filter_map(|e| Some((e.name.clone(), of_target(e)?))).collect();
    for relation in entities.iter_mut().flat_map(|e| &mut e.relations) {
        let target = known.iter().find(|(name, _)| *name == relation.to && !relation.owner);
        relation.reach = target.filter(|_| relation.link.is_none()).map(|(_, reach)| reach.clone());
    }
    // Who owns rows by what they hang on hangs them on nothing of others.
    for entity in entities.iter_mut() {
        for held in entity.holders.clone() {
            let Some(parent) = held.parent else { continue };
            let own: Vec<String> = held.roles.into_iter().filter(|role| attaches(entity, role)).collect();
            if own.is_empty() {
                continue;
            }
            if let Some(key) = entity.relations.iter_mut().find(|r| r.field == held.key && r.reach.is_none())
            {
                key.reach = Some(Reach { owner: parent.owner, anywhere: Vec::new(), own });
            }
        }
    }
    for entity in entities {
        entity.follows = follows(spec, entity);
    }
}

/// Whether an account of the role gives rows of the entity their keys.
fn attaches(entity: &Entity, role: &String) -> bool {
    [Verb::Create, Verb::Update, Verb::Replace].into_iter().any(|verb| {
        entity.operation(verb).is_some_and(|op| {
            let named = |roles: &[String]| roles.iter().any(|known| known == role || known == "user");
            op.access.any || named(&op.access.roles) || named(&op.access.own)
        })
    })
}

fn of_target(entity: &Entity) -> Option<Reach> {
    let Some(Owner::Key(owner)) = &entity.owner else { return None };
    let read = &entity.operation(Verb::Read).or_else(|| entity.operation(Verb::List))?.access;
    if read.public || read.any {
        return None;
    }
    // Who cannot make a target has none of its own: another rule must have given it one.
    let create = &entity.operation(Verb::Create)?.access;
    let makes = |role: &String| {
        let named = |roles: &[String]| roles.iter().any(|r| r == role || r == "user");
        create.public || create.any || named(&create.roles) || named(&create.own)
    };
    let own: Vec<String> = read.own.iter().filter(|role| makes(role)).cloned().collect();
    (!own.is_empty()).then(|| Reach { owner: owner.clone(), anywhere: read.roles.clone(), own })
}

/// Where nobody said whose a row is, only that it belongs to a row of somebody, it is theirs too.
fn follows(spec: &Spec, entity: &Entity) -> Option<Follows> {
    let Some(Owner::Key(owner)) = &entity.owner else { return None };
    let own = entity.relation(owner)?;
    let stated = spec.relations.get(own.index)?;
    // A key that says who made the row says so of rows on others' rows, too.
    if stated.origin != Some(Origin::Default) || stated.rule.as_deref() == Some("G6.own") {
        return None;
    }
    let key = entity.relations.iter().find(|r| r.required && !r.owner && r.reach.is_some())?;
    let owner = key.reach.as_ref()?.owner.clone();
    Some(Follows { key: key.field.clone(), to: key.to.clone(), owner })
}

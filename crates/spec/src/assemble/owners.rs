//! Whose a record is to people who see or change only their own: who makes it is one answer, and seldom the right one
//! where somebody else makes it for them. `Pupils see only their own loans` beside `librarians create loans` needs a
//! key to the pupil; `the shelter that posted the animal may approve an application` goes by the animal.

use domain::{
    Origin, Span, Spec,
    ownership::Ownership,
    spec::{Effect, Permission, QuestionKind, RelationKind},
};
use serde_json::json;

use super::{
    draft::{Draft, many_to_one},
    finish::spaced,
    unspoken,
};
use crate::questions;

/// The statement `… or its episodes`: theirs by what it belongs to, whoever makes it.
pub const OF_PARENT: &str = "G6.own-of";

/// What the answers to the question are.
pub const BY_MAKER: &str = "whoever creates it";

/// Says for every right to own records which key makes them somebody's, and adds the keys that are missing.
pub fn settle(draft: &mut Draft) {
    if !draft.needs_accounts {
        return;
    }
    for entity in draft.entities.keys().filter(|name| *name != "User").cloned().collect::<Vec<_>>() {
        let mut told: Vec<(String, Option<Ownership>)> = Vec::new();
        for index in 0..draft.permissions.len() {
            let Some(permission) = draft.permissions.get(index).filter(|p| owns(p, &entity)).cloned() else {
                continue;
            };
            for role in &permission.roles {
                if told.iter().any(|(known, _)| known == role) {
                    continue;
                }
                let ownership = of_role(draft, &entity, role, &permission);
                told.push((role.clone(), ownership));
            }
        }
        told.retain(|(_, ownership)| !matches!(ownership, None | Some(Ownership::Maker)));
        for (role, ownership) in told {
            name(draft, &entity, &role, &ownership.unwrap_or(Ownership::Maker));
        }
        made(draft, &entity);
    }
}

fn owns(permission: &Permission, entity: &String) -> bool {
    permission.condition.as_deref() == Some("own")
        && permission.entity.as_ref().is_none_or(|named| named == entity)
}

/// How records of the entity are the role's own.
fn of_role(draft: &mut Draft, entity: &str, role: &str, permission: &Permission) -> Option<Ownership> {
    if permission.rule.as_deref() == Some(OF_PARENT) {
        return through(draft, entity, role, permission.src)
            .or_else(|| asked_of_parent(draft, entity, role, permission))
            .or(Some(Ownership::Maker));
    }
    let makers = unspoken::makers(draft, entity);
    let makes = makers.iter().any(|maker| maker == role || maker == "user" || maker == "public");
    if role == "user" {
        return Some(Ownership::Maker);
    }
    let key = format!("{role}_id");
    let keyed = to_account(draft, entity).any(|field| field == key);
    // "A visit has a nurse", and a nurse is a record with a name: whose it is stands there, whoever makes it.
    if !keyed && record_of(draft, entity, role).is_some() {
        return Some(asked(draft, entity, role, permission));
    }
    if makes {
        let alone = makers.iter().all(|maker| maker == role || maker == "admin");
        if !keyed || alone {
            return Some(Ownership::Maker);
        }
        draft.assume(
            format!("whoever creates a record of {entity} says whose it is ({key})"),
            Some("/auth/permissions".to_owned()),
            &["it belongs to who creates it"],
        );
        return Some(Ownership::Named { key });
    }
    if keyed {
        return Some(Ownership::Named { key });
    }
    // "Each task is assigned to a user": there is one account that a task names.
    let stated: Vec<String> = draft
        .relations
        .iter()
        .filter(|r| r.from == entity && r.to == "User" && r.kind != RelationKind::ManyToMany)
        .filter(|r| r.origin == Some(Origin::Stated))
        .filter_map(|r| r.field.clone())
        .filter(|field| !draft.roles.iter().any(|other| *field == format!("{other}_id")))
        .collect();
    if let [field] = stated.as_slice() {
        return Some(Ownership::Named { key: field.clone() });
    }
    through(draft, entity, role, permission.src).or_else(|| Some(asked(draft, entity, role, permission)))
}

fn to_account<'d>(draft: &'d Draft, entity: &'d str) -> impl Iterator<Item = String> + 'd {
    draft
        .relations
        .iter()
        .filter(move |r| r.from == entity && r.to == "User" && r.kind != RelationKind::ManyToMany)
        .filter_map(|r| r.field.clone())
}

/// By the record that it belongs to, where that is the role's: its key names them, or they make it.
fn through(draft: &mut Draft, entity: &str, role: &str, src: Option<Span>) -> Option<Ownership> {
    let parents: Vec<(String, String)> = draft
        .relations
        .iter()
        .filter(|r| {
            r.from == entity && r.to != "User" && r.to != entity && r.kind != RelationKind::ManyToMany
        })
        .filter(|r| r.required == Some(true))
        .filter(|r| draft.own_of.get(entity).is_none_or(|parent| *parent == r.to))
        .filter_map(|r| Some((r.to.clone(), r.field.clone()?)))
        .collect();
    let named = |draft: &Draft, parent: &str| {
        let keys: Vec<String> = to_account(draft, parent).collect();
        let own = keys.iter().find(|key| **key == format!("{role}_id")).cloned();
        own.or_else(|| keys.first().filter(|_| keys.len() == 1 && role == "user").cloned())
    };
    for (parent, key) in &parents {
        if let Some(owner) = named(draft, parent) {
            assume(draft, entity, parent, role);
            // Whoever could change that key would own what is another's.
            let told = |p: &Permission| {
                p.entity.as_ref() == Some(parent)
                    && p.ops.iter().any(|op| matches!(op.as_str(), "create" | "update"))
            };
            if !draft.permissions.iter().any(told) {
                keep(draft, entity, parent, role);
            }
            return Some(Ownership::Through { key: key.clone(), owner });
        }
    }
    let makes = |draft: &Draft, parent: &str| {
        let makers = unspoken::makers(draft, parent);
        makers.iter().any(|maker| maker == role)
            && makers.iter().all(|maker| maker == role || maker == "admin")
    };
    let (parent, key) = parents.into_iter().find(|(parent, _)| makes(draft, parent))?;
    let held = to_account(draft, &parent).next();
    let owner = held.unwrap_or_else(|| made_by(draft, &parent, &format!("{role}_id"), src));
    assume(draft, entity, &parent, role);
    Some(Ownership::Through { key, owner })
}

fn assume(draft: &mut Draft, entity: &str, parent: &str, role: &str) {
    let whose = if role == "user" {
        "an account".to_owned()
    } else {
        domain::requirement::with_article(&spaced(role))
    };
    draft.assume(
        format!("the own {entity} records of {whose} are those of the own {parent} records"),
        Some("/auth/permissions".to_owned()),
        &["those that the account creates"],
    );
}

/// The key of a record to the one that is kept of the people themselves.
fn record_of(draft: &Draft, entity: &str, role: &str) -> Option<(String, String)> {
    let record =
        draft.resolve_key(&role.replace('_', " ")).filter(|name| name != "User" && name != entity)?;
    let mut keys = draft
        .relations
        .iter()
        .filter(|r| r.from == entity && r.to == record && r.kind != RelationKind::ManyToMany)
        .filter_map(|r| r.field.clone());
    let key = keys.next().filter(|_| keys.next().is_none())?;
    Some((record, key))
}

/// "Inspectors see only schools of their own region": a region may name its inspector, which nobody said.
fn asked_of_parent(
    draft: &mut Draft,
    entity: &str,
    role: &str,
    permission: &Permission,
) -> Option<Ownership> {
    let parent = draft.own_of.get(entity).cloned()?;
    let key = draft
        .relations
        .iter()
        .find(|r| r.from == entity && r.to == parent && r.kind != RelationKind::ManyToMany)
        .and_then(|r| r.field.clone())?;
    let owner = proposed(draft, &parent, &format!("{role}_id"), permission.src);
    keep(draft, entity, &parent, role);
    let (one, whole, person) = (spaced(entity), spaced(&parent), spaced(role));
    let by_key = format!("each {whole} names its {person}");
    draft.ask(questions::new(
        QuestionKind::Ambiguous,
        format!("/auth/own/{entity}/{role}"),
        format!(
            "{} have rights to the {} of their own {whole}, but nothing says which {whole} is whose: how is it known?",
            crate::words::plural(&person),
            crate::words::plural(&one),
        ),
        permission.src.into_iter().collect(),
        json!(by_key),
        vec![json!(by_key), json!(BY_MAKER)],
        true,
    ));
    Some(Ownership::Through { key, owner })
}

/// Nobody said whose a record is that others make: the person decides, and nothing is built before.
fn asked(draft: &mut Draft, entity: &str, role: &str, permission: &Permission) -> Ownership {
    let (one, person) = (spaced(entity), spaced(role));
    let key = format!("{role}_id");
    // "An appointment has a doctor", and a doctor is a record with a name: that record knows the account.
    let keyed = draft.relations.iter().find(|r| r.from == entity && r.field.as_ref() == Some(&key));
    let keyed = keyed.map(|r| (r.to.clone(), key.clone())).filter(|(to, _)| to != "User");
    let (ownership, by_key) = match keyed.or_else(|| record_of(draft, entity, role)) {
        Some((record, key)) => {
            let held = to_account(draft, &record).next();
            let owner = held.unwrap_or_else(|| proposed(draft, &record, "account_id", permission.src));
            keep(draft, entity, &record, role);
            (
                Ownership::Through { key, owner },
                format!("each {person} names an account, whose they are then"),
            )
        }
        None => {
            proposed(draft, entity, &key, permission.src);
            (Ownership::Named { key }, format!("each {one} names its {person}"))
        }
    };
    let stated = draft.permissions.iter().any(|p| {
        p.effect == Effect::Allow
            && p.ops.iter().any(|op| op == "create")
            && p.entity.as_ref().is_none_or(|named| named == entity)
    });
    let several =
        |role: &String| if role == "staff" { role.clone() } else { crate::words::plural(&spaced(role)) };
    let mut makers = unspoken::makers(draft, entity).iter().map(several).collect::<Vec<_>>();
    makers.dedup();
    let theirs = makers.iter().all(|maker| *maker == several(&role.to_owned()));
    draft.ask(questions::new(
        QuestionKind::Ambiguous,
        format!("/auth/own/{entity}/{role}"),
        format!(
            "{} have rights to their own {}, but {}: whose is {}?",
            crate::words::plural(&person),
            crate::words::plural(&one),
            if stated && theirs {
                format!("nothing ties the account of a person to the {person} that is kept")
            } else if stated {
                format!("{} create them", makers.join(" and "))
            } else {
                "who creates them is not said".to_owned()
            },
            domain::requirement::with_article(&one),
        ),
        permission.src.into_iter().collect(),
        json!(by_key),
        vec![json!(by_key), json!(BY_MAKER)],
        true,
    ));
    ownership
}

/// The answer that a record is its maker's after all.
pub fn by_maker(spec: &mut Spec, entity: &str, role: &str) {
    let Some(auth) = &mut spec.auth else { return };
    let theirs = |p: &&mut Permission| {
        let by_key = p
            .condition
            .as_deref()
            .and_then(Ownership::of)
            .is_some_and(|ownership| !matches!(ownership, Ownership::Maker));
        by_key && p.entity.as_deref() == Some(entity) && p.roles.iter().any(|named| named == role)
    };
    for permission in auth.permissions.iter_mut().filter(theirs) {
        permission.condition = Some("own".to_owned());
        permission.origin = Some(Origin::Confirmed);
    }
    let mut kept = false;
    for relation in spec.relations.iter_mut().filter(|r| r.from == entity && r.to == "User") {
        (relation.origin, kept) = (Some(Origin::Confirmed), true);
    }
    if !kept {
        let mut relation = many_to_one(entity, "User", "owner_id".to_owned());
        relation.origin = Some(Origin::Confirmed);
        spec.relations.push(relation);
    }
}

/// The record whose key makes somebody the owner of others is kept by whoever keeps those.
fn keep(draft: &mut Draft, entity: &str, record: &str, role: &str) {
    // "Headmasters create pupils": who makes those records was said.
    let said = |p: &&Permission| {
        p.effect == Effect::Allow
            && p.entity.as_deref() == Some(record)
            && p.ops.iter().any(|op| op == "create")
    };
    let mut keepers: Vec<String> =
        draft.permissions.iter().filter(said).flat_map(|p| p.roles.clone()).collect();
    if keepers.is_empty() {
        keepers = unspoken::makers(draft, entity);
    }
    let mut seen = std::collections::BTreeSet::new();
    keepers.retain(|maker| seen.insert(maker.clone()));
    keepers.retain(|maker| maker != "user" && maker != "public" && maker != role);
    if !keepers.iter().any(|maker| maker == "admin") {
        keepers.push("admin".to_owned());
    }
    draft.kept_by.insert(record.to_owned(), keepers);
}

/// A key that only the answer to a question makes one.
fn proposed(draft: &mut Draft, entity: &str, field: &str, src: Option<Span>) -> String {
    let known = draft.relations.len();
    let field = add(draft, entity, field, src);
    draft.relations.iter_mut().skip(known).for_each(|key| key.origin = Some(Origin::Default));
    field
}

fn add(draft: &mut Draft, entity: &str, field: &str, src: Option<Span>) -> String {
    let mut relation = many_to_one(entity, "User", field.to_owned());
    (relation.origin, relation.src) = (Some(Origin::Inferred), src);
    relation.rule = Some("G6.own".to_owned());
    draft.relate(relation);
    field.to_owned()
}

/// Writes the key into the rights of the role, apart from those of others in the same statement.
fn name(draft: &mut Draft, entity: &str, role: &str, ownership: &Ownership) {
    for index in 0..draft.permissions.len() {
        let Some(permission) = draft.permissions.get_mut(index).filter(|p| owns(p, &entity.to_owned()))
        else {
            continue;
        };
        if !permission.roles.iter().any(|named| named == role) {
            continue;
        }
        if permission.roles.len() == 1 && permission.entity.is_some() {
            permission.condition = Some(ownership.condition());
            continue;
        }
        let mut part = permission.clone();
        part.roles = vec![role.to_owned()];
        part.entity = Some(entity.to_owned());
        part.condition = Some(ownership.condition());
        if permission.entity.is_some() {
            permission.roles.retain(|named| named != role);
        }
        draft.permissions.push(part);
    }
}

/// Whoever makes a record owns it where a right to own ones says no more: that needs a key that the making fills.
fn made(draft: &mut Draft, entity: &str) {
    let Some(permission) = draft.permissions.iter().find(|p| owns(p, &entity.to_owned())).cloned() else {
        return;
    };
    maker_key(draft, entity, permission.src);
}

/// The key to the account that made a record: one that no right names, or a new one.
fn maker_key(draft: &mut Draft, entity: &str, src: Option<Span>) {
    let permissions = draft.permissions.clone();
    key_of_maker_at(draft, &permissions, entity, src);
}

/// The same for rights that nobody stated.
pub fn key_of_maker(draft: &mut Draft, permissions: &[Permission], entity: &str) {
    key_of_maker_at(draft, permissions, entity, None);
}

fn key_of_maker_at(draft: &mut Draft, permissions: &[Permission], entity: &str, src: Option<Span>) {
    let named: Vec<String> = permissions
        .iter()
        .filter(|p| p.entity.as_deref() == Some(entity) && p.effect == Effect::Allow)
        .filter_map(|p| Ownership::of(p.condition.as_deref()?))
        .filter_map(|ownership| match ownership {
            Ownership::Named { key } => Some(key),
            Ownership::Maker | Ownership::Through { .. } => None,
        })
        .collect();
    let free = to_account(draft, entity).any(|field| !named.contains(&field));
    if free {
        return;
    }
    if named.is_empty() {
        super::permits::owner_key(draft, entity, None, src);
        return;
    }
    made_by(draft, entity, "owner_id", src);
}

/// A new key to the account that makes a record.
fn made_by(draft: &mut Draft, entity: &str, field: &str, src: Option<Span>) -> String {
    let index = draft.relations.len();
    let field = add(draft, entity, field, src);
    draft.assume(
        format!("{entity} records belong to the account that creates them ({field})"),
        Some(format!("/relations/{index}")),
        &["no owner"],
    );
    field
}

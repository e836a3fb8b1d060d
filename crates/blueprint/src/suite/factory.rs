//! Factories: how a valid record of an entity is made, again and again.
//!
//! A member is given when it is required; it varies from record to record only where a
//! rule wants records to differ, so that everything else reads as a plain example.

use std::collections::BTreeSet;

use domain::spec::RelationKind;

use super::scenario::{Factory, FactoryMember, Recipe};
use super::world::{Thing, World};
use crate::model::{Relation, Verb};

/// The entity's factory; the error says why no valid record can be made.
pub fn factory(world: &World<'_>, thing: &Thing<'_>) -> Result<Factory, String> {
    makeable(world, thing, &mut BTreeSet::new())?;
    let varying = varying(thing);
    let mut members = Vec::new();
    for (name, values) in thing.writable() {
        // What records that point here require is not left to a default.
        let required = thing.entity.required.iter().any(|(field, _)| field == name);
        if !values.field.required && !varying.rule.contains(name) && !required {
            continue;
        }
        let vary = values.field.unique == Some(true) || varying.rule.contains(name);
        let recipe = if vary { values.varying() } else { values.constant() };
        let recipe = recipe.ok_or_else(|| format!("{}.{name} has no example", thing.name))?;
        members.push(FactoryMember { name: name.to_owned(), recipe });
    }
    for key in thing.given_keys().filter(|key| key.required) {
        members.push(FactoryMember { name: key.field.clone(), recipe: target(world, thing, key) });
    }
    let mut needs: Vec<String> = members
        .iter()
        .filter_map(|member| match &member.recipe {
            Recipe::NewRecord { factory, .. } | Recipe::NewRecords { factory } => Some(factory.clone()),
            _ => None,
        })
        .collect();
    needs.sort();
    needs.dedup();
    let mut accounts: Vec<String> = members
        .iter()
        .filter_map(|member| match &member.recipe {
            Recipe::AccountId { account } => Some(account.clone()),
            _ => None,
        })
        .collect();
    accounts.sort();
    accounts.dedup();
    let counts = members.iter().any(|member| {
        !matches!(
            member.recipe,
            Recipe::Same { .. }
                | Recipe::NewRecord { .. }
                | Recipe::NewRecords { .. }
                | Recipe::AccountId { .. }
        ) && !matches!(member.recipe, Recipe::Moment { every_days: 0, .. })
    });
    let by =
        world.accounts.maker(thing.entity).ok_or_else(|| format!("nobody may create {}", thing.labels))?;
    let personal =
        members.iter().any(|m| matches!(&m.recipe, Recipe::NewRecord { own, .. } if !own.is_empty()));
    Ok(Factory {
        personal,
        name: thing.one.to_owned(),
        label: thing.label.to_owned(),
        path: thing.path.to_owned(),
        by,
        members,
        needs,
        accounts,
        counts,
    })
}

fn target(world: &World<'_>, of: &Thing<'_>, key: &Relation) -> Recipe {
    match world.thing(&key.to) {
        Some(thing) if key.kind == RelationKind::ManyToMany => {
            Recipe::NewRecords { factory: thing.one.to_owned() }
        }
        Some(thing) => {
            let held = |role: &&String| key.reach.as_ref().is_some_and(|reach| reach.holds(role));
            let own = world.accounts.roles.iter().filter(held).cloned().collect();
            // Whose it is, its maker says by a key, unless it is whoever made it.
            let owner = key.reach.as_ref().map(|reach| &reach.owner);
            let names = owner.filter(|owner| thing.is_named_by(owner)).cloned();
            Recipe::NewRecord { factory: thing.one.to_owned(), own, names }
        }
        None => {
            let role = world.accounts.named(of.entity, &key.field);
            Recipe::AccountId { account: super::access::account(&role) }
        }
    }
}

/// What an account is registered with beside its address and password.
pub fn registration(world: &World<'_>) -> Vec<FactoryMember> {
    let Some(user) = world.things.iter().find(|thing| thing.entity.account) else { return Vec::new() };
    let needed = user
        .writable()
        .filter(|(name, values)| values.field.required && !["email", "password"].contains(name));
    let members = needed.filter_map(|(name, values)| {
        let recipe = if values.field.unique == Some(true) { values.varying() } else { values.constant() };
        Some(FactoryMember { name: name.to_owned(), recipe: recipe? })
    });
    members.collect()
}

/// Whether values, targets and permissions leave a way to make a record at all.
fn makeable<'w>(
    world: &'w World<'_>,
    thing: &'w Thing<'_>,
    above: &mut BTreeSet<&'w str>,
) -> Result<(), String> {
    if !above.insert(thing.name) {
        return Err(format!("every {} needs another one to exist first", thing.name));
    }
    for (name, values) in thing.writable() {
        if let Some(reason) = values.impossible().filter(|_| values.field.required) {
            return Err(format!("{}.{name}: {reason}", thing.name));
        }
    }
    if thing.operation(Verb::Create).is_none() || world.accounts.maker(thing.entity).is_none() {
        return Err(format!("nobody may create {}", thing.labels));
    }
    for key in thing.given_keys().filter(|key| key.required) {
        if let Some(target) = world.thing(&key.to) {
            makeable(world, target, above)?;
        }
    }
    above.remove(thing.name);
    Ok(())
}

/// Fields whose values must differ because of rules between records.
pub struct Varying {
    pub rule: BTreeSet<String>,
    /// The most records that may stand side by side whatever the factory does.
    pub most: Option<u64>,
}

pub fn varying(thing: &Thing<'_>) -> Varying {
    let mut rule = BTreeSet::new();
    let mut most: Option<u64> = None;
    // A scope that is a new record each time keeps records apart by itself.
    let apart = |scope: &[String]| scope.iter().any(|name| thing.is_fresh_key(name));
    for set in &thing.entity.unique {
        let already = |name: &String| thing.entity.field(name).is_some_and(|field| field.unique);
        // Records that share a scope of another rule, or a part of another set, share it here too.
        let others = thing.entity.unique.iter().filter(|other| other.pointer != set.pointer);
        let together: Vec<String> = others.flat_map(|other| other.fields.clone()).collect();
        let met = set.fields.iter().any(|name| thing.scopes().contains(name) || together.contains(name));
        if (!apart(&set.fields) || met) && !set.fields.iter().any(already) {
            // The one with the most values, the first of several: a week has seven days, and a day many hours.
            let count = |name: &String| match thing.values(name)?.varying()? {
                Recipe::Listed { values } => Some(values.len() as u64),
                _ => Some(u64::MAX),
            };
            let counted = set.fields.iter().rev().filter_map(|name| Some((name, count(name)?)));
            if let Some((name, count)) = counted.max_by_key(|(_, count)| *count) {
                rule.insert(name.clone());
                most = Some(most.map_or(count, |most| most.min(count)))
                    .filter(|count| *count < u64::MAX)
                    .or(most);
            }
        }
    }
    for overlap in thing
        .entity
        .overlaps
        .iter()
        .filter(|overlap| !apart(&overlap.scope) || thing.is_shared(&overlap.scope))
    {
        rule.insert(overlap.start.clone());
        rule.insert(overlap.end.clone());
    }
    for limit in thing.entity.limits.iter().filter(|limit| !apart(&limit.scope)) {
        match limit.at.as_ref().filter(|at| thing.values(at).is_some()) {
            Some(at) => {
                rule.insert(at.clone());
            }
            None => most = Some(most.map_or(limit.max, |most| most.min(limit.max))),
        }
    }
    // Values that are few and must differ: no more records than values.
    for (_, values) in thing.writable().filter(|(_, values)| values.field.unique == Some(true)) {
        if let Some(Recipe::Listed { values }) = values.varying() {
            let count = values.len() as u64;
            most = Some(most.map_or(count, |most| most.min(count)));
        }
    }
    // What stands in an order with a moving field moves with it.
    let pairs = thing.ordered_pairs();
    for _ in 0..pairs.len() {
        for (before, after) in &pairs {
            if rule.contains(before) || rule.contains(after) {
                rule.insert(before.clone());
                rule.insert(after.clone());
            }
        }
    }
    Varying { rule, most }
}

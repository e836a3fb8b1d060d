//! Factories: how a valid record of an entity is made, again and again.
//!
//! A member is given when it is required; it varies from record to record only where a
//! rule wants records to differ, so that everything else reads as a plain example.

use std::collections::BTreeSet;

use domain::rule::FormalRule;
use domain::spec::{OperationKind, RelationKind};

use super::scenario::{Factory, FactoryMember, Recipe};
use super::world::{Key, Thing, World};

/// The entity's factory; the error says why no valid record can be made.
pub fn factory(world: &World<'_>, thing: &Thing<'_>) -> Result<Factory, String> {
    makeable(world, thing, &mut BTreeSet::new())?;
    let varying = varying(thing);
    let mut members = Vec::new();
    for (name, values) in thing.writable() {
        let needed = values.field.required || thing.ordered_start(name);
        if !needed && !varying.rule.contains(name) {
            continue;
        }
        let vary = values.field.unique == Some(true) || varying.rule.contains(name);
        let recipe = if vary { values.varying() } else { values.constant() };
        let recipe = recipe.ok_or_else(|| format!("{}.{name} has no example", thing.name))?;
        members.push(FactoryMember { name: name.to_owned(), recipe });
    }
    for key in thing.keys.iter().filter(|key| key.required && !key.own) {
        members.push(FactoryMember { name: key.name.clone(), recipe: target(world, key) });
    }
    let mut needs: Vec<String> = members
        .iter()
        .filter_map(|member| match &member.recipe {
            Recipe::NewRecord { factory } | Recipe::NewRecords { factory } => Some(factory.clone()),
            _ => None,
        })
        .collect();
    needs.sort();
    needs.dedup();
    let counts = members.iter().any(|member| {
        !matches!(
            member.recipe,
            Recipe::Same { .. }
                | Recipe::NewRecord { .. }
                | Recipe::NewRecords { .. }
                | Recipe::AccountId { .. }
        ) && !matches!(member.recipe, Recipe::Moment { every_days: 0, .. })
    });
    let by = world
        .who(thing, OperationKind::Create)
        .ok_or_else(|| format!("nobody may create {} records", thing.name))?;
    Ok(Factory { name: thing.one.clone(), path: thing.path.clone(), by, members, needs, counts })
}

fn target(world: &World<'_>, key: &Key<'_>) -> Recipe {
    match world.thing(key.to) {
        Some(thing) if key.kind == RelationKind::ManyToMany => {
            Recipe::NewRecords { factory: thing.one.clone() }
        }
        Some(thing) => Recipe::NewRecord { factory: thing.one.clone() },
        None => Recipe::AccountId { account: world.usual_account() },
    }
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
    if world.who(thing, OperationKind::Create).is_none() {
        return Err(format!("nobody may create {} records", thing.name));
    }
    for key in thing.keys.iter().filter(|key| key.required && !key.own) {
        match world.thing(key.to) {
            Some(target) => makeable(world, target, above)?,
            None if world.accounts => {}
            None => return Err(format!("{} points at {}, which is not kept", key.name, key.to)),
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
    let apart = |scope: &[String]| {
        scope
            .iter()
            .any(|name| thing.key(name).is_some_and(|key| key.required && !key.own && key.to != "User"))
    };
    let plain = |fields: &[String]| -> Vec<String> {
        let can = fields.iter().filter(|name| thing.values(name).is_some_and(|v| v.varying().is_some()));
        can.cloned().collect()
    };
    let together = |fields: &[String], rule: &mut BTreeSet<String>| {
        let already = fields.iter().any(|name| thing.field(name).is_some_and(|f| f.unique == Some(true)));
        if !apart(fields) && !already {
            rule.extend(plain(fields).into_iter().take(1));
        }
    };
    for set in &thing.entity.unique {
        together(set, &mut rule);
    }
    for (_, formal) in &thing.rules {
        match formal {
            FormalRule::UniqueTogether { fields } => together(fields, &mut rule),
            FormalRule::Overlap { scope, start, end, .. } if !apart(scope) => {
                rule.insert(start.clone());
                rule.insert(end.clone());
            }
            FormalRule::Limit { scope, at: Some(at), per: Some(_), .. } if !apart(scope) => {
                rule.insert(at.clone());
            }
            FormalRule::Limit { scope, max, .. } if !apart(scope) => {
                most = Some(most.map_or(*max, |most| most.min(*max)));
            }
            _ => {}
        }
    }
    // What stands in an order with a moving field moves with it.
    for _ in 0..thing.rules.len() {
        for (before, after) in thing.ordered_pairs() {
            if rule.contains(&before) || rule.contains(&after) {
                rule.insert(before);
                rule.insert(after);
            }
        }
    }
    Varying { rule, most }
}

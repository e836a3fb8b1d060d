//! The generated test suite: scenarios derived from the spec alone.
//!
//! [`suite`] decides what is tested, as data that no stack has a part in; [`mod@print`]
//! hands the data to a blueprint's test templates. Code is never looked at.

mod access;
#[cfg(test)]
mod checks;
mod compares;
mod constraints;
mod contract;
mod crowd;
mod crud;
mod deadlines;
mod differing;
mod factory;
mod fields;
mod holding;
mod items;
mod lists;
mod naming;
mod orders;
mod permissions;
mod personal;
pub mod print;
mod relations;
mod requires;
mod routes;
mod rules;
pub mod scenario;
mod service;
mod settled;
mod states;
mod targets;
mod times;
mod unique;
mod uses;
mod values;
mod world;
mod write;

use std::collections::{BTreeSet, HashMap};

use domain::Spec;
use domain::requirement::{Requirement, RequirementKind};

use crate::Model;
pub use scenario::{Scenario, Suite, Untestable};
use world::World;
use write::Writer;

/// Kinds of facts that the database itself holds too, as a blueprint's layer table says.
pub type DatabaseKinds = BTreeSet<RequirementKind>;

/// Every test of the project.
pub fn suite(spec: &Spec, model: &Model, database: &DatabaseKinds) -> Suite {
    let world = World::of(spec, model, database.clone());
    let mut scenarios = Vec::new();
    let mut untestable = Vec::new();
    let mut factories = Vec::new();
    for thing in &world.things {
        match factory::factory(&world, thing) {
            Ok(factory) => factories.push(factory),
            Err(reason) => {
                let about = model.requirements.iter().filter(|r| r.entity.as_deref() == Some(thing.name));
                untestable
                    .extend(about.map(|r| Untestable { requirement: r.id.clone(), reason: reason.clone() }));
                continue;
            }
        }
        let mut writer = Writer::new(&world, thing);
        crud::write(&mut writer);
        fields::write(&mut writer);
        constraints::write(&mut writer);
        unique::write(&mut writer);
        relations::write(&mut writer);
        lists::write(&mut writer);
        states::write(&mut writer);
        rules::write(&mut writer);
        routes::write(&mut writer);
        permissions::write(&mut writer);
        contract::write(&mut writer);
        scenarios.append(&mut writer.scenarios);
        untestable.append(&mut writer.untestable);
    }
    let first = world.things.iter().find(|thing| factories.iter().any(|factory| factory.name == thing.one));
    if let Some(thing) = first {
        let mut writer = Writer::new(&world, thing);
        service::write(&mut writer);
        if world.accounts.exist() {
            permissions::accounts(&mut writer, &about_accounts(&world));
        }
        writer.scenarios.append(&mut scenarios);
        scenarios = writer.scenarios;
    }
    scenarios.retain(|scenario| !scenario.steps.is_empty());
    name(&mut scenarios);
    personal::mark(&mut scenarios, &factories);
    let mut names = BTreeSet::new();
    for scenario in &mut scenarios {
        uses::only_what_is_used(scenario);
        scenario.uses = uses::of(scenario);
        names.extend(scenario.uses.iter().cloned());
    }
    names.extend(factories.iter().map(|factory| factory.by.clone()));
    let accounts = access::used(world.accounts.all(), &names);
    let tables = world.tables();
    Suite {
        accounts,
        factories,
        scenarios,
        untestable,
        loose_keys: world.loose_keys(&tables),
        tables,
        accounts_table: model.entity("User").map(|user| user.table.clone()).unwrap_or_default(),
        registration: factory::registration(&world),
        crowds: names.contains("crowd"),
    }
}

/// What stands on accounts: the permissions, or every entity where none is stated.
fn about_accounts<'a>(world: &World<'a>) -> Vec<&'a Requirement> {
    let kinds = [RequirementKind::Permission, RequirementKind::Entity];
    let of = |kind: RequirementKind| {
        world.model.requirements.iter().filter(move |r| r.kind == kind).collect::<Vec<_>>()
    };
    kinds.into_iter().map(of).find(|list| !list.is_empty()).unwrap_or_default()
}

/// Names every scenario after its first requirement and its title.
fn name(scenarios: &mut [Scenario]) {
    let mut taken: HashMap<String, BTreeSet<String>> = HashMap::new();
    for scenario in scenarios {
        let taken = taken.entry(scenario.file.clone()).or_default();
        let about = scenario.requirements.first().map(String::as_str);
        scenario.name = naming::function(about, &scenario.title, &scenario.file, taken);
    }
}

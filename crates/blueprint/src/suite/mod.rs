//! The generated test suite: scenarios derived from the spec alone.
//!
//! [`suite`] decides what is tested, as data that no stack has a part in; [`print`]
//! hands the data to a blueprint's test templates. Code is never looked at.

mod constraints;
mod crud;
mod factory;
mod fields;
mod naming;
mod orders;
pub mod print;
pub mod scenario;
mod uses;
mod values;
mod world;
mod write;

use std::collections::{BTreeSet, HashMap};

use domain::Spec;
use domain::requirement::Requirement;

pub use scenario::{Scenario, Suite, Untestable};
use world::World;
use write::Writer;

/// Kinds of facts that the database itself holds too, as a blueprint's layer table says.
pub type DatabaseKinds = BTreeSet<domain::requirement::RequirementKind>;

/// Every test of the project.
pub fn suite(spec: &Spec, requirements: &[Requirement], database: &DatabaseKinds) -> Suite {
    let world = World::of(spec, requirements, database.clone());
    let mut scenarios = Vec::new();
    let mut untestable = Vec::new();
    let mut factories = Vec::new();
    for thing in &world.things {
        match factory::factory(&world, thing) {
            Ok(factory) => factories.push(factory),
            Err(reason) => {
                let about = requirements.iter().filter(|r| r.entity.as_deref() == Some(thing.name));
                untestable
                    .extend(about.map(|r| Untestable { requirement: r.id.clone(), reason: reason.clone() }));
                continue;
            }
        }
        let mut writer = Writer::new(&world, thing);
        crud::write(&mut writer);
        fields::write(&mut writer);
        constraints::write(&mut writer);
        scenarios.append(&mut writer.scenarios);
        untestable.append(&mut writer.untestable);
    }
    name(&mut scenarios);
    for scenario in &mut scenarios {
        scenario.uses = uses::of(scenario);
    }
    Suite { accounts: world.all_accounts(), factories, scenarios, untestable, tables: world.tables() }
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

//! Commands, environment and dependencies of one project, beside its files.

use std::collections::BTreeMap;

use domain::project::{BuildPlan, Commands};

use crate::{
    Error, Model,
    blueprint::Blueprint,
    dependencies,
    model::Storage,
    render::{Renderer, features},
};

/// Only for the start-up probe and tests; a real one comes from the environment.
const PROBE_SECRET: &str = "only-for-the-start-up-probe-and-tests-0123456789";

pub(crate) fn commands(blueprint: &Blueprint) -> Commands {
    Commands {
        install: blueprint.commands.install.clone(),
        build: blueprint.commands.build.clone(),
        run: blueprint.commands.run.clone(),
        test: blueprint.commands.test.clone(),
        documented: blueprint.commands.documented.clone(),
    }
}

pub(crate) fn plan(renderer: &Renderer, model: &Model) -> Result<BuildPlan, Error> {
    let blueprint = &renderer.blueprint;
    let mut environment = BTreeMap::new();
    if model.accounts {
        environment.insert("JWT_SECRET".to_owned(), PROBE_SECRET.to_owned());
    }
    let services = match model.storage {
        Storage::Sqlite => Vec::new(),
        Storage::Postgres => vec!["postgres".to_owned()],
    };
    let lock_file = renderer.project_path(&blueprint.lock_file)?;
    Ok(BuildPlan {
        blueprint: blueprint.id.clone(),
        blueprint_version: blueprint.version.clone(),
        runtime: blueprint.runtime.clone(),
        runtime_version: blueprint.runtime_version.clone(),
        entry_point: blueprint.entry_point.clone(),
        commands: commands(blueprint),
        probe_environment: environment.clone(),
        probe_fetch: blueprint.probe_fetch.clone(),
        test_environment: environment,
        test_report: renderer.project_path(&blueprint.test_report)?,
        test_report_arguments: blueprint.test_report_arguments.clone(),
        services,
        install_inputs: vec![lock_file.clone()],
        lock_file,
        dependency_folder: renderer.project_path(&blueprint.dependency_folder)?,
        dependencies: dependencies::list(blueprint, &features(model))?,
        system_dependencies: Vec::new(),
    })
}

//! Stage 7: pinned versions, a lock file, and every import covered.

use std::collections::BTreeSet;

use domain::{
    DropKind, Spec,
    project::{BuildPlan, Part, Tree},
};
use serde::{Deserialize, Serialize};

use super::{Context, Output, StageError, Work};
use crate::merge::merge;

pub const WORK: Work = Work::Pure(run);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dependencies {
    pub plan: BuildPlan,
    pub files: Tree,
    /// Imports that neither the language, the project nor a dependency brings.
    pub uncovered_imports: Vec<String>,
}

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let parts = [("code", context.input(DropKind::Code)?), ("tests", context.input(DropKind::Tests)?)];
    let tree = merge(parts).map_err(|e| StageError::lasting(e.explain()))?;
    let plan = context.roles.blueprints.plan(&spec)?;
    let files = context.roles.blueprints.render(&spec, Part::Dependencies)?;
    let uncovered_imports = uncovered(context, &tree, &plan);
    context.one(DropKind::Dependencies, &Dependencies { plan, files, uncovered_imports })
}

fn uncovered(context: &Context, tree: &Tree, plan: &BuildPlan) -> Vec<String> {
    let parser = &context.roles.parser;
    // The project's own packages and modules: the first name of each path.
    let own: BTreeSet<&str> = tree
        .keys()
        .filter_map(|path| path.as_str().split('/').next())
        .map(|name| name.split('.').next().unwrap_or(name))
        .chain(tree.keys().map(|path| path.file_name().split('.').next().unwrap_or_default()))
        .collect();
    let brought: BTreeSet<&str> =
        plan.dependencies.iter().flat_map(|d| &d.imports).map(String::as_str).collect();
    let mut missing = BTreeSet::new();
    for file in parser.syntax(tree).files {
        for import in &file.imports {
            let known = own.contains(import.as_str())
                || brought.contains(import.as_str())
                || parser.is_standard(&file.language, import);
            if !known {
                missing.insert(format!("{import} ({})", file.path));
            }
        }
    }
    missing.into_iter().collect()
}

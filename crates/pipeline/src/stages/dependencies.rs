//! Stage 7: pinned versions and a lock file. That they bring every import is told from the syntax report.

use domain::{
    DropKind, Spec,
    project::{BuildPlan, Part, Tree},
};
use serde::{Deserialize, Serialize};

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dependencies {
    pub plan: BuildPlan,
    pub files: Tree,
}

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let plan = context.roles.blueprints.plan(&spec)?;
    let files = context.roles.blueprints.render(&spec, Part::Dependencies)?;
    context.one(DropKind::Dependencies, &Dependencies { plan, files })
}

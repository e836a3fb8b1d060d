//! Stage 12: the documents. Their commands are executed in the trial.

use domain::{DropKind, Spec, project::Part};

use super::{Context, Output, StageError, Work, code::same_files, project_structure::Structure};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let structure: Structure = context.input(DropKind::Structure)?;
    let tree = context.roles.blueprints.render(&spec, Part::Documentation)?;
    same_files(&structure, Part::Documentation, &tree)?;
    context.one(DropKind::Documentation, &tree)
}

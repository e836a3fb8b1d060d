//! Stage 9: the tests, written from the spec, never from the code.

use domain::{DropKind, Spec, project::Part};

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    context.one(DropKind::Tests, &context.roles.blueprints.render(&spec, Part::Tests)?)
}

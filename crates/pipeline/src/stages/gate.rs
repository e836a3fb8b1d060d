//! The gate: proven or not, and if not, what is missing.

use domain::DropKind;

use super::{Context, Output, StageError, Work, verdict};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let gathered = verdict::gather(context)?;
    context.one(DropKind::Gate, &context.roles.validator.gate(&gathered.case()))
}

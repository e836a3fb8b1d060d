//! The score: a sum of listed evidence.

use domain::DropKind;

use super::{Context, Output, StageError, Work, verdict};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let gathered = verdict::gather(context)?;
    context.one(DropKind::Score, &context.roles.validator.score(&gathered.case()))
}

//! Stage 11: complexity from the syntax tree.

use domain::DropKind;

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let tree = context.input(DropKind::Code)?;
    context.one(DropKind::PerformanceReport, &context.roles.parser.complexity(&tree))
}

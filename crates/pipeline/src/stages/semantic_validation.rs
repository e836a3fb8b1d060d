//! Stage 6: real parsers over every file, with line and column.

use domain::DropKind;

use super::{Context, Output, StageError, Work};
use crate::merge::merge;

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let parts = [("code", context.input(DropKind::Code)?), ("tests", context.input(DropKind::Tests)?)];
    let tree = merge(parts).map_err(|e| StageError::lasting(e.explain()))?;
    context.one(DropKind::SyntaxReport, &context.roles.parser.syntax(&tree))
}

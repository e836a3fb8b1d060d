//! Stage 10: own rules and secrets over code and tests; each finding has file, line and CWE.

use domain::DropKind;

use super::{Context, Output, StageError, Work};
use crate::merge::merge;

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let parts = [("code", context.input(DropKind::Code)?), ("tests", context.input(DropKind::Tests)?)];
    let tree = merge(parts).map_err(|e| StageError::lasting(e.explain()))?;
    context.one(DropKind::SecurityReport, &context.roles.parser.security(&tree))
}

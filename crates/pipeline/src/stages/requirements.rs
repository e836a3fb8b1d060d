//! Stage 3: the requirements as data, for every later stage and for other tools.

use domain::{
    DropKind, Spec,
    requirement::{Requirement, requirements},
    spec::{Assumption, Nfr, Question},
};
use serde::{Deserialize, Serialize};

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirements {
    pub requirements: Vec<Requirement>,
    pub nfr: Vec<Nfr>,
    pub assumptions: Vec<Assumption>,
    pub open_questions: Vec<Question>,
}

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let document = Requirements {
        requirements: requirements(&spec),
        nfr: spec.nfr,
        assumptions: spec.assumptions,
        open_questions: spec.open_questions,
    };
    context.one(DropKind::Requirements, &document)
}

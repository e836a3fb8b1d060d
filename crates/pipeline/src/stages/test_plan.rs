//! Stage 8: which tests there will be, and which requirement each proves.

use std::collections::BTreeSet;

use domain::{DropKind, Explained, Spec, requirement::requirements};

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let plan = context.roles.blueprints.test_plan(&spec)?;
    let list = requirements(&spec);
    let known: BTreeSet<&str> = list.iter().map(|r| r.id.as_str()).collect();
    let mut ids = BTreeSet::new();
    for case in &plan {
        if !ids.insert(&case.id) {
            return Err(defect(format!("test {} is planned twice", case.id)));
        }
        if let Some(unknown) = case.requirements.iter().find(|id| !known.contains(id.as_str())) {
            return Err(defect(format!("test {} names {unknown}, which is no requirement", case.id)));
        }
    }
    context.one(DropKind::TestPlan, &plan)
}

fn defect(message: String) -> StageError {
    StageError::lasting(Explained {
        code: "QL-L022".into(),
        message,
        hint: Some("this is a defect of the blueprint: please report it with the intent".into()),
    })
}

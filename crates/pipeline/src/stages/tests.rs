//! Stage 9: the tests, written from the spec and the plan, never from the code.

use domain::{
    DropKind, Explained, Spec,
    project::{Part, TestCase},
};

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let plan: Vec<TestCase> = context.input(DropKind::TestPlan)?;
    let tree = context.roles.blueprints.render(&spec, Part::Tests)?;
    for case in &plan {
        let (file, name) = case.id.split_once("::").unwrap_or((case.id.as_str(), ""));
        let found = tree.iter().any(|(path, f)| path.as_str() == file && f.content.contains(name));
        if !found {
            return Err(StageError::lasting(Explained {
                code: "QL-L023".into(),
                message: format!("test {} is planned but not written", case.id),
                hint: Some("this is a defect of the blueprint: please report it with the intent".into()),
            }));
        }
    }
    context.one(DropKind::Tests, &tree)
}

//! Stage 6: real parsers over every file, with line and column; and what was written is what was planned.
//!
//! Structure, plan of the tests and files are made side by side from the spec: here they meet.

use std::collections::BTreeSet;

use domain::{
    DropKind, Explained,
    project::{Part, TestCase, Tree},
};

use super::{Context, Output, StageError, Work, dependencies::Dependencies, project_structure::Structure};
use crate::merge::merge;

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let structure: Structure = context.input(DropKind::Structure)?;
    let dependencies: Dependencies = context.input(DropKind::Dependencies)?;
    let (code, tests): (Tree, Tree) = (context.input(DropKind::Code)?, context.input(DropKind::Tests)?);
    let documents: Tree = context.input(DropKind::Documentation)?;
    for (part, tree) in [
        (Part::Code, &code),
        (Part::Tests, &tests),
        (Part::Dependencies, &dependencies.files),
        (Part::Documentation, &documents),
    ] {
        same_files(&structure, part, tree)?;
    }
    has_every_test(&context.input::<Vec<TestCase>>(DropKind::TestPlan)?, &tests)?;
    let tree = merge([("code", code), ("tests", tests)]).map_err(|e| StageError::lasting(e.explain()))?;
    context.one(DropKind::SyntaxReport, &context.roles.parser.syntax(&tree))
}

/// Nothing less than stage 4 planned, nothing more.
fn same_files(structure: &Structure, part: Part, tree: &Tree) -> Result<(), StageError> {
    let planned: BTreeSet<_> = structure.files.iter().filter(|f| f.part == part).map(|f| &f.path).collect();
    let written: BTreeSet<_> = tree.keys().collect();
    let Some(path) = planned.symmetric_difference(&written).next() else { return Ok(()) };
    let what = if planned.contains(path) { "planned but not written" } else { "written but not planned" };
    Err(StageError::lasting(Explained {
        code: "QL-L021".into(),
        message: format!("file {path} was {what}"),
        hint: Some("this is a defect of the blueprint: please report it with the intent".into()),
    }))
}

/// Each test that stage 8 planned.
fn has_every_test(plan: &[TestCase], tests: &Tree) -> Result<(), StageError> {
    for case in plan {
        let (file, name) = case.id.split_once("::").unwrap_or((case.id.as_str(), ""));
        if !tests.iter().any(|(path, f)| path.as_str() == file && f.content.contains(name)) {
            return Err(StageError::lasting(Explained {
                code: "QL-L023".into(),
                message: format!("test {} is planned but not written", case.id),
                hint: Some("this is a defect of the blueprint: please report it with the intent".into()),
            }));
        }
    }
    Ok(())
}

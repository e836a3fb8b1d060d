//! Stage 5: the program. It is not left before every file parses.

use domain::{
    DropKind, Explained, Spec,
    project::{Part, Tree},
};

use super::{Context, Output, StageError, Work, project_structure::Structure};

pub const WORK: Work = Work::Pure(run);

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let structure: Structure = context.input(DropKind::Structure)?;
    let tree = context.roles.blueprints.render(&spec, Part::Code)?;
    same_files(&structure, Part::Code, &tree)?;
    if let Some(issue) = context.roles.parser.syntax(&tree).issues.first() {
        let place = &issue.place;
        return Err(StageError::lasting(Explained {
            code: "QL-L020".into(),
            message: format!(
                "generated file {}:{}:{} does not parse: {}",
                place.path, place.line, place.column, issue.message
            ),
            hint: Some("this is a defect of the blueprint: please report it with the intent".into()),
        }));
    }
    context.one(DropKind::Code, &tree)
}

/// What was written is what stage 4 planned: nothing less, nothing more.
pub(super) fn same_files(structure: &Structure, part: Part, tree: &Tree) -> Result<(), StageError> {
    let planned: std::collections::BTreeSet<_> =
        structure.files.iter().filter(|f| f.part == part).map(|f| &f.path).collect();
    let written: std::collections::BTreeSet<_> = tree.keys().collect();
    let Some(path) = planned.symmetric_difference(&written).next() else { return Ok(()) };
    let what = if planned.contains(path) { "planned but not written" } else { "written but not planned" };
    Err(StageError::lasting(Explained {
        code: "QL-L021".into(),
        message: format!("file {path} was {what}"),
        hint: Some("this is a defect of the blueprint: please report it with the intent".into()),
    }))
}

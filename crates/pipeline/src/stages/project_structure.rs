//! Stage 4: which blueprint, which files, which tasks write them.

use domain::{
    DropKind, Spec,
    project::{BlueprintInfo, Part, PlannedFile},
};
use serde::{Deserialize, Serialize};

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Structure {
    pub blueprint: BlueprintInfo,
    pub decision: Decision,
    pub files: Vec<PlannedFile>,
    pub tasks: Vec<PlannedTask>,
}

/// Why this blueprint: inputs, rule and what else there was, so that it can be decided again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub inputs: serde_json::Value,
    pub rule: String,
    pub alternatives: Vec<String>,
}

/// A unit of work with what it waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedTask {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub description: String,
    pub dependencies: Vec<String>,
    /// 1 is the most urgent.
    pub priority: u32,
    pub metadata: serde_json::Value,
}

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let blueprints = &context.roles.blueprints;
    let blueprint = match blueprints.choose(&spec) {
        Ok(blueprint) => blueprint,
        Err(error) => {
            let end = Some(super::refused(&context.roles, &spec, error));
            return Ok(Output { end, ..Output::default() });
        }
    };
    let files = blueprints.structure(&spec)?;
    let project = &spec.project;
    let decision = Decision {
        inputs: serde_json::json!({
            "type": project.kind, "language": project.language, "framework": project.framework,
            "storage": project.storage,
        }),
        rule: "the first blueprint that covers type, language, framework and storage".into(),
        alternatives: blueprints.list().into_iter().map(|b| b.id).filter(|id| *id != blueprint.id).collect(),
    };
    let tasks = tasks(&files);
    context.one(DropKind::Structure, &Structure { blueprint, decision, files, tasks })
}

/// One task per part of the project; tests wait for nothing but the spec, on purpose.
fn tasks(files: &[PlannedFile]) -> Vec<PlannedTask> {
    let row =
        |part: Part, id: &str, kind: &str, description: &str, dependencies: &[&str], priority| PlannedTask {
            id: id.into(),
            kind: kind.into(),
            description: description.into(),
            dependencies: dependencies.iter().map(|d| (*d).to_owned()).collect(),
            priority,
            metadata: serde_json::json!({
                "files": files.iter().filter(|f| f.part == part).map(|f| &f.path).collect::<Vec<_>>()
            }),
        };
    vec![
        row(Part::Code, "T1", "codegen", "write the program and its migrations", &[], 1),
        row(Part::Tests, "T2", "test", "write the tests from the spec, without sight of the program", &[], 1),
        row(Part::Dependencies, "T3", "infra", "pin the dependencies and lock them", &["T1", "T2"], 2),
        row(Part::Documentation, "T4", "doc", "write the documents", &[], 3),
    ]
}

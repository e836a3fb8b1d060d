//! A generated project: files, commands, tests, dependencies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ProjectPath, requirement::RequirementKind};

/// A tree of files by path. `BTreeMap` keeps the order that archives and hashes need.
pub type Tree = BTreeMap<ProjectPath, ProjectFile>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFile {
    /// Generated files are text; UTF-8, `\n` line ends.
    pub content: String,
    pub kind: FileKind,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    Source,
    Test,
    Config,
    Doc,
    Asset,
}

/// The part of a project that one stage writes. Every file of a blueprint belongs to exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Stage `code`: sources, migrations, settings, container and CI files.
    Code,
    /// Stage `dependencies`: requirement lists and lock files.
    Dependencies,
    /// Stage `tests`.
    Tests,
    /// Stage `documentation`: README and guides.
    Documentation,
}

/// A file that will exist, as stage `project_structure` plans it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedFile {
    pub path: ProjectPath,
    pub part: Part,
    pub purpose: String,
}

/// What a blueprint is and covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlueprintInfo {
    /// Folder name, such as `python-fastapi`.
    pub id: String,
    /// Raised when the same spec would give other bytes.
    pub version: String,
    pub title: String,
    /// `project.type` values it covers.
    pub project_types: Vec<String>,
    pub language: String,
    pub framework: String,
    /// `project.storage` values it covers.
    pub storage: Vec<String>,
}

/// The blueprint's facts for one spec, beside the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildPlan {
    pub blueprint: String,
    pub blueprint_version: String,
    /// Runtime of the sandbox, such as `python`, and the versions that work, such as `>=3.11`.
    pub runtime: String,
    pub runtime_version: String,
    pub entry_point: String,
    pub commands: Commands,
    /// Environment for `run_command` in the start-up probe (`HOST` and `PORT` are added).
    pub probe_environment: BTreeMap<String, String>,
    /// Paths that are fetched while the server runs, beside `/health`.
    pub probe_fetch: Vec<String>,
    /// Environment for `test_command`; a service's URL is added under its own name.
    pub test_environment: BTreeMap<String, String>,
    /// Where the test runner is told to write its JUnit XML report, relative to the project.
    pub test_report: ProjectPath,
    /// What has to be appended to `test_command` to get that report.
    pub test_report_arguments: String,
    /// Outside servers the project needs, such as `postgres`.
    pub services: Vec<String>,
    pub lock_file: ProjectPath,
    /// The folder `install_command` fills, such as `.venv`; it becomes the dependency layer.
    pub dependency_folder: ProjectPath,
    /// Files the install command reads; their bytes are part of the layer's key.
    pub install_inputs: Vec<ProjectPath>,
    pub dependencies: Vec<Dependency>,
    pub system_dependencies: Vec<String>,
}

/// All run from the project's folder, on a machine without our software (CONTRACT "The capsule").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    #[serde(rename = "install_command")]
    pub install: String,
    #[serde(rename = "build_command")]
    pub build: Option<String>,
    #[serde(rename = "run_command")]
    pub run: String,
    #[serde(rename = "test_command")]
    pub test: String,
    /// Further commands that documents show, with whether they can be executed here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documented: Vec<DocumentedCommand>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentedCommand {
    pub command: String,
    pub purpose: String,
    /// Runnable in the sandbox (offline); otherwise why not, shown as `not run here`.
    pub not_run_here: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    pub name: String,
    pub version: String,
    /// Named by the project itself; otherwise it came with another.
    pub direct: bool,
    /// Only for tests and development.
    pub development: bool,
    /// Names that source files import, such as `jwt` for `PyJWT`.
    pub imports: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

/// One generated test: derived from the spec, never from the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCase {
    /// As the runner reports it: `tests/test_books.py::test_fr003_…`.
    pub id: String,
    pub title: String,
    /// `unit api property concurrency`
    pub kind: String,
    /// Ids of the requirements it proves; the first is the one it is named after.
    pub requirements: Vec<String>,
}

/// A constraint taken out of the generated code at one layer. The program must still build,
/// start and serve the happy path; a test that names the requirement must fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutant {
    /// Requirement id and layer, such as `FR-007@schema`.
    pub id: String,
    pub requirement: String,
    pub kind: RequirementKind,
    /// `schema`, `service`, `database`, `route`, as the blueprint calls its layers.
    pub layer: String,
    pub title: String,
}

/// What a blueprint's own mutation runs have shown: which kinds of facts its tests catch.
/// Committed with the blueprint by `make prove`; read by the gate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProofTable {
    pub rows: Vec<ProofRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProofRow {
    pub kind: RequirementKind,
    pub layer: String,
    pub mutants: u32,
    pub killed: u32,
}

impl ProofTable {
    /// Whether taking a fact of this kind out of the code was seen to fail a test that names it.
    pub fn proves(&self, kind: RequirementKind) -> bool {
        self.rows.iter().any(|row| row.kind == kind && row.killed > 0)
    }
}

//! What score and gate both rest on: all evidence of the run, gathered once.

use std::collections::BTreeSet;

use domain::{
    DropKind, Spec,
    evidence::Evidence,
    finding::{ComplexityReport, SecurityReport, SyntaxReport},
    project::{ProofTable, TestCase},
    requirement::{Requirement, requirements},
    roles::Case,
};

use super::{Context, StageError, dependencies::Dependencies, project_structure::Structure};

pub struct Gathered {
    spec: Spec,
    requirements: Vec<Requirement>,
    plan: Vec<TestCase>,
    evidence: Vec<Evidence>,
    syntax: SyntaxReport,
    security: SecurityReport,
    complexity: ComplexityReport,
    proof: ProofTable,
    uncovered_imports: Vec<String>,
}

pub fn gather(context: &Context) -> Result<Gathered, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let structure: Structure = context.input(DropKind::Structure)?;
    let dependencies: Dependencies = context.input(DropKind::Dependencies)?;
    let syntax: SyntaxReport = context.input(DropKind::SyntaxReport)?;
    Ok(Gathered {
        uncovered_imports: uncovered(context, &structure, &syntax, &dependencies),
        syntax,
        requirements: requirements(&spec),
        plan: context.input(DropKind::TestPlan)?,
        evidence: context.input(DropKind::Evidence)?,
        security: context.input(DropKind::SecurityReport)?,
        complexity: context.input(DropKind::PerformanceReport)?,
        proof: context.roles.blueprints.proof(&structure.blueprint.id),
        spec,
    })
}

/// Imports that neither the language, the project nor a dependency brings, with the file.
fn uncovered(
    context: &Context,
    structure: &Structure,
    syntax: &SyntaxReport,
    dependencies: &Dependencies,
) -> Vec<String> {
    // The project's own packages and modules: the first name of each path, and each file's.
    let stem = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    let own: BTreeSet<String> = structure
        .files
        .iter()
        .flat_map(|file| {
            let first = file.path.as_str().split('/').next().unwrap_or_default();
            [stem(first), stem(file.path.file_name())]
        })
        .collect();
    let brought: BTreeSet<&str> =
        dependencies.plan.dependencies.iter().flat_map(|d| &d.imports).map(String::as_str).collect();
    let mut missing = BTreeSet::new();
    for file in &syntax.files {
        for import in &file.imports {
            let known = own.contains(import)
                || brought.contains(import.as_str())
                || context.roles.parser.is_standard(&file.language, import);
            if !known {
                missing.insert(format!("{import} ({})", file.path));
            }
        }
    }
    missing.into_iter().collect()
}

impl Gathered {
    pub fn case(&self) -> Case<'_> {
        Case {
            spec: &self.spec,
            requirements: &self.requirements,
            plan: &self.plan,
            evidence: &self.evidence,
            syntax: &self.syntax,
            security: &self.security,
            complexity: &self.complexity,
            proof: &self.proof,
            uncovered_imports: &self.uncovered_imports,
        }
    }
}

//! What score and gate both rest on: all evidence of the run, gathered once.

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
    Ok(Gathered {
        requirements: requirements(&spec),
        plan: context.input(DropKind::TestPlan)?,
        evidence: context.input(DropKind::Evidence)?,
        syntax: context.input(DropKind::SyntaxReport)?,
        security: context.input(DropKind::SecurityReport)?,
        complexity: context.input(DropKind::PerformanceReport)?,
        proof: context.roles.blueprints.proof(&structure.blueprint.id),
        uncovered_imports: dependencies.uncovered_imports,
        spec,
    })
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

//! Roles for plans whose stages ask nobody. Being asked is an error of the test.

use std::sync::Arc;

use domain::{
    Explained, Spec,
    capsule::{CapsuleContent, Packed, Verification},
    finding::{ComplexityReport, SecurityReport, SyntaxReport},
    intent::Intent,
    project::{BlueprintInfo, BuildPlan, Mutant, Part, PlannedFile, ProofTable, TestCase, Tree},
    roles::{Blueprints, Capsules, Case, OpenedCapsule, Parser, Reader, SandboxFailure, Validator},
    score::{Gate, Score},
};
use pipeline::stages::Roles;

use crate::scripted_sandbox::ScriptedSandbox;

pub fn roles() -> Roles {
    Roles {
        reader: Arc::new(Nobody),
        blueprints: Arc::new(Nobody),
        parser: Arc::new(Nobody),
        sandbox: Arc::new(ScriptedSandbox {
            answer: Box::new(|_| unreachable!("nobody runs anything")),
            layer: Err(SandboxFailure::Lacks(nothing())),
            ready: Err(nothing()),
        }),
        validator: Arc::new(Nobody),
        capsules: Arc::new(Nobody),
        source_date_epoch: 0,
        trial: pipeline::stages::trial::Bounds::default(),
    }
}

fn nothing() -> Explained {
    Explained { code: "QL-T998".into(), message: "nobody answers here".into(), hint: None }
}

struct Nobody;

impl Reader for Nobody {
    fn read(&self, _: &Intent) -> Result<Spec, Explained> {
        Err(nothing())
    }
}

impl Blueprints for Nobody {
    fn is_faulty(&self, _spec: &Spec) -> bool {
        false
    }

    fn list(&self) -> Vec<BlueprintInfo> {
        Vec::new()
    }
    fn choose(&self, _: &Spec) -> Result<BlueprintInfo, Explained> {
        Err(nothing())
    }
    fn plan(&self, _: &Spec) -> Result<BuildPlan, Explained> {
        Err(nothing())
    }
    fn structure(&self, _: &Spec) -> Result<Vec<PlannedFile>, Explained> {
        Err(nothing())
    }
    fn render(&self, _: &Spec, _: Part) -> Result<Tree, Explained> {
        Err(nothing())
    }
    fn test_plan(&self, _: &Spec) -> Result<Vec<TestCase>, Explained> {
        Err(nothing())
    }
    fn mutants(&self, _: &Spec) -> Result<Vec<Mutant>, Explained> {
        Err(nothing())
    }
    fn render_mutant(&self, _: &Spec, _: &str) -> Result<Tree, Explained> {
        Err(nothing())
    }
    fn proof(&self, _: &str) -> ProofTable {
        ProofTable::default()
    }
}

impl Parser for Nobody {
    fn syntax(&self, _: &Tree) -> SyntaxReport {
        SyntaxReport::default()
    }
    fn security(&self, _: &Tree) -> SecurityReport {
        SecurityReport::default()
    }
    fn complexity(&self, _: &Tree) -> ComplexityReport {
        ComplexityReport::default()
    }
    fn is_standard(&self, _: &str, _: &str) -> bool {
        false
    }
}

impl Validator for Nobody {
    fn score(&self, _: &Case<'_>) -> Score {
        Score::default()
    }
    fn gate(&self, _: &Case<'_>) -> Gate {
        Gate { proven: false, checks: Vec::new(), set_aside: Vec::new() }
    }
}

impl Capsules for Nobody {
    fn pack(&self, _: &CapsuleContent) -> Result<Packed, Explained> {
        Err(nothing())
    }
    fn verify(&self, archive: &[u8], _: Option<&[u8]>) -> Verification {
        Verification {
            valid: false,
            id: None,
            name: None,
            proven: None,
            sha256: domain::Sha256::of(archive),
            files: 0,
            problems: vec!["nobody checks here".into()],
            checked: Vec::new(),
        }
    }
    fn open(&self, _: &[u8]) -> Result<OpenedCapsule, Explained> {
        Err(nothing())
    }
}

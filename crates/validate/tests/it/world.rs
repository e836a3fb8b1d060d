//! A proven case to take things away from.

use domain::{
    Blake3, ProjectPath, Sha256, Spec,
    evidence::{Evidence, EvidenceKind, TestOutcome, TestResult},
    finding::{
        ComplexityReport, Finding, FunctionMetrics, ParsedFile, Place, SecurityReport, Severity, SyntaxReport,
    },
    project::{ProofRow, ProofTable, TestCase},
    requirement::{Requirement, RequirementKind},
    roles::{Case, Validator},
    score::{Gate, Score},
    spec::{Coverage, CoveredWord, Origin, Rule, RuleStatus, Span},
};
use validate::Rules;

#[derive(Debug)]
pub struct World {
    pub spec: Spec,
    pub requirements: Vec<Requirement>,
    pub plan: Vec<TestCase>,
    pub evidence: Vec<Evidence>,
    pub syntax: SyntaxReport,
    pub security: SecurityReport,
    pub complexity: ComplexityReport,
    pub proof: ProofTable,
    pub uncovered_imports: Vec<String>,
}

impl World {
    /// Two stated facts, two tests, everything green.
    pub fn proven() -> Self {
        let kinds = [RequirementKind::Entity, RequirementKind::Unique];
        let requirements =
            kinds.iter().enumerate().map(|(i, kind)| requirement(i + 1, *kind, Origin::Stated)).collect();
        let plan = vec![case("t::one", &["FR-001"]), case("t::two", &["FR-002", "FR-001"])];
        let tests = plan.iter().map(|test| result(&test.id, &test.requirements, TestOutcome::Pass)).collect();
        let evidence = vec![
            evidence("E1", EvidenceKind::Build, true, Vec::new()),
            evidence("E2", EvidenceKind::Test, true, tests),
            evidence("E3", EvidenceKind::Probe, true, Vec::new()),
            evidence("E4", EvidenceKind::Lint, true, Vec::new()),
        ];
        let rows =
            kinds.iter().map(|kind| ProofRow { kind: *kind, layer: "schema".into(), mutants: 2, killed: 2 });
        Self {
            spec: spec(),
            requirements,
            plan,
            evidence,
            syntax: SyntaxReport {
                files: vec![ParsedFile {
                    path: path("app/main.py"),
                    language: "python".into(),
                    lines: 200,
                    imports: Vec::new(),
                }],
                issues: Vec::new(),
            },
            security: SecurityReport { files_scanned: 3, rules: 60, ..SecurityReport::default() },
            complexity: ComplexityReport {
                functions: vec![function(3)],
                files: 1,
                lines: 200,
                ..ComplexityReport::default()
            },
            proof: ProofTable { rows: rows.collect() },
            uncovered_imports: Vec::new(),
        }
    }

    fn case(&self) -> Case<'_> {
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

    pub fn gate(&self) -> Gate {
        Rules::new().gate(&self.case())
    }

    pub fn score(&self) -> Score {
        Rules::new().score(&self.case())
    }

    pub fn evidence_mut(&mut self, kind: EvidenceKind) -> &mut Evidence {
        self.evidence.iter_mut().find(|e| e.kind == kind).unwrap()
    }

    pub fn find(&mut self, severity: Severity) {
        self.security.findings.push(Finding {
            rule: "python.eval".into(),
            severity,
            cwe: "CWE-95".into(),
            place: Place { path: path("app/main.py"), line: 3, column: 1 },
            message: "runs a text as code".into(),
            excerpt: "eval(x)".into(),
        });
    }

    /// A rule that is only text, and its requirement.
    pub fn add_text_rule(&mut self, status: RuleStatus) {
        let index = self.spec.rules.len();
        self.spec.rules.push(Rule {
            id: format!("R{}", index + 1),
            kind: "text".into(),
            text: "books smell nice".into(),
            entity: None,
            fields: Vec::new(),
            expr: None,
            params: Default::default(),
            status,
            src: None,
            origin: Some(Origin::Stated),
            rule: None,
        });
        let mut added = requirement(self.requirements.len() + 1, RequirementKind::TextRule, Origin::Stated);
        added.pointer = format!("/rules/{index}");
        self.requirements.push(added);
    }
}

pub fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

pub fn requirement(number: usize, kind: RequirementKind, origin: Origin) -> Requirement {
    let id = format!("FR-{number:03}");
    let text = format!("fact {number} holds");
    Requirement { pointer: format!("/{number}"), id, kind, entity: None, text, origin, src: None }
}

pub fn case(id: &str, requirements: &[&str]) -> TestCase {
    let requirements = requirements.iter().map(|id| (*id).to_owned()).collect();
    TestCase { id: id.into(), title: id.into(), kind: "api".into(), requirements }
}

pub fn result(id: &str, requirements: &[String], result: TestOutcome) -> TestResult {
    TestResult { id: id.into(), requirements: requirements.to_vec(), result, ms: 1, message: None }
}

pub fn evidence(id: &str, kind: EvidenceKind, passed: bool, tests: Vec<TestResult>) -> Evidence {
    Evidence {
        id: id.into(),
        kind,
        command: "make".into(),
        exit_code: Some(i32::from(!passed)),
        duration_ms: 1,
        log: None,
        environment: Blake3::of(b""),
        passed,
        summary: "seen".into(),
        tests,
    }
}

pub fn function(cyclomatic: u32) -> FunctionMetrics {
    FunctionMetrics {
        place: Place { path: path("app/main.py"), line: 1, column: 1 },
        name: "f".into(),
        lines: 5,
        cyclomatic,
        cognitive: 0,
        parameters: 0,
        max_nesting: 0,
        loop_depth: 0,
    }
}

fn spec() -> Spec {
    let words = vec![CoveredWord { src: Span::new(0, 5), by: Some("/entities/Book".into()) }];
    let spec = serde_json::json!({
        "qspec": 1,
        "source": { "intent": "books", "sha256": Sha256::of(b"books"), "reader": "rules@1" },
        "project": { "name": "books", "type": "api" },
    });
    let mut spec: Spec = serde_json::from_value(spec).unwrap();
    spec.coverage = Coverage::counted(words);
    spec
}

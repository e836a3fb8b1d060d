//! What the checks and the parts of the score both need, counted once from the records.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    evidence::{Evidence, EvidenceKind, TestOutcome},
    requirement::{Requirement, RequirementKind},
    roles::Case,
    spec::{Origin, ProjectType, Question, Rule, RuleStatus},
};

/// A case with its test results, requirements and rules sorted out.
pub struct Facts<'a> {
    pub case: &'a Case<'a>,
    /// Every test that is planned or was reported, with the worst that was seen of it.
    outcomes: BTreeMap<&'a str, TestOutcome>,
    /// Requirements that a planned test names which passed wherever it was run.
    proven: BTreeSet<&'a str>,
}

impl<'a> Facts<'a> {
    pub fn of(case: &'a Case<'a>) -> Self {
        let mut outcomes: BTreeMap<&str, TestOutcome> = BTreeMap::new();
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for result in case.evidence.iter().filter(|e| e.kind == EvidenceKind::Test).flat_map(|e| &e.tests) {
            let seen = outcomes.entry(&result.id).or_insert(TestOutcome::Pass);
            *seen = worse(*seen, result.result);
            named.entry(&result.id).or_default().extend(result.requirements.iter().map(String::as_str));
        }
        for test in case.plan {
            outcomes.entry(&test.id).or_insert(TestOutcome::NotRun);
        }
        // A result counts for a requirement only where plan and report agree on it.
        let planned =
            case.plan.iter().filter(|test| outcomes.get(test.id.as_str()) == Some(&TestOutcome::Pass));
        let proven = planned
            .flat_map(|test| {
                let named = named.get(test.id.as_str());
                let agreed = move |id: &&str| named.is_some_and(|named| named.contains(*id));
                test.requirements.iter().map(String::as_str).filter(agreed)
            })
            .collect();
        Self { case, outcomes, proven }
    }

    /// Evidence of one kind.
    pub fn evidence(&self, kind: EvidenceKind) -> impl Iterator<Item = &'a Evidence> {
        self.case.evidence.iter().filter(move |evidence| evidence.kind == kind)
    }

    /// Ids of the evidence of one kind.
    pub fn evidence_ids(&self, kind: EvidenceKind) -> Vec<String> {
        self.evidence(kind).map(|evidence| evidence.id.clone()).collect()
    }

    /// Every test that is planned or was reported, by id.
    pub fn tests(&self) -> impl Iterator<Item = (&'a str, TestOutcome)> {
        self.outcomes.iter().map(|(id, outcome)| (*id, *outcome))
    }

    pub fn test_count(&self) -> usize {
        self.outcomes.len()
    }

    pub fn passed_count(&self) -> usize {
        self.tests().filter(|(_, outcome)| *outcome == TestOutcome::Pass).count()
    }

    /// Whether a passing test names the requirement.
    pub fn is_tested(&self, requirement: &Requirement) -> bool {
        self.proven.contains(requirement.id.as_str())
    }

    /// What a person said and has not set aside: this must hold for the run to be proven.
    pub fn stated(&self) -> impl Iterator<Item = &'a Requirement> {
        let said = |r: &&Requirement| matches!(r.origin, Origin::Stated | Origin::Confirmed);
        self.case.requirements.iter().filter(said).filter(|r| !self.is_set_aside_requirement(r))
    }

    /// Statements that were not understood and left out, and whether a person said so.
    pub fn left_out(&self) -> impl Iterator<Item = (&'a Question, bool)> {
        self.case.spec.left_out().map(|question| (question, question.is_answered_by_person()))
    }

    /// Rules that are only text (or contradict each other), and whether a person set them aside.
    pub fn text_rules(&self) -> impl Iterator<Item = (&'a Rule, bool)> {
        let rules = self.case.spec.rules.iter().enumerate();
        rules
            .filter(|(_, rule)| matches!(rule.status, RuleStatus::TextOnly | RuleStatus::Conflict))
            .map(|(index, rule)| (rule, self.case.spec.is_set_aside(index)))
    }

    fn is_set_aside_requirement(&self, requirement: &Requirement) -> bool {
        if requirement.kind != RequirementKind::TextRule {
            return false;
        }
        let index = requirement.pointer.strip_prefix("/rules/").and_then(|index| index.parse().ok());
        index.is_some_and(|index| self.case.spec.is_set_aside(index))
    }

    /// Whether the project is something that starts, answers and stops.
    pub fn is_server(&self) -> bool {
        match self.case.spec.project.kind {
            ProjectType::Api | ProjectType::WebApp => true,
            ProjectType::StaticWeb
            | ProjectType::Cli
            | ProjectType::Library
            | ProjectType::Worker
            | ProjectType::Pipeline
            | ProjectType::Function
            | ProjectType::Game => false,
        }
    }
}

/// A test that passed once and failed once has not passed.
fn worse(a: TestOutcome, b: TestOutcome) -> TestOutcome {
    let rank = |outcome| match outcome {
        TestOutcome::Pass => 0,
        TestOutcome::Skipped => 1,
        TestOutcome::NotRun => 2,
        TestOutcome::Error => 3,
        TestOutcome::Fail => 4,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// The word for an outcome as documents show it.
pub fn word(outcome: TestOutcome) -> &'static str {
    match outcome {
        TestOutcome::Pass => "passed",
        TestOutcome::Fail => "failed",
        TestOutcome::Error => "broke",
        TestOutcome::Skipped => "skipped",
        TestOutcome::NotRun => "not run",
    }
}

//! The standard plan: one table of stages with what each needs and yields.
//!
//! A stage starts when a drop of every kind it needs exists; what does not need each
//! other runs side by side. Adding a stage is one file in `stages/` and one row here.

use std::{collections::BTreeSet, time::Duration};

use domain::{DropKind, Stage};

use crate::{
    PipelineError,
    stages::{self, Work},
};

/// One row of the plan.
#[derive(Clone)]
pub struct StageRow {
    pub stage: Stage,
    pub needs: &'static [DropKind],
    /// The first is the stage's main drop, the one documents show.
    pub yields: &'static [DropKind],
    /// Longest time one attempt may take.
    pub timeout: Duration,
    pub work: Work,
}

/// A table whose needs are met without a cycle.
#[derive(Clone)]
pub struct Plan {
    rows: Vec<StageRow>,
}

impl Plan {
    /// Errors: a cycle (named), a need that nothing yields, a stage given twice.
    pub fn new(rows: Vec<StageRow>) -> Result<Self, PipelineError> {
        let mut seen = BTreeSet::new();
        for row in &rows {
            if !seen.insert(row.stage) {
                return Err(PipelineError::Twice(row.stage));
            }
            for need in row.needs {
                let given = *need == DropKind::Intent || rows.iter().any(|r| r.yields.contains(need));
                if !given {
                    return Err(PipelineError::UnmetNeed { stage: row.stage, needs: *need });
                }
            }
        }
        let plan = Self { rows };
        plan.check_acyclic()?;
        Ok(plan)
    }

    /// The twelve stages, then trial, score, gate and capsule.
    pub fn standard(timeouts: &Timeouts) -> Self {
        use DropKind as K;
        let row = |stage, needs, yields, work: Work| StageRow {
            stage,
            needs,
            yields,
            timeout: if stage == Stage::Trial { timeouts.trial } else { timeouts.stage },
            work,
        };
        let rows = vec![
            row(
                Stage::PromptEnhancement,
                &[K::Intent],
                &[K::Prompt, K::Spec],
                stages::prompt_enhancement::WORK,
            ),
            row(Stage::Frd, &[K::Spec], &[K::Frd], stages::frd::WORK),
            row(Stage::Requirements, &[K::Spec], &[K::Requirements], stages::requirements::WORK),
            row(Stage::ProjectStructure, &[K::Spec], &[K::Structure], stages::project_structure::WORK),
            // Each part of the project follows from the spec alone, so all are written side by side.
            row(Stage::Code, &[K::Spec], &[K::Code], stages::code::WORK),
            row(
                Stage::SemanticValidation,
                &[K::Structure, K::Code, K::Dependencies, K::TestPlan, K::Tests, K::Documentation],
                &[K::SyntaxReport],
                stages::semantic_validation::WORK,
            ),
            row(Stage::Dependencies, &[K::Spec], &[K::Dependencies], stages::dependencies::WORK),
            row(Stage::TestPlan, &[K::Spec], &[K::TestPlan], stages::test_plan::WORK),
            row(Stage::Tests, &[K::Spec], &[K::Tests], stages::tests::WORK),
            // What parses is searched, while it is tried.
            row(
                Stage::SecurityScan,
                &[K::Code, K::Tests, K::SyntaxReport],
                &[K::SecurityReport],
                stages::security_scan::WORK,
            ),
            row(
                Stage::PerformanceAnalysis,
                &[K::Code],
                &[K::PerformanceReport],
                stages::performance_analysis::WORK,
            ),
            row(Stage::Documentation, &[K::Spec], &[K::Documentation], stages::documentation::WORK),
            // Whether everything parses is reported beside it: what does not parse does not start either.
            row(
                Stage::Trial,
                &[K::Code, K::Dependencies, K::TestPlan, K::Tests, K::Documentation],
                &[K::Evidence],
                stages::trial::WORK,
            ),
            row(Stage::Score, VERDICT_NEEDS, &[K::Score], stages::score::WORK),
            row(Stage::Gate, VERDICT_NEEDS, &[K::Gate], stages::gate::WORK),
            row(
                Stage::Capsule,
                &[
                    K::Intent,
                    K::Spec,
                    K::Structure,
                    K::Code,
                    K::Dependencies,
                    K::TestPlan,
                    K::Tests,
                    K::Documentation,
                    K::Evidence,
                    K::SecurityReport,
                    K::PerformanceReport,
                    K::Score,
                    K::Gate,
                ],
                &[K::Capsule],
                stages::capsule::WORK,
            ),
        ];
        Self { rows }
    }

    pub fn rows(&self) -> &[StageRow] {
        &self.rows
    }

    pub fn row(&self, stage: Stage) -> Option<&StageRow> {
        self.rows.iter().find(|row| row.stage == stage)
    }

    /// Follows needs from every stage; meeting a stage again on the way is a cycle.
    fn check_acyclic(&self) -> Result<(), PipelineError> {
        let mut finished: BTreeSet<Stage> = BTreeSet::new();
        for row in &self.rows {
            let mut path = Vec::new();
            self.visit(row, &mut path, &mut finished)?;
        }
        Ok(())
    }

    fn visit(
        &self,
        row: &StageRow,
        path: &mut Vec<Stage>,
        finished: &mut BTreeSet<Stage>,
    ) -> Result<(), PipelineError> {
        if finished.contains(&row.stage) {
            return Ok(());
        }
        if let Some(at) = path.iter().position(|s| *s == row.stage) {
            let mut cycle = path[at..].to_vec();
            cycle.push(row.stage);
            return Err(PipelineError::Cycle(cycle));
        }
        path.push(row.stage);
        for needed in self.rows.iter().filter(|r| r.yields.iter().any(|kind| row.needs.contains(kind))) {
            self.visit(needed, path, finished)?;
        }
        path.pop();
        finished.insert(row.stage);
        Ok(())
    }
}

const VERDICT_NEEDS: &[DropKind] = &[
    DropKind::Intent,
    DropKind::Spec,
    DropKind::Structure,
    DropKind::Code,
    DropKind::Dependencies,
    DropKind::TestPlan,
    DropKind::SyntaxReport,
    DropKind::SecurityReport,
    DropKind::PerformanceReport,
    DropKind::Evidence,
];

/// From configuration `engine.stage_timeout_s` and `engine.trial_timeout_s`.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    pub stage: Duration,
    pub trial: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { stage: Duration::from_secs(60), trial: Duration::from_secs(1200) }
    }
}

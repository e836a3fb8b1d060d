//! The table of stages.

use std::time::Duration;

use domain::{DropKind, Stage};
use pipeline::{
    PipelineError, Plan,
    plan::{StageRow, Timeouts},
    stages::Work,
};

fn row(stage: Stage, needs: &'static [DropKind], yields: &'static [DropKind]) -> StageRow {
    let work = Work::Pure(|_| Ok(Default::default()));
    StageRow { stage, needs, yields, timeout: Duration::from_secs(1), work }
}

#[test]
fn the_standard_plan_holds_every_stage_once_and_is_sound() {
    let plan = Plan::standard(&Timeouts::default());
    let stages: Vec<Stage> = plan.rows().iter().map(|row| row.stage).collect();
    assert_eq!(stages, Stage::ALL);
    assert!(Plan::new(plan.rows().to_vec()).is_ok());
}

#[test]
fn a_cycle_is_named() {
    use DropKind::{Code, Frd, Spec};
    let rows = vec![
        row(Stage::Frd, &[Code], &[Frd]),
        row(Stage::Requirements, &[Frd], &[Spec]),
        row(Stage::Code, &[Spec], &[Code]),
    ];
    let error = Plan::new(rows).err().unwrap();
    assert_eq!(error.to_string(), "the plan has a cycle: frd -> code -> requirements -> frd");
}

#[test]
fn a_need_that_nothing_yields_and_a_stage_given_twice_are_refused() {
    let unmet = Plan::new(vec![row(Stage::Code, &[DropKind::Spec], &[DropKind::Code])]).err().unwrap();
    assert_eq!(unmet, PipelineError::UnmetNeed { stage: Stage::Code, needs: DropKind::Spec });
    let twice = vec![row(Stage::Code, &[], &[DropKind::Code]), row(Stage::Code, &[], &[DropKind::Frd])];
    assert_eq!(Plan::new(twice).err().unwrap(), PipelineError::Twice(Stage::Code));
}

#[test]
fn the_tests_never_see_the_code() {
    let plan = Plan::standard(&Timeouts::default());
    for stage in [Stage::TestPlan, Stage::Tests] {
        assert!(!plan.row(stage).unwrap().needs.contains(&DropKind::Code), "{stage}");
    }
}

//! `decide`: what a run becomes when something happens to it. No clock, no store, no chance.

use domain::{DropKind, Stage, StageStatus, run::RunStatus};

use super::{
    event::{Action, Event},
    retry::RetryPolicy,
    state::RunState,
};
use crate::Plan;

/// The fixed part of a decision: which stage needs what, and when to try again.
pub struct Rules<'a> {
    pub plan: &'a Plan,
    pub retry: RetryPolicy,
    /// Stages side by side; from configuration `engine.max_parallel`.
    pub max_parallel: usize,
}

/// The run after `event`, and what to do once that is durable. An event that no longer fits (a late
/// answer of a stage that was stopped, an attempt that was given up) changes nothing.
pub fn decide(rules: &Rules<'_>, mut run: RunState, event: Event) -> (RunState, Vec<Action>) {
    if let Event::Drove { ms, tool_ms } = event {
        run.timings.wall_ms += ms;
        run.timings.tool_ms += tool_ms;
        run.timings.platform_ms = (run.timings.wall_ms - run.timings.tool_ms - run.timings.model_ms).max(0.0);
        return (run, Vec::new());
    }
    if run.status.is_final() {
        return (run, Vec::new());
    }
    let mut actions = Vec::new();
    match event {
        Event::Driven { .. } => {
            run.status = RunStatus::Running;
            for task in &mut run.tasks {
                // Whatever was running died with its driver: its attempt is begun anew, not counted twice.
                if task.status == StageStatus::Running {
                    task.status = StageStatus::Waiting;
                    task.attempt = task.attempt.saturating_sub(1);
                }
                if let (StageStatus::Waiting, Some(until_ms)) = (task.status, task.retry_at_ms) {
                    actions.push(Action::Wait { stage: task.stage, until_ms });
                }
            }
        }
        Event::StageDone { stage, attempt, at, drops, ms, tool_ms, end, capsule } => {
            let Some(task) = running(&mut run, stage, attempt) else { return (run, actions) };
            task.status = StageStatus::Done;
            task.drops = drops;
            task.ms = ms;
            run.timings.tool_ms += tool_ms;
            if let Some(capsule) = capsule {
                run.capsule = Some(*capsule);
            }
            if let Some(end) = end {
                run.error = end.error;
                return finish(run, end.status, at, actions);
            }
            if run.tasks.iter().all(|task| task.status == StageStatus::Done) {
                let proven = run.capsule.as_ref().is_some_and(|capsule| capsule.proven);
                let status = if proven { RunStatus::Proven } else { RunStatus::NotProven };
                return finish(run, status, at, actions);
            }
        }
        Event::StageFailed { stage, attempt, at, at_ms, error, retryable, ms, jitter_permille } => {
            let Some(task) = running(&mut run, stage, attempt) else { return (run, actions) };
            task.ms = ms;
            task.error = Some(error.clone());
            let wait = if retryable { rules.retry.wait_ms(attempt, jitter_permille) } else { None };
            match wait {
                Some(wait_ms) => {
                    let until_ms = at_ms + wait_ms;
                    task.status = StageStatus::Waiting;
                    task.retry_at_ms = Some(until_ms);
                    actions.push(Action::Wait { stage, until_ms });
                }
                None => {
                    task.status = StageStatus::Failed;
                    run.error = Some(error);
                    return finish(run, RunStatus::Failed, at, actions);
                }
            }
        }
        Event::RetryDue { stage } => {
            if let Some(task) = run.task_mut(stage) {
                task.retry_at_ms = None;
            }
        }
        Event::Interrupted { .. } => {
            run.status = RunStatus::Interrupted;
            for task in &mut run.tasks {
                if task.status == StageStatus::Running {
                    task.status = StageStatus::Waiting;
                    task.attempt = task.attempt.saturating_sub(1);
                }
            }
            return (run, vec![Action::StopAll]);
        }
        Event::CancelRequested { at } => return finish(run, RunStatus::Cancelled, at, actions),
        Event::Drove { .. } => {}
    }
    start_what_can(rules, &mut run, &mut actions);
    (run, actions)
}

/// The task, if this answer is of the attempt that is running.
fn running(run: &mut RunState, stage: Stage, attempt: u32) -> Option<&mut super::state::Task> {
    run.task_mut(stage).filter(|task| task.status == StageStatus::Running && task.attempt == attempt)
}

fn finish(
    mut run: RunState,
    status: RunStatus,
    at: String,
    mut actions: Vec<Action>,
) -> (RunState, Vec<Action>) {
    run.status = status;
    run.finished_at = Some(at);
    for task in &mut run.tasks {
        task.retry_at_ms = None;
        if matches!(task.status, StageStatus::Waiting | StageStatus::Running) {
            task.status = StageStatus::Skipped;
        }
    }
    actions.push(Action::StopAll);
    (run, actions)
}

/// Starts every waiting stage whose needs are there, in the order of the plan.
fn start_what_can(rules: &Rules<'_>, run: &mut RunState, actions: &mut Vec<Action>) {
    for row in rules.plan.rows() {
        let in_flight = run.tasks.iter().filter(|task| task.status == StageStatus::Running).count();
        if in_flight >= rules.max_parallel {
            return;
        }
        let ready = row.needs.iter().all(|kind| has(run, *kind));
        let Some(task) = run.task_mut(row.stage) else { continue };
        if ready && task.status == StageStatus::Waiting && task.retry_at_ms.is_none() {
            task.status = StageStatus::Running;
            task.attempt += 1;
            actions.push(Action::Start { stage: row.stage, attempt: task.attempt });
        }
    }
}

fn has(run: &RunState, kind: DropKind) -> bool {
    run.drop_of(kind).is_some()
}

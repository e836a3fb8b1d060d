//! Stage 1: reads the intent into a spec and says in full what was understood.

use domain::{
    DropKind, Explained, Spec,
    intent::Intent,
    requirement::{Requirement, requirements},
    run::RunStatus,
    spec::Origin,
};
use serde::{Deserialize, Serialize};

use super::{Context, Output, Roles, StageError, Work};

pub const WORK: Work = Work::Pure(run);

/// The `prompt` drop: the request as given, and as we read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    pub original_prompt: String,
    /// The same request with everything that was understood or assumed written out.
    pub enhanced_prompt: String,
    /// What the enhanced text adds, each from a fact: never a constant list.
    pub improvements: Vec<String>,
}

fn run(context: &Context) -> Result<Output, StageError> {
    let intent: Intent = context.input(DropKind::Intent)?;
    let spec = context.roles.reader.read(&intent)?;
    let list = requirements(&spec);
    let prompt = Prompt {
        original_prompt: intent.text.clone(),
        enhanced_prompt: enhanced(&spec, &list),
        improvements: improvements(&spec, &list),
    };
    let end = end_here(&spec, &context.roles);
    let drops = vec![context.draft(DropKind::Prompt, &prompt)?, context.draft(DropKind::Spec, &spec)?];
    Ok(Output { drops, end, ..Output::default() })
}

/// A request of a kind that nothing here covers ends as such: its questions would lead nowhere.
/// One that is covered but not yet clear ends with its questions.
fn end_here(spec: &Spec, roles: &Roles) -> Option<(RunStatus, Option<Explained>)> {
    let fits = |wanted: &Option<String>, has: &str| wanted.as_deref().is_none_or(|w| w == has);
    let covered = roles.blueprints.list().iter().any(|info| {
        info.project_types.iter().any(|t| t == spec.project.kind.as_str())
            && fits(&spec.project.language, &info.language)
            && fits(&spec.project.framework, &info.framework)
            && spec.project.storage.as_ref().is_none_or(|s| info.storage.contains(s))
    });
    let choice = roles.blueprints.choose(spec);
    match choice {
        Err(error) if !covered => Some(super::refused(roles, spec, error)),
        _ if spec.blocking().next().is_some() => Some((RunStatus::NeedsAnswers, None)),
        Err(error) => Some(super::refused(roles, spec, error)),
        Ok(_) => None,
    }
}

fn enhanced(spec: &Spec, list: &[Requirement]) -> String {
    let project = &spec.project;
    let mut text = format!("{} ({})", project.name, project.kind.as_str());
    for part in [&project.language, &project.framework, &project.storage].into_iter().flatten() {
        text.push_str(", ");
        text.push_str(part);
    }
    text.push('\n');
    for requirement in list {
        text.push_str(&format!("- {} {}\n", requirement.id, requirement.text));
    }
    for assumption in &spec.assumptions {
        text.push_str(&format!("- assumed: {}\n", assumption.text));
    }
    text
}

fn improvements(spec: &Spec, list: &[Requirement]) -> Vec<String> {
    let count = |origin| list.iter().filter(|r| r.origin == origin).count();
    let mut lines = Vec::new();
    for (origin, word) in
        [(Origin::Inferred, "inferred from the text"), (Origin::Default, "added by default")]
    {
        let n = count(origin);
        if n > 0 {
            lines.push(format!("{n} requirements {word}"));
        }
    }
    lines.extend(spec.assumptions.iter().map(|a| format!("assumption {}: {}", a.id, a.text)));
    lines
}

//! Stage 2: the functional requirements document, numbered, each with the words it came from.

use domain::{
    DropKind, Spec,
    requirement::{Requirement, RequirementKind, requirements},
    spec::Span,
};
use serde::{Deserialize, Serialize};

use super::{Context, Output, StageError, Work};

pub const WORK: Work = Work::Pure(run);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frd {
    pub title: String,
    pub project_type: String,
    pub complexity: Complexity,
    /// Ids.
    pub functional: Vec<String>,
    pub non_functional: Vec<String>,
    pub requirements: Vec<Requirement>,
    pub markdown: String,
}

/// How large the job is, with the counts that say so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Complexity {
    /// `simple` below 25 requirements, `moderate` below 100, else `complex`.
    pub class: String,
    pub entities: usize,
    pub relations: usize,
    pub rules: usize,
    pub roles: usize,
    pub requirements: usize,
}

fn run(context: &Context) -> Result<Output, StageError> {
    let spec: Spec = context.input(DropKind::Spec)?;
    let list = requirements(&spec);
    let (functional, mut non_functional): (Vec<_>, Vec<_>) =
        list.iter().map(|r| (r.id.clone(), r.kind)).partition(|(_, kind)| *kind != RequirementKind::Nfr);
    let ids = |pairs: Vec<(String, RequirementKind)>| pairs.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let mut non_functional_ids = ids(std::mem::take(&mut non_functional));
    non_functional_ids.extend((1..=spec.nfr.len()).map(|n| format!("NFR-{n:03}")));
    let class = match list.len() {
        0..25 => "simple",
        25..100 => "moderate",
        _ => "complex",
    };
    let complexity = Complexity {
        class: class.into(),
        entities: spec.entities.len(),
        relations: spec.relations.len(),
        rules: spec.rules.len(),
        roles: spec.auth.as_ref().map_or(0, |auth| auth.roles.len()),
        requirements: list.len(),
    };
    let frd = Frd {
        title: format!("Functional requirements of {}", spec.project.name),
        project_type: spec.project.kind.as_str().into(),
        complexity,
        functional: ids(functional),
        non_functional: non_functional_ids,
        markdown: markdown(&spec, &list),
        requirements: list,
    };
    context.one(DropKind::Frd, &frd)
}

fn markdown(spec: &Spec, list: &[Requirement]) -> String {
    let mut text = format!("# Functional requirements of {}\n\n", spec.project.name);
    for requirement in list {
        let words = requirement.src.and_then(|span| words(spec, span));
        let origin = match words {
            Some(words) => format!("{:?}: “{words}”", requirement.origin).to_lowercase(),
            None => format!("{:?}", requirement.origin).to_lowercase(),
        };
        text.push_str(&format!("- **{}** {} ({origin})\n", requirement.id, requirement.text));
    }
    for (i, nfr) in spec.nfr.iter().enumerate() {
        let provable = nfr.provable.as_deref().unwrap_or("not_provable_by_build");
        text.push_str(&format!(
            "- **NFR-{:03}** {} {} {} {} ({provable})\n",
            i + 1,
            nfr.metric,
            nfr.op,
            nfr.value,
            nfr.unit
        ));
    }
    text
}

/// The words of the intent that a span covers; attachments are quoted by name only.
fn words(spec: &Spec, span: Span) -> Option<String> {
    if span.attachment > 0 {
        return spec.source.attachments.get(span.attachment - 1).map(|a| a.name.clone());
    }
    let text = spec.source.intent.get(span.start..span.end)?;
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > 80 {
        text = text.chars().take(79).chain(['…']).collect();
    }
    Some(text)
}

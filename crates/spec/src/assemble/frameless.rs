//! Texts that want no framework.

use domain::{
    intent::Intent,
    spec::{ProjectType, QuestionKind},
};
use serde_json::json;

use super::{
    defaults::{DRAWN, Said},
    draft::Draft,
};
use crate::{
    english::{clause::tooling, lexicon::lexicon},
    questions,
};

/// "Go, no framework" is served by Go's own library. Other languages are served by a framework here, so where a text
/// wants none it is asked which one may serve.
pub fn settle(
    draft: &mut Draft,
    intent: &Intent,
    kind: ProjectType,
    language: Said,
    framework: Said,
) -> (Said, Said) {
    if framework.value.as_deref() != Some(tooling::NONE) {
        return (language, framework);
    }
    let chosen = intent.language.clone().filter(|l| !l.is_empty()).or_else(|| language.value.clone());
    let named = chosen.unwrap_or_else(|| "python".to_owned());
    let defaults = &lexicon().stack.defaults;
    if named == "go" {
        let own = defaults.get("go").cloned();
        return (language, Said { value: own, ..framework });
    }
    let served = matches!(kind, ProjectType::Api | ProjectType::WebApp);
    if served && intent.framework.is_none() {
        let used = defaults.get(&named).cloned().unwrap_or_else(|| "a framework".to_owned());
        draft.ask(questions::new(
            QuestionKind::Conflict,
            "/project/framework".to_owned(),
            format!(
                "no framework is wanted, but in {named} the server is built with {used}. May it be used?"
            ),
            Vec::new(),
            json!(used),
            served_by(&named, &used),
            false,
        ));
    }
    (language, Said::default())
}

/// The frameworks that serve in a language, the usual one first.
fn served_by(language: &str, usual: &str) -> Vec<serde_json::Value> {
    let of_it = lexicon().stack.frameworks.iter().filter(|(name, words)| {
        *name != usual && !DRAWN.contains(&name.as_str()) && words.first().is_some_and(|of| of == language)
    });
    let mut all = vec![json!(usual)];
    all.extend(of_it.take(3).map(|(name, _)| json!(name)));
    if all.len() < 2 {
        all.push(json!("another framework"));
    }
    all
}

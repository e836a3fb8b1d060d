//! Which stack a tree of files is written in, with the reason.

use domain::project::Tree;

use crate::{Error, blueprint};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detected {
    pub blueprint: String,
    pub language: String,
    pub framework: String,
    /// Such as `requirements.txt names fastapi`.
    pub reason: String,
}

/// The first blueprint that recognises the files; a dependency list counts more than a source.
pub fn detect(tree: &Tree) -> Result<Option<Detected>, Error> {
    let blueprints = blueprint::all()?;
    let found = blueprints.iter().find_map(|b| Some((b, by_dependency(b, tree)?)));
    let found = found.or_else(|| blueprints.iter().find_map(|b| Some((b, by_source(b, tree)?))));
    Ok(found.map(|(b, reason)| Detected {
        blueprint: b.id.clone(),
        language: b.language.clone(),
        framework: b.framework.clone(),
        reason,
    }))
}

fn by_dependency(blueprint: &blueprint::Blueprint, tree: &Tree) -> Option<String> {
    let detect = &blueprint.detect;
    let lists =
        tree.iter().filter(|(path, _)| detect.dependency_files.iter().any(|name| name == path.file_name()));
    lists.into_iter().find_map(|(path, file)| {
        let named = detect.dependencies.iter().find(|name| names(&file.content, name))?;
        Some(format!("{path} names {named}"))
    })
}

/// A whole word at the start of a line or in quotes, so that `my-fastapi-notes` is something else.
fn names(list: &str, package: &str) -> bool {
    list.lines().filter(|line| !line.trim_start().starts_with('#')).any(|line| {
        line.to_lowercase()
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.'))
            .any(|word| word == package)
    })
}

fn by_source(blueprint: &blueprint::Blueprint, tree: &Tree) -> Option<String> {
    let detect = &blueprint.detect;
    let sources = tree.iter().filter(|(path, _)| path.extension() == Some(detect.extension.as_str()));
    sources.into_iter().find_map(|(path, file)| {
        let text = detect.sources.iter().find(|text| file.content.contains(text.as_str()))?;
        Some(format!("{path} says `{text}`"))
    })
}

//! Dependencies: pinned, with hashes, assembled from the blueprint's locked features.
//!
//! Nothing is resolved when a project is generated, so the same spec gives the same lock
//! file on any day and without a network.

use std::collections::BTreeMap;

use domain::project::{Dependency, FileKind, ProjectFile, Tree};

use crate::{Error, Model, blueprint, blueprint::Blueprint, render::features};

/// A pinned package as its lock file says it.
struct Locked {
    version: String,
    /// The whole entry: first line and hashes.
    entry: String,
}

/// Locked features of a project. Passwords need what accounts need.
fn parts(features: &[&str]) -> Vec<&'static str> {
    let mut parts = vec!["base", "dev"];
    if features.contains(&"postgres") {
        parts.push("postgres");
    }
    if features.contains(&"accounts") || features.contains(&"passwords") {
        parts.push("accounts");
    }
    parts
}

pub(crate) fn list(blueprint: &Blueprint, features: &[&str]) -> Result<Vec<Dependency>, Error> {
    let mut list = Vec::new();
    for part in parts(features) {
        let packages = blueprint.dependencies.get(part);
        for (name, locked) in locked(blueprint, part)? {
            let package = packages.and_then(|p| p.get(&name)).ok_or_else(|| {
                blueprint.broken(format!("dependencies.{part}"), format!("`{name}` is missing"))
            })?;
            list.push(Dependency {
                version: locked.version,
                direct: package.direct,
                development: part == "dev",
                imports: package.imports.clone(),
                licence: Some(package.licence.clone()),
                name,
            });
        }
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(list)
}

/// `requirements.txt` with what the project names itself, and the lock files: everything, and what runs.
pub(crate) fn files(blueprint: &Blueprint, model: &Model) -> Result<Tree, Error> {
    let features = features(model);
    let mut lock: BTreeMap<String, (bool, String)> = BTreeMap::new();
    let (mut run, mut development) = (Vec::new(), Vec::new());
    for part in parts(&features) {
        for (name, locked) in locked(blueprint, part)? {
            if let Some(package) =
                blueprint.dependencies.get(part).and_then(|p| p.get(&name)).filter(|p| p.direct)
            {
                let line = format!("{}=={}", package.requirement.as_deref().unwrap_or(&name), locked.version);
                if part == "dev" { &mut development } else { &mut run }.push(line);
            }
            lock.insert(name, (part == "dev", locked.entry));
        }
    }
    run.sort();
    development.sort();
    let requirements = format!(
        "# What the application names itself; {} pins everything, with hashes,\n# {} all but the tests'.\n{}\n\n# Tests\n{}\n",
        blueprint.lock_file,
        blueprint.run_lock_file,
        run.join("\n"),
        development.join("\n")
    );
    let entries = |tests: bool| -> String {
        lock.values().filter(|(dev, _)| tests || !dev).map(|(_, entry)| entry.as_str()).collect()
    };
    let made = [
        ("requirements.txt", requirements),
        (blueprint.lock_file.as_str(), entries(true)),
        (blueprint.run_lock_file.as_str(), entries(false)),
    ];
    let mut tree = Tree::new();
    for (path, content) in made {
        let path = domain::ProjectPath::parse(path).map_err(|e| blueprint.broken(path, e))?;
        tree.insert(path, ProjectFile { content, kind: FileKind::Config, executable: false });
    }
    Ok(tree)
}

/// Entries of one locked feature, by name.
fn locked(blueprint: &Blueprint, part: &str) -> Result<BTreeMap<String, Locked>, Error> {
    let path = format!("{}/dependencies/{part}.lock", blueprint.id);
    let text = blueprint::text(&path).ok_or_else(|| blueprint.broken(&path, "it is missing"))?;
    let mut entries = BTreeMap::new();
    let mut current: Option<(String, Locked)> = None;
    for line in text.lines() {
        if line.starts_with(char::is_whitespace) {
            if let Some((_, locked)) = &mut current {
                locked.entry.push_str(line);
                locked.entry.push('\n');
            }
            continue;
        }
        entries.extend(current.take());
        let (name, rest) = line.split_once("==").ok_or_else(|| blueprint.broken(&path, line))?;
        let version = rest.split([' ', ';', '\\']).next().unwrap_or(rest).to_owned();
        current = Some((name.to_owned(), Locked { version, entry: format!("{line}\n") }));
    }
    entries.extend(current);
    Ok(entries)
}

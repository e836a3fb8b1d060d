//! A blueprint as its folder says it: `blueprint.toml`, templates, locked dependencies.

use std::collections::BTreeMap;

use domain::project::{BlueprintInfo, FileKind, Part};
use serde::Deserialize;

use crate::Error;

#[derive(rust_embed::Embed)]
#[folder = "../../blueprints"]
pub(crate) struct Folder;

/// The text of an embedded file; `None` where there is none.
pub(crate) fn text(path: &str) -> Option<String> {
    Folder::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

/// The texts of the files right in a folder, by name.
pub(crate) fn folder(path: &str) -> BTreeMap<String, String> {
    let prefix = format!("{path}/");
    let direct =
        |file: &str| file.strip_prefix(&prefix).filter(|name| !name.contains('/')).map(str::to_owned);
    Folder::iter().filter_map(|file| Some((direct(&file)?, text(&file)?))).collect()
}

/// `blueprint.toml`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Blueprint {
    pub id: String,
    pub version: String,
    pub title: String,
    pub project_types: Vec<String>,
    pub language: String,
    pub framework: String,
    pub storage: Vec<String>,
    pub runtime: String,
    pub runtime_version: String,
    pub entry_point: String,
    pub commands: Commands,
    pub probe_fetch: Vec<String>,
    pub test_report: String,
    pub test_report_arguments: String,
    pub lock_file: String,
    /// The lock file without what only tests need: for images.
    pub run_lock_file: String,
    pub dependency_folder: String,
    /// Names that must not stand alone in this language; an underscore is added.
    pub reserved: Vec<String>,
    /// By feature: `base`, `dev`, `postgres`, `accounts`.
    pub dependencies: BTreeMap<String, BTreeMap<String, Package>>,
    #[serde(rename = "file")]
    pub files: Vec<FileRule>,
    /// How flat code of this stack is recognised.
    pub detect: Detect,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commands {
    pub install: String,
    #[serde(default)]
    pub build: Option<String>,
    pub run: String,
    pub test: String,
    #[serde(default)]
    pub documented: Vec<domain::project::DocumentedCommand>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    #[serde(default)]
    pub direct: bool,
    #[serde(default)]
    pub imports: Vec<String>,
    /// What requirement lists call it, such as `psycopg[binary]`.
    #[serde(default)]
    pub requirement: Option<String>,
    pub licence: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileRule {
    /// `{entity}` stands for the plural of each entity, where `each` says so.
    pub path: String,
    /// Inside the blueprint's folder.
    pub template: String,
    pub part: Part,
    pub kind: FileKind,
    pub purpose: String,
    /// A feature that the project must have.
    #[serde(default)]
    pub when: Option<String>,
    /// `entity`: one file per entity.
    #[serde(default)]
    pub each: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detect {
    /// Words in dependency lists.
    pub dependencies: Vec<String>,
    pub dependency_files: Vec<String>,
    /// Texts in source files.
    pub sources: Vec<String>,
    pub extension: String,
}

impl Blueprint {
    pub(crate) fn info(&self) -> BlueprintInfo {
        BlueprintInfo {
            id: self.id.clone(),
            version: self.version.clone(),
            title: self.title.clone(),
            project_types: self.project_types.clone(),
            language: self.language.clone(),
            framework: self.framework.clone(),
            storage: self.storage.clone(),
        }
    }

    pub(crate) fn broken(&self, place: impl Into<String>, why: impl std::fmt::Display) -> Error {
        Error::Broken { blueprint: self.id.clone(), place: place.into(), why: why.to_string() }
    }
}

/// All blueprints, sorted by id.
pub(crate) fn all() -> Result<Vec<Blueprint>, Error> {
    let mut list = Vec::new();
    for path in Folder::iter().filter(|p| p.ends_with("/blueprint.toml") && p.matches('/').count() == 1) {
        let id = path.trim_end_matches("/blueprint.toml").to_owned();
        let read = toml::from_str::<Blueprint>(&text(&path).unwrap_or_default());
        list.push(read.map_err(|e| Error::Broken {
            blueprint: id,
            place: path.to_string(),
            why: e.to_string(),
        })?);
    }
    list.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(list)
}

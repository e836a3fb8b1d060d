//! A labelled request, as its file says it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::sources::Sources;

pub const FOLDER: &str = "crates/spec/requests/";
/// Second labels of held-out requests: [`super::agree`].
pub const SECOND: &str = "second";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// May be looked at while the clause shapes are worked on.
    Tuning,
    /// The weights are learned from them; nobody tunes a shape on them.
    Training,
    /// Only ever scored.
    HeldOut,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Tuning, Part::Training, Part::HeldOut];
    /// Those that the table shows: how well the weights read what they were learned from says nothing.
    pub const SCORED: [Part; 2] = [Part::Tuning, Part::HeldOut];

    pub fn as_str(self) -> &'static str {
        match self {
            Part::Tuning => "tuning",
            Part::Training => "training",
            Part::HeldOut => "held-out",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    Everyday,
    Hard,
}

impl Difficulty {
    pub const ALL: [Difficulty; 2] = [Difficulty::Everyday, Difficulty::Hard];

    pub fn as_str(self) -> &'static str {
        match self {
            Difficulty::Everyday => "everyday",
            Difficulty::Hard => "hard",
        }
    }
}

pub struct Request {
    /// The file's name without its ending, such as `001-vet-practice`.
    pub name: String,
    pub part: Part,
    pub difficulty: Difficulty,
    pub text: String,
    pub attachments: Vec<Attachment>,
    pub expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "style")]
    _style: String,
    difficulty: Difficulty,
    text: String,
    #[serde(default, rename = "lang")]
    _lang: Option<String>,
    #[serde(default)]
    attachments: Vec<Attachment>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    pub name: String,
    pub text: String,
}

/// The labels, still as written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub language: Option<String>,
    pub framework: Option<String>,
    pub storage: Option<String>,
    pub entities: Vec<String>,
    pub fields: BTreeMap<String, Vec<String>>,
    pub relations: Vec<String>,
    pub endpoints: Vec<String>,
    pub roles: Vec<String>,
    pub permissions: Vec<String>,
    pub rules: Vec<String>,
    pub nfr: Vec<String>,
    pub functions: Vec<String>,
    pub commands: Vec<String>,
    pub asked: Vec<String>,
}

/// All requests in order. A broken file is named, its words are not: it may be a held-out one.
pub fn load(sources: &Sources) -> Result<Vec<Request>> {
    let mut found = Vec::new();
    for (path, text) in &sources.files {
        let Some((folder, file)) = path.strip_prefix(FOLDER).and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let Some(name) = file.strip_suffix(".toml") else { continue };
        if folder == SECOND {
            continue;
        }
        let part = Part::ALL.into_iter().find(|part| part.as_str() == folder);
        let part =
            part.with_context(|| format!("{path}: a request is in `tuning`, `training` or `held-out`"))?;
        let File { difficulty, text, attachments, expect, .. } = match toml::from_str(text) {
            Ok(read) => read,
            Err(error) if part != Part::HeldOut => bail!("{path}: {}", error.message()),
            Err(_) => bail!("{path}: cannot be read as a request"),
        };
        found.push(Request { name: name.to_owned(), part, difficulty, text, attachments, expect });
    }
    if found.is_empty() {
        bail!("there is no request below {FOLDER}");
    }
    Ok(found)
}

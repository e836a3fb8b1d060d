//! `run --deps`, `--lock` and `--types`: what is installed before a program, and what checks it.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    Explain, Explained, ProjectPath,
    roles::{Sandbox, SandboxFailure},
    sandbox::{BoxFile, LayerMount},
};

use crate::{
    commands::run::{layer_failure, not_compiled},
    exit::{Code, Failure, Result},
    terminal::Terminal,
};

/// The program that something is wished for.
pub struct Wish<'a> {
    pub language: &'a str,
    pub version: Option<&'a str>,
    pub files: &'a BTreeMap<ProjectPath, BoxFile>,
}

/// What a checker of types looks at.
pub struct Checked<'a> {
    pub entry: Option<&'a ProjectPath>,
    pub whole: bool,
}

fn wrong(error: sandbox::SandboxError) -> Failure {
    Failure::new(Code::USAGE, error.explained())
}

/// The layer, and what is set in boxes that have it; none where nothing was asked for.
pub async fn dependencies(
    sandbox: &Arc<sandbox::Local>,
    wish: &Wish<'_>,
    asked: &sandbox::Asked,
) -> Result<Option<(LayerMount, BTreeMap<String, String>)>> {
    let version = wish.version.map(str::to_owned);
    let request = sandbox::dependency_request(wish.language, version, wish.files, asked).map_err(wrong)?;
    let Some(request) = request else { return Ok(None) };
    let environment = sandbox::means_of_dependencies(wish.language).map_err(wrong)?;
    let at = request.folder.clone();
    let (layer, _log) = sandbox.layer(request).await.map_err(|failure| layer_failure(in_words(failure)))?;
    Ok(Some((LayerMount { layer, at }, environment.map(|means| means.environment).unwrap_or_default())))
}

/// The command is ours and long: who asked for packages reads what the client said, and what to correct.
fn in_words(failure: SandboxFailure) -> SandboxFailure {
    let SandboxFailure::Failed { error, log, exit_code } = failure else { return failure };
    let what = error.message.rsplit_once("` failed: ").map_or(error.message.as_str(), |(_, what)| what);
    let error = Explained {
        message: format!("the dependencies cannot be installed: {what}"),
        hint: Some(
            "correct the names and versions of --deps or in the file of --lock, see that the package index can \
             be reached, and run it again"
                .to_owned(),
        ),
        ..error
    };
    SandboxFailure::Failed { error, log, exit_code }
}

/// None when the types are right; else the checker's words were printed, and this is the exit code.
pub async fn check_types(
    sandbox: &Arc<sandbox::Local>,
    wish: &Wish<'_>,
    checked: &Checked<'_>,
    asked: &sandbox::Asked,
    terminal: &Terminal,
) -> Result<Option<Code>> {
    let types = sandbox::types_of(wish.language).map_err(wrong)?;
    let asked = sandbox::Asked {
        packages: asked.packages.iter().chain(&types.packages).cloned().collect(),
        lock: asked.lock.clone(),
    };
    let installed = dependencies(sandbox, wish, &asked).await?;
    let entry = match checked.entry {
        Some(entry) => vec![entry.clone()],
        // A single file stands for itself, a folder for all that it holds.
        None if checked.whole => sandbox::sources_of(wish.language, wish.files).map_err(wrong)?,
        None => wish.files.keys().cloned().collect(),
    };
    let check = sandbox::Check {
        language: wish.language.to_owned(),
        version: wish.version.map(str::to_owned),
        files: wish.files.clone(),
        entries: entry,
        dependencies: installed.map(|(mount, _)| mount),
    };
    match sandbox.check_types(check).await {
        Ok(()) => Ok(None),
        Err(SandboxFailure::Failed { error, log, exit_code }) => {
            not_compiled(terminal, &error, &log, exit_code).map(Some)
        }
        Err(lacks) => Err(layer_failure(lacks)),
    }
}

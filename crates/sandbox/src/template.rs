//! What services prepare once per machine: a layer, made without a network.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::sync::{Arc, OnceLock};

use domain::ProjectPath;
use domain::sandbox::{LayerRequest, Limits, Phase};

use crate::boxes;
use crate::config::Config;
use crate::error::SandboxError;
use crate::layers::{Installer, Maker, NoLayer};
use crate::service::ServiceKind;

const FOLDER: &str = "template";

/// The service's template as a host folder, if it wants one. Blocks while it is made.
pub fn of(config: &Config, kind: &ServiceKind) -> Result<Option<String>, SandboxError> {
    let Some(template) = &kind.template else { return Ok(None) };
    let bin = kind.find()?;
    let request = LayerRequest {
        runtime: format!("service {}", kind.name),
        version: None,
        install_command: template.command.trim().replace("{bin}", &bin.display().to_string()),
        inputs: BTreeMap::new(),
        folder: ProjectPath::parse(FOLDER).map_err(|error| SandboxError::BadJob(error.to_string()))?,
        limits: Limits { wall_ms: kind.within_ms, ..Limits::default() },
    };
    let cancel = Arc::new(OnceLock::new());
    let maker = Maker { toolchain: kind.title.clone(), executable: identity(kind, &bin) };
    let installer = Installer { config, base: boxes::bare(), maker, phase: Phase::Resolve, cancel: &cancel };
    match installer.install(&request) {
        Ok((layer, _)) => Ok(Some(layer.path)),
        Err(NoLayer::Error(error)) => Err(error),
        Err(NoLayer::Failed(outcome)) => {
            let log = String::from_utf8_lossy(&outcome.stdout);
            let last = log.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
            let reason = outcome.error.map_or_else(|| outcome.verdict.word().to_owned(), |e| e.message);
            Err(SandboxError::Template { name: kind.name.clone(), what: format!("{reason}: {last}") })
        }
    }
}

/// Place, size and time of the service's programs: an upgrade makes another template.
fn identity(kind: &ServiceKind, bin: &std::path::Path) -> String {
    let programs = kind.programs.iter().map(|name| {
        let meta = std::fs::metadata(bin.join(name));
        meta.map_or_else(|_| name.clone(), |meta| format!("{name} {} {}", meta.len(), meta.mtime()))
    });
    format!("{} {}", bin.display(), programs.collect::<Vec<_>>().join(" "))
}

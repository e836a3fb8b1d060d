//! `capsule`: look into one, check one, unpack one. None of it trusts the archive.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueHint};
use domain::Explain;

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::{Terminal, clean, report},
    wiring,
};

/// Largest archive that is read: far above any project, far below this machine's memory.
const MAX_ARCHIVE_BYTES: u64 = 1 << 30;

#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Show what a capsule says of itself
    Inspect {
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Check every byte and every claim; exit code 0 or 1
    Verify {
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The evidence document [default: the one beside the capsule, where there is one]
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        evidence: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Unpack the project into a new folder
    Unpack {
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The new folder [default: the capsule's name, here]
        #[arg(value_hint = ValueHint::DirPath)]
        dir: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
}

impl Arguments {
    pub fn json(&self) -> bool {
        match &self.action {
            Action::Inspect { json, .. } | Action::Verify { json, .. } | Action::Unpack { json, .. } => *json,
        }
    }
}

pub async fn run(arguments: Arguments, _config: &Config, terminal: &Terminal) -> Result<Code> {
    match arguments.action {
        Action::Inspect { file, .. } => inspect(&file, terminal),
        Action::Verify { file, evidence, .. } => verify(&file, evidence.as_deref(), terminal),
        Action::Unpack { file, dir, .. } => unpack(&file, dir, terminal),
    }
}

fn inspect(file: &Path, terminal: &Terminal) -> Result<Code> {
    let opened = wiring::capsules().open(&read(file)?)?;
    if terminal.json {
        let files: Vec<_> = opened
            .files
            .iter()
            .map(|(path, (bytes, executable))| serde_json::json!({ "path": path, "size_bytes": bytes.len(), "executable": executable }))
            .collect();
        terminal.document(&serde_json::json!({
            "name": opened.name, "sha256": opened.sha256, "files": files, "capsule": opened.record,
        }))?;
    } else {
        report::capsule(&opened, terminal)?;
    }
    Ok(Code::DONE)
}

fn verify(file: &Path, evidence: Option<&Path>, terminal: &Terminal) -> Result<Code> {
    let archive = read(file)?;
    let beside = match evidence {
        Some(path) => Some(read(path)?),
        None => beside(file).filter(|path| path.exists()).map(|path| read(&path)).transpose()?,
    };
    let verification = wiring::capsules().verify(&archive, beside.as_deref());
    if terminal.json {
        terminal.document(&verification)?;
    } else {
        report::verification(&verification, terminal)?;
    }
    Ok(if verification.valid { Code::DONE } else { Code::FAILED })
}

/// `<name>-<id>.evidence.json` for `<name>-<id>[.unproven].tar.gz`.
fn beside(file: &Path) -> Option<PathBuf> {
    let name = file.file_name()?.to_str()?.strip_suffix(".tar.gz")?;
    let name = name.strip_suffix(".unproven").unwrap_or(name);
    Some(file.with_file_name(format!("{name}.evidence.json")))
}

fn unpack(file: &Path, dir: Option<PathBuf>, terminal: &Terminal) -> Result<Code> {
    let opened = wiring::capsules().open(&read(file)?)?;
    let dir = dir.unwrap_or_else(|| PathBuf::from(&opened.name));
    let dir = std::path::absolute(&dir).map_err(|e| Failure::io(dir.display(), e))?;
    capsule::unpack(&opened, &dir).map_err(|e| Failure::new(Code::FAILED, e.explained()))?;
    match terminal.json {
        true => terminal.document(&serde_json::json!({ "path": dir, "files": opened.files.len() }))?,
        false => terminal.say(format!(
            "unpacked {} files into {}",
            opened.files.len(),
            clean(&dir.display().to_string())
        ))?,
    }
    Ok(Code::DONE)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(file).map_err(|e| Failure::io(file.display(), e))?.len();
    if size > MAX_ARCHIVE_BYTES {
        return Err(Failure::usage(
            format!("{} has {size} bytes; a capsule has at most {MAX_ARCHIVE_BYTES}", file.display()),
            "check that this is a capsule",
        ));
    }
    std::fs::read(file).map_err(|e| Failure::io(file.display(), e))
}

//! `gc`: frees what can be made again. Runs, drops and capsules stay.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use clap::Args;

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::Terminal,
};

#[derive(Args, Debug)]
pub struct Arguments {
    /// Say what would be freed, and free nothing
    #[arg(long)]
    dry_run: bool,
    /// Keep dependency layers up to this size in MiB [default: gc.layers_max_mb]
    #[arg(long, value_name = "MB")]
    layers_max_mb: Option<u64>,
    #[arg(long)]
    pub json: bool,
}

struct Candidate {
    path: PathBuf,
    size_bytes: u64,
    used: SystemTime,
}

pub fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let bound = arguments.layers_max_mb.unwrap_or(config.gc.layers_max_mb) << 20;
    let mut layers = candidates(&config.layers_dir())?;
    layers.sort_by_key(|c| std::cmp::Reverse(c.used));
    let mut kept = 0u64;
    let mut freed = Vec::new();
    for layer in layers {
        if kept + layer.size_bytes <= bound {
            kept += layer.size_bytes;
        } else {
            freed.push(layer);
        }
    }
    let bytes: u64 = freed.iter().map(|c| c.size_bytes).sum();
    if !arguments.dry_run {
        for layer in &freed {
            remove(&layer.path)?;
        }
    }
    if terminal.json {
        let paths: Vec<_> =
            freed.iter().map(|c| serde_json::json!({ "path": c.path, "size_bytes": c.size_bytes })).collect();
        terminal.document(&serde_json::json!({
            "freed_bytes": bytes, "kept_bytes": kept, "dry_run": arguments.dry_run, "freed": paths,
        }))?;
        return Ok(Code::DONE);
    }
    let verb = if arguments.dry_run { "would free" } else { "freed" };
    for layer in &freed {
        terminal.say(format!("{verb} {} ({} MiB)", layer.path.display(), layer.size_bytes >> 20))?;
    }
    terminal.say(format!("{verb} {} MiB; {} MiB of dependency layers kept", bytes >> 20, kept >> 20))?;
    Ok(Code::DONE)
}

/// The layers, with size and last use (a layer's folder is touched whenever it is mounted).
fn candidates(dir: &Path) -> Result<Vec<Candidate>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Failure::io(dir.display(), e)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Failure::io(dir.display(), e))?.path();
        if !path.is_dir() {
            continue;
        }
        let used = std::fs::metadata(&path).and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let size_bytes = walkdir::WalkDir::new(&path)
            .into_iter()
            .filter_map(|e| e.ok()?.metadata().ok())
            .filter(|m| m.is_file())
            .map(|m| m.len())
            .sum();
        found.push(Candidate { path, size_bytes, used });
    }
    Ok(found)
}

/// Renamed first, so that a run which starts now sees the whole layer or none.
fn remove(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let doomed = path.with_extension(format!("removed-{}", std::process::id()));
    std::fs::rename(path, &doomed).map_err(|e| Failure::io(path.display(), e))?;
    // Layers are read-only; their folders have to be writable to be emptied.
    for entry in
        walkdir::WalkDir::new(&doomed).into_iter().filter_map(|e| e.ok()).filter(|e| e.file_type().is_dir())
    {
        let _ = std::fs::set_permissions(entry.path(), std::fs::Permissions::from_mode(0o755));
    }
    std::fs::remove_dir_all(&doomed).map_err(|e| Failure::io(doomed.display(), e))
}

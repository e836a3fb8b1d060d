//! What a driven run leaves on disk and on the screen: shared by `generate` and `runs resume`.

use std::path::{Path, PathBuf};

use domain::{
    Explained,
    run::{RunDocument, RunStatus},
};
use pipeline::{RunState, document::document, engine::embedded::Stop};
use store::Store;
use tokio::sync::watch;

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::{Terminal, report},
    wiring,
};

/// Largest archive that is written out.
const MAX_CAPSULE_BYTES: u64 = 1 << 30;

/// A Ctrl-C (or SIGTERM) asks the run to stop where it can be resumed; a second one ends at once.
pub fn stop_on_signals() -> (watch::Receiver<Stop>, tokio::task::JoinSet<()>) {
    let (sender, receiver) = watch::channel(Stop::No);
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut interrupt), Ok(mut terminate)) =
            (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return;
        };
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        let _ = sender.send(Stop::Interrupt);
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        std::process::exit(130);
    });
    (receiver, tasks)
}

/// Whether a `--out` folder can be used: it must not exist yet, or be empty.
pub fn check_out(out: Option<&Path>) -> Result<()> {
    let Some(out) = out else { return Ok(()) };
    match std::fs::read_dir(out) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Failure::usage(
                format!("{} is not empty", out.display()),
                "name a new folder: nothing is ever overwritten",
            )),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(Failure::io(out.display(), e)),
    }
}

/// Writes the capsule out, shows the result, and gives the exit code.
pub async fn finish(
    store: &dyn Store,
    state: &RunState,
    config: &Config,
    out: Option<&Path>,
    terminal: &Terminal,
) -> Result<Code> {
    let mut shown = document(store, state, &config.capsules_dir(), false).await?;
    if state.capsule.is_some() {
        let archive = export(store, state, &config.capsules_dir()).await?;
        if let (Some(out), Some(row)) = (out, shown.capsule.as_mut()) {
            let path = deliver(store, state, out).await?;
            row.path = path.display().to_string();
        } else if let Some(row) = shown.capsule.as_mut() {
            row.path = archive.display().to_string();
        }
    }
    show(&shown, terminal)?;
    Ok(Code(shown.status.exit_code()))
}

pub fn show(shown: &RunDocument, terminal: &Terminal) -> Result<()> {
    if terminal.json { terminal.document(shown) } else { report::run(shown, terminal) }
}

/// The archive and the document beside it in `dir`. Both are functions of the run: writing them again
/// gives the same bytes.
async fn export(store: &dyn Store, state: &RunState, dir: &Path) -> Result<PathBuf> {
    let Some(capsule) = &state.capsule else {
        return Err(Failure::new(Code::FAILED, no_capsule(state)));
    };
    std::fs::create_dir_all(dir).map_err(|e| Failure::io(dir.display(), e))?;
    let archive = dir.join(&capsule.file_name);
    let bytes = store.content(&capsule.archive.content, MAX_CAPSULE_BYTES).await?;
    write_whole(&archive, &bytes)?;
    let evidence = store.content(&capsule.evidence.content, MAX_CAPSULE_BYTES).await?;
    let name = capsule.file_name.trim_end_matches(".tar.gz").trim_end_matches(".unproven");
    write_whole(&dir.join(format!("{name}.evidence.json")), &evidence)?;
    Ok(archive)
}

/// `--out`: the archive, its evidence, and the project itself, unpacked.
async fn deliver(store: &dyn Store, state: &RunState, out: &Path) -> Result<PathBuf> {
    let archive = export(store, state, out).await?;
    let bytes = std::fs::read(&archive).map_err(|e| Failure::io(archive.display(), e))?;
    let opened = wiring::capsules().open(&bytes)?;
    capsule::unpack(&opened, &out.join(&opened.name))
        .map_err(|e| Failure::new(Code::FAILED, domain::Explain::explained(&e)))?;
    std::path::absolute(&archive).map_err(|e| Failure::io(archive.display(), e))
}

/// Readers see the old file or the whole new one.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = || -> std::io::Result<()> {
        let dir = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.as_file().sync_all()?;
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
        file.persist(path).map_err(|e| e.error)?;
        Ok(())
    };
    written().map_err(|e| Failure::io(path.display(), e))
}

fn no_capsule(state: &RunState) -> Explained {
    Explained {
        code: "QL-Q003".into(),
        message: format!("run {} has no capsule: it ended {}", state.run_id, state.status.as_str()),
        hint: Some(match state.status {
            RunStatus::NeedsAnswers => "answer its questions with --answer".into(),
            _ => format!("`quantumlayer runs show {}` says why", state.run_id),
        }),
    }
}

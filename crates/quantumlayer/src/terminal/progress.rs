//! Live progress of a run on standard error.

use std::{
    collections::BTreeMap,
    io::IsTerminal,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{Stage, StageStatus};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use pipeline::engine::embedded::{Observer, Progress};

use super::{clean, style};

/// A spinner per running stage in a terminal; one plain line per finished stage elsewhere.
pub fn observer() -> Observer {
    if std::io::stderr().is_terminal() { live() } else { plain() }
}

fn plain() -> Observer {
    Arc::new(|progress| {
        if let Progress::Stage {
            stage,
            status: status @ (StageStatus::Done | StageStatus::Failed),
            ms,
            error,
            ..
        } = progress
        {
            let word = if status == StageStatus::Done { "done" } else { "failed" };
            let error = error.filter(|_| status == StageStatus::Failed);
            let why = error.map(|e| format!(": {}", clean(&e.to_string()))).unwrap_or_default();
            line(format!("{:<22} {word} in {ms:.0} ms{why}", stage.as_str()));
        }
    })
}

fn line(text: String) {
    use std::io::Write;
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

fn live() -> Observer {
    let bars = MultiProgress::new();
    let running: Mutex<BTreeMap<Stage, ProgressBar>> = Mutex::new(BTreeMap::new());
    let spinner =
        ProgressStyle::with_template("  {spinner:.cyan} {prefix:<22} {elapsed:>4}  {wide_msg:.dim}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
    Arc::new(move |progress| {
        let Ok(mut running) = running.lock() else { return };
        match progress {
            Progress::Stage { stage, status: StageStatus::Running, .. } => {
                let bar = bars.add(ProgressBar::new_spinner());
                bar.set_style(spinner.clone());
                bar.set_prefix(stage.as_str());
                bar.enable_steady_tick(Duration::from_millis(100));
                running.insert(stage, bar);
            }
            Progress::Stage { stage, status, ms, error, .. } => {
                if let Some(bar) = running.remove(&stage) {
                    bar.finish_and_clear();
                    bars.remove(&bar);
                }
                let (mark, colour) = match status {
                    StageStatus::Done => ("✔", style::GREEN),
                    StageStatus::Failed => ("✘", style::RED),
                    StageStatus::Waiting => ("…", style::YELLOW),
                    StageStatus::Skipped | StageStatus::Running => return,
                };
                let why = error
                    .filter(|_| status != StageStatus::Done)
                    .map(|e| clean(&e.to_string()))
                    .unwrap_or_default();
                let row =
                    format!("  {colour}{mark}{} {:<22} {:>6.0} ms  {why}", style::RESET, stage.as_str(), ms);
                let _ = bars.println(row);
            }
            Progress::Log { stage, text, .. } => {
                if let (Some(bar), Some(last)) =
                    (running.get(&stage), text.lines().rfind(|l| !l.trim().is_empty()))
                {
                    bar.set_message(clean(last).chars().take(120).collect::<String>());
                }
            }
            Progress::Run { .. } => {}
        }
    })
}

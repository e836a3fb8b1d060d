//! `runs`: what was done here, what is under way, what can go on.

use clap::{Args, Subcommand};
use domain::{DropKind, Stage, run::RunStatus};
use pipeline::{RunState, document::document, engine::embedded::parse_state};
use store::{Store, ports::RunRow};

use super::outcome;
use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    owner,
    terminal::{Terminal, progress, table::table},
    wiring,
};

#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List runs, newest first
    List {
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
        /// Continue a list: the `next` of the page before
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// Show one run
    Show {
        /// Without it: the newest
        run_id: Option<String>,
        /// Print what a stage's tools printed
        #[arg(long, value_name = "STAGE", value_parser = parse_stage)]
        log: Option<Stage>,
        #[arg(long)]
        json: bool,
    },
    /// Continue a run that was interrupted; a finished one is shown
    Resume {
        /// Without it: the newest that was interrupted
        run_id: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// Stop a run for good
    Cancel {
        run_id: String,
        #[arg(long)]
        json: bool,
    },
}

fn parse_stage(name: &str) -> std::result::Result<Stage, String> {
    Stage::parse(name).ok_or_else(|| {
        let names: Vec<_> = Stage::ALL.iter().map(|s| s.as_str()).collect();
        format!("no stage `{name}`; there are {}", names.join(", "))
    })
}

impl Arguments {
    pub fn json(&self) -> bool {
        match &self.action {
            Action::List { json, .. } | Action::Show { json, .. } => *json,
            Action::Resume { json, .. } | Action::Cancel { json, .. } => *json,
        }
    }
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let store = wiring::store(config).await?;
    match arguments.action {
        Action::List { limit, after, .. } => list(store.as_ref(), limit, after, terminal).await,
        Action::Show { run_id, log: Some(stage), .. } => {
            let run_id = or_newest(store.as_ref(), run_id, false).await?;
            log(store.as_ref(), &run_id, stage, terminal).await
        }
        Action::Show { run_id, log: None, .. } => {
            let run_id = or_newest(store.as_ref(), run_id, false).await?;
            let state = parse_state(&store.load(&run_id).await?)?;
            let interrupted = !is_driven(store.as_ref(), &run_id).await?;
            let shown = document(store.as_ref(), &state, &config.capsules_dir(), interrupted).await?;
            outcome::show(&shown, terminal)?;
            Ok(Code::DONE)
        }
        Action::Resume { run_id, .. } => {
            let run_id = or_newest(store.as_ref(), run_id, true).await?;
            let engine = wiring::engine(config, store.clone(), progress::observer())?;
            let (stop, _signals) = outcome::stop_on_signals();
            let state = engine.drive(&run_id, stop).await?;
            outcome::finish(store.as_ref(), &state, config, None, terminal).await
        }
        Action::Cancel { run_id, .. } => cancel(store, &run_id, config, terminal).await,
    }
}

/// The run that is meant: the one named, else the newest, of those that were interrupted where only they count.
///
/// Errors: there is none.
async fn or_newest(store: &dyn Store, named: Option<String>, interrupted: bool) -> Result<String> {
    /// An interrupted run further back than this is named by whoever wants it.
    const LOOKED_AT: u32 = 100;
    if let Some(named) = named {
        return Ok(named);
    }
    for row in store.list(if interrupted { LOOKED_AT } else { 1 }, None).await? {
        if !interrupted || status_now(store, &row).await? == RunStatus::Interrupted.as_str() {
            return Ok(row.id);
        }
    }
    Err(match interrupted {
        true => Failure::usage("no run was interrupted", "`quantumlayer runs list` shows what there is"),
        false => Failure::usage("there are no runs yet", "start one with `quantumlayer generate \"…\"`"),
    })
}

async fn list(store: &dyn Store, limit: u32, after: Option<String>, terminal: &Terminal) -> Result<Code> {
    let rows = store.list(limit, after).await?;
    let next = (rows.len() == limit as usize).then(|| rows.last().map(|row| row.id.clone())).flatten();
    let mut shown = Vec::new();
    for row in &rows {
        shown.push((row, status_now(store, row).await?));
    }
    if terminal.json {
        let runs: Vec<_> = shown
            .iter()
            .map(|(row, status)| {
                serde_json::json!({
                    "run_id": row.id, "status": status, "intent": row.title,
                    "created_at": row.created_at, "finished_at": row.finished_at,
                })
            })
            .collect();
        terminal.document(&serde_json::json!({ "runs": runs, "next": next }))?;
        return Ok(Code::DONE);
    }
    if shown.is_empty() {
        terminal.say("no runs yet: start one with `quantumlayer generate \"…\"`")?;
        return Ok(Code::DONE);
    }
    let rows = shown.iter().map(|(row, status)| {
        let title: String =
            row.title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
        [row.id.clone(), status.clone(), row.created_at.clone(), title]
    });
    terminal.say(table(["RUN", "STATUS", "CREATED", "INTENT"], rows))?;
    if let Some(next) = next {
        terminal.say(format!("more with --after {next}"))?;
    }
    Ok(Code::DONE)
}

/// A run that calls itself running without a living driver is interrupted.
async fn status_now(store: &dyn Store, row: &RunRow) -> Result<String> {
    let live = ["running", "queued", "waiting"].contains(&row.status.as_str());
    if live && !is_driven(store, &row.id).await? {
        return Ok(RunStatus::Interrupted.as_str().to_owned());
    }
    Ok(row.status.clone())
}

async fn is_driven(store: &dyn Store, run_id: &str) -> Result<bool> {
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map(|d| d.as_millis() as u64);
    let lease = store.lease(run_id).await?;
    Ok(lease.is_some_and(|lease| owner::is_alive(&lease.owner) && lease.expires_at_ms > now.unwrap_or(0)))
}

async fn log(store: &dyn Store, run_id: &str, stage: Stage, terminal: &Terminal) -> Result<Code> {
    let state = parse_state(&store.load(run_id).await?)?;
    let drops = state.task(stage).map(|task| task.drops.clone()).unwrap_or_default();
    let mut found = false;
    for reference in drops.iter().filter(|d| d.kind == DropKind::Log) {
        found = true;
        let bytes = store.content(&reference.content, 64 << 20).await?;
        let text = String::from_utf8_lossy(&bytes);
        match terminal.json {
            true => terminal.document(&serde_json::json!({ "drop": reference.id, "log": text }))?,
            false => terminal.say(crate::terminal::clean(&text))?,
        }
    }
    if !found {
        terminal.note(format!("stage {stage} of {run_id} has written no log: only stages that run tools do"));
    }
    Ok(Code::DONE)
}

/// Asks the driver; where none lives, ends the run here.
async fn cancel(
    store: std::sync::Arc<dyn Store>,
    run_id: &str,
    config: &Config,
    terminal: &Terminal,
) -> Result<Code> {
    let before: RunState = parse_state(&store.load(run_id).await?)?;
    if before.status.is_final() {
        return Err(Failure::usage(
            format!("run {run_id} has ended: {}", before.status.as_str()),
            "only a run that is under way or interrupted can be cancelled",
        ));
    }
    store.request_cancel(run_id).await?;
    if !is_driven(store.as_ref(), run_id).await? {
        let engine = wiring::engine(config, store.clone(), std::sync::Arc::new(|_| {}))?;
        let (_sender, stop) = tokio::sync::watch::channel(pipeline::engine::embedded::Stop::Cancel);
        engine.drive(run_id, stop).await?;
    }
    // A living driver looks for the request twice a second and then stops its boxes.
    let until = tokio::time::Instant::now() + std::time::Duration::from_secs(15);
    loop {
        let state = parse_state(&store.load(run_id).await?)?;
        if state.status.is_final() {
            let shown = document(store.as_ref(), &state, &config.capsules_dir(), false).await?;
            match terminal.json {
                true => terminal.document(&shown)?,
                false => terminal.say(format!("run {run_id} is {}", state.status.as_str()))?,
            }
            return Ok(Code::DONE);
        }
        if tokio::time::Instant::now() > until {
            return Err(Failure::new(
                Code::FAILED,
                domain::Explained {
                    code: "QL-Q004".into(),
                    message: format!("run {run_id} was asked to stop, but has not yet"),
                    hint: Some(format!("look again with `quantumlayer runs show {run_id}`")),
                },
            ));
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

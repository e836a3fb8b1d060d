//! `drops`: the artefacts of runs, and how they came to be.

use clap::{Args, Subcommand};
use domain::DropRecord;
use store::Store;

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::{Terminal, clean, table::table},
    wiring,
};

/// Largest drop that is shown or compared.
const MAX_BYTES: u64 = 64 << 20;

#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the drops of a run, with the root hash over them all
    List {
        run_id: String,
        #[arg(long)]
        json: bool,
    },
    /// Print a drop's content (an id, or its first digits)
    Show {
        drop: String,
        #[arg(long)]
        json: bool,
    },
    /// Compare two drops
    Diff {
        old: String,
        new: String,
        #[arg(long)]
        json: bool,
    },
    /// Show what a drop was made from, back to the intent
    Log {
        drop: String,
        #[arg(long)]
        json: bool,
    },
}

impl Arguments {
    pub fn json(&self) -> bool {
        match &self.action {
            Action::List { json, .. } | Action::Show { json, .. } => *json,
            Action::Diff { json, .. } | Action::Log { json, .. } => *json,
        }
    }
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let store = wiring::store(config).await?;
    let store = store.as_ref();
    match arguments.action {
        Action::List { run_id, .. } => list(store, &run_id, terminal).await,
        Action::Show { drop, .. } => show(store, &drop, terminal).await,
        Action::Diff { old, new, .. } => diff(store, &old, &new, terminal).await,
        Action::Log { drop, .. } => log(store, &drop, terminal).await,
    }
}

async fn list(store: &dyn Store, run_id: &str, terminal: &Terminal) -> Result<Code> {
    store.load(run_id).await?;
    let records = store.of_run(run_id).await?;
    let root = store::drops::root(&records);
    if terminal.json {
        let totals = serde_json::json!({
            "size_bytes": records.iter().map(|r| r.size_bytes).sum::<u64>(),
            "stored_bytes": records.iter().map(|r| r.stored_bytes).sum::<u64>(),
        });
        terminal.document(
            &serde_json::json!({ "run_id": run_id, "root": root, "totals": totals, "drops": records }),
        )?;
        return Ok(Code::DONE);
    }
    let rows = records.iter().map(|r| {
        [
            r.id.short().to_owned(),
            r.kind.to_string(),
            r.stage.map(|s| s.to_string()).unwrap_or_default(),
            r.size_bytes.to_string(),
            r.stored_bytes.to_string(),
            r.parents.iter().map(|p| p.short()).collect::<Vec<_>>().join(" "),
        ]
    });
    terminal.say(table(["DROP", "KIND", "STAGE", "BYTES", "STORED", "PARENTS"], rows))?;
    terminal.say(format!("root {root}"))?;
    Ok(Code::DONE)
}

async fn show(store: &dyn Store, id: &str, terminal: &Terminal) -> Result<Code> {
    let record = find(store, id).await?;
    let bytes = store.content(&record.content, MAX_BYTES).await?;
    let parsed: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    if terminal.json {
        let content = parsed.or_else(|| String::from_utf8(bytes.clone()).ok().map(serde_json::Value::String));
        terminal.document(&serde_json::json!({ "drop": record, "content": content }))?;
        return Ok(Code::DONE);
    }
    match (parsed, std::str::from_utf8(&bytes)) {
        (Some(value), _) => {
            let text = serde_json::to_string_pretty(&value).unwrap_or_default();
            terminal.say(clean(&text))?;
        }
        (None, Ok(text)) => terminal.say(clean(text))?,
        (None, Err(_)) => {
            terminal.say(format!("{} bytes that are not text ({})", bytes.len(), record.kind))?
        }
    }
    Ok(Code::DONE)
}

async fn diff(store: &dyn Store, old: &str, new: &str, terminal: &Terminal) -> Result<Code> {
    let (old, new) = (find(store, old).await?, find(store, new).await?);
    let (before, after) =
        (store.content(&old.content, MAX_BYTES).await?, store.content(&new.content, MAX_BYTES).await?);
    let text = store::diff::diff(&before, &after);
    match terminal.json {
        true => terminal.document(&serde_json::json!({
            "old": old.id, "new": new.id, "equal": old.content == new.content, "diff": text,
        }))?,
        false if text.is_empty() => terminal.say("equal")?,
        false => terminal.say(clean(&text))?,
    }
    Ok(Code::DONE)
}

async fn log(store: &dyn Store, id: &str, terminal: &Terminal) -> Result<Code> {
    let record = find(store, id).await?;
    let records = store.of_run(&record.run_id).await?;
    let ancestors: Vec<&DropRecord> = store::log::ancestors(&records, &record.id);
    if terminal.json {
        terminal.document(&serde_json::json!({ "drop": record.id, "log": ancestors }))?;
        return Ok(Code::DONE);
    }
    let rows = ancestors.iter().map(|r| {
        let stage = r.stage.map(|s| s.to_string()).unwrap_or_else(|| "-".into());
        [r.id.short().to_owned(), r.kind.to_string(), stage, r.created_at.clone()]
    });
    terminal.say(table(["DROP", "KIND", "STAGE", "WRITTEN"], rows))?;
    Ok(Code::DONE)
}

/// The one drop whose id starts with these digits.
async fn find(store: &dyn Store, prefix: &str) -> Result<DropRecord> {
    let found = store.by_prefix(prefix, 8).await?;
    let distinct: std::collections::BTreeSet<_> = found.iter().map(|r| &r.id).collect();
    match (found.first(), distinct.len()) {
        (Some(record), 1) => Ok(record.clone()),
        (None, _) => Err(store::StoreError::NotFound { what: "drop", id: prefix.to_owned() }.into()),
        _ => Err(Failure::usage(format!("several drops start with {prefix}"), "give more digits")),
    }
}

//! `generate`: an intent becomes a proven project.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{intake, outcome};
use crate::{
    config::Config,
    exit::{Code, Result},
    terminal::{Terminal, progress},
    wiring,
};

#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    intake: intake::Intake,
    /// Write the capsule, its evidence and the unpacked project into this new or empty folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Print one JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    outcome::check_out(arguments.out.as_deref())?;
    let store = wiring::store(config).await?;
    let mut intent = arguments.intake.intent(config, Some(store.as_ref())).await?;
    let reader = wiring::reader(config);
    // Input that the reader refuses (too large, an answer to no question) is bad input, not a failed run.
    reader.read(&intent).map_err(|e| crate::exit::Failure::new(Code::USAGE, e))?;
    intake::ask_open_questions(&mut intent, reader.as_ref(), terminal)?;
    intake::remember(&intent, store.as_ref()).await?;

    let mut engine = wiring::engine(config, store.clone(), progress::observer())?;
    engine.roles.reader = reader;
    let run_id = format!("run-{}", ulid::Ulid::generate().to_string().to_lowercase());
    engine.create(&run_id, &intent).await?;
    terminal.note(format!("run {run_id}"));
    let (stop, _signals) = outcome::stop_on_signals();
    let state = engine.drive(&run_id, stop).await?;
    outcome::finish(store.as_ref(), &state, config, arguments.out.as_deref(), terminal).await
}

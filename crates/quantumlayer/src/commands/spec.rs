//! `spec`: what an intent means, before anything is built.

use clap::Args;

use super::intake;
use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::{Terminal, spec_page},
    wiring,
};

#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    intake: intake::Intake,
    /// Print the spec itself as JSON
    #[arg(long)]
    pub json: bool,
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    // Reading needs no data directory; where there is one, its remembered answers count.
    let store = match config.data_dir.join("store.db").exists() {
        true => Some(wiring::store(config).await?),
        false => None,
    };
    let intent = arguments.intake.intent(config, store.as_deref()).await?;
    let spec = wiring::reader(config).read(&intent).map_err(|e| Failure::new(Code::USAGE, e))?;
    if terminal.json {
        terminal.document(&spec)?;
    } else {
        spec_page::show(&spec, terminal)?;
    }
    Ok(if spec.blocking().next().is_some() { Code::QUESTIONS } else { Code::DONE })
}

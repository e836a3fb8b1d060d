//! `config`: the configuration in force, as a file one could start from.

use clap::{Args, Subcommand};

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::Terminal,
};

#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Print every key with its value
    Show {
        #[arg(long)]
        json: bool,
    },
}

impl Arguments {
    pub fn json(&self) -> bool {
        match &self.action {
            Action::Show { json } => *json,
        }
    }
}

pub fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    match arguments.action {
        Action::Show { .. } => show(config, terminal),
    }
}

fn show(config: &Config, terminal: &Terminal) -> Result<Code> {
    let mut shown = config.clone();
    // Proxies and indexes may carry passwords: names are enough to see what was taken over.
    for value in shown.install_environment.values_mut() {
        *value = mask(value);
    }
    if terminal.json {
        terminal.document(&shown)?;
    } else {
        let text = toml::to_string_pretty(&shown)
            .map_err(|e| Failure::io("the configuration", std::io::Error::other(e)))?;
        terminal.say(text.trim_end())?;
    }
    Ok(Code::DONE)
}

/// `scheme://user:secret@host` loses what stands before the `@`.
fn mask(value: &str) -> String {
    match value.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1))) {
        Some((scheme, host)) => format!("{scheme}://***@{host}"),
        None => value.to_owned(),
    }
}

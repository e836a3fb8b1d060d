//! `keys`: keys of providers, sealed at rest.

use clap::{Args, Subcommand};

use crate::{
    config::{Config, Keys, plain_kind},
    exit::{Code, Failure, Result},
    terminal::{Terminal, secret, table::table},
    wiring,
};

#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Seal a key of a provider; it is read from standard input, never from the command line
    Add {
        /// A name under llm.providers, or openai, anthropic, groq, bedrock
        provider: String,
        #[arg(long)]
        json: bool,
    },
    /// List whose keys are kept, by marks that give nothing away
    List {
        #[arg(long)]
        json: bool,
    },
    /// Forget the keys of a provider, or one of them
    Remove {
        provider: String,
        /// Only the key with this mark
        #[arg(long, value_name = "MARK")]
        mark: Option<String>,
        #[arg(long)]
        json: bool,
    },
}

impl Arguments {
    pub fn json(&self) -> bool {
        match &self.action {
            Action::Add { json, .. } | Action::List { json } | Action::Remove { json, .. } => *json,
        }
    }
}

pub fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let keys = Keys::of(config);
    match arguments.action {
        Action::Add { provider, .. } => {
            if !config.llm.providers.contains_key(&provider) && plain_kind(&provider).is_none() {
                return Err(Failure::usage(
                    format!("there is no provider `{provider}`"),
                    "name it under llm.providers first, or use openai, anthropic, groq or bedrock",
                ));
            }
            let secret = secret::read(&format!("key of {provider}"), terminal)?;
            wiring::make_private(&config.data_dir)?;
            let kept = keys.add(&provider, &secret)?;
            if terminal.json {
                terminal.document(&shown(&kept))?;
            }
            terminal.say(format!("sealed a key of {provider}, mark {}", kept.mark))?;
        }
        Action::List { .. } => {
            let kept = keys.list()?;
            if terminal.json {
                let rows: Vec<_> = kept.iter().map(shown).collect();
                terminal.document(&serde_json::json!({ "keys": rows }))?;
            } else if kept.is_empty() {
                terminal.say("no keys are kept: `quantumlayer keys add PROVIDER` seals one")?;
            } else {
                let rows = kept.into_iter().map(|kept| [kept.provider, kept.mark, kept.added_at]);
                terminal.say(table(["PROVIDER", "MARK", "ADDED"], rows))?;
            }
        }
        Action::Remove { provider, mark, .. } => {
            let gone = match config.data_dir.is_dir() {
                true => keys.remove(&provider, mark.as_deref())?,
                false => 0,
            };
            if gone == 0 {
                return Err(Failure::usage(
                    format!("no such key of `{provider}` is kept"),
                    "`quantumlayer keys list` shows which are",
                ));
            }
            if terminal.json {
                terminal.document(&serde_json::json!({ "provider": provider, "removed": gone }))?;
            }
            terminal.say(format!("forgot {gone} of {provider}"))?;
        }
    }
    Ok(Code::DONE)
}

fn shown(kept: &crate::config::Kept) -> serde_json::Value {
    serde_json::json!({ "provider": kept.provider, "mark": kept.mark, "added_at": kept.added_at })
}

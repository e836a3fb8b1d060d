//! `doctor`: what this machine can do, what is missing, and how to get it.

use clap::Args;

use crate::{
    config::Config,
    exit::{Code, Result},
    terminal::{Terminal, report},
    wiring,
};

#[derive(Args, Debug)]
pub struct Arguments {
    #[arg(long)]
    pub json: bool,
}

pub async fn run(_arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let sandbox = wiring::sandbox(config)?.report().await;
    let store = match wiring::store(config).await {
        Ok(store) => Ok(store.totals().await?),
        Err(failure) => Err(failure.error),
    };
    let usable = sandbox.tier.is_some() && sandbox.runtimes.iter().any(|r| r.usable) && store.is_ok();
    if terminal.json {
        let store = match &store {
            Ok(totals) => serde_json::json!({ "usable": true, "totals": totals }),
            Err(error) => serde_json::json!({ "usable": false, "error": error }),
        };
        terminal.document(&serde_json::json!({
            "usable": usable, "version": env!("CARGO_PKG_VERSION"), "data_dir": config.data_dir,
            "sandbox": sandbox, "store": store,
        }))?;
    } else {
        report::doctor(&sandbox, &store, config, terminal)?;
    }
    Ok(if usable { Code::DONE } else { Code::LACKS })
}

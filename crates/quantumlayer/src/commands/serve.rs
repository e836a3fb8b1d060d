//! `serve`: roles over HTTP, until a signal says stop.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, ValueEnum};
use domain::Explain;

use crate::{
    config::{Config, Flags},
    exit::{Code, Failure, Result},
    terminal::Terminal,
};

#[derive(Args, Debug)]
pub struct Arguments {
    /// The role to play
    #[arg(long, value_enum)]
    role: Role,
    /// Address and port [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// The router for models
    Llm,
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let Role::Llm = arguments.role;
    let address = arguments.listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8081)));
    if config.llm.keys.is_empty() && !address.ip().is_loopback() {
        return Err(Failure::usage(
            format!("{address} can be reached from other machines, and there are no keys for callers"),
            "name keys under llm.keys, or listen on 127.0.0.1",
        ));
    }
    let prices = prices(config)?;
    let router = llm::Router::new(config.llm.clone(), prices.as_deref())
        .map_err(|fault| Failure::new(Code::USAGE, fault.explained()))?;
    let roles = server::Roles { llm: Some(Arc::new(router.clone())), version: env!("CARGO_PKG_VERSION") };
    let listening = server::listen(address, roles, server::Limits::default())
        .await
        .map_err(|e| Failure::new(Code::FAILED, e.explained()))?;
    terminal.note(format!("listening on http://{}", listening.address));
    let watching = watch(config.source.clone(), router);
    tokio::select! {
        () = listening.serve(stopped()) => {}
        () = watching => {}
    }
    Ok(Code::DONE)
}

/// The operator's price table. Errors: it cannot be read.
fn prices(config: &Config) -> Result<Option<String>> {
    let Some(file) = &config.llm.prices else { return Ok(None) };
    std::fs::read_to_string(file)
        .map(Some)
        .map_err(|e| Failure::io(format!("the price table {}", file.display()), e))
}

async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => drop(signals.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// Takes the file anew when it changes; a wrong one is refused and the old one stays. Never ends.
async fn watch(flags: Flags, router: llm::Router) {
    let file: Option<PathBuf> = flags.config.clone();
    let read = |file: &PathBuf| std::fs::read(file).ok();
    let mut known = file.as_ref().and_then(read);
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let Some(now) = file.as_ref().and_then(read) else { continue };
        if known.as_ref() == Some(&now) {
            continue;
        }
        known = Some(now);
        let outcome = Config::load(&flags).and_then(|config| {
            let prices = prices(&config)?;
            router
                .reload(config.llm, prices.as_deref())
                .map_err(|fault| Failure::new(Code::USAGE, fault.explained()))
        });
        match outcome {
            Ok(()) => tracing::info!("the configuration was taken anew"),
            Err(failure) => {
                tracing::warn!(
                    "the changed configuration is refused, the old one stays: {}",
                    failure.error.message
                );
            }
        }
    }
}

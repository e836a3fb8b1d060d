//! `serve`: roles over HTTP, until a signal says stop.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use clap::{Args, ValueEnum};
use domain::Explain;

use crate::{
    config::{Config, Flags, Keys},
    exit::{Code, Failure, Result},
    owner,
    terminal::Terminal,
    wiring,
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
    let router = wiring::router(config).await?;
    let roles = server::Roles { llm: Some(Arc::new(router.clone())), version: env!("CARGO_PKG_VERSION") };
    let listening = server::listen(address, roles, config.server.limits())
        .await
        .map_err(|e| Failure::new(Code::FAILED, e.explained()))?;
    terminal.note(format!("listening on http://{}", listening.address));
    let store = wiring::spending(config).await?;
    let keeping = wiring::kept_answers(config, &store)?.map(|kept| router.keep_answers(kept));
    let keeping = async {
        if let Some(keeping) = keeping {
            keeping.await;
        }
    };
    let writing = router.open_books(store, owner::this_process(), &owner::is_alive).await?;
    let answering = async {
        tokio::select! {
            () = listening.serve(stopped()) => {}
            () = watch(config.clone(), router.clone()) => {}
        }
        router.close_books();
    };
    tokio::join!(answering, writing, keeping, router.send_traces());
    Ok(Code::DONE)
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

/// Takes the file anew when it or the sealed keys change; a wrong one is refused and the old one
/// stays. Never ends.
async fn watch(config: Config, router: llm::Router) {
    let flags = config.source.clone();
    let files = [flags.config.clone(), Some(Keys::of(&config).file().to_owned())];
    let read = || files.iter().map(|file| std::fs::read(file.as_ref()?).ok()).collect::<Vec<_>>();
    let mut known = read();
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut now = read();
        if known == now {
            continue;
        }
        // Somebody may still be writing.
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let later = read();
            if later == now {
                break;
            }
            now = later;
        }
        known = now;
        match reload(&flags, &router).await {
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

async fn reload(flags: &Flags, router: &llm::Router) -> Result<()> {
    let (settings, prices) = wiring::router_settings(&Config::load(flags)?).await?;
    router.reload(settings, prices.as_deref()).map_err(wiring::wrong)
}

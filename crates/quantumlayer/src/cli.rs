//! The command line: names, help, and the way to each command.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueHint};

use crate::{
    commands,
    config::{Config, Flags},
    exit::{Code, Failure, Result},
    terminal::Terminal,
};

#[derive(Parser)]
#[command(
    name = "quantumlayer",
    version,
    about = "From a plain sentence to a project that was really built, really tested, and packed with its evidence",
    after_help = "Start here:\n  quantumlayer generate \"an API for books with title, author and isbn\" --out ./books\n\nExit codes: 0 done or proven, 1 failed, 2 usage, 3 questions are open, 4 built but not proven,\n5 this machine lacks something, 6 no blueprint covers it, 130 stopped (resumable)."
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Args, Debug, Clone)]
pub struct Global {
    /// Where runs, capsules and dependency layers are kept [default: ~/.local/share/quantumlayer]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub data_dir: Option<PathBuf>,
    /// Configuration file [default: ~/.config/quantumlayer/config.toml]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// What to log to standard error: off, error, warn, info, debug, trace, or a filter
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log_level: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Turn an intent into a proven project, packed as a capsule
    Generate(commands::generate::Arguments),
    /// Read an intent and show what was understood, assumed and left open
    Spec(commands::spec::Arguments),
    /// Run a program in the sandbox
    Run(commands::run::Arguments),
    /// List, show, resume and cancel runs
    Runs(commands::runs::Arguments),
    /// List, show and compare the artefacts of runs
    Drops(commands::drops::Arguments),
    /// Inspect, verify and unpack capsules
    Capsule(commands::capsule::Arguments),
    /// Answer over HTTP: the router for models
    Serve(commands::serve::Arguments),
    /// List the models that can be asked from here, and ask one
    Models(commands::models::Arguments),
    /// Keep keys of providers, sealed
    Keys(commands::keys::Arguments),
    /// Say what this machine can do and what is missing
    Doctor(commands::doctor::Arguments),
    /// Try to break out of this machine's boxes: 120 hostile programs, each judged from outside
    Attack(commands::attack::Arguments),
    /// Show the configuration in force
    Config(commands::config::Arguments),
    /// Free what is no longer needed
    Gc(commands::gc::Arguments),
    /// Print a completion script for a shell
    Completions(commands::completions::Arguments),
}

/// Parses the line, runs the command, and turns its end into an exit code.
pub fn main() -> ExitCode {
    // clap ends the process itself for --help (0) and for usage errors (2).
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.command.wants_json());
    let outcome = start(cli, &terminal);
    let code = match outcome {
        Ok(code) => code,
        Err(failure) => {
            terminal.failure(&failure);
            failure.code
        }
    };
    ExitCode::from(code.0)
}

fn start(cli: Cli, terminal: &Terminal) -> Result<Code> {
    let flags = Flags { data_dir: cli.global.data_dir, config: cli.global.config, log: cli.global.log_level };
    let config = Config::load(&flags)?;
    start_logging(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::io("the async runtime", e))?;
    let code = runtime.block_on(run(cli.command, &config, terminal));
    // A blocking stage that is still computing must not hold up Ctrl-C.
    runtime.shutdown_timeout(std::time::Duration::from_millis(200));
    code
}

async fn run(command: Command, config: &Config, terminal: &Terminal) -> Result<Code> {
    match command {
        Command::Generate(arguments) => commands::generate::run(arguments, config, terminal).await,
        Command::Spec(arguments) => commands::spec::run(arguments, config, terminal).await,
        Command::Run(arguments) => commands::run::run(arguments, config, terminal).await,
        Command::Runs(arguments) => commands::runs::run(arguments, config, terminal).await,
        Command::Drops(arguments) => commands::drops::run(arguments, config, terminal).await,
        Command::Capsule(arguments) => commands::capsule::run(arguments, config, terminal).await,
        Command::Serve(arguments) => commands::serve::run(arguments, config, terminal).await,
        Command::Models(arguments) => commands::models::run(arguments, config, terminal).await,
        Command::Keys(arguments) => commands::keys::run(arguments, config, terminal),
        Command::Doctor(arguments) => commands::doctor::run(arguments, config, terminal).await,
        Command::Attack(arguments) => commands::attack::run(arguments, config, terminal).await,
        Command::Config(arguments) => commands::config::run(arguments, config, terminal),
        Command::Gc(arguments) => commands::gc::run(arguments, config, terminal),
        Command::Completions(arguments) => commands::completions::run(arguments, terminal),
    }
}

impl Command {
    fn wants_json(&self) -> bool {
        match self {
            Command::Generate(a) => a.json,
            Command::Spec(a) => a.json,
            Command::Run(a) => a.json,
            Command::Runs(a) => a.json(),
            Command::Drops(a) => a.json(),
            Command::Capsule(a) => a.json(),
            Command::Models(a) => a.json(),
            Command::Keys(a) => a.json(),
            Command::Doctor(a) => a.json,
            Command::Attack(a) => a.json,
            Command::Config(a) => a.json(),
            Command::Gc(a) => a.json,
            Command::Serve(_) | Command::Completions(_) => false,
        }
    }
}

fn start_logging(config: &Config) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log.level).map_err(|e| {
        Failure::usage(
            format!("log level `{}`: {e}", config.log.level),
            "use off, error, warn, info, debug or trace",
        )
    })?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log.format.as_str() {
        "json" => builder.json().try_init(),
        "text" => builder.try_init(),
        other => return Err(Failure::usage(format!("log format `{other}`"), "use text or json")),
    };
    started.map_err(|e| Failure::usage(format!("logging: {e}"), "check log.level and log.format"))
}

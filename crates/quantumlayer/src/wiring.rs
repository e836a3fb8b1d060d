//! Puts the roles together: which implementation answers for which trait.

use std::{path::Path, sync::Arc, time::Duration};

use domain::Explain;
use llm::discover::{self, Scope};
use pipeline::{
    Embedded, Plan,
    engine::{embedded, retry::RetryPolicy},
    ports::{SystemChance, SystemClock},
    stages::Roles,
};
use store::Store;

use crate::{
    config::{Config, Keys},
    exit::{Code, Failure, Result},
    owner,
};

/// The reader of intents, within the configured bounds.
pub fn reader(config: &Config) -> Arc<dyn domain::roles::Reader> {
    let (limit_bytes, limit_words) = (config.reader.max_bytes, config.reader.max_words);
    Arc::new(spec::LastReading::of(spec::RulesReader { limit_bytes, limit_words }))
}

pub fn capsules() -> Arc<dyn domain::roles::Capsules> {
    Arc::new(capsule::Packer::default())
}

pub fn sandbox(config: &Config) -> Result<Arc<dyn domain::roles::Sandbox>> {
    Ok(local_sandbox(config)?)
}

/// The sandbox of this machine, for what only it can do: a terminal, and programs to be compiled.
pub fn local_sandbox(config: &Config) -> Result<Arc<sandbox::Local>> {
    Ok(Arc::new(sandbox::Local::new(sandbox_settings(config, &config.data_dir)?)))
}

/// What a sandbox of this machine is told; its layers live below `data_dir`.
pub fn sandbox_settings(config: &Config, data_dir: &Path) -> Result<sandbox::Config> {
    let helper = std::env::current_exe().map_err(|e| Failure::io("our own program file", e))?;
    let mut sandbox = sandbox::Config::new(data_dir, helper);
    if config.sandbox.allow_tier_c {
        sandbox = sandbox.allowing_tier_c();
    }
    if !config.sandbox.runner.is_empty() {
        let (kind, command) = (config.sandbox.runner.clone(), config.sandbox.runner_command.clone());
        sandbox = sandbox.through(&sandbox::RunnerChoice { kind, command }).map_err(|e| e.explained())?;
    }
    sandbox.slots = config.sandbox.slots.max(1);
    sandbox.queue = config.sandbox.queue;
    sandbox.wait = Duration::from_secs(config.sandbox.queue_wait_s);
    sandbox.least_free_bytes = config.sandbox.least_free_mb << 20;
    sandbox.memory_total_bytes = config.sandbox.memory_total_mb << 20;
    sandbox.install_environment = config.install_environment.clone();
    sandbox.home = config.home.clone();
    sandbox.search_path = config.search_path.clone();
    Ok(sandbox)
}

/// Opens the store of the data directory, making both where they are missing.
pub async fn store(config: &Config) -> Result<Arc<dyn Store>> {
    make_private(&config.data_dir)?;
    let options = backends::sqlite::Options { on_commit: crash_point(config)?, ..Default::default() };
    let path = config.data_dir.join("store.db").display().to_string();
    Ok(Arc::new(backends::sqlite::Sqlite::open(&path, options).await?))
}

/// What the router is told: the configuration, and the sealed keys. Errors: a key cannot be opened.
pub fn models(config: &Config) -> Result<llm::config::Llm> {
    let mut settings = config.llm.clone();
    Keys::of(config).hand_to(&mut settings)?;
    Ok(settings)
}

/// The router. Where nothing is configured, the model servers of this machine are found and taken.
pub async fn router(config: &Config) -> Result<llm::Router> {
    let (settings, prices) = router_settings(config).await?;
    llm::Router::new(settings, prices.as_deref()).map_err(wrong)
}

/// The same as values, for a router that takes them anew.
pub async fn router_settings(config: &Config) -> Result<(llm::config::Llm, Option<String>)> {
    let mut settings = models(config)?;
    if settings.routes.is_empty() {
        let seen = discover::look(&settings, Scope::Probe).await.map_err(wrong)?;
        discover::adopt(&mut settings, &seen);
    }
    Ok((settings, prices(config)?))
}

pub fn wrong(fault: llm::Fault) -> Failure {
    Failure::new(Code::USAGE, fault.explained())
}

/// The operator's price table. Errors: it cannot be read.
fn prices(config: &Config) -> Result<Option<String>> {
    let Some(file) = &config.llm.prices else { return Ok(None) };
    std::fs::read_to_string(file)
        .map(Some)
        .map_err(|e| Failure::io(format!("the price table {}", file.display()), e))
}

/// Where spending on models is kept, and answers that may be told again.
pub async fn spending(config: &Config) -> Result<Arc<backends::sqlite::Sqlite>> {
    make_private(&config.data_dir)?;
    let path = config.data_dir.join("store.db").display().to_string();
    Ok(Arc::new(backends::sqlite::Sqlite::open(&path, backends::sqlite::Options::default()).await?))
}

/// Where answers outlive this process; nowhere for `memory:`. Errors: the place is none.
pub fn kept_answers(
    config: &Config,
    store: &Arc<backends::sqlite::Sqlite>,
) -> Result<Option<Arc<dyn domain::kept::KeptAnswers>>> {
    Ok(match config.llm.cache_kept.reveal() {
        "memory:" => None,
        "store:" => Some(store.clone()),
        url => match backends::redis::Redis::new(url) {
            Ok(redis) => Some(Arc::new(redis)),
            Err(cause) => {
                let text = format!("llm.cache_kept: {cause}");
                return Err(Failure::usage(text, "write `store:`, `memory:` or `redis://HOST:PORT`"));
            }
        },
    })
}

pub fn engine(config: &Config, store: Arc<dyn Store>, observer: embedded::Observer) -> Result<Embedded> {
    let roles = Roles {
        reader: reader(config),
        blueprints: Arc::new(blueprint::Library::new().map_err(|e| domain::Explain::explained(&e))?),
        parser: Arc::new(parse::TreeSitter::new()),
        sandbox: sandbox(config)?,
        validator: Arc::new(validate::Rules),
        capsules: capsules(),
        source_date_epoch: config.source_date_epoch,
        trial: config.trial.bounds(),
    };
    Ok(Embedded {
        store,
        roles,
        plan: Plan::standard(&config.stage_timeouts()),
        config: embedded::Config {
            retry: RetryPolicy {
                max_attempts: config.engine.max_attempts,
                first_wait_ms: config.engine.first_wait_ms,
                longest_wait_ms: config.engine.longest_wait_ms,
            },
            max_parallel: config.engine.max_parallel.max(1),
            lease_ttl: Duration::from_secs(config.engine.lease_s.max(1)),
            group_commit: Duration::from_millis(config.engine.group_commit_ms),
            ..embedded::Config::default()
        },
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        observer,
        owner: owner::this_process(),
        alive: Arc::new(owner::is_alive),
    })
}

/// The data directory holds intents and generated code: nobody else's business.
pub fn make_private(dir: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if dir.is_dir() {
        return Ok(());
    }
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|e| Failure::io(format!("data directory {}", dir.display()), e))
}

/// `engine.crash_at`: SIGKILL to ourselves at a commit, so that a test can see what a crash leaves.
fn crash_point(config: &Config) -> Result<Option<backends::sqlite::CommitHook>> {
    use backends::sqlite::Moment;
    let Some(at) = &config.engine.crash_at else { return Ok(None) };
    let parsed = at.split_once(':').and_then(|(when, n)| Some((when, n.parse::<u64>().ok()?)));
    let (moment, seq) = match parsed {
        Some(("before", n)) => (Moment::Before, n),
        Some(("after", n)) => (Moment::After, n),
        _ => return Err(Failure::usage(format!("engine.crash_at is `{at}`"), "use before:N or after:N")),
    };
    Ok(Some(Arc::new(move |point| {
        if point.seq == seq && point.moment == moment {
            let _ = nix::sys::signal::kill(nix::unistd::Pid::this(), nix::sys::signal::Signal::SIGKILL);
        }
    })))
}

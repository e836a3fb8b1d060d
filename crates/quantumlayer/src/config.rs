//! Configuration is a value: defaults < file < environment < flag. The only reader of the environment.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use domain::sandbox::Limits;
use pipeline::stages::trial::Bounds;
use serde::{Deserialize, Serialize};

mod keys;
mod models;

pub use keys::{Kept, Keys, plain_kind};

use crate::exit::{Failure, Result};

/// Everything that can be set, with its default. Written by `quantumlayer config show`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where runs, capsules and dependency layers are kept.
    pub data_dir: PathBuf,
    pub engine: Engine,
    pub reader: Reader,
    pub sandbox: Sandbox,
    pub trial: Trial,
    pub gc: Gc,
    pub log: Log,
    pub server: Server,
    /// Models: providers, routes, waits, keys of callers.
    pub llm: llm::config::Llm,
    /// The one date inside capsules, seconds since 1970. Environment: SOURCE_DATE_EPOCH.
    pub source_date_epoch: u64,
    /// Handed to the installation of dependencies and to nothing else: proxies, certificates, indexes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub install_environment: BTreeMap<String, String>,
    /// The operator's home, where package clients keep their settings. Environment: HOME.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<PathBuf>,
    /// Where the names of programs are looked up. Environment: PATH.
    #[serde(skip)]
    pub search_path: String,
    /// Where all this was read from: for those who take it anew when it changes.
    #[serde(skip)]
    pub source: Flags,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Engine {
    /// Stages of one run side by side.
    pub max_parallel: usize,
    pub stage_timeout_s: u64,
    pub trial_timeout_s: u64,
    /// Attempts of one stage in all.
    pub max_attempts: u32,
    pub first_wait_ms: u64,
    pub longest_wait_ms: u64,
    pub lease_s: u64,
    pub group_commit_ms: u64,
    /// For tests of durability: `before:N` or `after:N` kills this process with SIGKILL at the
    /// commit of step N of a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crash_at: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reader {
    /// Largest text, attachments included.
    pub max_bytes: usize,
    /// Words and marks that no format covers and that are read as English.
    pub max_words: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sandbox {
    /// Boxes at the same time.
    pub slots: usize,
    /// Jobs that may wait for one.
    pub queue: usize,
    pub queue_wait_s: u64,
    /// Sum of promised memory, MiB.
    pub memory_total_mb: u64,
    /// An installation that fails with less than this left on the disk, MiB, failed for want of room.
    pub least_free_mb: u64,
    /// Lets programs run, less isolated, where the machine gives no namespaces; otherwise they are refused there.
    pub allow_tier_c: bool,
    /// Who makes boxes in place of this machine's kernel: `oci` (a runtime such as gVisor's `runsc` or Kata) or
    /// `command` (one that starts this program elsewhere); nobody where it is empty.
    pub runner: String,
    /// The runner's program and its options.
    pub runner_command: Vec<String>,
}

/// What a generated project may use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trial {
    /// The installation of its dependencies; more where the line to the package index is slow.
    pub install_wall_s: u64,
    /// Its tests, its start-up and each command of its documents.
    pub wall_s: u64,
    pub cpus: f64,
    pub memory_mb: u64,
    pub disk_mb: u64,
    pub processes: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gc {
    /// Dependency layers are kept up to this size, the least recently used go first.
    pub layers_max_mb: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Connections at a time; more wait in the kernel's queue.
    pub connections: usize,
    pub max_body_bytes: usize,
    /// Objects and lists inside each other in a JSON body.
    pub max_json_depth: usize,
    /// Within this all headers of a request have to arrive.
    pub header_wait_s: f64,
    /// Within this its whole body has to arrive.
    pub body_wait_s: f64,
    /// A caller that takes nothing of an answer for so long is let go.
    pub write_wait_s: f64,
    /// After the signal to end, what was accepted may finish within this.
    pub drain_s: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `off error warn info debug trace`, or a filter such as `warn,pipeline=debug`.
    pub level: String,
    /// `text json`
    pub format: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from(".quantumlayer"),
            engine: Engine::default(),
            reader: Reader::default(),
            sandbox: Sandbox::default(),
            trial: Trial::default(),
            gc: Gc::default(),
            log: Log::default(),
            server: Server::default(),
            llm: llm::config::Llm::default(),
            source_date_epoch: 0,
            install_environment: BTreeMap::new(),
            home: None,
            search_path: String::new(),
            source: Flags::default(),
        }
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            max_parallel: 10,
            stage_timeout_s: 60,
            trial_timeout_s: 1200,
            max_attempts: 3,
            first_wait_ms: 200,
            longest_wait_ms: 10_000,
            lease_s: 15,
            group_commit_ms: 20,
            crash_at: None,
        }
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self { max_bytes: 10 << 20, max_words: 200_000 }
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self {
            slots: 4,
            queue: 256,
            queue_wait_s: 600,
            memory_total_mb: 8192,
            least_free_mb: 16,
            allow_tier_c: false,
            runner: String::new(),
            runner_command: Vec::new(),
        }
    }
}

impl Default for Trial {
    fn default() -> Self {
        let Bounds { install, run } = Bounds::default();
        Self {
            install_wall_s: install.wall_ms / 1000,
            wall_s: run.wall_ms / 1000,
            cpus: run.cpus,
            memory_mb: run.memory_bytes >> 20,
            disk_mb: run.disk_bytes >> 20,
            processes: run.processes,
        }
    }
}

impl Trial {
    pub fn bounds(&self) -> Bounds {
        let run = Limits {
            wall_ms: self.wall_s.saturating_mul(1000),
            cpu_ms: (self.wall_s as f64 * 1000.0 * self.cpus.max(0.1)) as u64,
            cpus: self.cpus,
            memory_bytes: self.memory_mb.saturating_mul(1 << 20),
            disk_bytes: self.disk_mb.saturating_mul(1 << 20),
            processes: self.processes,
            ..Bounds::default().run
        };
        let install = Limits {
            wall_ms: self.install_wall_s.saturating_mul(1000),
            cpu_ms: (self.install_wall_s as f64 * 1000.0 * self.cpus.max(0.1)) as u64,
            ..run.clone()
        };
        Bounds { install, run }
    }
}

impl Default for Gc {
    fn default() -> Self {
        Self { layers_max_mb: 5120 }
    }
}

impl Default for Server {
    fn default() -> Self {
        let limits = server::Limits::default();
        Self {
            connections: limits.connections,
            max_body_bytes: limits.body_bytes,
            max_json_depth: limits.json_depth,
            header_wait_s: limits.header_wait.as_secs_f64(),
            body_wait_s: limits.body_wait.as_secs_f64(),
            write_wait_s: limits.write_wait.as_secs_f64(),
            drain_s: limits.drain.as_secs_f64(),
        }
    }
}

impl Server {
    pub fn limits(&self) -> server::Limits {
        server::Limits {
            connections: self.connections.max(1),
            body_bytes: self.max_body_bytes,
            json_depth: self.max_json_depth,
            header_wait: llm::config::seconds(self.header_wait_s),
            body_wait: llm::config::seconds(self.body_wait_s),
            write_wait: llm::config::seconds(self.write_wait_s),
            drain: llm::config::seconds(self.drain_s),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "warn".into(), format: "text".into() }
    }
}

/// What the command line sets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flags {
    pub data_dir: Option<PathBuf>,
    pub config: Option<PathBuf>,
    pub log: Option<String>,
}

/// Names whose values go to the installation of dependencies, where the operator has set them.
const INSTALL_NAMES: &[&str] = &[
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "https_proxy",
    "http_proxy",
    "all_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "GOPROXY",
    "GOSUMDB",
    "GONOSUMDB",
    "GOPRIVATE",
    "MAVEN_OPTS",
];

/// Variables by which package clients are told their settings.
const INSTALL_STARTS: [&str; 4] = ["PIP_", "npm_config_", "NPM_CONFIG_", "CARGO_REGISTR"];

impl Config {
    /// Errors: a named file that cannot be read, unknown keys, values of the wrong type.
    pub fn load(flags: &Flags) -> Result<Config> {
        let environment: BTreeMap<String, String> = std::env::vars().collect();
        Self::from(flags, &environment)
    }

    fn from(flags: &Flags, environment: &BTreeMap<String, String>) -> Result<Config> {
        let file = flags.config.clone().or_else(|| environment.get("QUANTUMLAYER_CONFIG").map(PathBuf::from));
        let mut table = match &file {
            Some(path) => read_table(path)?,
            None => match home(environment, "XDG_CONFIG_HOME", ".config")
                .map(|d| d.join("quantumlayer/config.toml"))
            {
                Some(path) if path.exists() => read_table(&path)?,
                _ => toml::Table::new(),
            },
        };
        apply_environment(&mut table, environment)?;
        let stated_dir = table.contains_key("data_dir");
        let mut config: Config = toml::Value::Table(table).try_into().map_err(|e: toml::de::Error| {
            Failure::usage(
                format!("the configuration is wrong: {}", e.message()),
                hint(environment, e.message()),
            )
        })?;
        if let Some(dir) = &flags.data_dir {
            config.data_dir = dir.clone();
        } else if !stated_dir {
            config.data_dir = home(environment, "XDG_DATA_HOME", ".local/share")
                .map_or_else(|| PathBuf::from(".quantumlayer"), |dir| dir.join("quantumlayer"));
        }
        config.data_dir = std::path::absolute(&config.data_dir)
            .map_err(|e| Failure::io(format!("data directory {}", config.data_dir.display()), e))?;
        if let Some(level) = &flags.log {
            config.log.level = level.clone();
        }
        if let Some(epoch) = environment.get("SOURCE_DATE_EPOCH") {
            config.source_date_epoch = epoch.parse().map_err(|_| {
                Failure::usage(
                    format!("SOURCE_DATE_EPOCH is `{epoch}`"),
                    "set it to whole seconds since 1970, or unset it",
                )
            })?;
        }
        for (name, value) in environment {
            if INSTALL_NAMES.contains(&name.as_str())
                || INSTALL_STARTS.iter().any(|start| name.starts_with(start))
            {
                config.install_environment.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        models::complete(&mut config.llm, environment)?;
        if config.home.is_none() {
            config.home = environment.get("HOME").map(PathBuf::from);
        }
        config.search_path = environment.get("PATH").cloned().unwrap_or_default();
        config.source = Flags { config: file, ..flags.clone() };
        Ok(config)
    }

    pub fn stage_timeouts(&self) -> pipeline::plan::Timeouts {
        pipeline::plan::Timeouts {
            stage: Duration::from_secs(self.engine.stage_timeout_s),
            trial: Duration::from_secs(self.engine.trial_timeout_s),
        }
    }

    pub fn capsules_dir(&self) -> PathBuf {
        self.data_dir.join("capsules")
    }

    pub fn layers_dir(&self) -> PathBuf {
        self.data_dir.join("layers")
    }
}

/// A key may come from a variable of the environment that somebody named by guess.
fn hint(environment: &BTreeMap<String, String>, message: &str) -> String {
    let shown = "`quantumlayer config show` prints every key with its value";
    let unknown = message.split('`').nth(1).filter(|_| message.contains("unknown field"));
    let from = environment.keys().find(|name| {
        let key = name.strip_prefix("QUANTUMLAYER_").and_then(|key| key.rsplit("__").next());
        unknown.is_some() && key.map(str::to_lowercase).as_deref() == unknown
    });
    match from {
        Some(name) => format!("{name} in the environment names no key; {shown}"),
        None => shown.to_owned(),
    }
}

fn home(environment: &BTreeMap<String, String>, xdg: &str, below: &str) -> Option<PathBuf> {
    let set = environment.get(xdg).filter(|dir| Path::new(dir).is_absolute()).map(PathBuf::from);
    set.or_else(|| environment.get("HOME").map(|home| Path::new(home).join(below)))
}

fn read_table(path: &Path) -> Result<toml::Table> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::io(format!("configuration file {}", path.display()), e))?;
    text.parse().map_err(|e: toml::de::Error| {
        Failure::usage(format!("{} is not valid TOML: {}", path.display(), e.message()), "correct the file")
    })
}

/// `QUANTUMLAYER_ENGINE__MAX_ATTEMPTS=5` sets `engine.max_attempts`; a value that reads as TOML keeps
/// its type, anything else is text.
fn apply_environment(table: &mut toml::Table, environment: &BTreeMap<String, String>) -> Result<()> {
    for (name, value) in environment {
        let Some(key) = name.strip_prefix("QUANTUMLAYER_") else { continue };
        if key == "CONFIG" {
            continue;
        }
        let path: Vec<String> = key.split("__").map(str::to_lowercase).collect();
        let parsed = format!("v = {value}").parse::<toml::Table>().ok().and_then(|mut t| t.remove("v"));
        let value = parsed.unwrap_or_else(|| toml::Value::String(value.clone()));
        let Some((last, folders)) = path.split_last() else { continue };
        let mut at = &mut *table;
        for folder in folders {
            let entry = at.entry(folder.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            at = entry.as_table_mut().ok_or_else(|| {
                Failure::usage(
                    format!("{name} sets a key below `{folder}`, which is a value"),
                    "correct the name",
                )
            })?;
        }
        at.insert(last.clone(), value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(pairs: &[(&str, &str)]) -> Result<Config> {
        let environment = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::from(&Flags::default(), &environment)
    }

    #[test]
    fn a_variable_that_names_no_key_is_named_itself() {
        let wrong = load(&[("HOME", "/h"), ("QUANTUMLAYER_DATA", "/x")]).unwrap_err().error;
        assert!(wrong.message.contains("unknown field `data`"), "{}", wrong.message);
        assert!(wrong.hint.is_some_and(|hint| hint.starts_with("QUANTUMLAYER_DATA in the environment")));
    }

    #[test]
    fn the_environment_sets_nested_keys() {
        let config = load(&[
            ("HOME", "/h"),
            ("QUANTUMLAYER_ENGINE__MAX_ATTEMPTS", "5"),
            ("QUANTUMLAYER_LOG__LEVEL", "info"),
        ])
        .unwrap();
        assert_eq!(config.engine.max_attempts, 5);
        assert_eq!(config.log.level, "info");
        assert_eq!(config.data_dir, Path::new("/h/.local/share/quantumlayer"));
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let failure = load(&[("QUANTUMLAYER_ENGINE__SPEED", "5")]).unwrap_err();
        assert!(failure.error.message.contains("speed"), "{}", failure.error.message);
        assert_eq!(failure.code, crate::exit::Code::USAGE);
    }

    #[test]
    fn only_known_names_reach_the_installation() {
        let config =
            load(&[("PIP_INDEX_URL", "x"), ("HTTPS_PROXY", "y"), ("AWS_SECRET_ACCESS_KEY", "z")]).unwrap();
        let names: Vec<_> = config.install_environment.keys().map(String::as_str).collect();
        assert_eq!(names, ["HTTPS_PROXY", "PIP_INDEX_URL"]);
    }
}

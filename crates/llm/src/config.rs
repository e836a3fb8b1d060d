//! What the router is told: providers, routes, waits, keys of callers.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// How a target is asked for an answer of a form.
pub use crate::router::shape::Form;
use crate::secret::Secret;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Llm {
    /// Who can be asked, by a name of your choice: `kind`, `base_url`, `api_key_env`, `api_key_file`, …
    pub providers: IndexMap<String, Provider>,
    /// What callers may name as a model: a list of `provider/model`, tried in this order, or a table.
    pub routes: IndexMap<String, Route>,
    /// Waits in seconds; providers and routes may state their own.
    pub timeouts: Timeouts,
    /// Keys handed to callers, by name. Without any, every caller on this machine is served and no other.
    pub keys: IndexMap<String, CallerKey>,
    /// Attempts of one call in all, failed keys not counted.
    pub max_attempts: u32,
    /// Attempts at one target.
    pub max_attempts_per_target: u32,
    /// Longest `Retry-After` that is waited out; a longer one means another target.
    pub longest_retry_after_s: f64,
    /// Same-target retries per second and provider that are always allowed; beyond, a tenth of the traffic.
    pub retries_per_second: f64,
    /// Messages of a stream that are held back before its first content.
    pub hold_messages: usize,
    pub hold_bytes: usize,
    /// Largest answer that is kept whole.
    pub max_answer_bytes: usize,
    /// Seconds between signs of life in a stream that has begun; 0 sends none.
    pub keep_alive_s: u64,
    /// Memory of the exact cache.
    pub cache_bytes: usize,
    pub cache_ttl_s: u64,
    /// Where answers of the exact cache outlive this process: `store:` is the data directory, and
    /// `redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]` is shared by several servers; `memory:` is nowhere.
    /// Read at the start.
    pub cache_kept: Place,
    /// Most of what is kept in the data directory.
    pub cache_kept_bytes: u64,
    /// How questions are compared by routes whose cache is `semantic`.
    pub semantic: Semantic,
    /// Addresses of this machine that are asked whether a model server listens there.
    pub probe: Vec<String>,
    /// How long such a server may take to answer.
    pub probe_wait_ms: u64,
    /// Where traces of calls are sent by OTLP; nowhere where left out.
    #[serde(skip_serializing_if = "Traces::is_off")]
    pub traces: Traces,
    /// The key that seals what `keys add` keeps; `seal.key` in the data directory where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal_key_file: Option<PathBuf>,
    /// A file with prices that overrule the built-in ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<PathBuf>,
}

impl Default for Llm {
    fn default() -> Self {
        Self {
            providers: IndexMap::new(),
            routes: IndexMap::new(),
            timeouts: Timeouts::default(),
            keys: IndexMap::new(),
            max_attempts: 3,
            max_attempts_per_target: 2,
            longest_retry_after_s: 3.0,
            retries_per_second: 3.0,
            hold_messages: 64,
            hold_bytes: 256 << 10,
            max_answer_bytes: 32 << 20,
            keep_alive_s: 10,
            cache_bytes: 64 << 20,
            cache_ttl_s: 3600,
            cache_kept: Place("store:".into()),
            cache_kept_bytes: 256 << 20,
            semantic: Semantic::default(),
            // Ollama, LM Studio, llama-server and the port that it moves to.
            probe: ["11434", "1234", "8080", "9931"].map(|port| format!("http://127.0.0.1:{port}")).to_vec(),
            probe_wait_ms: 300,
            traces: Traces::default(),
            seal_key_file: None,
            prices: None,
        }
    }
}

/// A URL that may hold a password, which is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Place(String);

impl Place {
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn shown(&self) -> String {
        let login =
            self.0.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1)));
        login.map_or_else(|| self.0.clone(), |(scheme, place)| format!("{scheme}://***@{place}"))
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

impl Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Semantic {
    /// Target or route that gives vectors of texts.
    pub embed: String,
    /// The least cosine of two questions that are taken for one; from 0.9 to 1.
    pub threshold: f64,
    /// Questions that are remembered.
    pub entries: usize,
    /// A vector that comes later than this is done without.
    pub wait_ms: u64,
}

impl Default for Semantic {
    fn default() -> Self {
        Self { embed: String::new(), threshold: 0.95, entries: 10_000, wait_ms: 1000 }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Traces {
    /// Address of a collector, as `http://127.0.0.1:4318`; `/v1/traces` is put behind it.
    pub endpoint: String,
    /// `http/protobuf` or `http/json`
    pub protocol: TraceProtocol,
    /// Sent with every batch.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// `service.name` of all spans.
    pub service: String,
    /// Spans that wait at most; the oldest are given up and counted.
    pub queue: usize,
    /// Spans of one request.
    pub batch: usize,
    /// Seconds between two requests where no batch is full.
    pub every_s: f64,
}

impl Default for Traces {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            protocol: TraceProtocol::Protobuf,
            headers: BTreeMap::new(),
            service: "quantumlayer".into(),
            queue: 2048,
            batch: 512,
            every_s: 5.0,
        }
    }
}

impl Traces {
    pub fn is_off(&self) -> bool {
        self.endpoint.is_empty()
    }

    pub fn url(&self) -> String {
        let endpoint = self.endpoint.trim_end_matches('/');
        match endpoint.ends_with("/v1/traces") {
            true => endpoint.to_owned(),
            false => format!("{endpoint}/v1/traces"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TraceProtocol {
    #[serde(rename = "http/protobuf")]
    Protobuf,
    #[serde(rename = "http/json")]
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Openai,
    Azure,
    Anthropic,
    Bedrock,
    Groq,
    Ollama,
    Cassette,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Openai => "openai",
            Kind::Azure => "azure",
            Kind::Anthropic => "anthropic",
            Kind::Bedrock => "bedrock",
            Kind::Groq => "groq",
            Kind::Ollama => "ollama",
            Kind::Cassette => "cassette",
        }
    }

    /// The name that OpenTelemetry's conventions give it.
    pub fn otel_name(self) -> &'static str {
        match self {
            Kind::Openai => "openai",
            Kind::Azure => "azure.ai.openai",
            Kind::Anthropic => "anthropic",
            Kind::Bedrock => "aws.bedrock",
            Kind::Groq => "groq",
            Kind::Ollama => "ollama",
            Kind::Cassette => "quantumlayer.cassette",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// How it is spoken to; `openai` is every compatible server too.
    pub kind: Kind,
    /// Where it is; the usual address of its kind where left out. A file, for a cassette.
    #[serde(default)]
    pub base_url: String,
    /// Names of environment variables that hold its keys.
    #[serde(default, skip_serializing_if = "OneOrMany::is_empty")]
    pub api_key_env: OneOrMany,
    /// A file that holds its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key_file: Option<PathBuf>,
    /// A key in the file itself; a name in the environment is safer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<Secret>,
    /// Of AWS; `us-east-1` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Of Azure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Of OpenAI: who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Of OpenAI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Sent with every request to it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// It runs here: slow to begin, free of charge.
    #[serde(default)]
    pub local: bool,
    /// Waits in seconds that hold for it in place of the general ones.
    #[serde(default, skip_serializing_if = "PartialTimeouts::is_empty")]
    pub timeouts: PartialTimeouts,
    /// Where the caller states no limit and the wire needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_max_output: Option<u64>,
    /// How its models are asked for an answer that fits a JSON Schema: `native`, by a `tool` that has to be
    /// called, or in words (`prompt`). Learned from its refusals where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structured: Option<Form>,
    /// Its answers are written down in this file, to be replayed by a cassette.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<PathBuf>,
    /// The operator named its host: private addresses are meant.
    #[serde(skip)]
    pub is_named: bool,
    /// Resolved from the three above.
    #[serde(skip)]
    pub keys: Vec<Secret>,
}

impl Provider {
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            base_url: String::new(),
            api_key_env: OneOrMany::default(),
            api_key_file: None,
            api_key: None,
            region: None,
            api_version: None,
            organization: None,
            project: None,
            headers: BTreeMap::new(),
            local: false,
            timeouts: PartialTimeouts::default(),
            usual_max_output: None,
            structured: None,
            record: None,
            is_named: false,
            keys: Vec::new(),
        }
    }

    pub fn is_local(&self) -> bool {
        self.local || self.kind == Kind::Ollama
    }

    pub fn needs_key(&self) -> bool {
        !self.is_local() && self.kind != Kind::Cassette && !self.is_named
    }

    /// Fills in the usual address. Errors: there is none for this kind.
    pub fn settle(&mut self) -> Result<(), String> {
        if !self.base_url.is_empty() {
            self.is_named = true;
            if self.kind != Kind::Cassette {
                let uri: http::Uri =
                    self.base_url.parse().map_err(|_| format!("`{}` is no address", self.base_url))?;
                if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none() {
                    return Err(format!("`{}` does not begin with http:// or https://", self.base_url));
                }
            }
            return Ok(());
        }
        self.base_url = match self.kind {
            Kind::Openai => "https://api.openai.com/v1".into(),
            Kind::Anthropic => "https://api.anthropic.com".into(),
            Kind::Groq => "https://api.groq.com/openai/v1".into(),
            Kind::Bedrock => {
                let region = self.region.as_deref().unwrap_or("us-east-1");
                format!("https://bedrock-runtime.{region}.amazonaws.com")
            }
            Kind::Ollama => {
                self.is_named = true;
                "http://127.0.0.1:11434".into()
            }
            Kind::Azure => return Err("azure needs `base_url`, the address of your resource".into()),
            Kind::Cassette => return Err("a cassette needs `base_url`, its file".into()),
        };
        Ok(())
    }
}

/// A text or a list of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    pub fn all(&self) -> &[String] {
        match self {
            OneOrMany::None => &[],
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Route {
    List(Vec<String>),
    Full(FullRoute),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullRoute {
    /// `provider/model`, or tables.
    pub targets: Vec<TargetEntry>,
    /// `whole`: an answer that breaks off is begun anew elsewhere before anything is told.
    #[serde(default)]
    pub delivery: Delivery,
    /// Whether equal questions of one tenant at temperature 0 are asked once.
    #[serde(default)]
    pub cache: CacheMode,
    /// Waits in seconds that hold for this route before all others.
    #[serde(default, skip_serializing_if = "PartialTimeouts::is_empty")]
    pub timeouts: PartialTimeouts,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TargetEntry {
    Name(String),
    Full(FullTarget),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullTarget {
    /// `provider/model`
    pub target: String,
    /// Its share of the load beside its neighbours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// Lower is asked first; equal ones share the load. Without it: the order of the list, where
    /// neighbours that state a weight stand together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
    /// Tokens that fit: longer questions go elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<u64>,
    /// Tokens of its longest answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output: Option<u64>,
    /// As at the provider, for this model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structured: Option<Form>,
    /// The name of a row of the price table, where the model's own name is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    #[default]
    Live,
    Whole,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CacheMode {
    #[default]
    Off,
    Exact,
    Semantic,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// Until a connection stands.
    pub connect: f64,
    /// Until the first content of an answer.
    pub first_token: f64,
    /// `first_token` of models that think before they speak.
    pub first_token_reasoning: f64,
    /// `first_token` of providers on this machine.
    pub first_token_local: f64,
    /// Between two pieces of an answer.
    pub between: f64,
    /// Of a call in all, its retries included.
    pub total: f64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: 3.0,
            first_token: 10.0,
            first_token_reasoning: 60.0,
            first_token_local: 300.0,
            between: 15.0,
            total: 300.0,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PartialTimeouts {
    /// As in `llm.timeouts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect: Option<f64>,
    /// As in `llm.timeouts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_token: Option<f64>,
    /// As in `llm.timeouts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<f64>,
    /// As in `llm.timeouts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<f64>,
}

impl PartialTimeouts {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The waits that hold for one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    pub connect: Duration,
    pub first_token: Duration,
    pub between: Duration,
    pub total: Duration,
}

impl Waits {
    /// Route before provider before the general ones.
    pub fn of(all: &Timeouts, provider: &Provider, route: &PartialTimeouts, is_reasoning: bool) -> Self {
        let own = &provider.timeouts;
        let usual_first = match (provider.is_local(), is_reasoning) {
            (true, _) => all.first_token_local,
            (false, true) => all.first_token_reasoning,
            (false, false) => all.first_token,
        };
        let pick = |route: Option<f64>, own: Option<f64>, usual: f64| seconds(route.or(own).unwrap_or(usual));
        Self {
            connect: pick(route.connect, own.connect, all.connect),
            first_token: pick(route.first_token, own.first_token, usual_first),
            between: pick(route.between, own.between, all.between),
            total: pick(route.total, own.total, all.total),
        }
    }
}

/// Between a millisecond and a day: a wait is a real bound.
pub fn seconds(value: f64) -> Duration {
    Duration::from_secs_f64(if value.is_finite() { value.clamp(0.001, 86_400.0) } else { 300.0 })
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallerKey {
    /// SHA-256 of the key in hexadecimal: `printf %s "$KEY" | sha256sum`.
    pub hash: String,
    /// Whose it is: answers are kept apart by tenant. The key's name where left out.
    #[serde(default)]
    pub tenant: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    #[serde(default)]
    pub limits: Limits,
    /// The first one stands for calls without `x-ql-tag` in `/usage?by=tag`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Routes and targets it may name; all where empty.
    #[serde(default)]
    pub routes: Vec<String>,
    /// May read state and usage of everybody.
    #[serde(default)]
    pub admin: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Dollars that may be spent in one period.
    pub usd: f64,
    /// The period, in UTC.
    #[serde(default)]
    pub per: Period,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    Hour,
    #[default]
    Day,
    Month,
    Ever,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests_per_minute: Option<u64>,
    /// Tokens of questions, and of answers as planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_minute: Option<u64>,
}

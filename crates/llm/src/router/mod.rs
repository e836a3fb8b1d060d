//! The router itself: what it holds, how it is told anew, and its two doors.

mod adapt;
mod attempt;
pub mod call;
pub mod drive;
mod embed;
mod endings;
mod health;
mod keeping;
pub mod plan;
pub mod relay;
pub mod request;
pub mod shape;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, RwLock},
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{
    Explain, Explained,
    kept::KeptAnswers,
    llm::{Question, Reply, Speaker, WireCall, WireReply},
    roles::Llm,
    spending::Spending,
};
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};

use crate::{
    config,
    economy::{books::Books, cache::Cache, ledger::Ledger, meaning::Meanings, price::Prices, shelf::Shelf},
    fault::{Class, Fault},
    gateway,
    metrics::Metrics,
    providers::Recording,
    traces::Traces,
    transport::Transport,
    wires::Wire,
};
use adapt::Adapted;
pub(crate) use embed::embed;
use health::{Health, Slot};
use plan::Snapshot;

/// Usage by the hour is kept for some 400 days.
const USAGE_HOURS: u64 = 400 * 24;

/// Targets whose refusals are remembered.
const MOST_LEARNED: usize = 1000;

/// Asks models. Cheap to clone; all clones are one router.
#[derive(Clone)]
pub struct Router {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    snapshot: RwLock<Arc<Snapshot>>,
    pub transport: Transport,
    pub health: Health,
    pub ledger: Arc<Ledger>,
    pub books: Arc<Books>,
    pub cache: Arc<Cache>,
    pub shelf: Shelf,
    pub meanings: Meanings,
    pub metrics: Metrics,
    pub traces: Traces,
    /// What targets have refused for good, by name.
    learned: Mutex<HashMap<String, Adapted>>,
    /// Cassettes that were read, by file.
    cassettes: Mutex<HashMap<String, Arc<HashMap<String, Value>>>>,
}

impl Router {
    /// Errors: the configuration is wrong, or TLS cannot be set up.
    pub fn new(settings: config::Llm, own_prices: Option<&str>) -> Result<Self, Fault> {
        let snapshot = snapshot(settings, own_prices)?;
        let transport = Transport::new()?;
        let inner = Inner {
            snapshot: RwLock::new(Arc::new(snapshot)),
            transport,
            health: Health::default(),
            ledger: Arc::default(),
            books: Arc::default(),
            cache: Arc::default(),
            shelf: Shelf::default(),
            meanings: Meanings::default(),
            metrics: Metrics::default(),
            traces: Traces::default(),
            learned: Mutex::default(),
            cassettes: Mutex::default(),
        };
        inner.tell_transport();
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Takes a new configuration as a whole, or refuses it as a whole: then the old one stays.
    pub fn reload(&self, settings: config::Llm, own_prices: Option<&str>) -> Result<(), Fault> {
        let snapshot = snapshot(settings, own_prices)?;
        // A file that is half written or emptied must not open the door.
        if snapshot.settings.keys.is_empty() && !self.inner.snapshot().settings.keys.is_empty() {
            let text = "llm.keys names no key any more: callers without one would be served";
            return Err(Fault::new(Class::BadRequest, text).hint("start anew to serve without keys"));
        }
        *self.inner.snapshot.write().unwrap_or_else(|e| e.into_inner()) = Arc::new(snapshot);
        self.inner.tell_transport();
        self.inner.cassettes.lock().unwrap_or_else(|e| e.into_inner()).clear();
        self.inner.learned.lock().unwrap_or_else(|e| e.into_inner()).clear();
        Ok(())
    }

    /// Keeps spending beyond this process: takes over what was spent before, and returns the work of
    /// writing, which has to be driven until after [`Router::close_books`]. `owner` names this process.
    /// Errors: the book cannot be read.
    pub async fn open_books(
        &self,
        spending: Arc<dyn Spending>,
        owner: String,
        alive: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<impl Future<Output = ()> + use<>, Explained> {
        let oldest_hour = (self.inner.now_s() / 3600).saturating_sub(USAGE_HOURS);
        let past = spending.recover(alive, oldest_hour).await?;
        self.inner.ledger.open(past, self.inner.books.clone(), owner);
        Ok(self.inner.books.clone().keep(spending))
    }

    /// Keeps answers beyond this process too, and returns the work of writing them; it ends after
    /// [`Router::close_books`].
    pub fn keep_answers(&self, kept: Arc<dyn KeptAnswers>) -> impl Future<Output = ()> + use<> {
        let writing = self.inner.shelf.open(kept);
        let (one, other) = (self.inner.clone(), self.inner.clone());
        writing.write(move || one.now_s(), move || other.snapshot().settings.cache_kept_bytes)
    }

    /// The work of sending traces; it ends after [`Router::close_books`].
    pub fn send_traces(&self) -> impl Future<Output = ()> + use<> {
        let inner = self.inner.clone();
        async move { inner.traces.send(&inner.transport).await }
    }

    /// Nothing more is taken into the book; the work of writing ends when all of it is durable.
    pub fn close_books(&self) {
        self.inner.traces.close();
        self.inner.shelf.close();
        self.inner.books.close();
    }

    /// What the routes and their targets look like from here.
    pub fn state(&self) -> Value {
        let snapshot = self.inner.snapshot();
        let now = std::time::Instant::now();
        let mut targets: Vec<Value> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for name in snapshot.settings.routes.keys() {
            let Some(plan) = snapshot.plans.get(name) else { continue };
            for target in &plan.targets {
                let marks: Vec<String> = match target.settings.keys.is_empty() {
                    true => vec![String::new()],
                    false => target.settings.keys.iter().map(|key| key.mark()).collect(),
                };
                for key in marks {
                    let slot = Slot { target: target.name.clone(), key };
                    if !seen.insert(slot.clone()) {
                        continue;
                    }
                    let state = self.inner.health.seen(&slot, now);
                    let at = |wait: std::time::Duration| {
                        let at = SystemTime::now() + wait;
                        jiff::Timestamp::try_from(at).map(|at| at.to_string()).unwrap_or_default()
                    };
                    targets.push(json!({
                        "target": slot.target, "key": slot.key,
                        "breaker": { "state": state.breaker, "until": state.wait.map(at), "reason": state.reason },
                        "price": target.price.map(|price| price.shown()),
                        "in_flight": state.in_flight, "ttft_ms": state.ttft_ms, "error_rate": state.error_rate,
                        "limits": {
                            "requests_remaining": state.room.requests, "tokens_remaining": state.room.tokens,
                            "resets_at": state.resets_in.map(at),
                        },
                    }));
                }
            }
        }
        let routes: Vec<Value> = snapshot
            .settings
            .routes
            .keys()
            .filter_map(|name| snapshot.plans.get(name))
            .map(|plan| {
                json!({
                    "route": plan.name,
                    "targets": plan.targets.iter().map(|target| target.name.as_str()).collect::<Vec<_>>(),
                })
            })
            .collect();
        let warnings: Vec<&String> = snapshot
            .settings
            .routes
            .keys()
            .filter_map(|name| snapshot.plans.get(name))
            .flat_map(|plan| &plan.warnings)
            .collect();
        json!({ "targets": targets, "routes": routes, "warnings": warnings })
    }
}

fn snapshot(settings: config::Llm, own_prices: Option<&str>) -> Result<Snapshot, Fault> {
    let wrong = |text: String| Fault::new(Class::BadRequest, text).hint("correct the configuration file");
    let prices = Prices::with(own_prices).map_err(wrong)?;
    let snapshot = Snapshot::of(settings, prices).map_err(wrong)?;
    for warning in snapshot.plans.values().flat_map(|plan| &plan.warnings) {
        tracing::warn!("{warning}");
    }
    Ok(snapshot)
}

impl Inner {
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(|e| e.into_inner()).clone()
    }

    fn tell_transport(&self) {
        let snapshot = self.snapshot();
        let named = snapshot.providers.values().filter(|provider| provider.is_named);
        let hosts = named
            .filter_map(|provider| provider.base_url.parse::<http::Uri>().ok()?.host().map(str::to_owned));
        let collector = snapshot.settings.traces.endpoint.parse::<http::Uri>().ok();
        let hosts = hosts.chain(collector.and_then(|uri| uri.host().map(str::to_owned)));
        self.traces.set(snapshot.settings.traces.clone());
        let connect = config::seconds(snapshot.settings.timeouts.connect);
        self.transport.set(hosts.collect(), connect);
    }

    pub fn learned(&self, target: &str) -> Option<Adapted> {
        self.learned.lock().unwrap_or_else(|e| e.into_inner()).get(target).cloned()
    }

    pub fn learn(&self, target: &str, adapted: Adapted) {
        let mut learned = self.learned.lock().unwrap_or_else(|e| e.into_inner());
        // Callers may name any model of a provider: what was learned of them is learned again.
        if learned.len() >= MOST_LEARNED {
            learned.clear();
        }
        learned.insert(target.to_owned(), adapted);
    }

    pub fn now_s(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }

    /// The recorded answer to a question, if there is one.
    pub async fn recording(&self, file: &str, hash: &str) -> Result<Option<Value>, Fault> {
        let known = self.cassettes.lock().unwrap_or_else(|e| e.into_inner()).get(file).cloned();
        let cassette = match known {
            Some(cassette) => cassette,
            None => {
                let text = tokio::fs::read_to_string(file).await.map_err(|e| {
                    Fault::new(Class::NotFound, format!("the cassette {file} cannot be read: {e}"))
                })?;
                let mut answers = HashMap::new();
                for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                    let read: Recording = serde_json::from_str(line).map_err(|e| {
                        Fault::new(Class::Server, format!("line {} of the cassette {file}: {e}", number + 1))
                    })?;
                    answers.insert(read.request, read.answer);
                }
                let cassette = Arc::new(answers);
                self.cassettes
                    .lock()
                    .unwrap_or_else(|e| e.into_inner())
                    .insert(file.to_owned(), cassette.clone());
                cassette
            }
        };
        Ok(cassette.get(hash).cloned())
    }
}

impl Llm for Router {
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Reply, Explained>> {
        async move { self.answer(question).await.map_err(|fault| fault.explained()) }.boxed()
    }

    fn serve(&self, call: WireCall) -> BoxFuture<'_, WireReply> {
        gateway::serve(self, call).boxed()
    }

    fn refuse(&self, call: &WireCall, status: u16, detail: &str) -> WireReply {
        gateway::refuse(call, status, detail)
    }

    fn ready(&self) -> Result<(), Explained> {
        if self.inner.snapshot().providers.is_empty() {
            let fault = Fault::new(Class::Unavailable, "no provider is configured")
                .hint("name one under llm.providers, set OPENAI_API_KEY or its like, or start Ollama");
            return Err(fault.explained());
        }
        Ok(())
    }

    fn metrics(&self) -> String {
        let dropped = self.inner.traces.dropped();
        let counter = "ql_llm_spans_dropped_total";
        format!("{}# TYPE {counter} counter\n{counter} {dropped}\n", self.inner.metrics.text())
    }
}

impl Router {
    async fn answer(&self, question: Question) -> Result<Reply, Fault> {
        let mut messages = Vec::new();
        if !question.system.is_empty() {
            messages.push(json!({ "role": "system", "content": question.system }));
        }
        messages.extend(question.messages.iter().map(|said| {
            let role = match said.by {
                Speaker::User => "user",
                Speaker::Assistant => "assistant",
            };
            json!({ "role": role, "content": said.text })
        }));
        let mut body = json!({ "model": question.model, "messages": messages });
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                body[key] = value;
            }
        };
        set("max_tokens", question.max_output_tokens.map(Value::from));
        set("temperature", question.temperature.map(Value::from));
        set("seed", question.seed.map(Value::from));
        set(
            "response_format",
            question.json_schema.map(|schema| {
                json!({
                    "type": "json_schema", "json_schema": { "name": "answer", "schema": schema },
                })
            }),
        );
        let tag = question.metadata.get("stage").and_then(Value::as_str).unwrap_or("").to_owned();
        let bytes = body.to_string().into_bytes().into();
        let request = request::Request::read(Wire::OpenAi, bytes, None, Some(false))?;
        let caller = call::Caller::ourselves(tag);
        let mut call = call::Call::begin(self.inner.clone(), request, caller, None).await?;
        let (answer, note) = call.whole().await?;
        let finish = answer.choices.values().next().and_then(|choice| choice.finish.clone());
        Ok(Reply {
            text: answer.text(),
            target: call.target_name(),
            finish: finish.map(|finish| finish.name().to_owned()).unwrap_or_default(),
            attempts: call.attempts(),
            usage: note.usage,
            cost_nano_usd: call.cost_nano(),
            cache: call.cache_word(),
        })
    }
}

//! Which models can be asked from here, and why the others cannot.
//!
//! Servers on this machine are told apart by what they answer, never by their port: Ollama by
//! `/api/version`, LM Studio by `/api/v0/models`, llama-server by `/props` or by whom its models belong
//! to, anything else that speaks OpenAI's wire by `/v1/models`. Nothing is generated and nothing costs money.

use std::time::Duration;

use bytes::Bytes;
use futures::future::join_all;
use http::{HeaderMap, HeaderValue, Method};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    config::{FullRoute, FullTarget, Kind, Llm, PartialTimeouts, Provider, Route, TargetEntry, seconds},
    fault::{Class, Fault},
    providers::Outgoing,
    secret::Secret,
    transport::{Transport, read_all, shown},
};

/// Models of one provider that are asked about one by one; the rest is listed without its context.
const MOST_SHOWN: usize = 64;
const MOST_BYTES: usize = 8 << 20;
/// So many times the usual wait where somebody listens.
const PATIENCE: u32 = 5;

/// One provider as it was found.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    pub provider: String,
    pub kind: Kind,
    pub address: String,
    /// `configuration`, or `found` for a server on this machine that nobody configured.
    pub origin: &'static str,
    /// The program behind a local address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<&'static str>,
    pub usable: bool,
    /// Why it is not usable, or what could not be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    pub keys: usize,
    pub models: Vec<Model>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    pub name: String,
    /// Tokens of prompt and answer together, where the server says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<u64>,
    /// Ready in memory, where the server says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_loaded: Option<bool>,
}

impl Seen {
    /// A server of OpenAI's wire at an address that nobody configured, not usable so far.
    fn at(base: &str, provider: &str, server: Option<&'static str>) -> Self {
        Self {
            provider: provider.to_owned(),
            kind: Kind::Openai,
            address: format!("{base}/v1"),
            origin: "found",
            server,
            usable: false,
            why: None,
            keys: 0,
            models: Vec::new(),
        }
    }
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every configured provider and every address of `llm.probe`.
    All,
    /// The addresses of `llm.probe` that nobody configured.
    Probe,
}

/// Asks all of them at the same time, each within its wait. Errors: TLS cannot be set up, or the
/// configuration is wrong.
pub async fn look(settings: &Llm, scope: Scope) -> Result<Vec<Seen>, Fault> {
    let transport = Transport::new()?;
    let mut providers = settings.providers.clone();
    for (name, provider) in &mut providers {
        let wrong = |e| Fault::new(Class::BadRequest, format!("llm.providers.{name}: {e}"));
        provider.settle().map_err(wrong)?;
    }
    let wait = Duration::from_millis(settings.probe_wait_ms.clamp(1, 60_000));
    let configured_hosts: Vec<String> = providers.values().filter_map(|p| place(&p.base_url)).collect();
    let probed: Vec<&String> = settings
        .probe
        .iter()
        .filter(|address| place(address).is_none_or(|at| !configured_hosts.contains(&at)))
        .collect();
    let named = providers.values().filter(|p| p.is_named).map(|p| &p.base_url).chain(probed.iter().copied());
    let hosts = named.filter_map(|url| url.parse::<http::Uri>().ok()?.host().map(str::to_owned)).collect();
    transport.set(hosts, seconds(settings.timeouts.connect));
    let look = Look { transport: &transport, wait };
    let far = Look { transport: &transport, wait: seconds(settings.timeouts.connect) };
    let asked = providers.iter().filter(|_| scope == Scope::All);
    let configured = join_all(asked.map(|(name, provider)| {
        let look = if provider.is_local() { &look } else { &far };
        look.configured(name, provider)
    }))
    .await;
    let found = join_all(probed.into_iter().map(|address| look.local(address, None))).await;
    let mut seen = configured;
    for mut found in found.into_iter().flatten() {
        let taken = |name: &str, seen: &[Seen]| seen.iter().any(|other| other.provider == name);
        let base = found.provider.clone();
        let mut number = 2;
        while taken(&found.provider, &seen) {
            found.provider = format!("{base}-{number}");
            number += 1;
        }
        seen.push(found);
    }
    Ok(seen)
}

/// Makes providers of the local servers that were found, and a route `default` to the first model
/// where there is none.
pub fn adopt(settings: &mut Llm, seen: &[Seen]) {
    for found in seen.iter().filter(|seen| seen.origin == "found" && seen.usable) {
        if settings.providers.contains_key(&found.provider) {
            continue;
        }
        let mut provider = Provider::of(found.kind);
        provider.base_url.clone_from(&found.address);
        provider.local = true;
        settings.providers.insert(found.provider.clone(), provider);
    }
    let local = seen.iter().filter(|seen| seen.usable && settings.providers.contains_key(&seen.provider));
    // What is in memory already answers first.
    let first = local
        .flat_map(|seen| seen.models.iter().map(move |model| (seen, model)))
        .filter(|(seen, _)| settings.providers[&seen.provider].is_local())
        .min_by_key(|(_, model)| model.is_loaded != Some(true));
    if let Some((seen, model)) = first
        && !settings.routes.contains_key("default")
    {
        let target = FullTarget {
            target: format!("{}/{}", seen.provider, model.name),
            weight: None,
            priority: None,
            context: model.context,
            max_output: None,
            price: None,
            structured: None,
        };
        let route = FullRoute {
            targets: vec![TargetEntry::Full(target)],
            delivery: Default::default(),
            cache: Default::default(),
            timeouts: PartialTimeouts::default(),
        };
        settings.routes.insert("default".into(), Route::Full(route));
    }
}

/// Host and port, to tell whether two addresses are one server.
fn place(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    let host = uri.host()?.replace("localhost", "127.0.0.1");
    let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    Some(format!("{host}:{}", uri.port_u16().unwrap_or(usual)))
}

struct Look<'a> {
    transport: &'a Transport,
    wait: Duration,
}

impl Look<'_> {
    async fn configured(&self, name: &str, provider: &Provider) -> Seen {
        let mut seen = Seen {
            provider: name.to_owned(),
            kind: provider.kind,
            address: provider.base_url.clone(),
            origin: "configuration",
            server: None,
            usable: true,
            why: None,
            keys: provider.keys.len(),
            models: Vec::new(),
        };
        if provider.keys.is_empty() && provider.needs_key() {
            seen.usable = false;
            seen.why = Some(format!(
                "it has no key: `quantumlayer keys add {name}`, or set {}",
                usual_names(provider.kind, provider.api_key_env.all())
            ));
            return seen;
        }
        if provider.kind == Kind::Cassette {
            if !std::path::Path::new(&provider.base_url).is_file() {
                seen.usable = false;
                seen.why = Some(format!("there is no file {}", provider.base_url));
            }
            return seen;
        }
        let models = match provider.kind {
            Kind::Ollama => {
                seen.server = Some("Ollama");
                self.ollama_models(&provider.base_url).await
            }
            _ if provider.is_local() => match self.local(&provider.base_url, provider.keys.first()).await {
                Some(found) => {
                    seen.server = found.server;
                    seen.usable = found.usable;
                    seen.why = found.why;
                    Ok(found.models)
                }
                None => Err(Fault::new(Class::Transport, format!("no answer from {}", provider.base_url))),
            },
            Kind::Openai | Kind::Groq => self.listed(provider, "/models").await,
            Kind::Anthropic => self.listed(provider, "/v1/models").await,
            // Their lists are kept by another service than the one that answers.
            Kind::Azure | Kind::Bedrock | Kind::Cassette => {
                seen.why = Some("its models cannot be listed here; ask one by name".into());
                return seen;
            }
        };
        match models {
            Ok(models) if models.is_empty() && provider.is_local() => {
                seen.usable = false;
                seen.why = seen.why.or_else(|| Some(no_model(seen.server)));
            }
            Ok(models) => seen.models = models,
            // Not every compatible server has a list; that says nothing about its answers.
            Err(fault) if fault.class == Class::NotFound => {
                seen.why = Some("it does not list its models; ask one by name".into());
            }
            Err(fault) => {
                seen.usable = false;
                seen.why = Some(fault.message);
            }
        }
        seen
    }

    /// What answers at an address of this machine, if anything that we know does.
    async fn local(&self, address: &str, key: Option<&Secret>) -> Option<Seen> {
        let base = address.trim_end_matches('/').trim_end_matches("/v1");
        let headers = key.map(bearer).transpose().ok()?.unwrap_or_default();
        let url = format!("{base}/api/version");
        // Where somebody listens a wait is worth while: a machine whose cores all answer one question is
        // slow to answer the next.
        let patient = Look { transport: self.transport, wait: self.wait * PATIENCE };
        let mut version = self.get(&url, headers.clone()).await;
        if version.as_ref().is_err_and(|fault| fault.class == Class::FirstToken) {
            version = patient.get(&url, headers.clone()).await;
        }
        let version = match version {
            Ok(version) => version,
            // Nobody listens: the other questions would say the same.
            Err(fault) if fault.class == Class::Transport => return None,
            Err(fault) if fault.class == Class::FirstToken => {
                let wait = shown(patient.wait);
                let why =
                    format!("it says nothing within {wait}: raise llm.probe_wait_ms if it is a model's");
                return Some(Seen { why: Some(why), ..Seen::at(base, "local", None) });
            }
            Err(_) => Value::Null,
        };
        patient.identified(base, headers, version, key.is_some()).await
    }

    /// Told apart by what it answers. `version` is what it says of its own.
    async fn identified(
        &self,
        base: &str,
        headers: HeaderMap,
        version: Value,
        has_key: bool,
    ) -> Option<Seen> {
        let seen = |provider: &str, server: &'static str, models: Vec<Model>| Seen {
            usable: !models.is_empty(),
            why: models.is_empty().then(|| no_model(Some(server))),
            models,
            ..Seen::at(base, provider, Some(server))
        };
        let closed = || match has_key {
            true => Some("the key is refused".to_owned()),
            false => {
                Some("it wants a key: name it under llm.providers, with its key and local = true".to_owned())
            }
        };
        if version.get("version").is_some_and(Value::is_string)
            && let Ok(models) = self.ollama_models(base).await
        {
            let found = seen("ollama", "Ollama", models);
            return Some(Seen { kind: Kind::Ollama, address: base.to_owned(), ..found });
        }
        if let Ok(value) = self.get(&format!("{base}/api/v0/models"), headers.clone()).await
            && let Some(rows) = value.get("data").and_then(Value::as_array)
        {
            let speaks = |row: &&Value| !matches!(row["type"].as_str(), Some("embeddings"));
            let models = rows.iter().filter(speaks).filter_map(lm_studio_model).collect();
            return Some(seen("lmstudio", "LM Studio", models));
        }
        let props = self.get(&format!("{base}/props"), headers.clone()).await;
        let listed = match self.get(&format!("{base}/v1/models"), headers).await {
            Ok(listed) => listed,
            // Newer ones show their list to nobody without the key.
            Err(fault) if fault.class == Class::Auth && fault.code.as_deref() == Some("llama.cpp") => {
                let name = "llama-server";
                return Some(Seen { why: closed(), ..Seen::at(base, name, Some(name)) });
            }
            Err(fault) if fault.class == Class::Auth && has_key => {
                return Some(Seen { why: closed(), ..Seen::at(base, "local", None) });
            }
            Err(_) => return None,
        };
        let rows = listed.get("data").and_then(Value::as_array)?;
        let is_llama = rows.iter().any(|row| row["owned_by"] == "llamacpp")
            || props.as_ref().is_ok_and(|props| props.get("default_generation_settings").is_some());
        if !is_llama {
            let models = rows.iter().filter_map(|row| openai_model(row, None)).collect();
            return Some(seen("local", "a server that speaks OpenAI's wire", models));
        }
        // One that has many models states none of its own: 0.
        let context = props.as_ref().ok().and_then(|props| {
            props.pointer("/default_generation_settings/n_ctx")?.as_u64().filter(|tokens| *tokens > 0)
        });
        let models = rows.iter().filter_map(|row| openai_model(row, context)).collect();
        let mut found = seen("llama-server", "llama-server", models);
        // Of older ones its list is open to everybody, and there before its model is; its properties are not.
        if let Err(fault) = props {
            found.why = match fault.class {
                Class::Auth => closed(),
                Class::Server => Some("it is still loading its model".into()),
                _ => found.why,
            };
            found.usable &= !matches!(fault.class, Class::Auth | Class::Server);
        }
        Some(found)
    }

    async fn ollama_models(&self, base: &str) -> Result<Vec<Model>, Fault> {
        let base = base.trim_end_matches('/');
        let tags = self.get(&format!("{base}/api/tags"), HeaderMap::new()).await?;
        let Some(rows) = tags.get("models").and_then(Value::as_array) else {
            return Err(Fault::new(Class::Server, format!("{base} does not answer as Ollama does")));
        };
        let names: Vec<&str> =
            rows.iter().filter_map(|row| row.get("name").or(row.get("model"))?.as_str()).collect();
        let shown = join_all(names.iter().take(MOST_SHOWN).map(|name| {
            let body = json!({ "model": name });
            self.ask(Method::POST, format!("{base}/api/show"), HeaderMap::new(), body.to_string().into())
        }))
        .await;
        let mut shown = shown.into_iter();
        let mut models = Vec::new();
        for name in names {
            let shown = shown.next().and_then(Result::ok).unwrap_or_default();
            let only_embeds = shown
                .get("capabilities")
                .and_then(Value::as_array)
                .is_some_and(|words| !words.is_empty() && !words.iter().any(|word| word == "completion"));
            if !only_embeds {
                models.push(Model {
                    name: name.to_owned(),
                    context: ollama_context(&shown),
                    is_loaded: None,
                });
            }
        }
        Ok(models)
    }

    async fn listed(&self, provider: &Provider, path: &str) -> Result<Vec<Model>, Fault> {
        let mut headers = HeaderMap::new();
        if let Some(key) = provider.keys.first() {
            if provider.kind == Kind::Anthropic {
                headers.insert("x-api-key", secret(key.reveal())?);
                headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
            } else {
                headers = bearer(key)?;
            }
        }
        let url = format!("{}{path}", provider.base_url.trim_end_matches('/'));
        let value = self.get(&url, headers).await?;
        let Some(rows) = value.get("data").and_then(Value::as_array) else {
            return Err(Fault::new(Class::NotFound, "an answer without a list"));
        };
        let model = |row: &Value| {
            let name = row.get("id")?.as_str()?.to_owned();
            let context = row.get("context_window").or(row.get("context_length")).and_then(Value::as_u64);
            Some(Model { name, context, is_loaded: None })
        };
        Ok(rows.iter().filter_map(model).collect())
    }

    async fn get(&self, url: &str, headers: HeaderMap) -> Result<Value, Fault> {
        self.ask(Method::GET, url.to_owned(), headers, Bytes::new()).await
    }

    async fn ask(
        &self,
        method: Method,
        url: String,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Value, Fault> {
        let whole = async {
            let out = Outgoing { method, url: url.clone(), headers, body, dropped: Vec::new() };
            let arrived = self.transport.send(&out, self.wait).await?;
            let status = arrived.status;
            let bytes = read_all(arrived.body, MOST_BYTES, self.wait).await?;
            // Its own words may repeat the key: the status says enough.
            let refused = |class, text: &str| {
                // What it calls itself, to tell who refuses.
                let name = arrived.headers.get(http::header::SERVER).and_then(|name| name.to_str().ok());
                let fault = Fault::new(class, format!("{text} ({status})"));
                Err(Fault { code: name.map(str::to_owned), ..fault })
            };
            match status {
                200..300 => serde_json::from_slice(&bytes)
                    .map_err(|_| Fault::new(Class::Server, "its list of models is no JSON")),
                401 | 403 => refused(Class::Auth, "the key is refused"),
                404 | 405 | 501 => refused(Class::NotFound, "there is no such list"),
                _ => refused(Class::Server, "it answers with an error"),
            }
        };
        // A dripping answer is bounded as a whole.
        match tokio::time::timeout(self.wait * 2, whole).await {
            Ok(answered) => answered,
            Err(_) => Err(Fault::new(Class::FirstToken, "its list of models did not come in time")),
        }
    }
}

fn bearer(key: &Secret) -> Result<HeaderMap, Fault> {
    let value = secret(&format!("Bearer {}", key.reveal()))?;
    Ok(HeaderMap::from_iter([(http::header::AUTHORIZATION, value)]))
}

fn secret(text: &str) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Fault::new(Class::Auth, "the key has characters that no header may hold"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// `served`: the context of the server's one model, where it states one.
fn openai_model(row: &Value, served: Option<u64>) -> Option<Model> {
    let number = |path: &str| row.pointer(path).and_then(Value::as_u64).filter(|tokens| *tokens > 0);
    let own = number("/max_model_len").or(number("/context_length")).or(number("/meta/n_ctx"));
    let state = row.pointer("/status/value").and_then(Value::as_str);
    Some(Model {
        name: row.get("id")?.as_str()?.to_owned(),
        context: served.or(own),
        is_loaded: state.map(|state| state == "loaded").or(served.map(|_| true)),
    })
}

fn lm_studio_model(row: &Value) -> Option<Model> {
    let loaded = row.get("loaded_context_length").and_then(Value::as_u64);
    let most = row.get("max_context_length").and_then(Value::as_u64);
    Some(Model {
        name: row.get("id")?.as_str()?.to_owned(),
        // What is loaded has the context it was loaded with, whatever the model could do.
        context: loaded.or(most),
        is_loaded: row.get("state").and_then(Value::as_str).map(|state| state == "loaded"),
    })
}

/// `<architecture>.context_length`: what the model was made for; the server is told how much to use.
fn ollama_context(shown: &Value) -> Option<u64> {
    let info = shown.get("model_info")?.as_object()?;
    info.iter().find(|(name, _)| name.ends_with(".context_length"))?.1.as_u64()
}

fn no_model(server: Option<&str>) -> String {
    match server {
        Some("Ollama") => "no model is there: `ollama pull` one".into(),
        Some(server) => format!("{server} has no model loaded"),
        None => "no model is there".into(),
    }
}

fn usual_names(kind: Kind, own: &[String]) -> String {
    match (own, kind) {
        ([name, ..], _) => name.clone(),
        (_, Kind::Openai) => "OPENAI_API_KEY".into(),
        (_, Kind::Anthropic) => "ANTHROPIC_API_KEY".into(),
        (_, Kind::Groq) => "GROQ_API_KEY".into(),
        (_, Kind::Azure) => "AZURE_OPENAI_API_KEY".into(),
        (_, Kind::Bedrock) => "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".into(),
        (_, Kind::Ollama | Kind::Cassette) => "its key".into(),
    }
}

//! Keys and addresses of models, from where people usually keep them.

use std::collections::BTreeMap;

use llm::{
    Secret,
    config::{Kind, Llm, Provider, Route, TraceProtocol},
};

use crate::exit::{Failure, Result};

/// Reads each provider's keys, and adds providers for the usual names of the environment.
/// Errors: a named key file that cannot be read.
pub fn complete(llm: &mut Llm, environment: &BTreeMap<String, String>) -> Result<()> {
    let set = |name: &str| environment.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
    add_usual(llm, &set);
    add_traces(llm, &set);
    for (name, provider) in &mut llm.providers {
        for variable in provider.api_key_env.all() {
            match set(variable) {
                Some(key) => provider.keys.push(Secret::new(key)),
                None => tracing::warn!("llm.providers.{name}: {variable} is not set"),
            }
        }
        if let Some(file) = &provider.api_key_file {
            let text = std::fs::read_to_string(file).map_err(|e| {
                Failure::io(format!("the key file {} of llm.providers.{name}", file.display()), e)
            })?;
            provider.keys.push(Secret::new(text.trim()));
        }
        if let Some(key) = provider.api_key.clone() {
            provider.keys.push(key);
        }
    }
    Ok(())
}

fn add_usual<'e>(llm: &mut Llm, set: &impl Fn(&str) -> Option<&'e str>) {
    let mut add = |name: &str, provider: Provider, model: Option<&str>| {
        if llm.providers.contains_key(name) {
            return;
        }
        llm.providers.insert(name.to_owned(), provider);
        if let Some(model) = model
            && !llm.routes.contains_key("default")
        {
            llm.routes.insert("default".into(), Route::List(vec![format!("{name}/{model}")]));
        }
    };
    let with = |kind: Kind, key: &str, base: Option<&str>| {
        let mut provider = Provider::of(kind);
        provider.base_url = base.unwrap_or_default().to_owned();
        provider.keys = vec![Secret::new(key)];
        provider
    };
    if let Some(key) = set("OPENAI_API_KEY") {
        add("openai", with(Kind::Openai, key, set("OPENAI_BASE_URL")), set("OPENAI_MODEL"));
    }
    if let Some(key) = set("ANTHROPIC_API_KEY") {
        add("anthropic", with(Kind::Anthropic, key, set("ANTHROPIC_BASE_URL")), set("ANTHROPIC_MODEL"));
    }
    if let Some(key) = set("GROQ_API_KEY") {
        add("groq", with(Kind::Groq, key, set("GROQ_BASE_URL")), set("GROQ_MODEL"));
    }
    if let (Some(key), Some(base)) =
        (set("AZURE_OPENAI_API_KEY").or(set("AZURE_OPENAI_KEY")), set("AZURE_OPENAI_ENDPOINT"))
    {
        let mut provider = with(Kind::Azure, key, Some(base));
        provider.api_version =
            set("AZURE_OPENAI_API_VERSION").or(set("OPENAI_API_VERSION")).map(str::to_owned);
        add("azure", provider, set("AZURE_OPENAI_DEPLOYMENT"));
    }
    let pair = set("AWS_ACCESS_KEY_ID").zip(set("AWS_SECRET_ACCESS_KEY")).map(|(id, secret)| {
        let session = set("AWS_SESSION_TOKEN").map(|token| format!(":{token}")).unwrap_or_default();
        format!("{id}:{secret}{session}")
    });
    if let Some(key) = set("AWS_BEARER_TOKEN_BEDROCK").map(str::to_owned).or(pair) {
        let mut provider = with(Kind::Bedrock, &key, set("AWS_ENDPOINT_URL_BEDROCK_RUNTIME"));
        let region = set("AWS_BEDROCK_REGION").or(set("AWS_REGION")).or(set("AWS_DEFAULT_REGION"));
        provider.region = region.map(str::to_owned);
        add("bedrock", provider, set("AWS_BEDROCK_MODEL"));
    }
    if let Some(host) = set("OLLAMA_HOST").or(set("OLLAMA_BASE_URL")) {
        let mut provider = Provider::of(Kind::Ollama);
        provider.base_url = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
        add("ollama", provider, set("OLLAMA_MODEL"));
    }
}

/// The names by which OpenTelemetry's own SDKs are told where to send; what the file says comes first.
fn add_traces<'e>(llm: &mut Llm, set: &impl Fn(&str) -> Option<&'e str>) {
    let is_off = set("OTEL_SDK_DISABLED").is_some_and(|word| word.eq_ignore_ascii_case("true"))
        || set("OTEL_TRACES_EXPORTER").is_some_and(|word| word != "otlp");
    let endpoint = set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").or(set("OTEL_EXPORTER_OTLP_ENDPOINT"));
    let (false, true, Some(endpoint)) = (is_off, llm.traces.is_off(), endpoint) else { return };
    let traces = &mut llm.traces;
    match set("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL").or(set("OTEL_EXPORTER_OTLP_PROTOCOL")) {
        None | Some("http/protobuf") => traces.protocol = TraceProtocol::Protobuf,
        Some("http/json") => traces.protocol = TraceProtocol::Json,
        Some(other) => {
            tracing::warn!("no traces are sent: `{other}` is not spoken; http/protobuf and http/json are");
            return;
        }
    }
    traces.endpoint = endpoint.to_owned();
    if let Some(name) = set("OTEL_SERVICE_NAME") {
        traces.service = name.to_owned();
    }
    let headers = set("OTEL_EXPORTER_OTLP_TRACES_HEADERS").or(set("OTEL_EXPORTER_OTLP_HEADERS"));
    for (name, value) in
        headers.into_iter().flat_map(|text| text.split(',')).filter_map(|p| p.split_once('='))
    {
        traces.headers.insert(name.trim().to_owned(), value.trim().to_owned());
    }
}

//! The providers: how each is asked and what its answers mean. One file per provider, no I/O in them.

mod anthropic;
mod azure;
mod bedrock;
mod cassette;
mod groq;
mod ollama;
mod openai;
mod sigv4;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

pub use cassette::{Recording, request_hash};
pub use sigv4::{Credentials, Scope, sign};

use crate::{
    chat::Chat,
    classify,
    config::{Kind, Provider as Settings},
    event::Event,
    fault::{Class, Fault},
    frames::{Framing, Malformed},
    secret::Secret,
    wires::{Decoder, Wire, body::Body},
};

/// One question to one target.
pub struct Ask<'a> {
    pub settings: &'a Settings,
    /// The model as the provider calls it.
    pub model: &'a str,
    pub key: Option<&'a Secret>,
    pub content: Content<'a>,
    /// Overrules what the caller says, where a budget or the target's own limit is smaller.
    pub max_output: Option<u64>,
    /// The limit has to be called `max_completion_tokens`.
    pub new_limit: bool,
    /// Tokens of prompt and answer, for servers that have to be told.
    pub context_tokens: Option<u64>,
    pub now: SystemTime,
    /// The caller's `anthropic-beta`.
    pub beta: Option<&'a str>,
}

pub enum Content<'a> {
    /// Caller and target speak the same wire: the body goes on as it came.
    Same(&'a Body),
    Chat(&'a Chat),
    Embed(&'a Value),
}

/// A request ready to be sent.
#[derive(Debug)]
pub struct Outgoing {
    pub method: http::Method,
    pub url: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// What could not be said in the target's wire.
    pub dropped: Vec<String>,
}

/// Room that a provider says is left, where it says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    pub requests: Option<u64>,
    pub tokens: Option<u64>,
    pub resets_after: Option<Duration>,
}

pub trait Provider: Send + Sync {
    /// The wire that its targets speak.
    fn wire(&self) -> Wire;
    fn framing(&self) -> Framing;
    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault>;
    fn decoder(&self) -> Box<dyn Decoder>;
    fn whole(&self, value: &Value) -> Result<Vec<Event>, Malformed>;
    fn fault(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Fault {
        usual_fault(status, headers, body)
    }
    fn room(&self, headers: &HeaderMap) -> Room {
        usual_room(headers)
    }
    /// Vectors of texts, and the tokens they took.
    fn vectors(&self, _value: &Value) -> Result<(Vec<Value>, u64), Malformed> {
        Err(Malformed("this provider has no embeddings".into()))
    }
}

pub fn provider(kind: Kind) -> &'static dyn Provider {
    match kind {
        Kind::Openai => &openai::OpenAi,
        Kind::Azure => &azure::Azure,
        Kind::Anthropic => &anthropic::Anthropic,
        Kind::Bedrock => &bedrock::Bedrock,
        Kind::Groq => &groq::Groq,
        Kind::Ollama => &ollama::Ollama,
        Kind::Cassette => &cassette::Cassette,
    }
}

fn json_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        http::header::USER_AGENT,
        HeaderValue::from_static(concat!("quantumlayer/", env!("CARGO_PKG_VERSION"))),
    );
    headers
}

/// A header with a key in it is marked, so that nothing prints it.
fn secret_header(headers: &mut HeaderMap, name: &'static str, text: &str) -> Result<(), Fault> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Fault::new(Class::Auth, "the provider's key has characters that no header may hold"))?;
    value.set_sensitive(true);
    headers.insert(HeaderName::from_static(name), value);
    Ok(())
}

fn bad(error: crate::wires::BadRequest) -> Fault {
    // Another target may speak a wire that can say it.
    Fault::new(Class::Unable, error.0)
}

fn join(base: &str, path: &str) -> String {
    format!("{}{path}", base.trim_end_matches('/'))
}

/// The operator's own headers of a provider.
fn own_headers(settings: &Settings, headers: &mut HeaderMap) -> Result<(), Fault> {
    for (name, value) in &settings.headers {
        let parsed = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
        let Some((name, mut value)) = parsed else {
            return Err(Fault::new(Class::BadRequest, format!("the configured header `{name}` is none")));
        };
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(())
}

fn usual_fault(status: u16, headers: &HeaderMap, body: &[u8]) -> Fault {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let mut complaint = value.as_ref().map(classify::complaint).unwrap_or_default();
    if let Some(kind) = headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok()) {
        complaint.words.push(' ');
        complaint.words.push_str(&kind.to_lowercase());
    }
    let message = match (&value, complaint.message.as_str()) {
        (Some(_), "") => format!("the provider answered {status}"),
        (Some(_), text) => clipped(text),
        // Not searched for words: what they would be found in may be the caller's own prompt.
        (None, _) if body.trim_ascii_start().starts_with(b"{") => {
            format!("the provider answered {status} with JSON that is cut, or longer than is read")
        }
        // Pages of proxies and the like are not for callers.
        (None, _) => format!("the provider answered {status} with something that is no JSON"),
    };
    let class = classify::class(Some(status), &complaint.words, &message);
    Fault {
        class,
        message,
        code: complaint.code,
        retry_after: retry_after(headers),
        upstream_status: Some(status),
        hint: None,
    }
}

fn clipped(text: &str) -> String {
    const MOST: usize = 2000;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `retry-after-ms` before `retry-after`, which holds seconds or a date.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
        if let Some(ms) =
            text(name).and_then(|text| text.parse::<f64>().ok()).filter(|ms| ms.is_finite() && *ms >= 0.0)
        {
            return Some(Duration::from_millis(ms as u64));
        }
    }
    let stated = text("retry-after")?;
    if let Ok(seconds) = stated.parse::<f64>() {
        return (seconds.is_finite() && seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(1e6)));
    }
    let date = jiff::fmt::rfc2822::parse(stated).ok()?.timestamp();
    let wait = date.duration_since(jiff::Timestamp::now());
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
}

/// `x-ratelimit-remaining-*` and `anthropic-ratelimit-*-remaining`; negative numbers mean nothing.
fn usual_room(headers: &HeaderMap) -> Room {
    let text = |name: String| headers.get(name.as_str()).and_then(|value| value.to_str().ok()).map(str::trim);
    let count = |kind: &str| {
        text(format!("x-ratelimit-remaining-{kind}"))
            .or_else(|| text(format!("anthropic-ratelimit-{kind}-remaining")))
            .and_then(|text| text.parse::<u64>().ok())
    };
    let reset = |kind: &str| {
        text(format!("x-ratelimit-reset-{kind}"))
            .or_else(|| text(format!("anthropic-ratelimit-{kind}-reset")))
            .and_then(span)
    };
    let (requests, tokens) = (count("requests"), count("tokens"));
    let resets_after = match (requests, tokens) {
        (Some(0), _) => reset("requests"),
        (_, Some(0)) => reset("tokens"),
        _ => None,
    };
    Room { requests, tokens, resets_after }
}

/// `6m0s`, `250ms`, `1.5s`, `12`, or a time as RFC 3339 has it.
fn span(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds.is_finite() && (0.0..1e6).contains(&seconds))
            .then(|| Duration::from_secs_f64(seconds));
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(Duration::try_from(at.duration_since(jiff::Timestamp::now())).unwrap_or(Duration::ZERO));
    }
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        total += number
            * match &rest[..unit] {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                "d" => 86_400.0,
                _ => return None,
            };
        rest = &rest[unit..];
    }
    (0.0..1e7).contains(&total).then(|| Duration::from_secs_f64(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_providers_write_them() {
        assert_eq!(span("6m0s"), Some(Duration::from_secs(360)));
        assert_eq!(span("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(span("1m6.5s"), Some(Duration::from_millis(66_500)));
        assert_eq!(span("-1"), None);
        assert_eq!(span("soon"), None);
    }

    #[test]
    fn waits_come_in_milliseconds_seconds_and_dates() {
        let headers = |pairs: &[(&'static str, &str)]| {
            pairs
                .iter()
                .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_str(v).unwrap()))
                .collect::<HeaderMap>()
        };
        let ms = headers(&[("retry-after", "9"), ("retry-after-ms", "1500")]);
        assert_eq!(retry_after(&ms), Some(Duration::from_millis(1500)));
        assert_eq!(retry_after(&headers(&[("retry-after", "2")])), Some(Duration::from_secs(2)));
        let past = headers(&[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")]);
        assert_eq!(retry_after(&past), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers(&[("retry-after", "-3")])), None);
    }
}

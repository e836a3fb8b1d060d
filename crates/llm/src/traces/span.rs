//! One call and its attempts as spans.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use domain::llm::TokenUsage;
use ring::rand::{SecureRandom, SystemRandom};

use crate::{fault::Class, router::plan::Target};

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Texts(Vec<String>),
    Int(i64),
    Double(f64),
}

/// What a caller was asked for, and its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The call as it arrived here.
    Server = 2,
    /// One question to one provider.
    Client = 3,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    pub trace: [u8; 16],
    pub id: [u8; 8],
    pub parent: Option<[u8; 8]>,
    pub name: String,
    pub kind: Kind,
    pub begun_ns: u64,
    pub ended_ns: u64,
    pub attributes: Vec<(&'static str, Value)>,
    pub error: Option<String>,
}

/// The caller's own span, from its `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent {
    pub trace: [u8; 16],
    pub id: [u8; 8],
    /// Without it nobody wants to see this call.
    pub is_sampled: bool,
}

impl Parent {
    /// None: it is no `traceparent` as W3C defines it, and a trace of its own begins.
    pub fn read(header: &str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let (version, trace, id, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if version.len() != 2 || version == "ff" || (version == "00" && parts.next().is_some()) {
            return None;
        }
        let trace: [u8; 16] = hex::decode(trace).ok()?.try_into().ok()?;
        let id: [u8; 8] = hex::decode(id).ok()?.try_into().ok()?;
        let flags: [u8; 1] = hex::decode(flags).ok()?.try_into().ok()?;
        let is_zero = trace == [0; 16] || id == [0; 8];
        (!is_zero).then_some(Self { trace, id, is_sampled: flags[0] & 1 == 1 })
    }
}

/// One attempt at one target.
#[derive(Clone)]
pub struct Attempted {
    pub target: Arc<Target>,
    pub begun: SystemTime,
    /// None: it is the one that answers.
    pub ended: Option<(SystemTime, Class)>,
    pub first_token: Option<Duration>,
}

/// What a call was, when it is over.
pub struct Made<'a> {
    pub operation: &'static str,
    pub parent: Option<Parent>,
    pub begun: SystemTime,
    /// Name of the caller's key.
    pub key: &'a str,
    pub tag: &'a str,
    pub route: &'a str,
    pub attempts: &'a [Attempted],
    pub usage: TokenUsage,
    pub cost_nano: Option<u64>,
    pub error: Option<&'static str>,
    pub max_output: Option<u64>,
    pub temperature: Option<f64>,
    pub choices: u64,
    pub cache: Option<&'static str>,
    pub response_id: Option<String>,
    pub finishes: Vec<String>,
    /// Of vectors.
    pub dimensions: Option<u64>,
}

impl Made<'_> {
    /// The call and a child for each attempt; nothing where its caller does not want it seen.
    pub fn spans(&self) -> Vec<Span> {
        if self.parent.is_some_and(|parent| !parent.is_sampled) {
            return Vec::new();
        }
        let now = SystemTime::now();
        let trace = self.parent.map_or_else(random, |parent| parent.trace);
        let mut attributes = vec![
            ("gen_ai.operation.name", text(self.operation)),
            ("gen_ai.request.model", text(self.route)),
            ("ql.attempts", Value::Int(self.attempts.len() as i64)),
        ];
        for (name, value) in [("ql.key", self.key), ("ql.tag", self.tag)] {
            if !value.is_empty() {
                attributes.push((name, text(value)));
            }
        }
        if let Some(nano) = self.cost_nano {
            attributes.push(("ql.cost_usd", Value::Double(nano as f64 / 1e9)));
        }
        if let Some(cache) = self.cache {
            attributes.push(("ql.cache", text(cache)));
        }
        if let Some(error) = self.error {
            attributes.push(("error.type", text(error)));
        }
        let call = Span {
            trace,
            id: random(),
            parent: self.parent.map(|parent| parent.id),
            name: format!("{} {}", self.operation, self.route),
            kind: Kind::Server,
            begun_ns: ns(self.begun),
            ended_ns: ns(now),
            attributes,
            error: self.error.map(str::to_owned),
        };
        let attempts = self.attempts.iter().map(|attempt| self.attempt(&call, attempt, now));
        let attempts: Vec<Span> = attempts.collect();
        std::iter::once(call).chain(attempts).collect()
    }

    fn attempt(&self, call: &Span, attempt: &Attempted, now: SystemTime) -> Span {
        let target = &attempt.target;
        let mut attributes = vec![
            ("gen_ai.operation.name", text(self.operation)),
            ("gen_ai.provider.name", text(target.settings.kind.otel_name())),
            ("gen_ai.request.model", text(&target.model)),
            ("ql.target", text(&target.name)),
        ];
        let address = target.settings.base_url.parse::<http::Uri>().ok();
        if let Some(host) = address.as_ref().and_then(http::Uri::host) {
            attributes.push(("server.address", text(host)));
        }
        if let Some(port) = address.as_ref().and_then(http::Uri::port_u16) {
            attributes.push(("server.port", Value::Int(i64::from(port))));
        }
        let int = |value: u64| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
        attributes.extend(self.max_output.map(|most| ("gen_ai.request.max_tokens", int(most))));
        attributes.extend(self.temperature.map(|t| ("gen_ai.request.temperature", Value::Double(t))));
        if self.choices > 1 {
            attributes.push(("gen_ai.request.choice.count", int(self.choices)));
        }
        if let Some(first) = attempt.first_token {
            attributes.push(("gen_ai.response.time_to_first_chunk", Value::Double(first.as_secs_f64())));
        }
        let error = match (attempt.ended, self.error) {
            (Some((_, class)), _) => Some(class.name()),
            (None, error) => error,
        };
        if attempt.ended.is_none() {
            attributes.push(("gen_ai.response.model", text(&target.model)));
            attributes.extend(self.response_id.as_deref().map(|id| ("gen_ai.response.id", text(id))));
            if !self.finishes.is_empty() {
                attributes.push(("gen_ai.response.finish_reasons", Value::Texts(self.finishes.clone())));
            }
            let usage = &self.usage;
            // The conventions count cached and reasoning tokens inside their sums.
            let input = usage.input + usage.cached + usage.cache_write;
            attributes.push(("gen_ai.usage.input_tokens", int(input)));
            match self.operation {
                // Vectors are no tokens.
                "embeddings" => {
                    attributes.extend(self.dimensions.map(|n| ("gen_ai.embeddings.dimension.count", int(n))));
                }
                _ => attributes.push(("gen_ai.usage.output_tokens", int(usage.output + usage.reasoning))),
            }
            for (name, count) in [
                ("gen_ai.usage.cache_read.input_tokens", usage.cached),
                ("gen_ai.usage.cache_creation.input_tokens", usage.cache_write),
                ("gen_ai.usage.reasoning.output_tokens", usage.reasoning),
            ] {
                if count > 0 {
                    attributes.push((name, int(count)));
                }
            }
        }
        if let Some(error) = error {
            attributes.push(("error.type", text(error)));
        }
        Span {
            trace: call.trace,
            id: random(),
            parent: Some(call.id),
            name: format!("{} {}", self.operation, target.model),
            kind: Kind::Client,
            begun_ns: ns(attempt.begun),
            ended_ns: ns(attempt.ended.map_or(now, |(at, _)| at)),
            attributes,
            error: error.map(str::to_owned),
        }
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn ns(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}

/// An id; never all zero, which would be none.
fn random<const N: usize>() -> [u8; N] {
    let mut id = [0; N];
    // Without chance the time still tells spans apart.
    if SystemRandom::new().fill(&mut id).is_err() || id == [0; N] {
        let now = ns(SystemTime::now()).to_be_bytes();
        id[N - 8..].copy_from_slice(&now);
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_span_is_read_as_w3c_defines_it() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let parent = Parent::read(good).unwrap();
        assert_eq!((hex::encode(parent.trace).as_str(), parent.is_sampled), (&good[3..35], true));
        assert!(!Parent::read(&good.replace("-01", "-00")).unwrap().is_sampled);
        for bad in [
            "",
            "00",
            &good[..54],
            &good.replace("4bf9", "zzzz"),
            &format!("{good}-more"),
            &good.replacen("00", "ff", 1),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        ] {
            assert_eq!(Parent::read(bad), None, "{bad}");
        }
        // Later versions may say more behind it.
        assert!(Parent::read(&format!("01{}-more", &good[2..])).is_some());
    }
}

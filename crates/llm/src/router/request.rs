//! A caller's request: what the router has to know of it, and the rest as it came.

use std::{collections::BTreeSet, sync::OnceLock};

use bytes::Bytes;
use serde_json::Value;

use super::{adapt::SAMPLING, plan::Target, shape::Repair};
use crate::{
    chat::{Chat, Format},
    fault::{Class, Fault},
    wires::{BadRequest, Wire, body::Body},
};

pub struct Request {
    pub wire: Wire,
    pub body: Body,
    pub model: String,
    pub stream: bool,
    pub with_usage: bool,
    pub max_output: Option<u64>,
    pub temperature: Option<f64>,
    pub choices: u64,
    pub has_tools: bool,
    /// Estimated from the size; never less than a third of the bytes.
    pub input_tokens: u64,
    /// The money left allows so many tokens, where a budget says so.
    pub afford: Option<u64>,
    /// Sampling parameters that the caller stated.
    pub sampling: BTreeSet<&'static str>,
    /// The last answer did not fit: it is asked for once more, corrected.
    pub repair: Option<Repair>,
    /// `anthropic-beta`: what its provider shall do that is not in the wire yet.
    pub beta: Option<String>,
    chat: OnceLock<Result<Chat, BadRequest>>,
}

fn bad(text: impl Into<String>) -> Fault {
    Fault::new(Class::BadRequest, text)
}

/// Answers to one question; OpenAI gives no more either.
const MOST_CHOICES: i64 = 128;

fn whole_number(key: &str, stated: Option<&Value>, least: i64) -> Result<Option<i64>, Fault> {
    match stated {
        None | Some(Value::Null) => Ok(None),
        Some(stated) => match stated.as_i64().filter(|stated| *stated >= least) {
            Some(stated) => Ok(Some(stated)),
            None if least == i64::MIN => Err(bad(format!("`{key}` has to be a whole number"))),
            None => Err(bad(format!("`{key}` has to be a whole number of at least {least}"))),
        },
    }
}

/// It travels in headers, paths and metrics.
const LONGEST_NAME: usize = 500;

/// A list of objects, as far as its first byte tells: the rest is read where somebody has to know it.
fn check_messages(raw: &[u8]) -> Result<(), Fault> {
    let Some(inner) = raw.strip_prefix(b"[") else {
        return Err(bad("`messages` has to be a list"));
    };
    match inner.trim_ascii_start().first() {
        Some(b'{') => Ok(()),
        Some(b']') | None => Err(bad("`messages` is empty")),
        Some(_) => Err(bad("`messages` has to hold objects")),
    }
}

impl Request {
    /// `model` and `stream` stand in the path in some wires.
    pub fn read(
        wire: Wire,
        bytes: Bytes,
        model: Option<String>,
        stream: Option<bool>,
    ) -> Result<Self, Fault> {
        let body = Body::read(bytes).map_err(|e| bad(e.0))?;
        let model = match model {
            Some(model) => model,
            None => match body.get("model") {
                None => String::new(),
                Some(Value::String(model)) => model,
                Some(_) => return Err(bad("`model` has to be a text")),
            },
        };
        if model.len() > LONGEST_NAME || model.chars().any(char::is_control) {
            return Err(bad(format!("`model` is no name of at most {LONGEST_NAME} printable characters")));
        }
        let usual_stream = matches!(wire, Wire::Ollama | Wire::OllamaGenerate);
        let stream = match stream {
            Some(stream) => stream,
            None => match body.get("stream") {
                None | Some(Value::Null) => usual_stream,
                Some(Value::Bool(stream)) => stream,
                Some(_) => return Err(bad("`stream` has to be true or false")),
            },
        };
        let config = match wire {
            Wire::Bedrock => body.get("inferenceConfig"),
            Wire::Ollama | Wire::OllamaGenerate => body.get("options"),
            Wire::OpenAi | Wire::Responses | Wire::Anthropic => None,
        };
        if config.as_ref().is_some_and(|config| !config.is_object() && !config.is_null()) {
            let name = if wire == Wire::Bedrock { "inferenceConfig" } else { "options" };
            return Err(bad(format!("`{name}` has to be an object")));
        }
        let number = |key: &str| match &config {
            Some(config) => config.get(key).cloned(),
            None => body.get(key),
        };
        let limit_keys: &[&str] = match wire {
            Wire::OpenAi => &["max_completion_tokens", "max_tokens"],
            Wire::Responses => &["max_output_tokens"],
            Wire::Anthropic => &["max_tokens"],
            Wire::Bedrock => &["maxTokens"],
            Wire::Ollama | Wire::OllamaGenerate => &["num_predict"],
        };
        // Ollama means "without end" by numbers below 0.
        let is_ollama = matches!(wire, Wire::Ollama | Wire::OllamaGenerate);
        let mut max_output = None;
        for key in limit_keys {
            let least = if is_ollama { i64::MIN } else { 1 };
            let stated = whole_number(key, number(key).as_ref(), least)?;
            max_output = max_output.or(stated.and_then(|stated| u64::try_from(stated).ok()));
        }
        let temperature = match number("temperature") {
            None | Some(Value::Null) => None,
            Some(stated) => Some(stated.as_f64().ok_or_else(|| bad("`temperature` has to be a number"))?),
        };
        let sampling = SAMPLING
            .into_iter()
            .zip(["topK", "topP", "temperature"])
            .filter(|(name, other)| {
                number(name).or_else(|| number(other)).is_some_and(|value| !value.is_null())
            })
            .map(|(name, _)| name)
            .collect();
        let choices = match whole_number("n", body.get("n").as_ref(), 1)? {
            Some(n) if n > MOST_CHOICES => return Err(bad(format!("`n` is more than {MOST_CHOICES}"))),
            n => n.map_or(1, |n| n.unsigned_abs()),
        };
        let needed = match wire {
            Wire::OpenAi | Wire::Anthropic | Wire::Bedrock | Wire::Ollama => "messages",
            Wire::Responses => "input",
            Wire::OllamaGenerate => "prompt",
        };
        match body.raw(needed) {
            None => return Err(bad(format!("`{needed}` is missing"))),
            Some(raw) if needed == "messages" => check_messages(raw)?,
            Some(_) => {}
        }
        let has_tools = body.raw("tools").or_else(|| body.raw("toolConfig")).is_some_and(|raw| raw.len() > 4);
        let with_usage = body
            .get("stream_options")
            .and_then(|options| options.get("include_usage").and_then(Value::as_bool))
            .unwrap_or(false);
        let input_tokens = (body.bytes.len() as u64).div_ceil(3);
        Ok(Self {
            wire,
            body,
            model,
            stream,
            with_usage,
            max_output,
            temperature,
            choices,
            has_tools,
            input_tokens,
            afford: None,
            sampling,
            repair: None,
            beta: None,
            chat: OnceLock::new(),
        })
    }

    /// The request in nobody's wire; read when a target of another wire is asked.
    pub fn chat(&self) -> Result<&Chat, Fault> {
        let read = self.chat.get_or_init(|| self.body.value().and_then(|value| self.wire.read(&value)));
        read.as_ref().map_err(|e| bad(e.0.clone()))
    }

    /// The form that the answer shall have, where the caller asks for one.
    pub fn format(&self) -> Option<&Format> {
        // Only who names one has the whole request read for it.
        let keys = ["response_format", "text", "output_config", "outputConfig", "format"];
        if !keys.iter().any(|key| self.body.raw(key).is_some()) {
            return None;
        }
        self.chat().ok()?.format.as_ref()
    }

    /// The limit to set anew: the smallest of what the target can, what can be paid and what was asked
    /// for. None where the caller's own word stands.
    pub fn limit_for(&self, target: &Target) -> Option<u64> {
        let stated = self.max_output.unwrap_or(u64::MAX);
        let most = target.max_output.unwrap_or(u64::MAX).min(self.afford.unwrap_or(u64::MAX));
        match (most < stated, self.max_output) {
            // Without a word from the caller only money makes a limit.
            (true, None) => self.afford.map(|afford| afford.min(most)),
            (true, Some(_)) => Some(most),
            (false, _) => None,
        }
    }
}

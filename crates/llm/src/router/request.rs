//! A caller's request: what the router has to know of it, and the rest as it came.

use std::sync::OnceLock;

use bytes::Bytes;
use serde_json::Value;

use super::plan::Target;
use crate::{
    chat::Chat,
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
    chat: OnceLock<Result<Chat, BadRequest>>,
}

fn bad(text: impl Into<String>) -> Fault {
    Fault::new(Class::BadRequest, text)
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
        let max_output = limit_keys.iter().find_map(|key| number(key)).and_then(|value| value.as_u64());
        let temperature = number("temperature").and_then(|value| value.as_f64());
        let choices = body.get("n").and_then(|n| n.as_u64()).unwrap_or(1).max(1);
        let needed = match wire {
            Wire::OpenAi | Wire::Anthropic | Wire::Bedrock | Wire::Ollama => "messages",
            Wire::Responses => "input",
            Wire::OllamaGenerate => "prompt",
        };
        if body.raw(needed).is_none() {
            return Err(bad(format!("`{needed}` is missing")));
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
            chat: OnceLock::new(),
        })
    }

    /// The request in nobody's wire; read when a target of another wire is asked.
    pub fn chat(&self) -> Result<&Chat, Fault> {
        let read = self.chat.get_or_init(|| self.body.value().and_then(|value| self.wire.read(&value)));
        read.as_ref().map_err(|e| bad(e.0.clone()))
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

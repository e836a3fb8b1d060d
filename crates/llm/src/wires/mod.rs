//! The wire formats that callers speak and providers answer in: one folder each, no I/O in them.

pub mod anthropic;
pub mod bedrock;
pub mod body;
pub mod ollama;
pub mod openai;
mod order;
pub mod read;
pub mod responses;

use domain::llm::TokenUsage;
use serde_json::Value;

use crate::{
    answer::Answer,
    chat::Chat,
    event::Event,
    fault::Fault,
    frames::{Frame, Malformed},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Wire {
    /// `/v1/chat/completions`, also as Azure and Groq speak it.
    OpenAi,
    /// `/v1/responses`
    Responses,
    /// `/v1/messages`
    Anthropic,
    /// `/model/{id}/converse`
    Bedrock,
    /// `/api/chat`
    Ollama,
    /// `/api/generate`
    OllamaGenerate,
}

/// What a caller's request says that its own wire cannot be left to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRequest(pub String);

impl BadRequest {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// Reads the messages of a provider's stream.
pub trait Decoder: Send {
    fn read(&mut self, frame: &Frame) -> Result<Vec<Event>, Malformed>;
}

/// What the router adds to an answer.
#[derive(Debug, Clone, Default)]
pub struct Note {
    pub x_ql: Value,
    pub usage: TokenUsage,
}

/// Facts of one answer that its encoder needs.
#[derive(Debug, Clone)]
pub struct Head {
    /// Used where the provider gave none of the same kind.
    pub id: String,
    /// The target that answered.
    pub model: String,
    pub created_s: u64,
    /// The caller asked for usage in its stream.
    pub with_usage: bool,
    /// Estimated input, for wires that tell it first.
    pub input_tokens: u64,
}

/// Writes a live answer.
pub trait Encoder: Send {
    fn event(&mut self, event: &Event, out: &mut Vec<u8>);
    /// The answer is complete: what was held back goes out.
    fn end(&mut self, note: &Note, out: &mut Vec<u8>);
    /// The answer breaks off, and says so.
    fn fault(&mut self, fault: &Fault, x_ql: &Value, out: &mut Vec<u8>);
    /// Nothing to say yet; empty where the wire has no word for it.
    fn keep_alive(&self, out: &mut Vec<u8>);
}

impl Wire {
    pub fn read(self, body: &Value) -> Result<Chat, BadRequest> {
        match self {
            Wire::OpenAi => openai::request::read(body),
            Wire::Responses => responses::request::read(body),
            Wire::Anthropic => anthropic::request::read(body),
            Wire::Bedrock => bedrock::request::read(body),
            Wire::Ollama => ollama::request::read(body),
            Wire::OllamaGenerate => ollama::request::read_generate(body),
        }
    }

    pub fn encoder(self, head: Head) -> Box<dyn Encoder> {
        let in_parts: Box<dyn Encoder> = match self {
            // Its pieces say which answer and which call they belong to.
            Wire::OpenAi => return Box::new(openai::encode::Live::new(head)),
            Wire::Responses => Box::new(responses::encode::Live::new(head)),
            Wire::Anthropic => Box::new(anthropic::encode::Live::new(head)),
            Wire::Bedrock => Box::new(bedrock::encode::Live::new(head)),
            Wire::Ollama => Box::new(ollama::encode::Live::new(head, false)),
            Wire::OllamaGenerate => Box::new(ollama::encode::Live::new(head, true)),
        };
        Box::new(order::InOrder::new(in_parts))
    }

    pub fn whole(self, answer: &Answer, head: &Head, note: &Note) -> Value {
        match self {
            Wire::OpenAi => openai::encode::whole(answer, head, note),
            Wire::Responses => responses::encode::whole(answer, head, note),
            Wire::Anthropic => anthropic::encode::whole(answer, head, note),
            Wire::Bedrock => bedrock::encode::whole(answer, note),
            Wire::Ollama => ollama::encode::whole(answer, head, note, false),
            Wire::OllamaGenerate => ollama::encode::whole(answer, head, note, true),
        }
    }

    /// Type of a live answer.
    pub fn live_type(self) -> &'static str {
        match self {
            Wire::OpenAi | Wire::Responses | Wire::Anthropic => "text/event-stream; charset=utf-8",
            Wire::Bedrock => "application/vnd.amazon.eventstream",
            Wire::Ollama | Wire::OllamaGenerate => "application/x-ndjson",
        }
    }

    /// An error as the wire's own clients expect it.
    pub fn error(self, fault: &Fault, request_id: &str) -> (Value, Vec<(&'static str, String)>) {
        match self {
            Wire::OpenAi | Wire::Responses => (openai::encode::error(fault), Vec::new()),
            Wire::Anthropic => (anthropic::encode::error(fault, request_id), Vec::new()),
            Wire::Bedrock => {
                let name = bedrock::encode::exception(fault);
                (serde_json::json!({ "message": fault.message }), vec![("x-amzn-errortype", name.to_owned())])
            }
            Wire::Ollama | Wire::OllamaGenerate => {
                (serde_json::json!({ "error": fault.message }), Vec::new())
            }
        }
    }
}

/// One server-sent event.
pub fn sse(name: Option<&str>, data: &Value, out: &mut Vec<u8>) {
    if let Some(name) = name {
        out.extend_from_slice(b"event: ");
        out.extend_from_slice(name.as_bytes());
        out.push(b'\n');
    }
    out.extend_from_slice(b"data: ");
    json_into(data, out);
    out.extend_from_slice(b"\n\n");
}

pub fn json_into(value: &Value, out: &mut Vec<u8>) {
    // Writing a value into memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}

/// A random name in the style of the wire, such as `call_…`.
pub fn mint(prefix: &str) -> String {
    format!("{prefix}{}", ulid::Ulid::generate().to_string().to_lowercase())
}

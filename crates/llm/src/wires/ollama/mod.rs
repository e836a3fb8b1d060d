//! Chat and generate as Ollama defined them.

pub mod decode;
pub mod encode;
pub mod request;

use domain::llm::TokenUsage;
use serde_json::Value;

use crate::{event::Finish, wires::read};

pub fn read_usage(value: &Value) -> Option<TokenUsage> {
    let count = |path: &str| read::tokens(value, path);
    if count("/prompt_eval_count").is_none() && count("/eval_count").is_none() {
        return None;
    }
    Some(TokenUsage {
        input: count("/prompt_eval_count").unwrap_or(0),
        output: count("/eval_count").unwrap_or(0),
        ..TokenUsage::default()
    })
}

pub fn read_finish(word: &str) -> Finish {
    match word {
        "stop" => Finish::Stop,
        "length" => Finish::Length,
        other => Finish::Other(other.to_owned()),
    }
}

pub fn write_finish(finish: &Finish) -> &str {
    match finish {
        Finish::Length | Finish::ContextFull => "length",
        Finish::Other(word) => word,
        Finish::Stop
        | Finish::StopSequence(_)
        | Finish::ToolUse
        | Finish::Filtered
        | Finish::Refused
        | Finish::Paused => "stop",
    }
}

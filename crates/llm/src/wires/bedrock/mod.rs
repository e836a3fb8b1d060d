//! Converse as AWS Bedrock defined it.

pub mod decode;
pub mod encode;
pub mod request;

use domain::llm::TokenUsage;
use serde_json::{Value, json};

use crate::{event::Finish, wires::read};

pub fn read_usage(value: &Value) -> TokenUsage {
    let count = |path: &str| read::tokens(value, path).unwrap_or(0);
    TokenUsage {
        input: count("/inputTokens"),
        cached: count("/cacheReadInputTokens"),
        cache_write: count("/cacheWriteInputTokens"),
        output: count("/outputTokens"),
        reasoning: 0,
        estimated: false,
    }
}

pub fn write_usage(usage: &TokenUsage) -> Value {
    json!({
        "inputTokens": usage.input, "outputTokens": usage.output + usage.reasoning,
        "totalTokens": usage.total(), "cacheReadInputTokens": usage.cached,
        "cacheWriteInputTokens": usage.cache_write,
    })
}

pub fn read_finish(word: &str) -> Finish {
    match word {
        "end_turn" => Finish::Stop,
        "stop_sequence" => Finish::StopSequence(None),
        "max_tokens" => Finish::Length,
        "tool_use" => Finish::ToolUse,
        "guardrail_intervened" | "content_filtered" => Finish::Filtered,
        "model_context_window_exceeded" => Finish::ContextFull,
        other => Finish::Other(other.to_owned()),
    }
}

pub fn write_finish(finish: &Finish) -> &str {
    match finish {
        Finish::Stop | Finish::Paused => "end_turn",
        Finish::StopSequence(_) => "stop_sequence",
        Finish::Length => "max_tokens",
        Finish::ToolUse => "tool_use",
        Finish::Filtered | Finish::Refused => "content_filtered",
        Finish::ContextFull => "model_context_window_exceeded",
        Finish::Other(word) => word,
    }
}

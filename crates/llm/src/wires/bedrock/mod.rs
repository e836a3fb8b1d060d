//! Converse as AWS Bedrock defined it.

pub mod decode;
pub mod encode;
pub mod request;

use domain::llm::TokenUsage;
use serde_json::{Value, json};

use crate::{event::Finish, wires::read};

pub fn read_usage(value: &Value) -> TokenUsage {
    let count = |path: &str| read::tokens(value, path).unwrap_or(0);
    // Written to the cache, by how long it is kept.
    let details = value.get("cacheDetails").and_then(Value::as_array);
    let kept = |time: &str| {
        let rows = details.into_iter().flatten().filter(|row| row["ttl"] == time);
        rows.filter_map(|row| read::tokens(row, "/inputTokens")).sum()
    };
    TokenUsage {
        input: count("/inputTokens"),
        cached: count("/cacheReadInputTokens"),
        cache_write: count("/cacheWriteInputTokens"),
        output: count("/outputTokens"),
        cache_write_hour: kept("1h"),
        ..TokenUsage::default()
    }
}

pub fn write_usage(usage: &TokenUsage) -> Value {
    let mut written = json!({
        "inputTokens": usage.input, "outputTokens": usage.output + usage.reasoning,
        "totalTokens": usage.total(), "cacheReadInputTokens": usage.cached,
        "cacheWriteInputTokens": usage.cache_write,
    });
    if usage.cache_write_hour > 0 {
        let short = usage.cache_write.saturating_sub(usage.cache_write_hour);
        let row = |ttl: &str, tokens: u64| json!({ "ttl": ttl, "inputTokens": tokens });
        written["cacheDetails"] = json!([row("5m", short), row("1h", usage.cache_write_hour)]);
    }
    written
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

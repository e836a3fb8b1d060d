//! Messages as Anthropic defined them.

pub mod decode;
pub mod encode;
pub mod request;

use domain::llm::TokenUsage;
use serde_json::{Value, json};

use crate::{event::Finish, wires::read};

/// `input_tokens` excludes what was read from or written to the cache.
pub fn read_usage(value: &Value, before: TokenUsage) -> TokenUsage {
    let count = |path: &str, old: u64| read::tokens(value, path).unwrap_or(old);
    TokenUsage {
        input: count("/input_tokens", before.input),
        cached: count("/cache_read_input_tokens", before.cached),
        cache_write: count("/cache_creation_input_tokens", before.cache_write),
        output: count("/output_tokens", before.output),
        cache_write_hour: count("/cache_creation/ephemeral_1h_input_tokens", before.cache_write_hour),
        ..TokenUsage::default()
    }
}

pub fn write_usage(usage: &TokenUsage) -> Value {
    let mut written = json!({
        "input_tokens": usage.input, "cache_creation_input_tokens": usage.cache_write,
        "cache_read_input_tokens": usage.cached, "output_tokens": usage.output + usage.reasoning,
    });
    if usage.cache_write > 0 {
        written["cache_creation"] = json!({
            "ephemeral_5m_input_tokens": usage.cache_write.saturating_sub(usage.cache_write_hour),
            "ephemeral_1h_input_tokens": usage.cache_write_hour,
        });
    }
    written
}

pub fn read_finish(word: &str, sequence: Option<&str>) -> Finish {
    match word {
        "end_turn" => Finish::Stop,
        "stop_sequence" => Finish::StopSequence(sequence.map(str::to_owned)),
        "max_tokens" => Finish::Length,
        "tool_use" => Finish::ToolUse,
        "refusal" => Finish::Refused,
        "pause_turn" => Finish::Paused,
        "model_context_window_exceeded" => Finish::ContextFull,
        other => Finish::Other(other.to_owned()),
    }
}

pub fn write_finish(finish: &Finish) -> &str {
    match finish {
        Finish::Stop => "end_turn",
        Finish::StopSequence(_) => "stop_sequence",
        Finish::Length => "max_tokens",
        Finish::ToolUse => "tool_use",
        Finish::Filtered | Finish::Refused => "refusal",
        Finish::Paused => "pause_turn",
        Finish::ContextFull => "model_context_window_exceeded",
        Finish::Other(word) => word,
    }
}

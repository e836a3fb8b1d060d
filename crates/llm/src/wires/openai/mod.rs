//! Chat completions as OpenAI defined them, and as Azure, Groq and many others speak them.

pub mod decode;
pub mod encode;
pub mod request;

use domain::llm::TokenUsage;
use serde_json::{Value, json};

use crate::{event::Finish, wires::read};

/// `prompt_tokens` include the cached ones, `completion_tokens` the reasoning; where the sum shows
/// that a provider counts reasoning beside, it is taken as that provider means it.
pub fn read_usage(value: &Value) -> Option<TokenUsage> {
    let count = |path: &str| read::tokens(value, path);
    let prompt = count("/prompt_tokens").or_else(|| count("/input_tokens"))?;
    let completion = count("/completion_tokens").or_else(|| count("/output_tokens")).unwrap_or(0);
    let cached = count("/prompt_tokens_details/cached_tokens")
        .or_else(|| count("/input_tokens_details/cached_tokens"))
        .or_else(|| count("/prompt_cache_hit_tokens"))
        .unwrap_or(0)
        .min(prompt);
    let cache_write = count("/prompt_tokens_details/cache_write_tokens")
        .or_else(|| count("/prompt_tokens_details/cache_creation_tokens"))
        .unwrap_or(0)
        .min(prompt - cached);
    let reasoning = count("/completion_tokens_details/reasoning_tokens")
        .or_else(|| count("/output_tokens_details/reasoning_tokens"))
        .unwrap_or(0);
    let is_beside = reasoning > 0 && count("/total_tokens") == Some(prompt + completion + reasoning);
    let output = if is_beside { completion } else { completion.saturating_sub(reasoning) };
    Some(TokenUsage {
        input: prompt - cached - cache_write,
        cached,
        cache_write,
        output,
        reasoning: if is_beside { reasoning } else { reasoning.min(completion) },
        ..TokenUsage::default()
    })
}

pub fn write_usage(usage: &TokenUsage) -> Value {
    let prompt = usage.input + usage.cached + usage.cache_write;
    let completion = usage.output + usage.reasoning;
    let mut prompt_details = json!({ "cached_tokens": usage.cached });
    if usage.cache_write > 0 {
        prompt_details["cache_write_tokens"] = usage.cache_write.into();
    }
    json!({
        "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
        "prompt_tokens_details": prompt_details,
        "completion_tokens_details": { "reasoning_tokens": usage.reasoning },
    })
}

pub fn read_finish(word: &str) -> Finish {
    // Servers that are compatible otherwise have words of their own for the same.
    match word.to_ascii_lowercase().as_str() {
        "stop" | "eos" | "eos_token" | "end_turn" | "complete" => Finish::Stop,
        "stop_sequence" => Finish::StopSequence(None),
        "length" | "max_tokens" | "model_length" => Finish::Length,
        "tool_calls" | "tool_call" | "function_call" | "tool_use" => Finish::ToolUse,
        "content_filter" | "safety" | "sensitive" | "recitation" | "prohibited_content" => Finish::Filtered,
        "refusal" => Finish::Refused,
        _ => Finish::Other(word.to_owned()),
    }
}

pub fn write_finish(finish: &Finish) -> &str {
    match finish {
        Finish::Stop | Finish::StopSequence(_) | Finish::Paused => "stop",
        Finish::Length | Finish::ContextFull => "length",
        Finish::ToolUse => "tool_calls",
        Finish::Filtered | Finish::Refused => "content_filter",
        Finish::Other(word) => word,
    }
}

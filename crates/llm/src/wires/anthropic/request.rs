//! Requests of Anthropic's messages: read from callers, written for providers.

use serde_json::{Map, Value, json};

use crate::{
    chat::{CacheHint, Chat, Format, ImageSource, Part, Reasoning, Role, Tool, ToolChoice},
    wires::{
        BadRequest, Wire,
        openai::request::{hint, push},
        read,
    },
};

const KNOWN: &[&str] = &[
    "model",
    "messages",
    "system",
    "max_tokens",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "tools",
    "tool_choice",
    "thinking",
    "stream",
    "metadata",
    "output_config",
];

pub fn read(body: &Value) -> Result<Chat, BadRequest> {
    let mut chat = Chat {
        max_output: read::count(body, "max_tokens")?,
        temperature: read::number(body, "temperature")?,
        top_p: read::number(body, "top_p")?,
        top_k: read::count(body, "top_k")?,
        stop: read::texts(body, "stop_sequences")?,
        user: body.pointer("/metadata/user_id").and_then(Value::as_str).map(str::to_owned),
        extra: read::extra(body, KNOWN),
        extra_of: Some(Wire::Anthropic),
        ..Chat::default()
    };
    if chat.max_output.is_none() {
        return Err(BadRequest::new("`max_tokens` is missing"));
    }
    if let Some(system) = body.get("system") {
        chat.system = read_content(system)?;
    }
    for tool in read::list(body, "tools")? {
        if tool.get("input_schema").is_none() {
            return Err(BadRequest::new("tools that run at the provider cannot be carried to other wires"));
        }
        chat.tools.push(Tool {
            name: read::needed_text(tool, "name")?,
            description: read::text(tool, "description")?,
            schema: tool["input_schema"].clone(),
            strict: read::flag(tool, "strict")?,
            cache: hint(tool),
        });
    }
    if let Some(choice) = body.get("tool_choice").filter(|choice| !choice.is_null()) {
        chat.tool_choice = Some(match read::needed_text(choice, "type")?.as_str() {
            "auto" => ToolChoice::Auto,
            "any" => ToolChoice::Any,
            "none" => ToolChoice::None,
            "tool" => ToolChoice::Named(read::needed_text(choice, "name")?),
            other => return Err(BadRequest::new(format!("`tool_choice` is `{other}`"))),
        });
        chat.parallel_tools = read::flag(choice, "disable_parallel_tool_use")?.map(|off| !off);
    }
    match body.pointer("/thinking/type").and_then(Value::as_str) {
        Some("disabled") => chat.reasoning = Some(Reasoning { off: true, ..Reasoning::default() }),
        Some(_) => {
            let budget_tokens = body.pointer("/thinking/budget_tokens").and_then(Value::as_u64);
            let effort = body.pointer("/output_config/effort").and_then(Value::as_str).map(str::to_owned);
            chat.reasoning = Some(Reasoning { effort, budget_tokens, off: false });
        }
        None => {}
    }
    if let Some(format) = body.pointer("/output_config/format").filter(|f| f["type"] == "json_schema") {
        chat.format = Some(Format::Schema {
            name: "answer".into(),
            schema: format.get("schema").cloned().unwrap_or_else(|| json!({ "type": "object" })),
            strict: None,
        });
    }
    let messages = read::list(body, "messages")?;
    if messages.is_empty() {
        return Err(BadRequest::new("`messages` is missing or empty"));
    }
    for message in messages {
        let content = message.get("content").unwrap_or(&Value::Null);
        let role = match read::needed_text(message, "role")?.as_str() {
            "user" => Role::User,
            "assistant" => Role::Assistant,
            "system" => {
                chat.system.extend(read_content(content)?);
                continue;
            }
            other => return Err(BadRequest::new(format!("a message's role is `{other}`"))),
        };
        push(&mut chat, role, read_content(content)?);
    }
    Ok(chat)
}

fn read_content(content: &Value) -> Result<Vec<Part>, BadRequest> {
    let list = match content {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) => return Ok(vec![Part::text(text)]),
        Value::Array(list) => list,
        _ => return Err(BadRequest::new("content has to be a text or a list of blocks")),
    };
    let mut parts = Vec::new();
    for block in list {
        let cache = hint(block);
        parts.push(match read::needed_text(block, "type")?.as_str() {
            "text" => Part::Text { text: read::needed_text(block, "text")?, cache },
            "image" => {
                let source = block.get("source").unwrap_or(&Value::Null);
                let source = match read::needed_text(source, "type")?.as_str() {
                    "base64" => ImageSource::Base64 {
                        media_type: read::needed_text(source, "media_type")?,
                        data: read::needed_text(source, "data")?,
                    },
                    "url" => ImageSource::Url(read::needed_text(source, "url")?),
                    _ => {
                        parts.push(Part::Other { wire: Wire::Anthropic, value: block.clone() });
                        continue;
                    }
                };
                Part::Image { source, detail: None, cache }
            }
            "tool_use" => Part::ToolUse {
                id: read::needed_text(block, "id")?,
                name: read::needed_text(block, "name")?,
                input: block.get("input").cloned().unwrap_or_else(|| json!({})),
                cache,
            },
            "tool_result" => Part::ToolResult {
                id: read::needed_text(block, "tool_use_id")?,
                parts: read_content(block.get("content").unwrap_or(&Value::Null))?,
                is_error: read::flag(block, "is_error")?.unwrap_or(false),
                cache,
            },
            "thinking" => Part::Thinking {
                text: read::text(block, "thinking")?.unwrap_or_default(),
                signature: read::text(block, "signature")?,
            },
            "redacted_thinking" => Part::Redacted { data: read::needed_text(block, "data")? },
            _ => Part::Other { wire: Wire::Anthropic, value: block.clone() },
        });
    }
    Ok(parts)
}

/// Where the caller names no limit and the target none either.
const USUAL_MAX_TOKENS: u64 = 4096;

pub fn write(chat: &Chat, dropped: &mut Vec<String>) -> Result<Map<String, Value>, BadRequest> {
    let mut out = Map::new();
    out.insert("max_tokens".into(), chat.max_output.unwrap_or(USUAL_MAX_TOKENS).into());
    if !chat.system.is_empty() {
        out.insert("system".into(), write_content(&chat.system, dropped)?);
    }
    let mut messages = Vec::new();
    for turn in &chat.turns {
        let role = if turn.role == Role::User { "user" } else { "assistant" };
        // What the other side's wire calls reasoning carries no signature, and is refused without one.
        let parts: Vec<Part> = turn
            .parts
            .iter()
            .filter(|part| !matches!(part, Part::Thinking { signature: None, .. }))
            .cloned()
            .collect();
        messages.push(json!({ "role": role, "content": write_content(&parts, dropped)? }));
    }
    out.insert("messages".into(), Value::Array(messages));
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(key.into(), value);
        }
    };
    // This wire knows temperatures up to 1, OpenAI's up to 2.
    put("temperature", chat.temperature.map(|t| t.min(1.0).into()));
    put("top_p", chat.top_p.map(Value::from));
    put("top_k", chat.top_k.map(Value::from));
    put("stop_sequences", (!chat.stop.is_empty()).then(|| json!(chat.stop)));
    put("metadata", chat.user.as_ref().map(|user| json!({ "user_id": user })));
    if !chat.tools.is_empty() {
        let tools = chat.tools.iter().map(|tool| {
            let mut out = json!({ "name": tool.name, "input_schema": tool.schema });
            if let Some(text) = &tool.description {
                out["description"] = text.as_str().into();
            }
            if let Some(cache) = tool.cache {
                out["cache_control"] = write_hint(cache);
            }
            out
        });
        put("tools", Some(tools.collect()));
        let mut choice = chat.tool_choice.as_ref().map(|choice| match choice {
            ToolChoice::Auto => json!({ "type": "auto" }),
            ToolChoice::None => json!({ "type": "none" }),
            ToolChoice::Any => json!({ "type": "any" }),
            ToolChoice::Named(name) => json!({ "type": "tool", "name": name }),
        });
        if chat.parallel_tools == Some(false) {
            choice.get_or_insert_with(|| json!({ "type": "auto" }))["disable_parallel_tool_use"] =
                true.into();
        }
        put("tool_choice", choice);
    }
    match &chat.format {
        Some(Format::Schema { schema, .. }) => {
            put("output_config", Some(json!({ "format": { "type": "json_schema", "schema": schema } })));
        }
        Some(Format::Json) => {
            put(
                "output_config",
                Some(json!({ "format": { "type": "json_schema", "schema": { "type": "object" } } })),
            );
        }
        None => {}
    }
    if let Some(reasoning) = &chat.reasoning {
        let budget = reasoning.budget_tokens.or(match reasoning.effort.as_deref() {
            Some("minimal" | "low") => Some(1024),
            Some("medium") => Some(4096),
            Some("high" | "xhigh") => Some(16_384),
            _ => None,
        });
        // The budget has to stay below the limit of the whole answer.
        let most = chat.max_output.unwrap_or(USUAL_MAX_TOKENS).saturating_sub(1);
        match budget {
            Some(budget) if !reasoning.off && most >= 1024 => {
                put(
                    "thinking",
                    Some(json!({ "type": "enabled", "budget_tokens": budget.clamp(1024, most) })),
                );
            }
            Some(_) if !reasoning.off => dropped.push("reasoning".into()),
            _ => {}
        }
    }
    if chat.seed.is_some() {
        dropped.push("seed".into());
    }
    if chat.choices > 1 {
        return Err(BadRequest::new("this wire gives one choice at a time"));
    }
    Ok(out)
}

fn write_hint(hint: CacheHint) -> Value {
    match hint {
        CacheHint::Default => json!({ "type": "ephemeral" }),
        CacheHint::Hour => json!({ "type": "ephemeral", "ttl": "1h" }),
    }
}

fn write_content(parts: &[Part], dropped: &mut Vec<String>) -> Result<Value, BadRequest> {
    if let [Part::Text { text, cache: None }] = parts {
        return Ok(text.as_str().into());
    }
    let mut out = Vec::new();
    for part in parts {
        let mut block = match part {
            Part::Text { text, .. } => json!({ "type": "text", "text": text }),
            Part::Image { source, .. } => {
                let source = match source {
                    ImageSource::Base64 { media_type, data } => {
                        json!({ "type": "base64", "media_type": media_type, "data": data })
                    }
                    ImageSource::Url(url) => json!({ "type": "url", "url": url }),
                };
                json!({ "type": "image", "source": source })
            }
            Part::ToolUse { id, name, input, .. } => {
                json!({ "type": "tool_use", "id": id, "name": name, "input": input })
            }
            Part::ToolResult { id, parts, is_error, .. } => {
                let mut block = json!({ "type": "tool_result", "tool_use_id": id, "content": write_content(parts, dropped)? });
                if *is_error {
                    block["is_error"] = true.into();
                }
                block
            }
            Part::Thinking { text, signature: Some(signature) } => {
                json!({ "type": "thinking", "thinking": text, "signature": signature })
            }
            Part::Thinking { signature: None, .. } => {
                dropped.push("thinking".into());
                continue;
            }
            Part::Redacted { data } => json!({ "type": "redacted_thinking", "data": data }),
            Part::Other { wire: Wire::Anthropic, value } => value.clone(),
            Part::Other { .. } => {
                return Err(BadRequest::new("a part of the content has no form in this wire"));
            }
        };
        if let Some(cache) = part.cache() {
            block["cache_control"] = write_hint(cache);
        }
        out.push(block);
    }
    Ok(Value::Array(out))
}

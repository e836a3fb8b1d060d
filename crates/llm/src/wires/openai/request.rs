//! Requests of chat completions: read from callers, written for providers.

use serde_json::{Map, Value, json};

use crate::{
    chat::{CacheHint, Chat, Format, ImageSource, Part, Reasoning, Role, Tool, ToolChoice, Turn},
    wires::{BadRequest, Wire, read},
};

const KNOWN: &[&str] = &[
    "model",
    "messages",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
    "max_tokens",
    "max_completion_tokens",
    "temperature",
    "top_p",
    "stop",
    "seed",
    "n",
    "reasoning_effort",
    "user",
    "stream",
    "stream_options",
    "metadata",
];

pub fn read(body: &Value) -> Result<Chat, BadRequest> {
    let mut chat = Chat {
        max_output: read::count(body, "max_completion_tokens")?.or(read::count(body, "max_tokens")?),
        temperature: read::number(body, "temperature")?,
        top_p: read::number(body, "top_p")?,
        stop: read::texts(body, "stop")?,
        seed: body.get("seed").and_then(Value::as_i64),
        choices: read::count(body, "n")?.unwrap_or(1).min(128) as u32,
        parallel_tools: read::flag(body, "parallel_tool_calls")?,
        user: read::text(body, "user")?,
        extra: read::extra(body, KNOWN),
        extra_of: Some(Wire::OpenAi),
        ..Chat::default()
    };
    if let Some(effort) = read::text(body, "reasoning_effort")? {
        chat.reasoning = Some(Reasoning { off: effort == "none", effort: Some(effort), budget_tokens: None });
    }
    for tool in read::list(body, "tools")? {
        let Some(function) = tool.get("function") else {
            return Err(BadRequest::new("only tools of the type `function` can be carried to other wires"));
        };
        chat.tools.push(Tool {
            name: read::needed_text(function, "name")?,
            description: read::text(function, "description")?,
            schema: function.get("parameters").cloned().unwrap_or_else(|| json!({ "type": "object" })),
            strict: read::flag(function, "strict")?,
            cache: hint(tool),
        });
    }
    chat.tool_choice = match body.get("tool_choice") {
        None | Some(Value::Null) => None,
        Some(Value::String(word)) => Some(match word.as_str() {
            "auto" => ToolChoice::Auto,
            "none" => ToolChoice::None,
            "required" | "any" => ToolChoice::Any,
            other => return Err(BadRequest::new(format!("`tool_choice` is `{other}`"))),
        }),
        Some(value) => match value.pointer("/function/name").and_then(Value::as_str) {
            Some(name) => Some(ToolChoice::Named(name.to_owned())),
            None => return Err(BadRequest::new("`tool_choice` names no function")),
        },
    };
    chat.format = match body.pointer("/response_format/type").and_then(Value::as_str) {
        Some("json_object") => Some(Format::Json),
        Some("json_schema") => {
            let inner = body.pointer("/response_format/json_schema").unwrap_or(&Value::Null);
            Some(Format::Schema {
                name: read::text(inner, "name")?.unwrap_or_else(|| "answer".into()),
                schema: inner.get("schema").cloned().unwrap_or_else(|| json!({ "type": "object" })),
                strict: read::flag(inner, "strict")?,
            })
        }
        _ => None,
    };
    let messages = read::list(body, "messages")?;
    if messages.is_empty() {
        return Err(BadRequest::new("`messages` is missing or empty"));
    }
    for message in messages {
        read_message(message, &mut chat)?;
    }
    Ok(chat)
}

fn read_message(message: &Value, chat: &mut Chat) -> Result<(), BadRequest> {
    let role = read::needed_text(message, "role")?;
    match role.as_str() {
        "system" | "developer" => chat.system.extend(read_content(message)?),
        "user" => push(chat, Role::User, read_content(message)?),
        "assistant" => {
            let mut parts = Vec::new();
            if let Some(thought) = read::text(message, "reasoning_content")? {
                parts.push(Part::Thinking { text: thought, signature: None });
            }
            parts.extend(read_content(message)?);
            if let Some(refusal) = read::text(message, "refusal")? {
                parts.push(Part::text(refusal));
            }
            for call in read::list(message, "tool_calls")? {
                let function = call.get("function").unwrap_or(&Value::Null);
                parts.push(Part::ToolUse {
                    id: read::needed_text(call, "id")?,
                    name: read::needed_text(function, "name")?,
                    input: read::tool_input(&read::text(function, "arguments")?.unwrap_or_default())?,
                    cache: hint(call),
                });
            }
            push(chat, Role::Assistant, parts);
        }
        "tool" => {
            let part = Part::ToolResult {
                id: read::needed_text(message, "tool_call_id")?,
                parts: read_content(message)?,
                is_error: false,
                cache: hint(message),
            };
            push(chat, Role::User, vec![part]);
        }
        other => return Err(BadRequest::new(format!("a message's role is `{other}`"))),
    }
    Ok(())
}

/// Turns alternate in most wires: what one side says in a row is one turn.
pub fn push(chat: &mut Chat, role: Role, parts: Vec<Part>) {
    if parts.is_empty() {
        return;
    }
    match chat.turns.last_mut() {
        Some(turn) if turn.role == role => turn.parts.extend(parts),
        _ => chat.turns.push(Turn { role, parts }),
    }
}

fn read_content(message: &Value) -> Result<Vec<Part>, BadRequest> {
    let content = match message.get("content") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::String(text)) => {
            let part = Part::Text { text: text.clone(), cache: hint(message) };
            return Ok(if text.is_empty() { Vec::new() } else { vec![part] });
        }
        Some(Value::Array(list)) => list,
        Some(_) => return Err(BadRequest::new("a message's content has to be a text or a list")),
    };
    let mut parts = Vec::new();
    for item in content {
        let cache = hint(item);
        parts.push(match item.get("type").and_then(Value::as_str) {
            Some("text") => Part::Text { text: read::needed_text(item, "text")?, cache },
            Some("refusal") => Part::Text { text: read::needed_text(item, "refusal")?, cache },
            Some("image_url") => {
                let image = item.get("image_url").unwrap_or(&Value::Null);
                let url = match image {
                    Value::String(url) => url.clone(),
                    image => read::needed_text(image, "url")?,
                };
                let source = match read::data_url(&url) {
                    Some((media_type, data)) => ImageSource::Base64 { media_type, data },
                    None => ImageSource::Url(url),
                };
                Part::Image {
                    source,
                    detail: image.get("detail").and_then(Value::as_str).map(str::to_owned),
                    cache,
                }
            }
            _ => Part::Other { wire: Wire::OpenAi, value: item.clone() },
        });
    }
    Ok(parts)
}

pub fn hint(value: &Value) -> Option<CacheHint> {
    let control = value.get("cache_control").filter(|control| control.is_object())?;
    Some(match control.get("ttl").and_then(Value::as_str) {
        Some("1h") => CacheHint::Hour,
        _ => CacheHint::Default,
    })
}

/// `dropped` gathers what this wire cannot say.
pub fn write(chat: &Chat, dropped: &mut Vec<String>) -> Result<Map<String, Value>, BadRequest> {
    let mut out = Map::new();
    let mut messages = Vec::new();
    if !chat.system.is_empty() {
        messages.push(json!({ "role": "system", "content": write_content(&chat.system, dropped)? }));
    }
    for turn in &chat.turns {
        write_turn(turn, &mut messages, dropped)?;
    }
    out.insert("messages".into(), Value::Array(messages));
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(key.into(), value);
        }
    };
    if !chat.tools.is_empty() {
        let tools = chat.tools.iter().map(|tool| {
            let mut function = json!({ "name": tool.name, "parameters": tool.schema });
            if let Some(text) = &tool.description {
                function["description"] = text.as_str().into();
            }
            if let Some(strict) = tool.strict {
                function["strict"] = strict.into();
            }
            json!({ "type": "function", "function": function })
        });
        put("tools", Some(tools.collect()));
        put(
            "tool_choice",
            chat.tool_choice.as_ref().map(|choice| match choice {
                ToolChoice::Auto => json!("auto"),
                ToolChoice::None => json!("none"),
                ToolChoice::Any => json!("required"),
                ToolChoice::Named(name) => json!({ "type": "function", "function": { "name": name } }),
            }),
        );
        put("parallel_tool_calls", chat.parallel_tools.map(Value::Bool));
    }
    put(
        "response_format",
        chat.format.as_ref().map(|format| match format {
            Format::Json => json!({ "type": "json_object" }),
            Format::Schema { name, schema, strict } => {
                let mut inner = json!({ "name": name, "schema": schema });
                if let Some(strict) = strict {
                    inner["strict"] = (*strict).into();
                }
                json!({ "type": "json_schema", "json_schema": inner })
            }
        }),
    );
    put("temperature", chat.temperature.map(Value::from));
    put("top_p", chat.top_p.map(Value::from));
    put("seed", chat.seed.map(Value::from));
    put("user", chat.user.clone().map(Value::from));
    put("n", (chat.choices > 1).then(|| chat.choices.into()));
    put("stop", (!chat.stop.is_empty()).then(|| json!(chat.stop)));
    put("max_tokens", chat.max_output.map(Value::from));
    if let Some(reasoning) = &chat.reasoning {
        match &reasoning.effort {
            Some(effort) => put("reasoning_effort", Some(effort.as_str().into())),
            None if reasoning.off => {}
            // A budget in tokens has no exact word here; its size says how hard to think.
            None => put(
                "reasoning_effort",
                reasoning.budget_tokens.map(|budget| match budget {
                    0..=4096 => "low".into(),
                    4097..=16384 => "medium".into(),
                    _ => "high".into(),
                }),
            ),
        }
    }
    if chat.top_k.is_some() {
        dropped.push("top_k".into());
    }
    Ok(out)
}

fn write_turn(turn: &Turn, messages: &mut Vec<Value>, dropped: &mut Vec<String>) -> Result<(), BadRequest> {
    if turn.role == Role::User {
        let mut said = Vec::new();
        for part in &turn.parts {
            match part {
                Part::ToolResult { id, parts, is_error, .. } => {
                    let mut content = write_content(parts, dropped)?;
                    if *is_error && let Some(text) = content.as_str() {
                        content = format!("error: {text}").into();
                    }
                    messages.push(json!({ "role": "tool", "tool_call_id": id, "content": content }));
                }
                other => said.push(other.clone()),
            }
        }
        if !said.is_empty() {
            messages.push(json!({ "role": "user", "content": write_content(&said, dropped)? }));
        }
        return Ok(());
    }
    let mut calls = Vec::new();
    let mut said = Vec::new();
    for part in &turn.parts {
        match part {
            Part::ToolUse { id, name, input, .. } => calls.push(json!({
                "id": id, "type": "function", "function": { "name": name, "arguments": input.to_string() },
            })),
            Part::Thinking { .. } | Part::Redacted { .. } => dropped.push("thinking".into()),
            other => said.push(other.clone()),
        }
    }
    let content = if said.is_empty() { Value::Null } else { write_content(&said, dropped)? };
    let mut message = json!({ "role": "assistant", "content": content });
    if !calls.is_empty() {
        message["tool_calls"] = Value::Array(calls);
    }
    messages.push(message);
    Ok(())
}

/// Plain text where there is nothing else: some compatible servers know only that.
fn write_content(parts: &[Part], dropped: &mut Vec<String>) -> Result<Value, BadRequest> {
    let all_text = parts.iter().all(|part| matches!(part, Part::Text { .. }));
    if all_text {
        let texts: Vec<&str> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        return Ok(texts.join("\n").into());
    }
    let mut out = Vec::new();
    for part in parts {
        match part {
            Part::Text { text, .. } => out.push(json!({ "type": "text", "text": text })),
            Part::Image { source, detail, .. } => {
                let url = match source {
                    ImageSource::Base64 { media_type, data } => format!("data:{media_type};base64,{data}"),
                    ImageSource::Url(url) => url.clone(),
                };
                let mut image = json!({ "url": url });
                if let Some(detail) = detail {
                    image["detail"] = detail.as_str().into();
                }
                out.push(json!({ "type": "image_url", "image_url": image }));
            }
            Part::Other { wire: Wire::OpenAi, value } => out.push(value.clone()),
            Part::Other { .. } => {
                return Err(BadRequest::new("a part of the content has no form in this wire"));
            }
            Part::Thinking { .. } | Part::Redacted { .. } => dropped.push("thinking".into()),
            Part::ToolUse { .. } | Part::ToolResult { .. } => {
                return Err(BadRequest::new("a tool call or its result stands where none may"));
            }
        }
    }
    Ok(Value::Array(out))
}

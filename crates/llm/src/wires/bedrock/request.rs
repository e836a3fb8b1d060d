//! Requests of Bedrock's converse: read from callers, written for providers.

use serde_json::{Map, Value, json};

use crate::{
    chat::{CacheHint, Chat, Format, ImageSource, Part, Role, Tool, ToolChoice},
    wires::{BadRequest, Wire, openai::request::push, read},
};

const KNOWN: &[&str] =
    &["messages", "system", "inferenceConfig", "toolConfig", "modelId", "outputConfig", "requestMetadata"];

pub fn read(body: &Value) -> Result<Chat, BadRequest> {
    let config = body.get("inferenceConfig").unwrap_or(&Value::Null);
    let mut chat = Chat {
        max_output: read::count(config, "maxTokens")?,
        temperature: read::number(config, "temperature")?,
        top_p: read::number(config, "topP")?,
        stop: read::texts(config, "stopSequences")?,
        extra: read::extra(body, KNOWN),
        extra_of: Some(Wire::Bedrock),
        ..Chat::default()
    };
    chat.system = read_content(read::list(body, "system")?)?;
    let tools = body.get("toolConfig").unwrap_or(&Value::Null);
    for tool in read::list(tools, "tools")? {
        if tool.get("cachePoint").is_some() {
            if let Some(last) = chat.tools.last_mut() {
                last.cache = Some(CacheHint::Default);
            }
            continue;
        }
        let Some(spec) = tool.get("toolSpec") else {
            return Err(BadRequest::new("a tool without `toolSpec` cannot be carried to other wires"));
        };
        chat.tools.push(Tool {
            name: read::needed_text(spec, "name")?,
            description: read::text(spec, "description")?,
            schema: spec.pointer("/inputSchema/json").cloned().unwrap_or_else(|| json!({ "type": "object" })),
            strict: read::flag(spec, "strict")?,
            cache: None,
        });
    }
    chat.tool_choice = tools.get("toolChoice").and_then(|choice| {
        if choice.get("auto").is_some() {
            Some(ToolChoice::Auto)
        } else if choice.get("any").is_some() {
            Some(ToolChoice::Any)
        } else {
            choice
                .pointer("/tool/name")
                .and_then(Value::as_str)
                .map(|name| ToolChoice::Named(name.to_owned()))
        }
    });
    if let Some(schema) = body.pointer("/outputConfig/textFormat/structure/jsonSchema") {
        let text = read::needed_text(schema, "schema")?;
        chat.format = Some(Format::Schema {
            name: read::text(schema, "name")?.unwrap_or_else(|| "answer".into()),
            schema: serde_json::from_str(&text)
                .map_err(|_| BadRequest::new("the output's schema is no JSON"))?,
            strict: None,
        });
    }
    let messages = read::list(body, "messages")?;
    if messages.is_empty() {
        return Err(BadRequest::new("`messages` is missing or empty"));
    }
    for message in messages {
        let role = match read::needed_text(message, "role")?.as_str() {
            "user" => Role::User,
            "assistant" => Role::Assistant,
            other => return Err(BadRequest::new(format!("a message's role is `{other}`"))),
        };
        push(&mut chat, role, read_content(read::list(message, "content")?)?);
    }
    Ok(chat)
}

fn read_content(list: &[Value]) -> Result<Vec<Part>, BadRequest> {
    let mut parts: Vec<Part> = Vec::new();
    for block in list {
        if let Some(point) = block.get("cachePoint") {
            let hint = if point["ttl"] == "1h" { CacheHint::Hour } else { CacheHint::Default };
            if let Some(last) = parts.last_mut() {
                last.set_cache(hint);
            }
        } else if let Some(text) = block.get("text").and_then(Value::as_str) {
            parts.push(Part::text(text));
        } else if let Some(image) = block.get("image") {
            let format = read::needed_text(image, "format")?;
            let Some(data) = image.pointer("/source/bytes").and_then(Value::as_str) else {
                return Err(BadRequest::new("an image without bytes cannot be carried to other wires"));
            };
            let source = ImageSource::Base64 { media_type: format!("image/{format}"), data: data.to_owned() };
            parts.push(Part::Image { source, detail: None, cache: None });
        } else if let Some(call) = block.get("toolUse") {
            parts.push(Part::ToolUse {
                id: read::needed_text(call, "toolUseId")?,
                name: read::needed_text(call, "name")?,
                input: call.get("input").cloned().unwrap_or_else(|| json!({})),
                cache: None,
            });
        } else if let Some(result) = block.get("toolResult") {
            let mut inner = Vec::new();
            for item in read::list(result, "content")? {
                match item.get("json") {
                    Some(json) => inner.push(Part::text(json.to_string())),
                    None => inner.extend(read_content(std::slice::from_ref(item))?),
                }
            }
            parts.push(Part::ToolResult {
                id: read::needed_text(result, "toolUseId")?,
                parts: inner,
                is_error: result["status"] == "error",
                cache: None,
            });
        } else if let Some(thought) = block.pointer("/reasoningContent/reasoningText") {
            parts.push(Part::Thinking {
                text: read::text(thought, "text")?.unwrap_or_default(),
                signature: read::text(thought, "signature")?,
            });
        } else if let Some(data) = block.pointer("/reasoningContent/redactedContent").and_then(Value::as_str)
        {
            parts.push(Part::Redacted { data: data.to_owned() });
        } else {
            parts.push(Part::Other { wire: Wire::Bedrock, value: block.clone() });
        }
    }
    Ok(parts)
}

pub fn write(chat: &Chat, dropped: &mut Vec<String>) -> Result<Map<String, Value>, BadRequest> {
    if chat.choices > 1 {
        return Err(BadRequest::new("this wire gives one choice at a time"));
    }
    let mut out = Map::new();
    let mut messages = Vec::new();
    for turn in &chat.turns {
        let role = if turn.role == Role::User { "user" } else { "assistant" };
        messages.push(json!({ "role": role, "content": write_content(&turn.parts, dropped)? }));
    }
    out.insert("messages".into(), Value::Array(messages));
    if !chat.system.is_empty() {
        out.insert("system".into(), write_content(&chat.system, dropped)?);
    }
    let mut config = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            config.insert(key.into(), value);
        }
    };
    put("maxTokens", chat.max_output.map(Value::from));
    put("temperature", chat.temperature.map(|t| t.min(1.0).into()));
    put("topP", chat.top_p.map(Value::from));
    put("stopSequences", (!chat.stop.is_empty()).then(|| json!(chat.stop)));
    if !config.is_empty() {
        out.insert("inferenceConfig".into(), Value::Object(config));
    }
    // Leaving the tools out says "none"; this wire has no other word for it.
    if !chat.tools.is_empty() && chat.tool_choice != Some(ToolChoice::None) {
        let mut tools = Vec::new();
        for tool in &chat.tools {
            let mut spec = json!({ "name": tool.name, "inputSchema": { "json": tool.schema } });
            if let Some(text) = &tool.description {
                spec["description"] = text.as_str().into();
            }
            tools.push(json!({ "toolSpec": spec }));
            if let Some(hint) = tool.cache {
                tools.push(write_hint(hint));
            }
        }
        let mut inner = json!({ "tools": tools });
        match &chat.tool_choice {
            Some(ToolChoice::Auto) => inner["toolChoice"] = json!({ "auto": {} }),
            Some(ToolChoice::Any) => inner["toolChoice"] = json!({ "any": {} }),
            Some(ToolChoice::Named(name)) => inner["toolChoice"] = json!({ "tool": { "name": name } }),
            Some(ToolChoice::None) | None => {}
        }
        out.insert("toolConfig".into(), inner);
    }
    if let Some(format) = &chat.format {
        let (name, schema) = match format {
            Format::Json => ("answer", json!({ "type": "object" })),
            Format::Schema { name, schema, .. } => (name.as_str(), schema.clone()),
        };
        out.insert(
            "outputConfig".into(),
            json!({ "textFormat": {
            "type": "json_schema",
            "structure": { "jsonSchema": { "name": name, "schema": schema.to_string() } },
        } }),
        );
    }
    for (name, set) in [
        ("seed", chat.seed.is_some()),
        ("top_k", chat.top_k.is_some()),
        ("reasoning", chat.reasoning.is_some()),
        ("user", chat.user.is_some()),
        ("parallel_tool_calls", chat.parallel_tools == Some(false)),
    ] {
        if set {
            dropped.push(name.into());
        }
    }
    Ok(out)
}

fn write_hint(hint: CacheHint) -> Value {
    match hint {
        CacheHint::Default => json!({ "cachePoint": { "type": "default" } }),
        CacheHint::Hour => json!({ "cachePoint": { "type": "default", "ttl": "1h" } }),
    }
}

fn write_content(parts: &[Part], dropped: &mut Vec<String>) -> Result<Value, BadRequest> {
    let mut out = Vec::new();
    for part in parts {
        out.push(match part {
            Part::Text { text, .. } => json!({ "text": text }),
            Part::Image { source: ImageSource::Base64 { media_type, data }, .. } => {
                let format = media_type.strip_prefix("image/").unwrap_or(media_type);
                json!({ "image": { "format": format, "source": { "bytes": data } } })
            }
            Part::Image { .. } => {
                return Err(BadRequest::new("this wire takes images as bytes, not by their address"));
            }
            Part::ToolUse { id, name, input, .. } => {
                json!({ "toolUse": { "toolUseId": id, "name": name, "input": input } })
            }
            Part::ToolResult { id, parts, is_error, .. } => json!({ "toolResult": {
                "toolUseId": id, "content": write_content(parts, dropped)?,
                "status": if *is_error { "error" } else { "success" },
            } }),
            Part::Thinking { text, signature: Some(signature) } => {
                json!({ "reasoningContent": { "reasoningText": { "text": text, "signature": signature } } })
            }
            Part::Thinking { signature: None, .. } => {
                dropped.push("thinking".into());
                continue;
            }
            Part::Redacted { data } => json!({ "reasoningContent": { "redactedContent": data } }),
            Part::Other { wire: Wire::Bedrock, value } => value.clone(),
            Part::Other { .. } => {
                return Err(BadRequest::new("a part of the content has no form in this wire"));
            }
        });
        if let Some(hint) = part.cache() {
            out.push(write_hint(hint));
        }
    }
    Ok(Value::Array(out))
}

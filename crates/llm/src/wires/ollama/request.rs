//! Requests of Ollama's chat and generate: read from callers, written for servers.

use serde_json::{Map, Value, json};

use crate::{
    chat::{Chat, Format, ImageSource, Part, Reasoning, Role, Tool, Turn},
    wires::{BadRequest, Wire, openai::request::push, read},
};

const KNOWN: &[&str] =
    &["model", "messages", "tools", "format", "options", "think", "stream", "prompt", "system", "images"];
const KNOWN_OPTIONS: &[&str] = &["temperature", "top_p", "top_k", "seed", "stop", "num_predict", "num_ctx"];

fn options(body: &Value) -> Result<Chat, BadRequest> {
    let options = body.get("options").unwrap_or(&Value::Null);
    let mut extra = read::extra(body, KNOWN);
    let more = read::extra(options, KNOWN_OPTIONS);
    if !more.is_empty() {
        extra.insert("options".into(), Value::Object(more));
    }
    let format = match body.get("format") {
        Some(Value::String(word)) if word == "json" => Some(Format::Json),
        Some(schema @ Value::Object(_)) => {
            Some(Format::Schema { name: "answer".into(), schema: schema.clone(), strict: None })
        }
        _ => None,
    };
    let reasoning = match body.get("think") {
        Some(Value::Bool(on)) => {
            Some(Reasoning { off: !on, effort: on.then(|| "medium".into()), budget_tokens: None })
        }
        Some(Value::String(effort)) => {
            Some(Reasoning { effort: Some(effort.clone()), ..Reasoning::default() })
        }
        _ => None,
    };
    Ok(Chat {
        temperature: read::number(options, "temperature")?,
        top_p: read::number(options, "top_p")?,
        top_k: read::count(options, "top_k")?,
        seed: options.get("seed").and_then(Value::as_i64),
        stop: read::texts(options, "stop")?,
        // Negative means "as long as it likes".
        max_output: options.get("num_predict").and_then(Value::as_u64),
        format,
        reasoning,
        extra,
        extra_of: Some(Wire::Ollama),
        ..Chat::default()
    })
}

fn images(value: &Value) -> Result<Vec<Part>, BadRequest> {
    let list = read::texts(value, "images")?;
    Ok(list
        .into_iter()
        .map(|data| {
            let media_type = match data.as_bytes() {
                [b'/', b'9', b'j', ..] => "image/jpeg",
                [b'R', b'0', b'l', b'G', ..] => "image/gif",
                [b'U', b'k', b'l', b'G', ..] => "image/webp",
                _ => "image/png",
            };
            let source = ImageSource::Base64 { media_type: media_type.into(), data };
            Part::Image { source, detail: None, cache: None }
        })
        .collect())
}

pub fn read(body: &Value) -> Result<Chat, BadRequest> {
    let mut chat = options(body)?;
    for tool in read::list(body, "tools")? {
        let function = tool.get("function").unwrap_or(&Value::Null);
        chat.tools.push(Tool {
            name: read::needed_text(function, "name")?,
            description: read::text(function, "description")?,
            schema: function.get("parameters").cloned().unwrap_or_else(|| json!({ "type": "object" })),
            strict: None,
            cache: None,
        });
    }
    // Calls have no ids here: results follow them in order, or name the tool.
    let mut open: Vec<(String, String)> = Vec::new();
    for (number, message) in read::list(body, "messages")?.iter().enumerate() {
        let text = read::text(message, "content")?.unwrap_or_default();
        match read::needed_text(message, "role")?.as_str() {
            "system" => chat.system.push(Part::text(text)),
            "user" => {
                let mut parts = images(message)?;
                if !text.is_empty() {
                    parts.push(Part::text(text));
                }
                push(&mut chat, Role::User, parts);
            }
            "assistant" => {
                let mut parts = Vec::new();
                if !text.is_empty() {
                    parts.push(Part::text(text));
                }
                open.clear();
                for (index, call) in read::list(message, "tool_calls")?.iter().enumerate() {
                    let function = call.get("function").unwrap_or(&Value::Null);
                    let name = read::needed_text(function, "name")?;
                    let id = read::text(call, "id")?.unwrap_or_else(|| format!("call_{number}_{index}"));
                    open.push((name.clone(), id.clone()));
                    let input = function.get("arguments").cloned().unwrap_or_else(|| json!({}));
                    parts.push(Part::ToolUse { id, name, input, cache: None });
                }
                push(&mut chat, Role::Assistant, parts);
            }
            "tool" => {
                let named = read::text(message, "tool_name")?.or(read::text(message, "name")?);
                let stated = read::text(message, "tool_call_id")?;
                let at = open.iter().position(|(name, id)| {
                    stated
                        .as_ref()
                        .map_or(named.as_ref().is_none_or(|named| named == name), |stated| stated == id)
                });
                let Some(at) = at else {
                    return Err(BadRequest::new("a tool's result without a call before it"));
                };
                let (_, id) = open.remove(at);
                let part =
                    Part::ToolResult { id, parts: vec![Part::text(text)], is_error: false, cache: None };
                push(&mut chat, Role::User, vec![part]);
            }
            other => return Err(BadRequest::new(format!("a message's role is `{other}`"))),
        }
    }
    if chat.turns.is_empty() {
        return Err(BadRequest::new("`messages` is missing or empty"));
    }
    Ok(chat)
}

pub fn read_generate(body: &Value) -> Result<Chat, BadRequest> {
    let mut chat = options(body)?;
    if let Some(system) = read::text(body, "system")? {
        chat.system.push(Part::text(system));
    }
    let mut parts = images(body)?;
    parts.push(Part::text(read::needed_text(body, "prompt")?));
    chat.turns.push(Turn { role: Role::User, parts });
    Ok(chat)
}

/// `num_ctx` holds prompt and answer: a server cuts longer prompts without a word.
pub fn write(
    chat: &Chat,
    num_ctx: Option<u64>,
    dropped: &mut Vec<String>,
) -> Result<Map<String, Value>, BadRequest> {
    if chat.choices > 1 {
        return Err(BadRequest::new("this wire gives one choice at a time"));
    }
    let mut messages = Vec::new();
    if !chat.system.is_empty() {
        messages.push(json!({ "role": "system", "content": plain(&chat.system)?.0 }));
    }
    let mut names = std::collections::HashMap::new();
    for turn in &chat.turns {
        let mut said = Vec::new();
        let mut calls = Vec::new();
        for part in &turn.parts {
            match part {
                Part::ToolUse { id, name, input, .. } => {
                    names.insert(id.clone(), name.clone());
                    calls.push(json!({ "function": { "name": name, "arguments": input } }));
                }
                Part::ToolResult { id, parts, .. } => messages.push(json!({
                    "role": "tool", "content": plain(parts)?.0,
                    "tool_name": names.get(id).cloned().unwrap_or_default(),
                })),
                Part::Thinking { .. } | Part::Redacted { .. } => dropped.push("thinking".into()),
                other => said.push(other.clone()),
            }
        }
        if said.is_empty() && calls.is_empty() {
            continue;
        }
        let (text, images) = plain(&said)?;
        let role = if turn.role == Role::User { "user" } else { "assistant" };
        let mut message = json!({ "role": role, "content": text });
        if !images.is_empty() {
            message["images"] = json!(images);
        }
        if !calls.is_empty() {
            message["tool_calls"] = Value::Array(calls);
        }
        messages.push(message);
    }
    let mut out = Map::new();
    out.insert("messages".into(), Value::Array(messages));
    if !chat.tools.is_empty() {
        let tools = chat.tools.iter().map(|tool| {
            let text = tool.description.clone().unwrap_or_default();
            json!({ "type": "function", "function": { "name": tool.name, "description": text, "parameters": tool.schema } })
        });
        out.insert("tools".into(), tools.collect());
    }
    match &chat.format {
        Some(Format::Json) => drop(out.insert("format".into(), "json".into())),
        Some(Format::Schema { schema, .. }) => drop(out.insert("format".into(), schema.clone())),
        None => {}
    }
    if let Some(reasoning) = &chat.reasoning {
        out.insert("think".into(), (!reasoning.off).into());
    }
    let mut options = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            options.insert(key.into(), value);
        }
    };
    put("temperature", chat.temperature.map(Value::from));
    put("top_p", chat.top_p.map(Value::from));
    put("top_k", chat.top_k.map(Value::from));
    put("seed", chat.seed.map(Value::from));
    put("num_predict", chat.max_output.map(Value::from));
    put("stop", (!chat.stop.is_empty()).then(|| json!(chat.stop)));
    put("num_ctx", num_ctx.map(Value::from));
    if !options.is_empty() {
        out.insert("options".into(), Value::Object(options));
    }
    if chat.tool_choice.is_some() {
        dropped.push("tool_choice".into());
    }
    Ok(out)
}

fn plain(parts: &[Part]) -> Result<(String, Vec<String>), BadRequest> {
    let (mut texts, mut images) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::Text { text, .. } => texts.push(text.as_str()),
            Part::Image { source: ImageSource::Base64 { data, .. }, .. } => images.push(data.clone()),
            Part::Image { .. } => {
                return Err(BadRequest::new("this wire takes images as bytes, not by their address"));
            }
            Part::Thinking { .. } | Part::Redacted { .. } => {}
            Part::ToolUse { .. } | Part::ToolResult { .. } | Part::Other { .. } => {
                return Err(BadRequest::new("a part of the content has no form in this wire"));
            }
        }
    }
    Ok((texts.join("\n"), images))
}

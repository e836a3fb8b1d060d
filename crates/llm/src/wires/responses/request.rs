//! Requests of `/v1/responses`: one list of items in place of messages.

use serde_json::{Value, json};

use crate::{
    chat::{Chat, Format, ImageSource, Part, Reasoning, Role, Tool, ToolChoice},
    wires::{BadRequest, Wire, openai::request::push, read},
};

const KNOWN: &[&str] = &[
    "model",
    "input",
    "instructions",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "text",
    "max_output_tokens",
    "temperature",
    "top_p",
    "reasoning",
    "user",
    "stream",
    "metadata",
    "store",
    "include",
];

pub fn read(body: &Value) -> Result<Chat, BadRequest> {
    for stateful in ["previous_response_id", "conversation", "prompt"] {
        if body.get(stateful).is_some_and(|value| !value.is_null()) {
            return Err(BadRequest::new(format!(
                "`{stateful}` needs answers kept at a server, which a router does not do: send the whole input"
            )));
        }
    }
    let mut chat = Chat {
        max_output: read::count(body, "max_output_tokens")?,
        temperature: read::number(body, "temperature")?,
        top_p: read::number(body, "top_p")?,
        parallel_tools: read::flag(body, "parallel_tool_calls")?,
        user: read::text(body, "user")?,
        choices: 1,
        extra: read::extra(body, KNOWN),
        extra_of: Some(Wire::Responses),
        ..Chat::default()
    };
    if let Some(text) = read::text(body, "instructions")? {
        chat.system.push(Part::text(text));
    }
    if let Some(effort) = body.pointer("/reasoning/effort").and_then(Value::as_str) {
        chat.reasoning =
            Some(Reasoning { off: effort == "none", effort: Some(effort.into()), budget_tokens: None });
    }
    for tool in read::list(body, "tools")? {
        if tool.get("type").and_then(Value::as_str) != Some("function") {
            return Err(BadRequest::new("only tools of the type `function` can be carried to other wires"));
        }
        chat.tools.push(Tool {
            name: read::needed_text(tool, "name")?,
            description: read::text(tool, "description")?,
            schema: tool.get("parameters").cloned().unwrap_or_else(|| json!({ "type": "object" })),
            strict: read::flag(tool, "strict")?,
            cache: None,
        });
    }
    chat.tool_choice = match body.get("tool_choice") {
        Some(Value::String(word)) => match word.as_str() {
            "none" => Some(ToolChoice::None),
            "required" => Some(ToolChoice::Any),
            _ => Some(ToolChoice::Auto),
        },
        Some(value) => value.get("name").and_then(Value::as_str).map(|name| ToolChoice::Named(name.into())),
        None => None,
    };
    match body.pointer("/text/format/type").and_then(Value::as_str) {
        Some("json_object") => chat.format = Some(Format::Json),
        Some("json_schema") => {
            let format = &body["text"]["format"];
            chat.format = Some(Format::Schema {
                name: read::text(format, "name")?.unwrap_or_else(|| "answer".into()),
                schema: format.get("schema").cloned().unwrap_or_else(|| json!({ "type": "object" })),
                strict: read::flag(format, "strict")?,
            });
        }
        _ => {}
    }
    match body.get("input") {
        Some(Value::String(text)) => push(&mut chat, Role::User, vec![Part::text(text)]),
        Some(Value::Array(items)) => {
            for item in items {
                read_item(item, &mut chat)?;
            }
        }
        _ => return Err(BadRequest::new("`input` is missing")),
    }
    if chat.turns.is_empty() {
        return Err(BadRequest::new("`input` says nothing"));
    }
    Ok(chat)
}

fn read_item(item: &Value, chat: &mut Chat) -> Result<(), BadRequest> {
    match item.get("type").and_then(Value::as_str).unwrap_or("message") {
        "message" => {
            let parts = read_content(item.get("content").unwrap_or(&Value::Null))?;
            match read::needed_text(item, "role")?.as_str() {
                "system" | "developer" => chat.system.extend(parts),
                "user" => push(chat, Role::User, parts),
                "assistant" => push(chat, Role::Assistant, parts),
                other => return Err(BadRequest::new(format!("a message's role is `{other}`"))),
            }
        }
        "function_call" => {
            let part = Part::ToolUse {
                id: read::needed_text(item, "call_id")?,
                name: read::needed_text(item, "name")?,
                input: read::tool_input(&read::text(item, "arguments")?.unwrap_or_default())?,
                cache: None,
            };
            push(chat, Role::Assistant, vec![part]);
        }
        "function_call_output" => {
            let parts = read_content(item.get("output").unwrap_or(&Value::Null))?;
            let id = read::needed_text(item, "call_id")?;
            push(chat, Role::User, vec![Part::ToolResult { id, parts, is_error: false, cache: None }]);
        }
        // Summaries of earlier thought; the thought itself stayed with its provider.
        "reasoning" => {}
        other => {
            return Err(BadRequest::new(format!(
                "an item of the type `{other}` cannot be carried to other wires"
            )));
        }
    }
    Ok(())
}

fn read_content(content: &Value) -> Result<Vec<Part>, BadRequest> {
    let list = match content {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) => return Ok(vec![Part::text(text)]),
        Value::Array(list) => list,
        _ => return Err(BadRequest::new("content has to be a text or a list")),
    };
    let mut parts = Vec::new();
    for item in list {
        match read::needed_text(item, "type")?.as_str() {
            "input_text" | "output_text" | "text" => parts.push(Part::text(read::needed_text(item, "text")?)),
            "refusal" => parts.push(Part::text(read::needed_text(item, "refusal")?)),
            "input_image" => {
                let url = read::needed_text(item, "image_url")?;
                let source = match read::data_url(&url) {
                    Some((media_type, data)) => ImageSource::Base64 { media_type, data },
                    None => ImageSource::Url(url),
                };
                parts.push(Part::Image { source, detail: read::text(item, "detail")?, cache: None });
            }
            other => {
                return Err(BadRequest::new(format!(
                    "content of the type `{other}` cannot be carried to other wires"
                )));
            }
        }
    }
    Ok(parts)
}

//! Answers of chat completions, live and whole, as events.

use std::collections::HashMap;

use serde_json::Value;

use super::{read_finish, read_usage};
use crate::{
    classify,
    event::Event,
    frames::{Frame, Malformed},
    wires::{self, Decoder, read},
};

const TOP: &[&str] = &["id", "object", "created", "model", "choices", "usage", "x_groq", "x_ql", "error"];
const DELTA: &[&str] = &["role", "content", "refusal", "tool_calls", "reasoning_content", "reasoning"];

#[derive(Default)]
pub struct Live {
    began: bool,
    /// Tool calls seen, by choice and their own index.
    tools: HashMap<(u32, u32), ()>,
    /// For servers that number no tool calls: the newest one.
    last_tool: u32,
}

impl Decoder for Live {
    fn read(&mut self, frame: &Frame) -> Result<Vec<Event>, Malformed> {
        if frame.data.trim_ascii() == b"[DONE]" {
            return Ok(vec![Event::End]);
        }
        let value: Value = serde_json::from_slice(&frame.data)
            .map_err(|e| Malformed(format!("an event is no JSON: {e}")))?;
        if says_error(&value) || frame.name.as_deref() == Some("error") {
            return Ok(vec![Event::Fault(classify::in_stream(&value, None))]);
        }
        let mut events = Vec::with_capacity(2);
        if !self.began {
            self.began = true;
            let id = value.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
            events.push(Event::Start { id: id.map(str::to_owned) });
        }
        let choices = match value.get("choices") {
            Some(Value::Array(choices)) => choices.as_slice(),
            // An empty list, as some servers write it.
            Some(Value::Null) => &[],
            _ => return Err(Malformed("an event without choices".into())),
        };
        tops(&value, &mut events);
        for choice in choices {
            self.choice(choice, &mut events)?;
        }
        usage(&value, &mut events);
        if let Some(error) = value.pointer("/x_groq/error").filter(|error| !error.is_null()) {
            events.push(Event::Fault(classify::in_stream(&serde_json::json!({ "error": error }), None)));
        }
        Ok(events)
    }
}

impl Live {
    fn choice(&mut self, choice: &Value, events: &mut Vec<Event>) -> Result<(), Malformed> {
        if !choice.is_object() {
            return Err(Malformed("a choice that is none".into()));
        }
        let index = choice.get("index").and_then(Value::as_u64).unwrap_or(0) as u32;
        let empty = Value::Object(serde_json::Map::new());
        let delta = choice.get("delta").unwrap_or(&empty);
        said(index, delta, events)?;
        for call in calls(delta)? {
            let name = call.pointer("/function/name").and_then(Value::as_str).unwrap_or("");
            let id = call.get("id").and_then(Value::as_str).unwrap_or("");
            let tool = match call.get("index").and_then(Value::as_u64) {
                Some(tool) => tool as u32,
                None if !name.is_empty() && self.tools.contains_key(&(index, self.last_tool)) => {
                    self.last_tool + 1
                }
                None => self.last_tool,
            };
            self.last_tool = tool;
            if self.tools.insert((index, tool), ()).is_none() {
                if name.is_empty() {
                    return Err(Malformed("a tool call without a name".into()));
                }
                let id = if id.is_empty() { wires::mint("call_") } else { id.to_owned() };
                events.push(Event::ToolStart { choice: index, tool, id, name: name.to_owned() });
            }
            let json = match call.pointer("/function/arguments") {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) | None => String::new(),
                Some(value) => value.to_string(),
            };
            if !json.is_empty() {
                events.push(Event::ToolInput { choice: index, tool, json });
            }
        }
        ends(index, choice, events);
        Ok(())
    }
}

/// `false` and the like are how some servers say that there is none.
fn says_error(value: &Value) -> bool {
    !matches!(value.get("error"), None | Some(Value::Null | Value::Bool(false)))
}

fn calls(message: &Value) -> Result<&[Value], Malformed> {
    match message.get("tool_calls") {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(calls)) => Ok(calls),
        Some(_) => Err(Malformed("tool calls that are no list".into())),
    }
}

/// Texts and what only this wire knows, of a delta or of a message.
fn said(index: u32, message: &Value, events: &mut Vec<Event>) -> Result<(), Malformed> {
    let text = |key: &str| message.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(text) = text("reasoning_content").or_else(|| text("reasoning")) {
        events.push(Event::Thinking { choice: index, text: text.to_owned() });
    }
    match message.get("content") {
        Some(Value::String(text)) if !text.is_empty() => {
            events.push(Event::Text { choice: index, text: text.clone() });
        }
        // Some servers answer with a list of parts.
        Some(Value::Array(parts)) => {
            for part in parts {
                events.push(said_part(index, part)?);
            }
        }
        _ => drop(read::said(message, "content")?),
    }
    let refusal = read::said(message, "refusal")?;
    if !refusal.is_empty() {
        events.push(Event::Refusal { choice: index, text: refusal });
    }
    for (key, value) in message.as_object().into_iter().flatten() {
        if !DELTA.contains(&key.as_str()) && !value.is_null() {
            events.push(Event::Extra {
                choice: Some(index),
                in_delta: true,
                key: key.clone(),
                value: value.clone(),
            });
        }
    }
    Ok(())
}

/// Texts, and thoughts as Mistral's servers list them; what else there may be is carried on as it is.
fn said_part(choice: u32, part: &Value) -> Result<Event, Malformed> {
    if part.get("text").is_some() {
        return Ok(Event::Text { choice, text: read::said(part, "text")? });
    }
    if let Some(thoughts) = part.get("thinking").and_then(Value::as_array) {
        let texts: Result<String, Malformed> = thoughts.iter().map(|part| read::said(part, "text")).collect();
        return Ok(Event::Thinking { choice, text: texts? });
    }
    let (key, value) = ("content_parts".to_owned(), Value::Array(vec![part.clone()]));
    Ok(Event::Extra { choice: Some(choice), in_delta: true, key, value })
}

/// Words for an answer that did not end by itself.
const BROKEN: &[&str] = &["error", "abort", "network_error", "insufficient_system_resource"];

/// How some servers write that an answer goes on.
const NO_REASON: &[&str] = &["", "null", "none"];

fn ends(index: u32, choice: &Value, events: &mut Vec<Event>) {
    for (key, value) in choice.as_object().into_iter().flatten() {
        if !["index", "delta", "message", "finish_reason"].contains(&key.as_str()) && !value.is_null() {
            events.push(Event::Extra {
                choice: Some(index),
                in_delta: false,
                key: key.clone(),
                value: value.clone(),
            });
        }
    }
    let word = choice.get("finish_reason").and_then(Value::as_str);
    if let Some(word) = word.filter(|word| !NO_REASON.iter().any(|none| word.eq_ignore_ascii_case(none))) {
        if BROKEN.iter().any(|broken| word.eq_ignore_ascii_case(broken)) {
            let said = format!("finish_reason {word}");
            events.push(Event::Fault(classify::in_stream(choice, Some(&said))));
        } else {
            events.push(Event::Finish { choice: index, reason: read_finish(word) });
        }
    }
}

fn tops(value: &Value, events: &mut Vec<Event>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        if !TOP.contains(&key.as_str()) && !value.is_null() {
            events.push(Event::Extra {
                choice: None,
                in_delta: false,
                key: key.clone(),
                value: value.clone(),
            });
        }
    }
}

fn usage(value: &Value, events: &mut Vec<Event>) {
    let stated = value.get("usage").filter(|usage| usage.is_object());
    if let Some(usage) = stated.or_else(|| value.pointer("/x_groq/usage")).and_then(read_usage) {
        events.push(Event::Usage(usage));
    }
}

/// A whole answer.
pub fn whole(value: &Value) -> Result<Vec<Event>, Malformed> {
    if says_error(value) {
        return Ok(vec![Event::Fault(classify::in_stream(value, None))]);
    }
    let Some(choices) = value.get("choices").and_then(Value::as_array).filter(|list| !list.is_empty()) else {
        return Err(Malformed("an answer without choices".into()));
    };
    let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
    let mut events = vec![Event::Start { id }];
    tops(value, &mut events);
    for choice in choices {
        let index = choice.get("index").and_then(Value::as_u64).unwrap_or(0) as u32;
        let Some(message) = choice.get("message") else {
            return Err(Malformed("a choice without a message".into()));
        };
        said(index, message, &mut events)?;
        for (tool, call) in calls(message)?.iter().enumerate() {
            let text = |path: &str| call.pointer(path).and_then(Value::as_str).map(str::to_owned);
            let name =
                text("/function/name").ok_or_else(|| Malformed("a tool call without a name".into()))?;
            let id = text("/id").unwrap_or_else(|| wires::mint("call_"));
            let tool = tool as u32;
            events.push(Event::ToolStart { choice: index, tool, id, name });
            let json = text("/function/arguments").unwrap_or_default();
            events.push(Event::ToolInput { choice: index, tool, json });
        }
        ends(index, choice, &mut events);
    }
    usage(value, &mut events);
    events.push(Event::End);
    Ok(events)
}

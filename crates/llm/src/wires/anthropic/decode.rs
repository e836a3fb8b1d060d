//! Answers of Anthropic's messages, live and whole, as events.

use std::collections::HashMap;

use domain::llm::TokenUsage;
use serde_json::Value;

use super::{read_finish, read_usage};
use crate::{
    classify,
    event::Event,
    frames::{Frame, Malformed},
    wires::{Decoder, Wire, read, read::input_text},
};

#[derive(Default)]
pub struct Live {
    usage: TokenUsage,
    /// By the block's index: the number of its tool call.
    tools: HashMap<u64, u32>,
    blocks: HashMap<u64, String>,
}

fn text(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap_or("").to_owned()
}

impl Decoder for Live {
    fn read(&mut self, frame: &Frame) -> Result<Vec<Event>, Malformed> {
        let value: Value = serde_json::from_slice(&frame.data)
            .map_err(|e| Malformed(format!("an event is no JSON: {e}")))?;
        let index = value.get("index").and_then(Value::as_u64).unwrap_or(0);
        Ok(match value.get("type").and_then(Value::as_str) {
            Some("message_start") => {
                let message = value.get("message").unwrap_or(&Value::Null);
                self.usage = read_usage(message.get("usage").unwrap_or(&Value::Null), self.usage);
                let id = message.get("id").and_then(Value::as_str).map(str::to_owned);
                vec![Event::Start { id }, Event::Usage(self.usage)]
            }
            Some("content_block_start") => {
                let block = value.get("content_block").unwrap_or(&Value::Null);
                let kind = text(block, "/type");
                self.blocks.insert(index, kind.clone());
                let mut events = block_events(block, &mut self.tools, index, false)?;
                // What comes in pieces begins empty; some servers put the beginning here.
                events.retain(
                    |event| !matches!(event, Event::ToolInput { json, .. } if json == "{}" || json == "null"),
                );
                events
            }
            Some("content_block_delta") => {
                let delta = value.get("delta").unwrap_or(&Value::Null);
                match delta.get("type").and_then(Value::as_str) {
                    Some("text_delta") => vec![Event::Text { choice: 0, text: read::said(delta, "text")? }],
                    Some("input_json_delta") => match self.tools.get(&index) {
                        Some(&tool) => {
                            vec![Event::ToolInput {
                                choice: 0,
                                tool,
                                json: read::said(delta, "partial_json")?,
                            }]
                        }
                        None => vec![Event::BlockDelta { choice: 0, value: delta.clone() }],
                    },
                    Some("thinking_delta") => {
                        vec![Event::Thinking { choice: 0, text: read::said(delta, "thinking")? }]
                    }
                    Some("signature_delta") => {
                        vec![Event::Signature { choice: 0, text: text(delta, "/signature") }]
                    }
                    _ => vec![Event::BlockDelta { choice: 0, value: delta.clone() }],
                }
            }
            Some("content_block_stop" | "ping") => Vec::new(),
            Some("message_delta") => {
                let mut events = Vec::new();
                if let Some(usage) = value.get("usage") {
                    if read::tokens(usage, "/output_tokens").is_none() {
                        // What the beginning said of the end is no bill.
                        self.usage.output = 0;
                    }
                    self.usage = read_usage(usage, self.usage);
                    events.push(Event::Usage(self.usage));
                }
                if let Some(word) = value.pointer("/delta/stop_reason").and_then(Value::as_str) {
                    let sequence = value.pointer("/delta/stop_sequence").and_then(Value::as_str);
                    events.push(Event::Finish { choice: 0, reason: read_finish(word, sequence) });
                }
                events
            }
            Some("message_stop") => vec![Event::End],
            Some("error") => vec![Event::Fault(classify::in_stream(&value, None))],
            Some(_) => Vec::new(),
            None if value.get("error").is_some() => vec![Event::Fault(classify::in_stream(&value, None))],
            None => return Err(Malformed("an event without a type".into())),
        })
    }
}

fn block_events(
    block: &Value,
    tools: &mut HashMap<u64, u32>,
    index: u64,
    is_whole: bool,
) -> Result<Vec<Event>, Malformed> {
    Ok(match block.get("type").and_then(Value::as_str) {
        Some("text") => vec![Event::Text { choice: 0, text: read::said(block, "text")? }],
        Some("thinking") => {
            let mut events = vec![Event::Thinking { choice: 0, text: text(block, "/thinking") }];
            let signature = text(block, "/signature");
            if !signature.is_empty() {
                events.push(Event::Signature { choice: 0, text: signature });
            }
            events
        }
        Some("redacted_thinking") => vec![Event::Redacted { choice: 0, data: text(block, "/data") }],
        Some("tool_use") => {
            let tool = tools.len() as u32;
            tools.insert(index, tool);
            let mut events = vec![read::tool_start(block, "id", tool)?];
            if let Some(input) = block.get("input") {
                events.push(Event::ToolInput { choice: 0, tool, json: input_text(input) });
            }
            events
        }
        _ if is_whole || block.is_object() => {
            vec![Event::Block { choice: 0, wire: Wire::Anthropic, value: block.clone() }]
        }
        _ => Vec::new(),
    })
}

pub fn whole(value: &Value) -> Result<Vec<Event>, Malformed> {
    if value.get("error").is_some_and(|error| !error.is_null()) {
        return Ok(vec![Event::Fault(classify::in_stream(value, None))]);
    }
    let Some(content) = value.get("content").and_then(Value::as_array) else {
        return Err(Malformed("an answer without content".into()));
    };
    let mut events = vec![Event::Start { id: value.get("id").and_then(Value::as_str).map(str::to_owned) }];
    let mut tools = HashMap::new();
    for (index, block) in content.iter().enumerate() {
        events.extend(block_events(block, &mut tools, index as u64, true)?);
    }
    if let Some(usage) = value.get("usage") {
        events.push(Event::Usage(read_usage(usage, TokenUsage::default())));
    }
    if let Some(word) = value.get("stop_reason").and_then(Value::as_str) {
        let sequence = value.get("stop_sequence").and_then(Value::as_str);
        events.push(Event::Finish { choice: 0, reason: read_finish(word, sequence) });
    }
    events.push(Event::End);
    Ok(events)
}

//! Answers of Bedrock's converse, live and whole, as events.

use std::collections::HashMap;

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
    tools: HashMap<u64, u32>,
}

impl Decoder for Live {
    fn read(&mut self, frame: &Frame) -> Result<Vec<Event>, Malformed> {
        let value: Value = serde_json::from_slice(&frame.data)
            .map_err(|e| Malformed(format!("an event is no JSON: {e}")))?;
        if frame.is_exception {
            return Ok(vec![Event::Fault(classify::in_stream(&value, frame.name.as_deref()))]);
        }
        let index = value.get("contentBlockIndex").and_then(Value::as_u64).unwrap_or(0);
        Ok(match frame.name.as_deref() {
            Some("messageStart") => vec![Event::Start { id: None }],
            Some("contentBlockStart") => match value.pointer("/start/toolUse") {
                Some(call) => {
                    let tool = self.tools.len() as u32;
                    self.tools.insert(index, tool);
                    vec![read::tool_start(call, "toolUseId", tool)?]
                }
                // Only tools have a start; some servers send an empty one for text.
                None => Vec::new(),
            },
            Some("contentBlockDelta") => {
                let delta = value.get("delta").unwrap_or(&Value::Null);
                if delta.get("text").is_some() {
                    vec![Event::Text { choice: 0, text: read::said(delta, "text")? }]
                } else if let Some(input) = delta.pointer("/toolUse/input") {
                    let Some(&tool) = self.tools.get(&index) else {
                        return Err(Malformed("input for a tool call that never began".into()));
                    };
                    let json = input_text(input);
                    vec![Event::ToolInput { choice: 0, tool, json }]
                } else if let Some(thought) = delta.get("reasoningContent") {
                    thought_events(thought)
                } else {
                    Vec::new()
                }
            }
            Some("contentBlockStop") => Vec::new(),
            Some("messageStop") => finish(&value),
            Some("metadata") => {
                let usage = read_usage(value.get("usage").unwrap_or(&Value::Null));
                vec![Event::Usage(usage), Event::End]
            }
            _ => Vec::new(),
        })
    }
}

fn thought_events(thought: &Value) -> Vec<Event> {
    let text = |key: &str| thought.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut events = Vec::new();
    events.extend(text("text").map(|text| Event::Thinking { choice: 0, text }));
    events.extend(text("signature").map(|text| Event::Signature { choice: 0, text }));
    events.extend(text("redactedContent").map(|data| Event::Redacted { choice: 0, data }));
    events
}

/// Nothing where no reason is stated: such an answer may be cut.
fn finish(value: &Value) -> Vec<Event> {
    let stated = value.get("stopReason").and_then(Value::as_str).filter(|word| !word.is_empty());
    stated.map(|word| Event::Finish { choice: 0, reason: read_finish(word) }).into_iter().collect()
}

pub fn whole(value: &Value) -> Result<Vec<Event>, Malformed> {
    // A failure that goes by the name of success.
    if ["error", "__type"].iter().any(|key| value.get(key).is_some_and(|stated| !stated.is_null())) {
        return Ok(vec![Event::Fault(classify::in_stream(value, None))]);
    }
    let Some(content) = value.pointer("/output/message/content").and_then(Value::as_array) else {
        return Err(Malformed("an answer without a message".into()));
    };
    let mut events = vec![Event::Start { id: None }];
    let mut tool = 0;
    for block in content {
        if block.get("text").is_some() {
            events.push(Event::Text { choice: 0, text: read::said(block, "text")? });
        } else if let Some(call) = block.get("toolUse") {
            events.push(read::tool_start(call, "toolUseId", tool)?);
            let input = call.get("input").map_or_else(|| "{}".to_owned(), input_text);
            events.push(Event::ToolInput { choice: 0, tool, json: input });
            tool += 1;
        } else if let Some(thought) = block.get("reasoningContent") {
            events.extend(thought_events(thought.get("reasoningText").unwrap_or(thought)));
        } else {
            events.push(Event::Block { choice: 0, wire: Wire::Bedrock, value: block.clone() });
        }
    }
    events.extend(finish(value));
    events.push(Event::Usage(read_usage(value.get("usage").unwrap_or(&Value::Null))));
    events.push(Event::End);
    Ok(events)
}

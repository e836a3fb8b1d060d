//! Answers of Ollama's chat, live and whole, as events.

use serde_json::Value;

use super::{read_finish, read_usage};
use crate::{
    classify,
    event::{Event, Finish},
    frames::{Frame, Malformed},
    wires::{self, Decoder, read},
};

#[derive(Default)]
pub struct Live {
    began: bool,
    tools: u32,
}

impl Decoder for Live {
    fn read(&mut self, frame: &Frame) -> Result<Vec<Event>, Malformed> {
        let value: Value =
            serde_json::from_slice(&frame.data).map_err(|e| Malformed(format!("a line is no JSON: {e}")))?;
        let mut events = Vec::new();
        if !self.began {
            self.began = true;
            events.push(Event::Start { id: None });
        }
        self.line(&value, &mut events)?;
        Ok(events)
    }
}

impl Live {
    fn line(&mut self, value: &Value, events: &mut Vec<Event>) -> Result<(), Malformed> {
        if value.get("error").is_some_and(|error| !error.is_null()) {
            events.push(Event::Fault(classify::in_stream(value, None)));
            return Ok(());
        }
        let is_done = value.get("done").and_then(Value::as_bool);
        let message = value.get("message");
        if message.is_none() && is_done != Some(true) {
            return Err(Malformed("a line without a message".into()));
        }
        let message = message.unwrap_or(&Value::Null);
        let (thought, text) = (read::said(message, "thinking")?, read::said(message, "content")?);
        if !thought.is_empty() {
            events.push(Event::Thinking { choice: 0, text: thought });
        }
        if !text.is_empty() {
            events.push(Event::Text { choice: 0, text });
        }
        for call in message.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
            let Some(name) = call.pointer("/function/name").and_then(Value::as_str) else {
                return Err(Malformed("a tool call without a name".into()));
            };
            let tool = self.tools;
            self.tools += 1;
            // Ids are often absent here; others need one.
            let stated = call.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
            let id = stated.map_or_else(|| wires::mint("call_"), str::to_owned);
            events.push(Event::ToolStart { choice: 0, tool, id, name: name.to_owned() });
            let json = match call.pointer("/function/arguments") {
                Some(Value::String(text)) => text.clone(),
                Some(value) => value.to_string(),
                None => "{}".to_owned(),
            };
            events.push(Event::ToolInput { choice: 0, tool, json });
        }
        if is_done == Some(true) {
            let reason = match value.get("done_reason").and_then(Value::as_str) {
                Some("stop") | None if self.tools > 0 => Finish::ToolUse,
                None => Finish::Stop,
                Some(word) => read_finish(word),
            };
            events.push(Event::Finish { choice: 0, reason });
            events.extend(read_usage(value).map(Event::Usage));
            events.push(Event::End);
        }
        Ok(())
    }
}

pub fn whole(value: &Value) -> Result<Vec<Event>, Malformed> {
    let mut live = Live::default();
    let mut events = vec![Event::Start { id: None }];
    live.line(value, &mut events)?;
    Ok(events)
}

//! Answers of Bedrock's converse, live and whole, for callers.

use serde_json::{Value, json};

use super::{write_finish, write_usage};
use crate::{
    answer::{Answer, Said},
    event::{Event, Finish},
    fault::{Class, Fault},
    frames::encode_event,
    wires::{Encoder, Head, Note, Wire, read::said_input},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Text,
    Thinking,
    Tool(u32),
}

pub struct Live {
    began: bool,
    open: Option<Open>,
    index: u64,
    finish: Option<Finish>,
    started: std::time::Instant,
}

fn send(name: &str, payload: &Value, out: &mut Vec<u8>) {
    let headers = [(":event-type", name), (":content-type", "application/json"), (":message-type", "event")];
    encode_event(&headers, payload.to_string().as_bytes(), out);
}

impl Live {
    pub fn new(_head: Head) -> Self {
        Self { began: false, open: None, index: 0, finish: None, started: std::time::Instant::now() }
    }

    fn block(&mut self, kind: Open, out: &mut Vec<u8>) -> bool {
        if !self.began {
            self.began = true;
            send("messageStart", &json!({ "role": "assistant" }), out);
        }
        if self.open == Some(kind) {
            return false;
        }
        self.close(out);
        self.open = Some(kind);
        true
    }

    fn delta(&self, delta: Value, out: &mut Vec<u8>) {
        send("contentBlockDelta", &json!({ "contentBlockIndex": self.index, "delta": delta }), out);
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        if self.open.take().is_some() {
            send("contentBlockStop", &json!({ "contentBlockIndex": self.index }), out);
            self.index += 1;
        }
    }
}

impl Encoder for Live {
    fn event(&mut self, event: &Event, out: &mut Vec<u8>) {
        match event {
            Event::Text { text, .. } | Event::Refusal { text, .. } => {
                if !text.is_empty() {
                    self.block(Open::Text, out);
                    self.delta(json!({ "text": text }), out);
                }
            }
            Event::Thinking { text, .. } => {
                self.block(Open::Thinking, out);
                self.delta(json!({ "reasoningContent": { "text": text } }), out);
            }
            Event::Signature { text, .. } => {
                self.block(Open::Thinking, out);
                self.delta(json!({ "reasoningContent": { "signature": text } }), out);
            }
            Event::Redacted { data, .. } => {
                self.block(Open::Thinking, out);
                self.delta(json!({ "reasoningContent": { "redactedContent": data } }), out);
            }
            Event::ToolStart { tool, id, name, .. } => {
                self.block(Open::Tool(*tool), out);
                let start = json!({ "toolUse": { "toolUseId": id, "name": name } });
                send("contentBlockStart", &json!({ "contentBlockIndex": self.index, "start": start }), out);
            }
            Event::ToolInput { tool, json, .. } => {
                if self.open == Some(Open::Tool(*tool)) {
                    self.delta(json!({ "toolUse": { "input": json } }), out);
                }
            }
            Event::Finish { reason, .. } => self.finish = Some(reason.clone()),
            Event::Start { .. }
            | Event::Block { .. }
            | Event::BlockDelta { .. }
            | Event::Usage(_)
            | Event::Extra { .. }
            | Event::Fault(_)
            | Event::End => {}
        }
    }

    fn end(&mut self, note: &Note, out: &mut Vec<u8>) {
        if !self.began {
            self.began = true;
            send("messageStart", &json!({ "role": "assistant" }), out);
        }
        self.close(out);
        let finish = self.finish.clone().unwrap_or(Finish::Other("unknown".into()));
        send("messageStop", &json!({ "stopReason": write_finish(&finish) }), out);
        let latency_ms = self.started.elapsed().as_millis() as u64;
        let metadata = json!({
            "usage": write_usage(&note.usage), "metrics": { "latencyMs": latency_ms }, "x_ql": note.x_ql,
        });
        send("metadata", &metadata, out);
    }

    fn fault(&mut self, fault: &Fault, _x_ql: &Value, out: &mut Vec<u8>) {
        let name = match fault.class {
            Class::RateLimited | Class::CallerLimited => "throttlingException",
            Class::Overloaded | Class::Unavailable => "serviceUnavailableException",
            Class::BadRequest | Class::ContextTooLong | Class::ContentFilter => "validationException",
            _ => "modelStreamErrorException",
        };
        let headers = [
            (":exception-type", name),
            (":content-type", "application/json"),
            (":message-type", "exception"),
        ];
        encode_event(&headers, json!({ "message": fault.message }).to_string().as_bytes(), out);
    }

    /// This wire has no word for "still here".
    fn keep_alive(&self, _out: &mut Vec<u8>) {}
}

pub fn whole(answer: &Answer, note: &Note) -> Value {
    let mut content = Vec::new();
    let choice = answer.choices.values().next();
    for part in choice.into_iter().flat_map(|choice| &choice.parts) {
        match part {
            Said::Text(text) | Said::Refusal(text) => content.push(json!({ "text": text })),
            Said::Thinking { text, signature } => content.push(json!({ "reasoningContent": {
                "reasoningText": { "text": text, "signature": signature } } })),
            Said::Redacted(data) => content.push(json!({ "reasoningContent": { "redactedContent": data } })),
            Said::Tool { id, name, input, .. } => content.push(json!({ "toolUse": {
                "toolUseId": id, "name": name, "input": said_input(input) } })),
            Said::Block { wire: Wire::Bedrock, value, .. } => content.push(value.clone()),
            Said::Block { .. } | Said::Note(_) => {}
        }
    }
    let finish = choice.and_then(|choice| choice.finish.as_ref()).map(write_finish);
    json!({
        "output": { "message": { "role": "assistant", "content": content } },
        "stopReason": finish, "usage": write_usage(&note.usage),
        "metrics": { "latencyMs": note.x_ql.get("latency_ms").cloned().unwrap_or_else(|| 0.into()) },
        "x_ql": note.x_ql,
    })
}

/// The name that AWS clients know a status by.
pub fn exception(fault: &Fault) -> &'static str {
    match fault.class.status() {
        400 | 413 => "ValidationException",
        401 | 403 => "AccessDeniedException",
        402 => "ServiceQuotaExceededException",
        404 => "ResourceNotFoundException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        504 => "ModelTimeoutException",
        _ => "InternalServerException",
    }
}

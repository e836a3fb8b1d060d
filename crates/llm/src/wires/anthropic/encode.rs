//! Answers of Anthropic's messages, live and whole, for callers.

use serde_json::{Value, json};

use super::{write_finish, write_usage};
use crate::{
    answer::{Answer, Said},
    event::{Event, Finish},
    fault::{Class, Fault},
    wires::{Encoder, Head, Note, Wire, read::said_input, sse},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Text,
    Thinking,
    Tool(u32),
    Other,
}

pub struct Live {
    head: Head,
    began: bool,
    open: Option<Open>,
    index: u64,
    finish: Option<Finish>,
    /// The open text has a citation: what follows belongs to another block.
    is_noted: bool,
}

impl Live {
    pub fn new(head: Head) -> Self {
        Self { head, began: false, open: None, index: 0, finish: None, is_noted: false }
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if self.began {
            return;
        }
        self.began = true;
        let id = if self.head.id.starts_with("msg_") {
            self.head.id.clone()
        } else {
            format!("msg_{}", self.head.id)
        };
        let message = json!({
            "id": id, "type": "message", "role": "assistant", "model": self.head.model,
            "content": [], "stop_reason": null, "stop_sequence": null,
            "usage": { "input_tokens": self.head.input_tokens, "output_tokens": 0 },
        });
        sse(Some("message_start"), &json!({ "type": "message_start", "message": message }), out);
    }

    fn block(&mut self, kind: Open, start: Value, out: &mut Vec<u8>) {
        self.begin(out);
        if self.open == Some(kind) && kind != Open::Other && !self.is_noted {
            return;
        }
        self.close(out);
        self.open = Some(kind);
        let event = json!({ "type": "content_block_start", "index": self.index, "content_block": start });
        sse(Some("content_block_start"), &event, out);
    }

    fn delta(&self, delta: Value, out: &mut Vec<u8>) {
        let event = json!({ "type": "content_block_delta", "index": self.index, "delta": delta });
        sse(Some("content_block_delta"), &event, out);
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        self.is_noted = false;
        if self.open.take().is_some() {
            let event = json!({ "type": "content_block_stop", "index": self.index });
            sse(Some("content_block_stop"), &event, out);
            self.index += 1;
        }
    }
}

impl Encoder for Live {
    fn event(&mut self, event: &Event, out: &mut Vec<u8>) {
        match event {
            Event::Start { id } => {
                if let Some(id) = id {
                    self.head.id.clone_from(id);
                }
            }
            Event::Text { text, .. } | Event::Refusal { text, .. } => {
                if !text.is_empty() {
                    self.block(Open::Text, json!({ "type": "text", "text": "" }), out);
                    self.delta(json!({ "type": "text_delta", "text": text }), out);
                }
            }
            Event::Thinking { text, .. } => {
                self.block(
                    Open::Thinking,
                    json!({ "type": "thinking", "thinking": "", "signature": "" }),
                    out,
                );
                if !text.is_empty() {
                    self.delta(json!({ "type": "thinking_delta", "thinking": text }), out);
                }
            }
            Event::Signature { text, .. } => {
                if self.open == Some(Open::Thinking) {
                    self.delta(json!({ "type": "signature_delta", "signature": text }), out);
                }
            }
            Event::Redacted { data, .. } => {
                self.block(Open::Other, json!({ "type": "redacted_thinking", "data": data }), out);
            }
            Event::ToolStart { tool, id, name, .. } => {
                let start = json!({ "type": "tool_use", "id": id, "name": name, "input": {} });
                self.block(Open::Tool(*tool), start, out);
            }
            Event::ToolInput { tool, json, .. } => {
                if self.open == Some(Open::Tool(*tool)) {
                    self.delta(json!({ "type": "input_json_delta", "partial_json": json }), out);
                }
            }
            Event::Block { wire: Wire::Anthropic, value, .. } => self.block(Open::Other, value.clone(), out),
            Event::BlockDelta { value, .. } => {
                if matches!(self.open, Some(Open::Other | Open::Text)) {
                    self.delta(value.clone(), out);
                    self.is_noted = self.open == Some(Open::Text);
                }
            }
            Event::Finish { reason, .. } => self.finish = Some(reason.clone()),
            Event::Block { .. } | Event::Usage(_) | Event::Extra { .. } | Event::Fault(_) | Event::End => {}
        }
    }

    fn end(&mut self, note: &Note, out: &mut Vec<u8>) {
        self.begin(out);
        self.close(out);
        let finish = self.finish.clone().unwrap_or(Finish::Other("unknown".into()));
        let sequence = match &finish {
            Finish::StopSequence(Some(text)) => Value::from(text.as_str()),
            _ => Value::Null,
        };
        let delta = json!({
            "type": "message_delta",
            "delta": { "stop_reason": write_finish(&finish), "stop_sequence": sequence },
            "usage": write_usage(&note.usage),
        });
        sse(Some("message_delta"), &delta, out);
        sse(Some("message_stop"), &json!({ "type": "message_stop", "x_ql": note.x_ql }), out);
    }

    fn fault(&mut self, fault: &Fault, x_ql: &Value, out: &mut Vec<u8>) {
        let mut event = error(fault, "");
        event["x_ql"] = x_ql.clone();
        sse(Some("error"), &event, out);
    }

    fn keep_alive(&self, out: &mut Vec<u8>) {
        sse(Some("ping"), &json!({ "type": "ping" }), out);
    }
}

pub fn whole(answer: &Answer, head: &Head, note: &Note) -> Value {
    let mut content = Vec::new();
    let choice = answer.choices.values().next();
    for part in choice.into_iter().flat_map(|choice| &choice.parts) {
        match part {
            Said::Text(text) | Said::Refusal(text) => content.push(json!({ "type": "text", "text": text })),
            Said::Thinking { text, signature } => {
                content.push(json!({ "type": "thinking", "thinking": text, "signature": signature }));
            }
            Said::Redacted(data) => content.push(json!({ "type": "redacted_thinking", "data": data })),
            Said::Tool { id, name, input, .. } => {
                content
                    .push(json!({ "type": "tool_use", "id": id, "name": name, "input": said_input(input) }));
            }
            Said::Block { wire: Wire::Anthropic, value, deltas } => content.push(grown(value, deltas)),
            Said::Block { .. } => {}
            Said::Note(value) => {
                if let (Some(block), Some(citation)) = (content.last_mut(), value.get("citation")) {
                    match &mut block["citations"] {
                        Value::Array(known) => known.push(citation.clone()),
                        none => *none = json!([citation]),
                    }
                }
            }
        }
    }
    let finish = choice.and_then(|choice| choice.finish.clone());
    let sequence = match &finish {
        Some(Finish::StopSequence(Some(text))) => Value::from(text.as_str()),
        _ => Value::Null,
    };
    let id = answer.id.as_deref().unwrap_or(&head.id);
    json!({
        "id": if id.starts_with("msg_") { id.to_owned() } else { format!("msg_{id}") },
        "type": "message", "role": "assistant", "model": head.model, "content": content,
        "stop_reason": finish.as_ref().map(write_finish), "stop_sequence": sequence,
        "usage": write_usage(&note.usage), "x_ql": note.x_ql,
    })
}

/// A block with what was said of it after its beginning.
fn grown(block: &Value, deltas: &[Value]) -> Value {
    let mut block = block.clone();
    let pieces = deltas.iter().filter_map(|delta| delta.get("partial_json").and_then(Value::as_str));
    let input: String = pieces.collect();
    if !input.is_empty() {
        block["input"] = said_input(&input);
    }
    block
}

pub fn error(fault: &Fault, request_id: &str) -> Value {
    use domain::Explain;
    let kind = match fault.class {
        Class::Unauthorized => "authentication_error",
        Class::Forbidden => "permission_error",
        Class::RateLimited | Class::CallerLimited => "rate_limit_error",
        Class::OverBudget => "billing_error",
        Class::BadRequest | Class::ContextTooLong | Class::ContentFilter | Class::Unable => {
            "invalid_request_error"
        }
        Class::TooLarge => "request_too_large",
        Class::NotFound | Class::UnknownModel => "not_found_error",
        Class::Overloaded | Class::Unavailable => "overloaded_error",
        Class::FirstToken | Class::Deadline => "timeout_error",
        Class::Auth | Class::Billing | Class::Server | Class::Transport | Class::Stream | Class::Unfit => {
            "api_error"
        }
    };
    json!({
        "type": "error",
        "error": { "type": kind, "message": fault.message, "ql_code": fault.code(), "hint": Explain::hint(fault) },
        "request_id": request_id,
    })
}

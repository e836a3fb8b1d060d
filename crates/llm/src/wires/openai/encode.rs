//! Answers of chat completions, live and whole, for callers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{write_finish, write_usage};
use crate::{
    answer::{Answer, Said},
    event::{Event, Finish},
    fault::Fault,
    wires::{Encoder, Head, Note, sse},
};

pub struct Live {
    head: Head,
    /// Choices that began, and how they ended.
    choices: BTreeMap<u32, Option<Finish>>,
    tops: Map<String, Value>,
    beside: BTreeMap<u32, Map<String, Value>>,
}

impl Live {
    pub fn new(head: Head) -> Self {
        Self { head, choices: BTreeMap::new(), tops: Map::new(), beside: BTreeMap::new() }
    }

    fn chunk(&self, choices: Value) -> Value {
        let mut chunk = json!({
            "id": self.head.id, "object": "chat.completion.chunk", "created": self.head.created_s,
            "model": self.head.model,
        });
        for (key, value) in &self.tops {
            chunk[key] = value.clone();
        }
        chunk["choices"] = choices;
        chunk
    }

    fn delta(&mut self, choice: u32, mut delta: Value, out: &mut Vec<u8>) {
        if let std::collections::btree_map::Entry::Vacant(entry) = self.choices.entry(choice) {
            entry.insert(None);
            delta["role"] = "assistant".into();
        }
        let mut inner = json!({ "index": choice, "delta": delta, "finish_reason": null });
        for (key, value) in self.beside.remove(&choice).into_iter().flatten() {
            inner[key] = value;
        }
        sse(None, &self.chunk(json!([inner])), out);
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
            Event::Text { choice, text } => self.delta(*choice, json!({ "content": text }), out),
            Event::Refusal { choice, text } => self.delta(*choice, json!({ "refusal": text }), out),
            Event::Thinking { choice, text } => {
                self.delta(*choice, json!({ "reasoning_content": text }), out)
            }
            Event::ToolStart { choice, tool, id, name } => {
                let call = json!({ "index": tool, "id": id, "type": "function", "function": { "name": name, "arguments": "" } });
                self.delta(*choice, json!({ "tool_calls": [call] }), out);
            }
            Event::ToolInput { choice, tool, json } => {
                let call = json!({ "index": tool, "function": { "arguments": json } });
                self.delta(*choice, json!({ "tool_calls": [call] }), out);
            }
            Event::Finish { choice, reason } => {
                self.choices.insert(*choice, Some(reason.clone()));
            }
            Event::Extra { choice: None, key, value, .. } => {
                self.tops.insert(key.clone(), value.clone());
            }
            Event::Extra { choice: Some(choice), in_delta: true, key, value } => {
                let mut delta = Map::new();
                delta.insert(key.clone(), value.clone());
                self.delta(*choice, Value::Object(delta), out);
            }
            Event::Extra { choice: Some(choice), in_delta: false, key, value } => {
                self.beside.entry(*choice).or_default().insert(key.clone(), value.clone());
            }
            Event::Signature { .. }
            | Event::Redacted { .. }
            | Event::Block { .. }
            | Event::BlockDelta { .. }
            | Event::Usage(_)
            | Event::Fault(_)
            | Event::End => {}
        }
    }

    fn end(&mut self, note: &Note, out: &mut Vec<u8>) {
        let ends = std::mem::take(&mut self.choices);
        let last = ends.keys().next_back().copied();
        for (choice, finish) in ends {
            let Some(finish) = finish else { continue };
            let mut inner = json!({ "index": choice, "delta": {}, "finish_reason": write_finish(&finish) });
            for (key, value) in self.beside.remove(&choice).into_iter().flatten() {
                inner[key] = value;
            }
            let mut chunk = self.chunk(json!([inner]));
            if !self.head.with_usage && Some(choice) == last {
                chunk["x_ql"] = note.x_ql.clone();
            }
            sse(None, &chunk, out);
        }
        if self.head.with_usage {
            let mut chunk = self.chunk(json!([]));
            chunk["usage"] = write_usage(&note.usage);
            chunk["x_ql"] = note.x_ql.clone();
            sse(None, &chunk, out);
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }

    fn fault(&mut self, fault: &Fault, x_ql: &Value, out: &mut Vec<u8>) {
        let choices: Value = self
            .choices
            .keys()
            .map(|choice| json!({ "index": choice, "delta": {}, "finish_reason": "error" }))
            .collect();
        let mut chunk = self.chunk(choices);
        chunk["error"] = error(fault)["error"].clone();
        chunk["x_ql"] = x_ql.clone();
        sse(None, &chunk, out);
    }

    fn keep_alive(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b": waiting\n\n");
    }
}

pub fn whole(answer: &Answer, head: &Head, note: &Note) -> Value {
    let choices: Value = answer
        .choices
        .iter()
        .map(|(index, choice)| {
            let mut message = json!({ "role": "assistant", "content": null });
            let (mut text, mut thought, mut refusal) = (None::<String>, String::new(), None::<String>);
            let mut calls = Vec::new();
            for part in &choice.parts {
                match part {
                    Said::Text(said) => text.get_or_insert_default().push_str(said),
                    Said::Refusal(said) => refusal.get_or_insert_default().push_str(said),
                    Said::Thinking { text, .. } => thought.push_str(text),
                    Said::Tool { id, name, input, .. } => calls.push(json!({
                        "id": id, "type": "function", "function": { "name": name, "arguments": input },
                    })),
                    Said::Redacted(_) | Said::Block { .. } | Said::Note(_) => {}
                }
            }
            if calls.is_empty() && refusal.is_none() {
                text.get_or_insert_default();
            }
            message["content"] = text.map_or(Value::Null, Value::String);
            message["refusal"] = refusal.map_or(Value::Null, Value::String);
            if !thought.is_empty() {
                message["reasoning_content"] = thought.into();
            }
            if !calls.is_empty() {
                message["tool_calls"] = Value::Array(calls);
            }
            for (key, value) in &choice.message_extra {
                message[key] = value.clone();
            }
            let finish = choice.finish.as_ref().map(write_finish);
            let mut out = json!({ "index": index, "message": message, "finish_reason": finish });
            for (key, value) in &choice.extra {
                out[key] = value.clone();
            }
            out
        })
        .collect();
    let mut out = json!({
        "id": answer.id.as_deref().unwrap_or(&head.id), "object": "chat.completion",
        "created": head.created_s, "model": head.model, "choices": choices,
        "usage": write_usage(&note.usage),
    });
    for (key, value) in &answer.extra {
        out[key] = value.clone();
    }
    out["x_ql"] = note.x_ql.clone();
    out
}

/// The error body of OpenAI's wire; `code` is the provider's word where it has one.
pub fn error(fault: &Fault) -> Value {
    use crate::fault::Class;
    use domain::Explain;
    let kind = match fault.class {
        Class::Unauthorized => "authentication_error",
        Class::Forbidden => "permission_error",
        Class::RateLimited | Class::CallerLimited => "rate_limit_error",
        Class::OverBudget => "insufficient_quota",
        Class::BadRequest
        | Class::TooLarge
        | Class::ContextTooLong
        | Class::ContentFilter
        | Class::Unable
        | Class::NotFound
        | Class::UnknownModel => "invalid_request_error",
        Class::Auth
        | Class::Billing
        | Class::Overloaded
        | Class::Server
        | Class::Transport
        | Class::FirstToken
        | Class::Deadline
        | Class::Stream
        | Class::Unfit
        | Class::Unavailable => "server_error",
    };
    let code = match fault.class {
        Class::ContextTooLong => "context_length_exceeded",
        Class::ContentFilter => "content_filter",
        Class::NotFound | Class::UnknownModel => "model_not_found",
        Class::Unauthorized => "invalid_api_key",
        other => other.name(),
    };
    json!({ "error": {
        "message": fault.message, "type": kind, "param": null, "code": code,
        "ql_code": fault.code(), "hint": Explain::hint(fault), "upstream_code": fault.code,
    } })
}

//! Answers of Ollama's chat and generate, live and whole, for callers.

use std::time::Instant;

use serde_json::{Value, json};

use super::write_finish;
use crate::{
    answer::{Answer, Said},
    event::{Event, Finish},
    fault::Fault,
    wires::{Encoder, Head, Note, json_into, read::said_input},
};

pub struct Live {
    head: Head,
    /// `generate` answers with `response` in place of a message.
    is_generate: bool,
    /// Tool calls come whole in this wire: they are gathered until the next one begins.
    tool: Option<(u32, String, String)>,
    finish: Option<Finish>,
    started: Instant,
}

impl Live {
    pub fn new(head: Head, is_generate: bool) -> Self {
        Self { head, is_generate, tool: None, finish: None, started: Instant::now() }
    }

    fn line(&self, message: Value) -> Value {
        let created = timestamp(self.head.created_s);
        let mut line = json!({ "model": self.head.model, "created_at": created });
        if self.is_generate {
            line["response"] = message.get("content").cloned().unwrap_or_else(|| "".into());
            if let Some(thought) = message.get("thinking") {
                line["thinking"] = thought.clone();
            }
        } else {
            line["message"] = message;
        }
        line["done"] = false.into();
        line
    }

    fn send(&self, message: Value, out: &mut Vec<u8>) {
        json_into(&self.line(message), out);
        out.push(b'\n');
    }

    fn flush_tool(&mut self, out: &mut Vec<u8>) {
        if let Some((_, name, input)) = self.tool.take() {
            let call = json!({ "function": { "name": name, "arguments": said_input(&input) } });
            self.send(json!({ "role": "assistant", "content": "", "tool_calls": [call] }), out);
        }
    }
}

impl Encoder for Live {
    fn event(&mut self, event: &Event, out: &mut Vec<u8>) {
        match event {
            Event::Text { text, .. } | Event::Refusal { text, .. } => {
                self.send(json!({ "role": "assistant", "content": text }), out);
            }
            Event::Thinking { text, .. } => {
                self.send(json!({ "role": "assistant", "content": "", "thinking": text }), out);
            }
            Event::ToolStart { tool, name, .. } => {
                self.flush_tool(out);
                self.tool = Some((*tool, name.clone(), String::new()));
            }
            Event::ToolInput { tool, json, .. } => match &mut self.tool {
                Some((open, _, input)) if open == tool => input.push_str(json),
                _ => {}
            },
            Event::Finish { reason, .. } => self.finish = Some(reason.clone()),
            Event::Start { .. }
            | Event::Signature { .. }
            | Event::Redacted { .. }
            | Event::Block { .. }
            | Event::BlockDelta { .. }
            | Event::Usage(_)
            | Event::Extra { .. }
            | Event::Fault(_)
            | Event::End => {}
        }
    }

    fn end(&mut self, note: &Note, out: &mut Vec<u8>) {
        self.flush_tool(out);
        let mut line = self.line(json!({ "role": "assistant", "content": "" }));
        let finish = self.finish.clone().unwrap_or(Finish::Other("unknown".into()));
        finish_line(&mut line, &finish, note, self.started);
        json_into(&line, out);
        out.push(b'\n');
    }

    fn fault(&mut self, fault: &Fault, x_ql: &Value, out: &mut Vec<u8>) {
        json_into(&json!({ "error": fault.message, "x_ql": x_ql }), out);
        out.push(b'\n');
    }

    /// Empty lines are not read by all clients.
    fn keep_alive(&self, _out: &mut Vec<u8>) {}
}

fn finish_line(line: &mut Value, finish: &Finish, note: &Note, started: Instant) {
    line["done"] = true.into();
    line["done_reason"] = write_finish(finish).into();
    line["total_duration"] = (started.elapsed().as_nanos() as u64).into();
    line["load_duration"] = 0.into();
    line["prompt_eval_count"] = (note.usage.input + note.usage.cached + note.usage.cache_write).into();
    line["prompt_eval_duration"] = 0.into();
    line["eval_count"] = (note.usage.output + note.usage.reasoning).into();
    line["eval_duration"] = (started.elapsed().as_nanos() as u64).into();
    line["x_ql"] = note.x_ql.clone();
}

pub fn whole(answer: &Answer, head: &Head, note: &Note, is_generate: bool) -> Value {
    let live = Live::new(head.clone(), is_generate);
    let choice = answer.choices.values().next();
    let mut message = json!({ "role": "assistant", "content": "" });
    let (mut text, mut thought, mut calls) = (String::new(), String::new(), Vec::new());
    for part in choice.into_iter().flat_map(|choice| &choice.parts) {
        match part {
            Said::Text(said) | Said::Refusal(said) => text.push_str(said),
            Said::Thinking { text, .. } => thought.push_str(text),
            Said::Tool { name, input, .. } => {
                calls.push(json!({ "function": { "name": name, "arguments": said_input(input) } }));
            }
            Said::Redacted(_) | Said::Block { .. } | Said::Note(_) => {}
        }
    }
    message["content"] = text.into();
    if !thought.is_empty() {
        message["thinking"] = thought.into();
    }
    if !calls.is_empty() {
        message["tool_calls"] = Value::Array(calls);
    }
    let mut line = live.line(message);
    let finish = choice.and_then(|choice| choice.finish.clone()).unwrap_or(Finish::Other("unknown".into()));
    finish_line(&mut line, &finish, note, live.started);
    line
}

pub fn timestamp(seconds: u64) -> String {
    jiff::Timestamp::from_second(seconds as i64).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

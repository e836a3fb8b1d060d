//! Answers of `/v1/responses`, live and whole, for callers.

use domain::llm::TokenUsage;
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Said},
    event::{Event, Finish},
    fault::Fault,
    wires::{Encoder, Head, Note, openai, sse},
};

/// An item of the output that is being told.
enum Open {
    Message { id: String, text: String },
    Reasoning { id: String, text: String },
    Tool { tool: u32, id: String, call: String, name: String, input: String },
}

pub struct Live {
    head: Head,
    sequence: u64,
    began: bool,
    open: Option<Open>,
    output: Vec<Value>,
    finish: Option<Finish>,
}

impl Live {
    pub fn new(head: Head) -> Self {
        Self { head, sequence: 0, began: false, open: None, output: Vec::new(), finish: None }
    }

    fn send(&mut self, name: &str, mut event: Value, out: &mut Vec<u8>) {
        event["type"] = name.into();
        event["sequence_number"] = self.sequence.into();
        self.sequence += 1;
        sse(Some(name), &event, out);
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if self.began {
            return;
        }
        self.began = true;
        let response = response(&self.head, "in_progress", &[], None, None);
        self.send("response.created", json!({ "response": response }), out);
        self.send("response.in_progress", json!({ "response": response }), out);
    }

    fn open(&mut self, open: Open, out: &mut Vec<u8>) {
        self.begin(out);
        self.close(out);
        let index = self.output.len();
        let item = item(&open, "in_progress");
        self.send("response.output_item.added", json!({ "output_index": index, "item": item }), out);
        if let Open::Message { id, .. } = &open {
            let part = json!({ "type": "output_text", "text": "", "annotations": [] });
            let event = json!({ "item_id": id, "output_index": index, "content_index": 0, "part": part });
            self.send("response.content_part.added", event, out);
        }
        self.open = Some(open);
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        let Some(open) = self.open.take() else { return };
        let index = self.output.len();
        match &open {
            Open::Message { id, text } => {
                let event = json!({ "item_id": id, "output_index": index, "content_index": 0, "text": text, "logprobs": [] });
                self.send("response.output_text.done", event, out);
                let part = json!({ "type": "output_text", "text": text, "annotations": [] });
                let event = json!({ "item_id": id, "output_index": index, "content_index": 0, "part": part });
                self.send("response.content_part.done", event, out);
            }
            Open::Reasoning { id, text } => {
                let event = json!({ "item_id": id, "output_index": index, "summary_index": 0, "text": text });
                self.send("response.reasoning_summary_text.done", event, out);
            }
            Open::Tool { id, name, input, .. } => {
                let event = json!({ "item_id": id, "output_index": index, "name": name, "arguments": input });
                self.send("response.function_call_arguments.done", event, out);
            }
        }
        let item = item(&open, "completed");
        self.send("response.output_item.done", json!({ "output_index": index, "item": item }), out);
        self.output.push(item);
    }
}

fn item(open: &Open, status: &str) -> Value {
    match open {
        Open::Message { id, text } => {
            let content = if status == "in_progress" {
                json!([])
            } else {
                json!([{ "type": "output_text", "text": text, "annotations": [] }])
            };
            json!({ "id": id, "type": "message", "status": status, "role": "assistant", "content": content })
        }
        Open::Reasoning { id, text } => {
            let summary =
                if text.is_empty() { json!([]) } else { json!([{ "type": "summary_text", "text": text }]) };
            json!({ "id": id, "type": "reasoning", "summary": summary })
        }
        Open::Tool { id, call, name, input, .. } => json!({
            "id": id, "type": "function_call", "status": status, "call_id": call, "name": name, "arguments": input,
        }),
    }
}

fn response(
    head: &Head,
    status: &str,
    output: &[Value],
    usage: Option<&TokenUsage>,
    error: Option<&Fault>,
) -> Value {
    let id = if head.id.starts_with("resp_") { head.id.clone() } else { format!("resp_{}", head.id) };
    let usage = usage.map(|usage| {
        json!({
            "input_tokens": usage.input + usage.cached + usage.cache_write,
            "input_tokens_details": {
                "cached_tokens": usage.cached, "cache_write_tokens": usage.cache_write,
            },
            "output_tokens": usage.output + usage.reasoning,
            "output_tokens_details": { "reasoning_tokens": usage.reasoning },
            "total_tokens": usage.total(),
        })
    });
    json!({
        "id": id, "object": "response", "created_at": head.created_s, "status": status, "model": head.model,
        "output": output, "usage": usage, "parallel_tool_calls": true, "tool_choice": "auto", "tools": [],
        "error": error.map(|fault| json!({ "code": "server_error", "message": fault.message })),
        "incomplete_details": null, "instructions": null, "metadata": {}, "temperature": null, "top_p": null,
    })
}

fn ended(mut response: Value, finish: Option<&Finish>) -> (&'static str, Value) {
    let reason = match finish {
        Some(Finish::Length | Finish::ContextFull) => "max_output_tokens",
        Some(Finish::Filtered) => "content_filter",
        _ => return ("response.completed", response),
    };
    response["status"] = "incomplete".into();
    response["incomplete_details"] = json!({ "reason": reason });
    ("response.incomplete", response)
}

impl Encoder for Live {
    fn event(&mut self, event: &Event, out: &mut Vec<u8>) {
        match event {
            Event::Text { text, .. } | Event::Refusal { text, .. } => {
                if !matches!(self.open, Some(Open::Message { .. })) {
                    let id = crate::wires::mint("msg_");
                    self.open(Open::Message { id, text: String::new() }, out);
                }
                let index = self.output.len();
                if let Some(Open::Message { id, text: said }) = &mut self.open {
                    said.push_str(text);
                    let event = json!({ "item_id": id, "output_index": index, "content_index": 0, "delta": text, "logprobs": [] });
                    self.send("response.output_text.delta", event, out);
                }
            }
            Event::Thinking { text, .. } => {
                if !matches!(self.open, Some(Open::Reasoning { .. })) {
                    let id = crate::wires::mint("rs_");
                    self.open(Open::Reasoning { id, text: String::new() }, out);
                }
                let index = self.output.len();
                if let Some(Open::Reasoning { id, text: said }) = &mut self.open {
                    said.push_str(text);
                    let event =
                        json!({ "item_id": id, "output_index": index, "summary_index": 0, "delta": text });
                    self.send("response.reasoning_summary_text.delta", event, out);
                }
            }
            Event::ToolStart { tool, id: call, name, .. } => {
                let (call, name, tool) = (call.clone(), name.clone(), *tool);
                let id = crate::wires::mint("fc_");
                self.open(Open::Tool { tool, id, call, name, input: String::new() }, out);
            }
            Event::ToolInput { tool, json: piece, .. } => {
                let index = self.output.len();
                if let Some(Open::Tool { tool: known, id, input, .. }) = &mut self.open
                    && known == tool
                {
                    input.push_str(piece);
                    let event = json!({ "item_id": id, "output_index": index, "delta": piece });
                    self.send("response.function_call_arguments.delta", event, out);
                }
            }
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
        self.begin(out);
        self.close(out);
        let response = response(&self.head, "completed", &self.output, Some(&note.usage), None);
        let (name, response) = ended(response, self.finish.as_ref());
        self.send(name, json!({ "response": response, "x_ql": note.x_ql }), out);
    }

    fn fault(&mut self, fault: &Fault, x_ql: &Value, out: &mut Vec<u8>) {
        self.begin(out);
        let failed = response(&self.head, "failed", &self.output, None, Some(fault));
        self.send("response.failed", json!({ "response": failed, "x_ql": x_ql }), out);
        let error = openai::encode::error(fault)["error"].clone();
        let event = json!({ "code": error["code"], "message": fault.message, "param": null });
        self.send("error", event, out);
    }

    fn keep_alive(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b": waiting\n\n");
    }
}

pub fn whole(answer: &Answer, head: &Head, note: &Note) -> Value {
    let choice = answer.choices.values().next();
    let mut output = Vec::new();
    for part in choice.into_iter().flat_map(|choice| &choice.parts) {
        let open = match part {
            Said::Text(text) | Said::Refusal(text) => {
                Open::Message { id: crate::wires::mint("msg_"), text: text.clone() }
            }
            Said::Thinking { text, .. } => {
                Open::Reasoning { id: crate::wires::mint("rs_"), text: text.clone() }
            }
            Said::Tool { tool, id, name, input } => Open::Tool {
                tool: *tool,
                id: crate::wires::mint("fc_"),
                call: id.clone(),
                name: name.clone(),
                input: input.clone(),
            },
            Said::Redacted(_) | Said::Block { .. } | Said::Note(_) => continue,
        };
        output.push(item(&open, "completed"));
    }
    let made = response(head, "completed", &output, Some(&note.usage), None);
    let (_, mut made) = ended(made, choice.and_then(|choice| choice.finish.as_ref()));
    made["x_ql"] = note.x_ql.clone();
    made
}

//! A whole answer, put together from what was said piece by piece.

use std::collections::BTreeMap;

use domain::llm::TokenUsage;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    event::{Event, Finish},
    wires::Wire,
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub id: Option<String>,
    pub choices: BTreeMap<u32, Choice>,
    pub usage: Option<TokenUsage>,
    pub extra: Map<String, Value>,
    /// The provider said that this was all.
    pub ended: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub parts: Vec<Said>,
    pub finish: Option<Finish>,
    /// Beside the message.
    pub extra: Map<String, Value>,
    /// Inside the message.
    pub message_extra: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Said {
    Text(String),
    Refusal(String),
    Thinking {
        text: String,
        signature: String,
    },
    Redacted(String),
    Tool {
        tool: u32,
        id: String,
        name: String,
        input: String,
    },
    /// A kind of content that only its own wire knows, as it began and as it went on.
    Block {
        wire: Wire,
        value: Value,
        deltas: Vec<Value>,
    },
    /// What only its own wire knows of the text before it, such as a citation.
    Note(Value),
}

impl Answer {
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Start { id } => self.id = self.id.take().or(id),
            Event::Text { choice, text } => {
                let parts = self.parts(choice);
                match parts.last_mut() {
                    Some(Said::Text(said)) => said.push_str(&text),
                    _ if text.is_empty() => {}
                    _ => parts.push(Said::Text(text)),
                }
            }
            Event::Refusal { choice, text } => {
                let parts = self.parts(choice);
                match parts.last_mut() {
                    Some(Said::Refusal(said)) => said.push_str(&text),
                    _ => parts.push(Said::Refusal(text)),
                }
            }
            Event::Thinking { choice, text } => {
                let parts = self.parts(choice);
                match parts.last_mut() {
                    Some(Said::Thinking { text: said, signature }) if signature.is_empty() => {
                        said.push_str(&text);
                    }
                    _ => parts.push(Said::Thinking { text, signature: String::new() }),
                }
            }
            Event::Signature { choice, text } => {
                let parts = self.parts(choice);
                match parts.last_mut() {
                    Some(Said::Thinking { signature, .. }) => signature.push_str(&text),
                    _ => parts.push(Said::Thinking { text: String::new(), signature: text }),
                }
            }
            Event::Redacted { choice, data } => self.parts(choice).push(Said::Redacted(data)),
            Event::ToolStart { choice, tool, id, name } => {
                self.parts(choice).push(Said::Tool { tool, id, name, input: String::new() });
            }
            Event::ToolInput { choice, tool, json } => {
                let found = self.parts(choice).iter_mut().rev().find_map(|said| match said {
                    Said::Tool { tool: known, input, .. } if *known == tool => Some(input),
                    _ => None,
                });
                if let Some(input) = found {
                    input.push_str(&json);
                }
            }
            Event::Block { choice, wire, value } => {
                self.parts(choice).push(Said::Block { wire, value, deltas: Vec::new() });
            }
            Event::BlockDelta { choice, value } => {
                let parts = self.parts(choice);
                match parts.last_mut() {
                    Some(Said::Block { deltas, .. }) => deltas.push(value),
                    Some(Said::Text(_) | Said::Note(_)) => parts.push(Said::Note(value)),
                    _ => {}
                }
            }
            Event::Finish { choice, reason } => {
                self.choices.entry(choice).or_default().finish = Some(reason);
            }
            Event::Usage(usage) => self.usage = Some(usage),
            Event::Extra { choice: None, key, value, .. } => merge(&mut self.extra, key, value, false),
            Event::Extra { choice: Some(choice), in_delta, key, value } => {
                let choice = self.choices.entry(choice).or_default();
                let into = if in_delta { &mut choice.message_extra } else { &mut choice.extra };
                merge(into, key, value, in_delta);
            }
            Event::Fault(_) => {}
            Event::End => self.ended = true,
        }
    }

    fn parts(&mut self, choice: u32) -> &mut Vec<Said> {
        &mut self.choices.entry(choice).or_default().parts
    }

    pub fn text(&self) -> String {
        let Some(choice) = self.choices.values().next() else { return String::new() };
        choice.text()
    }

    /// What was said, as events again: a kept answer is told like a live one.
    pub fn events(&self) -> Vec<Event> {
        let mut events = vec![Event::Start { id: self.id.clone() }];
        for (&choice, said) in &self.choices {
            for part in &said.parts {
                match part {
                    Said::Text(text) => events.push(Event::Text { choice, text: text.clone() }),
                    Said::Refusal(text) => events.push(Event::Refusal { choice, text: text.clone() }),
                    Said::Thinking { text, signature } => {
                        events.push(Event::Thinking { choice, text: text.clone() });
                        if !signature.is_empty() {
                            events.push(Event::Signature { choice, text: signature.clone() });
                        }
                    }
                    Said::Note(value) => events.push(Event::BlockDelta { choice, value: value.clone() }),
                    Said::Redacted(data) => events.push(Event::Redacted { choice, data: data.clone() }),
                    Said::Block { wire, value, deltas } => {
                        events.push(Event::Block { choice, wire: *wire, value: value.clone() });
                        let more = deltas.iter().map(|d| Event::BlockDelta { choice, value: d.clone() });
                        events.extend(more);
                    }
                    Said::Tool { tool, id, name, input } => {
                        let (id, name, tool) = (id.clone(), name.clone(), *tool);
                        events.push(Event::ToolStart { choice, tool, id, name });
                        events.push(Event::ToolInput { choice, tool, json: input.clone() });
                    }
                }
            }
            for (in_delta, extra) in [(true, &said.message_extra), (false, &said.extra)] {
                events.extend(extra.iter().map(|(key, value)| Event::Extra {
                    choice: Some(choice),
                    in_delta,
                    key: key.clone(),
                    value: value.clone(),
                }));
            }
            if let Some(reason) = &said.finish {
                events.push(Event::Finish { choice, reason: reason.clone() });
            }
        }
        events.extend(self.extra.iter().map(|(key, value)| Event::Extra {
            choice: None,
            in_delta: false,
            key: key.clone(),
            value: value.clone(),
        }));
        events.extend(self.usage.map(Event::Usage));
        events.push(Event::End);
        events
    }

    /// Characters of everything said: what tokens are estimated from when no usage came.
    pub fn said_bytes(&self) -> u64 {
        let of = |said: &Said| match said {
            Said::Text(text) | Said::Refusal(text) | Said::Thinking { text, .. } => text.len(),
            Said::Tool { name, input, .. } => name.len() + input.len(),
            Said::Redacted(_) | Said::Block { .. } | Said::Note(_) => 0,
        };
        self.choices.values().flat_map(|choice| &choice.parts).map(|said| of(said) as u64).sum()
    }
}

impl Choice {
    pub fn text(&self) -> String {
        let texts = self.parts.iter().filter_map(|said| match said {
            Said::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }
}

/// Lists and objects that come in pieces grow; texts grow inside a message and are replaced beside it,
/// where they are constants such as a fingerprint.
fn merge(into: &mut Map<String, Value>, key: String, value: Value, texts_grow: bool) {
    match (into.get_mut(&key), value) {
        (Some(Value::String(old)), Value::String(new)) if texts_grow => old.push_str(&new),
        (Some(Value::Array(old)), Value::Array(new)) => old.extend(new),
        (Some(Value::Object(old)), Value::Object(new)) => {
            for (key, value) in new {
                merge(old, key, value, texts_grow);
            }
        }
        (Some(_), Value::Null) => {}
        (_, value) => {
            into.insert(key, value);
        }
    }
}

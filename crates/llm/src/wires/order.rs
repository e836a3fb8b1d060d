//! For wires whose parts follow each other: what providers say of several parts at once is told part
//! by part, because a piece of a part that was left already has no place there and would be lost.

use std::collections::VecDeque;

use serde_json::Value;

use super::{Encoder, Note};
use crate::{event::Event, fault::Fault};

pub struct InOrder {
    inner: Box<dyn Encoder>,
    /// The tool call that is being told.
    open: Option<(u32, Input)>,
    /// What was said of other parts meanwhile.
    held: VecDeque<Event>,
}

/// How far the JSON object of a tool's input has come; read byte by byte, as it grows byte by byte.
#[derive(Default)]
struct Input {
    depth: u32,
    in_text: bool,
    is_escaped: bool,
    is_complete: bool,
}

impl Input {
    fn take(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' if self.in_text => self.is_escaped = true,
                b'"' => self.in_text = !self.in_text,
                b'{' | b'[' if !self.in_text => self.depth += 1,
                b'}' | b']' if !self.in_text => {
                    self.depth = self.depth.saturating_sub(1);
                    self.is_complete |= self.depth == 0;
                }
                _ => {}
            }
        }
    }
}

impl InOrder {
    pub fn new(inner: Box<dyn Encoder>) -> Self {
        Self { inner, open: None, held: VecDeque::new() }
    }

    /// Tells what was held as far as its order is known.
    fn release(&mut self, out: &mut Vec<u8>) {
        self.open = None;
        for event in std::mem::take(&mut self.held) {
            self.event(&event, out);
        }
    }

    fn release_all(&mut self, out: &mut Vec<u8>) {
        while !self.held.is_empty() {
            self.release(out);
        }
    }
}

impl Encoder for InOrder {
    fn event(&mut self, event: &Event, out: &mut Vec<u8>) {
        // These wires know one answer.
        if event.choice().is_some_and(|choice| choice != 0) {
            return;
        }
        match event {
            Event::ToolInput { tool, json, .. } => {
                if let Some((open, input)) = &mut self.open {
                    if open != tool {
                        self.held.push_back(event.clone());
                        return;
                    }
                    self.inner.event(event, out);
                    input.take(json);
                    if input.is_complete && !self.held.is_empty() {
                        self.release(out);
                    }
                    return;
                }
            }
            Event::Text { .. }
            | Event::Refusal { .. }
            | Event::Thinking { .. }
            | Event::Signature { .. }
            | Event::Redacted { .. }
            | Event::ToolStart { .. }
            | Event::Block { .. }
            | Event::BlockDelta { .. } => {
                if self.open.as_ref().is_some_and(|(_, input)| !input.is_complete) {
                    self.held.push_back(event.clone());
                    return;
                }
                self.open = match event {
                    Event::ToolStart { tool, .. } => Some((*tool, Input::default())),
                    _ => None,
                };
            }
            Event::Finish { .. } | Event::End => self.release_all(out),
            Event::Start { .. } | Event::Usage(_) | Event::Extra { .. } | Event::Fault(_) => {}
        }
        self.inner.event(event, out);
    }

    fn end(&mut self, note: &Note, out: &mut Vec<u8>) {
        self.release_all(out);
        self.inner.end(note, out);
    }

    fn fault(&mut self, fault: &Fault, x_ql: &Value, out: &mut Vec<u8>) {
        self.inner.fault(fault, x_ql, out);
    }

    fn keep_alive(&self, out: &mut Vec<u8>) {
        self.inner.keep_alive(out);
    }
}

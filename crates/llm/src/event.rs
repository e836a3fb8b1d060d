//! What a model says while it answers, in the words of no wire in particular.

use domain::llm::TokenUsage;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{fault::Fault, wires::Wire};

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Start {
        id: Option<String>,
    },
    Text {
        choice: u32,
        text: String,
    },
    Refusal {
        choice: u32,
        text: String,
    },
    Thinking {
        choice: u32,
        text: String,
    },
    Signature {
        choice: u32,
        text: String,
    },
    Redacted {
        choice: u32,
        data: String,
    },
    /// `tool` numbers the calls of one choice from 0.
    ToolStart {
        choice: u32,
        tool: u32,
        id: String,
        name: String,
    },
    /// A piece of the input's JSON text.
    ToolInput {
        choice: u32,
        tool: u32,
        json: String,
    },
    /// A kind of content that only its own wire knows.
    Block {
        choice: u32,
        wire: Wire,
        value: Value,
    },
    BlockDelta {
        choice: u32,
        value: Value,
    },
    Finish {
        choice: u32,
        reason: Finish,
    },
    /// Replaces what was said before: providers report running totals.
    Usage(TokenUsage),
    /// What only this wire knows. `choice`: none for the whole answer.
    Extra {
        choice: Option<u32>,
        in_delta: bool,
        key: String,
        value: Value,
    },
    /// An error inside a stream that began well.
    Fault(Fault),
    /// The provider's own end mark.
    End,
}

/// The choice of an event, borrowed in the way in which the event is.
macro_rules! choice_in {
    ($event:expr) => {
        match $event {
            Event::Text { choice, .. }
            | Event::Refusal { choice, .. }
            | Event::Thinking { choice, .. }
            | Event::Signature { choice, .. }
            | Event::Redacted { choice, .. }
            | Event::ToolStart { choice, .. }
            | Event::ToolInput { choice, .. }
            | Event::Block { choice, .. }
            | Event::BlockDelta { choice, .. }
            | Event::Finish { choice, .. } => Some(choice),
            Event::Extra { choice, .. } => choice.into(),
            Event::Start { .. } | Event::Usage(_) | Event::Fault(_) | Event::End => None,
        }
    };
}

impl Event {
    /// The choice that it is about; none for the answer as a whole.
    pub fn choice(&self) -> Option<u32> {
        let choice: Option<&u32> = choice_in!(self);
        choice.copied()
    }

    /// As `choice`, to number it anew.
    pub fn choice_mut(&mut self) -> Option<&mut u32> {
        choice_in!(self)
    }

    /// A sign that the model went on: content, or what belongs to a piece of it.
    pub fn is_progress(&self) -> bool {
        self.is_content()
            || matches!(self, Event::Signature { .. } | Event::BlockDelta { .. } | Event::Finish { .. })
    }

    /// Something that a reader would notice: after it, a stream is committed to its target.
    pub fn is_content(&self) -> bool {
        match self {
            Event::Text { text, .. } | Event::Refusal { text, .. } | Event::Thinking { text, .. } => {
                !text.is_empty()
            }
            Event::Redacted { .. } | Event::ToolStart { .. } | Event::Block { .. } => true,
            Event::ToolInput { json, .. } => !json.is_empty(),
            Event::Start { .. }
            | Event::Signature { .. }
            | Event::BlockDelta { .. }
            | Event::Finish { .. }
            | Event::Usage(_)
            | Event::Extra { .. }
            | Event::Fault(_)
            | Event::End => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finish {
    Stop,
    /// A stop sequence of the caller; which one, where the provider says so.
    StopSequence(Option<String>),
    Length,
    ToolUse,
    Filtered,
    Refused,
    Paused,
    ContextFull,
    Other(String),
}

impl Finish {
    pub fn name(&self) -> &str {
        match self {
            Finish::Stop | Finish::StopSequence(_) => "stop",
            Finish::Length => "length",
            Finish::ToolUse => "tool_use",
            Finish::Filtered => "content_filter",
            Finish::Refused => "refusal",
            Finish::Paused => "pause",
            Finish::ContextFull => "context_full",
            Finish::Other(name) => name,
        }
    }
}

//! Groq: OpenAI's wire, one choice at a time.

use serde_json::Value;

use super::{Ask, Content, Outgoing, Provider, openai::OpenAi};
use crate::{
    event::Event,
    fault::{Class, Fault},
    frames::{Framing, Malformed},
    wires::{Decoder, Wire},
};

pub struct Groq;

impl Provider for Groq {
    fn wire(&self) -> Wire {
        Wire::OpenAi
    }

    fn framing(&self) -> Framing {
        Framing::Sse
    }

    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault> {
        let choices = match &ask.content {
            Content::Same(body) => body.get("n").and_then(|n| n.as_u64()).unwrap_or(1),
            Content::Chat(chat) => u64::from(chat.choices),
            Content::Embed(_) => return Err(Fault::new(Class::Unable, "Groq has no embeddings")),
        };
        if choices > 1 {
            return Err(Fault::new(Class::Unable, "Groq gives one choice at a time"));
        }
        OpenAi.prepare(ask)
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        OpenAi.decoder()
    }

    fn whole(&self, value: &Value) -> Result<Vec<Event>, Malformed> {
        OpenAi.whole(value)
    }
}

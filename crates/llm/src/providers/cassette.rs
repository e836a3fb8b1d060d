//! Recorded answers as a provider: for demonstrations, for build servers, and for runs again without cost.
//!
//! A recording is found by what was asked: the chat without its target. What was never recorded is
//! not answered.

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Ask, Content, Outgoing, Provider, bad};
use crate::{
    event::Event,
    fault::{Class, Fault},
    frames::{Framing, Malformed},
    wires::{Decoder, Wire, openai},
};

pub struct Cassette;

/// One line of a cassette's file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recording {
    pub request: String,
    /// The target that was really asked.
    pub target: String,
    /// A whole answer of chat completions.
    pub answer: Value,
}

/// The name of a question: equal questions have equal names, whoever is asked.
pub fn request_hash(chat: &crate::chat::Chat) -> String {
    let mut dropped = Vec::new();
    let text = match openai::request::write(chat, &mut dropped) {
        Ok(body) => Value::Object(body).to_string(),
        Err(_) => format!("{chat:?}"),
    };
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

impl Provider for Cassette {
    fn wire(&self) -> Wire {
        // Its own, so that the same question in two wires is one recording.
        Wire::Responses
    }

    fn framing(&self) -> Framing {
        Framing::Sse
    }

    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault> {
        let hash = match &ask.content {
            Content::Chat(chat) => request_hash(chat),
            Content::Same(body) => {
                let value = body.value().map_err(bad)?;
                request_hash(&crate::wires::responses::request::read(&value).map_err(bad)?)
            }
            Content::Embed(_) => return Err(Fault::new(Class::Unable, "a cassette has no embeddings")),
        };
        Ok(Outgoing {
            method: Method::POST,
            url: ask.settings.base_url.clone(),
            headers: HeaderMap::new(),
            body: hash.into(),
            dropped: Vec::new(),
        })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(openai::decode::Live::default())
    }

    fn whole(&self, value: &Value) -> Result<Vec<Event>, Malformed> {
        openai::decode::whole(value)
    }
}

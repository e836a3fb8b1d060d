//! Anthropic: its own wire, a version in a header, a limit in each request.

use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;

use super::{Ask, Content, Outgoing, Provider, bad, join, json_headers, own_headers, secret_header};
use crate::{
    config::Provider as Settings,
    event::Event,
    fault::{Class, Fault},
    frames::{Framing, Malformed},
    secret::Secret,
    wires::{Decoder, Wire, anthropic},
};

pub struct Anthropic;

impl Provider for Anthropic {
    fn wire(&self) -> Wire {
        Wire::Anthropic
    }

    fn framing(&self) -> Framing {
        Framing::Sse
    }

    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault> {
        let mut headers = headers(ask.settings, ask.key)?;
        // Beside what the operator always wants: the header may come more than once.
        if let Some(beta) = ask.beta.and_then(|beta| HeaderValue::from_str(beta).ok()) {
            headers.append("anthropic-beta", beta);
        }
        let (body, dropped) = match &ask.content {
            Content::Same(body) => {
                let mut changes =
                    vec![("model", Some(Value::from(ask.model))), ("stream", Some(true.into()))];
                if let Some(limit) = ask.max_output {
                    changes.push(("max_tokens", Some(limit.into())));
                }
                (body.with(&changes), Vec::new())
            }
            Content::Chat(chat) => {
                let mut dropped = Vec::new();
                let mut chat = (*chat).clone();
                chat.max_output = ask.max_output.or(chat.max_output).or(ask.settings.usual_max_output);
                let mut out = anthropic::request::write(&chat, &mut dropped).map_err(bad)?;
                out.insert("model".into(), ask.model.into());
                out.insert("stream".into(), true.into());
                match chat.extra_of {
                    Some(Wire::Anthropic) => out.extend(chat.extra.clone()),
                    _ => dropped.extend(chat.extra.keys().cloned()),
                }
                (Value::Object(out).to_string().into_bytes(), dropped)
            }
            Content::Embed(_) => return Err(Fault::new(Class::Unable, "Anthropic has no embeddings")),
        };
        let url = join(&ask.settings.base_url, "/v1/messages");
        Ok(Outgoing { method: Method::POST, url, headers, body: body.into(), dropped })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(anthropic::decode::Live::default())
    }

    fn whole(&self, value: &Value) -> Result<Vec<Event>, Malformed> {
        anthropic::decode::whole(value)
    }
}

fn headers(settings: &Settings, key: Option<&Secret>) -> Result<HeaderMap, Fault> {
    let mut headers = json_headers();
    headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    if let Some(key) = key {
        secret_header(&mut headers, "x-api-key", key.reveal())?;
    }
    own_headers(settings, &mut headers)?;
    Ok(headers)
}

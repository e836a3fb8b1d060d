//! OpenAI, and every server that speaks its wire.

use http::{HeaderMap, Method};
use serde_json::{Map, Value, json};

use super::{Ask, Content, Outgoing, Provider, bad, join, json_headers, own_headers, secret_header};
use crate::{
    config::{Kind, Provider as Settings},
    event::Event,
    fault::{Class, Fault},
    frames::{Framing, Malformed},
    secret::Secret,
    wires::{Decoder, Wire, openai, read},
};

pub struct OpenAi;

impl Provider for OpenAi {
    fn wire(&self) -> Wire {
        Wire::OpenAi
    }

    fn framing(&self) -> Framing {
        Framing::Sse
    }

    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault> {
        let headers = headers(ask.settings, ask.key)?;
        match &ask.content {
            Content::Embed(body) => {
                let url = join(&ask.settings.base_url, "/embeddings");
                Ok(Outgoing {
                    method: Method::POST,
                    url,
                    headers,
                    body: with_model(body, ask.model).into(),
                    dropped: Vec::new(),
                })
            }
            Content::Same(_) | Content::Chat(_) => {
                let (body, dropped) = chat_body(ask, Some(ask.model), is_openai_itself(ask.settings))?;
                let url = join(&ask.settings.base_url, "/chat/completions");
                Ok(Outgoing { method: Method::POST, url, headers, body: body.into(), dropped })
            }
        }
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(openai::decode::Live::default())
    }

    fn whole(&self, value: &Value) -> Result<Vec<Event>, Malformed> {
        openai::decode::whole(value)
    }

    fn vectors(&self, value: &Value) -> Result<(Vec<Value>, u64), Malformed> {
        vectors(value)
    }
}

/// OpenAI's own servers want `max_completion_tokens`; many compatible ones know only `max_tokens`.
fn is_openai_itself(settings: &Settings) -> bool {
    settings.base_url.contains("api.openai.com")
}

/// Groq tells the usage unasked, in `x_groq` of the last chunk, and defines no such option.
fn asks_for_usage(settings: &Settings) -> bool {
    settings.kind != Kind::Groq
}

fn headers(settings: &Settings, key: Option<&Secret>) -> Result<HeaderMap, Fault> {
    let mut headers = json_headers();
    if let Some(key) = key {
        secret_header(&mut headers, "authorization", &format!("Bearer {}", key.reveal()))?;
    }
    if let Some(organization) = &settings.organization {
        secret_header(&mut headers, "openai-organization", organization)?;
    }
    if let Some(project) = &settings.project {
        secret_header(&mut headers, "openai-project", project)?;
    }
    own_headers(settings, &mut headers)?;
    Ok(headers)
}

/// A body of chat completions; always as a stream, so that a stall is noticed.
pub(super) fn chat_body(
    ask: &Ask<'_>,
    model: Option<&str>,
    with_new_limit: bool,
) -> Result<(Vec<u8>, Vec<String>), Fault> {
    let limit_name = if with_new_limit || ask.new_limit { "max_completion_tokens" } else { "max_tokens" };
    match &ask.content {
        Content::Same(body) => {
            let mut options =
                body.get("stream_options").filter(Value::is_object).unwrap_or_else(|| json!({}));
            options["include_usage"] = true.into();
            let mut changes = vec![
                ("model", model.map(Value::from)),
                ("stream", Some(true.into())),
                ("stream_options", asks_for_usage(ask.settings).then_some(options)),
            ];
            if let Some(limit) = ask.max_output {
                // Whichever of the two a server reads holds the limit.
                let names = ["max_completion_tokens", "max_tokens"];
                let stated: Vec<&str> = names.into_iter().filter(|key| body.raw(key).is_some()).collect();
                for name in if stated.is_empty() { vec![limit_name] } else { stated } {
                    changes.push((name, Some(limit.into())));
                }
            }
            // Ours, not the provider's.
            if body.raw("cache_control").is_some() {
                changes.push(("cache_control", None));
            }
            Ok((body.with(&changes), Vec::new()))
        }
        Content::Chat(chat) => {
            let mut dropped = Vec::new();
            let mut out = openai::request::write(chat, &mut dropped).map_err(bad)?;
            if let Some(limit) = ask.max_output.or(chat.max_output) {
                out.remove("max_tokens");
                out.insert(limit_name.into(), limit.into());
            }
            if let Some(model) = model {
                out.insert("model".into(), model.into());
            }
            out.insert("stream".into(), true.into());
            if asks_for_usage(ask.settings) {
                out.insert("stream_options".into(), json!({ "include_usage": true }));
            }
            match chat.extra_of {
                Some(Wire::OpenAi) => out.extend(chat.extra.clone()),
                _ => dropped.extend(chat.extra.keys().cloned()),
            }
            Ok((Value::Object(out).to_string().into_bytes(), dropped))
        }
        Content::Embed(_) => Err(Fault::new(Class::Unable, "no chat")),
    }
}

pub(super) fn with_model(body: &Value, model: &str) -> Vec<u8> {
    let mut out: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    out.insert("model".into(), model.into());
    Value::Object(out).to_string().into_bytes()
}

pub(super) fn vectors(value: &Value) -> Result<(Vec<Value>, u64), Malformed> {
    let Some(data) = value.get("data").and_then(Value::as_array) else {
        return Err(Malformed("an answer without vectors".into()));
    };
    let mut rows: Vec<&Value> = data.iter().collect();
    rows.sort_by_key(|row| row.get("index").and_then(Value::as_u64));
    let is_moved = |(place, row): (usize, &&Value)| {
        row.get("index").and_then(Value::as_u64).is_some_and(|index| index != place as u64)
    };
    if rows.iter().enumerate().any(is_moved) {
        return Err(Malformed("vectors whose numbers do not follow each other".into()));
    }
    let vectors = rows.iter().filter_map(|row| row.get("embedding").cloned()).collect();
    Ok((vectors, read::tokens(value, "/usage/prompt_tokens").unwrap_or(0)))
}

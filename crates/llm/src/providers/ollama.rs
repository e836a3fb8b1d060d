//! Ollama: models on the operator's own machines.

use http::Method;
use serde_json::{Value, json};

use super::{Ask, Content, Outgoing, Provider, bad, join, json_headers, own_headers, secret_header};
use crate::{
    event::Event,
    fault::Fault,
    frames::{Framing, Malformed},
    wires::{Decoder, Wire, ollama, read},
};

pub struct Ollama;

impl Provider for Ollama {
    fn wire(&self) -> Wire {
        Wire::Ollama
    }

    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault> {
        let (path, body, dropped) = match &ask.content {
            Content::Same(body) => {
                let mut options = body.get("options").filter(Value::is_object).unwrap_or_else(|| json!({}));
                if let Some(limit) = ask.max_output {
                    options["num_predict"] = limit.into();
                }
                // What the caller states is the caller's; otherwise the prompt must fit, because the
                // server cuts it without a word.
                if options.get("num_ctx").is_none()
                    && let Some(tokens) = ask.context_tokens
                {
                    options["num_ctx"] = tokens.into();
                }
                let changes = [
                    ("model", Some(Value::from(ask.model))),
                    ("stream", Some(true.into())),
                    ("options", Some(options)),
                ];
                ("/api/chat", body.with(&changes), Vec::new())
            }
            Content::Chat(chat) => {
                let mut dropped = Vec::new();
                let mut chat = (*chat).clone();
                chat.max_output = ask.max_output.or(chat.max_output);
                let mut out = ollama::request::write(&chat, ask.context_tokens, &mut dropped).map_err(bad)?;
                out.insert("model".into(), ask.model.into());
                out.insert("stream".into(), true.into());
                let is_ours = chat.extra_of == Some(Wire::Ollama);
                for (key, value) in &chat.extra {
                    match (is_ours, key.as_str(), value) {
                        (true, "options", Value::Object(more)) => {
                            let options = out.entry("options").or_insert_with(|| json!({}));
                            for (key, value) in more {
                                options[key] = value.clone();
                            }
                        }
                        (true, "keep_alive", value) => drop(out.insert(key.clone(), value.clone())),
                        _ => dropped.push(key.clone()),
                    }
                }
                ("/api/chat", Value::Object(out).to_string().into_bytes(), dropped)
            }
            Content::Embed(body) => {
                let out = json!({ "model": ask.model, "input": body.get("input") });
                ("/api/embed", out.to_string().into_bytes(), Vec::new())
            }
        };
        let mut headers = json_headers();
        if let Some(key) = ask.key {
            secret_header(&mut headers, "authorization", &format!("Bearer {}", key.reveal()))?;
        }
        own_headers(ask.settings, &mut headers)?;
        let url = join(&ask.settings.base_url, path);
        Ok(Outgoing { method: Method::POST, url, headers, body: body.into(), dropped })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(ollama::decode::Live::default())
    }

    fn whole(&self, value: &Value) -> Result<Vec<Event>, Malformed> {
        ollama::decode::whole(value)
    }

    fn vectors(&self, value: &Value) -> Result<(Vec<Value>, u64), Malformed> {
        let Some(vectors) = value.get("embeddings").and_then(Value::as_array) else {
            return Err(Malformed("an answer without vectors".into()));
        };
        Ok((vectors.clone(), read::tokens(value, "/prompt_eval_count").unwrap_or(0)))
    }
}

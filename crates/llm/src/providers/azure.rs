//! Azure OpenAI: OpenAI's wire behind deployments and a version, or behind `/openai/v1`.

use http::{HeaderMap, Method};
use serde_json::Value;

use super::{
    Ask, Content, Outgoing, Provider, json_headers,
    openai::{chat_body, vectors, with_model},
    own_headers, secret_header,
};
use crate::{
    config::Provider as Settings,
    event::Event,
    fault::Fault,
    frames::{Framing, Malformed},
    secret::Secret,
    wires::{Decoder, Wire, openai},
};

pub struct Azure;

const USUAL_VERSION: &str = "2024-10-21";

impl Provider for Azure {
    fn wire(&self) -> Wire {
        Wire::OpenAi
    }

    fn framing(&self) -> Framing {
        Framing::Sse
    }

    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault> {
        let headers = headers(ask.settings, ask.key)?;
        let (name, body, dropped) = match &ask.content {
            Content::Embed(body) => ("embeddings", with_model(body, ask.model), Vec::new()),
            Content::Same(_) | Content::Chat(_) => {
                let (body, dropped) = chat_body(ask, Some(ask.model), true)?;
                ("chat/completions", body, dropped)
            }
        };
        let url = url(ask.settings, ask.model, name);
        Ok(Outgoing { method: Method::POST, url, headers, body: body.into(), dropped })
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

fn url(settings: &Settings, deployment: &str, name: &str) -> String {
    let base = settings.base_url.trim_end_matches('/');
    if base.ends_with("/openai/v1") {
        return format!("{base}/{name}");
    }
    let version = settings.api_version.as_deref().unwrap_or(USUAL_VERSION);
    let deployment = super::bedrock::path_encoded(deployment);
    format!("{base}/openai/deployments/{deployment}/{name}?api-version={version}")
}

fn headers(settings: &Settings, key: Option<&Secret>) -> Result<HeaderMap, Fault> {
    let mut headers = json_headers();
    if let Some(key) = key {
        // A token of Entra is a JWT; keys of Azure are not.
        match key.reveal().starts_with("eyJ") {
            true => secret_header(&mut headers, "authorization", &format!("Bearer {}", key.reveal()))?,
            false => secret_header(&mut headers, "api-key", key.reveal())?,
        }
    }
    own_headers(settings, &mut headers)?;
    Ok(headers)
}

//! AWS Bedrock: converse, signed by SigV4 or with an API key as a bearer token.

use http::{HeaderName, HeaderValue, Method};
use serde_json::{Value, json};

use super::{
    Ask, Content, Credentials, Outgoing, Provider, Scope, bad, join, json_headers, own_headers,
    secret_header, sign,
};
use crate::{
    config::Provider as Settings,
    event::Event,
    fault::{Class, Fault},
    frames::{Framing, Malformed},
    secret::Secret,
    wires::{Decoder, Wire, bedrock},
};

pub struct Bedrock;

impl Provider for Bedrock {
    fn wire(&self) -> Wire {
        Wire::Bedrock
    }

    fn framing(&self) -> Framing {
        Framing::EventStream
    }

    fn prepare(&self, ask: &Ask<'_>) -> Result<Outgoing, Fault> {
        let (body, dropped) = match &ask.content {
            Content::Same(body) => {
                let mut changes: Vec<(&str, Option<Value>)> = Vec::new();
                if body.raw("modelId").is_some() {
                    changes.push(("modelId", None));
                }
                if let Some(limit) = ask.max_output {
                    let mut config =
                        body.get("inferenceConfig").filter(Value::is_object).unwrap_or_else(|| json!({}));
                    config["maxTokens"] = limit.into();
                    changes.push(("inferenceConfig", Some(config)));
                }
                (body.with(&changes), Vec::new())
            }
            Content::Chat(chat) => {
                let mut dropped = Vec::new();
                let mut chat = (*chat).clone();
                chat.max_output = ask.max_output.or(chat.max_output);
                let out = bedrock::request::write(&chat, &mut dropped).map_err(bad)?;
                dropped.extend(chat.extra.keys().cloned());
                (Value::Object(out).to_string().into_bytes(), dropped)
            }
            Content::Embed(_) => {
                return Err(Fault::new(Class::Unable, "embeddings of Bedrock are not spoken here"));
            }
        };
        let path = format!("/model/{}/converse-stream", path_encoded(ask.model));
        let url = join(&ask.settings.base_url, &path);
        let mut headers = json_headers();
        let accept = HeaderValue::from_static("application/vnd.amazon.eventstream");
        headers.insert(http::header::ACCEPT, accept);
        own_headers(ask.settings, &mut headers)?;
        authorize(ask.settings, ask.key, &url, &mut headers, &body, ask.now)?;
        Ok(Outgoing { method: Method::POST, url, headers, body: body.into(), dropped })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(bedrock::decode::Live::default())
    }

    fn whole(&self, value: &Value) -> Result<Vec<Event>, Malformed> {
        bedrock::decode::whole(value)
    }
}

fn authorize(
    settings: &Settings,
    key: Option<&Secret>,
    url: &str,
    headers: &mut http::HeaderMap,
    body: &[u8],
    now: std::time::SystemTime,
) -> Result<(), Fault> {
    let Some(key) = key else { return Ok(()) };
    // `id:secret` or `id:secret:session` is a pair to sign with; anything else is a bearer key.
    let mut parts = key.reveal().splitn(3, ':');
    let (Some(id), Some(secret)) = (parts.next(), parts.next()) else {
        return secret_header(headers, "authorization", &format!("Bearer {}", key.reveal()));
    };
    let credentials = Credentials {
        access_key_id: id.to_owned(),
        secret_access_key: Secret::new(secret),
        session_token: parts.next().map(Secret::new),
    };
    let uri: http::Uri =
        url.parse().map_err(|_| Fault::new(Class::BadRequest, "the provider's address is none"))?;
    let host = uri.authority().map_or("", |authority| authority.as_str());
    let region = settings.region.as_deref().unwrap_or("us-east-1");
    let signed = [("content-type", "application/json"), ("host", host)];
    let scope = Scope { region, service: "bedrock" };
    for (name, text) in sign(&credentials, scope, "POST", uri.path(), &signed, body, now) {
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            Fault::new(Class::Auth, "the credentials have characters that no header may hold")
        })?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(())
}

/// One segment of a path: `:` and `/` of model ids are encoded.
pub(super) fn path_encoded(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len() + 8);
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

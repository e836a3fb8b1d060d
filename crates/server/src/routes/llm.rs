//! Models over HTTP: each path is handed to the role, which knows the wire formats.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, Response, StatusCode, request::Parts},
    routing::{MethodFilter, on},
};
use domain::{
    llm::{WireBody, WireCall, WireReply},
    roles::Llm,
};
use futures::StreamExt;
use http_body_util::BodyExt;

use crate::Limits;

pub const PATHS: &[(&str, &str, &str)] = &[
    ("post", "/v1/chat/completions", "chat completions, as OpenAI defined them"),
    ("post", "/v1/responses", "responses, as OpenAI defined them"),
    ("post", "/v1/messages", "messages, as Anthropic defined them"),
    ("post", "/v1/messages/count_tokens", "an estimate of a request's tokens"),
    ("post", "/v1/embeddings", "vectors of texts, as OpenAI defined them"),
    ("post", "/openai/v1/embeddings", "the same, as Azure names it"),
    ("post", "/api/embed", "vectors of texts, as Ollama defined them"),
    ("post", "/api/embeddings", "one vector, as older clients of Ollama ask for it"),
    ("get", "/v1/models", "routes and targets"),
    ("get", "/v1/models/{*model}", "one of them"),
    ("post", "/openai/v1/chat/completions", "the same, as Groq and Azure name it"),
    ("post", "/openai/v1/responses", "the same, as Azure names it"),
    ("get", "/openai/v1/models", "the same, as Groq names it"),
    ("get", "/openai/v1/models/{*model}", "one of them, as Groq names it"),
    ("post", "/openai/deployments/{deployment}/chat/completions", "chat completions, as Azure names them"),
    ("post", "/openai/deployments/{deployment}/embeddings", "vectors of texts, as Azure names them"),
    ("post", "/model/{model}/converse", "converse, as AWS Bedrock defined it"),
    ("post", "/model/{model}/converse-stream", "converse, live"),
    ("post", "/api/chat", "chat, as Ollama defined it"),
    ("post", "/api/generate", "generate, as Ollama defined it"),
    ("get", "/api/tags", "routes and targets, as Ollama lists them"),
    ("post", "/api/show", "a model, as Ollama shows it"),
    ("get", "/api/version", "the version of this program, where Ollama tells its own"),
    ("get", "/api/ps", "nothing: no model is loaded here"),
    ("get", "/v1/router/state", "targets: breakers, room, speed"),
    ("get", "/usage", "tokens and cost by key, tag, route or target"),
    ("post", "/estimate", "the most that a call may cost"),
    ("post", "/costs/estimate", "the same under its older name"),
    ("post", "/generate", "chat completions under an older name"),
    ("post", "/stream", "chat completions, live, under an older name"),
    ("get", "/providers", "providers and whether they can be used"),
    ("get", "/", "the page of `/router`"),
    ("get", "/router", "a page that shows targets and spend"),
];

#[derive(Clone)]
struct Held {
    role: Arc<dyn Llm>,
    limits: Limits,
}

pub fn routes(role: Arc<dyn Llm>, limits: Limits) -> Router {
    let mut router = Router::new();
    for (method, path, _) in PATHS {
        let filter = if *method == "get" { MethodFilter::GET } else { MethodFilter::POST };
        router = router.route(path, on(filter, handle));
    }
    router.fallback(no_path).method_not_allowed_fallback(wrong_method).with_state(Held { role, limits })
}

async fn handle(
    State(held): State<Held>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut call = wire_call(&parts, peer.ip().to_canonical().is_loopback());
    match read(&held.limits, &call, body).await {
        Ok(body) => call.body = body,
        Err((status, detail)) => return respond(held.role.refuse(&call, status.as_u16(), &detail)),
    }
    respond(held.role.serve(call).await)
}

/// What nothing answers is an error in the form of the path that was meant.
async fn no_path(State(held): State<Held>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let call = wire_call(&parts, false);
    let detail = format!("there is no {} {}", call.method, call.path);
    respond(held.role.refuse(&call, 404, &detail))
}

async fn wrong_method(State(held): State<Held>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let call = wire_call(&parts, false);
    let detail = format!("{} does not answer {}", call.path, call.method);
    respond(held.role.refuse(&call, 405, &detail))
}

/// A call without its body.
fn wire_call(parts: &Parts, is_local: bool) -> WireCall {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: Vec<(String, String)> =
        parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    WireCall {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        request_id: find(&headers, "x-request-id").unwrap_or_default().to_owned(),
        headers,
        body: Bytes::new(),
        is_local,
    }
}

fn find<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The body, within the limits. Errors: why this call is refused unread.
async fn read(limits: &Limits, call: &WireCall, body: Body) -> Result<Bytes, (StatusCode, String)> {
    let find = |name: &str| find(&call.headers, name);
    check_origin(find("origin"), find("host"))
        .map_err(|detail| (StatusCode::FORBIDDEN, detail.to_owned()))?;
    if call.method == "POST" && !is_json(find("content-type"), &call.path) {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "send the body as application/json".into()));
    }
    // A packed body could unpack to any size; clients pack none unasked.
    if let Some(coding) = find("content-encoding").filter(|coding| !is_plain(coding)) {
        let coding: String = coding.escape_default().take(40).collect();
        let detail = format!("the body is packed as {coding}: send it as it is, without Content-Encoding");
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let read = http_body_util::Limited::new(body, limits.body_bytes).collect();
    let body: Bytes = match tokio::time::timeout(limits.body_wait, read).await {
        Ok(Ok(read)) => read.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            let detail = format!("the body is larger than {} bytes", limits.body_bytes);
            return Err((StatusCode::PAYLOAD_TOO_LARGE, detail));
        }
        Ok(Err(_)) => return Err((StatusCode::BAD_REQUEST, "the body was cut".into())),
        Err(_) => return Err((StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time".into())),
    };
    if is_deeper(&body, limits.json_depth) {
        let detail = format!("the body nests deeper than {} levels", limits.json_depth);
        return Err((StatusCode::BAD_REQUEST, detail));
    }
    Ok(body)
}

/// A page of another site has no business here: its browser says where it comes from.
fn check_origin(origin: Option<&str>, host: Option<&str>) -> Result<(), &'static str> {
    let Some(origin) = origin else { return Ok(()) };
    let from = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    match host {
        Some(host) if host.eq_ignore_ascii_case(from) => Ok(()),
        _ => Err("calls from pages of another site are refused"),
    }
}

/// Whether brackets outside of texts nest deeper than `most`: found before anything reads the body.
fn is_deeper(body: &[u8], most: usize) -> bool {
    let (mut depth, mut in_text, mut is_escaped) = (0usize, false, false);
    for byte in body {
        if in_text {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

fn is_plain(coding: &str) -> bool {
    coding.trim().is_empty() || coding.trim().eq_ignore_ascii_case("identity")
}

/// The command lines of Ollama's own documents send no type.
fn is_json(kind: Option<&str>, path: &str) -> bool {
    if path.starts_with("/api/") {
        return true;
    }
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or("").trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn respond(reply: WireReply) -> Response<Body> {
    let body = match reply.body {
        WireBody::Whole(bytes) => Body::from(bytes),
        WireBody::Live(pieces) => Body::from_stream(pieces.map(Ok::<_, std::convert::Infallible>)),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

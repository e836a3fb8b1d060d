//! The door for calls from outside: paths, keys, and errors in the caller's own wire.

use std::time::Instant;

use bytes::Bytes;
use domain::llm::{WireBody, WireCall, WireReply};
use futures::StreamExt;
use ring::digest;
use serde_json::{Value, json};

use crate::{
    fault::{Class, Fault},
    listing,
    router::{
        Router,
        call::{Call, Caller},
        relay::Relay,
        request::Request,
    },
    traces::Parent,
    wires::Wire,
};

/// What a path asks for.
enum Asked {
    Chat {
        wire: Wire,
        model: Option<String>,
        stream: Option<bool>,
    },
    Embed {
        form: EmbedForm,
        model: Option<String>,
    },
    /// All models, or the one that is named, as a wire lists them.
    Models,
    Model(String),
    /// What an Ollama server says of itself.
    Version,
    Running,
    Show,
    State,
    Usage,
    Estimate,
    Providers,
    CountTokens,
    Page,
}

#[derive(Clone, Copy, PartialEq)]
enum EmbedForm {
    OpenAi,
    Ollama,
    /// `/api/embeddings`: one prompt, one vector.
    OllamaOne,
}

fn route(method: &str, path: &str) -> Option<(Asked, Wire)> {
    let chat = |wire: Wire, model: Option<String>, stream: Option<bool>| {
        Some((Asked::Chat { wire, model, stream }, wire))
    };
    let embed =
        |form: EmbedForm, wire: Wire, model: Option<String>| Some((Asked::Embed { form, model }, wire));
    if method == "GET" {
        return Some(match path {
            "/v1/models" | "/openai/v1/models" | "/openai/models" => (Asked::Models, Wire::OpenAi),
            "/api/tags" => (Asked::Models, Wire::Ollama),
            "/api/version" => (Asked::Version, Wire::Ollama),
            "/api/ps" => (Asked::Running, Wire::Ollama),
            "/v1/router/state" => (Asked::State, Wire::OpenAi),
            "/usage" => (Asked::Usage, Wire::OpenAi),
            "/providers" | "/models" => (Asked::Providers, Wire::OpenAi),
            "/" | "/router" => (Asked::Page, Wire::OpenAi),
            // A target's name holds a slash: all that follows names one model.
            _ => {
                let name = ["/v1/models/", "/openai/v1/models/"]
                    .iter()
                    .find_map(|before| path.strip_prefix(before))
                    .filter(|name| !name.is_empty())?;
                (Asked::Model(decoded(name)), Wire::OpenAi)
            }
        });
    }
    if method != "POST" {
        return None;
    }
    match path {
        "/v1/chat/completions" | "/openai/v1/chat/completions" | "/generate" => {
            chat(Wire::OpenAi, None, None)
        }
        "/stream" => chat(Wire::OpenAi, None, Some(true)),
        "/v1/responses" | "/openai/v1/responses" => chat(Wire::Responses, None, None),
        "/v1/messages" => chat(Wire::Anthropic, None, None),
        "/v1/messages/count_tokens" => Some((Asked::CountTokens, Wire::Anthropic)),
        "/api/chat" => chat(Wire::Ollama, None, None),
        "/api/generate" => chat(Wire::OllamaGenerate, None, None),
        "/v1/embeddings" | "/openai/v1/embeddings" => embed(EmbedForm::OpenAi, Wire::OpenAi, None),
        "/api/embed" => embed(EmbedForm::Ollama, Wire::Ollama, None),
        "/api/embeddings" => embed(EmbedForm::OllamaOne, Wire::Ollama, None),
        "/api/show" => Some((Asked::Show, Wire::Ollama)),
        "/estimate" | "/costs/estimate" => Some((Asked::Estimate, Wire::OpenAi)),
        _ => {
            if let Some(rest) = path.strip_prefix("/model/") {
                let (model, is_stream) = match rest.strip_suffix("/converse-stream") {
                    Some(model) => (model, true),
                    None => (rest.strip_suffix("/converse")?, false),
                };
                return chat(Wire::Bedrock, Some(decoded(model)), Some(is_stream));
            }
            let rest = path.strip_prefix("/openai/deployments/")?;
            if let Some(model) = rest.strip_suffix("/embeddings") {
                return embed(EmbedForm::OpenAi, Wire::OpenAi, Some(decoded(model)));
            }
            let model = rest.strip_suffix("/chat/completions")?;
            chat(Wire::OpenAi, Some(decoded(model)), None)
        }
    }
}

fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair: Vec<u8> = bytes.by_ref().take(2).collect();
            let value = std::str::from_utf8(&pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
            out.push(value.unwrap_or(b'%'));
        } else {
            out.push(byte);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

pub async fn serve(router: &Router, call: WireCall) -> WireReply {
    let begun = Instant::now();
    let Some((asked, wire)) = route(&call.method, &call.path) else {
        return refuse(&call, 404, &format!("there is no {} {}", call.method, call.path));
    };
    // Anthropic's clients say their version with every call; paths alone do not tell lists apart.
    let wire = match asked {
        Asked::Models | Asked::Model(_) if call.header("anthropic-version").is_some() => Wire::Anthropic,
        _ => wire,
    };
    // The page holds nothing: a browser opens it without a key, and it asks for one.
    if matches!(asked, Asked::Page) {
        return page(router);
    }
    let caller = match identify(router, &call) {
        Ok(caller) => caller,
        Err(fault) => return refused(wire, &call, &fault),
    };
    let answered = match asked {
        Asked::Chat { wire, model, stream } => chat(router, &call, caller, begun, wire, model, stream).await,
        Asked::Embed { form, model } => embed(router, &call, &caller, form, model).await,
        Asked::Models => Ok(whole(200, &listing::models(router, wire))),
        Asked::Model(name) => listing::model(router, wire, &name).map(|found| whole(200, &found)),
        Asked::Version => Ok(whole(200, &json!({ "version": env!("CARGO_PKG_VERSION") }))),
        Asked::Running => Ok(whole(200, &json!({ "models": [] }))),
        Asked::Show => listing::show(router, &call.body).map(|found| whole(200, &found)),
        Asked::State => Ok(whole(200, &router.state())),
        Asked::Providers => Ok(whole(200, &listing::providers(router))),
        Asked::Usage => Ok(whole(200, &usage(router, &call, &caller))),
        Asked::Estimate => estimate(router, &call),
        Asked::CountTokens => count_tokens(router, &call),
        Asked::Page => Ok(page(router)),
    };
    answered.unwrap_or_else(|fault| refused(wire, &call, &fault))
}

/// Errors: no key, a wrong one, or a caller from elsewhere where there are no keys.
fn identify(router: &Router, call: &WireCall) -> Result<Caller, Fault> {
    let snapshot = router.inner.snapshot();
    let wants_whole = match call.header("x-ql-delivery").map(str::trim) {
        Some(word) if word.eq_ignore_ascii_case("whole") => Some(true),
        Some(word) if word.eq_ignore_ascii_case("live") => Some(false),
        None | Some("") => None,
        Some(_) => return Err(Fault::new(Class::BadRequest, "`x-ql-delivery` has to be whole or live")),
    };
    let cache_word = call.header("x-ql-cache").map(str::to_owned);
    let tag = call.header("x-ql-tag").map(str::to_owned);
    if tag.as_ref().is_some_and(|tag| tag.len() > LONGEST_TAG) {
        let text = format!("`x-ql-tag` is longer than {LONGEST_TAG} bytes");
        return Err(Fault::new(Class::BadRequest, text));
    }
    let parent = call.header("traceparent").and_then(Parent::read);
    if snapshot.settings.keys.is_empty() {
        if !call.is_local {
            return Err(Fault::new(
                Class::Unauthorized,
                "without `llm.keys` only callers on this machine are served",
            ));
        }
        if let Some(host) = call.header("host").filter(|host| !is_private_name(host)) {
            // A page of that site made its name point here: its browser believes to speak to the site.
            let host: String = host.escape_default().take(100).collect();
            let text =
                format!("without `llm.keys` calls to `{host}` are refused: it is no name of this machine");
            return Err(
                Fault::new(Class::Forbidden, text).hint("call 127.0.0.1, or name keys under llm.keys")
            );
        }
        let tag = tag.unwrap_or_default();
        return Ok(Caller { wants_whole, cache_word, tag, parent, ..Caller::default() });
    }
    let authorization = call.header("authorization").unwrap_or("");
    let bearer = authorization.strip_prefix("Bearer ").or_else(|| authorization.strip_prefix("bearer "));
    // Clients of AWS sign; who they are stands in the open.
    let signer = authorization.split_once("Credential=").and_then(|(_, rest)| rest.split('/').next());
    let given =
        call.header("x-api-key").or_else(|| call.header("api-key")).or(bearer).or(signer).unwrap_or("");
    let hash = hex::encode(digest::digest(&digest::SHA256, given.trim().as_bytes()));
    let found = snapshot.settings.keys.iter().find(|(_, key)| key.hash.eq_ignore_ascii_case(&hash));
    let Some((name, key)) = found else {
        return Err(Fault::new(Class::Unauthorized, "the key is missing or not known"));
    };
    Ok(Caller {
        name: name.clone(),
        tag: tag.or_else(|| key.tags.first().cloned()).unwrap_or_default(),
        tenant: if key.tenant.is_empty() { name.clone() } else { key.tenant.clone() },
        key: Some(key.clone()),
        wants_whole,
        cache_word,
        parent,
    })
}

/// It stands in each line of the account book.
const LONGEST_TAG: usize = 200;

/// Whether a `Host` is an address or a name that nobody can register.
fn is_private_name(host: &str) -> bool {
    let bare = match host.strip_prefix('[') {
        Some(rest) => {
            return rest.split_once(']').is_some_and(|(ip, _)| ip.parse::<std::net::Ipv6Addr>().is_ok());
        }
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    let is_address = name.parse::<std::net::Ipv4Addr>().is_ok();
    let ends = [".localhost", ".local", ".internal", ".localdomain", ".home.arpa", ".test"];
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    is_address || name.bytes().all(is_plain) || ends.iter().any(|end| name.ends_with(end))
}

async fn chat(
    router: &Router,
    call: &WireCall,
    caller: Caller,
    begun: Instant,
    wire: Wire,
    model: Option<String>,
    stream: Option<bool>,
) -> Result<WireReply, Fault> {
    let mut request = Request::read(wire, call.body.clone(), model, stream)?;
    // A header that comes several times is one list.
    let beta = call.headers.iter().filter(|(name, _)| name == "anthropic-beta");
    let beta: Vec<&str> = beta.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()).collect();
    request.beta = (!beta.is_empty()).then(|| beta.join(","));
    let is_stream = request.stream;
    let mut asked = Call::begin(router.inner.clone(), request, caller, Some(begun)).await?;
    if !is_stream {
        let (answer, note) = match asked.whole().await {
            Ok(done) => done,
            Err(fault) => return Ok(told(refused(wire, call, &fault), &asked)),
        };
        let body = wire.whole(&answer, &asked.head(), &note);
        return Ok(told(whole(200, &body), &asked));
    }
    let relay = match Relay::begin(asked).await {
        Ok(relay) => relay,
        Err((fault, asked)) => return Ok(told(refused(wire, call, &fault), &asked)),
    };
    let mut reply = told(
        WireReply { status: 200, headers: Vec::new(), body: WireBody::Whole(Bytes::new()) },
        &relay.call,
    );
    reply.headers.push(("content-type", wire.live_type().to_owned()));
    reply.headers.push(("cache-control", "no-cache".into()));
    reply.headers.push(("x-accel-buffering", "no".into()));
    let pieces = futures::stream::unfold(relay, |mut relay: Relay| async move {
        relay.next().await.map(|bytes| (Bytes::from(bytes), relay))
    });
    reply.body = WireBody::Live(pieces.boxed());
    Ok(reply)
}

/// An estimate, for a request that would be taken.
fn count_tokens(router: &Router, call: &WireCall) -> Result<WireReply, Fault> {
    let body: Value = read_json(call)?;
    let model = body.get("model").and_then(Value::as_str).unwrap_or("");
    if router.inner.snapshot().find(model).is_none() {
        return Err(Fault::new(Class::UnknownModel, format!("there is no route or target `{model}`")));
    }
    if !body.get("messages").is_some_and(Value::is_array) {
        return Err(Fault::new(Class::BadRequest, "`messages` has to be a list"));
    }
    Ok(whole(200, &json!({ "input_tokens": call.body.len().div_ceil(4) })))
}

fn read_json(call: &WireCall) -> Result<Value, Fault> {
    let read: Value = serde_json::from_slice(&call.body)
        .map_err(|e| Fault::new(Class::BadRequest, format!("the body is not JSON: {e}")))?;
    match read.is_object() {
        true => Ok(read),
        false => Err(Fault::new(Class::BadRequest, "the body is not a JSON object")),
    }
}

/// Vectors of texts: one target after the other, until one gives them.
async fn embed(
    router: &Router,
    call: &WireCall,
    caller: &Caller,
    form: EmbedForm,
    model: Option<String>,
) -> Result<WireReply, Fault> {
    let mut body = read_json(call)?;
    if form == EmbedForm::OllamaOne {
        let prompt = body.get("prompt").filter(|prompt| prompt.is_string()).cloned();
        let Some(prompt) = prompt else {
            return Err(Fault::new(Class::BadRequest, "`prompt` has to be a text"));
        };
        body = json!({ "model": body["model"], "input": prompt });
    }
    match body.get("input") {
        Some(Value::String(_)) => {}
        Some(Value::Array(list)) if !list.is_empty() => {}
        None => return Err(Fault::new(Class::BadRequest, "`input` is missing")),
        Some(_) => {
            return Err(Fault::new(
                Class::BadRequest,
                "`input` has to be a text or a list that is not empty",
            ));
        }
    }
    let model = match &model {
        Some(model) => model,
        None => body.get("model").and_then(Value::as_str).unwrap_or(""),
    };
    let embedded = crate::router::embed(&router.inner, model, &body, caller).await?;
    let (target, vectors, tokens) = (embedded.target, embedded.vectors, embedded.usage.input);
    let answer = match form {
        EmbedForm::OllamaOne => json!({ "embedding": vectors.into_iter().next() }),
        EmbedForm::Ollama => json!({ "model": target, "embeddings": vectors, "prompt_eval_count": tokens }),
        EmbedForm::OpenAi => {
            let rows: Vec<Value> = vectors
                .into_iter()
                .enumerate()
                .map(|(index, vector)| json!({ "object": "embedding", "index": index, "embedding": vector }))
                .collect();
            let usage = json!({ "prompt_tokens": tokens, "total_tokens": tokens });
            json!({ "object": "list", "data": rows, "model": target, "usage": usage })
        }
    };
    let mut reply = whole(200, &answer);
    reply.headers.push(("x-ql-target", target));
    reply.headers.push(("x-ql-attempts", embedded.attempts.to_string()));
    reply.headers.extend(embedded.reason.map(|reason| ("x-ql-fallback-reason", reason.to_owned())));
    reply.headers.extend(embedded.cost_nano.map(|nano| ("x-ql-cost-usd", crate::economy::price::usd(nano))));
    Ok(reply)
}

/// The headers that say how an answer came about.
fn told(mut reply: WireReply, call: &Call) -> WireReply {
    let note = call.x_ql();
    let text = |key: &str| match &note[key] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let pairs = [
        ("x-ql-target", "target"),
        ("x-ql-attempts", "attempts"),
        ("x-ql-fallback-reason", "fallback_reason"),
        ("x-ql-cache", "cache"),
        ("x-ql-structured", "structured"),
        ("x-ql-overhead-us", "overhead_us"),
    ];
    reply.headers.extend(pairs.iter().filter_map(|(header, key)| text(key).map(|text| (*header, text))));
    if !call.request.stream {
        reply.headers.extend(text("cost_usd").map(|text| ("x-ql-cost-usd", text)));
    }
    if !call.dropped().is_empty() {
        reply.headers.push(("x-ql-dropped", listed(call.dropped())));
    }
    reply
}

/// Names that the caller chose, as far as a header can hold them; the answer itself lists them all.
fn listed(names: &[String]) -> String {
    let mut text = String::new();
    for name in names.iter().map(|name| name.escape_default().to_string()) {
        if text.len() + name.len() > 1000 {
            text.push_str(",...");
            break;
        }
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&name);
    }
    text
}

fn whole(status: u16, body: &Value) -> WireReply {
    WireReply {
        status,
        headers: vec![("content-type", "application/json".into())],
        body: WireBody::Whole(body.to_string().into_bytes().into()),
    }
}

/// What the server itself refuses, unread, in the form of the path that was called.
pub fn refuse(call: &WireCall, status: u16, detail: &str) -> WireReply {
    let usual = match () {
        () if call.header("anthropic-version").is_some() => Wire::Anthropic,
        () if call.path.starts_with("/api/") => Wire::Ollama,
        () if call.path.starts_with("/model/") => Wire::Bedrock,
        () => Wire::OpenAi,
    };
    let wire =
        ["POST", "GET"].iter().find_map(|method| route(method, &call.path)).map_or(usual, |(_, wire)| wire);
    let class = match status {
        404 => Class::NotFound,
        403 => Class::Forbidden,
        413 => Class::TooLarge,
        _ => Class::BadRequest,
    };
    let hint = match status {
        404 => "/openapi.json lists what there is",
        405 => "use the method that /openapi.json names",
        413 => "send less, or raise server.max_body_bytes",
        _ => "correct the request",
    };
    let mut reply = refused(wire, call, &Fault::new(class, detail).hint(hint));
    reply.status = status;
    reply
}

fn refused(wire: Wire, call: &WireCall, fault: &Fault) -> WireReply {
    let (body, headers) = wire.error(fault, &call.request_id);
    let mut reply = whole(fault.class.status(), &body);
    reply.headers.extend(headers);
    reply.headers.push(("x-should-retry", fault.class.may_be_retried().to_string()));
    if let Some(wait) = fault.retry_after {
        reply.headers.push(("retry-after", wait.as_secs_f64().ceil().max(1.0).to_string()));
    }
    reply
}

fn usage(router: &Router, call: &WireCall, caller: &Caller) -> Value {
    let query = |name: &str| {
        let pairs = call.query.as_deref().unwrap_or("").split('&');
        pairs
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| decoded(value))
    };
    let by = query("by").filter(|by| ["key", "tag", "route", "target"].contains(&by.as_str()));
    let since = query("since").and_then(|since| {
        since
            .parse::<u64>()
            .ok()
            .or_else(|| since.parse::<jiff::Timestamp>().ok().map(|at| at.as_second().max(0) as u64))
    });
    let sees_all = caller.key.as_ref().is_none_or(|key| key.admin);
    let only = (!sees_all).then_some(caller.name.as_str());
    let ledger = &router.inner.ledger;
    let mut usage = ledger.usage(by.as_deref().unwrap_or("key"), since.unwrap_or(0), only);
    let snapshot = router.inner.snapshot();
    let keys =
        snapshot.settings.keys.iter().filter(|(name, _)| only.is_none_or(|only| only == name.as_str()));
    usage["budgets"] = ledger.budgets(keys, router.inner.now_s());
    usage
}

fn estimate(router: &Router, call: &WireCall) -> Result<WireReply, Fault> {
    let body = read_json(call)?;
    let snapshot = router.inner.snapshot();
    let model = body.get("model").and_then(Value::as_str).unwrap_or("");
    let Some(plan) = snapshot.find(model) else {
        return Err(Fault::new(Class::UnknownModel, format!("there is no route or target `{model}`")));
    };
    let input = call.body.len().div_ceil(4) as u64;
    let output = body.get("max_tokens").and_then(Value::as_u64).unwrap_or(4096);
    let rows: Vec<Value> = plan
        .targets
        .iter()
        .map(|target| json!({
            "target": target.name,
            "most_cost_usd": target.price.map(|price| crate::economy::price::usd(price.most_nano(input, output))),
        }))
        .collect();
    Ok(whole(
        200,
        &json!({ "input_tokens": input, "most_output_tokens": output, "targets": rows, "estimated": true }),
    ))
}

/// Where callers need keys the page says so by itself: it asks for nothing before one is entered.
fn page(router: &Router) -> WireReply {
    let text = include_str!("page.html");
    let text = match router.inner.snapshot().settings.keys.is_empty() {
        true => text.to_owned(),
        false => text.replacen("<html ", "<html data-keys ", 1),
    };
    WireReply {
        status: 200,
        headers: vec![
            ("content-type", "text/html; charset=utf-8".into()),
            ("content-security-policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'".into()),
        ],
        body: WireBody::Whole(text.into()),
    }
}

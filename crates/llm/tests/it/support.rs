//! A router in front of scripted providers, and answers as a caller reads them.

use domain::{
    llm::{WireBody, WireCall},
    roles::Llm,
};
use futures::StreamExt;
use llm::{Router, config};
use serde_json::{Value, json};
use testkit::upstream::{Act, head};

pub struct Heard {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// `settings` is the table `llm` of a configuration file.
pub fn router(settings: &str) -> Router {
    with_prices(settings, None)
}

/// The same with rows of a price table before the built-in ones.
pub fn priced_router(settings: &str, prices: &str) -> Router {
    with_prices(settings, Some(prices))
}

fn with_prices(settings: &str, prices: Option<&str>) -> Router {
    let mut settings: config::Llm = toml::from_str(settings).unwrap();
    for provider in settings.providers.values_mut() {
        provider.keys.extend(provider.api_key.clone());
    }
    Router::new(settings, prices).unwrap()
}

/// SHA-256 of the caller's key in [`KEY`].
pub fn hash() -> String {
    use ring::digest::{SHA256, digest};
    hex::encode(digest(&SHA256, b"ql-test"))
}

pub const KEY: (&str, &str) = ("authorization", "Bearer ql-test");

pub async fn post(router: &Router, path: &str, body: &Value, headers: &[(&str, &str)]) -> Heard {
    call(router, "POST", path, body.to_string(), headers).await
}

pub async fn get(router: &Router, path: &str, headers: &[(&str, &str)]) -> Heard {
    call(router, "GET", path, String::new(), headers).await
}

async fn call(router: &Router, method: &str, path: &str, body: String, headers: &[(&str, &str)]) -> Heard {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let call = WireCall {
        method: method.into(),
        path: path.into(),
        query: query.map(str::to_owned),
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        body: body.into_bytes().into(),
        is_local: true,
        request_id: "test".into(),
    };
    let reply = router.serve(call).await;
    let mut bytes = Vec::new();
    match reply.body {
        WireBody::Whole(whole) => bytes.extend_from_slice(&whole),
        WireBody::Live(mut pieces) => {
            while let Some(piece) = pieces.next().await {
                bytes.extend_from_slice(&piece);
            }
        }
    }
    let headers = reply.headers.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
    Heard { status: reply.status, headers, body: bytes }
}

/// What the server says through the router about a call that it does not hand on.
pub fn refuse(router: &Router, path: &str, status: u16) -> Heard {
    let call = WireCall {
        method: "POST".into(),
        path: path.into(),
        query: None,
        headers: Vec::new(),
        body: Default::default(),
        is_local: true,
        request_id: "test".into(),
    };
    let reply = router.refuse(&call, status, "because");
    let WireBody::Whole(body) = reply.body else { panic!("a refusal is told at once") };
    let headers = reply.headers.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
    Heard { status: reply.status, headers, body: body.to_vec() }
}

pub fn question(model: &str, stream: bool) -> Value {
    json!({ "model": model, "stream": stream, "messages": [{ "role": "user", "content": "hi" }] })
}

pub fn chunk(value: &Value) -> String {
    format!("data: {value}\n\n")
}

/// A good stream of chat completions that says `Hello world`.
pub fn good_stream() -> String {
    let mut out = String::new();
    out += &chunk(
        &json!({"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}),
    );
    for word in ["Hello", " wör", "ld"] {
        out += &chunk(&json!({"id":"c1","choices":[{"index":0,"delta":{"content":word}}]}));
    }
    out += &chunk(&json!({"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}));
    out += &chunk(
        &json!({"id":"c1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}),
    );
    out + "data: [DONE]\n\n"
}

pub const SAID: &str = "Hello wörld";

pub fn stream(bytes: &[u8]) -> Vec<Act> {
    let mut out = head(200, "text/event-stream", "");
    out.extend_from_slice(bytes);
    vec![Act::Write(out)]
}

/// What a caller of chat completions read live: the text, the finish reason, and an error if one came.
pub fn read_live(text: &str) -> (String, Option<String>, Option<Value>) {
    let (mut said, mut finish, mut error) = (String::new(), None, None);
    for data in text.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]") {
        let value: Value = serde_json::from_str(data).unwrap();
        said += value.pointer("/choices/0/delta/content").and_then(Value::as_str).unwrap_or("");
        if let Some(word) = value.pointer("/choices/0/finish_reason").and_then(Value::as_str) {
            finish = Some(word.to_owned());
        }
        error = error.or(value.get("error").cloned());
    }
    (said, finish, error)
}

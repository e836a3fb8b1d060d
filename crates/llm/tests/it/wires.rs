//! One question in every wire, to providers of every wire.

use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream, head};

use crate::{
    spoken::{anthropic, bedrock, ollama},
    support::{SAID, good_stream, post, router},
};

struct World {
    _upstreams: Vec<Upstream>,
    router: llm::Router,
}

fn world(cut: impl Fn(Vec<u8>) -> Vec<u8>) -> World {
    let mut upstreams = Vec::new();
    let mut settings = String::from("timeouts = { first_token = 2, first_token_local = 2, between = 2 }\n");
    for (kind, path, content_type, bytes) in [
        ("openai", "/v1", "text/event-stream", good_stream().into_bytes()),
        ("azure", "", "text/event-stream", good_stream().into_bytes()),
        ("groq", "/openai/v1", "text/event-stream", good_stream().into_bytes()),
        ("anthropic", "", "text/event-stream", anthropic()),
        ("bedrock", "", "application/vnd.amazon.eventstream", bedrock()),
        ("ollama", "", "application/x-ndjson", ollama()),
    ] {
        let mut answer = head(200, content_type, "");
        answer.extend(cut(bytes));
        let upstream = Upstream::start(move |_| vec![Act::Write(answer.clone())]).unwrap();
        settings += &format!(
            "providers.{kind} = {{ kind = '{kind}', base_url = '{}', api_key = 'id:secret-key' }}\n",
            upstream.url(path)
        );
        upstreams.push(upstream);
    }
    World { _upstreams: upstreams, router: router(&settings) }
}

const PROVIDERS: [&str; 6] = ["openai", "azure", "groq", "anthropic", "bedrock", "ollama"];

/// Path, body and where the text of a whole answer stands.
pub fn callers(model: &str) -> Vec<(String, Value, &'static str)> {
    let messages = json!([{ "role": "user", "content": "hi" }]);
    let encoded = model.replace('/', "%2F");
    vec![
        (
            "/v1/chat/completions".into(),
            json!({"model":model,"messages":messages}),
            "/choices/0/message/content",
        ),
        (
            format!("/openai/deployments/{encoded}/chat/completions"),
            json!({"messages":messages}),
            "/choices/0/message/content",
        ),
        (
            "/openai/v1/chat/completions".into(),
            json!({"model":model,"messages":messages}),
            "/choices/0/message/content",
        ),
        ("/v1/responses".into(), json!({"model":model,"input":"hi"}), "/output/0/content/0/text"),
        ("/v1/messages".into(), json!({"model":model,"max_tokens":9,"messages":messages}), "/content/0/text"),
        (
            format!("/model/{encoded}/converse"),
            json!({"messages":[{"role":"user","content":[{"text":"hi"}]}]}),
            "/output/message/content/0/text",
        ),
        ("/api/chat".into(), json!({"model":model,"stream":false,"messages":messages}), "/message/content"),
        ("/api/generate".into(), json!({"model":model,"stream":false,"prompt":"hi"}), "/response"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wire_is_answered_by_every_provider_with_the_same_usage() {
    let world = world(|bytes| bytes);
    for provider in PROVIDERS {
        for (path, body, place) in callers(&format!("{provider}/m")) {
            let heard = post(&world.router, &path, &body, &[]).await;
            assert_eq!(heard.status, 200, "{path} to {provider}: {}", heard.text());
            let answer = heard.json();
            assert_eq!(
                answer.pointer(place).and_then(Value::as_str),
                Some(SAID),
                "{path} to {provider}: {answer}"
            );
            if path == "/v1/chat/completions" {
                assert_eq!(answer["usage"]["total_tokens"], 13, "{provider}: {}", answer["usage"]);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_is_an_error_in_every_providers_wire() {
    // Behind the text and before the end: each wire has more than 100 bytes there.
    let world = world(|mut bytes| {
        let at = bytes.windows(2).rposition(|two| two == b"ld").unwrap();
        bytes.truncate(at + 2);
        bytes
    });
    for provider in PROVIDERS {
        for (path, body, _) in callers(&format!("{provider}/m")) {
            let heard = post(&world.router, &path, &body, &[]).await;
            assert!(
                [502, 503].contains(&heard.status),
                "{path} to {provider}: {} {}",
                heard.status,
                heard.text()
            );
        }
    }
}

#[test]
fn event_streams_of_these_tests_are_byte_for_byte_what_awss_own_encoder_makes() {
    assert_eq!(bedrock(), include_bytes!("../../../testkit/golden/bedrock-text.bin"));
}

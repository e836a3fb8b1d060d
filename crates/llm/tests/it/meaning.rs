//! The cache by meaning: only where it was asked for, only within one tenant and one setting.

use llm::{Router, config};
use serde_json::{Value, json};
use testkit::upstream::{Heard, Upstream, whole};

use crate::support::{KEY, chunk, get, hash, post, question, router, stream};

/// Vectors by the colour that a text names: two words for red lie near each other.
fn vector(text: &str) -> Vec<f64> {
    match () {
        () if text.contains("red") => vec![1.0, 0.0],
        () if text.contains("crimson") => vec![1.0, 0.05],
        () => vec![0.0, 1.0],
    }
}

fn provider() -> Upstream {
    Upstream::start(|heard| {
        let body: Value = serde_json::from_slice(&heard.body).unwrap();
        if heard.path.ends_with("/embeddings") {
            let row = json!({ "index": 0, "embedding": vector(body["input"].as_str().unwrap()) });
            let answer = json!({ "data": [row], "usage": { "prompt_tokens": 4, "total_tokens": 4 } });
            return whole(200, "application/json", "", &answer.to_string());
        }
        let said = format!("answer {}", heard.number);
        let said = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":said}}]}));
        let stop = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}));
        stream(format!("{said}{stop}data: [DONE]\n\n").as_bytes())
    })
    .unwrap()
}

fn settings(upstream: &Upstream) -> String {
    format!(
        "semantic = {{ embed = 'p/vectors' }}\n\
         providers.p = {{ kind = 'openai', base_url = '{}', api_key = 'sk-p' }}\n\
         routes.r = {{ targets = ['p/m'], cache = 'semantic' }}\nroutes.exact = {{ targets = ['p/m'], cache = 'exact' }}\n\
         keys.a = {{ hash = '{}', tenant = 'a' }}\nkeys.b = {{ hash = '{}', tenant = 'b' }}\n",
        upstream.url("/v1"),
        hash(),
        // SHA-256 of `other`.
        "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"
    )
}

fn about(route: &str, text: &str) -> Value {
    let mut body = question(route, false);
    body["temperature"] = 0.into();
    body["messages"][0]["content"] = text.into();
    body
}

async fn ask(router: &Router, body: &Value, headers: &[(&str, &str)]) -> (String, String) {
    let heard = post(router, "/v1/chat/completions", body, headers).await;
    assert_eq!(heard.status, 200, "{}", heard.text());
    let said = heard.json()["choices"][0]["message"]["content"].as_str().unwrap().to_owned();
    (said, heard.header("x-ql-cache").unwrap().to_owned())
}

fn chats(heard: &[Heard]) -> usize {
    heard.iter().filter(|heard| heard.path.ends_with("/chat/completions")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_means_the_same_is_asked_once_and_what_does_not_is_asked() {
    let upstream = provider();
    let router = router(&settings(&upstream));
    let (first, word) = ask(&router, &about("r", "what is red?"), &[KEY]).await;
    assert_eq!(word, "miss");
    assert_eq!(
        ask(&router, &about("r", "what is crimson?"), &[KEY]).await,
        (first.clone(), "semantic".into())
    );
    assert_eq!(ask(&router, &about("r", "what is red?"), &[KEY]).await, (first.clone(), "hit".into()));
    assert_ne!(ask(&router, &about("r", "what is blue?"), &[KEY]).await.0, first);
    assert_eq!(chats(&upstream.heard()), 2);
    // The vectors are paid by who asked, and the kept answer costs nothing.
    let usage = get(&router, "/usage?by=target", &[KEY]).await.json();
    let row = |name: &str| {
        usage["usage"].as_array().unwrap().iter().find(|row| row["target"] == name).unwrap()["tokens"].clone()
    };
    assert_eq!(row("p/vectors")["input"], 12, "{usage}");
    // Whoever wants another answer gets one.
    let mut hot = about("r", "what is red?");
    hot["temperature"] = 0.7.into();
    assert_eq!(ask(&router, &hot, &[KEY]).await.1, "off");
    let off = ("x-ql-cache", "off");
    assert_eq!(ask(&router, &about("r", "what is crimson?"), &[KEY, off]).await.1, "off");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shared_between_tenants_prompts_or_parameters() {
    let upstream = provider();
    let router = router(&settings(&upstream));
    let (first, _) = ask(&router, &about("r", "what is red?"), &[KEY]).await;
    let mut others = Vec::new();
    let mut with = |key: &str, value: Value| {
        let mut body = about("r", "what is crimson?");
        body[key] = value;
        others.push(body);
    };
    with("max_tokens", json!(7));
    with("seed", json!(1));
    with("logprobs", json!(true));
    with("tools", json!([{ "type": "function", "function": { "name": "t", "parameters": {} } }]));
    with(
        "messages",
        json!([
            { "role": "system", "content": "be brief" }, { "role": "user", "content": "what is crimson?" },
        ]),
    );
    with(
        "messages",
        json!([
            { "role": "user", "content": "hi" }, { "role": "assistant", "content": "yes?" },
            { "role": "user", "content": "what is crimson?" },
        ]),
    );
    others.push(about("exact", "what is crimson?"));
    for body in &others {
        let (said, word) = ask(&router, body, &[KEY]).await;
        assert!(said != first && word == "miss", "{body}: {word}");
    }
    let other = [("authorization", "Bearer other")];
    assert_eq!(ask(&router, &about("r", "what is crimson?"), &other).await.1, "miss");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_vectors_a_question_is_simply_asked() {
    let upstream = Upstream::start(|heard| match heard.path.ends_with("/embeddings") {
        true => whole(500, "application/json", "", "{}"),
        false => stream(crate::support::good_stream().as_bytes()),
    })
    .unwrap();
    let router = router(&settings(&upstream));
    for text in ["what is red?", "what is crimson?"] {
        assert_eq!(ask(&router, &about("r", text), &[KEY]).await.1, "miss");
    }
}

#[test]
fn a_route_by_meaning_needs_to_be_told_by_what_and_not_loosely() {
    let refused = |semantic: &str| {
        let text = format!(
            "{semantic}\nproviders.p = {{ kind = 'openai' }}\nroutes.r = {{ targets = ['p/m'], cache = 'semantic' }}"
        );
        let settings: config::Llm = toml::from_str(&text).unwrap();
        Router::new(settings, None).err().map(|fault| fault.message)
    };
    assert!(refused("").unwrap().contains("llm.semantic.embed"));
    assert!(refused("semantic = { embed = 'q/v' }").unwrap().contains("there is no provider `q`"));
    assert!(refused("semantic = { embed = 'p/v', threshold = 0.5 }").unwrap().contains("threshold"));
    assert_eq!(refused("semantic = { embed = 'p/v' }"), None);
}

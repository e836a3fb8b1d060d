//! What is refused at the door, and what a wire's clients ask for beside answers.

use serde_json::{Value, json};
use testkit::upstream::{Upstream, whole};

use crate::support::{KEY, get, good_stream, hash, post, question, refuse, router, stream};

fn settings(upstream: &Upstream) -> String {
    format!(
        "providers.p = {{ kind = 'openai', base_url = '{}', api_key = 'sk-p' }}\nroutes.r = ['p/m']\n",
        upstream.url("/v1")
    )
}

fn with(key: &str, value: Value) -> Value {
    let mut body = question("r", false);
    body[key] = value;
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_model_could_mean_is_refused_before_anybody_is_asked() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let router = router(&settings(&upstream));
    for (key, value) in [
        ("messages", json!("hi")),
        ("messages", json!([])),
        ("messages", json!(["hi"])),
        ("messages", json!(null)),
        ("n", json!(-1)),
        ("n", json!(0)),
        ("n", json!(129)),
        ("n", json!("3")),
        ("max_tokens", json!(-5)),
        ("max_tokens", json!(0)),
        ("max_tokens", json!(1.5)),
        ("max_completion_tokens", json!("many")),
        ("temperature", json!("hot")),
    ] {
        let heard = post(&router, "/v1/chat/completions", &with(key, value.clone()), &[]).await;
        assert_eq!(heard.status, 400, "{key} = {value}: {}", heard.text());
        let message = heard.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(key), "{key} = {value}: {message}");
    }
    assert!(upstream.heard().is_empty());
    for (key, value) in [("n", json!(null)), ("max_tokens", json!(null)), ("temperature", json!(0))] {
        let heard = post(&router, "/v1/chat/completions", &with(key, value), &[]).await;
        assert_eq!(heard.status, 200, "{key}: {}", heard.text());
    }
    // Ollama's word for "as long as you like".
    let endless = json!({ "model": "r", "stream": false, "options": { "num_predict": -1 },
        "messages": [{ "role": "user", "content": "hi" }] });
    assert_eq!(post(&router, "/api/chat", &endless, &[]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_set_under_each_name_that_a_server_may_read() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let limited =
        settings(&upstream).replace("['p/m']", "{ targets = [{ target = 'p/m', max_output = 100 }] }");
    let mut body = with("max_tokens", json!(5000));
    body["max_completion_tokens"] = 5000.into();
    assert_eq!(post(&router(&limited), "/v1/chat/completions", &body, &[]).await.status, 200);
    let sent: Value = serde_json::from_slice(&upstream.heard()[0].body).unwrap();
    assert_eq!((&sent["max_tokens"], &sent["max_completion_tokens"]), (&json!(100), &json!(100)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_server_has_the_form_of_the_wire_that_was_called() {
    let upstream = Upstream::start(|_| Vec::new()).unwrap();
    let router = router(&settings(&upstream));
    let large = refuse(&router, "/v1/messages", 413);
    assert_eq!((large.status, &large.json()["error"]["type"]), (413, &json!("request_too_large")));
    let large = refuse(&router, "/v1/chat/completions", 413);
    assert_eq!((large.status, &large.json()["error"]["code"]), (413, &json!("too_large")));
    let large = refuse(&router, "/model/x/converse", 413);
    assert_eq!(large.header("x-amzn-errortype"), Some("ValidationException"));
    assert!(refuse(&router, "/api/chat", 400).json()["error"].is_string());
    assert!(refuse(&router, "/api/pull", 404).json()["error"].is_string());
    let unknown = refuse(&router, "/model/x/invoke", 404);
    assert_eq!(unknown.header("x-amzn-errortype"), Some("ResourceNotFoundException"));
    let nothing = refuse(&router, "/v1/nothing", 404);
    assert_eq!((nothing.status, &nothing.json()["error"]["type"]), (404, &json!("invalid_request_error")));
}

#[tokio::test(flavor = "multi_thread")]
async fn models_are_listed_and_found_one_by_one_in_each_wire() {
    let upstream = Upstream::start(|_| Vec::new()).unwrap();
    let router = router(&settings(&upstream));
    let one = get(&router, "/v1/models/p/m", &[]).await;
    assert_eq!((one.status, &one.json()["id"], &one.json()["object"]), (200, &json!("p/m"), &json!("model")));
    assert_eq!(get(&router, "/v1/models/p%2Fm", &[]).await.json()["id"], "p/m");
    assert_eq!(get(&router, "/v1/models/nobody", &[]).await.status, 404);
    let anthropic = [("anthropic-version", "2023-06-01")];
    let list = get(&router, "/v1/models", &anthropic).await.json();
    assert_eq!((&list["data"][0]["type"], &list["has_more"]), (&json!("model"), &json!(false)));
    let missing = get(&router, "/v1/models/nobody", &anthropic).await.json();
    assert_eq!(missing["error"]["type"], "not_found_error");
    assert_eq!(post(&router, "/api/show", &json!({ "model": "nobody" }), &[]).await.status, 404);
    assert_eq!(post(&router, "/api/show", &json!({ "model": "r" }), &[]).await.status, 200);
    assert!(get(&router, "/api/version", &[]).await.json()["version"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_come_by_every_path_that_clients_use() {
    let answer = json!({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1.0]}],
        "usage":{"prompt_tokens":2,"total_tokens":2}});
    let upstream = Upstream::start(move |_| whole(200, "application/json", "", &answer.to_string())).unwrap();
    let router = router(&settings(&upstream));
    let asked = json!({ "model": "r", "input": "hi" });
    let azure = "/openai/deployments/r/embeddings";
    for (path, body, place) in [
        ("/v1/embeddings", &asked, "/data/0/embedding/1"),
        (azure, &json!({ "input": "hi" }), "/data/0/embedding/1"),
        ("/api/embed", &asked, "/embeddings/0/1"),
        ("/api/embeddings", &json!({ "model": "r", "prompt": "hi" }), "/embedding/1"),
    ] {
        let heard = post(&router, path, body, &[]).await;
        assert_eq!(heard.json().pointer(place), Some(&json!(-1.0)), "{path}: {}", heard.text());
    }
    for input in [json!(null), json!([]), json!(5), json!({})] {
        let heard = post(&router, "/v1/embeddings", &json!({ "model": "r", "input": input }), &[]).await;
        assert_eq!(heard.status, 400, "{input}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_are_as_many_as_the_texts_and_in_their_order() {
    let row = |index: u32, vector: Value| json!({"index":index,"embedding":vector});
    let good = json!([row(1, json!([2.0])), row(0, json!([1.0]))]);
    for (rows, is_good) in [
        (good, true),
        (json!([row(0, json!([1.0]))]), false),
        (json!([row(0, json!([1.0])), row(0, json!([2.0]))]), false),
        (json!([row(0, json!([1.0])), row(1, json!([]))]), false),
        (json!([row(0, json!([1.0])), row(1, json!([null]))]), false),
        (json!([row(0, json!([1.0])), {"index":1}]), false),
    ] {
        let text = json!({"data":rows}).to_string();
        let upstream = Upstream::start(move |_| whole(200, "application/json", "", &text)).unwrap();
        let router = router(&settings(&upstream));
        let heard = post(&router, "/v1/embeddings", &json!({"model":"r","input":["a","b"]}), &[]).await;
        assert_eq!(heard.status, if is_good { 200 } else { 502 }, "{rows}: {}", heard.text());
        if is_good {
            assert_eq!(heard.json()["data"][1]["embedding"], json!([2.0]));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_key_is_followed_by_the_next_key_for_vectors_too() {
    let upstream = Upstream::start(|heard| {
        let is_dead = heard.headers.iter().any(|(_, value)| value == "Bearer sk-dead");
        match is_dead {
            true => whole(401, "application/json", "", "{}"),
            // Text and one as its tokens are one vector each; nobody counted.
            false => whole(200, "application/json", "", "{\"data\":[{\"embedding\":[1]}]}"),
        }
    })
    .unwrap();
    let mut told: llm::config::Llm = toml::from_str(&settings(&upstream)).unwrap();
    told.providers["p"].keys = vec![llm::Secret::new("sk-dead"), llm::Secret::new("sk-live")];
    let router = llm::Router::new(told, None).unwrap();
    for input in [json!("some text"), json!([1, 2, 3])] {
        let heard = post(&router, "/v1/embeddings", &json!({"model":"r","input":input}), &[]).await;
        assert_eq!(heard.status, 200, "{}", heard.text());
    }
    let usage = get(&router, "/usage?by=route", &[]).await.json();
    assert_eq!(usage["usage"][0]["tokens"]["estimated"], true, "{usage}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_counted_for_what_would_be_asked() {
    let upstream = Upstream::start(|_| Vec::new()).unwrap();
    let router = router(&settings(&upstream));
    let path = "/v1/messages/count_tokens";
    let counted = post(&router, path, &question("r", false), &[]).await;
    assert!(counted.json()["input_tokens"].as_u64() > Some(0));
    assert_eq!(post(&router, path, &question("nobody", false), &[]).await.status, 404);
    assert_eq!(post(&router, path, &json!({ "model": "r" }), &[]).await.status, 400);
    assert_eq!(post(&router, path, &json!("hello"), &[]).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_opens_the_page_without_a_key_and_what_it_shows_needs_one() {
    let upstream = Upstream::start(|_| Vec::new()).unwrap();
    let hash = crate::support::hash();
    let settings = settings(&upstream) + &format!("keys.k = {{ hash = '{hash}', tenant = 't' }}\n");
    let router = router(&settings);
    for path in ["/", "/router"] {
        let page = get(&router, path, &[]).await;
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert!(!page.text().contains("p/m"));
        // It asks for nothing before a key is entered: no browser logs refusals that nobody caused.
        assert!(page.text().contains("<html data-keys "), "{path}");
    }
    for path in ["/v1/router/state", "/usage"] {
        assert_eq!(get(&router, path, &[]).await.status, 401, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_gives_fewer_answers_than_asked_for_is_not_passed_over_in_silence() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let router = router(&settings(&upstream));
    let heard = post(&router, "/v1/chat/completions", &with("n", json!(2)), &[]).await;
    assert_eq!((heard.status, heard.header("x-ql-dropped")), (200, Some("n")), "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_no_wire_yet_reaches_anthropic_and_is_named_where_it_cannot_be_said() {
    let upstream = Upstream::start(|heard| match heard.path.as_str() {
        "/v1/messages" => stream(&crate::spoken::anthropic()),
        _ => stream(good_stream().as_bytes()),
    })
    .unwrap();
    let settings = settings(&upstream)
        + &format!(
            "providers.a = {{ kind = 'anthropic', base_url = '{}', api_key = 'sk-a' }}\n",
            upstream.url("")
        );
    let router = router(&settings);
    let beta = [("anthropic-beta", "context-1m-2025-08-07")];
    let asked =
        |model: &str| json!({"model":model,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]});
    let heard = post(&router, "/v1/messages", &asked("a/claude"), &beta).await;
    assert_eq!((heard.status, heard.header("x-ql-dropped")), (200, None), "{}", heard.text());
    let sent = &upstream.heard()[0].headers;
    assert!(sent.iter().any(|(name, value)| (name.as_str(), value.as_str()) == beta[0]), "{sent:?}");
    let heard = post(&router, "/v1/messages", &asked("r"), &beta).await;
    assert_eq!((heard.status, heard.header("x-ql-dropped")), (200, Some("anthropic-beta")));
    assert!(!upstream.heard()[1].headers.iter().any(|(name, _)| name == "anthropic-beta"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_says_when_a_provider_has_room_again() {
    let upstream = Upstream::start(|_| {
        let more = "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 6m0s\r\n";
        let mut bytes = testkit::upstream::head(200, "text/event-stream", more);
        bytes.extend_from_slice(good_stream().as_bytes());
        vec![testkit::upstream::Act::Write(bytes)]
    })
    .unwrap();
    let router = router(&settings(&upstream));
    assert_eq!(post(&router, "/v1/chat/completions", &question("r", false), &[]).await.status, 200);
    let state = get(&router, "/v1/router/state", &[]).await.json();
    let limits = &state["targets"][0]["limits"];
    assert_eq!(limits["requests_remaining"], 0);
    let at: jiff::Timestamp = limits["resets_at"].as_str().unwrap().parse().unwrap();
    let left = at.duration_since(jiff::Timestamp::now()).as_secs();
    assert!((300..=360).contains(&left), "{limits}");
    assert_eq!(state["targets"][0]["breaker"]["state"], "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_a_page_whose_name_points_here_is_refused() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let open = router(&settings(&upstream));
    let ask = async |router: &llm::Router, host: &str, key: &[(&str, &str)]| {
        let headers = [&[("host", host)], key].concat();
        post(router, "/v1/chat/completions", &question("r", false), &headers).await.status
    };
    for host in ["evil.example", "evil.example:8081", "127.0.0.1.evil.example", "localhost.example.", "::1.x"]
    {
        assert_eq!(ask(&open, host, &[]).await, 403, "{host}");
    }
    assert_eq!(get(&open, "/usage", &[("host", "evil.example")]).await.status, 403);
    for host in ["127.0.0.1:8081", "[::1]:8081", "localhost", "LOCALHOST:1", "box", "ql.internal", "10.0.0.1"]
    {
        assert_eq!(ask(&open, host, &[]).await, 200, "{host}");
    }
    // With keys the name is the operator's, and a page has no key.
    let keyed = router(&format!("{}\nkeys.t = {{ hash = '{}' }}\n", settings(&upstream), hash()));
    assert_eq!(ask(&keyed, "models.example", &[KEY]).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_in_headers_that_mean_nothing_are_named() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let router = router(&settings(&upstream));
    for (name, value) in [("x-ql-delivery", "maybe"), ("x-ql-tag", &*"t".repeat(201))] {
        let heard = post(&router, "/v1/chat/completions", &question("r", false), &[(name, value)]).await;
        assert_eq!(heard.status, 400, "{name}");
        assert!(heard.text().contains(name), "{}", heard.text());
    }
    let options = json!({ "model": "r", "options": "x", "messages": [{ "role": "user", "content": "hi" }] });
    assert_eq!(post(&router, "/api/chat", &options, &[]).await.status, 400);
    for word in ["Whole", "live", ""] {
        let heard =
            post(&router, "/v1/chat/completions", &question("r", false), &[("x-ql-delivery", word)]).await;
        assert_eq!(heard.status, 200, "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_says_why_a_target_rests() {
    let upstream = Upstream::start(|heard| match heard.number {
        0 => testkit::upstream::whole(429, "application/json", "retry-after: 9\r\n", "{}"),
        _ => testkit::upstream::whole(401, "application/json", "", "{}"),
    })
    .unwrap();
    for (asked, state, reason) in [(0, "closed", Value::Null), (1, "closed", "rate_limited".into())] {
        let router = router(&settings(&upstream));
        for _ in 0..asked {
            post(&router, "/v1/chat/completions", &question("r", false), &[]).await;
        }
        let breaker = get(&router, "/v1/router/state", &[]).await.json()["targets"][0]["breaker"].clone();
        assert_eq!((&breaker["state"], &breaker["reason"]), (&state.into(), &reason), "{breaker}");
    }
    let router = router(&settings(&upstream));
    post(&router, "/v1/chat/completions", &question("r", false), &[]).await;
    let breaker = get(&router, "/v1/router/state", &[]).await.json()["targets"][0]["breaker"].clone();
    assert_eq!((&breaker["state"], &breaker["reason"]), (&"open".into(), &"auth".into()), "{breaker}");
}

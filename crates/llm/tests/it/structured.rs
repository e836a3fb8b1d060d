//! Answers of a certain form from targets that cannot promise one, and what else a target refuses to be told.

use serde_json::{Value, json};
use testkit::upstream::{Act, Heard, Upstream, whole};

use crate::support::{KEY, chunk, get, hash, post, question, read_live, router, stream};

fn settings(kind: &str, bad: &Upstream, good: &Upstream, more: &str) -> String {
    format!(
        "timeouts = {{ connect = 1, first_token = 2, between = 2 }}\n\
         providers.p = {{ kind = '{kind}', base_url = '{}', api_key = 'sk-p' {more} }}\n\
         providers.good = {{ kind = 'openai', base_url = '{}', api_key = 'sk-good' }}\n\
         routes.alone = ['p/gpt-4o']\nroutes.both = ['p/gpt-4o', 'good/gpt-4o']\n\
         keys.k = {{ hash = '{}', tenant = 't' }}\n",
        bad.url(if kind == "openai" { "/v1" } else { "" }),
        good.url("/v1"),
        hash()
    )
}

fn schema() -> Value {
    json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] })
}

fn wanted(route: &str, is_live: bool) -> Value {
    let mut body = question(route, is_live);
    body["response_format"] =
        json!({ "type": "json_schema", "json_schema": { "name": "a number", "schema": schema() } });
    body
}

fn sent(heard: &Heard) -> Value {
    serde_json::from_slice(&heard.body).unwrap()
}

fn says(text: &str) -> Vec<Act> {
    let said = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":text}}]}));
    let stop = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}));
    stream(format!("{said}{stop}data: [DONE]\n\n").as_bytes())
}

fn calls(name: &str, input: &str) -> Vec<Act> {
    let call = json!([{"index":0,"id":"t1","type":"function","function":{"name":name,"arguments":input}}]);
    let said = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"tool_calls":call}}]}));
    let stop = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}));
    stream(format!("{said}{stop}data: [DONE]\n\n").as_bytes())
}

fn refuses(message: &str) -> Vec<Act> {
    let body = json!({ "error": { "message": message, "type": "invalid_request_error", "code": null } });
    whole(400, "application/json", "", &body.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_without_schemas_is_asked_by_a_tool_that_has_to_be_called() {
    let provider = Upstream::start(|heard| {
        let body = sent(heard);
        if body.get("response_format").is_some() {
            return refuses("'response_format' of type 'json_schema' is not supported with this model");
        }
        assert_eq!(body["tool_choice"]["function"]["name"], body["tools"][0]["function"]["name"]);
        assert_eq!(body["tools"][0]["function"]["parameters"], schema());
        calls("a_number", "{\"n\": 7}")
    })
    .unwrap();
    let router = router(&settings("openai", &provider, &provider, ""));
    for is_live in [false, true] {
        let heard = post(&router, "/v1/chat/completions", &wanted("alone", is_live), &[KEY]).await;
        let (said, finish) = match is_live {
            true => {
                let (said, finish, error) = read_live(&heard.text());
                assert_eq!(error, None);
                (said, finish)
            }
            false => {
                let choice = heard.json()["choices"][0].clone();
                assert!(choice["message"].get("tool_calls").is_none(), "{choice}");
                let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
                (text(&choice["message"]["content"]), Some(text(&choice["finish_reason"])))
            }
        };
        assert_eq!((said.as_str(), finish.as_deref()), ("{\"n\": 7}", Some("stop")), "{}", heard.text());
        assert_eq!(heard.header("x-ql-structured"), Some("tool"));
    }
    // What it refused once it is not asked again.
    assert_eq!(provider.heard().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_without_tools_is_told_the_schema_in_words() {
    let provider = Upstream::start(|heard| {
        let body = sent(heard);
        if body.get("response_format").is_some() {
            return refuses("unknown field `response_format`");
        }
        if body.get("tools").is_some() {
            return refuses("this model does not support tools");
        }
        assert!(body["messages"][0]["content"].as_str().unwrap().contains("\"required\":[\"n\"]"), "{body}");
        says("Sure:\n```json\n{\"n\": 7}\n```")
    })
    .unwrap();
    let router = router(&settings("openai", &provider, &provider, ""));
    let heard = post(&router, "/v1/chat/completions", &wanted("alone", false), &[KEY]).await;
    assert_eq!(heard.json()["choices"][0]["message"]["content"], "{\"n\": 7}", "{}", heard.text());
    assert_eq!((heard.header("x-ql-structured"), provider.heard().len()), (Some("prompt"), 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_knows_of_a_target_need_not_be_learned() {
    let provider = Upstream::start(|heard| {
        assert!(sent(heard).get("response_format").is_none());
        says("{\"n\": 7}")
    })
    .unwrap();
    let router = router(&settings("openai", &provider, &provider, ", structured = 'prompt'"));
    let heard = post(&router, "/v1/chat/completions", &wanted("alone", false), &[KEY]).await;
    assert_eq!((heard.status, provider.heard().len()), (200, 1), "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_fit_is_asked_for_once_more_with_the_complaint() {
    let provider = Upstream::start(|heard| match heard.number {
        0 => says("{\"n\": \"seven\"}"),
        _ => says("{\"n\": 7}"),
    })
    .unwrap();
    let router = router(&settings("openai", &provider, &provider, ""));
    let heard = post(&router, "/v1/chat/completions", &wanted("alone", false), &[KEY]).await;
    assert_eq!(heard.json()["choices"][0]["message"]["content"], "{\"n\": 7}", "{}", heard.text());
    assert_eq!(heard.header("x-ql-structured"), Some("native, repaired"));
    let again = sent(&provider.heard()[1]);
    let messages = again["messages"].as_array().unwrap();
    assert_eq!(messages[1], json!({ "role": "assistant", "content": "{\"n\": \"seven\"}" }));
    assert!(messages[2]["content"].as_str().unwrap().contains("/n"), "{again}");
    assert!(again.get("response_format").is_some());
    // Both answers are paid.
    let usage = get(&router, "/usage?by=target", &[KEY]).await.json();
    assert_eq!(usage["usage"][0]["requests"], 2, "{usage}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_fits_is_one_typed_error_or_another_targets() {
    let bad = Upstream::start(|_| says("seven, I think")).unwrap();
    let good = Upstream::start(|_| says("{\"n\": 7}")).unwrap();
    let router = router(&settings("openai", &bad, &good, ""));
    let heard = post(&router, "/v1/chat/completions", &wanted("alone", false), &[KEY]).await;
    assert_eq!((heard.status, &heard.json()["error"]["code"]), (502, &json!("unfit")), "{}", heard.text());
    assert_eq!(bad.heard().len(), 2);
    let heard = post(&router, "/v1/chat/completions", &wanted("both", false), &[KEY]).await;
    assert_eq!(heard.json()["choices"][0]["message"]["content"], "{\"n\": 7}", "{}", heard.text());
    assert_eq!(heard.header("x-ql-fallback-reason"), Some("unfit"));
    assert_eq!((bad.heard().len(), good.heard().len()), (4, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_tool_calls_and_cut_answers_are_passed_on_as_what_they_are() {
    let provider = Upstream::start(|heard| match heard.number {
        0 => calls("look_up", "{}"),
        _ => {
            let said = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":"{\"n\""}}]}));
            let stop = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}));
            stream(format!("{said}{stop}data: [DONE]\n\n").as_bytes())
        }
    })
    .unwrap();
    let router = router(&settings("openai", &provider, &provider, ""));
    let mut body = wanted("alone", false);
    body["tools"] = json!([{ "type": "function", "function": { "name": "look_up", "parameters": {} } }]);
    let called = post(&router, "/v1/chat/completions", &body, &[KEY]).await.json();
    assert_eq!(called["choices"][0]["finish_reason"], "tool_calls", "{called}");
    let cut = post(&router, "/v1/chat/completions", &wanted("alone", false), &[KEY]).await.json();
    assert_eq!(cut["choices"][0]["finish_reason"], "length", "{cut}");
    assert_eq!(provider.heard().len(), 2);
}

/// Messages as Anthropic's API tells them, for models that know no schemas and no temperature.
fn anthropic(heard: &Heard) -> Vec<Act> {
    let body = sent(heard);
    let refuses = |message: &str| {
        let body = json!({"type":"error","error":{"type":"invalid_request_error","message":message}});
        whole(400, "application/json", "", &body.to_string())
    };
    if body.get("temperature").is_some() {
        return refuses("`temperature` is deprecated for this model.");
    }
    if body.get("output_config").is_some() {
        return refuses("output_config: Extra inputs are not permitted");
    }
    let block = match body["tool_choice"]["name"].as_str() {
        Some(name) => json!({"type":"tool_use","id":"t1","name":name,"input":{"n":7}}),
        None => json!({"type":"text","text":"hello"}),
    };
    let reason = if block["type"] == "text" { "end_turn" } else { "tool_use" };
    let answer = json!({"id":"m","type":"message","role":"assistant","content":[block],"stop_reason":reason,
        "usage":{"input_tokens":10,"output_tokens":3}});
    whole(200, "application/json", "", &answer.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_a_target_refuses_is_given_up_once_and_named() {
    let provider = Upstream::start(anthropic).unwrap();
    let router = router(&settings("anthropic", &provider, &provider, ""));
    let mut body = wanted("alone", false);
    body["temperature"] = 0.into();
    let heard = post(&router, "/v1/chat/completions", &body, &[KEY]).await;
    let said: Value =
        serde_json::from_str(heard.json()["choices"][0]["message"]["content"].as_str().unwrap()).unwrap();
    assert_eq!(said, json!({ "n": 7 }));
    assert_eq!(
        (heard.header("x-ql-structured"), heard.header("x-ql-dropped")),
        (Some("tool"), Some("temperature"))
    );
    assert_eq!(provider.heard().len(), 3);
    // In its own wire too, and without asking anew.
    let own = json!({ "model": "alone", "max_tokens": 9, "temperature": 0.5,
        "messages": [{ "role": "user", "content": "hi" }] });
    let heard = post(&router, "/v1/messages", &own, &[KEY]).await;
    assert_eq!(heard.json()["content"][0]["text"], "hello", "{}", heard.text());
    assert_eq!(heard.header("x-ql-dropped"), Some("temperature"));
    assert_eq!(provider.heard().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_goes_by_the_name_that_the_model_knows() {
    let provider = Upstream::start(|heard| match sent(heard).get("max_tokens") {
        Some(_) => refuses(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        ),
        None => {
            assert_eq!(sent(heard)["max_completion_tokens"], 9);
            says("hello")
        }
    })
    .unwrap();
    let router = router(&settings("openai", &provider, &provider, ""));
    let mut body = question("alone", false);
    body["max_tokens"] = 9.into();
    for asked in [2, 3] {
        let heard = post(&router, "/v1/chat/completions", &body, &[KEY]).await;
        assert_eq!((heard.status, provider.heard().len()), (200, asked), "{}", heard.text());
    }
    let other =
        json!({ "model": "alone", "max_tokens": 9, "messages": [{ "role": "user", "content": "hi" }] });
    assert_eq!(post(&router, "/v1/messages", &other, &[KEY]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_what_was_not_said_is_passed_on_once() {
    let provider =
        Upstream::start(|_| refuses("`temperature` and response_format are not supported")).unwrap();
    let router = router(&settings("openai", &provider, &provider, ""));
    let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[KEY]).await;
    assert_eq!((heard.status, provider.heard().len()), (400, 1));
}

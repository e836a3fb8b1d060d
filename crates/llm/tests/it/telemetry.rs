//! What observers get to see: spans and metrics by OpenTelemetry's conventions, and nothing that was said.

use std::time::Duration;

use domain::roles::Llm;
use serde_json::{Value, json};
use testkit::upstream::{Heard, Upstream, whole};

use crate::support::{KEY, get, good_stream, hash, post, question, router, stream};

const PARENT: (&str, &str) = ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

fn settings(bad: &Upstream, good: &Upstream, collector: &Upstream, more: &str) -> String {
    format!(
        "providers.bad = {{ kind = 'anthropic', base_url = '{}', api_key = 'sk-canary' }}\n\
         providers.good = {{ kind = 'openai', base_url = '{}', api_key = 'sk-canary' }}\n\
         routes.r = ['bad/claude', 'good/gpt-4o']\nroutes.alone = ['bad/claude']\n\
         keys.k = {{ hash = '{}', tenant = 't', tags = ['ci'] }}\n\
         traces = {{ endpoint = '{}', protocol = 'http/json', every_s = 0.05 {more} }}\n",
        bad.url(""),
        good.url("/v1"),
        hash(),
        collector.url("")
    )
}

fn collector() -> Upstream {
    Upstream::start(|_| whole(200, "application/json", "", "{}")).unwrap()
}

/// Runs `calls` while traces are sent, and returns what the collector heard.
async fn traced(router: &llm::Router, collector: &Upstream, calls: impl Future<Output = ()>) -> Vec<Heard> {
    let calls = async {
        calls.await;
        router.close_books();
    };
    tokio::join!(router.send_traces(), calls);
    collector.heard()
}

fn spans(heard: &[Heard]) -> Vec<Value> {
    let batches = heard.iter().map(|heard| serde_json::from_slice::<Value>(&heard.body).unwrap());
    batches
        .flat_map(|batch| batch["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap().clone())
        .collect()
}

fn attribute<'s>(span: &'s Value, key: &str) -> &'s Value {
    let list = span["attributes"].as_array().unwrap();
    list.iter().find(|pair| pair["key"] == key).map_or(&Value::Null, |pair| &pair["value"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_a_span_and_each_attempt_a_child_of_it() {
    let bad = Upstream::start(|_| whole(404, "application/json", "", "{\"error\":{\"message\":\"gone\"}}"))
        .unwrap();
    let good = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let collector = collector();
    let router = router(&settings(&bad, &good, &collector, ""));
    let mut body = question("r", true);
    body["max_tokens"] = 50.into();
    body["messages"][0]["content"] = "a secret question".into();
    let heard = traced(&router, &collector, async {
        post(&router, "/v1/chat/completions", &body, &[KEY, PARENT]).await;
    })
    .await;
    assert_eq!(heard[0].path, "/v1/traces");
    let spans = spans(&heard);
    let [call, failed, answered] = &spans[..] else { panic!("{spans:#?}") };
    assert_eq!((&call["name"], &call["kind"]), (&json!("chat r"), &json!(2)));
    assert_eq!(call["traceId"], "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(call["parentSpanId"], "00f067aa0ba902b7");
    assert_eq!(attribute(call, "ql.tag")["stringValue"], "ci");
    for attempt in [failed, answered] {
        assert_eq!((&attempt["parentSpanId"], &attempt["traceId"]), (&call["spanId"], &call["traceId"]));
        assert_eq!(attempt["kind"], 3);
        assert_eq!(attribute(attempt, "gen_ai.operation.name")["stringValue"], "chat");
        assert_eq!(attribute(attempt, "server.address")["stringValue"], "127.0.0.1");
        assert_eq!(attribute(attempt, "gen_ai.request.max_tokens")["intValue"], "50");
    }
    assert_eq!((&failed["name"], &failed["status"]["code"]), (&json!("chat claude"), &json!(2)));
    assert_eq!(attribute(failed, "gen_ai.provider.name")["stringValue"], "anthropic");
    assert_eq!(attribute(failed, "error.type")["stringValue"], "not_found");
    assert_eq!((&answered["name"], &answered["status"]), (&json!("chat gpt-4o"), &json!({})));
    assert_eq!(attribute(answered, "gen_ai.usage.input_tokens")["intValue"], "10");
    assert_eq!(attribute(answered, "gen_ai.usage.output_tokens")["intValue"], "3");
    let finishes = &attribute(answered, "gen_ai.response.finish_reasons")["arrayValue"]["values"];
    assert_eq!(finishes, &json!([{ "stringValue": "stop" }]));
    let sent = String::from_utf8(heard[0].body.clone()).unwrap();
    for secret in ["canary", "ql-test", "secret question", "wör"] {
        assert!(!sent.contains(secret), "{secret}: {sent}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_are_spans_too() {
    let bad = Upstream::start(|_| whole(404, "application/json", "", "{}")).unwrap();
    let answer = json!({"data":[{"index":0,"embedding":[0.5,-1.0,0.25]}],"usage":{"prompt_tokens":7}});
    let good = Upstream::start(move |_| whole(200, "application/json", "", &answer.to_string())).unwrap();
    let collector = collector();
    let text = settings(&bad, &good, &collector, "").replace("'anthropic'", "'openai'");
    let router = router(&text);
    let heard = traced(&router, &collector, async {
        let body = json!({ "model": "r", "input": "a secret question" });
        let heard = post(&router, "/v1/embeddings", &body, &[KEY, PARENT]).await;
        assert_eq!(heard.header("x-ql-attempts"), Some("2"), "{}", heard.text());
        assert_eq!(heard.header("x-ql-fallback-reason"), Some("not_found"));
        post(&router, "/v1/embeddings", &json!({ "model": "alone", "input": "x" }), &[KEY]).await;
    })
    .await;
    let spans = spans(&heard);
    let [call, failed, answered, alone, only] = &spans[..] else { panic!("{spans:#?}") };
    assert_eq!((&call["name"], &call["parentSpanId"]), (&json!("embeddings r"), &json!("00f067aa0ba902b7")));
    assert_eq!((&call["status"], &failed["status"]["code"]), (&json!({}), &json!(2)));
    for attempt in [failed, answered] {
        assert_eq!((&attempt["parentSpanId"], &attempt["kind"]), (&call["spanId"], &json!(3)));
        assert_eq!(attribute(attempt, "gen_ai.operation.name")["stringValue"], "embeddings");
    }
    assert_eq!(attribute(failed, "error.type")["stringValue"], "not_found");
    assert_eq!(attribute(answered, "gen_ai.usage.input_tokens")["intValue"], "7");
    assert_eq!(attribute(answered, "gen_ai.usage.output_tokens"), &Value::Null);
    assert_eq!(attribute(answered, "gen_ai.embeddings.dimension.count")["intValue"], "3");
    for span in [alone, only] {
        assert_eq!(attribute(span, "error.type")["stringValue"], "not_found");
        assert_eq!(span["status"]["code"], 2);
    }
    assert!(!heard.iter().any(|heard| String::from_utf8_lossy(&heard.body).contains("secret")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_caller_does_not_sample_is_not_sent_and_without_a_collector_nothing_is() {
    let good = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let collector = collector();
    let text = settings(&good, &good, &collector, "").replace("'bad/claude', ", "");
    let unsampled = ("traceparent", PARENT.1.strip_suffix("01").unwrap().to_owned() + "00");
    let router = router(&text);
    let heard = traced(&router, &collector, async {
        post(&router, "/v1/chat/completions", &question("r", false), &[KEY, (unsampled.0, &unsampled.1)])
            .await;
    })
    .await;
    assert!(heard.is_empty());
    let off = crate::support::router(text.split("traces = ").next().unwrap());
    let heard = traced(&off, &collector, async {
        post(&off, "/v1/chat/completions", &question("r", false), &[KEY]).await;
    })
    .await;
    assert!(heard.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_fails_costs_no_call_and_no_memory() {
    let good = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let collector = Upstream::start(|_| whole(503, "application/json", "", "{}")).unwrap();
    let text = settings(&good, &good, &collector, ", queue = 6, batch = 4").replace("'bad/claude', ", "");
    let router = router(&text);
    let heard = traced(&router, &collector, async {
        for _ in 0..20 {
            let heard = post(&router, "/v1/chat/completions", &question("r", false), &[KEY]).await;
            assert_eq!(heard.status, 200);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    })
    .await;
    // It is left alone between two tries.
    assert!((1..=12).contains(&heard.len()), "{}", heard.len());
    let metrics = router.metrics();
    let dropped = metrics.lines().find_map(|line| line.strip_prefix("ql_llm_spans_dropped_total ")).unwrap();
    assert!((30..=40).contains(&dropped.parse::<u32>().unwrap()), "{dropped} of 40");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_have_the_names_the_buckets_and_the_attributes_of_the_conventions() {
    let bad = Upstream::start(|_| whole(404, "application/json", "", "{\"error\":{\"message\":\"gone\"}}"))
        .unwrap();
    let good = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let router = router(&settings(&bad, &good, &collector(), ""));
    post(&router, "/v1/chat/completions", &question("r", false), &[KEY]).await;
    let text = router.metrics();
    let own = "gen_ai_provider_name=\"openai\",gen_ai_request_model=\"gpt-4o\",gen_ai_response_model=\"gpt-4o\",ql_target=\"good/gpt-4o\"";
    for line in [
        "# TYPE gen_ai_client_token_usage histogram".to_owned(),
        format!(
            "gen_ai_client_token_usage_bucket{{gen_ai_operation_name=\"chat\",gen_ai_token_type=\"input\",{own},le=\"4\"}} 0"
        ),
        format!(
            "gen_ai_client_token_usage_bucket{{gen_ai_operation_name=\"chat\",gen_ai_token_type=\"input\",{own},le=\"16\"}} 1"
        ),
        format!(
            "gen_ai_client_token_usage_sum{{gen_ai_operation_name=\"chat\",gen_ai_token_type=\"output\",{own}}} 3"
        ),
        format!(
            "gen_ai_client_operation_duration_seconds_bucket{{gen_ai_operation_name=\"chat\",{own},le=\"81.92\"}} 1"
        ),
        format!(
            "gen_ai_client_operation_time_to_first_chunk_seconds_count{{gen_ai_operation_name=\"chat\",{own}}} 1"
        ),
        "ql_llm_attempts_total{target=\"bad/claude\",class=\"not_found\"} 1".to_owned(),
        "ql_llm_tokens_total{target=\"good/gpt-4o\",kind=\"output\"} 3".to_owned(),
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    // Each line of one metric has the same labels, as a scraper wants it.
    assert_eq!(get(&router, "/v1/router/state", &[KEY]).await.status, 200);
}

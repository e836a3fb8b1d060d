//! Budgets, limits and the cache, with many callers at once.

use futures::future::join_all;
use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream, head};

use crate::{
    spoken::message,
    support::{KEY, get, good_stream, hash, post, priced_router, question, router, stream},
};

fn settings(upstream: &Upstream, key: &str) -> String {
    format!(
        "providers.up = {{ kind = 'openai', base_url = '{}', api_key = 'sk-x' }}\n\
         routes.r = {{ targets = ['up/gpt-4o'], cache = 'exact' }}\nroutes.free = ['up/unheard-of']\n\
         keys.a = {{ hash = '{}', tenant = 'a', {key} }}\n",
        upstream.url("/v1"),
        hash()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_callers_at_once_do_not_overspend_one_budget() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    // A call costs 10 x 2.5 + 3 x 10 = 55 millionths of a dollar; ten of them are the budget.
    let router = router(&settings(&upstream, "budget = { usd = 0.00055 }"));
    let mut body = question("r", false);
    body["max_tokens"] = 3.into();
    let calls = (0..100).map(|_| post(&router, "/v1/chat/completions", &body, &[KEY]));
    let answered = join_all(calls).await;
    let good = answered.iter().filter(|heard| heard.status == 200).count();
    let refused = answered.iter().filter(|heard| heard.status == 402).count();
    assert_eq!(good + refused, 100);
    assert!((1..=10).contains(&good), "{good}");
    assert!(answered.iter().filter(|h| h.status == 402).all(|h| h.header("x-should-retry") == Some("false")));
    assert_eq!(
        answered.iter().find(|h| h.status == 200).unwrap().header("x-ql-cost-usd"),
        Some("0.000055000")
    );
    assert_eq!(upstream.heard().len(), good, "a refused call asks nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_refused_and_an_unpriced_model_too_where_money_is_counted() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let router = router(&settings(&upstream, "budget = { usd = 1 }"));
    let wrong =
        post(&router, "/v1/chat/completions", &question("r", false), &[("x-api-key", "ql-tesx")]).await;
    assert_eq!(wrong.status, 401);
    let unpriced = post(&router, "/v1/chat/completions", &question("free", false), &[KEY]).await;
    assert_eq!(unpriced.status, 403, "{}", unpriced.text());
    assert_eq!(upstream.heard().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_questions_at_once_are_asked_once_and_different_answers_stay_different() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let router = router(&settings(&upstream, "limits = {}"));
    let mut body = question("r", false);
    body["temperature"] = 0.into();
    let answered = join_all((0..20).map(|_| post(&router, "/v1/chat/completions", &body, &[KEY]))).await;
    assert!(answered.iter().all(|heard| heard.status == 200));
    assert_eq!(upstream.heard().len(), 1);
    assert_eq!(answered.iter().filter(|heard| heard.header("x-ql-cache") == Some("hit")).count(), 19);
    // Three tries at a temperature are three questions.
    body["temperature"] = Value::from(0.8);
    join_all((0..3).map(|_| post(&router, "/v1/chat/completions", &body, &[KEY]))).await;
    assert_eq!(upstream.heard().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_attempt_and_its_successor_are_paid_from_one_budget() {
    let text = good_stream();
    let part = text[..text.find(" w").unwrap() - 40].to_owned();
    let upstream = Upstream::start(move |_| stream(part.as_bytes())).unwrap();
    for is_live in [false, true] {
        // What one call sets aside, and nothing beside it: `max_tokens` and a third of the body's bytes.
        let mut body = question("r", is_live);
        body["max_tokens"] = 200.into();
        let planned = body.to_string().len().div_ceil(3) as f64 * 2.5e-6 + 200.0 * 10e-6;
        let before = upstream.heard().len();
        let router = router(&settings(&upstream, &format!("budget = {{ usd = {planned} }}")));
        let heard = post(&router, "/v1/chat/completions", &body, &[KEY]).await;
        assert!(heard.status == 502 || heard.text().contains("\"error\""), "{}", heard.text());
        assert_eq!(upstream.heard().len() - before, 1, "a second attempt would not fit");
        let usage = get(&router, "/usage", &[KEY]).await.json();
        let budget = &usage["budgets"][0];
        assert_eq!(budget["set_aside_usd"], "0.000000000", "{usage}");
        assert_ne!(budget["spent_usd"], "0.000000000", "what was said is paid: {usage}");
    }
}

/// Prices in dollars per million tokens that tell the five kinds apart, and what is kept for an hour.
const PRICES: &str = "[[price]]\nmodel = 'dear'\ninput = 1\ncached = 0.1\ncache_write = 1.25\ncache_write_hour = 2\noutput = 10\nreasoning = 100\nsource = 'test'\ndate = '2026-11-01'\n";

/// What each provider says it counted, and what that costs: 10 + 3 + 2 in, 4 + 6 out.
fn bills() -> Vec<(&'static str, &'static str, &'static str, Vec<u8>, u64)> {
    let sse = "text/event-stream";
    let text = json!({"id":"c","choices":[{"index":0,"delta":{"content":"Hi"}}]});
    let stop = json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]});
    // These include cached and reasoning tokens in their sums, and have no cache writes.
    let usage = json!({"prompt_tokens":13,"completion_tokens":10,"total_tokens":23,
        "prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":6}});
    let openai = format!(
        "data: {text}\n\ndata: {stop}\n\ndata: {}\n\ndata: [DONE]\n\n",
        json!({"id":"c","choices":[],"usage":usage})
    );
    let mut stop_and_bill = stop.clone();
    stop_and_bill["x_groq"] = json!({"id":"r","usage":usage});
    let groq = format!("data: {text}\n\ndata: {stop_and_bill}\n\ndata: [DONE]\n\n");
    // These state them beside each other; output is told as it grows, and the last word counts.
    let events = [
        json!({"type":"message_start","message":{"id":"m","usage":{"input_tokens":10,"cache_read_input_tokens":3,"cache_creation_input_tokens":2,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":1},"output_tokens":1}}}),
        json!({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}),
        json!({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}),
        json!({"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":5}}),
        json!({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":10}}),
        json!({"type":"message_stop"}),
    ];
    let anthropic: String = events
        .iter()
        .map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap()))
        .collect();
    let bedrock = [
        message("messageStart", &json!({"role":"assistant"})),
        message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"text":"Hi"}})),
        message("messageStop", &json!({"stopReason":"end_turn"})),
        message("metadata", &json!({"usage":{"inputTokens":10,"cacheReadInputTokens":3,"cacheWriteInputTokens":2,"cacheDetails":[{"ttl":"1h","inputTokens":1},{"ttl":"5m","inputTokens":1}],"outputTokens":10,"totalTokens":25}})),
    ]
    .concat();
    let ollama = format!(
        "{}\n{}\n",
        json!({"message":{"role":"assistant","content":"Hi"},"done":false}),
        json!({"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":13,"eval_count":10})
    );
    let with_reasoning = 10 * 1000 + 3 * 100 + 4 * 10_000 + 6 * 100_000;
    let with_writes = 10 * 1000 + 3 * 100 + 1250 + 2000 + 10 * 10_000;
    vec![
        ("openai", "/v1", sse, openai.clone().into_bytes(), with_reasoning),
        ("azure", "", sse, openai.into_bytes(), with_reasoning),
        ("groq", "/openai/v1", sse, groq.into_bytes(), with_reasoning),
        ("anthropic", "", sse, anthropic.into_bytes(), with_writes),
        ("bedrock", "", "application/vnd.amazon.eventstream", bedrock, with_writes),
        ("ollama", "", "application/x-ndjson", ollama.into_bytes(), 13 * 1000 + 10 * 10_000),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_costs_exactly_what_its_provider_counted_in_all_kinds_of_tokens() {
    for (kind, path, content_type, bytes, nano) in bills() {
        let mut answer = head(200, content_type, "");
        answer.extend(bytes);
        let upstream = Upstream::start(move |_| vec![Act::Write(answer.clone())]).unwrap();
        let settings = format!(
            "providers.up = {{ kind = '{kind}', base_url = '{}', api_key = 'id:sk-x' }}\n\
             routes.r = {{ targets = [{{ target = 'up/dear', price = 'dear' }}] }}\n\
             keys.a = {{ hash = '{}', budget = {{ usd = 1 }} }}\n",
            upstream.url(path),
            hash()
        );
        let router = priced_router(&settings, PRICES);
        for is_live in [false, true] {
            let heard = post(&router, "/v1/chat/completions", &question("r", is_live), &[KEY]).await;
            assert_eq!(heard.status, 200, "{kind}: {}", heard.text());
            let usage = get(&router, "/usage", &[KEY]).await.json();
            let seen =
                usage["budgets"][0]["spent_usd"].as_str().unwrap().replace('.', "").parse::<u64>().unwrap();
            assert_eq!(seen, nano * (1 + u64::from(is_live)), "{kind}, live {is_live}: {usage}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_its_caller_leaves_is_paid_for_what_was_said() {
    use domain::{
        llm::{WireBody, WireCall},
        roles::Llm,
    };
    use futures::StreamExt;
    let mut begun = head(200, "text/event-stream", "");
    let said = json!({"id":"c","choices":[{"index":0,"delta":{"content":"x".repeat(400)}}]});
    begun.extend_from_slice(format!("data: {said}\n\n").as_bytes());
    let upstream = Upstream::start(move |_| vec![Act::Write(begun.clone()), Act::Hang]).unwrap();
    let router = router(&settings(&upstream, "budget = { usd = 1 }"));
    let body = question("r", true).to_string();
    let input = body.len().div_ceil(3) as u64;
    let call = WireCall {
        method: "POST".into(),
        path: "/v1/chat/completions".into(),
        query: None,
        headers: vec![(KEY.0.into(), KEY.1.into())],
        body: body.into_bytes().into(),
        is_local: true,
        request_id: String::new(),
    };
    let WireBody::Live(mut pieces) = router.serve(call).await.body else { panic!("not live") };
    assert!(pieces.next().await.is_some());
    drop(pieces);
    let usage = get(&router, "/usage", &[KEY]).await.json();
    let budget = &usage["budgets"][0];
    assert_eq!(budget["set_aside_usd"], "0.000000000");
    // Nobody told the count: it is estimated, and says so.
    assert_eq!(usage["usage"][0]["tokens"]["estimated"], true, "{usage}");
    let spent = budget["spent_usd"].as_str().unwrap().replace('.', "").parse::<u64>().unwrap();
    assert_eq!(spent, input * 2500 + 100 * 10_000, "{usage}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_row_that_nobody_wrote_is_named_and_one_of_a_date_is_found() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let own = |date: &str, input: u32| {
        format!("[[price]]\nmodel = 'big'\ninput = {input}\noutput = 2\nsource = 'test'\ndate = '{date}'\n")
    };
    let settings = settings(&upstream, "budget = { usd = 1 }")
        + "routes.dated = { targets = [{ target = 'up/big', price = '2026-10' }] }\n\
           routes.wrong = { targets = [{ target = 'up/gpt-4o', price = 'gpt-4oo' }, { target = 'up/none', price = 'x' }] }\n";
    let router = priced_router(&settings, &(own("2026-11-01", 5) + &own("2026-10-01", 1)));
    let heard = post(&router, "/v1/chat/completions", &question("dated", false), &[KEY]).await;
    // Ten tokens at a dollar for a million, three at two.
    assert_eq!(heard.header("x-ql-cost-usd"), Some("0.000016000"), "{}", heard.text());
    let state = get(&router, "/v1/router/state", &[KEY]).await.json();
    let warnings: Vec<&str> =
        state["warnings"].as_array().unwrap().iter().map(|warning| warning.as_str().unwrap()).collect();
    assert_eq!(
        warnings,
        [
            "llm.routes.wrong: there is no price row `gpt-4oo`; `up/gpt-4o` is counted at the price of its own row",
            "llm.routes.wrong: there is no price row `x`; `up/none` has no price, and keys with a budget may not use it",
        ]
    );
    let row = |name: &str| {
        state["targets"].as_array().unwrap().iter().find(|row| row["target"] == name).unwrap()["price"]
            .clone()
    };
    assert_eq!((&row("up/gpt-4o")["input"], &row("up/none")), (&json!(2.5), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_told_apart_and_do_not_vanish_while_the_server_runs() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let settings = |more: &str| {
        let url = upstream.url("/v1");
        let text =
            format!("providers.p = {{ kind = 'openai', base_url = '{url}' }}\nroutes.r = ['p/m']\n{more}");
        toml::from_str::<llm::config::Llm>(&text).unwrap()
    };
    let one = format!("keys.t = {{ hash = '{}' }}\n", hash());
    let router = llm::Router::new(settings(&one), None).unwrap();
    // What an emptied or half written file says.
    let refused = router.reload(settings(""), None).unwrap_err();
    assert!(refused.message.contains("llm.keys"), "{}", refused.message);
    let twice = format!("{one}keys.other = {{ hash = '{}' }}\n", hash().to_uppercase());
    let refused = router.reload(settings(&twice), None).unwrap_err();
    assert!(refused.message.contains("the same key as llm.keys."), "{}", refused.message);
    for (key, status) in [(&[][..], 401), (&[KEY][..], 200)] {
        let heard = post(&router, "/v1/chat/completions", &question("r", false), key).await;
        assert_eq!(heard.status, status, "{}", heard.text());
    }
}

//! Budgets, limits and the cache, with many callers at once.

use futures::future::join_all;
use serde_json::Value;
use testkit::upstream::Upstream;

use crate::support::{good_stream, post, question, router, stream};

/// SHA-256 of `ql-test`.
fn hash() -> String {
    use ring::digest::{SHA256, digest};
    hex::encode(digest(&SHA256, b"ql-test"))
}

fn settings(upstream: &Upstream, key: &str) -> String {
    format!(
        "providers.up = {{ kind = 'openai', base_url = '{}', api_key = 'sk-x' }}\n\
         routes.r = {{ targets = ['up/gpt-4o'], cache = 'exact' }}\nroutes.free = ['up/unheard-of']\n\
         keys.a = {{ hash = '{}', tenant = 'a', {key} }}\n",
        upstream.url("/v1"),
        hash()
    )
}

const KEY: (&str, &str) = ("authorization", "Bearer ql-test");

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

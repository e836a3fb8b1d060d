//! What attempts that broke cost, and that no budget pays for one more than it holds.

use std::sync::{Arc, Mutex};

use domain::{
    Explained,
    spending::{Past, Spending, SpendingBatch},
};
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream};

use crate::support::{Heard, KEY, chunk, get, good_stream, hash, post, question, read_live, router, stream};

fn settings(bad: &Upstream, good: &Upstream, budget: f64) -> String {
    format!(
        "timeouts = {{ connect = 1, first_token = 1, between = 1 }}\n\
         providers.bad = {{ kind = 'openai', base_url = '{}', api_key = 'sk-bad' }}\n\
         providers.good = {{ kind = 'openai', base_url = '{}', api_key = 'sk-good' }}\n\
         routes.both = ['bad/gpt-4o', 'good/gpt-4o']\nroutes.alone = ['bad/gpt-4o']\n\
         keys.k = {{ hash = '{}', tenant = 't', budget = {{ usd = {budget} }} }}\n",
        bad.url("/v1"),
        good.url("/v1"),
        hash()
    )
}

fn text(said: &str) -> String {
    chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":said}}]}))
}

const ERROR: &str = "data: {\"error\":{\"message\":\"sorry\",\"type\":\"server_error\"}}\n\n";

async fn row(router: &llm::Router, target: &str) -> Value {
    let usage = get(router, "/usage?by=target", &[KEY]).await.json();
    assert_eq!(usage["budgets"][0]["set_aside_usd"], "0.000000000", "{usage}");
    let rows = usage["usage"].as_array().unwrap();
    rows.iter().find(|row| row["target"] == target).cloned().unwrap_or_default()
}

async fn ask(router: &llm::Router, route: &str, is_live: bool) -> Heard {
    post(router, "/v1/chat/completions", &question(route, is_live), &[KEY]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_together_with_the_failure_was_said_and_is_paid() {
    // First one word, then sixty in one piece with the error behind them.
    let begun = text("one");
    let rest = text(&" word".repeat(60)) + ERROR;
    let bad = Upstream::start(move |_| {
        let mut acts = stream(begun.as_bytes());
        acts.push(Act::Wait(std::time::Duration::from_millis(100)));
        acts.push(Act::Write(rest.clone().into_bytes()));
        acts
    })
    .unwrap();
    let router = router(&settings(&bad, &bad, 1.0));
    let heard = ask(&router, "alone", true).await;
    let (said, finish, error) = read_live(&heard.text());
    assert_eq!((said.len(), finish.as_deref()), (3 + 300, Some("error")), "{}", heard.text());
    assert!(error.is_some());
    let output = row(&router, "bad/gpt-4o").await["tokens"]["output"].as_u64().unwrap();
    assert!(output >= 303 / 4, "{output} tokens for 303 characters");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_fails_with_its_first_words_is_paid_beside_the_one_that_answers() {
    let first = text(&"word ".repeat(80)) + ERROR;
    let bad = Upstream::start(move |_| stream(first.as_bytes())).unwrap();
    let good = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    for is_live in [false, true] {
        let router = router(&settings(&bad, &good, 1.0));
        let heard = ask(&router, "both", is_live).await;
        assert!(heard.text().contains("good/gpt-4o"), "{}", heard.text());
        let broken = row(&router, "bad/gpt-4o").await;
        assert_eq!((&broken["tokens"]["output"], &broken["errors"]), (&json!(100), &json!(1)), "{broken}");
        assert_eq!(row(&router, "good/gpt-4o").await["tokens"]["output"], 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_total_told_at_the_beginning_is_not_taken_for_the_bill_of_a_cut_stream() {
    let events = [
        json!({"type":"message_start","message":{"id":"m","usage":{"input_tokens":10,"output_tokens":1}}}),
        json!({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}),
        json!({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"word ".repeat(80)}}),
    ];
    let cut: String = events
        .iter()
        .map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap()))
        .collect();
    let bad = Upstream::start(move |_| stream(cut.as_bytes())).unwrap();
    let settings = settings(&bad, &bad, 1.0)
        .replace("providers.bad = { kind = 'openai'", "providers.bad = { kind = 'anthropic'")
        .replace("bad/gpt-4o", "bad/claude-sonnet-4-20250514");
    let router = router(&format!("max_attempts = 1\n{settings}"));
    ask(&router, "alone", true).await;
    let paid = row(&router, "bad/claude-sonnet-4-20250514").await;
    assert_eq!((&paid["tokens"]["input"], &paid["tokens"]["output"]), (&json!(10), &json!(100)), "{paid}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_of_nothing_for_an_answer_is_estimated() {
    let bill = json!({"prompt_tokens":10,"completion_tokens":3,"total_tokens":13});
    let nothing = json!({"prompt_tokens":0,"completion_tokens":0,"total_tokens":0});
    let answer = good_stream().replace(&bill.to_string(), &nothing.to_string());
    assert!(answer.contains("\"total_tokens\":0"));
    let good = Upstream::start(move |_| stream(answer.as_bytes())).unwrap();
    let router = router(&settings(&good, &good, 1.0));
    let heard = ask(&router, "alone", false).await;
    assert_eq!(heard.json()["x_ql"]["usage_estimated"], true);
    let paid = row(&router, "bad/gpt-4o").await;
    assert_eq!(paid["tokens"]["output"], 3, "{paid}");
}

/// A book that grants the first reservation of each call and knows that others have spent the rest.
#[derive(Default)]
struct Others {
    asked: Mutex<Vec<u64>>,
}

impl Spending for Others {
    fn recover<'a>(
        &'a self,
        _: &'a (dyn Fn(&str) -> bool + Sync),
        _: u64,
    ) -> BoxFuture<'a, Result<Past, Explained>> {
        async { Ok(Past::default()) }.boxed()
    }

    fn commit<'a>(&'a self, batch: &'a SpendingBatch) -> BoxFuture<'a, Result<Vec<bool>, Explained>> {
        let mut asked = self.asked.lock().unwrap();
        let granted = batch.reserve.iter().map(|wanted| {
            asked.push(wanted.nano);
            asked.len() == 1
        });
        let granted: Vec<bool> = granted.collect();
        async { Ok(granted) }.boxed()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_attempt_is_made_only_where_the_book_that_servers_share_grants_it() {
    let cut = text(&"word ".repeat(80));
    let bad = Upstream::start(move |_| stream(cut.as_bytes())).unwrap();
    let good = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    for is_live in [false, true] {
        let router = router(&settings(&bad, &good, 1.0));
        let book = Arc::new(Others::default());
        let written = router.open_books(book.clone(), "this server".into(), &|_| true).await.unwrap();
        let asked = async {
            let heard = ask(&router, "both", is_live).await;
            let paid = row(&router, "bad/gpt-4o").await;
            router.close_books();
            (heard, paid)
        };
        let (_, (heard, paid)) = tokio::join!(written, asked);
        let before = good.heard().len();
        assert_eq!(before, 0, "nobody else is asked without money");
        assert!(
            heard.status == 502 || heard.text().contains("\"finish_reason\":\"error\""),
            "{}",
            heard.text()
        );
        assert_eq!(paid["tokens"]["output"], 100, "{paid}");
        // The call itself, and beside it what the broken attempt cost.
        assert_eq!(book.asked.lock().unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_nobody_answered_stands_at_the_target_asked_last() {
    let bad = Upstream::start(|_| testkit::upstream::whole(404, "application/json", "", "{}")).unwrap();
    let router = router(&settings(&bad, &bad, 1.0));
    assert_eq!(ask(&router, "both", false).await.status, 404);
    let missed = row(&router, "good/gpt-4o").await;
    assert_eq!((&missed["errors"], &missed["cost_usd"]), (&json!(1), &json!("0.000000000")), "{missed}");
}

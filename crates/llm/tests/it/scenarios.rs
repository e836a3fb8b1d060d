//! Sixteen faults by which gateways are compared in public, each read live and delivered whole: one right
//! answer or one typed error, never a part of an answer shown as all of it.
//!
//! The faults are those of the catalogue of Failover Bench 0.1 (S01 to S16); waits are shorter here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream, whole};

use crate::support::{KEY, get, hash, post, priced_router, read_live};

/// Sixty words.
fn answer() -> String {
    (1..=60).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
}

fn piece(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn event(value: &Value) -> Act {
    Act::Write(piece(format!("data: {value}\n\n").as_bytes()))
}

fn word(model: &str, text: &str) -> Act {
    event(&json!({"id":"c1","object":"chat.completion.chunk","model":model,
        "choices":[{"index":0,"delta":{"content":text},"finish_reason":null}]}))
}

/// A stream in pieces, each of them an act, with its last word and its end.
struct Script(Vec<Act>);

impl Script {
    fn begin() -> Self {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        Script(vec![Act::Write(head.into())])
    }

    fn words(mut self, model: &str, from: usize, to: usize) -> Self {
        let all = answer();
        let words: Vec<&str> = all.split(' ').collect();
        for (place, text) in words.iter().enumerate().take(to).skip(from) {
            let text = if place == 0 { (*text).to_owned() } else { format!(" {text}") };
            self.0.push(word(model, &text));
        }
        self
    }

    fn then(mut self, act: Act) -> Self {
        self.0.push(act);
        self
    }

    fn finish(self, model: &str) -> Self {
        let finish =
            json!({"id":"c1","model":model,"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]});
        let usage = json!({"id":"c1","model":model,"choices":[],
            "usage":{"prompt_tokens":20,"completion_tokens":60,"total_tokens":80}});
        self.then(event(&finish)).then(event(&usage))
    }

    fn done(self) -> Vec<Act> {
        self.then(Act::Write(piece(b"data: [DONE]\n\n"))).end()
    }

    fn end(self) -> Vec<Act> {
        self.then(Act::Write(b"0\r\n\r\n".to_vec())).0
    }
}

fn good(model: &str) -> Vec<Act> {
    Script::begin().words(model, 0, 60).finish(model).done()
}

fn error(status: u16, more: &str, code: &str, message: &str) -> Vec<Act> {
    let body = json!({"error":{"message":message,"type":"error","param":null,"code":code}});
    whole(status, "application/json", more, &body.to_string())
}

/// What the primary does at its n-th attempt, counted from 1; `since` is the time since the first.
type Primary = fn(attempt: usize, since: Duration) -> Vec<Act>;

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Live,
    /// Live, but told only when it is whole.
    LiveWhole,
    /// Not as a stream.
    Whole,
}

const ALL: [How; 3] = [How::Live, How::LiveWhole, How::Whole];

/// A provider whose model `primary` fails and whose model `fallback` does not.
struct Wall {
    _upstream: Upstream,
    router: llm::Router,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
}

impl Wall {
    fn new(primary: Primary) -> Self {
        let asked: Arc<Mutex<Vec<(String, Instant)>>> = Arc::default();
        let log = asked.clone();
        let upstream = Upstream::start(move |heard| {
            let body: Value = serde_json::from_slice(&heard.body).unwrap();
            let model = body["model"].as_str().unwrap().to_owned();
            let (attempt, since) = {
                let mut log = log.lock().unwrap();
                log.push((model.clone(), Instant::now()));
                let mut of_it = log.iter().filter(|(name, _)| *name == model);
                (of_it.clone().count(), of_it.next().unwrap().1.elapsed())
            };
            if model == "primary" {
                return primary(attempt, since);
            }
            // It takes no beginning of an answer to go on from.
            match body["messages"].as_array().unwrap().last().unwrap()["role"] == "assistant" {
                true => error(400, "", "invalid_prefill", "this model does not support prefill"),
                false => good("fallback"),
            }
        })
        .unwrap();
        let settings = format!(
            "timeouts = {{ connect = 1, first_token = 0.6, between = 0.6, total = 20 }}\n\
             providers.wall = {{ kind = 'openai', base_url = '{}', api_key = 'sk-wall' }}\n\
             routes.both = ['wall/primary', 'wall/fallback']\nroutes.alone = ['wall/primary']\n\
             routes.after = ['wall/fallback']\n\
             keys.k = {{ hash = '{}', tenant = 't', budget = {{ usd = 1 }} }}\n",
            upstream.url("/v1"),
            hash()
        );
        let price = |model| {
            format!(
                "[[price]]\nmodel = '{model}'\ninput = 1\noutput = 1\nsource = 'test'\ndate = '2026-11'\n"
            )
        };
        let router = priced_router(&settings, &(price("primary") + &price("fallback")));
        Self { _upstream: upstream, router, asked }
    }

    async fn ask(&self, route: &str, how: How) -> Told {
        let mut body = json!({ "model": route, "max_tokens": 100, "stream": how != How::Whole,
            "messages": [{ "role": "user", "content": "sixty words, please" }] });
        if how != How::Whole {
            body["stream_options"] = json!({ "include_usage": true });
        }
        let delivery = ("x-ql-delivery", if how == How::LiveWhole { "whole" } else { "live" });
        let begun = Instant::now();
        let heard = post(&self.router, "/v1/chat/completions", &body, &[KEY, delivery]).await;
        let took = begun.elapsed();
        let text = heard.text();
        if heard.status != 200 {
            let error = heard.json()["error"].clone();
            assert!(error["code"].is_string(), "{text}");
            return Told { said: None, model: Value::Null, usage: Value::Null, error, took };
        }
        if how == How::Whole {
            let answer = heard.json();
            assert_eq!(answer["choices"][0]["finish_reason"], "stop", "{text}");
            return Told {
                said: answer["choices"][0]["message"]["content"].as_str().map(str::to_owned),
                model: answer["model"].clone(),
                usage: answer["usage"].clone(),
                error: Value::Null,
                took,
            };
        }
        let (said, finish, error) = read_live(&text);
        let mut chunks = text.lines().filter_map(|line| line.strip_prefix("data: {"));
        let last: Value = serde_json::from_str(&format!("{{{}", chunks.next_back().unwrap())).unwrap();
        let is_whole = error.is_none();
        // What is not whole never looks like it.
        assert_eq!(finish.as_deref(), Some(if is_whole { "stop" } else { "error" }), "{text}");
        assert_eq!(text.contains("[DONE]"), is_whole, "{text}");
        Told {
            said: is_whole.then_some(said),
            model: last["model"].clone(),
            usage: last["usage"].clone(),
            error: error.unwrap_or_default(),
            took,
        }
    }

    fn attempts(&self, model: &str) -> Vec<Instant> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(name, _)| name == model).map(|(_, at)| *at).collect()
    }

    /// The key's row and budget: what was spent, and that nothing is left set aside.
    async fn spent(&self) -> HashMap<String, Value> {
        let usage = get(&self.router, "/usage?by=target", &[KEY]).await.json();
        assert_eq!(usage["budgets"][0]["set_aside_usd"], "0.000000000", "{usage}");
        let rows = usage["usage"].as_array().unwrap();
        rows.iter().map(|row| (row["target"].as_str().unwrap().to_owned(), row.clone())).collect()
    }
}

struct Told {
    /// The answer, where it was shown as whole.
    said: Option<String>,
    model: Value,
    usage: Value,
    error: Value,
    took: Duration,
}

/// With a second target the answer is right in every way of delivery; `most` are the primary's attempts
/// at one call. Alone it is right as well, or one typed error in time.
async fn check(primary: Primary, most: usize, rescued_alone: Option<bool>) {
    for how in ALL {
        let wall = Wall::new(primary);
        let told = wall.ask("both", how).await;
        assert_eq!(told.said.as_deref(), Some(answer().as_str()), "{how:?}: {}", told.error);
        let attempts = wall.attempts("primary").len();
        assert!((1..=most).contains(&attempts), "{how:?}: {attempts} attempts");
        assert!(told.took < Duration::from_secs(5), "{how:?}: {:?}", told.took);
        assert_eq!(told.usage["total_tokens"], 80, "{how:?}");
        wall.spent().await;

        let wall = Wall::new(primary);
        let told = wall.ask("alone", how).await;
        assert!(told.took < Duration::from_secs(8), "{how:?}: {:?}", told.took);
        if let Some(said) = &told.said {
            assert_eq!(*said, answer(), "{how:?}");
        }
        if let Some(rescued) = rescued_alone {
            assert_eq!(told.said.is_some(), rescued, "{how:?}: {}", told.error);
        }
        assert!(wall.attempts("primary").len() <= 4, "{how:?}");
        wall.spent().await;
        // Whatever came, the next one is served.
        let told = wall.ask("after", how).await;
        assert_eq!(told.said.as_deref(), Some(answer().as_str()), "{how:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_429_with_retry_after_is_waited_out() {
    fn primary(attempt: usize, _: Duration) -> Vec<Act> {
        match attempt {
            1 => error(429, "retry-after: 1\r\n", "rate_limit_exceeded", "slow down"),
            _ => good("primary"),
        }
    }
    check(primary, 2, Some(true)).await;
    let wall = Wall::new(primary);
    assert_eq!(wall.ask("both", How::Live).await.model, "wall/primary");
    let at = wall.attempts("primary");
    assert!(at[1] - at[0] >= Duration::from_millis(1000), "{:?}", at[1] - at[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s02_429_without_retry_after_is_never_hammered() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        error(429, "", "rate_limit_exceeded", "slow down")
    }
    check(primary, 2, Some(false)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s03_one_500_is_asked_again() {
    fn primary(attempt: usize, _: Duration) -> Vec<Act> {
        if attempt == 1 { error(500, "", "server_error", "sorry") } else { good("primary") }
    }
    check(primary, 2, Some(true)).await;
    let wall = Wall::new(primary);
    wall.ask("both", How::Live).await;
    assert_eq!((wall.attempts("primary").len(), wall.attempts("fallback").len()), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_503_that_stays_goes_to_the_fallback() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        error(503, "", "overloaded", "busy")
    }
    check(primary, 2, Some(false)).await;
    // The provider's own word is kept where there is nowhere to go.
    let told = Wall::new(primary).ask("alone", How::Live).await;
    assert_eq!(
        (&told.error["code"], &told.error["upstream_code"]),
        (&json!("overloaded"), &json!("overloaded"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn s05_a_reset_before_the_answer_is_asked_again() {
    fn primary(attempt: usize, _: Duration) -> Vec<Act> {
        if attempt == 1 { vec![Act::Reset] } else { good("primary") }
    }
    check(primary, 2, Some(true)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s06_a_silent_provider_is_asked_once() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        vec![Act::Hang]
    }
    check(primary, 1, Some(false)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_a_late_first_token_goes_to_the_fallback() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        let mut script = Script::begin().then(Act::Wait(Duration::from_secs(2)));
        script = script.words("primary", 0, 60).finish("primary");
        script.done()
    }
    check(primary, 1, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_a_stream_that_is_cut_is_made_whole() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        Script::begin().words("primary", 0, 40).0
    }
    check(primary, 1, Some(false)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s09_a_stream_that_stalls_is_noticed_and_made_whole() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        Script::begin().words("primary", 0, 20).then(Act::Wait(Duration::from_secs(3))).0
    }
    check(primary, 1, Some(false)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_malformed_event_is_a_broken_stream() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        let broken =
            Act::Write(piece(b"data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"con\n\n"));
        let script = Script::begin().words("primary", 0, 9).then(broken);
        script.words("primary", 10, 60).finish("primary").done()
    }
    check(primary, 1, Some(false)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s11_a_missing_end_mark_does_not_keep_a_whole_answer_back() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        Script::begin().words("primary", 0, 60).finish("primary").end()
    }
    check(primary, 1, Some(true)).await;
    let told = Wall::new(primary).ask("alone", How::Live).await;
    assert!(told.took < Duration::from_millis(500), "{:?}", told.took);
}

#[tokio::test(flavor = "multi_thread")]
async fn s12_a_context_that_is_too_long_is_never_sent_to_the_same_model_again() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        error(400, "", "context_length_exceeded", "the maximum context length is 8192 tokens")
    }
    check(primary, 1, Some(false)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s13_a_content_filter_is_passed_on_and_asked_nowhere_else() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        error(400, "", "content_policy_violation", "this was refused by our safety system")
    }
    for how in ALL {
        let wall = Wall::new(primary);
        let told = wall.ask("both", how).await;
        assert_eq!((told.said, &told.error["code"]), (None, &json!("content_filter")), "{how:?}");
        assert!(told.error["message"].as_str().unwrap().contains("safety system"));
        assert_eq!((wall.attempts("primary").len(), wall.attempts("fallback").len()), (1, 0), "{how:?}");
        wall.spent().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_a_fallback_that_takes_no_prefill_is_asked_the_question_itself() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        Script::begin().words("primary", 0, 40).0
    }
    for how in ALL {
        let wall = Wall::new(primary);
        let told = wall.ask("both", how).await;
        assert_eq!(told.said.as_deref(), Some(answer().as_str()), "{how:?}: {}", told.error);
        assert_eq!(wall.attempts("fallback").len(), 1, "{how:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_a_primary_that_flaps_is_left_alone_while_it_is_down_and_taken_back() {
    const DOWN: Duration = Duration::from_secs(2);
    fn primary(_: usize, since: Duration) -> Vec<Act> {
        if since < DOWN { error(503, "", "overloaded", "busy") } else { good("primary") }
    }
    let wall = Wall::new(primary);
    let begun = Instant::now();
    let mut back = None;
    for number in 0..20 {
        let how = ALL[number % 3];
        let told = wall.ask("both", how).await;
        assert_eq!(told.said.as_deref(), Some(answer().as_str()), "call {number}, {how:?}: {}", told.error);
        if told.model == "wall/primary" {
            back = back.or(Some(begun.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    // A breaker opens after five failures and lets one call through every five seconds.
    let back = back.expect("the primary is asked again");
    assert!(back < DOWN + Duration::from_secs(6), "{back:?}");
    let first = wall.attempts("primary")[0];
    let while_down = wall.attempts("primary").iter().filter(|at| **at - first < DOWN).count();
    assert!(while_down <= 6, "{while_down} attempts while it was down");
}

#[tokio::test(flavor = "multi_thread")]
async fn s16_a_failover_is_told_and_paid_under_the_name_of_who_answered() {
    fn primary(_: usize, _: Duration) -> Vec<Act> {
        error(503, "", "overloaded", "busy")
    }
    for how in ALL {
        let wall = Wall::new(primary);
        let told = wall.ask("both", how).await;
        assert_eq!((&told.model, &told.usage["completion_tokens"]), (&json!("wall/fallback"), &json!(60)));
        let spent = wall.spent().await;
        assert!(!spent.contains_key("wall/primary"), "{how:?}: {spent:?}");
        // Eighty tokens at a dollar for a million.
        assert_eq!(spent["wall/fallback"]["cost_usd"], "0.000080000", "{how:?}");
    }
}

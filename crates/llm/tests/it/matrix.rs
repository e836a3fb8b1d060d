//! The fault matrix over all six wires: with a second target the answer is right, alone the error is
//! typed; in the wire of the provider and in another, whole and live.

use futures::StreamExt;
use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream, head, whole};

use crate::{
    spoken::{self, Spoken},
    support::{Heard, KEY, SAID, get, good_stream, hash, post, question, read_live, router, stream},
    wires::callers,
};

fn settings(spoken: &Spoken, bad: &Upstream, good: &Upstream) -> String {
    format!(
        "timeouts = {{ connect = 1, first_token = 1, first_token_local = 1, between = 1, total = 20 }}\n\
         providers.bad = {{ kind = '{kind}', base_url = '{bad}', api_key = 'id:sk-canary-bad' }}\n\
         providers.good = {{ kind = 'openai', base_url = '{good}', api_key = 'sk-good' }}\n\
         routes.both = {{ targets = [{0}, {{ target = 'good/m', price = 'gpt-4o' }}] }}\n\
         routes.alone = {{ targets = [{0}] }}\n\
         keys.a = {{ hash = '{1}', budget = {{ usd = 1 }} }}\n",
        "{ target = 'bad/m', price = 'gpt-4o' }",
        hash(),
        kind = spoken.kind,
        bad = bad.url(spoken.path),
        good = good.url("/v1")
    )
}

/// Ten tokens and three at the price of gpt-4o, in billionths of a dollar.
const COST_NANO: u64 = 55_000;

/// What the caller's key has spent; nothing may stay set aside once its calls are over.
async fn spent_nano(router: &llm::Router, what: &str) -> u64 {
    let usage = get(router, "/usage?by=key", &[KEY]).await.json();
    let nano = |value: &Value| value.as_str().unwrap().replace('.', "").parse::<u64>().unwrap();
    let budget = &usage["budgets"][0];
    assert_eq!(nano(&budget["set_aside_usd"]), 0, "{what}: {usage}");
    let spent = nano(&budget["spent_usd"]);
    assert_eq!(nano(&usage["total_cost_usd"]), spent, "{what}: {usage}");
    spent
}

fn good() -> Upstream {
    Upstream::start(|_| stream(good_stream().as_bytes())).unwrap()
}

/// Callers that ask whole: in chat completions, and in the provider's own wire.
fn asking(spoken: &Spoken, route: &str) -> Vec<(String, Value, &'static str)> {
    let own = match spoken.kind {
        "anthropic" => "/v1/messages",
        "bedrock" => "/model/",
        "ollama" => "/api/chat",
        _ => "/v1/responses",
    };
    let is_wanted = |path: &str| path == "/v1/chat/completions" || path.starts_with(own);
    callers(route).into_iter().filter(|(path, _, _)| is_wanted(path)).collect()
}

/// Whether a refusal is one, in whichever wire, and gives no key away.
fn check_typed(heard: &Heard, statuses: &[u16], what: &str) {
    assert!(statuses.contains(&heard.status), "{what}: {} {}", heard.status, heard.text());
    let body = heard.json();
    let said = body.pointer("/error/message").or(body.get("message")).or(body.get("error"));
    assert!(said.is_some_and(Value::is_string), "{what}: {body}");
    assert!(!heard.text().contains("canary"), "{what}: {body}");
}

/// What each failure is called, what the provider does, and what a caller without a second target sees.
fn faults(spoken: &Spoken) -> Vec<(&'static str, Vec<Act>, u16)> {
    let bytes = |bytes: Vec<u8>| vec![Act::Write(bytes)];
    let joined = |parts: &[Vec<u8>]| spoken.stream(&parts.concat());
    vec![
        ("500", spoken.refusal(500, "api_error", "boom", ""), 502),
        ("503", spoken.refusal(503, "overloaded_error", "busy", ""), 503),
        ("429 without a wait", spoken.refusal(429, "rate_limit_error", "slow down", ""), 429),
        (
            "429 with a long wait",
            spoken.refusal(429, "rate_limit_error", "slow down", "retry-after: 60\r\n"),
            429,
        ),
        ("dead key", spoken.dead_key(), 502),
        ("no money", spoken.no_money(), 502),
        ("context too long", spoken.too_long(), 400),
        ("silent", vec![Act::Hang], 504),
        ("silent after the head", vec![Act::Write(head(200, spoken.content_type, "")), Act::Hang], 504),
        ("closed at once", Vec::new(), 502),
        ("empty", bytes(spoken.stream(b"")), 502),
        ("error inside 200", bytes(joined(&[spoken.error_inside()])), 502),
        ("malformed event", bytes(joined(&[spoken.malformed()])), 502),
        ("bad JSON", whole(200, "application/json", "", "{\"choices\":["), 502),
        ("JSON of another kind", whole(200, "application/json", "", "[]"), 502),
        ("HTML", whole(200, "text/html", "", "<html>maintenance</html>"), 502),
        ("HTML error", whole(502, "text/html", "", "<html>bad gateway</html>"), 502),
        ("wrong content type", whole(200, "text/plain", "", "Hello world"), 502),
        ("error after content", bytes(joined(&[spoken.begun(), spoken.error_inside()])), 502),
        ("malformed after content", bytes(joined(&[spoken.begun(), spoken.malformed()])), 502),
        ("stall after content", vec![Act::Write(joined(&[spoken.begun()])), Act::Hang], 502),
        ("cut after content", bytes(joined(&[spoken.begun()])), 502),
    ]
}

async fn check_kind(spoken: &Spoken) {
    // Side by side, because most of the time is spent waiting for those that say nothing.
    let checks = futures::stream::iter(faults(spoken)).map(|fault| check_fault(spoken, fault));
    checks.buffer_unordered(8).collect::<Vec<()>>().await;
}

async fn check_fault(spoken: &Spoken, (name, acts, status): (&'static str, Vec<Act>, u16)) {
    let what = format!("{name} of {}", spoken.kind);
    let script = acts.clone();
    let (bad, good) = (Upstream::start(move |_| script.clone()).unwrap(), good());
    let both = router(&settings(spoken, &bad, &good));
    for (path, body, place) in asking(spoken, "both") {
        let heard = post(&both, &path, &body, &[KEY]).await;
        assert_eq!(heard.status, 200, "{what}, {path}: {}", heard.text());
        let answer = heard.json();
        assert_eq!(answer.pointer(place).and_then(Value::as_str), Some(SAID), "{what}, {path}: {answer}");
        assert_eq!(heard.header("x-ql-target"), Some("good/m"), "{what}, {path}");
        assert_eq!(heard.header("x-ql-cost-usd"), Some("0.000055000"), "{what}, {path}");
    }
    let asked = asking(spoken, "both").len() as u64;
    check_spent(spent_nano(&both, &what).await, asked * COST_NANO, name, &what);
    // A router of its own: the breaker of the other would spare the provider this failure.
    let both = router(&settings(spoken, &bad, &good));
    let heard = post(&both, "/v1/chat/completions", &question("both", true), &[KEY]).await;
    let (said, finish, error) = read_live(&heard.text());
    assert_eq!((said.as_str(), finish.as_deref(), error), (SAID, Some("stop"), None), "{what}, live");
    check_spent(spent_nano(&both, &what).await, COST_NANO, name, &what);

    let asked_before = bad.heard().len();
    for (path, body, _) in asking(spoken, "alone") {
        let alone = router(&settings(spoken, &bad, &good));
        let heard = post(&alone, &path, &body, &[KEY]).await;
        // An error of the service itself may be called overloaded.
        let inside = [status, if name.starts_with("error") { 503 } else { status }];
        check_typed(&heard, &inside, &format!("{what}, {path}"));
        check_spent(spent_nano(&alone, &what).await, 0, name, &what);
    }
    let asked = bad.heard().len() - asked_before;
    assert!(asked <= 6, "{what}: two calls asked {asked} times");
    let alone = router(&settings(spoken, &bad, &good));
    let heard = post(&alone, "/v1/chat/completions", &question("alone", true), &[KEY]).await;
    if heard.status == 200 {
        let (said, finish, error) = read_live(&heard.text());
        assert!(SAID.starts_with(&said) && said != SAID, "{what}: {said}");
        assert!(error.is_some() && finish.as_deref() != Some("stop"), "{what}: {}", heard.text());
        assert!(!heard.text().contains("[DONE]") && !heard.text().contains("canary"), "{what}");
    } else {
        check_typed(&heard, &[status, 503], &format!("{what}, live"));
    }
    check_spent(spent_nano(&alone, &what).await, 0, name, &what);
}

/// Answers cost what they cost; a part that broke off after it was read costs something too.
fn check_spent(spent: u64, answers: u64, name: &str, what: &str) {
    match name {
        "stall after content" => {
            assert!((answers + 1..answers + 40 * COST_NANO).contains(&spent), "{what}: {spent}")
        }
        // Where the failure came together with the content, the answer had not begun.
        _ if name.ends_with("after content") => {
            assert!((answers..answers + 40 * COST_NANO).contains(&spent), "{what}: {spent}");
        }
        _ => assert_eq!(spent, answers, "{what}"),
    }
}

macro_rules! matrix {
    ($($name:ident => $kind:literal),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            check_kind(spoken::all().iter().find(|spoken| spoken.kind == $kind).unwrap()).await;
        }
    )+};
}

matrix!(
    every_failure_of_openai_is_one_right_answer_or_one_typed_error => "openai",
    every_failure_of_azure_is_one_right_answer_or_one_typed_error => "azure",
    every_failure_of_groq_is_one_right_answer_or_one_typed_error => "groq",
    every_failure_of_anthropic_is_one_right_answer_or_one_typed_error => "anthropic",
    every_failure_of_bedrock_is_one_right_answer_or_one_typed_error => "bedrock",
    every_failure_of_ollama_is_one_right_answer_or_one_typed_error => "ollama",
);

#[tokio::test(flavor = "multi_thread")]
async fn a_short_retry_after_is_waited_out_in_every_wire() {
    for spoken in spoken::all() {
        let own = spoken.clone();
        let bad = Upstream::start(move |heard| match heard.number {
            0 => own.refusal(429, "rate_limit_error", "slow down", "retry-after: 1\r\n"),
            _ => vec![Act::Write(own.stream(&own.good))],
        })
        .unwrap();
        let router = router(&settings(&spoken, &bad, &bad));
        let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[KEY]).await;
        assert_eq!((heard.status, heard.header("x-ql-attempts")), (200, Some("2")), "{}", spoken.kind);
    }
}

async fn check_cut(spoken: &Spoken, cut: usize) {
    let part = spoken.stream(&spoken.good[..cut]);
    let (bad, good) = (Upstream::start(move |_| vec![Act::Write(part.clone())]).unwrap(), good());
    // Nothing is silent here: a loaded machine may take its time.
    let router = router(&settings(spoken, &bad, &good).replace("= 1", "= 9"));
    let what = format!("{} cut at {cut} of {}", spoken.kind, spoken.good.len());
    let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[KEY]).await;
    if heard.status == 200 {
        assert!(cut > spoken.finish_at(), "{what}: {}", heard.text());
        let answer = heard.json();
        assert_eq!(answer["choices"][0]["message"]["content"], SAID, "{what}");
        assert_eq!(answer["choices"][0]["finish_reason"], "stop", "{what}");
    } else {
        check_typed(&heard, &[502, 503], &what);
    }
    let heard = post(&router, "/v1/chat/completions", &question("both", false), &[KEY]).await;
    assert_eq!(heard.json()["choices"][0]["message"]["content"], SAID, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_any_wire_cut_at_any_byte_is_never_shown_as_whole() {
    for spoken in spoken::all().into_iter().filter(|spoken| !["azure", "groq"].contains(&spoken.kind)) {
        // Side by side, because a lonely target is asked again after a wait.
        let cuts = futures::stream::iter(0..spoken.good.len()).map(|cut| check_cut(&spoken, cut));
        cuts.buffer_unordered(48).collect::<Vec<()>>().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_drips_byte_by_byte_is_read_as_it_was_meant() {
    for spoken in spoken::all() {
        let own = spoken.clone();
        let slow = Upstream::start(move |_| {
            own.stream(&own.good).into_iter().map(|byte| Act::Write(vec![byte])).collect()
        })
        .unwrap();
        let router = router(&settings(&spoken, &slow, &slow).replace("= 1", "= 9"));
        for (path, body, place) in asking(&spoken, "alone") {
            let answer = post(&router, &path, &body, &[KEY]).await.json();
            assert_eq!(answer.pointer(place).and_then(Value::as_str), Some(SAID), "{}, {path}", spoken.kind);
        }
        let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[KEY]).await;
        let (said, finish, error) = read_live(&heard.text());
        assert_eq!((said.as_str(), finish.as_deref(), error), (SAID, Some("stop"), None), "{}", spoken.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_are_down_there_is_one_typed_error_and_no_storm_of_calls() {
    let kinds = spoken::all();
    let mut settings = String::from("timeouts = { connect = 1, first_token = 0.3, between = 0.3 }\n");
    let mut downs = Vec::new();
    for spoken in &kinds {
        let own = spoken.clone();
        let down = Upstream::start(move |_| own.refusal(500, "api_error", "boom", "")).unwrap();
        settings += &format!(
            "providers.{} = {{ kind = '{0}', base_url = '{}', api_key = 'id:sk-canary' }}\n",
            spoken.kind,
            down.url(spoken.path)
        );
        downs.push(down);
    }
    let targets: Vec<String> = kinds.iter().map(|spoken| format!("{}/m", spoken.kind)).collect();
    settings += &format!("routes.all = {}\n", json!(targets));
    let router = router(&settings);
    for _ in 0..5 {
        let heard = post(&router, "/v1/chat/completions", &question("all", false), &[KEY]).await;
        check_typed(&heard, &[502, 503], "all down");
    }
    let asked: usize = downs.iter().map(|down| down.heard().len()).sum();
    assert!(asked <= 5 * 3, "five calls of at most three attempts asked {asked} times");
}

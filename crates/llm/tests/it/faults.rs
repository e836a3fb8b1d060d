//! The fault matrix over chat completions, read live and delivered whole.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream, head, whole};

use crate::support::{SAID, chunk, good_stream, post, question, read_live, router, stream};

/// A bad provider first, a good one behind it; short waits.
fn settings(bad: &Upstream, good: &Upstream) -> String {
    format!(
        "timeouts = {{ connect = 1, first_token = 0.3, between = 0.3, total = 10 }}\n\
         providers.bad = {{ kind = 'openai', base_url = '{}', api_key = 'sk-canary-bad' }}\n\
         providers.good = {{ kind = 'openai', base_url = '{}', api_key = 'sk-good' }}\n\
         routes.both = ['bad/m', 'good/m']\nroutes.alone = ['bad/m']\n",
        bad.url("/v1"),
        good.url("/v1")
    )
}

fn good() -> Upstream {
    Upstream::start(|_| stream(good_stream().as_bytes())).unwrap()
}

type Script = fn() -> Vec<Act>;

fn error(status: u16, more: &str, body: &Value) -> Vec<Act> {
    whole(status, "application/json", more, &body.to_string())
}

/// Failures before any content: with a second target the answer is right, alone the error is typed.
const BEFORE: &[(&str, Script, u16)] = &[
    ("500", || error(500, "", &json!({"error":{"message":"boom"}})), 502),
    ("503", || error(503, "", &json!({"error":{"message":"busy"}})), 503),
    ("429 without a wait", || error(429, "", &json!({"error":{"message":"slow"}})), 429),
    ("429 with a long wait", || error(429, "retry-after: 60\r\n", &json!({"error":{"message":"slow"}})), 429),
    ("dead key", || error(401, "", &json!({"error":{"message":"bad key sk-canary-bad"}})), 502),
    ("no money", || error(429, "", &json!({"error":{"code":"insufficient_quota","message":"quota"}})), 502),
    (
        "context too long",
        || error(400, "", &json!({"error":{"code":"context_length_exceeded","message":"long"}})),
        400,
    ),
    ("model missing", || error(404, "", &json!({"error":{"message":"no such model"}})), 404),
    ("HTML", || whole(200, "text/html", "", "<html>maintenance</html>"), 502),
    ("HTML error", || whole(502, "text/html", "", "<html>bad gateway</html>"), 502),
    ("bad JSON", || whole(200, "application/json", "", "{\"choices\":["), 502),
    ("empty JSON", || whole(200, "application/json", "", "{}"), 502),
    ("empty 200", || stream(b""), 502),
    ("only the end mark", || stream(b"data: [DONE]\n\n"), 502),
    (
        "error inside 200",
        || stream(chunk(&json!({"error":{"message":"x","type":"server_error"}})).as_bytes()),
        502,
    ),
    ("malformed event", || stream(b"data: {\"choices\":[{\n\n"), 502),
    ("closed at once", Vec::new, 502),
    ("silent after the head", || vec![Act::Write(head(200, "text/event-stream", "")), Act::Hang], 504),
    ("silent", || vec![Act::Hang], 504),
    (
        "pings without content",
        || {
            let mut acts = vec![Act::Write(head(200, "text/event-stream", ""))];
            acts.push(Act::Write(b": ping\n\n: ping\n\n".to_vec()));
            acts.push(Act::Hang);
            acts
        },
        504,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_content_another_target_answers_as_if_nothing_had_been() {
    for (name, script, _) in BEFORE {
        let (bad, good) = (Upstream::start(move |_| script()).unwrap(), good());
        let router = router(&settings(&bad, &good));
        let heard = post(&router, "/v1/chat/completions", &question("both", false), &[]).await;
        assert_eq!(heard.status, 200, "{name}: {}", heard.text());
        assert_eq!(heard.json()["choices"][0]["message"]["content"], SAID, "{name}");
        assert_eq!(heard.header("x-ql-target"), Some("good/m"), "{name}");
        let heard = post(&router, "/v1/chat/completions", &question("both", true), &[]).await;
        let (said, finish, error) = read_live(&heard.text());
        assert_eq!((said.as_str(), finish.as_deref(), error), (SAID, Some("stop"), None), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn alone_each_failure_is_one_typed_error_without_the_key() {
    for (name, script, status) in BEFORE {
        let bad = Upstream::start(move |_| script()).unwrap();
        let router = router(&settings(&bad, &bad));
        for is_live in [false, true] {
            let heard = post(&router, "/v1/chat/completions", &question("alone", is_live), &[]).await;
            let refused = heard.status;
            // The second call may meet a breaker that the first one opened.
            assert!(refused == *status || (is_live && refused == 503), "{name}: {refused} {}", heard.text());
            assert!(heard.json()["error"]["message"].is_string(), "{name}");
            assert!(!heard.text().contains("canary"), "{name}: {}", heard.text());
        }
        assert!(bad.heard().len() <= 4, "{name}: asked {} times", bad.heard().len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_request_itself_is_passed_on_and_never_repeated() {
    for body in [
        json!({"error":{"message":"no such parameter"}}),
        json!({"error":{"code":"content_filter","message":"no"}}),
    ] {
        let bad = Upstream::start(move |_| error(400, "", &body)).unwrap();
        let good = good();
        let router = router(&settings(&bad, &good));
        let heard = post(&router, "/v1/chat/completions", &question("both", false), &[]).await;
        assert_eq!(heard.status, 400);
        assert_eq!((bad.heard().len(), good.heard().len()), (1, 0));
        assert_eq!(heard.header("x-should-retry"), Some("false"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_retry_after_is_waited_out_at_the_same_target() {
    let bad = Upstream::start(|heard| match heard.number {
        0 => error(429, "retry-after-ms: 200\r\n", &json!({"error":{"message":"slow"}})),
        _ => stream(good_stream().as_bytes()),
    })
    .unwrap();
    let router = router(&settings(&bad, &bad));
    let begun = std::time::Instant::now();
    let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
    assert_eq!((heard.status, heard.header("x-ql-attempts")), (200, Some("2")));
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_cut_at_any_byte_is_never_shown_as_whole() {
    let text = good_stream();
    // Behind the finish reason nothing is missing but the bill.
    let enough =
        text.find("\"stop\"").unwrap() + text[text.find("\"stop\"").unwrap()..].find("\n\n").unwrap() + 2;
    for cut in 0..text.len() {
        let part = text.as_bytes()[..cut].to_vec();
        let (bad, good) = (Upstream::start(move |_| stream(&part)).unwrap(), good());
        let router = router(&settings(&bad, &good));
        let heard = post(&router, "/v1/chat/completions", &question("both", false), &[]).await;
        assert_eq!(
            (heard.status, heard.json()["choices"][0]["message"]["content"].as_str()),
            (200, Some(SAID)),
            "{cut}"
        );
        // Live, the other target says the same from its first byte: its text is put behind.
        let heard = post(&router, "/v1/chat/completions", &question("both", true), &[]).await;
        let (said, finish, error) = read_live(&heard.text());
        assert_eq!((said.as_str(), finish.as_deref(), error), (SAID, Some("stop"), None), "{cut}");
        let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[]).await;
        if heard.status == 200 {
            let (_, finish, error) = read_live(&heard.text());
            let is_whole = finish.as_deref() == Some("stop") && error.is_none();
            assert_eq!(is_whole, cut >= enough, "cut at {cut} of {}, enough is {enough}", text.len());
            assert_eq!(heard.text().contains("[DONE]"), is_whole);
        } else {
            assert!(cut < enough);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_by_one_byte_is_not_spliced() {
    let part = good_stream().replace("Hello", "Hullo");
    let cut = part.find(" w").unwrap() - 40;
    let part = part.as_bytes()[..cut].to_vec();
    let (bad, good) = (Upstream::start(move |_| stream(&part)).unwrap(), good());
    let router = router(&settings(&bad, &good));
    let heard = post(&router, "/v1/chat/completions", &question("both", true), &[]).await;
    let (said, finish, error) = read_live(&heard.text());
    assert_eq!((said.as_str(), finish.as_deref()), ("Hullo", Some("error")));
    assert_eq!(error.unwrap()["code"], "stream");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stall_in_the_middle_is_whole_for_those_who_ask_so() {
    let mut begun = head(200, "text/event-stream", "");
    begun.extend_from_slice(
        chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":"Hu"}}]})).as_bytes(),
    );
    let bad = Upstream::start(move |_| vec![Act::Write(begun.clone()), Act::Hang]).unwrap();
    let good = good();
    let router = router(&settings(&bad, &good));
    let heard =
        post(&router, "/v1/chat/completions", &question("both", true), &[("x-ql-delivery", "whole")]).await;
    let (said, finish, error) = read_live(&heard.text());
    assert_eq!((said.as_str(), finish.as_deref(), error), (SAID, Some("stop"), None));
}

/// `count` times `sign`, with a rest between them that is shorter than any time-out.
fn signs_of_life(begun: &str, sign: &str, count: usize) -> Vec<Act> {
    let mut acts = stream(begun.as_bytes());
    for _ in 0..count {
        acts.push(Act::Wait(Duration::from_millis(100)));
        acts.push(Act::Write(sign.as_bytes().to_vec()));
    }
    acts
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_of_life_are_no_answer_before_the_first_content_nor_after_it() {
    let said = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":"Hello"}}]}));
    let empty = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":""}}]}));
    for begun in ["", said.as_str()] {
        for sign in [": ping\n\n", ":", "\n", "event: ping\n\n", empty.as_str()] {
            let (first, sent) = (begun.to_owned(), sign.to_owned());
            let bad = Upstream::start(move |_| signs_of_life(&first, &sent, 60)).unwrap();
            let good = good();
            // Comments and blank lines are no message at all: no patience with thoughts applies to them.
            let is_message = sign.starts_with("event") || sign.starts_with("data");
            let first = if begun.is_empty() || is_message { "0.3" } else { "20" };
            let settings = settings(&bad, &good);
            let router = router(&settings.replace("first_token = 0.3", &format!("first_token = {first}")));
            let asked = std::time::Instant::now();
            let heard = post(&router, "/v1/chat/completions", &question("both", false), &[]).await;
            let content = &heard.json()["choices"][0]["message"]["content"];
            assert_eq!(content, SAID, "{begun:?} {sign:?}: {}", heard.text());
            let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[]).await;
            if begun.is_empty() {
                assert_eq!(heard.status, 504, "{sign:?}: {}", heard.text());
            } else {
                let (said, finish, error) = read_live(&heard.text());
                assert_eq!((said.as_str(), finish.as_deref()), ("Hello", Some("error")), "{sign:?}");
                assert_eq!(error.unwrap()["code"], "stream", "{sign:?}");
            }
            assert!(asked.elapsed() < Duration::from_secs(4), "{begun:?} {sign:?}: {:?}", asked.elapsed());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_message_that_comes_slowly_is_no_stall_and_a_silent_thought_may_take_as_long_as_the_first() {
    let text = good_stream();
    let cut = text.find("\n\n").unwrap() + 2;
    let begun = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":"Well. "}}]}));
    let (start, slow) = (begun.clone(), text.clone());
    let slow = Upstream::start(move |_| {
        let mut acts = stream(start.as_bytes());
        let long = chunk(&json!({"id":"c","note":"x".repeat(200),"choices":[{"index":0,"delta":{}}]}));
        for part in long.as_bytes().chunks(long.len() / 12) {
            acts.push(Act::Wait(Duration::from_millis(150)));
            acts.push(Act::Write(part.to_vec()));
        }
        acts.push(Act::Write(slow.as_bytes()[cut..].to_vec()));
        acts
    })
    .unwrap();
    let thinking = Upstream::start(move |_| {
        let empty = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{}}]}));
        let mut acts = signs_of_life(&begun, &empty, 12);
        acts.push(Act::Write(text.as_bytes()[cut..].to_vec()));
        acts
    })
    .unwrap();
    for (upstream, first) in [(&slow, "0.6"), (&thinking, "20")] {
        let settings = settings(upstream, upstream)
            .replace("first_token = 0.3", &format!("first_token = {first}"))
            .replace("between = 0.3", "between = 0.6");
        let heard = post(&router(&settings), "/v1/chat/completions", &question("alone", true), &[]).await;
        let (said, finish, error) = read_live(&heard.text());
        assert_eq!(
            (said, finish.as_deref(), error),
            (format!("Well. {SAID}"), Some("stop"), None),
            "{first}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_behind_a_finish_reason_breaks_the_answer_and_behind_the_end_mark_is_none() {
    let text = |said: &str| chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":said}}]}));
    let finish = |why: &str| chunk(&json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":why}]}));
    let end = "data: [DONE]\n\n";
    for broken in [
        text("Hello") + &finish("stop") + &text(" more") + end,
        text("Hello") + &finish("stop") + &finish("length") + end,
    ] {
        for is_apart in [false, true] {
            let sent = broken.clone();
            let bad = Upstream::start(move |_| {
                if !is_apart {
                    return stream(sent.as_bytes());
                }
                let mut parts = sent.split_inclusive("\n\n");
                let mut acts = stream(parts.next().unwrap().as_bytes());
                for part in parts {
                    acts.push(Act::Wait(Duration::from_millis(50)));
                    acts.push(Act::Write(part.as_bytes().to_vec()));
                }
                acts
            })
            .unwrap();
            let good = good();
            let router = router(&settings(&bad, &good));
            let heard = post(&router, "/v1/chat/completions", &question("both", false), &[]).await;
            assert_eq!(heard.json()["choices"][0]["message"]["content"], SAID, "{broken}");
            let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[]).await;
            assert!(
                !heard.text().contains("\"stop\"") && !heard.text().contains("[DONE]"),
                "{}",
                heard.text()
            );
            assert!(heard.text().contains("\"error\""), "{}", heard.text());
        }
    }
    let usual = text("Hello") + &finish("stop") + &finish("stop") + &text("") + end + &text(" more");
    let odd = Upstream::start(move |_| stream(usual.as_bytes())).unwrap();
    let router = router(&settings(&odd, &odd));
    let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[]).await;
    let (said, finish, error) = read_live(&heard.text());
    assert_eq!((said.as_str(), finish.as_deref(), error), ("Hello", Some("stop"), None));
    assert_eq!(heard.text().matches("\"stop\"").count(), 1, "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_repeats_the_whole_prompt_has_the_class_that_it_states() {
    let long = "x \"é\" ".repeat(300 << 10);
    let mut bodies = Vec::new();
    for (status, wanted) in
        [(400, 400), (401, 502), (404, 404), (413, 400), (429, 429), (500, 502), (529, 503)]
    {
        bodies.push((status, wanted, json!({"error":{"message":long,"type":"odd"}}), false));
    }
    let code =
        json!({"error":{"message":long,"type":"invalid_request_error","code":"context_length_exceeded"}});
    let begins =
        json!({"error":{"message":format!("This model's maximum context length is 8192 tokens: {long}")}});
    // As FastAPI's servers list what they refuse, each with what was sent.
    let rows: Vec<Value> =
        (0..4000).map(|n| json!({"loc":["body",n],"msg":"odd","input":"x".repeat(90)})).collect();
    let fast = json!({"message":"the request exceeds the available context size","detail":rows});
    for body in [code, begins, fast] {
        bodies.push((400, 400, body.clone(), true));
        bodies.push((500, 400, body, true));
    }
    for (status, wanted, body, is_context) in bodies {
        let what = format!("{status} {:.60}", body.to_string());
        let bad = Upstream::start(move |_| error(status, "", &body)).unwrap();
        let good = good();
        let router = router(&settings(&bad, &good));
        let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
        assert_eq!(heard.status, wanted, "{what}: {}", heard.text());
        assert!(heard.json()["error"]["message"].is_string() && heard.text().len() < 4000, "{what}");
        assert_eq!(
            heard.text().contains("context_length_exceeded"),
            is_context || status == 413,
            "{what}: {}",
            heard.text()
        );
        let moved = if status == 400 && !is_context { 400 } else { 200 };
        let heard = post(&router, "/v1/chat/completions", &question("both", false), &[]).await;
        assert_eq!(heard.status, moved, "{what}: {}", heard.text());
    }
    // An error that is there is read, also where the connection never ends behind it.
    let body = json!({"error":{"code":"context_length_exceeded","message":"long"}}).to_string();
    let bad = Upstream::start(move |_| {
        let more = format!("content-length: {}\r\n", body.len() + 9);
        let mut bytes = head(400, "application/json", &more);
        bytes.extend_from_slice(body.as_bytes());
        vec![Act::Write(bytes), Act::Hang]
    })
    .unwrap();
    let good = good();
    let router = router(&settings(&bad, &good));
    let heard = post(&router, "/v1/chat/completions", &question("both", false), &[]).await;
    assert_eq!((heard.status, heard.header("x-ql-target")), (200, Some("good/m")), "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_takes_the_upstream_call_along() {
    use domain::{
        llm::{WireBody, WireCall},
        roles::Llm,
    };
    use futures::StreamExt;
    let mut begun = head(200, "text/event-stream", "");
    begun.extend_from_slice(
        chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":"Hu"}}]})).as_bytes(),
    );
    let bad = Upstream::start(move |_| vec![Act::Write(begun.clone()), Act::Hang]).unwrap();
    let router = router(&settings(&bad, &bad).replace("between = 0.3", "between = 60"));
    let call = WireCall {
        method: "POST".into(),
        path: "/v1/chat/completions".into(),
        query: None,
        headers: Vec::new(),
        body: question("alone", true).to_string().into_bytes().into(),
        is_local: true,
        request_id: String::new(),
    };
    let WireBody::Live(mut pieces) = router.serve(call).await.body else { panic!("not live") };
    assert!(pieces.next().await.is_some());
    drop(pieces);
    let gone = async {
        while *bad.given_up.lock().unwrap() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), gone).await.expect("the upstream connection is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn time_in_which_nobody_reads_is_not_the_providers() {
    use domain::{
        llm::{WireBody, WireCall},
        roles::Llm,
    };
    use futures::StreamExt;
    let good = good_stream();
    let at = good.find(" wör").unwrap() - 60;
    let at = at + good[at..].find("data: ").unwrap();
    let (first, rest) = (good[..at].to_owned(), good[at..].to_owned());
    let upstream = Upstream::start(move |_| {
        let mut begun = head(200, "text/event-stream", "");
        begun.extend_from_slice(first.as_bytes());
        let pause = Act::Wait(Duration::from_millis(550));
        vec![Act::Write(begun), pause, Act::Write(rest.clone().into_bytes())]
    })
    .unwrap();
    let router = router(&settings(&upstream, &upstream));
    let call = WireCall {
        method: "POST".into(),
        path: "/v1/chat/completions".into(),
        query: None,
        headers: Vec::new(),
        body: question("alone", true).to_string().into_bytes().into(),
        is_local: true,
        request_id: String::new(),
    };
    let WireBody::Live(mut pieces) = router.serve(call).await.body else { panic!("not live") };
    let mut bytes = pieces.next().await.unwrap().to_vec();
    // Longer than a stream may stand still, and shorter than that before the rest comes.
    tokio::time::sleep(Duration::from_millis(450)).await;
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece);
    }
    let (said, finish, error) = read_live(&String::from_utf8(bytes).unwrap());
    assert_eq!((said.as_str(), finish.as_deref(), error), (SAID, Some("stop"), None));
}

//! Answers that look well and are not: each is told as a failure or mended, never shown as whole.

use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream, head, whole};

use crate::{
    spoken::{self, Spoken, calling, message},
    support::{SAID, chunk, good_stream, post, question, read_live, router, stream},
    wires::callers,
};

const CUT: &str = "{\"city\": \"Par";

fn settings(kind: &str, url: &str, good: &Upstream) -> String {
    format!(
        "timeouts = {{ connect = 1, first_token = 1, first_token_local = 1, between = 1, total = 20 }}\n\
         providers.bad = {{ kind = '{kind}', base_url = '{url}', api_key = 'id:secret-key' }}\n\
         providers.good = {{ kind = 'openai', base_url = '{}', api_key = 'sk-good' }}\n\
         routes.both = ['bad/m', 'good/m']\nroutes.alone = ['bad/m']\n",
        good.url("/v1")
    )
}

fn good() -> Upstream {
    Upstream::start(|_| stream(good_stream().as_bytes())).unwrap()
}

/// A provider that answers everything with these bytes.
fn saying(bytes: Vec<u8>) -> Upstream {
    Upstream::start(move |_| vec![Act::Write(bytes.clone())]).unwrap()
}

/// Every wire of a caller is refused alone, whole and live, and answered by the next target with both.
async fn check_failure(spoken: &Spoken, bytes: Vec<u8>, what: &str) {
    let (bad, good) = (saying(bytes), good());
    let url = bad.url(spoken.path);
    let fresh = || router(&settings(spoken.kind, &url, &good));
    for (path, body, place) in callers("alone") {
        let heard = post(&fresh(), &path, &body, &[]).await;
        assert!(heard.status >= 400, "{what} of {}, {path}: {}", spoken.kind, heard.text());
        let heard = post(&fresh(), &path.replace("alone", "both"), &with_model(&body, "both"), &[]).await;
        let answer = heard.json();
        assert_eq!(
            answer.pointer(place).and_then(Value::as_str),
            Some(SAID),
            "{what} of {}, {path}: {answer}",
            spoken.kind
        );
    }
    let heard = post(&fresh(), "/v1/chat/completions", &question("alone", true), &[]).await;
    let text = heard.text();
    let is_broken = heard.status >= 400
        || matches!(read_live(&text), (_, Some(finish), Some(_)) if finish == "error")
            && !text.contains("[DONE]");
    assert!(is_broken, "{what} of {}, live: {text}", spoken.kind);
}

fn with_model(body: &Value, model: &str) -> Value {
    let mut body = body.clone();
    if body.get("model").is_some() {
        body["model"] = model.into();
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_call_whose_input_is_cut_is_no_answer_whatever_its_finish_reason_says() {
    for spoken in spoken::all() {
        check_failure(&spoken, spoken.stream(&calling(spoken.kind, CUT)), "cut input").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_call_with_wrong_but_whole_input_reaches_the_caller() {
    // A model said it: the caller has to see it.
    for spoken in spoken::all() {
        let (bad, good) = (saying(spoken.stream(&calling(spoken.kind, "{city: Paris}"))), good());
        let router = router(&settings(spoken.kind, &bad.url(spoken.path), &good));
        let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
        let said = &heard.json()["choices"][0]["message"]["tool_calls"][0]["function"];
        assert_eq!(said["arguments"], "{city: Paris}", "{}: {}", spoken.kind, heard.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_that_the_model_had_no_room_for_is_told_as_the_model_told_it() {
    let bytes = calling("openai", CUT);
    let text = String::from_utf8(bytes).unwrap().replace("\"tool_calls\"}", "\"length\"}");
    assert!(text.contains("\"length\""));
    let (bad, good) = (Upstream::start(move |_| stream(text.as_bytes())).unwrap(), good());
    let router = router(&settings("openai", &bad.url("/v1"), &good));
    let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
    assert_eq!(heard.json()["choices"][0]["finish_reason"], "length", "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_packed_unasked_is_a_failure_that_says_so() {
    for spoken in spoken::all() {
        let mut bytes = head(200, spoken.content_type, "content-encoding: br\r\n");
        bytes.extend_from_slice(&spoken.good);
        check_failure(&spoken, bytes, "packed").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bedrock_says_why_an_answer_ended_or_it_did_not_end() {
    let bedrock = spoken::all().into_iter().find(|spoken| spoken.kind == "bedrock").unwrap();
    let without = [
        message("messageStart", &json!({"role":"assistant"})),
        message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"text":"Hello"}})),
        message("messageStop", &json!({})),
        message("metadata", &json!({"usage":{"inputTokens":10,"outputTokens":3}})),
    ];
    check_failure(&bedrock, bedrock.stream(&without.concat()), "no reason").await;
    let said = json!({"message":{"role":"assistant","content":[{"text":"Hello"}]}});
    for body in [
        json!({"output":said}),
        json!({"output":said,"stopReason":""}),
        json!({"output":said,"stopReason":"end_turn","error":{"message":"boom"}}),
        json!({"__type":"InternalServerException","message":"boom"}),
    ] {
        let acts = whole(200, "application/json", "", &body.to_string());
        let [Act::Write(bytes)] = acts.as_slice() else { panic!("one piece") };
        check_failure(&bedrock, bytes.clone(), &body.to_string()).await;
    }
}

fn choice(index: u32, delta: Value, finish: Option<&str>) -> String {
    chunk(&json!({"id":"c","choices":[{"index":index,"delta":delta,"finish_reason":finish}]}))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_answers_that_were_asked_for_one_is_not_all() {
    let first = choice(0, json!({"content":"one"}), None) + &choice(0, json!({}), Some("stop"));
    let second = choice(1, json!({"content":"two"}), None) + &choice(1, json!({}), Some("stop"));
    let end = "data: [DONE]\n\n";
    for (said, count) in [
        (first.clone(), None),
        (first.clone() + &choice(1, json!({"content":"tw"}), None), None),
        (first.clone() + &second, Some(2)),
        // A server that does not know of several answers ends as it means to.
        (first + end, Some(1)),
    ] {
        let (bad, good) = (Upstream::start(move |_| stream(said.as_bytes())).unwrap(), good());
        let router = router(&settings("openai", &bad.url("/v1"), &good));
        for is_live in [false, true] {
            let mut body = question("alone", is_live);
            body["n"] = 2.into();
            let heard = post(&router, "/v1/chat/completions", &body, &[]).await;
            let text = heard.text();
            let is_whole = match is_live {
                true => text.contains("[DONE]") && !text.contains("\"error\""),
                false => heard.status == 200,
            };
            assert_eq!(is_whole, count.is_some(), "{count:?}, live {is_live}: {text}");
            assert_eq!(text.contains("\"dropped\":[\"n\"]"), count == Some(1), "{count:?}: {text}");
        }
    }
}

/// Two calls whose inputs come in turns, as some servers send them, and text behind.
fn in_turns() -> String {
    let call = |calls: Value| choice(0, json!({ "tool_calls": calls }), None);
    let begun = |tool: u32, name: &str| json!([{"index":tool,"id":name,"type":"function","function":{"name":name,"arguments":""}}]);
    let more = |tool: u32, text: &str| json!([{"index":tool,"function":{"arguments":text}}]);
    [
        call(begun(0, "first")),
        call(begun(1, "second")),
        call(more(0, "{\"x\": \"}")),
        call(more(1, "{\"y\": [1,")),
        call(more(0, "{\"}")),
        call(more(1, "2]}")),
        choice(0, json!({"content":"behind"}), None),
        choice(0, json!({}), Some("tool_calls")),
        "data: [DONE]\n\n".to_owned(),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn inputs_that_come_in_turns_reach_callers_whose_parts_follow_each_other() {
    let (bad, good) = (Upstream::start(|_| stream(in_turns().as_bytes())).unwrap(), good());
    let router = router(&settings("openai", &bad.url("/v1"), &good));
    for (path, mut body, _) in callers("alone") {
        let path = path.replace("/converse", "/converse-stream");
        if !path.contains("/model/") {
            body["stream"] = true.into();
        }
        if path.ends_with("/generate") {
            // It has no word for calls.
            continue;
        }
        let heard = post(&router, &path, &body, &[]).await;
        let inputs = inputs(&path, &heard.text());
        assert_eq!(inputs.get("first"), Some(&json!({"x":"}{"})), "{path}: {}", heard.text());
        assert_eq!(inputs.get("second"), Some(&json!({"y":[1,2]})), "{path}: {}", heard.text());
        assert!(heard.text().contains("behind"), "{path}: {}", heard.text());
    }
}

/// The inputs of the calls by name, put together from a live answer as a client does it.
fn inputs(path: &str, text: &str) -> serde_json::Map<String, Value> {
    let mut names = Vec::<(u64, String, String)>::new();
    let documents = text.split(['\n', '\u{0}', '\u{7}', '\u{5}']).filter_map(|line| {
        let begin = line.find('{')?;
        serde_json::Deserializer::from_str(&line[begin..]).into_iter::<Value>().next()?.ok()
    });
    let mut put = |place: u64, name: Option<&str>, piece: &str| {
        if let Some(name) = name {
            names.push((place, name.to_owned(), String::new()));
        }
        if let Some((_, _, input)) = names.iter_mut().rev().find(|(known, _, _)| *known == place) {
            input.push_str(piece);
        }
    };
    for value in documents {
        let text = |at: &str| value.pointer(at).and_then(Value::as_str);
        let number = |at: &str| value.pointer(at).and_then(Value::as_u64).unwrap_or(0);
        match path {
            "/v1/messages" => {
                let name = text("/content_block/name");
                put(number("/index"), name, text("/delta/partial_json").unwrap_or(""));
            }
            "/v1/responses" => {
                let name = text("/item/name").filter(|_| text("/type") == Some("response.output_item.added"));
                let piece = text("/delta")
                    .filter(|_| text("/type") == Some("response.function_call_arguments.delta"));
                put(number("/output_index"), name, piece.unwrap_or(""));
            }
            "/api/chat" => {
                for call in
                    value.pointer("/message/tool_calls").and_then(Value::as_array).into_iter().flatten()
                {
                    put(0, call["function"]["name"].as_str(), &call["function"]["arguments"].to_string());
                }
            }
            _ if path.starts_with("/model/") => {
                let name = text("/start/toolUse/name");
                put(number("/contentBlockIndex"), name, text("/delta/toolUse/input").unwrap_or(""));
            }
            _ => {
                let calls = value.pointer("/choices/0/delta/tool_calls").and_then(Value::as_array);
                for call in calls.into_iter().flatten() {
                    let piece = call["function"]["arguments"].as_str().unwrap_or("");
                    put(call["index"].as_u64().unwrap(), call["function"]["name"].as_str(), piece);
                }
            }
        }
    }
    let read = |input: &str| serde_json::from_str(input).unwrap_or_else(|e| panic!("{path}: {e}: {input}"));
    names.into_iter().map(|(_, name, input)| (name, read(&input))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_that_no_call_can_reach_are_not_believed_and_break_nothing() {
    const MOST: u64 = u64::MAX;
    let bedrock = [
        message("messageStart", &json!({"role":"assistant"})),
        message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"text":SAID}})),
        message("messageStop", &json!({"stopReason":"end_turn"})),
        message(
            "metadata",
            &json!({"usage":{"inputTokens":MOST,"outputTokens":MOST,"cacheReadInputTokens":MOST}}),
        ),
    ];
    for spoken in spoken::all() {
        let text = String::from_utf8_lossy(&spoken.good).into_owned();
        let bytes = match spoken.kind {
            "bedrock" => bedrock.concat(),
            _ => {
                let counts = ["prompt_tokens", "completion_tokens", "total_tokens", "input_tokens"];
                let counts = counts.iter().chain(&["output_tokens", "prompt_eval_count", "eval_count"]);
                counts.fold(text, |text, name| {
                    text.replace(&format!("\"{name}\":"), &format!("\"{name}\":{MOST},\"x\":"))
                })
            }
            .into_bytes(),
        };
        let (bad, good) = (saying(spoken.stream(&bytes)), good());
        let router = router(&settings(spoken.kind, &bad.url(spoken.path), &good));
        for is_live in [false, true] {
            let heard = post(&router, "/v1/chat/completions", &question("alone", is_live), &[]).await;
            assert_eq!(heard.status, 200, "{}: {}", spoken.kind, heard.text());
            assert!(!heard.text().contains("18446744073709551615"), "{}: {}", spoken.kind, heard.text());
        }
        let usage = crate::support::get(&router, "/usage?by=target", &[]).await.json();
        assert!(!usage.to_string().contains("18446744073709551615"), "{usage}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_callers_choose_do_not_break_out_of_headers() {
    let good = good();
    let router = router(&settings("openai", &good.url("/v1"), &good));
    for name in ["good/a\r\nx-evil: 1", "good/a\u{0}", &format!("good/{}", "m".repeat(1000))] {
        for (path, body, _) in callers("alone").into_iter().filter(|(_, body, _)| body.get("model").is_some())
        {
            let heard = post(&router, &path, &with_model(&body, name), &[]).await;
            assert_eq!(heard.status, 400, "{path}: {}", heard.text());
        }
    }
    let mut body = json!({"model":"alone","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"a\r\nx-evil: 1":1});
    body["long ".repeat(1000)] = 1.into();
    let heard = post(&router, "/v1/messages", &body, &[]).await;
    let dropped = heard.header("x-ql-dropped").unwrap();
    assert!(dropped.len() < 1100 && dropped.bytes().all(|b| b.is_ascii_graphic() || b == b' '), "{dropped}");
    assert!(dropped.contains("x-evil"), "{dropped}");
}

/// A server that answers once on each connection and closes it when the next question comes.
fn forgetful() -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::{
        io::{Read, Write},
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let closed = Arc::new(AtomicUsize::new(0));
    let count = closed.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let count = count.clone();
            std::thread::spawn(move || {
                let mut stream = stream.unwrap();
                let mut asked = Vec::new();
                let mut piece = [0; 4096];
                while !asked.ends_with(b"}") {
                    let read = stream.read(&mut piece).unwrap_or(0);
                    if read == 0 {
                        return;
                    }
                    asked.extend_from_slice(&piece[..read]);
                }
                let body = json!({"id":"c","choices":[{"index":0,"finish_reason":"stop",
                    "message":{"role":"assistant","content":SAID}}]})
                .to_string();
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + &body).as_bytes()).unwrap();
                // The next question's first byte: the rest is never read.
                if stream.read(&mut [0]).unwrap_or(0) > 0 {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    (url, closed)
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_were_closed_while_they_waited_cost_no_attempt() {
    let (url, closed) = forgetful();
    let good = good();
    let router = router(&settings("openai", &url, &good));
    let ask = || async { post(&router, "/v1/chat/completions", &question("alone", false), &[]).await };
    // Several at once, so that several connections wait afterwards.
    futures::future::join_all((0..4).map(|_| ask())).await;
    for _ in 0..5 {
        let heard = ask().await;
        assert_eq!((heard.status, heard.header("x-ql-attempts")), (200, Some("1")), "{}", heard.text());
    }
    assert!(closed.load(std::sync::atomic::Ordering::SeqCst) > 3, "connections were used again");
}

//! Upstreams that bend their own formats: what can be read as it was meant is, the rest is a failure.

use std::io::Write;

use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use llm::Router;
use serde_json::{Value, json};
use testkit::upstream::{Act, Upstream, head, whole};

use crate::{
    spoken::{self, Spoken, message},
    support::{SAID, chunk, get, good_stream, post, question, read_live, router, stream},
};

fn settings(kind: &str, url: &str, more: &str) -> String {
    format!(
        "timeouts = {{ connect = 1, first_token = 2, first_token_local = 2, between = 1, total = 20 }}\n\
         providers.bad = {{ kind = '{kind}', base_url = '{url}', api_key = 'id:secret-key' }}\n\
         routes.alone = ['bad/m']\n{more}"
    )
}

fn saying(bytes: Vec<u8>) -> Upstream {
    Upstream::start(move |_| vec![Act::Write(bytes.clone())]).unwrap()
}

/// What a caller reads, asking whole and live: the text and the finish reason, or the error's code.
async fn read(router: &Router, what: &str) -> [Result<(String, String), String>; 2] {
    let heard = post(router, "/v1/chat/completions", &question("alone", false), &[]).await;
    let answer = heard.json();
    let text = |place: &str| answer.pointer(place).and_then(Value::as_str).unwrap_or("").to_owned();
    let whole = match heard.status {
        200 => Ok((text("/choices/0/message/content"), text("/choices/0/finish_reason"))),
        _ => Err(text("/error/code")),
    };
    let heard = post(router, "/v1/chat/completions", &question("alone", true), &[]).await;
    let live = match heard.status {
        200 => match read_live(&heard.text()) {
            (said, Some(finish), None) => Ok((said, finish)),
            (_, finish, error) => {
                assert_eq!(finish.as_deref(), Some("error"), "{what}: {}", heard.text());
                Err(error
                    .map_or_else(|| panic!("{what}: no error"), |e| e["code"].as_str().unwrap().to_owned()))
            }
        },
        _ => Err(heard.json()["error"]["code"].as_str().unwrap().to_owned()),
    };
    [whole, live]
}

async fn check_said(kind: &str, bytes: Vec<u8>, path: &str, what: &str) {
    let upstream = saying(bytes);
    for read in read(&router(&settings(kind, &upstream.url(path), "")), what).await {
        assert_eq!(read, Ok((SAID.to_owned(), "stop".to_owned())), "{kind}, {what}");
    }
}

async fn check_broken(kind: &str, bytes: Vec<u8>, path: &str, what: &str) {
    let upstream = saying(bytes);
    // Each reader has a fresh router: the first failure must not be the second one's reason.
    for place in 0..2 {
        let router = router(&settings(kind, &upstream.url(path), ""));
        let read = read(&router, what).await;
        assert!(read[place].is_err(), "{kind}, {what}: {read:?}");
    }
}

fn of_openai(text: &str) -> Vec<u8> {
    let mut out = head(200, "text/event-stream", "");
    out.extend_from_slice(text.as_bytes());
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_may_end_with_cr_lf_or_both() {
    for spoken in spoken::all().iter().filter(|spoken| spoken.content_type == "text/event-stream") {
        let text = String::from_utf8(spoken.good.clone()).unwrap();
        for end in ["\r", "\r\n"] {
            let bytes = spoken.stream(text.replace('\n', end).as_bytes());
            check_said(spoken.kind, bytes, spoken.path, &format!("{end:?}")).await;
        }
        let mixed = text.replacen("\n\n", "\r\r", 2).replacen("\n\n", "\r\n\n", 1);
        check_said(spoken.kind, spoken.stream(mixed.as_bytes()), spoken.path, "mixed").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_the_end_mark_is_no_part_of_the_answer() {
    let more = chunk(&json!({"id":"c1","choices":[{"index":0,"delta":{"content":" and more"}}]}));
    check_said("openai", of_openai(&(good_stream() + &more)), "/v1", "another event").await;
    check_said("openai", of_openai(&(good_stream() + "data: {\"half")), "/v1", "half of one").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_of_the_answer_that_cannot_be_read_is_not_left_out() {
    for spoken in spoken::all() {
        let text = String::from_utf8_lossy(&spoken.good).into_owned();
        let bytes = match spoken.kind {
            "bedrock" => [
                message("messageStart", &json!({"role":"assistant"})),
                message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"text":42}})),
                message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"text":" wörld"}})),
                message("messageStop", &json!({"stopReason":"end_turn"})),
                message("metadata", &json!({"usage":{"inputTokens":10,"outputTokens":3}})),
            ]
            .concat(),
            _ => text.replacen("\"Hello\"", "42", 1).into_bytes(),
        };
        assert_ne!(bytes, spoken.good);
        check_broken(spoken.kind, spoken.stream(&bytes), spoken.path, "a number for a text").await;
    }
    for (kind, whole_answer) in [
        ("openai", json!({"choices":[{"index":0,"message":{"content":42},"finish_reason":"stop"}]})),
        ("openai", json!({"choices":["x",{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]})),
        (
            "openai",
            json!({"choices":[{"index":0,"message":{"content":"a","tool_calls":{}},"finish_reason":"stop"}]}),
        ),
        ("anthropic", json!({"content":[{"type":"text","text":42}],"stop_reason":"end_turn"})),
        ("bedrock", json!({"output":{"message":{"content":[{"text":42}]}},"stopReason":"end_turn"})),
        ("ollama", json!({"message":{"content":42},"done":true})),
    ] {
        let acts = whole(200, "application/json", "", &whole_answer.to_string());
        let [Act::Write(bytes)] = acts.as_slice() else { panic!("one piece") };
        check_broken(
            kind,
            bytes.clone(),
            if kind == "openai" { "/v1" } else { "" },
            &whole_answer.to_string(),
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_servers_that_are_nearly_compatible_are_understood() {
    let renamed = |word: &str| of_openai(&good_stream().replace("\"stop\"", &format!("\"{word}\"")));
    for word in ["eos_token", "STOP", "end_turn", "stop_sequence"] {
        check_said("openai", renamed(word), "/v1", word).await;
    }
    for word in ["error", "abort", "network_error", "insufficient_system_resource"] {
        check_broken("openai", renamed(word), "/v1", word).await;
    }
    let usage = good_stream().replace("\"choices\":[],", "\"choices\":null,\"error\":false,");
    assert_ne!(usage, good_stream());
    check_said("openai", of_openai(&usage), "/v1", "no list where it would be empty").await;
    let parts =
        json!([{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Hello"}]);
    let parts = good_stream().replace("\"Hello\"", &parts.to_string());
    check_said("openai", of_openai(&parts), "/v1", "a list of parts").await;
}

fn packed(spoken: &Spoken, coding: &str) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    match coding {
        "zlib" => zlib.write_all(&spoken.good).and_then(|()| zlib.finish()).unwrap(),
        "bare" => bare.write_all(&spoken.good).and_then(|()| bare.finish()).unwrap(),
        _ => gzip.write_all(&spoken.good).and_then(|()| gzip.finish()).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_packed_unasked_is_unpacked_where_that_can_be_done() {
    for spoken in spoken::all() {
        for (coding, name) in [("gzip", "gzip"), ("zlib", "deflate"), ("bare", "deflate")] {
            let body = packed(&spoken, coding);
            let mut bytes = head(200, spoken.content_type, &format!("content-encoding: {name}\r\n"));
            bytes.extend_from_slice(&body);
            check_said(spoken.kind, bytes.clone(), spoken.path, coding).await;
            // Cut in the middle it is a cut answer like any other.
            bytes.truncate(bytes.len() - body.len() * 2 / 3);
            check_broken(spoken.kind, bytes, spoken.path, &format!("{coding}, cut")).await;
        }
        for name in ["br", "zstd", "gzip, gzip"] {
            let mut bytes = head(200, spoken.content_type, &format!("content-encoding: {name}\r\n"));
            bytes.extend_from_slice(&spoken.good);
            check_broken(spoken.kind, bytes, spoken.path, name).await;
        }
    }
    // An error says what it is, packed or not.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(br#"{"error":{"message":"no money","code":"insufficient_quota"}}"#).unwrap();
    let mut bytes = head(429, "application/json", "content-encoding: gzip\r\n");
    bytes.extend_from_slice(&gzip.finish().unwrap());
    let upstream = saying(bytes);
    let [whole, _] = read(&router(&settings("openai", &upstream.url("/v1"), "")), "quota").await;
    assert_eq!(whole, Err("billing".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_bytes_that_unpack_to_very_many_are_not_unpacked() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(b"data: ").unwrap();
    for _ in 0..64 {
        gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let mut bytes = head(200, "text/event-stream", "content-encoding: gzip\r\n");
    bytes.extend_from_slice(&gzip.finish().unwrap());
    let upstream = saying(bytes);
    let router =
        router(&settings("openai", &upstream.url("/v1"), "").replace("first_token = 2", "first_token = 60"));
    let [whole, _] = read(&router, "a bomb").await;
    assert_eq!(whole, Err("stream".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_as_one_long_message_is_an_answer() {
    let said = "b".repeat(600 << 10);
    let bytes = of_openai(&good_stream().replace("\"Hello\"", &json!(said).to_string()));
    let upstream = saying(bytes);
    for read in read(&router(&settings("openai", &upstream.url("/v1"), "")), "long").await {
        assert_eq!(read.map(|(text, _)| text.len()), Ok(said.len() + " wörld".len()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_an_end_is_cut_off_whoever_reads_it() {
    let word = chunk(&json!({"id":"c1","choices":[{"index":0,"delta":{"content":"z".repeat(1000)}}]}));
    let upstream = Upstream::start(move |_| {
        let piece = || Act::Write(word.repeat(8).into_bytes());
        let mut acts = vec![Act::Write(head(200, "text/event-stream", ""))];
        acts.extend((0..100).map(|_| piece()));
        acts
    })
    .unwrap();
    let settings = format!("max_answer_bytes = 100000\n{}", settings("openai", &upstream.url("/v1"), ""));
    for place in 0..2 {
        let read = read(&router(&settings), "endless").await;
        assert_eq!(read[place], Err("stream".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_in_numbers_that_are_none_is_estimated_and_one_in_whole_floats_is_read() {
    for (stated, counted) in [("3.0", 3), ("-3", 3), ("3.5", 3), ("\"3\"", 3), ("1e30", 3)] {
        let text =
            good_stream().replace("\"completion_tokens\":3", &format!("\"completion_tokens\":{stated}"));
        let upstream = saying(of_openai(&text));
        let router = router(&settings("openai", &upstream.url("/v1"), ""));
        let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
        assert_eq!(heard.json()["usage"]["completion_tokens"], counted, "{stated}: {}", heard.text());
        let usage = get(&router, "/usage?by=target", &[]).await.json();
        assert_eq!(usage["usage"][0]["tokens"]["input"], 10, "{stated}: {usage}");
        let is_estimated = stated != "3.0";
        let estimated = usage["usage"][0]["tokens"]["estimated"].as_bool().unwrap_or(false);
        assert_eq!(estimated, is_estimated, "{stated}: {usage}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_does_not_take_the_call_at_all_is_left_for_the_next_one_at_once() {
    for status in [405, 406, 407, 410, 411, 415, 417, 421, 426, 428, 431] {
        let bad = Upstream::start(move |_| {
            whole(status, "application/json", "", "{\"error\":{\"message\":\"not so\"}}")
        })
        .unwrap();
        let good = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
        let more = format!(
            "providers.good = {{ kind = 'openai', base_url = '{}' }}\nroutes.both = ['bad/m', 'good/m']\n",
            good.url("/v1")
        );
        let settings = settings("openai", &bad.url("/v1"), &more);
        let heard = post(&router(&settings), "/v1/chat/completions", &question("both", false), &[]).await;
        assert_eq!(heard.json()["choices"][0]["message"]["content"], SAID, "{status}: {}", heard.text());
        assert_eq!(bad.heard().len(), 1, "{status}");
        let heard = post(&router(&settings), "/v1/chat/completions", &question("alone", false), &[]).await;
        assert_eq!(heard.json()["error"]["message"], "not so", "{status}: {}", heard.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_answer_that_was_asked_for_is_the_first_whatever_its_number() {
    let moved = good_stream().replace("\"index\":0", "\"index\":7");
    let upstream = saying(of_openai(&moved));
    let router = router(&settings("openai", &upstream.url("/v1"), ""));
    for (path, body, place) in crate::wires::callers("alone") {
        let heard = post(&router, &path, &body, &[]).await.json();
        assert_eq!(heard.pointer(place).and_then(Value::as_str), Some(SAID), "{path}: {heard}");
        let mut live = body.clone();
        live["stream"] = true.into();
        let heard = post(&router, &path.replace("/converse", "/converse-stream"), &live, &[]).await.text();
        assert!(heard.contains("Hello") && !heard.contains("\"index\":7"), "{path}: {heard}");
    }
    // Two where one was asked for are not mixed into one.
    let mixed = good_stream().replacen("\"index\":0", "\"index\":7", 2);
    check_broken("openai", of_openai(&mixed), "/v1", "two answers").await;
}

fn of_anthropic(events: &[Value]) -> Vec<u8> {
    let mut out = head(200, "text/event-stream", "");
    for event in events {
        out.extend_from_slice(
            format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap()).as_bytes(),
        );
    }
    out
}

fn begun() -> Value {
    json!({"type":"message_start","message":{"id":"m","usage":{"input_tokens":10,"output_tokens":1}}})
}

fn delta(index: u64, delta: Value) -> Value {
    json!({"type":"content_block_delta","index":index,"delta":delta})
}

fn block(index: u64, block: Value) -> Value {
    json!({"type":"content_block_start","index":index,"content_block":block})
}

fn stop(reason: &str) -> [Value; 2] {
    let usage = json!({"output_tokens":3});
    [
        json!({"type":"message_delta","delta":{"stop_reason":reason},"usage":usage}),
        json!({"type":"message_stop"}),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_without_parameters_is_called_with_an_empty_object() {
    for spoken in spoken::all() {
        let upstream = saying(spoken.stream(&spoken::calling(spoken.kind, "")));
        let router = router(&settings(spoken.kind, &upstream.url(spoken.path), ""));
        let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await.json();
        let call = &heard["choices"][0]["message"]["tool_calls"][0]["function"];
        assert_eq!(call, &json!({"name":"f","arguments":"{}"}), "{}: {heard}", spoken.kind);
        let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[]).await.text();
        assert!(heard.contains("\"arguments\":\"{}\""), "{}: {heard}", spoken.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_call_without_a_name_is_none() {
    let [end, last] = stop("tool_use");
    let bytes = of_anthropic(&[begun(), block(0, json!({"type":"tool_use","id":"t","input":{}})), end, last]);
    check_broken("anthropic", bytes, "", "no name").await;
    let named = [
        message("messageStart", &json!({"role":"assistant"})),
        message("contentBlockStart", &json!({"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t"}}})),
        message("messageStop", &json!({"stopReason":"tool_use"})),
        message("metadata", &json!({"usage":{"inputTokens":10,"outputTokens":3}})),
    ];
    let bedrock = spoken::all().into_iter().find(|spoken| spoken.kind == "bedrock").unwrap();
    check_broken("bedrock", bedrock.stream(&named.concat()), "", "no name").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn citations_and_searches_of_anthropic_reach_its_own_callers_whole_and_live() {
    let citation = json!({"type":"char_location","cited_text":"grass","document_index":0});
    let [end, last] = stop("end_turn");
    let upstream = saying(of_anthropic(&[
        begun(),
        block(0, json!({"type":"server_tool_use","id":"s","name":"web_search","input":{}})),
        delta(0, json!({"type":"input_json_delta","partial_json":"{\"query\": "})),
        delta(0, json!({"type":"input_json_delta","partial_json":"\"grass\"}"})),
        block(1, json!({"type":"text","text":""})),
        delta(1, json!({"type":"text_delta","text":"It is green."})),
        delta(1, json!({"type":"citations_delta","citation":citation})),
        block(2, json!({"type":"text","text":""})),
        delta(2, json!({"type":"text_delta","text":" Mostly."})),
        end,
        last,
    ]));
    let router = router(&settings("anthropic", &upstream.url(""), ""));
    let mut body = question("alone", false);
    body["max_tokens"] = 100.into();
    let heard = post(&router, "/v1/messages", &body, &[]).await.json();
    assert_eq!(
        heard["content"],
        json!([
            {"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"grass"}},
            {"type":"text","text":"It is green.","citations":[citation]},
            {"type":"text","text":" Mostly."},
        ])
    );
    body["stream"] = true.into();
    let heard = post(&router, "/v1/messages", &body, &[]).await.text();
    let events: Vec<Value> =
        heard.lines().filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok()).collect();
    let cited = events.iter().find(|event| event["delta"]["type"] == "citations_delta").unwrap();
    assert_eq!((&cited["index"], &cited["delta"]["citation"]), (&json!(1), &citation), "{heard}");
    assert_eq!(events.iter().filter(|event| event["type"] == "content_block_stop").count(), 3, "{heard}");
    // Who speaks another wire reads the text.
    let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await.json();
    assert_eq!(heard["choices"][0]["message"]["content"], "It is green. Mostly.");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_line_of_ollama_needs_no_end() {
    let ollama = spoken::all().into_iter().find(|spoken| spoken.kind == "ollama").unwrap();
    let text = String::from_utf8(ollama.good.clone()).unwrap();
    check_said("ollama", ollama.stream(text.trim_end().as_bytes()), "", "no last line end").await;
    let nulls = text.replace("\"done\":", "\"error\":null,\"done\":");
    assert_ne!(nulls, text);
    check_said("ollama", ollama.stream(nulls.as_bytes()), "", "no error").await;
}

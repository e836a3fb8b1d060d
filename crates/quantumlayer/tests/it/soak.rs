//! Streams under every fault for minutes: the server's memory is flat, and it answers afterwards.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use serde_json::json;
use testkit::upstream::{Act, Heard, Upstream, head, whole};

use crate::{serving::Server, support::Home};

/// `QL_SOAK_SECONDS` says otherwise.
const SECONDS: u64 = 600;
const CALLERS: usize = 16;

fn chunk(value: &serde_json::Value) -> Vec<u8> {
    format!("data: {value}\n\n").into_bytes()
}

/// A provider that misbehaves by the number of the call.
fn provider(heard: &Heard) -> Vec<Act> {
    let text = |said: &str| chunk(&json!({"id":"c","choices":[{"index":0,"delta":{"content":said}}]}));
    let stop = chunk(&json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}));
    let usage = chunk(
        &json!({"id":"c","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}),
    );
    let mut acts = vec![Act::Write(head(200, "text/event-stream", ""))];
    let words = |acts: &mut Vec<Act>, count: usize| {
        acts.extend((0..count).map(|n| Act::Write(text(&format!("word {n} ")))));
    };
    match heard.number % 10 {
        0 => return whole(500, "application/json", "", "{\"error\":{\"message\":\"sorry\"}}"),
        1 => return vec![Act::Reset],
        2 => words(&mut acts, 20),
        3 => {
            words(&mut acts, 5);
            acts.push(Act::Write(b"data: {\"choices\":[{\n\n".to_vec()));
        }
        4 => {
            words(&mut acts, 3);
            acts.push(Act::Wait(Duration::from_millis(700)));
        }
        5 => {
            acts.push(Act::Write(text(&"long ".repeat(40_000))));
            acts.push(Act::Write([stop, usage].concat()));
        }
        _ => {
            words(&mut acts, 50);
            acts.push(Act::Write([stop, usage, b"data: [DONE]\n\n".to_vec()].concat()));
        }
    }
    acts
}

/// One call; every fifth caller goes in the middle of the answer.
fn call(address: &str, number: usize) -> std::io::Result<bool> {
    let body = json!({ "model": if number.is_multiple_of(3) { "both" } else { "alone" }, "max_tokens": 100,
        "stream": !number.is_multiple_of(4), "messages": [{ "role": "user", "content": format!("call {number}") }] })
    .to_string();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    write!(
        stream,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ql-test\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut bytes = vec![0; 64 << 10];
    let first = stream.read(&mut bytes)?;
    if number.is_multiple_of(5) {
        return Ok(false);
    }
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest)?;
    Ok(first > 0)
}

/// Resident memory in kilobytes.
fn memory_kb(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
#[ignore = "takes minutes; `make soak` runs it"]
#[expect(clippy::disallowed_methods, reason = "how long a person wants to wait is no configuration of ours")]
fn minutes_of_streams_under_faults_leave_memory_flat() {
    let seconds = std::env::var("QL_SOAK_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    let upstream = Upstream::start(provider).unwrap();
    let home = Home::new();
    let provider = |name: &str| {
        format!(
            "[llm.providers.{name}]\nkind = 'openai'\nbase_url = '{}'\napi_key = 'sk-x'\n",
            upstream.url("/v1")
        )
    };
    let text = format!(
        "[llm]\nprobe = []\n[llm.timeouts]\nfirst_token = 0.5\nbetween = 0.4\n{}{}[llm.routes]\n\
         alone = ['a/gpt-4o']\nboth = ['a/gpt-4o', 'b/gpt-4o']\n[llm.keys.soak]\nhash = '{}'\nbudget = {{ usd = 100000 }}\n\
         [llm.traces]\nendpoint = 'http://127.0.0.1:9'\nevery_s = 1\n",
        provider("a"),
        provider("b"),
        hex::encode(<sha2::Sha256 as sha2::Digest>::digest(b"ql-test"))
    );
    let file = home.write("soak.toml", text);
    let server = Server::start(&home, file.to_str().unwrap());
    let (is_over, calls, answered) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let mut seen = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..CALLERS {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let number = calls.fetch_add(1, Ordering::Relaxed);
                    if call(&server.address, number).unwrap_or(false) {
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(seconds) {
            std::thread::sleep(Duration::from_millis(500));
            seen.push(memory_kb(server.child.id()));
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let fifth = seen.len() / 5;
    let most = |part: &[u64]| part.iter().copied().max().unwrap_or(0);
    let (early, late) = (most(&seen[fifth..2 * fifth]), most(&seen[4 * fifth..]));
    eprintln!(
        "{} calls, {} answered, in {seconds} s: {early} kB early, {late} kB late",
        calls.load(Ordering::Relaxed),
        answered.load(Ordering::Relaxed)
    );
    assert!(late * 100 <= early * 105, "{early} kB became {late} kB: {seen:?}");
    // Nothing is left under way, and nothing set aside.
    std::thread::sleep(Duration::from_secs(2));
    let (status, state) = server.call("GET", "/v1/router/state", "").unwrap();
    assert!(status == 200 && !state.contains("\"in_flight\":1"), "{state}");
    let (_, usage) = server.call("GET", "/usage", "").unwrap();
    assert!(usage.contains("\"set_aside_usd\":\"0.000000000\""), "{usage}");
    server.end();
}

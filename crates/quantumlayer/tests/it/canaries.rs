//! A serving router gives none of its secrets away: provider keys from the environment, a file, the
//! configuration and the sealed store, and the keys of its callers.

use std::{
    io::{BufRead, BufReader, Write},
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use sha2::{Digest, Sha256};
use testkit::upstream::{Act, Upstream, head, whole};

use crate::{serving::Server, support::Home};

const CALLER: &str = "ql-canary-caller";

/// Ways of failing, each under a model of its own: what rests after one failure hides no other.
const WAYS: [(&str, u16, &str); 5] = [
    ("cut", 200, "server_error"),
    ("dead", 401, "invalid_api_key"),
    ("down", 500, "api_error"),
    ("busy", 429, "rate_limit"),
    ("odd", 400, "bad"),
];

/// Repeats what it was sent, as careless providers do, in every way of failing.
fn careless() -> Upstream {
    Upstream::start(|heard| {
        let sent: Vec<String> = heard.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let asked = String::from_utf8_lossy(&heard.body).into_owned();
        let (_, status, kind) = WAYS.into_iter().find(|(way, _, _)| asked.contains(way)).unwrap();
        let body = json!({ "error": { "message": format!("refused: {}", sent.join(", ")), "type": kind, "code": kind } });
        if status == 200 {
            // In the middle of a stream that began well.
            let said = json!({ "id": "c", "choices": [{ "index": 0, "delta": { "content": "Hi" } }] });
            let begun = head(200, "text/event-stream", "");
            let begun = [begun, format!("data: {said}\n\n").into_bytes()].concat();
            let apart = Act::Wait(Duration::from_millis(50));
            return vec![Act::Write(begun), apart, Act::Write(format!("data: {body}\n\n").into_bytes())];
        }
        whole(status, "application/json", "", &body.to_string())
    })
    .unwrap()
}

#[test]
fn no_log_metric_error_state_or_process_list_of_a_serving_router_holds_a_key() {
    let home = Home::new();
    let upstream = careless();
    let key_file = home.write("provider.key", "sk-canary-file\n");
    let mut text = format!(
        "[llm]\nprobe = []\n[llm.keys.team]\nhash = '{}'\nadmin = true\n[llm.routes]\n",
        hex::encode(Sha256::digest(CALLER))
    );
    let sources = [
        ("environment", "api_key_env = 'QL_TEST_KEY'".to_owned()),
        ("file", format!("api_key_file = '{}'", key_file.display())),
        ("literal", "api_key = 'sk-canary-literal'".to_owned()),
        ("sealed", String::new()),
    ];
    for (name, _) in &sources {
        text += &format!("{name} = ['{name}/m']\n");
    }
    for (name, source) in &sources {
        text += &format!(
            "[llm.providers.{name}]\nkind = 'openai'\nbase_url = '{}'\n{source}\n",
            upstream.url("/v1")
        );
    }
    let file = home.write("canaries.toml", text);
    let file = file.to_str().unwrap();
    let mut adding =
        home.command(&["keys", "add", "sealed", "--config", file]).stdin(Stdio::piped()).spawn().unwrap();
    adding.stdin.take().unwrap().write_all(b"sk-canary-sealed\n").unwrap();
    assert!(adding.wait().unwrap().success());

    let arguments =
        ["--log-level", "trace", "serve", "--role", "llm", "--listen", "127.0.0.1:0", "--config", file];
    let mut child = home.command(&arguments).env("QL_TEST_KEY", "sk-canary-environment").spawn().unwrap();
    let log = Arc::new(Mutex::new(String::new()));
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("the server says where it listens").unwrap();
        *log.lock().unwrap() += &format!("{line}\n");
        if let Some((_, address)) = line.split_once("listening on http://") {
            break address.to_owned();
        }
    };
    let kept = log.clone();
    let reading = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            *kept.lock().unwrap() += &format!("{line}\n");
        }
    });
    let server = Server { child, address };
    let mut seen = Vec::new();
    let ask = |path: &str, body: &str| {
        server.call_as(CALLER, if body.is_empty() { "GET" } else { "POST" }, path, body).unwrap()
    };
    for (name, _) in &sources {
        for (way, is_live) in WAYS.iter().flat_map(|(way, _, _)| [(way, true), (way, false)]) {
            let messages = json!([{ "role": "user", "content": "hi" }]);
            let body = json!({ "model": format!("{name}/{way}"), "stream": is_live, "max_tokens": 9, "messages": messages });
            for path in ["/v1/chat/completions", "/v1/messages"] {
                let (status, answer) = ask(path, &body.to_string());
                assert!(status != 200 || answer.contains("error"), "{status} {answer}");
                seen.push(answer);
            }
        }
    }
    for path in
        ["/metrics", "/v1/router/state", "/usage", "/providers", "/v1/models", "/health", "/ready", "/router"]
    {
        seen.push(ask(path, "").1);
    }
    let wrong = json!({ "model": "literal", "messages": [] }).to_string();
    seen.push(server.call_as("ql-canary-wrong", "POST", "/v1/chat/completions", &wrong).unwrap().1);
    let process = format!("/proc/{}/cmdline", server.child.id());
    seen.push(String::from_utf8_lossy(&std::fs::read(process).unwrap()).into_owned());
    server.end();
    reading.join().unwrap();
    seen.push(log.lock().unwrap().clone());

    let used: String =
        upstream.heard().iter().flat_map(|heard| heard.headers.clone()).map(|(_, value)| value).collect();
    for (name, _) in &sources {
        assert!(used.contains(&format!("sk-canary-{name}")), "the key from the {name} was used");
    }
    for text in &seen {
        let text = text.replace("canaries.toml", "");
        assert!(!text.contains("canary"), "{}", &text[text.find("canary").unwrap().saturating_sub(300)..]);
    }
}

//! Servers written by others as providers and collectors: moto verifies our signatures, aimock speaks as six
//! providers, and OpenTelemetry's own types read our traces.
//!
//! They come from PyPI and npm by the files in `tests/servers`, below the build directory, once for each
//! version of those files.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    sdks::{environment, run},
    serving::Server,
    support::Home,
};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers").join(name)
}

fn python() -> PathBuf {
    environment("servers", include_str!("../servers/requirements.txt"))
}

/// aimock's program.
fn aimock() -> PathBuf {
    const PACKAGE: &str = include_str!("../servers/package.json");
    let mark = hex::encode(&Sha256::digest(PACKAGE)[..6]);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("aimock-{mark}"));
    let program = folder.join("node_modules/.bin/llmock");
    if !folder.join("complete").exists() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("package.json"), PACKAGE).unwrap();
        run(Command::new("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund"])
            .current_dir(&folder));
        fs::write(folder.join("complete"), "").unwrap();
    }
    program
}

/// A server of others; ended with the test.
struct Other {
    child: Child,
    port: u16,
}

impl Other {
    fn start(make: impl FnOnce(u16) -> Command) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = make(port);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{command:?} does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { child, port }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ask(server: &Server, route: &str, text: &str, is_live: bool) -> (u16, String) {
    let tool = json!({ "type": "function", "function": { "name": "weather",
        "parameters": { "type": "object", "properties": { "city": { "type": "string" } } } } });
    let mut body = json!({ "model": route, "stream": is_live, "max_tokens": 50,
        "messages": [{ "role": "user", "content": text }] });
    if text == "tool" {
        body["tools"] = json!([tool]);
    }
    server.call("POST", "/v1/chat/completions", &body.to_string()).unwrap()
}

#[test]
fn what_we_sign_is_verified_by_moto_and_a_wrong_secret_is_not() {
    let python = python();
    let moto = Other::start(|port| {
        let mut command = Command::new(python.with_file_name("moto_server"));
        // The three calls that make a user need no key; all later ones are verified.
        command.args(["-p", &port.to_string()]).env("INITIAL_NO_AUTH_ACTION_COUNT", "3");
        command
    });
    let address = format!("http://127.0.0.1:{}", moto.port);
    let key = run(Command::new(&python).arg(file("access_key.py")).arg(&address));
    let key = key.trim();
    let home = Home::new();
    let provider = |name: &str, key: &str| {
        format!("[llm.providers.{name}]\nkind = 'bedrock'\nbase_url = '{address}'\napi_key = '{key}'\n")
    };
    let model = "anthropic.claude-3-haiku-20240307-v1:0";
    let text = format!(
        "[llm]\nprobe = []\nmax_attempts = 1\n{}{}[llm.routes]\nright = ['right/{model}']\nwrong = ['wrong/{model}']\n",
        provider("right", key),
        provider("wrong", &format!("{key}x"))
    );
    let path = home.write("moto.toml", text);
    let server = Server::start(&home, path.to_str().unwrap());
    let code = |route: &str| {
        let (status, text) = ask(&server, route, "hello", false);
        let answer: Value = serde_json::from_str(&text).unwrap();
        (status, answer["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    // moto checks who asks before it finds that it cannot converse.
    assert_eq!(code("right"), (502, "server".to_owned()));
    assert_eq!(code("wrong"), (502, "auth".to_owned()));
    server.end();
}

const KINDS: [(&str, &str); 6] = [
    ("openai", "/v1"),
    ("azure", ""),
    ("groq", "/openai/v1"),
    ("anthropic", ""),
    ("bedrock", ""),
    ("ollama", ""),
];
const CASES: [&str; 5] = ["hello", "tool", "limit", "cut", "gone"];

#[test]
fn six_providers_as_another_project_plays_them_are_understood() {
    let program = aimock();
    let mock = Other::start(|port| {
        let mut command = Command::new(program);
        command.args(["-p", &port.to_string(), "-f"]).arg(file("fixtures.json"));
        command
    });
    let home = Home::new();
    let (mut providers, mut routes) = (String::new(), String::from("[llm.routes]\n"));
    for (kind, base) in KINDS {
        let address = format!("http://127.0.0.1:{}{base}", mock.port);
        let key = "AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        providers +=
            &format!("[llm.providers.{kind}]\nkind = '{kind}'\nbase_url = '{address}'\napi_key = '{key}'\n");
        for case in CASES {
            for how in ["whole", "live"] {
                // Each has a breaker of its own.
                routes += &format!("{kind}-{case}-{how} = ['{kind}/{case}-{how}']\n");
            }
        }
    }
    let path = home.write("aimock.toml", format!("[llm]\nprobe = []\n{providers}{routes}"));
    let server = Server::start(&home, path.to_str().unwrap());
    for (kind, _) in KINDS {
        for case in CASES {
            for is_live in [false, true] {
                let how = if is_live { "live" } else { "whole" };
                let (status, text) = ask(&server, &format!("{kind}-{case}-{how}"), case, is_live);
                let answer = if is_live && status == 200 { read_live(&text) } else { read_whole(&text) };
                let what = format!("{kind}, {case}, {how}: {status} {text}");
                match (case, answer) {
                    ("hello", Ok(said)) => assert_eq!(said, "Hello wörld", "{what}"),
                    ("tool", Ok(said)) => assert_eq!(said, "weather{\"city\":\"Paris\"}", "{what}"),
                    ("limit", Err(code)) => {
                        assert_eq!((status, code.as_str()), (429, "rate_limited"), "{what}")
                    }
                    // Whatever of it came in time: all of it, or an error.
                    ("cut" | "gone", Ok(said)) => assert!(said.ends_with("on and on"), "{what}"),
                    ("cut" | "gone", Err(_)) => {}
                    _ => panic!("{what}"),
                }
            }
        }
    }
    server.end();
}

/// Text and calls of tools. Errors: the code.
fn read_whole(text: &str) -> Result<String, String> {
    // Chunks of HTTP stand around a whole answer only where it is an error of the frame.
    let answer: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
    if let Some(code) = answer.pointer("/error/code").and_then(Value::as_str) {
        return Err(code.to_owned());
    }
    let message = &answer["choices"][0]["message"];
    Ok(format!("{}{}", message["content"].as_str().unwrap_or(""), calls(&message["tool_calls"])))
}

fn read_live(text: &str) -> Result<String, String> {
    let (mut said, mut code) = (String::new(), None);
    for data in text.lines().filter_map(|line| line.strip_prefix("data: {")) {
        let chunk: Value = serde_json::from_str(&format!("{{{data}")).unwrap();
        code = code.or(chunk.pointer("/error/code").and_then(Value::as_str).map(str::to_owned));
        let delta = &chunk["choices"][0]["delta"];
        said += delta["content"].as_str().unwrap_or("");
        said += &calls(&delta["tool_calls"]);
    }
    code.map_or(Ok(said), Err)
}

fn calls(list: &Value) -> String {
    let parts = list.as_array().into_iter().flatten().map(|call| {
        let part = |key: &str| call["function"][key].as_str().unwrap_or("").to_owned();
        part("name") + &part("arguments")
    });
    parts.collect()
}

#[test]
fn traces_are_read_by_opentelemetrys_own_types() {
    let python = python();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let collector = Command::new(&python)
        .arg(file("collector.py"))
        .arg(port.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let upstream = crate::providers::start("openai", crate::providers::Case::Good);
    let home = Home::new();
    let text = format!(
        "[llm]\nprobe = []\n[llm.providers.p]\nkind = 'openai'\nbase_url = '{}'\napi_key = 'sk-canary'\n\
         [llm.routes]\nr = ['p/gpt-4o']\n[llm.traces]\nendpoint = 'http://127.0.0.1:{port}'\nevery_s = 0.2\n",
        upstream.url("/v1")
    );
    let path = home.write("traces.toml", text);
    let server = Server::start(&home, path.to_str().unwrap());
    assert_eq!(ask(&server, "r", "hello", true).0, 200);
    let printed = collector.wait_with_output().unwrap();
    let batch: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let spans = batch["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap();
    let shown: Vec<(&Value, &Value)> = spans.iter().map(|span| (&span["name"], &span["kind"])).collect();
    assert_eq!(
        shown,
        [(&json!("chat r"), &json!("SPAN_KIND_SERVER")), (&json!("chat gpt-4o"), &json!("SPAN_KIND_CLIENT")),]
    );
    assert_eq!(spans[1]["parentSpanId"], spans[0]["spanId"]);
    let text = batch.to_string();
    for part in ["gen_ai.usage.input_tokens", "\"intValue\":\"10\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("canary"), "{text}");
    server.end();
}

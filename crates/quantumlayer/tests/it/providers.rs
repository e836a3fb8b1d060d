//! Providers of every kind that answer by what they are asked: a text, a tool call, refusals, a cut.

use serde_json::{Value, json};
use testkit::upstream::{Act, Heard, Upstream, head, whole};

pub const KINDS: [&str; 6] = ["openai", "azure", "groq", "anthropic", "bedrock", "ollama"];

/// How a provider behaves, whatever it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Good,
    Limited,
    Refused,
    /// Ends after the first word.
    Broken,
    /// Takes the question and never answers.
    Silent,
}

impl Case {
    pub const ALL: [Case; 5] = [Case::Good, Case::Limited, Case::Refused, Case::Broken, Case::Silent];

    pub fn name(self) -> &'static str {
        match self {
            Case::Good => "good",
            Case::Limited => "limited",
            Case::Refused => "refused",
            Case::Broken => "broken",
            Case::Silent => "silent",
        }
    }
}

/// What an answer says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saying {
    Text,
    Tool,
    Cut,
}

/// Where the API of a kind begins below its host.
pub fn base(kind: &str) -> &'static str {
    match kind {
        "openai" => "/v1",
        "groq" => "/openai/v1",
        _ => "",
    }
}

pub fn start(kind: &'static str, case: Case) -> Upstream {
    Upstream::start(move |heard| answer(kind, case, heard)).unwrap()
}

fn answer(kind: &str, case: Case, heard: &Heard) -> Vec<Act> {
    let saying = match case {
        Case::Limited => return refusal(kind, 429),
        Case::Refused => return refusal(kind, 400),
        Case::Broken => Saying::Cut,
        Case::Silent => return vec![Act::Hang],
        Case::Good => {
            let body = String::from_utf8_lossy(&heard.body);
            // The tool is called once: whoever brings its result gets the text.
            match body.contains("\"weather\"") && !body.contains("18 degrees") {
                true => Saying::Tool,
                false => Saying::Text,
            }
        }
    };
    let (content_type, bytes) = match kind {
        "anthropic" => ("text/event-stream", anthropic(saying)),
        "bedrock" => ("application/vnd.amazon.eventstream", bedrock(saying)),
        "ollama" => ("application/x-ndjson", ollama(saying)),
        _ => ("text/event-stream", openai(saying, kind == "groq")),
    };
    let mut out = head(200, content_type, "");
    out.extend(bytes);
    vec![Act::Write(out)]
}

fn refusal(kind: &str, status: u16) -> Vec<Act> {
    let (word, amazon) = match status {
        429 => ("rate_limit_error", "ThrottlingException"),
        _ => ("invalid_request_error", "ValidationException"),
    };
    let text = "not like this";
    let (more, body) = match kind {
        "anthropic" => (String::new(), json!({"type":"error","error":{"type":word,"message":text}})),
        "bedrock" => (format!("x-amzn-errortype: {amazon}\r\n"), json!({"message":text})),
        "ollama" => (String::new(), json!({"error":text})),
        _ => (String::new(), json!({"error":{"message":text,"type":word,"param":null,"code":null}})),
    };
    whole(status, "application/json", &more, &body.to_string())
}

/// Groq puts the usage into the last choice's chunk, under a name of its own.
fn openai(saying: Saying, is_groq: bool) -> Vec<u8> {
    let mut out = String::new();
    let mut event = |delta: Value, finish: Value, more: Value| {
        let choice = json!({"index":0,"delta":delta,"finish_reason":finish});
        let mut chunk =
            json!({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[choice]});
        for (key, value) in more.as_object().into_iter().flatten() {
            chunk[key] = value.clone();
        }
        out += &format!("data: {chunk}\n\n");
    };
    let mut said = |delta: Value| event(delta, Value::Null, Value::Null);
    said(json!({"role":"assistant","content":null}));
    let finish = match saying {
        Saying::Cut => {
            said(json!({"content":"Hello"}));
            return out.into_bytes();
        }
        Saying::Text => {
            for word in ["Hello", " wör", "ld"] {
                said(json!({"content":word}));
            }
            "stop"
        }
        Saying::Tool => {
            let function = json!({"name":"weather","arguments":""});
            said(json!({"tool_calls":[{"index":0,"id":"call_1","type":"function","function":function}]}));
            for part in ["{\"city\":", " \"Paris\"", "}"] {
                said(json!({"tool_calls":[{"index":0,"function":{"arguments":part}}]}));
            }
            "tool_calls"
        }
    };
    let usage = json!({"prompt_tokens":10,"completion_tokens":3,"total_tokens":13});
    let more = match is_groq {
        true => json!({"x_groq":{"id":"req_1","usage":usage}}),
        false => Value::Null,
    };
    event(json!({}), finish.into(), more);
    if !is_groq {
        let mut last = json!({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":usage});
        last["usage"]["prompt_tokens_details"] = json!({"cached_tokens":3});
        out += &format!("data: {last}\n\n");
    }
    (out + "data: [DONE]\n\n").into_bytes()
}

fn anthropic(saying: Saying) -> Vec<u8> {
    let mut out = String::new();
    let mut event = |value: Value| {
        out += &format!("event: {}\ndata: {value}\n\n", value["type"].as_str().unwrap());
    };
    let usage = json!({"input_tokens":7,"cache_read_input_tokens":3,"cache_creation_input_tokens":0,"output_tokens":1});
    event(
        json!({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":usage}}),
    );
    let (block, deltas, stop) = match saying {
        Saying::Tool => (
            json!({"type":"tool_use","id":"toolu_1","name":"weather","input":{}}),
            ["{\"city\":", " \"Paris\"", "}"]
                .map(|part| json!({"type":"input_json_delta","partial_json":part})),
            "tool_use",
        ),
        Saying::Text | Saying::Cut => (
            json!({"type":"text","text":""}),
            ["Hello", " wör", "ld"].map(|word| json!({"type":"text_delta","text":word})),
            "end_turn",
        ),
    };
    event(json!({"type":"content_block_start","index":0,"content_block":block}));
    for delta in deltas {
        event(json!({"type":"content_block_delta","index":0,"delta":delta}));
        if saying == Saying::Cut {
            return out.into_bytes();
        }
    }
    event(json!({"type":"content_block_stop","index":0}));
    event(
        json!({"type":"message_delta","delta":{"stop_reason":stop,"stop_sequence":null},"usage":{"output_tokens":3}}),
    );
    event(json!({"type":"message_stop"}));
    out.into_bytes()
}

/// Encoded by AWS's own package.
fn bedrock(saying: Saying) -> Vec<u8> {
    match saying {
        Saying::Text => include_bytes!("../../../testkit/golden/bedrock-text.bin").to_vec(),
        Saying::Tool => include_bytes!("../../../testkit/golden/bedrock-tool.bin").to_vec(),
        Saying::Cut => include_bytes!("../../../testkit/golden/bedrock-cut.bin").to_vec(),
    }
}

fn ollama(saying: Saying) -> Vec<u8> {
    let mut out = String::new();
    let mut line = |message: Value| {
        let value = json!({"model":"m","created_at":"2025-01-01T00:00:00Z","message":message,"done":false});
        out += &format!("{value}\n");
    };
    match saying {
        Saying::Cut => {
            line(json!({"role":"assistant","content":"Hello"}));
            return out.into_bytes();
        }
        Saying::Text => {
            for word in ["Hello", " wör", "ld"] {
                line(json!({"role":"assistant","content":word}));
            }
        }
        Saying::Tool => {
            let call = json!({"function":{"name":"weather","arguments":{"city":"Paris"}}});
            line(json!({"role":"assistant","content":"","tool_calls":[call]}));
        }
    }
    let last = json!({"model":"m","created_at":"2025-01-01T00:00:00Z","message":{"role":"assistant","content":""},
        "done":true,"done_reason":"stop","total_duration":1,"prompt_eval_count":10,"eval_count":3});
    out += &format!("{last}\n");
    out.into_bytes()
}

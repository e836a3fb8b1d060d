//! Answers as each provider speaks them, right ones and failures, made without our own codecs.

use serde_json::{Value, json};
use testkit::upstream::{Act, head, whole};

use crate::support::good_stream;

/// A message of an event stream, made by the rules of its documents and not by our own codec.
pub fn message(kind: &str, payload: &Value) -> Vec<u8> {
    framed(
        &[(":event-type", kind), (":content-type", "application/json"), (":message-type", "event")],
        payload,
    )
}

fn exception(kind: &str, payload: &Value) -> Vec<u8> {
    let headers =
        [(":exception-type", kind), (":content-type", "application/json"), (":message-type", "exception")];
    framed(&headers, payload)
}

fn framed(named: &[(&str, &str)], payload: &Value) -> Vec<u8> {
    let payload = payload.to_string();
    let mut headers = Vec::new();
    for (name, value) in named {
        headers.push(name.len() as u8);
        headers.extend(name.bytes());
        headers.push(7);
        headers.extend((value.len() as u16).to_be_bytes());
        headers.extend(value.bytes());
    }
    let total = 12 + headers.len() + payload.len() + 4;
    let mut out = Vec::from((total as u32).to_be_bytes());
    out.extend((headers.len() as u32).to_be_bytes());
    out.extend(crc32(&out).to_be_bytes());
    out.extend(headers);
    out.extend(payload.bytes());
    out.extend(crc32(&out).to_be_bytes());
    out
}

/// Bit by bit, as the polynomial says.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

pub fn anthropic() -> Vec<u8> {
    let mut out = String::new();
    let mut event = |value: Value| {
        let kind = value["type"].as_str().unwrap().to_owned();
        out += &format!("event: {kind}\ndata: {value}\n\n");
    };
    event(
        json!({"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":7,"cache_read_input_tokens":3,"output_tokens":1}}}),
    );
    event(json!({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}));
    event(json!({"type":"ping"}));
    for word in ["Hello", " wör", "ld"] {
        event(json!({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":word}}));
    }
    event(json!({"type":"content_block_stop","index":0}));
    event(json!({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}));
    event(json!({"type":"message_stop"}));
    out.into_bytes()
}

pub fn bedrock() -> Vec<u8> {
    let mut out = message("messageStart", &json!({"role":"assistant"}));
    for word in ["Hello", " wör", "ld"] {
        out.extend(message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"text":word}})));
    }
    out.extend(message("contentBlockStop", &json!({"contentBlockIndex":0})));
    out.extend(message("messageStop", &json!({"stopReason":"end_turn"})));
    out.extend(message("metadata", &json!({"usage":{"inputTokens":7,"cacheReadInputTokens":3,"outputTokens":3,"totalTokens":13},"metrics":{"latencyMs":1}})));
    out
}

pub fn ollama() -> Vec<u8> {
    let mut out = String::new();
    for word in ["Hello", " wör", "ld"] {
        out +=
            &format!("{}\n", json!({"model":"m","message":{"role":"assistant","content":word},"done":false}));
    }
    out += &format!(
        "{}\n",
        json!({"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":3})
    );
    out.into_bytes()
}

/// A stream of a provider that calls the tool `f` with this JSON text, and says that it is done.
pub fn calling(kind: &str, input: &str) -> Vec<u8> {
    let events = |events: &[Value]| {
        let named = |event: &Value| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap());
        events.iter().map(named).collect::<String>().into_bytes()
    };
    match kind {
        "anthropic" => events(&[
            json!({"type":"message_start","message":{"id":"m","usage":{"input_tokens":10,"output_tokens":1}}}),
            json!({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}),
            json!({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":input}}),
            json!({"type":"content_block_stop","index":0}),
            json!({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":3}}),
            json!({"type":"message_stop"}),
        ]),
        "bedrock" => [
            message("messageStart", &json!({"role":"assistant"})),
            message("contentBlockStart", &json!({"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t","name":"f"}}})),
            message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"toolUse":{"input":input}}})),
            message("contentBlockStop", &json!({"contentBlockIndex":0})),
            message("messageStop", &json!({"stopReason":"tool_use"})),
            message("metadata", &json!({"usage":{"inputTokens":10,"outputTokens":3,"totalTokens":13}})),
        ]
        .concat(),
        "ollama" => format!(
            "{}\n{}\n",
            json!({"message":{"content":"","tool_calls":[{"function":{"name":"f","arguments":input}}]},"done":false}),
            json!({"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":3})
        )
        .into_bytes(),
        _ => {
            let call = json!({"index":0,"id":"t","type":"function","function":{"name":"f","arguments":input}});
            let chunks = [
                json!({"id":"c","choices":[{"index":0,"delta":{"tool_calls":[call]}}]}),
                json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}),
            ];
            let chunks: String = chunks.iter().map(crate::support::chunk).collect();
            (chunks + "data: [DONE]\n\n").into_bytes()
        }
    }
}

/// How one kind of provider speaks.
#[derive(Clone)]
pub struct Spoken {
    pub kind: &'static str,
    pub path: &'static str,
    pub content_type: &'static str,
    /// Says [`crate::support::SAID`] for 10 and 3 tokens.
    pub good: Vec<u8>,
    /// Stands in the message that says the answer is complete.
    pub finish: &'static str,
}

pub fn all() -> Vec<Spoken> {
    let sse = "text/event-stream";
    let openai = |kind, path| Spoken {
        kind,
        path,
        content_type: sse,
        good: good_stream().into_bytes(),
        finish: "\"finish_reason\":\"stop\"",
    };
    vec![
        openai("openai", "/v1"),
        openai("azure", ""),
        openai("groq", "/openai/v1"),
        Spoken {
            kind: "anthropic",
            path: "",
            content_type: sse,
            good: anthropic(),
            finish: "\"stop_reason\":\"end_turn\"",
        },
        Spoken {
            kind: "bedrock",
            path: "",
            content_type: "application/vnd.amazon.eventstream",
            good: bedrock(),
            finish: "\"stopReason\":\"end_turn\"",
        },
        Spoken {
            kind: "ollama",
            path: "",
            content_type: "application/x-ndjson",
            good: ollama(),
            finish: "\"done\":true",
        },
    ]
}

fn position(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).position(|part| part == text.as_bytes()).expect("the fixture has it")
}

impl Spoken {
    pub fn stream(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = head(200, self.content_type, "");
        out.extend_from_slice(bytes);
        out
    }

    /// The good answer up to `Hello` and the end of that message.
    pub fn begun(&self) -> Vec<u8> {
        let at = position(&self.good, "Hello") + 5;
        let end = match self.kind {
            // The next message of an event stream begins with its length: the three words' messages
            // have lengths of their own, so the end is counted from the beginning.
            "bedrock" => {
                let mut end = 0;
                while end < at {
                    let size = self.good[end..end + 4].try_into().expect("four bytes");
                    end += u32::from_be_bytes(size) as usize;
                }
                end
            }
            "ollama" => at + position(&self.good[at..], "\n") + 1,
            _ => at + position(&self.good[at..], "\n\n") + 2,
        };
        self.good[..end].to_vec()
    }

    /// Where the message that says the answer is complete has said so.
    pub fn finish_at(&self) -> usize {
        position(&self.good, self.finish)
    }

    /// A failure with a status, in this provider's own words.
    pub fn refusal(&self, status: u16, word: &str, text: &str, more: &str) -> Vec<Act> {
        let (more, body) = match self.kind {
            "anthropic" => (more.to_owned(), json!({"type":"error","error":{"type":word,"message":text}})),
            "bedrock" => (format!("{more}x-amzn-errortype: {word}\r\n"), json!({"message":text})),
            "ollama" => (more.to_owned(), json!({"error":text})),
            _ => (more.to_owned(), json!({"error":{"message":text,"type":word,"code":word}})),
        };
        whole(status, "application/json", &more, &body.to_string())
    }

    /// A failure inside an answer that began with 200.
    pub fn error_inside(&self) -> Vec<u8> {
        match self.kind {
            "anthropic" => {
                let value =
                    json!({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}});
                format!("event: error\ndata: {value}\n\n").into_bytes()
            }
            "bedrock" => exception("modelStreamErrorException", &json!({"message":"the model broke"})),
            "ollama" => format!("{}\n", json!({"error":"the runner was stopped"})).into_bytes(),
            _ => format!("data: {}\n\n", json!({"error":{"message":"boom","type":"server_error"}}))
                .into_bytes(),
        }
    }

    pub fn malformed(&self) -> Vec<u8> {
        match self.kind {
            "bedrock" => {
                let mut bytes =
                    message("contentBlockDelta", &json!({"contentBlockIndex":0,"delta":{"text":"x"}}));
                let last = bytes.len() - 6;
                bytes[last] ^= 1;
                bytes
            }
            "ollama" => b"{\"message\":{\"content\":\n".to_vec(),
            "anthropic" => {
                b"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\n\n".to_vec()
            }
            _ => b"data: {\"choices\":[{\n\n".to_vec(),
        }
    }

    pub fn dead_key(&self) -> Vec<Act> {
        let text = "bad key id:sk-canary-bad";
        match self.kind {
            "bedrock" => self.refusal(403, "UnrecognizedClientException", text, ""),
            "anthropic" => self.refusal(401, "authentication_error", text, ""),
            _ => self.refusal(401, "invalid_api_key", text, ""),
        }
    }

    pub fn no_money(&self) -> Vec<Act> {
        match self.kind {
            "anthropic" => self.refusal(400, "invalid_request_error", "Your credit balance is too low", ""),
            "bedrock" | "ollama" => self.refusal(402, "PaymentRequired", "no money", ""),
            _ => self.refusal(429, "insufficient_quota", "You exceeded your current quota", ""),
        }
    }

    pub fn too_long(&self) -> Vec<Act> {
        match self.kind {
            "anthropic" => self.refusal(
                400,
                "invalid_request_error",
                "prompt is too long: 250000 tokens > 200000 maximum",
                "",
            ),
            "bedrock" => {
                self.refusal(400, "ValidationException", "Input is too long for requested model.", "")
            }
            "ollama" => self.refusal(400, "", "the request exceeds the available context size", ""),
            _ => self.refusal(
                400,
                "context_length_exceeded",
                "This model's maximum context length is 8192",
                "",
            ),
        }
    }
}

//! Finish reasons as real servers misuse them: their answers come through, and none that is cut is whole.

use serde_json::{Value, json};
use testkit::upstream::Upstream;

use crate::support::{chunk, post, question, read_live, router, stream};

const DONE: &str = "data: [DONE]\n\n";

fn says(delta: Value, finish: Value) -> String {
    chunk(&json!({"id":"c","choices":[{"index":0,"delta":delta,"finish_reason":finish}]}))
}

fn text(said: &str, finish: impl Into<Value>) -> String {
    says(json!({ "content": said }), finish.into())
}

fn thought(said: &str, finish: impl Into<Value>) -> String {
    says(json!({ "reasoning_content": said }), finish.into())
}

fn call(tool: u32, input: &str, finish: impl Into<Value>) -> String {
    let call = json!({"index":tool,"id":format!("id{tool}"),"type":"function","function":{"name":"look","arguments":input}});
    says(json!({ "tool_calls": [call] }), finish.into())
}

fn end(finish: &str) -> String {
    says(json!({}), finish.into())
}

fn usage() -> String {
    chunk(&json!({"id":"c","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3}}))
}

struct Shape {
    /// Who is known to answer like this.
    who: &'static str,
    messages: Vec<String>,
    finish: &'static str,
    said: &'static str,
    calls: usize,
    /// So many of its messages are a whole answer too.
    also_whole: Vec<usize>,
}

fn shapes() -> Vec<Shape> {
    let shape = |who, finish, said, calls, messages: Vec<String>| Shape {
        who,
        messages,
        finish,
        said,
        calls,
        also_whole: Vec::new(),
    };
    let none = Value::Null;
    vec![
        shape(
            "Gemini behind one-api: each message says stop",
            "stop",
            "I am well.",
            0,
            vec![text("I am", "stop"), text(" well", "stop"), text(".", "stop"), DONE.into()],
        ),
        shape(
            "the same, and the room ends",
            "length",
            "I am",
            0,
            vec![text("I", "STOP"), text(" am", "MAX_TOKENS"), DONE.into()],
        ),
        shape(
            "simpleAI: stop from the first message on, which says nothing",
            "stop",
            "Hello you",
            0,
            vec![
                says(json!({"role":"assistant"}), "stop".into()),
                text("Hello", "stop"),
                text("", "stop"),
                text(" you", "stop"),
                end("stop"),
                DONE.into(),
            ],
        ),
        shape(
            "gcli2api: stop behind thoughts and calls",
            "tool_calls",
            "Wait.",
            1,
            vec![thought("Hm", "stop"), text("Wait.", "stop"), call(0, "{\"a\":1}", "stop"), DONE.into()],
        ),
        shape(
            "open-webui: stop behind thoughts alone",
            "stop",
            "Four.",
            0,
            vec![
                thought("2+2", "stop"),
                text("Fo", none.clone()),
                text("ur.", none.clone()),
                end("stop"),
                DONE.into(),
            ],
        )
        .also_whole(&[4]),
        shape(
            "ChatMock: each call ends, and then the answer",
            "tool_calls",
            "Let me look.",
            2,
            vec![
                text("Let me look.", none.clone()),
                call(0, "{\"a\":1}", none.clone()),
                end("tool_calls"),
                call(1, "{\"b\":2}", none.clone()),
                end("tool_calls"),
                end("stop"),
                DONE.into(),
            ],
        )
        .also_whole(&[3]),
        shape(
            "Gemini's own compatible wire: calls end with stop",
            "tool_calls",
            "",
            1,
            vec![call(0, "{\"a\":1}", none.clone()), end("stop"), DONE.into()],
        )
        .also_whole(&[2]),
        shape(
            "older SGLang: the reason twice",
            "stop",
            "Hello",
            0,
            vec![text("Hel", none.clone()), text("lo", "stop"), end("stop"), DONE.into()],
        )
        .also_whole(&[3]),
        shape(
            "Mistral, vLLM: the reason beside the last text",
            "length",
            "Hello",
            0,
            vec![text("Hel", none.clone()), text("lo", "length"), usage(), DONE.into()],
        ),
        shape(
            "KoboldCpp, ai00: the word null",
            "stop",
            "Hello",
            0,
            vec![text("Hel", "null"), text("lo", "null"), end("stop"), DONE.into()],
        )
        .also_whole(&[3]),
        shape(
            "SGLang, LocalAI: no word",
            "stop",
            "Hello",
            0,
            vec![text("Hel", ""), text("lo", ""), end("stop"), DONE.into()],
        )
        .also_whole(&[3]),
        shape(
            "ik_llama.cpp, Nous: no end mark",
            "stop",
            "Hello",
            0,
            vec![text("Hel", none.clone()), text("lo", none), end("stop"), usage()],
        )
        .also_whole(&[3]),
        shape(
            "mlx-lm: a word of its own",
            "tool_calls",
            "",
            1,
            vec![call(0, "{}", Value::Null), end("tool_call"), DONE.into()],
        )
        .also_whole(&[2]),
    ]
}

impl Shape {
    fn also_whole(mut self, messages: &[usize]) -> Self {
        self.also_whole = messages.to_vec();
        self
    }

    fn upstream(&self, messages: usize) -> Upstream {
        let sent = self.messages[..messages].concat();
        Upstream::start(move |_| stream(sent.as_bytes())).unwrap()
    }
}

fn settings(upstream: &Upstream) -> String {
    format!(
        "timeouts = {{ connect = 1, first_token = 1, between = 1, total = 20 }}\n\
         providers.odd = {{ kind = 'openai', base_url = '{}', api_key = 'k' }}\nroutes.alone = ['odd/m']\n",
        upstream.url("/v1")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_finish_reasons_stand_in_odd_places_comes_through_whole() {
    for shape in shapes() {
        let upstream = shape.upstream(shape.messages.len());
        let router = router(&settings(&upstream));
        let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
        assert_eq!(heard.status, 200, "{}: {}", shape.who, heard.text());
        let choice = &heard.json()["choices"][0];
        assert_eq!(choice["finish_reason"], shape.finish, "{}: {choice}", shape.who);
        assert_eq!(choice["message"]["content"].as_str().unwrap_or(""), shape.said, "{}", shape.who);
        let calls = choice["message"]["tool_calls"].as_array().map_or(0, Vec::len);
        assert_eq!(calls, shape.calls, "{}: {choice}", shape.who);
        let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[]).await;
        let (said, finish, error) = read_live(&heard.text());
        assert_eq!((said.as_str(), finish.as_deref()), (shape.said, Some(shape.finish)), "{}", shape.who);
        assert_eq!(error, None, "{}", shape.who);
        assert_eq!(heard.text().matches("\"finish_reason\":\"").count(), 1, "{}", heard.text());
        assert_eq!(upstream.heard().len(), 2, "{}: nothing is asked again", shape.who);
        let body = json!({"model":"alone","max_tokens":9,"messages":[{"role":"user","content":"hi"}]});
        let heard = post(&router, "/v1/messages", &body, &[]).await.json();
        assert_eq!(heard["stop_reason"] == "tool_use", shape.calls > 0, "{}: {heard}", shape.who);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_finish_reason_stands_in_each_message_an_answer_without_its_end_mark_is_cut() {
    for shape in shapes() {
        for messages in 0..shape.messages.len() {
            let upstream = shape.upstream(messages);
            let router = router(&settings(&upstream));
            let is_whole = shape.also_whole.contains(&messages);
            let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
            let told = format!("{} after {messages} messages: {}", shape.who, heard.text());
            assert_eq!(heard.status == 200, is_whole, "{told}");
            let heard = post(&router, "/v1/chat/completions", &question("alone", true), &[]).await;
            let told = format!("{} after {messages} messages, live: {}", shape.who, heard.text());
            assert_eq!(heard.text().contains("[DONE]"), is_whole, "{told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_behind_a_finish_reason_that_stands_in_each_message_is_no_end() {
    use testkit::upstream::Act;
    let first = text("Hello", "stop");
    let rest = text(" you", "stop") + DONE;
    let upstream = Upstream::start(move |_| {
        let mut acts = stream(first.as_bytes());
        // Longer than the bill is waited for behind an answer that has ended.
        acts.push(Act::Wait(std::time::Duration::from_millis(5500)));
        acts.push(Act::Write(rest.as_bytes().to_vec()));
        acts
    })
    .unwrap();
    let router = router(&settings(&upstream).replace("between = 1", "between = 9"));
    let heard = post(&router, "/v1/chat/completions", &question("alone", false), &[]).await;
    assert_eq!(heard.json()["choices"][0]["message"]["content"], "Hello you", "{}", heard.text());
}

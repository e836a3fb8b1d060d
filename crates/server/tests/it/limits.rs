//! The bounds of a server, each through its port: body, depth, write and drain.

use std::{sync::Arc, time::Duration};

use domain::{
    Explained,
    llm::{Question, Reply, WireBody, WireCall, WireReply},
    roles::Llm,
};
use futures::{FutureExt, StreamExt, future::BoxFuture};
use server::{Limits, Roles};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Notify,
};

use crate::frame::{PATIENCE, Server, rest, send, server_with};

/// Answers as the body says; `begun` and `gone` tell the test how far it is.
#[derive(Default)]
struct Scripted {
    begun: Notify,
    go_on: Notify,
    gone: Arc<Notify>,
}

struct Gone(Arc<Notify>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Llm for Scripted {
    fn ask(&self, _: Question) -> BoxFuture<'_, Result<Reply, Explained>> {
        std::future::pending().boxed()
    }

    fn serve(&self, call: WireCall) -> BoxFuture<'_, WireReply> {
        async move {
            let gone = Gone(self.gone.clone());
            let body = match &call.body[..] {
                b"\"endless\"" => {
                    let pieces = futures::stream::repeat_with(move || {
                        let _held = &gone;
                        bytes_of(64 << 10)
                    });
                    WireBody::Live(pieces.boxed())
                }
                b"\"wait\"" => {
                    self.begun.notify_one();
                    self.go_on.notified().await;
                    WireBody::Whole("done".into())
                }
                body => WireBody::Whole(format!("{} bytes", body.len()).into()),
            };
            WireReply { status: 200, headers: Vec::new(), body }
        }
        .boxed()
    }

    fn refuse(&self, call: &WireCall, status: u16, detail: &str) -> WireReply {
        let body = format!("{} {}: {detail}", call.method, call.path);
        WireReply { status, headers: Vec::new(), body: WireBody::Whole(body.into()) }
    }

    fn ready(&self) -> Result<(), Explained> {
        Ok(())
    }

    fn metrics(&self) -> String {
        String::new()
    }
}

fn bytes_of(size: usize) -> axum::body::Bytes {
    vec![b'x'; size].into()
}

async fn scripted(limits: Limits) -> (Server, Arc<Scripted>) {
    let role = Arc::new(Scripted::default());
    let roles = Roles { llm: Some(role.clone()), version: "1" };
    (server_with(roles, limits).await, role)
}

fn post(body: &str) -> String {
    format!("{}{body}", head(body.len()))
}

fn head(length: usize) -> String {
    format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_taken_and_one_byte_more_is_not() {
    let (server, _) = scripted(Limits { body_bytes: 1000, ..Limits::default() }).await;
    for (length, wanted) in [(1000, "200"), (1001, "413"), (50_000, "413")] {
        let text = format!("\"{}\"", "x".repeat(length - 2));
        let answer = rest(send(server.address, &post(&text)).await).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {wanted}")), "{length}: {answer}");
    }
    // A length that is only claimed needs no bytes to be refused or waited for.
    let endless = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                   transfer-encoding: chunked\r\n\r\n";
    let mut stream = send(server.address, endless).await;
    let piece = format!("400\r\n{}\r\n", "x".repeat(0x400));
    let written = async { while stream.write_all(piece.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(PATIENCE, written).await.expect("an endless body is cut off");
}

#[tokio::test]
async fn a_packed_body_is_refused_by_the_name_of_its_packing() {
    let (server, _) = scripted(Limits::default()).await;
    for (coding, wanted) in [("gzip", "415"), ("br", "415"), ("gzip, gzip", "415"), ("identity", "200")] {
        let text = post("{}").replacen("host: x", &format!("host: x\r\ncontent-encoding: {coding}"), 1);
        let answer = rest(send(server.address, &text).await).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {wanted}")), "{coding}: {answer}");
        assert_eq!(answer.contains(coding), wanted == "415", "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_let_go_with_408() {
    let limits = Limits { body_wait: Duration::from_millis(200), ..Limits::default() };
    let (server, _) = scripted(limits).await;
    let stream = send(server.address, &format!("{}\"half", head(100))).await;
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn brackets_nest_so_deep_and_no_deeper_and_those_in_texts_do_not_count() {
    let (server, _) = scripted(Limits { json_depth: 5, ..Limits::default() }).await;
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let texts = format!("[\"{}\\\"[[[[\"]", "[{".repeat(50));
    for (body, wanted) in [
        (nested(5), "200"),
        (nested(6), "400"),
        ("[".repeat(100_000), "400"),
        ("{\"a\":[{\"b\":[{}]}]}".to_owned(), "200"),
        ("{\"a\":[{\"b\":[{\"c\":{}}]}]}".to_owned(), "400"),
        ("[[],[],[],[],[],[],[]]".to_owned(), "200"),
        (texts, "200"),
    ] {
        let answer = rest(send(server.address, &post(&body)).await).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {wanted}")), "{:.60}: {answer}", body);
    }
}

#[tokio::test]
async fn a_caller_that_takes_nothing_is_let_go_and_one_that_reads_slowly_is_not() {
    let limits = Limits { write_wait: Duration::from_millis(300), ..Limits::default() };
    let (server, role) = scripted(limits).await;
    let idle = send(server.address, &post("\"endless\"")).await;
    tokio::time::timeout(PATIENCE, role.gone.notified()).await.expect("the answer is given up");
    drop(idle);
    // Longer than the limit in all, but never so long without a byte.
    let mut slow = send(server.address, &post("\"endless\"")).await;
    let mut some = vec![0; 4 << 20];
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        let read = tokio::time::timeout(PATIENCE, slow.read_exact(&mut some)).await.expect("in time");
        read.expect("still served");
    }
}

#[tokio::test]
async fn after_the_signal_what_was_accepted_is_answered() {
    let (mut server, role) = scripted(Limits::default()).await;
    let accepted = send(server.address, &post("\"wait\"")).await;
    tokio::time::timeout(PATIENCE, role.begun.notified()).await.expect("it is under way");
    server.stop.send(()).unwrap();
    role.go_on.notify_one();
    assert!(rest(accepted).await.ends_with("done"));
    tokio::time::timeout(PATIENCE, server.running.join_next()).await.expect("the server ends");
}

#[tokio::test]
async fn after_the_drain_what_does_not_end_is_cut_and_the_server_ends() {
    let (mut server, role) =
        scripted(Limits { drain: Duration::from_millis(200), ..Limits::default() }).await;
    let stuck = send(server.address, &post("\"wait\"")).await;
    tokio::time::timeout(PATIENCE, role.begun.notified()).await.expect("it is under way");
    server.stop.send(()).unwrap();
    tokio::time::timeout(PATIENCE, server.running.join_next()).await.expect("the server ends");
    assert_eq!(rest(stuck).await, "", "cut, not answered");
}

#[tokio::test]
async fn what_nothing_answers_is_refused_in_the_words_of_the_role() {
    let (server, _) = scripted(Limits::default()).await;
    let asked = |line: &str| format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    for (line, wanted, words) in [
        ("GET /v1/nothing", "404", "there is no GET /v1/nothing"),
        ("GET /v1/chat/completions", "405", "/v1/chat/completions does not answer GET"),
        ("DELETE /v1/models", "405", "/v1/models does not answer DELETE"),
        ("POST /v1/chat/completions", "415", "send the body as application/json"),
    ] {
        let answer = rest(send(server.address, &asked(line)).await).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {wanted}")), "{line}: {answer}");
        assert!(answer.ends_with(words), "{line}: {answer}");
    }
}

//! Ids, waits, seats and the end of a server.

use std::{net::SocketAddr, time::Duration};

use server::{Limits, Roles, listen};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinSet,
};

/// Far above what any of these takes, so that a hang fails and a busy machine does not.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Server {
    pub address: SocketAddr,
    pub stop: oneshot::Sender<()>,
    /// Dropped with the test, and the server with it.
    pub running: JoinSet<()>,
}

async fn server(limits: Limits) -> Server {
    server_with(Roles { version: "1", ..Roles::default() }, limits).await
}

pub async fn server_with(roles: Roles, limits: Limits) -> Server {
    let listening = listen(([127, 0, 0, 1], 0).into(), roles, limits).await.expect("a free port");
    let address = listening.address;
    let (stop, stopped) = oneshot::channel();
    let mut running = JoinSet::new();
    running.spawn(listening.serve(async {
        let _ = stopped.await;
    }));
    Server { address, stop, running }
}

pub async fn send(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(text.as_bytes()).await.expect("sent");
    stream
}

/// Everything until the other side closes.
pub async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("an end");
    String::from_utf8(bytes).expect("text")
}

fn get(path: &str, header: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n")
}

fn id_of(answer: &str) -> &str {
    answer.lines().find_map(|line| line.strip_prefix("x-request-id: ")).expect("an id").trim()
}

#[tokio::test]
async fn a_plain_id_of_the_caller_is_kept_and_any_other_replaced() {
    let server = server(Limits::default()).await;
    let answer = rest(send(server.address, &get("/health", "x-request-id: order-7.a\r\n")).await).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(id_of(&answer), "order-7.a");
    for odd in ["a b", "\"quoted\"", "{x}", &"long".repeat(40)] {
        let answer =
            rest(send(server.address, &get("/health", &format!("x-request-id: {odd}\r\n"))).await).await;
        assert_ne!(id_of(&answer), odd);
        assert_eq!(id_of(&answer).len(), 26, "{answer}");
    }
}

#[tokio::test]
async fn a_caller_whose_headers_never_end_is_let_go_while_others_are_served() {
    let limits = Limits { header_wait: Duration::from_millis(200), ..Limits::default() };
    let server = server(limits).await;
    let slow = send(server.address, "GET /health HTTP/1.1\r\nhost: x\r\nx-more: ").await;
    let answer = rest(send(server.address, &get("/health", "")).await).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!rest(slow).await.contains("200 OK"));
}

#[tokio::test]
async fn beyond_the_seats_a_caller_waits_until_one_is_free() {
    let server = server(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = send(server.address, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut begun = [0; 12];
    first.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    // The first keeps its connection, and with it the only seat.
    let mut second = send(server.address, &get("/health", "")).await;
    let early = tokio::time::timeout(Duration::from_millis(200), second.read_exact(&mut begun)).await;
    assert!(early.is_err(), "answered without a seat");
    drop(first);
    assert!(!rest(second).await.is_empty());
}

#[tokio::test]
async fn after_the_signal_idle_callers_are_let_go_and_the_port_is_free() {
    let mut server = server(Limits::default()).await;
    let idle = send(server.address, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let answer = rest(send(server.address, &get("/ready", "")).await).await;
    assert!(answer.contains("\"ready\":true"), "{answer}");
    server.stop.send(()).unwrap();
    let ended = tokio::time::timeout(PATIENCE, server.running.join_next()).await;
    ended.expect("the server ends").unwrap().unwrap();
    rest(idle).await;
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_taken_address_is_named_with_what_to_do() {
    use domain::Explain;
    let server = server(Limits::default()).await;
    let Err(error) = listen(server.address, Roles::default(), Limits::default()).await else {
        panic!("two servers on one address")
    };
    assert_eq!(error.code(), "QL-H001");
    assert!(error.to_string().contains(&server.address.to_string()), "{error}");
}

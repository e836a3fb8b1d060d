//! Answers that outlive the process, wherever they are kept.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use backends::redis::Redis;
use domain::kept::{KeptAnswer, KeptAnswers};

use crate::open;

const MOST: u64 = 1 << 20;

fn answer(number: u8, size: usize, until_s: u64) -> KeptAnswer {
    KeptAnswer { name: [number; 32], answer: vec![number; size], until_s }
}

async fn found(kept: &dyn KeptAnswers, number: u8, now_s: u64) -> Option<KeptAnswer> {
    kept.find([number; 32], now_s).await.expect("it can be looked for")
}

pub async fn check_keeps(kept: &dyn KeptAnswers, now_s: u64) {
    assert_eq!(found(kept, 1, now_s).await, None);
    let (one, two) = (answer(1, 100, now_s + 100), answer(2, 0, now_s + 500));
    kept.keep(vec![one.clone(), two.clone()], now_s, MOST).await.expect("they are kept");
    assert_eq!(found(kept, 1, now_s).await, Some(one));
    assert_eq!(found(kept, 2, now_s).await, Some(two));
    assert_eq!(found(kept, 1, now_s + 100).await, None, "its time is over");
    let again = answer(1, 50, now_s + 900);
    kept.keep(vec![again.clone()], now_s, MOST).await.expect("it is kept anew");
    assert_eq!(found(kept, 1, now_s + 200).await, Some(again));
}

#[tokio::test]
async fn a_file_keeps_answers_for_the_next_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = open(folder.path()).await;
    check_keeps(&first, 1000).await;
    first.close().await;
    assert!(found(&open(folder.path()).await, 1, 1200).await.is_some());
}

#[tokio::test]
async fn a_file_lets_go_what_is_over_and_then_what_ends_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = open(folder.path()).await;
    let many = (1..=10).map(|number| answer(number, 1000, 1000 + u64::from(number))).collect();
    kept.keep(many, 0, 100_000).await.expect("they are kept");
    kept.keep(vec![answer(20, 1000, 5000)], 0, 5000).await.expect("it is kept");
    let left = async |now_s| {
        let mut left = Vec::new();
        for number in 1..=20 {
            left.extend(found(&kept, number, now_s).await.map(|_| number));
        }
        left
    };
    assert_eq!(left(0).await, [8, 9, 10, 20]);
    kept.keep(Vec::new(), 2000, 5000).await.expect("it looks");
    assert_eq!(left(0).await, [20], "what was over is gone, not only hidden");
}

/// A Redis of this machine's own, or none where there is none.
struct Server {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn server(password: &str) -> Option<Server> {
    let folder = tempfile::tempdir().expect("a folder");
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
    let child = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--requirepass", password])
        .arg("--dir")
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    let server = Server { child, port, _folder: folder };
    let begun = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "redis-server does not begin");
        std::thread::yield_now();
    }
    Some(server)
}

fn now_s() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("after 1970").as_secs()
}

#[tokio::test]
async fn a_redis_keeps_answers_for_all_servers_and_is_found_again_after_its_end() {
    let Some(first) = server("p@ss") else {
        eprintln!("skipped: there is no redis-server here");
        return;
    };
    let url = |port: u16| format!("redis://:p%40ss@127.0.0.1:{port}/3");
    let kept = Redis::new(&url(first.port)).expect("a URL");
    check_keeps(&kept, now_s()).await;
    let other = Redis::new(&url(first.port)).expect("a URL");
    assert!(found(&other, 1, now_s()).await.is_some());
    let wrong = Redis::new(&url(first.port).replace("p%40ss", "no")).expect("a URL");
    let refused = wrong.find([1; 32], 0).await.expect_err("the password is wrong");
    assert!(!refused.message.contains("p@ss"), "{}", refused.message);
    drop(first);
    assert!(kept.find([1; 32], 0).await.is_err());
}

/// Answers each connection once with these bytes, whatever is asked.
fn saying(bytes: &'static [u8]) -> u16 {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = socket.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in socket.incoming().take(2) {
            let Ok(mut stream) = stream else { return };
            let mut line = String::new();
            let _ = BufReader::new(stream.try_clone().expect("a socket")).read_line(&mut line);
            let _ = stream.write_all(bytes);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    port
}

#[tokio::test]
async fn what_is_no_redis_is_an_error_and_what_another_program_wrote_is_not_found() {
    let ask = async |bytes| {
        let redis = Redis::new(&format!("redis://127.0.0.1:{}", saying(bytes))).expect("a URL");
        redis.find([1; 32], 0).await
    };
    for bytes in [
        &b"HTTP/1.1 400 Bad\r\n\r\n"[..],
        b"",
        b"$5\r\nab",
        b"$-9\r\n",
        b"$99999999999\r\n",
        b"-ERR no\r\n",
        b"\r\n",
    ] {
        assert!(ask(bytes).await.is_err(), "{}", bytes.escape_ascii());
    }
    for bytes in [&b"$-1\r\n"[..], b"_\r\n", b"$3\r\nabc\r\n", b"$6\r\nql1:ab\r\n"] {
        assert_eq!(ask(bytes).await, Ok(None), "{}", bytes.escape_ascii());
    }
}

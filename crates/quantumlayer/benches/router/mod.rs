//! The router for models beside a direct call to the same provider: a stub on this machine that answers at
//! once. Client, stub and router share the machine's cores, as the direct call shares them with the stub.

mod peers;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Figure, at, binary};

const KEY: &str = "ql-bench";
const BUDGETED: &str = "ql-bench-budget";
const GAP: Duration = Duration::from_millis(20);

pub fn measure(figures: &mut Vec<Figure>) {
    let stub = stub();
    let server = Server::start(stub);
    let direct = Caller::new(stub, "/v1/chat/completions", KEY);
    let routed = Caller::new(server.address, "/v1/chat/completions", KEY);
    let budgeted = Caller::new(server.address, "/v1/chat/completions", BUDGETED);
    one_at_a_time(&direct, &routed, &budgeted, figures);
    many(&direct, &routed, figures);
    THINKS.store(true, Ordering::Relaxed);
    first_tokens(&direct, &routed, figures);
    THINKS.store(false, Ordering::Relaxed);
    peers::measure(stub, &direct, &routed, figures);
}

fn one_at_a_time(direct: &Caller, routed: &Caller, budgeted: &Caller, figures: &mut Vec<Figure>) {
    let callers = [direct, routed, budgeted];
    let mut streams = callers.map(|caller| caller.connect());
    let mut times: [Vec<f64>; 3] = Default::default();
    for round in 0..2200 {
        for ((caller, stream), times) in callers.iter().zip(&mut streams).zip(&mut times) {
            let begun = Instant::now();
            caller.ask(stream, false);
            // The first ones warm up.
            if round >= 200 {
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    times.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
    for (name, share, reach) in [
        ("router: added latency at 1 client, p50", 0.5, 0.2),
        ("router: added latency at 1 client, p99", 0.99, 1.0),
    ] {
        let [bare, ours, with_budget] = times.each_ref().map(|times| at(times, share));
        figures.push(Figure {
            name: name.into(),
            value: ours - bare,
            unit: "ms",
            reach: format!("<= {reach} ms"),
            reached: ours - bare <= reach,
            note: format!(
                "{ours:.3} ms against {bare:.3} ms direct, interleaved; key, limits, cost and metrics on; with a \
                 budget, durable before the call, {with_budget:.3} ms"
            ),
        });
    }
}

/// Requests per second of 32 clients.
fn rate(caller: &Caller, span: Duration) -> f64 {
    let over = AtomicBool::new(false);
    let begun = Instant::now();
    let count: usize = thread::scope(|scope| {
        let clients: Vec<_> = (0..32)
            .map(|_| {
                scope.spawn(|| {
                    let mut stream = caller.connect();
                    let mut count = 0;
                    while !over.load(Ordering::Relaxed) {
                        caller.ask(&mut stream, false);
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        thread::sleep(span);
        over.store(true, Ordering::Relaxed);
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    count as f64 / begun.elapsed().as_secs_f64()
}

fn many(direct: &Caller, routed: &Caller, figures: &mut Vec<Figure>) {
    let span = Duration::from_secs(3);
    let (bare, ours) = (rate(direct, span), rate(routed, span));
    figures.push(Figure {
        name: "router: requests per second at 32 clients".into(),
        value: ours,
        unit: "1/s",
        reach: ">= 10000".into(),
        reached: ours >= 10_000.0,
        note: format!("{bare:.0} direct to the stub in the same run, {:.2} x", ours / bare),
    });
}

/// Milliseconds until the first content of 64 streams that begin together.
fn first_times(caller: &Caller) -> Vec<f64> {
    thread::scope(|scope| {
        let asking: Vec<_> = (0..64)
            .map(|_| {
                scope.spawn(|| {
                    let mut stream = caller.connect();
                    let begun = Instant::now();
                    let first = caller.ask(&mut stream, true).unwrap();
                    (first - begun).as_secs_f64() * 1000.0
                })
            })
            .collect();
        asking.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn first_tokens(direct: &Caller, routed: &Caller, figures: &mut Vec<Figure>) {
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..6 {
        bare.extend(first_times(direct));
        ours.extend(first_times(routed));
    }
    bare.sort_by(f64::total_cmp);
    ours.sort_by(f64::total_cmp);
    let added = at(&ours, 0.5) - at(&bare, 0.5);
    figures.push(Figure {
        name: "router: first token added at 64 streams, p50".into(),
        value: added,
        unit: "ms",
        reach: "<= 1 ms".into(),
        reached: added <= 1.0,
        note: format!(
            "{:.2} ms against {:.2} ms direct, of which the stub waits {} ms",
            at(&ours, 0.5),
            at(&bare, 0.5),
            GAP.as_millis()
        ),
    });
}

/// `serve --role llm` before the stub.
struct Server {
    child: Child,
    address: SocketAddr,
    _dir: tempfile::TempDir,
}

impl Server {
    fn start(stub: SocketAddr) -> Self {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("bench.toml");
        let hash = |key: &str| hex::encode(Sha256::digest(key));
        let text = format!(
            "[llm]\nprobe = []\n[llm.providers.up]\nkind = 'openai'\nbase_url = 'http://{stub}/v1'\napi_key = 'sk-x'\n\
             [llm.routes]\nm = ['up/gpt-4o']\n\
             [llm.keys.plain]\nhash = '{}'\nlimits = {{ requests_per_minute = 100000000, tokens_per_minute = 100000000000 }}\n\
             [llm.keys.budget]\nhash = '{}'\nbudget = {{ usd = 1000000 }}\n",
            hash(KEY),
            hash(BUDGETED)
        );
        std::fs::write(&file, text).unwrap();
        let mut child = Command::new(binary())
            .args(["serve", "--role", "llm", "--listen", "127.0.0.1:0", "--config"])
            .arg(&file)
            .arg("--data-dir")
            .arg(dir.path().join("data"))
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.find_map(|line| line.unwrap().split_once("http://")?.1.parse().ok()).unwrap();
        thread::spawn(move || lines.for_each(drop));
        Self { child, address, _dir: dir }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request, over connections that stay open.
struct Caller {
    address: SocketAddr,
    whole: Vec<u8>,
    live: Vec<u8>,
}

impl Caller {
    fn new(address: SocketAddr, path: &str, key: &str) -> Self {
        Self::with(address, path, key, "")
    }

    /// `headers`: more of them, each with its end.
    fn with(address: SocketAddr, path: &str, key: &str, headers: &str) -> Self {
        let request = |is_live: bool| {
            let text = "What is the capital of France? ".repeat(8);
            let body = json!({ "model": "m", "stream": is_live, "max_tokens": 20,
                "messages": [{ "role": "user", "content": text }] })
            .to_string();
            format!(
                "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n{headers}\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        };
        Self { address, whole: request(false), live: request(true) }
    }

    fn connect(&self) -> BufReader<TcpStream> {
        self.try_connect().unwrap()
    }

    fn try_connect(&self) -> Result<BufReader<TcpStream>, String> {
        let stream = TcpStream::connect(self.address).map_err(|e| e.to_string())?;
        stream.set_nodelay(true).unwrap();
        Ok(BufReader::new(stream))
    }

    /// Reads the answer to its end; when its first content came, where it came live.
    fn ask(&self, stream: &mut BufReader<TcpStream>, is_live: bool) -> Option<Instant> {
        self.try_ask(stream, is_live).unwrap()
    }

    /// Errors: no connection, no answer, or another status than 200.
    fn try_ask(&self, stream: &mut BufReader<TcpStream>, is_live: bool) -> Result<Option<Instant>, String> {
        let told = |e: std::io::Error| e.to_string();
        stream.get_mut().write_all(if is_live { &self.live } else { &self.whole }).map_err(told)?;
        let (mut line, mut length, mut first) = (String::new(), None, None);
        let mut next = |stream: &mut BufReader<TcpStream>| {
            line.clear();
            match stream.read_line(&mut line).map_err(told)? {
                0 => Err("the answer was cut".to_owned()),
                _ => Ok(line.trim_end().to_ascii_lowercase()),
            }
        };
        let status = next(stream)?;
        if !status.contains(" 200 ") {
            return Err(status);
        }
        loop {
            let header = next(stream)?;
            if header.is_empty() {
                break;
            }
            length = header.strip_prefix("content-length: ").map(|n| n.parse::<usize>().unwrap()).or(length);
        }
        if let Some(length) = length {
            stream.read_exact(&mut vec![0; length]).map_err(told)?;
            return Ok(first);
        }
        loop {
            let size = usize::from_str_radix(&next(stream)?, 16).map_err(|e| e.to_string())?;
            let mut piece = vec![0; size + 2];
            stream.read_exact(&mut piece).map_err(told)?;
            if size == 0 {
                return Ok(first);
            }
            let has_content = piece.windows(7).any(|part| part == b"\"Paris\"");
            if has_content && first.is_none() {
                first = Some(Instant::now());
            }
        }
    }
}

/// A provider that answers at once, or after [`GAP`].
fn stub() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || {
                // Whoever goes has its answer.
                let _ = answer(stream?);
                std::io::Result::Ok(())
            });
        }
    });
    address
}

fn answer(stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let event = |delta: serde_json::Value, finish: serde_json::Value| {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
        format!("data: {}\n\n", json!({ "id": "c", "object": "chat.completion.chunk", "choices": [choice] }))
    };
    let usage = json!({ "prompt_tokens": 80, "completion_tokens": 3, "total_tokens": 83 });
    let first = event(json!({ "role": "assistant", "content": "Paris" }), json!(null));
    let last = event(json!({}), json!("stop"))
        + &format!("data: {}\n\ndata: [DONE]\n\n", json!({ "id": "c", "choices": [], "usage": usage }));
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let whole = json!({ "id": "c", "object": "chat.completion", "model": "m", "usage": usage, "choices": [
        { "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": "Paris" } }] })
    .to_string();
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let lower = line.trim_end().to_ascii_lowercase();
            if lower.is_empty() {
                break;
            }
            if let Some(stated) = lower.strip_prefix("content-length: ") {
                length = stated.parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        // Some write their JSON with spaces.
        let body = String::from_utf8_lossy(&body).replace("\": ", "\":");
        let out = reader.get_mut();
        if !body.contains("\"stream\":true") {
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                whole.len()
            );
            out.write_all((head + &whole).as_bytes())?;
            continue;
        }
        if THINKS.load(Ordering::Relaxed) {
            thread::sleep(GAP);
        }
        out.write_all(format!("{head}{}{}0\r\n\r\n", chunk(&first), chunk(&last)).as_bytes())?;
    }
}

/// Whether the stub thinks before it speaks: where first tokens are measured. The router asks for streams
/// always, so the request cannot tell.
static THINKS: AtomicBool = AtomicBool::new(false);

//! The same calls through other gateways, where they are installed: `litellm` (PyPI, `litellm[proxy]`) and
//! Portkey's `gateway` (npm, `@portkey-ai/gateway`) on the `PATH`. Each stands before the same stub.

use std::{
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use super::{Caller, Figure, THINKS, at, first_times, rate};

/// How much less of each we promise than a peer takes: latency at the median and at 99 %, requests per
/// second, first tokens.
struct Reach {
    p50: f64,
    p99: f64,
    rate: f64,
    first: f64,
}

struct Peer {
    name: &'static str,
    caller: Caller,
    reach: Reach,
    child: Child,
    _dir: tempfile::TempDir,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// LiteLLM imports for a while.
const START: Duration = Duration::from_secs(120);
const LITELLM_KEY: &str = "sk-bench-2f7c1a9d4e8b6035f1c7a2d94e8b6035";

pub fn measure(stub: SocketAddr, direct: &Caller, ours: &Caller, figures: &mut Vec<Figure>) {
    for peer in [litellm(stub), portkey(stub)].into_iter().flatten() {
        beside(&peer, direct, ours, figures);
    }
}

fn litellm(stub: SocketAddr) -> Option<Peer> {
    let dir = tempfile::TempDir::new().unwrap();
    let file = dir.path().join("litellm.yaml");
    let text = format!(
        "model_list:\n  - model_name: m\n    litellm_params: {{ model: openai/gpt-4o, api_base: 'http://{stub}/v1', api_key: sk-x }}\n\
         general_settings: {{ master_key: {LITELLM_KEY} }}\n"
    );
    std::fs::write(&file, text).unwrap();
    let port = free_port();
    let mut command = Command::new("litellm");
    command.arg("--config").arg(&file).args(["--host", "127.0.0.1", "--num_workers", "1", "--port"]);
    command.arg(port.to_string()).current_dir(dir.path());
    let reach = Reach { p50: 50.0, p99: 16.0, rate: 110.0, first: 35.0 };
    start(
        "LiteLLM",
        command,
        dir,
        reach,
        |address| Caller::new(address, "/v1/chat/completions", LITELLM_KEY),
        port,
    )
}

fn portkey(stub: SocketAddr) -> Option<Peer> {
    let dir = tempfile::TempDir::new().unwrap();
    let port = free_port();
    let mut command = Command::new("gateway");
    command.arg(format!("--port={port}")).arg("--headless").current_dir(dir.path());
    let reach = Reach { p50: 3.0, p99: 5.0, rate: 6.0, first: 14.0 };
    let headers = format!("x-portkey-provider: openai\r\nx-portkey-custom-host: http://{stub}/v1\r\n");
    start(
        "Portkey",
        command,
        dir,
        reach,
        |address| Caller::with(address, "/v1/chat/completions", "sk-x", &headers),
        port,
    )
}

/// None: it is not installed, or does not answer; the latter is said.
fn start(
    name: &'static str,
    mut command: Command,
    dir: tempfile::TempDir,
    reach: Reach,
    caller: impl FnOnce(SocketAddr) -> Caller,
    port: u16,
) -> Option<Peer> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().ok()?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut peer = Peer { name, caller: caller(address), reach, child, _dir: dir };
    let begun = Instant::now();
    loop {
        let why =
            match peer.caller.try_connect().and_then(|mut stream| peer.caller.try_ask(&mut stream, false)) {
                Ok(_) => return Some(peer),
                Err(why) => why,
            };
        if begun.elapsed() > START || peer.child.try_wait().is_ok_and(|ended| ended.is_some()) {
            eprintln!("{name} is installed and does not answer: {why}");
            return None;
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn beside(peer: &Peer, direct: &Caller, ours: &Caller, figures: &mut Vec<Figure>) {
    let name = peer.name;
    // In turn, so that what else the machine does meets all of them.
    let callers = [direct, ours, &peer.caller];
    let mut streams = callers.map(|caller| caller.connect());
    let mut times: [Vec<f64>; 3] = Default::default();
    for round in 0..550 {
        for ((caller, stream), times) in callers.iter().zip(&mut streams).zip(&mut times) {
            let begun = Instant::now();
            caller.ask(stream, false);
            if round >= 50 {
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    drop(streams);
    times.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
    for (what, share, reach) in [("p50", 0.5, peer.reach.p50), ("p99", 0.99, peer.reach.p99)] {
        let [bare, ours, theirs] = times.each_ref().map(|times| at(times, share));
        let note =
            format!("{ours:.3} ms against {theirs:.3} ms through {name}, {bare:.3} ms direct, interleaved");
        let label = format!("router: added latency at 1 client, {what}, less than {name}");
        figures.push(row(label, less(theirs - bare, ours - bare), reach, note));
    }
    let span = Duration::from_secs(3);
    let (our_rate, their_rate) = (rate(ours, span), rate(&peer.caller, span));
    THINKS.store(true, Ordering::Relaxed);
    let streams = try_streams(peer);
    let note = match &streams {
        Ok(()) => format!("{our_rate:.0} against {their_rate:.0} in the same run"),
        Err(why) => format!("{our_rate:.0} against {their_rate:.0} in the same run; its streams fail: {why}"),
    };
    figures.push(row(
        format!("router: requests per second at 32 clients, more than {name}"),
        our_rate / their_rate.max(0.001),
        peer.reach.rate,
        note,
    ));
    if streams.is_ok() {
        let (mut bare, mut with_us, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..3 {
            bare.extend(first_times(direct));
            with_us.extend(first_times(ours));
            theirs.extend(first_times(&peer.caller));
        }
        let [bare, with_us, theirs] = [bare, with_us, theirs].map(|mut times| {
            times.sort_by(f64::total_cmp);
            at(&times, 0.5)
        });
        figures.push(row(
            format!("router: first token added at 64 streams, p50, less than {name}"),
            less(theirs - bare, with_us - bare),
            peer.reach.first,
            format!("{with_us:.2} ms against {theirs:.2} ms through {name}, {bare:.2} ms direct"),
        ));
    }
    THINKS.store(false, Ordering::Relaxed);
}

/// One stream, as a client that reads it to its end.
fn try_streams(peer: &Peer) -> Result<(), String> {
    let mut stream = peer.caller.try_connect()?;
    match peer.caller.try_ask(&mut stream, true)? {
        Some(_) => Ok(()),
        None => Err("no content came".into()),
    }
}

fn row(name: String, times: f64, reach: f64, note: String) -> Figure {
    Figure { name, value: times, unit: "x", reach: format!(">= {reach} x"), reached: times >= reach, note }
}

/// Differences below what can be measured are not divided by.
fn less(theirs: f64, ours: f64) -> f64 {
    theirs.max(0.0) / ours.max(0.01)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

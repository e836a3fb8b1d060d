//! The start-up probe against real servers.

use domain::sandbox::{Job, Limits, Probe, Verdict};

use crate::support::{ground, python, run};

const SERVER: &str = r#"
import os, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        known = {"/health": "ok", "/openapi.json": '{"openapi": "3.1.0"}'}
        body = known.get(self.path, "nothing here").encode()
        self.send_response(200 if self.path in known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"#;

fn served(code: &str) -> Job {
    let mut asked = python(code);
    asked.limits = Limits { wall_ms: 10_000, ..Limits::default() };
    asked.probe = Some(Probe {
        port: 8000,
        health: "/health".into(),
        fetch: vec!["/openapi.json".into(), "/missing".into()],
        start_within_ms: 5_000,
        stop_within_ms: 1_000,
    });
    asked
}

#[tokio::test]
async fn a_server_starts_answers_and_stops() {
    let outcome = run(&ground().local, served(SERVER)).await;
    let probe = outcome.probe.clone().unwrap();
    assert!(probe.started && probe.stopped_cleanly, "{outcome:?}");
    assert_eq!(outcome.verdict, Verdict::Ok);
    let seen: Vec<(u16, &str)> = probe.fetched.iter().map(|one| (one.status, one.body.as_str())).collect();
    assert_eq!(seen, [(200, "{\"openapi\": \"3.1.0\"}"), (404, "nothing here")]);
    assert_eq!(probe.fetched[0].content_type, "application/json");
    assert!(probe.ready_ms > 0 && probe.ready_ms < 5_000);
}

#[tokio::test]
async fn a_server_behind_a_shell_stops_too() {
    let mut asked = served(SERVER);
    asked.command =
        domain::sandbox::Command::Shell("echo starting && python3 main.py && echo stopped".into());
    let outcome = run(&ground().local, asked).await;
    assert!(outcome.probe.clone().unwrap().stopped_cleanly, "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_dies_is_seen_at_once_with_its_words() {
    let outcome = run(&ground().local, served("raise SystemExit('no configuration')")).await;
    let probe = outcome.probe.clone().unwrap();
    assert!(!probe.started && !probe.stopped_cleanly && probe.ready_ms < 3_000, "{outcome:?}");
    assert_eq!((outcome.verdict, outcome.exit_code), (Verdict::RuntimeError, Some(1)));
    assert!(String::from_utf8_lossy(&outcome.stderr).contains("no configuration"));
}

#[tokio::test]
async fn a_server_that_is_never_healthy_or_never_stops_is_not_called_good() {
    let ground = ground();
    let mut sick = served(&SERVER.replace("200 if", "503 if"));
    sick.probe.as_mut().unwrap().start_within_ms = 400;
    let outcome = run(&ground.local, sick).await;
    assert!(
        !outcome.probe.clone().unwrap().started && outcome.verdict == Verdict::RuntimeError,
        "{outcome:?}"
    );
    let mut deaf = served(&SERVER.replace("lambda *_: sys.exit(0)", "signal.SIG_IGN"));
    deaf.probe.as_mut().unwrap().stop_within_ms = 300;
    let outcome = run(&ground.local, deaf).await;
    let probe = outcome.probe.clone().unwrap();
    assert!(probe.started && !probe.stopped_cleanly && probe.stop_ms >= 300, "{outcome:?}");
    assert_eq!(outcome.verdict, Verdict::RuntimeError);
}

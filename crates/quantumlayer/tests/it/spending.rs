//! Budgets that outlive the server: restarts, SIGKILL, and two servers on one data directory.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::upstream::{Act, Heard, Upstream, head};

use crate::{serving::Server, support::Home};

/// Says one word, for 10 and 3 tokens: 55 millionths of a dollar at the built-in price of gpt-4o.
fn provider(heard: &Heard) -> Vec<Act> {
    let mut out = head(200, "text/event-stream", "");
    let mut event = |value: Value| out.extend_from_slice(format!("data: {value}\n\n").as_bytes());
    event(json!({"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"}}]}));
    if String::from_utf8_lossy(&heard.body).contains("hang") {
        return vec![Act::Write(out), Act::Hang];
    }
    event(json!({"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}));
    event(
        json!({"id":"c","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}),
    );
    out.extend_from_slice(b"data: [DONE]\n\n");
    vec![Act::Write(out)]
}
const COST_NANO: u64 = 55_000;

fn settings(home: &Home, upstream: &Upstream, usd: &str) -> String {
    let text = format!(
        "[llm]\nprobe = []\n[llm.providers.up]\nkind = 'openai'\nbase_url = '{}'\napi_key = 'sk-x'\n\
         [llm.routes]\nr = ['up/gpt-4o']\n\
         [llm.keys.team]\nhash = '{}'\nbudget = {{ usd = {usd}, per = 'month' }}\n",
        upstream.url("/v1"),
        hex::encode(Sha256::digest(b"ql-test"))
    );
    home.write("serve.toml", text).to_str().unwrap().to_owned()
}

/// Billionths of a dollar of a target.
fn cost_of(usage: &Value, target: &str) -> u64 {
    let rows = usage["usage"].as_array().unwrap();
    let row = rows.iter().find(|row| row["target"] == target).unwrap_or_else(|| panic!("{usage:#}"));
    row["cost_usd"].as_str().unwrap().replace('.', "").parse().unwrap()
}

fn many(server: &Server, calls: usize) -> usize {
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..calls).map(|_| scope.spawn(|| server.ask("hi", 3))).collect();
        let answered: Vec<u16> = asking.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(answered.iter().all(|status| [200, 402].contains(status)), "{answered:?}");
        answered.iter().filter(|status| **status == 200).count()
    })
}

#[test]
fn a_killed_server_loses_no_settled_amount_and_frees_nothing_that_was_not_settled() {
    let upstream = Upstream::start(provider).unwrap();
    let home = Home::new();
    let file = settings(&home, &upstream, "0.02");
    let server = Server::start(&home, &file);
    assert_eq!(server.ask("hi", 10), 200);
    std::thread::scope(|scope| {
        // 1500 tokens of output: 0.015 dollars are set aside, and never settled.
        scope.spawn(|| server.ask("hang", 1500));
        let begun = Instant::now();
        while upstream.heard().len() < 2 {
            assert!(begun.elapsed() < Duration::from_secs(30), "the second call never came");
            std::thread::yield_now();
        }
        let pid = nix::unistd::Pid::from_raw(server.child.id().try_into().unwrap());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).unwrap();
    });
    server.kill();
    for _ in 0..2 {
        let server = Server::start(&home, &file);
        let usage = server.usage();
        assert_eq!(cost_of(&usage, "up/gpt-4o"), COST_NANO, "{usage:#}");
        let unsettled = cost_of(&usage, "(never settled)");
        assert!((15_000_000..15_200_000).contains(&unsettled), "{usage:#}");
        // 0.010 more do not fit beside them.
        assert_eq!(server.ask("hi", 1000), 402);
        server.kill();
    }
    let server = Server::start(&home, &file);
    assert_eq!(server.ask("hi", 100), 200, "what is left can be spent");
}

#[test]
fn a_hundred_callers_at_once_spend_one_budget_once_over_all_restarts() {
    let upstream = Upstream::start(provider).unwrap();
    let home = Home::new();
    // Ten calls and a half.
    let file = settings(&home, &upstream, "0.0005775");
    let server = Server::start(&home, &file);
    let good = many(&server, 100);
    assert!((1..=10).contains(&good), "{good}");
    assert_eq!(upstream.heard().len(), good, "a refused call asks nobody");
    server.end();
    let server = Server::start(&home, &file);
    assert_eq!(cost_of(&server.usage(), "up/gpt-4o"), good as u64 * COST_NANO);
    let mut all = good;
    while server.ask("hi", 3) == 200 {
        all += 1;
        assert!(all <= 10, "the budget began anew");
    }
    // What is set aside for a call is a little more than it costs: the last one may not fit.
    assert!(all >= 9, "only {all} of ten could be spent");
}

#[test]
fn two_servers_on_one_data_directory_share_one_budget() {
    let upstream = Upstream::start(provider).unwrap();
    let home = Home::new();
    let file = settings(&home, &upstream, "0.0005775");
    let servers = [Server::start(&home, &file), Server::start(&home, &file)];
    let good: usize = std::thread::scope(|scope| {
        let asking: Vec<_> = servers.iter().map(|server| scope.spawn(|| many(server, 40))).collect();
        asking.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!((1..=10).contains(&good), "{good} calls of 55 millionths from a budget of 577.5");
    // A living server's reservations are not taken for those of a dead one.
    let third = Server::start(&home, &file);
    let usage = third.usage();
    assert_eq!(usage["usage"].as_array().unwrap().len(), 1, "{usage:#}");
}

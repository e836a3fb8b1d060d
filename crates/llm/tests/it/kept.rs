//! Answers that outlive the process and are shared by several.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    Explain, Explained,
    kept::{KeptAnswer, KeptAnswers},
};
use futures::{FutureExt, future::BoxFuture};
use llm::{Class, Fault, Router};
use serde_json::{Value, json};
use testkit::upstream::Upstream;

use crate::{
    spoken,
    support::{Heard, SAID, good_stream, hash, post, question, router, stream},
};

#[derive(Default)]
struct Shelf {
    kept: Mutex<HashMap<[u8; 32], KeptAnswer>>,
    /// Neither gives nor takes.
    is_broken: bool,
    /// Never comes back.
    is_stuck: bool,
}

impl KeptAnswers for Shelf {
    fn find(&self, name: [u8; 32], _: u64) -> BoxFuture<'_, Result<Option<KeptAnswer>, Explained>> {
        async move {
            if self.is_stuck {
                std::future::pending::<()>().await;
            }
            match self.is_broken {
                true => Err(Fault::new(Class::Unavailable, "broken").explained()),
                false => Ok(self.kept.lock().unwrap().get(&name).cloned()),
            }
        }
        .boxed()
    }

    fn keep(&self, answers: Vec<KeptAnswer>, _: u64, _: u64) -> BoxFuture<'_, Result<(), Explained>> {
        async move {
            if self.is_broken {
                return Err(Fault::new(Class::Unavailable, "broken").explained());
            }
            self.kept.lock().unwrap().extend(answers.into_iter().map(|kept| (kept.name, kept)));
            Ok(())
        }
        .boxed()
    }
}

fn settings(kind: &str, url: &str, targets: &str) -> String {
    let keys = ["a", "b"].map(|name| {
        let hash = hex::encode(ring::digest::digest(&ring::digest::SHA256, name.as_bytes()));
        format!("keys.{name} = {{ hash = '{hash}' }}\n")
    });
    format!(
        "providers.p = {{ kind = '{kind}', base_url = '{url}', api_key = 'sk-p' }}\n\
         routes.r = {{ targets = [{targets}], cache = 'exact' }}\nkeys.t = {{ hash = '{}' }}\n{}",
        hash(),
        keys.concat()
    )
}

/// One process: it asks, and ends when all of it is written.
async fn process(router: Router, shelf: &Arc<Shelf>, calls: impl AsyncFnOnce(&Router)) {
    let writing = router.keep_answers(shelf.clone());
    let calling = async {
        calls(&router).await;
        router.close_books();
    };
    tokio::join!(writing, calling);
}

async fn ask(router: &Router, key: &str, path: &str, is_live: bool) -> Heard {
    let mut body = question("r", is_live);
    body["temperature"] = 0.into();
    body["max_tokens"] = 100.into();
    post(router, path, &body, &[("authorization", &format!("Bearer {key}"))]).await
}

const CHAT: &str = "/v1/chat/completions";

#[tokio::test(flavor = "multi_thread")]
async fn the_next_process_tells_what_the_last_one_was_told() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let settings = settings("openai", &upstream.url("/v1"), "'p/m'");
    let shelf = Arc::new(Shelf::default());
    process(router(&settings), &shelf, async |router| {
        assert_eq!(ask(router, "a", CHAT, false).await.header("x-ql-cache"), Some("miss"));
    })
    .await;
    process(router(&settings), &shelf, async |router| {
        let heard = ask(router, "a", CHAT, false).await;
        assert_eq!(heard.header("x-ql-cache"), Some("hit"), "{}", heard.text());
        assert_eq!(heard.json()["choices"][0]["message"]["content"], SAID);
        assert_eq!(heard.json()["model"], "p/m");
        assert_eq!(heard.json()["usage"]["total_tokens"], 0, "nothing was asked, so nothing is counted");
        assert_eq!(ask(router, "a", CHAT, true).await.header("x-ql-cache"), Some("hit"));
        assert_eq!(ask(router, "b", CHAT, false).await.header("x-ql-cache"), Some("miss"), "another tenant");
    })
    .await;
    assert_eq!(upstream.heard().len(), 2);
    let bytes: Vec<u8> = shelf.kept.lock().unwrap().values().flat_map(|kept| kept.answer.clone()).collect();
    assert!(!String::from_utf8_lossy(&bytes).contains("sk-p"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_that_names_others_now_is_asked_anew() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let shelf = Arc::new(Shelf::default());
    for targets in ["'p/m'", "'p/n'", "'p/n', 'p/m'"] {
        process(router(&settings("openai", &upstream.url("/v1"), targets)), &shelf, async |router| {
            assert_eq!(ask(router, "a", CHAT, false).await.header("x-ql-cache"), Some("miss"), "{targets}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_providers_answer_is_told_again_byte_for_byte_in_every_wire() {
    for spoken in spoken::all() {
        let bytes = spoken.good.clone();
        let wire = spoken.clone();
        let upstream =
            Upstream::start(move |_| vec![testkit::upstream::Act::Write(wire.stream(&bytes))]).unwrap();
        let settings = settings(spoken.kind, &upstream.url(spoken.path), "'p/m'");
        for path in [CHAT, "/v1/messages"] {
            let shelf = Arc::new(Shelf::default());
            let told = Mutex::new(Vec::new());
            for _ in 0..2 {
                process(router(&settings), &shelf, async |router| {
                    let said = ask(router, "a", path, false).await.json();
                    let part = |place: &str| said.pointer(place).cloned().unwrap_or(Value::Null);
                    told.lock().unwrap().push(json!([
                        part("/choices"),
                        part("/content"),
                        part("/stop_reason")
                    ]));
                })
                .await;
            }
            let told = told.into_inner().unwrap();
            assert_eq!(told[0], told[1], "{} {path}", spoken.kind);
            assert!(told[0].to_string().contains(SAID), "{} {path}: {}", spoken.kind, told[0]);
        }
        assert_eq!(upstream.heard().len(), 2, "{}", spoken.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_fails_or_never_answers_costs_no_answer() {
    let upstream = Upstream::start(|_| stream(good_stream().as_bytes())).unwrap();
    let settings = settings("openai", &upstream.url("/v1"), "'p/m'");
    for (is_broken, is_stuck) in [(true, false), (false, true)] {
        let shelf = Arc::new(Shelf { is_broken, is_stuck, ..Shelf::default() });
        process(router(&settings), &shelf, async |router| {
            let asked = ask(router, "a", CHAT, false);
            let heard = tokio::time::timeout(Duration::from_secs(20), asked).await.unwrap();
            assert_eq!(heard.json()["choices"][0]["message"]["content"], SAID);
            // Memory has it all the same.
            assert_eq!(ask(router, "a", CHAT, false).await.header("x-ql-cache"), Some("hit"));
        })
        .await;
    }
    // What was written by another version is not understood, and asked for.
    let shelf = Arc::new(Shelf::default());
    process(router(&settings), &shelf, async |router| drop(ask(router, "a", CHAT, false).await)).await;
    for kept in shelf.kept.lock().unwrap().values_mut() {
        kept.answer = b"{\"v\":9}".to_vec();
    }
    process(router(&settings), &shelf, async |router| {
        assert_eq!(ask(router, "a", CHAT, false).await.header("x-ql-cache"), Some("miss"));
    })
    .await;
}

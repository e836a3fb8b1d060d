//! Finding models, asking one, and keeping keys so that nobody else reads them.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use serde_json::{Value, json};
use testkit::upstream::{Act, Heard, Upstream, head, whole};

use crate::{
    serving::Server,
    support::{Ended, Home},
};

const CANARY: &str = "sk-canary-7f3a91";

fn answer(body: &Value) -> Vec<Act> {
    whole(200, "application/json", "", &body.to_string())
}

fn absent() -> Vec<Act> {
    whole(404, "application/json", "", "{}")
}

fn ollama(heard: &Heard) -> Vec<Act> {
    match heard.path.as_str() {
        "/api/version" => answer(&json!({ "version": "0.12.6" })),
        "/api/tags" => answer(&json!({ "models": [{ "name": "qwen3:8b" }, { "name": "bge:latest" }] })),
        "/api/show" => {
            let asked: Value = serde_json::from_slice(&heard.body).unwrap();
            match asked["model"].as_str() {
                Some("qwen3:8b") => answer(&json!({
                    "capabilities": ["completion", "tools"], "model_info": { "qwen3.context_length": 40960 },
                })),
                _ => answer(&json!({ "capabilities": ["embedding"], "model_info": {} })),
            }
        }
        "/api/chat" => {
            let mut out = head(200, "application/x-ndjson", "");
            for line in [
                json!({ "model": "qwen3:8b", "message": { "role": "assistant", "content": "Par" }, "done": false }),
                json!({ "model": "qwen3:8b", "message": { "role": "assistant", "content": "is" }, "done": false }),
                json!({ "model": "qwen3:8b", "message": { "role": "assistant", "content": "" }, "done": true,
                    "done_reason": "stop", "prompt_eval_count": 9, "eval_count": 2 }),
            ] {
                out.extend_from_slice(format!("{line}\n").as_bytes());
            }
            vec![Act::Write(out)]
        }
        _ => absent(),
    }
}

fn lm_studio(heard: &Heard) -> Vec<Act> {
    match heard.path.as_str() {
        "/api/v0/models" => answer(&json!({ "data": [
            { "id": "gemma-3", "type": "llm", "state": "loaded", "max_context_length": 131072, "loaded_context_length": 4096 },
            { "id": "phi-4", "type": "llm", "state": "not-loaded", "max_context_length": 16384 },
            { "id": "nomic", "type": "embeddings", "state": "not-loaded" },
        ] })),
        // As it answers to paths that it does not know.
        _ => answer(&json!({ "error": "Unexpected endpoint or method." })),
    }
}

fn llama_server(heard: &Heard) -> Vec<Act> {
    match heard.path.as_str() {
        "/props" => answer(&json!({ "default_generation_settings": { "n_ctx": 8192 } })),
        "/v1/models" => answer(&json!({ "data": [{ "id": "tiny.gguf", "meta": { "n_ctx_train": 32768 } }] })),
        _ => absent(),
    }
}

/// As its source says: the list is open to everybody, everything else is not.
fn refusing(status: u16, kind: &str) -> impl Fn(&Heard) -> Vec<Act> + Send + Sync + 'static + use<> {
    let error = json!({ "error": { "code": status, "message": "no", "type": kind } }).to_string();
    move |heard| match heard.path.as_str() {
        "/v1/models" => answer(&json!({
            "object": "list",
            "data": [{ "id": "tiny", "object": "model", "owned_by": "llamacpp", "meta": null }],
        })),
        _ if heard.headers.iter().any(|(_, value)| value == "Bearer sk-right") => llama_server(heard),
        _ => whole(status, "application/json", "", &error),
    }
}

/// A newer one: nothing is open to everybody but that it lives.
fn closed(heard: &Heard) -> Vec<Act> {
    if heard.headers.iter().any(|(_, value)| value == "Bearer sk-right") {
        return llama_server(heard);
    }
    let error =
        json!({ "error": { "code": 401, "message": "Invalid API Key", "type": "authentication_error" } });
    match heard.path.as_str() {
        "/health" => answer(&json!({ "status": "ok" })),
        _ => whole(401, "application/json", "server: llama.cpp\r\n", &error.to_string()),
    }
}

/// One that loads what it is asked for.
fn many_models(heard: &Heard) -> Vec<Act> {
    let row = |id: &str, value: &str, context: u64| json!({ "id": id, "owned_by": "llamacpp", "status": { "value": value }, "meta": { "n_ctx": context } });
    match heard.path.as_str() {
        "/props" => {
            answer(&json!({ "role": "router", "default_generation_settings": { "params": {}, "n_ctx": 0 } }))
        }
        "/v1/models" => answer(&json!({ "data": [row("big", "unloaded", 0), row("small", "loaded", 4096)] })),
        _ => absent(),
    }
}

#[test]
fn a_llama_server_says_what_keeps_it_from_answering() {
    let servers = [
        Upstream::start(refusing(401, "authentication_error")).unwrap(),
        Upstream::start(refusing(503, "unavailable_error")).unwrap(),
        Upstream::start(many_models).unwrap(),
        Upstream::start(closed).unwrap(),
    ];
    let addresses: Vec<String> = servers.iter().map(|server| server.url("")).collect();
    let home = Home::new();
    let own = format!(
        "[llm.providers.mine]\nkind = 'openai'\nbase_url = '{}'\nlocal = true\napi_key = 'sk-right'\n",
        servers[0].url("/v1")
    );
    let file = looking_at(&home, &addresses, "");
    let found = run(&home, &file, &["models", "--json"]).code(0).json();
    let rows = found["providers"].as_array().unwrap();
    let why = |index: usize| rows[index]["why"].as_str().unwrap_or("");
    assert!(rows.iter().all(|row| row["server"] == "llama-server"), "{found:#}");
    assert!(why(0).contains("wants a key") && rows[0]["usable"] == false, "{found:#}");
    assert!(why(1).contains("loading") && rows[1]["usable"] == false, "{found:#}");
    assert_eq!(
        rows[2]["models"],
        json!([{ "name": "big", "is_loaded": false }, { "name": "small", "context": 4096, "is_loaded": true }])
    );
    assert!(why(3).contains("wants a key") && rows[3]["usable"] == false, "{found:#}");
    // The same servers, named with their key, and with another.
    for server in [0, 3] {
        let own = own.replace(&servers[0].url("/v1"), &servers[server].url("/v1"));
        let file = looking_at(&home, &addresses, &own);
        let found = run(&home, &file, &["models", "--json"]).code(0).json();
        let mine = of(&found, "mine");
        assert_eq!(
            (&mine["usable"], &mine["models"][0]["context"]),
            (&json!(true), &json!(8192)),
            "{mine:#}"
        );
        let file = looking_at(&home, &addresses, &own.replace("right", "wrong"));
        let found = run(&home, &file, &["models", "--json"]).code(0).json();
        let mine = of(&found, "mine");
        assert_eq!(mine["why"], "the key is refused", "{mine:#}");
    }
}

#[test]
fn a_server_that_is_busy_is_waited_for_and_one_that_says_nothing_is_named() {
    let busy = Upstream::start(|heard| {
        let mut acts = vec![Act::Wait(std::time::Duration::from_millis(700))];
        acts.extend(llama_server(heard));
        acts
    })
    .unwrap();
    let silent = Upstream::start(|_| vec![Act::Hang]).unwrap();
    let home = Home::new();
    let addresses = [busy.url(""), silent.url(""), "http://127.0.0.1:1".into()];
    let text = format!("[llm]\nprobe = {addresses:?}\nprobe_wait_ms = 400\n");
    let file = home.write("busy.toml", text).to_str().unwrap().to_owned();
    let found = run(&home, &file, &["models", "--json"]).code(0).json();
    assert_eq!(found["providers"].as_array().unwrap().len(), 2, "{found:#}");
    assert_eq!(of(&found, "llama-server")["models"][0]["context"], 8192, "{found:#}");
    let silent = of(&found, "local");
    let why = silent["why"].as_str().unwrap();
    assert!(why.contains("says nothing within 2 s") && silent["usable"] == false, "{silent:#}");
}

/// A configuration that looks at these addresses only.
fn looking_at(home: &Home, addresses: &[String], more: &str) -> String {
    let text = format!("[llm]\nprobe = {addresses:?}\nprobe_wait_ms = 3000\n{more}");
    home.write("models.toml", text).to_str().unwrap().to_owned()
}

fn run(home: &Home, file: &str, arguments: &[&str]) -> Ended {
    let mut command = home.command(arguments);
    command.args(["--config", file]);
    for name in ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GROQ_API_KEY", "OLLAMA_HOST"] {
        command.env_remove(name);
    }
    Ended::of(command.output().unwrap())
}

fn of<'a>(document: &'a Value, provider: &str) -> &'a Value {
    let rows = document["providers"].as_array().unwrap();
    rows.iter()
        .find(|row| row["provider"] == provider)
        .unwrap_or_else(|| panic!("no {provider}: {document:#}"))
}

#[test]
fn servers_on_this_machine_are_told_apart_by_what_they_answer_with_their_contexts() {
    let servers = [
        Upstream::start(ollama).unwrap(),
        Upstream::start(lm_studio).unwrap(),
        Upstream::start(llama_server).unwrap(),
        // A web server that is none of ours.
        Upstream::start(|_| whole(200, "text/html", "", "<html></html>")).unwrap(),
    ];
    let mut addresses: Vec<String> = servers.iter().map(|server| server.url("")).collect();
    addresses.push("http://127.0.0.1:1".into());
    let home = Home::new();
    let file = looking_at(&home, &addresses, "");
    let found = run(&home, &file, &["models", "--json"]).code(0).json();
    assert_eq!(found["providers"].as_array().unwrap().len(), 3, "{found:#}");
    assert_eq!(of(&found, "ollama")["models"], json!([{ "name": "qwen3:8b", "context": 40960 }]));
    assert_eq!(
        of(&found, "lmstudio")["models"],
        json!([
            { "name": "gemma-3", "context": 4096, "is_loaded": true },
            { "name": "phi-4", "context": 16384, "is_loaded": false },
        ])
    );
    assert_eq!(
        of(&found, "llama-server")["models"],
        json!([{ "name": "tiny.gguf", "context": 8192, "is_loaded": true }])
    );
    let page = run(&home, &file, &["models"]).code(0).stdout;
    assert!(page.contains("ollama/qwen3:8b") && page.contains("40960"), "{page}");
}

#[test]
fn without_any_model_the_list_says_what_to_do_and_ends_with_5() {
    let home = Home::new();
    let file = looking_at(&home, &["http://127.0.0.1:1".into()], "[llm.providers.groq]\nkind = 'groq'\n");
    let listed = run(&home, &file, &["models", "--json"]).code(5).json();
    assert_eq!(of(&listed, "groq")["usable"], false);
    assert!(of(&listed, "groq")["why"].as_str().unwrap().contains("keys add groq"), "{listed:#}");
    let page = run(&home, &file, &["models"]).code(5).stdout;
    assert!(page.contains("not usable") && page.contains("start Ollama"), "{page}");
}

#[test]
fn one_question_goes_to_the_model_that_was_found_within_its_context() {
    let server = Upstream::start(ollama).unwrap();
    let home = Home::new();
    let file = looking_at(&home, &[server.url("")], "");
    let tried = ["models", "try", "capital of France?", "--max-tokens", "90000", "--json"];
    let tried = run(&home, &file, &tried).code(0).json();
    assert_eq!((&tried["text"], &tried["target"]), (&"Paris".into(), &"ollama/qwen3:8b".into()));
    assert_eq!(tried["usage"]["output"], 2);
    let chats: Vec<_> = server.heard().into_iter().filter(|heard| heard.path == "/api/chat").collect();
    let asked: Value = serde_json::from_slice(&chats[0].body).unwrap();
    assert_eq!(asked["options"]["num_ctx"], 40960, "never more than the model has");
    // It is in the book that servers on this data directory show.
    let serving = Server::start(&home, &file);
    let (_, usage) = serving.call("GET", "/usage?by=tag", "").unwrap();
    let usage: Value = serde_json::from_str(&usage).unwrap();
    assert_eq!(usage["usage"][0]["tag"], "models try", "{usage}");
    assert_eq!(usage["usage"][0]["tokens"]["output"], 2, "{usage}");
    // Nothing to ask is another end than an answer that failed.
    let nobody = looking_at(&home, &["http://127.0.0.1:1".into()], "");
    let ended = run(&home, &nobody, &["models", "try", "--json"]).code(5);
    assert_eq!(ended.json()["error"]["code"], "QL-M019");
}

fn add(home: &Home, provider: &str, key: &str) -> Ended {
    home.run_with_input(&["keys", "add", provider, "--json"], key.as_bytes())
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path())),
            false if entry.file_type().unwrap().is_file() => found.push(entry.path()),
            false => {}
        }
    }
    found
}

#[test]
fn a_sealed_key_reaches_its_provider_and_no_file_log_error_or_dump() {
    let server = Upstream::start(|heard| match heard.headers.iter().any(|(_, v)| v.contains(CANARY)) {
        // A provider that repeats the key in its complaint, as some do.
        true => {
            whole(401, "application/json", "", &format!("{{\"error\":{{\"message\":\"bad key {CANARY}\"}}}}"))
        }
        false => whole(500, "application/json", "", "{}"),
    })
    .unwrap();
    let home = Home::new();
    let more = format!(
        "[llm.providers.mine]\nkind = 'openai'\nbase_url = '{}'\n[llm.routes]\ndefault = ['mine/m']\n",
        server.url("/v1")
    );
    let file = looking_at(&home, &[], &more);
    let mut outputs = Vec::new();
    let mut command = home.command(&["keys", "add", "mine", "--config", &file, "--log-level", "trace"]);
    command.stdin(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{CANARY}\n").as_bytes()).unwrap();
    outputs.push(Ended::of(child.wait_with_output().unwrap()).code(0));
    outputs.push(run(&home, &file, &["keys", "list", "--json"]).code(0));
    outputs.push(run(&home, &file, &["--log-level", "trace", "models"]));
    outputs.push(run(&home, &file, &["models", "--json"]).code(5));
    outputs.push(run(&home, &file, &["--log-level", "trace", "models", "try"]).code(1));
    outputs.push(run(&home, &file, &["models", "try", "--json"]).code(1));
    outputs.push(run(&home, &file, &["config", "show"]).code(0));
    assert_eq!(outputs[5].json()["error"]["code"], "QL-M001");
    let keys: Vec<_> = server.heard().iter().flat_map(|heard| heard.headers.clone()).collect();
    assert!(keys.contains(&("authorization".into(), format!("Bearer {CANARY}"))), "the key was used");
    for output in &outputs {
        assert!(
            !output.stdout.contains("canary") && !output.stderr.contains("canary"),
            "{}{}",
            output.stdout,
            output.stderr
        );
    }
    let kept = files(&home.data());
    assert!(kept.iter().any(|file| file.ends_with("provider-keys.json")), "{kept:?}");
    for file in kept {
        let bytes = fs::read(&file).unwrap();
        let holds = bytes.windows(6).any(|window| window == b"canary");
        assert!(!holds, "{} holds the key", file.display());
        if ["provider-keys.json", "seal.key"].iter().any(|name| file.ends_with(name)) {
            assert_eq!(
                fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600,
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn keys_are_added_once_listed_by_mark_and_forgotten() {
    let home = Home::new();
    let mark = add(&home, "openai", CANARY).code(0).json()["mark"].as_str().unwrap().to_owned();
    add(&home, "openai", CANARY).code(0);
    add(&home, "openai", "sk-second").code(0);
    add(&home, "groq", "gsk-third").code(0);
    let listed = home.run(&["keys", "list", "--json"]).code(0).json();
    assert_eq!(listed["keys"].as_array().unwrap().len(), 3, "{listed:#}");
    home.run(&["keys", "remove", "openai", "--mark", &mark]).code(0);
    home.run(&["keys", "remove", "openai", "--mark", &mark]).code(2);
    home.run(&["keys", "remove", "groq"]).code(0);
    let listed = home.run(&["keys", "list", "--json"]).code(0).json();
    assert_eq!(listed["keys"][0]["provider"], "openai", "{listed:#}");
    assert_eq!(listed["keys"].as_array().unwrap().len(), 1);
}

#[test]
fn many_that_add_at_once_lose_nothing() {
    let home = Home::new();
    let added: Vec<_> = std::thread::scope(|scope| {
        let home = &home;
        let adding: Vec<_> =
            (0..12).map(|n| scope.spawn(move || add(home, "openai", &format!("sk-{n}")).code)).collect();
        adding.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(added.iter().all(|code| *code == Some(0)), "{added:?}");
    let listed = home.run(&["keys", "list", "--json"]).code(0).json();
    assert_eq!(listed["keys"].as_array().unwrap().len(), 12);
}

#[test]
fn what_is_no_key_and_files_that_are_not_right_are_refused_with_what_to_do() {
    let home = Home::new();
    for odd in ["", "  \n", "two words", "sk-\u{1b}[2J", &"x".repeat(20_000)] {
        add(&home, "openai", odd).code(2);
    }
    add(&home, "nobody", "sk-1").code(2);
    add(&home, "openai", "sk-1").code(0);
    let (keys, seal) = (home.data().join("provider-keys.json"), home.data().join("seal.key"));
    let refused = |what: &str| {
        let ended = home.run(&["models", "--json"]).code(1).json();
        assert_eq!(ended["error"]["code"], "QL-Q007", "{what}: {ended:#}");
    };
    fs::set_permissions(&seal, fs::Permissions::from_mode(0o644)).unwrap();
    refused("a seal that others can read");
    fs::set_permissions(&seal, fs::Permissions::from_mode(0o600)).unwrap();
    let good = fs::read_to_string(&keys).unwrap();
    fs::write(&keys, good.replace("openai", "groq")).unwrap();
    refused("a key under another name");
    fs::write(&keys, &good[..good.len() / 2]).unwrap();
    refused("half a file");
    fs::write(&keys, &good).unwrap();
    fs::remove_file(&seal).unwrap();
    refused("no seal");
    let ended = add(&home, "groq", "gsk-1").code(1);
    assert_eq!(ended.json()["error"]["code"], "QL-Q007", "a fresh seal would make the old keys unreadable");
    // Commands that need no model are not held up.
    home.run(&["config", "show"]).code(0);
}

//! The official SDKs as clients of our server, and what our clients send, judged by those who define it.
//!
//! The packages come from PyPI by `tests/sdks/requirements.txt` into a virtual environment below the build
//! directory, once for each version of that file.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::upstream::Upstream;

use crate::{
    providers::{self, Case, KINDS},
    serving::Server,
    support::Home,
};

const REQUIREMENTS: &str = include_str!("../sdks/requirements.txt");
/// The names by which `conformance.py` calls its routes.
const SDKS: [&str; 7] = ["openai", "azureopenai", "responses", "groq", "anthropic", "boto3", "ollama"];
const CALLER: &str = "ql-sdks";

/// One environment is made at a time: tests that share one would take each other's away.
static MAKING: Mutex<()> = Mutex::new(());

/// The interpreter of a virtual environment that holds what `requirements` name.
pub fn environment(name: &str, requirements: &str) -> PathBuf {
    let _one = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let mark = hex::encode(&Sha256::digest(requirements)[..6]);
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{mark}"));
    let python = venv.join("bin/python");
    if !venv.join("complete").exists() {
        let _ = fs::remove_dir_all(&venv);
        run(Command::new("python3").arg("-m").arg("venv").arg(&venv));
        let file = venv.join("requirements.txt");
        fs::write(&file, requirements).unwrap();
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(file));
        fs::write(venv.join("complete"), "").unwrap();
    }
    python
}

/// Standard output of a command that has to succeed.
pub fn run(command: &mut Command) -> String {
    let ended = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (out, complaint) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{command:?}:\n{out}\n{complaint}");
    out.into_owned()
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdks").join(name)
}

/// Providers of every kind and behaviour, and a configuration with a route to each for each SDK.
fn world(home: &Home) -> (Vec<(&'static str, Upstream)>, String) {
    let mut upstreams = Vec::new();
    let mut text = format!(
        "[llm]\nprobe = []\n[llm.keys.sdks]\nhash = '{}'\nbudget = {{ usd = 100 }}\n",
        hex::encode(Sha256::digest(CALLER))
    );
    let mut routes = String::from("[llm.routes]\n");
    for kind in KINDS {
        for case in Case::ALL {
            let upstream = providers::start(kind, case);
            let name = format!("{kind}-{}", case.name());
            let key = match kind {
                "bedrock" => "AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                _ => "sk-provider",
            };
            let url = upstream.url(providers::base(kind));
            write!(text, "[llm.providers.{name}]\nkind = '{kind}'\nbase_url = '{url}'\napi_key = '{key}'\n")
                .unwrap();
            if case == Case::Silent {
                text += "timeouts = { first_token = 0.3 }\n";
            }
            upstreams.push((kind, upstream));
            for sdk in SDKS {
                // As long and odd as the names of real models are.
                let target = format!("{name}/{sdk}.claude-3-5:0");
                writeln!(
                    routes,
                    "{name}-{sdk} = {{ targets = [{{ target = '{target}', price = 'gpt-4o' }}] }}"
                )
                .unwrap();
            }
        }
    }
    let file = home.write("sdks.toml", text + &routes);
    (upstreams, file.to_str().unwrap().to_owned())
}

#[test]
fn official_sdks_are_answered_and_what_providers_are_sent_is_what_their_makers_define() {
    let python = environment("sdks", REQUIREMENTS);
    let home = Home::new();
    let (upstreams, file) = world(&home);
    let server = Server::start(&home, &file);
    let address = format!("http://{}", server.address);
    let lines = run(Command::new(&python).arg(script("conformance.py")).args([&address, CALLER]));
    let checks: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let failed: Vec<String> = checks
        .iter()
        .filter(|check| !check["error"].is_null())
        .map(|check| {
            format!(
                "{} to {}, {}: {}",
                check["sdk"],
                check["provider"],
                check["case"],
                check["error"].as_str().unwrap()
            )
        })
        .collect();
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), checks.len(), failed.join("\n"));
    // Ten ways for each provider and SDK, a wrong key for each SDK, and the lists of models of three.
    assert_eq!(checks.len(), SDKS.len() * (KINDS.len() * 10 + 1) + 3);

    let mut log = String::new();
    for (kind, upstream) in &upstreams {
        for heard in upstream.heard() {
            let line = json!({
                "kind": kind, "path": heard.path, "host": upstream.address.to_string(), "headers": heard.headers,
                "body": BASE64_STANDARD.encode(&heard.body),
            });
            writeln!(log, "{line}").unwrap();
        }
    }
    let log = home.write("heard.jsonl", log);
    let judged = run(Command::new(&python).arg(script("judge.py")).arg(log));
    let (last, wrong) = judged
        .lines()
        .collect::<Vec<_>>()
        .split_last()
        .map(|(l, w)| ((*l).to_owned(), w.join("\n")))
        .unwrap();
    assert_eq!(wrong, "", "judged otherwise");
    let count = serde_json::from_str::<Value>(&last).unwrap()["judged"].as_u64().unwrap();
    assert!(count as usize >= SDKS.len() * KINDS.len() * 8, "only {count} requests were judged");
    server.end();
}

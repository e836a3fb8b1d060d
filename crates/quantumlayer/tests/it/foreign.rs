//! Projects that nobody here wrote, as their index hands them out: their own tests, unchanged, give what they give on
//! the bare machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::Home;

/// What a command of this machine prints, on both streams, in a folder.
#[track_caller]
fn says(folder: &Path, words: &[&str]) -> String {
    let ended = Command::new(words[0]).args(&words[1..]).current_dir(folder).output().unwrap();
    let text = [ended.stdout, ended.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(ended.status.success(), "{words:?}: {text}");
    text
}

/// The only entry of a folder that has this ending.
fn only(folder: &Path, ending: &str) -> PathBuf {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut fitting = entries.filter(|path| path.display().to_string().ends_with(ending));
    fitting.next().unwrap_or_else(|| panic!("{} has nothing that ends with {ending}", folder.display()))
}

fn count(document: &Value, result: &str) -> usize {
    let tests = document["tests"].as_array().unwrap();
    tests.iter().filter(|test| test["result"] == result).count()
}

#[test]
fn a_python_source_package_with_unittest_has_the_bare_machines_result() {
    let home = Home::new();
    let pip = ["python3", "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"];
    says(home.path(), &[&pip[..], &["cachetools==5.5.0"]].concat());
    let archive = only(home.path(), ".tar.gz").display().to_string();
    let document = home.run(&["run", &archive, "--lang", "python", "--test", "--json"]).code(0).json();
    says(home.path(), &["tar", "-xzf", &archive]);
    let folder = home.path().join("cachetools-5.5.0");
    let bare = says(&folder, &["env", "PYTHONPATH=src", "python3", "-m", "unittest"]);
    assert!(bare.contains(&format!("Ran {} tests in", count(&document, "pass"))), "{bare}\n{document:#}");
    assert_eq!((document["passed"].as_bool(), count(&document, "pass")), (Some(true), 215));
    // The same tests see what is wrong.
    let code = folder.join("src/cachetools/keys.py");
    let text = std::fs::read_to_string(&code).unwrap().replace("type(v) for v", "0 for v");
    std::fs::write(&code, text).unwrap();
    let wrong = home.run(&["run", &folder.display().to_string(), "--test", "--json"]).code(1).json();
    assert!(count(&wrong, "fail") > 0, "{wrong:#}");
}

#[test]
fn an_npm_package_with_jest_has_the_bare_machines_result() {
    if !Path::new("/usr/bin/npm").exists() {
        return;
    }
    let home = Home::new();
    says(home.path(), &["npm", "pack", "--silent", "@sentry/webpack-plugin@1.14.0"]);
    says(home.path(), &["tar", "-xzf", &only(home.path(), ".tgz").display().to_string()]);
    let folder = home.path().join("package");
    let (lock, path) = (folder.join("package.json").display().to_string(), folder.display().to_string());
    let run = || home.run(&["run", &path, "--test", "--lock", &lock, "--memory", "1500", "--json"]);
    // What `jest` of its own version says of it where it is installed with `npm install`.
    let document = run().code(0).json();
    assert_eq!((document["passed"].as_bool(), count(&document, "pass")), (Some(true), 33), "{document:#}");
    let code = folder.join("src/index.js");
    let text = std::fs::read_to_string(&code).unwrap().replace("throw new Error", "return new Error");
    std::fs::write(&code, text).unwrap();
    assert!(count(&run().code(1).json(), "fail") > 0);
}

//! `cargo xtask ci`: everything a change has to pass, with the time each step took.
//!
//! The same locally and on a server. All steps run even when one fails, so that one round
//! shows everything; tools that are not installed are skipped, and said to be.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{
    commands,
    shell::{answers, cargo, run as start},
};

struct Step {
    name: &'static str,
    run: fn() -> Result<Outcome>,
}

enum Outcome {
    Passed,
    /// Why it was not run.
    Skipped(&'static str),
}

/// Quick ones first.
const STEPS: &[Step] = &[
    Step { name: "fmt", run: || cargo_step(&["fmt", "--all", "--check"], &[]) },
    Step { name: "tidy", run: || commands::tidy::run(&[]).map(|()| Outcome::Passed) },
    Step {
        name: "clippy",
        run: || cargo_step(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], &[]),
    },
    Step { name: "test", run: || cargo_step(&["test", "--workspace", "--no-fail-fast"], &[]) },
    Step {
        name: "codegen",
        run: || commands::codegen::run(&["--check".to_owned()]).map(|()| Outcome::Passed),
    },
    Step {
        name: "doc",
        run: || cargo_step(&["doc", "--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")]),
    },
    Step {
        name: "deny",
        run: || tool(&["deny", "--version"], &["deny", "--offline", "check", "licenses", "bans", "sources"]),
    },
    Step { name: "machete", run: || tool(&["machete", "--version"], &["machete"]) },
    Step { name: "typos", run: typos },
];

pub fn run(arguments: &[String]) -> Result<()> {
    if let Some(unknown) = arguments.iter().find(|name| STEPS.iter().all(|step| step.name != *name)) {
        let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        bail!("there is no step `{unknown}`; there are: {}", known.join(" "));
    }
    let mut rows: Vec<(&str, String, Duration)> = Vec::new();
    let mut failed = Vec::new();
    for step in
        STEPS.iter().filter(|step| arguments.is_empty() || arguments.iter().any(|name| name == step.name))
    {
        println!("── {}", step.name);
        let begun = Instant::now();
        let outcome = (step.run)();
        let seen = match outcome {
            Ok(Outcome::Passed) => "passed".to_owned(),
            Ok(Outcome::Skipped(why)) => format!("skipped: {why}"),
            Err(error) => {
                println!("error: {error:#}");
                failed.push(step.name);
                "failed".to_owned()
            }
        };
        rows.push((step.name, seen, begun.elapsed()));
    }
    println!();
    for (name, seen, time) in &rows {
        println!("{name:<8} {:>7.1} s  {seen}", time.as_secs_f64());
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(" "));
    }
    Ok(())
}

fn cargo_step(arguments: &[&str], environment: &[(&str, &str)]) -> Result<Outcome> {
    start(cargo().args(arguments).envs(environment.iter().copied())).map(|()| Outcome::Passed)
}

fn tool(asked: &[&str], arguments: &[&str]) -> Result<Outcome> {
    if !answers(env!("CARGO"), asked) {
        return Ok(Outcome::Skipped("not installed"));
    }
    cargo_step(arguments, &[])
}

fn typos() -> Result<Outcome> {
    if !answers("typos", &["--version"]) {
        return Ok(Outcome::Skipped("not installed"));
    }
    start(std::process::Command::new("typos").current_dir(crate::shell::root())).map(|()| Outcome::Passed)
}

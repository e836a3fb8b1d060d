//! The mutants of the FastAPI blueprint over all its specs: part of `cargo xtask prove`.
//!
//! Renders every mutant, runs the tests that name its requirement, and writes the counts by kind and
//! layer to the blueprint's `proof.toml`, which the gate reads, and to `docs/generated/mutants.md`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::shell::{capture, cargo, root, run as start};

/// At least this share of all mutants has to be killed.
const REACH_PERCENT: f64 = 95.0;

pub fn run(specs: &[PathBuf], work: &Path) -> Result<()> {
    let root = root();
    let python = python(&root)?;
    let mut folders = Vec::new();
    for spec in specs {
        let name = spec.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let folder = work.join("mutants").join(&name);
        start(
            cargo()
                .args(["run", "--quiet", "-p", "blueprint", "--example", "mutate", "--"])
                .arg(spec)
                .arg(&folder),
        )?;
        folders.push(folder);
    }
    let runner = root.join("crates/blueprint/examples/mutate/run.py");
    let proof = root.join("blueprints/python-fastapi/proof.toml");
    let said = capture(Command::new(python).arg(runner).args(&folders).arg("--proof").arg(proof))?;
    fs::write(root.join("docs/generated/mutants.md"), page(&said, specs.len()))?;
    let last = said.lines().last().unwrap_or_default();
    let share = last.split_once('(').and_then(|(_, rest)| rest.split_once(' ')?.0.parse::<f64>().ok());
    let share = share.with_context(|| format!("no share in `{last}`"))?;
    eprintln!("mutants: {last}");
    if share < REACH_PERCENT {
        bail!("only {share} % of the mutants were killed");
    }
    Ok(())
}

/// A virtual environment with what generated projects need, kept under `target` between runs.
fn python(root: &Path) -> Result<PathBuf> {
    let venv = root.join("target/mutants");
    let python = venv.join("bin/python");
    if !python.exists() {
        start(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let locks = root.join("blueprints/python-fastapi/dependencies");
    let mut install = Command::new(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
    ]);
    for lock in ["base", "accounts", "dev"] {
        install.arg("-r").arg(locks.join(format!("{lock}.lock")));
    }
    start(&mut install)?;
    Ok(python)
}

fn page(said: &str, specs: usize) -> String {
    format!(
        "# Mutants of `python-fastapi`\n\nWritten by `make prove` over {specs} specs. Each mutant is the program without one constraint at one\nlayer; only the tests that name its requirement were run. What is not `killed` stands first.\n\n```text\n{}\n```\n",
        said.trim_end()
    )
}

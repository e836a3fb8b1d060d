//! The smallest program that can host a box: what the product does first in its `main`, and nothing else.
//!
//! Given a plan's path it also drives that box and repeats its output, so that a test can kill the driver.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Started under the name `without-seccomp+…`, it leaves those mechanisms out: for audits.
    jail::enter_without(&named_off());
    let Some(path) = std::env::args().nth(1) else {
        return ExitCode::from(2);
    };
    drive(&path).map_or_else(|_| ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn drive(path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let plan: jail::Plan = serde_json::from_slice(&std::fs::read(path)?)?;
    let mut running = jail::start(&std::env::current_exe()?, &plan)?;
    while let Some(event) = running.next_event()? {
        if let jail::Event::Stdout(bytes) = event {
            std::io::stdout().write_all(&bytes)?;
            std::io::stdout().flush()?;
        }
    }
    Ok(())
}

fn named_off() -> Vec<jail::Mechanism> {
    let name = std::env::args().next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    name.strip_prefix("without-")
        .map_or_else(Vec::new, |names| names.split('+').filter_map(jail::Mechanism::parse).collect())
}

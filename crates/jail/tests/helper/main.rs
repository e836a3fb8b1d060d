//! The smallest program that can host a box: what the product does first in its `main`, and nothing else.
//!
//! Given a plan's path it also drives that box, so that a test can kill the driver.

use std::process::ExitCode;

fn main() -> ExitCode {
    jail::enter_if_asked();
    let Some(path) = std::env::args().nth(1) else {
        return ExitCode::from(2);
    };
    drive(&path).map_or_else(|_| ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

/// Runs the plan in the file and drops what it says.
fn drive(path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let plan: jail::Plan = serde_json::from_slice(&std::fs::read(path)?)?;
    let mut running = jail::start(&std::env::current_exe()?, &plan)?;
    while running.next()?.is_some() {}
    Ok(())
}

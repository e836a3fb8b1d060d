//! `quantumlayer`: from an intent to proven software, on one machine.

mod cli;
mod commands;
mod config;
mod exit;
mod owner;
mod terminal;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    // A box's first process is this binary again; it must not start threads before it is inside.
    jail::enter_if_asked();
    sandbox::enter_if_asked();
    cli::main()
}

//! `cargo xtask`: what this repository's own developers run.
//!
//! One file per subcommand in `commands/`, and one line in its table.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a development tool: its output is its purpose"
)]

mod codegen;
mod commands;
mod promise;
mod score;
mod shell;
mod sources;
mod tidy;
mod train;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", usage());
        return ExitCode::from(2);
    };
    if matches!(name.as_str(), "help" | "-h" | "--help") {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(command) = commands::TABLE.iter().find(|command| command.name == name) else {
        eprint!("there is no `cargo xtask {name}`\n\n{}", usage());
        return ExitCode::from(2);
    };
    match (command.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> String {
    let mut text = String::from("cargo xtask COMMAND\n\n");
    for command in commands::TABLE {
        text.push_str(&format!("  {:<14} {}\n", command.name, command.about));
    }
    text
}

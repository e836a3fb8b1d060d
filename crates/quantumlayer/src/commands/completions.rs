//! `completions`: a script for the shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{
    cli::Cli,
    exit::{Code, Result},
    terminal::Terminal,
};

#[derive(Args, Debug)]
pub struct Arguments {
    shell: Shell,
}

pub fn run(arguments: Arguments, terminal: &Terminal) -> Result<Code> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "quantumlayer", &mut script);
    terminal.write(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Code::DONE)
}

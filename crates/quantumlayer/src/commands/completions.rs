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

/// The name under which this was called (`qlp`, `qlf`), for which the shell asks.
fn called() -> String {
    let name = std::env::args_os().next().map(std::path::PathBuf::from);
    let name = name.as_ref().and_then(|path| path.file_name()?.to_str());
    name.unwrap_or("quantumlayer").to_owned()
}

pub fn run(arguments: Arguments, terminal: &Terminal) -> Result<Code> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), called(), &mut script);
    terminal.write(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Code::DONE)
}

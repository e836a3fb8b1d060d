//! `cli.md`: the help of every command, as the binary prints it.

use std::process::Command;

use anyhow::{Context, Result};

use super::Made;
use crate::{
    shell::{capture, cargo},
    sources::Sources,
};

pub fn make(_: &Sources) -> Result<Made> {
    let binary = binary()?;
    let mut out =
        String::from("# Command line\n\nMade by `cargo xtask codegen` from the program's own help.\n");
    let mut pending = vec![Vec::<String>::new()];
    while let Some(path) = pending.pop() {
        let help = help(&binary, &path)?;
        let mut title = vec!["quantumlayer".to_owned()];
        title.extend(path.iter().cloned());
        out.push_str(&format!("\n## `{}`\n\n```text\n{}\n```\n", title.join(" "), trimmed(&help)));
        // The last one pushed is the next one shown.
        for name in subcommands(&help).into_iter().rev() {
            let mut deeper = path.clone();
            deeper.push(name);
            pending.push(deeper);
        }
    }
    Ok(Made::Text(out))
}

/// Builds the program and says where it is.
pub fn binary() -> Result<String> {
    let built = capture(cargo().args(["build", "--quiet", "-p", "quantumlayer", "--message-format=json"]))?;
    let executable = built
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| {
            let name = message.get("target")?.get("name")?.as_str()?.to_owned();
            let path = message.get("executable")?.as_str()?.to_owned();
            (name == "quantumlayer").then_some(path)
        });
    executable.context("the build named no program `quantumlayer`")
}

/// Nothing of this machine's environment may show in the text.
pub fn in_nowhere(binary: &str) -> Command {
    let mut command = Command::new(binary);
    command.env_clear().env("HOME", "/home/you").env("NO_COLOR", "1").current_dir("/");
    command
}

fn help(binary: &str, path: &[String]) -> Result<String> {
    capture(in_nowhere(binary).args(path).arg("--help"))
}

/// Lines without blanks at their ends: editors would remove them.
fn trimmed(help: &str) -> String {
    help.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Names in the section `Commands:`.
fn subcommands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| line.trim_end() != "Commands:").skip(1);
    let section = lines.take_while(|line| !line.trim().is_empty());
    // Continued descriptions stand further to the right than names.
    let names = section.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_from_help() {
        let help = "About\n\nCommands:\n  list  Lists\n        and more\n  show  Shows\n  help  Prints\n\nOptions:\n  -x\n";
        assert_eq!(subcommands(help), ["list", "show"]);
        assert!(subcommands("Usage: x\n").is_empty());
    }
}

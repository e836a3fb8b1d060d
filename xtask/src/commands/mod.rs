//! The subcommands: a file and a line each.

mod ci;
pub mod codegen;
mod metrics;
pub mod tidy;

pub struct Command {
    pub name: &'static str,
    pub about: &'static str,
    pub run: fn(&[String]) -> anyhow::Result<()>,
}

pub const TABLE: &[Command] = &[
    Command {
        name: "ci",
        about: "everything a change has to pass; `ci STEP…` runs some steps only",
        run: ci::run,
    },
    Command { name: "tidy", about: "the rules of ARCHITECTURE.md that no compiler knows", run: tidy::run },
    Command {
        name: "codegen",
        about: "writes docs/generated; `--check` fails where it would change",
        run: codegen::run,
    },
    Command {
        name: "metrics",
        about: "sizes of files and functions beside those of well-kept code bases",
        run: metrics::run,
    },
];

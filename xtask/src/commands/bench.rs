//! `cargo xtask bench`: the figures of SPECIFICATION.md, measured in one run on a release build.

use crate::shell::{cargo, run as start};

pub fn run(_arguments: &[String]) -> anyhow::Result<()> {
    start(cargo().args(["bench", "-p", "quantumlayer", "--bench", "figures"]))?;
    start(cargo().args(["bench", "-p", "sandbox", "--bench", "boxes"]))
}

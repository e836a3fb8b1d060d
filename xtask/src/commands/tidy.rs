//! `cargo xtask tidy`: runs every check of [`crate::tidy`] over the repository.

use anyhow::{Result, bail};

use crate::{shell, sources::Sources, tidy::CHECKS};

pub fn run(_: &[String]) -> Result<()> {
    let sources = Sources::read(&shell::root())?;
    let mut errors = 0;
    for check in CHECKS {
        for problem in (check.run)(&sources) {
            println!("{problem} [{}]", check.name);
            errors += usize::from(!problem.only_warns);
        }
    }
    if errors > 0 {
        bail!("{errors} things are not tidy");
    }
    println!("tidy: {} checks over {} files", CHECKS.len(), sources.files.len());
    Ok(())
}

//! Runners that an operator may choose: who makes boxes in place of this machine's kernel (tier D).
//!
//! A kind of runner is one file here and one line in [`of`].

mod command;
mod oci;

use std::path::Path;
use std::sync::Arc;

use jail::Runner;

use crate::error::SandboxError;

/// What the operator says of a runner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// `oci` or `command`.
    pub kind: String,
    /// The program and its options.
    pub command: Vec<String>,
}

/// The names of all kinds.
pub const KINDS: [&str; 2] = ["oci", "command"];

/// The runner of that choice. `helper`: our own binary; `folder`: where it may keep what it makes.
///
/// Errors: the kind is unknown, the command is empty, or this user may not use it.
pub fn of(choice: &Choice, helper: &Path, folder: &Path) -> Result<Arc<dyn Runner>, SandboxError> {
    let refused = |what: &str| SandboxError::BadRunner { what: what.to_owned() };
    let Some((program, options)) = choice.command.split_first().filter(|(program, _)| !program.is_empty())
    else {
        return Err(refused("its command is empty"));
    };
    match choice.kind.as_str() {
        "oci" => Ok(Arc::new(oci::Oci::new(program, options, helper, folder)?)),
        "command" => Ok(Arc::new(command::Started::new(program, options))),
        other => Err(refused(&format!("there is no kind `{}`", other.escape_debug()))),
    }
}

//! What every error of ours can tell: a stable code, what happened, what to do.

use serde::{Deserialize, Serialize};

/// An error a user may meet. `Display` says what happened and to what; `code` is
/// stable and has a line in `docs/generated/errors.md`; `hint` is the next step.
pub trait Explain: std::error::Error {
    /// `QL-` and a letter for the crate and three digits, such as `QL-S004`.
    fn code(&self) -> &'static str;
    /// What the reader can do about it, as one sentence without a final stop.
    fn hint(&self) -> Option<String> {
        None
    }
    fn explained(&self) -> Explained {
        Explained { code: self.code().to_owned(), message: self.to_string(), hint: self.hint() }
    }
}

/// An error as it stands in documents: `stages[].error`, `--json` failures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    pub code: String,
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl std::fmt::Display for Explained {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)
    }
}

impl std::error::Error for Explained {}

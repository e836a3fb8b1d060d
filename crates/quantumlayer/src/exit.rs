//! How a command ends: with a code from the contract, or with an error that has one.

use domain::{Explain, Explained};

/// Exit codes (CONTRACT "Commands").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub u8);

impl Code {
    pub const DONE: Code = Code(0);
    pub const FAILED: Code = Code(1);
    pub const USAGE: Code = Code(2);
    pub const QUESTIONS: Code = Code(3);
    pub const LACKS: Code = Code(5);
}

/// An error with the code the process ends with.
#[derive(Debug)]
pub struct Failure {
    pub code: Code,
    pub error: Explained,
}

pub type Result<T = Code> = std::result::Result<T, Failure>;

impl Failure {
    pub fn new(code: Code, error: Explained) -> Self {
        Self { code, error }
    }

    /// Bad input: what is wrong with it, and what would be right.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let error = Explained { code: "QL-Q001".into(), message: message.into(), hint: Some(hint.into()) };
        Self::new(Code::USAGE, error)
    }

    /// The outside did not let us: a file, the terminal, the network.
    pub fn io(what: impl std::fmt::Display, error: std::io::Error) -> Self {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => "check the path",
            std::io::ErrorKind::PermissionDenied => "check who owns it and its permissions",
            std::io::ErrorKind::StorageFull => "free some space, for example with `quantumlayer gc`",
            _ => "try again",
        };
        let error = Explained {
            code: "QL-Q002".into(),
            message: format!("{what}: {error}"),
            hint: Some(hint.into()),
        };
        Self::new(Code::FAILED, error)
    }
}

impl From<Explained> for Failure {
    fn from(error: Explained) -> Self {
        Self::new(Code::FAILED, error)
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        // An id that does not exist is bad input; the rest is a failure.
        let code = match &error {
            store::StoreError::NotFound { .. } => Code::USAGE,
            _ => Code::FAILED,
        };
        Self::new(code, error.explained())
    }
}

impl From<pipeline::PipelineError> for Failure {
    fn from(error: pipeline::PipelineError) -> Self {
        match error {
            pipeline::PipelineError::Store(error) => error.into(),
            other => Self::new(Code::FAILED, other.explained()),
        }
    }
}

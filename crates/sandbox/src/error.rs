//! Why the sandbox could not do what it was asked. A program's own failure is an outcome, not an error.

use domain::Explain;
use jail::JailError;

#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error(transparent)]
    Jail(#[from] JailError),
    #[error("no runtime for `{language}`")]
    UnknownRuntime { language: String, known: Vec<String> },
    #[error("no {title} on this machine fits `{wanted}`{found}")]
    NoInterpreter { title: String, wanted: String, found: String, get: String },
    #[error("`{selector}` is not a version selector")]
    BadSelector { selector: String },
    #[error("no service `{name}`")]
    UnknownService { name: String, known: Vec<String> },
    #[error("service `{name}` needs {lacking}, which this machine does not have")]
    NoService { name: String, lacking: String, get: String },
    #[error("the sandbox is full: {waiting} jobs wait already")]
    Full { waiting: usize },
    #[error("service `{name}` cannot be prepared: {what}")]
    Template { name: String, what: String },
    #[error("a box was built, but /bin/sh did not run in it: {what}")]
    NoShell { what: String },
    #[error("the sandbox's own work stopped: {what}")]
    Stopped { what: String },
    #[error("no slot became free within {seconds} s")]
    Waited { seconds: u64 },
    #[error("the job asks for {asked} MiB of memory, the sandbox may give {most} MiB in all")]
    TooBig { asked: u64, most: u64 },
    #[error("`{command}` failed: {what}")]
    Installation { command: String, what: String },
    #[error("the data folder cannot be used: {path}: {source}")]
    Data { path: String, source: std::io::Error },
    #[error("`{command}` failed with {free_mib} MiB left on the disk of {path}")]
    DiskFull { command: String, free_mib: u64, path: String },
    #[error("another process is still making this layer after {seconds} s")]
    LayerBusy { seconds: u64 },
    #[error("there is no `{wanted}` among the program's files")]
    NoEntry { wanted: String },
    #[error("no runner of {title} tests fits these files")]
    NoSuite { title: String, known: String },
    #[error("`{name}` is no package")]
    BadPackage { name: String, example: String },
    #[error("{title} does not install from `{name}`")]
    BadLock { title: String, name: String, known: String },
    #[error("no package client is built for {title} yet")]
    NoClient { title: String },
    #[error("no checker of types is built for {title} yet")]
    NoTypes { title: String },
    #[error("`sandbox.runner` cannot be used: {what}")]
    BadRunner { what: String },
    #[error("the job is wrong: {0}")]
    BadJob(String),
    #[error("the embedded file `{name}` is wrong: {reason}")]
    Embedded { name: String, reason: String },
    #[error("the {title} at {path} does not work in a box: {what}")]
    Unusable { title: String, path: String, what: String, get: String },
}

impl Explain for SandboxError {
    fn code(&self) -> &'static str {
        match self {
            Self::Jail(error) => error.code(),
            Self::UnknownRuntime { .. } => "QL-S001",
            Self::NoInterpreter { .. } => "QL-S002",
            Self::BadSelector { .. } => "QL-S003",
            Self::UnknownService { .. } => "QL-S004",
            Self::NoService { .. } => "QL-S005",
            Self::Full { .. } => "QL-S006",
            Self::Waited { .. } => "QL-S007",
            Self::TooBig { .. } => "QL-S008",
            Self::Installation { .. } => "QL-S009",
            Self::Data { .. } => "QL-S010",
            Self::LayerBusy { .. } => "QL-S011",
            Self::BadJob(_) => "QL-S012",
            Self::Embedded { .. } => "QL-S013",
            Self::Unusable { .. } => "QL-S014",
            Self::Template { .. } => "QL-S015",
            Self::NoShell { .. } => "QL-S016",
            Self::Stopped { .. } => "QL-S017",
            Self::NoEntry { .. } => "QL-S018",
            Self::NoSuite { .. } => "QL-S019",
            Self::DiskFull { .. } => "QL-S020",
            Self::BadPackage { .. } => "QL-S021",
            Self::BadLock { .. } => "QL-S022",
            Self::NoClient { .. } => "QL-S023",
            Self::NoTypes { .. } => "QL-S024",
            Self::BadRunner { .. } => "QL-S025",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Jail(error) => return error.hint(),
            Self::UnknownRuntime { known, .. } | Self::UnknownService { known, .. } => {
                format!("use one of: {}", known.join(", "))
            }
            Self::NoInterpreter { get, .. } | Self::NoService { get, .. } | Self::Unusable { get, .. } => {
                get.clone()
            }
            Self::BadSelector { .. } => "write it like `3.11`, `>=3.11` or `>=3.10,<3.13`".to_owned(),
            Self::Full { .. } | Self::Waited { .. } => {
                "run it again later, or raise `sandbox.slots`".to_owned()
            }
            Self::TooBig { .. } => "lower the job's memory or raise `sandbox.memory_total`".to_owned(),
            Self::Installation { .. } => {
                "read its whole output with `quantumlayer runs show --log trial`".to_owned()
            }
            Self::Data { .. } => "make the folder writable for this user".to_owned(),
            Self::DiskFull { .. } => {
                "free some space (`quantumlayer gc`), or choose another disk with --data-dir".to_owned()
            }
            Self::Template { .. } => "check that its programs work on this machine".to_owned(),
            Self::LayerBusy { .. } => "run it again when the other one is done".to_owned(),
            Self::NoEntry { .. } => "name the file to start with --entry, relative to the folder".to_owned(),
            Self::NoSuite { known, .. } if known.is_empty() => {
                "none is built for this language yet: run its test command from a program".to_owned()
            }
            Self::NoSuite { known, .. } => format!("write tests for one of: {known}"),
            Self::BadPackage { example, .. } => format!("write names such as {example}"),
            Self::BadLock { known, .. } => format!("give one of: {known}"),
            Self::NoClient { .. } => "put the dependencies into the program's folder".to_owned(),
            Self::NoTypes { .. } => {
                "leave --types out: its compiler or its tests say what is wrong".to_owned()
            }
            Self::BadJob(_) => "correct the named value".to_owned(),
            Self::BadRunner { .. } => {
                format!(
                    "set `sandbox.runner` to one of: {}, or leave it out",
                    crate::runner::KINDS.join(", ")
                )
            }
            Self::Embedded { .. } | Self::Stopped { .. } => {
                "this is a fault of the program itself: report it".to_owned()
            }
            Self::NoShell { .. } => "check that /bin/sh works on this machine".to_owned(),
        })
    }
}

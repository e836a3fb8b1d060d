//! Why a box could not be had. A program's own failure is never an error here.

use domain::Explain;
use serde::{Deserialize, Serialize};

#[derive(Debug, thiserror::Error)]
pub enum JailError {
    #[error("the isolation helper `{helper}` cannot be started: {source}")]
    Helper { helper: String, source: std::io::Error },
    #[error("this machine refuses to isolate programs: {0}")]
    Refused(Refusal),
    #[error("the isolation helper went away before the program's end was known: {0}")]
    Lost(String),
    #[error("the box cannot be described: {0}")]
    Plan(String),
    #[error("service `{name}` did not start in the box: {detail}")]
    Service { name: String, detail: String },
    #[error("the external runner `{name}` gave no box: {detail}")]
    Runner { name: String, detail: String },
}

/// The step that failed while a box was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Such as `create namespaces` or `mount /proc`.
    pub step: String,
    pub errno: i32,
}

impl Refusal {
    pub(crate) fn new(step: impl Into<String>, error: &std::io::Error) -> Self {
        Self { step: step.into(), errno: error.raw_os_error().unwrap_or(0) }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.errno == 0 {
            return f.write_str(&self.step);
        }
        write!(f, "{}: {}", self.step, std::io::Error::from_raw_os_error(self.errno))
    }
}

impl Explain for JailError {
    fn code(&self) -> &'static str {
        match self {
            Self::Helper { .. } => "QL-J001",
            Self::Refused(_) => "QL-J002",
            Self::Lost(_) => "QL-J003",
            Self::Plan(_) => "QL-J004",
            Self::Service { .. } => "QL-J005",
            Self::Runner { .. } => "QL-J006",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Helper { .. } => "check that the program file still exists and may be executed".to_owned(),
            Self::Refused(refusal) => remedy(refusal).to_owned(),
            Self::Lost(_) => "see whether the machine ran out of memory, then run it again".to_owned(),
            Self::Plan(_) => "shorten or correct the named value".to_owned(),
            Self::Service { .. } => "see the service's own words in the message".to_owned(),
            Self::Runner { .. } => "correct what the runner names, or leave `sandbox.runner` out".to_owned(),
        })
    }
}

/// What an operator changes so that the step works.
fn remedy(refusal: &Refusal) -> &'static str {
    let step = refusal.step.as_str();
    if step == "map users other than root" {
        return "this namespace holds the machine's root alone: map more users into it, or start it as an ordinary user";
    }
    if step.ends_with("without namespaces (tier C)") {
        return "allow user namespaces (in Docker `--security-opt seccomp=unconfined`); of a terminal, redirect its input";
    }
    if step.starts_with("create namespaces") || step.starts_with("map users") {
        return match refusal.errno {
            libc::ENOSPC => "raise `sysctl user.max_user_namespaces` above 0",
            _ => {
                "allow user namespaces: in Docker run with `--security-opt seccomp=unconfined`, on Ubuntu 24.04 \
                 `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, on Debian \
                 `sysctl kernel.unprivileged_userns_clone=1`; `sandbox.allow_tier_c = true` in the configuration \
                 runs programs less isolated"
            }
        };
    }
    if refusal.errno == libc::ENOSYS {
        return "run on Linux 5.12 or newer";
    }
    if step.starts_with("bind") {
        return "make the named path readable for this user";
    }
    "run `quantumlayer doctor` to see which mechanism is missing"
}

//! What the sandbox is told by whoever starts it; it reads no environment and no settings of its own accord.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::SandboxError;
use crate::runner;

#[derive(Debug, Clone)]
pub struct Config {
    /// Layers live in `layers` below it.
    pub data_dir: PathBuf,
    /// Makes the boxes, with a binary whose `main` begins with `jail::enter_if_asked()`.
    pub keeper: jail::Keeper,
    /// Boxes at the same time.
    pub slots: usize,
    /// Sum of the memory promised to boxes at the same time.
    pub memory_total_bytes: u64,
    /// Jobs that may wait for a slot; more are refused at once.
    pub queue: usize,
    /// How long one may wait.
    pub wait: Duration,
    /// An installation that fails with less room than this left on the disk failed for that reason.
    pub least_free_bytes: u64,
    /// The operator's settings for reaching the package index: proxies, certificates, `PIP_…`.
    /// Only installations see them.
    pub install_environment: BTreeMap<String, String>,
    /// The operator's home, where package clients keep their settings.
    pub home: Option<PathBuf>,
    /// Where names are looked up: under another one they may start something else.
    pub search_path: String,
    left_out: Vec<Around>,
}

/// What keeps a program's harm off before there is a box. Left out by audits of the tests alone: the
/// product has no word for it, and `cargo xtask tidy` sees to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// A careful reader of archives.
    Archives,
    /// The parts of a cache's key are told apart.
    Keys,
    /// Package clients are told to run nothing of what they bring.
    Scripts,
}

impl Around {
    pub const ALL: [Self; 3] = [Self::Archives, Self::Keys, Self::Scripts];

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| format!("{one:?}").to_lowercase() == name)
    }
}

impl Config {
    /// Defaults for a machine with one user.
    pub fn new(data_dir: impl Into<PathBuf>, helper_exe: impl Into<PathBuf>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            data_dir: data_dir.into(),
            keeper: jail::Keeper::new(helper_exe),
            slots: cores * 2,
            memory_total_bytes: memory_of_machine().map_or(2 << 30, |bytes| bytes / 4 * 3),
            queue: 256,
            wait: Duration::from_secs(600),
            least_free_bytes: 16 << 20,
            install_environment: BTreeMap::new(),
            home: None,
            search_path: String::new(),
            left_out: Vec::new(),
        }
    }

    /// The operator lets programs run where the machine gives no namespaces: see tier C in `docs/isolation.md`.
    pub fn allowing_tier_c(mut self) -> Self {
        self.keeper = jail::Keeper::with(self.keeper.helper(), jail::Consent::WithoutNamespaces);
        self
    }

    /// Boxes are made by somebody else: see tier D in `docs/isolation.md`.
    ///
    /// Errors: the choice names no runner, or this user may not use it.
    pub fn through(mut self, choice: &runner::Choice) -> Result<Self, SandboxError> {
        let helper = self.keeper.helper().to_owned();
        let runner = runner::of(choice, &helper, &self.data_dir)?;
        self.keeper = jail::Keeper::through(helper, runner);
        Ok(self)
    }

    /// For audits of the tests only.
    pub fn leaving_out(mut self, around: Vec<Around>) -> Self {
        self.left_out = around;
        self
    }

    pub(crate) fn leaves_out(&self, one: Around) -> bool {
        self.left_out.contains(&one)
    }
}

fn memory_of_machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let kib: u64 = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()?;
    Some(kib << 10)
}

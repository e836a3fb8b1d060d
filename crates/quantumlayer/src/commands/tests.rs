//! `run --test`: a project's own tests, and what their runner says of each.

use std::collections::BTreeMap;

use domain::{
    Explain, ProjectPath,
    sandbox::{BoxFile, Outcome, Phase},
};
use sandbox::{Suite, TestResult, Tested};

use crate::{
    exit::{Failure, Result},
    terminal::{Terminal, clean},
};

/// A runner, and the tests that it must name.
pub struct Chosen {
    suite: Suite,
    expected: Vec<String>,
}

/// Where the runner writes what it has to say.
pub fn report() -> Result<ProjectPath> {
    ProjectPath::parse(sandbox::REPORT).map_err(|e| Failure::usage(e.to_string(), "report this"))
}

impl Chosen {
    /// By what stands in the sources, before any of it runs.
    pub fn of(language: &str, files: &BTreeMap<ProjectPath, BoxFile>) -> Result<Self> {
        let wrong = |e: sandbox::SandboxError| Failure::new(crate::exit::Code::USAGE, e.explained());
        let suite = sandbox::choose_suite(language, files).map_err(wrong)?;
        let expected = suite.expected(language, files).map_err(wrong)?;
        Ok(Self { suite, expected })
    }

    pub fn command(&self, arguments: &[String]) -> Vec<String> {
        let start = ["/bin/sh", "-c", self.suite.command.trim(), "test"].map(str::to_owned);
        start.into_iter().chain(arguments.iter().cloned()).collect()
    }

    /// Whether its runner takes sources without types alone.
    pub fn is_plain(&self) -> bool {
        self.suite.plain
    }

    pub fn packages(&self) -> Vec<String> {
        self.suite.packages.clone()
    }

    /// The report is ours: it does not come back as a file of the program.
    pub fn judge(&self, outcome: &mut Outcome) -> Result<Tested> {
        let written = outcome.outputs.remove(&report()?);
        outcome.phase = Phase::Test;
        Ok(self.suite.judge(&self.expected, written.as_deref()))
    }
}

pub fn summary(tested: &Tested, terminal: &Terminal) {
    if terminal.json {
        return;
    }
    let count = |result| tested.tests.iter().filter(|test| test.result == result).count();
    for test in tested.tests.iter().filter(|test| test.result == TestResult::NotRun) {
        terminal.note(format!("not run: {}", clean(&test.name)));
    }
    terminal.note(format!(
        "{}: {} passed, {} failed, {} skipped, {} not run",
        if tested.passed { "passed" } else { "not passed" },
        count(TestResult::Pass),
        count(TestResult::Fail),
        count(TestResult::Skipped),
        count(TestResult::NotRun),
    ));
}

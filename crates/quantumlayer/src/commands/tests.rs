//! `run --test`: a project's own tests, and what their runner says of each.

use std::collections::BTreeMap;

use domain::{
    Explain, ProjectPath,
    sandbox::{BoxFile, Outcome, Phase, Verdict},
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
    /// The sources that the runner looks into, where its settings choose.
    chosen: Option<Vec<ProjectPath>>,
    /// What `--lock` would take, of the files that are there.
    manifest: Option<ProjectPath>,
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
        let chosen = suite.chosen(language, files).map_err(wrong)?;
        let means = sandbox::means_of_dependencies(language).map_err(wrong)?;
        let manifest = means.and_then(|means| means.lockable(files));
        Ok(Self { suite, expected, chosen, manifest })
    }

    pub fn command(&self, arguments: &[String]) -> Vec<String> {
        let start = ["/bin/sh", "-c", self.suite.command.trim(), "test"].map(str::to_owned);
        start.into_iter().chain(arguments.iter().cloned()).collect()
    }

    /// What stands beside the sources for the runner.
    pub fn files(&self) -> Result<BTreeMap<ProjectPath, BoxFile>> {
        let Some(chosen) = &self.chosen else { return Ok(BTreeMap::new()) };
        let path =
            ProjectPath::parse(sandbox::CHOSEN).map_err(|e| Failure::usage(e.to_string(), "report this"))?;
        let lines: String = chosen.iter().map(|path| format!("{path}\n")).collect();
        Ok(BTreeMap::from([(path, BoxFile { content: lines.into_bytes(), executable: false })]))
    }

    /// Whether its runner takes sources without types alone.
    pub fn is_plain(&self) -> bool {
        self.suite.plain
    }

    pub fn packages(&self) -> Vec<String> {
        self.suite.packages.clone()
    }

    /// The report is ours: it does not come back as a file of the program. A runner that says of each test
    /// that it passed and then fails itself, as where a package could not be built, has not passed.
    pub fn judge(&self, outcome: &mut Outcome) -> Result<Tested> {
        let written = outcome.outputs.remove(&report()?);
        outcome.phase = Phase::Test;
        let mut tested = self.suite.judge(&self.expected, written.as_deref());
        tested.passed &= outcome.verdict == Verdict::Ok;
        Ok(tested)
    }

    /// What to do where nothing can be said of the tests, or where what fails is no test. `installed`:
    /// dependencies were asked for.
    pub fn next_step(&self, tested: &Tested, outcome: &Outcome, installed: bool) -> Option<String> {
        let name = &self.suite.name;
        let any = |wanted: fn(TestResult) -> bool| tested.tests.iter().any(|test| wanted(test.result));
        if tested.passed || !matches!(outcome.verdict, Verdict::Ok | Verdict::RuntimeError) {
            return None;
        }
        if tested.tests.is_empty() && outcome.verdict == Verdict::Ok {
            return Some(format!(
                "no tests were found for {name}: write one, or name the language of the tests with --lang"
            ));
        }
        if any(|result| result != TestResult::NotRun) {
            let why = match outcome.verdict {
                Verdict::Ok => "every test was skipped".to_owned(),
                _ => format!("no test failed, but {name} itself did: its output says why"),
            };
            return (!any(|result| matches!(result, TestResult::Fail | TestResult::NotRun))).then_some(why);
        }
        let mut steps = vec![format!("{name} ended without naming a single test: its output says why")];
        if let (Some(manifest), false) = (&self.manifest, installed) {
            steps.push(format!("if a dependency is missing, install them with --lock {manifest}"));
        }
        steps.extend(self.suite.get.iter().map(|get| format!("if {name} is missing, {get}")));
        Some(steps.join("; "))
    }
}

pub fn summary(tested: &Tested, terminal: &Terminal) {
    if terminal.json {
        return;
    }
    let count = |result| tested.tests.iter().filter(|test| test.result == result).count();
    // Where none ran, one sentence says more than the list of them.
    let none_ran = count(TestResult::NotRun) == tested.tests.len();
    for test in tested.tests.iter().filter(|test| test.result == TestResult::NotRun && !none_ran) {
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

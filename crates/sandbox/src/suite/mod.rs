//! A project's own tests: which runner, which tests it must name, and what its report says of each.
//!
//! A program can print "OK" or end early with 0. So what is expected is read from the sources before
//! anything runs, and a suite has passed only if the runner's own report names every expected test.

mod report;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::ProjectPath;
use domain::sandbox::BoxFile;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::error::SandboxError;
use crate::runtime::{self, Runtime};
use report::Format;

/// Where the runner writes its report, in the working folder.
pub const REPORT: &str = ".report";

/// How one runner is known, started and read: data of a runtime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    pub name: String,
    /// Found in some source of its projects; none means always.
    #[serde(default)]
    marks: Option<String>,
    /// Found in no source of them.
    #[serde(default)]
    unless: Option<String>,
    /// Begins a line that is a comment.
    comment: String,
    /// Finds a test in a source; its first group that is there is the name.
    test: String,
    /// Finds tests that are run for the sake of a comment in them, likewise.
    #[serde(default)]
    noted: Option<String>,
    /// Finds what may not be compiled at all: a test by its first group, without one all of a source. It is
    /// counted when the report has it, and not missed when it does not.
    #[serde(default)]
    conditional: Option<String>,
    /// Likewise, by the names of sources.
    #[serde(default)]
    conditional_names: Option<String>,
    /// A shell text that runs the tests and writes the report.
    pub command: String,
    format: Format,
    /// To be installed first.
    #[serde(default)]
    pub packages: Vec<String>,
    /// How to get it, where it is no package that is installed first.
    #[serde(default)]
    pub get: Option<String>,
    /// Its runner takes sources without types alone.
    #[serde(default)]
    pub plain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestResult {
    Pass,
    Fail,
    Skipped,
    /// The sources have it, the report does not.
    NotRun,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Test {
    pub name: String,
    pub result: TestResult,
    pub ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What came of a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// There are tests, each expected one is named, and none failed.
    pub passed: bool,
    pub tests: Vec<Test>,
}

type Files = BTreeMap<ProjectPath, BoxFile>;

/// The runner of these files. Errors: this language has none that fits.
pub fn choose(language: &str, files: &Files) -> Result<Suite, SandboxError> {
    let runtime = runtime::load(language)?;
    let mut texts: Vec<&str> = sources(&runtime, files).into_iter().map(|(_, text)| text).collect();
    let named = |path: &ProjectPath| runtime.manifests.iter().any(|name| name == path.as_str());
    let manifests = files.iter().filter(|(path, _)| named(path));
    texts.extend(manifests.filter_map(|(_, file)| std::str::from_utf8(&file.content).ok()));
    let found = |pattern: &str| -> Result<bool, SandboxError> {
        let pattern = compile(&runtime.name, pattern)?;
        Ok(texts.iter().any(|text| pattern.is_match(text)))
    };
    for suite in &runtime.suites {
        let marked = suite.marks.as_deref().map_or(Ok(true), &found)?;
        if marked && !suite.unless.as_deref().map_or(Ok(false), &found)? {
            return Ok(suite.clone());
        }
    }
    let known: Vec<&str> = runtime.suites.iter().map(|suite| suite.name.as_str()).collect();
    Err(SandboxError::NoSuite { title: runtime.title.clone(), known: known.join(", ") })
}

fn compile(name: &str, pattern: &str) -> Result<Regex, SandboxError> {
    Regex::new(pattern).map_err(|error| SandboxError::Embedded {
        name: format!("runtimes/{name}.toml"),
        reason: error.to_string(),
    })
}

/// What the first group that is there has of each match.
fn named(pattern: &Regex, text: &str) -> Vec<String> {
    let first = |found: regex::Captures<'_>| {
        found.iter().skip(1).flatten().next().map(|name| name.as_str().to_owned())
    };
    pattern.captures_iter(text).filter_map(first).collect()
}

/// A language's files and their texts.
fn sources<'a>(runtime: &Runtime, files: &'a Files) -> Vec<(&'a ProjectPath, &'a str)> {
    let is_source = |path: &ProjectPath| {
        let ending = path.as_str().rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| runtime.endings.iter().any(|known| known == ending))
    };
    let texts = files.iter().filter(|(path, _)| is_source(path));
    texts.filter_map(|(path, file)| Some((path, std::str::from_utf8(&file.content).ok()?))).collect()
}

impl Suite {
    /// Names of the tests that stand in the sources, a name as often as it stands there.
    pub fn expected(&self, language: &str, files: &Files) -> Result<Vec<String>, SandboxError> {
        let runtime = runtime::load(language)?;
        let pattern = compile(language, &self.test)?;
        let noted = self.noted.as_deref().map(|noted| compile(language, noted)).transpose()?;
        let conditional = self.conditional.as_deref().map(|one| compile(language, one)).transpose()?;
        let by_name = self.conditional_names.as_deref().map(|one| compile(language, one)).transpose()?;
        // Only those that begin a line: within one, the same two signs are often a file pattern.
        let blocks = match self.comment.as_str() {
            "//" => Some(compile(language, r"(?m)^\s*/\*[\s\S]*?\*/")?),
            _ => None,
        };
        let mut names = Vec::new();
        for (path, text) in sources(&runtime, files) {
            if by_name.as_ref().is_some_and(|names| names.is_match(path.as_str())) {
                continue;
            }
            let text = blocks.as_ref().map_or(Cow::Borrowed(text), |blocks| blocks.replace_all(text, ""));
            let lines = text.lines().filter(|line| !line.trim_start().starts_with(&self.comment));
            let code = lines.collect::<Vec<_>>().join("\n");
            let mut here = named(&pattern, &code);
            here.extend(noted.iter().flat_map(|noted| named(noted, &text)));
            for found in conditional.iter().flat_map(|conditional| conditional.captures_iter(&text)) {
                match found.get(1) {
                    Some(test) => {
                        let at = here.iter().position(|name| name == test.as_str());
                        at.map(|at| here.remove(at));
                    }
                    None => here.clear(),
                }
            }
            names.extend(here);
        }
        Ok(names)
    }

    /// What the report says, and which expected tests it does not name.
    pub fn judge(&self, expected: &[String], report: Option<&[u8]>) -> Tested {
        let text = report.map(String::from_utf8_lossy).unwrap_or_default();
        let mut tests = report::read(self.format, &text);
        let mut reported: BTreeMap<String, usize> = BTreeMap::new();
        let mut families = BTreeSet::new();
        for test in &tests {
            // One test with many parameters is no witness for another of the same name elsewhere.
            let family = without_parameters(&test.name);
            if family != test.name && !families.insert(family.to_owned()) {
                continue;
            }
            *reported.entry(bare(&test.name).to_owned()).or_default() += 1;
        }
        for name in expected {
            match reported.get_mut(bare(name)) {
                Some(left) if *left > 0 => *left -= 1,
                _ => tests.push(Test {
                    name: name.clone(),
                    result: TestResult::NotRun,
                    ms: 0,
                    message: Some("the runner's report does not name it".to_owned()),
                }),
            }
        }
        let good = |test: &Test| matches!(test.result, TestResult::Pass | TestResult::Skipped);
        let passed = tests.iter().any(|test| test.result == TestResult::Pass) && tests.iter().all(good);
        Tested { passed, tests }
    }
}

/// `adds(int, int)[1]`, `test_x[1-2]` and `testX with data set #0` without what follows the name.
fn without_parameters(name: &str) -> &str {
    let name = name.split_once(" with data set").map_or(name, |(name, _)| name);
    let end = name.find(['(', '[']).unwrap_or(name.len());
    let (path, rest) = name.split_at(end);
    // What has spaces is a sentence, not a path.
    if path.is_empty() || path.contains(' ') || !(rest.is_empty() || rest.ends_with([')', ']'])) {
        return name;
    }
    path
}

/// The name as it stands in the source: without its module, its class and its parameters.
fn bare(name: &str) -> &str {
    let name = without_parameters(name);
    if name.contains(' ') {
        return name;
    }
    name.rsplit("::").next().and_then(|name| name.rsplit(['.', '#']).next()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        let file = |text: &str| BoxFile { content: text.as_bytes().to_vec(), executable: false };
        entries.iter().map(|(name, text)| (ProjectPath::parse(name).unwrap(), file(text))).collect()
    }

    #[test]
    fn each_runner_is_known_by_its_sources_and_its_tests_are_found() {
        let all = [
            (
                "python",
                "t.py",
                "import unittest\nclass A(unittest.TestCase):\n    def test_a(self): pass\n    # def test_no(self): pass\n",
                "unittest",
                "test_a",
            ),
            ("python", "t.py", "def test_b(): pass\n", "pytest", "test_b"),
            (
                "javascript",
                "a.test.js",
                "const test = require('node:test');\ntest('adds two', () => {});\n// test('no', ",
                "node --test",
                "adds two",
            ),
            ("go", "a_test.go", "package a\nfunc TestX(t *testing.T) {}\n", "go test", "TestX"),
            (
                "php",
                "XTest.php",
                "<?php use PHPUnit\\Framework\\TestCase;\nclass XTest extends TestCase { public function testOne() {} }",
                "PHPUnit",
                "testOne",
            ),
            ("ruby", "x_spec.rb", "RSpec.describe 'x' do\n  it 'works' do\n  end\nend\n", "RSpec", "works"),
            (
                "ruby",
                "x_test.rb",
                "require 'minitest/autorun'\nclass X < Minitest::Test\n  def test_y; end\nend\n",
                "minitest",
                "test_y",
            ),
            (
                "javascript",
                "a.test.mjs",
                "import { test } from 'vitest';\n/* test('no', */\ntest('it adds', () => {});\n",
                "Vitest",
                "it adds",
            ),
            (
                "javascript",
                "a.test.js",
                "describe('x', () => {\n  it('works', () => {});\n});\n",
                "Jest",
                "works",
            ),
            (
                "java",
                "A.java",
                "import org.junit.jupiter.api.Test;\nclass A { @Test @DisplayName(\"a (b)\") void adds() {} }",
                "JUnit",
                "adds",
            ),
            (
                "java",
                "A.java",
                "import org.junit.Test;\nclass A { @Test public void adds() {} }",
                "JUnit 4",
                "adds",
            ),
            ("rust", "src/lib.rs", "#[test]\nfn it_holds() {}\n", "cargo test", "it_holds"),
        ];
        for (language, name, text, runner, test) in all {
            let files = files(&[(name, text)]);
            let suite = choose(language, &files).unwrap();
            assert_eq!(suite.name, runner);
            assert_eq!(suite.expected(language, &files).unwrap(), [test], "{runner}");
        }
        let error = choose("java", &files(&[("A.java", "class A {}")])).unwrap_err();
        assert!(matches!(error, SandboxError::NoSuite { .. }));
    }

    #[test]
    fn a_test_with_many_parameters_is_no_witness_for_its_namesake() {
        let suite = choose("python", &files(&[("t.py", "import pytest")])).unwrap();
        let report = |more: &str| {
            format!(
                "<testsuite><testcase classname='a.A' name='test_x[1]'/><testcase classname='a.A' name='test_x[2]'/>{more}</testsuite>"
            )
        };
        let expected = ["test_x".to_owned(), "test_x".to_owned()];
        assert!(!suite.judge(&expected, Some(report("").as_bytes())).passed);
        let both = report("<testcase classname='b.B' name='test_x'/>");
        assert!(suite.judge(&expected, Some(both.as_bytes())).passed);
    }

    #[test]
    fn a_test_that_the_report_does_not_name_has_not_passed() {
        let suite = choose("javascript", &files(&[("a.js", "require('node:test')")])).unwrap();
        let expected = ["a".to_owned(), "b".to_owned()];
        let both = suite.judge(&expected, Some(b"ok 1 - a\nok 2 - b\n"));
        assert!(both.passed);
        let one = suite.judge(&expected, Some(b"ok 1 - a\n"));
        assert!(!one.passed && one.tests.iter().any(|test| test.result == TestResult::NotRun));
        assert!(!suite.judge(&expected, None).passed);
        assert!(!suite.judge(&[], Some(b"")).passed, "nothing was tested");
        assert!(!suite.judge(&expected, Some(b"ok 1 - a\nnot ok 2 - b\n")).passed);
    }
}

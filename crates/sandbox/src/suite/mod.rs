//! A project's own tests: which runner, which tests it must name, and what its report says of each.
//!
//! A program can print "OK" or end early with 0. So what is expected is read from the sources before
//! anything runs, and a suite has passed only if the runner's own report names every expected test.

mod confined;
mod report;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::ProjectPath;
use domain::sandbox::BoxFile;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::error::SandboxError;
use crate::runtime::{self, Runtime};
use confined::{Confined, Places};
use report::Format;

/// Where the runner writes its report, in the working folder.
pub const REPORT: &str = ".report";
/// Where it finds the names of the sources that its settings choose, one a line.
pub const CHOSEN: &str = ".chosen";

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
    /// Finds what may not be compiled or run at all: by its group a `test`, a `block` that ends where `closing`
    /// stands as far in as the group is, or a `module` in a file of its own; without one of them all of a source.
    /// What it has is counted when the report has it, and not missed when it does not.
    #[serde(default)]
    conditional: Option<String>,
    /// None: a block ends before the first line that is no further in.
    #[serde(default)]
    closing: Option<String>,
    /// Likewise, by the names of sources.
    #[serde(default)]
    conditional_names: Option<String>,
    /// Likewise all sources with other names than these.
    #[serde(default)]
    names: Option<String>,
    /// A file of that name makes a folder below a project of its own, which its runner does not enter.
    #[serde(default)]
    border: Option<String>,
    /// Where a project says which of its sources the runner looks into.
    #[serde(default)]
    confined: Option<Confined>,
    /// A shell text that runs the tests and writes the report.
    pub command: String,
    format: Format,
    /// To be installed first.
    #[serde(default)]
    pub packages: Vec<String>,
    /// More of these, where some source has what it marks.
    #[serde(default)]
    further: Vec<Further>,
    /// How to get it, where it is no package that is installed first.
    #[serde(default)]
    pub get: Option<String>,
    /// Its runner takes sources without types alone.
    #[serde(default)]
    pub plain: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Further {
    marks: String,
    packages: Vec<String>,
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
            let mut suite = suite.clone();
            for Further { marks, packages } in std::mem::take(&mut suite.further) {
                suite.packages.extend(found(&marks)?.then_some(packages).into_iter().flatten());
            }
            return Ok(suite);
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

/// From where the block is found to the line that closes it, as formatted sources have it.
fn block<'a>(text: &'a str, found: &regex::Captures<'_>, indent: &str, closing: Option<&str>) -> &'a str {
    let rest = found.get(0).and_then(|whole| text.get(whole.end()..)).unwrap_or_default();
    let is_out = |line: &str| {
        let inner = line.trim_start();
        !inner.is_empty() && line.len() - inner.len() <= indent.len()
    };
    let end = match closing {
        Some(closing) => rest.find(&format!("\n{indent}{closing}")),
        None => rest.match_indices('\n').map(|(at, _)| at).find(|at| {
            let line = rest.get(at + 1..).and_then(|more| more.lines().next());
            line.is_some_and(is_out)
        }),
    };
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// Sources without their endings that hold a module which may not be compiled: beside its parent, or in the
/// folder named after that.
fn modules(conditional: &Regex, sources: &[(&ProjectPath, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        for name in conditional.captures_iter(text).filter_map(|found| Some(found.name("module")?.as_str())) {
            let own = path.as_str().rsplit_once('.').map_or(path.as_str(), |(own, _)| own);
            let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
            for above in [folder, own] {
                found.push(if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") });
            }
        }
    }
    found
}

/// Whether it is the file of one of these modules, or lies in the folder of one.
fn is_of(path: &str, modules: &[String]) -> bool {
    let rest = |module: &String| path.strip_prefix(module.as_str());
    modules.iter().filter_map(rest).any(|rest| rest.starts_with(['.', '/']))
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
        let names = self.names.as_deref().map(|one| compile(language, one)).transpose()?;
        // Only those that begin a line: within one, the same two signs are often a file pattern.
        let blocks = match self.comment.as_str() {
            "//" => Some(compile(language, r"(?m)^\s*/\*[\s\S]*?\*/")?),
            _ => None,
        };
        let outside = self.outside(files);
        let places = self.places(language, files)?.unwrap_or_default();
        let mut sources = sources(&runtime, files);
        sources.retain(|(path, _)| places.have(path));
        let modules = conditional.as_ref().map(|one| modules(one, &sources)).unwrap_or_default();
        let mut expected = Vec::new();
        for (path, text) in sources {
            let mut unsure = by_name.iter().map(|names| names.is_match(path.as_str()));
            let below = |folder: &String| path.as_str().starts_with(folder.as_str());
            let other = names.as_ref().is_some_and(|names| !names.is_match(path.as_str()));
            if other || unsure.any(|is| is) || outside.iter().any(below) || is_of(path.as_str(), &modules) {
                continue;
            }
            let text = blocks.as_ref().map_or(Cow::Borrowed(text), |blocks| blocks.replace_all(text, ""));
            let lines = text.lines().filter(|line| !line.trim_start().starts_with(&self.comment));
            let code = lines.collect::<Vec<_>>().join("\n");
            let mut here = named(&pattern, &code);
            here.extend(noted.iter().flat_map(|noted| named(noted, &text)));
            for found in conditional.iter().flat_map(|conditional| conditional.captures_iter(&text)) {
                let unsure = match (found.name("test"), found.name("block"), found.name("module")) {
                    (Some(test), ..) => vec![test.as_str().to_owned()],
                    (_, Some(indent), _) => {
                        let closing = self.closing.as_deref();
                        named(&pattern, block(&text, &found, indent.as_str(), closing))
                    }
                    (.., Some(_)) => Vec::new(),
                    _ => std::mem::take(&mut here),
                };
                for test in unsure {
                    here.iter().position(|name| *name == test).map(|at| here.remove(at));
                }
            }
            expected.extend(here);
        }
        Ok(expected)
    }

    /// The sources that the runner is told to look into; none where it reads its project's settings itself.
    pub fn chosen(&self, language: &str, files: &Files) -> Result<Option<Vec<ProjectPath>>, SandboxError> {
        if !self.confined.as_ref().is_some_and(Confined::is_told) {
            return Ok(None);
        }
        let Some(places) = self.places(language, files)? else { return Ok(None) };
        let runtime = runtime::load(language)?;
        let all = sources(&runtime, files).into_iter().map(|(path, _)| path);
        Ok(Some(all.filter(|path| places.have(path)).cloned().collect()))
    }

    fn places(&self, language: &str, files: &Files) -> Result<Option<Places>, SandboxError> {
        self.confined.as_ref().map_or(Ok(None), |confined| confined.places(language, files))
    }

    /// Folders below that are projects of their own, where there is one around them.
    fn outside(&self, files: &Files) -> Vec<String> {
        let Some(border) = self.border.as_deref() else { return Vec::new() };
        let folder = |path: &ProjectPath| {
            let folder = path.as_str().strip_suffix(border)?;
            (folder.is_empty() || folder.ends_with('/')).then(|| folder.to_owned())
        };
        let folders: Vec<String> = files.keys().filter_map(folder).collect();
        let around = folders.iter().any(String::is_empty);
        folders.into_iter().filter(|folder| around && !folder.is_empty()).collect()
    }

    /// What the report says, and which expected tests it does not name.
    pub fn judge(&self, expected: &[String], report: Option<&[u8]>) -> Tested {
        let text = report.map(String::from_utf8_lossy).unwrap_or_default();
        let mut tests = report::read(self.format, &text);
        let mut reported: BTreeMap<String, usize> = BTreeMap::new();
        let mut families = BTreeSet::new();
        for test in &tests {
            // One test with many parameters is no witness for another of the same name, elsewhere or beside it.
            let family = without_values(&test.name);
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

/// `adds(int, int)[1]`, `test_x[1-2]` and `testX with data set #0` without what differs from one run of them to
/// the next: what is left of two methods of one name still differs.
fn without_values(name: &str) -> &str {
    let name = name.split_once(" with data set").map_or(name, |(name, _)| name);
    let values = name.find('[').filter(|at| *at > 0 && name.ends_with(']'));
    values.and_then(|at| name.get(..at)).filter(|path| !path.contains(") ")).unwrap_or(name)
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

    pub fn files(entries: &[(&str, &str)]) -> Files {
        let file = |text: &str| BoxFile { content: text.as_bytes().to_vec(), executable: false };
        entries.iter().map(|(name, text)| (ProjectPath::parse(name).unwrap(), file(text))).collect()
    }

    /// Names of the tests that these files are expected to have.
    pub fn found(language: &str, files: &Files) -> Vec<String> {
        choose(language, files).unwrap().expected(language, files).unwrap()
    }

    #[test]
    fn each_runner_is_known_by_its_sources_and_its_tests_are_found() {
        let all = [
            (
                "python",
                "test_t.py",
                "import unittest\nclass A(unittest.TestCase):\n    def test_a(self): pass\n    # def test_no(self): pass\n",
                "unittest",
                "test_a",
            ),
            ("python", "test_t.py", "def test_b(): pass\n", "pytest", "test_b"),
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
                "typescript",
                "a.test.ts",
                "import { describe } from 'node:test';\nimport { it } from \"vitest\";\nit('adds', () => {});\n",
                "Vitest",
                "adds",
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
                "JUnit",
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
    fn an_older_junit_is_installed_where_a_source_asks_for_it() {
        let packages = |text: &str| choose("java", &files(&[("A.java", text)])).unwrap().packages;
        let new = packages("import org.junit.jupiter.api.Test;\nclass A { @Test void adds() {} }");
        let old = packages("import static org.junit.Assert.fail;\nclass A {}");
        assert!(old.starts_with(&new) && old.len() == new.len() + 1, "{old:?} {new:?}");
    }

    #[test]
    fn what_a_condition_may_leave_out_is_not_expected() {
        let files = files(&[
            (
                "src/lib.rs",
                "#[cfg(feature = \"x\")]\nmod slow {\n    mod inner {\n    #[test]\n    fn left() {}\n    }\n}\n\
                 #[cfg(test)]\nmod tests {\n    #[test]\n    fn kept() {}\n    #[cfg(unix)]\n    #[test]\n    fn alone() {}\n}\n\
                 #[cfg(all(test, feature = \"y\"))]\nmod far;\n#[cfg(test)]\nmod near;\n#[cfg(not(test))]\nmod other;\n",
            ),
            ("src/far.rs", "#[test]\nfn away() {}\n"),
            ("src/far/deeper.rs", "#[test]\nfn deep() {}\n"),
            ("src/near.rs", "#[test]\nfn by() {}\n"),
            ("src/farther.rs", "#[test]\nfn farther() {}\n"),
        ]);
        let suite = choose("rust", &files).unwrap();
        assert_eq!(suite.expected("rust", &files).unwrap(), ["farther", "kept", "by"]);
    }

    #[test]
    fn what_the_runner_does_not_look_into_and_what_only_sounds_like_a_test_is_not_expected() {
        let text = "import pytest\n@pytest.fixture(scope='module')\ndef test_url(request):\n    return 1\n\ndef test_a(test_url):\n    def test():\n        pass\n\ndef test_b(): pass\n";
        let tool = "def test(*names):\n    pass\n";
        assert_eq!(
            found("python", &files(&[("tests/test_a.py", text), ("own/tool.py", tool)])),
            ["test_a", "test_b"]
        );
    }

    #[test]
    fn what_stands_in_a_branch_or_an_abstract_class_is_not_expected() {
        let ruby = "class A < Minitest::Test\n  def test_a; end\n  if RUBY_VERSION < '3'\n    def test_b; end\n  else\n\n    def test_b\n      1 if 2\n    end\n  end\n\
                    \n  def test_c\n    if x\n    end\n  end\nend\n";
        assert_eq!(found("ruby", &files(&[("a_test.rb", ruby)])), ["test_a", "test_c"]);
        let python = "import unittest, sys\nclass A(unittest.TestCase):\n    if sys.maxsize > 9:\n        def test_a(self):\n            pass\n\n        def test_b(self): pass\n\
                      \x20   else:\n        def test_a(self): pass\n    def test_c(self):\n        if 1:\n            pass\n";
        assert_eq!(found("python", &files(&[("test_a.py", python)])), ["test_c"]);
        let java = |kind: &str| {
            format!(
                "import org.junit.jupiter.api.Test;\n{kind} A {{\n  @Test\n  public abstract void adds();\n}}\n"
            )
        };
        let real =
            "import org.junit.jupiter.api.Test;\nclass B extends A {\n  @Test\n  public void adds() {}\n}\n";
        for kind in ["public abstract class", "interface"] {
            assert_eq!(
                found("java", &files(&[("A.java", &java(kind)), ("B.java", real)])),
                ["adds"],
                "{kind}"
            );
        }
        let php = |kind: &str| {
            format!(
                "<?php use PHPUnit\\Framework\\TestCase;\n{kind} X extends TestCase {{ function testX() {{}} }}"
            )
        };
        assert!(found("php", &files(&[("X.php", &php("abstract class"))])).is_empty());
        assert_eq!(found("php", &files(&[("X.php", &php("class"))])), ["testX"]);
    }

    #[test]
    fn a_module_below_another_is_a_project_of_its_own() {
        let test = |name: &str| format!("package a\nfunc {name}(t *testing.T) {{}}\n");
        let (one, two, three) = (test("TestOne"), test("TestTwo"), test("TestThree"));
        let own = [("a_test.go", one.as_str()), ("tools/b_test.go", &two), ("testdata/c_test.go", &three)];
        let expected = |more: &[(&str, &str)]| {
            let files = files(&[&own[..], more].concat());
            choose("go", &files).unwrap().expected("go", &files).unwrap()
        };
        assert_eq!(expected(&[("go.mod", ""), ("tools/go.mod", "")]), ["TestOne"]);
        assert_eq!(expected(&[("go.mod", ""), ("tools/xgo.mod", "")]), ["TestOne", "TestTwo"]);
        assert_eq!(expected(&[("tools/go.mod", "")]), ["TestOne", "TestTwo"]);
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
        // Two methods of one name in Java, and one of them with parameters.
        let beside = report("<testcase classname='a.A' name='test_x()'/>");
        assert!(suite.judge(&expected, Some(beside.as_bytes())).passed);
        let beside = "<testsuite><testcase classname='A' name='test_x()'/><testcase classname='A' name='test_x(int, int)[1]'/>\
                      <testcase classname='A' name='test_x(int, int)[2]'/></testsuite>";
        assert!(suite.judge(&expected, Some(beside.as_bytes())).passed);
        let alone = "<testsuite><testcase classname='A' name='test_x(int, int)[1]'/>\
                     <testcase classname='A' name='test_x(int, int)[2]'/></testsuite>";
        assert!(!suite.judge(&expected, Some(alone.as_bytes())).passed);
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

//! Which runner, which tests, and what has passed.

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
        assert_eq!(found("java", &files(&[("A.java", &java(kind)), ("B.java", real)])), ["adds"], "{kind}");
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

#[test]
fn a_member_of_a_workspace_is_tested_where_nothing_but_a_list_is_around_it() {
    let test = |name: &str| format!("#[test]\nfn {name}() {{}}\n");
    let (one, two) = (test("one"), test("two"));
    let list = "[workspace]\nmembers = [\"a\", \"b\"]\n";
    let of = |around: &str| {
        let own =
            [("Cargo.toml", around), ("a/Cargo.toml", ""), ("tests/t.rs", &one), ("a/tests/t.rs", &two)];
        found("rust", &files(&own))
    };
    assert_eq!(of(list), ["two", "one"]);
    assert_eq!(of(&format!("[package]\nname = \"p\"\n{list}")), ["one"]);
}

#[test]
fn a_name_that_is_put_together_is_not_expected() {
    let spec = "describe 'x' do\n  it \"adds\" do\n  end\n  it \"is long\"\\\n    ' and goes on' do\n  end\n  it 'waits'\nend\n";
    assert_eq!(
        found("ruby", &files(&[("x_spec.rb", &format!("require 'rspec'\n{spec}"))])),
        ["adds", "waits"]
    );
    let script = "import { test } from 'node:test';\ntest('adds', () => {});\ntest('is long' +\n  ' and goes on', () => {});\n\
                  test('is \\\\d', () => {});\ntest('later')\n";
    for language in ["javascript", "typescript"] {
        let name = if language == "javascript" { "x.mjs" } else { "x.ts" };
        assert_eq!(found(language, &files(&[(name, script)])), ["adds", "later"], "{language}");
    }
}

#[test]
fn what_a_class_has_that_is_no_test_is_not_expected() {
    let python = |import: &str| {
        format!(
            "import {import}\nclass Shared:\n    def test_a(self): pass\n\nclass Old(object):\n    def test_b(self): pass\n\n\
             class TestNew:\n    def test_c(self): pass\n\nclass Mine(unittest.TestCase):\n    def test_d(self): pass\n"
        )
    };
    assert_eq!(found("python", &files(&[("test_a.py", &python("unittest"))])), ["test_d"]);
    assert_eq!(found("python", &files(&[("test_a.py", &python("pytest"))])), ["test_c", "test_d"]);
    let php = "<?php use PHPUnit\\Framework\\TestCase;\nfinal class Tool implements Use {\n  function test($a) {}\n}\n\
               function tester($a) {}\nfinal class XTest extends TestCase {\n  public function testX() {}\n}\n";
    assert_eq!(found("php", &files(&[("XTest.php", php)])), ["testX"]);
}

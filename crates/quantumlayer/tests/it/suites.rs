//! `run --test`: each language's usual runner, and a report that must name every test.

use crate::support::Home;

/// A folder with these files, tested.
fn test(files: &[(&str, &str)], code: i32) -> Option<serde_json::Value> {
    let home = Home::new();
    for (name, text) in files {
        let path = home.path().join("project").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let folder = home.path().join("project");
    let ended = home.run(&[
        "run",
        folder.to_str().expect("a path"),
        "--test",
        "--memory",
        "2048",
        "--timeout",
        "120",
        "--json",
    ]);
    // Not every machine has every runner.
    if ended.code == Some(127) {
        return None;
    }
    Some(ended.code(code).json())
}

/// `name=result`, sorted.
fn results(document: &serde_json::Value) -> Vec<String> {
    let tests = document["tests"].as_array().expect("tests");
    let mut all: Vec<String> = tests
        .iter()
        .map(|test| {
            format!("{}={}", test["name"].as_str().unwrap_or(""), test["result"].as_str().unwrap_or(""))
        })
        .collect();
    all.sort();
    all
}

#[track_caller]
fn check(files: &[(&str, &str)], code: i32, wanted: &[&str]) {
    if let Some(document) = test(files, code) {
        assert_eq!(results(&document), wanted, "{document:#}");
        assert_eq!(document["passed"], code == 0);
        assert_eq!(document["phase"], "test");
    }
}

#[test]
fn unittest_needs_nothing_installed() {
    let text = "import unittest\nclass A(unittest.TestCase):\n    def test_one(self): self.assertEqual(1, 1)\n    \
                @unittest.skip('later')\n    def test_two(self): pass\n";
    check(&[("tests/test_a.py", text)], 0, &["test_a.A.test_one=pass", "test_a.A.test_two=skipped"]);
}

#[test]
fn a_program_that_ends_early_with_0_has_not_passed() {
    let text = "import unittest, os\nclass A(unittest.TestCase):\n    def test_one(self): print('OK'); os._exit(0)\n    \
                def test_two(self): pass\n";
    check(&[("test_a.py", text)], 1, &["test_one=not_run", "test_two=not_run"]);
}

#[test]
fn node_names_tests_and_what_failed() {
    let text = "const test = require('node:test'); const assert = require('assert');\ntest('adds', () => assert.equal(2, 1 + 1));\n";
    check(&[("a.test.js", text)], 0, &["adds=pass"]);
    let text = format!("{text}test('breaks', () => assert.equal(1, 2));\n");
    check(&[("a.test.js", &text)], 1, &["adds=pass", "breaks=fail"]);
}

#[test]
fn go_tests_of_all_packages_are_named() {
    let module = ("go.mod", "module example.com/m\n\ngo 1.21\n");
    let text = "package m\nimport \"testing\"\nfunc TestOne(t *testing.T) {}\nfunc TestTwo(t *testing.T) { t.Skip() }\n";
    let other = "package n\nimport \"testing\"\nfunc TestThree(t *testing.T) {}\n";
    check(
        &[module, ("a_test.go", text), ("n/n_test.go", other)],
        0,
        &["TestOne=pass", "TestThree=pass", "TestTwo=skipped"],
    );
}

#[test]
fn ruby_has_two_runners() {
    let text = "require 'minitest/autorun'\nclass A < Minitest::Test\n  def test_one; assert true; end\n  def test_two; skip; end\nend\n";
    check(&[("test/a_test.rb", text)], 0, &["A#test_one=pass", "A#test_two=skipped"]);
}

#[test]
fn rspec_and_phpunit_report_where_they_are_installed() {
    if std::path::Path::new("/usr/bin/rspec").exists() {
        let text = "RSpec.describe 'a' do\n  it 'adds' do\n    expect(1 + 1).to eq(2)\n  end\nend\n";
        check(&[("spec/a_spec.rb", text)], 0, &["adds=pass"]);
    }
    if std::path::Path::new("/usr/bin/phpunit").exists() {
        let text = "<?php\nuse PHPUnit\\Framework\\TestCase;\nclass ATest extends TestCase { public function testOne(): void { $this->assertTrue(true); } }\n";
        check(&[("tests/ATest.php", text)], 0, &["ATest::testOne=pass"]);
    }
}

#[test]
fn cargo_test_names_its_tests() {
    let manifest = ("Cargo.toml", "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    let text = "#[test]\nfn it_holds() { assert_eq!(1, 1); }\n#[test]\n#[ignore]\nfn later() {}\n";
    check(&[manifest, ("src/lib.rs", text)], 0, &["it_holds=pass", "later=skipped"]);
}

#[test]
fn pytest_reports_parameters_and_what_failed() {
    let text = "import pytest\n@pytest.mark.parametrize('x', [1, 2])\ndef test_many(x): assert x\n\
                def test_breaks(): assert 1 == 2\nclass TestIt:\n    @pytest.mark.skip\n    def test_later(self): pass\n";
    check(
        &[("tests/test_a.py", text)],
        1,
        &[
            "tests.test_a.TestIt::test_later=skipped",
            "tests.test_a::test_breaks=fail",
            "tests.test_a::test_many[1]=pass",
            "tests.test_a::test_many[2]=pass",
        ],
    );
    let early = "import os\ndef test_one(): os._exit(0)\ndef test_two(): pass\n";
    check(&[("test_a.py", early)], 1, &["test_one=not_run", "test_two=not_run"]);
}

#[test]
fn jest_runs_a_folder_that_has_nothing_but_tests() {
    let text = "describe('sum', () => { test('adds', () => expect(1 + 1).toBe(2)); it.skip('later', () => {}); });\n";
    check(&[("sum.test.js", text)], 0, &["adds=pass", "later=skipped"]);
    // Its own report is the only witness, whatever the program prints or ends with.
    let early = "test('ends', () => { console.log('Tests: 2 passed'); process.reallyExit(0); });\ntest('more', () => {});\n";
    check(&[("a.test.js", early)], 1, &["ends=not_run", "more=not_run"]);
    let unread = "const x = require('./not-there');\ntest('adds', () => {});\n";
    check(&[("a.test.js", unread)], 1, &["a.test.js=fail", "adds=not_run"]);
}

#[test]
fn vitest_reads_its_configuration_and_modules() {
    let config = "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { globals: true, include: ['checks/**/*.mjs'] } });\n";
    let text = "import { expect, test } from 'vitest';\nimport { sum } from '../sum.mjs';\n\
                test('adds', () => expect(sum(1, 2)).toBe(3));\ntest('breaks', () => expect(sum(1, 2)).toBe(4));\n";
    check(
        &[
            ("vitest.config.mjs", config),
            ("sum.mjs", "export const sum = (a, b) => a + b;\n"),
            ("checks/sum.mjs", text),
        ],
        1,
        &["adds=pass", "breaks=fail"],
    );
}

/// Java with Maven's folders.
const SUM: (&str, &str) = (
    "src/main/java/a/Sum.java",
    "package a;\npublic class Sum { public static int of(int a, int b) { return a + b; } }\n",
);

#[test]
fn junit_names_every_test_with_its_parameters() {
    let text = "package a;\nimport static org.junit.jupiter.api.Assertions.assertEquals;\nimport org.junit.jupiter.api.*;\n\
                import org.junit.jupiter.params.ParameterizedTest;\nimport org.junit.jupiter.params.provider.CsvSource;\n\
                class SumTest {\n  @Test @DisplayName(\"two (and) two\") void adds() { assertEquals(4, Sum.of(2, 2)); }\n  \
                /* @Test void gone() {} */\n  @ParameterizedTest @CsvSource({\"1,3\", \"2,4\"})\n  \
                void many(int a, int c) { assertEquals(c, Sum.of(a, 2)); }\n  @Disabled @Test void later() {}\n}\n";
    check(
        &[SUM, ("src/test/java/a/SumTest.java", text)],
        0,
        &[
            "a.SumTest::adds()=pass",
            "a.SumTest::later()=skipped",
            "a.SumTest::many(int, int)[1]=pass",
            "a.SumTest::many(int, int)[2]=pass",
        ],
    );
    let early = "package a;\nimport org.junit.jupiter.api.Test;\nclass SumTest { @Test void ends() { System.exit(0); } }\n";
    check(&[SUM, ("src/test/java/a/SumTest.java", early)], 1, &["ends=not_run"]);
}

#[test]
fn junit_4_is_still_understood() {
    let text = "package a;\nimport org.junit.Test;\nimport static org.junit.Assert.*;\npublic class SumTest {\n  \
                @Test public void adds() { assertEquals(4, Sum.of(2, 2)); }\n  \
                @Test(timeout = 1000) public void breaks() { assertEquals(5, Sum.of(2, 2)); }\n}\n";
    check(
        &[SUM, ("src/test/java/a/SumTest.java", text)],
        1,
        &["a.SumTest::adds=pass", "a.SumTest::breaks=fail"],
    );
}

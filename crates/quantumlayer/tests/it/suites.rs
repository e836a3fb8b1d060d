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

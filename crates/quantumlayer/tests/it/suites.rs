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
fn go_modules_below_are_tested_where_none_is_around_them() {
    let text = |name: &str| format!("package m\nimport \"testing\"\nfunc {name}(t *testing.T) {{}}\n");
    let (one, two) = (text("TestOne"), text("TestTwo"));
    let (a, b) = ("module example.com/a\n\ngo 1.21\n", "module example.com/b\n\ngo 1.21\n");
    let tests = [("a_test.go", one.as_str()), ("tools/b_test.go", &two)];
    check(&[&tests[..], &[("go.mod", a), ("tools/go.mod", b)]].concat(), 0, &["TestOne=pass"]);
    let apart = [("a/a_test.go", one.as_str()), ("a/go.mod", a), ("b/b_test.go", &two), ("b/go.mod", b)];
    check(&apart, 0, &["TestOne=pass", "TestTwo=pass"]);
    let fails = two.replace("{}", "{ t.Fail() }");
    let apart = [("a/a_test.go", fails.as_str()), ("a/go.mod", a), ("b/b_test.go", &one), ("b/go.mod", b)];
    check(&apart, 1, &["TestOne=pass", "TestTwo=fail"]);
}

#[test]
fn go_with_c_in_it_is_built_and_tested_where_there_is_gcc() {
    if !std::path::Path::new("/usr/bin/gcc").exists() {
        return;
    }
    let module = ("go.mod", "module example.com/m\n\ngo 1.21\n");
    let text = "package m\n\n// static int twice(int n) { return 2 * n; }\nimport \"C\"\n\nfunc Twice(n int) int { return int(C.twice(C.int(n))) }\n";
    let tested =
        "package m\nimport \"testing\"\nfunc TestTwice(t *testing.T) { if Twice(2) != 4 { t.Fail() } }\n";
    check(&[module, ("m.go", text), ("m_test.go", tested)], 0, &["TestTwice=pass"]);
}

#[test]
fn go_tests_find_files_beside_their_own_source() {
    let module = ("go.mod", "module example.com/m\n\ngo 1.21\n");
    let text = "package m\nimport (\"os\"; \"path/filepath\"; \"runtime\"; \"testing\")\nfunc TestData(t *testing.T) {\n\
                \t_, file, _, _ := runtime.Caller(0)\n\t\
                if _, err := os.ReadFile(filepath.Join(filepath.Dir(file), \"..\", \"data.txt\")); err != nil { t.Fatal(err) }\n}\n";
    check(&[module, ("n/a_test.go", text), ("data.txt", "x")], 0, &["TestData=pass"]);
}

#[test]
fn a_go_example_is_missed_only_where_go_runs_it() {
    let module = ("go.mod", "module example.com/m\n\ngo 1.21\n");
    let text = "package m\nimport \"fmt\"\n\
                func Example_a() {\n\tfmt.Println(1)\n\t// Output: 1\n}\n\
                func Example_b() {\n\tfor _, x := range []int{1, 2} {\n\t\tfmt.Println(x)\n\t}\n\n\t// Unordered output:\n\t// 2\n\t// 1\n}\n\
                func Example_c() {\n\tfmt.Println(1) // prints\n}\n\
                func Example_d() {\n\t// Prints what it has.\n\t// Output: 1\n\tfmt.Println(1)\n}\n\
                func Example_e() {\n\t// Output: 1\n\tfmt.Println(1)\n}\n";
    check(&[module, ("a_test.go", text)], 0, &["Example_a=pass", "Example_b=pass", "Example_e=pass"]);
    // One that ends the others early is seen by what they would have said.
    let early = "package m\nimport (\"os\"; \"testing\")\nfunc TestMain(*testing.M) { os.Exit(0) }\n\
                 func Example_a() {\n\t// Output: 1\n}\nfunc Example_c() {\n}\n";
    check(&[module, ("a_test.go", early)], 1, &["Example_a=not_run"]);
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
        // What failed is told, and not by which ways of PHPUnit it was come to.
        let text = text.replace("true)", "false, 'what')");
        let document = test(&[("tests/ATest.php", &text)], 1).expect("PHPUnit");
        assert!(
            document["tests"][0]["message"].as_str().is_some_and(|text| text.starts_with("what\n")),
            "{document:#}"
        );
        let broken = [(
            "tests/ATest.php",
            "<?php\nuse PHPUnit\\Framework\\TestCase;\nclass ATest extends Nobody {}\n",
        )];
        let document = test(&broken, 255).expect("PHPUnit");
        // Where it says so depends on the machine's own php.ini.
        let said = format!("{} {}", document["stdout"], document["stderr"]);
        assert!(said.contains("\\\"Nobody\\\" not found") && !said.contains("FileLoader"), "{said}");
    }
}

#[test]
fn cargo_test_names_its_tests() {
    let manifest = ("Cargo.toml", "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    let text = "#[test]\nfn it_holds() { assert_eq!(1, 1); }\n#[test]\n#[ignore]\nfn later() {}\n";
    check(&[manifest, ("src/lib.rs", text)], 0, &["it_holds=pass", "later=skipped"]);
}

#[test]
fn a_test_under_a_condition_is_counted_where_it_runs_and_not_missed_where_it_does_not() {
    let manifest = ("Cargo.toml", "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    let text = "#[test]\nfn it_holds() {}\n#[cfg(windows)]\n#[test]\nfn there() {}\n#[test]\n#[cfg(all(unix, not(windows)))]\n\
                fn here() {}\n#[cfg(not(windows))]\n#[test]\nfn there() {}\n";
    let elsewhere = ("tests/w.rs", "#![cfg(windows)]\n#[test]\nfn never() {}\n");
    check(&[manifest, ("src/lib.rs", text), elsewhere], 0, &["here=pass", "it_holds=pass", "there=pass"]);
    let module = ("go.mod", "module example.com/m\n\ngo 1.21\n");
    let text = "package m\nimport \"testing\"\nfunc TestOne(*testing.T) {}\n";
    let elsewhere = "//go:build windows\n\npackage m\nimport \"testing\"\nfunc TestTwo(*testing.T) {}\n";
    let named = "package m\nimport \"testing\"\nfunc TestThree(*testing.T) {}\n";
    check(
        &[module, ("a_test.go", text), ("b_test.go", elsewhere), ("c_windows_test.go", named)],
        0,
        &["TestOne=pass"],
    );
}

#[test]
fn a_go_test_that_does_not_compile_says_why() {
    let module = ("go.mod", "module example.com/m\n\ngo 1.21\n");
    let text = "package m\nimport \"testing\"\nfunc TestOne(*testing.T) { missing() }\n";
    if let Some(document) = test(&[module, ("a_test.go", text)], 1) {
        let said = document["stdout"].as_str().expect("its output");
        assert!(said.contains("undefined: missing"), "{said}");
        assert_eq!(document["stderr"], "", "{document:#}");
    }
}

#[test]
fn a_python_package_in_src_is_found_as_if_it_were_installed() {
    let package = ("src/own/__init__.py", "one = 1\n");
    let unit = "import unittest, own\nclass A(unittest.TestCase):\n    def test_one(self): self.assertEqual(own.one, 1)\n";
    check(&[package, ("tests/test_a.py", unit)], 0, &["test_a.A.test_one=pass"]);
    check(
        &[package, ("tests/test_a.py", "import own\ndef test_one(): assert own.one\n")],
        0,
        &["tests.test_a::test_one=pass"],
    );
}

#[test]
fn what_cannot_be_judged_names_the_next_step() {
    let manifest = (
        "Cargo.toml",
        "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nitoa = \"1\"\n",
    );
    let hint = |files: &[(&str, &str)], code| {
        test(files, code).map_or_else(String::new, |document| {
            assert_eq!(document["passed"], false);
            document["hint"].as_str().unwrap_or_else(|| panic!("no hint: {document:#}")).to_owned()
        })
    };
    let lacks = hint(&[manifest, ("src/lib.rs", "#[test]\nfn it_holds() {}\n")], 101);
    assert!(lacks.is_empty() || lacks.contains("--lock Cargo.toml"), "{lacks}");
    let none = hint(&[("a.py", "import unittest\n")], 1);
    assert!(none.is_empty() || none.contains("no tests were found for unittest"), "{none}");
    // A package that cannot start fails beside one whose tests all pass.
    let module = ("go.mod", "module example.com/m\n\ngo 1.21\n");
    let good = "package a\nimport \"testing\"\nfunc TestOne(*testing.T) {}\n";
    let bad = "package b\nimport (\"os\"; \"testing\")\nfunc TestMain(*testing.M) { os.Exit(2) }\n";
    let beside = hint(&[module, ("a/a_test.go", good), ("b/b_test.go", bad)], 1);
    assert!(beside.is_empty() || beside.contains("go test itself did"), "{beside}");
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
fn what_a_python_projects_settings_leave_out_is_skipped_and_not_missed() {
    let conftest = "collect_ignore = ['test_old.py']\ndef pytest_ignore_collect(collection_path):\n    \
                    return True if collection_path.name.endswith('_py2.py') else None\n";
    let settings = "[tool:pytest]\ntestpaths = tests\naddopts = -m \"not slow\"\nmarkers =\n    slow\n";
    let own = "import pytest\n@pytest.mark.slow\n@pytest.mark.parametrize('x', [1, 2])\ndef test_slow(x): pass\n\
               def test_one(): pass\n";
    let two = "def test_two(): syntax?\n";
    let other = "class TestIt:\n    def test_three(self): assert False\n";
    check(
        &[
            ("setup.cfg", settings),
            ("tests/conftest.py", conftest),
            ("tests/test_a.py", own),
            ("tests/test_old.py", other),
            ("tests/test_py2.py", "def test_two(): assert False\n"),
            ("examples/test_example.py", "def test_four(): assert False\n"),
            ("examples/test_broken.py", two),
        ],
        1,
        &[
            "examples/test_example.py::test_four=skipped",
            "test_two=not_run",
            "tests.test_a::test_one=pass",
            "tests/test_a.py::test_slow=skipped",
            "tests/test_old.py::TestIt::test_three=skipped",
            "tests/test_py2.py::test_two=skipped",
        ],
    );
    // Nobody left it out who broke it off.
    let early = "import pytest\ndef test_one(): pytest.exit('done', returncode=0)\ndef test_two(): pass\n";
    if let Some(document) =
        test(&[("tests/test_a.py", early), ("tests/test_b.py", "def test_c(): pass\n")], 1)
    {
        assert!(results(&document).contains(&"test_two=not_run".to_owned()), "{document:#}");
    }
}

#[test]
fn a_python_project_is_asked_for_its_version_and_its_plugin_as_if_it_were_installed() {
    let project =
        "[project]\nname = \"my-own\"\nversion = \"1.2\"\n[project.entry-points.pytest11]\nown = \"own\"\n";
    let plugin = "import pytest\n@pytest.fixture\ndef three(): return 3\n";
    let text = "from importlib.metadata import version\ndef test_one(three): assert (three, version('my-own')) == (3, '1.2')\n";
    check(
        &[("pyproject.toml", project), ("own.py", plugin), ("tests/test_a.py", text)],
        0,
        &["tests.test_a::test_one=pass"],
    );
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
fn what_a_pom_leaves_out_of_its_tests_is_not_compiled() {
    let text = "package a;\nimport org.junit.jupiter.api.Test;\nclass SumTest { @Test void adds() {} }\n";
    let other = "package a.b;\nimport nobody.has.This;\nclass CostOfIt {}\n";
    let files = [SUM, ("src/test/java/a/SumTest.java", text), ("src/test/java/a/b/CostOfIt.java", other)];
    let pom = "<project><build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><configuration><testExcludes>\n\
               <testExclude>**/Cost*.java</testExclude>\n</testExcludes></configuration></plugin></plugins></build></project>\n";
    check(&[&files[..], &[("pom.xml", pom)]].concat(), 0, &["a.SumTest::adds()=pass"]);
    check(&files, 1, &["adds=not_run"]);
}

#[test]
fn what_a_pom_leaves_out_of_its_run_is_neither_run_nor_missed() {
    let test = |package: &str, name: &str, method: &str| {
        let text = format!(
            "package {package};\nimport org.junit.jupiter.api.*;\nclass {name} {{ @Test void {method}() {{}} @Nested class Inner {{ @Test void in_{method}() {{}} }} }}\n"
        );
        (format!("src/test/java/{}/{name}.java", package.replace('.', "/")), text)
    };
    let all = [test("a", "SumTest", "one"), test("a.slow", "SumTest", "two"), test("a", "SumIT", "three")];
    let files: Vec<(&str, &str)> = all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let pom = |says: &str| {
        format!(
            "<project><build><plugins><plugin><artifactId>maven-surefire-plugin</artifactId><configuration>{says}</configuration></plugin></plugins></build></project>\n"
        )
    };
    let check = |says: &str, wanted: &[&str]| {
        let pom = pom(says);
        check(&[&files[..], &[SUM, ("pom.xml", pom.as_str())]].concat(), 0, wanted);
    };
    let (one, two) = (
        ["a.SumTest$Inner::in_one()=pass", "a.SumTest::one()=pass"],
        ["a.slow.SumTest$Inner::in_two()=pass", "a.slow.SumTest::two()=pass"],
    );
    check("<excludes><exclude>**/slow/*.java</exclude></excludes>", &one);
    check("", &[one, two].concat());
    check(
        "<includes><include>**/*IT.java</include></includes>",
        &["a.SumIT$Inner::in_three()=pass", "a.SumIT::three()=pass"],
    );
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

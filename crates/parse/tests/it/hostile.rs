//! Foreign input is bounded: no overflow, no hang, and what was not read is said.

use domain::{finding::SyntaxReport, roles::Parser};
use parse::{TreeSitter, limits};

use crate::tree;

fn all(path: &str, text: &str) -> SyntaxReport {
    let (parser, tree) = (TreeSitter::new(), tree(&[(path, text)]));
    parser.security(&tree);
    parser.complexity(&tree);
    parser.syntax(&tree)
}

fn messages(report: &SyntaxReport) -> Vec<&str> {
    report.issues.iter().map(|issue| issue.message.as_str()).collect()
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    for deep in [
        "(".repeat(100_000) + &")".repeat(100_000),
        format!("x = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        "(".repeat(100_000),
        format!("x = {}y", "not ".repeat(100_000)),
        format!("x = y{}", "()".repeat(100_000)),
        format!("x = a{}", ".b".repeat(100_000)),
        format!("x = 1{}", " + 1".repeat(100_000)),
        (0..3_000).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect::<String>(),
    ] {
        let report = all("a.py", &deep);
        assert!(!report.issues.is_empty(), "{} bytes passed", deep.len());
    }
    let report = all("a.py", &format!("x = 1{}", " + 1".repeat(100_000)));
    assert!(messages(&report)[0].starts_with("too large to parse"), "{:?}", messages(&report));
    assert!(report.files.is_empty(), "what was not read is not listed as read");
}

#[test]
fn nested_data_is_refused_and_does_not_overflow() {
    assert!(!all("a.json", &"[".repeat(1_000_000)).issues.is_empty());
    // JSON has no bound of depth, and its reader here needs no stack for it.
    assert!(all("a.json", &("[".repeat(100_000) + &"]".repeat(100_000))).issues.is_empty());
    assert!(!all("a.toml", &format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000))).issues.is_empty());
    assert!(!all("a.toml", &format!("{}x = 1", "a.".repeat(100_000))).issues.is_empty());
}

#[test]
fn ten_megabytes_are_too_large_and_said_so() {
    let report = all("a.py", &"x = 1\n".repeat(1_750_000));
    assert!(messages(&report)[0].starts_with("too large to parse"), "{:?}", messages(&report));
}

#[test]
fn garbage_of_every_kind_is_answered() {
    for text in [
        "\0\0\0",
        "\u{feff}",
        "\u{feff}\u{feff}",
        "\r\r\r",
        "'",
        "\"\"\"",
        "f'{",
        "f'{{{",
        "\\",
        "@",
        "\u{202e}x",
        "def",
        "\u{c}",
        "if\tx:\n \t y\n\tz",
        "x = '\\",
        "match",
        "lambda",
        "(((",
        ")))",
        "async",
        "class A(",
        "from . import (",
        "#!",
    ] {
        all("a.py", text);
        all("a.json", text);
        all("a.toml", text);
        all("a", text);
    }
}

#[test]
fn circles_of_assignments_end() {
    let mut text = String::from("def f(x):\n    q = 'select a from b where c = ' + x\n");
    for n in 0..400 {
        text.push_str(&format!("    q = q + q + z{n}\n    q += q\n    db.execute(q)\n"));
    }
    let report = TreeSitter::new().security(&tree(&[("a.py", &text)]));
    assert!(report.findings.len() <= 2 * limits::FINDINGS_PER_RULE);
}

#[test]
fn issues_of_one_file_are_bounded() {
    let report = all("a.py", &"break\n".repeat(1_000));
    assert_eq!(report.issues.len(), limits::ISSUES_PER_FILE);
}

#[test]
fn a_second_reading_says_the_same() {
    let text = "import os\ndef f(x):\n    if x:\n        os.system(x)\nPASSWORD = 'hunter22!'\n";
    let files = [("a.py", text), ("b.py", text), ("c.json", "{"), ("d.py", "def f(:\n")];
    let (one, two) = (TreeSitter::new(), TreeSitter::new());
    let tree = tree(&files);
    assert_eq!(one.security(&tree), two.security(&tree));
    assert_eq!(one.security(&tree), one.security(&tree));
    assert_eq!(one.syntax(&tree), two.syntax(&tree));
    assert_eq!(one.complexity(&tree), two.complexity(&tree));
}

//! Syntax errors have a place; imports have names.

use domain::roles::Parser;
use parse::TreeSitter;

use crate::tree;

/// `line:column message` of every issue in a Python text.
fn python(text: &str) -> Vec<String> {
    let report = TreeSitter::new().syntax(&tree(&[("app/main.py", text)]));
    report.issues.iter().map(|i| format!("{}:{} {}", i.place.line, i.place.column, i.message)).collect()
}

fn check_clean(text: &str) {
    assert_eq!(python(text), Vec::<String>::new(), "in:\n{text}");
}

/// Exactly one issue, whose text begins so.
fn check_refused(text: &str, expected: &str) {
    let issues = python(text);
    assert!(
        issues.len() == 1 && issues[0].starts_with(expected),
        "expected {expected:?}, got {issues:?} in:\n{text}"
    );
}

#[test]
fn sound_code_has_no_issues() {
    check_clean("");
    check_clean("\u{feff}# -*- coding: utf-8 -*-\nx = 'größe'\n");
    check_clean("if x:\n    a\n    # comment\n\n  # odd comment\n    b\nelif y: c\nelse:\n\td\n");
    check_clean(
        "def f(a, /, b, *, c=1, d, **k) -> int:\n    return 1\nasync def g(*a):\n    await f(); return\n",
    );
    check_clean(
        "x = [\n  1,\n        2,\n]\ny = 1 + \\\n        2\nclass A:\n    '''doc\n  string'''\n    z = 1\n",
    );
    check_clean(
        "for x in y:\n    while True:\n        break\n    else:\n        continue\nlambda: (yield)\n",
    );
    check_clean(
        "def f(n):\n    return (x for x in n if await g(x))\nprint >> f, 'x'\n# ends with \\\nx = r'\\\\' 'y'; y = 1\n",
    );
    check_clean("match a:\n    case [1, *r] if r: b\n    case _: c\ntry:\n    a\nexcept* E as e:\n    b\n");
    check_clean("f(*a, b, c=1, *d, **e)\nf'{x!r:>{w}}'\nwith (a as b, c):\n    pass\ntype X = int\n");
}

#[test]
fn broken_code_is_named_with_line_and_column() {
    check_refused("x = 1\nif x:\n    a\n  b\n", "4:3 unindent does not match");
    check_refused("if x:\n    if y:\n        a\n      b\n", "4:7 unindent does not match");
    check_refused("x = 1\n  y = 2\n", "2:3 unexpected indent");
    check_refused("if x:\nb\n", "2:1 expected an indented block");
    check_refused("def f(:\n    pass\n", "1:6 '(' was never closed");
    check_refused("x = (1,\ny = 2\n", "1:5 '(' was never closed");
    check_refused("x = [1)\n", "1:7 closing parenthesis ')' does not match");
    check_refused("x = 1)\n", "1:6 unmatched ')'");
    check_refused("y = 1\nx = 'abc\n", "2:5 unterminated string literal");
    check_refused("x = \"\"\"abc\ny = 1\n", "1:5 unterminated triple-quoted");
    check_refused("x = f(1) g(2)\n", "1:10 ");
    check_refused("  x = 1\n", "1:3 unexpected indent");
    check_refused("if x:\n    a\n\tb\n", "3:2 ");
    check_refused("return 1\n", "1:1 'return' outside function");
    check_refused("class A:\n    return 1\n", "2:5 'return' outside function");
    check_refused("def f(a, ä, b, ä):\n    pass\n", "1:16 duplicate argument 'ä'");
    check_refused("def f(a=1, b): pass\n", "1:12 parameter without a default");
    check_refused("f(a=1, a=2)\n", "1:8 keyword argument repeated: a");
    check_refused("f(a=1, 2)\n", "1:8 positional argument follows");
    check_refused("break\n", "1:1 'break' outside loop");
    check_refused("for x in y:\n    def f():\n        continue\n", "3:9 'continue' not properly in loop");
    check_refused("def f():\n    await g()\n", "2:5 'await' outside async function");
    check_refused("print 'x'\n", "1:1 missing parentheses");
    check_refused("x = 0777\n", "1:5 leading zeros");
    check_refused("import a\nfrom __future__ import annotations\n", "2:1 from __future__");
}

#[test]
fn imports_are_top_level_names_without_relative_ones() {
    let text = "import os, fastapi.responses as r\nfrom sqlalchemy.orm import Session\nfrom . import x\n\
                from ..a import b\ndef f():\n    import jwt\n    from os import path\n";
    let report = TreeSitter::new().syntax(&tree(&[("a.py", text)]));
    assert_eq!(report.files[0].imports, ["fastapi", "jwt", "os", "sqlalchemy"]);
    assert_eq!(report.files[0].lines, 7);
}

#[test]
fn standard_modules_need_no_dependency() {
    let parser = TreeSitter::new();
    assert!(parser.is_standard("python", "os") && parser.is_standard("python", "__future__"));
    assert!(!parser.is_standard("python", "fastapi") && !parser.is_standard("python", "distutils"));
    assert!(!parser.is_standard("cobol", "os"));
}

#[test]
fn json_and_toml_are_checked_and_yaml_is_not_claimed() {
    let files = [
        ("a.json", "{\"a\": 1,\n \"ü\": }"),
        ("b.toml", "x = 1\ny = = 2\n"),
        ("c.yaml", "a: [1"),
        ("d.json", "[1, 2]"),
        ("pyproject.toml", "[project]\nname = \"x\"\n"),
    ];
    let report = TreeSitter::new().syntax(&tree(&files));
    let issues: Vec<String> = report
        .issues
        .iter()
        .map(|i| format!("{} {}:{}", i.place.path, i.place.line, i.place.column))
        .collect();
    assert_eq!(issues, ["a.json 2:7", "b.toml 2:5"]);
    let read: Vec<&str> = report.files.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(read, ["a.json", "b.toml", "d.json", "pyproject.toml"]);
}

#[test]
fn callers_at_the_same_time_are_told_the_same_as_one_alone() {
    let texts: Vec<(String, String)> = (0..60)
        .map(|n| (format!("app/m{n}.py"), format!("import m{n}\n{}x = {n}{n} +\n", "y = 1\n".repeat(n))))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let tree = tree(&files);
    let alone = TreeSitter::new().syntax(&tree);
    assert_eq!(alone.issues.len(), 60);
    let shared = TreeSitter::new();
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..8).map(|_| scope.spawn(|| shared.syntax(&tree))).collect();
        for caller in callers {
            assert_eq!(caller.join().unwrap(), alone);
        }
    });
}
